package ad

// forward pushes tangents through a graph, and Laplacians beside them.
type forward struct {
	g        *Graph
	live     *liveness
	separate []*Axis // axes whose positions must not influence one another
	tangent  *carried
	laplace  *carried
	err      error
}

// carried is one quantity that each node carries along with its value.
type carried struct {
	mark    string  // before the names of Refs
	extra   []*Axis // axes beyond those of the node
	seeds   map[*Node]*Node
	memo    map[*Node]*Node
	moving  map[*Node]bool // Refs where it is not zero
	pending []*Node        // Refs that were met

	// term is what argument k of n, with weight w = ∂n/∂(argument k), contributes.
	term func(n *Node, k int, w *Node) *Node
}

func (c *carried) reset() {
	c.memo, c.pending = make(map[*Node]*Node, len(c.seeds)), nil
	for x, d := range c.seeds {
		c.memo[x] = d
	}
}

func (g *Graph) newForward(xs, dxs []*Node, separate []*Axis) *forward {
	f := &forward{g: g, separate: separate}
	f.tangent = &carried{mark: "d", seeds: map[*Node]*Node{}, moving: map[*Node]bool{}}
	f.tangent.term = func(n *Node, k int, w *Node) *Node { return g.weigh(w, f.of(f.tangent, n.Args[k])) }
	f.laplace = &carried{mark: "Δ", seeds: map[*Node]*Node{}, moving: map[*Node]bool{}}
	var moving []*Node
	for i, x := range xs {
		if !dxs[i].IsConst(0) {
			moving = append(moving, x)
		}
		extra := Without(dxs[i].Axes, x.Axes)
		f.tangent.extra, f.separate = Union(f.tangent.extra, extra), Union(f.separate, extra)
		f.tangent.seeds[x], f.laplace.seeds[x] = dxs[i], g.zero()
	}
	f.live = newLiveness(moving)
	return f
}

// JVP is the tangents of ys when xs move by dxs (nodes that carry the axes of their x, or fewer,
// and possibly further axes of their own: one tangent for each position on them). The xs may be
// leaves or intermediate nodes; they count as independent. Where nothing moves, the tangent is the
// constant 0. Errors: *NoDerivative; *Mixed if a further axis is not new and is summed over.
func (g *Graph) JVP(ys, xs, dxs []*Node) ([]*Node, error) {
	f := g.newForward(xs, dxs, nil)
	return f.all(f.tangent, ys)
}

// all is what ys carry. What a Ref carries is taken to be zero until it is found not to be, so that
// no recurrence is left that only hands on zeros.
func (f *forward) all(c *carried, ys []*Node) ([]*Node, error) {
	for {
		f.tangent.reset()
		f.laplace.reset()
		out := make([]*Node, len(ys))
		for i, y := range ys {
			out[i] = f.of(c, y)
		}
		settled := f.bind()
		if f.err != nil {
			return nil, f.err
		}
		if settled {
			return out, nil
		}
	}
}

// bind defines what Refs carry; false if one was found that carries something after all.
func (f *forward) bind() bool {
	settled := true
	for f.err == nil {
		c := f.tangent
		if len(c.pending) == 0 {
			c = f.laplace
		}
		if len(c.pending) == 0 {
			break
		}
		ref := c.pending[len(c.pending)-1]
		c.pending = c.pending[:len(c.pending)-1]
		body := f.of(c, ref.Leaf.Body)
		if c.moving[ref] {
			f.g.Bind(c.memo[ref], body)
		} else if !body.IsConst(0) {
			c.moving[ref], settled = true, false
		}
	}
	return settled
}

// of is what n carries, built when first asked for.
func (f *forward) of(c *carried, n *Node) *Node {
	if v, ok := c.memo[n]; ok {
		return v
	}
	if f.err != nil || !f.live.of(n) {
		return f.g.zero()
	}
	if n.Op == LeafOp {
		v := f.g.zero()
		if c.moving[n] {
			v = f.g.Ref(c.mark+n.Leaf.Name, Real, Union(n.Axes, c.extra)...)
		}
		c.memo[n], c.pending = v, append(c.pending, n)
		return v
	}
	if f.err = mixes(n, f.separate); f.err != nil {
		return f.g.zero()
	}
	v := f.push(c, n)
	c.memo[n] = v
	return v
}

// push applies the rule of n's operation to what its arguments carry.
func (f *forward) push(c *carried, n *Node) *Node {
	g := f.g
	switch n.Op {
	case Select:
		return g.Select(n.Args[0], f.of(c, n.Args[1]), f.of(c, n.Args[2]))
	case Gather:
		return g.Gather(f.of(c, n.Args[0]), n.Over, n.Args[1:])
	case Scatter:
		return g.Scatter(f.of(c, n.Args[0]), n.Over, n.Args[1:], n.Along)
	case InverseT:
		return f.pushInverse(c, n)
	case LogAbsDet:
		if c == f.laplace {
			return f.laplaceLogDet(n)
		}
	}
	sum := g.zero()
	for k, a := range n.Args {
		if !f.live.of(a) {
			continue
		}
		w, err := g.partial(n, k)
		if err != nil {
			f.err = err
			return g.zero()
		}
		sum = g.add(sum, c.term(n, k, w))
	}
	return g.Sum(sum, n.Over...)
}

// Jacobian is ∂y/∂x with respect to the elements of x on the axes along: a node with the axes of
// y and a new axis for each of along, in their order. Along the other axes of x, such as an axis
// of samples, y and x are taken position by position.
// Errors: *NoDerivative, *Mixed.
func (g *Graph) Jacobian(y, x *Node, along []*Axis) (*Node, []*Axis, error) {
	fresh, delta := g.copyAxes(along)
	f := g.newForward([]*Node{x}, []*Node{delta}, Without(x.Axes, along))
	out, err := f.all(f.tangent, []*Node{y})
	if err != nil {
		return nil, nil, err
	}
	return out[0], fresh, nil
}

// Hessian is ∂²y/∂x∂x′ with respect to the elements of x on the axes along, for y without these
// axes: a node with the axes of y, the axes along for x and a new axis for each of them for x′.
// Errors: *NoDerivative, *Mixed.
func (g *Graph) Hessian(y, x *Node, along []*Axis) (*Node, []*Axis, error) {
	grad, err := g.Grad(y, []*Node{x}, Without(x.Axes, along)...)
	if err != nil {
		return nil, nil, err
	}
	return g.Jacobian(grad[0], x, along)
}
