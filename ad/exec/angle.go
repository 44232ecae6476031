package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// angles are the angles of complex determinants, whose parts are the left blocks of real matrices of twice the size.
type angles struct {
	origin
	n    int // rows of a complex matrix
	x    []slot
	rel  []int32 // offsets of the elements of a real matrix, row-major
	list []oneAngle
}

// oneAngle is a matrix, by its first element in the argument, and where its angle goes.
type oneAngle struct {
	base int32
	dst  slot
}

// angles prepares them.
func (p *planner) angles(v *value, o origin) angles {
	s := angles{origin: o, n: v.over[0].Size / 2, x: p.slotTable(v.args[0]), rel: v.rel[0]}
	for _, e := range o.els {
		s.list = append(s.list, oneAngle{int32(v.at(0, int(e))), p.slots[v.base+e]})
	}
	s.flops = float64(len(s.list)) * float64(s.n*s.n*s.n) * 8 / 3
	return s
}

// part is the slot of a part of element (i, j): 0 for the real, 1 for the imaginary.
func (s *angles) part(q *oneAngle, i, j, part int) slot {
	return s.x[q.base+s.rel[(i+part*s.n)*2*s.n+j]]
}

// complexWorkspace is where a machine decomposes complex n×n matrices.
func (m *machine) complexWorkspace(n int) *kernel.Matrices {
	for _, w := range m.complexes {
		if w.Size() == n {
			return w
		}
	}
	w := kernel.NewMatrices(n, true)
	m.complexes = append(m.complexes, w)
	return w
}

// rowAngles treats a group of samples of a matrix at a time. Rows have room for whole groups.
type rowAngles struct{ angles }

func (s *rowAngles) run(m *machine) {
	w := m.complexWorkspace(s.n)
	var re, im [kernel.Group]float64
	for k := range s.list {
		q := &s.list[k]
		for t := 0; t < m.n; t += kernel.Group {
			for i := range s.n {
				for j := range s.n {
					to := w.Element(i, j)
					for part := range 2 {
						dst := to[part*kernel.Group : (part+1)*kernel.Group]
						if x := s.part(q, i, j, part); isRow(x) {
							copy(dst, m.lanes(x, t))
						} else {
							kernel.Fill(dst, m.flat[^x])
						}
					}
				}
			}
			w.Decompose(min(kernel.Group, m.n-t))
			w.Phase(re[:], im[:])
			dst := m.lanes(q.dst, t)
			for l := range dst {
				dst[l] = math.Atan2(im[l], re[l])
			}
		}
	}
}

// flatAngles treats matrices of numbers one by one.
type flatAngles struct{ angles }

func (s *flatAngles) run(m *machine) { s.piece(m, 0, s.length()) }

func (s *flatAngles) length() int { return len(s.list) }

func (s *flatAngles) piece(m *machine, from, to int) {
	w := m.complexWorkspace(s.n)
	var re, im [kernel.Group]float64
	for k := from; k < to; k++ {
		q := &s.list[k]
		for i := range s.n {
			for j := range s.n {
				dst := w.Element(i, j)
				dst[0], dst[kernel.Group] = m.flat[^s.part(q, i, j, 0)], m.flat[^s.part(q, i, j, 1)]
			}
		}
		w.Decompose(1)
		w.Phase(re[:], im[:])
		m.flat[^q.dst] = math.Atan2(im[0], re[0])
	}
}
