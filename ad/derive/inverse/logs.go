package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Short names for what expressions are made of.

func (b *builder) add(x, y *ad.Node) *ad.Node           { return b.g.Apply(ad.Add, x, y) }
func (b *builder) sub(x, y *ad.Node) *ad.Node           { return b.g.Apply(ad.Sub, x, y) }
func (b *builder) mul(x, y *ad.Node) *ad.Node           { return b.g.Apply(ad.Mul, x, y) }
func (b *builder) div(x, y *ad.Node) *ad.Node           { return b.g.Apply(ad.Div, x, y) }
func (b *builder) neg(x *ad.Node) *ad.Node              { return b.g.Apply(ad.Neg, x) }
func (b *builder) log(x *ad.Node) *ad.Node              { return b.g.Apply(ad.Log, x) }
func (b *builder) log1p(x *ad.Node) *ad.Node            { return b.g.Apply(ad.Log1p, x) }
func (b *builder) softplus(x *ad.Node) *ad.Node         { return b.g.Apply(ad.Softplus, x) }
func (b *builder) logCosh(x *ad.Node) *ad.Node          { return b.g.Apply(ad.LogCosh, x) }
func (b *builder) square(x *ad.Node) *ad.Node           { return b.g.Apply(ad.Mul, x, x) }
func (b *builder) twice(x *ad.Node) *ad.Node            { return b.times(2, x) }
func (b *builder) times(c float64, x *ad.Node) *ad.Node { return b.mul(b.g.Const(c), x) }

// bell is the logarithm of 2 exp(-x²)/√π, the slope of erf.
func (b *builder) bell(x *ad.Node) *ad.Node {
	return b.sub(b.g.Const(math.Log(2/math.Sqrt(math.Pi))), b.square(x))
}

// logAbs is log|x|, taken apart where exponentials and the like are met: log exp a is a.
func (b *builder) logAbs(x *ad.Node) *ad.Node {
	switch x.Op {
	case ad.Exp:
		return x.Args[0]
	case ad.Neg, ad.Abs:
		return b.logAbs(x.Args[0])
	case ad.Mul:
		return b.add(b.logAbs(x.Args[0]), b.logAbs(x.Args[1]))
	case ad.Div:
		return b.sub(b.logAbs(x.Args[0]), b.logAbs(x.Args[1]))
	case ad.Sqrt:
		return b.times(0.5, b.logAbs(x.Args[0]))
	case ad.Pow:
		if e, ok := x.Args[1].Scalar(); ok {
			return b.times(e, b.logAbs(x.Args[0]))
		}
	case ad.Sigmoid:
		return b.neg(b.softplus(b.neg(x.Args[0])))
	case ad.Cosh:
		return b.logCosh(x.Args[0])
	case ad.Gather:
		if x.Args[0].Op != ad.LeafOp && x.Args[0].Op != ad.Const {
			return b.g.Gather(b.logAbs(x.Args[0]), x.Over, x.Args[1:])
		}
	}
	if b.s.ranges.of(x).Sign() > 0 {
		return b.log(x)
	}
	return b.log(b.g.Apply(ad.Abs, x))
}
