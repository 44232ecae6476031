package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Local energies (Hψ)(x)/ψ(x) of operators on spins and fermions.
//
// A product of elementary operators takes ⟨x| to a weight times one ⟨x'|: the factors act from the left, each on what
// those before it made. Places of factors may coincide, so that a factor knows the spin that it finds only through the
// places before: s_p times -1 for each flip at the same place. A term summed over an index set is one node along its axes.

// walker follows ⟨x| through the factors of a term.
type walker struct {
	c      ctx
	space  *opSpace
	x      *Array     // the configuration over one dim
	flips  []*ad.Node // places that were flipped
	weight *Complex
	real   *ad.Node // real factors of the weight
}

// read is the spin, or the occupation, at a place after the flips so far.
func (w *walker) read(at *ad.Node) *ad.Node {
	g := w.c.g()
	v := g.Gather(w.x.Node, []*ad.Axis{w.x.Dims[0].Axis}, []*ad.Node{at})
	for _, f := range w.flips {
		same := g.Apply(ad.Eq, at, f)
		if w.space.fermions {
			v = g.Select(same, g.Apply(ad.Sub, g.Integer(1), v), v)
		} else {
			v = g.Select(same, g.Apply(ad.Neg, v), v)
		}
	}
	return v
}

// times multiplies the weight by a real number.
func (w *walker) times(x *ad.Node) { w.real = w.c.g().Apply(ad.Mul, w.real, x) }

// step applies one factor.
func (w *walker) step(f opFactor) {
	g := w.c.g()
	zero, one := g.Integer(0), g.Integer(1)
	switch f.kind {
	case operator.Z:
		w.times(w.read(f.at))
		return
	case operator.Y: // ⟨s|Y = -i s ⟨-s|
		w.times(g.Apply(ad.Neg, w.read(f.at)))
		w.weight = &Complex{Re: &Array{Node: g.Apply(ad.Neg, w.weight.Im.Node)}, Im: w.weight.Re}
	case operator.Plus:
		w.times(g.Select(g.Apply(ad.Lt, zero, w.read(f.at)), one, zero))
	case operator.Minus:
		w.times(g.Select(g.Apply(ad.Lt, w.read(f.at), zero), one, zero))
	case operator.Create: // from ⟨n| one looks back: c† leads to an occupied mode
		w.times(w.read(f.at))
		w.times(w.string(f.at))
	case operator.Annihilate:
		w.times(g.Apply(ad.Sub, one, w.read(f.at)))
		w.times(w.string(f.at))
	}
	w.flips = append(w.flips, f.at)
}

// string is the sign of the occupied modes before a place.
func (w *walker) string(at *ad.Node) *ad.Node {
	g := w.c.g()
	dim := w.x.Dims[0]
	before := g.Select(g.Apply(ad.Lt, g.Iota(dim.Axis), at), g.Integer(1), g.Integer(0))
	count := g.Sum(g.Apply(ad.Mul, before, w.x.Node), dim.Axis)
	for _, f := range w.flips {
		count = g.Apply(ad.Add, count, g.Select(g.Apply(ad.Lt, f, at), g.Integer(1), g.Integer(0)))
	}
	return g.Apply(ad.Sub, g.Integer(1), g.Apply(ad.Mul, g.Integer(2), g.Apply(ad.Mod, count, g.Integer(2))))
}

// moved is the configuration after all flips.
func (w *walker) moved() *Array {
	g := w.c.g()
	dim := w.x.Dims[0]
	v := w.x.Node
	for _, f := range w.flips {
		here := g.Apply(ad.Eq, g.Iota(dim.Axis), f)
		if w.space.fermions {
			v = g.Select(here, g.Apply(ad.Sub, g.Integer(1), v), v)
		} else {
			v = g.Select(here, g.Apply(ad.Neg, v), v)
		}
	}
	return &Array{Node: v, Dims: w.x.Dims, Set: w.x.Set}
}

// localDiscrete is (Hψ)(x)/ψ(x). Where ψ is held, derivatives are those of H alone.
func (c ctx) localDiscrete(n lang.Node, h *Operator, psi Value, x *Array, held bool) *Complex {
	x = c.hidden(x)
	return c.applied(n, h, psi, x, c.amplitude(n, psi, []Value{x}), true, held)
}

// hidden is a configuration that is not known to the graph: an amplitude at a known one would be a number, too large or too
// small to be one, before its logarithm is taken.
func (c ctx) hidden(x *Array) *Array {
	if !isKnown(x.Node) || slices.ContainsFunc(x.Node.Axes, func(a *ad.Axis) bool { return a.Lane }) {
		return x
	}
	ref := c.g().Ref("x", x.Node.Type, ad.Union(x.Node.Axes, sorted(axesOf(x.Dims)))...)
	c.g().Bind(ref, x.Node)
	return &Array{Node: ref, Dims: x.Dims, Set: x.Set}
}

// applied is (Hψ)(x) in units of an amplitude: of ψ(x) itself, or of another one.
func (c ctx) applied(n lang.Node, h *Operator, psi Value, x *Array, unit polar, itself, held bool) *Complex {
	g := c.g()
	re, im := g.Const(0), g.Const(0)
	for _, t := range h.terms {
		t := c.apartFrom(t, ad.Union(x.Node.Axes, sorted(axesOf(x.Dims))))
		axes := t.axes()
		in := c.with(axes...)
		w := &walker{c: in, space: h.space, x: x, weight: t.coef, real: g.Const(1)}
		for _, f := range t.factors {
			w.step(f)
		}
		a, b := g.Apply(ad.Mul, w.weight.Re.Node, w.real), g.Apply(ad.Mul, w.weight.Im.Node, w.real)
		if len(w.flips) > 0 || !itself {
			a, b = in.ratio(n, psi, w, unit, a, b, held)
		}
		re, im = g.Apply(ad.Add, re, g.Sum(a, axes...)), g.Apply(ad.Add, im, g.Sum(b, axes...))
	}
	return &Complex{Re: &Array{Node: re}, Im: &Array{Node: im}}
}

// ratio multiplies a weight a + ib by ψ(x') in units of an amplitude, where it is not zero.
func (c ctx) ratio(n lang.Node, psi Value, w *walker, unit polar, a, b *ad.Node, held bool) (re, im *ad.Node) {
	g := c.g()
	there := c.amplitude(n, psi, []Value{w.moved()})
	there.log, there.phase = c.updated(there.log), c.updated(there.phase)
	size := g.Apply(ad.Exp, g.Apply(ad.Sub, there.log, unit.log))
	size = g.Select(g.Apply(ad.Eq, w.real, g.Const(0)), g.Const(0), size)
	turn := g.Apply(ad.Sub, there.phase, unit.phase)
	if held {
		size, turn = g.Apply(ad.Stop, size), g.Apply(ad.Stop, turn)
	}
	if v, ok := turn.Scalar(); ok && v == 0 {
		return g.Apply(ad.Mul, a, size), g.Apply(ad.Mul, b, size)
	}
	cos, sin := g.Apply(ad.Mul, size, g.Apply(ad.Cos, turn)), g.Apply(ad.Mul, size, g.Apply(ad.Sin, turn))
	re = g.Apply(ad.Sub, g.Apply(ad.Mul, a, cos), g.Apply(ad.Mul, b, sin))
	im = g.Apply(ad.Add, g.Apply(ad.Mul, a, sin), g.Apply(ad.Mul, b, cos))
	return re, im
}

// updated evaluates a function of a configuration that differs at few sites by what changes.
func (c ctx) updated(f *ad.Node) *ad.Node { return derive.Changes(c.g(), f)[0] }

// localBuiltin is local(H, ψ, x), with as many configurations as ψ has arguments.
func localBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) < 3 {
		fail("G1004", e, "local takes an operator, a wave function and a configuration", at("%s", given(e)), help("local(H, ψ, x)"))
	}
	vals, _ := c.evalArgs(e.Args)
	h := c.hamiltonian(e.Args[0].X, vals[0])
	return c.holdable(e, h, vals[1], vals[2:], c.local(e, h, vals[1], vals[2:], false))
}

// hamiltonian takes a value as an operator with a space: an *Operator or a *Continuum.
func (c ctx) hamiltonian(n lang.Expr, v Value) Value {
	if isContinuum(v) {
		return c.continuumOf(n, v)
	}
	return c.discrete(n, v)
}

// discrete takes a value as an operator of spins or fermions.
func (c ctx) discrete(n lang.Expr, v Value) *Operator {
	h := c.operatorOf(n, v)
	if h.space == nil {
		fail("G1001", n, "this is a multiple of the identity, on no space", why("a state belongs to spins, fermions or coordinates"), help("operators of spins or fermions: X, Y, Z = pauli(Λ), c = fermions(Λ)"))
	}
	return h
}

// local is (Hψ)(x)/ψ(x): real where it has no imaginary part.
func (c ctx) local(n lang.Node, h, psi Value, x []Value, held bool) Value {
	var z *Complex
	switch h := h.(type) {
	case *Operator:
		t := c.configurationOf(n, psi, h.space)
		if len(x) != 1 {
			fail("G1004", n, fmt.Sprintf("the wave function is of one configuration, and %s given", are(len(x))), help("local(H, ψ, x)"))
		}
		z = c.localDiscrete(n, c.renameOperator(h), psi, c.coerce(n, "x", t, x[0], n), held)
	case *Continuum:
		z = c.localContinuum(n, h, psi, c.coordinates(n, psi, x), held)
	}
	if v, ok := z.Im.Node.Scalar(); ok && v == 0 {
		return z.Re
	}
	return z
}

// coordinates are the values of the real arguments of a wave function.
func (c ctx) coordinates(n lang.Node, psi Value, x []Value) []*Array {
	types := c.domainOf(n, psi)
	if len(types) != len(x) {
		fail("G1004", n, fmt.Sprintf("the wave function has %s, and %s given", plural(len(types), "argument"), are(len(x))), help("local(H, ψ, x)"))
	}
	out := make([]*Array, len(x))
	for i, t := range types {
		if t.Set != nil || t.Name != "real" {
			fail("G1002", n, fmt.Sprintf("the Hamiltonian is one of coordinates, and the wave function is of %s", t.String()), why("Δ differentiates by real numbers"), help("ψ(x: real[P, D]) = …"))
		}
		out[i] = c.coerce(n, "x", t, x[i], n)
	}
	return out
}

// born is |ψ|² as a distribution: the model whose density it is, or else one that is known up to a constant.
func (c ctx) born(n lang.Node, psi Value) Value {
	types := c.domainOf(n, psi)
	inst := &Instance{path: "|ψ|²", summed: true, scope: newScope(c.scope), cache: map[string]*modelTrace{}, inline: map[inlineKey]*Instance{}}
	at := lang.At{Pos: n.Span()}
	decl := &lang.Decl{At: at, Kind: "model", Name: &lang.Name{At: at, Id: "|ψ|²"}, Propto: true}
	weight := &lang.Call{At: at, Fn: &lang.Name{At: at, Id: "|weight|"}}
	in := c
	var vars []Value
	for i, t := range types {
		name := &lang.Name{At: at, Id: fmt.Sprintf("|x%d|", i)}
		arg := &lang.Arg{At: at, X: name}
		v := dataVar{name: name.Id, typ: t, node: arg}
		inst.data = append(inst.data, v)
		decl.Data = append(decl.Data, arg)
		weight.Args = append(weight.Args, arg)
		vars = append(vars, in.unknownOf(v))
	}
	if d := c.recognised(n, psi, vars); d != nil {
		return d
	}
	decl.Density = weight
	inst.tmpl = &Template{decl: decl, scope: c.scope, module: c.module}
	inst.scope.set("|weight|", &Builtin{Name: "|weight|", Call: func(c ctx, e *lang.Call) Value {
		x, _ := c.evalArgs(e.Args)
		log := c.amplitude(n, psi, x).log
		if v, ok := log.Scalar(); ok && !math.IsNaN(v) && !math.IsInf(v, 0) {
			log = c.g().Const(0) // one size everywhere
		}
		return c.expOf(c.g().Apply(ad.Mul, c.g().Const(2), log))
	}}, n)
	return &Dist{inst: inst, node: n, psi: psi}
}

// recognised is the model whose density is |ψ|², nil if none is found.
func (c ctx) recognised(n lang.Node, psi Value, vars []Value) *Dist {
	in := c
	in.obj = nil
	core, scale := multiple(in.amplitude(n, psi, vars).log)
	found, ok := c.s.densities[core]
	if !ok || 2*scale != found.scale || found.trace.inst.tmpl.decl.Propto {
		return nil
	}
	t := found.trace
	d := &Dist{inst: t.inst, node: n, psi: psi}
	k := 0
	for i, v := range t.inst.data {
		switch {
		case v.given:
			for _, x := range vars {
				if dependsOn(t.vars[i].Node, x.(*Array).Node) {
					return nil
				}
			}
			d.given = append(d.given, t.vars[i])
		case k < len(vars) && t.vars[i].Node == vars[k].(*Array).Node:
			k++
		default:
			return nil
		}
	}
	if k < len(vars) {
		return nil
	}
	return d
}

// multiple takes constant factors off a node.
func multiple(n *ad.Node) (core *ad.Node, scale float64) {
	scale = 1
	for {
		switch {
		case n.Op == ad.Neg:
			n, scale = n.Args[0], -scale
			continue
		case n.Op == ad.Mul || n.Op == ad.Div:
			if v, ok := n.Args[1].Scalar(); ok && n.Op == ad.Div {
				n, scale = n.Args[0], scale/v
				continue
			}
			if v, ok := n.Args[0].Scalar(); ok && n.Op == ad.Mul {
				n, scale = n.Args[1], scale*v
				continue
			}
			if v, ok := n.Args[1].Scalar(); ok {
				n, scale = n.Args[0], scale*v
				continue
			}
		}
		return n, scale
	}
}

// knownDensity is a model whose log-density is scale times a node.
type knownDensity struct {
	trace *modelTrace
	scale float64
}

// remember keeps a log-density, so that it is recognised in |ψ|².
func (s *Session) remember(t *modelTrace) {
	core, scale := multiple(t.logp)
	s.densities[core] = knownDensity{t, scale}
}

// dependsOn tells whether a value is made of another.
func dependsOn(n, x *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) { found = found || m == x })
	return found
}

// dependsOnParams tells whether a value depends on parameters.
func dependsOnParams(n *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) { found = found || m.Op == ad.LeafOp && m.Leaf.Kind == ad.ParamLeaf })
	return found
}

// stateNumber is the number of a configuration as package operator counts states.
func (c ctx) stateNumber(space *opSpace, x *Array) *ad.Node {
	g := c.g()
	ax := x.Dims[0].Axis
	weights := make([]float64, ax.Size)
	for i := range weights {
		weights[i] = float64(uint64(1) << i)
	}
	bit := x.Node
	if x.Set == sets.Spin {
		bit = g.Select(g.Apply(ad.Lt, x.Node, g.Integer(0)), g.Integer(1), g.Integer(0))
	}
	return g.Sum(g.Apply(ad.Mul, g.Table([]*ad.Axis{ax}, weights, ad.Int), bit), ax)
}
