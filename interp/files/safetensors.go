package files

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// maxHeader is the limit that the format itself sets for its header.
const maxHeader = 100_000_000

// Tensor is a named array, the last index running fastest. Values is a []float64 (F64), []float32
// (F32) or []int64 (I64).
type Tensor struct {
	Name   string
	Shape  []int
	Values any
}

// entry is what the header says of a tensor.
type entry struct {
	Type    string  `json:"dtype"`
	Shape   []int   `json:"shape"`
	Offsets []int64 `json:"data_offsets"`
}

const metadataKey = "__metadata__"

// WriteTensors writes tensors and words about them in the safetensors format
// (https://github.com/huggingface/safetensors): the length of a JSON header, the header, and the
// elements, wide ones first, so that all lie at multiples of their width. Equal tensors give equal
// bytes, whatever their order. It fails if a name is empty, reserved or comes twice, or a shape
// does not fit the values.
func WriteTensors(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	sorted := slices.Clone(tensors)
	slices.SortFunc(sorted, func(a, b Tensor) int {
		return cmp.Or(width(b.Values)-width(a.Values), cmp.Compare(a.Name, b.Name))
	})
	text, err := encodeHeader(sorted, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text)))); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	for _, t := range sorted {
		if err := t.write(w); err != nil {
			return err
		}
	}
	return nil
}

// encodeHeader makes the header, filled with spaces to a multiple of 8 bytes.
func encodeHeader(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	table := map[string]any{}
	if metadata != nil {
		table[metadataKey] = metadata
	}
	offset := int64(0)
	for _, t := range tensors {
		if t.Name == "" || t.Name == metadataKey {
			return nil, fmt.Errorf("a tensor cannot have the name %q", t.Name)
		}
		if table[t.Name] != nil {
			return nil, fmt.Errorf("two tensors have the name %q", t.Name)
		}
		n, dtype := describe(t.Values)
		if want, err := elements(t.Shape, width(t.Values)); err != nil || want != n {
			return nil, fmt.Errorf("tensor %q has the shape %v, but %d values", t.Name, t.Shape, n)
		}
		end := offset + int64(n*width(t.Values))
		table[t.Name] = entry{dtype, append([]int{}, t.Shape...), []int64{offset, end}}
		offset = end
	}
	text, err := json.Marshal(table)
	if err != nil {
		return nil, err
	}
	if pad := len(text) % 8; pad > 0 {
		text = append(text, bytes.Repeat([]byte{' '}, 8-pad)...)
	}
	if len(text) > maxHeader {
		return nil, fmt.Errorf("the names and shapes of %d tensors take %d bytes, more than %d", len(tensors), len(text), maxHeader)
	}
	return text, nil
}

// describe gives the number of values and the name of their type.
func describe(values any) (n int, dtype string) {
	switch v := values.(type) {
	case []float64:
		return len(v), "F64"
	case []float32:
		return len(v), "F32"
	case []int64:
		return len(v), "I64"
	}
	panic(fmt.Sprintf("files: a tensor of %T", values))
}

func width(values any) int {
	if _, narrow := values.([]float32); narrow {
		return 4
	}
	return 8
}

func (t Tensor) write(w io.Writer) error {
	little := binary.LittleEndian
	switch v := t.Values.(type) {
	case []float32:
		return writeChunks(w, v, 4, func(b []byte, x float32) []byte { return little.AppendUint32(b, math.Float32bits(x)) })
	case []int64:
		return writeChunks(w, v, 8, func(b []byte, x int64) []byte { return little.AppendUint64(b, uint64(x)) })
	default:
		return writeFloats(w, v.([]float64))
	}
}

// ParseTensors reads a safetensors file: its tensors in the order of their elements, and its
// metadata (nil if it has none). It fails unless the tensors fill the file without gap or overlap.
func ParseTensors(data []byte) ([]Tensor, map[string]string, error) {
	if len(data) < 8 {
		return nil, nil, fmt.Errorf("it is not a safetensors file: it has only %d bytes", len(data))
	}
	length := binary.LittleEndian.Uint64(data)
	if length > maxHeader || length > uint64(len(data)-8) {
		return nil, nil, fmt.Errorf("it is not a whole safetensors file: its header should have %d bytes, but %d follow", length, len(data)-8)
	}
	text, body := data[8:8+length], data[8+length:]
	names, entries, metadata, err := decodeHeader(text)
	if err != nil {
		return nil, nil, fmt.Errorf("its safetensors header is malformed: %w", err)
	}
	tensors := make([]Tensor, 0, len(names))
	end := int64(0)
	for _, name := range names {
		e := entries[name]
		if err := e.check(end, int64(len(body))); err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		end = e.Offsets[1]
		tensors = append(tensors, Tensor{name, e.Shape, readValues(e.Type, body[e.Offsets[0]:end])})
	}
	if end != int64(len(body)) {
		return nil, nil, fmt.Errorf("its tensors take %d bytes, but %d follow the header", end, len(body))
	}
	return tensors, metadata, nil
}

// decodeHeader reads the entries; names are in the order of the elements.
func decodeHeader(text []byte) (names []string, entries map[string]entry, metadata map[string]string, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, nil, errors.New("it is not a JSON object")
	}
	entries = map[string]entry{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, nil, nil, err
		}
		name, isName := key.(string)
		_, twice := entries[name]
		switch {
		case !isName:
			return nil, nil, nil, fmt.Errorf("%v is not a name", key)
		case twice || name == metadataKey && metadata != nil:
			return nil, nil, nil, fmt.Errorf("%q comes twice", name)
		case name == metadataKey:
			if err := dec.Decode(&metadata); err != nil {
				return nil, nil, nil, fmt.Errorf("metadata: %w", err)
			}
			continue
		}
		var e entry
		if err := dec.Decode(&e); err != nil {
			return nil, nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		if e.Type == "" || e.Shape == nil || len(e.Offsets) != 2 {
			return nil, nil, nil, fmt.Errorf("tensor %q lacks its dtype, shape or pair of data_offsets", name)
		}
		entries[name] = e
		names = append(names, name)
	}
	if _, err := dec.Token(); err != nil {
		return nil, nil, nil, err
	}
	if rest := bytes.TrimSpace(text[dec.InputOffset():]); len(rest) > 0 {
		return nil, nil, nil, fmt.Errorf("%q follows its end", shorten(string(rest)))
	}
	slices.SortStableFunc(names, func(a, b string) int { return slices.Compare(entries[a].Offsets, entries[b].Offsets) })
	return names, entries, metadata, nil
}

// check tells whether the entry begins where the one before ended, ends inside the body, and has
// the size of its shape.
func (e entry) check(start, size int64) error {
	var bytes int
	switch e.Type {
	case "F64", "I64":
		bytes = 8
	case "F32":
		bytes = 4
	default:
		return fmt.Errorf("its dtype is %q; F64, F32 and I64 are read", e.Type)
	}
	n, err := elements(e.Shape, bytes)
	switch from, to := e.Offsets[0], e.Offsets[1]; {
	case err != nil:
		return err
	case from != start:
		return fmt.Errorf("it begins at byte %d, but the tensor before ends at %d", from, start)
	case to < from || to > size:
		return fmt.Errorf("it ends at byte %d, outside the %d bytes after the header", to, size)
	case to-from != int64(n*bytes):
		return fmt.Errorf("its shape %v needs %d bytes, but it has %d", e.Shape, n*bytes, to-from)
	}
	return nil
}

func readValues(dtype string, data []byte) any {
	little := binary.LittleEndian
	switch dtype {
	case "F32":
		values := make([]float32, len(data)/4)
		for i := range values {
			values[i] = math.Float32frombits(little.Uint32(data[4*i:]))
		}
		return values
	case "I64":
		values := make([]int64, len(data)/8)
		for i := range values {
			values[i] = int64(little.Uint64(data[8*i:]))
		}
		return values
	}
	values := make([]float64, len(data)/8)
	for i := range values {
		values[i] = math.Float64frombits(little.Uint64(data[8*i:]))
	}
	return values
}

// Floats are the values as real numbers; it fails if an integer is not exactly one.
func (t Tensor) Floats() ([]float64, error) {
	switch v := t.Values.(type) {
	case []float32:
		values := make([]float64, len(v))
		for i, x := range v {
			values[i] = float64(x)
		}
		return values, nil
	case []int64:
		values := make([]float64, len(v))
		for i, x := range v {
			if values[i] = float64(x); !exactInt(x, values[i]) {
				return nil, inexact(i, x)
			}
		}
		return values, nil
	}
	return t.Values.([]float64), nil
}

// parseTensor reads one tensor of a safetensors file as real numbers.
func parseTensor(data []byte, name string) ([]int, []float64, error) {
	tensors, _, err := ParseTensors(data)
	if err != nil {
		return nil, nil, err
	}
	names := make([]string, len(tensors))
	for i, t := range tensors {
		names[i] = t.Name
	}
	k, err := choose(names, name)
	if err != nil {
		return nil, nil, err
	}
	values, err := tensors[k].Floats()
	if err != nil {
		return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
	}
	return tensors[k].Shape, values, nil
}

// SaveTensors writes a safetensors file, whole or not at all.
func SaveTensors(path string, tensors []Tensor, metadata map[string]string) error {
	return WriteAtomic(path, func(w io.Writer) error { return WriteTensors(w, tensors, metadata) })
}

// LoadTensors reads a safetensors file.
func LoadTensors(path string) ([]Tensor, map[string]string, error) {
	data, err := Bytes(path)
	if err != nil {
		return nil, nil, err
	}
	tensors, metadata, err := ParseTensors(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return tensors, metadata, nil
}
