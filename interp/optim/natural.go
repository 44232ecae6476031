package optim

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Natural solves (M + shift) δ = g for the direction of a natural gradient (Amari, Neural Comput. 10, 251 (1998)), or of
// stochastic reconfiguration (Sorella, Phys. Rev. B 64, 024512 (2001)). The metric M = Σ_s w_s s s' is that of rows of
// scores, centred and weighted by their makers.
type Natural struct {
	Shift float64 // added to the diagonal, above 0
	Trust float64 // the largest squared length δ·(M + shift) δ of a direction; +Inf for none
}

// DefaultNatural is a shift of 1e-3 without a trust region.
var DefaultNatural = Natural{Shift: 1e-3, Trust: math.Inf(1)}

// maxStored is the largest matrix that is stored; larger systems are solved by conjugate gradients.
const maxStored = 2048

// Direct gives δ for scores with one row for each sample and one column for each parameter, and the gradient g.
func (n Natural) Direct(scores *mat.Dense, g []float64) []float64 {
	rows, cols := scores.Dims()
	var out []float64
	switch {
	case cols <= rows && cols <= maxStored:
		out = n.byParameters(scores, g)
	case rows <= maxStored:
		out = n.bySamples(scores, g)
	}
	if out == nil {
		out = n.conjugate(scores, g)
	}
	if along := dot(g, out); along > n.Trust {
		factor := math.Sqrt(n.Trust / along)
		for i := range out {
			out[i] *= factor
		}
	}
	return out
}

// byParameters stores M.
func (n Natural) byParameters(scores *mat.Dense, g []float64) []float64 {
	_, cols := scores.Dims()
	m := mat.NewSymDense(cols, nil)
	m.SymOuterK(1, scores.T())
	for i := range cols {
		m.SetSym(i, i, m.At(i, i)+n.Shift)
	}
	return solve(m, g)
}

// bySamples uses that (shift + S'S)⁻¹ g = (g - S'(shift + S S')⁻¹ S g)/shift, with a matrix over the samples.
func (n Natural) bySamples(scores *mat.Dense, g []float64) []float64 {
	rows, cols := scores.Dims()
	m := mat.NewSymDense(rows, nil)
	m.SymOuterK(1, scores)
	for i := range rows {
		m.SetSym(i, i, m.At(i, i)+n.Shift)
	}
	var sg mat.VecDense
	sg.MulVec(scores, mat.NewVecDense(cols, g))
	y := solve(m, sg.RawVector().Data)
	if y == nil {
		return nil
	}
	var back mat.VecDense
	back.MulVec(scores.T(), mat.NewVecDense(rows, y))
	out := make([]float64, cols)
	for i := range out {
		out[i] = (g[i] - back.AtVec(i)) / n.Shift
	}
	return out
}

// solve is by Cholesky's decomposition; nil if the matrix is not positive to rounding.
func solve(m *mat.SymDense, g []float64) []float64 {
	var c mat.Cholesky
	if !c.Factorize(m) {
		return nil
	}
	var x mat.VecDense
	if err := c.SolveVecTo(&x, mat.NewVecDense(len(g), g)); err != nil {
		return nil
	}
	return x.RawVector().Data
}

// conjugate is the method of conjugate gradients (Hestenes and Stiefel, 1952) to nine digits.
func (n Natural) conjugate(scores *mat.Dense, g []float64) []float64 {
	rows, cols := scores.Dims()
	x, r, p := make([]float64, cols), append([]float64(nil), g...), append([]float64(nil), g...)
	var sp, back mat.VecDense
	rr := dot(r, r)
	stop := 1e-18 * rr
	for range rows + 100 {
		if !(rr > stop) {
			break
		}
		sp.MulVec(scores, mat.NewVecDense(cols, p))
		back.MulVec(scores.T(), &sp)
		ap := back.RawVector().Data
		for i := range ap {
			ap[i] += n.Shift * p[i]
		}
		alpha := rr / dot(p, ap)
		for i := range x {
			x[i] += alpha * p[i]
			r[i] -= alpha * ap[i]
		}
		next := dot(r, r)
		for i := range p {
			p[i] = r[i] + next/rr*p[i]
		}
		rr = next
	}
	return x
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}
