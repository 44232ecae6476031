package optim

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// Method is a rule of minimisation with its constants.
type Method interface {
	// Check fails if a constant is outside its range.
	Check() error
	// Start gives the optimizer of parameter stores with these lengths, before the first step.
	Start(sizes []int) Optimizer
}

// Optimizer minimises step by step. The lists params and grads have one slice for each store, with
// the lengths given to Start.
type Optimizer interface {
	// Step moves the parameters once against the gradient at learning rate lr.
	Step(params, grads [][]float64, lr float64)
	// Shrink scales what Step remembers as if all gradients so far had been so many times as long.
	Shrink(by float64)
	// State is all that Step remembers, in a fixed order. The slices are the optimizer's own and
	// change with the next step.
	State() []Slice
	// Restore takes over a saved state; values are found by name, others are left unread. If one
	// is missing or has another length, it fails and changes nothing.
	Restore(saved map[string][]float64) error
}

// Slice is a part of a state under a name that is its own within the optimizer.
type Slice struct {
	Name   string
	Values []float64
}

// SGD is gradient descent with momentum μ: v ← μ v + g, θ ← θ - lr·v. The velocity v starts at 0.
type SGD struct {
	Momentum float64 // in [0, 1)
}

// Adam is the method of Kingma and Ba (arXiv:1412.6980, algorithm 1). With a weight decay λ it is
// AdamW of Loshchilov and Hutter (arXiv:1711.05101, algorithm 2): the parameters also shrink by
// lr·λ each step, apart from the averages of the gradient.
type Adam struct {
	Beta1, Beta2 float64 // in [0, 1): decay of the averages of g and g²
	Eps          float64 // positive
	Decay        float64 // not negative
}

// DefaultAdam has the constants of the paper and no decay.
var DefaultAdam = Adam{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}

// Check implements Method.
func (m SGD) Check() error {
	return fraction("momentum", m.Momentum)
}

// Check implements Method.
func (m Adam) Check() error {
	if err := fraction("beta1", m.Beta1); err != nil {
		return err
	}
	if err := fraction("beta2", m.Beta2); err != nil {
		return err
	}
	if !(m.Eps > 0) || math.IsInf(m.Eps, 0) {
		return fmt.Errorf("eps of adam is %v: it must be a positive number", m.Eps)
	}
	if !(m.Decay >= 0) || math.IsInf(m.Decay, 0) {
		return fmt.Errorf("weight decay is %v: it must be zero or a positive number", m.Decay)
	}
	return nil
}

func fraction(name string, x float64) error {
	if !(x >= 0 && x < 1) {
		return fmt.Errorf("%s is %v: it must be at least 0 and less than 1", name, x)
	}
	return nil
}

type sgd struct {
	SGD
	state
	v [][]float64
}

// Start implements Method.
func (m SGD) Start(sizes []int) Optimizer {
	o := &sgd{SGD: m}
	if m.Momentum > 0 {
		o.v = o.stores("velocity", sizes)
	}
	return o
}

func (o *sgd) Step(params, grads [][]float64, lr float64) {
	for k, p := range params {
		direction := grads[k]
		if o.v != nil {
			direction = o.v[k]
			for i, g := range grads[k] {
				direction[i] = o.Momentum*direction[i] + g
			}
		}
		for i, d := range direction {
			p[i] -= lr * d
		}
	}
}

func (o *sgd) Shrink(by float64) { scale(o.v, by) }

// Share does jobs 0 … n-1, several at a time if it can.
type Share func(n int, job func(i int))

// Sharing is an optimizer whose steps several workers can share, with the same bits for any number of them.
type Sharing interface {
	Optimizer
	ShareWith(share Share)
}

type adam struct {
	Adam
	state
	steps []float64 // how many steps were made
	m, v  [][]float64

	share Share
	parts []part
	job   func(i int)

	// Of the present step.
	params, grads   [][]float64
	rate, keep, eps float64
}

// part is a range of one store, the work of one worker at a time.
type part struct{ store, from, to int }

const partSize = 1 << 13

// Start implements Method.
func (m Adam) Start(sizes []int) Optimizer {
	o := &adam{Adam: m}
	o.steps = o.store("steps", 1)
	o.m = o.stores("mean", sizes)
	o.v = o.stores("square", sizes)
	for k, n := range sizes {
		for from := 0; from < n; from += partSize {
			o.parts = append(o.parts, part{k, from, min(from+partSize, n)})
		}
	}
	o.job = o.update
	o.share = func(n int, job func(i int)) {
		for i := range n {
			job(i)
		}
	}
	return o
}

// ShareWith implements Sharing.
func (o *adam) ShareWith(share Share) { o.share = share }

func (o *adam) Step(params, grads [][]float64, lr float64) {
	o.steps[0]++
	c1 := 1 - math.Pow(o.Beta1, o.steps[0])
	c2 := math.Sqrt(1 - math.Pow(o.Beta2, o.steps[0]))
	o.params, o.grads = params, grads
	o.rate, o.keep, o.eps = lr*c2/c1, 1-lr*o.Decay, o.Eps*c2
	o.share(len(o.parts), o.job)
}

// update moves the parameters of part i.
func (o *adam) update(i int) {
	q := o.parts[i]
	p := o.params[q.store][q.from:q.to]
	if o.Decay > 0 {
		kernel.MulS(p, p, o.keep)
	}
	kernel.Adam(p, o.grads[q.store][q.from:q.to], o.m[q.store][q.from:], o.v[q.store][q.from:], o.rate, o.Beta1, o.Beta2, o.eps)
}

func (o *adam) Shrink(by float64) {
	scale(o.m, by)
	scale(o.v, by*by)
}

// state collects the slices of an optimizer as they are made.
type state struct {
	slices []Slice
}

func (s *state) store(name string, n int) []float64 {
	values := make([]float64, n)
	s.slices = append(s.slices, Slice{Name: name, Values: values})
	return values
}

func (s *state) stores(name string, sizes []int) [][]float64 {
	list := make([][]float64, len(sizes))
	for k, n := range sizes {
		list[k] = s.store(fmt.Sprintf("%s.%d", name, k), n)
	}
	return list
}

// State implements Optimizer.
func (s *state) State() []Slice { return s.slices }

// Restore implements Optimizer.
func (s *state) Restore(saved map[string][]float64) error {
	for _, part := range s.slices {
		values, ok := saved[part.Name]
		if !ok {
			return fmt.Errorf("the saved state of the optimizer lacks %q: it was saved by another method", part.Name)
		}
		if len(values) != len(part.Values) {
			return fmt.Errorf("the saved state %q has %d numbers, but the parameters need %d", part.Name, len(values), len(part.Values))
		}
	}
	for _, part := range s.slices {
		copy(part.Values, saved[part.Name])
	}
	return nil
}

// Norm is the root of the sum of the squares of all numbers, without overflow on the way; NaN if
// one of them is.
func Norm(lists [][]float64) float64 {
	square := 0.0
	for _, list := range lists {
		square += kernel.Dot(list, list)
	}
	const small, large = 0x1p-900, 0x1p1000 // no square that counts has lost bits, none is infinite
	if small < square && square < large {
		return math.Sqrt(square)
	}
	return scaledNorm(lists)
}

// scaledNorm divides by the largest number before it squares.
func scaledNorm(lists [][]float64) float64 {
	largest := 0.0
	for _, list := range lists {
		for _, x := range list {
			largest = max(largest, math.Abs(x)) // NaN stays
		}
	}
	if largest == 0 || math.IsInf(largest, 0) || math.IsNaN(largest) {
		return largest
	}
	sum := 0.0
	for _, list := range lists {
		for _, x := range list {
			sum += x / largest * (x / largest)
		}
	}
	return largest * math.Sqrt(sum)
}
