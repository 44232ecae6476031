package interp

import (
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// The second evaluation of an expectation finds the plan of the first one, and draws other samples.
func TestSecondEvaluationIsNotPlanned(t *testing.T) {
	s := NewSession(Options{})
	begin := `model p(s: spin[1..24]) {
  param b ~ normal(0, 1)
  s[i] ~ spin(logit = b + (if i > 1 then s[i-1] else 0)) for i in 1..24
}
m = mean(s[1]*s[24] for s ~ p, samples = 1000)
`
	if code := s.Run(lang.NewSource("one.gp", begin+"n = mean(s[1]*s[24] for s ~ p, samples = 1000)\nk = mean(s[1]*s[24] for s ~ p, samples = 1001)\n")); code != ExitDone {
		t.Fatal(s.Diags)
	}
	m, n := estimateOf(t, s, "m"), estimateOf(t, s, "n")
	if m.est.Mean() == n.est.Mean() {
		t.Errorf("%v twice: the samples are the same", m.est.Mean())
	}
	// One for the parameter, one for the expectation with 1000 samples, one for that with 1001.
	if plans := s.plans.Len(); plans != 3 {
		t.Errorf("%d plans", plans)
	}
}
