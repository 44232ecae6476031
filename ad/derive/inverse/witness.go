package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// refusal tells why the slope has no sign: it turns back at two points, or nothing is proved.
func (p *prover) refusal(at, unknown *ad.Node) *Refusal {
	slope := replace(p.s.g, p.slope, p.hole, unknown)
	r := &Refusal{Kind: NotProved, Nodes: []*ad.Node{at, slope, unknown}, Found: p.rangeOf(p.slope)}
	if !p.on(p.slope) {
		r.Kind = ZeroMultiplier
		return r
	}
	if r.Free = p.free(p.slope, map[*ad.Node]bool{}); len(r.Free) > 0 {
		if r.Keep = p.keep(r.Free); r.Keep == nil {
			r.Unknown, r.Within = unknown, p.within(unknown)
		}
		return r
	}
	r.Unknown, r.Within = unknown, p.within(unknown)
	var x, d [2]float64
	var have [2]bool
	for k := -60; k <= 60; k++ {
		x0 := p.point(float64(k) / 12)
		v, err := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{p.hole.Leaf: {x0}}}).Value(p.slope)
		if err != nil || v == 0 || math.IsNaN(v) {
			continue
		}
		side := 0
		if v < 0 {
			side = 1
		}
		if !have[side] {
			x[side], d[side], have[side] = x0, v, true
		}
	}
	if have[0] && have[1] {
		r.Kind, r.Points, r.Slopes = TurnsBack, x, d
	}
	return r
}

// keep looks for an interval in which one leaf suffices to prove the sign; nil if none is found.
func (p *prover) keep(free []*ad.Node) *Interval {
	if len(free) != 1 || free[0].Leaf.Kind != ad.ParamLeaf {
		return nil
	}
	leaf := &prover{s: p.s, hole: free[0], reads: map[*ad.Node]bool{free[0]: true}}
	for _, iv := range intervals {
		s := *p.s
		s.ranges = p.s.ranges.with(free[0], iv, leaf.on)
		if newProver(&s, p.slope, p.hole, p.iv).sign() != 0 {
			return &iv
		}
	}
	return nil
}

// intervals are those that a mend may name.
var intervals = []Interval{open(-inf, 0), open(0, inf), open(-1, 1), open(0, 1), open(-1, 0), open(-0.5, 0.5), open(-0.1, 0.1)}

// within looks for a part of the interval of an unknown of the map, the positive side first, on which the sign
// is proved; nil if none is found.
func (p *prover) within(unknown *ad.Node) *Interval {
	if c := p.s.of[unknown]; c == nil || !c.input {
		return nil
	}
	for _, iv := range append([]Interval{open(0, inf), open(1, inf)}, intervals...) {
		if iv.Within(p.iv) && newProver(p.s, p.slope, p.hole, iv).sign() != 0 {
			return &iv
		}
	}
	return nil
}

// point is a number of the interval, for t between -5 and 5.
func (p *prover) point(t float64) float64 {
	switch lo, hi := math.IsInf(p.iv.Lo, 0), math.IsInf(p.iv.Hi, 0); {
	case lo && hi:
		return t
	case hi:
		return p.iv.Lo + math.Exp(t)
	case lo:
		return p.iv.Hi - math.Exp(t)
	}
	return p.iv.Lo + (p.iv.Hi-p.iv.Lo)/(1+math.Exp(-t))
}

// free are the leaves that a slope depends on, beside the unknown.
func (p *prover) free(n *ad.Node, seen map[*ad.Node]bool) []*ad.Node {
	if seen[n] || n == p.hole {
		return nil
	}
	seen[n] = true
	if n.Op == ad.LeafOp {
		return []*ad.Node{n}
	}
	var out []*ad.Node
	for _, a := range n.Args {
		out = append(out, p.free(a, seen)...)
	}
	return out
}
