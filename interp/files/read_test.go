package files

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for name, data := range map[string]string{"a.CSV": "1,2\n", "b.dat": "1 2\n", "c.doc": "1", "d.csv": "1,x\n"} {
		if err := os.WriteFile(at(name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.CSV", "b.dat"} {
		if shape, values, err := Read(at(name)); err != nil || !cmp.Equal(shape, []int{1, 2}) || !cmp.Equal(values, []float64{1, 2}) {
			t.Errorf("%s: %v %v %v", name, shape, values, err)
		}
	}
	if err := os.Mkdir(at("e.csv"), 0o777); err != nil {
		t.Fatal(err)
	}
	huge, err := os.Create(at("f.npy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := huge.Truncate(MaxBytes + 1); err != nil { // a hole, no bytes on the disk
		t.Fatal(err)
	}
	huge.Close()
	for name, message := range map[string]string{
		"c.doc": `".doc" is not known`, "d.csv": "d.csv: line 1, column 2", "e.csv": "not an ordinary file",
		"f.npy": "2147483649 bytes", "g.csv": "cannot read " + at("g.csv") + ": no such file",
	} {
		if _, _, err := Read(at(name)); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: message %v lacks %q", name, err, message)
		}
	}
	if _, _, err := ReadMember(at("a.CSV"), "x"); err == nil {
		t.Error("a table has no members")
	}
}

// No bytes make the readers panic, and what is read fits its shape.
func FuzzRead(f *testing.F) {
	f.Add([]byte("x,y\n1,2\n"))
	f.Add(npyFile(1, "<f8", "True", "(1, 2)", make([]byte, 16)))
	f.Add(npyFile(2, "|b1", "False", "()", []byte{1}))
	var b bytes.Buffer
	if err := WriteTensors(&b, []Tensor{{"a", []int{1, 2}, []float32{1, 2}}, {"b", nil, []int64{3}}}, map[string]string{"k": "v"}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(archive(f, map[string][]byte{"a.npy": npyFile(1, "<i2", "False", "(1,)", []byte{1, 2})}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for extension, parse := range parsers {
			shape, values, err := parse(data, "")
			if err != nil {
				continue
			}
			if n, err := elements(shape, 1); err != nil || n != len(values) {
				t.Errorf("%s: shape %v with %d values", extension, shape, len(values))
			}
		}
	})
}

// Files that end in .gz are read as what gzip has compressed; what is no such thing, or expands too far, is refused.
func TestReadCompressed(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, data []byte, pack bool) string {
		var b bytes.Buffer
		if pack {
			z := gzip.NewWriter(&b)
			z.Write(data)
			z.Close()
			data = b.Bytes()
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	shape, values, err := Read(put("x.csv.gz", []byte("a,b\n1,2\n3,4\n5,6\n"), true))
	if err != nil || !slices.Equal(shape, []int{3, 2}) || !slices.Equal(values, []float64{1, 2, 3, 4, 5, 6}) {
		t.Errorf("%v %v, %v", shape, values, err)
	}
	packed, err := os.ReadFile(filepath.Join(dir, "x.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{put("plain.csv.gz", []byte("1,2\n"), false), put("cut.csv.GZ", packed[:len(packed)-6], false), put("x.gz", packed, false)} {
		if _, _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
