package main

import (
	"fmt"
	"math"
	"math/big"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// power writes the kernels of Pow.
func power(s isa) {
	s.mapping("pow", "dst x y", sideBySide, func(v reader) vec { return s.pow(v(1), v(2)) })
	regular(s)
}

// logRest: log((1+s)/(1-s)) = 2s + ⅔ s·z + s·z² q(z), z = s².
var logRest = fit(func(k int) *big.Rat { return logTerm(k + 1) }, 0, 0.0401, 6)

// pow is exp(y log|x|) with the sign of x where y is odd, as powOf in pow_generic.go: a logarithm of two parts, as exact as
// 70 bits.
func (s isa) pow(x, y vec) vec {
	a := s.absOf(x)
	e, f := s.split(a, false)
	high, low := s.exactLog(f)

	// Add e log 2, of which the upper part is exact.
	unit := s.mul(e, ln2High)
	sum := s.add(unit, high)
	low = s.fma(e, ln2Low, s.add(s.sub(high, s.sub(sum, unit)), low))
	high = s.add(sum, low)
	low = s.sub(low, s.sub(high, sum))

	product := s.mul(high, y)
	rest := s.fma(low, y, s.fms(high, y, product))
	p, n, _ := s.expParts(product)
	p = s.add(p, s.fma(p, rest, rest))
	return s.powSign(s.scale(s.add(p, num(1)), n), x, y)
}

// exactLog is log(1+f) in two parts.
func (s isa) exactLog(f vec) (high, low vec) {
	d := s.add(f, num(2))
	recip := s.div(num(1), d)
	u := s.mul(f, recip)
	v := s.mul(s.fnma(u, s.sub(f, s.sub(d, num(2))), s.fnma(u, d, f)), recip) // f/(2+f) - u
	z := s.mul(u, u)
	zLow := s.fms(u, u, z)
	cube := s.mul(u, z)
	cubeLow := s.fma(u, zLow, s.fms(u, z, cube))
	const third2 = 2. / 3
	term := s.mul(cube, num(third2))
	termLow := s.fma(cubeLow, num(third2), s.fma(cube, num(third2Low), s.fms(cube, num(third2), term)))
	twice := s.add(u, u)
	high = s.add(twice, term)
	low = s.add(s.sub(term, s.sub(high, twice)), termLow)
	v = s.fma(v, z, v)
	low = s.add(low, s.add(v, v))
	return high, s.fma(s.mul(cube, z), s.horner(z, logRest), low)
}

// third2Low is what 2/3 has beyond a float64.
var third2Low = func() float64 {
	rest, _ := number(0).Sub(number(0).Quo(number(2), number(3)), number(2./3)).Float64()
	return rest
}()

// fms is x·y - z, rounded once.
func (s isa) fms(x vec, y any, z vec) vec { return s.fused(VFMSUB231PD, VFMSUB231PD_BCST, x, y, z) }

// powSign gives a power of |x| the sign of x where y is odd; where y is not whole and x negative, it is NaN.
func (s isa) powSign(p, x, y vec) vec {
	half := s.mul(y, num(0.5))
	even := s.compare(equal, s.floor(half), half)
	sign := s.blend(even, num(0), s.signOf(x))
	p = s.or(p, sign)
	whole := s.compare(equal, s.floor(y), y)
	return s.blend(whole, p, s.blend(s.negative(x), num(math.NaN()), p))
}

// regular checks that pow holds: x a normal number, |y| (|e|+1) ≤ 1020 for the exponent e of x.
func regular(s isa) {
	s.begin("regular", "(x, y []float64) bool")
	Doc(fmt.Sprintf("regular%s reports whether pow%s computes all powers, as isRegular in pow_generic.go.", s.name, s.name))
	x, y, bad := base("x"), base("y"), s.zero()
	s.loop(length("x"), 4, func(at position) {
		a := at.load(x)
		if at.m != nil {
			a = s.blend(at.m.r, a, num(1))
		}
		a = s.absOf(a)
		e := s.sub(s.or(s.shiftRight(a, 52), num(0x1p52)), num(0x1p52+1023))
		e = s.add(s.absOf(e), num(1))
		VORPD(s.irregular(s.compare(lessEqual, s.mul(e, s.absOf(at.load(y))), num(1020))), bad, bad)
		VORPD(s.irregular(s.compare(lessEqual, num(0x1p-1022), a)), bad, bad)
		VORPD(s.irregular(s.compare(less, a, num(math.Inf(1)))), bad, bad)
	})
	s.returnNoSign(bad)
}

// irregular is -1 where the mask is not set.
func (s isa) irregular(mask reg.Register) vec { return s.blend(mask, num(0), num(-1)) }
