package exec

import "github.com/gibbs-lang/gibbs/ad"

// chunk is the number of numbers that are treated together.
const chunk = 512

// numbers is an operand of a step on numbers: those at tab[i], or at + i*by.
type numbers struct {
	tab    []int32
	at, by int
}

// operandOf finds the simplest form of a table.
func operandOf(tab []int32) numbers {
	if len(tab) == 0 {
		return numbers{}
	}
	by := 0
	if len(tab) > 1 {
		by = int(tab[1] - tab[0])
	}
	if by == 0 || by == 1 {
		for i, at := range tab {
			if int(at) != int(tab[0])+i*by {
				return numbers{tab: tab}
			}
		}
		return numbers{at: int(tab[0]), by: by}
	}
	return numbers{tab: tab}
}

// load returns numbers i … i+n-1.
func (o *numbers) load(m *machine, i, n, tmp int) []float64 {
	if o.tab == nil && o.by == 1 {
		return m.flat[o.at+i : o.at+i+n]
	}
	t := m.tmp[tmp][:n]
	if o.tab == nil {
		for k := range t {
			t[k] = m.flat[o.at]
		}
		return t
	}
	for k, at := range o.tab[i : i+n] {
		t[k] = m.flat[at]
	}
	return t
}

// divisible is a step on numbers that workers can share.
type divisible interface {
	step
	length() int
	piece(m *machine, from, to int)
}

// flatOp is an elementwise operation on numbers.
type flatOp struct {
	origin
	f    elementwise
	dst  int
	n    int
	args [3]numbers
}

func (s *flatOp) run(m *machine) { s.piece(m, 0, s.n) }

func (s *flatOp) length() int { return s.n }

func (s *flatOp) piece(m *machine, from, to int) {
	for i := from; i < to; i += chunk {
		n := min(chunk, to-i)
		for k := range s.f.arity {
			m.x[k] = s.args[k].load(m, i, n, k)
		}
		s.f.apply(m.flat[s.dst+i:s.dst+i+n], &m.x, &m.buf)
	}
}

// flatReduce reduces numbers over elements.
type flatReduce struct {
	origin
	op   ad.Op
	x    []slot
	outs []sum // dst: a number
}

func (s *flatReduce) run(m *machine) { s.piece(m, 0, len(s.outs)) }

func (s *flatReduce) length() int { return len(s.outs) }

func (s *flatReduce) piece(m *machine, from, to int) {
	for i := range s.outs[from:to] {
		o := &s.outs[from+i]
		acc := s.op.Info().Start
		for _, r := range o.seg {
			acc = combine(s.op, acc, m.flat[^s.x[o.base+r]])
		}
		m.flat[o.dst] = acc
	}
}

// flatArgMax finds where numbers are largest, the first of equals.
type flatArgMax struct {
	origin
	x    []slot
	outs []sum
}

func (s *flatArgMax) run(m *machine) {
	for i := range s.outs {
		o := &s.outs[i]
		best, at := 0.0, -1
		for r, x := range o.seg {
			if v := m.flat[^s.x[o.base+x]]; at < 0 || v > best {
				best, at = v, r
			}
		}
		m.flat[o.dst] = float64(at)
	}
}

// flatGather reads numbers at computed positions.
type flatGather struct {
	rowGather
}

func (s *flatGather) run(m *machine) {
	for i := range s.outs {
		o := &s.outs[i]
		m.flat[o.dst] = m.pick(&s.rowGather, o, 0)
	}
}

// flatScatter adds numbers to those that computed positions name.
type flatScatter struct {
	origin
	scattering
	dst []int32 // of all elements; -1: not wanted
}

func (s *flatScatter) run(m *machine) {
	for _, d := range s.dst {
		if d >= 0 {
			m.flat[d] = 0
		}
	}
	s.each(m, func(x []float64, to []int32) {
		if to[0] < 0 {
			return
		}
		if d := s.dst[to[0]]; d >= 0 {
			m.flat[d] += x[0]
		}
	})
}
