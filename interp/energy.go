package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/lang"
)

// Energies of wave functions: means of local energies over |ψ|², with their variances.

// energySpec is what an expectation knows that is an energy. The nodes are those of the latest trace.
type energySpec struct {
	at    lang.Expr // of H
	h     Value     // *Operator or *Continuum
	psi   Value
	x     []Value  // configuration
	imag  *ad.Node // of the local energy; its mean is zero
	count *ad.Node // of particles; nil where H is none of fermions
	node  *ad.Node // the energy, in an objective
}

// averaged is what is known of the integrand of a mean.
type averaged struct {
	variance float64 // at one sample
	vscore   float64
	hasScore bool // the energy of an operator of spins or fermions
}

// averaged is what there is to know of a mean, as yet unknown; nil for others.
func (spec *expectSpec) averaged() *averaged {
	if spec.word != "mean" {
		return nil
	}
	out := &averaged{variance: math.NaN(), vscore: math.NaN()}
	if spec.energy != nil {
		_, out.hasScore = spec.energy.h.(*Operator)
	}
	return out
}

// energyBuiltin is energy(H, ψ) = ⟨ψ|H|ψ⟩/⟨ψ|ψ⟩, the mean of the local energy over |ψ|². Its derivative is
// 2 Re⟨(E_loc - E)* ∂ log ψ⟩ + ⟨∂H⟩: in the local energy ψ is held, since its derivative there has the mean zero for
// H = H†, and a term that is zero brings in the phase. The last term is that of parameters of H (Hellmann and Feynman).
func energyBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) < 2 || e.Args[0].Name != nil || e.Args[1].Name != nil {
		fail("G0502", e, "energy takes an operator and a wave function", at("%s", given(e)), help("energy(H, ψ)"))
	}
	m := &energySpec{at: e.Args[0].X, h: c.hamiltonian(e.Args[0].X, c.eval(e.Args[0].X)), psi: c.eval(e.Args[1].X)}
	if op, ok := m.h.(*Operator); ok {
		c.needHermitian(m.at, op)
	}
	scope := newScope(c.scope)
	name := func(id string) *lang.Name { return &lang.Name{At: e.At, Id: id} }
	// In what is told of the training they read as what they are.
	born := fmt.Sprintf("born(%s)", lang.Print(e.Args[1].X))
	local := fmt.Sprintf("local(%s, %s)", lang.Print(m.at), lang.Print(e.Args[1].X))
	scope.set(born, c.born(e.Args[1].X, m.psi), e)
	scope.set(local, &Builtin{Name: "local energy", Call: func(c ctx, call *lang.Call) Value {
		x, _ := c.evalArgs(call.Args)
		return &Array{Node: c.heldEnergy(e, m, several(x[0]))}
	}}, e)
	body := &lang.Arg{At: e.At, X: &lang.Call{At: e.At, Fn: name(local), Args: []*lang.Arg{{At: e.At, X: name("x")}}},
		Gens: []*lang.Gen{{At: e.At, Pattern: name("x"), Tilde: true, X: name(born)}}}
	mean := &lang.Call{At: e.At, Fn: name("mean"), Args: append([]*lang.Arg{body}, e.Args[2:]...)}
	in := c.within(scope)
	spec := in.expectOptions(mean, "mean")
	spec.energy = m
	v := in.expected(spec)
	if a, ok := v.(*Array); ok && c.obj != nil {
		m.node = a.Node
		c.obj.energies = append(c.obj.energies, m)
	}
	return v
}

// heldEnergy is the local energy as the mean of an energy reads it.
func (c ctx) heldEnergy(n lang.Node, m *energySpec, x []Value) *ad.Node {
	g := c.g()
	z := c.complexOf(n, c.local(n, m.h, m.psi, x, true))
	out := z.Re.Node
	m.x = x
	if c.obj == nil {
		m.imag = z.Im.Node
		if h, ok := m.h.(*Operator); ok && h.space.fermions {
			a := x[0].(*Array)
			m.count = g.Sum(a.Node, axesOf(a.Dims)...)
		}
		return out
	}
	phase := c.amplitude(n, m.psi, x).phase
	if !dependsOnParams(phase) {
		return out
	}
	held := g.Apply(ad.Mul, g.Const(2), g.Apply(ad.Stop, z.Im.Node))
	return g.Apply(ad.Add, out, g.Apply(ad.Mul, held, g.Apply(ad.Sub, phase, g.Apply(ad.Stop, phase))))
}

// measured are an integrand and, of an energy, what its variance needs.
func (spec *expectSpec) measured(f *ad.Node) []*ad.Node {
	out := []*ad.Node{f}
	if m := spec.energy; m != nil {
		out = append(out, m.imag)
		if m.count != nil {
			out = append(out, m.count)
		}
	}
	return out
}

// spreadOf is the variance of the samples of a mean, of which v[0] are the values and the rest what was measured with them; an
// energy is judged by it.
func (c ctx) spreadOf(spec *expectSpec, e *Estimate, v [][]float64) {
	e.of = spec.averaged()
	if e.of == nil {
		return
	}
	var f, square, count estimate.Moments
	f.AddAll(v[0])
	e.of.variance = 0
	if f.N() > 1 {
		e.of.variance = f.Variance()
	}
	m := spec.energy
	if m == nil {
		return
	}
	e.exact, e.flat = false, e.est.IsExact()
	for _, x := range v[1] {
		square.Add(x * x)
	}
	e.of.variance += square.Mean()
	if m.count != nil {
		count.AddAll(v[2])
	}
	c.judge(spec, e, count.Mean(), count.N() == 1 || count.Variance() == 0)
}

// exactSpread is the variance of an integrand that is summed up.
func (c ctx) exactSpread(spec *expectSpec, b *sampledBody, e *Estimate) {
	e.of = spec.averaged()
	if e.of == nil {
		return
	}
	g := c.g()
	m := spec.energy
	if m == nil || isContinuum(m.h) {
		d := g.Apply(ad.Sub, b.f, g.Const(e.mean()))
		e.of.variance = c.s.evaluate(spec.node, b.weighted(g.Apply(ad.Mul, d, d)))[0][0]
		return
	}
	e.of.variance = c.s.evaluate(spec.node, b.residual(m, e.mean()))[0][0]
	count := g.Const(0)
	if m.count != nil {
		count = m.count
	}
	v := c.s.evaluate(spec.node, b.weighted(count), b.weighted(g.Apply(ad.Mul, count, count)))
	c.judge(spec, e, v[0][0], math.Abs(v[1][0]-v[0][0]*v[0][0]) < 1e-9)
}

// residual is |(H - E)ψ|²/|ψ|², the variance of H, summed over all configurations, also those where ψ is zero.
func (b *sampledBody) residual(m *energySpec, energy float64) *ad.Node {
	c, g := b.c, b.c.g()
	psi := c.amplitude(m.at, m.psi, m.x)
	unit := polar{g.Apply(ad.Stop, g.Reduce(ad.MaxOver, psi.log, b.axis)), g.Const(0)}
	size := g.Apply(ad.Exp, g.Apply(ad.Sub, psi.log, unit.log))
	return g.Apply(ad.Div, g.Sum(c.residualAt(m, energy, unit), b.axis), g.Sum(g.Apply(ad.Mul, size, size), b.axis))
}

// residualAt is |((H - E)ψ)(x)|² in units of the square of an amplitude.
func (c ctx) residualAt(m *energySpec, energy float64, unit polar) *ad.Node {
	g := c.g()
	h := m.h.(*Operator)
	shifted := c.addOperators(m.at, h, &Operator{terms: []opTerm{{coef: c.complexOf(m.at, c.scalar(energy))}}}, true)
	r := c.applied(m.at, c.renameOperator(shifted), m.psi, m.x[0].(*Array), unit, false, true)
	return g.Apply(ad.Add, g.Apply(ad.Mul, r.Re.Node, r.Re.Node), g.Apply(ad.Mul, r.Im.Node, r.Im.Node))
}
