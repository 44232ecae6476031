package exec

import "github.com/gibbs-lang/gibbs/ad"

// emitFlat writes the steps of numbers.
func (p *planner) emitFlat(v *value, els []int32) {
	o := origin{v: v, els: els, kind: v.name(), flops: float64(len(els))}
	switch {
	case v.op == ad.LeafOp:
		p.addFlat(v, p.flatRandom(v, o))
	case v.op == ad.Gather:
		s := &flatGather{rowGather{o, p.slotTable(v.args[0]), v.choices.size, v.choices.stride, p.picked(v, els)}}
		for i := range s.outs {
			s.outs[i].dst = ^s.outs[i].dst
		}
		p.addFlat(v, s)
	case v.op == ad.Scatter && v.lists == nil:
		s := &flatScatter{o, p.scattering(v), make([]int32, v.size)}
		for e := range s.dst {
			s.dst[e] = -1
		}
		for _, e := range els {
			s.dst[e] = ^p.slots[v.base+e]
		}
		p.addFlat(v, s)
	case v.op == ad.ArgMax:
		p.addFlat(v, &flatArgMax{o, p.slotTable(v.args[0]), numbered(p.sums(v, els))})
	case v.factors != nil:
		p.emitFlatProducts(v, els, o)
	case v.info().Class == ad.LinearClass:
		p.addFlat(v, p.matrices(v, o))
	case v.rel != nil || v.lists != nil:
		s := &flatReduce{o, v.op, p.slotTable(v.args[0]), numbered(p.sums(v, els))}
		if v.op == ad.Scatter {
			s.op = ad.Sum
		}
		s.flops = termsOf(s.outs)
		p.addFlat(v, s)
	default:
		p.flatElementwise(v, o)
	}
}

// numbered turns slots of numbers into their places.
func numbered(outs []sum) []sum {
	for i := range outs {
		outs[i].dst = ^outs[i].dst
	}
	return outs
}

func (p *planner) flatRandom(v *value, o origin) step {
	at := offsets(v.axes, stridesOf(v.leaf.Axes, v.axes))
	s := &flatLeaf{origin: o, dst: int(^p.slots[v.base+o.els[0]])}
	for _, e := range o.els {
		s.at = append(s.at, int(at[e]))
	}
	return s
}

func (p *planner) flatElementwise(v *value, o origin) {
	s := &flatOp{origin: o, f: v.operation(), dst: int(^p.slots[v.base+o.els[0]]), n: len(o.els)}
	for k, a := range v.args {
		tab := make([]int32, len(o.els))
		for i, e := range o.els {
			tab[i] = ^p.home(a, v.at(k, int(e)))
		}
		s.args[k] = operandOf(tab)
	}
	p.addFlat(v, s)
}
