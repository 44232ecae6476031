package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// curve is a function of one variable that is invertible in pieces.
type curve struct {
	domain Interval
	pieces []piece
	slope  func(b *builder, x, y *ad.Node) *ad.Node // log|dy/dx|
}

// piece is a part of the domain that a curve maps one to one onto its image.
type piece struct {
	domain, image Interval
	inverse       func(g *ad.Graph, y *ad.Node) *ad.Node
}

// apply is an operation as an inverse.
func apply(op ad.Op) func(g *ad.Graph, y *ad.Node) *ad.Node {
	return func(g *ad.Graph, y *ad.Node) *ad.Node { return g.Apply(op, y) }
}

var (
	right = Interval{0, inf, false, true} // x ≥ 0
	left  = Interval{-inf, 0, true, false}
)

// simple is a curve with one piece.
func simple(domain, image Interval, inverse func(g *ad.Graph, y *ad.Node) *ad.Node, slope func(b *builder, x, y *ad.Node) *ad.Node) *curve {
	return &curve{domain, []piece{{domain, image, inverse}}, slope}
}

// twoSided is an even curve: inverse is that of its right half.
func twoSided(image Interval, inverse func(g *ad.Graph, y *ad.Node) *ad.Node, slope func(b *builder, x, y *ad.Node) *ad.Node) *curve {
	mirrored := func(g *ad.Graph, y *ad.Node) *ad.Node { return g.Apply(ad.Neg, inverse(g, y)) }
	return &curve{Line, []piece{{right, image, inverse}, {left, image, mirrored}}, slope}
}

var curves map[ad.Op]*curve

func init() {
	type N = *ad.Node
	type B = *builder
	ball, quarter := open(-1, 1), open(-math.Pi/2, math.Pi/2)
	curves = map[ad.Op]*curve{
		ad.Exp:      simple(Line, open(0, inf), apply(ad.Log), func(b B, x, y N) N { return x }),
		ad.Log:      simple(open(0, inf), Line, apply(ad.Exp), func(b B, x, y N) N { return b.neg(y) }),
		ad.Expm1:    simple(Line, open(-1, inf), apply(ad.Log1p), func(b B, x, y N) N { return x }),
		ad.Log1p:    simple(open(-1, inf), Line, apply(ad.Expm1), func(b B, x, y N) N { return b.neg(y) }),
		ad.Sinh:     simple(Line, Line, apply(ad.Asinh), func(b B, x, y N) N { return b.logCosh(x) }),
		ad.Asinh:    simple(Line, Line, apply(ad.Sinh), func(b B, x, y N) N { return b.neg(b.logCosh(y)) }),
		ad.Tanh:     simple(Line, ball, apply(ad.Atanh), func(b B, x, y N) N { return b.times(-2, b.logCosh(x)) }),
		ad.Atanh:    simple(ball, Line, apply(ad.Tanh), func(b B, x, y N) N { return b.neg(b.add(b.log1p(x), b.log1p(b.neg(x)))) }),
		ad.Sigmoid:  simple(Line, open(0, 1), logit, func(b B, x, y N) N { return b.neg(b.add(b.softplus(x), b.softplus(b.neg(x)))) }),
		ad.Softplus: simple(Line, open(0, inf), unsoftplus, func(b B, x, y N) N { return b.neg(b.softplus(b.neg(x))) }),
		ad.Sqrt: simple(right, right, func(g *ad.Graph, y N) N { return g.Apply(ad.Mul, y, y) },
			func(b B, x, y N) N { return b.neg(b.add(b.g.Const(math.Ln2), b.log(y))) }),
		ad.Atan: simple(Line, quarter, apply(ad.Tan), func(b B, x, y N) N { return b.neg(b.log1p(b.square(x))) }),
		ad.Tan:  simple(quarter, Line, apply(ad.Atan), func(b B, x, y N) N { return b.log1p(b.square(y)) }),
		ad.Erf:  simple(Line, ball, unerf, func(b B, x, y N) N { return b.bell(x) }),
		ad.Erfc: simple(Line, open(0, 2), unerfc, func(b B, x, y N) N { return b.bell(x) }),
		ad.NormQuantile: simple(open(0, 1), Line, normal, func(b B, x, y N) N {
			return b.add(b.g.Const(0.5*math.Log(2*math.Pi)), b.times(0.5, b.square(y)))
		}),
		ad.Asin:    simple(closed(-1, 1), closed(-math.Pi/2, math.Pi/2), apply(ad.Sin), func(b B, x, y N) N { return b.neg(b.logAbs(b.g.Apply(ad.Cos, y))) }),
		ad.Acos:    simple(closed(-1, 1), closed(0, math.Pi), apply(ad.Cos), func(b B, x, y N) N { return b.neg(b.logAbs(b.g.Apply(ad.Sin, y))) }),
		ad.Acosh:   simple(Interval{1, inf, false, true}, right, apply(ad.Cosh), func(b B, x, y N) N { return b.neg(b.logAbs(b.g.Apply(ad.Sinh, y))) }),
		ad.Abs:     twoSided(right, func(g *ad.Graph, y N) N { return y }, func(b B, x, y N) N { return b.g.Const(0) }),
		ad.Cosh:    twoSided(Interval{1, inf, false, true}, apply(ad.Acosh), func(b B, x, y N) N { return b.logAbs(b.g.Apply(ad.Sinh, x)) }),
		ad.LogCosh: twoSided(right, arcLogCosh, func(b B, x, y N) N { return b.logAbs(b.g.Apply(ad.Tanh, x)) }),
		ad.Sin: {Line, []piece{{closed(-math.Pi/2, math.Pi/2), closed(-1, 1), apply(ad.Asin)}},
			func(b B, x, y N) N { return b.logAbs(b.g.Apply(ad.Cos, x)) }},
		ad.Cos: {Line, []piece{{closed(0, math.Pi), closed(-1, 1), apply(ad.Acos)}},
			func(b B, x, y N) N { return b.logAbs(b.g.Apply(ad.Sin, x)) }},
	}
}

// logit is log(y/(1-y)).
func logit(g *ad.Graph, y *ad.Node) *ad.Node {
	return g.Apply(ad.Sub, g.Apply(ad.Log, y), g.Apply(ad.Log1p, g.Apply(ad.Neg, y)))
}

// unsoftplus is log(eʸ-1), without overflow or cancellation.
func unsoftplus(g *ad.Graph, y *ad.Node) *ad.Node {
	return g.Apply(ad.Add, y, g.Apply(ad.Log, g.Apply(ad.Neg, g.Apply(ad.Expm1, g.Apply(ad.Neg, y)))))
}

// arcLogCosh is arcosh(eʸ) = y + log(1 + √(1-exp(-2y))).
func arcLogCosh(g *ad.Graph, y *ad.Node) *ad.Node {
	root := g.Apply(ad.Sqrt, g.Apply(ad.Neg, g.Apply(ad.Expm1, g.Apply(ad.Mul, g.Const(-2), y))))
	return g.Apply(ad.Add, y, g.Apply(ad.Log1p, root))
}

// normal is the distribution function of the standard normal distribution.
func normal(g *ad.Graph, y *ad.Node) *ad.Node {
	return g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Erfc, g.Apply(ad.Mul, g.Const(-math.Sqrt2/2), y)))
}

func unerf(g *ad.Graph, y *ad.Node) *ad.Node {
	half := g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Add, g.Const(1), y))
	return g.Apply(ad.Mul, g.Const(math.Sqrt2/2), g.Apply(ad.NormQuantile, half))
}

func unerfc(g *ad.Graph, y *ad.Node) *ad.Node {
	return g.Apply(ad.Mul, g.Const(-math.Sqrt2/2), g.Apply(ad.NormQuantile, g.Apply(ad.Mul, g.Const(0.5), y)))
}
