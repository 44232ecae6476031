package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/lang"
)

// Measure-valued derivatives. Draws from distributions are constants for derivatives; what is made of them (a flow, an
// equation) is not. The derivative of the density of one draw x with
// respect to an argument a of its distribution is a difference of two distributions (dist.Weak), so
//
//	∂⟨f⟩ = ⟨∂f⟩ + ⟨Σ over draws and arguments ∂a · factor · (f₊ - f₋)⟩,
//
// where f₊ is f with x drawn from the first of the two and all that is drawn after x drawn again from the same noise. Of a
// discrete draw all values are gone through instead: Σ ∂p(v) f(v). Elements of an array are draws each, along axes of
// their own, so that f is evaluated twice for each of them.

// measuredDraws gathers the draws of an expectation whose distributions are differentiated.
type measuredDraws struct {
	place []*ad.Axis // axes along which each position is apart
	list  []*measuredDraw
}

// measuredDraw is one of them, over elements.
type measuredDraw struct {
	c        ctx
	node     lang.Node
	d        *Dist
	ref      *ad.Node // what reads the draw reads this
	noise    dist.Noise
	elements []*ad.Axis
	guard    *ad.Node // which elements there are
	branches []*branch
	made     bool
}

// branch is a derivative with respect to one argument.
type branch struct {
	arg         *ad.Node // ∂ of this; over twin axes of the elements, and perhaps along
	factor      *ad.Node
	plus, minus *ad.Node   // other draws, over the elements; nil: the draw itself
	along       []*ad.Axis // of the values of a discrete draw
}

// drawOf draws from a distribution; an expectation that differentiates it is told.
func (c ctx) drawOf(n lang.Node, d *Dist, name string, place []*ad.Axis) *ad.Node {
	noise := c.noiseOf(d, name, place)
	node := d.row.Draw(c.g(), noise, d.args)
	if c.measured == nil {
		return node
	}
	m := &measuredDraw{c: c, node: n, d: d, noise: noise, guard: c.condition()}
	m.elements = ad.Without(node.Axes, c.measured.place)
	m.ref = c.g().Ref(name, node.Type, node.Axes...)
	c.g().Bind(m.ref, c.g().Apply(ad.Stop, node))
	c.measured.list = append(c.measured.list, m)
	return m.ref
}

// measureMean is the mean of f with the zero terms whose derivatives are the measure-valued estimator.
func (b *sampledBody) measureMean(f *ad.Node) *ad.Node {
	g := b.c.g()
	out, terms := b.plainMean(f), f
	for _, t := range b.traces {
		out, terms = b.putBack(out, terms, f, t.stopped, t.logp)
	}
	for _, m := range b.measured.list {
		if !readsNode(f, m.ref) {
			continue
		}
		for _, br := range b.branchesOf(m) {
			w := g.Apply(ad.Mul, br.factor, g.Apply(ad.Sub, b.branched(f, m, br.plus, br.along), b.branched(f, m, br.minus, br.along)))
			zero := g.Apply(ad.Sub, br.arg, g.Apply(ad.Stop, br.arg))
			guard := b.twinned(m, m.guard)
			if br.along != nil {
				guard = g.Apply(ad.And, guard, g.Apply(ad.Lt, g.Const(0), br.arg))
			}
			term := g.Select(guard, g.Apply(ad.Mul, g.Apply(ad.Stop, w), zero), g.Const(0))
			term = g.Sum(term, append(b.twins(m), br.along...)...)
			out, terms = g.Apply(ad.Add, out, b.plainMean(term)), g.Apply(ad.Add, terms, term)
		}
	}
	b.terms = terms
	return out
}

// branched is f with another draw at each element in turn, along the twins of its axes.
func (b *sampledBody) branched(f *ad.Node, m *measuredDraw, other *ad.Node, along []*ad.Axis) *ad.Node {
	if other == nil {
		return f
	}
	g := b.c.g()
	here := g.Truth(true)
	for k, t := range b.twins(m) {
		here = g.Apply(ad.And, here, g.Apply(ad.Eq, g.Iota(m.elements[k]), g.Iota(t)))
	}
	return derive.Branch(g, f, m.ref, b.axis, append(b.twins(m), along...), func(again func(*ad.Node) *ad.Node) *ad.Node {
		return g.Select(here, other, again(m.ref.Leaf.Body)) // what is drawn before the element is as it was
	})
}

// twins are axes for the element whose draw is another one.
func (b *sampledBody) twins(m *measuredDraw) []*ad.Axis {
	out := make([]*ad.Axis, len(m.elements))
	for k, a := range m.elements {
		if b.twin[a] == nil {
			b.twin[a] = b.c.g().Axis(a.Name+"′", a.Size)
		}
		out[k] = b.twin[a]
	}
	return out
}

// twinned is a function of the elements at the twin axes.
func (b *sampledBody) twinned(m *measuredDraw, x *ad.Node) *ad.Node {
	g := b.c.g()
	to := make([]*ad.Node, len(m.elements))
	for k, t := range b.twins(m) {
		to[k] = g.Iota(t)
	}
	return g.Gather(x, m.elements, to)
}

// branchesOf are the derivatives with respect to the arguments that derivatives reach.
func (b *sampledBody) branchesOf(m *measuredDraw) []*branch {
	if m.made {
		return m.branches
	}
	m.made = true
	g := b.c.g()
	if m.d.row.KindOf(m.d.args) != dist.Real {
		if b.c.anyMoves(m.d.args) {
			m.branches = []*branch{b.values(m)}
		}
		return m.branches
	}
	for _, p := range m.d.row.Params {
		a, ok := m.d.args[p.Name]
		if !ok || !b.c.anyMoves(dist.Args{p.Name: a}) {
			continue
		}
		w, ok := m.d.row.Weak(g, p.Name, m.ref, m.noise, m.d.args)
		if !ok || a.Node == nil {
			fail("G0714", m.node, fmt.Sprintf("%s has no measure-valued derivative with respect to %s", m.d.row.Name, p.Name),
				why("the derivative of its density is not known as a difference of two distributions that can be drawn from"),
				help("%s", otherEstimators(m.d)))
		}
		m.branches = append(m.branches, &branch{arg: b.twinned(m, a.Node), factor: b.twinned(m, w.Factor), plus: w.Plus, minus: w.Minus})
	}
	return m.branches
}

// values goes through all values of a discrete draw: the argument is their probability.
func (b *sampledBody) values(m *measuredDraw) *branch {
	g := b.c.g()
	v := m.d.row.Values(m.d.args)
	axis := g.Axis("value", len(v))
	value := g.Table([]*ad.Axis{axis}, v, ad.Int)
	p := g.Apply(ad.Exp, m.d.row.LogDensity(g, value, m.d.args))
	return &branch{arg: b.twinned(m, p), factor: g.Const(1), plus: value, along: []*ad.Axis{axis}}
}

// anyMoves tells whether a derivative reaches one of the arguments: they depend on a parameter, or on the
// variable of a derivative around, and not through a draw.
func (c ctx) anyMoves(args dist.Args) bool {
	for _, a := range args {
		if a.Of != nil && c.anyMoves(a.Of.Args) || a.Node != nil && c.moves(a.Node) {
			return true
		}
	}
	return false
}

// readsNode tells whether f is made of x.
func readsNode(f, x *ad.Node) bool {
	found := false
	visit(f, func(n *ad.Node) { found = found || n == x })
	return found
}

// moves tells whether a derivative reaches a node.
func (c ctx) moves(n *ad.Node) bool {
	seen := map[*ad.Node]bool{}
	var look func(n *ad.Node) bool
	look = func(n *ad.Node) bool {
		if n == nil || seen[n] || n.Op == ad.Stop || n.Type != ad.Real && n.Leaf == nil {
			return false
		}
		seen[n] = true
		if n.Leaf != nil {
			switch n.Leaf.Kind {
			case ad.ParamLeaf:
				return true
			case ad.InputLeaf:
				return c.obj == nil || n != c.obj.step && n != c.obj.progress
			case ad.RefLeaf:
				return n.Leaf.Body == nil || look(n.Leaf.Body)
			}
			return false
		}
		for _, a := range n.Args {
			if look(a) {
				return true
			}
		}
		return false
	}
	return look(n)
}

// otherEstimators says which estimators apply to a draw.
func otherEstimators(d *Dist) string {
	if d.row.Pathwise {
		return "estimator = pathwise, or score(baseline = loo)"
	}
	return "estimator = score(baseline = loo)"
}
