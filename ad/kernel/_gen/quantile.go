package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
)

// quantile is the inverse of the normal distribution function by the approximations of Wichura (AS 241), of which
// the table is in normal_generic.go too. All three ratios are evaluated, and one division is made.
func (s isa) quantile(u vec) vec {
	q, smaller, r := s.tails(u)
	above, below := s.wichura(s.sub(r, num(1.6)), near)
	farAbove, farBelow := s.wichura(s.sub(r, num(5)), far)
	isNear := s.compare(lessEqual, r, num(5))
	above, below = s.blend(isNear, above, farAbove), s.blend(isNear, below, farBelow)
	return s.quantileLimits(s.centred(q, above, below), smaller, q)
}

// tails is u-½, min(u, 1-u), and √(-log min(u, 1-u)), which is what the ratios in the tails depend on.
func (s isa) tails(u vec) (q, smaller, r vec) {
	q = s.sub(u, num(0.5))
	smaller = s.min(u, s.sub(num(1), u))
	return q, smaller, s.quickSqrt(s.xor(s.logOf(smaller, nil, true), bits(signBit)))
}

// quickSqrt is √a to a unit in the last place, for a normal a. A long square root holds up the division.
func (s isa) quickSqrt(a vec) vec {
	if !s.wide() {
		return s.sqrt(a)
	}
	y := s.vec()
	VRSQRT14PD(a, y)
	y = s.mul(y, s.fnma(s.mul(a, num(0.5)), s.mul(y, y), num(1.5))) // 28 bits of 1/√a
	root := s.mul(a, y)
	return s.fma(s.fnma(root, root, a), s.mul(y, num(0.5)), root)
}

// centred is the quantile where the ratio in the tails is above/below.
func (s isa) centred(q, above, below vec) vec {
	a := s.absOf(q)
	centreAbove, centreBelow := s.wichura(s.fnma(q, q, num(0.180625)), centre)
	isCentre := s.compare(lessEqual, a, num(0.425))
	above, below = s.blend(isCentre, s.mul(centreAbove, a), above), s.blend(isCentre, centreBelow, below)
	return s.copySign(s.div(above, below), q)
}

// surelyNear is a little more than exp(-25).
const surelyNear = num(1.3888e-11 * 1.0001)

// quantileNear is quantile without what is rare.
func quantileNear(s isa) {
	s.begin("quantileNear", "(dst, u []float64) bool")
	Doc(fmt.Sprintf("quantileNear%s is quantile%s for u between 0 and 1; it reports whether all u are far enough from these.", s.name, s.name))
	dst, u, bad := base("dst"), base("u"), s.zero()
	s.loop(length("dst"), sideBySide, func(at position) {
		v := at.load(u)
		if at.m != nil {
			v = s.blend(at.m.r, v, num(0.5))
		}
		q, smaller, r := s.tails(v)
		VORPD(s.subInt(smaller, surelyNear), bad, bad) // a negative difference sets the sign bit
		above, below := s.wichura(s.sub(r, num(1.6)), near)
		at.store(s.centred(q, above, below), dst)
	})
	s.returnNoSign(bad)
}

// quantileLimits puts in ±Inf at the ends of the interval and NaN outside of it; smaller is min(u, 1-u).
func (s isa) quantileLimits(y, smaller, q vec) vec {
	end := s.copySign(s.reg(num(math.Inf(1))), q)
	return s.blend(s.compare(less, num(0), smaller), y, s.blend(s.compare(equal, smaller, num(0)), end, num(math.NaN())))
}

// rational holds the coefficients of a ratio of two polynomials, lowest power first.
type rational struct{ above, below []float64 }

func (s isa) wichura(r vec, c rational) (above, below vec) {
	return s.horner(r, c.above), s.horner(r, c.below)
}

var centre = rational{
	above: []float64{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
	below: []float64{1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3},
}

var near = rational{
	above: []float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
	below: []float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9},
}

var far = rational{
	above: []float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
	below: []float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15},
}
