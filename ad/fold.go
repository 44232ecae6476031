package ad

import (
	"math"
	"slices"
)

// MaxFold is the largest number of elements that are computed when the graph is built.
const MaxFold = 1 << 21

// Exceeds tells whether axes have more than limit elements, however large their product is.
func Exceeds(axes []*Axis, limit int) bool { return volume(axes) > float64(limit) }

// volume is the product of the sizes of axes, too large as it may be for an int.
func volume(axes []*Axis) float64 {
	n := 1.0
	for _, a := range axes {
		n *= float64(a.Size)
	}
	return n
}

// foldable tells whether a node follows from constants and is small enough to be computed now.
// Axes of samples are never folded: their sizes belong to the run.
func (g *Graph) foldable(n *Node) bool {
	if g.plain {
		return false
	}
	all := Union(n.Axes, n.Over, n.Along)
	for _, a := range n.Args {
		if a.Op != Const && a.Op != Iota {
			return false
		}
		all = Union(all, a.Axes)
	}
	if slices.ContainsFunc(all, func(a *Axis) bool { return a.Lane }) {
		return false
	}
	return !Exceeds(n.Axes, MaxFold) && !Exceeds(foldAxes(n), MaxFold)
}

// foldAxes are the axes of the loop that computes a node.
func foldAxes(n *Node) []*Axis {
	switch n.Op.Info().Class {
	case ReduceClass:
		return Union(n.Axes, n.Over)
	case ScatterClass:
		return scatterAxes(n)
	case LinearClass:
		return Union(n.Axes, n.Over)
	}
	return n.Axes
}

// scatterAxes are the axes of the terms of a Scatter: those that stay and those summed over.
func scatterAxes(n *Node) []*Axis {
	return Union(Without(n.Axes, Without(n.Over, n.Along)), n.Along)
}

// fold computes a node whose arguments are constants, once.
func (g *Graph) fold(n *Node) *Node {
	key := string(g.nodeKey(n))
	c, ok := g.folds[key]
	if !ok {
		c = g.computed(n)
		g.folds[key] = c
	}
	return c
}

func (g *Graph) computed(n *Node) *Node {
	out := make([]float64, n.Size())
	all := foldAxes(n)
	strides := [][]int{n.Strides(all)}
	for _, a := range n.Args {
		strides = append(strides, a.Strides(all))
	}
	switch class := n.Op.Info().Class; {
	case class == GatherClass:
		foldGather(n, all, strides, out)
	case class == ScatterClass:
		foldScatter(n, all, strides, out)
	case class == LinearClass:
		foldMatrix(n, out)
	case n.Op == ArgMax:
		foldArgMax(n, all, strides, out)
	case class == ReduceClass:
		for i := range out {
			out[i] = n.Op.Info().Start
		}
		acc := make([]float64, 2)
		Each(all, strides, func(off []int) {
			acc[0], acc[1] = out[off[0]], n.Args[0].at(off[1])
			out[off[0]] = n.Op.Info().Value(acc)
		})
	default:
		foldElements(n, all, strides, out)
	}
	return g.Table(n.Axes, out, n.Type)
}

func foldElements(n *Node, all []*Axis, strides [][]int, out []float64) {
	value, zeros := n.Op.Info().Value, n.Op == Mul || n.Op == Div
	x := make([]float64, len(n.Args))
	eachRow(all, strides, func(off, step []int, size int) {
		for p := range size {
			for k, a := range n.Args {
				x[k] = a.at(off[k+1] + p*step[k+1])
			}
			if zeros && (x[0] == 0 || n.Op == Mul && x[1] == 0) {
				continue // a constant zero times anything is zero
			}
			out[off[0]+p*step[0]] = value(x)
		}
	})
}

// mask sets the strides of some axes to zero.
func mask(axes []*Axis, strides []int, drop []*Axis) {
	for i, a := range axes {
		if slices.Contains(drop, a) {
			strides[i] = 0
		}
	}
}

// place adds up the indices of a Gather or Scatter at the given offsets; -1 outside.
func (n *Node) place(strides, off []int) int {
	from := 0
	for k := range n.Over {
		p := int(n.Args[k+1].at(off[k+2]))
		if p < 0 || p >= n.Over[k].Size {
			return -1
		}
		from += p * strides[k]
	}
	return from
}

func foldGather(n *Node, all []*Axis, strides [][]int, out []float64) {
	mask(all, strides[1], n.Over)
	at := n.Args[0].Strides(n.Over)
	Each(all, strides, func(off []int) {
		if from := n.place(at, off); from >= 0 {
			out[off[0]] = n.Args[0].at(off[1] + from)
		}
	})
}

func foldScatter(n *Node, all []*Axis, strides [][]int, out []float64) {
	mask(all, strides[0], n.Over)
	at := n.Strides(n.Over)
	Each(all, strides, func(off []int) {
		if to := n.place(at, off); to >= 0 {
			out[off[0]+to] += n.Args[0].at(off[1])
		}
	})
}

func foldArgMax(n *Node, all []*Axis, strides [][]int, out []float64) {
	best, seen := make([]float64, len(out)), make([]int, len(out))
	for i := range out {
		out[i], best[i] = -1, math.Inf(-1)
	}
	Each(all, strides, func(off []int) {
		e := off[0]
		if v := n.Args[0].at(off[1]); seen[e] == 0 || v > best[e] {
			best[e], out[e] = v, float64(seen[e])
		}
		seen[e]++
	})
}

// at is the value of a constant at an offset of its storage.
func (n *Node) at(offset int) float64 {
	if n.Op == Iota {
		return float64(offset)
	}
	return n.Table[offset]
}
