package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// made is a variable that an equation makes of draws. Values of a set are proved to be its elements.
func (t *modelTrace) made(v dataVar) *Array {
	c := t.c
	a := t.forward(v)
	switch {
	case v.typ.Set == nil:
		a = c.coerceData(v.node, v, a)
	case a.Set == nil || !a.Set.Same(v.typ.Set):
		x := c.number(v.node, a)
		missing, ok := c.missing(x.Node, v.typ.Set)
		if !ok {
			fail("G0607", t.equationOf(v.name), fmt.Sprintf("%s is %s, and what this equation gives is not proved to be", v.name, v.typ.String()), label(v.node, "%s: %s", v.name, v.typ.String()),
				why("the values that it can have are followed through sums, products and choices, as long as they are few"), help("choose the value: if … then … else …"))
		}
		if len(missing) > 0 {
			fail("G0607", t.equationOf(v.name), fmt.Sprintf("%s is %s, and this equation can give %s", v.name, v.typ.String(), number(missing[0])), label(v.node, "%s: %s", v.name, v.typ.String()),
				why("a density is a function on the set that the signature names"), oneOf(v.typ.Set))
		}
		pos := c.findInteger(x.Node, v.typ.Set)
		a = &Array{Node: c.elementOf(v.typ.Set, pos).Node, Dims: x.Dims, Set: v.typ.Set}
	}
	if t.score {
		a = &Array{Node: c.g().Apply(ad.Stop, a.Node), Dims: a.Dims, Set: a.Set}
	}
	return a
}

// missing are the possible values of numbers that are no elements of a set; false where the values are not known.
func (c ctx) missing(x *ad.Node, set *sets.Set) ([]float64, bool) {
	values, ok := possible(x)
	if !ok || set != sets.Spin && set != sets.Bit && !set.IsInteger() {
		return nil, false
	}
	return slices.DeleteFunc(values, func(v float64) bool {
		p, known := c.findInteger(c.g().Const(v), set).Scalar()
		return known && p >= 0
	}), true
}

// maxPossible bounds the sets of possible values.
const maxPossible = 1 << 10

// possible are the values that the elements of a node can have; false where they are not known to be few.
func possible(n *ad.Node) ([]float64, bool) {
	p := &possibilities{memo: map[*ad.Node][]float64{}}
	v := slices.Clone(p.of(n))
	return v, v != nil
}

type possibilities struct{ memo map[*ad.Node][]float64 }

// of are the values of a node, nil where they are not known: of a definition that goes on from its own values, too.
func (p *possibilities) of(n *ad.Node) []float64 {
	if v, ok := p.memo[n]; ok {
		return v
	}
	p.memo[n] = nil
	v := p.look(n)
	p.memo[n] = v
	return v
}

func (p *possibilities) look(n *ad.Node) []float64 {
	switch {
	case n.Op == ad.Const:
		return few(n.Table)
	case n.Op == ad.Iota:
		return upTo(n.Over[0].Size)
	case n.Op == ad.ArgMax:
		return upTo(n.Over[0].Size)
	case n.Op == ad.LeafOp:
		if n.Leaf.Body != nil {
			return p.of(n.Leaf.Body)
		}
		return nil
	case n.Op == ad.Select:
		return p.union(n.Args[1], n.Args[2])
	case n.Op == ad.Stop, n.Op == ad.Gather, n.Op == ad.MaxOver, n.Op == ad.MinOver:
		return p.of(n.Args[0])
	case n.Type == ad.Bool:
		return []float64{0, 1}
	case n.Op == ad.Sign:
		return []float64{-1, 0, 1}
	case n.Op == ad.Sum:
		return p.sums(n.Args[0], ad.Elements(n.Over))
	case n.Op.Info().Class == ad.ElementClass && len(n.Args) <= 2:
		return p.image(n)
	}
	return nil
}

func upTo(size int) []float64 {
	if size > maxPossible {
		return nil
	}
	out := make([]float64, size)
	for i := range out {
		out[i] = float64(i)
	}
	return out
}

// few are the different values of a list.
func few(list []float64) []float64 {
	v := slices.Clone(list)
	slices.Sort(v)
	if v = slices.Compact(v); len(v) > maxPossible {
		return nil
	}
	return v
}

func (p *possibilities) union(a, b *ad.Node) []float64 {
	x, y := p.of(a), p.of(b)
	if x == nil || y == nil {
		return nil
	}
	return few(append(slices.Clone(x), y...))
}

// image are the values of an operation at all values of its arguments.
func (p *possibilities) image(n *ad.Node) []float64 {
	value := n.Op.Info().Value
	x := p.of(n.Args[0])
	y := []float64{0}
	if len(n.Args) == 2 {
		y = p.of(n.Args[1])
	}
	if x == nil || y == nil || len(x)*len(y) > maxPossible {
		return nil
	}
	var out []float64
	for _, a := range x {
		for _, b := range y {
			out = append(out, value([]float64{a, b}[:len(n.Args)]))
		}
	}
	return few(out)
}

// sums are the values of a sum of so many terms.
func (p *possibilities) sums(x *ad.Node, terms int) []float64 {
	each := p.of(x)
	if each == nil || terms > maxPossible {
		return nil
	}
	out := []float64{0}
	for range terms {
		var next []float64
		for _, a := range out {
			for _, b := range each {
				next = append(next, a+b)
			}
		}
		if out = few(next); out == nil || len(out)*len(each) > maxPossible {
			return nil
		}
	}
	return out
}

// equationOf is the equation that gives a variable.
func (t *modelTrace) equationOf(name string) lang.Node {
	for _, st := range t.inst.dynamic {
		if eq := st.(*lang.Equation); slices.Contains(definedNames(eq), name) {
			return eq
		}
	}
	return t.inst.tmpl.decl
}
