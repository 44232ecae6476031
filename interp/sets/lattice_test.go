package sets

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustLattice(t testing.TB, kind string, dims []int, periodic ...bool) *Set {
	t.Helper()
	s, err := NewLattice(kind, dims, periodic)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustBonds(t testing.TB, s *Set, order int) [][2]int {
	t.Helper()
	bonds, err := s.Bonds(order)
	if err != nil {
		t.Fatal(err)
	}
	return bonds
}

// Bonds on tori, counted from the coordination numbers z of the textbooks: N z / 2.
func TestBondCountsOnTori(t *testing.T) {
	cases := []struct {
		kind  string
		dims  []int
		sites int
		z     []int // coordination number of order 1, 2, 3
	}{
		{"chain", []int{8}, 8, []int{2, 2, 2}},
		{"square", []int{6, 7}, 42, []int{4, 4, 4}},
		{"triangular", []int{6, 7}, 42, []int{6, 6, 6}},
		{"honeycomb", []int{6, 7}, 84, []int{3, 6, 3}},
		{"kagome", []int{6, 7}, 126, []int{4, 4, 6}},
		{"cubic", []int{5, 6, 7}, 210, []int{6, 12, 8}},
	}
	for _, c := range cases {
		periodic := slices.Repeat([]bool{true}, len(c.dims))
		s := mustLattice(t, c.kind, c.dims, periodic...)
		if s.Size() != c.sites {
			t.Errorf("%s has %d sites, want %d", s, s.Size(), c.sites)
		}
		for k, z := range c.z {
			if got, want := len(mustBonds(t, s, k+1)), c.sites*z/2; got != want {
				t.Errorf("%s has %d bonds of order %d, want %d", s, got, k+1, want)
			}
		}
	}
}

// The slow way: on a large enough lattice with mixed boundaries, the bonds of order k are the pairs
// at the k-th smallest distance, the smallest over all images of the second site.
func TestBondsAgainstDistances(t *testing.T) {
	for kind, cell := range cells {
		for mask := range 1 << len(cell.vectors) {
			dims := []int{5, 6, 7}[:len(cell.vectors)]
			if kind == "chain" {
				dims = []int{9}
			}
			periodic := make([]bool, len(dims))
			for k := range periodic {
				periodic[k] = mask>>k&1 == 1
			}
			s := mustLattice(t, kind, dims, periodic...)
			t.Run(s.String(), func(t *testing.T) { compareWithDistances(t, s, cell) })
		}
	}
}

func compareWithDistances(t *testing.T, s *Set, cell *unitCell) {
	pairs := map[string][][2]int{} // by rounded distance
	var lengths []string
	for i := range s.Size() {
		for j := i + 1; j < s.Size(); j++ {
			key := fmt.Sprintf("%08.4f", nearestImage(s, cell, i, j))
			if pairs[key] == nil {
				lengths = append(lengths, key)
			}
			pairs[key] = append(pairs[key], [2]int{i, j})
		}
	}
	sort.Strings(lengths)
	if lengths[0] != "001.0000" {
		t.Fatalf("nearest neighbours are at distance %s, not 1", lengths[0])
	}
	for order := 1; order <= 2; order++ {
		got := mustBonds(t, s, order)
		for k, b := range got {
			got[k] = [2]int{min(b[0], b[1]), max(b[0], b[1])}
		}
		slices.SortFunc(got, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
		if want := pairs[lengths[order-1]]; !slices.Equal(got, want) {
			t.Errorf("order %d: %d bonds, by distance %d pairs:\n%v\n%v", order, len(got), len(want), got, want)
		}
	}
}

func nearestImage(s *Set, cell *unitCell, i, j int) float64 {
	p, q := s.Position(i), s.Position(j)
	best := math.Inf(1)
	for _, d := range box(len(cell.vectors), 1) {
		image := slices.Clone(q)
		for k, v := range cell.vectors {
			if d[k] != 0 && !s.Periodic()[k] {
				image = nil
				break
			}
			for x := range image {
				image[x] += float64(d[k]*s.Dims()[k]) * v[x]
			}
		}
		if image != nil {
			best = min(best, distance(p, image))
		}
	}
	return best
}

// Sites run by rows: x first.
func TestSquareByHand(t *testing.T) {
	s := mustLattice(t, "square", []int{3, 2}, false, true)
	if got, want := s.Coord(4), []int{2, 2}; !slices.Equal(got, want) {
		t.Errorf("site 4 is %v, want %v", got, want)
	}
	want := [][2]int{{0, 1}, {0, 3}, {1, 2}, {1, 4}, {2, 5}, {3, 4}, {3, 0}, {4, 5}, {4, 1}, {5, 2}}
	if got := mustBonds(t, s, 1); !slices.Equal(got, want) {
		t.Errorf("bonds %v, want %v", got, want)
	}
	if got, want := s.Neighbors(1), []int{0, 2, 4, 4}; !slices.Equal(got, want) {
		t.Errorf("neighbours of (2, 1): %v, want %v", got, want)
	}
	if got, want := s.Position(5), []float64{3, 2}; !slices.Equal(got, want) {
		t.Errorf("position %v, want %v", got, want)
	}
	if j, ok := s.Translate(0, []int{2, 3}); !ok || j != 5 {
		t.Errorf("(1, 1) + (2, 3) is site %d %v, want 5", j, ok)
	}
	for _, d := range [][]int{{-1, 0}, {3, 0}, {math.MaxInt, 0}, {math.MinInt, 0}, {1}, nil} {
		if j, ok := s.Translate(0, d); ok {
			t.Errorf("(1, 1) + %v is site %d, but it is outside", d, j)
		}
	}
	if s.String() != "square(3, 2, (open, periodic))" || s.Element(4) != "(2, 2)" {
		t.Errorf("prints %s, %s", s, s.Element(4))
	}
}

func TestChainOfTwo(t *testing.T) {
	ring := mustLattice(t, "chain", []int{2}, true)
	if got := mustBonds(t, ring, 1); !slices.Equal(got, [][2]int{{0, 1}, {1, 0}}) {
		t.Errorf("a ring of two sites has a double bond, not %v", got)
	}
	if _, err := ring.Bonds(2); err == nil || !strings.Contains(err.Error(), "itself") {
		t.Errorf("second neighbours around a ring of two are the site itself: %v", err)
	}
	if got := mustBonds(t, mustLattice(t, "chain", []int{2}, false), 1); !slices.Equal(got, [][2]int{{0, 1}}) {
		t.Errorf("open chain of two: %v", got)
	}
	if got := mustBonds(t, mustLattice(t, "chain", []int{1}, false), 1); len(got) != 0 {
		t.Errorf("one site has no bonds: %v", got)
	}
}

func drawLattice(t *rapid.T) *Set {
	kind := rapid.SampledFrom([]string{"chain", "square", "triangular", "honeycomb", "kagome", "cubic"}).Draw(t, "kind")
	var dims []int
	var periodic []bool
	for k := range cells[kind].vectors {
		dims = append(dims, rapid.IntRange(2, 4).Draw(t, fmt.Sprint("length", k)))
		periodic = append(periodic, rapid.Bool().Draw(t, fmt.Sprint("periodic", k)))
	}
	s, err := NewLattice(kind, dims, periodic)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The neighbours are the ends of the bonds, whatever the boundaries and however short the rings.
func TestNeighborsAreBonds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawLattice(t)
		lists := make([][]int, s.Size())
		bonds, err := s.Bonds(1)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range bonds {
			lists[b[0]] = append(lists[b[0]], b[1])
			lists[b[1]] = append(lists[b[1]], b[0])
		}
		for i, list := range lists {
			slices.Sort(list)
			if got := s.Neighbors(i); !slices.Equal(got, list) {
				t.Fatalf("%s: neighbours of %s are %v, by bonds %v", s, s.Element(i), got, list)
			}
		}
	})
}

// Translations form a group as far as they stay inside; on a torus they map bonds to bonds.
func TestTranslations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawLattice(t)
		i := rapid.IntRange(0, s.Size()-1).Draw(t, "site")
		step := rapid.SliceOfN(rapid.IntRange(-9, 9), len(s.Dims()), len(s.Dims()))
		d, back := step.Draw(t, "d"), make([]int, len(s.Dims()))
		for k := range d {
			back[k] = -d[k]
		}
		j, ok := s.Translate(i, d)
		if !ok {
			if !slices.Contains(s.Periodic(), false) {
				t.Fatalf("%s + %v left the torus %s", s.Element(i), d, s)
			}
			return
		}
		if home, ok := s.Translate(j, back); !ok || home != i {
			t.Fatalf("%s: there and back by %v leads from %d to %d", s, d, i, home)
		}
		if slices.Contains(s.Periodic(), false) {
			return
		}
		var moved []int
		for _, n := range s.Neighbors(i) {
			m, _ := s.Translate(n, d)
			moved = append(moved, m)
		}
		slices.Sort(moved)
		if got := s.Neighbors(j); !slices.Equal(got, moved) {
			t.Fatalf("%s: neighbours of %d are %v, moved %v", s, j, got, moved)
		}
	})
}

func TestCoordinates(t *testing.T) {
	kagome := mustLattice(t, "kagome", []int{2, 3}, true, true)
	if got := kagome.Coord(3*(1+2*2) + 2); !slices.Equal(got, []int{2, 3, 3}) {
		t.Errorf("last site of kagome: %v", got)
	}
	if got := kagome.CoordNames(); !slices.Equal(got, []string{"x", "y", "cell"}) {
		t.Errorf("names %v", got)
	}
	cubic := mustLattice(t, "cubic", []int{2, 3, 4}, true, true, true)
	if got := cubic.Coord(2*3*3 + 2*1 + 1); !slices.Equal(got, []int{2, 2, 4}) {
		t.Errorf("cubic site: %v", got)
	}
	if got := cubic.CoordNames(); !slices.Equal(got, []string{"x", "y", "z"}) {
		t.Errorf("names %v", got)
	}
}

// Orders up to the largest exist, and each site has bonds of every order on a large torus.
func TestHighOrders(t *testing.T) {
	s := mustLattice(t, "square", []int{32, 32}, true, true)
	// Squared distances that are sums of two squares: 1 2 4 5 8 9 10 13 16 17 18 20 25 26 29 32 34 36 37 40.
	z := []int{4, 4, 4, 8, 4, 4, 8, 8, 4, 8, 4, 8, 12, 8, 8, 4, 8, 4, 8, 8}
	for k := range maxOrder {
		if got, want := len(mustBonds(t, s, k+1)), 1024*z[k]/2; got != want {
			t.Errorf("order %d: %d bonds, want %d", k+1, got, want)
		}
	}
}

func TestGraphs(t *testing.T) {
	edges := [][2]int{{0, 1}, {2, 1}, {2, 3}, {3, 4}, {4, 0}} // a ring of five
	ring, err := Graph(5, edges)
	if err != nil {
		t.Fatal(err)
	}
	if got := mustBonds(t, ring, 1); !slices.Equal(got, edges) {
		t.Errorf("edges changed: %v", got)
	}
	if got, want := mustBonds(t, ring, 2), [][2]int{{0, 2}, {0, 3}, {1, 3}, {1, 4}, {2, 4}}; !slices.Equal(got, want) {
		t.Errorf("order 2: %v, want %v", got, want)
	}
	if got := mustBonds(t, ring, 3); len(got) != 0 {
		t.Errorf("no two vertices of a pentagon are three edges apart: %v", got)
	}
	if got := ring.Neighbors(0); !slices.Equal(got, []int{1, 4}) {
		t.Errorf("neighbours %v", got)
	}
	full, err := Complete(5)
	if err != nil {
		t.Fatal(err)
	}
	both := slices.Concat(mustBonds(t, ring, 1), mustBonds(t, ring, 2))
	for k, b := range both {
		both[k] = [2]int{min(b[0], b[1]), max(b[0], b[1])}
	}
	slices.SortFunc(both, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	if got := mustBonds(t, full, 1); !slices.Equal(got, both) {
		t.Errorf("complete(5): %v, want %v", got, both)
	}
	if full.Element(2) != "(3)" || full.String() != "complete(5)" || ring.String() != "graph(5, 5 edges)" {
		t.Errorf("prints %s, %s, %s", full.Element(2), full, ring)
	}
	if full.Position(0) != nil || full.Periodic() != nil {
		t.Error("a graph has no geometry")
	}
}

func TestLatticesRefused(t *testing.T) {
	cases := []struct {
		kind     string
		dims     []int
		periodic []bool
		message  string
	}{
		{"squre", []int{2, 2}, []bool{true, true}, "square"},
		{"square", []int{2}, []bool{true}, "2 lengths"},
		{"chain", []int{4}, nil, "1 direction"},
		{"chain", []int{0}, []bool{false}, "at least 1"},
		{"square", []int{4, 1}, []bool{true, true}, "length 2 of square(4, 1, periodic) is 1"},
		{"honeycomb", []int{1 << 20, 1 << 20}, []bool{true, true}, "2199023255552 elements"},
		{"cubic", []int{math.MaxInt, math.MaxInt, math.MaxInt}, []bool{true, true, true}, "elements"},
	}
	for _, c := range cases {
		if _, err := NewLattice(c.kind, c.dims, c.periodic); err == nil || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s %v: message %v lacks %q", c.kind, c.dims, err, c.message)
		}
	}
	for message, edges := range map[string][][2]int{
		"vertices are 1..3": {{0, 3}}, "itself": {{1, 1}}, "both join 2 and 1": {{0, 1}, {1, 0}}, "joins 0": {{-1, 1}},
	} {
		if _, err := Graph(3, edges); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("graph %v: message %v lacks %q", edges, err, message)
		}
	}
	if _, err := Graph(-1, nil); err == nil {
		t.Error("graph of -1 vertices")
	}
	if _, err := Complete(-1); err == nil {
		t.Error("complete(-1)")
	}
	huge, _ := Complete(1 << 20)
	if _, err := huge.Bonds(1); err == nil || !strings.Contains(err.Error(), "549755289600") {
		t.Errorf("bonds of complete(2^20): %v", err)
	}
	if _, err := mustLattice(t, "square", []int{1 << 15, 1 << 15}, true, true).Bonds(1); err == nil {
		t.Error("2^31 bonds")
	}
	for _, order := range []int{0, -1, 21} {
		if _, err := mustLattice(t, "chain", []int{50}, true).Bonds(order); err == nil {
			t.Errorf("order %d", order)
		}
	}
	if _, err := Spin.Bonds(1); err == nil {
		t.Error("spin has no bonds")
	}
}
