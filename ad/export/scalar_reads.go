package export

import (
	"maps"
	"slices"
	"strconv"

	"github.com/gibbs-lang/gibbs/ad"
)

// gathered reads a node elsewhere.
func (w *element) gathered(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	x := w.through(n.Args[0])
	in := map[*ad.Axis]scalar{}
	outside := false
	for _, a := range x.Axes {
		in[a] = at[a]
	}
	for k, a := range n.Over {
		index := n.Args[k+1]
		in[a] = w.indexAt(index, at)
		outside = outside || !w.staysOn(index, a.Size)
	}
	if (outside || w.uses[x] > 1) && w.defined[x] == "" && x.Op != ad.LeafOp && x.Op != ad.Iota && x.Op != ad.Const {
		w.name(x)
	}
	if !outside {
		return w.scalar(x, in)
	}
	name, axes := w.stored(x, in)
	around := maps.Clone(at)
	search := make([]*bound, len(axes))
	for k, a := range axes {
		if slices.Contains(n.Over, a) {
			free := &ad.Axis{ID: a.ID, Size: a.Size}
			var b []bound
			around, b = w.open(around, []*ad.Axis{free})
			search[k] = &b[0]
		}
	}
	return w.find(name, w.positionsOf(axes, in), search)
}

// stored is the array that holds a node that has a name.
func (w *element) stored(x *ad.Node, at map[*ad.Axis]scalar) (string, []*ad.Axis) {
	if name, ok := w.defined[x]; ok {
		return name, x.Axes
	}
	if x.Op == ad.Const {
		return w.tabled(x), x.Axes
	}
	if x.Op == ad.LeafOp && x.Leaf.Body != nil {
		w.scalar(x, at)
		return w.defined[x], x.Axes
	}
	name, ok := w.leaf(x)
	if !ok {
		panic(&Unsupported{x, x.Leaf.Name + " is no argument of the function"})
	}
	return name, x.Leaf.Axes
}

// staysOn tells whether positions are known to lie on an axis, at least where the conditions around hold.
func (w *element) staysOn(index *ad.Node, size int) bool {
	switch index.Op {
	case ad.Const:
		for e, v := range index.Table {
			if !(v >= 0 && v < float64(size)) && !w.excluded(index, e) {
				return false
			}
		}
		return true
	case ad.Iota:
		return index.Axes[0].Size <= size
	}
	return false
}

// excluded tells whether a condition around fails at an element of a table.
func (w *element) excluded(index *ad.Node, e int) bool {
	return slices.ContainsFunc(w.where, func(c *ad.Node) bool {
		return c.Op == ad.Const && slices.Equal(c.Axes, index.Axes) && c.Table[e] == 0
	})
}

// indexAt writes a position.
func (w *element) indexAt(index *ad.Node, at map[*ad.Axis]scalar) scalar {
	if v, ok := index.Scalar(); ok {
		return w.place(int(v))
	}
	if index.Op != ad.Const {
		return w.asNumber(index, at)
	}
	if x, ok := w.pattern(index, at, true); ok {
		return x
	}
	name, ok := w.indices[index]
	if !ok {
		name = w.taken.unique("at" + strconv.Itoa(len(w.indices)+1))
		w.table(name, index.Axes, index.Table, true)
		w.indices[index] = name
	}
	return w.position(w.read(name, w.positionsOf(index.Axes, at)).text, 0)
}

// scattered adds up the terms whose positions are those asked for.
func (w *element) scattered(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	outer := map[*ad.Axis]scalar{}
	for _, a := range ad.Without(n.Axes, n.Over) {
		outer[a] = at[a]
	}
	for _, a := range n.Over {
		outer[&ad.Axis{ID: -1 - a.ID}] = at[a] // its letter stays taken
	}
	in, b := w.open(outer, n.Along)
	var guard scalar
	for k, a := range n.Over {
		here := at[a]
		index := w.indexAt(n.Args[k+1], in)
		cond, _ := w.apply(ad.Eq, []scalar{index, here})
		if k > 0 {
			cond, _ = w.apply(ad.And, []scalar{guard, cond})
		}
		guard = cond
	}
	x, _ := w.reduce(ad.Sum, b, w.asNumber(n.Args[0], in), &guard)
	return x
}
