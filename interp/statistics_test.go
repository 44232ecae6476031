package interp

import (
	"bytes"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// statistics are programs that end in assertions against exact values, at five standard errors where they sample.
var statistics = map[string]string{
	"the density of a transformed draw, over A times B or over A, B": `
P = 1..2
D = 1..2
flow shift(I)(z: real[I]) { [2*z[i] + 1 for i in I] }
q = [normal(0, 1) for p in P, d in D] |> shift(P times D)
x = sample(q)
direct = sum(-((x[p,d] - 1)/2)^2/2 - log(2*pi)/2 - log(2) for p in P, d in D)
assert abs(log(q(x)) - direct) < 1e-12
y = [0.5*p - 0.25*d for p in P, d in D]
assert abs(log(q(y)) - sum(-((y[p,d] - 1)/2)^2/2 - log(2*pi)/2 - log(2) for p in P, d in D)) < 1e-12`,
	"the gradient is that of the whole objective, not of its mean alone": `
model p(x: real) { param m = 1;  x ~ normal(m, 1) }
g = gradient 3*mean(x^2 for x ~ p) + p.m^4 over p with samples = 40000
assert abs(g.m.mean - 10) < 5*g.m.err and g.m.err < 0.1`,
	"a function of a mean by the score function": `
model p(s: spin) { param b = 0.3; s ~ spin(logit = b) }
g = gradient log(2 + mean(s for s ~ p, estimator = score(baseline = loo))) over p with samples = 40000
assert abs(g.b.mean - (1 - tanh(0.15)^2)/2/(2 + tanh(0.15))) < 5*g.b.err + 1e-4`,
	"the normalisation of an enumerated model follows its parameters": `
model t(s: spin) ∝ { param a = 0.5; exp(a*s) }
e = exact(t)
g = gradient mean(s for s ~ e) over t
assert abs(g.a.mean - (1 - tanh(0.5)^2)) < 1e-12
net keep(x: real) { param w = 0; w*x }
fit = minimize (t.a - 2)^2 using adam(0.1) with steps = 300
assert abs(mean(s for s ~ e).mean - tanh(t.a)) < 1e-12 and abs(mean(1 for s ~ e).mean - 1) < 1e-12`,
	"data with as many rows stay paired beside draws": `
X = [[i/600] for i in 1..600]
net f(x: real) { param w = 0; w*x }
fit = minimize mean((f(x[1]) - y[1])^2 + 0*z for x in X, y in X, z ~ normal(0, 1)) using adam(0.05) with batch = 100, steps = 300
assert abs(f.w - 1) < 1e-3`,
	"rows beside draws count alike, whatever the number of samples": `
Y = [(if i <= 200 then 1 else 0) for i in 1..600]
u = mean(y + 0*z for y in Y, z ~ normal(0, 1), samples = 10000)
assert abs(u.mean - 1/3) < 5*u.err and u.err < 0.01
net c(x: real) { param m = 0; x - m }
fit = minimize mean(c(y)^2 + 0*z for y in Y, z ~ normal(0, 1)) using adam(0.02) with batch = 1000, steps = 500
assert abs(c.m - 1/3) < 0.03`,
	"two chains of one statement are independent": `
model p(s: spin[1..8]) ∝ exp(sum(s[i]*s[i+1] for i in 1..7)/2)
F(x) = mean(x*s[1]*s[2] for s ~ p, samples = 200)
d = F(1) - F(1)
assert d.mean != 0 and abs(d.mean) < 5*d.err`,
	"the variance of an objective that holds its own log-density": `
model p(s: spin[1..3]) { param b[i] = 0 for i in 1..3; s[i] ~ spin(logit = b[i]) for i in 1..3 }
E(s) = -sum(s[i]/2 for i in 1..3)
fit = minimize var(E(s) + log(p(s)) for s ~ p, estimator = score(baseline = loo)) using adam(0.05) with batch = 500, steps = 300
assert abs(p.b[1] - 1) < 0.05 and fit.value.mean < 1e-3`,
}

func TestStatistics(t *testing.T) {
	for name, text := range statistics {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			s := NewSession(Options{Out: &out})
			if code := s.Run(lang.NewSource("statistics.gp", text)); code != ExitDone {
				lang.Render(&out, s.Diags, false)
				t.Errorf("code %d\n%s", code, out.String())
			}
		})
	}
}
