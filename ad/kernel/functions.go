package kernel

import "math"

// The functions of this file work on all of dst; x must be at least as long. Their error is at most
// 3 units in the last place, subnormal numbers included; NaN, ±Inf and ±0 give what package math gives.

// Exp sets dst = exp(x).
func Exp(dst, x []float64) { active.exp(dst, like(dst, x)) }

// Expm1 sets dst = exp(x) - 1, accurate near 0.
func Expm1(dst, x []float64) { active.expm1(dst, like(dst, x)) }

// Log sets dst to the natural logarithm of x.
func Log(dst, x []float64) { active.log(dst, like(dst, x)) }

// Log1p sets dst = log(1 + x), accurate near 0.
func Log1p(dst, x []float64) { active.log1p(dst, like(dst, x)) }

// Tanh sets dst = tanh(x).
func Tanh(dst, x []float64) { active.tanh(dst, like(dst, x)) }

// Sigmoid sets dst = 1 / (1 + exp(-x)), with full relative accuracy where x is very negative.
func Sigmoid(dst, x []float64) { active.sigmoid(dst, like(dst, x)) }

// Softplus sets dst = log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).
func Softplus(dst, x []float64) { active.softplus(dst, like(dst, x)) }

// Sin sets dst = sin(x).
func Sin(dst, x []float64) { reduced(dst, like(dst, x), active.sin, math.Sin) }

// Cos sets dst = cos(x).
func Cos(dst, x []float64) { reduced(dst, like(dst, x), active.cos, math.Cos) }

// trigLimit is the largest argument whose multiple of π/2 the vector kernels remove accurately.
const trigLimit = 1e5

// reduced applies a periodic function: fast where |x| ≤ trigLimit, slow elsewhere, element by element,
// so that a value never depends on its neighbours.
func reduced(dst, x []float64, fast func(dst, x []float64), slow func(float64) float64) {
	if active.bounded(x, trigLimit) {
		fast(dst, x)
		return
	}
	near := make([]float64, len(x))
	fast(near, x)
	for t, v := range x {
		if math.Abs(v) <= trigLimit {
			dst[t] = near[t]
		} else {
			dst[t] = slow(v)
		}
	}
}
