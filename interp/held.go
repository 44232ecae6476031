package interp

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Local energies under |ψ|². In an objective the derivative of ⟨(Hψ)(x)/ψ(x)⟩ over x ~ |ψ|² has two terms, the covariance of the
// local energy with 2 Re ∂log ψ and the mean of its own derivative. For H = H† the real part of the latter is 2⟨Im E_loc ∂ arg ψ⟩,
// without derivatives of Hψ: the local energy is held, as energy(H, ψ) does, whatever is written around it,
//
//	Re E_loc → stop(Re E_loc) + 2 stop(Im E_loc)(arg ψ - stop(arg ψ)),
//
// where the integrand depends on Re E_loc linearly, with a factor that does not depend on x.

// bornDraw is a configuration drawn from |ψ|² in an objective.
type bornDraw struct {
	psi    Value
	x      []Value
	locals []localEnergy
}

// localEnergy is a node for the real part of one, which is still to be bound.
type localEnergy struct{ ref, full, held *ad.Node }

// bornDraw is what a local energy finds around it.
func (c ctx) bornDraw(psi Value, x []Value) *bornDraw {
	if psi == nil || c.obj == nil {
		return nil
	}
	return &bornDraw{psi: psi, x: x}
}

// holdable is a local energy whose real part may be held, if it is one of the wave function and at the configuration that are drawn.
func (c ctx) holdable(n *lang.Call, h, psi Value, x []Value, v Value) Value {
	b := c.drawn
	if b == nil || !slices.EqualFunc(x, b.x, sameNode) || !sameFunction(psi, b.psi) || !c.isHermitian(n.Args[0].X, h) {
		return v
	}
	z := c.complexOf(n, v)
	e := localEnergy{full: z.Re.Node, held: c.heldEnergy(n, &energySpec{h: h, psi: psi}, x)}
	e.ref = c.g().Ref("local energy", ad.Real, ad.Union(e.full.Axes, e.held.Axes)...)
	b.locals = append(b.locals, e)
	re := &Array{Node: e.ref}
	if v, ok := z.Im.Node.Scalar(); ok && v == 0 {
		return re
	}
	return &Complex{Re: re, Im: z.Im}
}

func sameNode(a, b Value) bool {
	x, ok := a.(*Array)
	y, also := b.(*Array)
	return ok && also && x.Node == y.Node
}

// sameFunction tells whether two functions are one, perhaps written twice: with the same text, in which every name stands for the same.
func sameFunction(a, b Value) bool {
	if f, ok := a.(*Function); ok {
		g, also := b.(*Function)
		if f == g || !also || f.native != nil || g.native != nil || f.module != g.module || paramList(f.Params) != paramList(g.Params) || lang.Print(f.Body) != lang.Print(g.Body) {
			return f == g
		}
		same := true
		look := func(n *lang.Name) {
			own := slices.ContainsFunc(f.Params, func(p *lang.Arg) bool { return paramName(p) == n.Id })
			same = same && (own || f.scope.find(n.Id) == g.scope.find(n.Id))
		}
		walk(f.Body, look)
		for _, p := range f.Params {
			if p.Type != nil {
				walk(p.Type, look)
			}
		}
		return same
	}
	f, ok := a.(*Instance)
	g, also := b.(*Instance)
	return ok && also && f == g
}

// isHermitian tells whether H = H† is known.
func (c ctx) isHermitian(n lang.Expr, h Value) bool {
	op, ok := h.(*Operator)
	if !ok {
		return true // real multiples of Δ and of functions
	}
	for _, t := range op.terms {
		if slices.ContainsFunc(t.nodes(), dependsOnDraws) {
			return false
		}
	}
	d, ok := catch(func() { c.needHermitian(n, op) })
	return ok && d == nil
}

// settle binds the local energies in an integrand f.
func (b *bornDraw) settle(g *ad.Graph, f *ad.Node) {
	if b == nil {
		return
	}
	for _, e := range b.locals {
		body := e.full
		if b.linear(g, f, e.ref) {
			body = e.held
		}
		g.Bind(e.ref, body)
	}
}

// linear tells whether f is linear in a node, with a factor that is the same for all x.
func (b *bornDraw) linear(g *ad.Graph, f, in *ad.Node) bool {
	d, err := g.Grad(f, []*ad.Node{in}, f.Axes...)
	if err != nil {
		return false
	}
	free := true
	visit(d[0], func(m *ad.Node) {
		free = free && m != in && !slices.ContainsFunc(b.x, func(x Value) bool { return x.(*Array).Node == m })
	})
	return free
}
