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
	case v.op == ad.DetAngle:
		p.addFlat(v, &flatAngles{p.angles(v, o)})
	case v.info().Class == ad.LinearClass:
		p.addFlat(v, &flatMatrices{*p.matrices(v, o)})
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
	for k := range v.args {
		s.args[k] = p.argument(v, k, o.els)
	}
	p.addFlat(v, s)
}

// argument is where those numbers are that some elements of v read of argument k.
func (p *planner) argument(v *value, k int, els []int32) numbers {
	a := v.args[k]
	if all := len(els) == v.size; all && v.offs[k] == nil {
		switch {
		case a.constant() || a.view == nil && a.stored():
			return numbers{at: int(1 + a.base - p.computed), by: 1}
		case a.inOrder():
			return numbers{at: int(a.dst), by: 1}
		}
	}
	if a.size == 1 {
		return numbers{at: int(^p.home(a, 0))}
	}
	tab := make([]int32, len(els))
	for i, e := range els {
		tab[i] = ^p.home(a, v.at(k, int(e)))
	}
	return operandOf(tab)
}

// inOrder tells whether the elements of v are numbers that follow each other.
func (v *value) inOrder() bool {
	return v.lane == nil && v.view == nil && !v.cyclic && !v.stored() && !v.ownPlaces() && len(v.wanted) == v.size
}
