package main

import (
	"math"
	"math/big"
)

// logCoshMiddle parts log cosh: below it a polynomial, from it on |x| - log 2 + log(1 + exp(-2|x|)).
const logCoshMiddle = 0.75

// logCoshSeries: log cosh x = x²/2 + x⁴ q(x²).
var logCoshSeries = interpolate(func(z *big.Float) *big.Float {
	cosh, term := number(1), number(1)
	for k := int64(1); k < 40; k++ {
		term = number(0).Quo(number(0).Mul(term, z), number(float64(2*k*(2*k-1))))
		cosh.Add(cosh, term)
	}
	rest := number(0).Quo(logBig(cosh), z)
	return rest.Quo(rest.Sub(rest, number(0.5)), z)
}, 0, logCoshMiddle*logCoshMiddle, 11)

// logBeside1: log(1+e) = e + e² q(e), for e = exp(-2x) with x from logCoshMiddle on.
var logBeside1 = fit(func(k int) *big.Rat { return big.NewRat(-alternating(k), int64(k)+2) }, 0, 0.2232, 11)

// ln2Parts is log 2 in two parts.
var ln2Parts = parts(logNumber(2), 2)

// exponential is exp(x) = 2ⁿ(1+p), and exp(x)-1 = 2ⁿ(p + (1-inverse)) with inverse = 2⁻ⁿ, for an x ≥ 0.
func (s isa) exponential(x vec) (one, minusOne, n, inverse vec) {
	p, n, _ := s.expParts(x)
	inverse = s.inversePower(s.add(s.min(num(60), n), magic))
	return s.add(p, num(1)), s.add(p, s.sub(num(1), inverse)), n, inverse
}

// sinhHigh is beyond the largest argument of a finite sinh or cosh.
const sinhHigh = num(711)

// sinh is (E - 1/E)/2 with E = exp|x| = 1 + q, that is (q + q/E)/2.
func (s isa) sinh(x vec) vec {
	e, q, n, inverse := s.exponential(s.min(sinhHigh, s.absOf(x)))
	sum := s.fma(inverse, s.div(q, e), q)
	return s.copySign(s.scale(sum, s.sub(n, num(1))), x)
}

// cosh is (E + 1/E)/2.
func (s isa) cosh(x vec) vec {
	e, _, n, inverse := s.exponential(s.min(sinhHigh, s.absOf(x)))
	sum := s.fma(inverse, s.div(inverse, e), e)
	return s.scale(sum, s.sub(n, num(1)))
}

func (s isa) logCosh(x vec) vec {
	a := s.absOf(x)
	z := s.mul(a, a)
	inner := s.fma(s.mul(z, z), s.horner(z, logCoshSeries), s.mul(z, num(0.5)))
	e := s.expOfMinusAbs(s.add(a, a))
	small := s.fma(s.mul(e, e), s.horner(e, logBeside1), e)
	outer := s.add(s.sub(a, ln2Parts[0]), s.sub(small, ln2Parts[1]))
	return s.blend(s.compare(less, a, num(logCoshMiddle)), inner, outer)
}

// Beyond hyperbolicBig, asinh and acosh are log 2x, and squares may overflow.
const hyperbolicBig = num(0x1p500)

// logOfBig is log(1+u), or log 2a where a is big.
func (s isa) logOfBig(u, a vec) vec {
	big := s.compare(less, hyperbolicBig, a)
	y := s.log1p(s.blend(big, a, u))
	return s.add(y, s.blend(big, num(math.Ln2), s.zero()))
}

// asinh is log(1 + a + a²/(1 + √(1+a²))), a = |x|.
func (s isa) asinh(x vec) vec {
	a := s.absOf(x)
	square := s.mul(a, a)
	root := s.sqrt(s.add(square, num(1)))
	return s.copySign(s.logOfBig(s.add(a, s.div(square, s.add(root, num(1)))), a), x)
}

// acosh is log(1 + t + √(2t+t²)), t = x-1.
func (s isa) acosh(x vec) vec {
	t := s.sub(x, num(1))
	y := s.logOfBig(s.add(t, s.sqrt(s.mul(t, s.add(t, num(2))))), x)
	return s.blend(s.compare(less, x, num(1)), num(math.NaN()), y)
}

// atanh is log(1 + 2a/(1-a))/2, a = |x|.
func (s isa) atanh(x vec) vec {
	a := s.absOf(x)
	y := s.log1p(s.div(s.add(a, a), s.sub(num(1), a)))
	return s.copySign(s.mul(y, num(0.5)), x)
}
