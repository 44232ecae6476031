package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Template is a declared net, model or flow, before it has its static arguments.
type Template struct {
	decl   *lang.Decl
	scope  *scope
	module string
}

// Instance is a net, model or flow with parameters of its own.
type Instance struct {
	tmpl    *Template
	path    string
	scope   *scope // static arguments, parameters, and the equations that data do not enter
	params  []*Param
	data    []dataVar
	dynamic []lang.Stmt      // equations that data enter
	conds   []*lang.Equation // conditionals (~), of a model
	value   lang.Expr        // at the end of the body
	cache   map[string]*modelTrace
	support []extent                // of the variables of a model, once they are asked for
	summed  bool                    // known up to a constant, but summed over where its values are few
	ordered bool                    // an order of drawing was looked for
	inline  map[inlineKey]*Instance // made inside of equations that data enter
}

// dataVar is a variable of the signature.
type dataVar struct {
	name  string
	typ   Type
	given bool // stands after |
	node  *lang.Arg
}

// Param is a learnable array: a leaf of the graph with a packed store.
type Param struct {
	Path string
	leaf *ad.Leaf
	node *ad.Node // the leaf
	dims []Dim
	link *link // the interval it is kept in; nil: free
	decl *lang.Param
}

// declare binds a declaration: a template, or an instance where there is no static list.
func (c ctx) declare(d *lang.Decl) Value {
	t := &Template{decl: d, scope: c.scope, module: c.module}
	if d.Static != nil {
		return t
	}
	in := c
	in.path = d.Name.Id
	return in.newInstance(d, t, newScope(t.scope))
}

// instantiate applies a template to its static arguments.
func (c ctx) instantiate(e *lang.Call, t *Template) Value {
	if c.plain && !t.ownsNothing() {
		fail("G0603", e, fmt.Sprintf("%s(…) makes parameters, and a plain function cannot own any", t.decl.Name.Id),
			why("parameters belong to names; a call never creates any"), help("make the instance outside and give it as an argument, or write a net"))
	}
	key := inlineKey{e, c.path}
	if c.inst != nil {
		if inst, ok := c.inst.inline[key]; ok {
			return inst
		}
	}
	vals, names := c.evalArgs(e.Args)
	for i, v := range vals {
		if a, ok := v.(*Array); ok && slices.ContainsFunc(a.Node.Axes, func(x *ad.Axis) bool { return contains(c.open, x) }) {
			elementwiseOnly(e.Args[i].X, "this differs from element to element, and an instance is made with one value")
		}
	}
	in := c
	in.scope = newScope(t.scope)
	in.module = t.module
	c.bindArgs(e, t.decl.Name.Id, t.decl.Static, vals, names, e.Args, in)
	if in.path == "" {
		in.path = t.decl.Name.Id
	}
	defer c.called(e, t.decl.Name.Id)
	inst := in.newInstance(e, t, in.scope)
	if c.inst != nil {
		c.inst.inline[key] = inst
	}
	return inst
}

// inlineKey is a place in a body where an instance is made: it is made once.
type inlineKey struct {
	call *lang.Call
	path string
}

// newInstance makes the parameters and traces the equations that do not depend on data.
func (c ctx) newInstance(n lang.Node, t *Template, sc *scope) *Instance {
	inst := &Instance{tmpl: t, path: c.s.uniquePath(c.path), scope: sc, cache: map[string]*modelTrace{}, inline: map[inlineKey]*Instance{}}
	in := ctx{s: c.s, scope: sc, inst: inst, path: inst.path, module: t.module, depth: c.depth + 1, plain: c.plain}
	if in.depth > maxDepth {
		fail("G0503", n, fmt.Sprintf("instances are nested more than %d deep", maxDepth),
			why("each instance has parameters of its own, and there would be no end of them"), help("a list of instances in place of nested ones: [f(k) for k in 1..4]"))
	}
	body := inst.split()
	for _, a := range t.decl.Data {
		if a.Name != nil {
			fail("G0502", a, "the data of a "+t.decl.Kind+" have no default values",
				why("the data come at every call"), help("a static argument can have one: net f(n = 8)(x: real) { … }"))
		}
		name := paramName(a)
		v := dataVar{name: name, given: a.Bar || len(inst.data) > 0 && inst.data[len(inst.data)-1].given, node: a}
		if a.Type == nil {
			fail("G0408", a, fmt.Sprintf("%s needs a type", name), why("the data of models, flows and nets say which set they are over, so that every index can be checked"),
				help("%s: real[I], or %s: spin[Λ]", name, name))
		}
		v.typ = in.typeOf(a.Type)
		if v.typ.Within != nil && t.decl.Kind == "model" && !v.given {
			fail("G0408", a, fmt.Sprintf("%s is drawn, and has the support of its distribution", name), why("a second interval beside that would leave a density without its normalisation"),
				help("%s: %s, drawn from a distribution such as uniform(lo, hi)", name, v.typ.unbounded()))
		}
		inst.data = append(inst.data, v)
		sc.names[name] = &binding{place: a, thunk: func() Value {
			fail("G0604", a, fmt.Sprintf("%s is data, and what belongs to the instance is made before there are any", name), at("data"),
				why("a parameter has its first value once, the data come at every call"), help("start at a number, and let %s enter where the value is computed", name))
			return nil
		}}
	}
	if t.decl.Kind == "model" && !slices.ContainsFunc(inst.data, func(v dataVar) bool { return !v.given }) {
		fail("G0610", t.decl.Name, fmt.Sprintf("%s has no variable", t.decl.Name.Id), why("a model is a distribution, and a distribution is of something"), help("model %s(x: real) { x ~ … }", t.decl.Name.Id))
	}
	static, params := body.static, body.params
	in.define(static)
	for _, p := range params {
		inst.params = append(inst.params, in.makeParam(p, sc))
	}
	for _, st := range static {
		if eq, ok := st.(*lang.Equation); ok {
			if name := leftName(eq.Left[0]); name != nil {
				sc.names[name.Id].get(name)
			}
		}
	}
	if c.inst == nil {
		c.checkInstance(n, inst)
	}
	return inst
}

// uniquePath keeps the names of parameters apart.
func (s *Session) uniquePath(path string) string {
	base := path
	for k := 2; s.paths[path]; k++ {
		path = fmt.Sprintf("%s#%d", base, k)
	}
	s.paths[path] = true
	return path
}

type bodyParts struct {
	static []lang.Stmt
	params []*lang.Param
}

// split sorts the statements of a body by whether data enter them.
func (inst *Instance) split() bodyParts {
	d := inst.tmpl.decl
	var out bodyParts
	if d.Body == nil {
		return out
	}
	varies := map[string]bool{}
	for _, a := range d.Data {
		varies[paramName(a)] = true
	}
	stmts := d.Body.Stmts
	for _, st := range stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "~" {
			if n := leftName(eq.Left[0]); n != nil {
				varies[n.Id] = true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, st := range stmts {
			eq, ok := st.(*lang.Equation)
			if !ok || eq.Op != "=" {
				continue
			}
			for _, name := range definedNames(eq) {
				if !varies[name] && readsAny(eq, varies) {
					varies[name] = true
					changed = true
				}
			}
		}
	}
	for i, st := range stmts {
		switch st := st.(type) {
		case *lang.Param:
			out.params = append(out.params, st)
		case *lang.Equation:
			switch {
			case st.Op == "" && i == len(stmts)-1:
				inst.value = st.Left[0]
			case st.Op == "":
				fail("G0504", st, "this line has no effect", at("a value that nothing keeps"), help("give it a name, or make it the last line"))
			case st.Op == "~":
				if d.Kind != "model" {
					fail("G0601", st, "a conditional (~) belongs to the body of a model", help("model %s(…) { … }", d.Name.Id))
				}
				inst.conds = append(inst.conds, st)
			case st.Op == "=" && slices.ContainsFunc(definedNames(st), func(n string) bool { return varies[n] }):
				inst.dynamic = append(inst.dynamic, st)
			default:
				out.static = append(out.static, st)
			}
		default:
			out.static = append(out.static, st)
		}
	}
	return out
}

// definedNames are the names that an equation defines.
func definedNames(eq *lang.Equation) []string {
	var out []string
	for _, l := range eq.Left {
		if t, ok := l.(*lang.Tuple); ok {
			for _, x := range t.X {
				if n := leftName(x); n != nil {
					out = append(out, n.Id)
				}
			}
		} else if n := leftName(l); n != nil {
			out = append(out, n.Id)
		}
	}
	return out
}

// readsAny tells whether an equation reads one of the names. Its own generators and arguments hide names, and the equations of its block.
func readsAny(eq *lang.Equation, names map[string]bool) bool {
	hidden := map[string]bool{}
	for _, g := range eq.Gens {
		walk(g.Pattern, func(n *lang.Name) { hidden[n.Id] = true })
	}
	for _, l := range eq.Left {
		if call, ok := l.(*lang.Call); ok {
			for _, a := range call.Args {
				walk(a.X, func(n *lang.Name) { hidden[n.Id] = true })
			}
		}
	}
	if b, ok := eq.X.(*lang.Block); ok {
		for _, st := range b.Stmts {
			if own, ok := st.(*lang.Equation); ok {
				for _, name := range definedNames(own) {
					hidden[name] = true
				}
			}
		}
	}
	found := false
	see := func(n *lang.Name) { found = found || names[n.Id] && !hidden[n.Id] }
	if eq.X != nil {
		walk(eq.X, see)
	}
	walkGens(eq.Gens, see)
	for _, l := range eq.Left {
		if ix, ok := l.(*lang.Index); ok {
			for _, a := range ix.Args {
				walk(a.X, see)
			}
		}
	}
	return found
}

// callInstance is f(x) of a net or flow, p(s) or p(s | x) of a model.
func (c ctx) callInstance(e *lang.Call, inst *Instance) Value {
	if inst.tmpl.decl.Kind == "model" {
		return c.density(e, inst)
	}
	if given, ok := c.openArguments(e.Args); ok && conditions(inst) > 0 {
		f, _ := c.conditioned(e, &Flow{[]Value{inst}}, given)
		return f
	}
	vals, names := c.evalArgs(e.Args)
	return c.applyInstance(e, inst, vals, names, e.Args)
}

// applyInstance evaluates a net or a flow at its data.
func (c ctx) applyInstance(n lang.Node, inst *Instance, vals []Value, names []*lang.Name, args []*lang.Arg) Value {
	if len(vals) != len(inst.data) {
		fail("G0502", n, fmt.Sprintf("%s takes %s, and %d are given", inst.tmpl.decl.Name.Id, plural(len(inst.data), "argument"), len(vals)),
			here("%s(%s)", inst.tmpl.decl.Name.Id, paramList(inst.tmpl.decl.Data)), help("one value for each argument, in the order of the signature"))
	}
	in := c.into(n, inst)
	in.guards = c.guards
	for i, v := range inst.data {
		var node lang.Node = n
		if args != nil {
			node = args[i]
		}
		in.scope.set(v.name, c.coerceData(node, v, vals[i]), v.node)
	}
	defer c.called(n, inst.tmpl.decl.Name.Id)
	in.define(inst.dynamic)
	if inst.value == nil {
		fail("G0504", inst.tmpl.decl, fmt.Sprintf("the body of %s has no value", inst.tmpl.decl.Name.Id), help("write the value as the last line"))
	}
	return in.eval(inst.value)
}

// into enters the body of an instance from the place of a call.
func (c ctx) into(n lang.Node, inst *Instance) ctx {
	c.deeper(n)
	in := c
	in.inst, in.path, in.module, in.plain = inst, inst.path, inst.tmpl.module, false
	in.given = false
	in.scope = newScope(inst.scope)
	in.guards = nil
	in.depth++
	return in
}

func (c ctx) coerceData(n lang.Node, v dataVar, x Value) *Array {
	return c.coerce(n, v.name, v.typ, x, v.node)
}

// title names an instance in messages.
func (inst *Instance) title() string { return "the " + inst.tmpl.decl.Kind + " " + inst.path }

// member is p.W or p.half.
func (inst *Instance) member(c ctx, name string, n *lang.Name) (Value, bool) {
	b, ok := inst.scope.names[name]
	if !ok || slices.ContainsFunc(inst.data, func(v dataVar) bool { return v.name == name }) {
		return nil, false
	}
	return b.get(n), true
}

func (inst *Instance) members() []string {
	var out []string
	for _, name := range sortedNames(inst.scope.names) {
		if !slices.ContainsFunc(inst.data, func(v dataVar) bool { return v.name == name }) {
			out = append(out, name)
		}
	}
	return out
}
