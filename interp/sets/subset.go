package sets

import (
	"slices"
)

// Subset is the set of the elements of parent at the given positions, in the order of the parent;
// positions that come twice count once. All positions give the parent itself.
func Subset(parent *Set, pos []int) *Set {
	list := slices.Clone(pos)
	if !slices.IsSorted(list) {
		slices.Sort(list)
	}
	list = slices.Compact(list)
	if n := len(list); n > 0 && (list[0] < 0 || list[n-1] >= parent.size) {
		panic("sets: a position of the subset is outside its parent")
	}
	if len(list) == parent.size {
		return parent
	}
	return &Set{kind: subsetKind, size: len(list), parent: parent, pos: list}
}

// Sorted is the set of the elements of parent in the order of pos, which must name each position
// once. It is a set of its own, even if the order is that of the parent.
func Sorted(parent *Set, pos []int) *Set {
	if len(pos) != parent.size {
		panic("sets: an order must have as many positions as the set")
	}
	inverse := make([]int, len(pos))
	for i := range inverse {
		inverse[i] = -1
	}
	for i, p := range pos {
		if p < 0 || p >= len(pos) || inverse[p] >= 0 {
			panic("sets: an order must name each position once")
		}
		inverse[p] = i
	}
	return &Set{kind: sortedKind, size: len(pos), parent: parent, pos: slices.Clone(pos), inverse: inverse}
}

// Union is the subset of the closest common ancestor that has the elements of a and of b. Ranges
// unite by value: 1..3 and 3..5 give 1..5. It fails if the sets have no common ancestor.
func Union(a, b *Set) (*Set, error) {
	both := Common(a, b)
	if both == nil {
		return nil, problem("elements of different sets have nothing in common", "two parts of one set, or ranges: 1..3 union 5..7", "%s and %s cannot be united: they are not subsets of one set", a, b)
	}
	for _, s := range []*Set{a, b} {
		if both == s || s.size == both.size && both.Same(s) {
			return both, nil
		}
	}
	if a.size+b.size > maxListed {
		return nil, problem("the elements of a subset are listed one by one", "smaller sets, or a guard: for i in I if …", "the union of %s and %s would list %d elements, more than %d", a, b, a.size+b.size, maxListed)
	}
	return Subset(both, append(Embed(a, both), Embed(b, both)...)), nil
}

// Minus is the subset of a that has the elements that are not in b. It fails if the sets are
// unrelated, since then nothing of b could be in a.
func Minus(a, b *Set) (*Set, error) {
	find := locate(b, a)
	if find == nil {
		return nil, problem("elements of different sets have nothing in common", "a part of the same set: I minus set(i for i in I if …)", "%s cannot be taken from %s: they are not subsets of one set", b, a)
	}
	if a.size > maxListed || b.size > maxListed {
		return nil, problem("the elements of a subset are listed one by one", "smaller sets, or a guard: for i in I if …", "%s minus %s would list %d elements, more than %d", a, b, max(a.size, b.size), maxListed)
	}
	gone := make([]bool, a.size)
	for pos := range b.size {
		if p := find(pos); p >= 0 {
			gone[p] = true
		}
	}
	var keep []int
	for pos, g := range gone {
		if !g {
			keep = append(keep, pos)
		}
	}
	return Subset(a, keep), nil
}
