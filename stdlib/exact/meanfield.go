package exact

import "math"

// MeanField is the naive mean field: independent spins of magnetisation m_i = tanh(β(h_i + Σ J_ij m_j)).
// Its free energy is an upper bound of the true one. Spins are updated one after another, each to
// the minimum of F given the others, so that F only falls; the lowest F over the starts is kept.
func (p *Pairwise) MeanField(t float64, search Search) (*Approximation, error) {
	s, err := p.system(t)
	if err != nil {
		return nil, err
	}
	return s.search(search, true, s.meanField), nil
}

func (s *system) meanField(m []float64, sweeps int) (Approximation, bool) {
	converged := false
	for range sweeps {
		change := 0.0
		for i := range m {
			next := math.Tanh(s.molecular(i, m) / s.t)
			change = math.Max(change, math.Abs(next-m[i]))
			m[i] = next
		}
		if change < 1e-12 {
			converged = true
			break
		}
	}
	a := Approximation{E: s.constant, Magnetisation: m}
	for i, mi := range m {
		a.E -= s.field[i] * mi
		for _, l := range s.near[i] {
			if l.to > i {
				a.E -= l.value * mi * m[l.to]
			}
		}
		a.S += spinEntropy(math.Atanh(mi))
	}
	a.F = a.E - s.t*a.S
	return a, converged
}

// molecular is the field on a spin from outside and from its neighbours.
func (s *system) molecular(i int, m []float64) float64 {
	h := s.field[i]
	for _, l := range s.near[i] {
		h += l.value * m[l.to]
	}
	return h
}
