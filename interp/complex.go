package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Complex is a complex number, or an array of them: a pair of real arrays over the same dims. The graph holds
// real nodes alone. What does not know of Complex refuses it, so that no imaginary part is ever lost.
type Complex struct {
	Re, Im *Array
	polar  *polar // the number in log space, where it was made as an exponential or a product of such
}

func (z *Complex) dims() []Dim { return longer(z.Re, z.Im).Dims }

// complexOf takes a value as complex numbers.
func (c ctx) complexOf(n lang.Node, v Value) *Complex {
	if z, ok := v.(*Complex); ok {
		return z
	}
	a := c.number(n, v)
	return &Complex{Re: a, Im: &Array{Node: c.g().Const(0), Dims: a.Dims}}
}

func isComplex(v Value) bool {
	_, ok := v.(*Complex)
	return ok
}

// conjugate is z*.
func (c ctx) conjugate(z *Complex) *Complex {
	out := &Complex{Re: z.Re, Im: &Array{Node: c.g().Apply(ad.Neg, z.Im.Node), Dims: z.Im.Dims}}
	if p := z.polar; p != nil {
		out.polar = &polar{p.log, c.g().Apply(ad.Neg, p.phase)}
	}
	return out
}

// known is the number, if it follows from constants.
func (z *Complex) known() (complex128, bool) {
	re, known := z.Re.Node.Scalar()
	im, also := z.Im.Node.Scalar()
	return complex(re, im), known && also
}

// each makes a complex value of what f makes of its parts.
func (z *Complex) each(f func(*Array) *Array) *Complex { return &Complex{Re: f(z.Re), Im: f(z.Im)} }

// complexNegate is -z.
func (c ctx) complexNegate(z *Complex) *Complex {
	out := z.each(func(a *Array) *Array { return &Array{Node: c.g().Apply(ad.Neg, a.Node), Dims: a.Dims} })
	if p := z.polar; p != nil {
		out.polar = &polar{p.log, c.g().Apply(ad.Add, p.phase, c.g().Const(math.Pi))}
	}
	return out
}

// complexBinary is arithmetic with a complex number on one side or on both.
func (c ctx) complexBinary(e *lang.Binary, x, y Value) Value {
	a, b := c.complexOf(e.X, x), c.complexOf(e.Y, y)
	do := func(op ad.Op, x, y *Array) *Array { return c.elementwise(e, op, x, y) }
	switch e.Op {
	case "+", "-":
		op := binaryOps[e.Op]
		return &Complex{Re: do(op, a.Re, b.Re), Im: do(op, a.Im, b.Im)}
	case "*":
		out := c.complexMul(e, a, b, func(x, y *Array) *Array { return do(ad.Mul, x, y) })
		out.polar = c.multiplied(e, ad.Add, a, b)
		return out
	case "@":
		return c.complexMul(e, a, b, func(x, y *Array) *Array { return c.contract(e, x, y) })
	case "/":
		polar := c.multiplied(e, ad.Sub, a, b)
		if v, ok := b.Im.Node.Scalar(); ok && v == 0 {
			return &Complex{Re: do(ad.Div, a.Re, b.Re), Im: do(ad.Div, a.Im, b.Re), polar: polar}
		}
		square := do(ad.Add, do(ad.Mul, b.Re, b.Re), do(ad.Mul, b.Im, b.Im))
		down := &Complex{Re: do(ad.Div, b.Re, square), Im: do(ad.Div, c.complexNegate(b).Im, square)}
		out := c.complexMul(e, a, down, func(x, y *Array) *Array { return do(ad.Mul, x, y) })
		out.polar = polar
		return out
	case "^":
		return c.complexPower(e, a, b)
	}
	fail("G0409", e, fmt.Sprintf("%s is not defined for complex numbers", e.Op), why("complex numbers have a sum, a product and powers, and no order"), help("re(z), imag(z), abs(z) are real"))
	return nil
}

// complexMul is a product (ac - bd) + i(ad + bc) by a product of real arrays.
func (c ctx) complexMul(e *lang.Binary, a, b *Complex, mul func(x, y *Array) *Array) *Complex {
	return &Complex{
		Re: c.elementwise(e, ad.Sub, mul(a.Re, b.Re), mul(a.Im, b.Im)),
		Im: c.elementwise(e, ad.Add, mul(a.Re, b.Im), mul(a.Im, b.Re)),
	}
}

// maxComplexPower is the largest exponent that is taken by multiplications.
const maxComplexPower = 64

// complexPower is z^w: by multiplications for whole numbers, else exp(w log z) with the principal logarithm.
func (c ctx) complexPower(e *lang.Binary, z, w *Complex) Value {
	re, ok := w.Re.Node.Scalar()
	im, real := w.Im.Node.Scalar()
	times := func(x, y *Complex) *Complex {
		return c.complexMul(e, x, y, func(x, y *Array) *Array { return c.elementwise(e, ad.Mul, x, y) })
	}
	if ok && real && im == 0 && re == math.Trunc(re) && math.Abs(re) <= maxComplexPower {
		out, polar := c.complexOf(e, c.integer(1)), c.raised(z.polar, re)
		for k := int(math.Abs(re)); k > 0; k /= 2 {
			if k%2 == 1 {
				out = times(out, z)
			}
			z = times(z, z)
		}
		if re < 0 {
			out = c.complexBinary(&lang.Binary{At: e.At, Op: "/", X: e.X, Y: e.Y}, c.integer(1), out).(*Complex)
		}
		out.polar = polar
		return out
	}
	return c.complexFunction(ad.Exp, times(w, c.complexFunction(ad.Log, z).(*Complex)))
}

// raised is a whole power in log space; nil where the number is not known in it.
func (c ctx) raised(p *polar, exponent float64) *polar {
	if p == nil {
		return nil
	}
	k := c.g().Const(exponent)
	return &polar{c.g().Apply(ad.Mul, k, p.log), c.g().Apply(ad.Mul, k, p.phase)}
}

// complexOp applies a function to each element.
func (c ctx) complexOp(n lang.Node, op ad.Op, z *Complex) Value {
	if v := c.complexFunction(op, z); v != nil {
		return v
	}
	fail("G0409", n, fmt.Sprintf("%s is not defined for complex numbers here", op.Info().Name), why("exp, log, sqrt, abs, sin, cos, sinh, cosh and powers take complex numbers"),
		help("of the parts: re(z), imag(z), abs(z), arg(z)"))
	return nil
}

// complexFunction is a function of a complex number, nil if it has none. Roots and logarithms are principal:
// arg z lies in (-π, π].
func (c ctx) complexFunction(op ad.Op, z *Complex) Value {
	g := c.g()
	x, y, dims := z.Re.Node, z.Im.Node, z.dims()
	pair := func(re, im *ad.Node) Value {
		return &Complex{Re: &Array{Node: re, Dims: dims}, Im: &Array{Node: im, Dims: dims}}
	}
	mul := func(a, b *ad.Node) *ad.Node { return g.Apply(ad.Mul, a, b) }
	of := func(op ad.Op, a *ad.Node) *ad.Node { return g.Apply(op, a) }
	square := g.Apply(ad.Add, mul(x, x), mul(y, y))
	if p := z.polar; p != nil && op == ad.Log {
		return pair(p.log, g.Apply(ad.Atan2, of(ad.Sin, p.phase), of(ad.Cos, p.phase)))
	} else if p != nil && op == ad.Abs {
		return &Array{Node: of(ad.Exp, p.log)}
	}
	switch op {
	case ad.Exp:
		r := of(ad.Exp, x)
		out := pair(mul(r, of(ad.Cos, y)), mul(r, of(ad.Sin, y))).(*Complex)
		out.polar = &polar{x, y}
		return out
	case ad.Log:
		return pair(mul(g.Const(0.5), of(ad.Log, square)), g.Apply(ad.Atan2, y, x))
	case ad.Abs:
		return &Array{Node: of(ad.Sqrt, square), Dims: dims}
	case ad.Sqrt:
		r, half := of(ad.Sqrt, of(ad.Sqrt, square)), mul(g.Const(0.5), g.Apply(ad.Atan2, y, x))
		return pair(mul(r, of(ad.Cos, half)), mul(r, of(ad.Sin, half)))
	case ad.Sin:
		return pair(mul(of(ad.Sin, x), of(ad.Cosh, y)), mul(of(ad.Cos, x), of(ad.Sinh, y)))
	case ad.Cos:
		return pair(mul(of(ad.Cos, x), of(ad.Cosh, y)), of(ad.Neg, mul(of(ad.Sin, x), of(ad.Sinh, y))))
	case ad.Sinh:
		return pair(mul(of(ad.Sinh, x), of(ad.Cos, y)), mul(of(ad.Cosh, x), of(ad.Sin, y)))
	case ad.Cosh:
		return pair(mul(of(ad.Cosh, x), of(ad.Cos, y)), mul(of(ad.Sinh, x), of(ad.Sin, y)))
	}
	return nil
}

// complexReduce is a sum, mean or product over axes.
func (c ctx) complexReduce(n lang.Node, word string, z *Complex, guard *ad.Node, axes []*ad.Axis, dims []Dim) Value {
	if word != "sum" && word != "mean" {
		fail("G0409", n, fmt.Sprintf("%s of complex numbers is not defined here", word), why("complex numbers have no order"), help("%s of a real part, or of abs(z)", word))
	}
	return z.each(func(a *Array) *Array { return &Array{Node: c.reduce(word, a.Node, guard, axes), Dims: dims} })
}

// complexEqual compares with == or !=.
func (c ctx) complexEqual(e *lang.Compare, op string, x, y Value) *ad.Node {
	g := c.g()
	a, b := c.complexOf(e, x), c.complexOf(e, y)
	if len(a.dims())+len(b.dims()) > 0 {
		fail("G0405", e, op+" compares numbers, and this is an array", help("say which elements: all(x[i] %s y[i] for i in I)", op))
	}
	both := func(part func(op string, x, y *ad.Node) *ad.Node) *ad.Node {
		return g.Apply(ad.And, part("==", a.Re.Node, b.Re.Node), part("==", a.Im.Node, b.Im.Node))
	}
	switch op {
	case "==":
		return both(c.comparison)
	case "!=":
		return g.Apply(ad.Not, both(c.comparison))
	case "~=":
		return both(func(_ string, x, y *ad.Node) *ad.Node { return c.comparison("~=", x, y) })
	}
	fail("G0409", e, fmt.Sprintf("%s is not defined for complex numbers", op), why("complex numbers have no order"), help("compare abs(z), re(z) or imag(z)"))
	return nil
}

// addComplexBuiltins adds the parts of a complex number.
func addComplexBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	add("re", "re(z): the real part", func(c ctx, e *lang.Call) Value { return c.complexOf(e, c.one(e)).Re })
	add("imag", "imag(z): the imaginary part", func(c ctx, e *lang.Call) Value { return c.complexOf(e, c.one(e)).Im })
	add("conj", "conj(z): the complex conjugate", func(c ctx, e *lang.Call) Value {
		return c.conjugate(c.complexOf(e, c.one(e)))
	})
	add("arg", "arg(z): the angle, in (-π, π]", func(c ctx, e *lang.Call) Value {
		z := c.complexOf(e, c.one(e))
		return &Array{Node: c.g().Apply(ad.Atan2, z.Im.Node, z.Re.Node), Dims: z.dims()}
	})
}

// complexFormat writes complex numbers in a format of real ones.
func (c ctx) complexFormat(z *Complex, format func(float64) string) string {
	re, im := c.s.force(z.Re), c.s.force(z.Im)
	one := func(x, y float64) string {
		if math.Signbit(y) && y != 0 {
			return format(x) + " - " + format(-y) + "im"
		}
		return format(x) + " + " + format(y) + "im"
	}
	if len(z.Re.Dims) == 0 {
		x, okx := re.Node.Scalar()
		y, oky := im.Node.Scalar()
		if !okx || !oky {
			return "a complex number"
		}
		return one(x, y)
	}
	if !isKnown(re.Node) || !isKnown(im.Node) {
		return "a complex array over " + dimsText(z.Re.Dims)
	}
	axes := axesOf(z.Re.Dims)
	var parts []string
	ad.Each(axes, [][]int{re.Node.Strides(axes), im.Node.Strides(axes)}, func(at []int) {
		parts = append(parts, one(constAt(re.Node, at[0]), constAt(im.Node, at[1])))
	})
	return nested(parts, axes)
}

// nested writes the entries of an array, rows in brackets.
func nested(parts []string, axes []*ad.Axis) string {
	for k := len(axes) - 1; k >= 0; k-- {
		var rows []string
		for row := range slices.Chunk(parts, max(1, axes[k].Size)) {
			text := ""
			for i, p := range row {
				if i == 12 {
					text += ", …"
					break
				}
				if i > 0 {
					text += ", "
				}
				text += p
			}
			rows = append(rows, "["+text+"]")
		}
		parts = rows
	}
	if len(parts) == 0 {
		return "[]"
	}
	return parts[0]
}

// collectComplex puts complex and real values side by side.
func (c ctx) collectComplex(n lang.Node, vals []Value, set *sets.Set) Value {
	re, im := make([]Value, len(vals)), make([]Value, len(vals))
	for i, v := range vals {
		z := c.complexOf(n, v)
		re[i], im[i] = z.Re, z.Im
	}
	a, b := c.collect(n, re, set).(*Array), c.collect(n, im, set).(*Array)
	return &Complex{Re: a, Im: c.onto(b, a.Dims)}
}
