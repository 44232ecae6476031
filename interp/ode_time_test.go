package interp

import "testing"

// A velocity that names the time first is told of, whether a definition or a lambda; others are not.
func TestTimeFirst(t *testing.T) {
	for text, want := range map[string]int{
		"v(t, x) = -x + t\ny = odesolve(v, 1, 0, 1)": 1,
		"y = odesolve((t, x) -> -x + t, 1, 0, 1)":    1,
		"T = odeflow((t, x) -> -x + t, 0, 1)":        1,
		"y = odesolve((x, t) -> -x + t, 1, 0, 1)":    0,
		"y = odesolve(t -> -t, 1, 0, 1)":             0,
		"y = odesolve((q, p) -> p*q, 1, 0, 1)":       0,
	} {
		s, code, _ := execute(text+"\n", Options{})
		if code != ExitDone || len(s.Diags) != want || want > 0 && s.Diags[0].Code != "G0415" {
			t.Errorf("%s\nexit code %d\n%s", text, code, rendered(s))
		}
	}
}
