package main

import (
	"math"
	"math/big"

	"github.com/mmcloughlin/avo/reg"
)

var (
	// atanSeries: atan r = r + r·z·q(z), z = r², r ≤ tan(π/8).
	atanSeries = fit(func(k int) *big.Rat { return big.NewRat(-alternating(k), 2*int64(k)+3) }, 0, 0.1716, 11)

	// asinSeries: asin r = r + r·z·q(z), z = r² ≤ ¼. The terms are (2k)!/(4ᵏ k!² (2k+1)), from k = 1 on.
	asinSeries = fit(func(k int) *big.Rat {
		t := big.NewRat(1, 2*int64(k)+3)
		for i := int64(1); i <= int64(k)+1; i++ {
			t.Mul(t, big.NewRat(2*i-1, 2*i))
		}
		return t
	}, 0, 0.25, 13)

	halfPiParts, quarterPiParts, piParts = halfPi[:2], parts(number(0).Quo(halfPiExact, number(2)), 2), parts(number(0).Mul(halfPiExact, number(2)), 2)
)

func (s isa) tan(x vec) vec {
	t, sine, cosine := s.quarters(s.absOf(x))
	odd := s.negative(s.shiftLeft(t, 63))
	y := s.div(s.blend(odd, cosine, sine), s.blend(odd, sine, cosine))
	return s.xor(s.xor(y, s.shiftLeft(t, 63)), s.signOf(x))
}

// arcParts gives asin r for an r in 0 … ½ and what else asin and acos need: r is a = |x| where inner, else √((1-a)/2).
func (s isa) arcParts(x vec) (arc vec, inner reg.Register) {
	a := s.absOf(x)
	inner = s.compare(lessEqual, a, num(0.5))
	half := s.mul(s.sub(num(1), a), num(0.5))
	z := s.blend(inner, s.mul(a, a), half)
	r := s.blend(inner, a, s.sqrt(half))
	return s.fma(s.mul(r, z), s.horner(z, asinSeries), r), inner
}

// asin is π/2 - 2 asin √((1-a)/2) for a large a = |x|.
func (s isa) asin(x vec) vec {
	arc, inner := s.arcParts(x)
	outer := s.sub(halfPiParts[0], s.sub(s.add(arc, arc), halfPiParts[1]))
	return s.copySign(s.blend(inner, arc, outer), x)
}

// acos is π/2 - asin x, and for a large |x| twice the small angle, or π less that.
func (s isa) acos(x vec) vec {
	arc, inner := s.arcParts(x)
	signed := s.copySign(arc, x)
	middle := s.sub(halfPiParts[0], s.sub(signed, halfPiParts[1]))
	twice := s.add(arc, arc)
	left := s.sub(piParts[0], s.sub(twice, piParts[1]))
	return s.blend(inner, middle, s.blend(s.negative(x), left, twice))
}

// arcTangent is atan t for a t in 0 … 1, as base + rest: atan t = π/4 + atan((t-1)/(t+1)) for large t.
func (s isa) arcTangent(t vec) (base, rest vec) {
	large := s.compare(less, num0414, t)
	r := s.div(s.blend(large, s.sub(t, num(1)), t), s.blend(large, s.add(t, num(1)), num(1)))
	z := s.mul(r, r)
	rest = s.fma(s.mul(r, z), s.horner(z, atanSeries), r)
	zero := s.zero()
	return s.blend(large, quarterPiParts[0], zero), s.add(rest, s.blend(large, quarterPiParts[1], zero))
}

// num0414 is a little less than tan(π/8).
const num0414 = num(0.4142)

// atan a = π/2 - atan(1/a) for a = |x| > 1.
func (s isa) atan(x vec) vec {
	a := s.absOf(x)
	steep := s.compare(less, num(1), a)
	base, rest := s.arcTangent(s.blend(steep, s.div(num(1), a), a))
	return s.copySign(s.add(s.blend(steep, s.sub(halfPiParts[0], base), base),
		s.blend(steep, s.sub(halfPiParts[1], rest), rest)), x)
}

// atan2 is the angle of the point (x, y): that of the smaller over the larger of |x| and |y|, turned and mirrored.
func (s isa) atan2(y, x vec) vec {
	a, b := s.absOf(y), s.absOf(x)
	low, high := s.min(a, b), s.max(a, b)
	t := s.blend(s.compare(equal, low, high), num(1), s.div(low, high))
	t = s.blend(s.compare(equal, low, s.zero()), low, t)
	base, rest := s.arcTangent(t)
	steep := s.compare(less, b, a)
	base, rest = s.blend(steep, s.sub(halfPiParts[0], base), base), s.blend(steep, s.sub(halfPiParts[1], rest), rest)
	left := s.negative(x)
	base, rest = s.blend(left, s.sub(piParts[0], base), base), s.blend(left, s.sub(piParts[1], rest), rest)
	angle := s.copySign(s.add(base, rest), y)
	return s.blend(s.compare(unordered, x, y), num(math.NaN()), angle)
}
