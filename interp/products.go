package interp

import (
	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
)

// An array over A times B and one over A, B are the same thing. Each keeps the form it was written in until
// another is asked for.

// isProduct tells whether a set is all of A times B.
func isProduct(s *sets.Set) bool {
	if s == nil || s.Parent() != nil || s.Components() == nil {
		return false
	}
	full := 1
	for _, comp := range s.Components() {
		full *= comp.Size()
	}
	return full == s.Size()
}

// ungroup turns every dim over A times B into dims over A and B.
func (c ctx) ungroup(a *Array) *Array {
	used := append([]*ad.Axis{}, c.open...)
	for _, d := range a.Dims {
		used = append(used, d.Axis)
	}
	g := c.g()
	var dims []Dim
	var from []*ad.Axis
	var to []*ad.Node
	for _, d := range a.Dims {
		if !isProduct(d.Set) {
			dims = append(dims, d)
			continue
		}
		pos := g.Integer(0)
		for _, comp := range d.Set.Components() {
			ax := c.s.axis(comp, used)
			used = append(used, ax)
			dims = append(dims, Dim{ax, comp})
			pos = g.Apply(ad.Add, g.Apply(ad.Mul, pos, g.Integer(comp.Size())), g.Iota(ax))
		}
		from, to = append(from, d.Axis), append(to, pos)
	}
	if len(from) == 0 {
		return a
	}
	return &Array{Node: g.Gather(a.Node, from, to), Dims: dims, Set: a.Set}
}

// readsComponent tells whether an index of a dim over A times B is one of A alone.
func readsComponent(v Value, set *sets.Set) bool {
	if !isProduct(set) {
		return false
	}
	switch v := v.(type) {
	case *sets.Set:
		return embed(nil, v, set) == nil
	case *Array:
		return !isTupleLike(v, set)
	}
	return false
}
