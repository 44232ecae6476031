package files

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// MaxBytes is the largest file, and the largest member of an archive, that is read.
const MaxBytes = 1 << 31

// Read reads an array of numbers, the last index running fastest. The extension tells the format:
// .csv, .tsv, .txt and .dat are tables (ParseTable, always with two indices), .npy and .npz are
// NumPy arrays, .safetensors tensors. An archive must hold one array; see ReadMember. A further .gz says that the file is
// compressed.
func Read(path string) (shape []int, values []float64, err error) {
	return ReadMember(path, "")
}

// ReadMember reads the array with this name from an archive of several (.npz, .safetensors). The
// empty name stands for the only one.
func ReadMember(path, name string) (shape []int, values []float64, err error) {
	extension := Extension(path)
	parse := parsers[extension]
	if parse == nil {
		return nil, nil, fmt.Errorf("cannot read %s: the format %q is not known; known are .csv, .tsv, .txt, .dat, .npy, .npz and .safetensors", path, extension)
	}
	data, err := Bytes(path)
	if err != nil {
		return nil, nil, err
	}
	shape, values, err = parse(data, name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return shape, values, nil
}

type parser func(data []byte, name string) (shape []int, values []float64, err error)

var parsers = map[string]parser{
	".csv": single(ParseTable), ".tsv": single(ParseTable), ".txt": single(ParseTable), ".dat": single(ParseTable),
	".npy": single(ParseNPY), ".npz": parseNPZ, ".safetensors": parseTensor,
}

// single is the parser of a format that holds one array without a name.
func single(parse func([]byte) ([]int, []float64, error)) parser {
	return func(data []byte, name string) ([]int, []float64, error) {
		if name != "" {
			return nil, nil, fmt.Errorf("this format has no names, so there is no array %q in it", name)
		}
		return parse(data)
	}
}

// Extension is the ending that tells the format of a file, without that of its compression.
func Extension(path string) string {
	path = strings.ToLower(path)
	return filepath.Ext(strings.TrimSuffix(path, ".gz"))
}

// Bytes reads an ordinary file of at most MaxBytes, which gzip has compressed if it ends in .gz.
func Bytes(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("cannot read %s: it is not an ordinary file", path)
	case info.Size() > MaxBytes:
		return nil, fmt.Errorf("cannot read %s: it has %d bytes, more than %d", path, info.Size(), MaxBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		return expanded(path, data)
	}
	return data, nil
}

// expanded is what gzip has compressed.
func expanded(path string, data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	}
	data, err = io.ReadAll(io.LimitReader(z, MaxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("cannot read %s: it expands to more than %d bytes", path, MaxBytes)
	}
	return data, nil
}

// choose is the position of a name in a list; the empty name is the only one there.
func choose(names []string, name string) (int, error) {
	list := strings.Join(names, ", ")
	switch k := slices.Index(names, name); {
	case k >= 0:
		return k, nil
	case len(names) == 0:
		return 0, fmt.Errorf("it holds no arrays")
	case name != "":
		return 0, fmt.Errorf("it has no array %q; it holds %s", name, list)
	case len(names) > 1:
		return 0, fmt.Errorf("it holds several arrays, say which: %s", list)
	}
	return 0, nil
}

// elements is the product of a shape; it fails if a length is negative or the product times width
// bytes is above MaxBytes.
func elements(shape []int, width int) (int, error) {
	n := 1
	for _, length := range shape {
		if length < 0 {
			return 0, fmt.Errorf("shape %v has a negative length", shape)
		}
		if n > 0 && length > MaxBytes/width/n {
			return 0, fmt.Errorf("shape %v promises more than %d bytes", shape, MaxBytes)
		}
		n *= length
	}
	return n, nil
}
