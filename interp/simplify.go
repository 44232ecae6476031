package interp

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/scalar"
	"github.com/gibbs-lang/gibbs/lang"
)

// simplify(f), expand(f) and collect(f, "x") are f written out: every element of its value as a formula of the elements of its
// arguments, with the parameters as they now are. What comes out is a function like any other, and its text is short.

func addFormulaBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	add("simplify", "simplify(f): the same function as a short formula of the elements of its arguments, with parameters as they now are", func(c ctx, e *lang.Call) Value {
		return c.rewritten(e, "simplify(f)", 1, func(w *written, k int) (lang.Expr, error) { return w.text(w.elements[k]) })
	})
	add("expand", "expand(f): as simplify(f), with products and powers of sums multiplied out", func(c ctx, e *lang.Call) Value {
		return c.rewritten(e, "expand(f)", 1, func(w *written, k int) (lang.Expr, error) {
			x, err := w.table.Expand(w.elements[k])
			if err != nil {
				return nil, err
			}
			return w.text(x)
		})
	})
	add("collect", `collect(f, "x"): as expand(f), ordered by powers of an argument or of one of its elements, "x[1]"`, func(c ctx, e *lang.Call) Value {
		return c.rewritten(e, `collect(f, "x")`, 2, func(w *written, k int) (lang.Expr, error) { return w.collected(c, e, k) })
	})
	add("taylor", "taylor(f, at = a, order = n): the Taylor polynomial of f at a, with parameters as they now are", taylorBuiltin)
	add("linearize", "linearize(f, at = a): the affine function that touches f at a", linearizeBuiltin)
}

// maxWritten is the number of elements and parts up to which functions are written out.
const maxWritten = 20000

// written is a function whose values are written out.
type written struct {
	name     string
	at       lang.Node
	table    *scalar.Table
	args     []writtenArg
	dims     []Dim
	elements []*scalar.Expr // of the value, row-major in dims
	places   map[*scalar.Expr]place
}

// writtenArg is an argument and its elements as variables.
type writtenArg struct {
	name  string
	typ   Type
	value *Array
	vars  []*scalar.Expr
}

// place is the element of an argument that a variable is.
type place struct{ arg, element int }

// formulaArgs are the types of the arguments of a function that is written out: those of its signature, else numbers.
func (c ctx) formulaArgs(n lang.Node, f Value) (names []string, types []Type) {
	switch f.(type) {
	case *Function, *Instance, *Builtin, *Flow:
	default:
		fail("G0501", n, fmt.Sprintf("a function is needed here, and this is %s", kind(f)), help("the name of a function, or x -> x^2"))
	}
	names, types = paramNames(f), c.signature(f)
	if _, ok := f.(*Builtin); ok {
		names, types = []string{"x"}, []Type{{Name: "real"}}
	}
	for i := len(types); i < len(names); i++ {
		types = append(types, Type{Name: "real"})
	}
	for i := len(names); i < len(types); i++ {
		names = append(names, fmt.Sprintf("x%d", i+1))
	}
	return names, types
}

// newWritten makes the arguments of a function that is to be written out.
func (c ctx) newWritten(n lang.Node, f Value) *written {
	w := &written{name: "f", at: n, table: scalar.NewTable(), places: map[*scalar.Expr]place{}}
	w.table.Most = 10 * maxWritten
	if fn, ok := f.(*Function); ok && fn.Body != nil && fn.Name != lambdaName {
		w.name = fn.Name
	}
	names, types := c.formulaArgs(n, f)
	for k, t := range types {
		a := writtenArg{name: names[k], typ: t, value: c.unknownOf(dataVar{name: names[k], typ: t})}
		axes := axesOf(a.value.Dims)
		if ad.Exceeds(axes, maxWritten) {
			w.tooLarge()
		}
		for e := range ad.Elements(axes) {
			v := w.table.Variable(elementText(a.name, a.value.Dims, e))
			a.vars = append(a.vars, v)
			w.places[v] = place{k, e}
		}
		w.args = append(w.args, a)
	}
	return w
}

// elementText names an element of an argument: x[2,3].
func elementText(name string, dims []Dim, e int) string {
	if len(dims) == 0 {
		return name
	}
	text := ""
	for k := len(dims) - 1; k >= 0; k-- {
		size := dims[k].Set.Size()
		text = "," + dims[k].Set.Element(e%size) + text
		e /= size
	}
	return name + "[" + text[1:] + "]"
}

func (w *written) tooLarge() {
	fail("G1210", w.at, "this function is too large to be written out element by element", here("at most %d parts", maxWritten),
		why("every element of its value would be a formula of its own"), help("fewer elements; export(f, as = latex) keeps sums as they are written"))
}

// refuse reports why a function cannot be written out.
func (w *written) refuse(err error) {
	if errors.Is(err, scalar.ErrLarge) {
		w.tooLarge()
	}
	fail("G1210", w.at, "this function cannot be written out: "+err.Error(), why("a formula has a fixed number of terms, each of known elements"), help("export(f, as = latex) keeps it as it is written"))
}

// value traces the function at its unknown arguments.
func (w *written) value(c ctx, f Value) *Array {
	vals := make([]Value, len(w.args))
	for k, a := range w.args {
		vals[k] = a.value
	}
	c.sampling = true
	y := c.number(w.at, c.callValue(w.at, f, vals))
	w.dims = y.Dims
	if ad.Exceeds(axesOf(y.Dims), maxWritten) {
		w.tooLarge()
	}
	return y
}

// walk computes all elements of a value in an algebra, leaves that are no arguments from the parameters.
func walkElements[T any](c ctx, w *written, in scalar.Algebra[T], y *Array, arg func(k, e int) T) []T {
	walker := &scalar.Walker[T]{In: in, Most: 10 * maxWritten, Leaf: func(l *ad.Leaf, e int) (T, bool) {
		for k, a := range w.args {
			if a.value.Node.Leaf == l {
				return arg(k, e), true
			}
		}
		store, ok := c.s.store[l]
		if l.Index != nil && ok {
			if l.Index[e] < 0 {
				return in.Number(0), true
			}
			e = int(l.Index[e])
		}
		if !ok || e >= len(store) {
			return in.Number(0), ok
		}
		return in.Number(store[e]), true
	}}
	axes := axesOf(y.Dims)
	if len(ad.Without(y.Node.Axes, axes)) > 0 {
		w.refuse(errors.New("it depends on an index around it"))
	}
	out := make([]T, ad.Elements(axes))
	for e := range out {
		at, rest := map[*ad.Axis]int{}, e
		for k := len(axes) - 1; k >= 0; k-- {
			at[axes[k]] = rest % axes[k].Size
			rest /= axes[k].Size
		}
		pos := make([]int, len(y.Node.Axes))
		for k, a := range y.Node.Axes {
			pos[k] = at[a]
		}
		x, err := walker.At(y.Node, pos)
		if err != nil {
			w.refuse(err)
		}
		out[e] = x
	}
	return out
}

// rewritten is a function written out, with a text made of its elements.
func (c ctx) rewritten(e *lang.Call, usage string, count int, text func(w *written, k int) (lang.Expr, error)) Value {
	if len(e.Args) != count || slices.ContainsFunc(e.Args, func(a *lang.Arg) bool { return a.Name != nil || len(a.Gens) > 0 }) {
		fail("G0502", e, usage+" is the form of this call", help("%s", usage))
	}
	f := c.raw(e.Args[0].X)
	w := c.newWritten(e, f)
	y := w.value(c, f)
	w.elements = walkElements(c, w, w.table, y, func(k, e int) *scalar.Expr { return w.args[k].vars[e] })
	body := make([]lang.Expr, len(w.elements))
	for k := range body {
		x, err := text(w, k)
		if err != nil {
			w.refuse(err)
		}
		body[k] = x
	}
	return w.function(body)
}

// collected is an element ordered by powers of a variable.
func (w *written) collected(c ctx, e *lang.Call, k int) (lang.Expr, error) {
	name, ok := c.eval(e.Args[1].X).(String)
	var variable *scalar.Expr
	var known []string
	for _, a := range w.args {
		for _, v := range a.vars {
			known = append(known, v.Name)
			if v.Name == string(name) {
				variable = v
			}
		}
	}
	if !ok || variable == nil {
		fail("G0502", e.Args[1], "collect orders by an argument of the function, or an element of one", here("%s", join(known, 12)), help("collect(f, %q)", known[0]))
	}
	powers, coefs, err := w.table.Collect(w.elements[k], variable)
	if err != nil {
		return nil, err
	}
	terms := make([]lang.Expr, len(powers))
	for i, p := range powers {
		if terms[i], err = w.text(coefs[i]); err != nil {
			return nil, err
		}
		if p != 0 {
			terms[i] = times(terms[i], powerExpr(readExpr(variable.Name), float64(p)))
		}
	}
	return plus(terms), nil
}

// function is what is written out as a function: its text for reading, its elements for computing.
func (w *written) function(body []lang.Expr) *Function {
	sc := newScope(nil)
	out := &Function{Name: w.name, scope: sc, Body: listed(body, w.dims)}
	for _, a := range w.args {
		typ := lang.Expr(&lang.Name{Id: "real"})
		if a.typ.Set != nil {
			sc.names["S_"+a.name] = &binding{value: a.typ.Set}
			typ = &lang.Name{Id: "S_" + a.name}
		}
		if len(a.typ.Dims) > 0 {
			ix := &lang.Index{X: typ}
			for k, d := range a.typ.Dims {
				name := fmt.Sprintf("S%d_%s", k+1, a.name)
				sc.names[name] = &binding{value: d}
				ix.Args = append(ix.Args, &lang.Arg{X: &lang.Name{Id: name}})
			}
			typ = ix
		}
		out.Params = append(out.Params, &lang.Arg{X: &lang.Name{Id: a.name}, Type: typ})
	}
	out.native = func(c ctx, n lang.Node, args []Value) Value { return w.call(c, n, args) }
	return out
}

// listed is an array as a list of lists of its elements.
func listed(elements []lang.Expr, dims []Dim) lang.Expr {
	if len(dims) == 0 {
		return elements[0]
	}
	out := &lang.List{}
	step := len(elements) / max(1, dims[0].Set.Size())
	for k := range dims[0].Set.Size() {
		out.X = append(out.X, &lang.Arg{X: listed(elements[k*step:(k+1)*step], dims[1:])})
	}
	return out
}

// call computes the function at values.
func (w *written) call(c ctx, n lang.Node, args []Value) Value {
	if len(args) != len(w.args) {
		fail("G0502", n, fmt.Sprintf("%s takes %s, and %d are given", w.name, plural(len(w.args), "argument"), len(args)), help("one value for each argument"))
	}
	g := c.g()
	given := make([]*Array, len(args))
	for k, a := range w.args {
		given[k] = c.coerce(n, a.name, a.typ, args[k], n)
	}
	done := map[*scalar.Expr]*ad.Node{}
	nodes := make([]*ad.Node, len(w.elements))
	for k, x := range w.elements {
		nodes[k] = w.node(g, x, given, done)
	}
	if len(w.dims) == 0 {
		return &Array{Node: nodes[0]}
	}
	used := slices.Clone(c.open)
	for _, x := range nodes {
		used = ad.Union(used, x.Axes)
	}
	out := &Array{Node: nodes[len(nodes)-1]}
	at := g.Integer(0)
	for _, d := range w.dims {
		ax := c.s.axis(d.Set, used)
		used = append(used, ax)
		out.Dims = append(out.Dims, Dim{ax, d.Set})
		at = g.Apply(ad.Add, g.Apply(ad.Mul, at, g.Integer(ax.Size)), g.Iota(ax))
	}
	for k := len(nodes) - 2; k >= 0; k-- {
		out.Node = g.Select(g.Apply(ad.Eq, at, g.Integer(k)), nodes[k], out.Node)
	}
	return out
}

// node is an expression on the graph.
func (w *written) node(g *ad.Graph, x *scalar.Expr, given []*Array, done map[*scalar.Expr]*ad.Node) *ad.Node {
	if n, ok := done[x]; ok {
		return n
	}
	args := make([]*ad.Node, len(x.Args))
	for k, a := range x.Args {
		args[k] = w.node(g, a, given, done)
	}
	n := g.Const(x.Value)
	switch x.Kind {
	case scalar.Variable:
		p := w.places[x]
		a := given[p.arg]
		axes := axesOf(a.Dims)
		at, rest := make([]*ad.Node, len(axes)), p.element
		for k := len(axes) - 1; k >= 0; k-- {
			at[k] = g.Integer(rest % axes[k].Size)
			rest /= axes[k].Size
		}
		n = g.Gather(a.Node, axes, at)
	case scalar.Sum:
		for k, a := range args {
			n = g.Apply(ad.Add, n, g.Apply(ad.Mul, g.Const(x.Coefs[k]), a))
		}
	case scalar.Product:
		for k, a := range args {
			a = g.Apply(ad.Pow, a, g.Const(x.Powers[k]))
			if k > 0 {
				a = g.Apply(ad.Mul, n, a)
			}
			n = a
		}
	case scalar.Function:
		n = g.Apply(x.Op, args...)
	}
	done[x] = n
	return n
}
