package exec

import (
	"maps"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// nearBytes is how many bytes of rows stay in the second-level cache while a step reads them again and again, and other
// things once.
const nearBytes = 512 << 10

// nearRows is how many rows that is.
func nearRows(stride int) int { return max(1, nearBytes/8/stride) }

// panels are products of numbers and rows, added up: packed panels of coefficients times rows. All panels read some
// rows before the next ones.
type panels struct {
	origin
	list []panel
}

// panel is up to eight sums over the same rows.
type panel struct {
	dst, src         []int // row numbers, then offsets
	dstKept, srcKept uint8
	fresh            bool // sums begin here, with the numbers of the first column of coefficients
	partial          bool // some coefficients are structural zeros
	at               int  // in the packed coefficients
}

func (s *panels) run(m *machine) {
	near := nearRows(m.stride)
	for from, more := 0, true; more; from += near {
		more = false
		for i := range s.list {
			q := &s.list[i]
			q.run(m, from, min(from+near, len(q.src)))
			more = more || from+near < len(q.src)
		}
	}
}

// run adds the terms from … to-1.
func (q *panel) run(m *machine, from, to int) {
	if from > 0 && from >= to {
		return
	}
	c, b, a := m.mem[q.dstKept], m.mem[q.srcKept], m.packed[q.at:]
	first := a
	if q.fresh {
		a = a[kernel.Panel:]
	}
	if from > 0 || !q.fresh {
		kernel.MulRows(to-from, a[kernel.Panel*from:], b, q.src[from:to], c, q.dst, m.n)
	} else {
		kernel.MulRowsFrom(first[:kernel.Panel], to, a, b, q.src, c, q.dst, m.n)
	}
	if !q.fresh || !q.partial || to < len(q.src) {
		return
	}
	for i, at := range q.dst {
		if math.IsNaN(kernel.Sum(c[at : at+m.n])) {
			q.again(m, i, c[at:at+m.n])
		}
	}
}

// again computes a sum term by term: a structural zero times an infinity is 0.
func (q *panel) again(m *machine, i int, dst []float64) {
	kernel.Fill(dst, m.packed[q.at+i])
	for j, at := range q.src {
		if k := q.at + kernel.Panel*(j+1) + i; m.pack[k] != 0 {
			kernel.Axpy(dst, m.packed[k], m.mem[q.srcKept][at:at+m.n])
		}
	}
}

func (s *panels) settle(stride int) {
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

// shareSources makes panels that read the same rows, or the first of these, share the list of them: those lists, which a
// tile runs through with the coefficients, are then shorter.
func (l *loop) shareSources() {
	longest := map[int][]int{} // by first row
	share := func(s *panels) {
		for i := len(s.list) - 1; i >= 0; i-- {
			q := &s.list[i]
			n := len(q.src)
			if n == 0 {
				continue
			}
			if all := longest[q.src[0]]; n <= len(all) && slices.Equal(q.src, all[:n]) {
				q.src = all[:n:n]
			} else {
				longest[q.src[0]] = q.src
			}
		}
	}
	for _, s := range slices.Backward(l.steps) {
		switch s := s.(type) {
		case *panels:
			share(s)
		case *strip:
			for _, q := range slices.Backward(s.pieces) {
				if q, ok := q.(*panels); ok {
					share(q)
				}
			}
		}
	}
}

// dots are sums along the lane of products of two rows: for each block, rows a with rows b.
type dots struct {
	origin
	blocks []dotBlock
}

// dotBlock adds products of rows to a matrix of partial results. The rows of its parts follow each
// other in a and b.
type dotBlock struct {
	a, b         []int // row numbers, then offsets
	aKept, bKept uint8
	width        int // columns of the matrix
	parts        []dotPart
}

// dotPart is the product of some rows with some others; at is the first of its partial results.
type dotPart struct{ rows, cols, at int }

func (s *dots) run(m *machine) {
	for i := range s.blocks {
		q := &s.blocks[i]
		a, b := q.a, q.b
		for _, p := range q.parts {
			if p.rows*p.cols == 1 {
				x, y := m.mem[q.aKept][a[0]:], m.mem[q.bKept][b[0]:]
				m.part[p.at] += kernel.Dot(x[:m.n], y[:m.n])
			} else {
				kernel.DotRows(m.n, m.mem[q.aKept], a[:p.rows], m.mem[q.bKept], b[:p.cols], m.part[p.at:], q.width)
			}
			a, b = a[p.rows:], b[p.cols:]
		}
	}
}

func (s *dots) settle(stride int) {
	for i := range s.blocks {
		scale(s.blocks[i].a, stride)
		scale(s.blocks[i].b, stride)
	}
	for i := range s.blocks {
		for _, p := range s.blocks[i].parts {
			if p.cols > nearRows(stride) {
				s.sortBlocks(stride * nearRows(stride))
				return
			}
		}
	}
}

// sortBlocks cuts the blocks into such that read rows of one range of memory, and sorts them by that: the rows of a range
// stay in the second-level cache while all blocks that read them do so.
func (s *dots) sortBlocks(size int) {
	ranges := map[int][]dotBlock{}
	for i := range s.blocks {
		q := &s.blocks[i]
		a, b := q.a, q.b
		for _, p := range q.parts {
			for j, k := 0, 0; j < p.cols; j = k {
				at := b[j] / size
				for k = j + 1; k < p.cols && b[k]/size == at; k++ {
				}
				ranges[at] = append(ranges[at], dotBlock{
					a: a[:p.rows], b: b[j:k], aKept: q.aKept, bKept: q.bKept,
					width: q.width, parts: []dotPart{{p.rows, k - j, p.at + j}},
				})
			}
			a, b = a[p.rows:], b[p.cols:]
		}
	}
	s.blocks = s.blocks[:0]
	for _, at := range slices.Sorted(maps.Keys(ranges)) {
		s.blocks = append(s.blocks, ranges[at]...)
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
	part := m.part[s.at:]
	s.each(m, func(x []float64, to []int32) {
		for t, e := range to {
			if e >= 0 {
				part[e] += x[t]
			}
		}
	})
}

// stored keeps the rows of all tiles as numbers.
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
