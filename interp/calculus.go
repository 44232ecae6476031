package interp

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Derivatives of functions: grad(f), jacobian(f), hessian(f), laplacian(f), divergence(v). The argument becomes a
// reference bound to its value, so that nothing is folded away before it is differentiated, and so that
// derivatives nest.

// variable makes an argument that can be differentiated with respect to.
func (c ctx) variable(a *Array) *Array {
	s := c.s
	ref, ok := s.refs[a.Node]
	if !ok {
		ref = s.g.Ref("x", ad.Real, ad.Union(a.Node.Axes, sorted(axesOf(a.Dims)))...)
		s.g.Bind(ref, a.Node)
		s.refs[a.Node] = ref
	}
	return &Array{Node: ref, Dims: a.Dims}
}

// differentiated calls f with the argument at k made differentiable.
func (c ctx) differentiated(n lang.Node, f Value, args []Value, k int) (x, y *Array) {
	vals := append([]Value(nil), args...)
	x = c.variable(c.number(n, args[k]))
	vals[k] = x
	c.s.moving[x.Node]++
	defer func() {
		if c.s.moving[x.Node]--; c.s.moving[x.Node] == 0 {
			delete(c.s.moving, x.Node)
		}
	}()
	v := c.callValue(n, f, vals)
	return x, c.number(n, v)
}

// noSlope refuses to make a number of what a derivative is being taken of.
func (c ctx) noSlope(spec *expectSpec, f *ad.Node) {
	if len(c.s.moving) == 0 {
		return
	}
	visit(f, func(m *ad.Node) {
		if c.s.moving[m] > 0 {
			fail("G0709", spec.node, "a derivative of this estimate would be lost", why("an estimate is a number, and what it was computed from is gone"),
				help("gradient %s(…) over p, for parameters of a model or net p; or a sum over all values, sum(p(s)*f(s) for s in spin[I])", spec.word))
		}
	})
}

// callValue calls any function value.
func (c ctx) callValue(n lang.Node, f Value, vals []Value) Value {
	switch f := f.(type) {
	case *Flow:
		return c.applyMap(n, f, vals)
	case *Function:
		return c.applyValues(n, f, vals, nil, nil)
	case *givenFlow:
		return c.applyInstance(n, f.inst, append(slices.Clone(vals), arrays(f.given)...), nil, nil)
	case *Instance:
		if f.tmpl.decl.Kind == "model" {
			return c.densityAt(n, f, vals, nil)
		}
		return c.applyInstance(n, f, vals, nil, nil)
	case ownMap:
		return c.applyMap(n, &Flow{[]Value{f}}, vals)
	case *Builtin:
		// A function of the language, such as sin: call it on values bound to names.
		in := c.within(newScope(c.scope))
		call := &lang.Call{At: lang.At{Pos: n.Span()}, Fn: &lang.Name{Id: f.Name}}
		for i, v := range vals {
			name := fmt.Sprintf("_%d", i)
			in.scope.set(name, v, n)
			call.Args = append(call.Args, &lang.Arg{At: call.At, X: &lang.Name{At: call.At, Id: name}})
		}
		return f.Call(in, call)
	}
	fail("G0501", n, fmt.Sprintf("a function is needed here, and this is %s", kind(f)), help("x -> x^2, or the name of a function"))
	return nil
}

// paramNames are the names of the arguments of a function.
func paramNames(f Value) []string {
	var list []*lang.Arg
	switch f := f.(type) {
	case *Function:
		list = f.Params
	case *Instance:
		list = f.tmpl.decl.Data
	}
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = paramName(p)
	}
	return out
}

// derivative makes grad(f), jacobian(f) and their kin.
func derivative(name, doc string, make func(c ctx, n lang.Node, x, y *Array) Value) *Builtin {
	return &Builtin{Name: name, Doc: doc, Call: func(c ctx, e *lang.Call) Value {
		if len(e.Args) == 0 {
			fail("G0502", e, name+" takes a function", help("%s(f)(x)", name))
		}
		f := c.raw(e.Args[0].X)
		k := 0
		for _, a := range e.Args[1:] {
			s, ok := c.eval(a.X).(String)
			if a.Name == nil || a.Name.Id != "wrt" || !ok {
				fail("G0703", a, fmt.Sprintf("the option of %s is the name of an argument", name), help(`%s(f, wrt = "y")`, name))
			}
			k = -1
			for i, p := range paramNames(f) {
				if p == string(s) {
					k = i
				}
			}
			if k < 0 {
				fail("G0502", a, fmt.Sprintf("the function has no argument %s", string(s)), help("one of %s", join(paramNames(f), 12)))
			}
		}
		return c.derived(e.Args[0].X, name, f, k, make)
	}}
}

// derived is the derivative of a function as a function.
func (c ctx) derived(n lang.Node, name string, f Value, k int, make func(c ctx, n lang.Node, x, y *Array) Value) Value {
	switch f.(type) {
	case *Function, *Instance, *Builtin, *Flow:
	default:
		fail("G0501", n, fmt.Sprintf("%s takes a function, and this is %s", name, kind(f)), help("%s(f)(x), with f(x) = … defined before", name))
	}
	out := &Function{Name: name}
	switch f := f.(type) {
	case *Function:
		out.Params, out.scope, out.module = f.Params, f.scope, f.module
	case *Instance:
		out.Params, out.scope, out.module = f.tmpl.decl.Data, f.scope, f.tmpl.module
	}
	out.native = func(c ctx, n lang.Node, args []Value) Value {
		if k >= len(args) {
			fail("G0502", n, fmt.Sprintf("%s needs %s", name, plural(k+1, "argument")), help("%s(f)(x)", name))
		}
		x, y := c.differentiated(n, f, args, k)
		return make(c, n, x, y)
	}
	return out
}

// gradOf is ∇f.
func (c ctx) gradOf(n lang.Node, f Value, k int) Value { return c.derived(n, "grad", f, k, gradient) }

// mappedAxes are the axes of the samples and generators around that x or y depends on.
func mappedAxes(x, y *Array) []*ad.Axis {
	return ad.Without(ad.Union(y.Node.Axes, ad.Without(x.Node.Axes, axesOf(x.Dims))), axesOf(y.Dims))
}

func gradient(c ctx, n lang.Node, x, y *Array) Value {
	if len(y.Dims) > 0 {
		fail("G0410", n, fmt.Sprintf("grad is of a function with one number as value, and this has %s", kind(y)), help("jacobian(f)(x)"))
	}
	d, err := c.g().Grad(y.Node, []*ad.Node{x.Node}, mappedAxes(x, y)...)
	if err != nil {
		c.derivativeError(n, err)
	}
	return c.avoid(&Array{Node: d[0], Dims: x.Dims}, c.open)
}

func jacobianOf(c ctx, n lang.Node, x, y *Array) Value {
	// The value is taken on axes of its own, apart from those of x.
	used := append(append([]*ad.Axis{}, c.open...), axesOf(x.Dims)...)
	y = c.avoid(y, used)
	d, axes, err := c.g().Jacobian(y.Node, x.Node, axesOf(x.Dims))
	if err != nil {
		c.derivativeError(n, err)
	}
	dims := append([]Dim{}, y.Dims...)
	return c.tidy(&Array{Node: d, Dims: append(dims, fresh(axes, x.Dims)...)})
}

// fresh are new axes over the sets of dims.
func fresh(axes []*ad.Axis, dims []Dim) []Dim {
	out := make([]Dim, len(dims))
	for i, d := range dims {
		out[i] = Dim{axes[i], d.Set}
	}
	return out
}

// tidy moves an array onto the usual axes of its sets.
func (c ctx) tidy(a *Array) *Array {
	used := append([]*ad.Axis{}, c.open...)
	dims := make([]Dim, len(a.Dims))
	for i, d := range a.Dims {
		dims[i] = Dim{c.s.axis(d.Set, used), d.Set}
		used = append(used, dims[i].Axis)
	}
	return c.onto(a, dims)
}

func hessianOf(c ctx, n lang.Node, x, y *Array) Value {
	if len(y.Dims) > 0 {
		fail("G0410", n, fmt.Sprintf("hessian is of a function with one number as value, and this has %s", kind(y)), help("of one component: hessian(x -> f(x)[1])(x)"))
	}
	d, axes, err := c.g().Hessian(y.Node, x.Node, axesOf(x.Dims))
	if err != nil {
		c.derivativeError(n, err)
	}
	return c.tidy(&Array{Node: d, Dims: append(append([]Dim{}, x.Dims...), fresh(axes, x.Dims)...)})
}

func laplacianOf(c ctx, n lang.Node, x, y *Array) Value {
	if len(y.Dims) > 0 {
		fail("G0410", n, fmt.Sprintf("laplacian is of a function with one number as value, and this has %s", kind(y)), help("of one component: laplacian(x -> f(x)[1])(x)"))
	}
	d, err := c.g().Laplacian(y.Node, x.Node, axesOf(x.Dims))
	if err != nil {
		c.derivativeError(n, err)
	}
	return &Array{Node: d}
}

// divergenceOf is the trace of the Jacobian of a field.
func divergenceOf(c ctx, n lang.Node, x, y *Array) Value {
	if len(y.Dims) != len(x.Dims) {
		fail("G0410", n, fmt.Sprintf("a divergence is of a field over the sets of its argument, and this is %s", kind(y)), here("the argument is %s", kind(x)), help("a field has one component for each coordinate: f(x) = [… for i in I], with x over I; of one number take grad or laplacian"))
	}
	for i := range x.Dims {
		if !x.Dims[i].Set.Same(y.Dims[i].Set) {
			fail("G0410", n, "a divergence is of a field over the sets of its argument", here("%s and %s", dimsText(x.Dims), dimsText(y.Dims)),
				help("one component for each coordinate: f(x) = [… for i in I], with x over I"))
		}
	}
	j := jacobianOf(c, n, x, y).(*Array)
	k := len(x.Dims)
	g := c.g()
	var from, over []*ad.Axis
	var to []*ad.Node
	for i := range k {
		from, to = append(from, j.Dims[k+i].Axis), append(to, g.Iota(j.Dims[i].Axis))
		over = append(over, j.Dims[i].Axis)
	}
	return &Array{Node: g.Sum(g.Gather(j.Node, from, to), over...)}
}

// jvpBuiltin is jvp(f, x, v), the derivative of f at x along v; vjpBuiltin is vjp(f, x, u), the
// transpose of the Jacobian at x times u.
func jvpBuiltin(c ctx, e *lang.Call) Value {
	f, x, v := c.threeArgs(e, "jvp(f, x, v)")
	in, y := c.differentiated(e, f, []Value{x}, 0)
	dx := c.number(e.Args[2].X, v)
	if len(dx.Dims) != len(in.Dims) {
		fail("G0403", e.Args[2], fmt.Sprintf("the direction is %s, and the argument %s", kind(dx), kind(in)),
			why("a directional derivative has one number for each number of the argument"), help("a direction over the same sets as the argument"))
	}
	d, err := c.g().JVP([]*ad.Node{y.Node}, []*ad.Node{in.Node}, []*ad.Node{c.onto(dx, in.Dims).Node})
	if err != nil {
		c.derivativeError(e, err)
	}
	return &Array{Node: d[0], Dims: y.Dims}
}

func vjpBuiltin(c ctx, e *lang.Call) Value {
	f, x, u := c.threeArgs(e, "vjp(f, x, u)")
	in, y := c.differentiated(e, f, []Value{x}, 0)
	y = c.avoid(y, append(append([]*ad.Axis{}, c.open...), axesOf(in.Dims)...))
	du := c.number(e.Args[2].X, u)
	if len(du.Dims) != len(y.Dims) {
		fail("G0403", e.Args[2], fmt.Sprintf("the cotangent is %s, and the value %s", kind(du), kind(y)),
			why("a cotangent has one number for each number of the value"), help("a cotangent over the same sets as the value"))
	}
	d, err := c.g().VJP([]*ad.Node{y.Node}, []*ad.Node{c.onto(du, y.Dims).Node}, []*ad.Node{in.Node})
	if err != nil {
		c.derivativeError(e, err)
	}
	return &Array{Node: d[0], Dims: in.Dims}
}

func (c ctx) threeArgs(e *lang.Call, usage string) (f, x, v Value) {
	if len(e.Args) != 3 {
		fail("G0502", e, "three arguments are needed: "+usage, help("%s", usage))
	}
	return c.raw(e.Args[0].X), c.eval(e.Args[1].X), c.eval(e.Args[2].X)
}

// derivativeError reports what cannot be differentiated.
func (c ctx) derivativeError(n lang.Node, err error) {
	var no *ad.NoDerivative
	if errors.As(err, &no) {
		fail("G0411", n, fmt.Sprintf("%s has no known derivative", no.Op), why("an operation without a known derivative is an error, never a zero"),
			help("write it with operations that have one"))
	}
	fail("G0411", n, err.Error(), why("an operation without a known derivative is an error, never a zero"), help("write it with operations that have one"))
}
