package cif

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

const folder = "../../../../shared/data/crystals/cif/"

const salt = `data_NaCl # rock salt, by its generators' images of a P lattice
_cell_length_a 5.64(1)
_cell_length_b 5.64(1)
_cell_length_c 5.64(1)
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_publ_section_title
;
 A title with 'quotes' and _names
;
loop_
_symmetry_equiv_pos_as_xyz
'x, y, z'
X,Y+.5,0.5+Z
1/2+x,y,z+1/2
"x+1/2, y+1/2, z"
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Na1 Na1+ 0 0 0
Cl1 Cl1- 0.5(0) .5 0.5
`

func TestReadsRockSalt(t *testing.T) {
	c, err := Read(salt, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Lengths != [3]float64{5.64, 5.64, 5.64} || len(c.Atoms) != 8 {
		t.Fatalf("%+v", c)
	}
	want := [][3]float64{{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}}
	for k, x := range want {
		if c.Atoms[k].Element != "Na" || c.Atoms[k].X != x {
			t.Errorf("atom %d is %+v", k, c.Atoms[k])
		}
		if c.Atoms[k+4].Element != "Cl" {
			t.Errorf("atom %d is %+v", k+4, c.Atoms[k+4])
		}
	}
}

// Images that fall together but for the digits of the file are one atom, at their mean.
func TestRoundedCoordinates(t *testing.T) {
	text := strings.NewReplacer("gamma 90", "gamma 120", "X,Y+.5,0.5+Z", "-y,x-y,z", "1/2+x,y,z+1/2", "-x+y,-x,z", "\"x+1/2, y+1/2, z\"\n", "",
		"Na1+ 0 0 0", "Na1+ 0.3333 0.6667 0", "0.5(0) .5 0.5", "0.1 0.25 0.5").Replace(salt)
	c, err := Read(text, nil)
	if err != nil || len(c.Atoms) != 4 {
		t.Fatalf("%+v, %v", c, err)
	}
	if x := c.Atoms[0].X; math.Abs(x[0]-1./3) > 1e-12 || math.Abs(x[1]-2./3) > 1e-12 || x[2] != 0 {
		t.Errorf("sodium is at %v", x)
	}
}

// Sites under the operations of a group, in all 230, are read as the cell that the operations make, by operators and by names.
func TestSymmetrised(t *testing.T) {
	for number := 1; number <= 230; number++ {
		g, err := spacegroup.Get(number)
		if err != nil {
			t.Fatal(err)
		}
		c := &cell.Cell{Lengths: [3]float64{30, 30, 30}, Angles: [3]float64{90, 90, 90}}
		if system := g.System(); system == "trigonal" || system == "hexagonal" {
			c.Angles[2] = 120
		}
		c.Atoms = []cell.Atom{{Element: "Si", X: [3]float64{0.061, 0.157, 0.193}}} // its images are 0.1 Å apart and more
		s := &Symmetry{Name: g.Short, Hall: g.Hall, Number: number, Operations: g.Operations(), Wyckoff: []string{"x"}, Multiplicity: []int{len(g.Operations())}}
		text := Write("a crystal", c, s)
		if !strings.Contains(text, "_atom_site_Wyckoff_symbol\n_atom_site_symmetry_multiplicity\n") || !strings.Contains(text, "Si1 Si x "+strconv.Itoa(len(g.Operations()))+" ") {
			t.Errorf("%d: no letter or multiplicity in\n%s", number, text)
		}
		want := &cell.Cell{Lengths: c.Lengths, Angles: c.Angles}
		for _, o := range g.Operations() {
			want.Atoms = append(want.Atoms, cell.Atom{Element: "Si", X: o.Apply(c.Atoms[0].X)})
		}
		head, tail, _ := strings.Cut(text, "loop_\n_space_group_symop")
		_, tail, _ = strings.Cut(tail, "loop_\n")
		for name, x := range map[string]string{"operators": text, "names": head + "loop_\n" + tail} {
			back, err := Read(x, spacegroup.Named)
			if err != nil {
				t.Fatalf("%d by %s: %v", number, name, err)
			}
			equal(t, g.Short+" by "+name, back, want)
		}
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for _, x := range []struct {
		from, to string
		line     int
		says     string
	}{
		{"5.64(1)", "5.64(", 2, "uncertainty"},
		{"_cell_length_b 5.64(1)\n", "", 1, "_cell_length_b"},
		{"gamma 90", "gamma 190", 2, "between 0 and 180"},
		{"X,Y+.5,0.5+Z", "X,Y+.5", 15, "2 parts"},
		{"X,Y+.5,0.5+Z", "X,Y+.51,0.5+Z", 15, "24th"},
		{"X,Y+.5,0.5+Z", "Y,X,2*Z", 15, "neither x, y, z"},
		{"X,Y+.5,0.5+Z", "Z,X,X-Y", 15, "does not keep the cell"},
		{"X,Y+.5,0.5+Z", "X,X,0.5+Z", 15, "determinant 0"},
		{"Na1 Na1+", "Na1 Qq", 24, "names no element"},
		{" 0.5(0) .5", " 0.5(0)", 25, "not whole"},
		{" 0 0 0", " 0 zero 0", 24, "no number"},
		{"'x, y, z'", "'x, y, z", 14, "not closed"},
		{" _names\n;", " _names", 9, "not closed"},
		{"Cl1 Cl1- 0.5(0) .5 0.5", "Cl1 Cl 0 0 0.001", 25, "line 24"},
		{"data_NaCl", "", 2, "before the first data block"},
	} {
		text := strings.Replace(salt, x.from, x.to, 1)
		_, err := Read(text, nil)
		var at *Error
		if !errors.As(err, &at) || at.Line != x.line || !strings.Contains(at.What, x.says) {
			t.Errorf("%q for %q: %v; want line %d, %q", x.to, x.from, err, x.line, x.says)
		}
	}
}

func TestElementsOfNames(t *testing.T) {
	for name, want := range map[string]string{"Fe3+": "Fe", "D1": "H", "Dy": "Dy", "CA1": "C", "AL1": "Al",
		"O2-": "O", "Wat": "", "OH1": "O", "Si": "Si", "": "", "X1": "", "c3": "C", "1H": ""} {
		if got := elementOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// The cells of published files hold as many atoms as INDEX.json says, each
// of its elements, and come back from both formats to 1e-10.
func TestPublishedFiles(t *testing.T) {
	data, err := os.ReadFile(folder + "INDEX.json")
	if err != nil {
		t.Skip("the files are not here")
	}
	var index []struct {
		File string
		A    []int
		N    int
	}
	if err := json.Unmarshal(data, &index); err != nil || len(index) != 70 {
		t.Fatal(err, len(index))
	}
	for _, x := range index {
		text, _ := os.ReadFile(folder + x.File)
		c, err := Read(string(text), nil)
		if err != nil {
			t.Errorf("%s: %v", x.File, err)
			continue
		}
		kinds := map[string]bool{}
		for _, z := range x.A {
			kinds[cell.Symbol(z)] = true
		}
		for _, a := range c.Atoms {
			if !kinds[a.Element] {
				t.Errorf("%s: %s is not of it", x.File, a.Element)
			}
		}
		n := x.N
		if x.File == "elements_Bi-Bismuth.cif" {
			n /= 3 // the file has the rhombohedral cell, INDEX.json the hexagonal
		}
		if len(c.Atoms) != n {
			t.Errorf("%s: %d atoms, want %d", x.File, len(c.Atoms), n)
		}
		comesBack(t, x.File, c)
	}
}

func comesBack(t *testing.T, name string, c *cell.Cell) {
	t.Helper()
	one, err := Read(Write(name, c, nil), nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	two, err := ReadPOSCAR(WritePOSCAR(c, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	grouped := &cell.Cell{Lengths: c.Lengths, Angles: c.Angles}
	for k, a := range c.Atoms {
		if slices.ContainsFunc(c.Atoms[:k], func(b cell.Atom) bool { return a.Element == b.Element }) {
			continue
		}
		for _, b := range c.Atoms {
			if a.Element == b.Element {
				grouped.Atoms = append(grouped.Atoms, b)
			}
		}
	}
	equal(t, name, one, c)
	equal(t, name, two, grouped)
}

func equal(t *testing.T, name string, d, c *cell.Cell) {
	t.Helper()
	if len(d.Atoms) != len(c.Atoms) {
		t.Fatalf("%s: %d atoms came back as %d", name, len(c.Atoms), len(d.Atoms))
	}
	for i := range 3 {
		if math.Abs(d.Lengths[i]-c.Lengths[i]) > 1e-10 || math.Abs(d.Angles[i]-c.Angles[i]) > 1e-10 {
			t.Errorf("%s: the cell came back as %v %v", name, d.Lengths, d.Angles)
		}
	}
	for k, a := range d.Atoms {
		if a.Element != c.Atoms[k].Element || cell.Norm(c.Metric(), cell.Between(a.X, c.Atoms[k].X)) > 1e-10 {
			t.Errorf("%s: atom %d came back as %v", name, k, a)
		}
	}
}

// sound fails unless reading gave an error with a line or a valid crystal.
func sound(t *testing.T, text string) (ok bool) {
	c, err := Read(text, nil)
	if err != nil {
		var at *Error
		if !errors.As(err, &at) || at.Line < 1 {
			t.Fatalf("an error without a line: %v", err)
		}
		return false
	}
	if err := c.Check(); err != nil || len(c.Atoms) == 0 {
		t.Fatalf("no crystal: %v, %d atoms", err, len(c.Atoms))
	}
	return true
}

func TestDamagedFiles(t *testing.T) {
	files, _ := filepath.Glob(folder + "*.cif")
	texts := []string{salt}
	for _, f := range files {
		b, _ := os.ReadFile(f)
		texts = append(texts, string(b))
	}
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for n := range 500 {
		text := []byte(texts[n%len(texts)])
		if n%2 == 0 {
			for range 1 + r.IntN(20) {
				text[r.IntN(len(text))] ^= byte(1 << r.IntN(8))
			}
		} else {
			lines := strings.Split(string(text), "\n")
			for range 1 + r.IntN(5) {
				k := r.IntN(len(lines))
				lines = append(lines[:k], lines[k+1:]...)
			}
			text = []byte(strings.Join(lines, "\n"))
		}
		if !sound(t, string(text)) {
			refused++
		}
	}
	t.Logf("%d of 500 damaged files refused", refused)
	if refused < 50 {
		t.Errorf("only %d damaged files refused", refused)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(salt)
	f.Fuzz(func(t *testing.T, text string) { sound(t, text) })
}

func TestPOSCARForms(t *testing.T) {
	const five = "salt\n2.0\n2.82 0 0\n0 2.82 0\n0 0 2.82\nNa Cl\n1 1\nSelective dynamics\nDirect\n0 0 0 T T F\n.5 .5 .5 F F F\n"
	want, err := ReadPOSCAR(five)
	if err != nil || len(want.Atoms) != 2 || want.Lengths[0] != 5.64 || want.Atoms[1].X != [3]float64{.5, .5, .5} {
		t.Fatalf("%+v, %v", want, err)
	}
	for name, text := range map[string]string{
		"volume":    strings.Replace(five, "2.0", "-179.406144", 1),
		"cartesian": strings.Replace(strings.Replace(five, "Direct", "Cartesian", 1), ".5 .5 .5", "1.41 1.41 1.41", 1),
		"version 4": strings.NewReplacer("salt\n", "Na Cl\n", "Na Cl\n", "").Replace(five),
	} {
		c, err := ReadPOSCAR(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for k, a := range c.Atoms {
			if cell.Norm(want.Metric(), cell.Between(a.X, want.Atoms[k].X)) > 1e-12 || math.Abs(c.Lengths[0]-5.64) > 1e-12 {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
	for line, text := range map[int]string{
		2:  strings.Replace(five, "2.0", "0", 1),
		4:  strings.Replace(five, "0 2.82 0", "0 2.82", 1),
		7:  strings.Replace(five, "1 1", "1 x", 1),
		9:  strings.Replace(five, "Direct", "Oblique", 1),
		11: strings.Replace(five, ".5 .5 .5", ".5 nan .5", 1),
	} {
		var at *Error
		if _, err := ReadPOSCAR(text); !errors.As(err, &at) || at.Line != line {
			t.Errorf("line %d: %v", line, err)
		}
	}
}
