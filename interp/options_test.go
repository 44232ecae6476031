package interp

import (
	"strings"
	"testing"
)

// An option that does not exist is answered with those that do, at this place and no other, and with the form.
func TestUnknownOptions(t *testing.T) {
	for _, p := range []struct{ text, here, help string }{
		{"x = odesolve(x -> -x, 1, 0, 1, divergence = full)", "options: method", "odesolve(v, x0, t0, t1, method = rk4(20))"},
		{"T = odeflow(x -> -x, 0, 1, steps = 10)", "options: method, divergence", "odeflow(v, t0, t1, method = rk4(20), divergence = full)"},
		{"net f() { param a = 1; a^2 }\nminimize f() using adam(lr = 0.1)", "options: beta1, beta2, eps", "the learning rate comes first, without a name: adam(1e-3)"},
		{"net f() { param a = 1; a^2 }\nminimize f() using adamw(0.1, weight = 1)", "options: beta1, beta2, eps, decay", "adamw(1e-3)"},
		{"net f() { param a = 1; a^2 }\nminimize f() using sgd(rate = 0.1)", "options: momentum", "sgd(1e-3)"},
	} {
		s, code, _ := execute(p.text+"\n", Options{})
		if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != "G0703" || s.Diags[0].Here != p.here || !strings.Contains(rendered(s), p.help) {
			t.Errorf("%s\nexit code %d\n%s", p.text, code, rendered(s))
		}
	}
}
