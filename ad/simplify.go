package ad

import (
	"math"
	"slices"
)

// simplify applies the exact identities of an elementwise operation; nil if none applies.
// A constant 0 times anything is 0.
func (g *Graph) simplify(op Op, x []*Node) *Node {
	switch op {
	case Neg:
		if x[0].Op == Neg {
			return x[0].Args[0]
		}
	case Add:
		return pick(x[0].IsConst(0) && widens(x[1], x[0]), x[1], x[1].IsConst(0) && widens(x[0], x[1]), x[0])
	case Sub:
		if x[1].IsConst(0) && widens(x[0], x[1]) {
			return x[0]
		}
		if x[0].IsConst(0) && widens(x[1], x[0]) {
			return g.Apply(Neg, x[1])
		}
	case Mul:
		if x[0].IsConst(0) || x[1].IsConst(0) {
			return g.Table(nil, []float64{0}, widest([]Type{x[0].Type, x[1].Type}))
		}
		if x[0].IsConst(-1) && widens(x[1], x[0]) {
			return g.Apply(Neg, x[1])
		}
		if x[1].IsConst(-1) && widens(x[0], x[1]) {
			return g.Apply(Neg, x[0])
		}
		return pick(x[0].IsConst(1) && widens(x[1], x[0]), x[1], x[1].IsConst(1) && widens(x[0], x[1]), x[0])
	case Div:
		if x[0].IsConst(0) {
			return g.Const(0)
		}
		if x[1].IsConst(1) && x[0].Type == Real {
			return x[0]
		}
	case Pow:
		return g.simplifyPow(x)
	case Log:
		return g.simplifyLog(x[0])
	case Select:
		return g.simplifySelect(x)
	case Stop:
		if x[0].Op == Stop || x[0].Op == Const || x[0].Op == Iota {
			return x[0]
		}
	case And:
		if x[0].IsConst(0) || x[1].IsConst(0) {
			return g.Truth(false)
		}
		return pick(x[0].IsConst(1), x[1], x[1].IsConst(1), x[0])
	case Or:
		if x[0].IsConst(1) || x[1].IsConst(1) {
			return g.Truth(true)
		}
		return pick(x[0].IsConst(0), x[1], x[1].IsConst(0), x[0])
	}
	return nil
}

// widens tells whether x keeps its type when it meets y.
func widens(x, y *Node) bool { return x.Type == widest([]Type{x.Type, y.Type}) }

func pick(a bool, x *Node, b bool, y *Node) *Node {
	switch {
	case a:
		return x
	case b:
		return y
	}
	return nil
}

func (g *Graph) simplifyPow(x []*Node) *Node {
	if v, ok := x[1].Scalar(); ok {
		switch {
		case v == 0:
			return g.Table(nil, []float64{1}, x[0].Type)
		case v == 1 && x[0].Type != Bool:
			return x[0]
		case v == 2 && x[0].Op != Const:
			return g.Apply(Mul, x[0], x[0])
		}
		if x[0].Op == Exp {
			return g.Apply(Exp, g.Apply(Mul, x[1], x[0].Args[0]))
		}
	}
	return nil
}

// simplifyLog takes logarithms of products, quotients, powers and exponentials apart, so that
// densities stay in log space: it does so where a factor is an exponential.
func (g *Graph) simplifyLog(x *Node) *Node {
	switch x.Op {
	case Exp:
		return x.Args[0]
	case Mul, Div:
		if logarithmic(x) {
			op := Add
			if x.Op == Div {
				op = Sub
			}
			return g.Apply(op, g.Apply(Log, x.Args[0]), g.Apply(Log, x.Args[1]))
		}
	case Sqrt:
		if logarithmic(x.Args[0]) {
			return g.Apply(Mul, g.Const(0.5), g.Apply(Log, x.Args[0]))
		}
	case Pow:
		if logarithmic(x.Args[0]) {
			return g.Apply(Mul, x.Args[1], g.Apply(Log, x.Args[0]))
		}
	case Prod:
		if logarithmic(x.Args[0]) {
			return g.Sum(g.Apply(Log, x.Args[0]), x.Over...)
		}
	case Select:
		if logarithmic(x.Args[1]) || logarithmic(x.Args[2]) {
			return g.Select(x.Args[0], g.Apply(Log, x.Args[1]), g.Apply(Log, x.Args[2]))
		}
	case Gather:
		if logarithmic(x.Args[0]) {
			return g.Gather(g.Apply(Log, x.Args[0]), x.Over, x.Args[1:])
		}
	}
	return nil
}

// logarithmic tells whether a positive value is built on an exponential in such a way that its
// logarithm simplifies.
func logarithmic(x *Node) bool {
	switch x.Op {
	case Exp:
		return true
	case Mul, Div:
		return (logarithmic(x.Args[0]) || logarithmic(x.Args[1])) && positive(x.Args[0]) && positive(x.Args[1])
	case Sqrt, Pow, Prod, Gather:
		return logarithmic(x.Args[0])
	case Select:
		return logarithmic(x.Args[1]) && (logarithmic(x.Args[2]) || x.Args[2].Op == Const) || logarithmic(x.Args[2]) && x.Args[1].Op == Const
	}
	return false
}

// positive tells whether x is certainly not negative.
func positive(x *Node) bool {
	switch x.Op {
	case Const:
		return !slices.ContainsFunc(x.Table, func(v float64) bool { return !(v >= 0) })
	case Exp, Sqrt, Abs, Sigmoid, Softplus, Cosh:
		return true
	case Mul:
		return x.Args[0] == x.Args[1] || positive(x.Args[0]) && positive(x.Args[1])
	case Div, Add:
		return positive(x.Args[0]) && positive(x.Args[1])
	case Pow, Prod, Sum, MaxOver, MinOver, Gather:
		return positive(x.Args[0])
	case Select:
		return positive(x.Args[1]) && positive(x.Args[2])
	}
	return false
}

func (g *Graph) simplifySelect(x []*Node) *Node {
	if v, ok := x[0].Scalar(); ok {
		if v != 0 {
			return x[1]
		}
		return x[2]
	}
	if x[1] == x[2] {
		return x[1]
	}
	return nil
}

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
	case op == Sum && x.Op == Mul:
		return g.sumOfProduct(x, over)
	}
	return nil
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

// Factors takes a product apart.
func Factors(x *Node) []*Node {
	if x.Op == Mul {
		return append(Factors(x.Args[0]), Factors(x.Args[1])...)
	}
	return []*Node{x}
}

// sumOfProduct orders a contraction: factors without any summed axis leave the sum; an axis that
// not all factors carry is summed first over those that do, if that makes the product smaller.
func (g *Graph) sumOfProduct(x *Node, over []*Axis) *Node {
	factors := Factors(x)
	best, cost := -1, math.Inf(1)
	for k, a := range over {
		with := 0
		var axes []*Axis
		for _, f := range factors {
			if f.Has(a) {
				with++
				axes = Union(axes, f.Axes)
			}
		}
		// Factors that carry a and others that do not: sum over a among the former alone.
		if c := float64(Elements(axes)); with < len(factors) && c < cost {
			best, cost = k, c
		}
	}
	if best < 0 {
		return nil
	}
	var in, out []*Node
	a := over[best]
	for _, f := range factors {
		if f.Has(a) {
			in = append(in, f)
		} else {
			out = append(out, f)
		}
	}
	inner := []*Axis{a}
	for _, b := range over {
		// Axes carried by the same factors only go along.
		if b != a && !slices.ContainsFunc(out, func(f *Node) bool { return f.Has(b) }) {
			inner = append(inner, b)
		}
	}
	if worse(in, out, inner) {
		return nil
	}
	return g.Sum(g.product(append(out, g.Sum(g.product(in), inner...))), Without(over, inner)...)
}

// worse tells whether summing the inner axes first would lose a matrix product: the factors that
// stay outside share no axis with the rest, so that nothing is saved, or the intermediate is larger.
func worse(in, out []*Node, inner []*Axis) bool {
	var axes, all []*Axis
	for _, f := range in {
		axes = Union(axes, f.Axes)
	}
	all = axes
	for _, f := range out {
		all = Union(all, f.Axes)
	}
	return Elements(Without(axes, inner)) > Elements(all)
}

func (g *Graph) product(factors []*Node) *Node {
	p := factors[0]
	for _, f := range factors[1:] {
		p = g.Apply(Mul, p, f)
	}
	return p
}
