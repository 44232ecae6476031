package export

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// A product with a structural zero is zero, whatever its other factor is (ad.Reference). Structural zeros are zeros of
// tables, elements that a parameter does not store, and what follows from them by constant guards and positions, products and sums.

// maxZeros is the largest number of elements that are looked at one by one.
const maxZeros = 1 << 18

// zeros tells which elements of a node are structural zeros; nil if none is known to be.
func (w *writer) zeros(n *ad.Node) []bool {
	if z, met := w.known[n]; met {
		return z
	}
	w.known[n] = nil // what would be zero only because it is zero itself is none
	if ad.Exceeds(n.Axes, maxZeros) {
		return nil
	}
	z := w.findZeros(n)
	if !slices.Contains(z, true) {
		z = nil
	}
	w.known[n] = z
	return z
}

func (w *writer) findZeros(n *ad.Node) []bool {
	switch n.Op {
	case ad.Const:
		return w.tableZeros(n, n.Axes, func(e int) bool { return n.Table[e] == 0 })
	case ad.LeafOp:
		switch l := n.Leaf; {
		case l.Kind == ad.ParamLeaf && l.Index != nil:
			return w.tableZeros(n, l.Axes, func(e int) bool { return l.Index[e] < 0 })
		case l.Body != nil:
			return w.eachZero(n, func(z []bool) bool { return z[0] }, l.Body)
		}
	case ad.Neg, ad.Stop, ad.Div:
		return w.eachZero(n, func(z []bool) bool { return z[0] }, n.Args[0])
	case ad.Mul:
		return w.eachZero(n, func(z []bool) bool { return z[0] || z[1] }, n.Args...)
	case ad.Add, ad.Sub:
		return w.eachZero(n, func(z []bool) bool { return z[0] && z[1] }, n.Args...)
	case ad.Select:
		if c := n.Args[0]; c.Op == ad.Const {
			return w.choiceZeros(n, c)
		}
	case ad.Sum:
		return w.sumZeros(n)
	case ad.Gather:
		return w.gatherZeros(n)
	}
	return nil
}

// tableZeros are the zeros of a table over axes in their own order.
func (w *writer) tableZeros(n *ad.Node, axes []*ad.Axis, zero func(e int) bool) []bool {
	out := make([]bool, n.Size())
	at := (&ad.Node{Axes: axes}).Strides(n.Axes)
	e := 0
	ad.Each(n.Axes, [][]int{at}, func(at []int) { out[e] = zero(at[0]); e++ })
	return out
}

// eachZero decides every element by what is known of arguments.
func (w *writer) eachZero(n *ad.Node, decide func(z []bool) bool, args ...*ad.Node) []bool {
	known, strides := make([][]bool, len(args)), make([][]int, len(args))
	for k, a := range args {
		known[k], strides[k] = w.zeros(a), a.Strides(n.Axes)
	}
	out, z, e := make([]bool, n.Size()), make([]bool, len(args)), 0
	ad.Each(n.Axes, strides, func(at []int) {
		for k := range args {
			z[k] = known[k] != nil && known[k][at[k]]
		}
		out[e] = decide(z)
		e++
	})
	return out
}

// choiceZeros are those of the branch that a table takes.
func (w *writer) choiceZeros(n, c *ad.Node) []bool {
	taken := w.tableZeros(n, c.Axes, func(e int) bool { return c.Table[e] != 0 })
	e := -1
	return w.eachZero(n, func(z []bool) bool {
		e++
		return taken[e] && z[0] || !taken[e] && z[1]
	}, n.Args[1:]...)
}

// sumZeros are elements whose terms are all zeros.
func (w *writer) sumZeros(n *ad.Node) []bool {
	x := n.Args[0]
	known := w.zeros(x)
	all := ad.Union(n.Axes, n.Over)
	if known == nil || ad.Exceeds(all, maxZeros) {
		return nil
	}
	out := make([]bool, n.Size())
	for e := range out {
		out[e] = true
	}
	ad.Each(all, [][]int{n.Strides(all), x.Strides(all)}, func(at []int) {
		out[at[0]] = out[at[0]] && known[at[1]]
	})
	return out
}

// gatherZeros are read at positions of tables; what lies off the axis is nothing.
func (w *writer) gatherZeros(n *ad.Node) []bool {
	x := n.Args[0]
	known := w.zeros(x)
	if known == nil {
		return nil
	}
	strides, along := [][]int{x.Strides(n.Axes)}, x.Strides(n.Over)
	for k := range n.Axes {
		if slices.Contains(n.Over, n.Axes[k]) {
			strides[0][k] = 0
		}
	}
	for _, i := range n.Args[1:] {
		if i.Op != ad.Const && i.Op != ad.Iota {
			return nil
		}
		strides = append(strides, i.Strides(n.Axes))
	}
	out, e := make([]bool, n.Size()), 0
	ad.Each(n.Axes, strides, func(at []int) {
		place, on := at[0], true
		for k, i := range n.Args[1:] {
			p := at[k+1]
			if i.Op == ad.Const {
				p = int(i.Table[p])
			}
			on = on && p >= 0 && p < n.Over[k].Size
			place += p * along[k]
		}
		out[e] = on && known[place]
		e++
	})
	return out
}
