package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/lang"
)

// Laplacians of single particles, Δ[p], and sums of them with coefficients, as for unlike masses: sum(-1/(2*m[p])*Δ[p] for p in P).
//
// Together they are Σ_q w_q ∂²/∂x_q² with one weight for each coordinate. Where w >= 0 this is the Laplacian by y at y = 0 of
// f(x + √w y), which costs what Δ does; negative weights are a second one.

// indexLaplacian is Δ[p], or Δ[p, d].
func (c ctx) indexLaplacian(e *lang.Index) Value {
	t := continuumTerm{coef: c.g().Const(1)}
	text := ""
	for i, a := range e.Args {
		v, ok := c.eval(a.X).(*Array)
		if !ok || len(v.Dims) > 0 {
			fail("G1001", a, "the index of Δ is one element", why("Δ[p] differentiates by the coordinates x[p] of a wave function"), help("sum(-1/(2*m[p])*Δ[p] for p in P)"))
		}
		if i > 0 {
			text += ","
		}
		text += c.placeText(a.X)
		t.at = append(t.at, derivativeIndex{a.X, v})
	}
	t.base = subscripted("Δ", text)
	return &Continuum{[]continuumTerm{t}}
}

// derivativeIndex is an index of a Laplacian.
type derivativeIndex struct {
	node  lang.Expr
	value *Array
}

// sumContinuum is sum(A for …) of Hamiltonians of coordinates.
func (c ctx) sumContinuum(n lang.Node, word string, gens *generators, text string, h *Continuum) *Continuum {
	if word != "sum" {
		fail("G1001", n, fmt.Sprintf("%s of Hamiltonians is not defined", word), why("they have sums"), help("sum(… for …)"))
	}
	gens.overSets(n)
	out := &Continuum{}
	for _, t := range h.terms {
		if _, number := t.f.(*Array); t.f != nil && !number {
			fail("G1001", n, "a function stands in a sum of Hamiltonians", at("%s", t.text()), why("a potential is one function of all coordinates"),
				help("V(x) = sum(… for p in P), and sum(-1/(2*m[p])*Δ[p] for p in P) + V"))
		}
		t.coef = c.guardedTerm(t.coef, gens.guard)
		if t.at == nil { // the same for every element
			t.coef = c.g().Sum(t.coef, gens.axes()...)
		} else {
			t.sums = slices.Concat(gens.dims, t.sums)
		}
		t.factors = append([]string{"Σ_{" + text + "}"}, t.factors...)
		out.terms = append(out.terms, t)
	}
	return out
}

// apart moves the sums of a term off the given axes.
func (t continuumTerm) apart(c ctx, taken []*ad.Axis) continuumTerm {
	used := slices.Concat(c.open, taken, axesOf(t.sums))
	var from []*ad.Axis
	var to []*ad.Node
	t.sums = slices.Clone(t.sums)
	for i, d := range t.sums {
		if contains(taken, d.Axis) {
			ax := c.s.axis(d.Set, used)
			used = append(used, ax)
			from, to = append(from, d.Axis), append(to, c.g().Iota(ax))
			t.sums[i].Axis = ax
		}
	}
	if len(from) == 0 {
		return t
	}
	t.coef = c.g().Gather(t.coef, from, to)
	t.at = slices.Clone(t.at)
	for i, p := range t.at {
		v := *p.value
		v.Node = c.g().Gather(v.Node, from, to)
		t.at[i].value = &v
	}
	return t
}

// weights are the coefficients of the second derivatives by the coordinates; nil where no term has an index.
func (c ctx) weights(n lang.Node, h *Continuum, vars []*Array) *ad.Node {
	g := c.g()
	var out *ad.Node
	for _, t := range h.terms {
		if t.at == nil {
			continue
		}
		if len(vars) != 1 || len(t.at) > len(vars[0].Dims) {
			fail("G1002", t.at[0].node, "Δ with an index is of the rows of one array of coordinates", at("%s", plural(len(t.at), "index")),
				why("Δ[p] differentiates by x[p] of ψ(x: real[P, D])"), help("ψ(x: real[P, D]) = …, with p in P"))
		}
		t = t.apart(c, ad.Union(vars[0].Node.Axes, sorted(axesOf(vars[0].Dims))))
		in := c.with(axesOf(t.sums)...)
		w := t.coef
		for k, p := range t.at {
			dim := vars[0].Dims[k]
			at := in.position(p.node, p.value, dim.Set, nil)
			w = g.Select(g.Apply(ad.Eq, g.Iota(dim.Axis), at), w, g.Const(0))
		}
		if w = g.Sum(w, axesOf(t.sums)...); out != nil {
			w = g.Apply(ad.Add, out, w)
		}
		out = w
	}
	return out
}

// weightedLaplacian is Σ_q w_q ∂²ψ/∂x_q²/ψ. Where ψ is held, derivatives are those of the weights alone.
func (c ctx) weightedLaplacian(n lang.Node, psi Value, x *Array, w *ad.Node, held bool) *Complex {
	g := c.g()
	axes := ad.Union(x.Node.Axes, sorted(axesOf(x.Dims)))
	at := &Array{Node: g.Input("x", ad.Real, axes...), Dims: x.Dims}
	p := c.amplitude(n, psi, []Value{at})
	if held {
		p = polar{holdParams(g, p.log), holdParams(g, p.phase)}
	}
	w = c.settled(n, w)
	re, im := g.Const(0), g.Const(0)
	for _, sign := range []ad.Op{ad.Add, ad.Sub} {
		size := g.Apply(sign, g.Const(0), w)
		if isKnown(size) && !slices.ContainsFunc(size.Table, func(v float64) bool { return v > 0 }) {
			continue
		}
		positive := g.Apply(ad.Lt, g.Const(0), size)
		step := g.Select(positive, g.Apply(ad.Sqrt, g.Select(positive, size, g.Const(1))), g.Const(0))
		y := &Array{Node: g.Ref("y", ad.Real, axes...), Dims: x.Dims}
		g.Bind(y.Node, g.Const(0))
		moved := g.Apply(ad.Add, x.Node, g.Apply(ad.Mul, step, y.Node))
		l := c.localLaplacian(n, polar{derive.Exchange(g, p.log, at.Node, moved), derive.Exchange(g, p.phase, at.Node, moved)}, []*Array{y})
		re, im = g.Apply(sign, re, l.Re.Node), g.Apply(sign, im, l.Im.Node)
	}
	return &Complex{Re: &Array{Node: re}, Im: &Array{Node: im}}
}

// holdParams is a value whose parameters are held.
func holdParams(g *ad.Graph, n *ad.Node) *ad.Node {
	var params []*ad.Node
	visit(n, func(m *ad.Node) {
		if m.Op == ad.LeafOp && m.Leaf.Kind == ad.ParamLeaf {
			params = append(params, m)
		}
	})
	for _, p := range params {
		n = derive.Exchange(g, n, p, g.Apply(ad.Stop, p))
	}
	return n
}
