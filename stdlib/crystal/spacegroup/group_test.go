package spacegroup

import (
	"bufio"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// all is the 230 groups.
func all(t *testing.T) (gs []*Group) {
	for n := 1; n <= 230; n++ {
		g, err := Get(n)
		if err != nil {
			t.Fatal(err)
		}
		gs = append(gs, g)
	}
	return gs
}

var terms = regexp.MustCompile(`([+-]?)(?:(\d+)/(\d+)|(\d*)([xyz]))`)

// triplet reads "x-y, y+11/8, 2z" as the published table prints it, apart from
// parseTriplet, which the groups are made with.
func triplet(s string) (o Op) {
	for i, row := range strings.Split(s, ", ") {
		for _, m := range terms.FindAllStringSubmatch(row, -1) {
			number := func(text string) int { n, _ := strconv.Atoi(m[1] + text); return n }
			switch {
			case m[3] != "":
				d, _ := strconv.Atoi(m[3])
				o.T[i] = ((24*number(m[2])/d)%24 + 24) % 24
			case m[4] != "":
				o.R[i][m[5][0]-'x'] = number(m[4])
			default:
				o.R[i][m[5][0]-'x'] = number("1")
			}
		}
	}
	return o
}

// Every group and position against the published table: letters,
// multiplicities, site symmetries, and triplets as sets modulo the lattice.
func TestPublished(t *testing.T) {
	f, err := os.Open("../../../../shared/data/wyckoff/wyckoff.jsonl")
	if err != nil {
		t.Skip("the published table is not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	groups, positions := 0, 0
	for ; lines.Scan(); groups++ {
		var want struct {
			G         int
			Order     int
			Positions []struct {
				Letter, Sym string
				Mult, DOF   int
				Free        [3]int
				Ops         []string
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		g, err := Get(want.G)
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Positions()) != len(want.Positions) || len(g.Operations()) != want.Order {
			t.Fatalf("%d: %d positions, %d operations; published %d, %d", g.Number, len(g.Positions()), len(g.Operations()), len(want.Positions), want.Order)
		}
		for i, p := range g.Positions() {
			positions++
			w := want.Positions[i]
			if p.Letter != w.Letter || p.Multiplicity != w.Mult || p.Site != w.Sym || p.DOF != w.DOF || p.Representative != triplet(w.Ops[0]) {
				t.Errorf("%d: %+v; published %+v", g.Number, p, w)
			}
			published := map[Op]bool{}
			for _, s := range w.Ops {
				published[triplet(s)] = true
			}
			for _, o := range p.Orbit {
				if !published[o] {
					t.Errorf("%d%s: %v is not published", g.Number, p.Letter, o)
				}
			}
			for k, row := range p.Representative.R {
				if (row != [3]int{}) != (w.Free[k] == 1) {
					t.Errorf("%d%s: coordinate %d carries a parameter or does not, unlike the published", g.Number, p.Letter, k)
				}
			}
		}
	}
	if groups != 230 || positions != 1731 {
		t.Errorf("%d groups, %d positions", groups, positions)
	}
}

// The operations are a group: closed, with the inverse of each, and of the
// order of the centrings times that of one of the 32 crystal classes.
func TestGroupAxioms(t *testing.T) {
	for _, g := range all(t) {
		ops := g.Operations()
		have := map[Op]bool{}
		for _, o := range ops {
			have[o] = true
		}
		if len(have) != len(ops) || ops[0] != (Op{R: identity}) {
			t.Fatalf("%d: operations repeat, or the identity is not first", g.Number)
		}
		for _, a := range ops {
			inverse, ok := a.Inverse()
			if !ok || !have[inverse] || a.Mul(inverse) != ops[0] {
				t.Fatalf("%d: %v has no inverse", g.Number, a)
			}
			for _, b := range ops {
				if !have[a.Mul(b)] {
					t.Fatalf("%d: %v after %v is no operation", g.Number, a, b)
				}
			}
		}
		centrings := map[byte]int{'P': 1, 'A': 2, 'C': 2, 'I': 2, 'R': 3, 'F': 4}[g.Short[0]]
		order := len(ops) / centrings
		if len(g.Centrings()) != centrings || order*centrings != len(ops) || 48%order != 0 {
			t.Errorf("%d: %d centrings, %d operations", g.Number, len(g.Centrings()), len(ops))
		}
	}
}

// The stabiliser of a point in general place on a position has the order of
// the group over the multiplicity, and its mean is the representative, which
// is to say: the coordinates that are free are all that the stabiliser leaves.
func TestStabilisers(t *testing.T) {
	positions, letters := 0, 0
	for _, g := range all(t) {
		ops := g.Operations()
		for _, p := range g.Positions() {
			positions++
			rep := p.Representative
			if rep.Mul(rep) != rep {
				t.Errorf("%d%s: %v moves its own points", g.Number, p.Letter, rep)
			}
			n, trace := 0, 0
			for _, o := range ops {
				if o.Mul(rep) == rep {
					n++
					trace += o.R[0][0] + o.R[1][1] + o.R[2][2]
				}
			}
			if n*p.Multiplicity != len(ops) {
				t.Errorf("%d%s: %d of %d operations leave it, its multiplicity is %d", g.Number, p.Letter, n, len(ops), p.Multiplicity)
			}
			if trace != n*p.DOF {
				t.Errorf("%d%s: the stabiliser leaves %d/%d directions, not %d", g.Number, p.Letter, trace, n, p.DOF)
			}
		}
		last := g.Positions()[len(g.Positions())-1]
		if last.Multiplicity != len(ops) || last.Site != "1" || last.DOF != 3 {
			t.Errorf("%d: the last position is %+v", g.Number, last)
		}
		letters = max(letters, last.Index())
	}
	if positions != 1731 || letters != 27 {
		t.Errorf("%d positions, %d letters", positions, letters)
	}
}

// Products, inverses and images agree, and what is written is read back.
func TestOps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for _, g := range all(t) {
		ops := g.Operations()
		a, b := ops[r.IntN(len(ops))], ops[r.IntN(len(ops))]
		x := [3]float64{r.Float64(), r.Float64(), r.Float64()}
		y, z := a.Mul(b).Apply(x), a.Apply(b.Apply(x))
		for i := range 3 {
			if d := y[i] - z[i]; math.Abs(d-math.Round(d)) > 1e-12 {
				t.Errorf("%v after %v: %v and %v", a, b, y, z)
			}
		}
		for _, o := range ops {
			back, err := ParseOp(o.String())
			if err != nil || back != o {
				t.Errorf("%d: %+v is written %q and read %+v, %v", g.Number, o, o, back, err)
			}
		}
		for _, p := range g.Positions() {
			back, err := parseTriplet(p.Representative.String())
			if err != nil || back != p.Representative {
				t.Errorf("%d%s: %v is read %v, %v", g.Number, p.Letter, p.Representative, back, err)
			}
		}
	}
	if _, ok := (Op{}).Inverse(); ok {
		t.Error("0, 0, 0 has an inverse")
	}
}

func TestNotations(t *testing.T) {
	want := Op{R: [3][3]int{{0, -1, 0}, {1, -1, 0}, {0, 0, 1}}, T: [3]int{12, 0, 8}}
	for _, s := range []string{"-y+1/2, x-y, z+1/3", "1/2-Y,X-Y,1/3+Z", "0.5-y,-y+x,z+0.3333", "-1/2-y,x-y,z-2/3", " - y + 1/2 , +x - y , z + 8/24"} {
		if o, err := ParseOp(s); err != nil || o != want {
			t.Errorf("%q is read %v, %v", s, o, err)
		}
	}
	for _, s := range []string{"", "x,y", "x,y,z,x", "x,,z", "x,y,w", "x,x,z", "2x,y,z", "x,y,z+", "x+0.1,y,z", "x+1/0,y,z", "x,y,z+nan", "x,y,1e300", "99999999999x,y,z"} {
		if o, err := ParseOp(s); err == nil {
			t.Errorf("%q is taken for %v", s, o)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, s := range []string{"", "P", "Q 2", "P 5", "P 2q", "P 4*", "P 2 (0 0)", "P 3x 4"} {
		if _, err := Hall(s); err == nil {
			t.Errorf("%q is taken for a Hall symbol", s)
		}
	}
	for _, n := range []int{-1, 0, 231} {
		if _, err := Get(n); err == nil {
			t.Errorf("there is a group %d", n)
		}
	}
	g, err := Get(225)
	if err != nil {
		t.Fatal(err)
	}
	for _, letter := range []string{"", "m", "A", "ab", "1"} {
		if p, err := g.Position(letter); err == nil {
			t.Errorf("%q is the position %v", letter, p)
		}
	}
}
