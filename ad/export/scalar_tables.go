package export

import (
	"math"
	"slices"
	"strconv"

	"github.com/gibbs-lang/gibbs/ad"
)

// constant writes an element of a table: by its rule, if it has one.
func (w *element) constant(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	if v, ok := n.Scalar(); ok {
		x := w.number(v)
		if n.Type == ad.Bool {
			x = w.converted(x, false)
		}
		return x
	}
	if n.Type == ad.Bool {
		if x, ok := w.relation(n, at); ok {
			return x
		}
	} else if x, ok := w.pattern(n, at, false); ok {
		return x
	}
	x := w.read(w.tabled(n), w.positionsOf(n.Axes, at))
	if n.Type == ad.Bool {
		x = w.converted(x, false)
	}
	return x
}

// tabled is the name of the table that a constant is.
func (w *element) tabled(n *ad.Node) string {
	name, ok := w.tables[n]
	if !ok {
		name = w.taken.unique(firstName(w.names[n], "c"+strconv.Itoa(len(w.tables)+1)))
		w.table(name, n.Axes, n.Table, false)
		w.tables[n] = name
	}
	return name
}

// pattern writes the elements of a table over one axis that go up by ones, on a line or on a ring. A position below 0 is
// never read.
func (w *element) pattern(n *ad.Node, at map[*ad.Axis]scalar, positions bool) (scalar, bool) {
	if len(n.Axes) != 1 || len(n.Table) < 2 {
		return scalar{}, false
	}
	first, unread := n.Table[0], 0
	if positions {
		for unread < len(n.Table)-1 && n.Table[unread] < 0 {
			unread++
		}
		first = n.Table[unread] - float64(unread)
	}
	if first != math.Trunc(first) || math.Abs(first) > 1<<30 {
		return scalar{}, false
	}
	size := len(n.Table)
	line, ring := true, first >= 0
	for e, v := range n.Table {
		line = line && (v == first+float64(e) || positions && v < 0)
		ring = ring && v == float64((int(first)+e)%size)
	}
	here := at[n.Axes[0]]
	switch {
	case here.letter == "":
	case line:
		return w.position(here.letter, here.shift+int(first)), true
	case ring:
		return w.turned(here.letter, here.shift+int(first), size), true
	}
	return scalar{}, false
}

// relation writes a table of truth over two axes that compares positions.
func (w *element) relation(n *ad.Node, at map[*ad.Axis]scalar) (scalar, bool) {
	if len(n.Axes) == 1 {
		return w.cut(n, at)
	}
	if len(n.Axes) != 2 {
		return scalar{}, false
	}
	rows, columns := n.Axes[0].Size, n.Axes[1].Size
	holds := func(test func(i, j int) bool) bool {
		for e, v := range n.Table {
			if (v != 0) != test(e/columns, e%columns) {
				return false
			}
		}
		return true
	}
	i, j := at[n.Axes[0]], at[n.Axes[1]]
	for _, r := range []struct {
		op   ad.Op
		swap bool
		test func(i, j int) bool
	}{
		{ad.Lt, false, func(i, j int) bool { return i < j }}, {ad.Le, false, func(i, j int) bool { return i <= j }},
		{ad.Lt, true, func(i, j int) bool { return j < i }}, {ad.Le, true, func(i, j int) bool { return j <= i }},
		{ad.Eq, false, func(i, j int) bool { return i == j }}, {ad.Ne, false, func(i, j int) bool { return i != j }},
	} {
		if rows != columns || !holds(r.test) {
			continue
		}
		if r.swap {
			i, j = j, i
		}
		return w.apply(r.op, []scalar{i, j})
	}
	return scalar{}, false
}

// cut writes a table of truth over one axis that holds up to a position, from one on, or at all but one.
func (w *element) cut(n *ad.Node, at map[*ad.Axis]scalar) (scalar, bool) {
	here := at[n.Axes[0]]
	if here.letter == "" {
		return scalar{}, false
	}
	changes, last := 0, 0
	for e := 1; e < len(n.Table); e++ {
		if (n.Table[e] != 0) != (n.Table[e-1] != 0) {
			changes, last = changes+1, e
		}
	}
	edge := w.place(last)
	switch {
	case changes == 1 && n.Table[0] != 0:
		return w.apply(ad.Lt, []scalar{here, edge})
	case changes == 1:
		return w.apply(ad.Le, []scalar{edge, here})
	case changes == 2 && slices.Equal(n.Table[last-1:last], []float64{1}) && (last == 1 || n.Table[last-2] == 0):
		return w.apply(ad.Eq, []scalar{here, w.place(last - 1)})
	case changes == 2 && slices.Equal(n.Table[last-1:last], []float64{0}) && n.Table[last-2] != 0:
		return w.apply(ad.Ne, []scalar{here, w.place(last - 1)})
	}
	return scalar{}, false
}
