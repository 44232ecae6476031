package ad

// NewPlainGraph returns a graph that simplifies nothing.
func NewPlainGraph() *Graph {
	g := NewGraph()
	g.plain = true
	return g
}

// Rebuild builds ys once more, in a graph that simplifies; leaves stay, except that Refs are new.
func Rebuild(from *Graph, ys []*Node) (*Graph, []*Node) {
	g := NewGraph()
	g.Axes = append(g.Axes, from.Axes...)
	done := map[*Node]*Node{}
	var refs []*Node
	var copy func(n *Node) *Node
	copy = func(n *Node) *Node {
		if m, ok := done[n]; ok {
			return m
		}
		args := make([]*Node, len(n.Args))
		for k, a := range n.Args {
			args[k] = copy(a)
		}
		var m *Node
		switch {
		case n.Op == LeafOp && n.Leaf.Kind == RefLeaf:
			m = g.Ref(n.Leaf.Name, n.Type, n.Leaf.Axes...)
			refs = append(refs, n)
		case n.Op == LeafOp:
			m = g.Leaf(n.Leaf)
		case n.Op == Const:
			m = g.Table(n.Axes, n.Table, n.Type)
		case n.Op == Iota:
			m = g.Iota(n.Over[0])
		case n.Op == Gather:
			m = g.Gather(args[0], n.Over, args[1:])
		case n.Op == Scatter:
			m = g.Scatter(args[0], n.Over, args[1:], n.Along)
		case n.Op.Info().Class == ReduceClass:
			m = g.Reduce(n.Op, args[0], n.Over...)
		default:
			m = g.Apply(n.Op, args...)
		}
		done[n] = m
		return m
	}
	out := make([]*Node, len(ys))
	for i, y := range ys {
		out[i] = copy(y)
	}
	for len(refs) > 0 {
		r := refs[len(refs)-1]
		refs = refs[:len(refs)-1]
		g.Bind(copy(r), copy(r.Leaf.Body))
	}
	return g, out
}
