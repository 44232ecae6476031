package operator

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// MaxDense is the largest sector whose matrix is stored and diagonalised.
const MaxDense = 1024

// SizeError tells that a space does not fit.
type SizeError struct{ States, Limit float64 }

func (e *SizeError) Error() string {
	return fmt.Sprintf("%.6g states, and at most %.6g can be held here", e.States, e.Limit)
}

// Spectrum are all eigenvalues, in ascending order. Each sector has at most MaxDense states, else *SizeError.
func (m *Matrix) Spectrum() ([]float64, error) {
	var out []float64
	for _, s := range m.Sectors() {
		if len(s.States) > MaxDense {
			return nil, &SizeError{float64(len(s.States)), MaxDense}
		}
		values, _ := m.dense(s, false)
		out = append(out, values...)
	}
	slices.Sort(out)
	return out, nil
}

// dense diagonalises a sector: eigenvalues in ascending order, and the eigenvectors if asked for.
func (m *Matrix) dense(s *Sector, vectors bool) ([]float64, [][]complex128) {
	return hermitian(len(s.States), func(i, j int) complex128 { return m.Element(s.States[i], s.States[j]) }, m.real, vectors)
}

// hermitian diagonalises a Hermitian matrix. A complex one of size n is a real one of size 2n, with the parts
// A + iB as blocks A, -B, B, A; its eigenvalues come in equal pairs, and of their vectors one is kept.
func hermitian(n int, at func(i, j int) complex128, isReal, vectors bool) ([]float64, [][]complex128) {
	size := n
	if !isReal {
		size = 2 * n
	}
	sym := mat.NewSymDense(size, nil)
	for i := range n {
		for j := i; j < n; j++ {
			v := at(i, j)
			sym.SetSym(i, j, real(v))
			if !isReal {
				sym.SetSym(n+i, n+j, real(v))
				sym.SetSym(i, n+j, -imag(v))
				sym.SetSym(j, n+i, imag(v))
			}
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(sym, vectors) {
		return slices.Repeat([]float64{math.NaN()}, n), nil
	}
	values := eig.Values(nil)
	var v mat.Dense
	if vectors {
		eig.VectorsTo(&v)
	}
	if isReal {
		return values, realColumns(&v, vectors, n)
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = values[2*i]
	}
	if !vectors {
		return out, nil
	}
	return out, complexColumns(&v, n)
}

func realColumns(v *mat.Dense, wanted bool, n int) [][]complex128 {
	if !wanted {
		return nil
	}
	out := make([][]complex128, n)
	for k := range out {
		out[k] = make([]complex128, n)
		for i := range n {
			out[k][i] = complex(v.At(i, k), 0)
		}
	}
	return out
}

// complexColumns picks n orthonormal complex vectors among 2n real ones.
func complexColumns(v *mat.Dense, n int) [][]complex128 {
	var basis []Vector
	var out [][]complex128
	for k := 0; k < 2*n && len(out) < n; k++ {
		x := newVector(n, false)
		for i := range n {
			x.Re[i], x.Im[i] = v.At(i, k), v.At(n+i, k)
		}
		x.orthogonalise(basis)
		if norm := x.norm(); norm > 0.1 {
			x.scale(1 / norm)
			basis = append(basis, x)
			out = append(out, x.complex())
		}
	}
	return out
}

// vectorOf is a vector of complex numbers; their imaginary parts are dropped where all is real.
func vectorOf(z []complex128, isReal bool) Vector {
	v := newVector(len(z), isReal)
	for i, x := range z {
		v.Re[i] = real(x)
		if !isReal {
			v.Im[i] = imag(x)
		}
	}
	return v
}

func (v Vector) complex() []complex128 {
	out := make([]complex128, len(v.Re))
	for i := range out {
		out[i] = complex(v.Re[i], v.Im[i])
	}
	return out
}
