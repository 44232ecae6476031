package files

import (
	"bytes"
	"encoding/binary"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nlpodyssey/safetensors"
	"pgregory.net/rapid"
)

// drawTensors draws tensors with at least so many indices.
func drawTensors(t *rapid.T, indices int) []Tensor {
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zΛβ."\\.0-9]{1,8}`), 0, 5, rapid.ID[string]).Draw(t, "names")
	var tensors []Tensor
	for _, name := range names {
		shape := rapid.SliceOfN(rapid.IntRange(0, 3), indices, 3).Draw(t, "shape")
		n := 1
		for _, length := range shape {
			n *= length
		}
		var values any
		switch rapid.IntRange(0, 2).Draw(t, "type") {
		case 0:
			values = rapid.SliceOfN(rapid.Float64(), n, n).Draw(t, "f64")
		case 1:
			values = rapid.SliceOfN(rapid.Float32(), n, n).Draw(t, "f32")
		default:
			values = rapid.SliceOfN(rapid.Int64(), n, n).Draw(t, "i64")
		}
		tensors = append(tensors, Tensor{name, shape, values})
	}
	return tensors
}

func raw(values any) []byte {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// What we write, another implementation reads as the same bytes, and it reads back unchanged.
func TestTensorsAgainstAnotherReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tensors := drawTensors(t, 0)
		metadata := rapid.MapOfN(rapid.StringN(0, 5, -1), rapid.String(), 0, 3).Draw(t, "metadata")
		var b bytes.Buffer
		if err := WriteTensors(&b, tensors, metadata); err != nil {
			t.Fatal(err)
		}
		theirs, err := safetensors.Deserialize(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Len() != len(tensors) {
			t.Fatalf("%d tensors, want %d", theirs.Len(), len(tensors))
		}
		ours, words, err := ParseTensors(b.Bytes())
		if err != nil || len(ours) != len(tensors) {
			t.Fatalf("%v %v", ours, err)
		}
		if !cmp.Equal(words, metadata) {
			t.Fatalf("metadata %q, want %q", words, metadata)
		}
		for _, want := range tensors {
			_, dtype := describe(want.Values)
			view, ok := theirs.Tensor(want.Name)
			if !ok || view.DType().String() != dtype || !bytes.Equal(view.Data(), raw(want.Values)) || len(view.Shape()) != len(want.Shape) {
				t.Fatalf("%q: %v", want.Name, view)
			}
			k := slices.IndexFunc(ours, func(o Tensor) bool { return o.Name == want.Name })
			if k < 0 || !slices.Equal(ours[k].Shape, want.Shape) || !bytes.Equal(raw(ours[k].Values), raw(want.Values)) {
				t.Fatalf("%q came back as %v", want.Name, ours)
			}
		}
	})
}

// What the other implementation writes, we read. (It takes no numbers without an index.)
func TestTensorsFromAnotherWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tensors := drawTensors(t, 1)
		views := map[string]safetensors.TensorView{}
		dtypes := map[string]safetensors.DType{"F64": safetensors.F64, "F32": safetensors.F32, "I64": safetensors.I64}
		for _, s := range tensors {
			_, dtype := describe(s.Values)
			shape := make([]uint64, len(s.Shape))
			for k, length := range s.Shape {
				shape[k] = uint64(length)
			}
			view, err := safetensors.NewTensorView(dtypes[dtype], shape, raw(s.Values))
			if err != nil {
				t.Fatal(err)
			}
			views[s.Name] = view
		}
		data, err := safetensors.Serialize(views, map[string]string{"by": "another"})
		if err != nil {
			t.Fatal(err)
		}
		ours, words, err := ParseTensors(data)
		if err != nil || words["by"] != "another" || len(ours) != len(tensors) {
			t.Fatalf("%v %v %v", ours, words, err)
		}
		for _, o := range ours {
			if view := views[o.Name]; !bytes.Equal(raw(o.Values), view.Data()) || len(o.Shape) != len(view.Shape()) {
				t.Fatalf("%v, want %v", o, view)
			}
		}
	})
}

func TestTensorBytesDoNotDependOnOrder(t *testing.T) {
	list := []Tensor{{"b", []int{1}, []float32{1}}, {"c", nil, []float64{2}}, {"a", []int{2}, []int64{3, 4}}}
	var first, second bytes.Buffer
	if err := WriteTensors(&first, list, nil); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	if err := WriteTensors(&second, list, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the bytes depend on the order")
	}
	if n := binary.LittleEndian.Uint64(first.Bytes()); n%8 != 0 {
		t.Errorf("the elements begin at byte %d", n+8)
	}
}

func tensorFile(header string, body int) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(data, header...), make([]byte, body)...)
}

func TestTensorsRefused(t *testing.T) {
	one := `"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}`
	for header, message := range map[string]string{
		``:                                      "not a JSON object",
		`[]`:                                    "not a JSON object",
		`{`:                                     "EOF",
		`{` + one:                               "EOF",
		`{` + one + `,` + one + `}`:             `"a" comes twice`,
		`{` + one + `} x`:                       `"x" follows its end`,
		`{"__metadata__":{"n":1}}`:              "metadata",
		`{"__metadata__":{},"__metadata__":{}}`: "comes twice",
		`{"a":3}`:                               `tensor "a"`,
		`{"a":{"dtype":"F64","shape":[2]}}`:     "lacks",
		`{"a":{"dtype":"F64","data_offsets":[0,16]}}`:                                                                    "lacks",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0]}}`:                                                           "lacks",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16],"b":1}}`:                                                  "unknown field",
		`{"a":{"dtype":"BF16","shape":[8],"data_offsets":[0,16]}}`:                                                       `dtype is "BF16"`,
		`{"a":{"dtype":"F64","shape":[-2],"data_offsets":[0,16]}}`:                                                       "negative",
		`{"a":{"dtype":"F64","shape":[1.5],"data_offsets":[0,16]}}`:                                                      `tensor "a"`,
		`{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,16]}}`:                                    "promises more",
		`{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,16]}}`:                                                        "needs 24 bytes, but it has 16",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[-16,0]}}`:                                                       "begins at byte -16",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,-16]}}`:                                                       "ends at byte -16",
		`{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}`:                                                        "begins at byte 8",
		`{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`:                                                         "take 8 bytes, but 16 follow",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}`:  "begins at byte 8, but the tensor before ends at 16",
		`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}`: "outside the 16 bytes",
	} {
		if _, _, err := ParseTensors(tensorFile(header, 16)); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: message %v lacks %q", header, err, message)
		}
	}
	for message, data := range map[string][]byte{
		"only 3 bytes": {1, 2, 3},
		"header should have 18446744073709551615 bytes": bytes.Repeat([]byte{255}, 16),
		"but 7 follow": tensorFile(`{}      `, 0)[:15],
	} {
		if _, _, err := ParseTensors(data); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
	for message, tensors := range map[string][]Tensor{
		`the name ""`:       {{"", nil, []float64{1}}},
		"__metadata__":      {{"__metadata__", nil, []float64{1}}},
		"two tensors":       {{"a", nil, []float64{1}}, {"a", nil, []int64{1}}},
		"shape [2], but 1 ": {{"a", []int{2}, []float64{1}}},
	} {
		if err := WriteTensors(&bytes.Buffer{}, tensors, nil); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
}

func TestSaveAndLoadTensors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.safetensors")
	nan := math.Float64frombits(0x7ff8000000000123)
	list := []Tensor{{"w", []int{2}, []float64{nan, math.Copysign(0, -1)}}, {"half", nil, []float32{0.5}}, {"n", nil, []int64{3}}, {"odd", nil, []int64{1<<53 + 1}}}
	if err := SaveTensors(path, list, map[string]string{"seed": "0"}); err != nil {
		t.Fatal(err)
	}
	back, words, err := LoadTensors(path)
	if err != nil || words["seed"] != "0" || len(back) != 4 {
		t.Fatalf("%v %v %v", back, words, err)
	}
	if shape, w, err := ReadMember(path, "w"); err != nil || !cmp.Equal(shape, []int{2}) || !cmp.Equal(bits(w), bits(list[0].Values.([]float64))) {
		t.Errorf("%v %v %v", shape, w, err)
	}
	for name, want := range map[string]float64{"half": 0.5, "n": 3} {
		if shape, x, err := ReadMember(path, name); err != nil || len(shape) != 0 || x[0] != want {
			t.Errorf("%s: %v %v %v", name, shape, x, err)
		}
	}
	if _, _, err := ReadMember(path, "odd"); err == nil || !strings.Contains(err.Error(), `tensor "odd": element 1`) {
		t.Errorf("2^53 + 1 as a real number: %v", err)
	}
	if _, _, err := Read(path); err == nil || !strings.Contains(err.Error(), "say which: n, odd, w, half") {
		t.Errorf("message %v", err)
	}
	if _, _, err := LoadTensors(path + "x"); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("message %v", err)
	}
}
