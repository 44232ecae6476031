package interp

import (
	"strings"
	"testing"
)

// A parameter that a training has taken out of the range of a distribution is found where the distribution is used.
func TestTrainedOutOfRange(t *testing.T) {
	const training = `
I = 1..3
model p(x: real[I]) { param s[i] = 0.2 for i in I; x[i] ~ normal(0, s[i]) for i in I }
fit = minimize p.s[2] + mean(x[1] for x ~ p) using sgd(0.5) with steps = 4, batch = 8
`
	for _, use := range []string{"y = p([1, 2, 3])", "y = log(p([1, 2, 3]))", "y = sample(p, 3)", "y = mean(x[1] for x ~ p)"} {
		s, code, _ := execute(training+use+"\n", Options{})
		if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != "G0608" || !strings.Contains(rendered(s), "sd = -1.8") {
			t.Errorf("%s: exit code %d\n%s", use, code, rendered(s))
		}
	}
	s, code, _ := execute(strings.Replace(training, "sgd(0.5)", "sgd(0.01)", 1)+"y = log(p([1, 2, 3]))\n", Options{})
	if code != ExitDone {
		t.Errorf("in range: %s", rendered(s))
	}
}
