package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// compound is a function of one node that the graph writes with several operations.
type compound struct {
	x     *ad.Node
	curve *curve
	value func(g *ad.Graph, x *ad.Node) *ad.Node
}

// compoundOf recognises powers, which are products of one factor alone, logit x = log x - log(1-x), and odds
// x/(1-x); nil for all else.
func compoundOf(n *ad.Node) *compound {
	if x, k := asPower(n); k > 1 {
		return &compound{x, power(float64(k)), func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Pow, x, g.Integer(k)) }}
	}
	switch {
	case n.Op == ad.Sub && n.Args[0].Op == ad.Log && n.Args[1].Op == ad.Log1p:
		x := n.Args[0].Args[0]
		if m := n.Args[1].Args[0]; m.Op == ad.Neg && m.Args[0] == x {
			return &compound{x, logitCurve, logit}
		}
	case n.Op == ad.Sub && n.Args[0].Op == ad.Log && n.Args[1].Op == ad.Log:
		if x := n.Args[0].Args[0]; lessThanOne(n.Args[1].Args[0], x) {
			return &compound{x, logitCurve, logit}
		}
	case n.Op == ad.Div && lessThanOne(n.Args[1], n.Args[0]):
		return &compound{n.Args[0], oddsCurve, odds}
	}
	return nil
}

// lessThanOne tells whether n is 1 - x.
func lessThanOne(n, x *ad.Node) bool {
	return n.Op == ad.Sub && n.Args[0].IsConst(1) && n.Args[1] == x
}

var logitCurve = simple(open(0, 1), Line, apply(ad.Sigmoid), func(b *builder, x, y *ad.Node) *ad.Node {
	return b.neg(b.add(b.log(x), b.log1p(b.neg(x))))
})

func odds(g *ad.Graph, x *ad.Node) *ad.Node {
	return g.Apply(ad.Div, x, g.Apply(ad.Sub, g.Const(1), x))
}

var oddsCurve = simple(open(-inf, 1), open(-1, inf),
	func(g *ad.Graph, y *ad.Node) *ad.Node { return g.Apply(ad.Div, y, g.Apply(ad.Add, g.Const(1), y)) },
	func(b *builder, x, y *ad.Node) *ad.Node { return b.times(-2, b.log1p(b.neg(x))) })

// asPower writes a node as a power of another: products of one factor alone are such.
func asPower(n *ad.Node) (x *ad.Node, k int) {
	if n.Op == ad.Mul {
		x, i := asPower(n.Args[0])
		if n.Args[0] == n.Args[1] {
			return x, 2 * i
		}
		if y, j := asPower(n.Args[1]); x == y {
			return x, i + j
		}
	}
	return n, 1
}

// power is xᵉ for a number e: odd powers on the line, even powers on a side, others for x > 0;
// negative ones where x is not zero.
func power(e float64) *curve {
	slope := func(b *builder, x, y *ad.Node) *ad.Node {
		return b.add(b.g.Const(math.Log(math.Abs(e))), b.times(e-1, b.logAbs(x)))
	}
	root := func(g *ad.Graph, y *ad.Node) *ad.Node {
		if e == 2 {
			return g.Apply(ad.Sqrt, y)
		}
		return g.Apply(ad.Pow, y, g.Const(1/e))
	}
	minus := func(g *ad.Graph, y *ad.Node) *ad.Node { return g.Apply(ad.Neg, root(g, y)) }
	odd := func(g *ad.Graph, y *ad.Node) *ad.Node {
		return g.Apply(ad.Mul, g.Apply(ad.Sign, y), root(g, g.Apply(ad.Abs, y)))
	}
	above, below := open(0, inf), open(-inf, 0)
	switch {
	case whole(e) && e > 0 && math.Mod(e, 2) == 0:
		return &curve{Line, []piece{{right, right, root}, {left, right, minus}}, slope}
	case whole(e) && e > 0:
		return &curve{Line, []piece{{Line, Line, odd}}, slope}
	case whole(e) && e < 0 && math.Mod(e, 2) == 0:
		return &curve{Line, []piece{{above, above, root}, {below, above, minus}}, slope}
	case whole(e) && e < 0:
		return &curve{Line, []piece{{above, above, root}, {below, below, odd}}, slope}
	case e > 0:
		return &curve{right, []piece{{right, right, root}}, slope}
	}
	return &curve{above, []piece{{above, above, root}}, slope}
}
