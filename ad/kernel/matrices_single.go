package kernel

import (
	"math"
	"math/cmplx"
)

// eliminator treats the matrix of one lane alone. It keeps the decomposition in that lane of a: L with unit diagonal,
// and U.
type eliminator interface {
	decompose(m *Matrices, lane int)
	invert(m *Matrices, lane int)
	solve(m *Matrices, lane, r int, x []float64, stride int)
}

// single is a matrix of numbers of type T.
type single[T float64 | complex128] struct {
	n     int
	a, x  []T
	perm  []int
	size  func(x T) float64 // by which pivots are chosen
	unit  func(x T) (log float64, phase T)
	read  func(element []float64, lane int) T
	write func(element []float64, lane int, x T)
}

func newSingle[T float64 | complex128](n int) *single[T] {
	return &single[T]{n: n, a: make([]T, n*n), x: make([]T, n), perm: make([]int, n)}
}

func newReal(n int) *single[float64] {
	s := newSingle[float64](n)
	s.size = math.Abs
	s.unit = func(x float64) (log, phase float64) { return math.Log(math.Abs(x)), truth(x > 0) - truth(x < 0) }
	s.read = func(element []float64, lane int) float64 { return element[lane] }
	s.write = func(element []float64, lane int, x float64) { element[lane] = x }
	return s
}

func newComplex(n int) *single[complex128] {
	s := newSingle[complex128](n)
	s.size = func(x complex128) float64 { return math.Abs(real(x)) + math.Abs(imag(x)) }
	s.unit = func(x complex128) (log float64, phase complex128) {
		size := cmplx.Abs(x)
		if size == 0 {
			return math.Log(size), 0
		}
		return math.Log(size), complex(real(x)/size, imag(x)/size)
	}
	s.read = func(element []float64, lane int) complex128 { return complex(element[lane], element[Group+lane]) }
	s.write = func(element []float64, lane int, x complex128) { element[lane], element[Group+lane] = real(x), imag(x) }
	return s
}

func (s *single[T]) decompose(m *Matrices, lane int) {
	for e := range s.a {
		s.a[e] = s.read(m.at(m.src, e), lane)
	}
	logdet, phase := s.lu()
	m.logdet[lane] = logdet
	s.write(m.phase[:], lane, phase)
	for i, from := range s.perm {
		for j := range s.n {
			s.write(m.at(m.a, i*(s.n+1)+j), lane, s.a[i*s.n+j])
		}
		m.at(m.a, i*(s.n+1)+s.n)[lane] = float64(from)
	}
}

// lu is elimination by rows. Where a factor is zero the row stays, whatever the pivot row holds.
func (s *single[T]) lu() (logdet float64, phase T) {
	n, a := s.n, s.a
	for i := range s.perm {
		s.perm[i] = i
	}
	phase = 1
	for k := range n {
		best := k
		for i := k + 1; i < n; i++ {
			if s.size(a[i*n+k]) > s.size(a[best*n+k]) {
				best = i
			}
		}
		if best != k {
			for j := range n {
				a[k*n+j], a[best*n+j] = a[best*n+j], a[k*n+j]
			}
			s.perm[k], s.perm[best] = s.perm[best], s.perm[k]
			phase = -phase
		}
		pivot := a[k*n+k]
		log, unit := s.unit(pivot)
		logdet, phase = logdet+log, phase*unit
		if pivot == 0 {
			continue
		}
		for i := k + 1; i < n; i++ {
			f := a[i*n+k] / pivot
			a[i*n+k] = f
			if f != 0 {
				for j := k + 1; j < n; j++ {
					a[i*n+j] -= f * a[k*n+j]
				}
			}
		}
	}
	return logdet, phase
}

// load takes the decomposition of a lane.
func (s *single[T]) load(m *Matrices, lane int) {
	for i := range s.n {
		for j := range s.n {
			s.a[i*s.n+j] = s.read(m.at(m.a, i*(s.n+1)+j), lane)
		}
		s.perm[i] = m.origin(i, lane)
	}
}

func (s *single[T]) invert(m *Matrices, lane int) {
	s.load(m, lane)
	for j := range s.n {
		for i, from := range s.perm {
			s.x[i] = 0
			if from == j {
				s.x[i] = 1
			}
		}
		s.column(m, lane, j, s.n)
	}
}

// solve is given right sides in rows of stride elements, and takes the first r.
func (s *single[T]) solve(m *Matrices, lane, r int, x []float64, stride int) {
	s.load(m, lane)
	for j := range r {
		for i, from := range s.perm {
			s.x[i] = s.read(m.at(x, from*stride+j), lane)
		}
		s.column(m, lane, j, r)
	}
}

// column solves for x, whose rows are exchanged, and puts the solution into column j of r in b.
func (s *single[T]) column(m *Matrices, lane, j, r int) {
	n, x := s.n, s.x
	for i := range n {
		for k := range i {
			x[i] -= s.a[i*n+k] * x[k]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= s.a[i*n+k] * x[k]
		}
		x[i] /= s.a[i*n+i]
		s.write(m.at(m.b, i*r+j), lane, x[i])
	}
}
