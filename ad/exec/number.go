package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// fewest is the share of a value's elements that must be equal to others before they are computed once.
const fewest = 1.0 / 16

// numbering finds elements of one value that are equal because the same operation reads the same elements. A function at a
// configuration changed at one site, over the axis of sites, computes again what does not depend on that site: the
// changed configuration is a Select, which leads to elements of the unchanged one, so that what reads these alone has equal
// elements along that axis, and so on upwards. Bits stay what they are: of equal computations one is done.
type numbering struct {
	*planner
	twin []int32 // per computed element: the one that is computed for it
	a, b []int32
}

// firsts is a hash table of elements: of those with one hash the first.
type firsts struct {
	hashes   []uint64
	elements []int32 // -1: free
}

// newFirsts is a table for at most n elements.
func newFirsts(n int) *firsts {
	size := 2
	for size < 2*n {
		size *= 2
	}
	return &firsts{make([]uint64, size), slices.Repeat([]int32{-1}, size)}
}

// put is the element that came first with a hash, which may be e.
func (f *firsts) put(hash uint64, e int32) int32 {
	last := len(f.elements) - 1
	for i := int(hash>>32) & last; ; i = (i + 1) & last {
		switch {
		case f.elements[i] < 0:
			f.hashes[i], f.elements[i] = hash, e
			return e
		case f.hashes[i] == hash:
			return f.elements[i]
		}
	}
}

// share makes equal elements one, if there may be any, and tells whether it found some. It comes after demand, which must be asked again.
func (p *planner) share() bool {
	n := &numbering{planner: p}
	if !slices.ContainsFunc(p.order, p.repeats) {
		return false
	}
	n.twin = make([]int32, p.computed)
	for i := range n.twin {
		n.twin[i] = int32(i)
	}
	found := false
	p.eachRegion(func(part []*value) {
		if !n.reached(part) {
			return
		}
		if part[0].cyclic {
			n.recurrence(part)
		} else {
			n.plain(part[0])
		}
		for _, v := range part {
			found = found || v.shared && !v.stands()
		}
	})
	if found {
		n.rewrite()
	}
	return found
}

// repeats tells whether a value shows elements of another one, unchanged, at several places of an axis: by a guard, or since
// nothing is added to them.
func (p *planner) repeats(v *value) bool {
	if v.op == ad.Add {
		for k, a := range v.args {
			if !a.stored() && a.size < v.size && a.size > 1 && p.hasZeros(v.args[1-k]) {
				return true
			}
		}
	}
	if v.op != ad.Select || !v.stands() {
		return false
	}
	return slices.ContainsFunc(v.args[1:], func(a *value) bool { return !a.constant() && a.size < v.size && a.size > 1 })
}

// reached tells whether a component may have equal elements.
func (n *numbering) reached(part []*value) bool {
	return slices.ContainsFunc(part, func(v *value) bool {
		return n.repeats(v) || slices.ContainsFunc(v.operands(), func(a *value) bool { return a.shared })
	})
}

// comparable tells whether elements that read the same are equal.
func (v *value) comparable() bool {
	if v.stored() || v.stands() || v.reduces != nil || len(v.args) == 0 {
		return false
	}
	return v.info().Class == ad.ElementClass || v.info().Class == ad.ReduceClass && v.op != ad.ArgMax
}

// plain numbers a value that is no recurrence.
func (n *numbering) plain(v *value) {
	switch {
	case v.stands():
		v.shared = true
	case v.comparable():
		first, same := newFirsts(len(v.wanted)), 0
		for _, e := range v.wanted {
			if n.number(v, e, first) {
				same++
			}
		}
		n.settle(v, same)
	}
}

// recurrence numbers the elements of a component level by level: they read lower ones.
func (n *numbering) recurrence(part []*value) {
	first, same, next := make([]*firsts, len(part)), make([]int, len(part)), make([]int, len(part))
	for level, left := int32(0), true; left; level++ {
		left = false
		for k, v := range part {
			if !v.comparable() {
				continue
			}
			if first[k] == nil {
				first[k] = newFirsts(len(v.wanted))
			}
			for ; next[k] < len(v.wanted) && n.mark[v.base+v.wanted[next[k]]] <= level; next[k]++ {
				if n.number(v, v.wanted[next[k]], first[k]) {
					same[k]++
				}
			}
			left = left || next[k] < len(v.wanted)
		}
	}
	total := 0
	for k, v := range part {
		total += same[k]
		v.shared = same[k] > 0 || v.stands()
	}
	if total == 0 {
		for _, v := range part {
			v.shared = false
		}
	}
}

// settle keeps what was found, unless it is little.
func (n *numbering) settle(v *value, same int) {
	if float64(same) > fewest*float64(len(v.wanted)) {
		v.shared = true
		return
	}
	for _, e := range v.wanted {
		n.twin[v.base+e] = v.base + e
	}
}

// number looks for an earlier element that reads the same.
func (n *numbering) number(v *value, e int32, first *firsts) bool {
	n.a = n.readsOf(v, e, n.a[:0])
	hash := uint64(len(n.a))
	for _, id := range n.a {
		hash = (hash ^ uint64(uint32(id))) * 0x9E3779B97F4A7C15
		hash ^= hash >> 29
	}
	other := first.put(hash, e)
	if other == e {
		return false
	}
	n.b = n.readsOf(v, other, n.b[:0])
	if !slices.Equal(n.a, n.b) {
		return false
	}
	n.twin[v.base+e] = v.base + other
	return true
}

// readsOf lists what an element reads, in the order in which it is read. Nothing that is added is as if it were not there.
func (n *numbering) readsOf(v *value, e int32, list []int32) []int32 {
	n.reads(v, int(e), func(id int32) {
		if id == zero && v.op == ad.Add {
			return
		}
		if id >= 0 && id < n.computed {
			id = n.twin[id]
		}
		list = append(list, id)
	})
	return list
}

// rewrite leads readers of equal elements to the one that is computed.
func (n *numbering) rewrite() {
	for _, v := range n.order {
		if v.stored() {
			continue
		}
		if v.view == nil && v.shared {
			v.view = make([]int32, v.size)
			for e := range v.view {
				v.view[e] = v.base + int32(e)
			}
		}
		for e, id := range v.view {
			if id >= 0 && id < n.computed {
				v.view[e] = n.twin[id]
			}
		}
	}
}
