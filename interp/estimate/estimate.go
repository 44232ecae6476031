package estimate

import (
	"math"
	"math/cmplx"
	"slices"
	"sync/atomic"
)

// Base is one measured real number; measurements are independent of each other.
type Base struct {
	Mean float64
	Err  float64 // standard error of the mean
	N    int     // (effective) number of samples, 0 if unknown
	id   uint64  // bases are ordered by when they were made
}

var bases atomic.Uint64

// term is a base and the derivative of the estimate with respect to it.
type term struct {
	base  *Base
	slope complex128
}

// Estimate is constant + Σ slope × base, the first-order form of a function of measurements.
// Estimates are immutable. A number without an error is an estimate without terms.
type Estimate struct {
	constant complex128
	terms    []term // by base; no slope is zero
	complex  bool
	biased   bool
}

// Exact is a number without an error.
func Exact(v float64) *Estimate { return &Estimate{constant: complex(v, 0)} }

// ExactComplex is a complex number without an error.
func ExactComplex(z complex128) *Estimate { return &Estimate{constant: z, complex: true} }

// Measured is a new, independent measurement from n samples. With err 0 it is exact.
func Measured(mean, err float64, n int) *Estimate {
	if err == 0 {
		return Exact(mean)
	}
	return &Estimate{terms: []term{{newBase(mean, err, n), 1}}}
}

// MeasuredComplex is a new measurement of a complex number, with the errors of its parts.
func MeasuredComplex(mean complex128, errRe, errIm float64, n int) *Estimate {
	e := &Estimate{complex: true}
	for _, part := range []struct {
		mean, err float64
		unit      complex128
	}{{real(mean), errRe, 1}, {imag(mean), errIm, 1i}} {
		if part.err == 0 {
			e.constant += complex(part.mean, 0) * part.unit
		} else {
			e.terms = append(e.terms, term{newBase(part.mean, part.err, n), part.unit})
		}
	}
	return e
}

func newBase(mean, err float64, n int) *Base {
	return &Base{Mean: mean, Err: err, N: n, id: bases.Add(1)}
}

// Complex is the value as a complex number.
func (e *Estimate) Complex() complex128 {
	z := e.constant
	for _, t := range e.terms {
		z += scale(t.slope, t.base.Mean)
	}
	return z
}

// Mean is the (real part of the) value.
func (e *Estimate) Mean() float64 { return real(e.Complex()) }

// Err is the standard error; of a complex number the root mean square distance from the mean.
func (e *Estimate) Err() float64 {
	return e.norm(func(c complex128) float64 { return cmplx.Abs(c) })
}

// ErrParts are the standard errors of the real and of the imaginary part.
func (e *Estimate) ErrParts() (re, im float64) {
	re = e.norm(func(c complex128) float64 { return real(c) })
	return re, e.norm(func(c complex128) float64 { return imag(c) })
}

// norm adds errors in quadrature.
func (e *Estimate) norm(size func(complex128) float64) float64 {
	r := 0.0
	for _, t := range e.terms {
		r = math.Hypot(r, size(t.slope)*t.base.Err)
	}
	return r
}

// N is the smallest number of samples among the measurements, 0 for an exact number.
func (e *Estimate) N() int {
	n := 0
	for _, t := range e.terms {
		if t.base.N > 0 && (n == 0 || t.base.N < n) {
			n = t.base.N
		}
	}
	return n
}

// IsExact tells whether the value has no error.
func (e *Estimate) IsExact() bool { return len(e.terms) == 0 }

// IsComplex tells whether the value is a complex number.
func (e *Estimate) IsComplex() bool { return e.complex }

// Biased tells whether a non-linear function of measurements was taken: its expectation is not the
// function of the expectation, by an amount of the order of the squared error.
func (e *Estimate) Biased() bool { return e.biased }

// Add is a + b.
func Add(a, b *Estimate) *Estimate { return combine(a, b, a.constant+b.constant, 1, 1) }

// Sub is a - b.
func Sub(a, b *Estimate) *Estimate { return combine(a, b, a.constant-b.constant, 1, -1) }

// Neg is -a.
func Neg(a *Estimate) *Estimate { return Sub(Exact(0), a) }

// Mul is a·b: exact to first order, and biased where a and b share measurements.
func Mul(a, b *Estimate) *Estimate {
	x, y := a.Complex(), b.Complex()
	switch {
	case a.IsExact():
		return combine(a, b, a.constant*b.constant, 0, x)
	case b.IsExact():
		return combine(a, b, a.constant*b.constant, y, 0)
	}
	return a.with(b, x*y, y, x, shared(a, b))
}

// Div is a/b. Dividing by a measurement is not linear.
func Div(a, b *Estimate) *Estimate {
	x, y := a.Complex(), b.Complex()
	if b.IsExact() {
		return combine(a, b, quotient(a.constant, y), quotient(1, y), 0)
	}
	z := quotient(x, y)
	return a.with(b, z, quotient(1, y), -quotient(z, y), true)
}

// Func is a function of an estimate, given its value and derivative there. It counts as
// non-linear unless a is exact.
func Func(a *Estimate, value, slope complex128) *Estimate {
	return a.with(Exact(0), value, slope, 0, true)
}

// Func2 is a function of two estimates, given its value and its derivatives there.
func Func2(a, b *Estimate, value, slopeA, slopeB complex128) *Estimate {
	return a.with(b, value, slopeA, slopeB, true)
}

// Re is the real part.
func Re(a *Estimate) *Estimate {
	return a.parts(func(z complex128) complex128 { return complex(real(z), 0) })
}

// Im is the imaginary part.
func Im(a *Estimate) *Estimate {
	return a.parts(func(z complex128) complex128 { return complex(imag(z), 0) })
}

// Conj is the complex conjugate.
func Conj(a *Estimate) *Estimate {
	e := a.parts(cmplx.Conj)
	e.complex = a.complex
	return e
}

// Abs is the absolute value, a real number. It is not linear, even where the sign is clear.
func Abs(a *Estimate) *Estimate {
	z := a.Complex()
	r := cmplx.Abs(z)
	if r == 0 {
		return a.realFunc(0, func(c complex128) float64 { return cmplx.Abs(c) })
	}
	return a.realFunc(r, func(c complex128) float64 { return real(cmplx.Conj(z)*c) / r })
}

// Arg is the phase, a real number in (-π, π].
func Arg(a *Estimate) *Estimate {
	z := a.Complex()
	return a.realFunc(cmplx.Phase(z), func(c complex128) float64 { return imag(c / z) })
}

// Sigmas is the distance of two estimates in standard errors of their difference: 0 for equal
// exact numbers, infinite for different ones.
func Sigmas(a, b *Estimate) float64 {
	d := Sub(a, b)
	x, s := cmplx.Abs(d.Complex()), d.Err()
	if x == 0 {
		return 0
	}
	return x / s
}

// parts applies a real-linear map.
func (e *Estimate) parts(f func(complex128) complex128) *Estimate {
	out := &Estimate{constant: f(e.constant), biased: e.biased}
	for _, t := range e.terms {
		out.add(t.base, f(t.slope))
	}
	return out
}

// realFunc is a real function with the given value; slope maps a change of e to a change of it.
func (e *Estimate) realFunc(value float64, slope func(complex128) float64) *Estimate {
	out := &Estimate{constant: complex(value, 0), biased: e.biased || !e.IsExact()}
	for _, t := range e.terms {
		s := slope(t.slope)
		out.constant -= complex(s*t.base.Mean, 0)
		out.add(t.base, complex(s, 0))
	}
	return out
}

// with is a function of a and b by value and derivatives.
func (a *Estimate) with(b *Estimate, value, slopeA, slopeB complex128, bends bool) *Estimate {
	e := combine(a, b, 0, slopeA, slopeB)
	e.constant = value - e.Complex()
	e.biased = e.biased || bends && !(a.IsExact() && b.IsExact())
	e.complex = e.complex || imag(value) != 0
	return e
}

// combine has the given constant and the terms x·a + y·b; what cancels leaves.
func combine(a, b *Estimate, constant, x, y complex128) *Estimate {
	e := &Estimate{constant: constant, complex: a.complex || b.complex, biased: a.biased || b.biased}
	e.terms = make([]term, 0, len(a.terms)+len(b.terms))
	i, j := 0, 0
	for i < len(a.terms) || j < len(b.terms) {
		switch {
		case j == len(b.terms) || i < len(a.terms) && a.terms[i].base.id < b.terms[j].base.id:
			e.add(a.terms[i].base, a.terms[i].slope*x)
			i++
		case i == len(a.terms) || b.terms[j].base.id < a.terms[i].base.id:
			e.add(b.terms[j].base, b.terms[j].slope*y)
			j++
		default:
			e.add(a.terms[i].base, a.terms[i].slope*x+b.terms[j].slope*y)
			i, j = i+1, j+1
		}
	}
	return e
}

func (e *Estimate) add(b *Base, slope complex128) {
	if slope != 0 {
		e.terms = append(e.terms, term{b, slope})
	}
}

// shared tells whether two estimates rest on a common measurement.
func shared(a, b *Estimate) bool {
	return slices.ContainsFunc(a.terms, func(t term) bool {
		return slices.ContainsFunc(b.terms, func(u term) bool { return t.base == u.base })
	})
}

// scale multiplies by a real number, part by part, so that 0 times infinity appears only where it is.
func scale(z complex128, x float64) complex128 {
	out := complex(real(z)*x, 0)
	if imag(z) != 0 {
		out += complex(0, imag(z)*x)
	}
	return out
}

// quotient divides real numbers as real numbers: 1/0 is infinite, without an imaginary NaN.
func quotient(x, y complex128) complex128 {
	if imag(x) == 0 && imag(y) == 0 {
		return complex(real(x)/real(y), 0)
	}
	return x / y
}
