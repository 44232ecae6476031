package interp

import (
	"bytes"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// A wrong program shows nothing and computes nothing to its end, however much stands before the mistake.
func TestWrongProgramsDoNotRun(t *testing.T) {
	var out bytes.Buffer
	s := NewSession(Options{Out: &out, Log: &out})
	code := s.Run(lang.NewSource("wrong.gp", `lots = sum(cos(sum(s[i]*i for i in 1..26)) for s in spin[1..26])
print(lots)
fit = minimize mean((x - y)^2 for x in [1, 2]) with steps = 10
`))
	if code != ExitWrong || out.Len() > 0 || len(s.Diags) != 1 || s.Diags[0].Code != "G0201" {
		t.Errorf("exit code %d, %d diagnostics, output %q", code, len(s.Diags), out.String())
	}
	if s.main.scope.names["lots"] != nil && !s.main.scope.names["lots"].bad {
		t.Error("the sum over 2²⁶ configurations was made")
	}
}
