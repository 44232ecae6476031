package interp

import (
	"fmt"
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// unnormalised are models known up to a constant, with what is asked of them.
var unnormalised = []struct{ name, text, draw, observable string }{
	{"pairs at random", `I = 1..8
J[i,j] = sin(12.9898*i + 78.233*j)*0.5 for i in I, j in I
model p(s: spin[I]) ∝ exp(sum(J[i,j]*s[i]*s[j] for i in I, j in I if i < j) + 0.2*sum(s[i] for i in I))
`, "s ~ ", "s[1]*s[5] + sum(s[i] for i in I)"},
	{"three bodies", `I = 1..8
model p(s: spin[I]) ∝ exp(0.6*sum(s[i]*s[i+1]*s[i+2] for i in 1..6) - 0.3*sum(s[i] for i in I))
`, "s ~ ", "s[1]*s[2]*s[3] + 0.5*s[4]"},
	{"Potts", `Λ = square(2, 3, open)
K = labels("A", "B", "C")
model p(k: K[Λ]) ∝ exp(0.7*sum((if k[i] == k[j] then 1 else 0) for (i,j) in bonds(Λ)) + 0.4*sum(rank(k[i]) for i in Λ))
`, "k ~ ", "sum(rank(k[i]) for i in Λ) + sum((if k[i] == k[j] then 1 else 0) for (i,j) in bonds(Λ))"},
	{"double bonds", `Λ = square(2, 3, periodic)
model p(s: spin[Λ]) ∝ exp(0.3*sum(s[i]*s[j] for (i,j) in bonds(Λ)))
`, "s ~ ", "sum(s[i]*s[j] for (i,j) in bonds(Λ)) + abs(sum(s[i] for i in Λ))"},
	{"gas of bits", `Λ = square(3, 3, periodic)
model p(b: bit[Λ]) ∝ exp(-0.8*sum(b[i]*b[j] for (i,j) in bonds(Λ)) + 0.5*sum(b[i] for i in Λ))
`, "b ~ ", "sum(b[i] for i in Λ)^2"},
	{"two variables", `I = 1..5
M = 1..3
model p(s: spin[I], k: M[I]) ∝ exp(0.5*sum(s[i]*k[i] for i in I) - 0.4*sum(k[i]*k[i+1] for i in 1..4) + 0.3*sum(s[i]*s[i+1] for i in 1..4))
`, "(s, k) ~ ", "sum(s[i]*k[i] for i in I)"},
	{"hard squares", `Λ = square(3, 3, open)
model p(b: bit[Λ]) ∝ (if all(b[i]*b[j] == 0 for (i,j) in bonds(Λ)) then 1.5^sum(b[i] for i in Λ) else 0)
`, "b ~ ", "sum(b[i] for i in Λ)"},
	{"a net in the exponent", `I = 1..7
net f()(s: real[I]) {
  param W[h,i] ~ normal(0, 0.5) for h in 1..4, i in I
  sum(tanh(sum(W[h,i]*s[i] for i in I)) for h in 1..4)
}
e = f()
model p(s: spin[I]) ∝ exp(e(s) + 0.1*sum(s[i] for i in I)^2)
`, "s ~ ", "s[2]*s[3] + s[1]"},
}

// Markov chains agree with enumeration, R-hat is near 1, and the errors they state are those they make:
// over independent runs the deviations in units of the error have variance 1.
func TestLawMarkovChains(t *testing.T) {
	const runs = 40
	all := estimate.Moments{}
	for _, m := range unnormalised {
		t.Run(m.name, func(t *testing.T) {
			s, _ := program(t, m.text+"x = exact(p)\nwant = mean("+m.observable+" for "+m.draw+"x)\n", Options{})
			want := numberOf(t, s, "want")
			c := s.context(s.main)
			c.path = "law"
			chains := func(samples, seed int) *Estimate {
				return c.eval(expr(t, fmt.Sprintf("mean(%s for %sp, samples = %d, seed = %d)", m.observable, m.draw, samples, seed))).(*Estimate)
			}
			if e := chains(64000, 99); !(e.rhat < 1.01) || !(e.ess > 2000) || !(math.Abs(e.est.Mean()-want) < 5*e.est.Err()) {
				t.Errorf("%v ± %v, exactly %v; R-hat %.3f, effective sample size %.0f", e.est.Mean(), e.est.Err(), want, e.rhat, e.ess)
			}
			var z estimate.Moments
			for run := range runs {
				e := chains(3200, run+1)
				if e.exact || e.est.Err() == 0 {
					t.Fatal("not from a chain")
				}
				d := (e.est.Mean() - want) / e.est.Err()
				if !(math.Abs(d) < 5) {
					t.Errorf("run %d: %v ± %v, exactly %v", run, e.est.Mean(), e.est.Err(), want)
				}
				z.Add(d)
				all.Add(d)
			}
			// The variance of 40 squared normal numbers: 1 ± 0.23.
			if v := z.Variance(); !(v > 0.3 && v < 2) || !(math.Abs(z.Mean())*math.Sqrt(runs) < 5) {
				t.Errorf("deviations in units of the error have mean %.2f and variance %.2f", z.Mean(), v)
			}
		})
	}
	t.Logf("%d runs: mean %.3f, variance %.3f", all.N(), all.Mean(), all.Variance())
	// 1 ± 0.08 for 320 normal numbers.
	if v := all.Variance(); !(v > 0.7 && v < 1.45) {
		t.Errorf("stated errors are wrong: deviations in their units have variance %.2f", v)
	}
}

// exact: ln Z of a periodic chain is that of its transfer matrix, and expectations are sums.
func TestLawExactEnumeration(t *testing.T) {
	s, _ := program(t, `Λ = chain(10, periodic)
K = 0.7
E(s) = -K*sum(s[i]*s[j] for (i,j) in bonds(Λ))
model p(s: spin[Λ]) ∝ exp(-E(s))
x = exact(p)
z = x.logZ
direct = logsumexp(-E(s) for s in spin[Λ])
u = mean(E(s) for s ~ x)
c = var(E(s) for s ~ x)
d = std(E(s) for s ~ x)
l = logmeanexp(E(s) for s ~ x)
`, Options{})
	const k, n = 0.7, 10.0
	logZ := func(k float64) float64 {
		return n*math.Log(2*math.Cosh(k)) + math.Log1p(math.Pow(math.Tanh(k), n))
	}
	const h = 1e-3
	slope := (logZ(k+h) - logZ(k-h)) / (2 * h)
	slope += (slope - (logZ(k+2*h)-logZ(k-2*h))/(4*h)) / 3
	curve := (logZ(k+h) - 2*logZ(k) + logZ(k-h)) / (h * h)
	curve += (curve - (logZ(k+2*h)-2*logZ(k)+logZ(k-2*h))/(4*h*h)) / 3
	for _, c := range []struct {
		name      string
		want, tol float64
	}{{"z", logZ(k), 1e-12}, {"direct", logZ(k), 1e-12}, {"u", -k * slope, 1e-8}, {"c", k * k * curve, 1e-7}, {"d", k * math.Sqrt(curve), 1e-7},
		// ⟨exp E⟩ = Σ 1 / Z: all 1024 configurations weigh the same.
		{"l", n*math.Ln2 - logZ(k), 1e-12}} {
		if v := numberOf(t, s, c.name); !(math.Abs(v-c.want) < c.tol*(1+math.Abs(c.want))) {
			t.Errorf("%s = %v, exactly %v", c.name, v, c.want)
		}
	}
}

// independent spins, of which everything is known in closed form.
const independent = `I = 1..N
a[i] = 0.3*i - 1.2 for i in I
model p(s: spin[I]) { s[i] ~ spin(logit = a[i]) for i in I }
model q(s: spin[I]) { s[i] ~ spin(logit = 0.1 - 0.2*a[i]) for i in I }
`

// closedForms are exact values for N independent spins.
func closedForms(n int) map[string]float64 {
	out := map[string]float64{}
	for i := 1; i <= n; i++ {
		a := 0.3*float64(i) - 1.2
		b := 0.1 - 0.2*a
		p, q := 1/(1+math.Exp(-a)), 1/(1+math.Exp(-b))
		m := 2*p - 1
		out["mean"] += m * float64(i)
		out["var"] += (1 - m*m) * float64(i*i)
		out["entropy"] -= p*math.Log(p) + (1-p)*math.Log(1-p)
		out["kl"] += p*math.Log(p/q) + (1-p)*math.Log((1-p)/(1-q))
		out["logmeanexp"] += math.Log(p*math.Exp(0.2) + (1-p)*math.Exp(-0.2))
	}
	out["std"] = math.Sqrt(out["var"])
	return out
}

var momentsOf = map[string]string{
	"mean":       "mean(sum(i*s[i] for i in I) for s ~ p, samples = 4000, seed = SEED)",
	"var":        "var(sum(i*s[i] for i in I) for s ~ p, samples = 4000, seed = SEED)",
	"std":        "std(sum(i*s[i] for i in I) for s ~ p, samples = 4000, seed = SEED)",
	"logmeanexp": "logmeanexp(0.2*sum(s[i] for i in I) for s ~ p, samples = 4000, seed = SEED)",
	"entropy":    "mean(-log(p(s)) for s ~ p, samples = 4000, seed = SEED)",
	"kl":         "mean(log(p(s)) - log(q(s)) for s ~ p, samples = 4000, seed = SEED)",
}

// Where there are no more joint values than samples, expectations are sums; where there are more, they are
// estimates with honest errors.
func TestLawMoments(t *testing.T) {
	for _, n := range []int{8, 14} {
		s, _ := program(t, fmt.Sprintf("N = %d\n", n)+independent+"e = entropy(p)\nk = kl(p, q)\n", Options{Samples: 4000})
		want := closedForms(n)
		c := s.context(s.main)
		c.path = "law"
		for name, text := range momentsOf {
			var z estimate.Moments
			for seed := 1; seed <= 40; seed++ {
				x := expr(t, replaceSeed(text, seed))
				e := c.eval(x).(*Estimate)
				if n == 8 {
					if !e.exact || !(math.Abs(e.est.Mean()-want[name]) < 1e-12*(1+math.Abs(want[name]))) || e.est.Err() > 1e-9 {
						t.Errorf("%s of 256 joint values is %v ± %v, exactly %v", name, e.est.Mean(), e.est.Err(), want[name])
					}
					break
				}
				if e.exact {
					t.Fatalf("%s of 16384 joint values by 4000 samples is no sum", name)
				}
				z.Add((e.est.Mean() - want[name]) / e.est.Err())
			}
			if n == 14 && (!(math.Abs(z.Mean())*math.Sqrt(40) < 5) || !(z.Variance() > 0.3 && z.Variance() < 2)) {
				t.Errorf("%s: deviations in units of the error have mean %.2f and variance %.2f", name, z.Mean(), z.Variance())
			}
		}
		for name, short := range map[string]string{"entropy": "e", "kl": "k"} {
			e := estimateOf(t, s, short)
			if tol := 5*e.est.Err() + 1e-11; !(math.Abs(e.est.Mean()-want[name]) < tol) || e.exact != (n == 8) {
				t.Errorf("%s of %d spins is %v ± %v, exactly %v", name, n, e.est.Mean(), e.est.Err(), want[name])
			}
		}
	}
}

func replaceSeed(text string, seed int) string {
	return text[:len(text)-len("SEED)")] + fmt.Sprint(seed) + ")"
}
