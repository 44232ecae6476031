package operator

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
)

// Vector is a state: real and imaginary parts, the latter nil for a real one.
type Vector struct{ Re, Im []float64 }

func newVector(n int, isReal bool) Vector {
	v := Vector{Re: make([]float64, n)}
	if !isReal {
		v.Im = make([]float64, n)
	}
	return v
}

func randomVector(n int, isReal bool, rng *rand.Rand) Vector {
	v := newVector(n, isReal)
	for i := range v.Re {
		v.Re[i] = rng.NormFloat64()
		if !isReal {
			v.Im[i] = rng.NormFloat64()
		}
	}
	return v
}

func (v Vector) clone() Vector { return Vector{slices.Clone(v.Re), slices.Clone(v.Im)} }

// add adds a multiple of x.
func (v Vector) add(a complex128, x Vector) {
	floats.AddScaled(v.Re, real(a), x.Re)
	if v.Im != nil {
		floats.AddScaled(v.Re, -imag(a), x.Im)
		floats.AddScaled(v.Im, real(a), x.Im)
		floats.AddScaled(v.Im, imag(a), x.Re)
	}
}

// dot is ⟨v|x⟩.
func (v Vector) dot(x Vector) complex128 {
	d := complex(floats.Dot(v.Re, x.Re), 0)
	if v.Im != nil {
		d += complex(floats.Dot(v.Im, x.Im), floats.Dot(v.Re, x.Im)-floats.Dot(v.Im, x.Re))
	}
	return d
}

func (v Vector) norm() float64 { return math.Sqrt(real(v.dot(v))) }

func (v Vector) scale(a float64) {
	floats.Scale(a, v.Re)
	if v.Im != nil {
		floats.Scale(a, v.Im)
	}
}

// orthogonalise takes what lies along orthonormal vectors out of v; twice, if little is left of it.
func (v Vector) orthogonalise(basis []Vector) {
	for range 2 {
		before := v.norm()
		for _, u := range basis {
			v.add(-u.dot(v), u)
		}
		if v.norm() > 0.7*before {
			return
		}
	}
}

// combine is the sum of weighted vectors.
func combine(basis []Vector, weights []complex128) Vector {
	out := newVector(len(basis[0].Re), basis[0].Im == nil)
	for i, u := range basis {
		out.add(weights[i], u)
	}
	return out
}

// parallel cuts n rows into parts, one for each processor.
func parallel(n int, f func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), 1+n/4096)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() { f(w*n/workers, (w+1)*n/workers) })
	}
	wait.Wait()
}
