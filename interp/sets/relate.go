package sets

import "slices"

// Same tells whether two sets are one and the same index set (see the package comment).
func (s *Set) Same(t *Set) bool {
	if s == t {
		return true
	}
	if s.size != t.size {
		return false
	}
	a, b := s.base(), t.base()
	if a.kind == sortedKind || b.kind == sortedKind {
		return a.kind == b.kind && a.parent.Same(b.parent) && slices.Equal(a.pos, b.pos) && s.equalIn(a, t, b)
	}
	if a.IsInteger() && b.IsInteger() {
		return s.equalInts(t)
	}
	return a.sameRoot(b) && s.equalIn(a, t, b)
}

// base is the first of s and its ancestors that is not a subset.
func (s *Set) base() *Set {
	for s.kind == subsetKind {
		s = s.parent
	}
	return s
}

// equalIn tells whether s and t have the same positions in their bases a and b, which are the same
// set.
func (s *Set) equalIn(a *Set, t, b *Set) bool {
	if s == a {
		return t == b
	}
	for pos := range s.size {
		if s.toBase(pos) != t.toBase(pos) {
			return false
		}
	}
	return true
}

func (s *Set) toBase(pos int) int {
	for s.kind == subsetKind {
		s, pos = s.parent, s.pos[pos]
	}
	return pos
}

func (s *Set) equalInts(t *Set) bool {
	if s.kind == rangeKind && t.kind == rangeKind {
		return s.size == 0 || s.lo == t.lo
	}
	for pos := range s.size {
		if s.Int(pos) != t.Int(pos) {
			return false
		}
	}
	return true
}

// sameRoot compares sets of equal kind that have no parent and are not integers.
func (s *Set) sameRoot(t *Set) bool {
	if s.kind != t.kind {
		return false
	}
	switch s.kind {
	case labelKind:
		return slices.Equal(s.labels, t.labels)
	case productKind:
		return slices.EqualFunc(s.parts, t.parts, (*Set).Same)
	}
	return s == t
}

// Common is the closest set into which both a and b embed: one of them, a common ancestor, the
// smallest range around two sets of integers, or the product of what is common to the factors.
// It is nil if there is none.
func Common(a, b *Set) *Set {
	for x := a; x != nil; x = x.parent {
		for y := b; y != nil; y = y.parent {
			if x.Same(y) {
				return x
			}
		}
	}
	x, y := a.Root(), b.Root()
	switch {
	case x.IsInteger() && y.IsInteger():
		return hull(x, y)
	case x.kind == productKind && y.kind == productKind && len(x.parts) == len(y.parts):
		return commonProduct(x, y)
	}
	return nil
}

// hull is the smallest range around two sets of integers that have no parent, nil if it would be
// too large.
func hull(x, y *Set) *Set {
	if y.size == 0 {
		return x
	}
	if x.size == 0 {
		return y
	}
	lo, hi := min(x.Int(0), y.Int(0)), max(x.Int(x.size-1), y.Int(y.size-1))
	for _, s := range []*Set{x, y} {
		if s.kind == rangeKind && s.lo == lo && s.Int(s.size-1) == hi {
			return s
		}
	}
	around, err := Range(lo, hi)
	if err != nil {
		return nil
	}
	return around
}

func commonProduct(x, y *Set) *Set {
	parts := make([]*Set, len(x.parts))
	for k := range parts {
		if parts[k] = Common(x.parts[k], y.parts[k]); parts[k] == nil {
			return nil
		}
	}
	// A factor that is an ancestor may be a product itself; tuples would no longer correspond.
	if slices.ContainsFunc(parts, func(p *Set) bool { return p.kind == productKind }) {
		return nil
	}
	product, err := Product(parts...)
	if err != nil {
		return nil
	}
	return product
}

// Embed is the position in to of every element of from, -1 where it is missing; nil if the sets
// are unrelated, so that no element of the one could be an element of the other.
func Embed(from, to *Set) []int {
	find := locate(from, to)
	if find == nil {
		return nil
	}
	list := make([]int, from.size)
	for pos := range list {
		list[pos] = find(pos)
	}
	return list
}

// locate gives the function from positions in from to positions in to (-1 where missing), nil if
// the sets are unrelated.
func locate(from, to *Set) func(pos int) int {
	switch {
	case from.Same(to):
		return func(pos int) int { return pos }
	case to.parent != nil:
		return descend(from, to)
	case from.parent != nil:
		if find := locate(from.parent, to); find != nil {
			return func(pos int) int { return find(from.pos[pos]) }
		}
		return nil
	case from.IsInteger() && to.IsInteger():
		return func(pos int) int {
			if p, ok := to.FindInt(from.Int(pos)); ok {
				return p
			}
			return -1
		}
	case from.kind == productKind && to.kind == productKind && len(from.parts) == len(to.parts):
		return locateTuple(from, to)
	}
	return nil
}

// descend locates in the parent of to first.
func descend(from, to *Set) func(pos int) int {
	find := locate(from, to.parent)
	if find == nil {
		return nil
	}
	return func(pos int) int {
		p := find(pos)
		if p < 0 {
			return -1
		}
		if p, ok := to.fromParent(p); ok {
			return p
		}
		return -1
	}
}

func locateTuple(from, to *Set) func(pos int) int {
	finds := make([]func(int) int, len(from.parts))
	for k := range finds {
		if finds[k] = locate(from.parts[k], to.parts[k]); finds[k] == nil {
			return nil
		}
	}
	return func(pos int) int {
		tuple := from.Tuple(pos)
		for k, find := range finds {
			if tuple[k] = find(tuple[k]); tuple[k] < 0 {
				return -1
			}
		}
		p, _ := to.FindTuple(tuple)
		return p
	}
}
