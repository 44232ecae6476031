package ad

import "fmt"

// Grad is ∂y/∂x for each x of xs, nodes that carry the axes of their x. The xs may be leaves or
// intermediate nodes; they count as independent. Without mapped axes y has no axes. Along the
// mapped axes (of samples, say) each position of y is a function of its own: the gradient is taken
// position by position and carries the mapped axes, also where x lacks them. The gradient with
// respect to what y does not depend on is the constant 0.
// Errors: *NoDerivative, *Mixed, y with other axes.
func (g *Graph) Grad(y *Node, xs []*Node, mapped ...*Axis) ([]*Node, error) {
	if other := Without(y.Axes, mapped); len(other) > 0 {
		return nil, fmt.Errorf("a gradient needs one value, and there is one for each %s", other[0].Name)
	}
	return g.pull([]*Node{y}, []*Node{g.one()}, xs, Union(mapped))
}

// VJP is the sum over ys and their elements of cotangent times ∂y/∂x, for each x of xs, nodes that
// carry the axes of their x. A cotangent carries the axes of its y, or fewer (it is then the same
// along the others), and possibly new axes, which the result carries too.
// Errors: *NoDerivative.
func (g *Graph) VJP(ys, cotangents, xs []*Node) ([]*Node, error) {
	return g.pull(ys, cotangents, xs, nil)
}

// reverse pulls cotangents through a graph.
type reverse struct {
	g        *Graph
	live     *liveness
	separate []*Axis // axes that are not summed over
	extra    []*Axis // axes of cotangents beyond those of their node
	isX      map[*Node]bool
	path     []*Node        // nodes between ys and xs, by falling ID: readers first
	moving   map[*Node]bool // Refs whose cotangent is not zero
	ct       map[*Node]*Node
}

func (g *Graph) pull(ys, cts, xs []*Node, separate []*Axis) ([]*Node, error) {
	r := &reverse{g: g, live: newLiveness(xs), separate: separate, isX: map[*Node]bool{}, moving: map[*Node]bool{}}
	for _, x := range xs {
		r.isX[x] = true
	}
	var extra []*Axis
	for i, y := range ys {
		extra = Union(extra, Without(cts[i].Axes, y.Axes))
	}
	r.path = reachable(ys, r.live.of, func(n *Node) []*Node {
		if r.isX[n] {
			return nil
		}
		return differentiable(n)
	})
	for _, n := range r.path {
		for _, a := range extra {
			if n.Has(a) {
				return nil, fmt.Errorf("a cotangent carries %s, which its value lacks and %v has", a.Name, n.Op)
			}
		}
	}
	r.extra = Union(extra, separate)
	for settled := false; !settled; {
		var err error
		if settled, err = r.sweep(ys, cts); err != nil {
			return nil, err
		}
	}
	out := make([]*Node, len(xs))
	for i, x := range xs {
		if out[i] = r.ct[x]; out[i] == nil {
			out[i] = g.zero()
		}
	}
	return out, nil
}

// sweep pulls the cotangents of ys to xs. The cotangent of a Ref is a Ref, bound to the sum of what
// the readers of the Ref send: the recurrence runs backwards. It is taken to be zero until it is
// found not to be, so that no recurrence is left that only hands on zeros. False if one was found:
// then all is done again.
func (r *reverse) sweep(ys, cts []*Node) (settled bool, err error) {
	r.ct = map[*Node]*Node{}
	for i, y := range ys {
		if r.live.of(y) {
			r.send(y, cts[i], y.Axes)
		}
	}
	back := map[*Node]*Node{}
	for _, n := range r.path {
		if r.moving[n] {
			back[n] = r.g.Ref("∂"+n.Leaf.Name, Real, Union(n.Axes, r.extra)...)
			r.send(n.Leaf.Body, back[n], n.Axes)
		}
	}
	for _, n := range r.path {
		if c := r.ct[n]; c != nil && !r.isX[n] && !c.IsConst(0) {
			if err := r.transpose(n, c); err != nil {
				return false, err
			}
		}
	}
	settled = true
	for _, n := range r.path {
		if c := r.ct[n]; n.Op == LeafOp && !r.isX[n] && c != nil && !c.IsConst(0) {
			settled = settled && r.moving[n]
			r.moving[n] = true
		}
	}
	for n, ref := range back {
		if c := r.ct[n]; settled && c != nil {
			r.g.Bind(ref, c)
		} else if settled {
			r.g.Bind(ref, r.g.zero())
		}
	}
	return settled, nil
}

// send adds to the cotangent of n a function of the axes loop, summed over those that n lacks.
func (r *reverse) send(n, c *Node, loop []*Axis) {
	c = r.g.Sum(c, Without(Without(loop, n.Axes), r.separate)...)
	if old := r.ct[n]; old != nil {
		c = r.g.add(old, c)
	}
	r.ct[n] = c
}

// transpose sends the cotangent c of n on to its arguments.
func (r *reverse) transpose(n, c *Node) error {
	if err := mixes(n, r.separate); err != nil {
		return err
	}
	g, zero := r.g, r.g.zero()
	switch n.Op {
	case LeafOp:
	case Select:
		if r.live.of(n.Args[1]) {
			r.send(n.Args[1], g.Select(n.Args[0], c, zero), n.Axes)
		}
		if r.live.of(n.Args[2]) {
			r.send(n.Args[2], g.Select(n.Args[0], zero, c), n.Axes)
		}
	case Gather:
		x := n.Args[0]
		along := Without(Without(n.Axes, Without(x.Axes, n.Over)), r.separate)
		r.send(x, g.Scatter(c, n.Over, n.Args[1:], along), nil)
	case Scatter:
		inside := g.Truth(true)
		for _, i := range n.Args[1:] {
			inside = g.Apply(And, inside, g.Apply(Le, g.Integer(0), i))
		}
		r.send(n.Args[0], g.Select(inside, g.Gather(c, n.Over, n.Args[1:]), zero), scatterAxes(n))
	case InverseT:
		r.send(n.Args[0], g.transposeInverse(n, c), nil)
	default:
		loop := Union(n.Axes, n.Over)
		for k, a := range n.Args {
			if !r.live.of(a) {
				continue
			}
			w, err := g.partial(n, k)
			if err != nil {
				return err
			}
			r.send(a, g.weigh(w, c), loop)
		}
	}
	return nil
}
