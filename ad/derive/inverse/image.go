package inverse

import "github.com/gibbs-lang/gibbs/ad"

// Check is a condition on targets: they lie in the image of the map where all of them hold.
type Check struct {
	From    *ad.Node // the expression that is taken apart, or an unknown of the map that is confined to an interval
	Value   *ad.Node // what the inverse of that expression is applied to, or what the unknown would be
	Holds   *ad.Node // by element of Axes, and by samples and mapped axes; true where nothing is asked
	Axes    []*ad.Axis
	Image   Interval // where the value has to lie; the line for a step that is solved numerically
	Unknown bool     // From is an unknown
}

// checks are the conditions that targets in the image meet: what inverses are applied to lies where they
// are defined, iterations have found a root, and what comes out lies where the map is.
func (b *builder) checks(z []*ad.Node) []Check {
	var out []Check
	note := func(c Check, at []int) {
		if c.Holds.IsConst(1) {
			return
		}
		c.Holds = b.g.Apply(ad.Or, b.g.Apply(ad.Not, mask(b.g, c.Axes, at)), c.Holds)
		out = append(out, c)
	}
	for _, gr := range b.s.groups {
		if gr.rule != nil && gr.rule.image != Line {
			y := b.read(gr, gr.from)
			note(Check{From: gr.from.node, Value: y, Axes: gr.from.axes, Image: gr.rule.image, Holds: b.in(y, gr.rule.image)}, gr.rows)
		}
		if near := b.near[gr]; near != nil {
			note(Check{From: gr.from.node, Value: b.read(gr, gr.from), Axes: gr.from.axes, Image: Line, Holds: near}, gr.rows)
		}
	}
	for k, x := range b.s.m.In {
		if iv := b.s.ranges.of(x); iv != Line {
			c := b.s.of[x]
			for _, gr := range inOrder(b.all(c)) {
				note(Check{From: x, Value: z[k], Axes: c.axes, Image: iv, Holds: b.in(z[k], iv), Unknown: true}, gr.at)
			}
		}
	}
	return out
}

// inside tells whether all conditions hold; nil if there are none.
func (b *builder) inside(list []Check) *ad.Node {
	if len(list) == 0 {
		return nil
	}
	ok := b.g.Truth(true)
	for _, c := range list {
		ok = b.g.Apply(ad.And, ok, b.everywhere(c))
	}
	return ok
}

// in tells whether y lies in an interval.
func (b *builder) in(y *ad.Node, iv Interval) *ad.Node {
	if b.s.ranges.of(y).Within(iv) {
		return b.g.Truth(true)
	}
	side := func(open bool, x, y *ad.Node) *ad.Node {
		if open {
			return b.g.Apply(ad.Lt, x, y)
		}
		return b.g.Apply(ad.Le, x, y)
	}
	return b.g.Apply(ad.And, side(iv.LoOpen, b.g.Const(iv.Lo), y), side(iv.HiOpen, y, b.g.Const(iv.Hi)))
}

// everywhere tells whether a condition holds at all elements.
func (b *builder) everywhere(c Check) *ad.Node {
	if len(c.Axes) == 0 || c.Holds.Op == ad.Const && len(c.Holds.Axes) == 0 {
		return c.Holds
	}
	one, zero := b.g.Integer(1), b.g.Integer(0)
	held := b.g.Select(c.Holds, one, zero)
	return b.g.Apply(ad.Lt, zero, b.g.Reduce(ad.MinOver, held, c.Axes...))
}
