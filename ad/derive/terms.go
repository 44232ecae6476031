package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// term is a part of an energy: the sum over axes of coef * body where guard holds. Neither
// coef nor guard contain the variable that changes.
type term struct {
	body  *ad.Node
	coef  *ad.Node
	guard *ad.Node
	over  []*ad.Axis
}

// splitter takes an energy apart.
type splitter struct {
	g        *ad.Graph
	contains map[*ad.Node]bool // nodes that read the variable
	terms    []term
}

// split walks down from n through sums, differences, signs, fixed factors and fixed guards.
func (s *splitter) split(n *ad.Node, t term) {
	g := s.g
	switch {
	case !s.contains[n]:
		return
	case n.Op == ad.Add || n.Op == ad.Sub:
		s.split(n.Args[0], t)
		if n.Op == ad.Sub {
			t.coef = g.Apply(ad.Neg, t.coef)
		}
		s.split(n.Args[1], t)
		return
	case n.Op == ad.Neg:
		t.coef = g.Apply(ad.Neg, t.coef)
		s.split(n.Args[0], t)
		return
	case n.Op == ad.Div && !s.contains[n.Args[1]]:
		t.coef = g.Apply(ad.Div, t.coef, n.Args[1])
		s.split(n.Args[0], t)
		return
	case n.Op == ad.Mul && n.Args[0] != n.Args[1]:
		s.product(ad.Factors(n), t)
		return
	case n.Op == ad.Sum && !s.bound(n.Over, t):
		t.over = ad.Union(t.over, n.Over)
		s.split(n.Args[0], t)
		return
	case n.Op == ad.Select && !s.contains[n.Args[0]]:
		guard := t.guard
		t.guard = g.Apply(ad.And, guard, n.Args[0])
		s.split(n.Args[1], t)
		t.guard = g.Apply(ad.And, guard, g.Select(n.Args[0], g.Truth(false), g.Truth(true)))
		s.split(n.Args[2], t)
		return
	}
	t.body = n
	s.terms = append(s.terms, t)
}

// maxDistributed bounds the elements of a term that a sum within a product is distributed over.
const maxDistributed = 1 << 22

// product moves the fixed factors to the coefficient. A sum among several other factors is
// multiplied out, s[i] * sum(J[i,j] s[j]), so that each of its terms stands alone.
func (s *splitter) product(factors []*ad.Node, t term) {
	var free []*ad.Node // to change
	for _, f := range factors {
		if s.contains[f] {
			free = append(free, f)
		} else {
			t.coef = s.g.Apply(ad.Mul, t.coef, f)
		}
	}
	if len(free) == 1 {
		s.split(free[0], t)
		return
	}
	if k := s.distributable(free, t); k >= 0 {
		sum := free[k]
		t.over = ad.Union(t.over, sum.Over)
		s.product(append(slices.Delete(free, k, k+1), ad.Factors(sum.Args[0])...), t)
		return
	}
	t.body = free[0]
	for _, f := range free[1:] {
		t.body = s.g.Apply(ad.Mul, t.body, f)
		s.contains[t.body] = true
	}
	s.terms = append(s.terms, t)
}

// distributable is the place of the only sum among factors, if it can be multiplied out, else -1.
func (s *splitter) distributable(factors []*ad.Node, t term) int {
	isSum := func(f *ad.Node) bool { return f.Op == ad.Sum }
	k := slices.IndexFunc(factors, isSum)
	if k < 0 || slices.ContainsFunc(factors[k+1:], isSum) {
		return -1
	}
	over := factors[k].Over
	if s.bound(over, t) || ad.Elements(t.over)*ad.Elements(over) > maxDistributed {
		return -1
	}
	for i, f := range factors {
		if i != k && slices.ContainsFunc(over, f.Has) {
			return -1
		}
	}
	return k
}

// bound tells whether axes cannot join those of the term: an axis that is summed twice, that a
// factor outside of the sum carries, or that samples lie on.
func (s *splitter) bound(axes []*ad.Axis, t term) bool {
	taken := ad.Union(t.over, t.coef.Axes, t.guard.Axes)
	return slices.ContainsFunc(axes, func(a *ad.Axis) bool { return a.Lane || slices.Contains(taken, a) })
}
