package export

import "github.com/gibbs-lang/gibbs/ad"

// Precedence of the operators of Python.
const (
	compared = 8
	either   = 9
	both     = 10
	added    = 12
	times    = 13
	signed   = 14
	raised   = 15
	atom     = 16
)

// row is an operation as an expression of Python: its text with a %s for each argument, how tightly it binds, and how
// tightly each argument must. np is numpy or jax.numpy, sp is scipy.special or jax.scipy.special.
type row struct {
	text  string
	binds int
	args  []int
	// Where a branch is not taken, argument keep-1 is replaced by safe, so that neither the value nor its slope is
	// infinite there; keep is 0 for operations that are finite everywhere.
	keep int
	safe string
}

// call is a function of any arguments.
func call(name string, arity int) row {
	text := name + "(%s"
	for range arity - 1 {
		text += ", %s"
	}
	return row{text: text + ")", binds: atom, args: make([]int, arity)}
}

// safely is a function whose argument is replaced by safe where it is not asked for.
func safely(r row, keep int, safe string) row {
	r.keep, r.safe = keep, safe
	return r
}

// infix is an operator between its arguments.
func infix(sign string, binds, left, right int) row {
	return row{text: "%s " + sign + " %s", binds: binds, args: []int{left, right}}
}

// elementwise has the row of each operation on numbers.
var elementwise = map[ad.Op]row{
	ad.Neg:          {text: "-%s", binds: signed, args: []int{signed}},
	ad.Abs:          call("np.abs", 1),
	ad.Sign:         call("np.sign", 1),
	ad.Sqrt:         safely(call("np.sqrt", 1), 1, "1.0"),
	ad.Exp:          safely(call("np.exp", 1), 1, "0.0"),
	ad.Log:          safely(call("np.log", 1), 1, "1.0"),
	ad.Expm1:        safely(call("np.expm1", 1), 1, "0.0"),
	ad.Log1p:        safely(call("np.log1p", 1), 1, "0.0"),
	ad.Tanh:         call("np.tanh", 1),
	ad.Sigmoid:      call("sp.expit", 1),
	ad.Softplus:     {text: "np.logaddexp(%s, 0.0)", binds: atom, args: []int{0}},
	ad.Sin:          call("np.sin", 1),
	ad.Cos:          call("np.cos", 1),
	ad.Tan:          safely(call("np.tan", 1), 1, "0.0"),
	ad.Asin:         safely(call("np.arcsin", 1), 1, "0.0"),
	ad.Acos:         safely(call("np.arccos", 1), 1, "0.0"),
	ad.Atan:         call("np.arctan", 1),
	ad.Sinh:         safely(call("np.sinh", 1), 1, "0.0"),
	ad.Cosh:         safely(call("np.cosh", 1), 1, "0.0"),
	ad.LogCosh:      {text: "np.logaddexp(%[1]s, -%[1]s) - 0.6931471805599453", binds: added, args: []int{atom}},
	ad.Asinh:        call("np.arcsinh", 1),
	ad.Acosh:        safely(call("np.arccosh", 1), 1, "2.0"),
	ad.Atanh:        safely(call("np.arctanh", 1), 1, "0.0"),
	ad.Erf:          call("sp.erf", 1),
	ad.Erfc:         call("sp.erfc", 1),
	ad.Lgamma:       safely(call("sp.gammaln", 1), 1, "1.0"),
	ad.Digamma:      safely(call("sp.digamma", 1), 1, "1.0"),
	ad.NormQuantile: safely(call("sp.ndtri", 1), 1, "0.5"),
	ad.LogBesselI0:  call("_log_i0", 1),
	ad.Floor:        call("np.floor", 1),
	ad.Stop:         call("_stop", 1),
	ad.Add:          infix("+", added, added, times),
	ad.Sub:          infix("-", added, added, times),
	ad.Mul:          infix("*", times, times, signed),
	ad.Div:          safely(infix("/", times, times, signed), 2, "1.0"),
	ad.Pow:          safely(row{text: "%s**%s", binds: raised, args: []int{atom, atom}}, 1, "1.0"),
	ad.Mod:          safely(call("np.mod", 2), 2, "1.0"),
	ad.Min:          call("np.minimum", 2),
	ad.Max:          call("np.maximum", 2),
	ad.Atan2:        safely(call("np.arctan2", 2), 2, "1.0"),
	ad.GammaP:       call("sp.gammainc", 2),
	ad.BetaInc:      call("sp.betainc", 3),
}

// conditions has the row of each operation that gives a truth value.
var conditions = map[ad.Op]row{
	ad.Eq: infix("==", compared, either, either), ad.Ne: infix("!=", compared, either, either),
	ad.Lt: infix("<", compared, either, either), ad.Le: infix("<=", compared, either, either),
	ad.And: infix("&", both, both, added), ad.Or: infix("|", either, either, both),
	ad.Not: {text: "~%s", binds: signed, args: []int{signed}},
}

// reductions have the function of each reduction, and what it gives of nothing.
var reductions = map[ad.Op]string{
	ad.Sum: "np.sum(%s, axis=%s)", ad.Prod: "np.prod(%s, axis=%s)",
	ad.MaxOver: "np.max(%s, axis=%s, initial=-np.inf)", ad.MinOver: "np.min(%s, axis=%s, initial=np.inf)",
	ad.ArgMax: "1.0 * np.argmax(%s, axis=%s)",
}
