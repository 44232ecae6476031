package tokens

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// cubic is a perovskite of two kinds of free numbers: none in its sites, one in its lattice.
const cubic = `{"id":"x","g":221,"W":[1,2,4],"A":[48,29,7],"X":[[0,0,0],[0.5,0.5,0.5],[0.5,0,0]],"L":[2.5,2.5,2.5,1.5707963268,1.5707963268,1.5707963268],"N":5}`

func TestPlainAndCompressed(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(cubic + "\n\n" + cubic + "\n"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{cubic + "\n\n" + cubic, packed.String()} {
		records, err := Read(strings.NewReader(text))
		if err != nil || len(records) != 2 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		r := records[1]
		if r.Group != 221 || r.Atoms != 5 || !slices.Equal(r.Letters, []int{1, 2, 4}) || r.Coords[2] != [3]float64{.5, 0, 0} {
			t.Errorf("read %+v", r)
		}
	}
}

// What is written is read back to the bit.
func TestWritten(t *testing.T) {
	records, err := Read(strings.NewReader(cubic))
	if err != nil {
		t.Fatal(err)
	}
	records[0].Coords[2] = [3]float64{0.1, 1. / 3, 1e-17}
	var b bytes.Buffer
	if err := Write(&b, append(records, records[0])); err != nil {
		t.Fatal(err)
	}
	back, err := Read(&b)
	if err != nil || len(back) != 2 || !reflect.DeepEqual(back[1], records[0]) {
		t.Errorf("%+v comes back as %+v, %v", records[0], back, err)
	}
}

func TestPadded(t *testing.T) {
	records, err := Read(strings.NewReader(cubic))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Pad(records, 3); err == nil {
		t.Error("three sites in three places leave none for the lattice, and are taken")
	}
	c, err := Pad(records, 5)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Letters, []float64{1, 2, 4, 0, 0}) || !slices.Equal(c.Elements, []float64{48, 29, 7, 0, 0}) {
		t.Errorf("letters %v, elements %v", c.Letters, c.Elements)
	}
	if len(c.Coords) != 15 || c.Coords[6] != .5 || c.Coords[3] != .5 || len(c.Lattice) != 6 {
		t.Errorf("coordinates %v, lattice %v", c.Coords, c.Lattice)
	}
}

// Each record is in a row of its own.
func TestRows(t *testing.T) {
	other := strings.NewReplacer(`"g":221`, `"g":1`, "[0.5,0,0]", "[0.1,0.2,0.3]", "[2.5,", "[3.5,", `"N":5`, `"N":7`, "[48,29,7]", "[1,2,3]").Replace(cubic)
	records, err := Read(strings.NewReader(cubic + "\n" + other))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Pad(records, 4)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Group, []float64{221, 1}) || !slices.Equal(c.Atoms, []float64{5, 7}) || c.Lattice[6] != 3.5 || c.Lattice[0] != 2.5 ||
		!slices.Equal(c.Elements, []float64{48, 29, 7, 0, 1, 2, 3, 0}) ||
		!slices.Equal(c.Coords[3*4:], []float64{0, 0, 0, .5, .5, .5, .1, .2, .3, 0, 0, 0}) || c.Coords[6] != .5 {
		t.Errorf("%+v", c)
	}
	if !reflect.DeepEqual(c.Records(), records) {
		t.Errorf("%+v come back as %+v", records, c.Records())
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`221`, `231`, "space group"},
		{`[1,2,4]`, `[1,4,2]`, "ascend"},
		{`[1,2,4]`, `[1,2,28]`, "letter 28"},
		{`[1,2,4]`, `[1,2]`, "as many"},
		{`48`, `0`, "element 0"},
		{`[0.5,0,0]`, `[0.5,0]`, "2 coordinates"},
		{`[0.5,0,0]`, `[0.5,1,0]`, "coordinate 1 of site 3"},
		{`"N":5`, `"N":2`, "atoms"},
		{`[2.5,`, `[`, "5 numbers"},
		{`[2.5,`, `[-2.5,`, "lengths"},
		{`1.5707963268,1.5707963268,1.5707963268`, `0.3,0.3,1.5`, "no cell"},
		{`"N":5}`, `"N":5`, "JSON"},
	} {
		if !strings.Contains(cubic, c.old) {
			t.Fatalf("%s is not in the record", c.old)
		}
		_, err := Read(strings.NewReader(cubic + "\n" + strings.Replace(cubic, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s for %s: %v", c.new, c.old, err)
		}
	}
}

// The training sets of perovskites and of the Materials Project, where they are there.
func TestTrainingSets(t *testing.T) {
	for name, count := range map[string]int{"perov5": 3787, "mp20": 7140} {
		f, err := os.Open(filepath.Join("../../../../shared/data/crystals", "train_tokens_"+name+".jsonl.gz"))
		if err != nil {
			t.Skip("the training sets are not there")
		}
		defer f.Close()
		records, err := Read(f)
		if err != nil || len(records) != count {
			t.Fatalf("%s: %d records, not %d: %v", name, len(records), count, err)
		}
	}
}
