package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Iterations is the length of a bracketed Newton iteration, in evaluations of the equation and its
// slope: halving a bracket to the last digits takes no more.
const Iterations = 64

// equation is what groups with several ways to their unknowns solve: body(hole) = y.
type equation struct {
	hole, body, slope *ad.Node
}

// equationOf writes the equations of a group with values of cells.
func (b *builder) equationOf(gr *group, value func(c *cell) *ad.Node) equation {
	p := gr.from
	e := equation{hole: b.g.Input("·", ad.Real, ad.Union(p.axes, b.extra)...)}
	target := map[int]int32{}
	pl := &puller{
		s: b.s, p: p, fixed: -1, rows: map[int]bool{}, value: value,
		again: func(row int, v int32) bool { return gr.paths.between[place{row, v}] },
		is:    func(row int, v int32) bool { return target[row] == v },
		hole:  func(c *cell) *ad.Node { return only(c == gr.cell, e.hole) },
	}
	for i, row := range gr.rows {
		pl.rows[row], target[row] = true, gr.cell.base+int32(gr.at[i])
	}
	e.body = pl.equation()
	d, err := b.g.JVP([]*ad.Node{e.body}, []*ad.Node{e.hole}, []*ad.Node{b.g.Const(1)})
	if err != nil || pl.err != nil {
		panic("inverse: an equation that has been judged has no slope")
	}
	e.slope = d[0]
	return e
}

// at puts a value in the place of the unknown.
func (e equation) at(g *ad.Graph, n, x *ad.Node) *ad.Node { return replace(g, n, e.hole, x) }

// solved solves the equations of a group that meet their unknowns several times.
func (b *builder) solved(gr *group) *ad.Node {
	e := b.equationOf(gr, func(c *cell) *ad.Node { return b.read(gr, c) })
	y := b.read(gr, gr.from)
	if gr.k == linearly {
		return gr.move(b.g, b.div(b.sub(y, e.at(b.g, e.body, b.g.Const(0))), e.slope))
	}
	iv := b.s.ranges.of(gr.cell.node)
	root := b.g.Apply(ad.Stop, b.newton(gr, e, y, iv.near()))
	// Steps of Newton's method from the root, which is held fixed, have the derivatives of the implicit function: the
	// first of the first order, even with a slope that is held fixed, the second, which squares what is left, up to the third.
	miss := b.sub(e.at(b.g, e.body, root), y)
	slope := b.g.Apply(ad.Stop, e.at(b.g, e.slope, root))
	regular := b.g.Apply(ad.Lt, b.g.Const(0), b.g.Apply(ad.Abs, slope))
	x := b.g.Select(regular, b.sub(root, b.div(miss, slope)), root)
	again := b.sub(x, b.div(b.sub(e.at(b.g, e.body, x), y), e.at(b.g, e.slope, x)))
	x = b.g.Select(regular, again, root)
	size := b.add(b.g.Const(1), b.add(b.g.Apply(ad.Abs, y), b.g.Apply(ad.Abs, b.mul(slope, root))))
	near := b.g.Apply(ad.Lt, b.g.Apply(ad.Abs, miss), b.times(1e-9, size))
	b.near[gr] = b.g.Apply(ad.And, near, b.in(root, iv))
	return gr.move(b.g, x)
}

// newton solves body(x) = y for x inside an interval, as a function of a number u on the line. Each
// step keeps a bracket lo ≤ u ≤ hi. It is Newton's where that stays inside and is at most half as long
// as the step before, else it halves the bracket, or goes on twice as far where that has no end yet.
func (b *builder) newton(gr *group, e equation, y *ad.Node, iv Interval) *ad.Node {
	g := b.g
	it := g.Axis("iteration", Iterations)
	axes := append([]*ad.Axis{it}, ad.Union(gr.from.axes, b.extra)...)
	before := make([]float64, Iterations)
	for k := range before {
		before[k] = float64(k - 1)
	}
	table := g.Table([]*ad.Axis{it}, before, ad.Int)
	begun := g.Apply(ad.Lt, g.Integer(0), g.Iota(it))
	state := func(name string) (ref, old *ad.Node) {
		ref = g.Ref(name, ad.Real, axes...)
		return ref, g.Gather(ref, []*ad.Axis{it}, []*ad.Node{table})
	}
	u, u0 := state("u")
	lo, lo0 := state("lo")
	hi, hi0 := state("hi")
	step, step0 := state("step")
	x, stretch := b.onto(u0, iv)
	miss := b.mul(b.direction(gr, iv), b.sub(e.at(g, e.body, x), y))
	slope := b.mul(g.Apply(ad.Abs, e.at(g, e.slope, x)), stretch)
	below, above := g.Apply(ad.Le, miss, g.Const(0)), g.Apply(ad.Le, g.Const(0), miss)
	lost := g.Apply(ad.Not, g.Apply(ad.Or, below, above)) // it overflows: u is too far out
	low := g.Select(g.Apply(ad.Or, below, g.Apply(ad.And, lost, g.Apply(ad.Lt, u0, g.Const(0)))), u0, lo0)
	high := g.Select(g.Apply(ad.Or, above, g.Apply(ad.And, lost, g.Apply(ad.Lt, g.Const(0), u0))), u0, hi0)
	size := b.add(g.Const(1), g.Apply(ad.Abs, u0))
	next := b.sub(u0, b.div(miss, slope))
	short := g.Apply(ad.Le, b.twice(g.Apply(ad.Abs, b.sub(next, u0))), g.Apply(ad.Max, step0, b.times(1e-8, size)))
	ok := g.Apply(ad.And, short, g.Apply(ad.And, g.Apply(ad.Le, low, next), g.Apply(ad.Le, next, high)))
	half := g.Select(g.Apply(ad.Lt, high, g.Const(inf)), b.times(0.5, b.add(low, high)), b.add(u0, size))
	half = g.Select(g.Apply(ad.Lt, g.Const(-inf), low), half, b.sub(u0, size))
	next = g.Select(ok, next, half)
	bind := func(ref *ad.Node, first float64, then *ad.Node) { g.Bind(ref, g.Select(begun, then, g.Const(first))) }
	bind(u, 0, next)
	bind(lo, -inf, low)
	bind(hi, inf, high)
	bind(step, 2, g.Apply(ad.Abs, b.sub(next, u0)))
	root, _ := b.onto(g.Gather(u, []*ad.Axis{it}, []*ad.Node{g.Integer(Iterations - 1)}), iv)
	return root
}

// near leaves out ends that are so far away that numbers between would lose their digits.
func (a Interval) near() Interval {
	const far = 1e6
	if a.Lo < -far {
		a.Lo, a.LoOpen = -inf, true
	}
	if a.Hi > far {
		a.Hi, a.HiOpen = inf, true
	}
	return a
}

// onto maps the line onto an interval; stretch is |dx/du|.
func (b *builder) onto(u *ad.Node, iv Interval) (x, stretch *ad.Node) {
	lo, hi := b.g.Const(iv.Lo), b.g.Const(iv.Hi)
	switch below, above := math.IsInf(iv.Lo, 0), math.IsInf(iv.Hi, 0); {
	case below && above:
		return u, b.g.Const(1)
	case above:
		return b.add(lo, b.g.Apply(ad.Exp, u)), b.g.Apply(ad.Exp, u)
	case below:
		return b.sub(hi, b.g.Apply(ad.Exp, u)), b.g.Apply(ad.Exp, u)
	}
	part := b.times(iv.Hi-iv.Lo, b.g.Apply(ad.Sigmoid, u))
	return b.add(lo, part), b.mul(part, b.g.Apply(ad.Sigmoid, b.neg(u)))
}

// direction is 1 for equations that rise with u and -1 for those that fall.
func (b *builder) direction(gr *group, iv Interval) *ad.Node {
	turned := math.IsInf(iv.Lo, 0) && !math.IsInf(iv.Hi, 0) // x falls with u
	table := make([]float64, ad.Elements(gr.from.axes))
	for e := range table {
		table[e] = -1
		up, known := gr.paths.rising[e]
		if !known {
			up = gr.paths.rising[gr.rows[0]]
		}
		if up != turned {
			table[e] = 1
		}
	}
	return b.g.Table(gr.from.axes, table, ad.Real)
}

// slopeOnPaths is log|slope| of the equations of a group, from forward values.
func (b *builder) slopeOnPaths(gr *group) *ad.Node {
	e := b.equationOf(gr, func(c *cell) *ad.Node { return c.node })
	from := make([][]int, len(gr.at))
	for i, at := range gr.at {
		from[i] = positions(at, gr.cell.axes)
	}
	x := relocate(b.g, gr.cell.node, gr.cell.axes, from, gr.from.axes, gr.rows)
	return b.logAbs(e.at(b.g, e.slope, x))
}
