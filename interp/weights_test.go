package interp

import (
	"strings"
	"testing"
)

// A weight that is nowhere positive, or negative somewhere, is refused by enumeration and by Markov chains; one that
// forbids states is not.
func TestWeights(t *testing.T) {
	for _, p := range []struct{ weight, says, exact, chains string }{
		{"s[1]*s[2]", "is negative", "at 4 of 8 configurations", "of 64 chains"},
		{"0*s[1]", "is zero", "at all configurations", "at all chains"},
		{"if s[1] > s[1] then 1 else 0", "is zero", "at all configurations", "at all chains"},
		{"if s[1] == s[2] then exp(s[3]) else 0", "", "", ""},
	} {
		for _, use := range []struct{ line, here string }{
			{"x = exact(p).logZ", p.exact},
			{"x = mean(s[1]*s[2] for s ~ p)", p.chains},
			{"x = mcmc(p).draws", p.chains},
		} {
			s, code, _ := execute("model p(s: spin[1..3]) ∝ "+p.weight+"\n"+use.line+"\n", Options{})
			if p.says == "" {
				if code != ExitDone {
					t.Errorf("%s, %s: %s", p.weight, use.line, rendered(s))
				}
				continue
			}
			if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != "G0621" || !strings.Contains(s.Diags[0].Message, p.says) || !strings.Contains(s.Diags[0].Here, use.here) {
				t.Errorf("%s, %s: exit code %d\n%s", p.weight, use.line, code, rendered(s))
			}
		}
	}
}
