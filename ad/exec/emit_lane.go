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
