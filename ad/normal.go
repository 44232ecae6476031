package ad

import "math"

// Sums of exponentials are taken relative to the largest exponent, on which they do not depend:
// it is stopped, so that derivatives come out in closed form.

// shifted is exp(x - max x) where mask holds, else 0, and the maximum; mask nil holds everywhere.
func (g *Graph) shifted(x, mask *Node, over []*Axis) (e, top *Node) {
	if mask == nil {
		mask = g.Truth(true)
	}
	top = g.Apply(Stop, g.Reduce(MaxOver, g.Select(mask, x, g.Const(math.Inf(-1))), over...))
	return g.Select(mask, g.exp(g.sub(x, top)), g.zero()), top
}

// LogSumExp is log Σ exp(x) over the elements of the axes where mask holds (nil: all). Where there
// is none it is -∞.
func (g *Graph) LogSumExp(x, mask *Node, over ...*Axis) *Node {
	e, top := g.shifted(x, mask, over)
	s := g.add(top, g.Apply(Log, g.Sum(e, over...)))
	return g.Select(g.Apply(Eq, top, g.Const(math.Inf(-1))), g.Const(math.Inf(-1)), s)
}

// Softmax is exp(x)/Σ exp(x) where mask holds (nil: everywhere), else 0.
func (g *Graph) Softmax(x, mask *Node, over ...*Axis) *Node {
	e, _ := g.shifted(x, mask, over)
	if mask == nil {
		return g.div(e, g.Sum(e, over...))
	}
	return g.Select(mask, g.div(e, g.Sum(e, over...)), g.zero())
}
