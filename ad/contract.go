package ad

import (
	"math"
	"slices"
)

// simplifyReduce brings reductions to their normal form: no axis that the argument lacks, sums of
// sums merged, factors without a summed axis taken out.
func (g *Graph) simplifyReduce(op Op, x *Node, over []*Axis) *Node {
	var absent []*Axis
	for _, a := range over {
		if !x.Has(a) {
			absent = append(absent, a)
		}
	}
	switch {
	case len(over) == 0 && op != ArgMax:
		return x
	case len(absent) > 0:
		return g.reduceAbsent(op, x, Without(over, absent), Elements(absent))
	case op != ArgMax && Elements(over) == 0:
		return g.Table(nil, []float64{op.Info().Start}, op.Info().Type([]Type{x.Type}))
	case op == x.Op && op != ArgMax:
		return g.Reduce(op, x.Args[0], Union(over, x.Over)...)
	case op == Sum && x.Op == Neg:
		return g.Apply(Neg, g.Sum(x.Args[0], over...))
	case op == Sum && (x.Op == Add || x.Op == Sub):
		return g.sumOfTerms(x, over)
	case op == Sum && x.Op == Mul:
		if s := g.sumOfDelta(x, over); s != nil {
			return s
		}
		return g.sumOfProduct(x, over)
	case op == Sum && x.Op == Div:
		return g.sumOfQuotient(x, over)
	case op == Sum && x.Op == Select:
		return g.sumOfGuard(x, over)
	}
	return nil
}

// sumOfTerms takes products of factors that all lack an axis out of a sum of terms, so that each is a contraction of its
// own and never built element by element. The other terms stay together.
func (g *Graph) sumOfTerms(x *Node, over []*Axis) *Node {
	apart, together := g.sortTerms(x, false, over)
	switch {
	case apart == nil:
		return nil
	case together == nil:
		return apart
	}
	return g.Apply(Add, apart, g.Sum(together, over...))
}

// sortTerms gives the sum of those terms of ±x that are contractions, and the other terms; nil if there are none.
func (g *Graph) sortTerms(x *Node, minus bool, over []*Axis) (apart, together *Node) {
	if x.Op == Add || x.Op == Sub { // simplify has taken Neg out of them
		a, b := g.sortTerms(x.Args[0], minus, over)
		c, d := g.sortTerms(x.Args[1], minus != (x.Op == Sub), over)
		return g.join(a, c), g.join(b, d)
	}
	sign := func(t *Node) *Node {
		if minus {
			return g.neg(t)
		}
		return t
	}
	if contracts(x) {
		return sign(g.Sum(x, over...)), nil
	}
	return nil, sign(x)
}

// join adds two terms of which either may be nil.
func (g *Graph) join(a, b *Node) *Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return g.Apply(Add, a, b)
}

// contracts tells whether t is a product of factors none of which has all axes.
func contracts(t *Node) bool {
	return t.Op == Mul && !slices.ContainsFunc(Factors(t), func(f *Node) bool { return len(f.Axes) == len(t.Axes) })
}

// sumOfDelta carries out Σⱼ δ(i,j) x[j] = x[i].
func (g *Graph) sumOfDelta(x *Node, over []*Axis) *Node {
	factors := Factors(x)
	for k, d := range factors {
		pair := g.deltas[d]
		for side, at := range pair.at {
			if a := pair.axes[side]; at != nil && slices.Contains(over, a) {
				rest := g.product(slices.Delete(factors, k, k+1))
				read := g.Gather(rest, []*Axis{a}, []*Node{at})
				return g.Sum(read, Without(over, []*Axis{a})...)
			}
		}
	}
	return nil
}

// sumOfQuotient takes a divisor without summed axes out of a sum.
func (g *Graph) sumOfQuotient(x *Node, over []*Axis) *Node {
	var out []*Axis
	for _, a := range over {
		if !x.Args[1].Has(a) {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return g.Sum(g.Apply(Div, g.Sum(x.Args[0], out...), x.Args[1]), Without(over, out)...)
}

// sumOfGuard sums what a guard lets through. A guard without summed axes leaves the sum. A fixed
// guard of a contraction becomes a matter of its factors (those that carry all axes of the guard; a
// table of 0 and 1 if there is none), so that it is a contraction still.
func (g *Graph) sumOfGuard(x *Node, over []*Axis) *Node {
	c, in := x.Args[0], x.Args[1]
	if !x.Args[1].IsConst(0) && !x.Args[2].IsConst(0) {
		return nil
	}
	if len(Without(over, c.Axes)) == len(over) {
		return g.Select(c, g.Sum(x.Args[1], over...), g.Sum(x.Args[2], over...))
	}
	if !c.fixed || x.fixed {
		return nil
	}
	if in.IsConst(0) {
		c, in = g.Apply(Not, c), x.Args[2]
	}
	factors := Factors(in)
	nothing := g.Table(nil, []float64{0}, in.Type)
	contraction, covered := false, false
	for k, f := range factors {
		if len(Union(f.Axes, c.Axes)) > len(f.Axes) {
			contraction = true
			continue
		}
		covered = true
		contraction = contraction || len(f.Axes) < len(x.Axes)
		factors[k] = g.Select(c, f, nothing)
	}
	if !contraction {
		return nil
	}
	if !covered {
		factors = append(factors, g.Select(c, g.Table(nil, []float64{1}, in.Type), nothing))
	}
	return g.Sum(g.product(factors), over...)
}

func (g *Graph) reduceAbsent(op Op, x *Node, rest []*Axis, times int) *Node {
	n := float64(times)
	switch {
	case op == ArgMax:
		return g.Integer(min(times, 1) - 1)
	case times == 0:
		return g.Table(nil, []float64{op.Info().Start}, op.Info().Type([]Type{x.Type}))
	case op == Sum:
		return g.Apply(Mul, g.Table(nil, []float64{n}, Int), g.Sum(x, rest...))
	case op == Prod:
		return g.Apply(Pow, g.Reduce(Prod, x, rest...), g.Table(nil, []float64{n}, Int))
	}
	return g.Reduce(op, x, rest...)
}

// Factors takes a product apart; a square is one factor.
func Factors(x *Node) []*Node {
	if x.Op == Mul && x.Args[0] != x.Args[1] {
		return append(Factors(x.Args[0]), Factors(x.Args[1])...)
	}
	return []*Node{x}
}

// sumOfProduct orders a contraction: factors without any summed axis leave the sum; an axis that
// not all factors carry is summed over those that do, in the order that takes the fewest multiplications.
func (g *Graph) sumOfProduct(x *Node, over []*Axis) *Node {
	factors := Factors(x)
	carried := make([][]*Axis, len(factors))
	for k, f := range factors {
		carried[k] = f.Axes
	}
	k, _ := cheapestSum(carried, over)
	if k < 0 {
		return nil
	}
	a := over[k]
	inner := along(carried, over, a)
	has := func(f *Node) bool { return f.Has(a) }
	outside := g.part(x, func(f *Node) bool { return !has(f) })
	return g.Sum(g.mul(outside, g.Sum(g.part(x, has), inner...)), Without(over, inner)...)
}

// orderedAxes is the number of summed axes up to which all orders are tried.
const orderedAxes = 4

// cheapestSum is the place in over of the axis to sum over first, among those factors that carry it, and the number
// of multiplications of the whole contraction; -1 if all factors carry all axes. factors are their axes.
func cheapestSum(factors [][]*Axis, over []*Axis) (best int, cost float64) {
	best, cost = -1, math.Inf(1)
	for k, a := range over {
		with, axes, rest := 0, []*Axis(nil), [][]*Axis(nil)
		for _, f := range factors {
			if slices.Contains(f, a) {
				with++
				axes = Union(axes, f)
			} else {
				rest = append(rest, f)
			}
		}
		if with == len(factors) {
			continue
		}
		c := volume(axes)
		if len(over) <= orderedAxes {
			inner := along(factors, over, a)
			_, later := cheapestSum(append(rest, Without(axes, inner)), Without(over, inner))
			c += later
		}
		if c < cost {
			best, cost = k, c
		}
	}
	if best < 0 {
		cost = volume(Union(factors...))
	}
	return best, cost
}

// along are a and those axes that only factors with a carry: they are summed over together.
func along(factors [][]*Axis, over []*Axis, a *Axis) []*Axis {
	inner := []*Axis{a}
	for _, b := range over {
		if b != a && !slices.ContainsFunc(factors, func(f []*Axis) bool { return !slices.Contains(f, a) && slices.Contains(f, b) }) {
			inner = append(inner, b)
		}
	}
	return inner
}

// part is the product of the factors of x that pass the test, nil if there is none. Products of x
// of which all factors pass stay the nodes they are.
func (g *Graph) part(x *Node, test func(*Node) bool) *Node {
	if x.Op != Mul || x.Args[0] == x.Args[1] {
		if test(x) {
			return x
		}
		return nil
	}
	a, b := g.part(x.Args[0], test), g.part(x.Args[1], test)
	switch {
	case a == x.Args[0] && b == x.Args[1]:
		return x
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return g.mul(a, b)
}

// product multiplies factors from the left.
func (g *Graph) product(factors []*Node) *Node {
	p := factors[0]
	for _, f := range factors[1:] {
		p = g.Apply(Mul, p, f)
	}
	return p
}
