package exec

import "github.com/gibbs-lang/gibbs/ad"

// stages decides in which loop, or between which loops, each value is computed.
//
// Numbers of stage k come before the loops of stage k, which compute rows of stage k, and leave
// reductions along the lane behind as numbers of stage k+1. Rows are computed as late as this costs no
// memory: what only a later loop reads need not be kept for it.
func (p *planner) stages() {
	end := 0
	p.eachRegion(func(part []*value) {
		end += len(part)
		stage := 0
		for _, v := range part {
			v.end = end - 1
			for _, a := range v.operands() {
				s := a.stage
				if v.reduces != nil {
					s++ // the loop comes after all it reads, and v after the loop
				}
				stage = max(stage, s)
			}
		}
		for _, v := range part {
			v.stage = stage
			v.reduced = v.reduces != nil && v.lane == nil
			v.fixed = v.lane == nil && (v.leaf == nil || v.leaf.Kind == ad.ParamLeaf || v.leaf.Kind == ad.RefLeaf)
		}
		unfix(part)
	})
	p.inline()
	p.postpone()
}

// unfix finds out which values of a component depend on more than parameters and constants.
func unfix(part []*value) {
	for changed := true; changed; {
		changed = false
		for _, v := range part {
			for _, a := range v.operands() {
				if v.fixed && !a.fixed {
					v.fixed, changed = false, true
				}
			}
		}
	}
}

// postpone moves rows that only later loops read to the first of these: those that cost no memory there, or
// all of them, or none; whichever keeps the fewest rows.
func (p *planner) postpone() {
	early := make([]int, len(p.order))
	for i, v := range p.order {
		early[i] = v.stage
	}
	try := func(may func(v *value) bool) int {
		for i, v := range p.order {
			v.stage, v.last, v.until = early[i], 0, 0
		}
		p.move(may)
		p.lastUses()
		return p.keptRows()
	}
	best := (*value).light
	least := try(best)
	for _, may := range []bool{true, false} {
		way := func(*value) bool { return may }
		if rows := try(way); rows < least {
			best, least = way, rows
		}
	}
	try(best)
}

// keptRows is the number of rows that outlive their loop.
func (p *planner) keptRows() int {
	rows := 0
	for _, v := range p.order {
		if v.keeps() && !v.stands() {
			rows += len(v.wanted)
		}
	}
	return rows
}

// move moves rows to the first loop that reads them, if they may.
func (p *planner) move(may func(v *value) bool) {
	first := map[*value]int{}
	use := func(v *value, loop int) {
		if s, ok := first[v]; !ok || loop < s {
			first[v] = loop
		}
	}
	for _, v := range p.want {
		use(v, v.stage)
	}
	for i := len(p.order) - 1; i >= 0; i-- {
		v := p.order[i]
		if to, ok := first[v]; ok && v.lane != nil && !v.cyclic && to > v.stage && (v.stands() || v.again || v.inlined || may(v)) {
			v.stage = to
		}
		for _, a := range v.operands() {
			use(a, v.loop())
		}
	}
}

// light tells whether rows can be computed later without keeping more for it.
func (v *value) light() bool {
	if v.op == ad.LeafOp || v.op == ad.Const || v.op == ad.Iota {
		return true
	}
	if v.info().Class != ad.ElementClass {
		return false
	}
	rows := 0
	for _, a := range v.args {
		if a.lane != nil && a.size >= v.size {
			rows++
		}
	}
	return rows <= 1
}

// lastUses finds the last loop that reads the rows of each value, and the place in the order of the last
// reader. What stands for others passes its uses on to them, through recurrences too.
func (p *planner) lastUses() {
	for _, v := range p.want {
		v.last, v.until = v.stage, len(p.order)
	}
	for changed := true; changed; {
		changed = false
		for i := len(p.order) - 1; i >= 0; i-- {
			v := p.order[i]
			last, until := v.loop(), v.end
			if v.stands() || v.inlined {
				last, until = v.last, v.until
			}
			for _, a := range v.operands() {
				if last > a.last || until > a.until {
					a.last, a.until, changed = max(a.last, last), max(a.until, until), true
				}
			}
		}
	}
}

// keeps tells whether the rows of v outlive the loop that computes them.
func (v *value) keeps() bool { return v.lane != nil && v.last > v.stage }
