package kernel

import "math"

func powGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = powOf(x[t], y[t])
	}
}

func regularGeneric(x, y []float64) bool {
	for t := range x {
		if !isRegular(x[t], y[t]) {
			return false
		}
	}
	return true
}

// isRegular tells whether powOf is xʸ: neither the argument nor the power is anything but a normal number.
func isRegular(x, y float64) bool {
	e := math.Abs(float64(math.Float64bits(math.Abs(x))>>52) - 1023)
	return math.Abs(y)*(e+1) <= 1020 && math.Abs(x) >= 0x1p-1022 && math.Abs(x) <= math.MaxFloat64
}

// powOf is exp(y log|x|), with a logarithm of two parts, and the sign of x where y is odd.
func powOf(x, y float64) float64 {
	t := math.Float64bits(math.Abs(x)) + 1<<51 // ¾ becomes the pattern of 1
	e := float64(int(t>>52) - 1023)
	high, low := exactLog(math.Float64frombits(t&(1<<52-1)+math.Float64bits(0.75)) - 1)

	// ln2High has 32 bits, so that its product with e is exact.
	const ln2High, ln2Low = 6.93147180369123816490e-01, 1.90821492927058770002e-10
	unit := e * ln2High
	sum := unit + high
	low = math.FMA(e, ln2Low, (high-(sum-unit))+low)
	high = sum + low
	low -= high - sum

	product := high * y
	rest := math.FMA(low, y, math.FMA(high, y, -product))
	p := math.Exp(product)
	p = math.FMA(p, rest, p)
	switch {
	case math.Floor(y) != y && x < 0:
		return math.NaN()
	case math.Floor(y/2) != y/2:
		return math.Copysign(p, x)
	}
	return p
}

// exactLog is log(1+f) in two parts, for f from -¼ to ½: with s = f/(2+f), of two parts too, it is 2s + ⅔ s³ + s⁵ q(s²).
func exactLog(f float64) (high, low float64) {
	d := f + 2
	recip := 1 / d
	u := f * recip
	v := math.FMA(-u, f-(d-2), math.FMA(-u, d, f)) * recip // s - u
	z := u * u
	zLow := math.FMA(u, u, -z)
	cube := u * z
	cubeLow := math.FMA(u, zLow, math.FMA(u, z, -cube))
	const third2, third2Low = 2. / 3, 3.7007434154171883e-17
	term := cube * third2
	termLow := math.FMA(cubeLow, third2, math.FMA(cube, third2Low, math.FMA(cube, third2, -term)))
	twice := u + u
	high = twice + term
	low = term - (high - twice) + termLow
	v = math.FMA(v, z, v)
	low += v + v
	q := 0.0
	for _, c := range [...]float64{0.13363361959010414, 0.13242939257777461, 0.15387116772034742, 0.181817828403255,
		0.22222222459317251, 0.28571428570833224, 0.40000000000000246} {
		q = math.FMA(q, z, c)
	}
	return high, math.FMA(cube*z, q, low)
}
