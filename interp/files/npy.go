package files

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"codeberg.org/sbinet/npyio/npy"
)

// header is what a .npy file says of itself (NEP 1): the type of its elements, whether the first
// index runs fastest, and the lengths.
type header struct {
	kind    string // f8, i4, b1, …
	fortran bool
	shape   []int
	size    int // bytes before the elements
}

var headerForm = regexp.MustCompile(`^\{'descr': '([<>=|]?)([a-zA-Z])(\d+)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\), \} *\n$`)

// ParseNPY reads a NumPy array of real numbers, integers or booleans (0 and 1). It fails if an
// integer is not exactly a real number of 64 bits.
func ParseNPY(data []byte) (shape []int, values []float64, err error) {
	h, err := parseHeader(data)
	if err != nil {
		return nil, nil, err
	}
	width, ok := widths[h.kind]
	if !ok {
		return nil, nil, fmt.Errorf("its elements have the type %q; real numbers (f4, f8), integers (i1 to i8, u1 to u8) and booleans (b1) are read", h.kind)
	}
	n, err := elements(h.shape, width)
	if err != nil {
		return nil, nil, err
	}
	if have := len(data) - h.size; have != n*width {
		return nil, nil, fmt.Errorf("its header promises %d bytes of elements, but %d follow", n*width, have)
	}
	if values, err = decode(data, h.kind); err != nil {
		return nil, nil, err
	}
	if h.fortran {
		values = rowMajor(h.shape, values)
	}
	return h.shape, values, nil
}

var widths = map[string]int{"f4": 4, "f8": 8, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8, "b1": 1}

// parseHeader reads the header strictly, in the one form that NumPy writes.
func parseHeader(data []byte) (header, error) {
	const magic = "\x93NUMPY"
	if len(data) < 12 || string(data[:6]) != magic {
		return header{}, errors.New("it is not a NumPy array (.npy)")
	}
	start, length := 10, int64(binary.LittleEndian.Uint16(data[8:]))
	switch data[6] {
	case 1:
	case 2:
		start, length = 12, int64(binary.LittleEndian.Uint32(data[8:]))
	default:
		return header{}, fmt.Errorf("it has version %d of the .npy format; versions 1 and 2 are read", data[6])
	}
	if length > int64(len(data)-start) {
		return header{}, fmt.Errorf("its header should have %d bytes, but %d follow", length, len(data)-start)
	}
	text := data[start : start+int(length)]
	m := headerForm.FindSubmatch(text)
	if m == nil {
		return header{}, fmt.Errorf("its header is not that of an array of numbers: %q", shorten(string(text)))
	}
	h := header{kind: string(m[2]) + string(m[3]), fortran: string(m[4]) == "True", shape: []int{}, size: start + int(length)}
	for word := range strings.SplitSeq(string(m[5]), ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		length, err := strconv.Atoi(word)
		if err != nil {
			return header{}, fmt.Errorf("its header has the length %q", shorten(word))
		}
		h.shape = append(h.shape, length)
	}
	return h, nil
}

// decode reads the elements of a file whose header is known to be sound.
func decode(data []byte, kind string) ([]float64, error) {
	switch kind {
	case "f4":
		return convert[float32](data, nil)
	case "i1":
		return convert[int8](data, nil)
	case "i2":
		return convert[int16](data, nil)
	case "i4":
		return convert[int32](data, nil)
	case "i8":
		return convert(data, exactInt)
	case "u1":
		return convert[uint8](data, nil)
	case "u2":
		return convert[uint16](data, nil)
	case "u4":
		return convert[uint32](data, nil)
	case "u8":
		return convert(data, func(v uint64, x float64) bool { return x < 1<<64 && uint64(x) == v })
	case "b1":
		var bits []bool
		err := npy.Read(bytes.NewReader(data), &bits)
		values := make([]float64, len(bits))
		for i, b := range bits {
			if b {
				values[i] = 1
			}
		}
		return values, err
	}
	var values []float64
	err := npy.Read(bytes.NewReader(data), &values)
	return values, err
}

// convert reads elements of type T and makes them real; where exact is given, it must hold.
func convert[T float32 | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](data []byte, exact func(T, float64) bool) ([]float64, error) {
	var list []T
	if err := npy.Read(bytes.NewReader(data), &list); err != nil {
		return nil, err
	}
	values := make([]float64, len(list))
	for i, v := range list {
		values[i] = float64(v)
		if exact != nil && !exact(v, values[i]) {
			return nil, inexact(i, v)
		}
	}
	return values, nil
}

// exactInt tells whether x = float64(v) is v. What int64 gives beyond its range differs from one
// processor to another, so 2^63 is sorted out before.
func exactInt(v int64, x float64) bool { return x < 1<<63 && int64(x) == v }

func inexact(i int, v any) error {
	return fmt.Errorf("element %d is the integer %v, which is not exactly a real number of 64 bits", i+1, v)
}

// rowMajor reorders elements from the first index running fastest to the last.
func rowMajor(shape []int, values []float64) []float64 {
	out := make([]float64, len(values))
	at := make([]int, len(shape))
	for i := range out {
		from, stride := 0, 1
		for k, length := range shape {
			from += at[k] * stride
			stride *= length
		}
		out[i] = values[from]
		for k := len(at) - 1; k >= 0; k-- {
			if at[k]++; at[k] < shape[k] {
				break
			}
			at[k] = 0
		}
	}
	return out
}

// WriteNPY writes values, the last index running fastest, as a NumPy array of float64. The shape
// must fit the number of values.
func WriteNPY(w io.Writer, shape []int, values []float64) error {
	if n, err := elements(shape, 8); err != nil || n != len(values) {
		return fmt.Errorf("the shape %v does not fit %d values", shape, len(values))
	}
	var lengths strings.Builder
	for _, length := range shape {
		fmt.Fprintf(&lengths, "%d,", length)
	}
	text := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }", lengths.String())
	// The elements begin at a multiple of 64 bytes.
	padded := (10+len(text)+1+63)/64*64 - 10
	text += strings.Repeat(" ", padded-len(text)-1) + "\n"
	if len(text) > math.MaxUint16 {
		return fmt.Errorf("an array with %d indices is too much for a .npy file", len(shape))
	}
	head := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text)))
	if _, err := w.Write(append(head, text...)); err != nil {
		return err
	}
	return writeFloats(w, values)
}

// writeFloats writes values as little-endian 64-bit numbers.
func writeFloats(w io.Writer, values []float64) error {
	return writeChunks(w, values, 8, func(b []byte, x float64) []byte {
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	})
}

// writeChunks writes values of width bytes each through a buffer of fixed size.
func writeChunks[T any](w io.Writer, values []T, width int, put func([]byte, T) []byte) error {
	const chunk = 4096
	buffer := make([]byte, 0, chunk*width)
	for len(values) > 0 {
		n := min(chunk, len(values))
		buffer = buffer[:0]
		for _, x := range values[:n] {
			buffer = put(buffer, x)
		}
		if _, err := w.Write(buffer); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// parseNPZ reads one array of an archive of .npy files.
func parseNPZ(data []byte, name string) ([]int, []float64, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("it is not an archive of arrays (.npz): %w", err)
	}
	names := make([]string, len(archive.File))
	for i, f := range archive.File {
		names[i] = strings.TrimSuffix(f.Name, ".npy")
	}
	k, err := choose(names, name)
	if err != nil {
		return nil, nil, err
	}
	member, err := readMember(archive.File[k])
	if err == nil {
		var shape []int
		var values []float64
		if shape, values, err = ParseNPY(member); err == nil {
			return shape, values, nil
		}
	}
	return nil, nil, fmt.Errorf("array %q: %w", names[k], err)
}

// readMember unpacks a file of an archive, as far as MaxBytes.
func readMember(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > MaxBytes {
		return nil, fmt.Errorf("it has %d bytes, more than %d", f.UncompressedSize64, MaxBytes)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	// The archive reader stops at the size it was told.
	return io.ReadAll(r)
}
