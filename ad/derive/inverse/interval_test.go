package inverse

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// The exact sums, products and quotients of numbers lie in the intervals that are computed for them.
func TestIntervalsAreRoundedOutward(t *testing.T) {
	number := rapid.OneOf(rapid.Float64Range(-1e3, 1e3), rapid.SampledFrom([]float64{0, 1, -1, 0.1, 0.5, 3, 1e-8}))
	rapid.Check(t, func(t *rapid.T) {
		x, y := number.Draw(t, "x"), number.Draw(t, "y")
		p, q := new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y)
		holds := func(what string, iv Interval, v *big.Rat) {
			if math.IsInf(iv.Hi, 0) || math.IsInf(iv.Lo, 0) {
				return // beyond the largest number
			}
			lo, hi := new(big.Rat).SetFloat64(iv.Lo), new(big.Rat).SetFloat64(iv.Hi)
			if lo.Cmp(v) > 0 || hi.Cmp(v) < 0 {
				t.Fatalf("%s of %g and %g: %v", what, x, y, iv)
			}
		}
		holds("sum", add(closed(x, x), closed(y, y)), new(big.Rat).Add(p, q))
		holds("difference", subtract(closed(x, x), closed(y, y)), new(big.Rat).Sub(p, q))
		holds("product", times(closed(x, x), closed(y, y)), new(big.Rat).Mul(p, q))
		if y != 0 {
			holds("reciprocal", reciprocal(closed(y, y)), new(big.Rat).Inv(q))
		}
		holds("square", powerRange(closed(x, x), 2), new(big.Rat).Mul(p, p))
	})
}

// Ends that are only approached stay open: exp is never 0, and 1 + a cos z is positive for |a| < 1.
func TestOpenEnds(t *testing.T) {
	a := open(-1, 1)
	if iv := add(closed(1, 1), times(a, closed(-1, 1))); iv != open(0, 2) {
		t.Errorf("1 + a cos z lies in %v", iv)
	}
	if iv := times(open(0, inf), closed(0, 1)); iv.Sign() != 0 || iv.Lo != 0 || iv.LoOpen {
		t.Errorf("a product with 0 lies in %v", iv)
	}
	if iv := cosine(closed(0, 3)); !(iv.Lo <= math.Cos(3)) || iv.Hi != 1 || iv.HiOpen {
		t.Errorf("cos on [0, 3] lies in %v", iv)
	}
	if iv := cosine(closed(-4, 4)); iv != closed(-1, 1) {
		t.Errorf("cos on [-4, 4] lies in %v", iv)
	}
}

// The sign of a polynomial on an interval.
func TestPolynomialSign(t *testing.T) {
	for _, c := range []struct {
		coef []float64
		iv   Interval
		want int
	}{
		{[]float64{4, -6, 3}, Line, 1},            // 3z²-6z+4, at least 1
		{[]float64{2, -6, 3}, Line, 0},            // 3z²-6z+2 has roots
		{[]float64{2, -6, 3}, open(2, inf), 1},    // beyond them
		{[]float64{2, -6, 3}, closed(0.5, 1), -1}, // between them
		{[]float64{0, 1, 0, 1}, Line, 0},          // odd
		{[]float64{0, 1, 0, 1}, open(-inf, -1), -1},
		{[]float64{1, 0, 1, 0, 1}, Line, 1},
		{[]float64{1, 0, -2, 0, 1}, Line, 0}, // (z²-1)² touches 0
	} {
		if got := polynomialSign(c.coef, c.iv); got != c.want {
			t.Errorf("%v on %v: %d, want %d", c.coef, c.iv, got, c.want)
		}
	}
}
