package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// flatProducts adds up products of numbers, term by term.
type flatProducts struct {
	origin
	f    [3][]slot
	rel  [3][]int32
	n    int
	outs []product // dst: a number
}

func (s *flatProducts) run(m *machine) { s.piece(m, 0, len(s.outs)) }

func (s *flatProducts) length() int { return len(s.outs) }

func (s *flatProducts) piece(m *machine, from, to int) {
	for i := range s.outs[from:to] {
		o := &s.outs[from+i]
		m.flat[o.dst] = s.sum(m, o)
	}
}

// sum adds up the terms of one element. A structural zero makes a term zero, whatever it meets.
func (s *flatProducts) sum(m *machine, o *product) float64 {
	acc := 0.0
terms:
	for r := range s.rel[0] {
		c := 1.0
		for k := range s.n {
			x := s.f[k][o.base[k]+s.rel[k][r]]
			if x == nought {
				continue terms
			}
			c *= m.flat[^x]
		}
		acc += c
	}
	return acc
}

// flatDots are flatProducts of two factors whose terms lie side by side in both.
type flatDots struct {
	flatProducts
	at [2][]int32 // for each element: the first number of each factor
}

func (s *flatDots) run(m *machine) { s.piece(m, 0, len(s.outs)) }

func (s *flatDots) piece(m *machine, from, to int) {
	n := len(s.rel[0])
	for i := from; i < to; i++ {
		a, b := s.at[0][i], s.at[1][i]
		v := kernel.Dot(m.flat[a:int(a)+n], m.flat[b:int(b)+n])
		if math.IsNaN(v) {
			v = s.sum(m, &s.outs[i])
		}
		m.flat[s.outs[i].dst] = v
	}
}

// flatPanels are flatProducts of two factors that are computed many elements at a time, along the last axis of
// the result: one factor lacks it, and the numbers of the other lie side by side along it.
type flatPanels struct {
	flatProducts
	width  int
	list   []panel
	first  []int // of the elements of each panel
	pack   []int32
	packed []float64
}

func (s *flatPanels) run(m *machine) { s.piece(m, 0, len(s.list)) }

func (s *flatPanels) length() int { return len(s.list) }

func (s *flatPanels) piece(m *machine, from, to int) {
	for i := from; i < to; i++ {
		q := &s.list[i]
		a := s.packed[q.at : q.at+kernel.Panel*len(q.src)]
		for k, x := range s.pack[q.at : q.at+len(a)] {
			a[k] = m.flat[x]
		}
		for _, d := range q.dst {
			kernel.Fill(m.flat[d:d+s.width], 0)
		}
		kernel.MulRows(len(q.src), a, m.flat, q.src, m.flat, q.dst, s.width)
		for k := range s.outs[s.first[i] : s.first[i]+len(q.dst)*s.width] {
			o := &s.outs[s.first[i]+k]
			if math.IsNaN(m.flat[o.dst]) { // a structural zero may have met an infinity
				m.flat[o.dst] = s.sum(m, o)
			}
		}
	}
}

// emitFlatProducts writes a sum of products of numbers, as dot products or products of matrices if the
// numbers lie in rows.
func (p *planner) emitFlatProducts(v *value, els []int32, o origin) {
	s := flatProducts{origin: o, n: len(v.factors), outs: p.productsOf(v, els)}
	for i := range s.outs {
		s.outs[i].dst = ^s.outs[i].dst
	}
	for k, f := range v.factors {
		s.f[k], s.rel[k] = p.slotTable(f), v.rel[k]
	}
	s.flops = 2 * float64(v.terms) * float64(len(els))
	if s.n == 2 && v.terms > 1 && !v.cyclic {
		if d := p.flatDots(v, s); d != nil {
			p.addFlat(v, d)
			return
		}
		for k := range 2 {
			if q := p.flatPanels(v, s, k); q != nil {
				p.addFlat(v, q)
				return
			}
		}
	}
	p.addFlat(v, &s)
}

// runs is, for each element of a value without a lane, how many numbers lie side by side from there on.
func (p *planner) runs(v *value) []int32 {
	n := make([]int32, v.size)
	next := nought
	for e := v.size - 1; e >= 0; e-- {
		s := p.home(v, e)
		n[e] = 1
		if e+1 < v.size && s == next+1 {
			n[e] += n[e+1]
		}
		next = s
	}
	return n
}

// flatDots is s as dot products; nil if the terms do not lie side by side.
func (p *planner) flatDots(v *value, s flatProducts) *flatDots {
	d := &flatDots{flatProducts: s}
	for k, f := range v.factors {
		if v.rel[k][v.terms-1] != int32(v.terms-1) {
			return nil
		}
		runs := p.runs(f)
		for i := range s.outs {
			from := s.outs[i].base[k]
			if int(runs[from]) < v.terms {
				return nil
			}
			d.at[k] = append(d.at[k], ^p.home(f, int(from)))
		}
	}
	return d
}

// flatPanels is s as products of rows of factor y with numbers of the other; nil if they are no rows.
func (p *planner) flatPanels(v *value, s flatProducts, y int) *flatPanels {
	f, x := v.factors[y], 1-y
	if len(v.axes) == 0 || len(v.wanted) != v.size || v.size == 0 {
		return nil
	}
	last := v.axes[len(v.axes)-1]
	q := &flatPanels{flatProducts: s, width: last.Size}
	if q.width < kernel.Panel || v.factors[x].has(last) || len(f.axes) == 0 || f.axes[len(f.axes)-1] != last {
		return nil
	}
	runs := p.runs(f)
	for i := 0; i < len(s.outs); {
		j := i
		for j < len(s.outs) && j-i < kernel.Panel*q.width && s.outs[j].base[y] == s.outs[i].base[y] {
			j += q.width
		}
		if !p.flatPanel(v, q, i, j, x, runs) {
			return nil
		}
		i = j
	}
	q.packed = make([]float64, len(q.pack))
	return q
}

// flatPanel adds the panel of elements i … j-1; false if a factor is no row.
func (p *planner) flatPanel(v *value, q *flatPanels, i, j, x int, runs []int32) bool {
	y := 1 - x
	b := panel{at: len(q.pack)}
	for e := i; e < j; e += q.width {
		b.dst = append(b.dst, int(q.outs[e].dst))
	}
	for r := range v.terms {
		row := q.outs[i].base[y] + v.rel[y][r]
		if int(runs[row]) < q.width {
			return false
		}
		b.src = append(b.src, int(^p.home(v.factors[y], int(row))))
		var column [kernel.Panel]int32
		for k := range b.dst {
			column[k] = ^p.slot(v.factors[x], int(q.outs[i+k*q.width].base[x]+v.rel[x][r]))
		}
		q.pack = append(q.pack, column[:]...)
	}
	q.list, q.first = append(q.list, b), append(q.first, i)
	return true
}
