package derive

import (
	"encoding/binary"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// replacer rebuilds nodes with one node replaced by another. A Ref whose definition contains
// that node becomes a new Ref.
type replacer struct {
	g        *ad.Graph
	contains map[*ad.Node]bool // nodes that read what is replaced
	memo     map[*ad.Node]*ad.Node
}

func (r *replacer) replace(n *ad.Node) *ad.Node {
	if !r.contains[n] {
		return n
	}
	if m := r.memo[n]; m != nil {
		return m
	}
	if n.Op == ad.LeafOp {
		ref := r.g.Ref(n.Leaf.Name, n.Leaf.Type, n.Leaf.Axes...)
		ref.Leaf.Attach = n.Leaf.Attach
		r.memo[n] = ref
		r.g.Bind(ref, r.replace(n.Leaf.Body))
		return ref
	}
	args := make([]*ad.Node, len(n.Args))
	for k, a := range n.Args {
		args[k] = r.replace(a)
	}
	m := rebuild(r.g, n, args)
	r.memo[n] = m
	return m
}

// rebuild is the operation of n on other arguments.
func rebuild(g *ad.Graph, n *ad.Node, args []*ad.Node) *ad.Node {
	switch n.Op.Info().Class {
	case ad.ElementClass:
		return g.Apply(n.Op, args...)
	case ad.ReduceClass:
		return g.Reduce(n.Op, args[0], n.Over...)
	case ad.GatherClass:
		return g.Gather(args[0], n.Over, args[1:])
	case ad.ScatterClass:
		return g.Scatter(args[0], n.Over, args[1:], n.Along)
	case ad.LinearClass:
		return g.Linear(n.Op, args[0], n.Over[0], n.Over[1])
	}
	return n
}

// mover evaluates nodes at computed positions: it moves the positions down to the leaves, so that
// nothing is computed anywhere else.
type mover struct {
	g    *ad.Graph
	know *knowledge
	memo map[string]*ad.Node
}

func newMover(g *ad.Graph) *mover { return &mover{g, newKnowledge(), map[string]*ad.Node{}} }

// place is a position on an axis.
type place struct {
	axis  *ad.Axis
	index *ad.Node
}

// at is n where the axes stand at the given places.
func (m *mover) at(n *ad.Node, places []place) *ad.Node {
	places = slices.DeleteFunc(slices.Clone(places), func(p place) bool { return !n.Has(p.axis) })
	if len(places) == 0 {
		return n
	}
	key := binary.LittleEndian.AppendUint32(nil, uint32(n.ID))
	for _, p := range places {
		key = binary.LittleEndian.AppendUint32(key, uint32(p.axis.ID))
		key = binary.LittleEndian.AppendUint32(key, uint32(p.index.ID))
	}
	if old := m.memo[string(key)]; old != nil {
		return old
	}
	moved := m.move(n, places)
	m.memo[string(key)] = moved
	return moved
}

func (m *mover) move(n *ad.Node, places []place) *ad.Node {
	switch class := n.Op.Info().Class; {
	case n.Op == ad.Iota:
		return places[0].index
	case class == ad.GatherClass:
		inner := outside(places, n.Over)
		for k, a := range n.Over {
			inner = append(inner, place{a, m.at(m.safe(n.Args[k+1]), places)})
		}
		return m.at(n.Args[0], inner)
	case class == ad.ElementClass || class == ad.ReduceClass && !captured(places, n.Over):
		args := make([]*ad.Node, len(n.Args))
		for k, a := range n.Args {
			args[k] = m.at(a, outside(places, n.Over))
		}
		moved := rebuild(m.g, n, args)
		if n.Op == ad.Mul {
			moved = m.guard(n, n.Args[0], n.Args[1], moved, places)
			moved = m.guard(n, n.Args[1], n.Args[0], moved, places)
		}
		return moved
	}
	over, index := make([]*ad.Axis, len(places)), make([]*ad.Node, len(places))
	for k, p := range places {
		over[k], index[k] = p.axis, p.index
	}
	return m.g.Gather(n, over, index)
}

// safe replaces the -1 of constant positions by 0: at a computed place a guard chooses between
// values that have both been read.
func (m *mover) safe(index *ad.Node) *ad.Node {
	if index.Op != ad.Const {
		return index
	}
	table := slices.Clone(index.Table)
	for i := range table {
		table[i] = max(0, table[i])
	}
	return m.g.Table(index.Axes, table, ad.Int)
}

// guard keeps the zeros of a product that are structural in the factor x, whatever y is there: at a
// computed place a zero is a number like any other, and 0 times infinity is no zero.
func (m *mover) guard(n, x, y, moved *ad.Node, places []place) *ad.Node {
	zero := m.know.of(x).zero
	if zero == nil || y.Op == ad.LeafOp || y.Op == ad.Gather && y.Args[0].Op == ad.LeafOp {
		return moved
	}
	counts := make([]float64, elements(x))
	for e := range counts {
		if !zero.has(e) {
			counts[e] = 1
		}
	}
	mask := m.g.Table(elementAxes(x.Axes), counts, ad.Bool)
	return m.g.Select(m.at(mask, places), moved, m.g.Table(nil, []float64{0}, n.Type))
}

// outside are the places on other axes than those that are bound.
func outside(places []place, bound []*ad.Axis) []place {
	var out []place
	for _, p := range places {
		if !slices.Contains(bound, p.axis) {
			out = append(out, p)
		}
	}
	return out
}

// captured tells whether a position carries an axis that is bound, and so cannot move inside.
func captured(places []place, bound []*ad.Axis) bool {
	return slices.ContainsFunc(places, func(p place) bool {
		return slices.ContainsFunc(p.index.Axes, func(a *ad.Axis) bool { return slices.Contains(bound, a) })
	})
}
