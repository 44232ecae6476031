package main

import "math/big"

// Beyond erfMiddle, erf x = 1 - exp(-x²) q(u) with u = (x-3)/(x+3); from erfEnd on it rounds to 1.
const (
	erfMiddle = 1
	erfEnd    = 6
	erfCentre = 3
)

var (
	// erfSeries: erf x = x + x q(z), z = x² ≤ 1.
	erfSeries = interpolate(func(z *big.Float) *big.Float {
		return number(0).Sub(erfOverX(z), number(1))
	}, 0, 1, 12)

	// erfTail: q(u) = exp(x²) erfc x for x = 3(1+u)/(1-u) in 1 … 6.
	erfTail = interpolate(func(u *big.Float) *big.Float {
		one := number(1)
		x := number(0).Quo(number(0).Add(one, u), number(0).Sub(one, u))
		x.Mul(x, number(erfCentre))
		z := number(0).Mul(x, x)
		erfc := number(0).Sub(one, number(0).Mul(x, erfOverX(z)))
		return erfc.Mul(erfc, expSum(z))
	}, -0.501, 0.334, 16)
)

// erfOverX is erf(√z)/√z = 2/√π Σ (-z)ᵏ/(k! (2k+1)); expSum is Σ zᵏ/k!. Both for z ≤ 40.
func erfOverX(z *big.Float) *big.Float {
	sum := powers(number(0).Neg(z), func(term *big.Float, k int64) *big.Float {
		return number(0).Quo(term, number(float64(2*k+1)))
	})
	root := number(0).Sqrt(number(0).Mul(halfPiExact, number(2)))
	return sum.Quo(sum.Mul(sum, number(2)), root)
}

func expSum(z *big.Float) *big.Float {
	return powers(z, func(term *big.Float, _ int64) *big.Float { return term })
}

// powers is Σ f(zᵏ/k!, k).
func powers(z *big.Float, f func(term *big.Float, k int64) *big.Float) *big.Float {
	sum, term := number(0), number(1)
	for k := int64(0); k < 300; k++ {
		sum.Add(sum, f(term, k))
		term = number(0).Quo(number(0).Mul(term, z), number(float64(k+1)))
	}
	return sum
}

// erf computes both formulas.
func (s isa) erf(x vec) vec {
	a := s.min(num(erfEnd), s.absOf(x))
	z := s.mul(a, a)
	inner := s.fma(a, s.horner(z, erfSeries), a)
	u := s.div(s.sub(a, num(erfCentre)), s.add(a, num(erfCentre)))
	p, n, _ := s.expParts(s.xor(z, bits(signBit)))
	outer := s.fnma(s.scale(s.add(p, num(1)), n), s.horner(u, erfTail), s.reg(num(1)))
	isInner := s.compare(less, a, num(erfMiddle))
	return s.copySign(s.blend(isInner, inner, outer), x)
}
