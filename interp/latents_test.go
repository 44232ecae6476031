package interp

import (
	"fmt"
	"math"
	"testing"
)

// wells is ⟨2(x² - 1.5)² + 0.7 log p + 0.3 x⟩ under p = w N(m, s²) + (1-w) N(-m, s²), by the trapezoidal rule.
func wells(q map[string][]float64) float64 {
	m, s := q["m"][0], q["s"][0]
	w := 0.5
	if h, ok := q["h"]; ok {
		w = 1 / (1 + math.Exp(-h[0]))
	}
	const n, reach = 4000, 8.0
	f := 0.0
	for k := range n + 1 {
		x := reach * (2*float64(k)/n - 1)
		normal := func(m float64) float64 { return math.Exp(-(x-m)*(x-m)/(2*s*s)) / (s * math.Sqrt(2*math.Pi)) }
		p := w*normal(m) + (1-w)*normal(-m)
		if p > 0 {
			f += 2 * reach / n * p * (2*(x*x-1.5)*(x*x-1.5) + 0.7*math.Log(p) + 0.3*x)
		}
	}
	return f
}

// The gradient through a density that is summed over a latent sign, by every estimator that applies: 5σ from quadrature.
// The fair sign needs no score, so that draws are differentiated; with a parameter of its own it does.
func TestLawSymmetrisedGradient(t *testing.T) {
	for _, c := range []struct {
		sign       string
		estimators []string
	}{
		{"g ~ spin(p = 0.5)", []string{"", "pathwise", "path", "measure", "score(baseline = loo)"}},
		{"param h = 0.4; g ~ spin(logit = h)", []string{"", "measure", "score(baseline = none)"}},
	} {
		variance := map[string]float64{}
		for _, e := range c.estimators {
			option := ""
			if e != "" {
				option = ", estimator = " + e
			}
			text := "model base(t: real) { param m = 1.1; param s = 0.6; t ~ normal(m, s) }\nmodel p(x: real) { " + c.sign + "; t ~ base; x = g*t }\n"
			m := newSubject(t, "wells", &randomModel{text: text, draw: "x ~ p", density: "p(x)", energy: "2*(x^2 - 1.5)^2 + 0.3*x"})
			tr := m.objective(t, "minimize "+m.free(option)+" with batch = 200")
			got := tr.moments(800)
			want := m.differencesOf(tr, wells)
			if z := deviation(got, want, 1); !(z < 5) {
				t.Errorf("%s, %q: %.1fσ from the exact gradient", c.sign, e, z)
			}
			if z := deviation(got, want, 1.1); z < 5 {
				t.Errorf("%s, %q: a gradient that is wrong by a tenth is not noticed", c.sign, e)
			}
			for _, g := range got {
				variance[e] += g.Variance()
			}
		}
		if c.sign == "g ~ spin(p = 0.5)" {
			if r := variance[""] / variance["pathwise"]; !(math.Abs(r-1) < 0.2) {
				t.Error("what is made of a fair sign and a differentiable draw is not differentiated by itself")
			}
			if variance["score(baseline = loo)"] < 2*variance[""] {
				t.Error("the score function is as good as differentiating draws")
			}
		}
	}
}

// A normal distribution pushed through a flow and an orthogonal mixing is a density that integrates to one, and its draws
// have its moments: the determinant of what is solved together, and of the flow.
func TestLatentsSolvedTogether(t *testing.T) {
	s, _ := program(t, `flow bend(z: real) { param a = 0.4; sinh(asinh(z) + a) }
model p(x: real, y: real) {
  k ~ categorical(p = [0.3, 0.7])
  u ~ normal(0, 1) |> bend
  v ~ normal(0.5*u, 0.8)
  x = (if k == 1 then 2*u + v else u - v)
  y = u + 0.5*v*(k - 3)
}
h = 0.4
total = sum(p(h*i, h*j)*h^2 for i in -60..60, j in -60..60)
second = sum(p(h*i, h*j)*h^2*(h*i)^2*(h*j)^2 for i in -60..60, j in -60..60)
m = mean(x^2*y^2 for (x, y) ~ p, samples = 200000)
d = m.mean - second
e = m.err
`, Options{})
	if n := numberOf(t, s, "total"); !(math.Abs(n-1) < 1e-9) {
		t.Errorf("∫p - 1 = %g", n-1)
	}
	d, e, second := numberOf(t, s, "d"), numberOf(t, s, "e"), numberOf(t, s, "second")
	if !(math.Abs(d) < 5*e) {
		t.Errorf("⟨x²y²⟩ of draws is %.1fσ from that of the density", d/e)
	}
	if !(e < 0.02*second) {
		t.Errorf("an error of a tenth would not be noticed: %g of %g", e, second)
	}
}

// Group elements that move sites: all translations of a lattice by two latent numbers, of real variables, whose equations
// are solved for each of them and put together.
func TestLatentTranslations(t *testing.T) {
	s, _ := program(t, `Λ = square(4, 3, periodic)
model base(t: real[Λ]) { param b[i] ~ normal(0, 1) for i in Λ; t[i] ~ normal(b[i], 0.9 + 0.1*rank(i)) for i in Λ }
model p(x: real[Λ]) {
  k ~ categorical(p = [1/4 for k in 0..3])
  l ~ categorical(p = [1/3 for l in 0..2])
  t ~ base
  x[i] = t[i - (k, l)] for i in Λ
}
x[i] = sin(rank(i)^2) for i in Λ
d = log(p(x)) - log(mean(base([x[i + (k, l)] for i in Λ]) for k in 0..3, l in 0..2))
e = log(p(x)) - log(p([x[i + (1, 2)] for i in Λ]))
`, Options{})
	for _, name := range []string{"d", "e"} {
		if v := numberOf(t, s, name); !(math.Abs(v) < 1e-12) {
			t.Errorf("%s = %g", name, v)
		}
	}
}

// What is asked for beyond the equations is told, with a place and a mend.
func TestLatentRefusals(t *testing.T) {
	for _, c := range []struct{ body, ask, code string }{
		{"x: real) { t ~ normal(0, 1); x = t^2", "log(p(1))", "G0612"},
		{"x: real) { t ~ normal(0, 1); u ~ normal(0, 1); x = t + u", "log(p(1))", "G0612"},
		{"x: real) { k ~ spin(p = 0.5); x = 2*k", "log(p(1))", "G0612"},
		{"x: real, y: real) { t ~ normal(0, 1); x = t; y = 2*t", "log(p(1, 2))", "G0612"},
		{"s: spin) { t ~ normal(0, 1); s = t", "sample(p, 2)", "G0607"},
		{"s: spin) { t ~ spin(p = 0.5); s = 2*t", "sample(p, 2)", "G0607"},
		{"s: spin[1..20]) { t[i] ~ spin(p = 0.5) for i in 1..20; g[i] ~ spin(p = 0.5) for i in 1..20; s[i] = g[i]*t[i] for i in 1..20", "log(p([1 for i in 1..20]))", "G0612"},
		{"x: real) { x ~ normal(0, 1); x = 2", "log(p(1))", "G0204"},
		{"x: real[1..3]) { t ~ normal(0, 1); x[i] = t for i in 1..2", "log(p([1, 2, 3]))", "G0403"},
	} {
		s := judge(t, fmt.Sprintf("model p(%s }\nr = %s\n", c.body, c.ask), false)
		if len(s.Diags) != 1 || s.Diags[0].Code != c.code {
			t.Errorf("%s: %s\n%s", c.body, c.code, rendered(s))
		}
	}
}
