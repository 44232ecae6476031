package operator

import (
	"slices"
	"sync/atomic"
)

// maxStored is the largest number of elements of a sector's matrix that is kept.
const maxStored = 1 << 24

// row are the elements of one state with all others that are not zero.
type row struct {
	column []int32
	re, im []float64 // im is nil for a real matrix
}

// store keeps the rows of a sector, where weights differ from state to state and all fits: in a molecule most products
// that turn the same modes over vanish in any one state, and would be met again in every product.
func (m *Matrix) store(s *Sector) {
	plain := true
	for i := range m.flips {
		plain = plain && (m.flips[i].plain || m.flips[i].flip == 0)
	}
	if plain || s.rows != nil {
		return
	}
	rows := make([]row, len(s.States))
	var count atomic.Int64
	parallel(len(rows), func(from, to int) {
		var r row
		for i := from; i < to && count.Load() <= maxStored; i++ {
			r.column, r.re, r.im = r.column[:0], r.re[:0], r.im[:0]
			for k := range m.flips {
				g := &m.flips[k]
				a := s.States[i] ^ g.flip
				w := g.weight(a)
				if g.flip == 0 || w == 0 {
					continue
				}
				r.column, r.re = append(r.column, s.place[a]), append(r.re, real(w))
				if !m.real {
					r.im = append(r.im, imag(w))
				}
			}
			rows[i] = row{slices.Clone(r.column), slices.Clone(r.re), slices.Clone(r.im)}
			count.Add(int64(len(r.column)))
		}
	})
	if count.Load() <= maxStored {
		s.rows = rows
	}
}

// applyStored is Apply with rows that are kept.
func (s *Sector) applyStored(dst, x Vector) {
	parallel(len(s.States), func(from, to int) {
		for i := from; i < to; i++ {
			r := &s.rows[i]
			re := s.diagonal[i] * x.Re[i]
			for k, j := range r.column {
				re += r.re[k] * x.Re[j]
			}
			if x.Im != nil {
				im := s.diagonal[i] * x.Im[i]
				for k, j := range r.column {
					re -= r.im[k] * x.Im[j]
					im += r.re[k]*x.Im[j] + r.im[k]*x.Re[j]
				}
				dst.Im[i] = im
			}
			dst.Re[i] = re
		}
	})
}
