package sets

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawSet draws a set with ancestors: parents of every kind, cut, sorted and multiplied.
func drawSet(t *rapid.T, depth int) *Set {
	var s *Set
	var err error
	switch k := rapid.IntRange(0, 5).Draw(t, "kind"); {
	case depth > 0 && k == 3:
		s, err = Product(drawSet(t, depth-1), drawSet(t, depth-1))
	case depth > 0 && k >= 4:
		parent := drawSet(t, depth-1)
		if k == 4 {
			return Subset(parent, drawPositions(t, parent))
		}
		return Sorted(parent, rapid.Permutation(upTo(0, parent.Size()-1)).Draw(t, "order"))
	case k == 0:
		s, err = Labels(rapid.SampledFrom([][]string{{"u"}, {"u", "d"}, {"d", "u"}, {"s", "u"}}).Draw(t, "labels")...)
	case k == 1:
		s = rapid.SampledFrom([]*Set{Spin, Bit, site1, site2}).Draw(t, "root")
	default:
		lo := rapid.IntRange(-1, 2).Draw(t, "lo")
		s, err = Range(lo, lo+rapid.IntRange(0, 3).Draw(t, "length"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	site1, _ = NewLattice("chain", []int{3}, []bool{true})
	site2, _ = NewLattice("chain", []int{3}, []bool{true})
)

func drawPositions(t *rapid.T, s *Set) []int {
	if s.Size() == 0 {
		return nil
	}
	return rapid.SliceOfN(rapid.IntRange(0, s.Size()-1), 0, s.Size()).Draw(t, "positions")
}

// elements is the oracle: each element as it is in the root, by which sets are compared here.
func elements(s *Set) []string {
	return describe(s, func(*Set) string { return "" })
}

// identities also says of which product an element is: subsets of different products differ, as
// subsets of different label sets do, while integers are integers anywhere.
func identities(s *Set) []string {
	return describe(s, func(product *Set) string {
		var factors []string
		for _, f := range product.parts {
			factors = append(factors, strings.Join(identities(f), ","))
		}
		return strings.Join(factors, " × ")
	})
}

func describe(s *Set, product func(*Set) string) []string {
	names := make([]string, s.Size())
	for pos := range names {
		root, p := s, pos
		for root.parent != nil {
			root, p = root.parent, root.pos[p]
		}
		switch {
		case root.lat != nil && root == site1:
			names[pos] = "first " + root.Element(p)
		case root.lat != nil:
			names[pos] = "second " + root.Element(p)
		case root.kind == labelKind:
			names[pos] = strings.Join(root.labels, " ") + ": " + root.Element(p)
		case root.kind == productKind:
			var parts []string
			for k, q := range root.Tuple(p) {
				parts = append(parts, describe(root.parts[k], product)[q])
			}
			names[pos] = "(" + strings.Join(parts, "; ") + ")" + product(root)
		default:
			names[pos] = root.Element(p)
		}
	}
	return names
}

func TestSameIsAnEquivalence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawSet(t, 2), drawSet(t, 2), drawSet(t, 2)
		if !a.Same(a) {
			t.Fatalf("%s is not itself", a)
		}
		if a.Same(b) != b.Same(a) {
			t.Fatalf("%s and %s are the same one way only", a, b)
		}
		if a.Same(b) && b.Same(c) && !a.Same(c) {
			t.Fatalf("%s = %s = %s, but not first = last", a, b, c)
		}
		if a.Same(b) && !slices.Equal(identities(a), identities(b)) {
			t.Fatalf("%s and %s have different elements", a, b)
		}
		if a.Size() > 0 && !isSorted(a) && !isSorted(b) && slices.Equal(identities(a), identities(b)) && !a.Same(b) {
			t.Fatalf("%s and %s have the same elements", a, b)
		}
	})
}

// A subset of a subset is the subset of the elements it keeps.
func TestSubsetsOfSubsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parent := drawSet(t, 2)
		outer := Subset(parent, drawPositions(t, parent))
		inner := Subset(outer, drawPositions(t, outer))
		direct := Subset(parent, Embed(inner, parent))
		if !inner.Same(direct) || !direct.Same(inner) {
			t.Fatalf("%s and %s are the same elements of one set", inner, direct)
		}
		if Common(inner, outer) != outer && !inner.Same(outer) {
			t.Fatalf("the closest set around %s and %s is %s", inner, outer, Common(inner, outer))
		}
	})
}

func isSorted(s *Set) bool {
	if s.kind == sortedKind || s.parent != nil && isSorted(s.parent) {
		return true
	}
	return slices.ContainsFunc(s.parts, isSorted)
}

func TestSortedIsItsOwn(t *testing.T) {
	s := must(t)(Range(1, 3))
	same, up, down := Sorted(s, []int{0, 1, 2}), Sorted(s, []int{0, 2, 1}), Sorted(s, []int{2, 1, 0})
	if same.Same(s) || s.Same(same) || up.Same(down) || !up.Same(Sorted(s, []int{0, 2, 1})) {
		t.Error("orders mixed up")
	}
	if got := Embed(down, s); !slices.Equal(got, []int{2, 1, 0}) || Common(down, s) != s {
		t.Errorf("a sorted set embeds into its parent as %v", got)
	}
	if p, ok := down.FindInt(3); !ok || p != 0 || down.Int(1) != 2 {
		t.Errorf("3 is at %d", p)
	}
}

// Embed finds equal elements and only these; what lies in a common set lies there once.
func TestEmbedAndCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSet(t, 2), drawSet(t, 2)
		from := elements(a)
		if list := Embed(a, b); list != nil {
			to := elements(b)
			for pos, p := range list {
				if p >= 0 && to[p] != from[pos] || p < 0 && slices.Contains(to, from[pos]) {
					t.Fatalf("%s in %s: %s is at %d", a, b, from[pos], p)
				}
			}
		}
		both := Common(a, b)
		if (both == nil) != (Common(b, a) == nil) {
			t.Fatalf("%s and %s have a common set one way only", a, b)
		}
		if a.Same(b) && !a.Same(both) {
			t.Fatalf("the common set of %s and %s is %s", a, b, both)
		}
		if both == nil {
			return
		}
		for _, s := range []*Set{a, b} {
			list := Embed(s, both)
			if list == nil || slices.Contains(list, -1) {
				t.Fatalf("%s does not embed into the common set %s: %v", s, both, list)
			}
			if slices.Sort(list); len(slices.Compact(list)) != s.Size() {
				t.Fatalf("%s embeds twice into the same element of %s", s, both)
			}
		}
	})
}

// Union and Minus against sets of element names.
func TestSetAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parent := drawSet(t, 2)
		a, b := Subset(parent, drawPositions(t, parent)), Subset(parent, drawPositions(t, parent))
		union, err := Union(a, b)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := Minus(a, b)
		if err != nil {
			t.Fatal(err)
		}
		inB := elements(b)
		var both, only []string
		for _, e := range elements(parent) {
			inA := slices.Contains(elements(a), e)
			if inA || slices.Contains(inB, e) {
				both = append(both, e)
			}
			if inA && !slices.Contains(inB, e) {
				only = append(only, e)
			}
		}
		if !slices.Equal(elements(union), both) || !slices.Equal(elements(rest), only) {
			t.Fatalf("%s, %s: union %s, minus %s", a, b, union, rest)
		}
		whole, err := Union(rest, b)
		if err != nil {
			t.Fatal(err)
		}
		if !whole.Same(union) {
			t.Fatalf("(A minus B) union B = %s, A union B = %s", whole, union)
		}
		if c, _ := Minus(parent, a); c != nil {
			if all, _ := Union(a, c); all == nil || !all.Same(parent) {
				t.Fatalf("%s and the rest of %s unite to %s", a, parent, all)
			}
		}
	})
}

func TestUnionOfRanges(t *testing.T) {
	ok := must(t)
	three, five, far := ok(Range(1, 3)), ok(Range(3, 5)), ok(Range(8, 9))
	if u := ok(Union(three, five)); u.String() != "1..5" {
		t.Errorf("1..3 union 3..5 is %s", u)
	}
	if u := ok(Union(three, far)); u.String() != "{1, 2, 3, 8, 9} of 1..9" {
		t.Errorf("1..3 union 8..9 is %s", u)
	}
	if m := ok(Minus(three, far)); m != three {
		t.Errorf("1..3 minus 8..9 is %s", m)
	}
	huge := ok(Range(0, MaxSize-1))
	if u := ok(Union(huge, three)); u != huge {
		t.Errorf("0..2^31-1 union 1..3 is %s", u)
	}
	if _, err := Minus(huge, three); err == nil {
		t.Error("2^31 elements listed")
	}
	atoms := ok(Labels("H"))
	for _, pair := range [][2]*Set{{site1, site2}, {site1, three}, {atoms, three}, {atoms, ok(Labels("H", "He"))}} {
		if u, err := Union(pair[0], pair[1]); err == nil {
			t.Errorf("%s union %s is %s", pair[0], pair[1], u)
		}
		if u, err := Minus(pair[0], pair[1]); err == nil {
			t.Errorf("%s minus %s is %s", pair[0], pair[1], u)
		}
	}
}

// Tuples of two entries have no place among tuples of three: a factor that is a part of a product
// stays one factor.
func TestFactorThatIsAPartOfAProduct(t *testing.T) {
	ok := must(t)
	pairs := ok(Product(Bit, Bit))
	x, y := ok(Product(Subset(pairs, []int{0, 1}), Spin)), ok(Product(Subset(pairs, []int{1, 2}), Spin))
	if n := len(x.Components()); n != 2 {
		t.Errorf("%s has %d factors", x, n)
	}
	if both := Common(x, y); both != nil {
		t.Errorf("%s and %s lie in %s", x, y, both)
	}
	if got := Embed(x, y); !slices.Equal(got, []int{-1, -1, 0, 1}) {
		t.Errorf("%s in %s: %v", x, y, got)
	}
}

// Lattices of equal shape are different sets; a subset keeps the geometry of its sites.
func TestLatticesAreNominal(t *testing.T) {
	if site1.Same(site2) || Common(site1, site2) != nil || Embed(site1, site2) != nil {
		t.Error("two chains are one")
	}
	s := mustLattice(t, "square", []int{4, 4}, true, true)
	rim := Subset(s, []int{0, 1, 2, 3})
	if rim.IsLattice() || !s.IsLattice() {
		t.Error("a subset is no lattice")
	}
	if got := rim.Coord(2); !slices.Equal(got, []int{3, 1}) {
		t.Errorf("coordinates %v", got)
	}
	if got := rim.Neighbors(0); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("neighbours in the rim %v", got)
	}
	if p, ok := rim.Translate(3, []int{1, 0}); !ok || p != 0 {
		t.Errorf("around the rim to %d", p)
	}
	if _, ok := rim.Translate(3, []int{0, 1}); ok {
		t.Error("off the rim")
	}
}
