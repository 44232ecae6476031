package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Builtin is a function of the language itself. It evaluates its arguments, since some of them
// are generators or option words.
type Builtin struct {
	Name string
	Doc  string
	Call func(c ctx, e *lang.Call) Value
	Set  *sets.Set // spin is a distribution and the set of its values
}

// call is f(…).
func (c ctx) call(e *lang.Call) Value {
	fn := c.raw(e.Fn)
	switch f := fn.(type) {
	case *Builtin:
		return f.Call(c, e)
	case *Function:
		return c.apply(e, f, e.Args)
	case *Template:
		return c.instantiate(e, f)
	case *Instance:
		return c.callInstance(e, f)
	case *Dist:
		return c.callDist(e, f)
	case *Flow:
		if given, ok := c.openArguments(e.Args); ok {
			f, _ := c.conditioned(e, f, given)
			return f
		}
		vals, _ := c.evalArgs(e.Args)
		if len(vals) == 1 {
			vals = several(vals[0])
		}
		return c.applyMap(e, f, vals)
	case *Record:
		if x, ok := f.Data.(*Exact); ok {
			return c.exactDensity(e, x)
		}
	}
	opts := []option{at("%s", kind(fn))}
	if a, ok := fn.(*Array); ok && len(a.Dims) > 0 {
		opts = append(opts, help("an array is indexed with [ ]: %s[…]", lang.Print(e.Fn)))
	} else if ok {
		opts = append(opts, help("a product is written with *: %s*(…)", lang.Print(e.Fn)))
	}
	fail("G0501", e.Fn, fmt.Sprintf("%s cannot be called", kind(fn)), opts...)
	return nil
}

// apply calls a function written in Gibbs.
func (c ctx) apply(n lang.Node, f *Function, args []*lang.Arg) Value {
	vals, names := c.evalArgs(args)
	return c.applyValues(n, f, vals, names, args)
}

// deeper refuses calls within calls without end, and more calls than can be traced.
func (c ctx) deeper(n lang.Node) {
	if c.s.calls++; c.s.calls > maxCalls {
		fail("G0503", n, fmt.Sprintf("this statement makes more than %d calls", maxCalls), why("every call is written out before anything runs"),
			help("a recurrence takes many steps without calls: h[t] = f(h[t-1]) for t in 1..T"))
	}
	c.s.interruptible()
	if c.depth >= maxDepth {
		fail("G0503", n, fmt.Sprintf("calls are nested more than %d deep", maxDepth), why("what calls itself without end has no value"),
			help("end it: f(n) = if n == 0 then 1 else n*f(n - 1); many steps are a recurrence, h[t] = f(h[t-1]) for t in 1..T"))
	}
}

// evalArgs evaluates arguments in order.
func (c ctx) evalArgs(args []*lang.Arg) ([]Value, []*lang.Name) {
	vals, names := make([]Value, len(args)), make([]*lang.Name, len(args))
	for i, a := range args {
		if len(a.Gens) > 0 {
			fail("G0502", a, "generators stand in reductions, lists and sets, not among the arguments of a function", help("[… for i in I] makes an array of them"))
		}
		names[i] = a.Name
		vals[i] = c.eval(a.X)
	}
	return vals, names
}

// applyValues calls a function with given values. Bad arguments are reported at the call; an
// error inside the function names the call as well.
func (c ctx) applyValues(n lang.Node, f *Function, vals []Value, names []*lang.Name, args []*lang.Arg) Value {
	c.deeper(n)
	if f.native != nil {
		return f.native(c, n, vals)
	}
	in := c
	in.scope = newScope(f.scope)
	in.depth++
	in.module = f.module
	in.inst, in.plain = nil, true
	c.bindArgs(n, f.Name, f.Params, vals, names, args, in)
	defer c.called(n, f.Name)
	return in.eval(f.Body)
}

// called adds the place of a call to a diagnostic that passes.
func (c ctx) called(n lang.Node, name string) {
	r := recover()
	if r == nil {
		return
	}
	if d, ok := r.(*lang.Diagnostic); ok && len(d.Labels) < 4 && n != nil && n.Span().Source != nil && n.Span() != d.Span {
		if d.Span.Source != nil && c.s.userFirst(d, n, name) {
			panic(r)
		}
		inside := n.Span().Start.Offset >= d.Span.Start.Offset && n.Span().End.Offset <= d.Span.End.Offset
		_, unused := n.(*lang.Decl) // a check looks into a body that nothing calls
		if !inside && !unused {
			d.Labels = append(d.Labels, lang.Label{Span: n.Span(), Text: name + " is called here"})
		}
	}
	panic(r)
}

// bindArgs binds arguments to parameters.
func (c ctx) bindArgs(n lang.Node, name string, params []*lang.Arg, vals []Value, names []*lang.Name, args []*lang.Arg, in ctx) {
	bound := make([]Value, len(params))
	given := make([]lang.Node, len(params))
	next := 0
	for i, v := range vals {
		k := next
		var node lang.Node = n
		if args != nil {
			node = args[i]
		}
		if names != nil && names[i] != nil {
			k = slices.IndexFunc(params, func(p *lang.Arg) bool { return paramName(p) == names[i].Id })
			if k < 0 {
				c.noArgument(names[i], name, params)
			}
		} else {
			next++
		}
		if k >= len(params) {
			fail("G0502", node, fmt.Sprintf("%s takes %s, and this is one more", name, plural(len(params), "argument")), at("one too many"),
				here("%s(%s)", name, paramList(params)), help("leave it out, or give %s one more argument where it is defined", name))
		}
		if bound[k] != nil {
			fail("G0502", node, fmt.Sprintf("%s is given twice", paramName(params[k])), at("%s again", paramName(params[k])), label(given[k], "%s is given here", paramName(params[k])),
				here("%s(%s)", name, paramList(params)), help("leave one of the two out"))
		}
		bound[k], given[k] = v, node
	}
	for k, p := range params {
		if bound[k] == nil {
			if p.Name == nil {
				fail("G0502", n, fmt.Sprintf("%s needs a value for %s", name, paramName(p)), at("without %s", paramName(p)),
					here("%s(%s)", name, paramList(params)), help("give it by name: %s = …", paramName(p)))
			}
			bound[k], given[k] = in.eval(p.X), p // a default value
		}
		if p.Type != nil {
			bound[k] = in.annotate(given[k], p, bound[k])
		}
		if p.Name != nil {
			in.scope.set(p.Name.Id, bound[k], p)
		} else {
			in.bindPattern(p.X, bound[k])
		}
	}
}

// paramName is the name of a parameter; `a = 1` in a signature is a parameter with a default value.
func paramName(p *lang.Arg) string {
	if p.Name != nil {
		return p.Name.Id
	}
	return lang.Print(p.X)
}

func paramList(params []*lang.Arg) string {
	out := ""
	for i, p := range params {
		switch {
		case i > 0 && p.Bar:
			out += " | "
		case i > 0:
			out += ", "
		}
		out += paramName(p)
	}
	return out
}

func plural(n int, what string) string {
	if what == "index" && n != 1 {
		return fmt.Sprintf("%d indices", n)
	}
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (c ctx) noArgument(n *lang.Name, fn string, params []*lang.Arg) {
	var known []string
	for _, p := range params {
		known = append(known, paramName(p))
	}
	opts := []option{here("%s(%s)", fn, paramList(params))}
	if s := lang.Suggest(n.Id, known); s != "" {
		opts = append(opts, replace(n, s))
	}
	fail("G0502", n, fmt.Sprintf("%s has no argument %s", fn, n.Id), opts...)
}

// annotate checks a value against the type in a signature.
func (c ctx) annotate(n lang.Node, p *lang.Arg, v Value) Value {
	t := c.typeOf(p.Type)
	if t.Name == "string" {
		if _, ok := v.(String); !ok {
			fail("G0402", n, fmt.Sprintf("%s is a string, and this is %s", paramName(p), kind(v)), label(p, "%s: string", paramName(p)), help("a string stands in quotes: \"{x}\""))
		}
		return v
	}
	if t.Name == "set" {
		return c.setOf(n, v)
	}
	return c.coerce(n, paramName(p), t, v, p)
}

// typeOf reads an annotation.
func (c ctx) typeOf(e lang.Expr) Type {
	if b, ok := e.(*lang.Compare); ok && len(b.Op) == 1 && b.Op[0] == "in" {
		t := c.typeOf(b.X[0])
		if t.Name != "real" {
			fail("G0408", e, fmt.Sprintf("%s has no interval", t.String()), why("an interval holds real numbers"), help("x: real in (0, 1), or x: real[I] in (0, inf)"))
		}
		t.Within = c.interval(b.X[1], "x: real")
		return t
	}
	switch v := c.stands(e, c.eval(e)).(type) {
	case *Builtin:
		if v.Set != nil {
			return Type{Set: v.Set}
		}
		fail("G0408", e, fmt.Sprintf("a type is needed here, and this is %s", kind(v)), help("real, int, bool, spin, bit or an index set, as in x: real[I] or s: spin[Λ]"))
		return Type{}
	case Type:
		return v
	case *sets.Set:
		return Type{Set: v}
	default:
		fail("G0408", e, fmt.Sprintf("a type is needed here, and this is %s", kind(v)),
			help("real, int, bool, spin, bit or an index set, as in x: real[I] or s: spin[Λ]"))
		return Type{}
	}
}

// coerce brings a value to a type, or says why it is not of that type.
func (c ctx) coerce(n lang.Node, name string, t Type, v Value, p lang.Node) *Array {
	if tup, ok := v.(Tuple); ok && len(t.Dims) == 0 && t.Set != nil {
		return &Array{Node: c.tuplePosition(n, tup, t.Set), Set: t.Set}
	}
	if s, ok := v.(String); ok && t.Set != nil && len(t.Dims) == 0 {
		return c.element(toExpr(n), s, t.Set)
	}
	if l, ok := v.(*List); ok && t.Set != nil {
		v = c.elementsOf(n, l, t.Set)
	}
	a := c.array(n, v)
	if len(a.Dims) != len(t.Dims) {
		a = c.regroup(c.ungroup(a), t.Dims)
	}
	bad := len(a.Dims) != len(t.Dims)
	for i := 0; !bad && i < len(a.Dims); i++ {
		bad = !a.Dims[i].Set.Same(t.Dims[i])
	}
	if bad {
		opts := []option{at("%s", kind(a)), label(p, "%s: %s", name, t.String())}
		for i := 0; i < min(len(a.Dims), len(t.Dims)); i++ {
			if x, y := a.Dims[i].Set, t.Dims[i]; x.IsLattice() && y.IsLattice() && !x.Same(y) && x.String() == y.String() {
				opts = append(opts, why("a lattice that is made twice is two lattices; equal sizes do not make them the same"), help("give it a name and use that: Λ = %s", y.Definition()))
				break
			}
		}
		if len(opts) == 2 {
			opts = append(opts, why("a signature says over which sets an argument is; nothing is filled in or cut off"), help("%s", shapeMend(a, t)))
		}
		fail("G0403", n, fmt.Sprintf("%s is %s, and this is %s", name, withArticle(t), kind(a)), opts...)
	}
	if t.Set == nil {
		if a.Set != nil {
			a = c.number(n, a)
		}
		c.checkNumbers(n, name, t, a, p)
		return a
	}
	if a.Set != nil && a.Set.Same(t.Set) {
		return a
	}
	pos := c.positionIn(n, &Array{Node: a.Node, Set: a.Set}, t.Set)
	if pos == nil {
		fail("G0301", n, fmt.Sprintf("%s holds elements of %s, and this is %s", name, t.Set.String(), kind(a)), label(p, "%s: %s", name, t.String()),
			help("elements of the set: [… for i in %s]", t.Set.String()))
	}
	if isKnown(pos) {
		for i := range pos.Size() {
			if constAt(pos, i) < 0 {
				what := "this"
				if a.Set == nil && isKnown(a.Node) && a.Node.Size() == pos.Size() {
					what = number(constAt(a.Node, i))
				}
				fail("G0302", n, fmt.Sprintf("%s holds elements of %s, and %s is none", name, t.Set.String(), what), label(p, "%s: %s", name, t.String()),
					oneOf(t.Set))
			}
		}
	}
	return &Array{Node: c.elementOf(t.Set, pos).Node, Dims: a.Dims, Set: t.Set}
}

// checkNumbers finds truth values where numbers are meant, numbers where truth values are, and broken numbers
// where whole ones are.
func (c ctx) checkNumbers(n lang.Node, name string, t Type, a *Array, p lang.Node) {
	truth := a.Node.Type == ad.Bool
	what := ""
	switch {
	case t.Name == "bool" && !truth, t.Name == "real" && truth, t.Name == "int" && truth:
		what = kind(a)
	case t.Within != nil && isKnown(a.Node):
		c.checkInterval(n, name, t, a, p)
		return
	case t.Name == "int" && isKnown(a.Node) && a.Node.Type != ad.Int:
		for i := range a.Node.Size() {
			if v := constAt(a.Node, i); v != math.Trunc(v) {
				what = number(v)
				break
			}
		}
	}
	if what != "" {
		fail("G0408", n, fmt.Sprintf("%s is %s, and this is %s", name, t.String(), what), at("%s", what), label(p, "%s: %s", name, t.String()),
			why("truth values, whole numbers and real numbers are different things, and nothing is converted silently"), help("%s", numberMend(t, truth)))
	}
}

// checkInterval finds known numbers that lie outside of the interval of a type.
func (c ctx) checkInterval(n lang.Node, name string, t Type, a *Array, p lang.Node) {
	for i := range a.Node.Size() {
		if v := constAt(a.Node, i); !(v > t.Within.lo && v < t.Within.hi) {
			fail("G0408", n, fmt.Sprintf("%s is %s, and this is %s", name, t.String(), number(v)), at("not in (%s, %s)", number(t.Within.lo), number(t.Within.hi)), label(p, "%s: %s", name, t.String()),
				why("the signature promises an interval, and what is derived rests on it"), help("a value inside of it, or another interval in the signature"))
		}
	}
}

// elementsOf takes a list of labels as an array of elements; any other list stays what it is.
func (c ctx) elementsOf(n lang.Node, l *List, set *sets.Set) Value {
	places := make([]float64, len(l.X))
	for i, v := range l.X {
		s, ok := v.(String)
		if !ok {
			return l
		}
		p, ok := set.FindLabel(string(s))
		if !ok {
			fail("G0302", n, fmt.Sprintf("%q is not in %s", string(s), set.String()), at("no element of %s", set.String()), oneOf(set))
		}
		places[i] = float64(p)
	}
	ax := c.s.axis(l.Set, c.open)
	return &Array{Node: c.g().Table([]*ad.Axis{ax}, places, ad.Int), Dims: []Dim{{ax, l.Set}}, Set: set}
}

func withArticle(t Type) string {
	if t.Set != nil && len(t.Dims) == 0 {
		return "an element of " + t.String()
	}
	return t.String()
}

// regroup turns dims over A, B into one over A times B where that is wanted.
func (c ctx) regroup(a *Array, want []*sets.Set) *Array {
	used := append([]*ad.Axis{}, c.open...)
	for _, d := range a.Dims {
		used = append(used, d.Axis)
	}
	g := c.g()
	var dims []Dim
	var from []*ad.Axis
	var to []*ad.Node
	k := 0
	for _, set := range want {
		switch {
		case k < len(a.Dims) && a.Dims[k].Set.Same(set):
			dims = append(dims, a.Dims[k])
			k++
		case set.Components() != nil && k+len(set.Components()) <= len(a.Dims):
			ax := c.s.axis(set, used)
			used = append(used, ax)
			for j, comp := range c.components(&Array{Node: g.Iota(ax), Set: set}) {
				if !a.Dims[k].Set.Same(set.Components()[j]) {
					return a
				}
				from, to = append(from, a.Dims[k].Axis), append(to, comp.(*Array).Node)
				k++
			}
			dims = append(dims, Dim{ax, set})
		default:
			return a
		}
	}
	if k != len(a.Dims) {
		return a
	}
	return &Array{Node: g.Gather(a.Node, from, to), Dims: dims, Set: a.Set}
}

// toExpr takes a node as an expression where one is at hand.
func toExpr(n lang.Node) lang.Expr {
	switch n := n.(type) {
	case *lang.Arg:
		return n.X
	case lang.Expr:
		return n
	}
	return &lang.Name{At: lang.At{Pos: n.Span()}}
}

// tuplePosition is the checked position of a tuple in a product set.
func (c ctx) tuplePosition(n lang.Node, t Tuple, set *sets.Set) *ad.Node {
	p := c.tupleLookup(n, t, set)
	return c.checkPosition(toExpr(n), t, p, set)
}

// move is the position of an element in a larger set.
func (c ctx) move(a *Array, to *sets.Set) *ad.Node {
	return c.lookup(c.positionOf(a), embed(nil, a.Set, to))
}

// block is { …; value }.
func (c ctx) block(e *lang.Block) Value {
	in := c.within(newScope(c.scope))
	value := in.define(e.Stmts)
	if value == nil {
		fail("G0504", e, "a block ends in its value", at("no value at the end"), help("write the value as the last line"))
	}
	return in.eval(value)
}
