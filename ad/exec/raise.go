package exec

import (
	"math"
	"slices"
)

// raise computes elements of a recurrence later than they could be, the level before the first that reads them,
// where all that they read is there until then, or can be computed later as well. Else what must wait for its
// turn would fill rows from the beginning. Values that are read from outside stay where they are, and what
// products read, whose early terms go together.
func (p *planner) raise(part []*value, outside func(v *value) bool) {
	r := &raiser{planner: p, first: map[int32]int32{}, brief: map[int32]bool{}}
	pinned := pinnedBy(part)
	for _, v := range part {
		if outside(v) {
			continue
		}
		for _, e := range v.wanted {
			if v.panelled() || pinned[v] {
				r.brief[v.base+e] = true
			} else {
				r.first[v.base+e] = math.MaxInt32
				r.els = append(r.els, raised{v, e, p.mark[v.base+e]})
			}
		}
	}
	if len(r.els) == 0 {
		return
	}
	slices.SortStableFunc(r.els, func(a, b raised) int { return int(a.level - b.level) })
	for _, x := range r.els {
		r.judge(x)
	}
	for _, v := range part {
		if !v.panelled() && !pinned[v] && outside(v) {
			for _, e := range v.wanted {
				r.note(v, e)
			}
		}
	}
	for _, x := range slices.Backward(r.els) {
		r.move(x)
	}
	for _, v := range part {
		slices.SortStableFunc(v.wanted, func(a, b int32) int { return int(p.mark[v.base+a] - p.mark[v.base+b]) })
	}
}

// pinnedBy finds the values that products of a recurrence read.
func pinnedBy(part []*value) map[*value]bool {
	pinned := map[*value]bool{}
	var pin func(v *value)
	pin = func(v *value) {
		for _, a := range v.operands() {
			if !pinned[a] {
				pinned[a] = true
				if a.stands() {
					pin(a)
				}
			}
		}
	}
	for _, v := range part {
		if v.panelled() {
			pin(v)
		}
	}
	return pinned
}

// raised is an element that may move.
type raised struct {
	v     *value
	e     int32
	level int32
}

// raiser moves elements, readers first.
type raiser struct {
	*planner
	els   []raised
	first map[int32]int32 // by id of an element that may move, the first level that reads it
	brief map[int32]bool  // elements whose rows are soon free
}

// judge finds out whether an element needs rows that would have to be kept for it.
func (r *raiser) judge(x raised) {
	r.reads(x.v, int(x.e), func(id int32) {
		if r.brief[id] {
			r.brief[x.v.base+x.e] = true
		}
	})
}

// note tells what an element reads about its level.
func (r *raiser) note(v *value, e int32) {
	level := r.mark[v.base+e]
	r.reads(v, int(e), func(id int32) {
		if first, ok := r.first[id]; ok {
			r.first[id] = min(first, level)
		}
	})
}

// move gives an element, all of whose readers are settled, its level.
func (r *raiser) move(x raised) {
	id := x.v.base + x.e
	if to := r.first[id] - 1; to > x.level && to < math.MaxInt32-1 && !r.brief[id] {
		r.mark[id] = to
	}
	r.note(x.v, x.e)
}
