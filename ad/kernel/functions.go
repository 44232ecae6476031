package kernel

import "math"

// The functions of this file work on all of dst; x must be at least as long. If not stated otherwise, their error is
// at most 3 units in the last place, subnormal numbers included; NaN, ±Inf and ±0 give what package math gives.

// Exp sets dst = exp(x).
func Exp(dst, x []float64) { map1(active.exp, dst, x) }

// Expm1 sets dst = exp(x) - 1, accurate near 0.
func Expm1(dst, x []float64) { map1(active.expm1, dst, x) }

// Log sets dst to the natural logarithm of x.
func Log(dst, x []float64) { map1(active.log, dst, x) }

// Log1p sets dst = log(1 + x), accurate near 0.
func Log1p(dst, x []float64) { map1(active.log1p, dst, x) }

// Tanh sets dst = tanh(x).
func Tanh(dst, x []float64) { map1(active.tanh, dst, x) }

// Sigmoid sets dst = 1 / (1 + exp(-x)), with full relative accuracy where x is very negative.
func Sigmoid(dst, x []float64) { map1(active.sigmoid, dst, x) }

// Softplus sets dst = log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).
func Softplus(dst, x []float64) { map1(active.softplus, dst, x) }

// Sin sets dst = sin(x).
func Sin(dst, x []float64) { reduced(dst, like(dst, x), active.sin, math.Sin) }

// Cos sets dst = cos(x).
func Cos(dst, x []float64) { reduced(dst, like(dst, x), active.cos, math.Cos) }

// Tan sets dst = tan(x).
func Tan(dst, x []float64) { reduced(dst, like(dst, x), active.tan, math.Tan) }

// Asin sets dst = arcsin(x), NaN beyond ±1.
func Asin(dst, x []float64) { map1(active.asin, dst, x) }

// Acos sets dst = arccos(x), NaN beyond ±1.
func Acos(dst, x []float64) { map1(active.acos, dst, x) }

// Atan sets dst = arctan(x).
func Atan(dst, x []float64) { map1(active.atan, dst, x) }

// Atan2 sets dst to the angle of the point (x, y), from -π to π.
func Atan2(dst, y, x []float64) { map2(active.atan2, dst, y, x) }

// Sinh sets dst = (exp(x) - exp(-x))/2.
func Sinh(dst, x []float64) { map1(active.sinh, dst, x) }

// Cosh sets dst = (exp(x) + exp(-x))/2.
func Cosh(dst, x []float64) { map1(active.cosh, dst, x) }

// LogCosh sets dst = log cosh(x), accurate near 0 and finite for each finite x.
func LogCosh(dst, x []float64) { map1(active.logCosh, dst, x) }

// Asinh sets dst = log(x + √(x²+1)).
func Asinh(dst, x []float64) { map1(active.asinh, dst, x) }

// Acosh sets dst = log(x + √(x²-1)), NaN below 1.
func Acosh(dst, x []float64) { map1(active.acosh, dst, x) }

// Atanh sets dst = log((1+x)/(1-x))/2, ±Inf at ±1 and NaN beyond.
func Atanh(dst, x []float64) { map1(active.atanh, dst, x) }

// Erf sets dst to the error function of x, 2/√π times the integral of exp(-t²) from 0 to x.
func Erf(dst, x []float64) { map1(active.erf, dst, x) }

// NormQuantile sets dst to the inverse of the standard normal distribution function at u: ±Inf at 1 and 0, NaN outside.
// Its error is at most 5 units in the last place.
func NormQuantile(dst, u []float64) { map1(active.quantile, dst, u) }

// trigLimit is the largest argument whose multiple of π/2 the vector kernels remove accurately.
const trigLimit = 1e5

// reduced applies a periodic function: fast where |x| ≤ trigLimit, slow elsewhere, element by element,
// so that a value never depends on its neighbours.
func reduced(dst, x []float64, fast func(dst, x []float64), slow func(float64) float64) {
	if active.bounded(x, trigLimit) {
		map1(fast, dst, x)
		return
	}
	for i := 0; i < len(dst); {
		j := i
		for j < len(dst) && math.Abs(x[j]) <= trigLimit {
			j++
		}
		map1(fast, dst[i:j], x[i:j])
		if j < len(dst) {
			dst[j] = slow(x[j])
			j++
		}
		i = j
	}
}
