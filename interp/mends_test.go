package interp

import (
	"strings"
	"testing"
)

// A mend names what can be done: it is no other mistake.
func TestMends(t *testing.T) {
	for _, p := range []struct{ text, code, help string }{
		{"flow T(z: real[1..2]) { 2*z }\nq = [normal(0, 1), normal(0, 2)] |> T", "G0414", "model(x: real[I])"},
		{"u = mean(x^4 for x ~ normal(0, 1), samples = 2000000000)", "G0309", "fewer samples"},
	} {
		s, code, _ := execute(p.text+"\n", Options{})
		if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != p.code || !strings.Contains(rendered(s), p.help) {
			t.Errorf("%s\nexit code %d\n%s", p.text, code, rendered(s))
		}
	}
}
