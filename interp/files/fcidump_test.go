package files

import (
	"os"
	"strings"
	"testing"
)

const hydrogen = ` &FCI NORB=2,NELEC=2,MS2=0,
  ORBSYM=1,1,
  ISYM=1,
 &END
  5.5D-01   1   1   1   1
  0.23   2   1   2   1
  0.56   2   2   1   1
  0.58   2   2   2   2
 -0.91   1   1   0   0
 -0.67   2   2   0   0
 -0.33   1   0   0   0
  0.35   0   0   0   0
`

func TestFCIDump(t *testing.T) {
	d, err := ParseFCIDump([]byte(hydrogen))
	if err != nil {
		t.Fatal(err)
	}
	if d.Orbitals != 2 || d.Electrons != 2 || d.Core != 0.35 {
		t.Errorf("%+v", d)
	}
	for s := range 2 {
		for u := range 2 {
			for _, x := range [][5]float64{{0, 0, 0, 0, 0.55}, {0, 1, 0, 1, 0.23}, {1, 0, 0, 1, 0.23}, {1, 0, 1, 0, 0.23}, {1, 1, 0, 0, 0.56}, {0, 0, 1, 1, 0.56}, {0, 1, 1, 1, 0}} {
				if v := d.TwoAt(s, u, int(x[0]), int(x[1]), int(x[2]), int(x[3])); v != x[4] {
					t.Errorf("spins %d %d, %v: %g", s, u, x, v)
				}
			}
		}
		if d.OneAt(s, 1, 1) != -0.67 || d.OneAt(s, 0, 1) != 0 {
			t.Errorf("one electron: %v", d.One)
		}
	}
}

// The same integrals in blocks by spin, and by spin orbitals, are the same molecule; unlike orbitals keep apart.
func TestFCIDumpOfSpins(t *testing.T) {
	blocks := `&FCI NORB=1,NELEC=2,IUHF=1 /
0.5 1 1 1 1
0 0 0 0 0
0.6 1 1 1 1
0 0 0 0 0
0.7 1 1 1 1
0 0 0 0 0
-1 1 1 0 0
0 0 0 0 0
-2 1 1 0 0
0 0 0 0 0
0.25 0 0 0 0
`
	orbitals := `&FCI NORB=2,NELEC=2,UHF=.TRUE. &END
0.5 1 1 1 1
0.6 2 2 2 2
0.7 2 2 1 1
-1 1 1 0 0
-2 2 2 0 0
0.25 0 0 0 0
`
	for _, text := range []string{blocks, orbitals} {
		d, err := ParseFCIDump([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if d.Orbitals != 1 || d.Core != 0.25 || d.OneAt(0, 0, 0) != -1 || d.OneAt(1, 0, 0) != -2 ||
			d.TwoAt(0, 0, 0, 0, 0, 0) != 0.5 || d.TwoAt(1, 1, 0, 0, 0, 0) != 0.6 || d.TwoAt(0, 1, 0, 0, 0, 0) != 0.7 {
			t.Errorf("%+v", d)
		}
	}
}

// What is wrong in a file is told with its line.
func TestFCIDumpErrors(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"&FCI", "&HF", "line 1: a header"},
		{"&END", "", "the header does not end"},
		{"NORB=2,", "", "no number for NORB"},
		{"NORB=2,", "NORB=two,", "no number for NORB"},
		{"NORB=2,", "NORB=1000,", "1000 orbitals"},
		{"NELEC=2,", "NELEC=5,", "5 electrons do not fit"},
		{"MS2=0,", "MS2=1,", "no spin MS2=1"},
		{"0.23   2   1   2   1", "0.23   2   1   2", "line 6: an integral and four indices"},
		{"0.23   2   1   2   1", "o.23   2   1   2   1", `line 6: "o.23" is not a real number`},
		{"0.23   2   1   2   1", "(0.23,0.1)   2   1   2   1", "line 6:"},
		{"0.23   2   1   2   1", "NaN   2   1   2   1", "line 6:"},
		{"0.23   2   1   2   1", "0.23   3   1   2   1", `line 6: "3" is not the number of an orbital, from 1 to 2`},
		{"0.23   2   1   2   1", "0.23   2   1   2   0", "line 6: indices 2 1 2 0"},
		{"0.56   2   2   1   1", "0.56   1   2   1   2", "line 7: the integral is given twice"},
		{"ISYM=1", "IUHF=1", "line 9: an integral of one electron in block 1"},
		{"ISYM=1", "UHF=.TRUE.", "line 6: an integral between orbitals of unlike spins"},
	} {
		_, err := ParseFCIDump([]byte(strings.Replace(hydrogen, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want %q", c.to, c.from, err, c.want)
		}
	}
}

// No text makes it fall over.
func FuzzParseFCIDump(f *testing.F) {
	f.Add([]byte(hydrogen))
	if data, err := os.ReadFile("../../../shared/data/molecules/H2.FCIDUMP"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := ParseFCIDump(data); err == nil && (d.Orbitals < 1 || d.Orbitals > maxOrbitals) {
			t.Errorf("%d orbitals", d.Orbitals)
		}
	})
}
