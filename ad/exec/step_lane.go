package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// panels are products of numbers and rows, added up: packed panels of coefficients times rows.
type panels struct {
	origin
	list []panel
}

// panel is up to eight sums over the same rows.
type panel struct {
	dst, src         []int // row numbers, then offsets
	dstKept, srcKept uint8
	from             []int32 // numbers with which sums begin
	fresh            bool    // sums begin here
	partial          bool    // some coefficients are structural zeros
	at               int     // in the packed coefficients
}

func (s *panels) run(m *machine) {
	for i := range s.list {
		q := &s.list[i]
		c := m.mem[q.dstKept]
		if q.fresh {
			for i, at := range q.dst {
				kernel.Fill(c[at:at+m.n], m.flat[q.from[i]])
			}
		}
		if len(q.src) > 0 {
			kernel.MulRows(len(q.src), m.packed[q.at:], m.mem[q.srcKept], q.src, c, q.dst, m.n)
		}
		if q.partial {
			for i, at := range q.dst {
				if math.IsNaN(kernel.Sum(c[at : at+m.n])) {
					q.again(m, i, c[at:at+m.n])
				}
			}
		}
	}
}

// again computes a sum term by term: a structural zero times an infinity is 0.
func (q *panel) again(m *machine, i int, dst []float64) {
	kernel.Fill(dst, m.flat[q.from[i]])
	for j, at := range q.src {
		if k := q.at + kernel.Panel*j + i; m.pack[k] != 0 {
			kernel.Axpy(dst, m.packed[k], m.mem[q.srcKept][at:at+m.n])
		}
	}
}

func (s *panels) scale(stride int) {
	for i := range s.list {
		scale(s.list[i].dst, stride)
		scale(s.list[i].src, stride)
	}
}

func scale(rows []int, stride int) {
	for i := range rows {
		rows[i] *= stride
	}
}

// dots are sums along the lane of products of two rows: for each block, rows a with rows b.
type dots struct {
	origin
	blocks []dotBlock
	column []int32 // while blocks are made: column of each element of the second factor
}

// dotBlock adds up the products of len(a)/terms rows with len(b)/terms rows, once for each term.
type dotBlock struct {
	a, b         []int // row numbers, then offsets; one term after the other
	aKept, bKept uint8
	terms        int
	at           int // in the partial results
}

func (s *dots) run(m *machine) {
	for i := range s.blocks {
		q := &s.blocks[i]
		rows, cols := len(q.a)/q.terms, len(q.b)/q.terms
		c := m.part[q.at : q.at+rows*cols]
		if rows*cols == 1 {
			q.dot(m, c)
			continue
		}
		for r := range q.terms {
			kernel.DotRows(m.n, m.mem[q.aKept], q.a[r*rows:(r+1)*rows], m.mem[q.bKept], q.b[r*cols:(r+1)*cols], c, cols)
		}
	}
}

// dot is a block of one row with one row.
func (q *dotBlock) dot(m *machine, c []float64) {
	for r, a := range q.a {
		b := q.b[r]
		c[0] += kernel.Dot(m.mem[q.aKept][a:a+m.n], m.mem[q.bKept][b:b+m.n])
	}
}

func (s *dots) scale(stride int) {
	for i := range s.blocks {
		scale(s.blocks[i].a, stride)
		scale(s.blocks[i].b, stride)
	}
}

// laneReduce reduces rows along the lane, and over elements too.
type laneReduce struct {
	origin
	op   ad.Op
	x    []slot
	outs []sum // dst: place in the partial results
}

func (s *laneReduce) run(m *machine) {
	for i := range s.outs {
		o := &s.outs[i]
		acc := m.part[o.dst]
		for _, r := range o.seg {
			x := s.x[o.base+r]
			if x == nought && s.op == ad.Sum {
				continue
			}
			acc = combine(s.op, acc, fold(s.op, m.operand(x, 0)))
		}
		m.part[o.dst] = acc
	}
}

// laneArgMax finds the sample with the largest value, the first of equals.
type laneArgMax struct {
	origin
	x  []slot
	at int // in the partial results: values, then samples
}

func (s *laneArgMax) run(m *machine) {
	n := len(s.x)
	for i, x := range s.x {
		best, at := &m.part[s.at+i], &m.part[s.at+n+i]
		for t, v := range m.operand(x, 0) {
			if v > *best || *at < 0 {
				*best, *at = v, float64(m.first+t)
			}
		}
	}
}

// laneScatter adds values to the numbers that computed positions name.
type laneScatter struct {
	origin
	scattering
	at int // in the partial results
}

func (s *laneScatter) run(m *machine) {
	s.each(m, func(to, _ int, v float64) { m.part[s.at+to] += v })
}

// gathered stores the rows of all tiles as numbers.
type stored struct {
	origin
	src []slot
	at  []int // place of sample 0 of each row
	dst int   // in the numbers; -1: an output
	out []float64
	by  int // between samples
}

func (s *stored) run(m *machine) {
	to := s.out
	if s.dst >= 0 {
		to = m.flat[s.dst:]
	}
	for i, x := range s.src {
		row := m.operand(x, 0)
		at := s.at[i] + m.first*s.by
		if s.by == 1 {
			copy(to[at:], row)
			continue
		}
		for _, v := range row {
			to[at] = v
			at += s.by
		}
	}
}
