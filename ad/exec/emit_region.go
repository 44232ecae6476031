package exec

import "slices"

// blockDraws is how many elements of the smallest contraction of a recurrence share their early terms. Of sums of at
// least deepTerms terms, wideBlocks blocks share the terms that are known to the first: the rows of those terms do not all
// stay in the second-level cache, but while some are there, all blocks read them.
const (
	blockDraws = 8
	wideBlocks = 8
	deepTerms  = 512
)

// recurrence is a set of values that read each other in a circle, and their helpers (delay.go) before them. They
// are computed level by level. Levels
// are cut into blocks: at the start of a block its contractions add up all terms whose rows are known
// by then, as one product, and later what becomes known inside the block.
type recurrence struct {
	*planner
	part []*value
	ends []int32 // level after each block
}

func (p *planner) recurrence(part []*value) *recurrence {
	r := &recurrence{planner: p, part: append(p.helpers[part[0]], part...)}
	levels := int32(0)
	for _, v := range part {
		if n := len(v.wanted); n > 0 {
			levels = max(levels, r.levelOf(v, n-1)+1)
		}
	}
	r.ends = r.blocks(levels)
	return r
}

// levelOf is the level of the i-th wanted element of v.
func (r *recurrence) levelOf(v *value, i int) int32 { return r.mark[v.base+v.wanted[i]] }

// panelled tells whether v adds up products of numbers and rows.
func (v *value) panelled() bool {
	return v.lane != nil && !v.reduced && len(v.factors) == 2 && v.factors[0].lane == nil
}

// blocks cuts levels: a block ends where the contraction with the fewest elements has computed another
// eight of them.
func (r *recurrence) blocks(levels int32) []int32 {
	var fewest *value
	for _, v := range r.part {
		if v.panelled() && len(v.wanted) > 0 && (fewest == nil || len(v.wanted) < len(fewest.wanted)) {
			fewest = v
		}
	}
	var ends []int32
	if fewest != nil {
		for i := blockDraws; i < len(fewest.wanted); i += blockDraws {
			if end := r.levelOf(fewest, i); end > 0 {
				ends = append(ends, end)
			}
		}
	}
	return slices.Compact(append(ends, levels))
}

// deep tells whether blocks share the early terms of v.
func (v *value) deep() bool { return v.panelled() && v.terms >= deepTerms }

// visitor is told which elements of a value come next, and the level at which their block starts.
type visitor func(v *value, els []int32, start int32)

// walk visits the elements of each value in the order in which they are computed, those of one level
// together; contractions before that at the start of their block. Deep ones begin with the first of several blocks and are
// told of the others as more. after is told of the end of a level.
func (r *recurrence) walk(begin, more, at visitor, after func(level int32)) {
	next := make([]int, len(r.part))
	upTo := func(i int, level int32) []int32 {
		v, j := r.part[i], next[i]
		for j < len(v.wanted) && r.levelOf(v, j) < level {
			j++
		}
		return v.wanted[next[i]:j]
	}
	level := int32(0)
	for b, end := range r.ends {
		start := level
		last := r.ends[min(b/wideBlocks*wideBlocks+wideBlocks, len(r.ends))-1]
		for i, v := range r.part {
			visit, to := begin, end
			switch {
			case !v.panelled():
				continue
			case v.deep() && b%wideBlocks == 0:
				to = last
			case v.deep():
				visit = more
			}
			if els := upTo(i, to); len(els) > 0 {
				visit(v, els, start)
			}
		}
		for ; level < end; level++ {
			for i, v := range r.part {
				els := upTo(i, level+1)
				next[i] += len(els)
				if len(els) > 0 {
					at(v, els, start)
				}
			}
			after(level)
		}
	}
}

// emit writes the steps.
func (r *recurrence) emit() {
	matrices := map[*value]*matrix{}
	late := map[*value]bool{}   // in the present block all terms are
	known := map[*value]int32{} // terms of earlier levels have been added to the sums of several blocks
	early := func(v *value, els []int32, start int32) {
		if late[v] = !r.hasEarly(matrices[v], els, start); !late[v] {
			r.emitPanels(r.loopOf(v.lane, v.stage), matrices[v], els, func(l int32) bool { return l < start }, true)
		}
	}
	begin := func(v *value, els []int32, start int32) {
		if matrices[v] == nil {
			matrices[v] = r.matrix(v)
		}
		early(v, els, start)
		if known[v] = start; late[v] {
			known[v] = 0
		}
	}
	more := func(v *value, els []int32, start int32) {
		from := known[v]
		if from == 0 {
			early(v, els, start)
			return
		}
		r.emitPanels(r.loopOf(v.lane, v.stage), matrices[v], els, func(l int32) bool { return from <= l && l < start }, false)
	}
	at := func(v *value, els []int32, start int32) {
		if t := matrices[v]; t != nil {
			r.emitPanels(r.loopOf(v.lane, v.stage), t, els, func(l int32) bool { return l >= start }, late[v])
		} else {
			r.emitValue(v, els)
		}
	}
	r.walk(begin, more, at, func(int32) {})
}

// hasEarly tells whether a term of some elements is known at the start of their block.
func (r *recurrence) hasEarly(t *matrix, els []int32, start int32) bool {
	v := t.v
	for _, e := range els {
		x := int32(v.at(1, int(e)))
		for _, rel := range v.rel[1] {
			if t.rows[x+rel] != nought && t.level[x+rel] < start {
				return true
			}
		}
	}
	return false
}

// place gives elements their slots. Rows that only the recurrence itself reads are used again after the
// last level that reads them.
func (r *recurrence) place() {
	inner := false
	for _, v := range r.part {
		if v.inner = r.isInner(v); v.inner {
			inner = true
		} else {
			r.planner.place(v)
		}
	}
	if !inner {
		return
	}
	last, base := r.lastReads()
	dead := make([][]slot, r.ends[len(r.ends)-1])
	place := func(v *value, els []int32, _ int32) {
		if !v.inner {
			return
		}
		if v.host != nil {
			own := els[:0:0]
			for _, e := range els {
				r.slots[v.base+e] = r.slots[v.host.base+e]
				if r.mark[v.host.base+e] < 0 {
					own = append(own, e)
				}
			}
			els = own
		}
		first := r.loopOf(v.lane, v.stage).newRows(len(els), false)
		guest := v.lastGuest()
		for i, e := range els {
			row := first + slot(2*i)
			r.slots[v.base+e] = row
			level := last[guest.base+e-base]
			dead[level] = append(dead[level], row)
		}
	}
	at := func(v *value, els []int32, start int32) {
		if !v.panelled() {
			place(v, els, start)
		}
	}
	l := r.loopOf(r.part[0].lane, r.part[0].stage)
	none := func(*value, []int32, int32) {}
	r.walk(place, none, at, func(level int32) {
		for _, row := range dead[level] {
			l.release(row, 1)
		}
	})
}

// isInner tells whether the rows of v, or what they become, are read by the recurrence alone.
func (r *recurrence) isInner(v *value) bool {
	if r.apart || v.lane == nil || len(v.wanted) == 0 || v.inKept {
		return false
	}
	first := v
	for first.host != nil {
		first = first.host
	}
	g := v.lastGuest()
	region := r.part[len(r.part)-1].region
	within := func(x *value) bool { return x.delayed || x.cyclic && x.region == region }
	return within(first) && (g.delayed || g.region == region && g.until == g.end)
}

// lastGuest is the value that is the last to have the rows of v.
func (v *value) lastGuest() *value {
	for v.guest != nil {
		v = v.guest
	}
	return v
}

// lastReads is the last level at which the recurrence reads or computes an element of its own, by id from base on.
func (r *recurrence) lastReads() (last []int32, base int32) {
	base, size := extent(r.part)
	last = make([]int32, size)
	for _, v := range r.part {
		for i, e := range v.wanted {
			level := r.levelOf(v, i)
			note := func(id int32) {
				if k := int(id) - int(base); k >= 0 && k < size {
					last[k] = max(last[k], level)
				}
			}
			note(v.base + e)
			r.reads(v, int(e), note)
		}
	}
	return last, base
}
