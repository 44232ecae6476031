package ad

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Values of special functions. Outside its domain a function is NaN.

func normQuantile(u float64) float64 {
	if !(u >= 0 && u <= 1) {
		return math.NaN()
	}
	return mathext.NormalQuantile(u)
}

// digamma is ψ(x): reflected to x > 0, stepped up to x ≥ 10, then Stirling's series.
func digamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, -1):
		return math.NaN()
	case x <= 0 && x == math.Floor(x):
		return math.NaN()
	case x < 0:
		frac := x - math.Floor(x)
		return digamma(1-x) - math.Pi/math.Tan(math.Pi*frac)
	}
	sum := 0.0
	for ; x < 10; x++ {
		sum -= 1 / x
	}
	// B₂ₖ/(2k) for k = 1, 2, …
	series, y := 0.0, 1/(x*x)
	for _, c := range []float64{1. / 12, 691. / 32760, 1. / 132, 1. / 240, 1. / 252, 1. / 120, 1. / 12} {
		series = y * (c - series)
	}
	return sum + math.Log(x) - 0.5/x - series
}

// polygamma is ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! ζ(n+1, x).
func polygamma(n int, x float64) float64 {
	switch {
	case n < 0:
		return math.NaN()
	case n == 0:
		return digamma(x)
	case x <= 0:
		return reflectPolygamma(n, x)
	}
	f := math.Gamma(float64(n)+1) * mathext.Zeta(float64(n)+1, x)
	if n%2 == 0 {
		return -f
	}
	return f
}

// reflectPolygamma steps to positive arguments by ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x+1) - (-1)ⁿ n! x^(-n-1).
func reflectPolygamma(n int, x float64) float64 {
	if x == math.Floor(x) {
		return math.NaN()
	}
	if x < -1e6 {
		return math.NaN()
	}
	f := math.Gamma(float64(n) + 1)
	if n%2 == 1 {
		f = -f
	}
	sum := 0.0
	for ; x <= 0; x++ {
		sum += f * math.Pow(x, -float64(n)-1)
	}
	return polygamma(n, x) - sum
}

// sphericalJ is jₙ(x): the power series where its terms fall from the first on, the recurrence in
// n upwards where x > n, and downwards between (Miller's algorithm).
func sphericalJ(n int, x float64) float64 {
	if n < 0 || math.IsNaN(x) {
		return math.NaN()
	}
	sign := 1.0
	if x < 0 {
		x = -x
		if n%2 == 1 {
			sign = -1
		}
	}
	switch {
	case math.IsInf(x, 0):
		return 0
	case x*x < float64(4*n+6):
		return sign * sphericalSeries(n, x)
	case n == 0:
		return math.Sin(x) / x
	case x > float64(n):
		a, b := math.Sin(x)/x, math.Sin(x)/(x*x)-math.Cos(x)/x
		for k := 1; k < n; k++ {
			a, b = b, float64(2*k+1)/x*b-a
		}
		return sign * b
	}
	return sign * sphericalMiller(n, x)
}

func sphericalSeries(n int, x float64) float64 {
	term := 1.0
	for k := 1; k <= n; k++ {
		term *= x / float64(2*k+1)
	}
	sum := term
	for k := 1; k < 100 && math.Abs(term) > 1e-18*math.Abs(sum); k++ {
		term *= -x * x / float64(2*k*(2*n+2*k+1))
		sum += term
	}
	return sum
}

func sphericalMiller(n int, x float64) float64 {
	above, here, want := 0.0, 1e-290, 0.0
	var one float64
	for k := n + int(x) + 40; k > 0; k-- {
		above, here = here, float64(2*k+1)/x*here-above
		if k-1 == n {
			want = here
		}
		if k-1 == 1 {
			one = here
		}
		if math.Abs(here) > 1e200 {
			above, here, want, one = above*1e-250, here*1e-250, want*1e-250, one*1e-250
		}
	}
	j0, j1 := math.Sin(x)/x, math.Sin(x)/(x*x)-math.Cos(x)/x
	if math.Abs(j0) > math.Abs(j1) {
		return want / here * j0
	}
	return want / one * j1
}

// logScaledI0 is log(exp(-x) I₀(x)) for x ≥ 0: the power series, or the asymptotic one.
func logScaledI0(x float64) float64 {
	term, sum := 1.0, 1.0
	if x < 30 {
		for k := 1.0; term > 1e-18*sum; k++ {
			term *= x * x / (4 * k * k)
			sum += term
		}
		return math.Log(sum) - x
	}
	for k := 1.0; k < 30 && term > 1e-18; k++ {
		term *= (2*k - 1) * (2*k - 1) / (8 * k * x)
		sum += term
	}
	return math.Log(sum) - 0.5*math.Log(2*math.Pi*x)
}

func logBesselI0(x float64) float64 {
	x = math.Abs(x)
	if x < 1 {
		return smallLogI0(x)
	}
	return x + logScaledI0(x)
}

// smallLogI0 keeps the relative precision near zero, where log I₀(x) ≈ x²/4.
func smallLogI0(x float64) float64 {
	term, sum := 1.0, 0.0
	for k := 1.0; k < 20; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return math.Log1p(sum)
}

// besselRatio is Iₙ(x)/I₀(x), from the continued fraction of the ratios of neighbouring orders,
// begun with Amos's bound (Math. Comp. 28, 239 (1974)).
func besselRatio(n int, x float64) float64 {
	if n < 0 {
		n = -n
	}
	sign := 1.0
	if x < 0 && n%2 == 1 {
		sign = -1
	}
	x = math.Abs(x)
	switch {
	case n == 0 || math.IsNaN(x):
		return sign * (x - x + 1)
	case n == 1 && x >= 30:
		return sign * (1 - besselDeficit(x))
	case x > 1e10:
		return sign * math.Exp(-float64(n)*float64(n)/(2*x))
	}
	k := n + 30 + int(8*math.Sqrt(math.Min(x, 1e6)))
	top := float64(k)
	r := x / (top + 0.5 + math.Sqrt((top+1.5)*(top+1.5)+x*x))
	out := 1.0
	for k--; k >= 0; k-- {
		r = x / (2*float64(k+1) + x*r)
		if k < n {
			out *= r
		}
	}
	return sign * out
}

// besselDeficit is 1 - I₁(x)/I₀(x) for x ≥ 0. For large x the asymptotic series of I₀ and I₁ have
// the same factor, and their difference is taken term by term.
func besselDeficit(x float64) float64 {
	if x < 30 {
		return 1 - besselRatio(1, x)
	}
	zero, one := 1.0, 1.0 // terms of the two series
	sum, diff := 1.0, 0.0
	for k := 1.0; k < 40 && zero > 1e-18; k++ {
		odd := (2*k - 1) * (2*k - 1)
		zero *= odd / (8 * k * x)
		one *= (odd - 4) / (8 * k * x)
		sum += zero
		diff += zero - one
	}
	return diff / sum
}

func betaInc(a, b, x float64) float64 {
	if !(a > 0 && b > 0 && x >= 0 && x <= 1) {
		return math.NaN()
	}
	return mathext.RegIncBeta(a, b, x)
}

func betaQuantile(a, b, u float64) float64 {
	if !(a > 0 && b > 0 && u >= 0 && u <= 1) {
		return math.NaN()
	}
	return mathext.InvRegIncBeta(a, b, u)
}
