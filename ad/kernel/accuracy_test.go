package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The exact values come from arithmetic with 400 bits.
const exactBits = 400

func exact(x float64) *big.Float { return new(big.Float).SetPrec(exactBits).SetFloat64(x) }

func sumOf(x, y *big.Float) *big.Float { return exact(0).Add(x, y) }
func ratioOf(x, y *big.Float) *big.Float {
	return exact(0).Quo(x, y)
}
func product(x, y *big.Float) *big.Float { return exact(0).Mul(x, y) }

// bigExp halves the argument 20 times, sums the series, and squares back.
func bigExp(x *big.Float) *big.Float {
	const halvings = 20
	r := exact(0).SetMantExp(x, -halvings)
	sum, term := exact(1), exact(1)
	for k := 1; k < 60; k++ {
		term = ratioOf(product(term, r), exact(float64(k)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog improves a first guess by Newton's iteration y + x exp(-y) - 1, which doubles the digits each time.
func bigLog(x *big.Float) *big.Float {
	e := x.MantExp(nil)
	m, _ := exact(0).SetMantExp(x, -e).Float64()
	y := exact(math.Log(m) + float64(e)*math.Ln2)
	for range 3 {
		y = sumOf(y, sumOf(product(x, bigExp(exact(0).Neg(y))), exact(-1)))
	}
	return y
}

var bigPi = func() *big.Float {
	pi, ok := exact(0).SetString("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651")
	if !ok {
		panic("π does not parse")
	}
	return pi
}()

// bigSin is sin(x + quarter·π/2), from the series after reduction by multiples of 2π.
func bigSin(x float64, quarter float64) *big.Float {
	twoPi := product(bigPi, exact(2))
	r := sumOf(exact(x), product(bigPi, exact(quarter/2)))
	turns, _ := ratioOf(r, twoPi).Float64()
	r.Sub(r, product(twoPi, exact(math.Round(turns))))
	sum, term, square := exact(0), exact(0).Set(r), product(r, r)
	for k := 1; k < 40; k++ {
		sum.Add(sum, term)
		term = ratioOf(product(term, square), exact(-float64(2*k*(2*k+1))))
	}
	return sum
}

// accuracy states for a function its exact value and the range of arguments.
type accuracy struct {
	name  string
	call  func(dst, x []float64)
	exact func(x float64) *big.Float
	draw  func(r *rand.Rand) float64
}

// spread draws numbers of all magnitudes up to top, of both signs if low is negative, limited below by low.
func spread(low, top float64) func(r *rand.Rand) float64 {
	return func(r *rand.Rand) float64 {
		for {
			var x float64
			switch r.IntN(3) {
			case 0:
				x = (2*r.Float64() - 1) * top
			case 1:
				x = r.NormFloat64() * 3
			default:
				x = math.Copysign(math.Exp(r.Float64()*(math.Log(top)+40)-40), r.Float64()-0.5)
			}
			if low < x && x < top {
				return x
			}
		}
	}
}

var accuracies = []accuracy{
	{"Exp", Exp, func(x float64) *big.Float { return bigExp(exact(x)) }, spread(-744, 709.7)},
	{"Expm1", Expm1, func(x float64) *big.Float { return sumOf(bigExp(exact(x)), exact(-1)) }, spread(-60, 709.7)},
	{"Log", Log, func(x float64) *big.Float { return bigLog(exact(x)) }, func(r *rand.Rand) float64 {
		if r.IntN(2) == 0 {
			return math.Exp(r.NormFloat64() / 4)
		}
		return math.Float64frombits(r.Uint64N(0x7FF << 52))
	}},
	{"Log1p", Log1p, func(x float64) *big.Float { return bigLog(sumOf(exact(x), exact(1))) }, spread(-1, 1e20)},
	{"Tanh", Tanh, func(x float64) *big.Float {
		e := bigExp(exact(2 * x))
		return ratioOf(sumOf(e, exact(-1)), sumOf(e, exact(1)))
	}, spread(-25, 25)},
	{"Sigmoid", Sigmoid, func(x float64) *big.Float {
		e := bigExp(exact(x))
		return ratioOf(e, sumOf(e, exact(1)))
	}, spread(-744, 50)},
	{"Softplus", Softplus, func(x float64) *big.Float {
		if e := bigExp(exact(x)); x > -30 {
			return bigLog(sumOf(exact(1), e))
		} else { // log(1+e) = e - e²/2 + e³/3 for tiny e
			return sumOf(e, product(product(e, e), sumOf(exact(-0.5), ratioOf(e, exact(3)))))
		}
	}, spread(-744, 1000)},
	{"Sin", Sin, func(x float64) *big.Float { return bigSin(x, 0) }, nearQuarters},
	{"Cos", Cos, func(x float64) *big.Float { return bigSin(x, 1) }, nearQuarters},
	{"Erf", Erf, func(x float64) *big.Float { return bigErf(exact(x)) }, spread(-7, 7)},
	{"Sinh", Sinh, func(x float64) *big.Float { return bigHyperbolic(x, -1) }, spread(-710.4, 710.4)},
	{"Cosh", Cosh, func(x float64) *big.Float { return bigHyperbolic(x, 1) }, spread(-710.4, 710.4)},
	{"LogCosh", LogCosh, func(x float64) *big.Float { return bigLog(bigHyperbolic(x, 1)) }, spread(-800, 800)},
	{"Asinh", Asinh, func(x float64) *big.Float {
		e := sumOf(exact(math.Abs(x)), exact(0).Sqrt(sumOf(product(exact(x), exact(x)), exact(1))))
		return product(exact(math.Copysign(1, x)), bigLog(e))
	}, spread(-1e300, 1e300)},
	{"Acosh", Acosh, func(x float64) *big.Float {
		return bigLog(sumOf(exact(x), exact(0).Sqrt(sumOf(product(exact(x), exact(x)), exact(-1)))))
	}, func(r *rand.Rand) float64 { return 1 + math.Abs(spread(-1e20, 1e20)(r)) }},
	{"Atanh", Atanh, func(x float64) *big.Float {
		return product(bigLog(ratioOf(sumOf(exact(1), exact(x)), sumOf(exact(1), exact(-x)))), exact(0.5))
	}, spread(-1, 1)},
	{"Tan", Tan, func(x float64) *big.Float { return ratioOf(bigSin(x, 0), bigSin(x, 1)) }, nearQuarters},
	{"Asin", Asin, func(x float64) *big.Float { return bigAngle(exact(x), bigCircle(x)) }, nearOne},
	{"Acos", Acos, func(x float64) *big.Float { return bigAngle(bigCircle(x), exact(x)) }, nearOne},
	{"Atan", Atan, func(x float64) *big.Float { return bigAngle(exact(x), exact(1)) }, spread(-1e17, 1e17)},
}

// bigHyperbolic is (exp(x) + sign·exp(-x))/2.
func bigHyperbolic(x, sign float64) *big.Float {
	e := bigExp(exact(x))
	return product(sumOf(e, ratioOf(exact(sign), e)), exact(0.5))
}

// bigCircle is √(1-x²).
func bigCircle(x float64) *big.Float {
	return exact(0).Sqrt(product(sumOf(exact(1), exact(x)), sumOf(exact(1), exact(-x))))
}

// bigAngle is the angle of the point (x, y): halved ten times, by the series of arctan, and doubled again.
func bigAngle(y, x *big.Float) *big.Float {
	const halvings = 10
	if x.Sign() < 0 {
		half := exact(0).Set(bigPi)
		if y.Sign() < 0 {
			half.Neg(half)
		}
		return sumOf(half, exact(0).Neg(bigAngle(y, exact(0).Neg(x))))
	}
	for range halvings {
		x = sumOf(x, exact(0).Sqrt(sumOf(product(x, x), product(y, y))))
	}
	r := ratioOf(y, x)
	sum, term, square := exact(0), exact(0).Set(r), product(r, r)
	for k := range 30 {
		sum.Add(sum, ratioOf(term, exact(float64(2*k+1))))
		term = exact(0).Neg(product(term, square))
	}
	return exact(0).SetMantExp(sum, halvings)
}

// nearOne draws arguments from -1 to 1, many of them near these.
func nearOne(r *rand.Rand) float64 {
	x := spread(-1, 1)(r)
	if r.IntN(2) == 0 {
		return math.Copysign(1-math.Abs(x), x)
	}
	return x
}

// nearQuarters draws arguments up to 10⁵, half of them as near as possible to multiples of π/2.
func nearQuarters(r *rand.Rand) float64 {
	if r.IntN(2) == 0 {
		return spread(-trigLimit, trigLimit)(r)
	}
	n := float64(1 + r.IntN(63000))
	x, _ := product(bigPi, exact(n/2)).Float64()
	return x
}

// ulpsOff is the distance of got from the exact value in units of the last place of the value.
func ulpsOff(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	d, _ := ratioOf(sumOf(exact(got), exact(0).Neg(want)), exact(ulp(near))).Float64()
	return math.Abs(d)
}

func TestAccuracy(t *testing.T) {
	const points, budget = 2500, 3.0
	for _, a := range accuracies {
		r := rand.New(rand.NewPCG(21, 22))
		x, want := make([]float64, points), make([]*big.Float, points)
		for i := range x {
			x[i] = a.draw(r)
			want[i] = a.exact(x[i])
		}
		everyPath(t, func(t *testing.T) {
			got, worst, at := make([]float64, points), 0.0, 0
			a.call(got, x)
			for i := range got {
				if d := ulpsOff(got[i], want[i]); d > worst {
					worst, at = d, i
				}
			}
			t.Logf("%s: at most %.2f ulp, at %v", a.name, worst, x[at])
			if worst > budget {
				t.Errorf("%s(%v) = %v is %.2f ulp off", a.name, x[at], got[at], worst)
			}
		})
	}
}

// At many more points the paths agree with package math within both errors.
func TestAgainstMath(t *testing.T) {
	const points = 100000
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		x, got := make([]float64, points), make([]float64, points)
		for i, a := range accuracies {
			s := scalarTests[len(scalarTests)-len(accuracies)+i]
			if s.name != a.name {
				t.Fatalf("tests of %s and %s are out of step", s.name, a.name)
			}
			for i := range x {
				x[i] = a.draw(r)
			}
			a.call(got, x)
			for i := range x {
				if want := s.want([]float64{0, x[i]}); !close(got[i], want, s.ulps) {
					t.Fatalf("%s(%v) = %v, package math gives %v", s.name, x[i], got[i], want)
				}
			}
		}
	})
}

// Angles of points in all directions, of coordinates of all magnitudes.
func TestAngleAccuracy(t *testing.T) {
	const points, budget = 2000, 3.0
	r := rand.New(rand.NewPCG(25, 26))
	x, y, want := make([]float64, points), make([]float64, points), make([]*big.Float, points)
	for i := range x {
		x[i], y[i] = r.NormFloat64(), r.NormFloat64()
		if i%2 == 0 {
			y[i] *= math.Exp(40 * r.NormFloat64())
		}
		want[i] = bigAngle(exact(y[i]), exact(x[i]))
	}
	everyPath(t, func(t *testing.T) {
		got := make([]float64, points)
		Atan2(got, y, x)
		for i := range got {
			if d := ulpsOff(got[i], want[i]); d > budget {
				t.Errorf("Atan2(%v, %v) = %v is %.2f ulp off", y[i], x[i], got[i], d)
			}
		}
	})
}
