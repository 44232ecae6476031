package ad

import "math"

// Sums of exponentials are taken relative to the largest exponent, on which they do not depend:
// it is stopped, so that derivatives come out in closed form.

// shifted is exp(x - max x) where mask holds, else 0, the maximum, and whether mask holds anywhere.
func (g *Graph) shifted(x, mask *Node, over []*Axis) (e, top, any *Node) {
	if mask == nil {
		mask = g.Truth(Elements(over) > 0)
	}
	top = g.Apply(Stop, g.Reduce(MaxOver, g.Select(mask, x, g.Const(math.Inf(-1))), over...))
	e = g.Select(mask, g.exp(g.sub(x, top)), g.zero())
	return e, top, g.Apply(Lt, g.Integer(0), g.Reduce(MaxOver, mask, over...))
}

// LogSumExp is log Σ exp(x) over the elements of the axes where mask holds (nil: all); -∞ where
// there is none.
func (g *Graph) LogSumExp(x, mask *Node, over ...*Axis) *Node {
	e, top, any := g.shifted(x, mask, over)
	return g.Select(any, g.add(top, g.Apply(Log, g.Sum(e, over...))), g.Const(math.Inf(-1)))
}

// Softmax is exp(x)/Σ exp(x) over the elements of the axes where mask holds (nil: all), else 0; all
// zero where there is none.
func (g *Graph) Softmax(x, mask *Node, over ...*Axis) *Node {
	e, _, any := g.shifted(x, mask, over)
	return g.mul(e, g.over(g.Select(any, g.Sum(e, over...), g.one())))
}
