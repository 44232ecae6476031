package derive

import (
	"encoding/binary"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Merge is one node along a new axis whose value at position v is the node list[v]. Where all nodes are made by the same
// operations they are merged operand by operand, so that expressions that differ in numbers or positions alone become one
// expression with tables of these; else the position chooses between them. same gives lists that are already merged.
func Merge(g *ad.Graph, list []*ad.Node, axis *ad.Axis, same map[string]*ad.Node) *ad.Node {
	m := &merger{g: g, axis: axis, memo: same}
	return m.merge(list)
}

// MergeKey names a list of nodes among those that are already merged.
func MergeKey(list []*ad.Node) string {
	key := make([]byte, 0, 4*len(list))
	for _, n := range list {
		key = binary.LittleEndian.AppendUint32(key, uint32(n.ID))
	}
	return string(key)
}

type merger struct {
	g    *ad.Graph
	axis *ad.Axis
	memo map[string]*ad.Node
}

func (m *merger) merge(list []*ad.Node) *ad.Node {
	first := list[0]
	if !slices.ContainsFunc(list, func(n *ad.Node) bool { return n != first }) {
		return first
	}
	key := MergeKey(list)
	if old, ok := m.memo[key]; ok {
		return old
	}
	var out *ad.Node
	if m.all(list, tabular) {
		out = m.table(list)
	} else if x, over := gathered(list); x != nil {
		out = m.gather(list, x, over)
	} else if m.all(list, func(n *ad.Node) bool { return alike(n, first) }) {
		args := make([]*ad.Node, len(first.Args))
		for k := range args {
			column := make([]*ad.Node, len(list))
			for v, n := range list {
				column[v] = n.Args[k]
			}
			args[k] = m.merge(column)
		}
		out = rebuild(m.g, first, args)
	} else {
		out = m.choose(list)
	}
	m.memo[key] = out
	return out
}

func (m *merger) all(list []*ad.Node, ok func(*ad.Node) bool) bool {
	return !slices.ContainsFunc(list, func(n *ad.Node) bool { return !ok(n) })
}

// tabular tells whether a node is a table of numbers.
func tabular(n *ad.Node) bool { return n.Op == ad.Const || n.Op == ad.Iota }

// alike tells whether two nodes are one operation on operands of their own.
func alike(a, b *ad.Node) bool {
	class := a.Op.Info().Class
	return a.Op == b.Op && len(a.Args) == len(b.Args) && slices.Equal(a.Over, b.Over) && slices.Equal(a.Along, b.Along) &&
		(class == ad.ElementClass || class == ad.ReduceClass || class == ad.GatherClass || class == ad.LinearClass)
}

// gathered finds the one node that all read at positions of theirs, those that read all of it as it stands among them.
func gathered(list []*ad.Node) (x *ad.Node, over []*ad.Axis) {
	k := slices.IndexFunc(list, func(n *ad.Node) bool { return n.Op == ad.Gather })
	if k < 0 {
		return nil, nil
	}
	x, over = list[k].Args[0], list[k].Over
	for _, n := range list {
		if n != x && !(n.Op == ad.Gather && n.Args[0] == x && slices.Equal(n.Over, over)) {
			return nil, nil
		}
	}
	return x, over
}

func (m *merger) gather(list []*ad.Node, x *ad.Node, over []*ad.Axis) *ad.Node {
	index := make([]*ad.Node, len(over))
	for k, a := range over {
		column := make([]*ad.Node, len(list))
		for v, n := range list {
			if column[v] = m.g.Iota(a); n != x {
				column[v] = n.Args[k+1]
			}
		}
		index[k] = m.merge(column)
	}
	return m.g.Gather(x, over, index)
}

// table lists constants along the axis.
func (m *merger) table(list []*ad.Node) *ad.Node {
	var axes []*ad.Axis
	typ := ad.Bool
	for _, n := range list {
		axes = ad.Union(axes, n.Axes)
		typ = min(typ, n.Type) // from real numbers to truth values
	}
	var values []float64
	for _, n := range list {
		strides := n.Strides(axes)
		ad.Each(axes, [][]int{strides}, func(at []int) {
			if n.Op == ad.Iota {
				values = append(values, float64(at[0]))
			} else {
				values = append(values, n.Table[at[0]])
			}
		})
	}
	return m.g.Table(append([]*ad.Axis{m.axis}, axes...), values, typ)
}

// choose picks a node by the position.
func (m *merger) choose(list []*ad.Node) *ad.Node {
	out := list[len(list)-1]
	for v := len(list) - 2; v >= 0; v-- {
		out = m.g.Select(m.g.Apply(ad.Eq, m.g.Iota(m.axis), m.g.Integer(v)), list[v], out)
	}
	return out
}
