package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
)

// assemble puts the parts of an array together: each element from the one part that gives it.
func (q *equations) assemble() *Array {
	g := q.c.g()
	cover := make([]*ad.Node, len(q.parts))
	value := make([]*ad.Node, len(q.parts))
	elem := q.commonSet()
	for i, p := range q.parts {
		if elem == nil {
			p.value = q.c.number(p.eq.X, p.value)
		}
		cover[i], value[i] = q.place(p)
	}
	out := &Array{Dims: q.dims, Set: elem}
	if len(q.parts) == 1 {
		out.Node = g.Select(cover[0], value[0], g.Table(nil, []float64{0}, value[0].Type))
		if f := q.pushGuard(cover[0], value[0]); f != nil {
			out.Node = f
		}
		return out
	}
	q.checkCover(cover)
	out.Node = value[len(value)-1]
	for i := len(value) - 2; i >= 0; i-- {
		out.Node = g.Select(cover[i], value[i], out.Node)
	}
	return out
}

// pushGuard keeps a guarded sum of products a contraction.
func (q *equations) pushGuard(cover, value *ad.Node) *ad.Node {
	if isKnown(cover) && value.Op == ad.Mul {
		return q.c.guardedTerm(value, cover)
	}
	return nil
}

// commonSet is the set that the values of all parts are elements of, nil for numbers.
func (q *equations) commonSet() *sets.Set {
	set := q.parts[0].value.Set
	for _, p := range q.parts[1:] {
		if set == nil || p.value.Set == nil || !p.value.Set.Same(set) {
			return nil
		}
	}
	return set
}

// place moves the value of a part onto the axes of the array, and tells where it counts.
func (q *equations) place(p *part) (cover, value *ad.Node) {
	g := q.c.g()
	cover = g.Truth(true)
	var from []*ad.Axis
	var to []*ad.Node
	restrictions := 0
	for k, ix := range p.index {
		dim := q.dims[k]
		pos := q.c.whereIn(dim, ix.set)
		if ix.set.Size() < dim.Set.Size() {
			cover = g.Apply(ad.And, cover, g.Apply(ad.Le, g.Integer(0), pos))
		}
		switch {
		case ix.gen != nil:
			from, to = append(from, ix.gen), append(to, pos)
		case ix.sub != nil:
			from, to = append(from, p.value.Dims[restrictions].Axis), append(to, pos)
			restrictions++
		}
	}
	rest := q.dims[len(p.index):]
	own := p.restDims(p.value)
	if len(own) != len(rest) {
		fail("G0403", p.eq.X, fmt.Sprintf("the parts of %s have values of different shapes", q.name), at("%s", kind(p.value)),
			label(q.parts[0].eq.X, "%s", kind(q.parts[0].value)),
			why("together they are one array, over the sets of the left side and of the values"), help("values of one shape in every equation"))
	}
	for k, d := range own {
		if !d.Set.Same(rest[k].Set) {
			fail("G0403", p.eq.X, fmt.Sprintf("the parts of %s have values over different sets", q.name), at("over %s", d.Set.String()), here("over %s elsewhere", rest[k].Set.String()),
				help("values over one set in every equation"))
		}
		from, to = append(from, d.Axis), append(to, g.Iota(rest[k].Axis))
	}
	if p.gens.guard != nil {
		cover = g.Apply(ad.And, cover, g.Gather(p.gens.guard, from, to))
	}
	return cover, g.Gather(p.value.Node, from, to)
}

// whereIn is the position in a set of every element along a dim, -1 where there is none.
func (c ctx) whereIn(dim Dim, set *sets.Set) *ad.Node {
	if dim.Set.Same(set) {
		return c.g().Iota(dim.Axis)
	}
	table := embed(nil, dim.Set, set)
	v := make([]float64, dim.Set.Size())
	for i := range v {
		v[i] = -1
		if table != nil {
			v[i] = float64(table[i])
		}
	}
	return c.g().Table([]*ad.Axis{dim.Axis}, v, ad.Int)
}

// checkCover finds an element that no part gives, or two.
func (q *equations) checkCover(cover []*ad.Node) {
	axes := make([]*ad.Axis, 0, len(q.dims))
	for _, d := range q.dims[:len(q.parts[0].index)] {
		axes = append(axes, d.Axis)
	}
	strides := make([][]int, len(cover))
	for i, n := range cover {
		if n = q.c.settled(q.parts[i].eq, n); !isKnown(n) {
			fail("G0507", q.parts[i].eq, fmt.Sprintf("which elements of %s this equation gives depends on draws or parameters", q.name), help("put the condition on the right: if … then … else …"))
		}
		cover[i], strides[i] = n, n.Strides(axes)
	}
	affordable(q.eqs[0], volume(axes))
	e := 0
	ad.Each(axes, strides, func(at []int) {
		first := -1
		for i, n := range cover {
			if constAt(n, at[i]) == 0 {
				continue
			}
			if first >= 0 {
				q.overlap(axes, e, first, i)
			}
			first = i
		}
		if first < 0 {
			q.gap(axes, e)
		}
		e++
	})
}

func (q *equations) element(axes []*ad.Axis, e int) string {
	out := q.name + "["
	for k, p := range unravel(axes, e) {
		if k > 0 {
			out += ", "
		}
		out += q.dims[k].Set.Element(p)
	}
	return out + "]"
}

func (q *equations) gap(axes []*ad.Axis, e int) {
	fail("G0507", q.eqs[0].Left[0], fmt.Sprintf("no equation gives %s", q.element(axes, e)),
		why("several equations give the parts of one array; together they cover each element exactly once, and nothing is filled in"),
		help("add an equation for it"))
}

func (q *equations) overlap(axes []*ad.Axis, e, i, j int) {
	fail("G0507", q.parts[j].eq.Left[0], fmt.Sprintf("two equations give %s", q.element(axes, e)), label(q.parts[i].eq.Left[0], "here already"), at("and here again"),
		why("several equations give the parts of one array; together they cover each element exactly once"),
		help("leave %s out of one of them: a smaller range, or a guard such as if t > 0", q.element(axes, e)))
}
