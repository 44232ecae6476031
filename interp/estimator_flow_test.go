package interp

import (
	"fmt"
	"math"
	"testing"
)

// twins are two flows with parameters of their own, the same numbers; the first is trained towards the second.
const twins = `import realnvp
I = 1..4
T = realnvp.stack(I, layers = 4, width = 8)
U = realnvp.stack(I, layers = 4, width = 8)
base = [normal(0, 1) for i in I]
q = base |> T
p = base |> U
`

// equalise gives the parameters of both flows the same numbers, none of them zero.
func equalise(t *testing.T, s *Session) {
	t.Helper()
	n := len(s.params) / 2
	for k := range n {
		a, b := s.store[s.params[k].leaf], s.store[s.params[n+k].leaf]
		if len(a) != len(b) {
			t.Fatalf("%s and %s differ", s.params[k].Path, s.params[n+k].Path)
		}
		for i := range a {
			a[i] = 0.3 * math.Sin(float64(7*k+3*i+1))
			b[i] = a[i]
		}
	}
}

// Where a flow is its target, the path gradient of KL is zero for every batch, up to rounding; the full one is noise
// with mean zero.
func TestPathOfAFlowAtTheOptimum(t *testing.T) {
	for _, c := range []struct {
		estimator string
		least     float64
		most      float64
	}{{"path", 0, 1e-12}, {"pathwise", 1e-3, 10}} {
		m := newSubject(t, "twins", &randomModel{text: twins, draw: "x ~ q", density: "q(x)", energy: "0"})
		equalise(t, m.s)
		tr := m.objective(t, fmt.Sprintf("minimize mean(log(q(x)) - log(p(x)) for x ~ q, estimator = %s) over T with batch = 16", c.estimator))
		if len(tr.params) != len(m.s.params)/2 {
			t.Fatalf("%d of %d parameters are trained", len(tr.params), len(m.s.params))
		}
		worst := 0.0
		for step := 1; step <= 5; step++ {
			for _, g := range tr.gradientAt(step) {
				worst = math.Max(worst, math.Abs(g))
			}
		}
		if !(worst >= c.least && worst <= c.most) {
			t.Errorf("%s: the largest gradient is %g", c.estimator, worst)
		}
	}
}

// Away from the optimum all estimators of a flow have one mean: the path against the full gradient, and measure-valued
// derivatives, which leave the draws of the base alone where it has no parameters. With a base that has, they differentiate
// both. Differences are within 5σ, where σ is a twentieth of the gradient or less for some parameter.
func TestEstimatorsOfFlowsAgree(t *testing.T) {
	text := `flow bend(z: real) { param a = 0.4; sinh(asinh(z) + a) }
model base(z: real) { param m = 0.3; param s = 0.7; z ~ normal(m, s) }
q = base |> bend
model p(x: real) { param c = 0.2; param b = 0.5; y ~ normal(c, 0.5) |> bend; x = b*y + y }
f(x) = 0.2*x^2 + sin(x)
`
	for _, objective := range []string{
		"mean(f(x) + 0.7*log(q(x)) for x ~ q, estimator = %s)",
		"mean(f(x) + 0.7*log(p(x)) for x ~ p, estimator = %s)",
		"mean(f(x)*log(p(x)) for x ~ p, estimator = %s)",
		"std(f(x) + log(q(x)) for x ~ q, estimator = %s)",
	} {
		var reference []float64
		for _, e := range []string{"pathwise", "path", "measure", "score(baseline = loo)"} {
			m := newSubject(t, "flows", &randomModel{text: text, draw: "x ~ p", density: "p(x)", energy: "0"})
			tr := m.objective(t, "minimize "+fmt.Sprintf(objective, e)+" with batch = 1000")
			got := tr.moments(150)
			power := 0.0
			for i, g := range got {
				err := math.Sqrt(g.Variance() / 150)
				if reference == nil {
					break
				}
				both := math.Hypot(err, reference[2*i+1])
				if !(math.Abs(g.Mean()-reference[2*i]) < 5*both+1e-9) {
					t.Errorf("%s: ∂/∂%s is %.5f ± %.5f, pathwise %.5f ± %.5f", fmt.Sprintf(objective, e), tr.params[i].Path, g.Mean(), err, reference[2*i], reference[2*i+1])
				}
				power = math.Max(power, math.Abs(reference[2*i])/(both+1e-15))
			}
			if reference == nil {
				for _, g := range got {
					reference = append(reference, g.Mean(), math.Sqrt(g.Variance()/150))
				}
			} else if power < 20 {
				t.Errorf("%s: nothing is known better than to a part in %.0f", fmt.Sprintf(objective, e), power)
			}
		}
	}
}
