package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

func sortedNames(m map[string]*binding) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// list is [a, b, c], over 1..3, or [f(i) for i in I].
func (c ctx) list(e *lang.List) Value {
	if len(e.X) == 1 && len(e.X[0].Gens) > 0 {
		if v := c.listRows(e); v != nil {
			return v
		}
		return c.comprehension(e, e.X[0].X, e.X[0].Gens)
	}
	if len(e.X) == 0 {
		fail("G0401", e, "an empty list has no index set", why("an array is a function on an index set, and no element tells which"), help("zeros(I) for an empty set I"))
	}
	vals := make([]Value, len(e.X))
	for i, a := range e.X {
		if len(a.Gens) > 0 {
			fail("G0406", a, "a list has either entries or one entry with generators", help("[1, 2, 3] or [f(i) for i in I]"))
		}
		vals[i] = c.eval(a.X)
	}
	return c.collect(e, vals, mustRange(1, len(vals)))
}

func mustRange(lo, hi int) *sets.Set {
	s, err := sets.Range(lo, hi)
	if err != nil {
		panic(err)
	}
	return s
}

// unlike refuses a list whose entry i differs in shape from the first.
func unlike(n lang.Node, i int, first, a *Array) {
	opts := []option{why("a list of arrays is an array with one more index, so all of them are over the same sets"),
		help("numbers: [1, 2, 3]; rows of one length: [[1, 2], [3, 4]]")}
	place := n
	if l, ok := n.(*lang.List); ok && i < len(l.X) {
		place = l.X[i]
		opts = append(opts, label(l.X[0], "entry 1: %s", kind(first)), at("entry %d: %s", i+1, kind(a)))
	} else {
		opts = append(opts, here("entry 1 is %s", kind(first)))
	}
	fail("G0403", place, fmt.Sprintf("the entries of a list are alike, and entry %d is %s", i+1, kind(a)), opts...)
}

// collect puts values side by side: numbers and arrays become an array, anything else a list.
func (c ctx) collect(n lang.Node, vals []Value, set *sets.Set) Value {
	if slices.ContainsFunc(vals, isComplex) {
		return c.collectComplex(n, vals, set)
	}
	for _, v := range vals {
		if _, ok := v.(*Array); !ok {
			return &List{Set: set, X: vals}
		}
	}
	first := vals[0].(*Array)
	used := append([]*ad.Axis{}, c.open...)
	for _, d := range first.Dims {
		used = append(used, d.Axis)
	}
	elem := first.Set
	for _, v := range vals {
		a := v.(*Array)
		used = ad.Union(used, a.Node.Axes)
		if elem != nil && (a.Set == nil || !a.Set.Same(elem)) {
			elem = nil
		}
	}
	ax := c.s.axis(set, used)
	g := c.g()
	var out *ad.Node
	if t := constantColumn(vals, elem, c); t != nil {
		out = g.Table([]*ad.Axis{ax}, t, vals[0].(*Array).Node.Type)
	} else {
		for i := len(vals) - 1; i >= 0; i-- {
			a := vals[i].(*Array)
			if elem == nil {
				a = c.number(n, a)
			}
			if len(a.Dims) != len(first.Dims) {
				unlike(n, i, first, a)
			}
			if i > 0 {
				for k, d := range a.Dims {
					if !d.Set.Same(first.Dims[k].Set) {
						unlike(n, i, first, a)
					}
				}
				_, a = c.together(n, "a list", first, a)
			}
			if out == nil {
				out = a.Node
			} else {
				out = g.Select(g.Apply(ad.Eq, g.Iota(ax), g.Integer(i)), a.Node, out)
			}
		}
	}
	return &Array{Node: out, Dims: append([]Dim{{ax, set}}, first.Dims...), Set: elem}
}

// constantColumn are the values of a list of constant numbers.
func constantColumn(vals []Value, elem *sets.Set, c ctx) []float64 {
	out := make([]float64, len(vals))
	for i, v := range vals {
		a := v.(*Array)
		if elem == nil && a.Set != nil {
			return nil
		}
		x, ok := a.Node.Scalar()
		if !ok || len(a.Dims) > 0 || a.Node.Type != vals[0].(*Array).Node.Type && a.Node.Type == ad.Bool {
			return nil
		}
		if a.Node.Type == ad.Real && vals[0].(*Array).Node.Type == ad.Int {
			vals[0] = &Array{Node: c.g().Const(constAt(vals[0].(*Array).Node, 0))}
		}
		out[i] = x
	}
	return out
}

// comprehension is [f(i) for i in I].
func (c ctx) comprehension(n lang.Node, body lang.Expr, gens []*lang.Gen) Value {
	if v := c.symbolic(n, body, gens); v != nil {
		return v
	}
	return c.oneByOne(n, body, gens)
}

// symbolic traces the body once, for all elements together; nil if its value is not an array.
func (c ctx) symbolic(n lang.Node, body lang.Expr, gens []*lang.Gen) (out Value) {
	if c.makesInstances(body) {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(needElements); !ok {
				panic(r)
			}
			out = nil
		}
	}()
	g := c.generate(gens)
	g.overSets(n)
	switch v := g.c.eval(body).(type) {
	case *Array:
		return c.close(g, v)
	case *Complex:
		return v.each(func(a *Array) *Array { return c.close(g, a) })
	case *Dist:
		return c.closeDist(n, g, v)
	case *EstimateArray:
		if g.guard != nil {
			return nil
		}
		return &EstimateArray{mean: v.mean, err: v.err, dims: append(append([]Dim{}, g.dims...), v.dims...), n: v.n, exact: v.exact, once: map[string]*Estimate{}}
	}
	return nil
}

// close makes generator axes into dims. Where a guard is false the element is zero.
func (c ctx) close(g *generators, v *Array) *Array {
	if g.guard != nil {
		v = &Array{Node: c.guarded(v.Node, g.guard, 0), Dims: v.Dims, Set: v.Set}
	}
	return &Array{Node: v.Node, Dims: append(append([]Dim{}, g.dims...), v.Dims...), Set: v.Set}
}

// makesInstances tells whether an expression is an application of a net, model or flow to its
// static arguments, which makes new parameters.
func (c ctx) makesInstances(e lang.Expr) bool {
	switch e := e.(type) {
	case *lang.Paren:
		return c.makesInstances(e.X)
	case *lang.Call:
		if n, ok := e.Fn.(*lang.Name); ok && c.scope.find(n.Id) == nil {
			return false
		}
		switch e.Fn.(type) {
		case *lang.Name, *lang.Field:
			_, ok := c.raw(e.Fn).(*Template)
			return ok
		}
	}
	return false
}
