package exact

import "math"

// jet is a function of one variable at a point: value, first and second derivative. Arithmetic on
// jets differentiates a formula exactly.
type jet struct{ v, d, dd float64 }

func number(v float64) jet { return jet{v: v} }

func (a jet) plus(b jet) jet  { return jet{a.v + b.v, a.d + b.d, a.dd + b.dd} }
func (a jet) minus(b jet) jet { return jet{a.v - b.v, a.d - b.d, a.dd - b.dd} }

func (a jet) times(b jet) jet {
	return jet{a.v * b.v, a.d*b.v + a.v*b.d, a.dd*b.v + 2*a.d*b.d + a.v*b.dd}
}

func (a jet) scaled(c float64) jet { return jet{c * a.v, c * a.d, c * a.dd} }

// chain is f(a), given value and derivatives of f at a.
func (a jet) chain(f, f1, f2 float64) jet {
	return jet{f, f1 * a.d, f1*a.dd + f2*a.d*a.d}
}

func (a jet) log() jet { return a.chain(math.Log(a.v), 1/a.v, -1/(a.v*a.v)) }

func (a jet) exp() jet {
	e := math.Exp(a.v)
	return a.chain(e, e, e)
}

func (a jet) sqrt() jet {
	r := math.Sqrt(a.v)
	return a.chain(r, 0.5/r, -0.25/(r*a.v))
}

// power is a whole power n ≥ 0.
func (a jet) power(n int) jet {
	out := number(1)
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			out = out.times(a)
		}
		a = a.times(a)
	}
	return out
}
