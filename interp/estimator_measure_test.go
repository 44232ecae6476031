package interp

import (
	"fmt"
	"testing"
)

// Measure-valued derivatives of random models of discrete variables, whose later draws depend on earlier ones: 5σ for each
// parameter from the gradient by enumeration. Nothing but the draws before an element is left random, and models of one
// variable have no noise at all.
func TestLawMeasureValued(t *testing.T) {
	const batch, batches = 4, 400
	worst := 0.0
	subjects(t, func(t *testing.T, m *subject) {
		exact := m.objective(t, "minimize "+m.free("")+" with batch = 10000").gradientAt(1)
		tr := m.objective(t, fmt.Sprintf("minimize %s with batch = %d", m.free(", estimator = measure"), batch))
		got := tr.moments(batches)
		z := deviation(got, exact, 1)
		worst = max(worst, z)
		if !(z < 5) {
			t.Errorf("%.1fσ from the exact gradient", z)
		}
		if deviation(got, exact, 1.25) < 5 {
			t.Error("a gradient that is wrong by a quarter is not noticed")
		}
	})
	t.Logf("worst deviation %.2fσ", worst)
}

// The same for chains of normal variables, and for real variables that read spins and spins that read real variables.
func TestLawMeasureValuedReal(t *testing.T) {
	for name, c := range map[string]struct {
		model randomModel
		free  func(map[string][]float64) float64
	}{
		"gaussian": {randomModel{text: gaussian, draw: "x ~ p", density: "p(x)", energy: "sum(i*x[i]^2 for i in I) + sum(x[i]*x[i+1] for i in 1..3)"}, gaussianFree},
		"hybrid":   {randomModel{text: hybrid, draw: "(x, s, y) ~ p", density: "p(x, s, y)", energy: "x^2*s[1] + x*y"}, hybridFree},
	} {
		t.Run(name, func(t *testing.T) {
			m := newSubject(t, name, &c.model)
			tr := m.objective(t, "minimize "+m.free(", estimator = measure")+" with batch = 32")
			got := tr.moments(1500)
			want := m.differencesOf(tr, c.free)
			if z := deviation(got, want, 1); !(z < 5) {
				t.Errorf("%.1fσ from the exact gradient", z)
			}
			if z := deviation(got, want, 1.1); z < 5 {
				t.Error("a gradient that is wrong by a tenth is not noticed")
			}
		})
	}
}
