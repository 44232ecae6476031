package exec

import (
	"math"
	"runtime"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/gibbs-lang/gibbs/ad"
)

// Plan is a graph made ready to run. One Run at a time.
type Plan struct {
	phases  []*phase
	domains []*domain
	results []*result
	binds   []bind
	bound   []bound
	outs    []Output
	tile    int // as asked for
	flops   float64
	timing  *timing // of the last Measure

	key    graphKey // of a Cache
	leaves []*ad.Leaf
	named  []*value // those of leaves
	bytes  float64

	ran      bool // the numbers hold what a Run has left
	flat     []float64
	machines []*machine
	crew     *crew
	job      func(m *machine, i int)
	shared   func(i int) // the job of Share
	jobs     int
	next     atomic.Int64
	canceled atomic.Bool

	runBound, runShared func(m *machine, i int)
}

// phase is what happens at one stage.
type phase struct {
	steps []task
	loops []*loop
}

// task is a step on numbers, or many pieces of one that workers share.
type task struct {
	step
	fixed  bool // it depends on parameters and constants alone
	pieces int
	piece  func(m *machine, i int)
}

// Pieces that workers share.
const (
	pieceSize = 1 << 13 // numbers that are copied
	pieceWork = 1 << 14 // floating-point operations
)

func taskOf(s step) task {
	o := s.about()
	t := task{step: s, fixed: o.v.fixed}
	if d, ok := s.(divisible); ok && o.flops >= 2*pieceWork {
		n := d.length()
		size := int(math.Ceil(pieceWork * float64(n) / o.flops))
		t.pieces = (n + size - 1) / size
		t.piece = func(m *machine, i int) { d.piece(m, i*size, min((i+1)*size, n)) }
	}
	return t
}

// result is the value of an output; numbers are copied from the places from to the places place, or are read where they
// are.
type result struct {
	size        int
	value       []float64
	place, from []int32
	pieces      int
	piece       func(m *machine, i int)
}

// bind is a leaf whose values are copied to the numbers, or merely checked (at < 0).
type bind struct {
	leaf   *ad.Leaf
	at, n  int
	inputs bool
}

// Compile plans the evaluation of outputs. Errors: *derive.Cycle or *derive.Mixed for a recurrence that
// has no beginning or mixes samples, *TooLarge.
func Compile(_ *ad.Graph, outs []Output, opt Options) (*Plan, error) {
	return makePlan(outs, opt.complete())
}

// complete fills in what is left to be chosen.
func (o Options) complete() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

func makePlan(outs []Output, opt Options) (*Plan, error) {
	p, err := build(outs, opt, false)
	if err != nil {
		return nil, err
	}
	p.plan.bytes = p.bytes()
	for _, v := range p.all {
		if v.leaf != nil {
			p.plan.named = append(p.plan.named, v)
		}
		// Steps refer to values, and keep of their tables what they need.
		v.offs, v.rel, v.view, v.where, v.lists, v.choices, v.wanted = nil, nil, nil, nil, nil, nil, nil
	}
	return p.plan, nil
}

// build makes a plan and returns the planner, which knows more of it. apart: no two values share rows.
func build(outs []Output, opt Options, apart bool) (*planner, error) {
	p, err := attempt(outs, opt, apart, nil)
	if err == nil && p.tight != nil {
		p, err = attempt(outs, opt, apart, p.tight)
	}
	return p, err
}

// attempt makes a plan, or tells in the field tight that too many rows would be kept; m is what an earlier attempt has
// told.
func attempt(outs []Output, opt Options, apart bool, m *memory) (*planner, error) {
	if opt.kept == 0 {
		opt.kept = maxKept
	}
	p := &planner{
		outs: outs, opt: opt, apart: apart, plan: &Plan{outs: outs, tile: opt.Tile},
		of: map[*ad.Node]*value{}, made: map[[2]*value]*value{}, hidden: map[[2]*value]*value{}, renames: map[*value]*value{}, shadow: map[*ad.Axis]*ad.Axis{},
		loops: map[loopKey]*loop{}, doms: map[*ad.Axis]*domain{}, packs: map[packed][]int{},
	}
	if err := p.lower(); err != nil {
		return nil, err
	}
	if m != nil {
		p.copyRows(m)
	}
	p.shareProducts()
	p.advance()
	for _, v := range p.order {
		if v.cyclic && v.reduces != nil {
			p.fail()
			return nil, p.err
		}
	}
	if err := p.views(); err != nil {
		return nil, err
	}
	if err := p.demand(); err != nil {
		return nil, err
	}
	if p.share() {
		if err := p.demand(); err != nil {
			return nil, err
		}
	}
	p.stages()
	if p.stopped() {
		return nil, p.err
	}
	if m == nil && p.keptBytes() > float64(opt.kept) {
		p.tight = p.remember()
		return p, nil
	}
	if err := p.emit(); err != nil {
		return nil, err
	}
	return p, p.finish()
}

// bytes is about the size of a plan: its numbers and rows, and what its steps know of each element.
func (p *planner) bytes() float64 {
	const known = 64 // bytes
	n := float64(len(p.plan.flat))
	for _, m := range p.plan.machines {
		n += float64(len(m.scratch))
	}
	for _, d := range p.plan.domains {
		n += float64(len(d.memory))
	}
	return 8*n + known*float64(p.computed)
}

// finish chooses the tiles and makes the memory.
func (p *planner) finish() error {
	plan := p.plan
	plan.flat = make([]float64, p.flat)
	p.bindLeaves()
	plan.cutBinds()
	plan.runShared = func(_ *machine, i int) { plan.shared(i) }
	rows := p.chooseTiles()
	longest := chunk
	scratch := 0
	for _, d := range plan.domains {
		longest = max(longest, d.tile)
		scratch = max(scratch, rows[d]*d.stride)
		if bytes := 8 * float64(d.kept) * float64(d.stride) * float64(d.tiles); bytes > maxKept {
			return &TooLarge{"rows kept between passes over " + d.lane.Name, bytes}
		}
	}
	if bytes := 8 * float64(scratch) * float64(p.opt.Workers); bytes > maxScratch {
		return &TooLarge{"the rows of a tile", bytes}
	}
	for _, d := range plan.domains {
		d.memory = aligned(d.kept * d.stride * d.tiles)
	}
	for range p.opt.Workers {
		m := &machine{flat: plan.flat, scratch: aligned(scratch), to: make([]int32, longest)}
		for k := range m.tmp {
			m.tmp[k] = aligned(longest)
		}
		plan.machines = append(plan.machines, m)
	}
	plan.crew = newCrew(len(plan.machines)-1, func(k int) { plan.work(plan.machines[k]) })
	for _, r := range plan.results {
		r.finish(plan.flat)
	}
	for _, ph := range plan.phases {
		for _, s := range ph.steps {
			plan.flops += s.about().flops
		}
		for _, l := range ph.loops {
			if !p.apart {
				l.strips()
			}
			l.finish()
			for _, s := range l.steps {
				l.flops += s.about().flops * float64(l.dom.lane.Size)
			}
			plan.flops += l.flops
		}
	}
	return nil
}

// aligned makes n numbers that begin at a cache line.
func aligned(n int) []float64 {
	x := make([]float64, n+8)
	for uintptr(unsafe.Pointer(&x[0]))%64 != 0 {
		x = x[1:]
	}
	return x[:n:n]
}

// bindLeaves fills in constants and lists the leaves to be bound.
func (p *planner) bindLeaves() {
	seen := map[*ad.Leaf]bool{}
	for _, v := range p.order {
		l := v.leaf
		switch {
		case v.stored() && v.table != nil:
			copy(p.plan.flat[1+v.base-p.computed:], v.table)
		case l == nil || l.Kind != ad.ParamLeaf && l.Kind != ad.InputLeaf:
		case v.stored():
			p.plan.binds = append(p.plan.binds, bind{l, int(1 + v.base - p.computed), v.storage(), l.Kind == ad.InputLeaf})
		case !seen[l]:
			p.plan.binds = append(p.plan.binds, bind{l, -1, v.node.Size(), l.Kind == ad.InputLeaf})
		}
		seen[l] = true
	}
}

// Bounds of tiles and groups. Tiles of 128 samples are best, also where their rows leave the caches by far: coefficients and
// sums over samples come from memory once for each tile. Larger ones where all rows stay in the second-level cache.
const (
	smallTile = 1 << 20 // bytes
	largeTile = 64 << 20
	partBytes = 2 << 20 // partial results of all groups: they stay in the second-level cache
)

// tileFor is the number of samples in a tile with so many rows, of a lane of a size.
func tileFor(rows, size int) int {
	t := 256
	if 8*t*rows > smallTile {
		t = 128
	}
	for t > 32 && 8*t*rows > largeTile {
		t /= 2
	}
	for t > 32 && 4*t > size+3*t/2 { // leave tiles for several workers
		t /= 2
	}
	return t
}

// groupsFor is the number of groups for n partial results: a power of two.
func groupsFor(n int) int {
	groups := 16
	for groups > 4 && 8*n*groups > partBytes {
		groups /= 2
	}
	return groups
}

// chooseTiles decides the number of samples in a tile and the number of groups. They depend on the graph alone.
func (p *planner) chooseTiles() map[*domain]int {
	rows := map[*domain]int{}
	parts := map[*domain]int{}
	for _, ph := range p.plan.phases {
		for _, l := range ph.loops {
			rows[l.dom] = max(rows[l.dom], l.rows)
			parts[l.dom] = max(parts[l.dom], l.part)
		}
	}
	for _, d := range p.plan.domains {
		t := p.opt.Tile
		if t <= 0 {
			t = tileFor(rows[d]+d.kept, d.lane.Size)
		}
		d.tile = max(8, min(t, d.lane.Size)+7) &^ 7
		d.stride = d.tile + 8
		d.tiles = (d.lane.Size + d.tile - 1) / d.tile
		d.groups = max(1, min(d.tiles, groupsFor(parts[d])))
	}
	return rows
}

// finish turns row numbers into offsets, and makes the memory of the loop.
func (l *loop) finish() {
	for _, s := range l.steps {
		settle(s, l.dom.stride)
	}
	l.shareSources()
	l.packed = aligned(len(l.pack))
	l.groups = make([][]float64, l.dom.groups)
	for g := range l.groups {
		l.groups[g] = aligned(l.part)
	}
	l.runGroup = l.group
	l.runPack = l.packChunk
	l.runMerge = l.mergeChunk
	for _, q := range l.parts {
		if q.op == ad.ArgMax {
			l.merges = append(l.merges, q)
			continue
		}
		for at := 0; at < q.n; at += mergeChunk {
			l.merges = append(l.merges, partial{q.op, q.at + at, min(mergeChunk, q.n-at), q.dst + at})
		}
	}
	l.copies, l.free = nil, nil
	l.parts = slices.Clip(l.parts)
}
