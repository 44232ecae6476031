package ad

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
)

func gammaP(a, x float64) float64 {
	if !(a > 0 && x >= 0) {
		return math.NaN()
	}
	return mathext.GammaIncReg(a, x)
}

// gammaQuantile solves log P(a, x) = log u, or for large u log Q(a, x) = log(1-u), for log x by
// Newton's iteration within an interval that it halves.
func gammaQuantile(a, u float64) float64 {
	switch {
	case !(a > 0 && u >= 0 && u <= 1) || math.IsInf(a, 0):
		return math.NaN()
	case u == 0:
		return 0
	case u == 1:
		return math.Inf(1)
	}
	lg, _ := math.Lgamma(a)
	y := math.Log(a)
	if small := (math.Log(u) + lg) / a; a < 1 {
		y = math.Min(y, small+y/a) // P ≈ xᵃ/Γ(a+1)
	}
	tail, target := gammaP, math.Log(u)
	if u > 0.5 {
		tail, target = gammaQ, math.Log1p(-u)
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	for range 200 {
		x := math.Exp(y)
		p := tail(a, x)
		d := math.Log(p) - target
		if (d > 0) == (u <= 0.5) {
			hi = y
		} else {
			lo = y
		}
		step := d * p / math.Exp(a*y-x-lg)
		if u > 0.5 {
			step = -step
		}
		next := y - step
		if !(next > lo && next < hi) || math.IsInf(next, 0) {
			next = between(lo, hi)
		}
		if math.Abs(next-y) <= 2e-16*math.Max(1, math.Abs(y)) {
			return math.Exp(next)
		}
		y = next
	}
	return math.Exp(y)
}

// between is the middle of an interval, or a point beyond its one end.
func between(lo, hi float64) float64 {
	switch {
	case math.IsInf(lo, 0) && math.IsInf(hi, 0):
		return 0
	case math.IsInf(lo, 0):
		return hi - 1 - math.Abs(hi)
	case math.IsInf(hi, 0):
		return lo + 1 + math.Abs(lo)
	}
	return (lo + hi) / 2
}

func gammaQ(a, x float64) float64 {
	if !(a > 0 && x >= 0) {
		return math.NaN()
	}
	return mathext.GammaIncRegComp(a, x)
}

// gammaPSlope is ∂P(a, x)/∂a: for x ≤ a+1 the power series of P, where all terms of the
// derivative have one sign; otherwise the continued fraction of Q = 1 - P (Legendre's).
func gammaPSlope(a, x float64) float64 {
	switch {
	case !(a > 0 && x >= 0):
		return math.NaN()
	case x == 0 || math.IsInf(x, 0):
		return 0
	case x > a+1:
		return gammaQSlope(a, x)
	}
	lg, _ := math.Lgamma(a + 1)
	term := math.Exp(a*math.Log(x) - x - lg)
	psi, logx := digamma(a+1), math.Log(x)
	sum := 0.0
	for n := 1.0; n < 1e7; n++ {
		d := term * (logx - psi)
		sum += d
		if !(math.Abs(d) >= 1e-17*math.Abs(sum)) {
			break
		}
		psi += 1 / (a + n)
		term *= x / (a + n)
	}
	return sum
}

// gammaQSlope differentiates log Q = a log x - x - log Γ(a) + log h, with
// h = 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - …))), term by term.
func gammaQSlope(a, x float64) float64 {
	n := 100 + 20*math.Sqrt(math.Min(a, 1e10))
	v, d := x+2*n+1-a, -1.0 // value and derivative with respect to a
	for k := math.Floor(n); k >= 1; k-- {
		// v ← x + 2k - 1 - a - k(k-a)/v
		c := k * (k - a)
		d = -1 + k/v + c*d/(v*v)
		v = x + 2*k - 1 - a - c/v
	}
	lg, _ := math.Lgamma(a)
	q := math.Exp(a*math.Log(x)-x-lg) / v
	return -q * (math.Log(x) - digamma(a) - d/v)
}

var legendre = sync.OnceValues(func() (x, w []float64) {
	x, w = make([]float64, 64), make([]float64, 64)
	quad.Legendre{}.FixedLocations(x, w, 0, 1)
	return x, w
})

// vonMises integrates f(cos t)·density from 0 to θ: beyond ten widths nothing is left.
func vonMises(kappa, theta float64, f func(cosMinus1 float64) float64) float64 {
	end := math.Min(math.Abs(theta), 10/math.Sqrt(kappa))
	norm := math.Exp(-logScaledI0(kappa)) / (2 * math.Pi)
	x, w := legendre()
	sum := 0.0
	for i := range x {
		s := math.Sin(x[i] * end / 2)
		c := -2 * s * s
		sum += w[i] * math.Exp(kappa*c) * f(c)
	}
	return math.Copysign(sum*end*norm, theta)
}

func vonMisesCDF(kappa, theta float64) float64 {
	switch {
	case !(kappa >= 0) || math.IsNaN(theta):
		return math.NaN()
	case theta <= -math.Pi:
		return 0
	case theta >= math.Pi:
		return 1
	}
	return 0.5 + vonMises(kappa, theta, func(float64) float64 { return 1 })
}

func vonMisesSlope(kappa, theta float64) float64 {
	if !(kappa >= 0) || math.IsNaN(theta) {
		return math.NaN()
	}
	if math.Abs(theta) >= math.Pi {
		return 0
	}
	rest := besselDeficit(kappa)
	return vonMises(kappa, theta, func(c float64) float64 { return c + rest })
}

// vonMisesQuantile is Halley's iteration, kept within an interval that it halves. It begins at the angle whose
// sine of the half is normal, with the width that is right for large κ. The first step integrates from 0; once steps
// are short, F follows them by the density between.
func vonMisesQuantile(kappa, u float64) float64 {
	switch {
	case !(kappa >= 0 && u >= 0 && u <= 1):
		return math.NaN()
	case u == 0:
		return -math.Pi
	case u == 1:
		return math.Pi
	}
	norm := math.Exp(-logScaledI0(kappa)) / (2 * math.Pi)
	lo, hi, theta := -math.Pi, math.Pi, vonMisesStart(norm, u)
	short := 0.5 / math.Sqrt(1+kappa)
	d := vonMisesCDF(kappa, theta) - u
	for range 100 {
		if d > 0 {
			hi = theta
		} else {
			lo = theta
		}
		sin, cos := math.Sincos(theta / 2)
		step := d / (norm * math.Exp(-2*kappa*sin*sin))
		// Halley: f'/f = -κ sin θ.
		step /= math.Max(0.5, math.Min(2, 1+step*kappa*sin*cos))
		next := theta - step
		// What a step leaves is of third order in it, by the scale on which the density changes.
		if math.Abs(step)*(math.Sqrt(1+kappa)+kappa*math.Abs(sin*cos)) < 3e-6 {
			return math.Max(-math.Pi, math.Min(math.Pi, next))
		}
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-theta) < short {
			d += norm * vonMisesBetween(kappa, theta, next)
		} else {
			d = vonMisesCDF(kappa, next) - u
		}
		theta = next
	}
	return theta
}

// vonMisesStart takes 2 sin(θ/2) for normal, with the density norm at 0.
func vonMisesStart(norm, u float64) float64 {
	z := math.Sqrt2 * math.Erfinv(2*u-1) / (norm * math.Sqrt(2*math.Pi))
	if uniform := 2 * math.Pi * (u - 0.5); math.Abs(z) > math.Abs(uniform) {
		return uniform
	}
	if math.Abs(z) >= 2 {
		return z
	}
	return 2 * math.Asin(z/2)
}

// vonMisesBetween integrates exp(κ (cos t - 1)) over a short interval by eight points of Gauss.
func vonMisesBetween(kappa, from, to float64) float64 {
	x, w := legendre8()
	sum := 0.0
	for i := range x {
		s := math.Sin((from + x[i]*(to-from)) / 2)
		sum += w[i] * math.Exp(-2*kappa*s*s)
	}
	return sum * (to - from)
}

var legendre8 = sync.OnceValues(func() (x, w []float64) {
	x, w = make([]float64, 8), make([]float64, 8)
	quad.Legendre{}.FixedLocations(x, w, 0, 1)
	return x, w
})
