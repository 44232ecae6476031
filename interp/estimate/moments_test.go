package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestMomentsMergeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 2, 60).Draw(t, "x")
		cut := rapid.IntRange(0, len(x)).Draw(t, "cut")
		var all, head, tail Moments
		all.AddAll(x)
		head.AddAll(x[:cut])
		tail.AddAll(x[cut:])
		head.Merge(tail)
		mean, vari := 0.0, 0.0
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			vari += (v - mean) * (v - mean) / float64(len(x)-1)
		}
		for _, m := range []Moments{all, head} {
			if math.Abs(m.Mean()-mean) > 1e-10 || math.Abs(m.Variance()-vari) > 1e-12*(1e6+vari) || m.N() != len(x) {
				t.Fatalf("mean %g, variance %g of %d; by definition %g, %g of %d", m.Mean(), m.Variance(), m.N(), mean, vari, len(x))
			}
		}
	})
}

func TestMomentsKeepDigits(t *testing.T) {
	var m Moments
	for _, v := range []float64{4, 7, 13, 16} {
		m.Add(1e9 + v)
	}
	if m.Variance() != 30 {
		t.Errorf("variance %g of 10^9 + {4, 7, 13, 16}, want 30", m.Variance())
	}
}

func TestWeightsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-800, 800), 2, 40).Draw(t, "log weights")
		cut := rapid.IntRange(0, len(x)).Draw(t, "cut")
		shift := rapid.Float64Range(-1e4, 1e4).Draw(t, "shift")
		var a, b, shifted Weights
		for i, w := range x {
			if i < cut {
				a.Add(w)
			} else {
				b.Add(w)
			}
			shifted.Add(w + shift)
		}
		a.Merge(b)
		e, ess := LogMeanExp(x)
		if d := a.LogMean().Mean() - e.Mean(); math.Abs(d) > 1e-12 || math.Abs(a.ESS()/ess-1) > 1e-12 {
			t.Fatalf("merged %v and %g, in one go %v and %g", a.LogMean(), a.ESS(), e, ess)
		}
		if d := shifted.LogMean().Mean() - shift - e.Mean(); math.Abs(d) > 1e-10 {
			t.Fatalf("a common factor changes the rest by %g", d)
		}
		if ess < 1-1e-12 || ess > float64(len(x))+1e-9 {
			t.Fatalf("effective sample size %g of %d", ess, len(x))
		}
	})
}

// TestLogMeanOfNormalWeights: for normal log weights of variance σ², log ⟨e^w⟩ = σ²/2 and the
// relative variance of a weight is e^{σ²} - 1.
func TestLogMeanOfNormalWeights(t *testing.T) {
	const n, sigma = 200000, 0.7
	r := rand.New(rand.NewPCG(3, 4))
	w := make([]float64, n)
	for i := range w {
		w[i] = sigma * r.NormFloat64()
	}
	e, ess := LogMeanExp(w)
	spread := math.Exp(sigma*sigma) - 1
	if want := math.Sqrt(spread / n); math.Abs(e.Mean()-sigma*sigma/2) > 5*want || math.Abs(e.Err()/want-1) > 0.05 {
		t.Errorf("log mean %v, want %g ± %g", e, sigma*sigma/2, want)
	}
	if math.Abs(ess/n*(1+spread)-1) > 0.05 || !e.Biased() {
		t.Errorf("effective sample size %g, want %g; biased %t", ess, n/(1+spread), e.Biased())
	}
}

func TestWeightsOfZero(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		w    []float64
		want string
		ess  float64
	}{
		{nil, "nan", 0},
		{[]float64{-inf, -inf}, "-inf", 0},
		{[]float64{inf, 1}, "inf", 0},
		{[]float64{-inf, 0}, "-0.7(10)", 1},
		{[]float64{-inf, 0, 0, 0}, "-0.3(3)", 3},
		{[]float64{2, 2, 2}, "2", 3},
	} {
		e, ess := LogMeanExp(c.w)
		if e.String() != c.want || ess != c.ess {
			t.Errorf("log mean of %v is %v with %g samples, want %s with %g", c.w, e, ess, c.want, c.ess)
		}
	}
}

// TestVarianceOfKnownDistributions: the variance of a sample variance is (μ4 - σ⁴)/n.
func TestVarianceOfKnownDistributions(t *testing.T) {
	const n = 100000
	r := rand.New(rand.NewPCG(8, 8))
	for _, c := range []struct {
		name       string
		draw       func() float64
		vari, four float64
	}{
		{"normal", r.NormFloat64, 1, 3},
		{"exponential", r.ExpFloat64, 1, 9},
		{"uniform", r.Float64, 1.0 / 12, 1.0 / 80},
	} {
		x := make([]float64, n)
		for i := range x {
			x[i] = c.draw()
		}
		v, want := Variance(x), math.Sqrt((c.four-c.vari*c.vari)/n)
		if math.Abs(v.Mean()-c.vari) > 5*want || math.Abs(v.Err()/want-1) > 0.15 {
			t.Errorf("%s: variance %v, want %g ± %g", c.name, v, c.vari, want)
		}
	}
}
