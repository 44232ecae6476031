package exec

import (
	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// step is a piece of work on one tile, or on numbers.
type step interface {
	run(m *machine)
	about() *origin
}

// origin tells which elements a step computes, and at what cost.
type origin struct {
	v     *value
	els   []int32
	kind  string
	flops float64 // per sample, or in all for numbers
}

func (o *origin) about() *origin { return o }

// machine is what a worker runs steps on.
type machine struct {
	env       *Env
	flat      []float64    // all numbers, shared
	mem       [2][]float64 // rows of the loop, and rows kept of the tile
	stride    int
	n         int // samples in the tile
	first     int // number of the first
	scratch   []float64
	canceled  bool
	part      []float64
	packed    []float64
	pack      []int32 // where packed coefficients come from; 0: structural zeros
	tmp       [3][]float64
	to        []int32
	x         [3][]float64
	buf       [3]float64
	matrices  []*kernel.Matrices
	complexes []*kernel.Matrices
}

// row is the row of a slot.
func (m *machine) row(s slot) []float64 {
	at := int(s>>1) * m.stride
	return m.mem[s&1][at : at+m.n : at+m.n]
}

// rows are k rows that follow each other, with what lies between them.
func (m *machine) rows(s slot, k int) []float64 {
	at := int(s>>1) * m.stride
	to := at + (k-1)*m.stride + m.n
	return m.mem[s&1][at:to:to]
}

// operand is the value of a slot for all samples of the tile.
func (m *machine) operand(s slot, tmp int) []float64 {
	if isRow(s) {
		return m.row(s)
	}
	t := m.tmp[tmp][:m.n]
	kernel.Fill(t, m.flat[^s])
	return t
}

// rowOp is an elementwise operation on rows.
type rowOp struct {
	origin
	f     elementwise
	spans []span
	ends  []int // of spans, in rows from the first; made when the step is cut
}

// span is n rows that follow each other, as those of each argument do; an argument may be a number.
type span struct {
	dst slot
	n   int32
	arg [3]slot
}

func (s *rowOp) run(m *machine) {
	for i := range s.spans {
		sp := &s.spans[i]
		number := -1 // an argument that is a number
		rows := 0
		for k := range s.f.arity {
			if isRow(sp.arg[k]) {
				m.x[k] = m.rows(sp.arg[k], int(sp.n))
				rows++
			} else {
				number = k
			}
		}
		switch {
		case number < 0 && !s.f.looks:
			s.f.apply(m.rows(sp.dst, int(sp.n)), &m.x, &m.buf)
		case rows == 2 && number == 1 && s.f.scaled != nil:
			s.f.scaled(m.rows(sp.dst, int(sp.n)), m.x[0], m.flat[^sp.arg[1]], m.x[2])
		case rows == 1 && s.f.number != nil:
			s.f.number(m.rows(sp.dst, int(sp.n)), m.x[1-number], m.flat[^sp.arg[number]], number)
		default:
			s.rowByRow(m, sp)
		}
	}
}

// rowByRow computes a span with numbers among its arguments, or one whose rows are not to be taken together.
func (s *rowOp) rowByRow(m *machine, sp *span) {
	for k := range s.f.arity {
		m.x[k] = m.operand(sp.arg[k], k)
	}
	for r := range sp.n {
		for k := range s.f.arity {
			if isRow(sp.arg[k]) {
				m.x[k] = m.row(sp.arg[k] + 2*r)
			}
		}
		s.f.apply(m.row(sp.dst+2*r), &m.x, &m.buf)
	}
}

// copyRow fills a row with a number, or with another row.
type copyRow struct {
	origin
	dst, src slot
}

func (s *copyRow) run(m *machine) {
	if isRow(s.src) {
		copy(m.row(s.dst), m.row(s.src))
	} else {
		kernel.Fill(m.row(s.dst), m.flat[^s.src])
	}
}

// sum is one element of a reduction: terms are elements base+seg[r] of the argument.
type sum struct {
	dst  slot
	base int32
	seg  []int32
}

// rowReduce reduces rows over elements.
type rowReduce struct {
	origin
	op     ad.Op
	x      []slot // of the argument's elements
	outs   []sum
	joined []int32
}

func (s *rowReduce) run(m *machine) {
	for i := 0; i < len(s.outs); i++ {
		o := &s.outs[i]
		n := 1
		if i < len(s.joined) {
			n = int(s.joined[i])
		}
		s.reduce(m, m.rows(o.dst, n), o, n)
		i += n - 1
	}
}

// reduce computes o and the results after it, in n rows.
func (s *rowReduce) reduce(m *machine, dst []float64, o *sum, n int) {
	var first []float64 // terms so far: none, one, or those in dst
	for _, r := range o.seg {
		x := s.x[o.base+r]
		if x == nought && s.op == ad.Sum {
			continue
		}
		var row []float64
		if isRow(x) {
			row = m.rows(x, n)
		} else {
			row = m.operand(x, 0)
		}
		switch {
		case first == nil:
			if first = row; !isRow(x) {
				copy(dst, row)
				first = dst
			}
		default:
			combineRows(s.op, dst, first, row)
			first = dst
		}
	}
	switch {
	case first == nil:
		kernel.Fill(dst, s.op.Info().Start)
	case &first[0] != &dst[0]:
		copy(dst, first)
	}
}

// settle finds results that follow each other, as their terms do: joined is the number of those from each result on.
func (s *rowReduce) settle(int) {
	s.joined = make([]int32, len(s.outs))
	for i := len(s.outs) - 1; i >= 0; i-- {
		s.joined[i] = 1
		if i+1 < len(s.outs) && s.follows(&s.outs[i], &s.outs[i+1]) {
			s.joined[i] += s.joined[i+1]
		}
	}
}

func (s *rowReduce) follows(a, b *sum) bool {
	if b.dst != a.dst+2 || len(a.seg) != len(b.seg) {
		return false
	}
	for k := range a.seg {
		x, y := s.x[a.base+a.seg[k]], s.x[b.base+b.seg[k]]
		if !(isRow(x) && y == x+2) && !(x == nought && y == nought && s.op == ad.Sum) {
			return false
		}
	}
	return true
}

// rowProducts adds up products of two rows, with a number or without.
type rowProducts struct {
	origin
	f    [3][]slot  // slots of the elements of the factors
	rel  [3][]int32 // offsets of the terms
	n    int        // factors
	outs []product
}

type product struct {
	dst  slot
	base [3]int32
}

func (s *rowProducts) run(m *machine) {
	for i := range s.outs {
		o := &s.outs[i]
		dst := m.row(o.dst)
		kernel.Fill(dst, 0)
	terms:
		for r := range s.rel[0] {
			c := 1.0
			rows := 0
			for k := range s.n {
				x := s.f[k][o.base[k]+s.rel[k][r]]
				switch {
				case x == nought:
					continue terms
				case isRow(x):
					m.x[rows] = m.row(x)
					rows++
				default:
					c *= m.flat[^x]
				}
			}
			m.addProduct(dst, c, rows)
		}
	}
}

// addProduct adds c times the first rows of m.x to dst.
func (m *machine) addProduct(dst []float64, c float64, rows int) {
	switch {
	case rows == 0:
		kernel.AddS(dst, dst, c)
	case rows == 1:
		kernel.Axpy(dst, c, m.x[0])
	case c == 1:
		kernel.MulAdd(dst, m.x[0], m.x[1])
	default:
		t := m.tmp[2][:m.n]
		kernel.Mul(t, m.x[0], m.x[1])
		kernel.Axpy(dst, c, t)
	}
}

// rowArgMax finds where rows are largest, the first of equals.
type rowArgMax struct {
	origin
	x    []slot
	outs []sum
}

func (s *rowArgMax) run(m *machine) {
	best := m.tmp[1][:m.n]
	for i := range s.outs {
		o := &s.outs[i]
		dst := m.row(o.dst)
		kernel.Fill(dst, -1)
		for r, at := range o.seg {
			x := m.operand(s.x[o.base+at], 0)
			for t, v := range x {
				if r == 0 || v > best[t] {
					best[t], dst[t] = v, float64(r)
				}
			}
		}
	}
}

// rowScatter adds rows to the rows that computed positions name.
type rowScatter struct {
	origin
	scattering
	dst []slot // of all elements; nought: not wanted now
}

// scattering are the terms of a Scatter by computed positions.
type scattering struct {
	x      []slot
	index  [][]slot
	offs   [][]int32 // of x and each index, for each position that stays
	rel    [][]int32 // of x and each index, for each term
	to     []int32   // element of the result for each position that stays
	size   []int
	stride []int
}

func (s *rowScatter) run(m *machine) {
	for _, d := range s.dst {
		if isRow(d) {
			kernel.Fill(m.row(d), 0)
		}
	}
	s.each(m, func(x []float64, to []int32) {
		for t, e := range to {
			if e < 0 {
				continue
			}
			if d := s.dst[e]; isRow(d) {
				m.row(d)[t] += x[t]
			}
		}
	})
}

// each visits all terms: what is added for each sample of the tile, and to which element; -1: to none.
func (s *scattering) each(m *machine, visit func(x []float64, to []int32)) {
	to := m.to[:m.n]
	for i, start := range s.to {
		for r, rx := range s.rel[0] {
			x := s.x[s.offs[0][i]+rx]
			if x == nought {
				continue
			}
			for t := range to {
				to[t] = start
			}
			for k, index := range s.index {
				at := m.operand(index[s.offs[k+1][i]+s.rel[k+1][r]], 1)
				size, stride := float64(s.size[k]), int32(s.stride[k])
				for t, p := range at {
					if !(p >= 0 && p < size) {
						to[t] = -1
					} else if to[t] >= 0 {
						to[t] += int32(p) * stride
					}
				}
			}
			visit(m.operand(x, 0), to)
		}
	}
}
