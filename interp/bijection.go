package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// bijection is a differentiable map taken as a flow: log|det ∂f/∂z| is that of its Jacobian, made by one tangent for each
// coordinate of z and decomposed for each sample. Its inverse is found by Newton's iteration. That f is one to one is the word of
// whoever writes it; where it folds, the density counts one of the layers.
type bijection struct {
	node lang.Node
	of   Value
}

// bijectionBuiltin is bijection(f).
func bijectionBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	if _, ok := mapParts(v); !ok {
		fail("G0414", e.Args[0], fmt.Sprintf("bijection takes a map, and this is %s", kind(v)), help("bijection(f), with f(z: real[I]) = … over I"))
	}
	return &Flow{[]Value{&bijection{e, v}}}
}

func (b *bijection) pass(c ctx, n lang.Node, vals []Value, back, volume bool) ([]*Array, *ad.Node) {
	g := c.g()
	z := c.numbers(n, vals)
	if back {
		z = b.solve(c, n, z)
	} else {
		z = c.fitted(n, b.of, z)
	}
	z, y := b.at(c, n, z)
	var logdet *ad.Node
	if volume {
		logdet = c.denseJacobian(n, z, y).logAbsDet(g)
	}
	if !back {
		return y, logdet
	}
	if volume {
		logdet = g.Apply(ad.Neg, logdet)
	}
	return z, logdet
}

// at evaluates the map at references bound to z, so that it can be differentiated there.
func (b *bijection) at(c ctx, n lang.Node, z []*Array) (x, y []*Array) {
	x = make([]*Array, len(z))
	for i := range z {
		x[i] = c.variable(z[i])
	}
	y = c.forward(n, b.of, x)
	if have, want := count(y), count(x); have != want {
		fail("G0413", n, "this map has no inverse, as it changes the number of coordinates", label(b.node, "the map"), here("it takes %d and gives %d", want, have),
			why("a density is of as many coordinates as there are degrees of freedom"), help("as many values as arguments"))
	}
	return x, y
}

// count is the number of elements of arrays.
func count(list []*Array) int {
	n := 0
	for _, a := range list {
		n += ad.Elements(axesOf(a.Dims))
	}
	return n
}

// denseJacobian is ∂y/∂x along places of y and of x.
type denseJacobian struct {
	node     *ad.Node
	row, col *places
}

// denseJacobian is the Jacobian of y with respect to the references x.
func (c ctx) denseJacobian(n lang.Node, x, y []*Array) denseJacobian {
	g := c.g()
	j := denseJacobian{row: c.placesOf(y, 0), col: c.placesOf(x, 0)}
	rows := make([]*Array, len(y))
	for i := range y {
		parts := make([]*Array, len(x))
		for k := range x {
			d, axes, err := g.Jacobian(y[i].Node, x[k].Node, axesOf(x[k].Dims))
			if err != nil {
				c.derivativeError(n, err)
			}
			parts[k] = &Array{Node: d, Dims: fresh(axes, x[k].Dims)}
		}
		rows[i] = &Array{Node: j.col.pack(g, parts), Dims: y[i].Dims}
	}
	j.node = j.row.pack(g, rows)
	return j
}

// logAbsDet is log|det|; of a single number its logarithm.
func (j denseJacobian) logAbsDet(g *ad.Graph) *ad.Node {
	if j.row.size == 1 {
		return g.Apply(ad.Log, g.Apply(ad.Abs, j.single(g)))
	}
	return g.LogAbsDet(j.node, j.row.axis, j.col.axis)
}

func (j denseJacobian) single(g *ad.Graph) *ad.Node {
	first := g.Integer(0)
	return g.Gather(j.node, []*ad.Axis{j.row.axis, j.col.axis}, []*ad.Node{first, first})
}

// solve is the δ along the places of x with J δ = r, r along those of y.
func (j denseJacobian) solve(g *ad.Graph, r *ad.Node) *ad.Node {
	if j.row.size == 1 {
		r = g.Gather(r, []*ad.Axis{j.row.axis}, []*ad.Node{g.Integer(0)})
		return g.Apply(ad.Div, r, j.single(g))
	}
	t := g.InverseT(j.node, j.row.axis, j.col.axis)
	return g.Sum(g.Apply(ad.Mul, t, r), j.row.axis)
}

// Newton's iteration of the inverse of a map.
const (
	newtonSteps  = 24
	newtonHalves = 8    // a step is halved at most so often
	newtonMiss   = 1e-9 // of the size of what is inverted, that a solution may miss it by
)

// solve is f⁻¹ at values, by Newton's iteration from the values themselves. Each step goes the whole way, or a half, a
// quarter, …, whichever leaves the smallest residual. Where none converges the result is not a number, and is
// reported with its residual where the values are known.
func (b *bijection) solve(c ctx, n lang.Node, x []*Array) []*Array {
	g := c.g()
	start := c.fitted(n, b.of, x)
	extra := around(x)
	place := c.placesOf(start, 0)
	iteration := g.Axis("iteration", newtonSteps+1)
	var z, body *ad.Node
	for {
		z = g.Ref("z", ad.Real, ad.Union(extra, sorted([]*ad.Axis{iteration, place.axis}))...)
		shift := make([]float64, newtonSteps+1)
		for k := range shift {
			shift[k] = float64(k - 1)
		}
		before := g.Gather(z, []*ad.Axis{iteration}, []*ad.Node{g.Table([]*ad.Axis{iteration}, shift, ad.Int)})
		next := b.damped(c.with(iteration), n, place, before, x)
		body = g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(iteration)), next, place.pack(g, start))
		if more := ad.Without(body.Axes, z.Axes); len(more) > 0 {
			extra = ad.Union(extra, more)
			continue
		}
		g.Bind(z, body)
		break
	}
	root := g.Apply(ad.Stop, g.Gather(z, []*ad.Axis{iteration}, []*ad.Node{g.Integer(newtonSteps)}))
	// One step more has the derivatives of the implicit function.
	at, y := b.at(c, n, place.all(g, root))
	j := c.denseJacobian(n, at, y)
	r := residual(c, n, j.row, y, x)
	miss := size(g, r, j.row)
	near := g.Apply(ad.Le, miss, g.Apply(ad.Mul, g.Const(newtonMiss), g.Apply(ad.Add, g.Const(1), size(g, j.row.pack(g, c.alike(n, x, y)), j.row))))
	b.converged(c, n, near, miss)
	δ := g.Rename(j.solve(g, r), j.col.axis, place.axis)
	z = g.Select(near, g.Apply(ad.Sub, root, δ), g.Const(math.NaN()))
	return place.all(g, z)
}

// fitted are values as arrays over the sets of the arguments of a map; where they have other shapes, zeros.
func (c ctx) fitted(n lang.Node, f Value, vals []*Array) []*Array {
	domain := c.domain(n, f, vals)
	out := make([]*Array, len(domain))
	for i, dims := range domain {
		out[i] = &Array{Node: c.g().Const(0), Dims: dims}
		if i >= len(vals) || len(domain) != len(vals) {
			continue
		}
		a := vals[i]
		if len(a.Dims) != len(dims) {
			a = c.regroup(a, setsOf(dims))
		}
		if sameDims(a.Dims, dims) {
			out[i] = a
		}
	}
	return out
}

// alike are values on the axes of others.
func (c ctx) alike(n lang.Node, x, y []*Array) []*Array {
	out := make([]*Array, len(y))
	for i := range y {
		if len(x) != len(y) {
			fail("G0413", n, fmt.Sprintf("this map has %s, and its inverse is given %d", plural(len(y), "value"), len(x)), help("as many values as the map has"))
		}
		a := x[i]
		if len(a.Dims) != len(y[i].Dims) {
			a = c.regroup(a, setsOf(y[i].Dims))
		}
		if !sameDims(a.Dims, y[i].Dims) {
			fail("G0403", n, fmt.Sprintf("the values of this map are %s, and its inverse is given %s", arrayText(y[i].Dims), kind(x[i])),
				why("an inverse takes what the map gives"), help("a value over the same sets as those of the map"))
		}
		out[i] = c.onto(a, y[i].Dims)
	}
	return out
}

// residual is f(z) - x along places.
func residual(c ctx, n lang.Node, place *places, y, x []*Array) *ad.Node {
	return c.g().Apply(ad.Sub, place.pack(c.g(), y), place.pack(c.g(), c.alike(n, x, y)))
}

// size is the root of the mean square along places.
func size(g *ad.Graph, r *ad.Node, place *places) *ad.Node {
	return g.Apply(ad.Sqrt, g.Apply(ad.Div, g.Sum(g.Apply(ad.Mul, r, r), place.axis), g.Const(float64(place.size))))
}

// damped is one step of the iteration.
func (b *bijection) damped(c ctx, n lang.Node, place *places, before *ad.Node, x []*Array) *ad.Node {
	g := c.g()
	at, y := b.at(c, n, place.all(g, before))
	j := c.denseJacobian(n, at, y)
	δ := g.Rename(j.solve(g, residual(c, n, j.row, y, x)), j.col.axis, place.axis)
	δ = g.Select(g.Apply(ad.Lt, g.Apply(ad.Abs, δ), g.Const(math.MaxFloat64)), δ, g.Const(0)) // where the Jacobian is singular, stay
	try := g.Axis("halves", newtonHalves)
	part := make([]float64, newtonHalves)
	for k := range part {
		part[k] = math.Exp2(-float64(k))
	}
	tried := g.Apply(ad.Sub, before, g.Apply(ad.Mul, g.Table([]*ad.Axis{try}, part, ad.Real), δ))
	there := c.forward(n, b.of, place.all(g, tried))
	miss := size(g, residual(c.with(try), n, j.row, there, x), j.row)
	miss = g.Select(g.Apply(ad.Lt, miss, g.Const(math.MaxFloat64)), miss, g.Const(math.MaxFloat64))
	best := g.Reduce(ad.ArgMax, g.Apply(ad.Neg, miss), try)
	return g.Gather(tried, []*ad.Axis{try}, []*ad.Node{best})
}

// converged reports points that have no solution, where all is known that they depend on.
func (b *bijection) converged(c ctx, n lang.Node, near, miss *ad.Node) {
	if c.obj != nil || c.s.opts.Check || !evaluable([]*ad.Node{near, miss}, nil) {
		return
	}
	out := c.s.evaluate(n, near, miss)
	bad, worst := 0, 0.0
	for i, ok := range out[0] {
		if ok == 0 {
			bad++
			if m := out[1][min(i, len(out[1])-1)]; bad == 1 || m > worst || math.IsNaN(m) {
				worst = m
			}
		}
	}
	if bad == 0 {
		return
	}
	where := "here"
	if len(out[0]) > 1 {
		where = fmt.Sprintf("at %d of %d points", bad, len(out[0]))
	}
	fail("G0418", n, fmt.Sprintf("the inverse of this map is not found %s: Newton's iteration leaves a residual of %s", where, number(worst)), label(b.node, "the map"),
		why("the point may lie outside of the image, or the map may turn back on the way"), help("a map that is one to one, such as odeflow, or a flow whose inverse is derived"))
}
