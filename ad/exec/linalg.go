package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// matrices decomposes matrices, one for each sample: their log|det|, the signs of their determinants, and
// elements of their transposed inverses.
type matrices struct {
	origin
	n    int        // rows of a matrix
	arg  *value     // whose matrices they are,
	axes []*ad.Axis // along which axes,
	x    []slot     // the slots of its elements,
	rel  []int32    // and the offsets of the elements of a matrix, row-major
	list []oneMatrix
}

// oneMatrix is a matrix and where to put what is wanted of it; nought: it is not wanted.
type oneMatrix struct {
	base         int32 // its first element in the argument
	logdet, sign slot
	inverse      []entry
	read, write  transfer // of elements, and of the inverse
}

// entry is an element (i, j) of a transposed inverse.
type entry struct {
	dst  slot
	i, j int
}

// transfer is copies between rows, of each memory of a machine, and elements of the workspace.
type transfer [2]struct{ rows, elements []int }

func (v *transfer) add(s slot, element int) {
	m := &v[s&1]
	m.rows = append(m.rows, int(s>>1))
	m.elements = append(m.elements, element*kernel.Group)
}

// settle lists the copies.
func (s *matrices) settle(stride int) {
	for k := range s.list {
		q := &s.list[k]
		for e, r := range s.rel {
			if x := s.x[q.base+r]; isRow(x) {
				q.read.add(x, e)
			}
		}
		for _, o := range q.inverse {
			q.write.add(o.dst, o.j*s.n+o.i)
		}
		for i := range q.read {
			scale(q.read[i].rows, stride)
			scale(q.write[i].rows, stride)
		}
	}
}

// run treats a group of samples of a matrix at a time. Rows have room for whole groups.
func (s *matrices) run(m *machine) {
	w := m.workspace(s.n)
	for k := range s.list {
		q := &s.list[k]
		for e, r := range s.rel {
			if x := s.x[q.base+r]; !isRow(x) {
				kernel.Fill(w.Element(e/s.n, e%s.n), m.flat[^x])
			}
		}
		for t := 0; t < m.n; t += kernel.Group {
			for i := range q.read {
				if c := &q.read[i]; len(c.rows) > 0 {
					kernel.CopyGroups(w.Elements(), c.elements, m.mem[i][t:], c.rows)
				}
			}
			w.Decompose(min(kernel.Group, m.n-t))
			if q.logdet != nought {
				w.LogDet(m.lanes(q.logdet, t))
			}
			if q.sign != nought {
				w.Phase(m.lanes(q.sign, t), nil)
			}
			if len(q.inverse) == 0 {
				continue
			}
			w.Invert()
			for i := range q.write {
				if c := &q.write[i]; len(c.rows) > 0 {
					kernel.CopyGroups(m.mem[i][t:], c.rows, w.Inverses(), c.elements)
				}
			}
		}
	}
}

// lanes is a group of samples of a row.
func (m *machine) lanes(s slot, t int) []float64 {
	at := int(s>>1)*m.stride + t
	return m.mem[s&1][at : at+kernel.Group]
}

// workspace is where a machine decomposes n×n matrices.
func (m *machine) workspace(n int) *kernel.Matrices {
	for _, w := range m.matrices {
		if w.Size() == n {
			return w
		}
	}
	w := kernel.NewMatrices(n, false)
	m.matrices = append(m.matrices, w)
	return w
}

// flatMatrices decomposes matrices of numbers, a group of them at a time.
type flatMatrices struct{ matrices }

func (s *flatMatrices) run(m *machine) { s.piece(m, 0, s.length()) }

func (s *flatMatrices) length() int { return (len(s.list) + kernel.Group - 1) / kernel.Group }

func (s *flatMatrices) piece(m *machine, from, to int) {
	w := m.workspace(s.n)
	for ; from < to; from++ {
		list := s.list[from*kernel.Group : min((from+1)*kernel.Group, len(s.list))]
		inverse := false
		for lane := range list {
			q := &list[lane]
			for e, r := range s.rel {
				w.Element(e/s.n, e%s.n)[lane] = m.flat[^s.x[q.base+r]]
			}
			inverse = inverse || len(q.inverse) > 0
		}
		w.Decompose(len(list))
		var logdet, sign [kernel.Group]float64
		w.LogDet(logdet[:])
		w.Phase(sign[:], nil)
		if inverse {
			w.Invert()
		}
		for lane := range list {
			q := &list[lane]
			if q.logdet != nought {
				m.flat[^q.logdet] = logdet[lane]
			}
			if q.sign != nought {
				m.flat[^q.sign] = sign[lane]
			}
			for _, o := range q.inverse {
				m.flat[^o.dst] = w.Inverse(o.j, o.i)[lane]
			}
		}
	}
}

// emitMatrices writes the step of an operation of linear algebra, or makes it a part of the step before, if
// that decomposes the same matrices.
func (p *planner) emitMatrices(v *value, l *loop, o origin) {
	if k := len(l.steps) - 1; k >= 0 {
		if s, ok := l.steps[k].(*matrices); ok && s.arg == v.args[0] && slices.Equal(s.axes, v.over) {
			p.wantMatrices(s, v, o.els)
			return
		}
	}
	l.add(p.matrices(v, o))
}

// matrices prepares an operation of linear algebra.
func (p *planner) matrices(v *value, o origin) *matrices {
	s := &matrices{origin: o, n: v.over[0].Size, arg: v.args[0], axes: v.over, x: p.slotTable(v.args[0]), rel: v.rel[0]}
	s.flops = 0
	p.wantMatrices(s, v, o.els)
	return s
}

// wantMatrices adds elements of v to what a step computes.
func (p *planner) wantMatrices(s *matrices, v *value, els []int32) {
	place := map[int32]int{}
	for k := range s.list {
		place[s.list[k].base] = k
	}
	stride := v.strides(v.over)
	for _, e := range els {
		base := int32(v.at(0, int(e)))
		k, ok := place[base]
		if !ok {
			k = len(s.list)
			place[base] = k
			s.list = append(s.list, oneMatrix{base: base, logdet: nought, sign: nought})
		}
		q, dst := &s.list[k], p.slots[v.base+e]
		switch v.op {
		case ad.LogAbsDet:
			q.logdet = dst
		case ad.DetSign:
			q.sign = dst
		default:
			q.inverse = append(q.inverse, entry{dst, int(e) / stride[0] % s.n, int(e) / stride[1] % s.n})
		}
	}
	s.flops = 0
	cube := float64(s.n) * float64(s.n) * float64(s.n)
	for k := range s.list {
		s.flops += cube * 2 / 3
		if len(s.list[k].inverse) > 0 {
			s.flops += cube * 4 / 3
		}
	}
}
