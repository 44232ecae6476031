package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// part is a strongly connected component of the nodes: one node, or nodes in a circle.
type part struct {
	nodes    []*ad.Node // by ID
	circular bool
}

// visitState is the state of a node in Tarjan's algorithm.
type visitState struct {
	index, low int
	onStack    bool
	next       int // argument to look at
}

// components returns the strongly connected components of all nodes that targets read, what is
// read first (R. Tarjan, SIAM J. Comput. 1 (1972) 146), without recursion.
func components(targets []*ad.Node) []part {
	var parts []part
	var stack, path []*ad.Node
	state := map[*ad.Node]*visitState{}
	enter := func(n *ad.Node) {
		state[n] = &visitState{index: len(state), low: len(state), onStack: true}
		stack, path = append(stack, n), append(path, n)
	}
	for _, t := range targets {
		if state[t] == nil {
			enter(t)
		}
		for len(path) > 0 {
			n := path[len(path)-1]
			s := state[n]
			if reads := readsNodes(n); s.next < len(reads) {
				a := reads[s.next]
				s.next++
				if sa := state[a]; sa == nil {
					enter(a)
				} else if sa.onStack {
					s.low = min(s.low, sa.index)
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := state[path[len(path)-1]]
				up.low = min(up.low, s.low)
			}
			if s.low == s.index {
				k := slices.Index(stack, n)
				parts = append(parts, newPart(stack[k:]))
				for _, m := range stack[k:] {
					state[m].onStack = false
				}
				stack = stack[:k]
			}
		}
	}
	return parts
}

func newPart(nodes []*ad.Node) part {
	p := part{nodes: slices.Clone(nodes)}
	slices.SortFunc(p.nodes, func(a, b *ad.Node) int { return a.ID - b.ID })
	p.circular = len(p.nodes) > 1 || slices.Contains(readsNodes(p.nodes[0]), p.nodes[0])
	return p
}
