package inverse

import (
	"encoding/binary"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// puller writes equations as functions of the unknowns that they are solved for. What lies between
// is computed anew, at the positions at which the equations read it; all else keeps its value.
type puller struct {
	s     *system
	p     *cell                       // the equations
	fixed int                         // the equation, if it is one alone; -1: all of rows, along the axes of p
	rows  map[int]bool                // the equations that count
	hole  func(c *cell) *ad.Node      // stands for unknowns of c; nil if they are none of c
	whole bool                        // holes have the axes of their cells, else those of the equations
	is    func(row int, v int32) bool // an element of a cell with a hole is an unknown
	again func(row int, v int32) bool // an element is computed anew
	value func(c *cell) *ad.Node
	axes  []*ad.Axis // of the expressions: those of p, and those of sums that they stand in
	err   *Refusal
	done  map[string]*ad.Node // what was pulled
}

// spot is a position on an axis, as a function of the axes of the expression.
type spot struct {
	axis  *ad.Axis
	index *ad.Node
}

// equation is the right side of the equations.
func (pl *puller) equation() *ad.Node {
	var spots []spot
	if pl.fixed < 0 {
		pl.axes = pl.p.axes
	} else {
		for k, at := range positions(pl.fixed, pl.p.axes) {
			spots = append(spots, spot{pl.p.axes[k], pl.s.g.Integer(at)})
		}
	}
	return pl.anew(pl.p, spots)
}

// pull is n at some spots. What several equations share, such as the stages of a solution step by step, is written once.
func (pl *puller) pull(n *ad.Node, spots []spot) *ad.Node {
	spots = slices.DeleteFunc(slices.Clone(spots), func(s spot) bool { return !n.Has(s.axis) })
	key := pullKey(n, spots, pl.axes)
	if old := pl.done[key]; old != nil {
		return old
	}
	out := pl.written(n, spots)
	if pl.done == nil {
		pl.done = map[string]*ad.Node{}
	}
	pl.done[key] = out
	return out
}

// pullKey names a node at spots, in an expression with some axes.
func pullKey(n *ad.Node, spots []spot, axes []*ad.Axis) string {
	k := binary.AppendUvarint(nil, uint64(n.ID))
	for _, s := range spots {
		k = binary.AppendUvarint(binary.AppendUvarint(k, uint64(s.axis.ID)), uint64(s.index.ID))
	}
	k = binary.AppendUvarint(k, uint64(len(spots)))
	for _, a := range axes {
		k = binary.AppendUvarint(k, uint64(a.ID))
	}
	return string(k)
}

func (pl *puller) written(n *ad.Node, spots []spot) *ad.Node {
	g, c := pl.s.g, pl.s.of[n]
	if c == nil {
		return move(g, n, spots)
	}
	kept := func() *ad.Node { return move(g, pl.value(c), spots) }
	inner, test := func() *ad.Node { return pl.anew(c, spots) }, pl.again
	if h := pl.hole(c); h != nil {
		test = pl.is
		inner = func() *ad.Node {
			if pl.whole {
				return move(g, h, spots)
			}
			return h
		}
	}
	switch where := pl.where(c, spots, test); {
	case where.IsConst(1):
		return inner()
	case where.IsConst(0):
		return kept()
	default:
		return g.Select(where, inner(), kept())
	}
}

func move(g *ad.Graph, n *ad.Node, spots []spot) *ad.Node {
	over, index := make([]*ad.Axis, len(spots)), make([]*ad.Node, len(spots))
	for k, s := range spots {
		over[k], index[k] = s.axis, s.index
	}
	return g.Gather(n, over, index)
}

// where tells at which positions of the axes of the expression an element of c passes a test.
func (pl *puller) where(c *cell, spots []spot, test func(row int, v int32) bool) *ad.Node {
	g := pl.s.g
	var all []*ad.Axis
	if pl.fixed < 0 {
		all = ad.Union(pl.p.axes)
	}
	index := make([]*ad.Node, len(c.axes))
	for k, a := range c.axes {
		index[k] = g.Iota(a)
		for _, s := range spots {
			if s.axis == a {
				index[k] = s.index
			}
		}
		all = ad.Union(all, index[k].Axes)
	}
	strides := [][]int{(&ad.Node{Axes: pl.p.axes}).Strides(all)}
	for _, i := range index {
		if i.Op != ad.Const && i.Op != ad.Iota {
			pl.err = &Refusal{Kind: NoRule, Nodes: []*ad.Node{c.node}}
			return g.Truth(false)
		}
		strides = append(strides, i.Strides(all))
	}
	table := make([]float64, 0, ad.Elements(all))
	yes, no := false, false
	ad.Each(all, strides, func(at []int) {
		row, v := pl.fixed, 0.0
		if row < 0 {
			row = at[0]
		}
		if pl.rows[row] {
			e := 0
			for k, i := range index {
				e = e*c.axes[k].Size + valueAt(i, at[k+1])
			}
			if test(row, c.base+int32(e)) {
				v = 1
			}
			yes, no = yes || v == 1, no || v == 0
		}
		table = append(table, v)
	})
	if !no || !yes {
		return g.Truth(yes)
	}
	return g.Table(all, table, ad.Bool)
}

func valueAt(i *ad.Node, at int) int {
	if i.Op == ad.Iota {
		return at
	}
	return int(i.Table[at])
}

// anew applies the operation of c to its operands at some spots.
func (pl *puller) anew(c *cell, spots []spot) *ad.Node {
	g, n := pl.s.g, c.node
	if f := compoundOf(n); f != nil {
		return f.value(g, pl.pull(f.x, spots))
	}
	switch n.Op.Info().Class {
	case ad.ElementClass:
		if n.Op == ad.Select {
			return pl.choice(n, spots)
		}
		args := make([]*ad.Node, len(n.Args))
		for k, a := range n.Args {
			args[k] = pl.pull(a, spots)
		}
		return g.Apply(n.Op, args...)
	case ad.GatherClass:
		var inner []spot
		for _, s := range spots {
			if !slices.Contains(n.Over, s.axis) {
				inner = append(inner, s)
			}
		}
		for k, a := range n.Over {
			inner = append(inner, spot{a, move(g, n.Args[k+1], slices.DeleteFunc(slices.Clone(spots), func(s spot) bool { return !n.Args[k+1].Has(s.axis) }))})
		}
		return pl.pull(n.Args[0], inner)
	case ad.ReduceClass:
		return pl.reduced(c, spots)
	}
	return pl.pull(c.nodes[0], spots) // a Ref is its definition
}

// choice is a Select; of one with a constant condition only the branch that is taken is looked at.
func (pl *puller) choice(n *ad.Node, spots []spot) *ad.Node {
	cond := pl.pull(n.Args[0], spots)
	switch {
	case cond.IsConst(1):
		return pl.pull(n.Args[1], spots)
	case cond.IsConst(0):
		return pl.pull(n.Args[2], spots)
	}
	return pl.s.g.Select(cond, pl.pull(n.Args[1], spots), pl.pull(n.Args[2], spots))
}

// reduced is a reduction, along axes of its own where the expression has those of n already.
func (pl *puller) reduced(c *cell, spots []spot) *ad.Node {
	g, n := pl.s.g, c.node
	outer := pl.axes
	var over []*ad.Axis
	for _, a := range n.Over {
		b := a
		for slices.Contains(pl.axes, b) {
			b = pl.s.copyOf(b)
		}
		if b != a {
			spots = append(slices.Clone(spots), spot{a, g.Iota(b)})
		}
		over = append(over, b)
		pl.axes = append(slices.Clone(pl.axes), b)
	}
	var x *ad.Node
	for _, f := range c.nodes {
		if v := pl.pull(f, spots); x == nil {
			x = v
		} else {
			x = g.Apply(ad.Mul, x, v)
		}
	}
	pl.axes = outer
	return g.Reduce(n.Op, x, over...)
}

// copyOf is another axis of the same size, the same each time.
func (s *system) copyOf(a *ad.Axis) *ad.Axis {
	if s.copies[a] == nil {
		s.copies[a] = s.g.Axis(a.Name+"′", a.Size)
	}
	return s.copies[a]
}
