package kernel

import "math"

// The plain loops of functions for which package math overflows early, loses digits, or has nothing.

func each(dst, x []float64, f func(float64) float64) {
	for t := range dst {
		dst[t] = f(x[t])
	}
}

func sinhGeneric(dst, x []float64)    { each(dst, x, sinhOf) }
func coshGeneric(dst, x []float64)    { each(dst, x, coshOf) }
func logCoshGeneric(dst, x []float64) { each(dst, x, logCoshOf) }
func asinhGeneric(dst, x []float64)   { each(dst, x, math.Asinh) }
func acoshGeneric(dst, x []float64)   { each(dst, x, math.Acosh) }
func atanhGeneric(dst, x []float64)   { each(dst, x, math.Atanh) }
func tanGeneric(dst, x []float64)     { each(dst, x, tanOf) }
func asinGeneric(dst, x []float64)    { each(dst, x, asinOf) }
func acosGeneric(dst, x []float64)    { each(dst, x, acosOf) }
func atanGeneric(dst, x []float64)    { each(dst, x, math.Atan) }

func atan2Generic(dst, y, x []float64) {
	for t := range dst {
		dst[t] = atan2Of(y[t], x[t])
	}
}

// atan2Of has the sign of y; math.Atan2 loses it where y/x is too small for a number.
func atan2Of(y, x float64) float64 { return math.Copysign(math.Atan2(y, x), y) }

// expLimit is where exp(x), but not exp(x)/2, overflows.
const expLimit = 709

func sinhOf(x float64) float64 {
	if a := math.Abs(x); a > expLimit {
		e := math.Exp(a / 2)
		return math.Copysign(e/2*e, x)
	}
	return math.Sinh(x)
}

func coshOf(x float64) float64 {
	if a := math.Abs(x); a > expLimit {
		e := math.Exp(a / 2)
		return e / 2 * e
	}
	return math.Cosh(x)
}

// logCoshSeries: log cosh x = x²/2 + x⁴ q(x²) for |x| < ¾, as in _gen/hyperbolic.go.
var logCoshSeries = [...]float64{-0.08333333333333333, 0.022222222222217893, -0.006746031745663464, 0.0021869488413094962,
	-0.0007386027476097365, 0.00025657838426663623, -9.097530131359227e-05, 3.271683462977627e-05,
	-1.1772306195155206e-05, 4.0372692852773446e-06, -1.145913138246303e-06, 1.888776450546259e-07}

func logCoshOf(x float64) float64 {
	a := math.Abs(x)
	if a < 0.75 {
		z, q := a*a, 0.
		for k := len(logCoshSeries) - 1; k >= 0; k-- {
			q = q*z + logCoshSeries[k]
		}
		return z/2 + z*z*q
	}
	return a + (math.Log1p(math.Exp(-2*a)) - math.Ln2)
}

// tanOf is math.Tan, which loses digits for small x, beyond trigLimit only.
func tanOf(x float64) float64 {
	if !(math.Abs(x) <= trigLimit) || x == 0 {
		return math.Tan(x)
	}
	n, r := quarters(x)
	return wave(n, r) / wave(n+1, r)
}

// asinOf and acosOf are twice the angle of half the arc, so that nothing cancels at ±1.

func asinOf(x float64) float64 {
	if x == 0 {
		return x
	}
	return 2 * math.Atan(x/(1+math.Sqrt((1-x)*(1+x))))
}

func acosOf(x float64) float64 { return 2 * math.Atan2(math.Sqrt(1-x), math.Sqrt(1+x)) }
