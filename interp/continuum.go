package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Continuum is a Hamiltonian of coordinates: multiples of the Laplacian Δ, and of functions of the coordinates.
//
// With ψ = exp(L + iθ) the local value of Δ is
//
//	Δψ/ψ = ΔL + |∇L|² - |∇θ|² + i (Δθ + 2 ∇L·∇θ),
//
// so that amplitudes of any size have one.
type Continuum struct{ terms []continuumTerm }

// continuumTerm is a real number times Δ, or times a function of the coordinates.
type continuumTerm struct {
	coef  *ad.Node
	f     Value             // nil: Δ; a number where it is *Array
	at    []derivativeIndex // of Δ; nil for all coordinates
	sums  []Dim             // that a term with an index is summed over
	minus bool

	// As it is written: numbers that multiply it, Δ or the name of f, what it is divided by.
	factors []string
	base    string
	below   string
}

// text is a term without its sign, as in a paper.
func (t continuumTerm) text() string {
	text := ""
	for _, f := range append(slices.Clip(t.factors), t.base) {
		text = product(text, f)
	}
	if text == "" {
		text = "1"
	}
	return text + t.below
}

// isLaplacian tells whether a value is the operator Δ.
func isLaplacian(v Value) bool {
	b, ok := v.(*Builtin)
	return ok && b.Name == "laplacian"
}

// isContinuum tells whether arithmetic with a value is that of Hamiltonians of coordinates.
func isContinuum(v Value) bool {
	_, ok := v.(*Continuum)
	return ok || isLaplacian(v)
}

// scalesFunction tells whether a function of coordinates is multiplied by a number, as in 3*V, or divided.
func scalesFunction(op string, x, y Value) bool {
	function := func(v Value) bool {
		switch v := v.(type) {
		case *Function:
			return len(v.Params) == 1
		case *Instance:
			return true
		}
		return false
	}
	return op == "*" && isArray(x) && function(y) || (op == "*" || op == "/") && function(x) && isArray(y)
}

// continuumOf takes a value as a Hamiltonian of coordinates: Δ, a function, a number.
func (c ctx) continuumOf(n lang.Node, v Value) *Continuum {
	switch v := v.(type) {
	case *Continuum:
		return v
	case *Builtin:
		if isLaplacian(v) {
			return &Continuum{[]continuumTerm{{coef: c.g().Const(1), base: "Δ"}}}
		}
		return &Continuum{[]continuumTerm{{coef: c.g().Const(1), f: v, base: v.Name}}}
	case *Function, *Instance:
		return &Continuum{[]continuumTerm{{coef: c.g().Const(1), f: v, base: lang.Print(toExpr(n))}}}
	case *Array:
		factor := c.coefficient(n, &Complex{Re: v, Im: c.scalar(0)})
		t := continuumTerm{coef: c.scalarOf(n, v), f: &Array{Node: c.g().Const(1)}, minus: factor.minus}
		if factor.text != "" {
			t.factors = []string{factor.text}
		}
		return &Continuum{[]continuumTerm{t}}
	}
	fail("G1001", n, fmt.Sprintf("a Hamiltonian of coordinates is made of Δ, functions and numbers, and this is %s", kind(v)), help("H = -1/2*Δ + V, with V a function of the coordinates"))
	return nil
}

// continuumBinary is arithmetic with Hamiltonians of coordinates.
func (c ctx) continuumBinary(e *lang.Binary, x, y Value) Value {
	switch e.Op {
	case "+", "-":
		a, b := c.continuumOf(e.X, x), c.continuumOf(e.Y, y)
		if e.Op == "-" {
			b = c.negateContinuum(b)
		}
		return &Continuum{append(append([]continuumTerm{}, a.terms...), b.terms...)}
	case "*", "/":
		h, of, number, at := y, e.Y, x, e.X
		if !isArray(x) {
			h, of, number, at = x, e.X, y, e.Y
		}
		if isArray(number) && (e.Op == "*" || !isArray(x)) {
			return c.scaleContinuum(c.continuumOf(of, h), at, c.scalarOf(at, number), e.Op == "/")
		}
	}
	fail("G1001", e, fmt.Sprintf("%s is not defined for these", e.Op), why("Hamiltonians of coordinates have sums, and products with numbers"), help("H = -1/2*Δ + V"))
	return nil
}

// scaleContinuum multiplies by a number, or divides.
func (c ctx) scaleContinuum(h *Continuum, n lang.Node, v *ad.Node, divide bool) *Continuum {
	op := ad.Mul
	if divide {
		op = ad.Div
	}
	factor := c.coefficient(n, &Complex{Re: &Array{Node: v}, Im: c.scalar(0)})
	out := &Continuum{}
	for _, t := range h.terms {
		t = t.apart(c, v.Axes)
		t.coef, t.minus = c.g().Apply(op, t.coef, v), t.minus != factor.minus
		switch {
		case factor.text == "":
		case divide:
			if b, ok := readExpr(factor.text).(*lang.Binary); ok && (b.Op == "*" || b.Op == "/") {
				factor.text = "(" + factor.text + ")"
			}
			t.below += "/" + factor.text
		default:
			t.factors = append([]string{factor.text}, t.factors...)
		}
		out.terms = append(out.terms, t)
	}
	return out
}

func (c ctx) negateContinuum(h *Continuum) *Continuum {
	out := &Continuum{}
	for _, t := range h.terms {
		t.coef, t.minus = c.g().Apply(ad.Neg, t.coef), !t.minus
		out.terms = append(out.terms, t)
	}
	return out
}

// String writes a Hamiltonian of coordinates as in a paper.
func (h *Continuum) String() string {
	out := ""
	for i, t := range h.terms {
		switch {
		case t.minus && i == 0:
			out = "-"
		case t.minus:
			out += " - "
		case i > 0:
			out += " + "
		}
		out += t.text()
	}
	return out
}

// localContinuum is (Hψ)(x)/ψ(x). Where ψ is held, derivatives are those of H alone.
func (c ctx) localContinuum(n lang.Node, h *Continuum, psi Value, x []*Array, held bool) *Complex {
	g := c.g()
	vars := make([]*Array, len(x))
	vals, given := make([]Value, len(x)), make([]Value, len(x))
	for i, a := range x {
		if held {
			a = &Array{Node: g.Apply(ad.Stop, a.Node), Dims: a.Dims}
		}
		vars[i] = c.variable(a)
		vals[i], given[i] = vars[i], a
	}
	re, im := g.Const(0), g.Const(0)
	if w := c.weights(n, h, vars); w != nil {
		z := c.weightedLaplacian(n, psi, given[0].(*Array), w, held)
		re, im = z.Re.Node, z.Im.Node
	}
	var kinetic *Complex
	for _, t := range h.terms {
		switch f := t.f.(type) {
		case nil:
			if t.at != nil {
				continue
			}
			if kinetic == nil {
				kinetic = c.localLaplacian(n, c.amplitude(n, psi, vals), vars)
				if held {
					kinetic = kinetic.each(func(a *Array) *Array { return &Array{Node: g.Apply(ad.Stop, a.Node)} })
				}
			}
			re = g.Apply(ad.Add, re, g.Apply(ad.Mul, t.coef, kinetic.Re.Node))
			im = g.Apply(ad.Add, im, g.Apply(ad.Mul, t.coef, kinetic.Im.Node))
		case *Array:
			re = g.Apply(ad.Add, re, t.coef)
		default:
			re = g.Apply(ad.Add, re, g.Apply(ad.Mul, t.coef, c.scalarOf(n, c.callValue(n, f, given))))
		}
	}
	return &Complex{Re: &Array{Node: re}, Im: &Array{Node: im}}
}

// localLaplacian is Δψ/ψ over all coordinates.
func (c ctx) localLaplacian(n lang.Node, p polar, vars []*Array) *Complex {
	g := c.g()
	re, im := g.Const(0), g.Const(0)
	turning := dependsOnAny(p.phase, vars)
	for _, x := range vars {
		axes := axesOf(x.Dims)
		square := func(a, b *ad.Node) *ad.Node { return g.Sum(g.Apply(ad.Mul, a, b), axes...) }
		second, first := c.laplacianAt(n, p.log, x), c.gradientAt(n, p.log, x)
		re = g.Apply(ad.Add, re, g.Apply(ad.Add, second, square(first, first)))
		if turning {
			other := c.gradientAt(n, p.phase, x)
			re = g.Apply(ad.Sub, re, square(other, other))
			im = g.Apply(ad.Add, im, g.Apply(ad.Add, c.laplacianAt(n, p.phase, x), g.Apply(ad.Mul, g.Const(2), square(first, other))))
		}
	}
	return &Complex{Re: &Array{Node: re}, Im: &Array{Node: im}}
}

func dependsOnAny(n *ad.Node, vars []*Array) bool {
	for _, x := range vars {
		if dependsOn(n, x.Node) {
			return true
		}
	}
	return false
}

func (c ctx) laplacianAt(n lang.Node, f *ad.Node, x *Array) *ad.Node {
	d, err := c.g().Laplacian(f, x.Node, axesOf(x.Dims))
	if err != nil {
		c.derivativeError(n, err)
	}
	return d
}

func (c ctx) gradientAt(n lang.Node, f *ad.Node, x *Array) *ad.Node {
	d, err := c.g().Grad(f, []*ad.Node{x.Node}, mappedAxes(x, &Array{Node: f})...)
	if err != nil {
		c.derivativeError(n, err)
	}
	return d[0]
}
