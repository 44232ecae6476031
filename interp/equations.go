package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// define binds the equations of a body, which have no order, in the present scope; they are traced
// when first asked for. It returns the value at the end of the body, nil if there is none.
func (c ctx) define(stmts []lang.Stmt) lang.Expr {
	var value lang.Expr
	groups := map[string][]*lang.Equation{}
	var order []string
	for i, st := range stmts {
		eq, ok := st.(*lang.Equation)
		if !ok {
			c.notInBody(st)
			continue
		}
		switch {
		case eq.Op == "" && i == len(stmts)-1:
			value = eq.Left[0]
		case eq.Op == "":
			fail("G0504", eq, "this line has no effect", at("a value that nothing keeps"), help("give it a name, or make it the last line"))
		case eq.Op == "~":
			fail("G0601", eq, "a conditional (~) belongs to the body of a model", help("model p(…) { … }"))
		case len(eq.Left) > 1 || isTuplePattern(eq.Left[0]):
			c.bindSeveral(eq)
		default:
			name := leftName(eq.Left[0])
			if name == nil {
				fail("G0123", eq.Left[0], "the left side of an equation is a name, an element or a function", help("x = …, x[i] = … for i in I, or f(x) = …"))
			}
			if len(groups[name.Id]) == 0 {
				order = append(order, name.Id)
			}
			groups[name.Id] = append(groups[name.Id], eq)
		}
	}
	for _, name := range order {
		c.bindEquations(name, groups[name])
	}
	return value
}

func (c ctx) notInBody(st lang.Stmt) {
	switch st := st.(type) {
	case *lang.Param:
		fail("G0602", st, "a parameter belongs to the body of a net, a model or a flow", help("net f(x: real) { param a = 1; … }"))
	case *lang.If:
		fail("G0504", st, "in a body an if is an expression", help("y = if c then a else b"))
	}
	fail("G0504", st, "a body holds equations and its value", help("commands stand at the level of the file"))
}

func isTuplePattern(e lang.Expr) bool {
	_, ok := e.(*lang.Tuple)
	return ok
}

// leftName is the name that an equation defines.
func leftName(e lang.Expr) *lang.Name {
	switch e := e.(type) {
	case *lang.Name:
		return e
	case *lang.Index:
		n, _ := e.X.(*lang.Name)
		return n
	case *lang.Call:
		n, _ := e.Fn.(*lang.Name)
		return n
	}
	return nil
}

// bindSeveral is a, b = f(x).
func (c ctx) bindSeveral(eq *lang.Equation) {
	if eq.Act != nil {
		fail("G0504", eq.Act, "a training has one value, its record", at("not several"), help("fit = %s …", eq.Act.Word))
	}
	left := eq.Left
	if t, ok := left[0].(*lang.Tuple); ok && len(left) == 1 {
		left = t.X
	}
	var t Tuple
	for i, l := range left {
		n, ok := l.(*lang.Name)
		if !ok {
			fail("G0123", l, "only names stand on the left when a value is taken apart", help("a, b = f(x)"))
		}
		c.once(n)
		c.scope.names[n.Id] = &binding{place: n, s: c.s, thunk: func() Value {
			if t == nil {
				t = c.takeApart(eq, c.eval(eq.X), len(left))
			}
			return t[i]
		}}
	}
}

// once reports a second definition of a name in one body.
func (c ctx) once(n *lang.Name) {
	if old, ok := c.scope.names[n.Id]; ok && old.place != nil && n.Id != "_" {
		fail("G0204", n, fmt.Sprintf("%s is defined twice", n.Id), label(old.place, "first here"), at("again"), why("a program is equations: each name has one meaning"), help("choose another name"))
	}
}

// bindEquations binds one name to its equations.
func (c ctx) bindEquations(name string, eqs []*lang.Equation) {
	first := eqs[0]
	switch l := first.Left[0].(type) {
	case *lang.Call:
		if len(eqs) > 1 {
			fail("G0204", eqs[1], fmt.Sprintf("%s is defined twice", name), at("again"), label(first, "first here"), help("choose another name"))
		}
		c.once(l.Fn.(*lang.Name))
		c.scope.names[name] = &binding{value: c.function(name, first, l.Args), place: first.Left[0], doc: first.Doc}
	case *lang.Name:
		if len(eqs) > 1 {
			fail("G0204", eqs[1].Left[0], fmt.Sprintf("%s is defined twice", name), label(first.Left[0], "first here"), at("again"), why("a program is equations: each name has one meaning"), help("choose another name"))
		}
		c.once(l)
		b := &binding{place: l, doc: first.Doc, s: c.s}
		b.thunk = func() Value {
			in := c
			in.path = c.childPath(name)
			v := in.rightSide(first)
			return named(v, name)
		}
		c.scope.names[name] = b
	case *lang.Index:
		if n, ok := l.X.(*lang.Name); ok {
			c.once(n)
		}
		b := &binding{place: l, doc: first.Doc, s: c.s}
		arr := &equations{c: c, name: name, eqs: eqs}
		b.thunk = arr.trace
		b.self = arr.self
		c.scope.names[name] = b
	}
}

func (c ctx) childPath(name string) string {
	if c.path == "" {
		return name
	}
	return c.path + "." + name
}

// rightSide evaluates the right side of an equation without indices on the left.
func (c ctx) rightSide(eq *lang.Equation) Value {
	if eq.Act != nil {
		return c.action(eq.Act)
	}
	if len(eq.Gens) > 0 {
		return c.comprehension(eq, eq.X, eq.Gens)
	}
	return c.eval(eq.X)
}

// named gives lattices and subsets the name of their first definition.
func named(v Value, name string) Value {
	if s, ok := v.(*sets.Set); ok {
		s.SetName(name)
	}
	return v
}

func (c ctx) function(name string, eq *lang.Equation, params []*lang.Arg) *Function {
	if eq.Act != nil {
		fail("G0504", eq.Act, "a function cannot train; call it in an objective", help("fit = minimize %s(…) …", name))
	}
	if len(eq.Gens) > 0 {
		fail("G0504", eq, "generators after a function say nothing", help("put them inside: [… for i in I]"))
	}
	seen := map[string]*lang.Arg{}
	for _, p := range params {
		if name := paramName(p); seen[name] != nil {
			fail("G0204", p, fmt.Sprintf("%s is an argument twice", name), at("again"), label(seen[name], "first here"),
				why("a call could not say which of the two is meant"), help("give it another name"))
		} else {
			seen[name] = p
		}
	}
	return &Function{Name: name, Params: params, Body: eq.X, scope: c.scope, module: c.module, doc: eq.Doc}
}
