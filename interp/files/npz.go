package files

import (
	"archive/zip"
	"fmt"
	"io"
)

// WriteNPZ writes arrays of real numbers as an archive of .npy files, which numpy.load reads. Equal arrays give equal
// bytes.
func WriteNPZ(w io.Writer, tensors []Tensor) error {
	archive := zip.NewWriter(w)
	for _, t := range tensors {
		values, ok := t.Values.([]float64)
		if !ok {
			return fmt.Errorf("array %q is not of real numbers", t.Name)
		}
		f, err := archive.CreateHeader(&zip.FileHeader{Name: t.Name + ".npy", Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := WriteNPY(f, t.Shape, values); err != nil {
			return err
		}
	}
	return archive.Close()
}
