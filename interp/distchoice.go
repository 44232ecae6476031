package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/lang"
)

// chooseDist is a distribution chosen by a condition that differs from element to element.
func (c ctx) chooseDist(n *lang.Cond, test *ad.Node, yes, no Value) Value {
	a, b := c.branch(n.Then, yes), c.branch(n.Else, no)
	c.sameKind(n, a, b)
	dims := a.dims
	switch {
	case len(dims) == 0:
		dims = b.dims
	case len(b.dims) > 0:
		b = c.ontoDims(n, b, dims)
	}
	return &Dist{row: dist.Choice, node: n, dims: dims, set: a.set, args: dist.Args{
		"test": {Node: test},
		"then": {Of: &dist.Dist{Row: a.row, Args: a.args}},
		"else": {Of: &dist.Dist{Row: b.row, Args: b.args}},
	}}
}

// branch takes one side of a choice: a distribution of numbers or of elements of a set.
func (c ctx) branch(n lang.Expr, v Value) *Dist {
	d, ok := v.(*Dist)
	if !ok || d.row == nil || d.row.Shape == dist.Vector {
		what := kind(v)
		if ok && d.row != nil {
			what = "a distribution of vectors"
		}
		fail("G0601", n, fmt.Sprintf("a condition chooses between distributions of single values, and this is %s", what), at("%s", what),
			why("the density of a choice is that of the side that is chosen, element by element"),
			help("on both sides a distribution such as normal(m, s), or delta(x) where the value is fixed"))
	}
	return d
}

// sameKind compares what the two sides draw; the value of a point mass is read as an element of the set of the other side.
func (c ctx) sameKind(n *lang.Cond, a, b *Dist) {
	for _, s := range []struct {
		point, other *Dist
		node         lang.Expr
	}{{a, b, n.Then}, {b, a, n.Else}} {
		if s.point.row.Name == "delta" && s.point.set == nil && s.other.set != nil {
			x := c.coerce(s.node, "the value", Type{Set: s.other.set}, &Array{Node: s.point.args["x"].Node}, n)
			s.point.set, s.point.args = s.other.set, dist.Args{"x": {Node: x.Node}}
		}
	}
	if a.set == b.set || a.set != nil && b.set != nil && a.set.Same(b.set) {
		return
	}
	fail("G0607", n, "the two sides of this choice draw different kinds of values", label(n.Then, "draws %s", a.drawsText()), label(n.Else, "draws %s", b.drawsText()),
		why("one variable takes values of one kind"), help("delta(k) gives a fixed element of the set of the other side"))
}

// drawsText says what a distribution draws.
func (d *Dist) drawsText() string {
	if d.set == nil {
		return "real numbers"
	}
	return "elements of " + d.set.String()
}

// ontoDims moves the dims of a product of distributions to those of another over the same sets.
func (c ctx) ontoDims(n lang.Node, d *Dist, dims []Dim) *Dist {
	same := len(dims) == len(d.dims)
	var from []*ad.Axis
	var to []*ad.Node
	for i := 0; same && i < len(dims); i++ {
		same = dims[i].Set.Same(d.dims[i].Set)
		if d.dims[i].Axis != dims[i].Axis {
			from, to = append(from, d.dims[i].Axis), append(to, c.g().Iota(dims[i].Axis))
		}
	}
	if !same {
		fail("G0403", n, fmt.Sprintf("one side of this choice is a product over %s, the other over %s", dimsText(dims), dimsText(d.dims)),
			why("both sides give the same elements"), help("choose for each element: [if … then … else … for i in %s]", dims[0].Set.String()))
	}
	out := *d
	out.dims, out.args = dims, c.moved(d.args, from, to)
	return &out
}

// isDist tells whether a value is a distribution, or a model that is drawn from.
func isDist(v Value) bool {
	if inst, ok := v.(*Instance); ok {
		return inst.tmpl.decl.Kind == "model"
	}
	_, ok := v.(*Dist)
	return ok
}
