package interp

import (
	"io"
	"path/filepath"

	"github.com/gibbs-lang/gibbs/interp/files"
)

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// writeArray writes an array as .npy, or as a table of its rows.
func (s *Session) writeArray(name string, shape []int, values []float64) error {
	if filepath.Ext(name) == ".npy" {
		return files.WriteAtomic(s.outPath(name), func(w io.Writer) error { return files.WriteNPY(w, shape, values) })
	}
	cols := 1
	if len(shape) > 1 {
		cols = len(values) / max(1, shape[0])
	}
	text := ""
	for i, v := range values {
		text += number17(v)
		if (i+1)%max(1, cols) == 0 {
			text += "\n"
		} else {
			text += ","
		}
	}
	return files.WriteAtomic(s.outPath(name), writeText(text))
}
