package interp

import (
	"math"
	"strings"
	"testing"
)

// What cannot be drawn from is refused, with a point and a reason.
func TestHMCRefused(t *testing.T) {
	for _, p := range []struct{ text, code, says, here string }{
		{"model p(x: real, y: real[1..8]) ∝ exp(sqrt(-1 - x^2) + y[1])\nm = mean(x for (x, y) ~ p)", "G0619", "could begin", "log p is not a number at x = "},
		{"model p(x: real) ∝ exp(-1/(x - x))\nm = mean(x for x ~ p)", "G0619", "could begin", "log p is -∞ at x = "},
		{"model p(x: int) ∝ exp(-x^2)\nm = mean(x for x ~ p)", "G0614", "x is int", ""},
		{"model p(x: real) ∝ exp(-x^2 - sqrt(sin(x) - sin(x)))\nm = mean(x for x ~ p)", "G0619", "could begin", "3200 points"},
	} {
		s, code, _ := execute(p.text+"\n", Options{})
		if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != p.code || !strings.Contains(s.Diags[0].Message, p.says) || !strings.Contains(s.Diags[0].Here, p.here) {
			t.Errorf("%s\nexit code %d\n%s", p.text, code, rendered(s))
		}
	}
}

// Particles that begin on top of each other come apart, and chains that begin well are left alone.
func TestHMCRelax(t *testing.T) {
	s, _ := program(t, `
P = 1..8
D = 1..3
LJ(q) = 1/q^6 - 2/q^3
U(x) = sum(LJ(sum((x[i,d] - x[j,d])^2 for d in D)) for i in P, j in P if i < j) + 2*sum(x[i,d]^2 for i in P, d in D)
model p(x: real[P, D]) ∝ exp(-U(x))
r = mcmc(p, chains = 32, steps = 50, warmup = 0)
top = max(U(x) for x in r.draws)
`, Options{})
	if top := numberOf(t, s, "top"); top > 200 {
		t.Errorf("an energy of %g", top)
	}
	ch := sampler(t, "model p(x: real[1..10]) ∝ exp(-sum(x[i]^2 for i in 1..10)/2)", chainSpec{chains: 64})
	sum := 0.0
	for _, x := range ch.hmc.x {
		sum += x * x
	}
	// 640 numbers: 1 ± 0.056.
	if v := sum / 640; math.Abs(v-1) > 0.17 {
		t.Errorf("chains begin with variance %g", v)
	}
}
