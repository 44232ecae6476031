package kernel

import (
	"math"
	"math/big"
	"testing"
)

// Quantiles of the normal distribution from the tables. The probabilities are rounded, which moves the quantile by
// up to half their last place over the density.
func TestQuantileTable(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		for _, c := range []struct{ u, want float64 }{
			{0.5, 0}, {0.75, 0.67448975019608174}, {0.9, 1.2815515655446004}, {0.95, 1.6448536269514727},
			{0.975, 1.9599639845400545}, {0.025, -1.9599639845400545}, {0.995, 2.5758293035489008},
			{0.001, -3.0902323061678132}, {1e-10, -6.3613409024040562}, {1e-15, -7.9413453261709970},
		} {
			got := []float64{c.u}
			NormQuantile(got, got)
			density := math.Exp(-c.want*c.want/2) / math.Sqrt(2*math.Pi)
			if math.Abs(got[0]-c.want) > 5*ulp(c.want)+ulp(c.u)/2/density {
				t.Errorf("quantile(%v) = %v, want %v", c.u, got[0], c.want)
			}
		}
	})
}

func TestQuantileLimits(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		inf, nan := math.Inf(1), math.NaN()
		u := []float64{0, 1, -0.25, 1.25, nan, inf, -inf, 5e-324, math.Copysign(0, -1), math.Nextafter(0, -1), math.Nextafter(1, 2)}
		want := []float64{-inf, inf, nan, nan, nan, nan, nan, -38.467405617144344, -inf, nan, nan}
		NormQuantile(u, u)
		for i, x := range u {
			if x != want[i] && !(math.IsNaN(x) && math.IsNaN(want[i])) && !(math.Abs(x-want[i]) < 1e-12) {
				t.Errorf("element %d is %v, want %v", i, x, want[i])
			}
		}
	})
}

// bigErf is erf x = 2/√π Σ (-1)ᵏ x²ᵏ⁺¹ / (k! (2k+1)).
func bigErf(x *big.Float) *big.Float {
	term, minusSquare := exact(0).Set(x), exact(0).Neg(product(x, x))
	sum := exact(0)
	for k := range 250 {
		sum.Add(sum, ratioOf(term, exact(float64(2*k+1))))
		term = ratioOf(product(term, minusSquare), exact(float64(k+1)))
	}
	return ratioOf(product(exact(2), sum), exact(0).Sqrt(bigPi))
}

// bigPhi is Φ(x) - ½ = erf(x/√2)/2.
func bigPhi(x float64) *big.Float {
	return ratioOf(bigErf(ratioOf(exact(x), exact(0).Sqrt(exact(2)))), exact(2))
}

// The exact distribution function takes the quantile back: its error is (Φ(x) - u) / φ(x).
func TestQuantileAccuracy(t *testing.T) {
	const budget = 5.0
	var u []float64
	for p := 0x1p-53; p < 0.5; p *= 1.1 {
		u = append(u, p, 1-p)
	}
	for q := 0.01; q < 0.44; q += 0.007 {
		u = append(u, 0.5-q, 0.5+q)
	}
	everyPath(t, func(t *testing.T) {
		x := make([]float64, len(u))
		NormQuantile(x, u)
		worst, at := 0.0, 0
		for i, p := range u {
			miss, _ := sumOf(bigPhi(x[i]), sumOf(exact(0.5), exact(-p))).Float64()
			density := math.Exp(-x[i]*x[i]/2) / math.Sqrt(2*math.Pi)
			if d := math.Abs(miss / density / ulp(x[i])); d > worst {
				worst, at = d, i
			}
		}
		t.Logf("at most %.2f ulp, at %v", worst, u[at])
		if worst > budget {
			t.Errorf("quantile(%v) = %v is %.2f ulp off", u[at], x[at], worst)
		}
	})
}

// Moments of 10⁶ numbers: each mean within 4 standard errors. E x² = 1, E x⁴ = 3; Var x = 1, Var x² = 2,
// Var x³ = 15, Var x⁴ = 96. Neighbours, and the same sample of two streams, do not correlate.
func TestNormalMoments(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		const n = 1000000
		x, y := make([]float64, n), make([]float64, n)
		Normal(x, [2]uint64{1, 2}, 3, 4, 5, 0)
		Normal(y, [2]uint64{1, 2}, 3, 4, 6, 0)
		var m [4]float64
		var near, across float64
		for i, v := range x {
			m[0], m[1], m[2], m[3] = m[0]+v, m[1]+v*v, m[2]+v*v*v, m[3]+v*v*v*v
			near += v * x[(i+1)%n]
			across += v * y[i]
		}
		for _, c := range []struct {
			name                string
			sum, mean, variance float64
		}{
			{"x", m[0], 0, 1}, {"x²", m[1], 1, 2}, {"x³", m[2], 0, 15}, {"x⁴", m[3], 3, 96},
			{"neighbours", near, 0, 1}, {"streams", across, 0, 1},
		} {
			if z := (c.sum/n - c.mean) / math.Sqrt(c.variance/n); math.Abs(z) > 4 {
				t.Errorf("the mean of %s is %v, %.1f standard errors off", c.name, c.sum/n, z)
			}
		}
	})
}

// A thousand equal cells: χ² has mean 999 and variance 2·999; stay within 4 standard deviations.
func TestUniformCells(t *testing.T) {
	const n, cells = 1000000, 1000
	u := make([]float64, n)
	Uniform(u, [2]uint64{8, 9}, 1, 0, 0, 3)
	var count [cells]float64
	for _, v := range u {
		count[int(v*cells)]++
	}
	chi := 0.0
	for _, c := range count {
		chi += (c - n/cells) * (c - n/cells) / (n / cells)
	}
	if z := (chi - (cells - 1)) / math.Sqrt(2*(cells-1)); math.Abs(z) > 4 {
		t.Errorf("χ² is %v, %.1f standard deviations off", chi, z)
	}
}

func TestNormalCut(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		whole, part := make([]float64, 100), make([]float64, 100)
		Normal(whole, [2]uint64{1}, 2, 3, 4, 10)
		for i := 0; i < 100; i += 7 {
			Normal(part[i:min(i+7, 100)], [2]uint64{1}, 2, 3, 4, uint64(10+i))
		}
		same(t, "cut in 7", part, whole)
	})
}

// What is computed without the far tails has the same bits, and one number out there is noticed wherever it is.
func TestQuantileNear(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		for n := range 71 {
			u, want, got := make([]float64, n), make([]float64, n), make([]float64, n)
			Uniform(u, [2]uint64{3, 4}, 5, 6, 7, 1)
			if n > 2 {
				u[n/2], u[n/3] = 2e-11, 1-2e-11
			}
			NormQuantile(want, u)
			if !active.quantileNear(got, u) {
				t.Fatalf("length %d: a number is called far", n)
			}
			same(t, "quantileNear", got, want)
			Normal(want, [2]uint64{3, 4}, 5, 6, 7, 1)
			Uniform(u, [2]uint64{3, 4}, 5, 6, 7, 1)
			NormQuantile(got, u)
			same(t, "Normal", want, got)
			if active.name == "generic" {
				continue // it has no other way
			}
			for i := range u {
				for _, far := range []float64{1e-11, 1 - 1e-11, 0x1p-53, 1 - 0x1p-53} {
					old := u[i]
					u[i] = far
					if active.quantileNear(got, u) {
						t.Fatalf("length %d: %v at %d is not called far", n, far, i)
					}
					u[i] = old
				}
			}
		}
	})
}
