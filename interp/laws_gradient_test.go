package interp

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// objective prepares the training that an action describes, without making a step.
func (m *subject) objective(t testing.TB, action string) *training {
	t.Helper()
	return m.c.rehearsal(action)
}

// free is the variational free energy of a model at temperature 0.7.
func (m *subject) free(options string) string {
	return fmt.Sprintf("mean(%s + 0.7*log(%s) for %s%s)", m.energy, m.density, m.draw, options)
}

// The gradient by enumeration is the derivative of the sum over all joint values: central differences.
func TestLawExactGradient(t *testing.T) {
	subjects(t, func(t *testing.T, m *subject) {
		tr := m.objective(t, "minimize "+m.free("")+" with batch = 10000")
		got := tr.gradientAt(1)
		const h = 1e-5
		k := 0
		for _, p := range tr.params {
			store := m.s.store[p.leaf]
			for e := range store {
				if (k+e)%7 == 0 {
					old := store[e]
					value := func(x float64) float64 {
						store[e] = x
						tr.gradientAt(1)
						return tr.plan.Value(0)[0]
					}
					want := (value(old+h) - value(old-h)) / (2 * h)
					store[e] = old
					if !(math.Abs(got[k+e]-want) < 1e-8*(1+math.Abs(want))) {
						t.Errorf("∂F/∂%s[%d] = %v, by differences %v", p.Path, e, got[k+e], want)
					}
				}
			}
			k += len(store)
		}
	})
}

// The mean of each score-function estimator over many small batches is the exact gradient: 5σ for each
// parameter. The baseline that contains the sample itself shrinks it by (B-1)/B, and is caught when it is
// compared with the gradient itself.
func TestLawGradientEstimators(t *testing.T) {
	const batch, batches = 4, 1500
	caught, n, worst := 0, 0, 0.0
	subjects(t, func(t *testing.T, m *subject) {
		exact := m.objective(t, "minimize "+m.free("")+" with batch = 10000").gradientAt(1)
		for _, c := range []struct {
			baseline string
			factor   float64
		}{{"loo", 1}, {"none", 1}, {"mean", (batch - 1.0) / batch}} {
			tr := m.objective(t, fmt.Sprintf("minimize %s with batch = %d", m.free(", estimator = score(baseline = "+c.baseline+")"), batch))
			got := tr.moments(batches)
			z := deviation(got, exact, c.factor)
			worst = math.Max(worst, z)
			if !(z < 5) {
				t.Errorf("baseline %s: %.1fσ from the exact gradient", c.baseline, z)
			}
			if c.baseline == "mean" {
				n++
				if deviation(got, exact, 1) > 5 {
					caught++
				}
			}
		}
	})
	t.Logf("worst deviation %.2fσ; the bias of the mean baseline shows in %d of %d models", worst, caught, n)
	if caught < n/2 {
		t.Errorf("a gradient that is a quarter too small shows in %d of %d models only", caught, n)
	}
}

// ⟨∇log p⟩ = 0, by enumeration.
func TestLawScoreHasMeanZero(t *testing.T) {
	subjects(t, func(t *testing.T, m *subject) {
		e := m.enumerate()
		g := m.s.g
		p := g.Apply(ad.Stop, g.Apply(ad.Exp, e.logp))
		mean := g.Sum(g.Select(g.Apply(ad.Lt, g.Const(0), p), g.Apply(ad.Mul, p, e.logp), g.Const(0)), e.axis)
		var leaves []*ad.Node
		for _, q := range m.s.params {
			leaves = append(leaves, q.node)
		}
		grads, err := g.VJP([]*ad.Node{mean}, []*ad.Node{g.Const(1)}, leaves)
		if err != nil {
			t.Fatal(err)
		}
		outs := make([]exec.Output, len(grads))
		for k, d := range grads {
			outs[k] = exec.Output{Node: d, Pack: leaves[k].Leaf}
		}
		plan := m.s.compile(nil, outs)
		m.s.runPlan(nil, plan, m.s.env())
		for k := range grads {
			for i, x := range plan.Value(k) {
				if !(math.Abs(x) < 1e-12) {
					t.Errorf("⟨∂log p/∂%s[%d]⟩ = %g", m.s.params[k].Path, i, x)
				}
			}
		}
	})
}

// gaussian is a chain of normal variables, each linear in those before it.
const gaussian = `I = 1..4
model p(x: real[I]) {
  param b[i] ~ normal(0, 1) for i in I
  param W[i,j] ~ normal(0, 0.4) for i in I, j in I if j < i
  param u[i] ~ normal(0, 0.3) for i in I
  x[i] ~ normal(b[i] + sum(W[i,j]*x[j] for j in I), exp(u[i])) for i in I
}
`

// gaussianFree is ⟨E + 0.7 log p⟩ with E = Σ i·x_i² + Σ x_i x_{i+1} from the moments of the chain:
// x = b + Wx + σε, so mean and covariance follow row by row.
func gaussianFree(q map[string][]float64) float64 {
	b, w, u := q["b"], q["W"], q["u"]
	n := len(b)
	mean := make([]float64, n)
	load := make([][]float64, n) // x - mean = load·ε
	k, f := 0, 0.0
	for i := range n {
		load[i] = make([]float64, n)
		mean[i] = b[i]
		for j := range i {
			mean[i] += w[k] * mean[j]
			for l := range n {
				load[i][l] += w[k] * load[j][l]
			}
			k++
		}
		load[i][i] += math.Exp(u[i])
	}
	second := func(i, j int) float64 {
		s := mean[i] * mean[j]
		for l := range n {
			s += load[i][l] * load[j][l]
		}
		return s
	}
	for i := range n {
		f += float64(i+1)*second(i, i) - 0.7*(u[i]+0.5*math.Log(2*math.Pi*math.E))
		if i+1 < n {
			f += second(i, i+1)
		}
	}
	return f
}

// Pathwise and score-function gradients of Gaussian models agree with the exact ones.
func TestLawPathwiseGradient(t *testing.T) {
	m := newSubject(t, "gaussian", &randomModel{text: gaussian, draw: "x ~ p", density: "p(x)",
		energy: "sum(i*x[i]^2 for i in I) + sum(x[i]*x[i+1] for i in 1..3)"})
	variance := map[string]float64{}
	for _, c := range []struct {
		estimator string
		batches   int
	}{{"", 1000}, {", estimator = pathwise", 1000}, {", estimator = score(baseline = loo)", 3000}} {
		tr := m.objective(t, "minimize "+m.free(c.estimator)+" with batch = 16")
		got := tr.moments(c.batches)
		want := m.differencesOf(tr, gaussianFree)
		if z := deviation(got, want, 1); !(z < 5) {
			t.Errorf("estimator %q: %.1fσ from the exact gradient", c.estimator, z)
		}
		if z := deviation(got, want, 1.15); z < 5 {
			t.Errorf("estimator %q: a gradient that is wrong by 15 %% is not noticed", c.estimator)
		}
		for i := range got {
			variance[c.estimator] += got[i].Variance()
		}
	}
	if r := variance[""] / variance[", estimator = pathwise"]; !(math.Abs(r-1) < 0.2) {
		t.Error("Gaussian draws are not differentiated by themselves")
	}
	if score := variance[", estimator = score(baseline = loo)"]; score < 2*variance[""] {
		t.Errorf("the score function has variance %g, pathwise %g", score, variance[""])
	}
}

// differencesOf is the gradient of a function of the parameters, in the order of a training.
func (m *subject) differencesOf(tr *training, f func(map[string][]float64) float64) []float64 {
	at := map[string][]float64{}
	for _, p := range tr.params {
		at[p.decl.Name.Id] = slices.Clone(m.s.store[p.leaf])
	}
	var out []float64
	const h = 1e-5
	for _, p := range tr.params {
		v := at[p.decl.Name.Id]
		for i, old := range v {
			v[i] = old + h
			up := f(at)
			v[i] = old - h
			down := f(at)
			v[i] = old
			out = append(out, (up-down)/(2*h))
		}
	}
	return out
}

// Mini-batches: over an epoch the mean of the gradients is the gradient of all data, exactly where the
// batches divide the rows, on average where they do not.
func TestLawMiniBatches(t *testing.T) {
	m := newSubject(t, "data", &randomModel{draw: "s ~ p", text: `I = 1..5
model p(s: spin[I]) {
  param W[i,j] ~ normal(0, 0.5) for i in I, j in I if j < i
  param b[i] ~ normal(0, 0.5) for i in I
  s[i] ~ spin(logit = b[i] + sum(W[i,j]*s[j] for j in I)) for i in I
}
model world(s: spin[I]) { s[i] ~ spin(logit = 0.4*i - 1 + (if i > 1 then s[i-1] else 0)) for i in I }
data = sample(world, 60)
`})
	full := m.objective(t, "minimize kl(data, p) with batch = 60").gradientAt(1)
	tr := m.objective(t, "minimize kl(data, p) with batch = 12")
	var first []float64
	for epoch := range 3 {
		mean := make([]float64, len(full))
		for step := range 5 {
			for i, x := range tr.gradientAt(epoch*5 + step + 1) {
				mean[i] += x / 5
			}
		}
		for i := range mean {
			if !(math.Abs(mean[i]-full[i]) < 1e-12) {
				t.Fatalf("epoch %d: element %d of the gradient is %v on average, and %v of all data", epoch, i, mean[i], full[i])
			}
		}
		rows := slices.Clone(tr.env.Inputs[tr.obj.data[0].leaf])
		if epoch > 0 && slices.Equal(rows, first) {
			t.Error("every epoch deals the rows in the same order")
		}
		first = rows
	}
	odd := m.objective(t, "minimize kl(data, p) with batch = 7").moments(2000)
	if z := deviation(odd, full, 1); !(z < 5) {
		t.Errorf("batches of 7 of 60 rows: %.1fσ from the gradient of all data", z)
	}
	if z := deviation(odd, full, 1.2); z < 5 {
		t.Error("a wrong gradient would not be noticed")
	}
}

// An estimator that is named replaces enumeration; gradient gives its mean, error and variance.
func TestLawNamedEstimator(t *testing.T) {
	s, _ := program(t, `model p(s: spin) { param a = 0.3
  s ~ spin(field = a) }
exact = gradient mean(s for s ~ p) over p with samples = 40000
score_ = gradient mean(s for s ~ p, estimator = score(baseline = none)) over p with samples = 40000
loo_ = gradient mean(s for s ~ p, estimator = score(baseline = loo)) over p with samples = 40000
e = exact.a.mean
m = score_.a.mean
d = score_.a.err
v = score_.a.var
w = loo_.a.var
`, Options{})
	// ⟨s⟩ = tanh a. The score is s - tanh a, so s·score has the mean 1 - tanh² a and the variance
	// tanh² a·(1 - tanh² a); with the mean taken off s, the variance is 4 tanh² a·(1 - tanh² a).
	th := math.Tanh(0.3)
	slope := 1 - th*th
	if e := numberOf(t, s, "e"); !(math.Abs(e-slope) < 1e-14) {
		t.Errorf("by enumeration %v, exactly %v", e, slope)
	}
	if m, d := numberOf(t, s, "m"), numberOf(t, s, "d"); !(math.Abs(m-slope) < 5*d) || m == slope {
		t.Errorf("by the score function %v ± %v, exactly %v", m, d, slope)
	}
	for _, c := range []struct {
		name string
		want float64
	}{{"v", th * th * slope}, {"w", 4 * th * th * slope}} {
		if v := numberOf(t, s, c.name); !(math.Abs(v-c.want) < 0.05*c.want) {
			t.Errorf("variance %s of a single draw is %v, exactly %v", c.name, v, c.want)
		}
	}
}

// Draws of discrete variables have no pathwise derivative: asking for it is refused, not ignored.
func TestLawPathwiseNeedsRealDraws(t *testing.T) {
	s, code, _ := execute("model p(s: spin) { param a = 0.3; s ~ spin(field = a) }\ng = gradient mean(s for s ~ p, estimator = pathwise) over p with samples = 10\n", Options{})
	if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != "G0703" {
		t.Errorf("exit code %d\n%s", code, rendered(s))
	}
}

// hybrid has a real variable, spins that read it, and a real variable that reads those.
const hybrid = `I = 1..2
model p(x: real, s: spin[I], y: real) {
  param m = 0.4
  param u = -0.3
  param a[i] ~ normal(0, 1) for i in I
  param w = 0.6
  param v = 0.5
  x ~ normal(m, exp(u))
  s[i] ~ spin(logit = a[i]*x + (if i > 1 then w*s[i-1] else 0)) for i in I
  y ~ normal(v*tanh(x)*s[1] + s[2], 0.8)
}
`

// hybridFree is ⟨x²s₁ + x y + 0.7 log p⟩ by the trapezoidal rule in x, sums over the spins and the
// moments of y.
func hybridFree(q map[string][]float64) float64 {
	m, u, a, w, v := q["m"][0], q["u"][0], q["a"], q["w"][0], q["v"][0]
	logSpin := func(s, logit float64) float64 { return -math.Log1p(math.Exp(-s * logit)) }
	const n, reach = 400, 10.0
	f := 0.0
	for k := range n + 1 {
		e := reach * (2*float64(k)/n - 1)
		x := m + math.Exp(u)*e
		logx := -0.5*e*e - u - 0.5*math.Log(2*math.Pi)
		weight := math.Exp(logx+u) * 2 * reach / n
		for _, s1 := range []float64{-1, 1} {
			for _, s2 := range []float64{-1, 1} {
				logs := logSpin(s1, a[0]*x) + logSpin(s2, a[1]*x+w*s1)
				y := v*math.Tanh(x)*s1 + s2
				logy := -0.5 - math.Log(0.8) - 0.5*math.Log(2*math.Pi)
				f += weight * math.Exp(logs) * (x*x*s1 + x*y + 0.7*(logx+logs+logy))
			}
		}
	}
	return f
}

// Models that mix real and discrete variables: the gradient agrees with the one by quadrature.
func TestLawHybridGradient(t *testing.T) {
	m := newSubject(t, "hybrid", &randomModel{text: hybrid, draw: "(x, s, y) ~ p", density: "p(x, s, y)", energy: "x^2*s[1] + x*y"})
	tr := m.objective(t, "minimize "+m.free("")+" with batch = 32")
	got := tr.moments(3000)
	want := m.differencesOf(tr, hybridFree)
	if z := deviation(got, want, 1); !(z < 5) {
		t.Errorf("%.1fσ from the exact gradient", z)
	}
	if z := deviation(got, want, 1.1); z < 5 {
		t.Error("a gradient that is wrong by a tenth is not noticed")
	}
}
