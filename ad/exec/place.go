package exec

import "github.com/gibbs-lang/gibbs/ad"

// slot names where a value lives: s >= 0 is a row, its number being s/2, kept for all tiles if s is odd; s
// < 0 is number ^s.
type slot = int32

// nought is the slot of a structural zero.
const nought slot = ^0

func isRow(s slot) bool { return s >= 0 }

// domain is a Lane axis, cut into tiles. Its sizes are chosen when all rows are known.
type domain struct {
	lane   *ad.Axis
	kept   int // rows that are kept
	tile   int
	stride int // between rows: a little more than tile, so that rows do not compete for the same cache lines
	tiles  int
	memory []float64 // kept rows, tile after tile
	groups int       // tiles are cut into groups; each is run by one worker and has its own partial results
}

// loop is one pass over the tiles of a domain.
type loop struct {
	dom    *domain
	stage  int
	steps  []step
	rows   int           // rows that are not kept
	copies map[slot]slot // rows that hold copies of others, or of numbers
	parts  []partial     // results of reductions along the lane
	part   int           // numbers in parts
	pack   []int32       // numbers that are packed coefficients
	packed []float64     // their values, panels of products
	groups [][]float64   // partial results of each group
	merges []partial     // pieces of parts

	runGroup, runPack, runMerge func(m *machine, i int)
}

// partial is a range of results of a loop.
type partial struct {
	op    ad.Op
	at, n int // in the partial results; ArgMax: n values, then n positions
	dst   int // first number
}

type loopKey struct {
	lane  *ad.Axis
	stage int
}

func (p *planner) domain(lane *ad.Axis) *domain {
	d := p.doms[lane]
	if d == nil {
		d = &domain{lane: lane}
		p.doms[lane] = d
		p.plan.domains = append(p.plan.domains, d)
	}
	return d
}

// loopOf is the loop over a lane at a stage.
func (p *planner) loopOf(lane *ad.Axis, stage int) *loop {
	key := loopKey{lane, stage}
	l := p.loops[key]
	if l == nil {
		l = &loop{dom: p.domain(lane), stage: stage, copies: map[slot]slot{}}
		p.loops[key] = l
		ph := p.phase(stage)
		ph.loops = append(ph.loops, l)
	}
	return l
}

// phase is what happens at a stage: first its numbers, then its loops.
func (p *planner) phase(stage int) *phase {
	for len(p.plan.phases) <= stage {
		p.plan.phases = append(p.plan.phases, &phase{})
	}
	return p.plan.phases[stage]
}

// newRow makes a row.
func (l *loop) newRow(keep bool) slot {
	if keep {
		l.dom.kept++
		return slot(l.dom.kept-1)<<1 | 1
	}
	l.rows++
	return slot(l.rows-1) << 1
}

// newNumbers makes n numbers and returns the first.
func (p *planner) newNumbers(n int) int {
	p.flat += n
	return p.flat - n
}

// place gives the wanted elements of v their slots, in the order in which they are computed.
func (p *planner) place(v *value) {
	if len(v.wanted) == 0 {
		return
	}
	if v.lane != nil {
		l := p.loopOf(v.lane, v.stage)
		for _, e := range v.wanted {
			p.slots[v.base+e] = l.newRow(v.keeps())
		}
		return
	}
	v.dst = int32(p.newNumbers(len(v.wanted)))
	for i, e := range v.wanted {
		p.slots[v.base+e] = ^(v.dst + int32(i))
	}
}

// slotOf is the slot of an element.
func (p *planner) slotOf(id int32) slot {
	switch {
	case id < 0:
		return nought
	case id >= p.computed:
		return ^(1 + id - p.computed)
	}
	return p.slots[id]
}

func (p *planner) slot(v *value, e int) slot { return p.slotOf(p.id(v, e)) }

// copied is a row of the loop that holds the same values as s.
func (p *planner) copied(l *loop, s slot) slot {
	if c, ok := l.copies[s]; ok {
		return c
	}
	c := l.newRow(false)
	l.copies[s] = c
	l.steps = append(l.steps, &copyRow{dst: c, src: s})
	return c
}

// sources turns slots into row numbers, all of them kept or all of them not; copies are made where they
// are mixed.
func (p *planner) sources(l *loop, slots []slot) (rows []int, kept bool) {
	kept = true
	for _, s := range slots {
		kept = kept && isRow(s) && s&1 == 1
	}
	rows = make([]int, len(slots))
	for i, s := range slots {
		if !kept && (!isRow(s) || s&1 == 1) {
			s = p.copied(l, s)
		}
		rows[i] = int(s >> 1)
	}
	return rows, kept
}
