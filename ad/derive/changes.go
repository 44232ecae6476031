package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Changes rewrites nodes that read an array with few elements replaced, at places known beforehand: a sum over that array
// becomes the sum over the array as it was, and the terms that differ.
//
//	Σ_k w[k] s'[k],  s'[k] = (if k == i then -s[k] else s[k])   →   Σ_k w[k] s[k] + w[i] (-s[i] - s[i])
//
// The first sum lacks the axes along which the places vary, and is computed once for all of them: a function of all
// configurations that differ from one at few sites costs terms, not sums. Sums are rewritten in which such guards enter
// by products, sums and differences, so that the difference has the size of the terms; equality holds up to
// rounding. A Ref with such a guard in its definition becomes a new Ref.
func Changes(g *ad.Graph, nodes ...*ad.Node) []*ad.Node {
	c := &changes{g: g, move: newMover(g), memo: map[*ad.Node]*ad.Node{}}
	out := make([]*ad.Node, len(nodes))
	for i, n := range nodes {
		out[i] = c.rewrite(n)
	}
	return out
}

type changes struct {
	g    *ad.Graph
	move *mover
	memo map[*ad.Node]*ad.Node
}

// rewrite is n with its sums rewritten.
func (c *changes) rewrite(n *ad.Node) *ad.Node {
	if m := c.memo[n]; m != nil {
		return m
	}
	if len(n.Args) == 0 {
		return c.leaf(n)
	}
	args := make([]*ad.Node, len(n.Args))
	for k, a := range n.Args {
		args[k] = c.rewrite(a)
	}
	m := n
	if !slices.Equal(args, n.Args) {
		m = rebuild(c.g, n, args)
	}
	switch m.Op {
	case ad.Gather:
		m = c.gather(m)
	case ad.Sum:
		m = c.sum(m)
	case ad.Add:
		m = c.gathered(m)
	}
	c.memo[n] = m
	return m
}

// gathered adds first what lacks the axes along which the places vary: x + (same + differ) is (x + same) + differ.
func (c *changes) gathered(n *ad.Node) *ad.Node {
	for k, y := range n.Args {
		x := n.Args[1-k]
		if y.Op != ad.Add || n.Op != ad.Add {
			continue
		}
		for i, same := range y.Args {
			if len(ad.Union(x.Axes, same.Axes)) < len(n.Axes) && len(y.Args[1-i].Axes) > len(same.Axes) {
				return c.g.Apply(ad.Add, c.gathered(c.g.Apply(ad.Add, x, same)), y.Args[1-i])
			}
		}
	}
	return n
}

// leaf is n, or a new Ref if its definition changes.
func (c *changes) leaf(n *ad.Node) *ad.Node {
	if n.Op != ad.LeafOp || n.Leaf.Body == nil || !c.guarded(n.Leaf.Body) {
		return n
	}
	ref := c.g.Ref(n.Leaf.Name, n.Leaf.Type, n.Leaf.Axes...)
	ref.Leaf.Attach = n.Leaf.Attach
	c.memo[n] = ref
	c.g.Bind(ref, c.rewrite(n.Leaf.Body))
	return ref
}

// guarded tells whether a node reads a guard that chooses few places of an axis.
func (c *changes) guarded(n *ad.Node) bool {
	seen := map[*ad.Node]bool{}
	var reads func(n *ad.Node) bool
	reads = func(n *ad.Node) bool {
		if n == nil || seen[n] {
			return false
		}
		seen[n] = true
		if n.Op == ad.Select && n.Args[0].Op == ad.Const && c.fewOn(n.Args[0], n.Args[0].Axes) != nil {
			return true
		}
		return slices.ContainsFunc(n.Args, reads) || n.Leaf != nil && reads(n.Leaf.Body)
	}
	return reads(n)
}

// gather reads the branches of a guard, so that the guard is seen.
func (c *changes) gather(n *ad.Node) *ad.Node {
	s := n.Args[0]
	if s.Op != ad.Select || s.Args[0].Op != ad.Const || slices.ContainsFunc(n.Args[1:], func(i *ad.Node) bool { return i.Op != ad.Const && i.Op != ad.Iota }) {
		return n
	}
	read := func(x *ad.Node) *ad.Node {
		over, index := []*ad.Axis(nil), []*ad.Node(nil)
		for k, a := range n.Over {
			if x.Has(a) {
				over, index = append(over, a), append(index, n.Args[k+1])
			}
		}
		if len(over) == 0 {
			return x
		}
		return c.rewrite(c.g.Gather(x, over, index))
	}
	if slices.ContainsFunc(n.Args[1:], negative) {
		return n // what is nowhere is zero, and not an element of a branch
	}
	return c.g.Select(read(s.Args[0]), read(s.Args[1]), read(s.Args[2]))
}

func negative(index *ad.Node) bool {
	return index.Op == ad.Const && slices.ContainsFunc(index.Table, func(x float64) bool { return x < 0 })
}

// sum takes the terms that differ out of a sum, guard by guard, if what remains lacks an axis.
func (c *changes) sum(n *ad.Node) *ad.Node {
	if n.Op != ad.Sum {
		return n
	}
	x := n.Args[0]
	guard := c.find(x, n.Over)
	if guard == nil || len(ad.Union(c.base(x, n.Over).Axes, n.Over)) == len(ad.Union(x.Axes, n.Over)) {
		return n
	}
	s := c.placesOf(guard, n.Over)
	same, differ := s.split(x)
	differ = c.g.Select(s.used, differ, c.g.Const(0))
	over := append(slices.DeleteFunc(slices.Clone(n.Over), func(a *ad.Axis) bool { return a == s.axis }), s.turn...)
	return c.g.Apply(ad.Add, c.sum(c.g.Sum(same, n.Over...)), c.g.Sum(differ, over...))
}

// find is the first guard that chooses few places of a bound axis, among factors and terms of x; nil if there is none.
func (c *changes) find(x *ad.Node, bound []*ad.Axis) *ad.Node {
	if x.Op == ad.Select && x.Args[0].Op == ad.Const {
		if c.fewOn(x.Args[0], bound) != nil {
			return x.Args[0]
		}
		if g := c.find(x.Args[1], bound); g != nil {
			return g
		}
		return c.find(x.Args[2], bound)
	}
	for _, a := range linearIn(x) {
		if g := c.find(a, bound); g != nil {
			return g
		}
	}
	return nil
}

// linearIn are the arguments in each of which x is linear.
func linearIn(x *ad.Node) []*ad.Node {
	switch x.Op {
	case ad.Mul, ad.Add, ad.Sub, ad.Neg:
		return x.Args
	case ad.Div:
		return x.Args[:1]
	}
	return nil
}

// base is x as it is where no guard chooses.
func (c *changes) base(x *ad.Node, bound []*ad.Axis) *ad.Node {
	for {
		guard := c.find(x, bound)
		if guard == nil {
			return x
		}
		x, _ = (&splitting{changes: c, guard: guard}).split(x)
	}
}

// fewOn is a bound axis on which a guard is true at few places, for each position on its other axes.
func (c *changes) fewOn(guard *ad.Node, bound []*ad.Axis) *ad.Axis {
	for _, a := range guard.Axes {
		if slices.Contains(bound, a) && len(guard.Axes) > 1 {
			if at, most := trueOn(guard, a); at != nil && most > 0 && 4*most <= a.Size {
				return a
			}
		}
	}
	return nil
}

// trueOn lists, for each position on the other axes of a table, where it is true on one axis, and the longest list.
func trueOn(guard *ad.Node, axis *ad.Axis) (at [][]int, most int) {
	rest := ad.Without(guard.Axes, []*ad.Axis{axis})
	at = make([][]int, ad.Elements(rest))
	strides, along := guard.Strides(rest), guard.Strides([]*ad.Axis{axis})[0]
	for e := range at {
		from, left := 0, e
		for i := len(rest) - 1; i >= 0; i-- {
			from += left % rest[i].Size * strides[i]
			left /= rest[i].Size
		}
		for k := range axis.Size {
			if guard.Table[from+k*along] != 0 {
				at[e] = append(at[e], k)
			}
		}
		most = max(most, len(at[e]))
	}
	return at, most
}

// splitting takes apart what a guard changes: at its places, which are listed along the axis turn where there are several.
type splitting struct {
	*changes
	guard *ad.Node
	axis  *ad.Axis
	turn  []*ad.Axis
	index []place
	used  *ad.Node // where index lists a place
}

func (c *changes) placesOf(guard *ad.Node, bound []*ad.Axis) *splitting {
	s := &splitting{changes: c, guard: guard, axis: c.fewOn(guard, bound)}
	at, most := trueOn(guard, s.axis)
	axes := ad.Without(guard.Axes, []*ad.Axis{s.axis})
	if most > 1 {
		s.turn = []*ad.Axis{c.g.Axis("change", most)}
		axes = append(slices.Clone(axes), s.turn...)
	}
	table, used := make([]float64, len(at)*most), make([]float64, len(at)*most)
	for e, list := range at {
		for r, k := range list {
			table[e*most+r], used[e*most+r] = float64(k), 1
		}
	}
	s.used = c.g.Table(axes, used, ad.Bool)
	s.index = []place{{s.axis, c.g.Table(axes, table, ad.Int)}}
	return s
}

// at is x at the places of the guard.
func (s *splitting) at(x *ad.Node) *ad.Node { return s.move.at(x, s.index) }

// split is x where the guard does not choose, and what it adds to that at its places; nil: nothing. Without places
// only the first is asked for.
func (s *splitting) split(x *ad.Node) (same, differ *ad.Node) {
	g := s.g
	if x.Op == ad.Select && x.Args[0] == s.guard {
		if s.index == nil {
			return x.Args[2], nil
		}
		if d := g.Apply(ad.Sub, x.Args[1], x.Args[2]); len(ad.Union(d.Axes, s.guard.Axes)) > len(d.Axes) && d.Has(s.axis) {
			return x.Args[2], g.Gather(d, []*ad.Axis{s.axis}, []*ad.Node{s.index[0].index}) // computed once, where it is
		}
		return x.Args[2], g.Apply(ad.Sub, s.at(x.Args[1]), s.at(x.Args[2]))
	}
	switch {
	case x.Op == ad.Select && x.Args[0].Op == ad.Const:
		a, da := s.split(x.Args[1])
		b, db := s.split(x.Args[2])
		if da != nil || db != nil {
			differ = g.Select(s.at(x.Args[0]), s.orZero(da), s.orZero(db))
		}
		return g.Select(x.Args[0], a, b), differ
	case len(linearIn(x)) == 0:
		return x, nil
	}
	args := slices.Clone(x.Args)
	change := make([]*ad.Node, len(args))
	for k, a := range linearIn(x) {
		args[k], change[k] = s.split(a)
	}
	same = g.Apply(x.Op, args...)
	if s.index == nil || !slices.ContainsFunc(change, func(d *ad.Node) bool { return d != nil }) {
		return same, nil
	}
	switch {
	case x.Op == ad.Add || x.Op == ad.Sub:
		differ = g.Apply(x.Op, s.orZero(change[0]), s.orZero(change[1]))
	case x.Op == ad.Neg:
		differ = g.Apply(ad.Neg, change[0])
	case len(change) == 2 && change[1] == nil:
		differ = g.Apply(x.Op, change[0], s.at(x.Args[1]))
	case change[0] == nil:
		differ = g.Apply(x.Op, s.at(x.Args[0]), change[1])
	default:
		differ = g.Apply(ad.Sub, s.at(x), s.at(same))
	}
	return same, differ
}

func (s *splitting) orZero(x *ad.Node) *ad.Node {
	if x == nil {
		return s.g.Const(0)
	}
	return x
}
