package crystal

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
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

// Through a file of atoms alone, and from one in a primitive cell elsewhere.
func TestTokenize(t *testing.T) {
	for _, line := range []string{hydride, perovskite} {
		c, err := cif.Read(cif.Write("x", parsed(t, line).Cell(), nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Tokenize(c, 0.01)
		if err != nil || s.Text() != line {
			t.Errorf("%s comes back as %+v, %v", line, s, err)
		}
	}
}

const data = "../../../shared/data/crystals/"

// sites counts letters with elements.
func sites(s *Structure) (all [][2]int) {
	for _, x := range s.Sites {
		all = append(all, [2]int{x.Position.Index(), cell.Number(x.Element)})
	}
	slices.SortFunc(all, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return all
}

// atoms are a cell as the data have it.
type atoms struct {
	Lat []float64
	Sp  []int
	X   [][3]float64
}

func (a atoms) cell() *cell.Cell {
	c := &cell.Cell{Lengths: [3]float64(a.Lat[:3]), Angles: [3]float64(a.Lat[3:])}
	for i, e := range a.Sp {
		c.Atoms = append(c.Atoms, cell.Atom{Element: cell.Symbol(e), X: a.X[i]})
	}
	return c
}

// multiplicities counts points with elements: what another origin leaves.
func multiplicities(s *Structure) (all [][2]int) {
	for _, x := range s.Sites {
		all = append(all, [2]int{x.Position.Multiplicity, cell.Number(x.Element)})
	}
	slices.SortFunc(all, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return all
}

var long = flag.Bool("long", false, "all published raw cells, not each tenth")

// Published standard cells have the letters and elements published. Raw cells
// have the group that spglib finds in them, but for two (see package symmetry);
// in 35 it is not that of the standard cell, which was made symmetric twice.
// Where it is, the multiplicities and elements are those of the standard cell.
func TestPublishedStructures(t *testing.T) {
	for _, name := range []string{"dft", "prototypes"} {
		f, err := os.Open(data + "structures_" + name + ".jsonl.gz")
		if err != nil {
			t.Skip("the structures are not here")
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(z)
		lines.Buffer(nil, 1<<20)
		total, differ, cells, twice, other := 0, 0, 0, 0, 0
		for lines.Scan() {
			var x struct {
				ID         string
				G          int
				Conv, Prim atoms
				Spglib     struct{ G int }
				W, A       []int
			}
			if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
				t.Fatal(err)
			}
			total++
			g, err := spacegroup.Get(x.G)
			if err != nil {
				t.Fatal(err)
			}
			var want [][2]int
			for i, w := range x.W {
				want = append(want, [2]int{w, x.A[i]})
			}
			slices.SortFunc(want, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
			s, err := Assign(x.Conv.cell(), g, 0.01)
			if err != nil || !slices.Equal(sites(s), want) {
				differ++
				t.Logf("%s in %d: %v", x.ID, x.G, err)
			}
			if total%10 != 0 && !*long {
				continue
			}
			raw, err := Tokenize(x.Prim.cell(), 0.01)
			if err != nil {
				t.Errorf("%s in %d from its raw cell: %v", x.ID, x.G, err)
				continue
			}
			cells++
			if raw.Group.Number != x.Spglib.G {
				other++
			}
			if raw.Group != g {
				twice++
			} else if s != nil && !slices.Equal(multiplicities(raw), multiplicities(s)) {
				t.Errorf("%s in %d from its raw cell: %s", x.ID, x.G, raw.Text())
			}
		}
		t.Logf("%s: %d structures, %d differ; of %d raw cells %d are in another group than the standard cell, %d than spglib finds",
			name, total, differ, cells, twice, other)
		if total == 0 || differ > 0 || cells == 0 || other > 2 {
			t.Errorf("%s: too many differ", name)
		}
	}
}

func TestTrainingSets(t *testing.T) {
	for _, name := range []string{"perov5", "mp20"} {
		f, err := os.Open(data + "train_tokens_" + name + ".jsonl.gz")
		if err != nil {
			t.Skip("the training sets are not here")
		}
		defer f.Close()
		records, err := tokens.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range records {
			s, err := FromRecord(r)
			if err != nil {
				t.Errorf("%s, record %d: %v", name, i+1, err)
				continue
			}
			back := s.Record()
			for j := range r.Lattice {
				if math.Abs(back.Lattice[j]-r.Lattice[j]) > 1e-8 {
					t.Errorf("%s, record %d: lattice %v, was %v", name, i+1, back.Lattice, r.Lattice)
				}
			}
		}
	}
}
