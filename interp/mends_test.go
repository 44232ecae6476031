package interp

import (
	"strings"
	"testing"
)

// What physicists write from habit is answered with what they mean here.
func TestMends(t *testing.T) {
	for _, c := range []struct{ text, code, help string }{
		{"V(x) = x^2\nF(x) = -dV/dx\nprint(F(1))", "G0201", "grad(V)(x)"},
		{"model p(x: real) ∝ exp(-x^2)\nprint(Z(p))", "G0201", "exact(p).logZ"},
		{"model q(x: real) { param m = 1; x ~ normal(m, 1) }\nF() = mean(x^2 for x ~ q)\nminimize F over q using adam(1e-2) with steps = 2", "G0705", "F()"},
		{"I = 1..10\nE(s: spin[I]) = -sum(s[i]*s[i+1] for i in I)\nprint(E([1 for i in I]))", "G0302", "i mod 10 + 1"},
		{"I = 1..10\nE(s: spin[I]) = -sum(s[i]*s[i-1] for i in I)\nprint(E([1 for i in I]))", "G0302", "(i - 1 - 1) mod 10 + 1"},
		{"flow T(z: real[1..2]) { 2*z }\nq = [normal(0, 1), normal(0, 2)] |> T", "G0414", "model(x: real[I])"},
		{"u = mean(x^4 for x ~ normal(0, 1), samples = 2000000000)", "G0309", "fewer samples"},
		{"Λ = square(4, 4, periodic)\nE(s) = sum(s[i]*s[i+1] for i in Λ)\nx = E([1 for i in Λ])", "G0402", "the next site is i + (1, 0)"},
		{"Λ = square(4, 4, periodic)\nE(s) = sum(s[i,j]*s[i,j+1] for (i,j) in Λ)\nx = E([1 for i in Λ])", "G0407", "s[i]*s[i + (1, 0)] for i in Λ"},
		{"model p(s: spin[1..2]) ∝ exp(s[1])\nc = mcmc(p)\nx = mean(s[1] for s ~ c)", "G0702", "for … in c.draws"},
	} {
		s := judge(t, c.text+"\n", true)
		if len(s.Diags) != 1 || s.Diags[0].Code != c.code {
			t.Errorf("%s\nanswered %v, want %s", c.text, s.Diags, c.code)
			continue
		}
		var helps []string
		for _, h := range s.Diags[0].Helps {
			helps = append(helps, h.Text)
		}
		if all := strings.Join(helps, "\n"); !strings.Contains(all, c.help) {
			t.Errorf("%s\nhelp %q lacks %q", c.text, all, c.help)
		}
	}
}
