package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Branch is f with another definition of the Ref x, which may carry further axes: what reads x is defined anew with these
// axes, so that draws made after x are made again, from the same noise. body writes the new definition; what it takes over
// from the old one it passes through again. Nodes without the axis of samples keep their value: they are means over samples.
func Branch(g *ad.Graph, f, x *ad.Node, samples *ad.Axis, extra []*ad.Axis, body func(again func(*ad.Node) *ad.Node) *ad.Node) *ad.Node {
	contains := map[*ad.Node]bool{x: true}
	var order []*ad.Node
	for _, p := range components([]*ad.Node{f, x.Leaf.Body}) {
		found := false
		for _, n := range p.nodes {
			found = found || n == x || n.Has(samples) && reads(n, contains)
		}
		for _, n := range p.nodes {
			contains[n] = found && n.Has(samples)
			order = append(order, n)
		}
	}
	if !contains[f] {
		return f
	}
	r := &replacer{g: g, contains: contains, memo: map[*ad.Node]*ad.Node{}}
	var refs []*ad.Node
	for _, n := range order {
		if contains[n] && n.Op == ad.LeafOp {
			twin := g.Ref(n.Leaf.Name, n.Leaf.Type, append(slices.Clone(n.Leaf.Axes), extra...)...)
			twin.Leaf.Attach = n.Leaf.Attach
			refs, r.memo[n] = append(refs, n), twin
		}
	}
	for _, n := range refs {
		if n == x {
			g.Bind(r.memo[n], body(r.replace))
		} else {
			g.Bind(r.memo[n], r.replace(n.Leaf.Body))
		}
	}
	return r.replace(f)
}

// reads tells whether a node reads one of a set directly.
func reads(n *ad.Node, set map[*ad.Node]bool) bool {
	for _, a := range readsNodes(n) {
		if set[a] {
			return true
		}
	}
	return false
}
