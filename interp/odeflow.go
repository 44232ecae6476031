package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// ownMap is a map that brings its inverse and its log-determinant with it; the others have theirs derived.
type ownMap interface {
	// pass is the map at values, or its inverse; with volume also log|det| of what was asked for.
	pass(c ctx, n lang.Node, vals []Value, back, volume bool) ([]*Array, *ad.Node)
}

// ownOf takes a map, or the inverse of one, that brings its own.
func ownOf(v Value) (own ownMap, back bool) {
	if inv, ok := v.(*inverted); ok {
		v, back = inv.of, true
	}
	own, _ = v.(ownMap)
	return own, back
}

// odeflow is the flow of dx/dt = v(x, t) from one time to another. Its inverse goes back from the second time to the first
// with the same method, so that a round trip misses by its error. log|det| is the integral of div v along the path, by
// the same method (Chen et al., arXiv:1806.07366), so that x and log|det| are as exact as each other.
type odeflow struct {
	node   lang.Node
	of     Value
	knots  []*ad.Node
	method solver
	div    divergence
	made   map[string]*odePath
}

// odePath is a solution that was traced before.
type odePath struct {
	x      []*Array
	logdet *ad.Node
}

func (f *odeflow) pass(c ctx, n lang.Node, vals []Value, back, volume bool) ([]*Array, *ad.Node) {
	x := c.numbers(n, vals)
	p := &problem{node: n, v: c.velocityOf(f.node, f.of, len(x)), x: x, knots: f.knots, solver: f.method}
	p.fit(c)
	if back {
		p.knots = []*ad.Node{f.knots[1], f.knots[0]}
	}
	key := fmt.Sprintf("%s %v %v %v", c.traceKey(p.x), back, volume, c.obj != nil)
	if old := f.made[key]; old != nil && !f.method.adaptive() {
		return old.x, old.logdet
	}
	var div divergence
	if volume {
		div = f.div
	}
	out, logdet := p.solve(c, c.chooseSteps(p), div).end()
	for i := range out {
		out[i] = c.avoid(out[i], c.open)
	}
	f.made[key] = &odePath{out, logdet}
	return out, logdet
}

// fit puts what moves over the sets that the signature of its velocity names.
func (p *problem) fit(c ctx) {
	for i, dims := range c.domain(p.node, p.v.of, p.x) {
		if i < len(p.x) && len(dims) != len(p.x[i].Dims) {
			p.x[i] = c.regroup(p.x[i], setsOf(dims))
		}
	}
	for i, a := range p.x {
		if a.Node.Type != ad.Real {
			p.x[i] = &Array{Node: c.g().Apply(ad.Mul, c.g().Const(1), a.Node), Dims: a.Dims}
		}
	}
}

// divergence is the trace of ∂v/∂x.
type divergence func(c ctx, n lang.Node, x, v []*Array) *ad.Node

// fullDivergence sums the diagonal of the Jacobian: one tangent for each coordinate, pushed along with the velocity, so that it
// costs about as many evaluations as there are coordinates.
func fullDivergence(c ctx, n lang.Node, x, v []*Array) *ad.Node {
	g := c.g()
	sum := g.Const(0)
	for i := range x {
		axes := axesOf(x[i].Dims)
		d, fresh, err := g.Jacobian(v[i].Node, x[i].Node, axes)
		if err != nil {
			c.derivativeError(n, err)
		}
		diagonal := make([]*ad.Node, len(axes))
		for k, a := range axes {
			diagonal[k] = g.Iota(a)
		}
		sum = g.Apply(ad.Add, sum, g.Sum(g.Gather(d, fresh, diagonal), axes...))
	}
	return sum
}

// hutchinson estimates the divergence by ⟨ε·(∂v/∂x)ε⟩ with signs ε drawn once for each sample and held along the path
// (Grathwohl et al., arXiv:1810.01367). Its mean is the divergence, so that log|det| is unbiased, and a density is not.
func hutchinson(stream uint64, probes int) divergence {
	signs := map[string]*ad.Node{}
	var probe *ad.Axis
	return func(c ctx, n lang.Node, x, v []*Array) *ad.Node {
		g := c.g()
		if probe == nil {
			probe = g.Axis("probe", probes)
		}
		dxs := make([]*ad.Node, len(x))
		for i := range x {
			axes := ad.Union([]*ad.Axis{probe}, sorted(axesOf(x[i].Dims)), lanes(c.open))
			key := fmt.Sprint(i, axes)
			if signs[key] == nil {
				u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "sign", Axes: axes, Type: ad.Real, Stream: stream + uint64(i)})
				signs[key] = g.Select(g.Apply(ad.Lt, u, g.Const(0.5)), g.Const(-1), g.Const(1))
			}
			dxs[i] = signs[key]
		}
		d, err := g.JVP(nodeList(v), nodeList(x), dxs)
		if err != nil {
			c.derivativeError(n, err)
		}
		sum := g.Const(0)
		for i := range x {
			sum = g.Apply(ad.Add, sum, g.Sum(g.Apply(ad.Mul, dxs[i], d[i]), axesOf(x[i].Dims)...))
		}
		return g.Apply(ad.Div, g.Sum(sum, probe), g.Const(float64(probes)))
	}
}

// lanes are the axes of samples among axes.
func lanes(axes []*ad.Axis) []*ad.Axis {
	var out []*ad.Axis
	for _, a := range axes {
		if a.Lane {
			out = append(out, a)
		}
	}
	return out
}

// odeOptions reads the arguments of odeflow and odesolve: so many without a name, then options.
func (c ctx) odeOptions(e *lang.Call, usage string, values int, options []string, option func(a *lang.Arg) bool) (given []lang.Expr, method solver) {
	method = solver{tab: classic, steps: defaultSteps}
	for _, a := range e.Args {
		switch {
		case len(a.Gens) > 0:
			fail("G0502", a, "generators stand in reductions, lists and sets, not among the arguments of a function", help("%s", usage))
		case a.Name == nil && len(given) < values:
			given = append(given, a.X)
		case a.Name == nil:
			fail("G0502", a, "this is one argument more than there are", here("%s", usage), help("options have names: method = rk4(%d)", defaultSteps))
		case a.Name.Id == "method":
			method = c.solverOf(a.X)
		case !option(a):
			c.unknownOption(a.Name, options, help("%s", usage))
		}
	}
	if len(given) < values {
		fail("G0502", e, fmt.Sprintf("%s takes %d arguments without a name, and %s given", lang.Print(e.Fn), values, are(len(given))), here("%s", usage), help("%s", usage))
	}
	return given, method
}

// odeflowBuiltin is odeflow(v, t0, t1, method = rk4, divergence = full).
func odeflowBuiltin(c ctx, e *lang.Call) Value {
	f := &odeflow{node: e, div: fullDivergence, made: map[string]*odePath{}}
	given, method := c.odeOptions(e, "odeflow(v, t0, t1, method = rk4(20), divergence = full)", 3, []string{"method", "divergence"}, func(a *lang.Arg) bool {
		if a.Name.Id == "divergence" {
			f.div = c.divergenceOption(a.X)
		}
		return a.Name.Id == "divergence"
	})
	f.of, f.method = c.eval(given[0]), method
	for _, x := range given[1:] {
		f.knots = append(f.knots, c.time(x).Node)
	}
	from, known := f.knots[0].Scalar()
	to, also := f.knots[1].Scalar()
	if known && also && from == to {
		fail("G0415", e, fmt.Sprintf("this flow begins and ends at the time %s", number(from)), why("nothing moves in no time, and the flow would be the identity"), help("two different times, as in odeflow(v, 0, 1)"))
	}
	c.warnTimeFirst(given[0], c.velocityOf(given[0], f.of, c.likelyStates(f.of)))
	return &Flow{[]Value{f}}
}

// likelyStates is the number of arrays that a velocity moves, as far as it can be told before there are any.
func (c ctx) likelyStates(v Value) int {
	switch f := v.(type) {
	case *Instance:
		return max(1, len(f.data)-1)
	case *Function:
		return max(1, len(f.Params)-1)
	}
	return 1
}

// time is a number, of the times between which something moves.
func (c ctx) time(e lang.Expr) *Array {
	a := c.real(e)
	if len(a.Dims) > 0 {
		fail("G0415", e, fmt.Sprintf("a time is a number, and this is %s", kind(a)), help("odeflow(v, 0, 1); odesolve gives the positions at several times"))
	}
	return a
}

// divergenceOption reads divergence = full, hutchinson or hutchinson(samples = n).
func (c ctx) divergenceOption(e lang.Expr) divergence {
	name, args := optionWord(e)
	switch {
	case name == "full" && len(args) == 0:
		return fullDivergence
	case name == "hutchinson":
		probes := 1
		for _, a := range args {
			if a.Name != nil && a.Name.Id != "samples" {
				c.unknownOption(a.Name, []string{"samples"})
			}
			probes = c.positive(a.X)
		}
		return hutchinson(stream(c.module, c.s.place(c.path+"|hutchinson")), probes)
	}
	fail("G0703", e, "the divergence is full or hutchinson", help("divergence = full, or divergence = hutchinson(samples = 1)"))
	return nil
}

// odesolveBuiltin is odesolve(v, x0, t0, t1, method = rk4): x at the time t1, or at each of an array of times.
func odesolveBuiltin(c ctx, e *lang.Call) Value {
	given, method := c.odeOptions(e, "odesolve(v, x0, t0, t1, method = rk4(20))", 4, []string{"method"}, func(*lang.Arg) bool { return false })
	v := c.eval(given[0])
	x := c.numbers(given[1], several(c.eval(given[1])))
	p := &problem{node: e, v: c.velocityOf(given[0], v, len(x)), x: x, knots: []*ad.Node{c.time(given[2]).Node}, solver: method}
	c.warnTimeFirst(given[0], p.v)
	p.fit(c)
	times := c.real(given[3])
	if len(times.Dims) == 0 {
		p.knots = append(p.knots, times.Node)
		out, _ := p.solve(c, c.chooseSteps(p), nil).end()
		return tupled(c, out)
	}
	if len(times.Dims) > 1 {
		fail("G0415", given[3], fmt.Sprintf("times are one number or a list of them, and this is %s", kind(times)), help("[0.1, 0.2, 0.5]"))
	}
	axis := times.Dims[0].Axis
	for k := range axis.Size {
		p.knots = append(p.knots, c.g().Gather(times.Node, []*ad.Axis{axis}, []*ad.Node{c.g().Integer(k)}))
	}
	if axis.Size == 0 {
		fail("G0415", given[3], "there are no times", help("[0.1, 0.2, 0.5]"))
	}
	var used []*ad.Axis
	for _, a := range p.x {
		used = append(used, a.Node.Axes...)
		used = append(used, axesOf(a.Dims)...)
	}
	dim := Dim{c.s.axis(times.Dims[0].Set, append(used, c.open...)), times.Dims[0].Set}
	s := p.solve(c, c.chooseSteps(p), nil)
	out := s.place.all(c.g(), s.at(dim.Axis))
	for i, a := range out {
		out[i] = &Array{Node: a.Node, Dims: append([]Dim{dim}, a.Dims...)}
	}
	return tupled(c, out)
}

// tupled is one array, or a tuple of several.
func tupled(c ctx, list []*Array) Value {
	for i := range list {
		list[i] = c.avoid(list[i], c.open)
	}
	if len(list) == 1 {
		return list[0]
	}
	return Tuple(arrays(list))
}
