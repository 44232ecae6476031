package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Generators are opened as axes, and what stands inside is traced once for all elements together. What no
// node can hold (instances, functions, estimates) is made for one element after the other instead.

// needElements asks the reduction, list or equation around to go through its elements one by one; the
// diagnostic is shown where there is none, or where draws choose the element.
type needElements struct{ d *lang.Diagnostic }

// maxEach is the largest number of elements that are gone through one by one.
const maxEach = 1 << 14

// elementwiseOnly gives up tracing all elements together.
func elementwiseOnly(n lang.Node, message string) {
	panic(needElements{diagnose("G0713", n, message,
		why("what is no number is made for one element after the other, in lists, arrays, sum, mean, max and their kin, and before anything is drawn"),
		help("make a list of it first, one entry for each element: l = [… for i in I]; for estimates l.mean is an array"))})
}

// allTogether runs f; ok is false where f has to go through elements one by one.
func allTogether(f func() Value) (v Value, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(needElements); !is {
				panic(r)
			}
			v, ok = nil, false
		}
	}()
	return f(), true
}

// walkthrough is what a generator goes through.
type walkthrough struct {
	set *sets.Set         // places
	at  func(k int) Value // nil where there is no element
	has func(k int) bool  // nil for all
}

// through finds what a generator goes through.
func (c ctx) through(gen *lang.Gen) walkthrough {
	if gen.Tilde {
		c.noDraw(gen)
	}
	switch v := c.eval(gen.X).(type) {
	case *List:
		return walkthrough{set: v.Set, at: func(k int) Value { return v.X[k] }}
	case *EstimateArray:
		if len(v.dims) != 1 {
			fail("G0406", gen.X, fmt.Sprintf("%s are gone through one index after the other", kind(v)), help(".mean and .err are arrays"))
		}
		return walkthrough{set: v.dims[0].Set, at: func(k int) Value { return v.at([]int{k}) }}
	case Type:
		if v.Set == nil || len(v.Dims) == 0 {
			return c.throughSet(c.setOf(gen.X, v))
		}
		n, ok := states(v)
		if !ok || n > maxEach {
			c.tooMany(gen.X, n)
		}
		set := mustRange(1, int(n))
		ax := c.s.axis(set, c.open)
		all := c.configuration(v, ax, 1)
		return walkthrough{set: set, at: func(k int) Value {
			return &Array{Node: c.g().Gather(all.Node, []*ad.Axis{ax}, []*ad.Node{c.g().Integer(k)}), Dims: all.Dims, Set: all.Set}
		}}
	case *Family:
		return c.throughFamily(v)
	case *Array:
		if len(v.Dims) == 0 {
			return c.throughSet(c.setOf(gen.X, v)) // reports
		}
		return walkthrough{set: v.Dims[0].Set, at: func(k int) Value { return c.at(v, &Array{Node: c.g().Integer(k), Set: mustRange(0, k)}) }}
	default:
		return c.throughSet(c.setOf(gen.X, v))
	}
}

func (c ctx) throughSet(set *sets.Set) walkthrough {
	return walkthrough{set: set, at: func(k int) Value { return c.elementOf(set, c.g().Integer(k)) }}
}

func (c ctx) throughFamily(f *Family) walkthrough {
	ax := c.s.familyAxis(f, c.open)
	site := func(i, k int) *ad.Node {
		return c.g().Gather(c.familyTable(f, i, ax), []*ad.Axis{ax}, []*ad.Node{c.g().Integer(k)})
	}
	w := walkthrough{set: f.axisSet, at: func(k int) Value {
		t := make(Tuple, len(f.Sets))
		for i, set := range f.Sets {
			t[i] = &Array{Node: site(i, k), Set: set}
		}
		if len(t) == 1 {
			return t[0]
		}
		return t
	}}
	if f.from != nil {
		w.has = func(k int) bool { v, ok := site(0, k).Scalar(); return !ok || v >= 0 }
	}
	return w
}

func (c ctx) tooMany(n lang.Node, count float64) {
	fail("G0308", n, fmt.Sprintf("%.4g elements are too many to go through one by one", count), here("at most %d", maxEach), help("an array of numbers has no such limit: [f(i) for i in I]"))
}

// each runs f at every element of one generator at which its guard holds, and tells the places.
func (c ctx) each(gen *lang.Gen, f func(in ctx)) (set *sets.Set, places []int) {
	w := c.through(gen)
	if w.set.Size() > maxEach {
		c.tooMany(gen.X, float64(w.set.Size()))
	}
	for k := range w.set.Size() {
		if w.has != nil && !w.has(k) {
			continue
		}
		in := c.within(newScope(c.scope))
		in.bindPattern(gen.Pattern, w.at(k))
		if gen.Guard != nil {
			v, ok := in.truth(gen.Guard).Scalar()
			if !ok {
				elementwiseOnly(gen.Guard, "this condition depends on draws or parameters, and what it guards is made before them")
			}
			if v == 0 {
				continue
			}
		}
		in.path = c.path + "[" + w.set.Element(k) + "]"
		f(in)
		places = append(places, k)
	}
	return w.set, places
}

// eachOf runs f at every element of several generators.
func (c ctx) eachOf(gens []*lang.Gen, f func(in ctx)) {
	if len(gens) == 0 {
		f(c)
		return
	}
	c.each(gens[0], func(in ctx) { in.eachOf(gens[1:], f) })
}

// oneByOne is a list or an array of the values at each element of the generators. Where a guard is false an
// array has zeros, as always; a list leaves the element out.
func (c ctx) oneByOne(n lang.Node, body lang.Expr, gens []*lang.Gen) Value {
	var vals []Value
	set, places := c.each(gens[0], func(in ctx) {
		if len(gens) > 1 {
			vals = append(vals, in.oneByOne(n, body, gens[1:]))
			return
		}
		vals = append(vals, in.eval(body))
	})
	if len(vals) == 0 {
		fail("G0401", n, "this list is empty", help("zeros(I) for an empty set I, or a wider guard"))
	}
	part := set
	if len(places) < set.Size() {
		part = sets.Subset(set, places)
	}
	out := c.collect(n, vals, part)
	a, ok := out.(*Array)
	if !ok || part == set {
		return out
	}
	dim := Dim{c.s.axis(set, append(axesOf(a.Dims), c.open...)), set}
	pos := c.whereIn(dim, part)
	node := c.g().Gather(a.Node, []*ad.Axis{a.Dims[0].Axis}, []*ad.Node{pos})
	node = c.guarded(node, c.g().Apply(ad.Le, c.g().Integer(0), pos), 0)
	return &Array{Node: node, Dims: append([]Dim{dim}, a.Dims[1:]...), Set: a.Set}
}

// reduceEach is a reduction whose terms are made one by one.
func (c ctx) reduceEach(n lang.Node, word string, arg *lang.Arg) Value {
	var vals []Value
	estimates := false
	var set *sets.Set
	var places []int
	add := func(in ctx) {
		v := in.eval(arg.X)
		e, ok := v.(*Estimate)
		estimates = estimates || ok && e != nil
		vals = append(vals, v)
	}
	if len(arg.Gens) == 1 {
		set, places = c.each(arg.Gens[0], add)
	} else {
		c.eachOf(arg.Gens, add)
	}
	if slices.ContainsFunc(vals, isOperator) {
		return c.addEach(n, word, arg.X, vals)
	}
	if estimates {
		return c.reduceEstimates(n, word, arg.X, vals)
	}
	if len(vals) == 0 {
		if word == "set" || word == "argmax" {
			fail("G0401", n, word+" of nothing", at("its generators have no elements"), why("nothing is gone through"), help("a set with at least one element, or a wider guard"))
		}
		set, places = mustRange(1, 1), []int{0}
		vals = []Value{c.neutral(word)}
	}
	for _, v := range vals {
		c.array(arg.X, v) // reports what is no number
	}
	list := c.collect(arg.X, vals, mustRange(1, len(vals))).(*Array)
	switch word {
	case "set":
		elementwiseOnly(n, "the elements of a set are made together")
	case "argmax":
		if set == nil {
			fail("G0406", n, "argmax goes over one generator", help("argmax(f(i) for i in A times B)"))
		}
		at := c.argmax(n, &generators{c: c, dims: list.Dims[:1]}, c.scalarOf(arg.X, &Array{Node: list.Node, Dims: list.Dims[1:]})).(*Array)
		return c.elementOf(set, c.lookup(at.Node, places))
	case "any", "all", "count":
		if list.Node.Type != ad.Bool || len(list.Dims) > 1 {
			fail("G0405", arg.X, fmt.Sprintf("%s takes conditions, and this is %s", word, kind(vals[0])), help("compare: %s(x[i] > 0 for i in I)", word))
		}
		return &Array{Node: c.reduceTruth(word, list.Node, nil, axesOf(list.Dims))}
	}
	a := c.number(arg.X, list)
	return &Array{Node: c.reduce(word, a.Node, nil, axesOf(a.Dims[:1])), Dims: a.Dims[1:]}
}

// addEach adds operators up that were made one by one.
func (c ctx) addEach(n lang.Node, word string, body lang.Expr, vals []Value) Value {
	if word != "sum" {
		fail("G1001", n, fmt.Sprintf("%s of operators is not defined", word), why("operators have sums"), help("sum(… for …)"))
	}
	total := c.operatorOf(body, vals[0])
	for _, v := range vals[1:] {
		total = c.addOperators(n, total, c.operatorOf(body, v), false)
	}
	return total
}

// neutral is the reduction of no terms.
func (c ctx) neutral(word string) Value {
	switch word {
	case "any", "all", "count":
		return &Array{Node: c.g().Truth(word == "all")}
	}
	return &Array{Node: c.reduce(word, c.g().Const(0), c.g().Truth(false), nil)}
}

// reduceEstimates adds estimates up; each term drawn on its own, their errors add in quadrature.
func (c ctx) reduceEstimates(n lang.Node, word string, body lang.Expr, vals []Value) Value {
	if word != "sum" && word != "mean" {
		fail("G0709", n, fmt.Sprintf("%s does not apply to estimates", word), help("take their .mean: %s((%s).mean for …)", word, lang.Print(body)))
	}
	binary := func(op string, x, y Value) Value {
		return c.estimateBinary(&lang.Binary{At: lang.At{}, Op: op, X: body, Y: body}, op, x, y)
	}
	total := vals[0]
	for _, v := range vals[1:] {
		total = binary("+", total, v)
	}
	if word == "mean" {
		total = binary("/", total, c.integer(len(vals)))
	}
	return total
}
