package exact

import "math"

// Bethe is the Bethe approximation, found by belief propagation: exact on trees, no bound
// elsewhere. Messages are damped by one half; a start that does not settle is not counted. If none
// does, F is NaN: belief propagation need not converge on a graph with frustrated loops, and it
// slows down without limit where magnetisation sets in.
// Source: Yedidia, Freeman and Weiss, IEEE Trans. Inf. Theory 51, 2282 (2005).
func (p *Pairwise) Bethe(t float64, search Search) (*Approximation, error) {
	s, err := p.system(t)
	if err != nil {
		return nil, err
	}
	return s.search(search, false, s.bethe), nil
}

// bethe iterates cavity fields: into[i][k] is the field on spin i (times β) that its k-th neighbour
// exerts when i itself is absent.
func (s *system) bethe(m []float64, sweeps int) (Approximation, bool) {
	into := make([][]float64, len(m))
	for i := range into {
		into[i] = make([]float64, len(s.near[i]))
		for k, l := range s.near[i] {
			into[i][k] = transmitted(l.value/s.t, math.Atanh(m[l.to]))
		}
	}
	converged := false
	for range sweeps {
		change := 0.0
		for i := range into {
			total := s.total(i, into)
			for k, l := range s.near[i] {
				to := &into[l.to][l.back]
				next := transmitted(l.value/s.t, total-into[i][k])
				change = math.Max(change, math.Abs(next-*to)/(1+math.Abs(next)))
				*to = (*to + next) / 2
			}
		}
		if change < 1e-12 {
			converged = true
			break
		}
	}
	return s.beliefs(into), converged
}

// total is β times the field on a spin, neighbours included.
func (s *system) total(i int, into [][]float64) float64 {
	h := s.field[i] / s.t
	for _, u := range into[i] {
		h += u
	}
	return h
}

// transmitted is the field atanh(tanh a tanh h) that passes a coupling a, finite for any a and h.
func transmitted(a, h float64) float64 { return (logCosh(a+h) - logCosh(a-h)) / 2 }

// beliefs evaluates the Bethe free energy: energies and entropies of pairs, less the entropy of
// each spin that pairs count once too often.
func (s *system) beliefs(into [][]float64) Approximation {
	a := Approximation{E: s.constant, Magnetisation: make([]float64, len(into))}
	for i := range into {
		total := s.total(i, into)
		a.Magnetisation[i] = math.Tanh(total)
		a.E -= s.field[i] * a.Magnetisation[i]
		a.S += float64(1-len(s.near[i])) * spinEntropy(total)
		for k, l := range s.near[i] {
			if l.to > i {
				there := s.total(l.to, into) - into[l.to][l.back]
				correlation, entropy := pair(l.value/s.t, total-into[i][k], there)
				a.E -= l.value * correlation
				a.S += entropy
			}
		}
	}
	a.F = a.E - s.t*a.S
	return a
}

// pair is ⟨s s'⟩ and the entropy of two spins with p ∝ exp(a s s' + b s + c s').
func pair(a, b, c float64) (correlation, entropy float64) {
	energies := [4]float64{a + b + c, a - b - c, -a + b - c, -a - b + c}
	top := math.Max(math.Max(energies[0], energies[1]), math.Max(energies[2], energies[3]))
	z, mean := 0.0, 0.0
	for k, e := range energies {
		w := math.Exp(e - top)
		z += w
		if w > 0 {
			mean += w * (e - top)
		}
		if k < 2 {
			correlation += w
		} else {
			correlation -= w
		}
	}
	return correlation / z, math.Log(z) - mean/z
}
