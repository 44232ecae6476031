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
	r := p.newRaiser(part)
	pinned := pinnedBy(part)
	for _, v := range part {
		if outside(v) {
			continue
		}
		for _, e := range v.wanted {
			if v.panelled() || pinned[v] {
				r.of(v.base + e).brief = true
			} else {
				r.of(v.base + e).first = math.MaxInt32
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
	els  []raised
	base int32
	read []readers // by id, from base on
}

// readers is what is known of those that read an element of the recurrence.
type readers struct {
	first int32 // the first level that reads it, of an element that may move; stays: it may not
	brief bool  // its rows are soon free
}

const stays = -1

// newRaiser prepares for the elements of a recurrence.
func (p *planner) newRaiser(part []*value) *raiser {
	base, size := extent(part)
	return &raiser{planner: p, base: base, read: slices.Repeat([]readers{{first: stays}}, size)}
}

// extent is the range of the ids of the elements of values, as far as these have ids of their own.
func extent(list []*value) (base int32, size int) {
	base, end := int32(math.MaxInt32), int32(0)
	for _, v := range list {
		if !v.stands() && !v.stored() {
			base, end = min(base, v.base), max(end, v.base+int32(v.size))
		}
	}
	return base, int(max(0, end-base))
}

// of is what is known of an element; nil if it is none of the recurrence.
func (r *raiser) of(id int32) *readers {
	if k := int(id) - int(r.base); k >= 0 && k < len(r.read) {
		return &r.read[k]
	}
	return nil
}

// judge finds out whether an element needs rows that would have to be kept for it.
func (r *raiser) judge(x raised) {
	r.reads(x.v, int(x.e), func(id int32) {
		if q := r.of(id); q != nil && q.brief {
			r.of(x.v.base + x.e).brief = true
		}
	})
}

// note tells what an element reads about its level.
func (r *raiser) note(v *value, e int32) {
	level := r.mark[v.base+e]
	r.reads(v, int(e), func(id int32) {
		if q := r.of(id); q != nil && q.first != stays {
			q.first = min(q.first, level)
		}
	})
}

// move gives an element, all of whose readers are settled, its level.
func (r *raiser) move(x raised) {
	id := x.v.base + x.e
	if q := r.of(id); q.first-1 > x.level && q.first < math.MaxInt32 && !q.brief {
		r.mark[id] = q.first - 1
	}
	r.note(x.v, x.e)
}
