package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// calc writes formulas on a graph.
type calc struct{ g *ad.Graph }

func (c calc) num(v float64) *ad.Node { return c.g.Const(v) }

func (c calc) add(x ...*ad.Node) *ad.Node { return c.chain(ad.Add, x) }
func (c calc) mul(x ...*ad.Node) *ad.Node { return c.chain(ad.Mul, x) }

func (c calc) chain(op ad.Op, x []*ad.Node) *ad.Node {
	y := x[0]
	for _, z := range x[1:] {
		y = c.g.Apply(op, y, z)
	}
	return y
}

func (c calc) sub(x, y *ad.Node) *ad.Node    { return c.g.Apply(ad.Sub, x, y) }
func (c calc) div(x, y *ad.Node) *ad.Node    { return c.g.Apply(ad.Div, x, y) }
func (c calc) lt(x, y *ad.Node) *ad.Node     { return c.g.Apply(ad.Lt, x, y) }
func (c calc) le(x, y *ad.Node) *ad.Node     { return c.g.Apply(ad.Le, x, y) }
func (c calc) eq(x, y *ad.Node) *ad.Node     { return c.g.Apply(ad.Eq, x, y) }
func (c calc) and(x, y *ad.Node) *ad.Node    { return c.g.Apply(ad.And, x, y) }
func (c calc) neg(x *ad.Node) *ad.Node       { return c.g.Apply(ad.Neg, x) }
func (c calc) abs(x *ad.Node) *ad.Node       { return c.g.Apply(ad.Abs, x) }
func (c calc) log(x *ad.Node) *ad.Node       { return c.g.Apply(ad.Log, x) }
func (c calc) log1p(x *ad.Node) *ad.Node     { return c.g.Apply(ad.Log1p, x) }
func (c calc) exp(x *ad.Node) *ad.Node       { return c.g.Apply(ad.Exp, x) }
func (c calc) sqrt(x *ad.Node) *ad.Node      { return c.g.Apply(ad.Sqrt, x) }
func (c calc) lgamma(x *ad.Node) *ad.Node    { return c.g.Apply(ad.Lgamma, x) }
func (c calc) sel(p, x, y *ad.Node) *ad.Node { return c.g.Select(p, x, y) }

// within is x where lo ≤ x ≤ hi, else -Inf: the guard of a density.
func (c calc) within(v, lo, hi, x *ad.Node) *ad.Node {
	return c.sel(c.and(c.le(lo, v), c.le(v, hi)), x, c.num(math.Inf(-1)))
}

// logSum is log Σ exp(l) over an axis. The largest term is taken out; where all terms are -Inf, so
// is the sum.
func (c calc) logSum(l *ad.Node, over *ad.Axis) *ad.Node {
	m := c.g.Apply(ad.Stop, c.g.Reduce(ad.MaxOver, l, over))
	m = c.sel(c.eq(m, c.num(math.Inf(-1))), c.num(0), m)
	return c.add(m, c.log(c.g.Sum(c.exp(c.sub(l, m)), over)))
}

// at reads a vector at one position of its axis.
func (c calc) at(v *ad.Node, axis *ad.Axis, position *ad.Node) *ad.Node {
	return c.g.Gather(v, []*ad.Axis{axis}, []*ad.Node{position})
}
