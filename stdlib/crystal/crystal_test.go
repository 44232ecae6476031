package crystal

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

const (
	hydride    = "225-a-La-o-o-o-c-H-1/4-1/4-1/4-f-H-3/8-3/8-3/8-X-5.1-5.1-5.1-90-90-90"
	perovskite = "225-a-Fe-o-o-o-b-Zn-1/2-1/2-1/2-c-Cs-1/4-1/4-1/4-e-C-0.18-o-o-e-N-0.29-o-o-X-10.45-10.45-10.45-90-90-90"
)

func parsed(t *testing.T, line string) *Structure {
	t.Helper()
	s, err := Parse(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return s
}

func TestWritten(t *testing.T) {
	s := parsed(t, "225-a-La-o-o-o-c-H-1/4-1/4-1/4-f-H-0.375-0.375-0.375-X-5.1-5.1-5.1-90-90-90")
	if s.Text() != hydride || s.Formula() != "LaH10" || s.Atoms() != 44 {
		t.Errorf("%s, %s, %d atoms", s.Text(), s.Formula(), s.Atoms())
	}
	// Hydrogen of 8c and 32f are √3/8 of the cell apart.
	if d := s.MinDistance(); math.Abs(d-5.1*math.Sqrt(3)/8) > 1e-12 {
		t.Errorf("the shortest distance is %v", d)
	}
	p := parsed(t, perovskite)
	if p.Text() != perovskite || p.Formula() != "Cs2ZnFeC6N6" || math.Abs(p.MinDistance()-0.11*10.45) > 1e-12 {
		t.Errorf("%s, %s, %v", p.Text(), p.Formula(), p.MinDistance())
	}
	for line, want := range map[string]string{
		"1-a-C--0.1-1e-1--2.5e-1-X-3-4-5e+0-80-95-100":    "1-a-C-0.9-0.1-3/4-X-3-4-5-80-95-100",
		" 221-e-O-0.2-0-0-a-K-o-o-o-X-4-4-4-90-90-90 ":    "221-a-K-o-o-o-e-O-0.2-o-o-X-4-4-4-90-90-90",
		"194-c-Mg-0.333-0.6667-1/4-X-3.2-3.2-5-90-90-120": "194-c-Mg-1/3-2/3-1/4-X-3.2-3.2-5-90-90-120",
	} {
		if got := parsed(t, line).Text(); got != want {
			t.Errorf("%s is written %s", line, got)
		}
	}
}

// Records have lengths over the cube root of the number of atoms, angles in radians, and sites in the order of single precision.
func TestRecord(t *testing.T) {
	r := parsed(t, hydride).Record()
	if r.Group != 225 || r.Atoms != 44 || !slices.Equal(r.Letters, []int{1, 3, 6}) || !slices.Equal(r.Elements, []int{57, 1, 1}) {
		t.Errorf("%+v", r)
	}
	for i := range 3 {
		if math.Abs(r.Lattice[i]-5.1/3.5303483353260625) > 1e-12 || math.Abs(r.Lattice[3+i]-math.Pi/2) > 1e-15 { // 44^(1/3)
			t.Errorf("the lattice is %v", r.Lattice)
		}
	}
	r.Lattice[0], r.Lattice[1], r.Lattice[2] = 2, 2, 2
	if s, err := FromRecord(r); err != nil || math.Abs(s.Lengths[2]-2*3.5303483353260625) > 1e-12 {
		t.Errorf("%+v, %v", s, err)
	}
	close := parsed(t, "1-a-C-0.30000000001-0.2-0-a-O-0.3-0.7-0-X-4-5-6-80-95-100")
	if close.Sites[0].Element != "C" {
		t.Errorf("%s: x is the same in single precision, and y decides", close.Text())
	}
}

func TestErrorsNameTheToken(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"225", "231", `token 1, "231"`},
		{"225", "Fm3m", `token 1, "Fm3m"`},
		{"-a-", "-m-", `token 2, "m"`},
		{"La", "Lx", `token 3, "Lx"`},
		{"La-o-o", "La-o-0.2", `token 5, "0.2"`},
		{"3/8-3/8-3/8", "3/8-3/8-0.4", `token 16, "0.4"`},
		{"1/4", "1/0", `token 9, "1/0"`},
		{"1/4", "quarter", `token 9, "quarter"`},
		{"-X-", "-", `token 17, "5.1"`},
		{"-90-90-90", "-90-90", "ends after token 22"},
		{"-X-5.1-5.1-5.1-90-90-90", "", "ends after token 16"},
		{"90-90-90", "90-90-90-o", `token 24, "o"`},
		{"3/8-3/8-3/8", "1/4-1/4-1/4", "position c, which has 8 points"},
		{"c-H-1/4-1/4-1/4", "a-H-o-o-o", "La and H are on the same points"},
		{"f-H-3/8-3/8-3/8", "f-H-3/8-3/8-3/8-f-H-5/8-5/8-5/8", "same points"},
		{"5.1-5.1-5.1", "5.1-5.2-5.1", "cubic"},
		{"90-90-90", "90-90-91", "γ"},
		{"5.1-5.1-5.1", "5.1-0-5.1", "length"},
		{"5.1-5.1-5.1", "5.1-nan-5.1", `token 19, "nan"`},
		{hydride, "", "space group"},
		{"a-La-o-o-o-c-H-1/4-1/4-1/4-f-H-3/8-3/8-3/8-", "", "at least one site"},
	} {
		if !strings.Contains(hydride, c.old) {
			t.Fatalf("%s is not in the line", c.old)
		}
		s, err := Parse(strings.Replace(hydride, c.old, c.new, 1))
		if err == nil || s != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v", c.new, c.old, err)
		}
	}
}

// drawn is a structure of a group with up to four sites of random positions and
// generic parameters, in a generic lattice of its system, as its first points.
func drawn(r *rand.Rand, t *testing.T, g *spacegroup.Group) *Structure {
	s := &Structure{Group: g}
	equal, angles := lattice(g.System())
	for i := range 3 {
		s.Lengths[i] = 5 + 3*r.Float64()
		if i < equal {
			s.Lengths[i] = s.Lengths[0]
		}
		if s.Angles[i] = angles[i]; angles[i] == 0 {
			s.Angles[i] = 75 + 30*r.Float64()
		}
	}
	used := map[string]bool{}
	for range 1 + r.IntN(4) {
		p := &g.Positions()[r.IntN(len(g.Positions()))]
		if p.DOF == 0 && used[p.Letter] {
			continue
		}
		used[p.Letter] = true
		x := p.Representative.Apply([3]float64{r.Float64(), r.Float64(), r.Float64()})
		_, first, err := g.Locate(x, s.metric(), coincide)
		if err != nil {
			t.Fatal(err)
		}
		s.Sites = append(s.Sites, Site{p, cell.Symbol(1 + r.IntN(103)), first})
	}
	s, err := s.settled()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Tokens drawn at random in every group come back from the atoms of the cell,
// in any order, and from the written line.
func TestAssignUndoesCell(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 3))
	for n := 1; n <= 230; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s := drawn(r, t, g)
			c := s.Cell()
			r.Shuffle(len(c.Atoms), func(i, j int) { c.Atoms[i], c.Atoms[j] = c.Atoms[j], c.Atoms[i] })
			back, err := Assign(c, g, 1e-3)
			if err != nil {
				t.Errorf("%s: %v", s.Text(), err)
				continue
			}
			if back.Text() != s.Text() {
				t.Errorf("%s comes back as %s", s.Text(), back.Text())
			}
			if again := parsed(t, s.Text()); again.Text() != s.Text() {
				t.Errorf("%s is read as %s", s.Text(), again.Text())
			}
			if u, err := FromRecord(s.Record()); err != nil || u.Text() != s.Text() {
				t.Errorf("%s comes from its record as %+v, %v", s.Text(), u, err)
			}
		}
	}
}

// An atom off its place moves its site by the mean over all its images, along the direction that is free: of 32 on
// x, x, x, one that is off by d along x counts d/3/32.
func TestAssignTakesTheMean(t *testing.T) {
	s := parsed(t, hydride)
	for k := 12; k < 44; k++ {
		c := s.Cell()
		x, d := &c.Atoms[k].X, 0.001
		if x[0] < 0.25 || x[0] > 0.5 && x[0] < 0.75 {
			d = -d // away from the nearest lanthanum, and from its image at 1/2
		}
		x[0] += d
		back, err := Assign(c, s.Group, 0.02)
		if err != nil {
			t.Fatal(err)
		}
		if y := back.Sites[2].X[0]; math.Abs(math.Abs(y-0.375)-0.001/96) > 1e-9 {
			t.Errorf("atom %d at %v: the site is at %v", k, c.Atoms[k].X, y)
		}
	}
	c := s.Cell()
	c.Atoms[12].X[0] += 0.001
	if back, err := Assign(c, s.Group, 0.02); err != nil || c.Atoms[12].X[1] != 0.375 || math.Abs(back.Sites[2].X[0]-0.375-0.001/96) > 1e-9 {
		t.Errorf("%v, %+v, %v", c.Atoms[12].X, back, err)
	}
}

// The distance against a sum over 7³ cells, in oblique lattices too.
func TestMinDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 4))
	for n := 1; n <= 15; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		s := drawn(r, t, g)
		if n <= 2 {
			s.Angles = [3]float64{50, 60, 40}
		} else {
			s.Angles[1] = 130
		}
		c, want := s.Cell(), math.Inf(1)
		for i, a := range c.Atoms {
			for j, b := range c.Atoms {
				for k := range 343 {
					n := [3]float64{float64(k%7 - 3), float64(k/7%7 - 3), float64(k/49 - 3)}
					if i == j && n == [3]float64{} {
						continue
					}
					want = min(want, cell.Norm(c.Metric(), [3]float64{a.X[0] - b.X[0] + n[0], a.X[1] - b.X[1] + n[1], a.X[2] - b.X[2] + n[2]}))
				}
			}
		}
		if d := s.MinDistance(); math.Abs(d-want) > 1e-9 {
			t.Errorf("%s: %v, by sums %v", s.Text(), d, want)
		}
	}
}

// Through a file of atoms alone.
func TestTokenize(t *testing.T) {
	for _, line := range []string{hydride, perovskite} {
		c, err := cif.Read(cif.Write("x", parsed(t, line).Cell(), nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Tokenize(c, 0.01, 0)
		if err != nil || s.Text() != line {
			t.Errorf("%s comes back as %+v, %v", line, s, err)
		}
	}
}

// Three sites in general place leave a crystal with no more symmetry than its
// group: it is found in the atoms alone, with the tokens that were drawn.
func TestTokenizeUndoesCell(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 7))
	for n := 1; n <= 230; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		s := drawn(r, t, g)
		general := g.Positions()[len(g.Positions())-1].Letter
		for _, element := range []string{"Rf", "Db", "Sg"} {
			p, err := g.Position(general)
			if err != nil {
				t.Fatal(err)
			}
			_, x, err := g.Locate([3]float64{r.Float64(), r.Float64(), r.Float64()}, s.metric(), coincide)
			if err != nil {
				t.Fatal(err)
			}
			s.Sites = append(s.Sites, Site{p, element, x})
		}
		if _, err := s.settled(); err != nil {
			t.Fatal(err)
		}
		back, err := Tokenize(s.Cell(), 1e-3, 0)
		if err != nil {
			t.Errorf("%s: %v", s.Text(), err)
		} else if back.Text() != s.Text() {
			t.Errorf("%s comes back as %s", s.Text(), back.Text())
		}
	}
}
