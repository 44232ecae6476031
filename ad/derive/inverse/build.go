package inverse

import (
	"maps"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// builder writes what the system found as expressions over whole arrays.
type builder struct {
	s     *system
	g     *ad.Graph
	value map[*group]*ad.Node
	begun map[*group]bool
	refs  map[*group]*ad.Node // of groups that read themselves
	near  map[*group]*ad.Node // where an iteration has found a root
	axes  map[*block]*matrix  // the axes of the matrices of blocks
	dets  map[*block]*ad.Node

	refusal *Refusal
	extra   []*ad.Axis // axes that any value may carry: samples, mapped axes
}

func (s *system) build() (*Inverse, error) {
	b := &builder{s: s, g: s.g, value: map[*group]*ad.Node{}, begun: map[*group]bool{}, refs: map[*group]*ad.Node{}, near: map[*group]*ad.Node{}, axes: map[*block]*matrix{}, dets: map[*block]*ad.Node{}}
	for _, y := range s.targets {
		b.separate(y)
	}
	for _, c := range s.cells {
		for _, a := range c.nodes {
			b.separate(a)
		}
	}
	inv := &Inverse{Target: s.targets, LogDet: b.g.Const(0)}
	for _, x := range s.m.In {
		c := s.of[x]
		inv.Z = append(inv.Z, b.valueOf(c, b.all(c)))
	}
	for _, gr := range s.groups {
		inv.LogDet = b.add(inv.LogDet, b.slope(gr))
		inv.Steps = append(inv.Steps, b.steps(gr)...)
	}
	if b.refusal != nil {
		return nil, b.refusal
	}
	inv.Checks = b.checks(inv.Z)
	inv.Inside = b.inside(inv.Checks)
	return inv, nil
}

// separate notes the axes of samples and mapped axes that a node carries.
func (b *builder) separate(n *ad.Node) {
	b.extra = ad.Union(b.extra, ad.Without(n.Axes, b.s.elementAxes(n.Axes)))
}

// all are the groups that make the elements of a cell known.
func (b *builder) all(c *cell) map[*group]bool {
	out := map[*group]bool{}
	for e := range c.size {
		out[b.s.by[c.base+int32(e)]] = true
	}
	return out
}

// valueOf is a cell as far as some groups give it.
func (b *builder) valueOf(c *cell, groups map[*group]bool) *ad.Node {
	if c.node == nil {
		return b.s.targets[c.out]
	}
	var out *ad.Node
	for _, gr := range slices.Backward(inOrder(groups)) {
		if v := b.groupValue(gr); out == nil {
			out = v
		} else {
			out = b.g.Select(mask(b.g, c.axes, gr.at), v, out)
		}
	}
	if out == nil {
		return b.g.Const(0) // nothing of it is read
	}
	return out
}

// inOrder lists groups as they were met.
func inOrder(groups map[*group]bool) []*group {
	return slices.SortedFunc(maps.Keys(groups), func(x, y *group) int { return x.order - y.order })
}

// groupValue is the expression of a group, a Ref if it reads itself.
func (b *builder) groupValue(gr *group) *ad.Node {
	if v := b.value[gr]; v != nil {
		return v
	}
	n := gr.cell.node
	if b.begun[gr] {
		if b.refs[gr] == nil {
			b.refs[gr] = b.g.Ref(nameOf(n)+"⁻¹", n.Type, ad.Union(n.Axes, b.extra)...)
		}
		return b.refs[gr]
	}
	b.begun[gr] = true
	v := b.formula(gr)
	if ref := b.refs[gr]; ref != nil {
		b.g.Bind(ref, b.g.Select(mask(b.g, gr.cell.axes, gr.at), v, b.g.Const(0)))
		v = ref
	}
	b.value[gr] = v
	return v
}

func nameOf(n *ad.Node) string {
	if n.Leaf != nil {
		return n.Leaf.Name
	}
	return n.Op.String()
}

// formula solves the equations of a group for its variables.
func (b *builder) formula(gr *group) *ad.Node {
	switch {
	case gr.k == forwards:
		return b.evaluated(gr)
	case gr.block != nil:
		return b.inBlock(gr)
	case gr.paths != nil:
		return b.solved(gr)
	case gr.from.node != nil && gr.from.node.Op == ad.Sum:
		return b.termOf(gr)
	}
	y := b.read(gr, gr.from)
	return gr.move(b.g, gr.rule.inverse(b, y, b.operands(gr)))
}

// read is what a group reads of a cell.
func (b *builder) read(gr *group, c *cell) *ad.Node { return b.valueOf(c, gr.deps[c]) }

// operands are the values that the equations of a group have on their right sides.
func (b *builder) operands(gr *group) []*ad.Node {
	v := slices.Clone(gr.from.nodes)
	for k, a := range gr.from.args {
		if a != nil {
			v[k] = b.read(gr, a)
		}
	}
	return v
}

// evaluated are equations used forwards.
func (b *builder) evaluated(gr *group) *ad.Node {
	n, v := gr.cell.node, b.operands(gr)
	if f := compoundOf(n); f != nil {
		return f.value(b.g, v[0])
	}
	switch {
	case n.Op == ad.LeafOp:
		return v[0] // a Ref is its definition
	case n.Op == ad.Sum:
		return b.g.Sum(b.product(v), n.Over...)
	}
	return rebuilt(b.g, n, v)
}

func (b *builder) product(factors []*ad.Node) *ad.Node {
	p := b.g.Const(1)
	for i, f := range factors {
		if i == 0 {
			p = f
		} else {
			p = b.mul(p, f)
		}
	}
	return p
}

// termOf solves a sum for a factor of one of its terms: what the sum lacks without that term, over
// the other factors of the term.
func (b *builder) termOf(gr *group) *ad.Node {
	p, v := gr.from, b.operands(gr)
	y := b.read(gr, p)
	if gr.severalTerms(b.s) {
		space := ad.Union(p.axes, p.over)
		star := make([]float64, ad.Elements(space))
		at, along := (&ad.Node{Axes: space}).Strides(p.axes), (&ad.Node{Axes: space}).Strides(p.over)
		for i, row := range gr.rows {
			star[offset(row, p.axes, at)+offset(gr.terms[i], p.over, along)] = 1
		}
		others := b.g.Select(b.g.Table(space, star, ad.Bool), b.g.Const(0), b.product(v))
		y = b.sub(y, b.g.Sum(others, p.node.Over...))
	}
	return b.div(gr.move(b.g, y), gr.move(b.g, b.product(slices.Delete(v, gr.k, gr.k+1))))
}

// severalTerms tells whether the sums of a group have other terms than those solved for.
func (gr *group) severalTerms(s *system) bool {
	for i, row := range gr.rows {
		p, several := gr.from, false
		base := make([]int, len(p.nodes))
		for k := range base {
			base[k] = offset(row, p.axes, p.stride[k])
		}
		for t := range ad.Elements(p.over) {
			zero := false
			for k, a := range p.nodes {
				zero = zero || s.zero(a, base[k]+p.term[k][t])
			}
			several = several || !zero && t != gr.terms[i]
		}
		if several {
			return true
		}
	}
	return false
}

// mask is a table that is true at some elements.
func mask(g *ad.Graph, axes []*ad.Axis, at []int) *ad.Node {
	table := make([]float64, ad.Elements(axes))
	for _, e := range at {
		table[e] = 1
	}
	return g.Table(axes, table, ad.Bool)
}

// move brings an expression of the equations of a group (and the terms of their sums) to the
// elements that they are solved for.
func (gr *group) move(g *ad.Graph, x *ad.Node) *ad.Node {
	over := slices.Concat(gr.from.axes, gr.from.over)
	from := make([][]int, len(gr.at))
	for i, row := range gr.rows {
		from[i] = positions(row, gr.from.axes)
		if gr.from.over != nil {
			from[i] = append(from[i], positions(gr.terms[i], gr.from.over)...)
		}
	}
	return relocate(g, x, over, from, gr.cell.axes, gr.at)
}

// relocate is x with the axes over put at the positions from[i] for element at[i] of axes; positions
// on an axis that agree everywhere are left alone.
func relocate(g *ad.Graph, x *ad.Node, over []*ad.Axis, from [][]int, axes []*ad.Axis, at []int) *ad.Node {
	var moved []*ad.Axis
	var index []*ad.Node
	for k, a := range over {
		if !x.Has(a) {
			continue
		}
		own := slices.Index(axes, a)
		table := make([]float64, ad.Elements(axes))
		for e := range table {
			table[e] = -1
		}
		agree := own >= 0
		for i, e := range at {
			table[e] = float64(from[i][k])
			agree = agree && positions(e, axes)[own] == from[i][k]
		}
		if !agree {
			moved, index = append(moved, a), append(index, positionTable(g, axes, table))
		}
	}
	return g.Gather(x, moved, index)
}

// positionTable is a table of positions, written as the position on an axis where it is that.
func positionTable(g *ad.Graph, axes []*ad.Axis, table []float64) *ad.Node {
	t := g.Table(axes, table, ad.Int)
	if len(t.Axes) == 1 {
		same := true
		for p, v := range t.Table {
			same = same && v == float64(p)
		}
		if same {
			return g.Iota(t.Axes[0])
		}
	}
	return t
}

// slope is the share of a group in log|det|, from forward values: the equations' matrix is block
// triangular in the order of solving, so that each equation counts with its own derivative.
func (b *builder) slope(gr *group) *ad.Node {
	p := gr.from
	var term *ad.Node
	switch {
	case gr.k == forwards:
		return b.g.Const(0)
	case gr.block != nil:
		if gr != gr.block.groups[0] {
			return b.g.Const(0)
		}
		return b.slopeOfBlock(gr.block)
	case gr.paths != nil:
		term = b.slopeOnPaths(gr)
	case p.node != nil && p.node.Op == ad.Sum:
		term = b.slopeOfTerm(gr)
	case gr.rule.slope == nil:
		return b.g.Const(0)
	default:
		term = gr.rule.slope(b, p)
	}
	term = b.g.Select(mask(b.g, p.axes, gr.rows), term, b.g.Const(0))
	return b.g.Sum(term, p.axes...)
}

// slopeOfTerm is log|other factors| of the terms solved for.
func (b *builder) slopeOfTerm(gr *group) *ad.Node {
	p := gr.from
	sum := b.g.Const(0)
	for k, f := range p.nodes {
		if k != gr.k {
			sum = b.add(sum, b.logAbs(f))
		}
	}
	from := make([][]int, len(gr.rows))
	for i := range gr.rows {
		from[i] = positions(gr.terms[i], p.over)
	}
	return relocate(b.g, sum, p.over, from, p.axes, gr.rows)
}

// steps describes a group, if there is something to be said: it gives unknowns, or undoes an operation.
func (b *builder) steps(gr *group) []Step {
	if gr.k == forwards || gr.rule == same && !b.direct(gr) || gr.block != nil && gr != gr.block.groups[0] {
		return nil
	}
	s := Step{Node: gr.cell.node, From: gr.from.node, Elements: len(gr.at), Runtime: gr.runtime, Together: b.refs[gr] != nil}
	if gr.rule == same {
		s.From = nil
	}
	switch gr.k {
	case linearly:
		s.How = Linear
	case monotonely:
		s.How, s.Slope = Monotone, gr.paths.slope
	case together:
		s.How, s.Elements = Matrix, len(gr.block.rows)*len(gr.block.rows[0])
		if det := b.dets[gr.block]; det.Op != ad.Const {
			s.Runtime = det
		}
	}
	return []Step{s}
}

// direct tells whether unknowns are elements of an output, merely at other places.
func (b *builder) direct(gr *group) bool {
	if !gr.cell.input {
		return false
	}
	for gr.rule == same && gr.from.node != nil {
		gr = b.s.by[gr.from.base+int32(gr.rows[0])]
	}
	return gr.rule == same
}
