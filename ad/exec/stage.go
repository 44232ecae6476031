package exec

import "github.com/gibbs-lang/gibbs/ad"

// stages decides in which loop, or between which loops, each value is computed.
//
// Numbers of stage k come before the loops of stage k, which compute rows of stage k, and leave
// reductions along the lane behind as numbers of stage k+1. Rows are computed as late as this costs no
// memory: what only a later loop reads need not be kept for it.
func (p *planner) stages() {
	p.eachRegion(func(part []*value) {
		stage := 0
		for _, v := range part {
			for _, a := range v.operands() {
				s := a.stage
				if v.reduces != nil && a.lane == v.reduces {
					s++
				}
				stage = max(stage, s)
			}
		}
		for _, v := range part {
			v.stage = stage
			v.reduced = v.reduces != nil && v.lane == nil
		}
	})
	p.postpone()
	p.lastUses()
}

// eachRegion visits the strongly connected components in order.
func (p *planner) eachRegion(visit func(part []*value)) {
	for i := 0; i < len(p.order); {
		j := i + 1
		for j < len(p.order) && p.order[j].region == p.order[i].region {
			j++
		}
		visit(p.order[i:j])
		i = j
	}
}

// postpone moves elementwise rows to the first loop that reads them, if they take as much memory as
// what they read.
func (p *planner) postpone() {
	const never = 1 << 30
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
		if to, ok := first[v]; ok && v.lane != nil && !v.cyclic && to > v.stage && v.light() {
			v.stage = to
		}
		for _, a := range v.operands() {
			use(a, v.loop())
		}
	}
}

// light tells whether rows can be computed later without keeping more for it.
func (v *value) light() bool {
	if v.stands() {
		return true
	}
	if v.op == ad.LeafOp || v.op == ad.Const || v.op == ad.Iota {
		return true
	}
	if v.op.Info().Class != ad.ElementClass {
		return false
	}
	rows := 0
	for _, a := range v.args {
		if a.lane != nil && a.size >= v.size {
			rows++
		}
	}
	return rows <= 1 || v.size > 1
}

// lastUses finds the last loop that reads the rows of each value. What stands for others passes its
// uses on to them, through recurrences too.
func (p *planner) lastUses() {
	for _, v := range p.want {
		v.last = max(v.last, v.stage)
	}
	for changed := true; changed; {
		changed = false
		for i := len(p.order) - 1; i >= 0; i-- {
			v := p.order[i]
			last := v.loop()
			if v.stands() {
				last = v.last
			}
			for _, a := range v.operands() {
				if last > a.last {
					a.last, changed = last, true
				}
			}
		}
	}
}

// keeps tells whether the rows of v outlive the loop that computes them.
func (v *value) keeps() bool { return v.lane != nil && v.last > v.stage }
