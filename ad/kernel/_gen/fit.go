package main

import (
	"math"
	"math/big"
)

// precision of the fits in bits.
const precision = 300

func number(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// fit is interpolate for the power series Σ term(k) xᵏ.
func fit(term func(k int) *big.Rat, lo, hi float64, degree int) []float64 {
	return interpolate(func(x *big.Float) *big.Float { return series(term, x) }, lo, hi, degree)
}

// interpolate is the polynomial of the given degree that agrees with f at the Chebyshev nodes of lo … hi, which is
// within a small factor of the best approximation. Coefficients, lowest power first.
func interpolate(f func(x *big.Float) *big.Float, lo, hi float64, degree int) []float64 {
	n := degree + 1
	x, c := make([]*big.Float, n), make([]*big.Float, n)
	for i := range n {
		node := math.Cos(math.Pi * float64(2*i+1) / float64(2*n))
		x[i] = number((lo+hi)/2 + (hi-lo)/2*node)
		c[i] = f(x[i])
	}
	for j := 1; j < n; j++ { // divided differences of Newton
		for i := n - 1; i >= j; i-- {
			c[i].Sub(c[i], c[i-1])
			c[i].Quo(c[i], number(0).Sub(x[i], x[i-j]))
		}
	}
	p := []*big.Float{number(0)}
	for i := n - 1; i >= 0; i-- { // p ← p·(t - x[i]) + c[i]
		q := append([]*big.Float{number(0)}, p...)
		for k := range p {
			q[k].Sub(q[k], number(0).Mul(p[k], x[i]))
		}
		q[0].Add(q[0], c[i])
		p = q
	}
	out := make([]float64, n)
	for i := range out {
		out[i], _ = p[i].Float64()
	}
	return out
}

// series sums 60 terms; the arguments are below 0.7.
func series(term func(k int) *big.Rat, x *big.Float) *big.Float {
	sum := number(0)
	for k := 59; k >= 0; k-- {
		sum.Mul(sum, x)
		sum.Add(sum, number(0).SetRat(term(k)))
	}
	return sum
}

// reciprocalFactorial is sign/n!.
func reciprocalFactorial(sign int64, n int64) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(sign), new(big.Int).MulRange(1, n))
}

// alternating is (-1)ᵏ.
func alternating(k int) int64 { return int64(1 - 2*(k%2)) }

const halfLn2 = math.Ln2 / 2 * 1.0001

var (
	// expSeries: exp(r) = 1 + r + r² q(r), |r| ≤ ½ log 2.
	expSeries = fit(func(k int) *big.Rat { return reciprocalFactorial(1, int64(k)+2) }, -halfLn2, halfLn2, 9)

	// logSeries: log((1+s)/(1-s)) = 2s + s·z·q(z), z = s², for mantissas from ¾ to 1½, that is |s| ≤ 1/5.
	logSeries = fit(logTerm, 0, 0.0401, 7)

	// logWide is the same for 1 to 2, that is s ≤ 1/3.
	logWide = fit(logTerm, 0, 0.1112, 11)

	// sinSeries: sin r = r + r·z·q(z), and cosSeries: cos r = 1 - z/2 + z² q(z), z = r², |r| ≤ π/4.
	sinSeries = fit(func(k int) *big.Rat { return reciprocalFactorial(-alternating(k), 2*int64(k)+3) }, 0, 0.618, 5)
	cosSeries = fit(func(k int) *big.Rat { return reciprocalFactorial(alternating(k), 2*int64(k)+4) }, 0, 0.618, 5)
)

func logTerm(k int) *big.Rat { return big.NewRat(2, 2*int64(k)+3) }

// parts writes a number as a sum of float64, each the nearest to what is left.
func parts(x *big.Float, count int) []num {
	out := make([]num, count)
	rest := number(0).Set(x)
	for i := range out {
		v, _ := rest.Float64()
		out[i] = num(v)
		rest.Sub(rest, number(v))
	}
	return out
}

// halfPi is π/2 in three parts.
var halfPi = parts(halfPiExact, 3)

var halfPiExact = func() *big.Float {
	pi, ok := number(0).SetString("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798")
	if !ok {
		panic("π does not parse")
	}
	return pi.Quo(pi, number(2))
}()
