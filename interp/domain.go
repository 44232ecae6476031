package interp

import "github.com/gibbs-lang/gibbs/lang"

// argumentType is the type of an argument that was written without one: that of the first function, net or model with
// annotated arguments that the body hands it to, as in x -> Ψ(K, x). False where there is none.
func (c ctx) argumentType(f *Function, param *lang.Arg) (t Type, found bool) {
	name, ok := param.X.(*lang.Name)
	if !ok || f.Body == nil {
		return Type{}, false
	}
	lang.Walk(f.Body, func(n lang.Node) bool {
		call, isCall := n.(*lang.Call)
		if found || !isCall {
			return !found
		}
		at := handedAt(call, name.Id)
		if at < 0 {
			return true
		}
		in := c.within(newScope(f.scope))
		in.depth++
		in.deeper(param)
		t, found = in.typeAt(in.callee(f, call), at)
		return !found
	})
	return t, found
}

// typeAt is the type of one argument of a function or of an instance; false where neither says it.
func (c ctx) typeAt(f Value, at int) (Type, bool) {
	g, ok := f.(*Function)
	if !ok {
		if types := c.signature(f); at < len(types) {
			return types[at], true
		}
		return Type{}, false
	}
	if at >= len(g.Params) {
		return Type{}, false
	}
	p, in := g.Params[at], c.within(newScope(g.scope))
	if p.Type != nil {
		return in.typeOf(p.Type), true
	}
	return in.argumentType(g, p)
}

// handedAt is the place of a name among the arguments of a call; -1 where it is no whole positional argument.
func handedAt(call *lang.Call, name string) int {
	for i, a := range call.Args {
		if x, ok := a.X.(*lang.Name); ok && x.Id == name && a.Name == nil && len(a.Gens) == 0 {
			return i
		}
	}
	return -1
}

// callee is what a call in the body of a function calls, where a name of the program says so; nil otherwise.
func (c ctx) callee(f *Function, call *lang.Call) Value {
	name, ok := call.Fn.(*lang.Name)
	if !ok {
		return nil
	}
	for _, p := range f.Params {
		if x, ok := p.X.(*lang.Name); ok && x.Id == name.Id {
			return nil
		}
	}
	if b := f.scope.find(name.Id); b != nil {
		return b.get(name)
	}
	return nil
}
