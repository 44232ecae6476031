package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

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
	dom       *domain
	stage     int
	steps     []step
	rows      int           // rows that are not kept
	free      []room        // rows that nothing needs any more
	copies    map[slot]slot // rows that hold copies of others, or of numbers
	parts     []partial     // results of reductions along the lane
	part      int           // numbers in parts
	pack      []int32       // numbers that are packed coefficients
	flops     float64       // of all steps and samples
	packFixed bool          // pack depends on parameters and constants alone
	packed    []float64     // their values, panels of products
	groups    [][]float64   // partial results of each group
	merges    []partial     // pieces of parts

	runGroup, runPack, runMerge func(m *machine, i int)
}

// partial is a range of results of a loop.
type partial struct {
	op    ad.Op
	at, n int // in the partial results; ArgMax: n values, then n positions
	dst   int // first number
}

// loopKey names a loop.
type loopKey struct {
	lane  *ad.Axis
	stage int
}

// domain is that of a lane, made on first mention.
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
		l = &loop{dom: p.domain(lane), stage: stage, packFixed: true, copies: map[slot]slot{}}
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

// room is n rows that follow each other.
type room struct{ at, n int }

// newRows makes n rows that follow each other and returns the first.
func (l *loop) newRows(n int, keep bool) slot {
	if keep {
		l.dom.kept += n
		return slot(l.dom.kept-n)<<1 | 1
	}
	best := -1
	for i, r := range l.free {
		if r.n >= n && (best < 0 || r.n < l.free[best].n) {
			best = i
		}
	}
	if best < 0 {
		l.rows += n
		return slot(l.rows-n) << 1
	}
	r := &l.free[best]
	at := r.at
	r.at, r.n = r.at+n, r.n-n
	if r.n == 0 {
		l.free = slices.Delete(l.free, best, best+1)
	}
	return slot(at) << 1
}

// release gives n rows back.
func (l *loop) release(first slot, n int) {
	at := int(first >> 1)
	i, _ := slices.BinarySearchFunc(l.free, at, func(r room, at int) int { return r.at - at })
	l.free = slices.Insert(l.free, i, room{at, n})
	if i+1 < len(l.free) && at+n == l.free[i+1].at {
		l.free[i].n += l.free[i+1].n
		l.free = slices.Delete(l.free, i+1, i+2)
	}
	if i > 0 && l.free[i-1].at+l.free[i-1].n == at {
		l.free[i-1].n += l.free[i].n
		l.free = slices.Delete(l.free, i, i+1)
	}
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
		p.placeRows(v)
		return
	}
	v.dst = int32(p.newNumbers(len(v.wanted)))
	for i, e := range v.wanted {
		p.slots[v.base+e] = ^(v.dst + int32(i))
	}
}

// placeRows gives rows to the elements of v, and of all that take its place one after the other.
func (p *planner) placeRows(v *value) {
	if v.host != nil {
		return // its rows came with those of the first host
	}
	last := v.lastGuest()
	first := p.loopOf(v.lane, v.stage).newRows(len(last.wanted), v.inKept)
	for u := v; u != nil; u = u.guest {
		u.first = first
		for i, e := range last.wanted {
			p.slots[u.base+e] = first + slot(2*i)
		}
	}
}

// hosts finds values that can be computed in the place of an argument: elementwise, of an argument that
// they alone read.
func (p *planner) hosts() {
	readers := p.countReaders()
	for _, v := range p.order {
		v.inKept = v.keeps()
		if p.apart || v.lane == nil || len(v.wanted) == 0 || v.stands() || v.inlined || v.op == ad.LeafOp || v.info().Class != ad.ElementClass {
			continue
		}
		if p.continueRows(v, readers) {
			continue
		}
		for k, a := range v.args {
			if readers[a] == 1 && v.offs[k] == nil && p.lends(a, v) {
				v.host = a
			}
		}
		if v.host != nil {
			v.host.guest = v
			p.beginHost(v)
		}
	}
	for i := len(p.order) - 1; i >= 0; i-- {
		if v := p.order[i]; v.host != nil && v.inKept {
			v.host.inKept = true
		}
	}
}

// beginHost makes a contraction of numbers and rows begin with the numbers that v adds to it.
func (p *planner) beginHost(v *value) {
	h := v.host
	if v.op != ad.Add || h.reduced || len(h.factors) != 2 || h.factors[0].lane != nil {
		return
	}
	if b := v.args[v.other(h)]; b.lane == nil && (b.end < h.end || p.isStored(b)) {
		h.bias, v.begun = v, true
	}
}

// continueRows makes a contraction of numbers and rows, which v adds to rows that nothing else reads, go on with those
// rows. One with structural zeros has to begin by itself, so that it can begin again when a zero has met an infinity.
func (p *planner) continueRows(v *value, readers map[*value]int) bool {
	if v.op != ad.Add || v.cyclic || v.offs[0] != nil || v.offs[1] != nil {
		return false
	}
	for k, h := range v.args {
		x := v.args[1-k]
		if !h.panelled() || readers[h] > 1 || readers[x] > 1 || x.end >= h.end || !p.lends(x, h) || !p.lends(h, v) ||
			len(x.wanted) < len(v.wanted) || p.hasZeros(h.factors[0]) {
			continue
		}
		x.guest, h.host, h.guest, v.host = h, x, v, h
		h.onto, v.begun = true, true
		return true
	}
	return false
}

// hasZeros tells whether some elements of v are structural zeros.
func (p *planner) hasZeros(v *value) bool {
	for e := range v.size {
		if p.id(v, e) == zero {
			return true
		}
	}
	return false
}

// isStored tells whether all elements of v stand for stored ones, whose places are known from the beginning.
func (p *planner) isStored(v *value) bool {
	for e := range v.size {
		if id := p.id(v, e); id >= 0 && id < p.computed {
			return false
		}
	}
	return true
}

// beginning is the slot with which the sum of element e of a contraction begins.
func (p *planner) beginning(v *value, e int) slot {
	if v.bias == nil {
		return nought
	}
	k := v.bias.other(v)
	return p.slot(v.bias.args[k], v.bias.at(k, e))
}

// other is the number of the argument of a sum of two that is not a.
func (v *value) other(a *value) int {
	if v.args[0] == a {
		return 1
	}
	return 0
}

// lends tells whether rows of a can become those of v, which alone reads them, each by one element. What v wants and a
// does not are structural zeros of a.
func (p *planner) lends(a, v *value) bool {
	return a.lane == v.lane && a.stage == v.stage && !a.stands() && !a.inlined && a.guest == nil && len(a.wanted) > 0 && (!a.shared || p.eachAlone(a, v))
}

// eachAlone tells whether each element that v wants is a row of a of its own.
func (p *planner) eachAlone(a, v *value) bool {
	return !slices.ContainsFunc(v.wanted, func(e int32) bool { id := p.id(a, int(e)); return id != zero && id != a.base+e })
}

// releaseRows gives back the rows of those values that part was the last to read.
func (p *planner) releaseRows(part []*value) {
	for _, v := range p.dying[part[len(part)-1]] {
		if !v.inner {
			p.loopOf(v.lane, v.stage).release(v.first, len(v.wanted))
		}
	}
}

// listDying lists, for the last value of each component, whose rows are read for the last time.
func (p *planner) listDying() {
	p.dying = map[*value][]*value{}
	if p.apart {
		return
	}
	for _, v := range p.order {
		if v.lane != nil && len(v.wanted) > 0 && !v.inlined && !v.inKept && v.guest == nil && v.until < len(p.order) {
			p.dying[p.order[v.until]] = append(p.dying[p.order[v.until]], v)
		}
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

// home is the slot of an element that is merely read: zeros of constants are where the constant is.
func (p *planner) home(v *value, e int) slot {
	if v.constant() {
		return ^(1 + v.base - p.computed + slot(e))
	}
	return p.slot(v, e)
}

// copied is a row of the loop that holds the same values as s.
func (p *planner) copied(l *loop, s slot) slot {
	if c, ok := l.copies[s]; ok {
		return c
	}
	// The rows of a recurrence have their places already: a copy takes none that is free now.
	c := slot(l.rows) << 1
	l.rows++
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
