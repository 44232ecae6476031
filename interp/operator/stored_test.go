package operator

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Products with rows that are kept are those with the terms, of real and of complex operators.
func TestStoredRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 4
		terms := genTerms(t, n, rapid.Bool().Draw(t, "fermions"))
		for _, x := range terms {
			terms = append(terms, x.Adjoint())
		}
		m := NewMatrix(n, terms)
		rng := rand.New(rand.NewPCG(3, 4))
		for _, s := range m.Sectors() {
			x := randomVector(len(s.States), m.real, rng)
			want, got := newVector(len(s.States), m.real), newVector(len(s.States), m.real)
			m.Apply(want, x, s)
			m.store(s)
			m.Apply(got, x, s)
			for i := range want.Re {
				d := math.Abs(got.Re[i] - want.Re[i])
				if want.Im != nil {
					d += math.Abs(got.Im[i] - want.Im[i])
				}
				if d > 1e-12 {
					t.Fatalf("element %d differs by %g", i, d)
				}
			}
		}
	})
}
