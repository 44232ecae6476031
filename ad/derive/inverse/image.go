package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Check is a condition on targets: they lie in the image of the map where all of them hold.
type Check struct {
	From    *ad.Node // the expression that is taken apart, or an unknown of the map that is confined to an interval
	Value   *ad.Node // what the inverse of that expression is applied to, or what the unknown would be
	Holds   *ad.Node // by element of Axes, and by samples and mapped axes; true where nothing is asked
	Axes    []*ad.Axis
	Image   Interval // where the value has to lie; the line for a step that is solved numerically
	Unknown bool     // From is an unknown
	Proved  bool     // it holds for real numbers, and fails only where those of a machine come to an end
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
			note(Check{From: gr.from.node, Value: y, Axes: gr.from.axes, Image: gr.rule.image, Holds: b.in(y, gr.rule.image), Proved: b.proved(y, gr.rule.image)}, gr.rows)
		}
		if gr.rule != nil && gr.rule.domain.bounded() {
			x := b.groupValue(gr)
			note(Check{From: gr.from.node, Value: x, Axes: gr.cell.axes, Image: gr.rule.domain, Holds: b.in(x, gr.rule.domain), Proved: true}, gr.at)
		}
		if near := b.near[gr]; near != nil {
			note(Check{From: gr.from.node, Value: b.read(gr, gr.from), Axes: gr.from.axes, Image: Line, Holds: near}, gr.rows)
		}
	}
	for k, x := range b.s.m.In {
		if iv := b.s.ranges.of(x); iv != Line {
			c := b.s.of[x]
			for _, gr := range inOrder(b.all(c)) {
				note(Check{From: x, Value: z[k], Axes: c.axes, Image: iv, Holds: b.in(z[k], iv), Unknown: true, Proved: b.proved(z[k], iv)}, gr.at)
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

// bounded tells whether an interval has an end that does not belong to it, and that rounding may reach.
func (a Interval) bounded() bool {
	return a.LoOpen && !math.IsInf(a.Lo, 0) || a.HiOpen && !math.IsInf(a.Hi, 0)
}

// proved tells whether y lies in an interval whatever the targets are.
func (b *builder) proved(y *ad.Node, iv Interval) bool { return b.s.ranges.of(y).Within(iv) }

// in tells whether y lies in an interval. That is looked at even where it is proved: exp y is 0 for y = -1000.
func (b *builder) in(y *ad.Node, iv Interval) *ad.Node {
	if iv == Line {
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
