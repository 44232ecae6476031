package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

var binaryOps = map[string]ad.Op{"+": ad.Add, "-": ad.Sub, "*": ad.Mul, "/": ad.Div, "^": ad.Pow, "mod": ad.Mod}

// unary is -x, not x, √x or ∇f.
func (c ctx) unary(e *lang.Unary) Value {
	switch e.Op {
	case "-":
		switch v := c.eval(e.X).(type) {
		case *Estimate:
			return v.negate()
		case *Complex:
			return c.complexNegate(v)
		case *Operator:
			return c.negateOperator(v)
		case *Builtin, *Continuum:
			if isContinuum(v) {
				return c.negateContinuum(c.continuumOf(e.X, v))
			}
			return c.number(e.X, v)
		default:
			a := c.number(e.X, v)
			return &Array{Node: c.g().Apply(ad.Neg, a.Node), Dims: a.Dims}
		}
	case "not":
		return &Array{Node: c.g().Apply(ad.Not, c.truth(e.X))}
	case "√":
		return c.applyOp(e, ad.Sqrt, c.eval(e.X))
	case "∇":
		return c.gradOf(e, c.eval(e.X), 0)
	}
	panic("interp: unary " + e.Op)
}

// applyOp applies an operation of one argument to each element, or to an estimate.
func (c ctx) applyOp(n lang.Node, op ad.Op, v Value) Value {
	if est, ok := v.(*Estimate); ok {
		return c.estimateOp(n, op, est)
	}
	if z, ok := v.(*Complex); ok {
		return c.complexOp(n, op, z)
	}
	if _, ok := v.(*EstimateArray); ok {
		elementwiseOnly(n, "these are estimates, and functions of estimates are taken one by one")
	}
	a := c.number(n, v)
	return &Array{Node: c.g().Apply(op, a.Node), Dims: a.Dims}
}

// binary is x op y.
func (c ctx) binary(e *lang.Binary) Value {
	switch e.Op {
	case "and", "or":
		return c.logic(e)
	case "union", "minus", "times":
		return c.setOp(e)
	case "|>":
		return c.pipe(e)
	}
	x := c.eval(e.X)
	y := c.eval(e.Y)
	if t, ok := y.(Tuple); ok && (e.Op == "+" || e.Op == "-") {
		if a, ok := x.(*Array); ok && a.Set != nil {
			return c.translate(e, a, t, e.Op == "-")
		}
	}
	if b, ok := y.(*Array); ok && b.Set != nil && b.Set.Components() != nil && (e.Op == "+" || e.Op == "-") {
		if a, ok := x.(*Array); ok && a.Set != nil && a.Set.IsLattice() {
			return c.translate(e, a, c.components(b), e.Op == "-")
		}
	}
	if b, ok := y.(*Array); ok && (b.Set == nil || b.Set.IsInteger()) && (e.Op == "+" || e.Op == "-") {
		if a, ok := x.(*Array); ok && a.Set != nil && a.Set.Kind() == "chain" {
			return c.translate(e, a, Tuple{b}, e.Op == "-")
		}
	}
	for _, v := range []Value{x, y} {
		if _, ok := v.(*EstimateArray); ok {
			elementwiseOnly(e, "these are estimates, and arithmetic with estimates goes one by one")
		}
	}
	_, ex := x.(*Estimate)
	_, ey := y.(*Estimate)
	if ex || ey {
		return c.estimateBinary(e, e.Op, x, y)
	}
	if isContinuum(x) || isContinuum(y) || scalesFunction(e.Op, x, y) {
		return c.continuumBinary(e, x, y)
	}
	if isOperator(x) || isOperator(y) {
		return c.operatorBinary(e, x, y)
	}
	if isComplex(x) || isComplex(y) {
		return c.complexBinary(e, x, y)
	}
	if e.Op == "@" {
		return c.contract(e, c.number(e.X, x), c.number(e.Y, y))
	}
	return c.elementwise(e, binaryOps[e.Op], c.operand(e.X, e.Op, x), c.operand(e.Y, e.Op, y))
}

// operand takes one side of an arithmetic operation as numbers.
func (c ctx) operand(n lang.Expr, op string, v Value) *Array {
	if a, ok := v.(*Array); ok && a.Node.Type == ad.Bool {
		fail("G0405", n, fmt.Sprintf("%s takes numbers, and this is a truth value", op), help("write if c then 1 else 0"))
	}
	return c.number(n, v)
}

// elementwise applies an operation of two arguments; a scalar goes with any array.
func (c ctx) elementwise(e *lang.Binary, op ad.Op, a, b *Array) *Array {
	a, b = c.together(e, e.Op, a, b)
	out := &Array{Dims: longer(a, b).Dims}
	if op == ad.Pow {
		out.Node = c.power(a.Node, b.Node)
	} else {
		out.Node = c.g().Apply(op, a.Node, b.Node)
	}
	return out
}

// power keeps whole powers of whole numbers whole.
func (c ctx) power(x, y *ad.Node) *ad.Node {
	n := c.g().Apply(ad.Pow, x, y)
	if v, ok := y.Scalar(); ok && x.Type == ad.Int && y.Type == ad.Int && v >= 0 && n.Op == ad.Const {
		return c.g().Table(n.Axes, n.Table, ad.Int)
	}
	return n
}

// together brings two arrays over the same sets onto the same axes.
func (c ctx) together(n lang.Node, op string, a, b *Array) (*Array, *Array) {
	if len(a.Dims) == 0 || len(b.Dims) == 0 {
		return a, b
	}
	same := len(a.Dims) == len(b.Dims)
	for i := 0; same && i < len(a.Dims); i++ {
		same = a.Dims[i].Set.Same(b.Dims[i].Set)
	}
	if !same {
		if x, y := c.ungroup(a), c.ungroup(b); x != a || y != b {
			return c.together(n, op, x, y)
		}
		opts := []option{why("arithmetic on whole arrays goes element by element and needs the same index sets; there is no broadcasting"),
			help("name the indices: [x[i] %s y[j] for i in …, j in …]", op)}
		if e, ok := n.(*lang.Binary); ok {
			opts = append(opts, label(e.X, "%s", kind(a)), label(e.Y, "%s", kind(b)))
		}
		fail("G0403", n, fmt.Sprintf("%s of an array over %s and one over %s", op, dimsText(a.Dims), dimsText(b.Dims)), opts...)
	}
	return a, c.onto(b, a.Dims)
}

// contract is A @ x: the last index of A with the first of x.
func (c ctx) contract(e *lang.Binary, a, b *Array) *Array {
	if len(a.Dims) == 0 || len(b.Dims) == 0 {
		fail("G0404", e, "@ contracts two arrays, and one side is a number", help("use * for a product with a number"))
	}
	last, first := a.Dims[len(a.Dims)-1], b.Dims[0]
	if !last.Set.Same(first.Set) {
		fail("G0404", e, fmt.Sprintf("@ cannot contract %s with %s: the last index of the left side and the first of the right side differ", last.Set.String(), first.Set.String()),
			label(e.X, "last index over %s (%s)", last.Set.String(), plural(last.Set.Size(), "element")),
			label(e.Y, "first index over %s (%s)", first.Set.String(), plural(first.Set.Size(), "element")),
			why("a contraction is a sum over one index that both sides have"), help("%s", contractionMend(e, a, b)))
	}
	// Free axes of b must not meet those of a; the contracted one must.
	used := append([]*ad.Axis{}, c.open...)
	for _, d := range a.Dims {
		used = append(used, d.Axis)
	}
	dims := []Dim{last}
	for _, d := range b.Dims[1:] {
		ax := c.s.axis(d.Set, used)
		used = append(used, ax)
		dims = append(dims, Dim{ax, d.Set})
	}
	b = c.onto(b, dims)
	out := append(append([]Dim{}, a.Dims[:len(a.Dims)-1]...), dims[1:]...)
	return &Array{Node: c.g().Sum(c.g().Apply(ad.Mul, a.Node, b.Node), last.Axis), Dims: out}
}

// logic is x and y, x or y; the right side is checked only where the left one leaves it open.
func (c ctx) logic(e *lang.Binary) Value {
	x := c.truth(e.X)
	op, rest := ad.And, x
	if e.Op == "or" {
		op, rest = ad.Or, c.g().Apply(ad.Not, x)
	}
	if v, ok := rest.Scalar(); ok && v == 0 {
		return &Array{Node: x}
	}
	return &Array{Node: c.g().Apply(op, x, c.where(rest).truth(e.Y))}
}

// compare is a chain of comparisons.
func (c ctx) compare(e *lang.Compare) Value {
	var out *ad.Node
	vals := make([]Value, len(e.X))
	vals[0] = c.eval(e.X[0])
	for i, op := range e.Op {
		vals[i+1] = c.eval(e.X[i+1])
		one := c.compare1(e, op, e.X[i], e.X[i+1], vals[i], vals[i+1])
		if out == nil {
			out = one
		} else {
			out = c.g().Apply(ad.And, out, one)
		}
	}
	return &Array{Node: out}
}

func (c ctx) compare1(e *lang.Compare, op string, ex, ey lang.Expr, x, y Value) *ad.Node {
	if op == "in" || op == "not in" {
		m := c.memberOf(e, ex, ey, x, y)
		if op == "not in" {
			m = c.g().Apply(ad.Not, m)
		}
		return m
	}
	if sx, ok := x.(String); ok {
		if sy, ok := y.(String); ok && (op == "==" || op == "!=") {
			return c.g().Truth((sx == sy) == (op == "=="))
		}
	}
	if sx, ok := x.(*sets.Set); ok {
		if sy, ok := y.(*sets.Set); ok && (op == "==" || op == "!=") {
			return c.g().Truth(sx.Same(sy) == (op == "=="))
		}
	}
	if same := c.equalObjects(e, op, x, y); same != nil {
		return same
	}
	for _, v := range []Value{x, y} {
		if est, ok := v.(*Estimate); ok && !est.exact {
			c.noCompare(e)
		}
	}
	if isOperator(x) || isOperator(y) {
		return c.operatorEqual(e, op, ex, ey, x, y)
	}
	if isComplex(x) || isComplex(y) {
		return c.complexEqual(e, op, x, y)
	}
	a, b := c.ranked(ex, ey, x, y)
	if len(a.Dims) > 0 || len(b.Dims) > 0 {
		fail("G0405", e, fmt.Sprintf("%s compares numbers, and this is an array", op), why("one answer for two arrays could mean all of their elements, or any"), help("say which elements: all(x[i] %s y[i] for i in I), or norm(x - y) < 1e-6", op))
	}
	return c.comparison(op, a.Node, b.Node)
}

func (c ctx) noCompare(e *lang.Compare) {
	fail("G0707", e, "an estimate has an error bar and is not compared as it is",
		why("whether one estimate lies below another is a question of how many standard errors lie between them"),
		help("compare .mean, as in a.mean < b.mean + 3*a.err"))
}

func (c ctx) comparison(op string, x, y *ad.Node) *ad.Node {
	g := c.g()
	switch op {
	case "==":
		return g.Apply(ad.Eq, x, y)
	case "!=":
		return g.Apply(ad.Ne, x, y)
	case "<":
		return g.Apply(ad.Lt, x, y)
	case "<=":
		return g.Apply(ad.Le, x, y)
	case ">":
		return g.Apply(ad.Lt, y, x)
	case ">=":
		return g.Apply(ad.Le, y, x)
	case "~=":
		// Equal to nine digits, or within 1e-9 near zero.
		scale := g.Apply(ad.Max, g.Apply(ad.Max, g.Apply(ad.Abs, x), g.Apply(ad.Abs, y)), g.Const(1))
		return g.Apply(ad.Le, g.Apply(ad.Abs, g.Apply(ad.Sub, x, y)), g.Apply(ad.Mul, g.Const(1e-9), scale))
	}
	panic("interp: comparison " + op)
}

// ranked brings two sides of a comparison to numbers, or to places in one set.
func (c ctx) ranked(ex, ey lang.Expr, x, y Value) (*Array, *Array) {
	if sx, ok := x.(String); ok {
		if b, ok := y.(*Array); ok && b.Set != nil {
			return c.element(ex, sx, b.Set), b
		}
	}
	if sy, ok := y.(String); ok {
		if a, ok := x.(*Array); ok && a.Set != nil {
			return a, c.element(ey, sy, a.Set)
		}
	}
	if t, ok := y.(Tuple); ok {
		if a, ok := x.(*Array); ok && a.Set != nil {
			return a, &Array{Node: c.tuplePosition(ey, t, a.Set), Set: a.Set}
		}
	}
	a, b := c.array(ex, x), c.array(ey, y)
	if a.Node.Type == ad.Bool && b.Node.Type == ad.Bool {
		return a, b
	}
	if a.Set != nil && b.Set != nil && !a.Set.IsInteger() && !b.Set.IsInteger() {
		if a.Set.Same(b.Set) {
			return a, b
		}
		if top := sets.Common(a.Set, b.Set); top != nil {
			return &Array{Node: c.move(a, top), Set: top}, &Array{Node: c.move(b, top), Set: top}
		}
		fail("G0301", ey, fmt.Sprintf("an element of %s is compared with one of %s", a.Set.String(), b.Set.String()),
			label(ex, "an element of %s", a.Set.String()), at("an element of %s", b.Set.String()),
			why("elements of different sets are never equal, and have no common order"),
			help("go through one set: for i in %s, j in %s; or compare their places: rank(…) == rank(…)", a.Set.String(), a.Set.String()))
	}
	return c.number(ex, a), c.number(ey, b)
}

// element finds a label in a set.
func (c ctx) element(n lang.Expr, s String, set *sets.Set) *Array {
	p, ok := set.FindLabel(string(s))
	if !ok {
		opts := []option{at("not in %s", set.String())}
		if s := lang.Suggest(string(s), set.LabelNames()); s != "" {
			opts = append(opts, replace(n, `"`+s+`"`))
		} else {
			opts = append(opts, oneOf(set))
		}
		fail("G0302", n, fmt.Sprintf("%q is not an element of %s", string(s), set.String()), opts...)
	}
	return &Array{Node: c.g().Integer(p), Set: set}
}
