package exact

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Coupling is the term -J s_i s_j of an energy.
type Coupling struct {
	I, J  int
	Value float64
}

// Pairwise is the energy E = -Σ J_ij s_i s_j - Σ h_i s_i of N spins ±1. Couplings of one pair add
// up; a spin coupled to itself adds a constant, as s² = 1.
type Pairwise struct {
	N         int
	Couplings []Coupling
	Fields    []float64 // nil for none
}

// Approximation is a stationary point of an approximate free energy.
type Approximation struct {
	F             float64   // free energy, a total; NaN if no start converged
	E, S          float64   // energy and entropy in the approximation
	Magnetisation []float64 // of each spin
	Converged     int       // starts that converged
	Starts        int
}

// Search says how to look for the stationary point of lowest free energy. Its zero value means 8
// random starts besides the regular ones, seed 0, and at most 20,000 sweeps per start.
type Search struct {
	Random int // random starts; negative for none
	Sweeps int
	Seed   uint64
}

func (s Search) filled() Search {
	if s.Random == 0 {
		s.Random = 8
	}
	if s.Sweeps <= 0 {
		s.Sweeps = 20000
	}
	return s
}

// link is a neighbour of a spin.
type link struct {
	to    int // the other spin
	value float64
	back  int // place of this spin among the neighbours of the other
}

// system is a checked energy, by neighbours.
type system struct {
	constant float64
	field    []float64
	near     [][]link
	t        float64
}

func (p *Pairwise) system(t float64) (*system, error) {
	if !(t > 0) || math.IsInf(t, 0) {
		return nil, fmt.Errorf("the temperature must be positive, and is %g", t)
	}
	if p.N < 0 || p.Fields != nil && len(p.Fields) != p.N {
		return nil, fmt.Errorf("%d fields for %d spins", len(p.Fields), p.N)
	}
	s := &system{field: make([]float64, p.N), near: make([][]link, p.N), t: t}
	copy(s.field, p.Fields)
	for i, h := range s.field {
		if math.IsNaN(h) || math.IsInf(h, 0) {
			return nil, fmt.Errorf("the field on spin %d is %g", i, h)
		}
	}
	seen := map[[2]int]int{}
	for _, c := range p.Couplings {
		i, j := min(c.I, c.J), max(c.I, c.J)
		switch {
		case i < 0 || j >= p.N:
			return nil, fmt.Errorf("a coupling of spins %d and %d, of %d spins counted from 0", c.I, c.J, p.N)
		case math.IsNaN(c.Value) || math.IsInf(c.Value, 0):
			return nil, fmt.Errorf("the coupling of spins %d and %d is %g", c.I, c.J, c.Value)
		case i == j:
			s.constant -= c.Value
			continue
		}
		if k, ok := seen[[2]int{i, j}]; ok {
			s.near[i][k].value += c.Value
			s.near[j][s.near[i][k].back].value += c.Value
			continue
		}
		a, b := len(s.near[i]), len(s.near[j])
		seen[[2]int{i, j}] = a
		s.near[i] = append(s.near[i], link{j, c.Value, b})
		s.near[j] = append(s.near[j], link{i, c.Value, a})
	}
	return s, nil
}

// starts lists magnetisations to begin from: a small and a full positive one, then random ones. That
// of no magnetisation is always stationary without fields, and left to those it attracts.
func (s *system) starts(search Search) [][]float64 {
	n := len(s.field)
	fill := func(f func() float64) []float64 {
		m := make([]float64, n)
		for i := range m {
			m[i] = f()
		}
		return m
	}
	out := [][]float64{
		fill(func() float64 { return 0.01 }),
		fill(func() float64 { return 0.99 }),
	}
	r := rand.New(rand.NewPCG(search.Seed, 0x6d65616e))
	for range search.Random {
		out = append(out, fill(func() float64 { return 1.98*r.Float64() - 0.99 }))
	}
	return out
}

// search keeps the lowest free energy that solve reaches from any start; only from those that
// converged, unless F is a bound anyway.
func (s *system) search(search Search, bound bool, solve func(start []float64, sweeps int) (Approximation, bool)) *Approximation {
	search = search.filled()
	best := Approximation{F: math.NaN(), E: math.NaN(), S: math.NaN()}
	converged, starts := 0, s.starts(search)
	for _, start := range starts {
		a, ok := solve(start, search.Sweeps)
		if ok {
			converged++
		}
		if (ok || bound) && !(best.F <= a.F) {
			best = a
		}
	}
	best.Converged, best.Starts = converged, len(starts)
	return &best
}

// logCosh is ln cosh x without overflow.
func logCosh(x float64) float64 {
	x = math.Abs(x)
	return x + math.Log1p(math.Exp(-2*x)) - math.Ln2
}

// spinEntropy is the entropy of a spin with p(s) ∝ e^{as}.
func spinEntropy(a float64) float64 {
	a = math.Abs(a)
	e := math.Exp(-2 * a)
	if e == 0 {
		return 0
	}
	return math.Log1p(e) + 2*a*e/(1+e)
}
