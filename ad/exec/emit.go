package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// emit writes the steps of all values, in order.
func (p *planner) emit() error {
	p.flat = 1 + p.storedNumbers()
	p.slots = slices.Repeat([]slot{nought}, int(p.computed))
	p.hosts()
	p.delay()
	p.listDying()
	p.eachRegion(func(part []*value) {
		switch v := part[0]; {
		case v.cyclic:
			r := p.recurrence(part)
			r.place()
			r.emit()
		case len(v.wanted) > 0 && !v.delayed:
			if !v.ownPlaces() && !v.inlined {
				p.place(v)
			}
			p.emitValue(v, v.wanted)
		}
		p.releaseRows(part)
	})
	for i, o := range p.outs {
		p.emitOutput(i, o)
	}
	return p.err
}

// storedNumbers is the number of values of constants, parameters and inputs, which come first.
func (p *planner) storedNumbers() int {
	n := 0
	for _, v := range p.order {
		if v.stored() {
			n += v.storage()
		}
	}
	return n
}

// ownPlaces tells whether the step that computes v chooses the places of its elements.
func (v *value) ownPlaces() bool {
	return v.op == collect || v.reduced && v.factors != nil || v.reduced && v.op == ad.Scatter
}

// emitValue writes the steps that compute some elements of v. Elements that are listed follow each other
// in v.wanted.
func (p *planner) emitValue(v *value, els []int32) {
	switch {
	case v.inlined:
	case v.begun:
		p.emitBegun(v, els)
	case v.op == collect:
		p.emitCollect(v)
	case v.reduced:
		p.emitLaneReduction(v, p.loopOf(v.reduces, v.loop()))
	case v.lane != nil:
		p.emitRows(v, p.loopOf(v.lane, v.stage), els)
	default:
		p.emitFlat(v, els)
	}
}

// emitBegun writes the steps of those elements of a sum, computed with its host, that the host lacks: there is nothing to
// add to what they begin with.
func (p *planner) emitBegun(v *value, els []int32) {
	if v.host.onto {
		return // to rows that are there
	}
	k := v.other(v.host)
	for _, e := range els {
		if p.mark[v.host.base+e] < 0 {
			p.loopOf(v.lane, v.stage).add(&copyRow{dst: p.slots[v.base+e], src: p.slot(v.args[k], v.at(k, int(e)))})
		}
	}
}

// slotTable is the slots of all elements of v.
func (p *planner) slotTable(v *value) []slot {
	if v.where == nil {
		v.where = make([]slot, v.size)
		for e := range v.where {
			v.where[e] = p.slot(v, e)
		}
	}
	return v.where
}

func (l *loop) add(s step) { l.steps = append(l.steps, s) }

func (p *planner) addFlat(v *value, s step) {
	ph := p.phase(v.stage)
	ph.steps = append(ph.steps, taskOf(s))
}

// emitRows writes the steps of rows.
func (p *planner) emitRows(v *value, l *loop, els []int32) {
	o := origin{v: v, els: els, kind: v.name(), flops: float64(len(els))}
	switch {
	case v.op == ad.LeafOp || v.op == ad.Const || v.op == ad.Iota:
		o.flops = 0
		l.add(p.leafRows(v, o))
	case v.op == ad.Gather:
		l.add(&rowGather{o, p.slotTable(v.args[0]), v.choices.size, v.choices.stride, p.picked(v, els)})
	case v.op == ad.Scatter && v.lists == nil:
		l.add(&rowScatter{o, p.scattering(v), p.only(v, els)})
	case v.op == ad.ArgMax:
		l.add(&rowArgMax{o, p.slotTable(v.args[0]), p.sums(v, els)})
	case v.panelled():
		t := p.matrix(v)
		p.emitPanels(l, t, els, func(int32) bool { return true }, !v.onto)
	case v.factors != nil:
		p.emitRowProducts(v, l, els)
	case v.op == ad.DetAngle:
		l.add(&rowAngles{p.angles(v, o)})
	case v.info().Class == ad.LinearClass:
		p.emitMatrices(v, l, o)
	case v.rel != nil || v.lists != nil:
		s := &rowReduce{origin: o, op: v.op, x: p.slotTable(v.args[0]), outs: p.sums(v, els)}
		if v.op == ad.Scatter {
			s.op = ad.Sum
		}
		s.flops = termsOf(s.outs)
		l.add(s)
	default:
		p.emitElementwise(v, l, els)
	}
}

// only is the slots of some elements of v; the others have none.
func (p *planner) only(v *value, els []int32) []slot {
	t := slices.Repeat([]slot{nought}, v.size)
	for _, e := range els {
		t[e] = p.slots[v.base+e]
	}
	return t
}

// sums lists the terms of the elements of a reduction, or of a Scatter by constant positions.
func (p *planner) sums(v *value, els []int32) []sum {
	out := make([]sum, len(els))
	for i, e := range els {
		out[i].dst = p.slots[v.base+e]
		if l := v.lists; l != nil {
			out[i].seg = l.term[l.start[e]:l.start[e+1]]
		} else {
			out[i].base, out[i].seg = int32(v.at(0, int(e))), v.rel[0]
		}
	}
	return out
}

func termsOf(outs []sum) float64 {
	n := 0
	for _, o := range outs {
		n += len(o.seg)
	}
	return float64(n)
}

// leafRows prepares a leaf that carries the lane.
func (p *planner) leafRows(v *value, o origin) step {
	axes := v.node.Axes
	if v.leaf != nil {
		axes = v.leaf.Axes
	}
	stored := axes
	if v.leaf != nil && (v.leaf.Kind == ad.UniformLeaf || v.leaf.Kind == ad.NormalLeaf) {
		stored, _ = split(axes)
	}
	at := offsets(v.axes, stridesOf(stored, v.axes))
	s := &rowLeaf{origin: o, stride: stridesOf(axes, []*ad.Axis{v.lane})[0]}
	for _, e := range o.els {
		s.dst = append(s.dst, p.slots[v.base+e])
		s.at = append(s.at, int(at[e]))
	}
	return s
}

// emitElementwise writes an elementwise operation on rows; what follows each other in all operands
// becomes one span.
func (p *planner) emitElementwise(v *value, l *loop, els []int32) {
	s := &rowOp{origin: origin{v: v, els: els, kind: v.name(), flops: float64(len(els))}, f: v.operation()}
	for _, e := range els {
		sp := span{dst: p.slots[v.base+e], n: 1}
		if v.product != nil {
			s.f, sp.arg = p.withProduct(v, int(e))
		} else {
			for k, a := range v.args {
				sp.arg[k] = p.slot(a, v.at(k, int(e)))
			}
		}
		if n := len(s.spans); n > 0 && s.spans[n-1].continues(&sp, s.f.arity) {
			s.spans[n-1].n++
		} else {
			s.spans = append(s.spans, sp)
		}
	}
	if v.product != nil {
		s.kind += " of product"
		s.flops *= 2
	}
	l.add(s)
}

// continues tells whether the row of next comes right after those of sp, in all operands. A number is an
// operand of all rows.
func (sp *span) continues(next *span, arity int) bool {
	if next.dst != sp.dst+2*sp.n {
		return false
	}
	for k := range arity {
		want := sp.arg[k]
		if isRow(want) {
			want += 2 * sp.n
		}
		if next.arg[k] != want {
			return false
		}
	}
	return true
}

func (p *planner) emitRowProducts(v *value, l *loop, els []int32) {
	s := &rowProducts{origin: origin{v: v, els: els, kind: "sum of products"}, n: len(v.factors)}
	for k, f := range v.factors {
		s.f[k], s.rel[k] = p.slotTable(f), v.rel[k]
	}
	s.outs = p.productsOf(v, els)
	s.flops = 2 * float64(v.terms) * float64(len(els))
	l.add(s)
}

func (p *planner) productsOf(v *value, els []int32) []product {
	out := make([]product, len(els))
	for i, e := range els {
		out[i].dst = p.slots[v.base+e]
		for k := range v.factors {
			out[i].base[k] = int32(v.at(k, int(e)))
		}
	}
	return out
}

// picked lists what the elements of a Gather by computed positions read.
func (p *planner) picked(v *value, els []int32) []picked {
	out := make([]picked, len(els))
	for i, e := range els {
		out[i] = picked{dst: p.slots[v.base+e], from: v.choices.fixed[e]}
		for _, k := range v.choices.free {
			out[i].index = append(out[i].index, p.slot(v.args[k], v.at(k, int(e))))
		}
		if c := v.choices; len(c.free) == 1 && out[i].from >= 0 {
			out[i].line = p.lineOf(v.args[0], int(out[i].from), c.stride[0], c.size[0])
		}
	}
	return out
}

// lineOf finds out whether n elements of x, by apart, lie on a line.
func (p *planner) lineOf(x *value, from, by, n int) line {
	l := line{straight: n > 0}
	for k := range n {
		s := p.home(x, from+k*by)
		switch {
		case k == 0:
			l.first = s
		case k == 1:
			l.by = s - l.first
		}
		if s != l.first+slot(k)*l.by || isRow(s) != isRow(l.first) || isRow(s) && l.by%2 != 0 {
			return line{}
		}
	}
	return l
}

// scattering prepares a Scatter by computed positions.
func (p *planner) scattering(v *value) scattering {
	stay := ad.Without(v.axes, v.over)
	s := scattering{x: p.slotTable(v.args[0]), offs: v.offs, rel: v.rel, to: offsets(stay, v.strides(stay)), stride: v.strides(v.over)}
	for k, a := range v.over {
		s.index = append(s.index, p.slotTable(v.args[k+1]))
		s.size = append(s.size, a.Size)
	}
	return s
}

// emitOutput makes room for an output, and writes the steps that fill it in a loop.
func (p *planner) emitOutput(i int, o Output) {
	v := p.want[i]
	size := elementsOf(o.Node.Axes, maxOutput/8)
	if o.Pack != nil {
		size = o.Pack.Len
		if o.Pack.Index == nil {
			size = elementsOf(o.Pack.Axes, maxOutput/8)
		}
	}
	if size < 0 {
		p.err = tooLarge("an output", o.Node.Axes)
		return
	}
	result := &result{size: size}
	p.plan.results = append(p.plan.results, result)
	if v.lane == nil {
		result.place, result.from = make([]int32, 0, size), make([]int32, 0, size)
		p.eachOutput(i, o, func(place int, id int32) {
			result.place = append(result.place, int32(place))
			result.from = append(result.from, ^p.slotOf(id))
		})
		return
	}
	result.value = make([]float64, size)
	s := &stored{origin: origin{v: v, kind: "output"}, dst: -1, out: result.value, by: stridesOf(o.Node.Axes, []*ad.Axis{v.lane})[0]}
	p.eachOutput(i, o, func(place int, id int32) {
		s.src = append(s.src, p.slotOf(id))
		s.at = append(s.at, place)
	})
	p.loopOf(v.lane, v.stage).add(s)
}
