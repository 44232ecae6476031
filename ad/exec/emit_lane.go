package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// emitCollect writes the step that stores all samples of rows as numbers.
func (p *planner) emitCollect(v *value) {
	x := v.args[0]
	samples := v.axes[len(v.axes)-1].Size
	s := &stored{origin: origin{v: v, kind: "collect"}, dst: p.newNumbers(v.size), by: 1}
	for e := range v.size {
		p.slots[int(v.base)+e] = ^slot(s.dst + e)
	}
	for e := range x.size {
		if slices.ContainsFunc(p.mark[int(v.base)+e*samples:int(v.base)+(e+1)*samples], func(l int32) bool { return l >= 0 }) {
			s.src = append(s.src, p.slot(x, e))
			s.at = append(s.at, e*samples)
		}
	}
	p.loopOf(v.reduces, v.loop()).add(s)
}

// newPartial makes room for n results of a loop, which become n numbers.
func (p *planner) newPartial(l *loop, op ad.Op, n, dst int) int {
	at := l.part
	l.parts = append(l.parts, partial{op, at, n, dst})
	l.part += n
	if op == ad.ArgMax {
		l.part += n
	}
	return at
}

// emitLaneReduction writes the step that reduces along the lane.
func (p *planner) emitLaneReduction(v *value, l *loop) {
	o := origin{v: v, kind: v.name() + " over samples", els: v.wanted}
	switch {
	case v.factors != nil:
		p.emitDots(v, l, o)
	case v.op == ad.Scatter:
		dst := p.newNumbers(v.size)
		for e := range v.size {
			p.slots[int(v.base)+e] = ^slot(dst + e)
		}
		l.add(&laneScatter{o, p.scattering(v), p.newPartial(l, ad.Sum, v.size, dst)})
	case v.op == ad.ArgMax:
		s := &laneArgMax{origin: o, at: p.newPartial(l, ad.ArgMax, len(v.wanted), int(v.dst))}
		for _, e := range v.wanted {
			s.x = append(s.x, p.slot(v.args[0], v.at(0, int(e))))
		}
		l.add(s)
	default:
		s := &laneReduce{o, v.op, p.slotTable(v.args[0]), p.sums(v, v.wanted)}
		at := p.newPartial(l, v.op, len(v.wanted), int(v.dst))
		for i := range s.outs {
			s.outs[i].dst = slot(at + i)
		}
		s.flops = termsOf(s.outs)
		l.add(s)
	}
}

// dotRows is how many rows of one factor share the rows of the other in a sum along the lane.
const dotRows = 12

// pair is an element of a contraction along the lane: first the position that both factors share, then the
// elements of the factors.
type pair struct{ batch, x, y, e int32 }

func (a pair) compare(b pair) int {
	switch {
	case a.batch != b.batch:
		return int(a.batch - b.batch)
	case a.x != b.x:
		return int(a.x - b.x)
	}
	return int(a.y - b.y)
}

// emitDots writes a sum along the lane of products of two rows: as products of blocks of rows of one
// factor with those rows of the other that are wanted with them.
func (p *planner) emitDots(v *value, l *loop, o origin) {
	if len(v.axes) > 0 && !v.factors[0].has(v.axes[0]) {
		// Rows of the result belong to the first factor, so that it is filled in order.
		slices.Reverse(v.factors)
		slices.Reverse(v.offs)
		slices.Reverse(v.rel)
	}
	x, y := v.factors[0], v.factors[1]
	var shared []*ad.Axis
	for _, a := range v.axes {
		if x.has(a) && y.has(a) {
			shared = append(shared, a)
		}
	}
	batch := offsets(v.axes, stridesOf(shared, v.axes))
	pairs := make([]pair, len(v.wanted))
	for i, e := range v.wanted {
		pairs[i] = pair{batch[e], int32(v.at(0, int(e))), int32(v.at(1, int(e))), e}
	}
	if !slices.IsSortedFunc(pairs, pair.compare) {
		slices.SortFunc(pairs, pair.compare)
	}
	o.kind = "product over samples"
	s := &dots{origin: o, column: make([]int32, y.size)}
	xs, ys := p.slotTable(x), p.slotTable(y)
	first := l.part
	for i := 0; i < len(pairs); {
		j := blockEnd(pairs, i)
		p.dotBlock(v, l, s, pairs[i:j], xs, ys)
		i = j
	}
	// One range of numbers for all blocks.
	dst := p.newNumbers(l.part - first)
	l.parts = append(l.parts, partial{ad.Sum, first, l.part - first, dst})
	for _, q := range pairs {
		p.slots[v.base+q.e] = ^(slot(dst-first) + p.slots[v.base+q.e])
	}
	s.column = nil
	l.add(s)
}

// blockEnd is the end of a block that begins at i: at most dotRows elements of the first factor.
func blockEnd(pairs []pair, i int) int {
	rows := 1
	j := i + 1
	for ; j < len(pairs) && pairs[j].batch == pairs[i].batch; j++ {
		if pairs[j].x != pairs[j-1].x {
			if rows == dotRows {
				break
			}
			rows++
		}
	}
	return j
}

// dotBlock adds a block, and notes the places of its elements among the partial results.
func (p *planner) dotBlock(v *value, l *loop, s *dots, pairs []pair, xs, ys []slot) {
	var a, b []int32
	for i, q := range pairs {
		if i == 0 || q.x != pairs[i-1].x {
			a = append(a, q.x)
		}
		if s.column[q.y] == 0 {
			s.column[q.y] = 1
			b = append(b, q.y)
		}
	}
	slices.Sort(b)
	for j, y := range b {
		s.column[y] = int32(j)
	}
	row := 0
	for i, q := range pairs {
		if i > 0 && q.x != pairs[i-1].x {
			row++
		}
		p.slots[v.base+q.e] = slot(l.part + row*len(b) + int(s.column[q.y]))
	}
	for _, y := range b {
		s.column[y] = 0
	}
	var as, bs []slot
	terms := 0
	for r := range v.terms {
		rx, ry := v.rel[0][r], v.rel[1][r]
		if len(a) == 1 && xs[a[0]+rx] == nought || len(b) == 1 && ys[b[0]+ry] == nought {
			continue
		}
		for _, e := range a {
			as = append(as, xs[e+rx])
		}
		for _, e := range b {
			bs = append(bs, ys[e+ry])
		}
		terms++
	}
	block := dotBlock{terms: max(1, terms), at: l.part}
	var kept bool
	if block.a, kept = p.sources(l, as); kept {
		block.aKept = 1
	}
	if block.b, kept = p.sources(l, bs); kept {
		block.bKept = 1
	}
	if terms > 0 {
		s.blocks = append(s.blocks, block)
	}
	s.flops += 2 * float64(len(a)*len(b)*terms)
	l.part += len(a) * len(b)
}
