package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// rootSteps halves a bracket to the last digits.
const rootSteps = 64

// findRootBuiltin is find_root(f, a, b): where f changes its sign between a and b.
func findRootBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) != 3 || e.Args[0].Name != nil {
		fail("G0502", e, "find_root takes a function and two numbers, between which it changes its sign", at("%s", given(e)), help("find_root(x -> x^2 - 2, 0, 2)"))
	}
	r := &root{node: e, f: c.eval(e.Args[0].X)}
	return &Array{Node: r.find(c, c.limit(e.Args[1].X), c.limit(e.Args[2].X))}
}

// root is a root of f.
type root struct {
	node lang.Node
	f    Value
}

// at is f at x, and its slope where asked for.
func (r *root) at(c ctx, x *ad.Node, slope bool) (y, dy *ad.Node) {
	g := c.g()
	ref := g.Ref("x", ad.Real, x.Axes...)
	g.Bind(ref, x)
	a := c.number(r.node, c.callValue(r.node, r.f, []Value{&Array{Node: ref}}))
	if len(a.Dims) > 0 {
		fail("G0401", r.node, fmt.Sprintf("a root is of a function with one number as value, and this has %s", kind(a)), help("of several numbers: the inverse of bijection(f) at 0"))
	}
	if !slope {
		return a.Node, nil
	}
	d, err := g.JVP([]*ad.Node{a.Node}, []*ad.Node{ref}, []*ad.Node{g.Const(1)})
	if err != nil {
		c.derivativeError(r.node, err)
	}
	return a.Node, d[0]
}

// find traces the iteration. Each step keeps a bracket; it is Newton's where that stays inside and is at most half as long as the
// step before, else it halves the bracket.
func (r *root) find(c ctx, a, b *ad.Node) *ad.Node {
	g := c.g()
	fa, _ := r.at(c, a, false)
	fb, _ := r.at(c, b, false)
	low, high := g.Apply(ad.Sign, fa), g.Apply(ad.Sign, fb)
	changes := g.Apply(ad.Le, g.Apply(ad.Mul, low, high), g.Const(0))
	r.check(c, changes, fa, fb)
	it := g.Axis("iteration", rootSteps+1)
	axes := ad.Union([]*ad.Axis{it}, fa.Axes, fb.Axes, a.Axes, b.Axes)
	shift := make([]float64, it.Size)
	for k := range shift {
		shift[k] = float64(k - 1)
	}
	back := g.Table([]*ad.Axis{it}, shift, ad.Int)
	state := func(name string) (ref, old *ad.Node) {
		ref = g.Ref(name, ad.Real, axes...)
		return ref, g.Gather(ref, []*ad.Axis{it}, []*ad.Node{back})
	}
	x, x0 := state("x")
	lo, lo0 := state("lo")
	hi, hi0 := state("hi")
	step, step0 := state("step")
	y, dy := r.at(c.with(it), x0, true)
	same := g.Apply(ad.Le, g.Const(0), g.Apply(ad.Mul, low, y)) // on the side of a
	nearer, farther := g.Select(same, x0, lo0), g.Select(same, hi0, x0)
	newton := g.Apply(ad.Sub, x0, g.Apply(ad.Div, y, dy))
	inside := g.Apply(ad.Le, g.Const(0), g.Apply(ad.Mul, g.Apply(ad.Sub, newton, nearer), g.Apply(ad.Sub, farther, newton)))
	short := g.Apply(ad.Le, g.Apply(ad.Abs, g.Apply(ad.Sub, newton, x0)), g.Apply(ad.Mul, g.Const(0.5), step0))
	half := g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Add, nearer, farther))
	next := g.Select(g.Apply(ad.And, inside, short), newton, half)
	next = g.Select(g.Apply(ad.Eq, y, g.Const(0)), x0, next)
	begun := g.Apply(ad.Lt, g.Integer(0), g.Iota(it))
	bind := func(ref, first, then *ad.Node) { g.Bind(ref, g.Select(begun, then, first)) }
	bind(x, g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Add, a, b)), next)
	bind(lo, a, nearer)
	bind(hi, b, farther)
	bind(step, g.Apply(ad.Abs, g.Apply(ad.Sub, b, a)), g.Apply(ad.Abs, g.Apply(ad.Sub, next, x0)))
	out := g.Apply(ad.Stop, g.Gather(x, []*ad.Axis{it}, []*ad.Node{g.Integer(rootSteps)}))
	out = g.Select(g.Apply(ad.Eq, low, g.Const(0)), g.Apply(ad.Stop, a), out)
	out = g.Select(g.Apply(ad.Eq, high, g.Const(0)), g.Apply(ad.Stop, b), out)
	// Two more steps have the derivatives of the implicit function, up to the third.
	for range 2 {
		y, dy := r.at(c, out, true)
		steep := g.Apply(ad.Lt, g.Const(0), g.Apply(ad.Abs, dy))
		out = g.Select(steep, g.Apply(ad.Sub, out, g.Apply(ad.Div, y, g.Select(steep, dy, g.Const(1)))), out)
	}
	return g.Select(changes, out, g.Const(math.NaN()))
}

// check reports a function that does not change its sign, where that is known.
func (r *root) check(c ctx, changes, fa, fb *ad.Node) {
	if c.obj != nil || c.s.opts.Check || !evaluable([]*ad.Node{changes, fa, fb}, nil) {
		return
	}
	v := c.s.evaluate(r.node, changes, fa, fb)
	for k, ok := range v[0] {
		if ok == 0 {
			at := func(list []float64) string { return number(list[min(k, len(list)-1)]) }
			fail("G0420", r.node, "the function does not change its sign between these numbers", here("%s and %s at the ends", at(v[1]), at(v[2])),
				why("a continuous function has a root between two places where its signs differ"), help("an interval at whose ends the signs differ: find_root(x -> x^2 - 2, 0, 2)"))
		}
	}
}
