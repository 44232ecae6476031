package exec

import (
	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// inline finds products that sums and differences compute on the way, in one operation with one rounding. The product is
// read by nothing else, and none of its elements is a structural zero: a zero times an infinity would show. What is added
// to it is no product, so that x·y - z·w is exactly 0 where both are equal.
func (p *planner) inline() {
	if p.apart {
		return
	}
	readers := p.countReaders()
	for _, v := range p.order {
		if v.op != ad.Add && v.op != ad.Sub || v.lane == nil || v.cyclic || len(v.wanted) == 0 {
			continue
		}
		for k, m := range v.args {
			if m.op == ad.Mul && m.lane != nil && !m.cyclic && m.stage == v.stage && readers[m] == 1 && v.offs[k] == nil &&
				len(m.wanted) == len(v.wanted) && v.args[1-k].op != ad.Mul {
				v.product, m.inlined = m, true
			}
		}
	}
}

// countReaders counts how often values and outputs read each value.
func (p *planner) countReaders() map[*value]int {
	readers := map[*value]int{}
	for _, v := range p.want {
		readers[v]++
	}
	for _, v := range p.order {
		for _, a := range v.operands() {
			readers[a]++
		}
	}
	return readers
}

// withProduct is how a sum or difference computes the product on the way: the operation, and the slots of its three
// arguments for element e. A number among the factors comes first.
func (p *planner) withProduct(v *value, e int) (f elementwise, args [3]slot) {
	m := v.product
	k := v.other(m)
	z, x, y := p.slot(v.args[k], v.at(k, e)), p.slot(m.args[0], m.at(0, e)), p.slot(m.args[1], m.at(1, e))
	if isRow(x) && !isRow(y) {
		x, y = y, x
	}
	f = elementwise{op: v.op, arity: 3}
	switch {
	case v.op == ad.Add:
		f.ternary, f.scaled, args = kernel.AddMul, kernel.AddScaled, [3]slot{z, x, y}
	case k == 0:
		f.ternary, f.scaled, args = kernel.SubMul, subScaled, [3]slot{z, x, y}
	default:
		f.ternary, args = kernel.MulSub, [3]slot{x, y, z}
	}
	return f, args
}

func subScaled(dst, z []float64, a float64, x []float64) { kernel.AddScaled(dst, z, -a, x) }
