package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// regularPower draws arguments for which Pow states its error: of all sizes, near 1, whole powers of negative numbers.
func regularPower(r *rand.Rand) (x, y float64) {
	for {
		switch r.IntN(4) {
		case 0:
			x, y = math.Ldexp(1+r.Float64(), r.IntN(2000)-1000), r.NormFloat64()
		case 1:
			x, y = math.Exp(r.NormFloat64()/10), (2*r.Float64()-1)*1020
		case 2:
			x, y = r.NormFloat64()*3, float64(r.IntN(41)-20)
		default:
			x, y = 1+math.Ldexp(r.NormFloat64(), -r.IntN(50)), r.NormFloat64()*300
		}
		if isRegular(x, y) && (x > 0 || y == math.Floor(y)) {
			return x, y
		}
	}
}

// The exact power is exp(y log|x|), with the sign of x if y is odd.
func TestPowAccuracy(t *testing.T) {
	const points, budget = 2500, 3.0
	r := rand.New(rand.NewPCG(35, 36))
	x, y, want := make([]float64, points), make([]float64, points), make([]*big.Float, points)
	for i := range x {
		x[i], y[i] = regularPower(r)
		want[i] = bigExp(product(exact(y[i]), bigLog(exact(math.Abs(x[i])))))
		if x[i] < 0 && math.Mod(y[i], 2) != 0 {
			want[i].Neg(want[i])
		}
	}
	everyPath(t, func(t *testing.T) {
		got, worst, at := make([]float64, points), 0.0, 0
		if !active.regular(x, y) {
			t.Fatal("regular arguments are called irregular")
		}
		Pow(got, x, y)
		for i := range got {
			if d := ulpsOff(got[i], want[i]); !(d <= worst) {
				worst, at = d, i
			}
		}
		t.Logf("at most %.2f ulp, at %v^%v", worst, x[at], y[at])
		if !(worst <= budget) {
			t.Errorf("%v^%v = %v is %.2f ulp off", x[at], y[at], got[at], worst)
		}
	})
}

// Every special value to the power of every other one is what package math says, within the errors of both; so is it for
// neighbours, in place, and whatever the length.
func TestPowSpecial(t *testing.T) {
	powers := append([]float64{4, 5, -3, 2.5, 1e3, -1e3, 1020, -1021}, special...)
	everyPath(t, func(t *testing.T) {
		for n := range 71 {
			for from := 0; from < len(special)*len(powers); from += 67 {
				x, y := make([]float64, n), make([]float64, n)
				for i := range x {
					p := (from + i) % (len(special) * len(powers))
					x[i], y[i] = special[p%len(special)], powers[p/len(special)]
				}
				got := append([]float64(nil), x...)
				Pow(got, got, y)
				for i := range x {
					want, ulps := math.Pow(x[i], y[i]), 0.0
					if isRegular(x[i], y[i]) {
						// Package math squares, which doubles the error each time, and rounds the logarithm.
						ulps = 4 + math.Abs(y[i]) + math.Abs(math.Log(math.Abs(x[i])))/2
					}
					if !close(got[i], want, ulps) {
						t.Fatalf("%v^%v = %v, want %v", x[i], y[i], got[i], want)
					}
				}
			}
		}
	})
}

// One irregular element does not change the others.
func TestPowPlace(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(37, 38))
		const n = 61
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = regularPower(r)
		}
		want, got := make([]float64, n), make([]float64, n)
		Pow(want, x, y)
		for i := range x {
			old := x[i]
			x[i] = 0
			if active.regular(x, y) {
				t.Fatalf("a zero at %d is called regular", i)
			}
			Pow(got, x, y)
			got[i], x[i] = want[i], old
			same(t, "Pow beside a zero", got, want)
		}
		if allocs := testing.AllocsPerRun(10, func() { Pow(got, x, y) }); allocs != 0 {
			t.Errorf("%v allocations", allocs)
		}
	})
}
