package interp

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// repeats is over how many seeds a variance is averaged: their spread is its standard error.
const repeats = 12

// overSeeds is the mean and the standard error of numbers that a program gives, over seeds.
func overSeeds(t *testing.T, text string, names ...string) map[string]*estimate.Moments {
	t.Helper()
	out := map[string]*estimate.Moments{}
	for seed := range uint64(repeats) {
		s, _ := program(t, text, Options{Seed: 100 + seed})
		for _, name := range names {
			if out[name] == nil {
				out[name] = &estimate.Moments{}
			}
			out[name].Add(numberOf(t, s, name))
		}
	}
	return out
}

// agrees compares with an exact number: 5σ, where σ is below a fiftieth of it.
func agrees(t *testing.T, what string, m *estimate.Moments, want float64) {
	t.Helper()
	err := math.Sqrt(m.Variance() / repeats)
	if !(math.Abs(m.Mean()-want) < 5*err+1e-12*(1+math.Abs(want))) {
		t.Errorf("%s is %.6g ± %.2g, exactly %.6g", what, m.Mean(), err, want)
	}
	if err > 0.02*math.Abs(want) {
		t.Errorf("%s is known to %.2g only, exactly %.6g", what, err, want)
	}
}

// x ~ normal(μ, s), f = (x-k)², d = μ - k: the variances of a single draw of each estimator, in closed form (their
// numbers for the first three cases stand in the literature: 30, 14, 4, 12, 1.093; 48.19, 21.5, 9, 22; 495, 134, 4, 72, 17.49).
func TestVariancesOfEstimators(t *testing.T) {
	for _, c := range []struct{ μ, s, k float64 }{{1, 1, 0}, {1, 1.5, 0}, {1, 1, -3}, {-0.4, 0.6, 0.5}} {
		d := c.μ - c.k
		best, mean := d*d+3*c.s*c.s, d*d+c.s*c.s
		score := (d*d*d*d + 18*d*d*c.s*c.s + 15*c.s*c.s*c.s*c.s) / (c.s * c.s)
		// A constant b taken off f changes ⟨f²ε²⟩ by b² - 2b⟨fε²⟩.
		based := func(b float64) float64 { return score + (b*b-2*b*best)/(c.s*c.s) - 4*d*d }
		text := fmt.Sprintf("model q(x: real) { param m = %g; param s = %g; x ~ normal(m, s) }\nn = 20000\n", c.μ, c.s)
		want := map[string]float64{}
		add := func(name, integrand, estimator string, m, s float64) {
			text += fmt.Sprintf("%s = gradient mean(%s for x ~ q, estimator = %s) over q with samples = n\n", name, integrand, estimator)
			for p, v := range map[string]float64{"m": m, "s": s} {
				if v >= 0 {
					text += fmt.Sprintf("%s%s = %s.%s.var\n", name, p, name, p)
					want[name+p] = v
				}
			}
			text += fmt.Sprintf("%smm = %s.m.mean\n%ssm = %s.s.mean\n", name, name, name, name)
			want[name+"mm"], want[name+"sm"] = 2*d, 2*c.s
		}
		f := fmt.Sprintf("(x - (%g))^2", c.k)
		add("a", f, "score(baseline = none)", based(0), -1)
		add("b", fmt.Sprintf("(%s - %g)", f, best), "score(baseline = none)", based(best), -1)
		add("l", f, "score(baseline = loo)", based(mean), -1)
		add("p", f, "pathwise", 4*c.s*c.s, 4*d*d+8*c.s*c.s)
		add("w", f, "measure", 16*d*d/(2*math.Pi)*(2-math.Pi/2), 4*d*d+4*c.s*c.s)
		var names []string
		for name := range want {
			names = append(names, name)
		}
		for name, m := range overSeeds(t, text, names...) {
			if strings.HasSuffix(name, "mm") || strings.HasSuffix(name, "sm") {
				if err := math.Sqrt(m.Variance() / repeats); !(math.Abs(m.Mean()-want[name]) < 5*err) {
					t.Errorf("%v: gradient %s is %.5f ± %.5f, exactly %v", c, name, m.Mean(), err, want[name])
				}
				continue
			}
			agrees(t, fmt.Sprintf("%v: variance %s", c, name), m, want[name])
		}
	}
}

// f(b) = (b - 0.49)² of a fair bit with a logit: the gradient is 0.005, the variance of the score function 0.0156375, and
// nothing is left of it with the mean as baseline, nor by going through both values.
func TestVarianceOfABit(t *testing.T) {
	text := "model p(b: bit) { param a = 0; b ~ bernoulli(logit = a) }\nn = 20000\n"
	for name, e := range map[string]string{"none": "score(baseline = none)", "loo": "score(baseline = loo)", "mean": "score(baseline = mean)", "w": "measure"} {
		text += fmt.Sprintf("%s_ = gradient mean((b - 0.49)^2 for b ~ p, estimator = %s) over p with samples = n\n%sm = %s_.a.mean\n%sv = %s_.a.var\n", name, e, name, name, name, name)
	}
	got := overSeeds(t, text, "nonem", "nonev", "loom", "loov", "meanm", "meanv", "wm", "wv")
	agrees(t, "variance of the score function", got["nonev"], 0.0156375)
	for name, limit := range map[string]float64{"loov": 1e-7, "meanv": 1e-7, "wv": 1e-30} {
		// What is left is the noise of the baseline itself, (1/4)·0.01²/n.
		if v := got[name].Mean(); !(v < limit) {
			t.Errorf("variance %s is %g", name, v)
		}
	}
	for name, tolerance := range map[string]float64{"loom": 1e-5, "meanm": 1e-5, "wm": 1e-15} {
		if m := got[name].Mean(); !(math.Abs(m-0.005) < tolerance) {
			t.Errorf("gradient %s is %v, exactly 0.005", name, m)
		}
	}
}

// The gradient of KL(q, p) for q = N(m, s²) and p = N(0, 1) is m and s - 1/s. With the path alone the variances are
// (s - 1/s)² for m and m² + 2(s - 1/s)² for s; with the score s² for m. Where q is p shifted none is left for m.
func TestVarianceOfPaths(t *testing.T) {
	const m, s = 0.5, 0.8
	text := `model q(x: real) { param m = 0.5; param s = 0.8; x ~ normal(m, s) }
model r(x: real) { param m = 0.5; param s = 1; x ~ normal(m, s) }
model p(x: real) { x ~ normal(0, 1) }
a = gradient mean(log(q(x)) - log(p(x)) for x ~ q, estimator = pathwise) over q with samples = 20000
b = gradient mean(log(q(x)) - log(p(x)) for x ~ q, estimator = path) over q with samples = 20000
c = gradient mean(log(r(x)) - log(p(x)) for x ~ r, estimator = path) over r with samples = 20000
e = gradient mean(log(q(x))^2 for x ~ q, estimator = path) over q with samples = 20000
am = a.m.var
bm = b.m.var
bs = b.s.var
cm = c.m.var
bmm = b.m.mean
bsm = b.s.mean
es = e.s.mean
`
	got := overSeeds(t, text, "am", "bm", "bs", "cm", "bmm", "bsm", "es")
	agrees(t, "variance of the full gradient", got["am"], s*s)
	// ∂/∂x (log q - log p) = m + aε with a = s - 1/s; times ε for s: ε(m + aε) has the variance m² + 2a².
	a := s - 1/s
	agrees(t, "variance of the path, for m", got["bm"], a*a)
	agrees(t, "variance of the path, for s", got["bs"], m*m+2*a*a)
	if v := got["cm"].Mean(); !(v < 1e-28) {
		t.Errorf("where q is p shifted the variance is %g", v)
	}
	agrees(t, "gradient, for m", got["bmm"], m)
	agrees(t, "gradient, for s", got["bsm"], a)
	// ⟨log² q⟩ = ⟨(ε²/2 + log s + c)²⟩ with c = log √2π: its derivative is 2(1/2 + log s + c)/s. The score does not drop
	// out, as its factor differs from sample to sample.
	agrees(t, "gradient of ⟨log² q⟩", got["es"], 2*(0.5+math.Log(s)+0.5*math.Log(2*math.Pi))/s)
}

// The error of a gradient of log⟨x²⟩ has a part from the slope 1/⟨x²⟩ = 1/2: a draw moves the gradient by ∂f/2 - f/2. By
// draws that is x - x²/2, of variance 1/2; by measure, whose noise is its own, 1.09296/4 + 6/4.
func TestVarianceOfANonlinearObjective(t *testing.T) {
	got := overSeeds(t, `model q(x: real) { param m = 1; x ~ normal(m, 1) }
a = gradient log(mean(x^2 for x ~ q, estimator = pathwise)) with samples = 20000
b = gradient log(mean(x^2 for x ~ q, estimator = measure)) with samples = 20000
p = a.m.var
w = b.m.var
g = a.m.mean
`, "p", "w", "g")
	agrees(t, "variance, pathwise", got["p"], 0.5)
	agrees(t, "variance, measure-valued", got["w"], 16/(2*math.Pi)*(2-math.Pi/2)/4+1.5)
	agrees(t, "gradient", got["g"], 1)
}
