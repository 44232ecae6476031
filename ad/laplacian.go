package ad

import "slices"

// Delta is 1 where the positions on two axes of one size are equal, else 0.
func (g *Graph) Delta(a, b *Axis) *Node {
	d := g.Select(g.Apply(Eq, g.Iota(a), g.Iota(b)), g.one(), g.zero())
	if len(d.Axes) == 2 {
		g.deltas[d] = delta{[2]*Axis{a, b}, [2]*Node{g.Iota(b), g.Iota(a)}}
	}
	return d
}

// delta is a table of 1 and 0 along two axes: 1 where each is at the position that is given for the other one.
type delta struct {
	axes [2]*Axis
	at   [2]*Node // of axes; nil where it has no position for some elements
}

// blockDelta is 1 where the position on a is that on b and lo more, else 0.
func (g *Graph) blockDelta(a, b *Axis, lo int) *Node {
	positions := make([]float64, b.Size)
	for i := range positions {
		positions[i] = float64(lo + i)
	}
	at := g.Table([]*Axis{b}, positions, Int)
	d := g.Select(g.Apply(Eq, g.Iota(a), at), g.one(), g.zero())
	if len(d.Axes) == 2 {
		g.deltas[d] = delta{[2]*Axis{a, b}, [2]*Node{at, nil}}
	}
	return d
}

// copyAxes makes new axes of the sizes of axes, and the product of deltas between them.
func (g *Graph) copyAxes(axes []*Axis) (fresh []*Axis, delta *Node) {
	return g.blockOf(axes, nil, 0, 0)
}

// blockOf is copyAxes of the positions lo … hi-1 of one of the axes. The deltas stay factors: as one table they would have the square
// of the number of elements.
func (g *Graph) blockOf(axes []*Axis, cut *Axis, lo, hi int) (fresh []*Axis, delta *Node) {
	delta = g.one()
	for i, a := range axes {
		var d *Node
		if a == cut {
			fresh = append(fresh, g.Axis(a.Name+"′", hi-lo))
			d = g.blockDelta(a, fresh[i], lo)
		} else {
			fresh = append(fresh, g.Axis(a.Name+"′", a.Size))
			d = g.Delta(a, fresh[i])
		}
		if i == 0 {
			delta = d
		} else {
			delta = g.intern(&Node{Op: Mul, Args: []*Node{delta, d}, Axes: Union(delta.Axes, d.Axes)})
		}
	}
	return fresh, delta
}

// fewTangents is how many elements, zeros included and without samples, the gradients of a node may have for all to be
// pushed at a time: beyond, the rows of a tile would come from memory again and again.
const fewTangents = 1 << 16

// Laplacian is Σ ∂²y/∂x² over the elements of x on the axes along; along the other axes of x, y
// and x are taken position by position. It pushes the value, the gradient ∇n (along new axes) and
// the Laplacian through the graph together: Δn = Σₖ (wₖ Δaₖ + ∇wₖ·∇aₖ) with wₖ = ∂n/∂aₖ. Where
// gradients have many elements, it does so for some directions after the other.
// Errors: *NoDerivative, *Mixed.
func (g *Graph) Laplacian(y, x *Node, along []*Axis) (*Node, error) {
	return g.laplacianWithin(fewTangents, y, x, along)
}

func (g *Graph) laplacianWithin(most int, y, x *Node, along []*Axis) (*Node, error) {
	before := len(g.Nodes)
	fresh, seed := g.copyAxes(along)
	whole, err := g.laplacianAlong(y, x, along, fresh, seed)
	if err != nil || len(along) == 0 {
		return whole, err
	}
	largest := 0.0
	for _, n := range g.Nodes[before:] {
		if n.Op != Mul && len(Without(fresh, n.Axes)) < len(fresh) { // products may be no more than terms of sums
			largest = max(largest, volume(withoutLane(n.Axes)))
		}
	}
	cut := along[0]
	for _, a := range along {
		if a.Size > cut.Size {
			cut = a
		}
	}
	step := int(max(1, float64(cut.Size)*float64(most)/max(1, largest)))
	if step >= cut.Size {
		return whole, nil
	}
	sum := g.zero()
	for lo := 0; lo < cut.Size; lo += step {
		fresh, seed := g.blockOf(along, cut, lo, min(lo+step, cut.Size))
		part, err := g.laplacianAlong(y, x, along, fresh, seed)
		if err != nil {
			return nil, err
		}
		sum = g.add(sum, part)
	}
	return sum, nil
}

func withoutLane(axes []*Axis) []*Axis {
	return slices.DeleteFunc(slices.Clone(axes), func(a *Axis) bool { return a.Lane })
}

// laplacianAlong is the Laplacian in the directions of seed, which are counted along fresh.
func (g *Graph) laplacianAlong(y, x *Node, along, fresh []*Axis, seed *Node) (*Node, error) {
	f := g.newForward([]*Node{x}, []*Node{seed}, Without(x.Axes, along))
	f.laplace.term = func(n *Node, k int, w *Node) *Node {
		a := n.Args[k]
		bend := g.Sum(g.mul(f.of(f.tangent, w), f.of(f.tangent, a)), fresh...)
		return g.add(g.weigh(w, f.of(f.laplace, a)), bend)
	}
	out, err := f.all(f.laplace, []*Node{y})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}
