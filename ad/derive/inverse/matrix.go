package inverse

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// matrix is a block as arrays: the matrices a[row, col] of its systems, and what their equations are
// where the unknowns are zero.
type matrix struct {
	batch, row, col *ad.Axis // batch is nil if there is one system alone
	a, rest         *ad.Node
}

// matrixOf writes a block with values of cells.
func (b *builder) matrixOf(bl *block, value func(c *cell) *ad.Node) *matrix {
	g := b.g
	m := b.axesOf(bl)
	m.a, m.rest = g.Const(0), g.Const(0)
	holes := map[*cell]*ad.Node{}
	unknown := map[int32]bool{}
	var xs, seeds []*ad.Node
	for _, gr := range bl.groups {
		x := g.Input("·", ad.Real, ad.Union(gr.cell.axes, b.extra)...)
		holes[gr.cell] = x
		xs, seeds = append(xs, x), append(seeds, b.seed(bl, gr.cell, m.col))
	}
	for _, v := range slices.Concat(bl.cols...) {
		unknown[v] = true
	}
	for _, p := range b.s.cellsOf(bl.rows) {
		pl := &puller{s: b.s, p: p, fixed: -1, whole: true, rows: map[int]bool{}, value: value,
			again: func(_ int, v int32) bool { return bl.between[v] },
			hole:  func(c *cell) *ad.Node { return holes[c] }, is: func(_ int, v int32) bool { return unknown[v] }}
		for _, row := range slices.Concat(bl.rows...) {
			if b.s.owner[row] == p {
				pl.rows[b.s.element(row)] = true
			}
		}
		body := pl.equation()
		if pl.err != nil {
			panic("inverse: a linear equation has no form")
		}
		d, err := g.JVP([]*ad.Node{body}, xs, seeds)
		if err != nil {
			panic("inverse: a linear equation has no derivative: " + err.Error())
		}
		for _, x := range xs {
			body = replace(g, body, x, g.Const(0))
		}
		m.a = b.add(m.a, b.spread(d[0], p, bl, m))
		m.rest = b.add(m.rest, b.spread(body, p, bl, m))
	}
	return m
}

// seed moves unknown col of all systems of a block at once: an equation reads those of one system alone.
func (b *builder) seed(bl *block, c *cell, col *ad.Axis) *ad.Node {
	axes := append(slices.Clone(c.axes), col)
	table := make([]float64, ad.Elements(axes))
	for _, vars := range bl.cols {
		for k, v := range vars {
			if b.s.owner[v] == c {
				table[b.s.element(v)*col.Size+k] = 1
			}
		}
	}
	seed := b.g.Table(axes, table, ad.Real)
	for _, a := range c.axes {
		if d := b.g.Delta(a, col); a.Size == col.Size && slices.Equal(d.Axes, seed.Axes) && slices.Equal(d.Table, seed.Table) {
			return d
		}
	}
	return seed
}

// axesOf makes the axes of the matrices of a block.
func (b *builder) axesOf(bl *block) *matrix {
	m := b.axes[bl]
	if m == nil {
		m = &matrix{row: b.g.Axis("row", len(bl.rows[0])), col: b.g.Axis("col", len(bl.rows[0]))}
		if len(bl.rows) > 1 {
			m.batch = b.g.Axis("block", len(bl.rows))
		}
		b.axes[bl] = m
	}
	return &matrix{batch: m.batch, row: m.row, col: m.col}
}

// cellsOf are the cells of some variables.
func (s *system) cellsOf(list [][]int32) []*cell {
	var out []*cell
	for _, v := range slices.Concat(list...) {
		if c := s.owner[v]; !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// spread brings x, over the axes of equations, to the places of these in their systems; it is zero at
// the places of others.
func (b *builder) spread(x *ad.Node, p *cell, bl *block, m *matrix) *ad.Node {
	axes := []*ad.Axis{m.row}
	if m.batch != nil {
		axes = append(axes, m.batch)
	}
	var at []int
	var from [][]int
	for i, vars := range bl.rows {
		for k, v := range vars {
			if b.s.owner[v] == p {
				at = append(at, k*len(bl.rows)+i)
				from = append(from, positions(b.s.element(v), p.axes))
			}
		}
	}
	return b.g.Select(mask(b.g, axes, at), relocate(b.g, x, p.axes, from, axes, at), b.g.Const(0))
}

// inBlock are the unknowns of a cell that a block gives.
func (b *builder) inBlock(gr *group) *ad.Node {
	bl := gr.block
	read := func(c *cell) *ad.Node { return b.read(gr, c) }
	m := b.matrixOf(bl, read)
	y := b.g.Const(0)
	for _, p := range b.s.cellsOf(bl.rows) {
		y = b.add(y, b.spread(read(p), p, bl, m))
	}
	x := b.g.Sum(b.mul(b.g.InverseT(m.a, m.row, m.col), b.sub(y, m.rest)), m.row)
	over := []*ad.Axis{m.col}
	if m.batch != nil {
		over = []*ad.Axis{m.batch, m.col}
	}
	var from [][]int
	for i, vars := range bl.cols {
		for k, v := range vars {
			switch {
			case b.s.owner[v] != gr.cell:
			case m.batch != nil:
				from = append(from, []int{i, k})
			default:
				from = append(from, []int{k})
			}
		}
	}
	return relocate(b.g, x, over, from, gr.cell.axes, gr.at)
}

// regular refuses matrices that are constant and singular to all digits, measured against Hadamard's
// bound, and those that depend on data, of which nothing is proved.
func (b *builder) regular(bl *block, m *matrix, det *ad.Node) {
	r := &Refusal{Kind: Singular, Nodes: []*ad.Node{bl.groups[0].from.node, m.a}}
	rows := b.g.Apply(ad.Sqrt, b.g.Sum(b.square(m.a), m.col))
	ratio := b.sub(det, b.g.Sum(b.log(rows), m.row))
	if ratio.Op == ad.Const && slices.ContainsFunc(ratio.Table, func(v float64) bool { return !(v > -32) }) || !b.s.parametric(m.a) {
		b.refusal = r
	}
}

// slopeOfBlock is the sum of log|det| of the systems of a block, from forward values.
func (b *builder) slopeOfBlock(bl *block) *ad.Node {
	m := b.matrixOf(bl, func(c *cell) *ad.Node { return c.node })
	det := b.g.LogAbsDet(m.a, m.row, m.col)
	b.dets[bl] = det
	b.regular(bl, m, det)
	if m.batch != nil {
		return b.g.Sum(det, m.batch)
	}
	return det
}
