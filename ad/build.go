package ad

import (
	"fmt"
	"slices"
)

// MaxFold is the largest number of elements that are computed when the graph is built.
const MaxFold = 1 << 21

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
	if n := g.simplify(op, args); n != nil {
		return n
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
	over = slices.Clone(over)
	slices.SortFunc(over, byID)
	if n := g.simplifyReduce(op, x, over); n != nil {
		return n
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

// foldable tells whether a node follows from constants and is small enough to be computed now.
func (g *Graph) foldable(n *Node) bool {
	work := Elements(n.Axes)
	if n.Op.Info().Class == ReduceClass {
		work *= Elements(n.Over)
	}
	if work > MaxFold {
		return false
	}
	for _, a := range n.Args {
		if a.Op != Const && a.Op != Iota {
			return false
		}
	}
	return !slices.ContainsFunc(n.Axes, func(a *Axis) bool { return a.Lane })
}

// fold computes a node whose arguments are constants.
func (g *Graph) fold(n *Node) *Node {
	all := Union(n.Axes, n.Over)
	if n.Op == Gather {
		all = n.Axes
	}
	strides := [][]int{n.Strides(all)}
	for _, a := range n.Args {
		strides = append(strides, a.Strides(all))
	}
	out := make([]float64, n.Size())
	value := n.Op.Info().Value
	x := make([]float64, len(n.Args))
	switch {
	case n.Op == Gather:
		at := n.Args[0].Strides(n.Over)
		e := 0
		Each(all, strides, func(off []int) {
			from := off[1]
			for k := range n.Over {
				p := int(n.Args[k+1].at(off[k+2]))
				if p < 0 || p >= n.Over[k].Size {
					from = -1
					break
				}
				from += p * at[k]
			}
			if from >= 0 {
				out[e] = n.Args[0].at(from)
			}
			e++
		})
	case n.Op == ArgMax:
		best := make([]float64, len(out))
		for i := range out {
			out[i] = -1
		}
		seen := make([]int, len(out))
		Each(all, strides, func(off []int) {
			if v := n.Args[0].at(off[1]); seen[off[0]] == 0 || v > best[off[0]] {
				best[off[0]], out[off[0]] = v, float64(seen[off[0]])
			}
			seen[off[0]]++
		})
	case n.Op.Info().Class == ReduceClass:
		for i := range out {
			out[i] = n.Op.Info().Start
		}
		acc := make([]float64, 2)
		Each(all, strides, func(off []int) {
			acc[0], acc[1] = out[off[0]], n.Args[0].at(off[1])
			out[off[0]] = value(acc)
		})
	default:
		e := 0
		Each(all, strides, func(off []int) {
			for k, a := range n.Args {
				x[k] = a.at(off[k+1])
			}
			out[e] = value(x)
			e++
		})
	}
	return g.Table(n.Axes, out, n.Type)
}

// at is the value of a constant at an offset of its storage.
func (n *Node) at(offset int) float64 {
	if n.Op == Iota {
		return float64(offset)
	}
	return n.Table[offset]
}
