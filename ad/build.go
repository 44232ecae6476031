package ad

import (
	"fmt"
	"slices"
)

// Apply is an elementwise operation. Its result depends on all axes of its arguments.
func (g *Graph) Apply(op Op, args ...*Node) *Node {
	row := op.Info()
	if row.Class != ElementClass || len(args) != row.Arity {
		panic(fmt.Sprintf("ad: %s applied to %d arguments", row.Name, len(args)))
	}
	args = slices.Clone(args)
	if row.Comm && args[0].ID > args[1].ID {
		args[0], args[1] = args[1], args[0]
	}
	if !g.plain {
		if n := g.simplify(op, args); n != nil {
			return n
		}
	}
	n := &Node{Op: op, Args: args}
	types := make([]Type, len(args))
	for i, a := range args {
		n.Axes = Union(n.Axes, a.Axes)
		types[i] = a.Type
	}
	n.Type = row.Type(types)
	if g.foldable(n) {
		return g.fold(n)
	}
	return g.intern(n)
}

// Select is a where cond holds, else b; the branch not taken is neither evaluated nor depended on.
func (g *Graph) Select(cond, a, b *Node) *Node { return g.Apply(Select, cond, a, b) }

// Reduce reduces x over axes; over an axis that x lacks the same value counts Size times.
func (g *Graph) Reduce(op Op, x *Node, over ...*Axis) *Node {
	if op.Info().Class != ReduceClass {
		panic("ad: " + op.String() + " is not a reduction")
	}
	if op == ArgMax && len(over) != 1 {
		panic("ad: argmax over more or less than one axis")
	}
	over = slices.Clone(over)
	slices.SortFunc(over, byID)
	if !g.plain {
		if n := g.simplifyReduce(op, x, over); n != nil {
			return n
		}
	}
	n := &Node{Op: op, Args: []*Node{x}, Axes: Without(x.Axes, over), Over: over, Type: op.Info().Type([]Type{x.Type})}
	if g.foldable(n) {
		return g.fold(n)
	}
	return g.intern(n)
}

// Sum adds x up over axes.
func (g *Graph) Sum(x *Node, over ...*Axis) *Node { return g.Reduce(Sum, x, over...) }

// Gather replaces axes of x by positions: the value of x where axis over[k] stands at index[k].
// Axes that x lacks are left out. An index of -1 marks an element that is never read.
func (g *Graph) Gather(x *Node, over []*Axis, index []*Node) *Node {
	var keep []*Axis
	args := []*Node{x}
	order := make([]int, len(over))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(i, j int) int { return byID(over[i], over[j]) })
	for _, k := range order {
		if x.Has(over[k]) && !(index[k].Op == Iota && index[k].Over[0] == over[k]) {
			keep, args = append(keep, over[k]), append(args, index[k])
		}
	}
	if len(keep) == 0 {
		return x
	}
	if !g.plain {
		if n := g.simplifyGather(x, keep, args[1:]); n != nil {
			return n
		}
	}
	n := &Node{Op: Gather, Args: args, Over: keep, Axes: Without(x.Axes, keep), Type: x.Type}
	for _, a := range args[1:] {
		n.Axes = Union(n.Axes, a.Axes)
	}
	if g.foldable(n) {
		return g.fold(n)
	}
	return g.intern(n)
}

// Rename is x with the axis from called to.
func (g *Graph) Rename(x *Node, from, to *Axis) *Node {
	return g.Gather(x, []*Axis{from}, []*Node{g.Iota(to)})
}

// Scatter is the transpose of Gather: result[.., to=p] is the sum over the axes along of the
// elements of x whose index is p. An index of -1 contributes nothing. The axes to are not among the
// axes of x and of the indices that remain; an axis may be both summed and new (a shift along it).
func (g *Graph) Scatter(x *Node, to []*Axis, index []*Node, along []*Axis) *Node {
	order := make([]int, len(to))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(i, j int) int { return byID(to[i], to[j]) })
	n := &Node{Op: Scatter, Args: []*Node{x}, Axes: x.Axes, Type: same([]Type{x.Type}), Along: slices.Clone(along)}
	slices.SortFunc(n.Along, byID)
	for _, k := range order {
		n.Args, n.Over = append(n.Args, index[k]), append(n.Over, to[k])
		n.Axes = Union(n.Axes, index[k].Axes)
	}
	n.Axes = Without(n.Axes, n.Along)
	for _, a := range to {
		if slices.Contains(n.Axes, a) {
			panic("ad: scatter to the axis " + a.Name + " that is there already")
		}
	}
	n.Axes = Union(n.Axes, n.Over)
	if !g.plain {
		if s := g.simplifyScatter(n); s != nil {
			return s
		}
	}
	if g.foldable(n) {
		return g.fold(n)
	}
	return g.intern(n)
}
