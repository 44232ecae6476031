package operator

import (
	"cmp"
	"errors"
	"math"
	"math/bits"
	"slices"
)

// MaxSites is the largest number of sites of a space that is written out state by state.
const MaxSites = 26

// Matrix is an operator on the states of n sites. Bit k of a state is set where site k is occupied, or its spin is -1.
type Matrix struct {
	n     int
	flips []flipGroup // flips[0] is the diagonal, if there is one
	real  bool
	kept  []*Sector // what Restrict left; nil for all
}

// flipGroup are the terms that turn the same bits over: ⟨b|H|b^flip⟩ is the sum of their weights at b^flip.
type flipGroup struct {
	flip  uint32
	terms []masked
	plain bool // one weight for all states
}

// masked is a weight on the states in which the bits one are set and the bits zero are not, with the
// sign of the parity of the bits sign.
type masked struct {
	coef            complex128
	sign, one, zero uint32
}

func (m *masked) weight(b uint32) complex128 {
	if b&m.one != m.one || b&m.zero != 0 {
		return 0
	}
	if bits.OnesCount32(b&m.sign)&1 == 1 {
		return -m.coef
	}
	return m.coef
}

// NewMatrix compiles terms on n sites, at most MaxSites.
func NewMatrix(n int, terms []Term) *Matrix {
	m := &Matrix{n: n, real: true}
	groups := map[uint32][]masked{}
	for _, t := range Canonical(terms) {
		flip, w, ok := compile(t)
		if ok {
			groups[flip] = append(groups[flip], w)
			m.real = m.real && imag(w.coef) == 0
		}
	}
	for flip, terms := range groups {
		slices.SortFunc(terms, func(a, b masked) int {
			return cmp.Or(cmp.Compare(a.sign, b.sign), cmp.Compare(a.one, b.one), cmp.Compare(a.zero, b.zero))
		})
		first := terms[0]
		m.flips = append(m.flips, flipGroup{flip, terms, len(terms) == 1 && first.sign|first.one|first.zero == 0})
	}
	slices.SortFunc(m.flips, func(a, b flipGroup) int { return cmp.Compare(a.flip, b.flip) })
	return m
}

// compile follows a state through the factors from the right.
func compile(t Term) (flip uint32, w masked, ok bool) {
	w.coef = t.Coef
	negate := func(on bool) {
		if on {
			w.coef = -w.coef
		}
	}
	for i := len(t.Factors) - 1; i >= 0; i-- {
		f := t.Factors[i]
		bit := uint32(1) << f.Site
		flipped := flip&bit != 0
		switch f.Kind {
		case Z, Y:
			w.sign ^= bit
			negate(flipped)
			if f.Kind == Y {
				w.coef *= 1i
			}
		case Plus, Minus, Create, Annihilate:
			occupied := f.Kind == Plus || f.Kind == Annihilate
			if occupied != flipped {
				w.one |= bit
			} else {
				w.zero |= bit
			}
			if f.Kind.Fermionic() {
				w.sign ^= bit - 1
				negate(bits.OnesCount32(flip&(bit-1))&1 == 1)
			}
		}
		if f.Kind != Z {
			flip ^= bit
		}
	}
	return flip, w, w.one&w.zero == 0
}

// Element is ⟨b|H|a⟩.
func (m *Matrix) Element(b, a uint32) complex128 {
	for i := range m.flips {
		if g := &m.flips[i]; g.flip == b^a {
			return g.weight(a)
		}
	}
	return 0
}

// Sector is a set of states that an operator does not lead out of.
type Sector struct {
	States   []uint32 // in ascending order
	place    []int32  // of every state of the space, in its own sector
	diagonal []float64
	rows     []row // all others, where store kept them
}

// Apply writes H x to dst; both are over the states of the sector.
func (m *Matrix) Apply(dst, x Vector, s *Sector) {
	if s.rows != nil {
		s.applyStored(dst, x)
		return
	}
	parallel(len(s.States), func(from, to int) {
		for i := from; i < to; i++ {
			re := s.diagonal[i] * x.Re[i]
			im := 0.0
			if x.Im != nil {
				im = s.diagonal[i] * x.Im[i]
			}
			b := s.States[i]
			for k := range m.flips {
				g := &m.flips[k]
				if g.flip == 0 {
					continue
				}
				a := b ^ g.flip
				w := g.terms[0].coef
				if !g.plain {
					if w = g.weight(a); w == 0 {
						continue
					}
				}
				j := s.place[a]
				re += real(w) * x.Re[j]
				if x.Im != nil {
					re -= imag(w) * x.Im[j]
					im += real(w)*x.Im[j] + imag(w)*x.Re[j]
				}
			}
			dst.Re[i] = re
			if x.Im != nil {
				dst.Im[i] = im
			}
		}
	})
}

// Sectors are the sets of states that the operator connects, the largest first. Conserved numbers of particles, magnetisation
// and parities of the basis appear as such sets.
func (m *Matrix) Sectors() []*Sector {
	if m.kept != nil {
		return m.kept
	}
	return m.reached(func(uint32) bool { return true })
}

// reached are the sectors of the states that are asked for.
func (m *Matrix) reached(wanted func(a uint32) bool) []*Sector {
	size := uint32(1) << m.n
	place := make([]int32, size)
	for i := range place {
		place[i] = -1
	}
	var out []*Sector
	for first := range size {
		if place[first] >= 0 || !wanted(first) {
			continue
		}
		s := &Sector{place: place, States: []uint32{first}}
		place[first] = 0
		for k := 0; k < len(s.States); k++ {
			a := s.States[k]
			for i := range m.flips {
				g := &m.flips[i]
				if b := a ^ g.flip; place[b] < 0 && g.connects(a) {
					place[b] = int32(len(s.States))
					s.States = append(s.States, b)
				}
			}
		}
		slices.Sort(s.States)
		s.diagonal = make([]float64, len(s.States))
		for i, a := range s.States {
			place[a] = int32(i)
			s.diagonal[i] = real(m.Element(a, a))
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b *Sector) int { return cmp.Compare(len(b.States), len(a.States)) })
	return out
}

// Restrict leaves the sectors in which diagonal operators have given values. It fails if one of them is not diagonal, not
// conserved there, or if no state has these values.
func (m *Matrix) Restrict(what []*Matrix, values []float64) error {
	for _, q := range what {
		if len(q.flips) > 1 || len(q.flips) == 1 && q.flips[0].flip != 0 {
			return ErrNotDiagonal
		}
	}
	wanted := func(a uint32) bool {
		for k, q := range what {
			if math.Abs(real(q.Element(a, a))-values[k]) > 1e-9 {
				return false
			}
		}
		return true
	}
	var kept []*Sector
	for _, s := range m.reached(wanted) {
		if slices.ContainsFunc(s.States, func(b uint32) bool { return !wanted(b) }) {
			return ErrNotConserved
		}
		kept = append(kept, s)
	}
	if len(kept) == 0 {
		return ErrNoState
	}
	m.kept = kept
	return nil
}

// Errors of Restrict.
var (
	ErrNotDiagonal  = errors.New("it is not diagonal in the basis of the configurations")
	ErrNotConserved = errors.New("it is not conserved: the operator connects states in which it differs")
	ErrNoState      = errors.New("no state has this value")
)

// connects tells whether the terms together lead on from a state, in one direction or the other.
func (g *flipGroup) connects(a uint32) bool { return g.weight(a) != 0 || g.weight(a^g.flip) != 0 }

// weight is ⟨a^flip|H|a⟩.
func (g *flipGroup) weight(a uint32) complex128 {
	sum := complex128(0)
	for k := range g.terms {
		sum += g.terms[k].weight(a)
	}
	return sum
}
