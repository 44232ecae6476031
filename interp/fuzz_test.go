package interp

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/gibbs-lang/gibbs/lang"
)

// seeds are small programs that reach most of the language.
var seeds = []string{
	"I = 1..4\nx[i] = i^2 for i in I\nprint(sum(x[i] for i in I if i mod 2 == 0), x)\n",
	"h[0] = 1\nh[t] = h[t-1]*2 + 1 for t in 1..5\nprint(h)\n",
	"model p(s: spin[1..3]) { param b[i] = 0 for i in 1..3; s[i] ~ spin(logit = b[i]) for i in 1..3 }\nfit = minimize mean(s[1]*s[2] + log(p(s)) for s ~ p) using adam(0.1) with batch = 4, steps = 2\nprint(fit.value)\n",
	"model q(x: real) { k ~ categorical(p = [0.3, 0.7]); x ~ normal([-1, 1][k], 0.5) }\nprint(mean(x for x ~ q, samples = 20), q(0.5))\n",
	"model t(s: spin[1..3]) ∝ exp(s[1]*s[2] + s[2]*s[3])\nr = exact(t)\nprint(r.logZ, mean(s[1]*s[3] for s ~ r), mean(s[1] for s ~ t, samples = 4))\n",
	"net f(x: real[1..2]) { param w[i] ~ normal(0, 1) for i in 1..2; tanh(sum(w[i]*x[i] for i in 1..2)) }\nprint(grad(f)([1, 2]), hessian(f)([0, 1]))\n",
	"Λ = square(2, 3, (periodic, open))\nprint(size(bonds(Λ)), sum(1 for i in Λ if inside(i + (0,1))), [i.x for i in Λ])\n",
	"A = set((a, b) for a in -1..1, b in 0..2 if a < b)\nB = sort(A, by = (a, b) -> -a)\nprint(A, B, labels(\"up\", \"dn\"))\n",
	"f(x, y = 2) = { r = x*y; if r > 1 then r else -r }\ng = x -> f(x) |> sqrt\nprint(f(1), \"{f(2):.3f}\", max(1, 2), softmax([1, 2, 3]))\nif f(1) > 0 then print(1) else print(2)\nassert true\n",
	"model e(z: real | x: real) { z ~ normal(x, 1) }\nprint(mean(z*x for x ~ normal(0, 1), z ~ e(_ | x), samples = 10), kl(normal(0,1), normal(1,1)))\n",
}

// budgeted runs a program with little time and effort.
func budgeted(text string, check bool) {
	crash = true
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var out bytes.Buffer
	s := NewSession(Options{Out: &out, Log: &out, Samples: 16, Threads: 1, Check: check, Context: ctx, Dir: "/dev/null/none"})
	s.Run(lang.NewSource("fuzz.gp", text))
	lang.Render(&out, s.Diags, false)
}

func FuzzCheck(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { budgeted(text, true) })
}

func FuzzRun(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 2000 {
			budgeted(text, false)
		}
	})
}
