package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// functions writes the kernels of functions.go.
//
// The methods are those of every mathematical library: reduce the argument to a small interval, evaluate a
// polynomial there, put the result together so that the large part is exact.
func functions(s isa) {
	for _, f := range []struct {
		name string
		f    func(x vec) vec
	}{
		{"exp", s.exp}, {"expm1", s.expm1}, {"log", s.log}, {"log1p", s.log1p},
		{"tanh", s.tanh}, {"sigmoid", s.sigmoid}, {"softplus", s.softplus},
		{"sin", s.sin}, {"cos", s.cos}, {"quantile", s.quantile}, {"erf", s.erf},
		{"sinh", s.sinh}, {"cosh", s.cosh}, {"logCosh", s.logCosh}, {"asinh", s.asinh}, {"acosh", s.acosh}, {"atanh", s.atanh},
		{"tan", s.tan}, {"asin", s.asin}, {"acos", s.acos}, {"atan", s.atan},
	} {
		s.mapping(f.name, "dst x", sideBySide, func(v reader) vec { return f.f(v(1)) })
	}
	turns := sideBySide
	if !s.wide() {
		turns = 1 // 16 registers are few
	}
	s.mapping("atan2", "dst y x", turns, func(v reader) vec { return s.atan2(v(1), v(2)) })
	quantileNear(s)
}

// sideBySide is how many vectors the code of a function works on in turns: as many as registers allow.
const sideBySide = 2

const (
	// magic + m, for a whole number |m| < 2⁵¹, has m in the low bits of its pattern.
	magic = num(3 << 51)

	// ln2High has 32 bits, so that its product with an exponent is exact; ln2Low is the rest of log 2.
	ln2High = num(6.93147180369123816490e-01)
	ln2Low  = num(1.90821492927058770002e-10)

	// Beyond these arguments exp is 0 and Inf.
	expLow  = num(-746)
	expHigh = num(710)
)

// expParts splits x = n log 2 + r and gives p = exp(r) - 1, the whole number n, and t = magic + n.
func (s isa) expParts(x vec) (p, n, t vec) {
	t = s.fma(x, num(math.Log2E), magic)
	n = s.sub(t, magic)
	r := s.fnma(n, ln2Low, s.fnma(n, ln2High, x))
	return s.fma(s.mul(r, r), s.horner(r, expSeries), r), n, t
}

// clamp limits x; NaN stays NaN.
func (s isa) clamp(x vec, low, high num) vec { return s.min(high, s.max(low, x)) }

// power is 2ᵐ and inversePower 2⁻ᵐ for t = magic + m, |m| < 1023.
func (s isa) power(t vec) vec        { return s.addInt(s.shiftLeft(t, 52), num(1)) }
func (s isa) inversePower(t vec) vec { return s.subInt(num(1), s.shiftLeft(t, 52)) }

// scale is p·2ⁿ with one rounding, subnormal results and overflow included; |p| is 0 or near 1, or n is 0.
func (s isa) scale(p, n vec) vec {
	if s.wide() {
		v := s.vec()
		VSCALEFPD(n, p, v)
		return v
	}
	half := s.fma(n, num(0.5), magic)
	rest := s.add(s.sub(n, s.sub(half, magic)), magic)
	return s.mul(s.mul(p, s.power(half)), s.power(rest))
}

// copySign is |x| with the sign of y.
func (s isa) copySign(x, y vec) vec { return s.or(s.absOf(x), s.signOf(y)) }

func (s isa) exp(x vec) vec {
	p, n, _ := s.expParts(s.clamp(x, expLow, expHigh))
	return s.scale(s.add(p, num(1)), n)
}

// expm1 is 2ⁿ(p + (1 - 2⁻ⁿ)): the bracket is exact for n = 0, and 1 for large n.
func (s isa) expm1(x vec) vec {
	p, n, _ := s.expParts(s.clamp(x, -50, expHigh))
	inverse := s.inversePower(s.add(s.min(num(60), n), magic))
	return s.copySign(s.scale(s.add(p, s.sub(num(1), inverse)), n), x)
}

// tanh is (e-1)/(e+1) with e = exp(2|x|) = 2ⁿ(1+p), both sides divided by 2ⁿ. The lower side is made from the rounded
// upper one, so that its rounding error cancels where the ratio is near 1.
func (s isa) tanh(x vec) vec {
	a := s.absOf(x)
	p, _, t := s.expParts(s.min(num(44), s.add(a, a)))
	inverse := s.inversePower(t)
	above := s.add(p, s.sub(num(1), inverse))
	below := s.fma(inverse, num(2), above)
	return s.copySign(s.div(above, below), x)
}

// expOfMinusAbs is exp(-|x|).
func (s isa) expOfMinusAbs(x vec) vec {
	p, n, _ := s.expParts(s.max(expLow, s.or(x, bits(signBit))))
	return s.scale(s.add(p, num(1)), n)
}

// sigmoid is e/(1+e) for negative x and 1/(1+e) otherwise, e = exp(-|x|).
func (s isa) sigmoid(x vec) vec {
	e := s.expOfMinusAbs(x)
	return s.div(s.blend(s.negative(x), e, num(1)), s.add(e, num(1)))
}

// softplus is max(x, 0) + log(1+e), e = exp(-|x|): since e ≤ 1, the logarithm needs no reduction.
func (s isa) softplus(x vec) vec {
	e := s.expOfMinusAbs(x)
	half, rest := s.logParts(e, logWide)
	return s.add(s.max(x, num(0)), s.sub(e, s.sub(half, rest)))
}

// logParts gives f²/2 and s(f²/2 + z q(z)) with s = f/(2+f), z = s²: log(1+f) = f - (f²/2 - s(f²/2 + z q(z))).
func (s isa) logParts(f vec, series []float64) (half, rest vec) {
	u := s.div(f, s.add(f, num(2)))
	z := s.mul(u, u)
	half = s.mul(s.mul(f, f), num(0.5))
	return half, s.mul(u, s.fma(z, s.horner(z, series), half))
}

// split writes a positive x as 2ᵉ(1+f) with 1+f in ¾ … 1½. With subnormal set, x may be subnormal.
func (s isa) split(x vec, subnormal bool) (e, f vec) {
	if s.wide() {
		e, m := s.vec(), s.vec()
		VGETEXPPD(x, e)
		VGETMANTPD(Imm(3), x, m) // in ¾ … 1½, while the exponent counts from mantissas in 1 … 2
		k := s.compare(less, m, num(1)).(reg.OpmaskVirtual)
		VADDPD_BCST(num(1).mem(), e, k, e)
		return e, s.sub(m, num(1))
	}
	var extra vec
	if subnormal {
		tiny := s.compare(less, x, num(0x1p-1022))
		extra = s.and(tiny, num(54))
		x = s.blend(tiny, s.mul(x, num(0x1p54)), x)
	}
	t := s.addInt(x, bits(1<<51)) // ¾ becomes the pattern of 1
	e = s.sub(s.or(s.shiftRight(t, 52), num(0x1p52)), num(0x1p52+1023))
	if subnormal {
		e = s.sub(e, extra)
	}
	m := s.addInt(s.and(t, bits(1<<52-1)), num(0.75))
	return e, s.sub(m, num(1))
}

// logOf is log(x + c) for a positive x and a c that is less than a unit in its last place, or nil.
func (s isa) logOf(x vec, c any, subnormal bool) vec {
	if s.wide() {
		return s.logByTable(x, c)
	}
	e, f := s.split(x, subnormal)
	half, rest := s.logParts(f, logSeries)
	if c, ok := c.(vec); ok {
		rest = s.add(rest, s.div(c, x))
	}
	rest = s.fma(e, ln2Low, rest)
	return s.fma(e, ln2High, s.sub(f, s.sub(half, rest)))
}

// logLimits puts in what log gives where its argument u is 0, negative, +Inf or NaN.
func (s isa) logLimits(y, x, u vec) vec {
	y = s.blend(s.compare(less, x, num(math.Inf(1))), y, x)
	y = s.blend(s.compare(equal, u, num(0)), num(math.Inf(-1)), y)
	return s.blend(s.compare(less, u, num(0)), num(math.NaN()), y)
}

func (s isa) log(x vec) vec { return s.logLimits(s.logOf(x, nil, true), x, x) }

// log1p is log(u + c), with u + c = 1 + x exactly (the two-sum of Knuth).
func (s isa) log1p(x vec) vec {
	u := s.add(x, num(1))
	v := s.sub(u, num(1))
	c := s.add(s.sub(num(1), s.sub(u, v)), s.sub(x, v))
	return s.logLimits(s.copySign(s.logOf(u, c, false), x), x, u)
}

// quarters reduces |x| ≤ 10⁵ by multiples of π/2: t = magic + n and sin r, cos r with |x| = n π/2 + r.
func (s isa) quarters(a vec) (t, sine, cosine vec) {
	t = s.fma(a, num(2/math.Pi), magic)
	n := s.sub(t, magic)
	r := a
	for _, part := range halfPi {
		r = s.fnma(n, part, r)
	}
	z := s.mul(r, r)
	sine = s.fma(s.mul(r, z), s.horner(z, sinSeries), r)
	half := s.mul(z, num(0.5))
	w := s.sub(num(1), half)
	lost := s.sub(s.sub(num(1), w), half) // 1 - w - z/2, exactly
	cosine = s.add(w, s.fma(s.mul(z, z), s.horner(z, cosSeries), lost))
	return t, sine, cosine
}

// wave picks the function of the quarter in the low bits of t: even(r), odd(r), -even(r), -odd(r).
func (s isa) wave(t, even, odd vec) vec {
	v := s.blend(s.negative(s.shiftLeft(t, 63)), odd, even)
	return s.xor(v, s.signOf(s.shiftLeft(t, 62)))
}

func (s isa) sin(x vec) vec {
	t, sine, cosine := s.quarters(s.absOf(x))
	return s.xor(s.wave(t, sine, cosine), s.signOf(x))
}

func (s isa) cos(x vec) vec {
	t, sine, cosine := s.quarters(s.absOf(x))
	return s.wave(s.addInt(t, bits(1)), sine, cosine)
}
