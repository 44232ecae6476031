package estimate

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// ar1 makes chains x' = φ x + noise in equilibrium with variance 1: ρ(t) = φ^t, τ = (1+φ)/(1-φ).
func ar1(phi float64, chains, steps int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	x := make([][]float64, chains)
	for c := range x {
		x[c] = make([]float64, steps)
		v := r.NormFloat64()
		for t := range x[c] {
			x[c][t] = v
			v = phi*v + math.Sqrt(1-phi*phi)*r.NormFloat64()
		}
	}
	return x
}

func TestAutocorrelationTimeOfAR1(t *testing.T) {
	const chains, steps = 4, 20000
	for k, phi := range []float64{-0.5, 0, 0.5, 0.8, 0.95} {
		c, err := FromChains(ar1(phi, chains, steps, uint64(k)))
		if err != nil {
			t.Fatal(err)
		}
		tau := (1 + phi) / (1 - phi)
		// Sokal (1996), equation 3.19: relative variance of τ with window W = 5τ; the window cuts off e^-5 or so.
		sigma := tau * math.Sqrt(2*(2*window*math.Max(tau, 1)+1)/(chains*steps))
		if math.Abs(c.Tau-tau) > 5*sigma+0.01*tau {
			t.Errorf("φ = %g: τ = %.3f, exactly %.3f ± %.3f", phi, c.Tau, tau, sigma)
		}
		if want := math.Sqrt(tau / (chains * steps)); math.Abs(c.Mean.Err()/want-1) > 0.15 {
			t.Errorf("φ = %g: error %.5f, exactly %.5f", phi, c.Mean.Err(), want)
		}
		if math.Abs(c.Mean.Mean()) > 5*c.Mean.Err() {
			t.Errorf("φ = %g: mean %v is not 0", phi, c.Mean)
		}
		if phi < 0.9 && len(c.Problems()) > 0 {
			t.Errorf("φ = %g: %v", phi, c.Problems())
		}
	}
}

// TestErrorsCoverTheMean: over many runs, (mean - exact)/error has variance 1.
func TestErrorsCoverTheMean(t *testing.T) {
	const runs = 200
	sum := 0.0
	for k := range runs {
		c, err := FromChains(ar1(0.7, 2, 2000, uint64(1000+k)))
		if err != nil {
			t.Fatal(err)
		}
		z := c.Mean.Mean() / c.Mean.Err()
		sum += z * z
	}
	// The sum is χ² with 200 degrees of freedom, somewhat wider as the errors are estimates.
	if math.Abs(sum/runs-1) > 5*math.Sqrt(2.0/runs) {
		t.Errorf("variance of the standardised mean is %.3f, want 1", sum/runs)
	}
}

// TestAutocorrelationIsTheSlowSum compares the Fourier transform and the first lags with the definition.
func TestAutocorrelationIsTheSlowSum(t *testing.T) {
	x := ar1(0.6, 3, 37, 5)
	var m Moments
	for _, c := range x {
		m.AddAll(c)
	}
	sum := func(lag int) (s float64) {
		for _, c := range x {
			for i := range len(c) - lag {
				s += (c[i] - m.Mean()) * (c[i+lag] - m.Mean())
			}
		}
		return s
	}
	for _, rho := range [][]float64{autocorrelation(x, m.Mean()), firstLags(x, m.Mean(), 37), firstLags(x, m.Mean(), 5)} {
		for lag, got := range rho {
			if want := sum(lag) / sum(0); math.Abs(got-want) > 1e-13 {
				t.Errorf("ρ(%d) = %g, want %g", lag, got, want)
			}
		}
	}
}

// TestRHatPublished compares with ArviZ (arviz-stats 0.8.0, method "rank") on chains given by
// formulas.
func TestRHatPublished(t *testing.T) {
	for _, c := range []struct {
		name          string
		chains, steps int
		f             func(c, t float64) float64
		want          float64
	}{
		{"shifted", 4, 50, func(c, t float64) float64 { return math.Sin(1.7*t+c) + 0.3*c }, 1.1184963169680067},
		{"of different spread", 3, 40, func(c, t float64) float64 { return (1 + c) * math.Sin(2.3*t+c*c) }, 1.2012753920009318},
		{"with a trend", 2, 30, func(_, t float64) float64 { return math.Cos(5*t) + 0.05*t }, 1.1201783026185246},
		{"of odd length", 2, 31, func(c, t float64) float64 { return math.Sin(t*t + c) }, 0.9765946307887943},
		{"ranks", 2, 4, func(c, t float64) float64 { return 4*c + t }, 2.9994207791566874},
	} {
		x := make([][]float64, c.chains)
		for i := range x {
			for s := range c.steps {
				x[i] = append(x[i], c.f(float64(i), float64(s)))
			}
		}
		if got := RHat(x); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("chains %s: R-hat = %.15g, ArviZ has %.15g", c.name, got, c.want)
		}
	}
}

func TestRHatFindsStuckChains(t *testing.T) {
	x := ar1(0.5, 4, 1000, 9)
	if r := RHat(x); r > 1.01 {
		t.Errorf("R-hat of mixed chains is %g", r)
	}
	for i := range x[2] {
		x[2][i] += 1
	}
	if r := RHat(x); r < 1.05 {
		t.Errorf("R-hat with one chain elsewhere is %g", r)
	}
	stuck, err := FromChains([][]float64{{1, 1, 1, 1}, {-1, -1, -1, -1}})
	if err != nil || !math.IsInf(stuck.RHat, 1) || !strings.Contains(strings.Join(stuck.Problems(), " "), "R-hat is +Inf") {
		t.Errorf("chains stuck at 1 and at -1: %v, R-hat %g, %v", err, stuck.RHat, stuck.Problems())
	}
	constant, err := FromChains([][]float64{{2, 2, 2, 2}})
	if err != nil || constant.Mean.String() != "2" || len(constant.Problems()) != 1 {
		t.Errorf("a constant: %v %v %v", constant.Mean, constant.Problems(), err)
	}
}

func TestRHatDependsOnRanksOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := make([][]float64, 3)
		y := make([][]float64, 3)
		for c := range x {
			for _, k := range rapid.SliceOfN(rapid.IntRange(-9, 9), 12, 12).Draw(t, "chain") {
				x[c] = append(x[c], float64(k))
				y[c] = append(y[c], math.Exp(float64(k)/3))
			}
		}
		a, b := plainRHat(rankNormal(x)), plainRHat(rankNormal(y))
		if a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
			t.Fatalf("R-hat %g becomes %g under the exponential", a, b)
		}
	})
}

func TestChainsThatCannotBeJudged(t *testing.T) {
	for _, x := range [][][]float64{nil, {{1, 2, 3}}, {{1, 2, 3, 4}, {1, 2, 3, 4, 5}}} {
		if _, err := FromChains(x); err == nil {
			t.Errorf("no error for %v", x)
		}
	}
	c, err := FromChains([][]float64{{1, 2, math.NaN(), 3}})
	if err != nil || c.Mean.String() != "nan" {
		t.Errorf("NaN among the samples: %v, %v", c, err)
	}
}

// Many short chains of one process have R-hats above 1.01 by chance alone, and are not suspected; chains
// with means of their own are.
func TestManyShortChains(t *testing.T) {
	suspected := 0
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 7))
		x := make([][]float64, 64)
		for j := range x {
			x[j] = make([]float64, 160)
			z := r.NormFloat64()
			for t := range x[j] {
				z = 0.4*z + math.Sqrt(1-0.16)*r.NormFloat64()
				x[j][t] = z
			}
		}
		c, err := FromChains(x)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Problems()) > 0 {
			suspected++
		}
		for j := range x {
			shift := 0.5 * r.NormFloat64()
			for t := range x[j] {
				x[j][t] += shift
			}
		}
		if c, _ := FromChains(x); len(c.Problems()) == 0 {
			t.Errorf("seed %d: chains with means of their own pass, R-hat %.3f", seed, c.RHat)
		}
	}
	if suspected > 2 {
		t.Errorf("%d of 50 runs of mixed chains are suspected", suspected)
	}
}

// Counting a few values gives the R-hat of their ranks.
func TestRHatByCounting(t *testing.T) {
	near := func(a, b float64) bool {
		return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9*(1+math.Abs(b))
	}
	rapid.Check(t, func(t *rapid.T) {
		chains, steps := rapid.IntRange(1, 5).Draw(t, "chains"), rapid.IntRange(2, 9).Draw(t, "steps")
		values := rapid.SliceOfN(rapid.SampledFrom([]float64{-3, -1, 0, 0.5, 1, 2, 7}), 1, 5).Draw(t, "values")
		x := make([][]float64, chains)
		for c := range x {
			x[c] = rapid.SliceOfN(rapid.SampledFrom(values), steps, steps).Draw(t, "chain")
		}
		c := count(x)
		if c == nil {
			t.Fatal("not counted")
		}
		median := c.median()
		if a, b := c.rHat(func(v float64) float64 { return v }), plainRHat(rankNormal(x)); !near(a, b) {
			t.Fatalf("by counting %g, by ranks %g", a, b)
		}
		if a, b := c.rHat(func(v float64) float64 { return math.Abs(v - median) }), plainRHat(rankNormal(folded(x))); !near(a, b) {
			t.Fatalf("folded: by counting %g, by ranks %g", a, b)
		}
	})
	many := ar1(0.5, 2, 40, 1)
	if count(many) != nil {
		t.Error("80 different values are counted")
	}
	if count([][]float64{{1, 2}, {1, math.NaN()}}) != nil {
		t.Error("NaN is counted")
	}
}

// An observable that differs by rounding only is a constant, however slowly the rounding changes.
func TestConstantUpToRounding(t *testing.T) {
	x := ar1(0.999, 4, 1000, 3)
	for _, c := range x {
		for i := range c {
			c[i] = 4.5 + 1e-15*c[i]
		}
	}
	r, err := FromChains(x)
	if err != nil || len(r.Problems()) > 0 {
		t.Errorf("%v %v", err, r.Problems())
	}
	for _, c := range x {
		for i := range c {
			c[i] = 4.5 + 1e10*(c[i]-4.5)
		}
	}
	if r, err := FromChains(x); err != nil || len(r.Problems()) == 0 {
		t.Errorf("slow chains are trusted: %v", err)
	}
}
