package operator

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// State is an eigenvector over the states of a sector.
type State struct {
	Energy float64
	Sector *Sector
	Psi    Vector // normalised
}

const (
	krylov    = 48    // vectors that are kept at most, beside the wanted ones
	converged = 1e-11 // residual |H x - E x| relative to the largest eigenvalue met
	rounds    = 400   // restarts
)

// Lowest are the k lowest eigenvalues with their vectors, in ascending order, equal ones as often as they occur. Small sectors are
// diagonalised; of larger ones a Krylov space is built with full orthogonalisation and restarted from its best vectors
// (Wu and Simon, SIAM J. Matrix Anal. 22, 602 (2000), in blocks). Cancel is polled; ok is false if it stopped the work or if
// the iteration did not converge.
func (m *Matrix) Lowest(k int, cancel func() bool) (out []State, ok bool) {
	for _, s := range m.Sectors() {
		var states []State
		if len(s.States) <= max(128, 4*k) {
			values, vectors := m.dense(s, true)
			for i := range min(k, len(values)) {
				states = append(states, State{values[i], s, vectorOf(vectors[i], m.real)})
			}
		} else if states, ok = m.iterate(min(k, len(s.States)), s, cancel); !ok {
			return nil, false
		}
		out = append(out, states...)
		slices.SortStableFunc(out, func(a, b State) int { return cmp.Compare(a.Energy, b.Energy) })
		out = out[:min(k, len(out))]
	}
	return out, true
}

// subspace is an orthonormal basis with its image under H and the projected matrix.
type subspace struct {
	v, hv []Vector
	h     [][]complex128 // h[i][j] = ⟨v_i|H|v_j⟩
}

// add orthogonalises x and takes it into the basis; false if nothing of it is left.
func (b *subspace) add(m *Matrix, s *Sector, x Vector) bool {
	before := x.norm()
	x.orthogonalise(b.v)
	after := x.norm()
	if !(after > 1e-10*before) {
		return false
	}
	x.scale(1 / after)
	y := newVector(len(x.Re), m.real)
	m.Apply(y, x, s)
	b.v, b.hv = append(b.v, x), append(b.hv, y)
	row := make([]complex128, len(b.v))
	for i, v := range b.v {
		d := v.dot(y)
		if i < len(row)-1 {
			b.h[i] = append(b.h[i], d)
		}
		row[i] = complex(real(d), -imag(d))
	}
	b.h = append(b.h, row)
	return true
}

// iterate finds the k lowest states of a sector.
func (m *Matrix) iterate(k int, s *Sector, cancel func() bool) ([]State, bool) {
	n := len(s.States)
	block := k + min(2, n-k) // a few more, so that clusters do not hide
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	m.store(s)
	b := &subspace{}
	for range block {
		b.add(m, s, randomVector(n, m.real, rng))
	}
	largest := 0.0
	for range rounds {
		for len(b.v) < min(n, krylov+2*block) {
			if cancel != nil && cancel() {
				return nil, false
			}
			from := max(0, len(b.v)-block)
			grown := false
			for _, y := range slices.Clone(b.hv[from:]) {
				if len(b.v) < n && b.add(m, s, y.clone()) {
					grown = true
				}
			}
			if !grown { // all that H makes of the space lies in it
				b.add(m, s, randomVector(n, m.real, rng))
			}
		}
		values, vectors := hermitian(len(b.v), func(i, j int) complex128 { return b.h[i][j] }, m.real, true)
		largest = max(largest, math.Abs(values[0]), math.Abs(values[len(values)-1]))
		states, residuals, worst := b.ritz(s, values, vectors, block, k)
		if worst <= converged*largest || len(b.v) == n {
			return states[:k], true
		}
		b.restart(m, s, states, residuals)
	}
	return nil, false
}

// ritz are the best approximations within the subspace with their residuals, and the largest residual of the first k.
func (b *subspace) ritz(s *Sector, values []float64, vectors [][]complex128, count, k int) (out []State, residuals []Vector, worst float64) {
	for i := range min(count, len(values)) {
		x, r := combine(b.v, vectors[i]), combine(b.hv, vectors[i])
		r.add(complex(-values[i], 0), x)
		out, residuals = append(out, State{values[i], s, x}), append(residuals, r)
		if i < k {
			worst = max(worst, r.norm())
		}
	}
	return out, residuals, worst
}

// restart keeps the best vectors and their residuals.
func (b *subspace) restart(m *Matrix, s *Sector, states []State, residuals []Vector) {
	*b = subspace{}
	for _, st := range states {
		b.add(m, s, st.Psi)
	}
	for _, r := range residuals {
		b.add(m, s, r)
	}
}
