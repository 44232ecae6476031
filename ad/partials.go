package ad

import (
	"fmt"
	"math"
	"slices"
)

// The one derivative rule of each operation. Both modes use it: with wₖ = ∂n/∂(argument k), the
// tangent of n is Σₖ wₖ dₖ (summed over the axes that n reduces), and the cotangent of argument k
// is wₖ times that of n. Select, Gather and Scatter are linear in other ways (grad.go).

// partials gives wₖ, a function of the axes of n and of those it reduces; nil where argument k has
// no derivative.
var partials [numOps]func(g *Graph, n *Node, k int) *Node

// flat marks the operations whose derivative is zero by definition: steps, and Stop.
var flat [numOps]bool

// NoDerivative is the error of an operation that is differentiated and has no derivative.
type NoDerivative struct {
	Op   Op
	Node *Node
}

func (e *NoDerivative) Error() string { return fmt.Sprintf("%v has no known derivative", e.Op) }

// Short names for what rules are made of.

func (g *Graph) add(x, y *Node) *Node { return g.Apply(Add, x, y) }
func (g *Graph) sub(x, y *Node) *Node { return g.Apply(Sub, x, y) }
func (g *Graph) mul(x, y *Node) *Node { return g.Apply(Mul, x, y) }
func (g *Graph) div(x, y *Node) *Node { return g.Apply(Div, x, y) }
func (g *Graph) neg(x *Node) *Node    { return g.Apply(Neg, x) }
func (g *Graph) exp(x *Node) *Node    { return g.Apply(Exp, x) }
func (g *Graph) square(x *Node) *Node { return g.Apply(Mul, x, x) }
func (g *Graph) zero() *Node          { return g.Const(0) }
func (g *Graph) one() *Node           { return g.Const(1) }

// over is 1/x.
func (g *Graph) over(x *Node) *Node { return g.div(g.one(), x) }

// rule sets the derivative of an operation of one argument: f(x, y) is dy/dx where y is the value.
func rule(op Op, f func(g *Graph, x, y *Node) *Node) {
	partials[op] = func(g *Graph, n *Node, _ int) *Node { return f(g, n.Args[0], n) }
}

// rules sets the derivatives of an operation of several arguments, one for each.
func rules(op Op, f ...func(g *Graph, n *Node, x []*Node) *Node) {
	partials[op] = func(g *Graph, n *Node, k int) *Node { return f[k](g, n, n.Args) }
}

func none(*Graph, *Node, []*Node) *Node { return nil }

func constant(v float64) func(g *Graph, n *Node, x []*Node) *Node {
	return func(g *Graph, _ *Node, _ []*Node) *Node { return g.Const(v) }
}

func init() {
	for _, op := range []Op{Sign, Floor, Not, Stop, Eq, Ne, Lt, Le, And, Or, ArgMax} {
		flat[op] = true
	}
	elementaryRules()
	specialRules()
	partials[Sum] = func(g *Graph, _ *Node, _ int) *Node { return g.one() }
	rule(Prod, exclusiveProduct)
	rule(MaxOver, sharedExtreme)
	rule(MinOver, sharedExtreme)
}

func elementaryRules() {
	type N = *Node
	rule(Neg, func(g *Graph, x, y N) N { return g.Const(-1) })
	rule(Abs, func(g *Graph, x, y N) N { return g.Apply(Sign, x) })
	rule(Sqrt, func(g *Graph, x, y N) N { return g.div(g.Const(0.5), y) })
	rule(Exp, func(g *Graph, x, y N) N { return y })
	rule(Log, func(g *Graph, x, y N) N { return g.over(x) })
	rule(Expm1, func(g *Graph, x, y N) N { return g.exp(x) })
	rule(Log1p, func(g *Graph, x, y N) N { return g.over(g.add(g.one(), x)) })
	rule(Tanh, func(g *Graph, x, y N) N { return g.sub(g.one(), g.square(y)) })
	rule(Sigmoid, func(g *Graph, x, y N) N { return g.mul(y, g.sub(g.one(), y)) })
	rule(Softplus, func(g *Graph, x, y N) N { return g.Apply(Sigmoid, x) })
	rule(Sin, func(g *Graph, x, y N) N { return g.Apply(Cos, x) })
	rule(Cos, func(g *Graph, x, y N) N { return g.neg(g.Apply(Sin, x)) })
	rule(Tan, func(g *Graph, x, y N) N { return g.add(g.one(), g.square(y)) })
	rule(Asin, func(g *Graph, x, y N) N { return g.over(g.circle(x)) })
	rule(Acos, func(g *Graph, x, y N) N { return g.neg(g.over(g.circle(x))) })
	rule(Atan, func(g *Graph, x, y N) N { return g.over(g.add(g.one(), g.square(x))) })
	rule(Sinh, func(g *Graph, x, y N) N { return g.Apply(Cosh, x) })
	rule(Cosh, func(g *Graph, x, y N) N { return g.Apply(Sinh, x) })
	rule(LogCosh, func(g *Graph, x, y N) N { return g.Apply(Tanh, x) })
	rule(Asinh, func(g *Graph, x, y N) N { return g.over(g.Apply(Sqrt, g.add(g.one(), g.square(x)))) })
	rule(Acosh, func(g *Graph, x, y N) N {
		return g.over(g.mul(g.Apply(Sqrt, g.sub(x, g.one())), g.Apply(Sqrt, g.add(x, g.one()))))
	})
	rule(Atanh, func(g *Graph, x, y N) N { return g.over(g.mul(g.sub(g.one(), x), g.add(g.one(), x))) })
	rules(Add, constant(1), constant(1))
	rules(Sub, constant(1), constant(-1))
	rules(Mul,
		func(g *Graph, n N, x []N) N { return x[1] },
		func(g *Graph, n N, x []N) N { return x[0] })
	rules(Div,
		func(g *Graph, n N, x []N) N { return g.over(x[1]) },
		func(g *Graph, n N, x []N) N { return g.neg(g.mul(n, g.over(x[1]))) })
	rules(Pow,
		func(g *Graph, n N, x []N) N { return g.mul(x[1], g.Apply(Pow, x[0], g.sub(x[1], g.one()))) },
		func(g *Graph, n N, x []N) N {
			return g.Select(g.Apply(Eq, x[0], g.zero()), g.zero(), g.mul(n, g.Apply(Log, x[0])))
		})
	rules(Mod, constant(1),
		func(g *Graph, n N, x []N) N { return g.neg(g.Apply(Floor, g.div(x[0], x[1]))) })
	rules(Atan2,
		func(g *Graph, n N, x []N) N { return g.div(x[1], g.add(g.square(x[0]), g.square(x[1]))) },
		func(g *Graph, n N, x []N) N { return g.neg(g.div(x[0], g.add(g.square(x[0]), g.square(x[1])))) })
	partials[Max] = func(g *Graph, n N, k int) N { return g.extreme(n, k) }
	partials[Min] = func(g *Graph, n N, k int) N { return g.extreme(n, k) }
}

// circle is √(1-x²) without cancellation at x = ±1.
func (g *Graph) circle(x *Node) *Node {
	return g.Apply(Sqrt, g.mul(g.sub(g.one(), x), g.add(g.one(), x)))
}

// extreme is the derivative of Max or Min: 1 for the argument taken, 0 for the other. At a tie it
// is the constant that is taken if there is one (so that max(x, 0) has derivative 0 at 0), else
// the argument that was built first.
func (g *Graph) extreme(n *Node, k int) *Node {
	x, y := n.Args[0], n.Args[1]
	if y.Op == Const && x.Op != Const {
		x, y = y, x
	}
	small, large := x, y
	if n.Op == Max {
		small, large = y, x
	}
	first := g.Apply(Le, small, large) // x is taken
	if n.Args[k] == x {
		return g.Select(first, g.one(), g.zero())
	}
	return g.Select(first, g.zero(), g.one())
}

// sharedExtreme shares the derivative of a maximum or minimum equally among the elements that
// attain it.
func sharedExtreme(g *Graph, x, y *Node) *Node {
	attained := g.Apply(Eq, x, y)
	return g.Select(attained, g.over(g.Sum(attained, y.Over...)), g.zero())
}

// exclusiveProduct is the product of all elements but one, for each: exact to any order wherever
// there are zeros, at the cost of the square of the number of factors.
func exclusiveProduct(g *Graph, x, y *Node) *Node {
	var names []*Node
	fresh := make([]*Axis, len(y.Over))
	same := g.Truth(true)
	for k, a := range y.Over {
		for fresh[k] = g.copyAxis(a); x.Has(fresh[k]); {
			fresh[k] = g.copyAxis(fresh[k])
		}
		names = append(names, g.Iota(fresh[k]))
		same = g.Apply(And, same, g.Apply(Eq, g.Iota(a), g.Iota(fresh[k])))
	}
	others := g.Select(same, g.one(), g.Gather(x, y.Over, names))
	return g.Reduce(Prod, others, fresh...)
}

// copyAxis is another axis of the same size: the same one each time it is asked for.
func (g *Graph) copyAxis(a *Axis) *Axis {
	if b := g.copies[a]; b != nil {
		return b
	}
	b := g.Axis(a.Name+"′", a.Size)
	g.copies[a] = b
	return b
}

// logNorm is log(√(2π)).
var logNorm = 0.5 * math.Log(2*math.Pi)

func specialRules() {
	type N = *Node
	bell := func(g *Graph, x N, c float64) N { return g.mul(g.Const(c), g.exp(g.neg(g.square(x)))) }
	rule(Erf, func(g *Graph, x, y N) N { return bell(g, x, 2/math.SqrtPi) })
	rule(Erfc, func(g *Graph, x, y N) N { return bell(g, x, -2/math.SqrtPi) })
	rule(NormQuantile, func(g *Graph, x, y N) N {
		return g.exp(g.add(g.Const(logNorm), g.mul(g.Const(0.5), g.square(y))))
	})
	rule(Lgamma, func(g *Graph, x, y N) N { return g.Apply(Digamma, x) })
	rule(Digamma, func(g *Graph, x, y N) N { return g.Apply(Polygamma, g.Integer(1), x) })
	rules(Polygamma, none, func(g *Graph, n N, x []N) N { return g.Apply(Polygamma, g.shift(x[0], 1), x[1]) })
	rule(LogBesselI0, func(g *Graph, x, y N) N { return g.Apply(BesselRatio, g.Integer(1), x) })
	rules(BesselRatio, none, besselRatioRule)
	cylinder := func(g *Graph, n N, x []N) N {
		return g.mul(g.Const(0.5), g.sub(g.Apply(n.Op, g.shift(x[0], -1), x[1]), g.Apply(n.Op, g.shift(x[0], 1), x[1])))
	}
	rules(BesselJ, none, cylinder)
	rules(BesselY, none, cylinder)
	rules(SphericalJ, none, sphericalRule)
	gammaRules()
	vonMisesRules()
	rules(BetaInc, none, none, func(g *Graph, n N, x []N) N { return g.exp(g.logBeta(x[0], x[1], x[2])) })
	rules(BetaQuantile, none, none, func(g *Graph, n N, x []N) N { return g.exp(g.neg(g.logBeta(x[0], x[1], n))) })
}

func (g *Graph) shift(n *Node, by int) *Node { return g.add(n, g.Integer(by)) }

// besselRatioRule: with Rₙ = Iₙ/I₀ and Iₙ' = (Iₙ₋₁+Iₙ₊₁)/2, Rₙ' = (Rₙ₋₁+Rₙ₊₁)/2 - Rₙ R₁.
func besselRatioRule(g *Graph, n *Node, x []*Node) *Node {
	r := func(order *Node) *Node { return g.Apply(BesselRatio, order, x[1]) }
	mean := g.mul(g.Const(0.5), g.add(r(g.shift(x[0], -1)), r(g.shift(x[0], 1))))
	return g.sub(mean, g.mul(n, r(g.Integer(1))))
}

// sphericalRule: jₙ' = (n jₙ₋₁ - (n+1) jₙ₊₁)/(2n+1), regular at 0.
func sphericalRule(g *Graph, _ *Node, x []*Node) *Node {
	order := x[0]
	below := g.Apply(SphericalJ, g.Apply(Max, g.shift(order, -1), g.Integer(0)), x[1])
	above := g.Apply(SphericalJ, g.shift(order, 1), x[1])
	top := g.sub(g.mul(order, below), g.mul(g.shift(order, 1), above))
	return g.div(top, g.shift(g.mul(g.Integer(2), order), 1))
}

// logGamma is the logarithm of the density of the gamma distribution of shape a at x.
func (g *Graph) logGamma(a, x *Node) *Node {
	power := g.mul(g.sub(a, g.one()), g.Apply(Log, x))
	return g.sub(g.sub(power, x), g.Apply(Lgamma, a))
}

// Quantiles are differentiated implicitly: from F(a, x(a, u)) = u follow ∂x/∂u = 1/f and
// ∂x/∂a = -(∂F/∂a)/f with the density f.
func gammaRules() {
	type N = *Node
	density := func(g *Graph, n N, x []N) N { return g.exp(g.logGamma(x[0], x[1])) }
	inverse := func(g *Graph, n N, x []N) N { return g.exp(g.neg(g.logGamma(x[0], n))) }
	rules(GammaP,
		func(g *Graph, n N, x []N) N { return g.Apply(GammaPSlope, x[0], x[1]) },
		density)
	rules(GammaPSlope, none, func(g *Graph, n N, x []N) N {
		return g.mul(density(g, n, x), g.sub(g.Apply(Log, x[1]), g.Apply(Digamma, x[0])))
	})
	rules(GammaQuantile,
		func(g *Graph, n N, x []N) N { return g.neg(g.mul(g.Apply(GammaPSlope, x[0], n), inverse(g, n, x))) },
		inverse)
}

// logVonMises is the logarithm of the density exp(κ cos θ)/(2π I₀(κ)).
func (g *Graph) logVonMises(kappa, theta *Node) *Node {
	return g.sub(g.sub(g.mul(kappa, g.Apply(Cos, theta)), g.Apply(LogBesselI0, kappa)), g.Const(2*logNorm))
}

func vonMisesRules() {
	type N = *Node
	density := func(g *Graph, n N, x []N) N { return g.exp(g.logVonMises(x[0], x[1])) }
	inverse := func(g *Graph, n N, x []N) N { return g.exp(g.neg(g.logVonMises(x[0], n))) }
	rules(VonMisesCDF,
		func(g *Graph, n N, x []N) N { return g.Apply(VonMisesSlope, x[0], x[1]) },
		density)
	rules(VonMisesSlope, none, func(g *Graph, n N, x []N) N {
		return g.mul(density(g, n, x), g.sub(g.Apply(Cos, x[1]), g.Apply(BesselRatio, g.Integer(1), x[0])))
	})
	rules(VonMisesQuantile,
		func(g *Graph, n N, x []N) N { return g.neg(g.mul(g.Apply(VonMisesSlope, x[0], n), inverse(g, n, x))) },
		inverse)
}

// logBeta is the logarithm of the density of the beta distribution.
func (g *Graph) logBeta(a, b, x *Node) *Node {
	powers := g.add(g.mul(g.sub(a, g.one()), g.Apply(Log, x)), g.mul(g.sub(b, g.one()), g.Apply(Log1p, g.neg(x))))
	norm := g.sub(g.Apply(Lgamma, g.add(a, b)), g.add(g.Apply(Lgamma, a), g.Apply(Lgamma, b)))
	return g.add(powers, norm)
}

// differentiable lists the arguments through which a node depends smoothly on others: not the
// condition of a Select, nor indices.
func differentiable(n *Node) []*Node {
	switch {
	case flat[n.Op]:
		return nil
	case n.Op == Select:
		return n.Args[1:]
	case n.Op == Gather || n.Op == Scatter:
		return n.Args[:1]
	case n.Op == LeafOp && n.Leaf.Kind == RefLeaf && n.Leaf.Body != nil:
		return []*Node{n.Leaf.Body}
	}
	return n.Args
}

// partial is wₖ; an error if there is none.
func (g *Graph) partial(n *Node, k int) (*Node, error) {
	if f := partials[n.Op]; f != nil {
		if w := f(g, n, k); w != nil {
			return w, nil
		}
	}
	return nil, &NoDerivative{n.Op, n}
}

// weigh is w times d. Where a guard makes w or d zero the other factor may be infinite, so that the
// guard stays outermost, in sums of guarded values for each of them.
func (g *Graph) weigh(w, d *Node) *Node {
	switch {
	case w.Op == Select && !w.Args[0].fixed && isGuarded(w):
		return g.within(w, func(branch *Node) *Node { return g.weigh(branch, d) })
	case isGuarded(d) && len(Union(w.Axes, d.Axes)) == len(d.Axes):
		return g.within(d, func(branch *Node) *Node { return g.weigh(w, branch) })
	case d.Op == Const && len(d.Axes) > 0 && len(Union(w.Axes, d.Axes)) == len(d.Axes) && slices.Contains(d.Table, 0):
		return g.weigh(w, g.guardOf(d))
	}
	return g.mul(d, w)
}

// guardOf writes a table as what it is where it is not zero, guarded.
func (g *Graph) guardOf(d *Node) *Node {
	on, values := make([]float64, len(d.Table)), make([]float64, len(d.Table))
	for i, v := range d.Table {
		on[i], values[i] = truth(v != 0), v
		if v == 0 {
			values[i] = 1
		}
	}
	return g.intern(&Node{Op: Select, Args: []*Node{g.Table(d.Axes, on, Bool), g.Table(d.Axes, values, d.Type), g.zero()}, Axes: d.Axes, Type: d.Type})
}

// isGuarded tells whether n is zero where a condition fails, or holds.
func isGuarded(n *Node) bool {
	switch n.Op {
	case Select:
		return n.Args[1].IsConst(0) || n.Args[2].IsConst(0)
	case Neg:
		return isGuarded(n.Args[0])
	case Add, Sub:
		return isGuarded(n.Args[0]) && isGuarded(n.Args[1])
	case Mul:
		return scaled(n) >= 0 && isGuarded(n.Args[scaled(n)])
	}
	return false
}

// scaled is the argument of a product that a number multiplies, -1 if neither is a number.
func scaled(n *Node) int {
	for k := range 2 {
		if _, ok := n.Args[1-k].Scalar(); ok {
			return k
		}
	}
	return -1
}

// within applies f, which is linear, to the branch of a guarded node that is not zero.
func (g *Graph) within(n *Node, f func(*Node) *Node) *Node {
	switch {
	case n.Op == Neg:
		return g.neg(g.within(n.Args[0], f))
	case n.Op == Mul:
		k := scaled(n)
		return g.Apply(Mul, n.Args[1-k], g.within(n.Args[k], f))
	case n.Op != Select:
		return g.Apply(n.Op, g.within(n.Args[0], f), g.within(n.Args[1], f))
	case n.Args[2].IsConst(0):
		return g.Select(n.Args[0], f(n.Args[1]), g.zero())
	}
	return g.Select(n.Args[0], g.zero(), f(n.Args[2]))
}

// reduced lists the axes that a node sums over or replaces.
func reduced(n *Node) []*Axis {
	switch n.Op {
	case Scatter:
		return n.Along
	case Iota:
		return nil
	}
	return n.Over
}
