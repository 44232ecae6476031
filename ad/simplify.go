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
		return g.simplifyNeg(x[0])
	case Add:
		return g.simplifyAdd(x[0], x[1])
	case Sub:
		return g.simplifySub(x[0], x[1])
	case Mul:
		return g.simplifyMul(x[0], x[1])
	case Div:
		return g.simplifyDiv(x[0], x[1])
	case Pow:
		return g.simplifyPow(x)
	case Log:
		return g.simplifyLog(x[0])
	case Select:
		return g.simplifySelect(x[0], x[1], x[2])
	case Stop:
		if x[0].Op == Stop || x[0].Op == Const || x[0].Op == Iota {
			return x[0]
		}
	case Not:
		if x[0].Op == Not && x[0].Args[0].Type == Bool {
			return x[0].Args[0]
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

// Signs move outwards, so that they meet and cancel.

func (g *Graph) simplifyNeg(x *Node) *Node {
	switch x.Op {
	case Neg:
		return x.Args[0]
	case Sub:
		return g.Apply(Sub, x.Args[1], x.Args[0])
	case Mul:
		if c, y := number(x); c != nil {
			return g.Apply(Mul, g.Table(nil, []float64{-c.Table[0]}, c.Type), y)
		}
	}
	return nil
}

// number takes a product of a number and something apart; nil if x is none.
func number(x *Node) (c, y *Node) {
	if x.Op == Mul {
		for k, c := range x.Args {
			if _, ok := c.Scalar(); ok {
				return c, x.Args[1-k]
			}
		}
	}
	return nil, nil
}

// sameGuard adds or subtracts what two guards with one condition let through.
func (g *Graph) sameGuard(op Op, x, y *Node) *Node {
	if x.Op != Select || y.Op != Select || x.Args[0] != y.Args[0] {
		return nil
	}
	for k := 1; k <= 2; k++ {
		if x.Args[k].IsConst(0) && y.Args[k].IsConst(0) {
			return g.Select(x.Args[0], g.Apply(op, x.Args[1], y.Args[1]), g.Apply(op, x.Args[2], y.Args[2]))
		}
	}
	return nil
}

func (g *Graph) simplifyAdd(x, y *Node) *Node {
	switch {
	case x.IsConst(0) && widens(y, x):
		return y
	case y.IsConst(0) && widens(x, y):
		return x
	case x == y && x.Op != Const && x.Type != Bool:
		return g.Apply(Mul, g.Integer(2), x)
	case y.Op == Neg:
		return g.Apply(Sub, x, y.Args[0])
	case x.Op == Neg:
		return g.Apply(Sub, y, x.Args[0])
	}
	return g.sameGuard(Add, x, y)
}

func (g *Graph) simplifySub(x, y *Node) *Node {
	switch {
	case y.IsConst(0) && widens(x, y):
		return x
	case x.IsConst(0) && widens(y, x):
		return g.Apply(Neg, y)
	case y.Op == Neg:
		return g.Apply(Add, x, y.Args[0])
	case x.Op == Neg:
		return g.Apply(Neg, g.Apply(Add, x.Args[0], y))
	}
	return g.sameGuard(Sub, x, y)
}

func (g *Graph) simplifyMul(x, y *Node) *Node {
	if x.IsConst(0) || y.IsConst(0) {
		return g.Table(nil, []float64{0}, widest([]Type{x.Type, y.Type}))
	}
	if y.Op == Const && x.Op != Const {
		x, y = y, x
	}
	switch {
	case x.IsConst(1) && widens(y, x):
		return y
	case x.IsConst(-1) && widens(y, x):
		return g.Apply(Neg, y)
	case y.Op == Neg:
		return g.Apply(Neg, g.Apply(Mul, x, y.Args[0]))
	case x.Op == Neg:
		return g.Apply(Neg, g.Apply(Mul, x.Args[0], y))
	}
	if s := g.scaled(x, y); s != nil {
		return s
	}
	if s := g.scaled(y, x); s != nil {
		return s
	}
	if s := g.guarded(Mul, x, y, x); s != nil {
		return s
	}
	return g.guarded(Mul, y, x, y)
}

func (g *Graph) simplifyDiv(x, y *Node) *Node {
	switch {
	case x.IsConst(0) && y.IsConst(0):
		return g.Const(math.NaN())
	case x.IsConst(0):
		return g.Const(0)
	case y.IsConst(1) && x.Type == Real:
		return x
	case x.Op == Neg && y.Op == Neg:
		return g.Apply(Div, x.Args[0], y.Args[0])
	case x.Op == Neg:
		return g.Apply(Neg, g.Apply(Div, x.Args[0], y))
	case y.Op == Neg:
		return g.Apply(Neg, g.Apply(Div, x, y.Args[0]))
	}
	return g.guarded(Div, x, y, x)
}

// scaled is x times y where y is a number times something: numbers move outwards and become one.
func (g *Graph) scaled(x, y *Node) *Node {
	c, z := number(y)
	if c == nil {
		return nil
	}
	if v, ok := x.Scalar(); ok {
		return g.Apply(Mul, g.Table(nil, []float64{v * c.Table[0]}, widest([]Type{x.Type, c.Type})), z)
	}
	return g.Apply(Mul, c, g.Apply(Mul, x, z))
}

// guarded moves a product or quotient into a computed guard s, one of x and y, that is zero where
// it fails: what does not count there may be infinite. The guard must carry all axes, lest the
// product grow; fixed guards stay factors of contractions.
func (g *Graph) guarded(op Op, x, y, s *Node) *Node {
	if s.Op != Select || s.Args[0].fixed || !s.Args[1].IsConst(0) && !s.Args[2].IsConst(0) {
		return nil
	}
	if len(Union(x.Axes, y.Axes)) > len(s.Axes) {
		return nil
	}
	if _, ok := x.Scalar(); ok && op == Mul {
		return nil // numbers move outwards
	}
	if _, ok := y.Scalar(); ok && op == Mul {
		return nil
	}
	other := func(branch *Node) *Node {
		if s == x {
			return g.Apply(op, branch, y)
		}
		return g.Apply(op, x, branch)
	}
	return g.Select(s.Args[0], other(s.Args[1]), other(s.Args[2]))
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

// maxPower is the largest whole power that is written as products.
const maxPower = 16

func (g *Graph) simplifyPow(x []*Node) *Node {
	v, ok := x[1].Scalar()
	if !ok {
		return nil
	}
	switch {
	case v == 0:
		return g.Table(nil, []float64{1}, x[0].Type)
	case v == 1 && x[0].Type != Bool:
		return x[0]
	case x[0].Op == Exp:
		return g.Apply(Exp, g.Apply(Mul, x[1], x[0].Args[0]))
	case x[0].fixed:
		return nil
	case v == math.Floor(v) && math.Abs(v) <= maxPower:
		if v < 0 {
			return g.over(g.power(x[0], int(-v)))
		}
		return g.power(x[0], int(v))
	case v == 0.5:
		return g.Apply(Sqrt, x[0])
	case v == -0.5:
		return g.over(g.Apply(Sqrt, x[0]))
	}
	return nil
}

// power is xⁿ for n ≥ 1 by repeated squares.
func (g *Graph) power(x *Node, n int) *Node {
	switch {
	case n == 1:
		return x
	case n%2 == 1:
		return g.mul(x, g.power(x, n-1))
	}
	return g.square(g.power(x, n/2))
}

// simplifyLog takes logarithms of products, quotients, powers and exponentials apart, so that
// densities stay in log space: it does so where a factor is an exponential.
func (g *Graph) simplifyLog(x *Node) *Node {
	switch x.Op {
	case Exp:
		return x.Args[0]
	case Cosh:
		return g.Apply(LogCosh, x.Args[0])
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

// logarithmic tells whether a positive value is built on an exponential or a cosh in such a way that its
// logarithm simplifies.
func logarithmic(x *Node) bool {
	switch x.Op {
	case Exp, Cosh:
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
	case Exp, Sqrt, Abs, Sigmoid, Softplus, Cosh, LogCosh:
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

func (g *Graph) simplifySelect(cond, x, y *Node) *Node {
	if v, ok := cond.Scalar(); ok {
		if v != 0 {
			return x
		}
		return y
	}
	switch {
	case x == y:
		return x
	case cond.Op == Not:
		return g.Select(cond.Args[0], y, x)
	case x.Op == Select && x.Args[0] == cond:
		return g.Select(cond, x.Args[1], y)
	case y.Op == Select && y.Args[0] == cond:
		return g.Select(cond, x, y.Args[2])
	case x.Op == Neg && y.IsConst(0) && widens(x, y):
		return g.Apply(Neg, g.Select(cond, x.Args[0], y))
	case y.Op == Neg && x.IsConst(0) && widens(y, x):
		return g.Apply(Neg, g.Select(cond, x, y.Args[0]))
	}
	if c, z := number(x); c != nil && y.IsConst(0) && widens(x, y) {
		return g.Apply(Mul, c, g.Select(cond, z, y))
	}
	if c, z := number(y); c != nil && x.IsConst(0) && widens(y, x) {
		return g.Apply(Mul, c, g.Select(cond, x, z))
	}
	if y.IsConst(0) {
		return g.nestedGuard(cond, x, func(z *Node) *Node { return g.Select(cond, z, y) })
	}
	if x.IsConst(0) {
		return g.nestedGuard(cond, y, func(z *Node) *Node { return g.Select(cond, x, z) })
	}
	return nil
}

// nestedGuard is a guard c, applied by outer, of a guarded value x: fixed guards stand outside
// computed ones, and fixed ones become one.
func (g *Graph) nestedGuard(c, x *Node, outer func(*Node) *Node) *Node {
	if x.Op != Select || !x.Args[0].fixed {
		return nil
	}
	m, zero := x.Args[0], x.Args[2]
	switch {
	case c.fixed && zero.IsConst(0):
		return g.Select(g.Apply(And, m, outer(g.Truth(true))), x.Args[1], zero)
	case c.fixed:
		return nil
	case zero.IsConst(0):
		return g.Select(m, outer(x.Args[1]), zero)
	case x.Args[1].IsConst(0):
		return g.Select(m, x.Args[1], outer(zero))
	}
	return nil
}
