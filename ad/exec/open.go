package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// opened is a value seen as a sum of products: Σ over the axes of the product of the factors.
type opened struct {
	factors []*value
	over    []*ad.Axis
	lane    *ad.Axis // the lane, if it is summed over too
	inner   *value   // the sum that was met on the way
}

// open looks through constant gathers and guards, and through one sum, at the product behind them: a gather
// of a product is the product of gathers, and a guard around it guards one of its factors. nil if there
// is none.
func (p *planner) open(v *value) *opened {
	switch {
	case v.op == ad.Mul:
		return &opened{factors: p.factorsOf(v)}
	case v.op == ad.Sum && v.reduces == nil && ad.Elements(v.over) == 1:
		return p.openSingle(v)
	case v.op == ad.Sum && v.factors != nil:
		return &opened{factors: v.factors, over: v.over, lane: v.reduces, inner: v}
	case v.op == ad.Gather && v.constantIndex():
		return p.openGather(v)
	case v.op == ad.Select && v.args[0].constant():
		return p.openGuard(v)
	}
	return nil
}

// factorsOf takes a product apart, through gathers and guards too.
func (p *planner) factorsOf(v *value) []*value {
	if v.op == ad.Mul {
		return append(p.factorsOf(v.args[0]), p.factorsOf(v.args[1])...)
	}
	if q := p.open(v); q != nil && q.inner == nil {
		return q.factors
	}
	return []*value{v}
}

// constantIndex tells whether all positions of a Gather are known.
func (v *value) constantIndex() bool {
	return !slices.ContainsFunc(v.args[1:], func(i *value) bool { return !i.constant() })
}

// meets tells whether axes of v are summed over behind it, so that these need other names before v can move there.
func (q *opened) meets(v *value) bool {
	return slices.ContainsFunc(v.axes, func(a *ad.Axis) bool { return slices.Contains(q.over, a) })
}

func (p *planner) openGather(v *value) *opened {
	q := p.open(v.args[0])
	if q == nil {
		return nil
	}
	if slices.ContainsFunc(v.args[1:], q.meets) {
		q = p.renamed(q)
	}
	return p.moved(q, v, v.over, v.args[1:])
}

// openSingle looks behind a sum of one term, which is that term.
func (p *planner) openSingle(v *value) *opened {
	q := &opened{factors: v.factors}
	if q.factors == nil {
		if q = p.open(v.args[0]); q == nil {
			return nil
		}
	}
	index := make([]*value, len(v.over))
	for k := range index {
		index[k] = p.first()
	}
	return p.moved(q, v, v.over, index)
}

// renamed is q summed over axes of its own.
func (p *planner) renamed(q *opened) *opened {
	r := p.renames[q.inner]
	if r == nil {
		r = &value{node: q.inner.node}
		for _, a := range q.over {
			fresh := &ad.Axis{ID: firstShadow + len(p.shadow) + p.fresh, Name: a.Name, Size: a.Size}
			p.fresh++
			iota := &value{node: q.inner.node, op: ad.Iota, axes: []*ad.Axis{fresh}, over: []*ad.Axis{fresh}, table: positionsTo(a.Size)}
			p.add(iota)
			r.over, r.args = append(r.over, fresh), append(r.args, iota)
		}
		p.renames[q.inner] = r
	}
	factors := make([]*value, len(q.factors))
	for k, f := range q.factors {
		factors[k] = p.gathered(f, r, q.over, r.args)
	}
	return &opened{factors, r.over, q.lane, q.inner}
}

// positionsTo lists 0, 1, … n-1.
func positionsTo(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i)
	}
	return t
}

// first is the position 0.
func (p *planner) first() *value {
	if p.origin == nil {
		p.origin = &value{op: ad.Const, table: []float64{0}}
		p.add(p.origin)
	}
	return p.origin
}

// moved is q with axes of its factors replaced by positions, as v does. Rows that go together are multiplied
// before.
func (p *planner) moved(q *opened, v *value, over []*ad.Axis, index []*value) *opened {
	var plain, rows []*value
	for _, f := range q.factors {
		if f.lane == nil {
			plain = append(plain, f)
		} else {
			rows = append(rows, f)
		}
	}
	for len(rows) > 1 && len(plain) > 0 && 2*unionSize(rows...) <= unionSize(q.factors...) {
		rows = p.merge(rows)
	}
	factors := append(plain, rows...)
	for k, f := range factors {
		factors[k] = p.gathered(f, v, over, index)
	}
	return &opened{factors, q.over, q.lane, q.inner}
}

// gathered is f with those of its axes that are in over replaced by positions; v is what does so.
func (p *planner) gathered(f, v *value, over []*ad.Axis, index []*value) *value {
	g := &value{node: v.node, op: ad.Gather, args: []*value{f}, lane: f.lane}
	for k, a := range over {
		if f.has(a) {
			g.over = append(g.over, a)
			g.args = append(g.args, index[k])
		}
	}
	if len(g.over) == 0 {
		return f
	}
	g.axes = ad.Without(f.axes, g.over)
	for _, i := range g.args[1:] {
		g.axes = ad.Union(g.axes, i.axes)
	}
	return p.once(f, v, g)
}

func (p *planner) openGuard(v *value) *opened {
	branch := 1
	if isZero(v.args[1]) {
		branch = 2
	}
	if !isZero(v.args[3-branch]) {
		return nil
	}
	q := p.open(v.args[branch])
	if q == nil {
		return nil
	}
	if q.meets(v.args[0]) {
		q = p.renamed(q)
	}
	best := 0
	for k, f := range q.factors {
		if unionSize(f, v.args[0]) < unionSize(q.factors[best], v.args[0]) {
			best = k
		}
	}
	f := q.factors[best]
	g := &value{node: v.node, op: ad.Select, args: slices.Clone(v.args), axes: ad.Union(f.axes, v.args[0].axes), lane: f.lane}
	g.args[branch] = f
	factors := slices.Clone(q.factors)
	factors[best] = p.once(f, v, g)
	return &opened{factors, q.over, q.lane, q.inner}
}

func isZero(v *value) bool { return v.constant() && len(v.axes) == 0 && v.table[0] == 0 }

// once is g, or what was made of f and v before.
func (p *planner) once(f, v, g *value) *value {
	key := [2]*value{f, v}
	if old := p.hidden[key]; old != nil {
		return old
	}
	p.hidden[key] = g
	p.add(g)
	return g
}

// rereadSums is how often an element of a sum may be read by another one that takes its terms over.
const rereadSums = 4

// openSum is the sum v over the terms that are behind its argument; nil if it is better to add up that
// argument as it is.
func (p *planner) openSum(v *value) *opened {
	q := p.open(v.args[0])
	if q == nil {
		return nil
	}
	rows := 0
	for _, f := range q.factors {
		if f.lane != nil {
			rows++
		}
	}
	if v.args[0].op != ad.Mul && (rows > 2 || len(q.factors) > 2) {
		return nil
	}
	if q.inner == nil {
		return q
	}
	if v.reduces != nil || v.work() > rereadSums*float64(q.inner.size) {
		return nil
	}
	if q.meets(&value{axes: ad.Union(v.axes, v.over)}) {
		q = p.renamed(q)
	}
	return q
}
