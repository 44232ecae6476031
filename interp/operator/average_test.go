package operator

import (
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// Averages over all states, and over those with a number of particles, are those of the matrix.
func TestAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 5
		fermions := rapid.Bool().Draw(t, "fermions")
		terms := genTerms(t, n, fermions)
		for i, x := range terms { // products with their adjoints have a diagonal
			terms[i].Factors = append(x.Factors, x.Adjoint().Factors...)
		}
		particles := -1
		if fermions {
			particles = rapid.IntRange(-1, n).Draw(t, "particles")
		}
		m := plain(n, terms)
		want, states, size := 0.0, 0.0, 0.0
		for b := range m {
			if particles < 0 || bits.OnesCount(uint(b)) == particles {
				want, states, size = want+real(m[b][b]), states+1, size+math.Abs(real(m[b][b]))
			}
		}
		if d := math.Abs(Average(n, terms, particles) - want/states); !(d < 1e-12*(1+size)) {
			t.Fatalf("average %g, want %g", Average(n, terms, particles), want/states)
		}
	})
}

// The double occupancy U n↑ n↓ of the Hubbard model: U/4 a site over all states.
func TestAverageOfManySites(t *testing.T) {
	const sites = 40
	var terms []Term
	for i := range sites {
		up, dn := 2*i, 2*i+1
		terms = append(terms, Term{3, []Factor{{Create, up}, {Annihilate, up}, {Create, dn}, {Annihilate, dn}}})
	}
	if got := Average(2*sites, terms, -1); math.Abs(got-3.0/4*sites) > 1e-12 {
		t.Errorf("%g", got)
	}
	if got, want := Average(2*sites, terms, sites), 3.0*sites*sites*(sites-1)/(2*sites*(2*sites-1)); math.Abs(got-want) > 1e-10 {
		t.Errorf("%g, want %g", got, want)
	}
}
