package sets

import (
	"fmt"
	"math/big"
	"slices"
)

// MaxSize is the largest number of elements a set may have.
const MaxSize = 1 << 31

// maxListed is the largest number of elements that are written out one by one.
const maxListed = 1 << 27

type kind uint8

const (
	rangeKind   kind = iota // consecutive integers from lo
	spinKind                // -1, +1
	labelKind               // names
	productKind             // tuples of parts, the last one fastest
	siteKind                // sites of a lattice
	subsetKind              // some elements of parent, in its order
	sortedKind              // all elements of parent, in another order
)

// Set is an ordered finite set whose elements are known by their positions 0..Size-1. Sets are
// immutable but for the name of a lattice or subset.
type Set struct {
	kind    kind
	size    int
	lo      int            // of a range
	labels  []string       // of labels
	byLabel map[string]int // position of each label
	parts   []*Set         // of a product
	parent  *Set           // of subsets and sorted sets
	pos     []int          // positions in parent
	inverse []int          // sorted sets: position of each element of parent
	lat     *lattice       // of a lattice
	name    string
}

// Spin is {-1, +1} in this order; Bit is {0, 1}, the range 0..1.
var (
	Spin = &Set{kind: spinKind, size: 2, name: "spin"}
	Bit  = &Set{kind: rangeKind, size: 2, name: "bit"}
)

// Range is lo..hi with both ends; it is empty if hi < lo. It fails above MaxSize elements.
func Range(lo, hi int) (*Set, error) {
	if hi < lo {
		return &Set{kind: rangeKind, lo: lo}, nil
	}
	n := new(big.Int).Sub(big.NewInt(int64(hi)), big.NewInt(int64(lo)))
	n.Add(n, big.NewInt(1))
	if n.Cmp(big.NewInt(MaxSize)) > 0 {
		return nil, tooLarge(fmt.Sprintf("the range %d..%d", lo, hi), n)
	}
	return &Set{kind: rangeKind, lo: lo, size: int(n.Int64())}, nil
}

// Labels is the set of the given names, in this order. It fails if a name is empty or comes twice.
func Labels(names ...string) (*Set, error) {
	byLabel := make(map[string]int, len(names))
	for i, name := range names {
		if name == "" {
			return nil, problem("a label is how an element is written", `labels("up", "dn")`, "label %d is empty: every label needs a name", i+1)
		}
		if first, twice := byLabel[name]; twice {
			return nil, problem("the elements of a set differ from each other", fmt.Sprintf("give one of them another name, or leave it out: %q stands once", name),
				"the label %q is both number %d and number %d", name, first+1, i+1)
		}
		byLabel[name] = i
	}
	return &Set{kind: labelKind, size: len(names), labels: slices.Clone(names), byLabel: byLabel}, nil
}

// Product is the set of all tuples, the last factor running fastest. A factor that is itself a
// product is replaced by its own factors; the product of one set is that set. It fails without
// factors and above MaxSize tuples.
func Product(factors ...*Set) (*Set, error) {
	var parts []*Set
	for _, f := range factors {
		if f.kind == productKind {
			parts = append(parts, f.parts...)
		} else {
			parts = append(parts, f)
		}
	}
	switch len(parts) {
	case 0:
		return nil, problem("a product of nothing has no elements to name", "A times B", "a product needs at least one set")
	case 1:
		return parts[0], nil
	}
	n := big.NewInt(1)
	for _, p := range parts {
		n.Mul(n, big.NewInt(int64(p.size)))
	}
	product := &Set{kind: productKind, parts: parts}
	if n.Cmp(big.NewInt(MaxSize)) > 0 {
		return nil, tooLarge("the product "+product.String(), n)
	}
	product.size = int(n.Int64())
	return product, nil
}

func tooLarge(what string, n *big.Int) error {
	return problem("the elements of a set are numbered by 32-bit integers", "smaller sets, or two indices in place of one: x[i,j] for i in I, j in J",
		"%s has %s elements, more than the %d a set may have", what, n, MaxSize)
}

// Size is the number of elements.
func (s *Set) Size() int { return s.size }

// Name is the name given by SetName, or "spin" or "bit", or "".
func (s *Set) Name() string { return s.name }

// SetName names a lattice, subset or sorted set for messages. The first name stays; ranges,
// labels and products print as what they are and take no name.
func (s *Set) SetName(name string) {
	if s.name == "" && s.kind >= siteKind {
		s.name = name
	}
}

// Parent is the set of which s is a subset or another order, nil if s is neither.
func (s *Set) Parent() *Set { return s.parent }

// Root is the last of the parents of s: s itself if it has none.
func (s *Set) Root() *Set {
	for s.parent != nil {
		s = s.parent
	}
	return s
}

// ToParent is the position in Parent of the element at pos; pos itself if there is no parent.
func (s *Set) ToParent(pos int) int {
	if s.parent == nil {
		return pos
	}
	return s.pos[pos]
}

// toRoot is the position in Root of the element at pos.
func (s *Set) toRoot(pos int) int {
	for s.parent != nil {
		s, pos = s.parent, s.pos[pos]
	}
	return pos
}

// fromParent is the position in s of the element at position p of the parent of s.
func (s *Set) fromParent(p int) (int, bool) {
	if s.kind == sortedKind {
		return s.inverse[p], true
	}
	return slices.BinarySearch(s.pos, p)
}

// fromRoot is the position in s of the element at position p of the root of s.
func (s *Set) fromRoot(p int) (int, bool) {
	if s.parent == nil {
		return p, true
	}
	p, ok := s.parent.fromRoot(p)
	if !ok {
		return 0, false
	}
	return s.fromParent(p)
}

// IsInteger tells whether the elements are integers: ranges, spins and their subsets.
func (s *Set) IsInteger() bool {
	k := s.Root().kind
	return k == rangeKind || k == spinKind
}

// Int is the integer at pos of a set of integers.
func (s *Set) Int(pos int) int {
	root := s.Root()
	pos = s.toRoot(pos)
	switch root.kind {
	case rangeKind:
		return root.lo + pos
	case spinKind:
		return 2*pos - 1
	}
	panic("sets: Int of a set that has no integers")
}

// FindInt is the position of the integer v.
func (s *Set) FindInt(v int) (int, bool) {
	root := s.Root()
	switch {
	case root.kind == rangeKind && uint(v)-uint(root.lo) < uint(root.size):
		return s.fromRoot(v - root.lo)
	case root.kind == spinKind && (v == -1 || v == 1):
		return s.fromRoot((v + 1) / 2)
	}
	return 0, false
}

// Offset is the first integer of a set of integers, and whether the element at pos is
// that integer plus pos. Without elements or integers it is (0, false), but an empty range
// gives its lower end and true.
func (s *Set) Offset() (lo int, contiguous bool) {
	switch {
	case s.kind == rangeKind:
		return s.lo, true
	case s.size == 0 || !s.IsInteger():
		return 0, false
	}
	lo = s.Int(0)
	for pos := range s.size {
		if s.Int(pos) != lo+pos {
			return lo, false
		}
	}
	return lo, true
}

// FindLabel is the position of a label.
func (s *Set) FindLabel(name string) (int, bool) {
	p, ok := s.Root().byLabel[name]
	if !ok {
		return 0, false
	}
	return s.fromRoot(p)
}

// LabelNames lists the labels in the order of the set; nil if the elements are not labels.
func (s *Set) LabelNames() []string {
	root := s.Root()
	if root.kind != labelKind {
		return nil
	}
	names := make([]string, s.size)
	for pos := range names {
		names[pos] = root.labels[s.toRoot(pos)]
	}
	return names
}

// Components are the factors of a product, or of the product that s is a subset of; else nil.
func (s *Set) Components() []*Set { return slices.Clone(s.Root().parts) }

// Tuple is the position in each component of the element at pos; {pos} for a set without
// components.
func (s *Set) Tuple(pos int) []int {
	root := s.Root()
	if root.kind != productKind {
		return []int{pos}
	}
	pos = s.toRoot(pos)
	tuple := make([]int, len(root.parts))
	for k := len(tuple) - 1; k >= 0; k-- {
		n := root.parts[k].size
		tuple[k] = pos % n
		pos /= n
	}
	return tuple
}

// FindTuple is the position of the element with these component positions.
func (s *Set) FindTuple(tuple []int) (int, bool) {
	root := s.Root()
	if root.kind != productKind {
		if len(tuple) != 1 || tuple[0] < 0 || tuple[0] >= s.size {
			return 0, false
		}
		return tuple[0], true
	}
	if len(tuple) != len(root.parts) {
		return 0, false
	}
	pos := 0
	for k, part := range root.parts {
		if tuple[k] < 0 || tuple[k] >= part.size {
			return 0, false
		}
		pos = pos*part.size + tuple[k]
	}
	return s.fromRoot(pos)
}
