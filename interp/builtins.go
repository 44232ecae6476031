package interp

import (
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// elementOps are the functions of numbers that act on each element of an array.
var elementOps = map[string]ad.Op{
	"exp": ad.Exp, "log": ad.Log, "sqrt": ad.Sqrt, "abs": ad.Abs, "sign": ad.Sign, "expm1": ad.Expm1, "log1p": ad.Log1p,
	"tanh": ad.Tanh, "sigmoid": ad.Sigmoid, "softplus": ad.Softplus, "sin": ad.Sin, "cos": ad.Cos, "tan": ad.Tan,
	"asin": ad.Asin, "acos": ad.Acos, "atan": ad.Atan, "sinh": ad.Sinh, "cosh": ad.Cosh, "asinh": ad.Asinh,
	"acosh": ad.Acosh, "atanh": ad.Atanh, "erf": ad.Erf, "erfc": ad.Erfc, "lgamma": ad.Lgamma, "digamma": ad.Digamma, "floor": ad.Floor,
}

// composedOps are functions of each element that are made of operations of the graph.
var composedOps = map[string]struct {
	doc string
	of  func(g *ad.Graph, x *ad.Node) *ad.Node
}{
	"relu": {"(x) = max(x, 0)", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Max, x, g.Const(0)) }},
	"ceil": {"(x): the least whole number from x on", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Neg, g.Apply(ad.Floor, g.Apply(ad.Neg, x)))
	}},
	"round": {"(x): the nearest whole number, halves upwards", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Floor, g.Apply(ad.Add, x, g.Const(0.5)))
	}},
	"log2":  {"(x), the logarithm to the base 2", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Div, g.Apply(ad.Log, x), g.Const(math.Ln2)) }},
	"log10": {"(x), the logarithm to the base 10", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Div, g.Apply(ad.Log, x), g.Const(math.Ln10)) }},
	"logit": {"(p) = log(p/(1 - p))", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Sub, g.Apply(ad.Log, x), g.Apply(ad.Log1p, g.Apply(ad.Neg, x)))
	}},
}

// reductions are the words that reduce over generators or a whole array.
var reductions = []string{"sum", "prod", "mean", "min", "max", "any", "all", "count", "logsumexp", "argmax", "set"}

// builtins are the names of the language.
func builtins() map[string]Value {
	out := map[string]Value{
		"real": Type{Name: "real"}, "int": Type{Name: "int"}, "bool": Type{Name: "bool"}, "string": Type{Name: "string"},
		"bit": sets.Bit, "periodic": Word("periodic"), "open": Word("open"),
	}
	add := func(name, doc string, call func(c ctx, e *lang.Call) Value) {
		out[name] = &Builtin{Name: name, Doc: doc, Call: call}
	}
	for name, op := range elementOps {
		add(name, name+"(x), of each element of an array", func(c ctx, e *lang.Call) Value {
			return c.applyOp(e, op, c.one(e))
		})
	}
	for _, word := range reductions {
		add(word, word+"(f(i) for i in I), or of a whole array", func(c ctx, e *lang.Call) Value { return c.reductionCall(e, word) })
	}
	for _, word := range []string{"var", "std", "logmeanexp"} {
		add(word, word+"(f(x) for x ~ p)", func(c ctx, e *lang.Call) Value { return c.reductionCall(e, word) })
	}
	for _, name := range dist.Names() {
		out[name] = distribution(name)
	}
	spin := distribution("spin")
	spin.Set = sets.Spin
	out["spin"] = spin
	for name, v := range optimisers() {
		out[name] = v
	}
	add("softmax", "softmax(e[j] for j in J if …): an array over J, zero where the guard is false", func(c ctx, e *lang.Call) Value { return c.normaliser(e, "softmax") })
	add("cumsum", "cumsum(x[j] for j in J): partial sums along J", func(c ctx, e *lang.Call) Value { return c.normaliser(e, "cumsum") })
	for name, f := range composedOps {
		add(name, name+f.doc, func(c ctx, e *lang.Call) Value {
			a := c.number(e, c.one(e))
			return &Array{Node: f.of(c.g(), a.Node), Dims: a.Dims}
		})
	}
	add("gamma", "gamma(x), the function; gamma(shape, rate), the distribution", gammaBuiltin)
	add("atan2", "atan2(y, x)", func(c ctx, e *lang.Call) Value {
		a, b := c.two(e)
		x, y := c.together(e, "atan2", c.number(e, a), c.number(e, b))
		return &Array{Node: c.g().Apply(ad.Atan2, x.Node, y.Node), Dims: longer(x, y).Dims}
	})
	addSetBuiltins(add)
	addArrayBuiltins(add)
	add("logdet", "logdet(T)(z) = log|det ∂T/∂z| of a map; logdet(A) of a matrix", logdetBuiltin)
	add("compose", "compose(f(k) for k in 1..4): maps one after the other", composeBuiltin)
	out["grad"] = derivative("grad", "grad(f)(x): the gradient; grad(f, wrt = \"y\")", gradient)
	out["jacobian"] = derivative("jacobian", "jacobian(f)(x): ∂f/∂x over the indices of f, then those of x", jacobianOf)
	out["hessian"] = derivative("hessian", "hessian(f)(x): second derivatives of a function with one number as value", hessianOf)
	out["laplacian"] = derivative("laplacian", "laplacian(f)(x): Σ ∂²f/∂x²", laplacianOf)
	out["Δ"] = out["laplacian"]
	out["divergence"] = derivative("divergence", "divergence(v)(x): Σ ∂v/∂x of a field", divergenceOf)
	add("jvp", "jvp(f, x, v): the derivative of f at x along v", jvpBuiltin)
	add("vjp", "vjp(f, x, u): the transposed Jacobian at x times u", vjpBuiltin)
	add("sample", "sample(p, n, seed = …): n draws, or one", sampleBuiltin)
	add("exact", "exact(p): enumeration of a small ∝ model: .logZ, and a distribution", exactBuiltin)
	add("mcmc", "mcmc(p, chains = 64, steps = 1000, warmup = 200): draws of a ∝ model, with R-hat and effective sample sizes", mcmcBuiltin)
	add("kl", "kl(p, q) = ⟨log p - log q⟩ over p; kl(data, p) = -⟨log p⟩ over the rows of data", klBuiltin)
	add("entropy", "entropy(p) = -⟨log p⟩ over p", entropyBuiltin)
	add("read", "read(\"data.csv\"): an array over 1..rows, 1..columns", readBuiltin)
	return out
}

// builtin looks a name of the language up.
func (c ctx) builtin(name string) (Value, bool) {
	switch name {
	case "pi", "π":
		return c.scalar(math.Pi), true
	case "inf", "∞":
		return c.scalar(math.Inf(1)), true
	case "step", "progress":
		if v, ok := c.schedulePoint(name); ok {
			return &Array{Node: v}, true
		}
	case "im", "hc":
		return nil, false
	}
	v, ok := c.s.builtins[name]
	return v, ok
}

// schedulePoint is step or progress inside an objective.
func (c ctx) schedulePoint(name string) (*ad.Node, bool) {
	switch {
	case c.obj != nil && name == "step":
		return c.obj.step, true
	case c.obj != nil:
		return c.obj.progress, true
	case c.s.finalStep > 0 && name == "step":
		return c.g().Integer(c.s.finalStep), true
	case c.s.finalStep > 0:
		return c.g().Const(1), true
	}
	return nil, false
}

// one evaluates the single argument of a function.
func (c ctx) one(e *lang.Call) Value {
	if len(e.Args) != 1 || e.Args[0].Name != nil || len(e.Args[0].Gens) > 0 {
		fail("G0502", e, fmt.Sprintf("%s takes one argument", lang.Print(e.Fn)), at("%s", given(e)), oneMend(e))
	}
	return c.eval(e.Args[0].X)
}

func (c ctx) two(e *lang.Call) (Value, Value) {
	if len(e.Args) != 2 || len(e.Args[0].Gens)+len(e.Args[1].Gens) > 0 {
		fail("G0502", e, fmt.Sprintf("%s takes two arguments", lang.Print(e.Fn)), at("%s", given(e)), help("%s(x, y)", lang.Print(e.Fn)))
	}
	return c.eval(e.Args[0].X), c.eval(e.Args[1].X)
}

// reductionCall is sum(…), mean(…), max(a, b), …
func (c ctx) reductionCall(e *lang.Call, word string) Value {
	if len(e.Args) == 0 {
		fail("G0502", e, word+" of nothing", help("%s(f(i) for i in I)", word))
	}
	first := e.Args[0]
	expectation := word == "mean" || word == "var" || word == "std" || word == "logmeanexp"
	if expectation && (c.isExpectation(first) || c.overData(first)) {
		return c.expectation(e, word)
	}
	if word == "var" || word == "std" || word == "logmeanexp" {
		return c.moment(e, word, first)
	}
	if (word == "min" || word == "max") && len(e.Args) > 1 {
		vals, _ := c.evalArgs(e.Args)
		return c.fold2(e, word, vals)
	}
	if len(e.Args) > 1 {
		fail("G0502", e.Args[1], fmt.Sprintf("%s takes one expression with its generators", word), help("a list of numbers is [a, b, c]"))
	}
	return c.reduction(e, word, first)
}

// overData tells whether an average goes over rows of data inside an objective, which are dealt in mini-batches.
func (c ctx) overData(arg *lang.Arg) bool {
	if c.obj == nil || len(arg.Gens) != 1 {
		return false
	}
	a, ok := c.eval(arg.Gens[0].X).(*Array)
	return ok && len(a.Dims) > 0 && a.Dims[0].Set.Size() > c.obj.batch && !c.laneOpen()
}

// moment is the variance, deviation or log-mean-exp over enumerated elements.
func (c ctx) moment(e *lang.Call, word string, arg *lang.Arg) Value {
	mean := func(x, guard *ad.Node, axes []*ad.Axis) *ad.Node { return c.reduce("mean", x, guard, axes) }
	var x, guard *ad.Node
	var axes []*ad.Axis
	if len(arg.Gens) > 0 {
		g := c.generate(arg.Gens)
		x, guard, axes = g.c.scalarOf(arg.X, g.c.eval(arg.X)), g.guard, g.axes()
	} else {
		a := c.number(arg.X, c.eval(arg.X))
		x, axes = a.Node, axesOf(a.Dims)
	}
	g := c.g()
	if word == "logmeanexp" {
		count := c.reduce("sum", g.Const(1), guard, axes)
		return &Array{Node: g.Apply(ad.Sub, c.reduce("logsumexp", x, guard, axes), g.Apply(ad.Log, count))}
	}
	d := g.Apply(ad.Sub, x, mean(x, guard, axes))
	v := mean(g.Apply(ad.Mul, d, d), guard, axes)
	if word == "std" {
		v = g.Apply(ad.Sqrt, v)
	}
	return &Array{Node: v}
}

// normaliser is softmax or cumsum, with generators or of a bare array.
func (c ctx) normaliser(e *lang.Call, word string) Value {
	if len(e.Args) != 1 {
		fail("G0502", e, word+" takes one expression with its generators", at("%s", given(e)), help("%s(x[j] for j in J)", word))
	}
	arg := e.Args[0]
	if len(arg.Gens) == 0 {
		a := c.number(arg.X, c.eval(arg.X))
		if word == "softmax" && len(a.Dims) > 0 {
			return &Array{Node: c.softmaxOf(a.Node, nil, axesOf(a.Dims)), Dims: a.Dims}
		}
		if len(a.Dims) == 1 {
			return c.partialSums(a.Node, a.Dims[0])
		}
		fail("G0502", e, word+" goes over generators", help("%s(x[j] for j in J)", word))
	}
	if word == "softmax" {
		return c.softmax(e, arg)
	}
	return c.cumsum(e, arg)
}

// gammaBuiltin is the gamma function of one argument, else the distribution.
func gammaBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) != 1 || e.Args[0].Name != nil {
		return distribution("gamma").Call(c, e)
	}
	a := c.number(e, c.one(e))
	return &Array{Node: c.g().Apply(ad.Exp, c.g().Apply(ad.Lgamma, a.Node)), Dims: a.Dims}
}

func addSetBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	add("size", "size(I): the number of elements", func(c ctx, e *lang.Call) Value {
		switch v := c.one(e).(type) {
		case *Family:
			return c.integer(v.Count)
		case *List:
			return c.integer(len(v.X))
		case *Array:
			if len(v.Dims) > 0 {
				return c.integer(ad.Elements(axesOf(v.Dims)))
			}
			return c.integer(c.setOf(e.Args[0].X, v).Size())
		default:
			return c.integer(c.setOf(e.Args[0].X, v).Size())
		}
	})
	add("rank", "rank(k): the place of k in its set, from 1", func(c ctx, e *lang.Call) Value {
		a, ok := c.one(e).(*Array)
		if !ok || a.Set == nil {
			fail("G0401", e, "rank is of an element of a set, and a number alone is of none", at("in which set?"), help("[rank(k) for k in K]"))
		}
		return &Array{Node: c.g().Apply(ad.Add, c.positionOf(a), c.g().Integer(1)), Dims: a.Dims}
	})
	add("sort", "sort(S, by = f): the same elements in another order", sortBuiltin)
	add("labels", `labels("H", "He", "Li"): named elements`, func(c ctx, e *lang.Call) Value {
		var names []string
		for _, a := range e.Args {
			s, ok := c.eval(a.X).(String)
			if !ok {
				fail("G0402", a, "labels are strings", help(`labels("up", "dn")`))
			}
			names = append(names, string(s))
		}
		set, err := sets.Labels(names...)
		c.setError(e, err)
		return set
	})
	for _, kind := range []string{"chain", "square", "triangular", "honeycomb", "kagome", "cubic"} {
		add(kind, kind+"(sizes…, periodic | open)", func(c ctx, e *lang.Call) Value { return c.lattice(e, kind) })
	}
	add("complete", "complete(N): every site is a neighbour of every other", func(c ctx, e *lang.Call) Value {
		c.one(e)
		set, err := sets.Complete(c.positive(e.Args[0].X))
		c.setError(e, err)
		return set
	})
	add("graph", "graph(edges): sites 1…N with the given pairs as bonds", graphBuiltin)
	add("bonds", "bonds(Λ), bonds(Λ, order = 2): pairs of neighbouring sites", bondsBuiltin)
	add("neighbors", "neighbors(Λ, i): the neighbours of a site", neighborsBuiltin)
	add("inside", "inside(i + (1, 0)): whether a translated site lies on the lattice", func(c ctx, e *lang.Call) Value {
		a, ok := c.one(e).(*Array)
		if !ok || a.Set == nil {
			fail("G0401", e, "inside is of a site", help("inside(i + (1, 0))"))
		}
		return &Array{Node: c.g().Apply(ad.Le, c.g().Integer(0), a.Node)}
	})
	add("position", "position(Λ, i): coordinates of a site in the plane or in space", positionBuiltin)
}

// lattice makes a lattice with its boundary.
func (c ctx) lattice(e *lang.Call, kind string) Value {
	want := map[string]int{"chain": 1, "cubic": 3}[kind]
	if want == 0 {
		want = 2
	}
	var dims []int
	var periodic []bool
	word := func(n lang.Node, v Value) {
		w, ok := v.(Word)
		if !ok || w != "periodic" && w != "open" {
			fail("G0310", n, "a boundary is periodic or open", help("%s(…, periodic) or %s(…, open)", kind, kind))
		}
		periodic = append(periodic, w == "periodic")
	}
	for _, a := range e.Args {
		switch v := c.boundary(a.X).(type) {
		case Word:
			word(a, v)
		case Tuple:
			for _, x := range v {
				word(a, x)
			}
		default:
			dims = append(dims, c.positive(a.X))
		}
	}
	if len(dims) != want {
		fail("G0310", e, fmt.Sprintf("%s needs %s and its boundary", kind, plural(want, "size")), help("%s(%s, periodic)", kind, strings.TrimSuffix(strings.Repeat("8, ", want), ", ")))
	}
	if len(periodic) == 0 {
		fail("G0310", e, fmt.Sprintf("the boundary of %s is not said", kind), why("open and periodic lattices have different bonds, so neither is taken silently"),
			help("%s(…, periodic) or %s(…, open)", kind, kind))
	}
	if len(periodic) == 1 {
		for len(periodic) < want {
			periodic = append(periodic, periodic[0])
		}
	}
	if len(periodic) != want {
		fail("G0310", e, fmt.Sprintf("%s has %s, and %d boundaries are given", kind, plural(want, "direction"), len(periodic)), at("%s", plural(want, "direction")),
			label(e.Args[len(e.Args)-1], "%d boundaries", len(periodic)), why("each direction of a lattice is either closed to a ring or ends in an edge"),
			help("one for all directions, as in periodic, or one for each: (%s)", strings.TrimSuffix(strings.Repeat("periodic, ", want), ", ")))
	}
	set, err := sets.NewLattice(kind, dims, periodic)
	c.setError(e, err)
	return set
}

// boundary reads an argument of a lattice: option words are read first.
func (c ctx) boundary(e lang.Expr) Value {
	switch e := e.(type) {
	case *lang.Name:
		if e.Id == "periodic" || e.Id == "open" {
			return Word(e.Id)
		}
	case *lang.Tuple:
		out := make(Tuple, len(e.X))
		for i, x := range e.X {
			out[i] = c.boundary(x)
		}
		return out
	}
	return nil
}

// graphBuiltin is graph(edges): edges is an array over pairs, one row each, or a list of tuples.
func graphBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	var edges [][2]int
	n := 0
	switch v := v.(type) {
	case *Array:
		a := c.s.force(v)
		if len(a.Dims) != 2 || a.Dims[1].Set.Size() != 2 || !isKnown(a.Node) {
			fail("G0310", e, "the edges of a graph are pairs of whole numbers from 1", help("graph([[1, 2], [2, 3]])"))
		}
		st := a.Node.Strides(axesOf(a.Dims))
		for r := range a.Dims[0].Set.Size() {
			var pair [2]int
			for k := range 2 {
				x := constAt(a.Node, r*st[0]+k*st[1])
				if x != math.Trunc(x) || x < 1 {
					fail("G0310", e, fmt.Sprintf("the edges of a graph are pairs of whole numbers from 1, and one is %s", number(x)), help("graph([[1, 2], [2, 3]])"))
				}
				pair[k] = int(x) - 1
				n = max(n, int(x))
			}
			edges = append(edges, pair)
		}
	default:
		fail("G0310", e, "the edges of a graph are pairs of whole numbers from 1", help("graph([[1, 2], [2, 3]])"))
	}
	set, err := sets.Graph(n, edges)
	c.setError(e, err)
	return set
}

// latticeArg evaluates the first argument of a function of lattices.
func (c ctx) latticeArg(e *lang.Call) *sets.Set {
	if len(e.Args) == 0 {
		fail("G0310", e, fmt.Sprintf("%s takes a lattice", lang.Print(e.Fn)), help("%s(Λ), with Λ = square(8, 8, periodic)", lang.Print(e.Fn)))
	}
	v := c.eval(e.Args[0].X)
	set, ok := v.(*sets.Set)
	if !ok || !set.IsLattice() {
		fail("G0310", e.Args[0], fmt.Sprintf("a lattice is needed here, and this is %s", kind(v)), help("square(L, L, periodic), chain(N, open), graph(edges)"))
	}
	return set
}

func bondsBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	order := 1
	for _, a := range e.Args[1:] {
		if a.Name == nil || a.Name.Id != "order" {
			fail("G0703", a, "the option of bonds is order", help("bonds(Λ, order = 2)"))
		}
		order = c.positive(a.X)
	}
	key := fmt.Sprintf("%p/%d", set, order)
	if f, ok := c.s.families[key]; ok {
		return f
	}
	list, err := set.Bonds(order)
	c.setError(e, err)
	f := &Family{Name: lang.Print(e), Sets: []*sets.Set{set, set}, Pos: make([][]int, 2), Count: len(list)}
	for _, b := range list {
		f.Pos[0], f.Pos[1] = append(f.Pos[0], b[0]), append(f.Pos[1], b[1])
	}
	c.s.families[key] = f
	return f
}

func neighborsBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	if len(e.Args) != 2 {
		fail("G0502", e, "neighbors takes a lattice and a site", help("neighbors(Λ, i)"))
	}
	v := c.eval(e.Args[1].X)
	from := c.position(e.Args[1].X, v, set, nil)
	width := 0
	for i := range set.Size() {
		width = max(width, len(set.Neighbors(i)))
	}
	f := &Family{Name: lang.Print(e), Sets: []*sets.Set{set}, Pos: [][]int{make([]int, set.Size()*width)}, Count: width, from: from, rows: set.Size()}
	for i := range set.Size() {
		nb := set.Neighbors(i)
		for k := range width {
			f.Pos[0][i*width+k] = -1
			if k < len(nb) {
				f.Pos[0][i*width+k] = nb[k]
			}
		}
	}
	return f
}

func positionBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	if len(e.Args) != 2 || set.Size() == 0 {
		fail("G0502", e, "position takes a lattice and a site", help("position(Λ, i)"))
	}
	pos := c.position(e.Args[1].X, c.eval(e.Args[1].X), set, nil)
	dim := len(set.Position(0))
	if dim == 0 {
		fail("G0310", e, fmt.Sprintf("%s has no geometry", set.String()),
			why("a graph is vertices and bonds, without places in space"), help("a lattice has positions: square(L, L, periodic)"))
	}
	space := mustRange(1, dim)
	d := c.s.axis(space, append(append([]*ad.Axis{}, c.open...), pos.Axes...))
	site := c.s.axis(set, append(append([]*ad.Axis{d}, c.open...), pos.Axes...))
	var table []float64
	for i := range set.Size() {
		table = append(table, set.Position(i)...)
	}
	n := c.g().Table([]*ad.Axis{site, d}, table, ad.Real)
	return &Array{Node: c.g().Gather(n, []*ad.Axis{site}, []*ad.Node{pos}), Dims: []Dim{{d, space}}}
}

// readBuiltin reads a file of numbers.
func readBuiltin(c ctx, e *lang.Call) Value {
	name, ok := c.one(e).(String)
	if !ok {
		fail("G0402", e, "read takes the name of a file", help(`read("data.csv")`))
	}
	path := c.s.inPath(string(name))
	if c.s.opts.Check && (c.s.written[path] || c.s.written[c.s.outPath(string(name))]) {
		c.warn("G0808", e, fmt.Sprintf("%s is written by an earlier statement, so what depends on it is not checked", name),
			why("a check runs nothing, so the file may not be there yet"), help("gibbs run writes it, and checks the rest"))
		panic(poisoned{string(name)})
	}
	shape, values, err := files.Read(path)
	if err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", e, fmt.Sprintf("the file %s cannot be read", name), here("%s", err.Error()),
			help("paths begin at the folder of the program; a file elsewhere is named with its folder, as in \"data/%s\"", name))})
	}
	used := append([]*ad.Axis{}, c.open...)
	out := &Array{}
	axes := make([]*ad.Axis, len(shape))
	for i, n := range shape {
		set := mustRange(1, n)
		axes[i] = c.s.axis(set, used)
		used = append(used, axes[i])
		out.Dims = append(out.Dims, Dim{axes[i], set})
	}
	out.Node = c.g().Table(axes, values, ad.Real)
	return out
}
