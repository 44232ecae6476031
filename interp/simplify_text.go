package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/scalar"
	"github.com/gibbs-lang/gibbs/lang"
)

// The text of expressions in canonical form: sums from the lowest degree on, with signs, products with what divides them below.

// text is an expression as source.
func (w *written) text(x *scalar.Expr) (lang.Expr, error) {
	switch x.Kind {
	case scalar.Number:
		return exactNumber(x.Value), nil
	case scalar.Variable:
		return readExpr(x.Name), nil
	case scalar.Sum:
		return w.sumText(x)
	case scalar.Product:
		return w.productText(x)
	}
	return w.functionText(x)
}

// exactNumber is a number as it reads back.
func exactNumber(v float64) lang.Expr {
	switch {
	case math.IsNaN(v):
		return &lang.Binary{Op: "-", X: &lang.Name{Id: "inf"}, Y: &lang.Name{Id: "inf"}}
	case math.IsInf(v, 0):
		v = math.Copysign(1, v)
		if v < 0 {
			return &lang.Unary{Op: "-", X: &lang.Name{Id: "inf"}}
		}
		return &lang.Name{Id: "inf"}
	case v < 0:
		return &lang.Unary{Op: "-", X: exactNumber(-v)}
	}
	return &lang.Number{Text: number17(v), Value: v, Int: v == math.Trunc(v) && v < 1e15}
}

// degree orders the terms of a sum: the sum of whole positive powers of variables; other factors come last.
func degree(x *scalar.Expr) (n float64) {
	switch x.Kind {
	case scalar.Variable:
		return 1
	case scalar.Product:
		for k, a := range x.Args {
			if a.Kind == scalar.Variable {
				n += x.Powers[k]
			} else {
				n += 1000 + degree(a)
			}
		}
		return n
	case scalar.Sum, scalar.Function:
		return 1000
	}
	return 0
}

func (w *written) sumText(x *scalar.Expr) (lang.Expr, error) {
	order := make([]int, len(x.Args))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if d := degree(x.Args[i]) - degree(x.Args[j]); d != 0 {
			return int(math.Copysign(1, d))
		}
		return 0
	})
	var terms []lang.Expr
	if x.Value != 0 {
		terms = append(terms, exactNumber(x.Value))
	}
	for _, k := range order {
		t, err := w.text(x.Args[k])
		if err != nil {
			return nil, err
		}
		if isTruth(x.Args[k]) {
			t = asNumber(t)
		}
		terms = append(terms, times(exactNumber(x.Coefs[k]), t))
	}
	return plus(terms), nil
}

// times is a product; factors 1 are left out, and signs stand in front.
func times(x, y lang.Expr) lang.Expr {
	if u, ok := x.(*lang.Unary); ok && u.Op == "-" {
		return &lang.Unary{Op: "-", X: times(u.X, y)}
	}
	if n, ok := x.(*lang.Number); ok && n.Value == 1 && !n.Imag {
		return y
	}
	if b, ok := y.(*lang.Binary); ok && (b.Op == "*" || b.Op == "/") { // from left to right
		return &lang.Binary{Op: b.Op, X: times(x, b.X), Y: b.Y}
	}
	return &lang.Binary{Op: "*", X: x, Y: y}
}

// plus is a sum with signs.
func plus(terms []lang.Expr) lang.Expr {
	if len(terms) == 0 {
		return exactNumber(0)
	}
	out := terms[0]
	for _, t := range terms[1:] {
		if u, ok := t.(*lang.Unary); ok && u.Op == "-" {
			out = &lang.Binary{Op: "-", X: out, Y: u.X}
		} else {
			out = &lang.Binary{Op: "+", X: out, Y: t}
		}
	}
	return out
}

// powerExpr is x^p.
func powerExpr(x lang.Expr, p float64) lang.Expr {
	switch p {
	case 1:
		return x
	case 0.5:
		return call("sqrt", x)
	}
	return &lang.Binary{Op: "^", X: x, Y: exactNumber(p)}
}

func call(name string, args ...lang.Expr) *lang.Call {
	out := &lang.Call{Fn: &lang.Name{Id: name}}
	for _, a := range args {
		out.Args = append(out.Args, &lang.Arg{X: a})
	}
	return out
}

func (w *written) productText(x *scalar.Expr) (lang.Expr, error) {
	above, below := lang.Expr(exactNumber(1)), lang.Expr(nil)
	for k, a := range x.Args {
		t, err := w.text(a)
		if err != nil {
			return nil, err
		}
		if isTruth(a) {
			t = asNumber(t)
		}
		p := x.Powers[k]
		switch {
		case p > 0:
			above = times(above, powerExpr(t, p))
		case below == nil:
			below = powerExpr(t, -p)
		default:
			below = times(below, powerExpr(t, -p))
		}
	}
	if below == nil {
		return above, nil
	}
	return &lang.Binary{Op: "/", X: above, Y: below}, nil
}

// isTruth tells whether an expression is a condition.
func isTruth(x *scalar.Expr) bool {
	return x.Kind == scalar.Function && slices.Contains([]ad.Op{ad.Eq, ad.Ne, ad.Lt, ad.Le, ad.And, ad.Or, ad.Not}, x.Op)
}

func asNumber(t lang.Expr) lang.Expr {
	return &lang.Cond{Cond: t, Then: exactNumber(1), Else: exactNumber(0)}
}

// signsOf are the operations between two expressions.
var signsOf = map[ad.Op]string{ad.Pow: "^", ad.Mod: "mod", ad.And: "and", ad.Or: "or"}

var comparisonsOf = map[ad.Op]string{ad.Eq: "==", ad.Ne: "!=", ad.Lt: "<", ad.Le: "<="}

func (w *written) functionText(x *scalar.Expr) (lang.Expr, error) {
	args := make([]lang.Expr, len(x.Args))
	for k, a := range x.Args {
		var err error
		if args[k], err = w.text(a); err != nil {
			return nil, err
		}
		wants := x.Op == ad.And || x.Op == ad.Or || x.Op == ad.Not || x.Op == ad.Select && k == 0
		switch {
		case wants && a.Kind == scalar.Number:
			args[k] = &lang.Bool{Value: a.Value != 0}
		case isTruth(a) && !wants:
			args[k] = asNumber(args[k])
		case wants && !isTruth(a):
			args[k] = &lang.Compare{X: []lang.Expr{args[k], exactNumber(0)}, Op: []string{"!="}}
		}
	}
	if sign, ok := signsOf[x.Op]; ok {
		return &lang.Binary{Op: sign, X: args[0], Y: args[1]}, nil
	}
	if sign, ok := comparisonsOf[x.Op]; ok {
		return &lang.Compare{X: args, Op: []string{sign}}, nil
	}
	switch x.Op {
	case ad.Not:
		return &lang.Unary{Op: "not", X: args[0]}, nil
	case ad.Select:
		return &lang.Cond{Cond: args[0], Then: args[1], Else: args[2]}, nil
	case ad.LogCosh:
		return call("log", call("cosh", args[0])), nil
	case ad.Min, ad.Max, ad.Atan2:
		return call(x.Op.String(), args...), nil
	}
	if op, ok := elementOps[x.Op.String()]; ok && op == x.Op {
		return call(x.Op.String(), args[0]), nil
	}
	return nil, fmt.Errorf("the language has no function %s", x.Op)
}
