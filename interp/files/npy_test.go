package files

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// npyFile puts a file together as NEP 1 says.
func npyFile(version byte, descr string, fortran string, shape string, raw []byte) []byte {
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }   \n", descr, fortran, shape)
	data := []byte{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0}
	if version == 1 {
		data = binary.LittleEndian.AppendUint16(data, uint16(len(text)))
	} else {
		data = binary.LittleEndian.AppendUint32(data, uint32(len(text)))
	}
	return append(append(data, text...), raw...)
}

func encode(t *testing.T, order binary.ByteOrder, values any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := binary.Write(&b, order, values); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNPYTypes(t *testing.T) {
	little, big := binary.LittleEndian, binary.BigEndian
	cases := []struct {
		descr string
		raw   []byte
		want  []float64
	}{
		{"<f8", encode(t, little, []float64{1.5, -0.1}), []float64{1.5, -0.1}},
		{">f8", encode(t, big, []float64{1.5, -0.1}), []float64{1.5, -0.1}},
		{"<f4", encode(t, little, []float32{1.5, 0.1}), []float64{1.5, float64(float32(0.1))}},
		{"|i1", encode(t, little, []int8{-128, 127}), []float64{-128, 127}},
		{">i2", encode(t, big, []int16{-300, 2}), []float64{-300, 2}},
		{"<i4", encode(t, little, []int32{-70000, 2}), []float64{-70000, 2}},
		{"<i8", encode(t, little, []int64{-1 << 53, 1 << 62}), []float64{-1 << 53, 1 << 62}},
		{"|u1", []byte{0, 255}, []float64{0, 255}},
		{"<u2", encode(t, little, []uint16{1, 65535}), []float64{1, 65535}},
		{"<u4", encode(t, little, []uint32{1, 1<<32 - 1}), []float64{1, 1<<32 - 1}},
		{"<u8", encode(t, little, []uint64{1, 1 << 63}), []float64{1, 1 << 63}},
		{"|b1", []byte{0, 1}, []float64{0, 1}},
	}
	for _, c := range cases {
		for version := byte(1); version <= 2; version++ {
			shape, values, err := ParseNPY(npyFile(version, c.descr, "False", "(2,)", c.raw))
			if err != nil || !cmp.Equal(shape, []int{2}) || !cmp.Equal(values, c.want) {
				t.Errorf("%s: %v %v %v", c.descr, shape, values, err)
			}
		}
	}
}

// In Fortran order the first index runs fastest in the file; values always come with the last one
// fastest.
func TestNPYOrders(t *testing.T) {
	count := make([]float64, 24)
	for i := range count {
		count[i] = float64(i)
	}
	raw := encode(t, binary.LittleEndian, count)
	_, plain, err := ParseNPY(npyFile(1, "<f8", "False", "(2, 3, 4)", raw))
	if err != nil || !cmp.Equal(plain, count) {
		t.Errorf("%v %v", plain, err)
	}
	shape, values, err := ParseNPY(npyFile(1, "<f8", "True", "(2, 3, 4)", raw))
	if err != nil || !cmp.Equal(shape, []int{2, 3, 4}) {
		t.Fatalf("%v %v", shape, err)
	}
	for i := range 2 {
		for j := range 3 {
			for k := range 4 {
				if got, want := values[(i*3+j)*4+k], float64(i+2*j+6*k); got != want {
					t.Errorf("element (%d, %d, %d) is %v, want %v", i, j, k, got, want)
				}
			}
		}
	}
	for text, want := range map[string][]int{"()": {}, "(1,)": {1}, "(1, 1)": {1, 1}} {
		if shape, values, err := ParseNPY(npyFile(1, "<f8", "True", text, raw[8:16])); err != nil || !cmp.Equal(shape, want) || values[0] != 1 {
			t.Errorf("%s: %v %v %v", text, shape, values, err)
		}
	}
	if shape, values, err := ParseNPY(npyFile(1, "<f8", "False", "(3, 0)", nil)); err != nil || !cmp.Equal(shape, []int{3, 0}) || len(values) != 0 {
		t.Errorf("empty: %v %v %v", shape, values, err)
	}
}

// What npyio writes we read, and what we write npyio reads.
func TestNPYAgainstNpyio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 4).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "columns")
		values := rapid.SliceOfN(rapid.Float64(), rows*columns, rows*columns).Draw(t, "values")
		var theirs, ours bytes.Buffer
		if err := npy.Write(&theirs, mat.NewDense(rows, columns, values)); err != nil {
			t.Fatal(err)
		}
		shape, got, err := ParseNPY(theirs.Bytes())
		if err != nil || !cmp.Equal(shape, []int{rows, columns}) || !cmp.Equal(bits(got), bits(values)) {
			t.Fatalf("read %v %v %v", shape, got, err)
		}
		if err := WriteNPY(&ours, shape, values); err != nil {
			t.Fatal(err)
		}
		if start := ours.Len() - 8*len(values); start%64 != 0 {
			t.Fatalf("the elements begin at byte %d", start)
		}
		var back mat.Dense
		if err := npy.Read(&ours, &back); err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(bits(back.RawMatrix().Data), bits(values)) {
			t.Fatalf("%v came back as %v", values, back.RawMatrix().Data)
		}
	})
}

func TestWriteNPYShapes(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {6}, {1, 2, 3, 1}, {99, 101}} {
		n := 1
		for _, length := range shape {
			n *= length
		}
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i)
		}
		var b bytes.Buffer
		if err := WriteNPY(&b, shape, values); err != nil {
			t.Fatal(err)
		}
		got, back, err := ParseNPY(b.Bytes())
		if err != nil || !cmp.Equal(got, shape) || !cmp.Equal(back, values) {
			t.Errorf("%v came back as %v %v %v", shape, got, back, err)
		}
	}
	if err := WriteNPY(&bytes.Buffer{}, []int{2}, []float64{1}); err == nil {
		t.Error("one value for a shape of two")
	}
}

func TestNPYRefused(t *testing.T) {
	good := npyFile(1, "<f8", "False", "(2,)", make([]byte, 16))
	cases := map[string][]byte{
		"not a NumPy array":                         []byte("1,2,3\n4,5,6\n"),
		"version 3":                                 append([]byte("\x93NUMPY\x03\x00"), good[8:]...),
		"header should have 65535":                  append([]byte("\x93NUMPY\x01\x00\xff\xff"), good[10:]...),
		"header should have 429496729":              append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), good[10:]...),
		"promises 16 bytes of elements, but 15":     good[:len(good)-1],
		"promises 16 bytes of elements, but 17":     append(bytes.Clone(good), 0),
		"not that of an array of numbers":           npyFile(1, "<f8", "Maybe", "(2,)", nil),
		`type "c16"`:                                npyFile(1, "<c16", "False", "(2,)", make([]byte, 32)),
		`type "f2"`:                                 npyFile(1, "<f2", "False", "(2,)", make([]byte, 4)),
		"promises more than":                        npyFile(1, "<f8", "False", "(4294967296, 4294967296)", nil),
		"[65536 65536 65536 65536] promises":        npyFile(1, "<f8", "False", "(65536, 65536, 65536, 65536)", nil),
		`length "99999999999999999999"`:             npyFile(1, "<f8", "False", "(99999999999999999999,)", nil),
		"element 2 is the integer 9007199254740993": npyFile(1, "<i8", "False", "(2,)", encode(t, binary.LittleEndian, []int64{1, 1<<53 + 1})),
		"the integer 9223372036854775807":           npyFile(1, "<i8", "False", "(1,)", encode(t, binary.LittleEndian, int64(math.MaxInt64))),
		"the integer 18446744073709551615":          npyFile(1, "<u8", "False", "(1,)", encode(t, binary.LittleEndian, uint64(math.MaxUint64))),
	}
	for message, data := range cases {
		if _, _, err := ParseNPY(data); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
}

func archive(t testing.TB, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range members {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNPZ(t *testing.T) {
	a := npyFile(1, "<f8", "False", "(1,)", encode(t, binary.LittleEndian, 7.0))
	b := npyFile(1, "<i4", "False", "(1, 1)", encode(t, binary.LittleEndian, int32(8)))
	path := filepath.Join(t.TempDir(), "both.npz")
	if err := os.WriteFile(path, archive(t, map[string][]byte{"a.npy": a, "b.npy": b}), 0o666); err != nil {
		t.Fatal(err)
	}
	if shape, values, err := ReadMember(path, "b"); err != nil || !cmp.Equal(shape, []int{1, 1}) || values[0] != 8 {
		t.Errorf("%v %v %v", shape, values, err)
	}
	if _, values, err := parseNPZ(archive(t, map[string][]byte{"a.npy": a}), ""); err != nil || values[0] != 7 {
		t.Errorf("the only array: %v %v", values, err)
	}
	lying := archive(t, map[string][]byte{"a.npy": append(bytes.Clone(a), make([]byte, 1<<20)...)})
	central := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(lying[central+24:], uint32(len(a))) // the unpacked size
	for message, c := range map[string]struct {
		data []byte
		name string
	}{
		"say which: ":              {archive(t, map[string][]byte{"a.npy": a, "b.npy": b}), ""},
		`no array "c"; it holds a`: {archive(t, map[string][]byte{"a.npy": a}), "c"},
		"holds no arrays":          {archive(t, nil), ""},
		"not an archive":           {a, ""},
		`array "a": it is not a`:   {archive(t, map[string][]byte{"a.npy": []byte("no")}), ""},
		`array "a": zip:`:          {lying, ""},
	} {
		if _, _, err := parseNPZ(c.data, c.name); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
}
