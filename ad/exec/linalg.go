package exec

import "github.com/gibbs-lang/gibbs/ad"

// matrices decomposes matrices, one for each sample: their log|det|, the signs of their determinants, or
// elements of their transposed inverses.
type matrices struct {
	origin
	op   ad.Op
	n    int     // rows of a matrix
	x    []slot  // of the argument's elements
	rel  []int32 // offsets of the elements of a matrix, row-major
	list []oneMatrix
}

// oneMatrix is a matrix and what is wanted of it.
type oneMatrix struct {
	base int32 // its first element in the argument
	outs []entry
}

// entry is an element (i, j) of a transposed inverse; the only one of a determinant.
type entry struct {
	dst  slot
	i, j int
}

func (s *matrices) run(m *machine) {
	n := s.n
	if len(m.matrix) < n*(n+1) {
		m.matrix, m.perm = make([]float64, n*(n+1)), make([]int, n)
	}
	a, column, perm := m.matrix[:n*n], m.matrix[n*n:n*(n+1)], m.perm[:n]
	for k := range s.list {
		q := &s.list[k]
		for t := range m.n {
			for e, r := range s.rel {
				a[e] = m.sample(s.x[q.base+r], t)
			}
			logdet, sign := ad.LU(a, n, perm)
			last := -1
			for _, o := range q.outs {
				switch {
				case s.op == ad.LogAbsDet:
					m.put(o.dst, t, logdet)
					continue
				case s.op == ad.DetSign:
					m.put(o.dst, t, sign)
					continue
				case o.i != last:
					ad.Column(a, n, perm, o.i, column)
					last = o.i
				}
				m.put(o.dst, t, column[o.j])
			}
		}
	}
}

// put sets a value of one sample, or a number.
func (m *machine) put(s slot, t int, v float64) {
	if isRow(s) {
		m.mem[s&1][int(s>>1)*m.stride+t] = v
		return
	}
	m.flat[^s] = v
}

// matrices prepares an operation of linear algebra.
func (p *planner) matrices(v *value, o origin) *matrices {
	s := &matrices{origin: o, op: v.op, n: v.over[0].Size, x: p.slotTable(v.args[0]), rel: v.rel[0]}
	stride := v.strides(v.over)
	place := map[int]int{}
	for _, e := range o.els {
		base := v.at(0, int(e))
		k, ok := place[base]
		if !ok {
			k = len(s.list)
			place[base] = k
			s.list = append(s.list, oneMatrix{base: int32(base)})
		}
		out := entry{dst: p.slots[v.base+e]}
		if s.op == ad.InverseT {
			out.i, out.j = int(e)/stride[0]%s.n, int(e)/stride[1]%s.n
		}
		s.list[k].outs = append(s.list[k].outs, out)
	}
	n := float64(s.n)
	s.flops = float64(len(s.list)) * 2 * n * n * n / 3
	if s.op == ad.InverseT {
		s.flops += 2 * float64(len(o.els)) * n
	}
	return s
}
