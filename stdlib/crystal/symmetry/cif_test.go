package symmetry

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
)

// The group found in the atoms of a published file is the one that the file
// was read with, and the standard cell has as many atoms as published.
func TestPublishedFiles(t *testing.T) {
	const folder = "../../../../shared/data/crystals/cif/"
	data, err := os.ReadFile(folder + "INDEX.json")
	if err != nil {
		t.Skip("the files are not here")
	}
	var index []struct {
		File string
		G, N int
	}
	if err := json.Unmarshal(data, &index); err != nil || len(index) != 70 {
		t.Fatal(err, len(index))
	}
	for _, x := range index {
		text, err := os.ReadFile(folder + x.File)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cif.Read(string(text), nil)
		if err != nil {
			t.Errorf("%s: %v", x.File, err)
			continue
		}
		f, err := Find(c, 0.01, 0)
		if err != nil || f.Number != x.G {
			t.Errorf("%s: %+v, %v; published %d", x.File, f, err, x.G)
		} else if n := len(f.Standard().Atoms); n != x.N {
			t.Errorf("%s: %d atoms in the standard cell, published %d", x.File, n, x.N)
		}
	}
}
