package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// guarded is x where the guard holds, else the neutral value.
func (c ctx) guarded(x, guard *ad.Node, neutral float64) *ad.Node {
	if guard == nil {
		return x
	}
	return c.g().Select(guard, x, c.g().Table(nil, []float64{neutral}, x.Type))
}

// guardedTerm is a term of a sum under a guard. A guard of constants goes to a factor that does
// not depend on samples, so that the sum stays a contraction with structural zeros.
func (c ctx) guardedTerm(x, guard *ad.Node) *ad.Node {
	if guard == nil {
		return x
	}
	g := c.g()
	zero := g.Table(nil, []float64{0}, x.Type)
	factors := ad.Factors(x)
	if x.Op == ad.Neg {
		return g.Apply(ad.Neg, c.guardedTerm(x.Args[0], guard))
	}
	if !isKnown(guard) || len(factors) < 2 {
		return g.Select(guard, x, zero)
	}
	best := -1
	for i, f := range factors {
		if !sampled(f) && (best < 0 || overlap(f, guard) > overlap(factors[best], guard)) {
			best = i
		}
	}
	if best < 0 {
		return g.Select(guard, x, zero)
	}
	factors[best] = g.Select(guard, factors[best], g.Table(nil, []float64{0}, factors[best].Type))
	out := factors[0]
	for _, f := range factors[1:] {
		out = g.Apply(ad.Mul, out, f)
	}
	return out
}

// sampled tells whether a node depends on samples or on a definition by recurrence.
func sampled(n *ad.Node) bool {
	for _, a := range n.Axes {
		if a.Lane {
			return true
		}
	}
	if n.Op == ad.Const || n.Op == ad.Iota {
		return false
	}
	found := false
	visit(n, func(m *ad.Node) { found = found || m.Leaf != nil && m.Leaf.Kind != ad.ParamLeaf })
	return found
}

func overlap(a, b *ad.Node) int {
	n := 0
	for _, x := range a.Axes {
		if b.Has(x) {
			n++
		}
	}
	return n
}

// reduction is sum(… for …) and its kin; the word is the name of the function.
func (c ctx) reduction(n lang.Node, word string, arg *lang.Arg) Value {
	if len(arg.Gens) == 0 {
		return c.reduceWhole(n, word, c.eval(arg.X), arg.X)
	}
	if v := c.reduceRows(word, arg); v != nil {
		return v
	}
	v, ok := allTogether(func() Value { return c.reduceTogether(n, word, arg) })
	if !ok {
		return c.reduceEach(n, word, arg)
	}
	return v
}

// reduceTogether reduces what is traced once for all elements.
func (c ctx) reduceTogether(n lang.Node, word string, arg *lang.Arg) Value {
	g := c.generate(arg.Gens)
	body := g.c.eval(arg.X)
	switch word {
	case "set":
		return c.setFrom(n, g, body)
	case "argmax":
		return c.argmax(n, g, g.c.scalarOf(arg.X, body))
	case "any", "all", "count":
		a, ok := body.(*Array)
		if !ok || a.Node.Type != ad.Bool || len(a.Dims) > 0 {
			fail("G0405", arg.X, fmt.Sprintf("%s takes conditions, and this is %s", word, kind(body)), help("compare: %s(x[i] > 0 for i in I)", word))
		}
		return &Array{Node: c.reduceTruth(word, a.Node, g.guard, g.axes())}
	}
	if op, ok := body.(*Operator); ok {
		return c.sumOperators(n, word, g, arg.Gens, op)
	}
	if h, ok := body.(*Continuum); ok {
		return c.sumContinuum(n, word, g, gensText(arg.Gens), h)
	}
	if z, ok := body.(*Complex); ok {
		return c.complexReduce(n, word, z, g.guard, g.axes(), z.dims())
	}
	a := g.c.number(arg.X, body)
	return &Array{Node: c.reduce(word, a.Node, g.guard, g.axes()), Dims: a.Dims}
}

// scalarOf takes a value as one number.
func (c ctx) scalarOf(n lang.Node, v Value) *ad.Node {
	a := c.number(n, v)
	if len(a.Dims) > 0 {
		fail("G0401", n, fmt.Sprintf("a number is needed here, and this is %s", kind(a)), help("say which element, or reduce it: sum(…), norm(…)"))
	}
	return a.Node
}

// reduceWhole reduces a whole array.
func (c ctx) reduceWhole(n lang.Node, word string, v Value, e lang.Expr) Value {
	if word == "set" {
		fail("G0303", n, "set(…) needs generators", help("set(i for i in I if …)"))
	}
	if t, ok := v.(Tuple); ok && (word == "min" || word == "max") {
		return c.fold2(n, word, t)
	}
	if z, ok := v.(*Complex); ok && len(z.dims()) > 0 {
		return c.complexReduce(n, word, z, nil, axesOf(z.dims()), nil)
	}
	a := c.array(e, v)
	if word != "any" && word != "all" && word != "count" {
		a = c.number(e, a)
	}
	if len(a.Dims) == 0 {
		fail("G0401", n, fmt.Sprintf("%s reduces an array, and this is a number", word), why("a reduction goes over elements, and a number has none"), help("%s(f(i) for i in I)", word))
	}
	axes := make([]*ad.Axis, len(a.Dims))
	for i, d := range a.Dims {
		axes[i] = d.Axis
	}
	switch word {
	case "any", "all", "count":
		if a.Node.Type != ad.Bool {
			fail("G0405", e, fmt.Sprintf("%s takes conditions, and these are numbers", word), help("compare: %s(x[i] > 0 for i in I)", word))
		}
		return &Array{Node: c.reduceTruth(word, a.Node, nil, axes)}
	case "argmax":
		return c.argmax(n, &generators{c: c, dims: a.Dims}, a.Node)
	}
	return &Array{Node: c.reduce(word, a.Node, nil, axes)}
}

// fold2 is min(a, b, …) and max(a, b, …).
func (c ctx) fold2(n lang.Node, word string, t Tuple) Value {
	op := ad.Min
	if word == "max" {
		op = ad.Max
	}
	out := c.number(n, t[0])
	for _, v := range t[1:] {
		x, y := c.together(n, word, out, c.number(n, v))
		out = &Array{Node: c.g().Apply(op, x.Node, y.Node), Dims: longer(x, y).Dims}
	}
	return out
}

// reduce reduces numbers over axes, where a guard holds.
func (c ctx) reduce(word string, x, guard *ad.Node, axes []*ad.Axis) *ad.Node {
	g := c.g()
	switch word {
	case "sum":
		return g.Sum(c.guardedTerm(x, guard), axes...)
	case "prod":
		return g.Reduce(ad.Prod, c.guarded(x, guard, 1), axes...)
	case "min":
		return g.Reduce(ad.MinOver, c.guarded(x, guard, math.Inf(1)), axes...)
	case "max":
		return g.Reduce(ad.MaxOver, c.guarded(x, guard, math.Inf(-1)), axes...)
	case "mean":
		count := g.Const(volume(axes))
		if guard != nil {
			count = g.Sum(g.Select(guard, g.Integer(1), g.Integer(0)), axes...)
		}
		if v, ok := count.Scalar(); ok && v == 0 {
			return g.Const(math.NaN()) // the mean of nothing
		}
		return g.Apply(ad.Div, g.Sum(c.guardedTerm(x, guard), axes...), count)
	case "logsumexp":
		return c.logSumExp(c.guarded(x, guard, math.Inf(-1)), axes)
	}
	panic("interp: reduction " + word)
}

// logSumExp is log Σ exp(x), -∞ for no terms.
func (c ctx) logSumExp(x *ad.Node, axes []*ad.Axis) *ad.Node {
	g := c.g()
	m := g.Reduce(ad.MaxOver, x, axes...)
	nothing := g.Apply(ad.Le, m, g.Const(math.Inf(-1))) // every term is zero: so are all derivatives
	m = g.Apply(ad.Stop, g.Select(nothing, g.Const(0), m))
	total := g.Select(nothing, g.Const(1), g.Sum(g.Apply(ad.Exp, g.Apply(ad.Sub, x, m)), axes...))
	return g.Select(nothing, g.Const(math.Inf(-1)), g.Apply(ad.Add, m, g.Apply(ad.Log, total)))
}

// reduceTruth is any, all or count.
func (c ctx) reduceTruth(word string, x, guard *ad.Node, axes []*ad.Axis) *ad.Node {
	g := c.g()
	if word == "all" {
		x = g.Apply(ad.Not, x)
	}
	if guard != nil {
		x = g.Select(guard, x, g.Truth(false))
	}
	ones := g.Select(x, g.Integer(1), g.Integer(0))
	switch word {
	case "count":
		return g.Sum(ones, axes...)
	case "any":
		return g.Apply(ad.Lt, g.Integer(0), g.Sum(ones, axes...))
	}
	return g.Apply(ad.Eq, g.Sum(ones, axes...), g.Integer(0))
}

// argmax is the element at which a function is largest.
func (c ctx) argmax(n lang.Node, g *generators, x *ad.Node) Value {
	if len(g.dims) != 1 {
		fail("G0406", n, "argmax goes over one generator", help("argmax(f(i) for i in A times B)"))
	}
	g.overSets(n)
	if g.dims[0].Axis.Size == 0 {
		fail("G0401", n, "argmax of nothing", at("%s has no elements", g.dims[0].Set.String()), why("an empty set has no element at which anything could be largest"),
			help("a set with at least one element"))
	}
	x = c.guarded(x, g.guard, math.Inf(-1))
	return c.elementOf(g.dims[0].Set, c.g().Reduce(ad.ArgMax, x, g.dims[0].Axis))
}

// softmax is an array over the generators, zero where a guard is false.
func (c ctx) softmax(n lang.Node, arg *lang.Arg) Value {
	g := c.generate(arg.Gens)
	g.overSets(n)
	x := g.c.scalarOf(arg.X, g.c.eval(arg.X))
	return &Array{Node: c.softmaxOf(x, g.guard, g.axes()), Dims: g.dims}
}

func (c ctx) softmaxOf(x, guard *ad.Node, axes []*ad.Axis) *ad.Node {
	g := c.g()
	m := g.Apply(ad.Stop, g.Reduce(ad.MaxOver, c.guarded(x, guard, math.Inf(-1)), axes...))
	e := c.guarded(g.Apply(ad.Exp, g.Apply(ad.Sub, x, m)), guard, 0)
	return c.guarded(g.Apply(ad.Div, e, g.Sum(e, axes...)), guard, 0)
}

// cumsum is an array of partial sums along one generator.
func (c ctx) cumsum(n lang.Node, arg *lang.Arg) Value {
	g := c.generate(arg.Gens)
	g.overSets(n)
	if len(g.dims) != 1 {
		fail("G0406", n, "cumsum goes along one generator", help("[cumsum(x[i,j] for j in J) for i in I]"))
	}
	return c.partialSums(c.guarded(g.c.scalarOf(arg.X, g.c.eval(arg.X)), g.guard, 0), g.dims[0])
}

// partialSums are the sums of x up to each element of a dim.
func (c ctx) partialSums(x *ad.Node, dim Dim) *Array {
	out := c.s.axis(dim.Set, append(append([]*ad.Axis{}, c.open...), dim.Axis))
	g := c.g()
	upTo := g.Apply(ad.Le, g.Iota(dim.Axis), g.Iota(out))
	return &Array{Node: g.Sum(g.Apply(ad.Mul, g.Select(upTo, g.Integer(1), g.Integer(0)), x), dim.Axis), Dims: []Dim{{out, dim.Set}}}
}

// setFrom is set(body for …): the elements at which the guards hold.
func (c ctx) setFrom(n lang.Node, g *generators, body Value) Value {
	parent, pos := c.setBody(n, g, body)
	keep := g.guard
	if keep == nil {
		keep = c.g().Truth(true)
	}
	if pos, keep = c.settled(n, pos), c.settled(n, keep); !isKnown(pos) || !isKnown(keep) {
		fail("G0305", n, "the elements of a set must be known before the run", why("every set is made before anything is trained or drawn, so that every index can be checked"),
			help("a guard in place of a set: sum(… for i in I if …)"))
	}
	axes := g.axes()
	if len(ad.Without(ad.Union(pos.Axes, keep.Axes), sorted(axes))) > 0 {
		elementwiseOnly(n, "this set differs from element to element")
	}
	strides := [][]int{pos.Strides(axes), keep.Strides(axes)}
	member := make([]bool, parent.Size())
	ad.Each(axes, strides, func(at []int) {
		if constAt(keep, at[1]) != 0 {
			if p := int(constAt(pos, at[0])); p >= 0 {
				member[p] = true
			}
		}
	})
	var list []int
	for p, in := range member {
		if in {
			list = append(list, p)
		}
	}
	if set := sets.Subset(parent, list); !set.Same(sets.Spin) {
		return set
	}
	return sets.Spin // the elements of this set are the numbers themselves
}

func constAt(n *ad.Node, offset int) float64 {
	if n.Op == ad.Iota {
		return float64(offset)
	}
	return n.Table[offset]
}

// setBody finds the set that the elements of a set comprehension belong to, and their positions in it.
func (c ctx) setBody(n lang.Node, g *generators, body Value) (*sets.Set, *ad.Node) {
	switch v := body.(type) {
	case *Array:
		if v.Set != nil && len(v.Dims) == 0 {
			return v.Set, c.positionOf(v)
		}
		if v.Node.Type == ad.Int && len(v.Dims) == 0 && isKnown(v.Node) {
			lo, hi := math.Inf(1), math.Inf(-1)
			for i := range v.Node.Size() {
				lo, hi = math.Min(lo, constAt(v.Node, i)), math.Max(hi, constAt(v.Node, i))
			}
			if lo > hi {
				lo, hi = 1, 0
			}
			span, err := sets.Range(int(lo), int(hi))
			c.setError(n, err)
			return span, c.g().Apply(ad.Sub, v.Node, c.g().Integer(int(lo)))
		}
	case Tuple:
		parts := make([]*sets.Set, len(v))
		for i, x := range v {
			a, ok := x.(*Array)
			if !ok || a.Set == nil {
				fail("G0303", n, "the elements of a set are elements of sets, or tuples of them",
					help("set(i for i in I if …), set((i, j) for i in I, j in J if …)"))
			}
			parts[i] = a.Set
		}
		prod, err := sets.Product(parts...)
		c.setError(n, err)
		return prod, c.tupleLookup(n, v, prod)
	}
	fail("G0303", n, fmt.Sprintf("%s cannot be an element of a set", kind(body)), help("set(i for i in I if …)"))
	return nil, nil
}
