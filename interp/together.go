package interp

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// rowsTogether takes a tuple of arrays with the same rows, which are gone through together; false if v is no tuple.
func (c ctx) rowsTogether(n lang.Expr, v Value) (list []*Array, ok bool) {
	t, ok := v.(Tuple)
	if !ok {
		return nil, false
	}
	for _, x := range t {
		a, ok := x.(*Array)
		if !ok || len(a.Dims) == 0 {
			fail("G0303", n, fmt.Sprintf("arrays are gone through together, row by row, and a part of this is %s", kind(x)), at("%s", kind(x)),
				help("for (x, y) in (X, Y), X and Y arrays with the same rows"))
		}
		if len(list) > 0 && !a.Dims[0].Set.Same(list[0].Dims[0].Set) {
			first := list[0].Dims[0].Set
			fail("G0403", n, fmt.Sprintf("these arrays have rows over %s and over %s", first.String(), a.Dims[0].Set.String()),
				why("rows that go together are over one set"), help("the same rows of each: X[rows], Y[rows]"))
		}
		list = append(list, a)
	}
	return list, len(list) > 0
}

// rowSet is the set of the rows of an array, or of several that go together; nil if v is neither.
func (c ctx) rowSet(n lang.Expr, v Value) *sets.Set {
	if list, ok := c.rowsTogether(n, v); ok {
		return list[0].Dims[0].Set
	}
	if a, ok := v.(*Array); ok && len(a.Dims) > 0 {
		return a.Dims[0].Set
	}
	return nil
}

// rowAt is the row at a position of an array, or of several together.
func (c ctx) rowAt(v Value, set *sets.Set, pos *ad.Node) Value {
	i := c.elementOf(set, pos)
	t, ok := v.(Tuple)
	if !ok {
		return c.at(v.(*Array), i)
	}
	out := make(Tuple, len(t))
	for k, x := range t {
		out[k] = c.at(x.(*Array), i)
	}
	return out
}

// manyRows is the number of rows of data above which what is reduced over them is computed some rows at a time.
const manyRows = 256

// reduceRows reduces a number that a network gives for each row of data, some rows at a time, as samples are: the memory
// does not grow with the data. Nil where there are few rows, or where the number is none of a network: a table, or an
// estimate.
func (c ctx) reduceRows(word string, arg *lang.Arg) Value {
	if !slices.Contains(rowWords, word) {
		return nil
	}
	x, guard, axis := c.inParts(arg.X, arg.Gens)
	if x == nil {
		return nil
	}
	return &Array{Node: c.reduce(word, x, guard, []*ad.Axis{axis})}
}

// listRows lists such a number for each row of data; nil as above, and inside of functions, which may be differentiated.
func (c ctx) listRows(e *lang.List) Value {
	gens := e.X[0].Gens
	if len(gens) != 1 || gens[0].Guard != nil || c.depth > 0 || c.sampling {
		return nil
	}
	x, _, axis := c.inParts(e.X[0].X, gens)
	if x == nil || dependsOnUnknown(x) {
		return nil
	}
	set := c.rowSet(gens[0].X, c.eval(gens[0].X))
	ax := c.s.axis(set, c.open)
	values := c.s.evaluate(e, x)[0]
	if !x.Has(axis) {
		values = slices.Repeat(values, axis.Size)
	}
	return &Array{Node: c.g().Table([]*ad.Axis{ax}, values, x.Type), Dims: []Dim{{ax, set}}}
}

// dependsOnUnknown tells whether a value depends on more than parameters.
func dependsOnUnknown(x *ad.Node) bool {
	found := false
	visit(x, func(m *ad.Node) {
		found = found || m.Op == ad.LeafOp && m.Leaf.Kind != ad.ParamLeaf && m.Leaf.Body == nil
	})
	return found
}

// inParts traces a number at each row of data along an axis of samples, with the guard of the generator.
func (c ctx) inParts(body lang.Expr, gens []*lang.Gen) (x, guard *ad.Node, axis *ad.Axis) {
	if len(gens) != 1 || len(c.open) > 0 || c.obj != nil || c.s.opts.Check {
		return nil, nil, nil
	}
	v := c.eval(gens[0].X)
	set := c.rowSet(gens[0].X, v)
	if set == nil || set.Size() <= manyRows {
		return nil, nil, nil
	}
	draws := maps.Clone(c.s.draws)
	axis = c.s.laneAxis(set.Size())
	g := &generators{c: c.with(axis).within(newScope(c.scope))}
	_, ok := allTogether(func() Value {
		g.bind(gens[0].Pattern, g.c.rowAt(v, set, c.g().Iota(axis)))
		if gens[0].Guard != nil {
			g.and(g.c.truth(gens[0].Guard))
		}
		if a, ok := g.c.eval(body).(*Array); ok && len(a.Dims) == 0 && a.Set == nil && dependsOnLeaf(a.Node) {
			x = a.Node
		}
		return nil
	})
	if !ok || x == nil {
		c.s.draws = draws
		return nil, nil, nil
	}
	return x, g.guard, axis
}

// rowWords are the reductions of numbers.
var rowWords = []string{"sum", "prod", "mean", "min", "max", "logsumexp"}
