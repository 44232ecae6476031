package sets

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func must(t testing.TB) func(*Set, error) *Set {
	return func(s *Set, err error) *Set {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestRanges(t *testing.T) {
	ok := must(t)
	r := ok(Range(-2, 3))
	if r.Size() != 6 || r.Int(0) != -2 || r.Int(5) != 3 {
		t.Errorf("%s has %d elements from %d to %d", r, r.Size(), r.Int(0), r.Int(5))
	}
	for v, want := range map[int]int{-2: 0, 3: 5, -3: -1, 4: -1, math.MaxInt: -1, math.MinInt: -1} {
		if p, found := r.FindInt(v); found != (want >= 0) || found && p != want {
			t.Errorf("%d is at %d %v, want %d", v, p, found, want)
		}
	}
	empty := ok(Range(1, 0))
	if empty.Size() != 0 || empty.String() != "1..0" || !empty.Same(ok(Range(5, 2))) {
		t.Errorf("the empty range: %s", empty)
	}
	if lo, all := r.Offset(); lo != -2 || !all {
		t.Errorf("offset %d %v", lo, all)
	}
	if _, err := Range(1, MaxSize); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		lo, hi int
		size   string
	}{{0, MaxSize, "2147483649"}, {math.MinInt, math.MaxInt, "18446744073709551616"}, {-1, math.MaxInt, "9223372036854775809"}} {
		if _, err := Range(c.lo, c.hi); err == nil || !strings.Contains(err.Error(), c.size) {
			t.Errorf("%d..%d: message %v lacks the size %s", c.lo, c.hi, err, c.size)
		}
	}
}

func TestSpinsAndBits(t *testing.T) {
	if Spin.Int(0) != -1 || Spin.Int(1) != 1 || Bit.Int(0) != 0 || Bit.Int(1) != 1 {
		t.Error("spin is {-1, +1} and bit is {0, 1}")
	}
	if p, ok := Spin.FindInt(1); !ok || p != 1 {
		t.Error("+1 is the second spin")
	}
	if _, ok := Spin.FindInt(0); ok {
		t.Error("0 is no spin")
	}
	if Spin.Same(Bit) || !Bit.Same(must(t)(Range(0, 1))) || Spin.Same(must(t)(Range(-1, 0))) {
		t.Error("spin, bit and ranges mixed up")
	}
	if lo, contiguous := Spin.Offset(); lo != -1 || contiguous {
		t.Error("spins are not consecutive")
	}
	if Spin.String() != "spin" || Spin.Element(1) != "1" {
		t.Errorf("prints %s %s", Spin, Spin.Element(1))
	}
}

func TestLabels(t *testing.T) {
	atoms := must(t)(Labels("H", "He", "Li"))
	if p, ok := atoms.FindLabel("He"); !ok || p != 1 {
		t.Error("He is the second")
	}
	heavy := Subset(atoms, []int{1, 2})
	if p, ok := heavy.FindLabel("Li"); !ok || p != 1 || !slices.Equal(heavy.LabelNames(), []string{"He", "Li"}) {
		t.Errorf("the heavy atoms are %v", heavy.LabelNames())
	}
	if _, ok := heavy.FindLabel("H"); ok {
		t.Error("H is not heavy")
	}
	if _, ok := Spin.FindLabel("H"); ok || Spin.LabelNames() != nil {
		t.Error("spins have no labels")
	}
	for message, names := range map[string][]string{`"He" is both number 2 and number 4`: {"H", "He", "Li", "He"}, "label 1 is empty": {""}} {
		if _, err := Labels(names...); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("labels %q: message %v lacks %q", names, err, message)
		}
	}
}

func TestStrings(t *testing.T) {
	ok := must(t)
	six, two := ok(Range(1, 6)), ok(Range(1, 2))
	even := Subset(six, []int{5, 1, 3, 1})
	pairs := ok(Product(six, two))
	named := mustLattice(t, "square", []int{2, 2}, true, true)
	named.SetName("Λ")
	named.SetName("M")
	six.SetName("I")
	for want, s := range map[string]*Set{
		"1..6":                               six,
		"{2, 4, 6} of 1..6":                  even,
		"1..6 × 1..2":                        pairs,
		"({2, 4, 6} of 1..6) × 1..2":         ok(Product(even, two)),
		"{(1, 2), (4, 1)} of 1..6 × 1..2":    Subset(pairs, []int{1, 6}),
		`labels("H", "He")`:                  ok(Labels("H", "He")),
		"Λ":                                  named,
		"{(2, 1)} of Λ":                      Subset(named, []int{1}),
		"1..2 in the order {2, 1}":           Sorted(two, []int{1, 0}),
		"chain(3, open)":                     mustLattice(t, "chain", []int{3}, false),
		"{2, 3, 4, 5, 6, 7, …, 99} of 1..99": Subset(ok(Range(1, 99)), upTo(1, 98)),
		"{} of 1..2":                         Subset(two, nil),
	} {
		if s.String() != want {
			t.Errorf("prints %s, want %s", s, want)
		}
	}
	if got := pairs.Element(9); got != "(5, 2)" {
		t.Errorf("element prints %s", got)
	}
	if got := ok(Labels("H")).Element(0); got != `"H"` {
		t.Errorf("label prints %s", got)
	}
}

func upTo(lo, hi int) []int {
	var list []int
	for v := lo; v <= hi; v++ {
		list = append(list, v)
	}
	return list
}

func TestProducts(t *testing.T) {
	ok := must(t)
	a, b, c := ok(Range(1, 2)), ok(Labels("u", "d")), ok(Range(0, 2))
	nested := ok(Product(ok(Product(a, b)), c))
	flat := ok(Product(a, b, c))
	if len(nested.Components()) != 3 || !nested.Same(flat) || !ok(Product(a, ok(Product(b, c)))).Same(flat) {
		t.Errorf("%s and %s should be the same three factors", nested, flat)
	}
	if p, found := flat.FindTuple([]int{1, 0, 2}); !found || p != 8 {
		t.Errorf("(1, 0, 2) is at %d, want 8: the last factor runs fastest", p)
	}
	for _, tuple := range [][]int{nil, {0, 0}, {0, 0, 3}, {-1, 0, 0}} {
		if p, found := flat.FindTuple(tuple); found {
			t.Errorf("%v is at %d", tuple, p)
		}
	}
	if p, found := a.FindTuple([]int{1}); !found || p != 1 || a.Components() != nil {
		t.Error("a set without components has tuples of one")
	}
	if ok(Product(a)) != a {
		t.Error("the product of one set is that set")
	}
	if _, err := Product(); err == nil {
		t.Error("the product of nothing")
	}
	big := ok(Range(1, 1<<20))
	if _, err := Product(big, big, big, big); err == nil || !strings.Contains(err.Error(), "1208925819614629174706176") {
		t.Errorf("the message lacks the size 2^80: %v", err)
	}
}

func TestTuplesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t, 3)
		for pos := range s.Size() {
			if p, ok := s.FindTuple(s.Tuple(pos)); !ok || p != pos {
				t.Fatalf("%s: tuple %v of %d is at %d %v", s, s.Tuple(pos), pos, p, ok)
			}
			if s.IsInteger() {
				if p, ok := s.FindInt(s.Int(pos)); !ok || p != pos {
					t.Fatalf("%s: integer %d of %d is at %d %v", s, s.Int(pos), pos, p, ok)
				}
			}
		}
	})
}
