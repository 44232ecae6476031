package crystal

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

const data = "../../../shared/data/crystals/"

// paired is letters with their elements, in order.
func paired(letters, elements []int) (all [][2]int) {
	for i, w := range letters {
		all = append(all, [2]int{w, elements[i]})
	}
	slices.SortFunc(all, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return all
}

func sites(s *Structure) [][2]int {
	r := s.Record()
	return paired(r.Letters, r.Elements)
}

// multiplicities counts points with elements: what another origin leaves.
func multiplicities(s *Structure) [][2]int {
	r := s.Record()
	for i, x := range s.Sites {
		r.Letters[i] = x.Position.Multiplicity
	}
	return paired(r.Letters, r.Elements)
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

var long = flag.Bool("long", false, "all published structures, not each tenth")

// published is a structure as the data have it: found by spglib in Prim, made symmetric twice to Conv, of group G.
type published struct {
	ID, Formula string
	G           int
	Conv, Prim  atoms
	Spglib      struct{ G int }
	W, A        []int

	raw map[string]json.RawMessage
}

// eachPublished calls f with each structure of a file, or with each tenth.
func eachPublished(t *testing.T, name string, f func(x *published)) {
	file, err := os.Open(data + "structures_" + name + ".jsonl.gz")
	if err != nil {
		t.Skip("the structures are not here")
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		if n%10 != 0 && !*long {
			continue
		}
		var x published
		if err := errors.Join(json.Unmarshal(lines.Bytes(), &x), json.Unmarshal(lines.Bytes(), &x.raw)); err != nil {
			t.Fatal(err)
		}
		f(&x)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// apart are the raw cells that are in another group than published. In the first the group found is higher, by operations that
// move no atom by more than 0.008 Å. Four have the group published within 0.0102 to 0.0162 Å. The last has it at no tolerance: it
// is 8 within 0.01 Å, and 69 where it is no longer that.
var apart = map[string]int{
	"6927": 123, "C-102860-4456-10": 5, "C-176654-3153-5": 2, "C-96692-7228-5": 5, "C-113032-4206-23": 8, "C-170342-4227-33": 8,
}

// Published standard cells, which are symmetric to 1e-8, have the group, the letters and the elements published, found from
// their atoms within 0.001 Å. Raw cells, within the 0.01 Å and 5° by which they were found, have the group published, but for
// those apart, with its multiplicities and elements. Within 0.01 Å, of turns as well, they have the group that spglib finds so,
// but for two (see package symmetry); in 35 that is not the one published. Formulas without brackets are those published with
// energies; the others have molecules such as N2 for N.
func TestPublishedStructures(t *testing.T) {
	for _, name := range []string{"dft", "prototypes"} {
		total, differ, other, off := 0, 0, 0, 0
		eachPublished(t, name, func(x *published) {
			total++
			s, err := Tokenize(x.Conv.cell(), 0.001, 0)
			if err != nil || s.Group.Number != x.G || !slices.Equal(sites(s), paired(x.W, x.A)) {
				differ++
				t.Errorf("%s in %d: %v", x.ID, x.G, err)
				return
			}
			if name == "dft" && !strings.Contains(x.Formula, "(") && s.Formula() != x.Formula {
				t.Errorf("%s is %s, published %s", x.ID, s.Formula(), x.Formula)
			}
			raw, err := Tokenize(x.Prim.cell(), 0.01, 0)
			if err != nil {
				t.Errorf("%s in %d from its raw cell: %v", x.ID, x.G, err)
			} else if raw.Group.Number != x.Spglib.G {
				other++
			}
			want := x.G
			if g, ok := apart[x.ID]; ok {
				want = g
				off++
			}
			raw, err = Tokenize(x.Prim.cell(), 0.01, 5)
			if err != nil || raw.Group.Number != want || want == x.G && !slices.Equal(multiplicities(raw), multiplicities(s)) {
				t.Errorf("%s in %d from its raw cell: %+v, %v", x.ID, x.G, raw, err)
			}
		})
		t.Logf("%s: %d structures, %d differ; of the raw cells %d are in another group than published, and %d in another than spglib finds by lengths alone",
			name, total, differ, off, other)
		if total == 0 || other > 2 {
			t.Errorf("%s: too many differ", name)
		}
	}
}

// others are descriptions of a crystal in its group that differ from the one found.
var others = map[string]func(c *cell.Cell) *cell.Cell{
	"oxides_Cu2O-Cuprite.cif": func(c *cell.Cell) *cell.Cell {
		for k := range c.Atoms {
			for i := range 3 {
				c.Atoms[k].X[i] += 0.5
			}
		}
		return c
	},
	"oxides_V2O5-Shcherbinaite.cif": func(c *cell.Cell) *cell.Cell {
		c.Lengths[0], c.Lengths[1] = c.Lengths[1], c.Lengths[0]
		for k := range c.Atoms {
			x := &c.Atoms[k].X
			x[0], x[1], x[2] = x[1], x[0], -x[2]
		}
		return c
	},
}

// Published files have the group, letters and elements that their index tells. In two the index has another description of
// the same crystal: Cu2O about the other centre (its file is in origin choice 1), V2O5 with the axes a and b exchanged. In
// that description, which the group allows as well, they have the letters of the index.
func TestPublishedFiles(t *testing.T) {
	text, err := os.ReadFile(data + "cif/INDEX.json")
	if err != nil {
		t.Skip("the files are not here")
	}
	var index []struct {
		File string
		G    int
		W, A []int
	}
	if err := json.Unmarshal(text, &index); err != nil || len(index) != 70 {
		t.Fatal(err, len(index))
	}
	for _, x := range index {
		text, err := os.ReadFile(data + "cif/" + x.File)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cif.Read(string(text), spacegroup.Named)
		if err != nil {
			t.Errorf("%s: %v", x.File, err)
			continue
		}
		s, err := Tokenize(c, 0.01, 0)
		if describe := others[x.File]; describe != nil && err == nil {
			s, err = Assign(describe(s.Cell()), s.Group, 0.01)
		}
		if err != nil || s.Group.Number != x.G || !slices.Equal(sites(s), paired(x.W, x.A)) {
			t.Errorf("%s: %+v, %v; published %d, %v, %v", x.File, s, err, x.G, x.W, x.A)
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
