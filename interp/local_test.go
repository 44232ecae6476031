package interp

import (
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/exec"
)

// Local energies of the transverse-field Ising chain equal those from log ψ of every configuration with one spin turned,
// each evaluated by itself.
func TestLocalEnergyFromEveryTurnedSpin(t *testing.T) {
	const n, samples = 6, 19
	for _, w := range waves {
		c := newLocalCosts(t, w.text, n, samples)
		local, logψ := compile(t, c.s, c.local), compile(t, c.s, c.logψ)
		env := c.env()
		values := func(p *exec.Plan) []float64 {
			if err := p.Run(env); err != nil {
				t.Fatal(err)
			}
			return slices.Clone(p.Value(0))
		}
		got, here := values(local), values(logψ)
		spins := env.Inputs[c.spins.Leaf]
		at := func(i, k int) int { // of spin i of sample k
			if c.spins.Axes[0].Lane {
				return k*n + i
			}
			return i*samples + k
		}
		want := make([]float64, samples)
		for i := range n {
			for k := range samples {
				if i+1 < n {
					want[k] -= spins[at(i, k)] * spins[at(i+1, k)]
				}
				spins[at(i, k)] *= -1
			}
			for k, there := range values(logψ) {
				want[k] -= math.Exp(there - here[k])
				spins[at(i, k)] *= -1
			}
		}
		for k := range samples {
			if math.Abs(got[k]-want[k]) > 1e-12*math.Abs(want[k]) {
				t.Errorf("%s, sample %d: %v, want %v", w.name, k, got[k], want[k])
			}
		}
	}
}

// What a turned spin leaves as it is is not computed again: the limits are up to three tenths above what is reached.
func TestCostOfLocalEnergies(t *testing.T) {
	for name, limit := range map[string]float64{"made": 24, "recurrent": 35, "transformer": 28, "RBM": 4.4, "Jastrow": 5.7} {
		for _, w := range waves {
			if w.name != name {
				continue
			}
			c := newLocalCosts(t, w.text, 64, 64)
			if cost := compile(t, c.s, c.local).Flops() / compile(t, c.s, c.logψ).Flops(); cost > limit {
				t.Errorf("%s: local energies of 64 sites cost what %.1f log ψ do, and not %v", name, cost, limit)
			}
		}
	}
}
