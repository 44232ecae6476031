package interp

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// A training keeps its history, says how its expectations are estimated, and why, and logs the variance of its gradient:
// 4 s²/B for x² and batches of B, here with parameters that all but stand still.
func TestTrainingLogsItsGradient(t *testing.T) {
	s, out := program(t, `model q(x: real, b: bit) { param m = 1; param a = 0.3; x ~ normal(m, 0.5); b ~ bernoulli(logit = a) }
model r(x: real) { param m = 1; x ~ normal(m, 0.5) }
fit = minimize mean(x^2 for x ~ r) using sgd(1e-12) with steps = 20000, batch = 25
v = mean(fit.history.variance[k] for k in 100..20000)
first = fit.history.gradient[1]
rate = fit.history.rate[7]
both = minimize mean(x^2*b for (x, b) ~ q) + mean(b for b ~ bernoulli(p = 0.5)) using sgd(1e-12) with steps = 2, batch = 25
`, Options{JSON: true})
	// The variance of a sample variance of n normal numbers is 2/n of its square.
	if v, want := numberOf(t, s, "v"), 4*0.25/25; !(math.Abs(v-want) < 5*want*math.Sqrt(2.0/19900)) {
		t.Errorf("variance of the gradient %v, exactly %v", v, want)
	}
	if g := numberOf(t, s, "first"); !(math.Abs(g-2) < 1) {
		t.Errorf("gradient of the first step %v", g)
	}
	if r := numberOf(t, s, "rate"); r != 1e-12 {
		t.Errorf("rate %v", r)
	}
	choices := Choices(valueOf(t, s, "both"))
	if len(choices) != 2 || choices[0].Estimator != "score function with the baseline loo" || choices[1].Estimator != "exact sum over 2 joint values" || choices[0].Reason == "" {
		t.Errorf("choices: %v", choices)
	}
	var told, logged int
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var x struct {
			Estimators []Choice
			Record     *struct{ Variance float64 }
		}
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			continue // "NaN" of a step without a variance
		}
		if len(x.Estimators) > 0 {
			told++
		}
		if x.Record != nil && x.Record.Variance > 0 {
			logged++
		}
	}
	if told != 2 || logged < 19990 {
		t.Errorf("%d trainings told their estimators, %d steps their variance", told, logged)
	}
}
