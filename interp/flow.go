package interp

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Flow is a composition of maps, from first to last: functions, nets, flows and their inverses.
type Flow struct{ parts []Value }

// inverted is T⁻¹.
type inverted struct{ of Value }

// pushed is the distribution of T(z), z drawn from a base.
type pushed struct {
	base *source
	flow *Flow
}

// mapParts takes a value as a composition of maps.
func mapParts(v Value) ([]Value, bool) {
	switch v := v.(type) {
	case *Flow:
		return v.parts, true
	case *Function, *Builtin, *inverted:
		return []Value{v}, true
	case *Instance:
		return []Value{v}, v.tmpl.decl.Kind != "model"
	}
	return nil, false
}

// pipe is x |> f: composition of maps and models, from left to right.
func (c ctx) pipe(e *lang.Binary) Value {
	x, f := c.eval(e.X), c.eval(e.Y)
	second, ok := mapParts(f)
	if !ok {
		fail("G0414", e.Y, fmt.Sprintf("|> goes on with a map, and this is %s", kind(f)), help("base |> T, f |> g"))
	}
	if first, ok := mapParts(x); ok {
		return &Flow{append(slices.Clone(first), second...)}
	}
	if d, ok := x.(*Dist); ok && d.push != nil {
		return &Dist{push: &pushed{d.push.base, &Flow{append(slices.Clone(d.push.flow.parts), second...)}}, node: e}
	}
	switch x.(type) {
	case *Dist, *Instance:
		return &Dist{push: &pushed{c.sourceOf(e.X, x), &Flow{second}}, node: e}
	}
	fail("G0414", e.X, fmt.Sprintf("|> begins with a map or a distribution, and this is %s", kind(x)), help("%s(%s)", lang.Print(e.Y), lang.Print(e.X)))
	return nil
}

// postfix is T⁻¹; A† belongs to operators.
func (c ctx) postfix(e *lang.Postfix) Value {
	if e.Op == "†" {
		return c.adjointOf(e.X, c.eval(e.X))
	}
	return c.inverseOf(e.X, c.eval(e.X))
}

// inverseOf is the inverse of a map.
func (c ctx) inverseOf(n lang.Node, v Value) Value {
	parts, ok := mapParts(v)
	if !ok {
		fail("G0414", n, fmt.Sprintf("an inverse is of a map, and this is %s", kind(v)), help("the inverse of a number is 1/x"))
	}
	out := make([]Value, len(parts))
	for i, p := range parts {
		if inv, ok := p.(*inverted); ok {
			out[len(parts)-1-i] = inv.of
		} else {
			out[len(parts)-1-i] = &inverted{p}
		}
	}
	return &Flow{out}
}

// applyMap evaluates a composition at values.
func (c ctx) applyMap(n lang.Node, f *Flow, vals []Value) Value {
	for _, p := range f.parts {
		vals = c.applyPart(n, p, vals)
	}
	if len(vals) == 1 {
		return vals[0]
	}
	return Tuple(vals)
}

func (c ctx) applyPart(n lang.Node, p Value, vals []Value) []Value {
	if own, ok := p.(ownMap); ok {
		x, _ := own.pass(c, n, vals, false, false)
		return arrays(x)
	}
	if inv, ok := p.(*inverted); ok {
		z, _ := c.solve(n, inv.of, vals)
		return arrays(z)
	}
	return several(c.callValue(n, p, vals))
}

// several takes a tuple apart.
func several(v Value) []Value {
	if t, ok := v.(Tuple); ok {
		return t
	}
	return []Value{v}
}

// numbers takes values as arrays of numbers.
func (c ctx) numbers(n lang.Node, vals []Value) []*Array {
	out := make([]*Array, len(vals))
	for i, v := range vals {
		out[i] = c.number(n, v)
	}
	return out
}

// around are the axes that arrays depend on beside their dims: samples and generators around.
func around(list []*Array) []*ad.Axis {
	var out []*ad.Axis
	for _, a := range list {
		out = ad.Union(out, ad.Without(a.Node.Axes, axesOf(a.Dims)))
	}
	return out
}

// mapped are the axes of generators among them; samples are known to be apart.
func mapped(axes []*ad.Axis) []*ad.Axis {
	return slices.DeleteFunc(slices.Clone(axes), func(a *ad.Axis) bool { return a.Lane })
}

// leaves makes an unknown for each argument of a map.
func (c ctx) leaves(domain [][]Dim, extra []*ad.Axis) []*Array {
	out := make([]*Array, len(domain))
	for i, dims := range domain {
		ref := c.g().Ref("z", ad.Real, ad.Union(extra, sorted(axesOf(dims)))...)
		out[i] = &Array{Node: ref, Dims: dims}
	}
	return out
}

func nodeList(list []*Array) []*ad.Node {
	out := make([]*ad.Node, len(list))
	for i, a := range list {
		out[i] = a.Node
	}
	return out
}

// domain are the dims of the arguments of a map: as its signature says, else those of its value.
func (c ctx) domain(n lang.Node, f Value, like []*Array) [][]Dim {
	var types []Type
	switch f := f.(type) {
	case *Instance:
		for _, v := range f.data {
			types = append(types, v.typ)
		}
	case *Function:
		in := c.within(newScope(f.scope))
		for _, p := range f.Params {
			if p.Type == nil {
				types = nil
				break
			}
			types = append(types, in.typeOf(p.Type))
		}
	}
	if types == nil {
		out := make([][]Dim, len(like))
		for i, a := range like {
			out[i] = a.Dims
		}
		return out
	}
	out := make([][]Dim, len(types))
	for i, t := range types {
		if t.Set != nil {
			fail("G0413", n, fmt.Sprintf("the inverse of a map of elements of %s is not part of this version", t.Set.String()),
				why("such a map permutes, and has no slope"), help("a flow of real numbers: flow f(z: real[I]) { … }"))
		}
		out[i] = c.dimsOver(t.Dims)
	}
	return out
}

// dimsOver are dims over sets, on axes that nothing around uses.
func (c ctx) dimsOver(list []*sets.Set) []Dim {
	used := slices.Clone(c.open)
	out := make([]Dim, len(list))
	for i, set := range list {
		out[i] = Dim{c.s.axis(set, used), set}
		used = append(used, out[i].Axis)
	}
	return out
}

// forward evaluates a map at unknowns.
func (c ctx) forward(n lang.Node, f Value, z []*Array) []*Array {
	return c.numbers(n, several(c.callValue(n, f, arrays(z))))
}

// solve is T⁻¹ at values; inside tells where they lie in the image, nil if everywhere.
func (c ctx) solve(n lang.Node, f Value, vals []Value) (z []*Array, inside *ad.Node) {
	if own, ok := f.(ownMap); ok {
		z, _ = own.pass(c, n, vals, true, false)
		return z, nil
	}
	targets := c.numbers(n, vals)
	extra := around(targets)
	z = c.leaves(c.domain(n, f, targets), extra)
	y := c.forward(n, f, z)
	if len(y) != len(targets) {
		fail("G0413", n, fmt.Sprintf("this map has %s, and its inverse is given %d", plural(len(y), "value"), len(targets)),
			help("as many values as the map has"))
	}
	nodes := make([]*ad.Node, len(y))
	for i, t := range targets {
		if len(t.Dims) != len(y[i].Dims) {
			t = c.regroup(t, setsOf(y[i].Dims))
		}
		if !sameDims(t.Dims, y[i].Dims) {
			fail("G0403", n, fmt.Sprintf("the values of this map are %s, and its inverse is given %s", arrayText(y[i].Dims), kind(targets[i])),
				why("an inverse takes what the map gives"), help("a value over the same sets as those of the map"))
		}
		nodes[i] = c.onto(t, y[i].Dims).Node
	}
	inv, err := inverse.Invert(c.g(), inverse.Map{In: nodeList(z), Out: nodeList(y), Mapped: mapped(extra)}, nodes)
	if err != nil {
		c.refuse(n, f, err)
	}
	out := make([]*Array, len(z))
	for i := range z {
		out[i] = c.avoid(&Array{Node: inv.Z[i], Dims: z[i].Dims}, c.open)
	}
	return out, inv.Inside
}

func setsOf(dims []Dim) []*sets.Set {
	out := make([]*sets.Set, len(dims))
	for i, d := range dims {
		out[i] = d.Set
	}
	return out
}

func sameDims(a, b []Dim) bool {
	return slices.EqualFunc(a, b, func(x, y Dim) bool { return x.Set.Same(y.Set) })
}

// pass evaluates a composition at values, and log|det| of its derivative there.
func (c ctx) pass(n lang.Node, f *Flow, vals []Value) ([]Value, *ad.Node) {
	g := c.g()
	total := g.Const(0)
	for _, p := range f.parts {
		if own, back := ownOf(p); own != nil {
			x, ld := own.pass(c, n, vals, back, true)
			vals, total = arrays(x), g.Apply(ad.Add, total, ld)
			continue
		}
		if inv, ok := p.(*inverted); ok {
			z, _ := c.solve(n, inv.of, vals)
			_, ld := c.pass(n, &Flow{[]Value{inv.of}}, arrays(z))
			vals, total = arrays(z), g.Apply(ad.Sub, total, ld)
			continue
		}
		at := c.numbers(n, vals)
		for i, dims := range c.domain(n, p, at) {
			if i < len(at) && len(dims) != len(at[i].Dims) {
				at[i] = c.regroup(at[i], setsOf(dims))
			}
		}
		extra := around(at)
		z := c.leaves(dimsOf(at), extra)
		y := c.forward(n, p, z)
		inv, err := inverse.Invert(g, inverse.Map{In: nodeList(z), Out: nodeList(y), Mapped: mapped(extra)}, nil)
		if err != nil {
			c.refuse(n, p, err)
		}
		for i := range z {
			g.Bind(z[i].Node, at[i].Node)
		}
		vals, total = arrays(y), g.Apply(ad.Add, total, inv.LogDet)
	}
	return vals, total
}

func dimsOf(list []*Array) [][]Dim {
	out := make([][]Dim, len(list))
	for i, a := range list {
		out[i] = a.Dims
	}
	return out
}

// refuse reports a map without an inverse.
func (c ctx) refuse(n lang.Node, f Value, err error) {
	var r *inverse.Refusal
	if !errors.As(err, &r) {
		c.s.planError(n, err)
	}
	opts := []option{at("%s", r.Error()), why("a flow is a map whose inverse can be found: each unknown from an equation in which all else is known")}
	switch f := f.(type) {
	case *Instance:
		opts = append(opts, label(f.tmpl.decl.Name, "the flow"))
	}
	if m := r.Mend(); m != "" {
		opts = append(opts, help("%s", m))
	}
	fail("G0413", n, "this map is not found to be invertible", opts...)
}

// logdetBuiltin is logdet(T), the function log|det ∂T/∂z|, or logdet(A) of a matrix.
func logdetBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	if parts, ok := mapParts(v); ok {
		return &Function{Name: "logdet", native: func(c ctx, n lang.Node, args []Value) Value {
			_, ld := c.pass(n, &Flow{parts}, args)
			return &Array{Node: ld}
		}}
	}
	return c.matrixLogDet(e, v)
}

// composeBuiltin is compose(f(k) for k in 1..4), from first to last.
func composeBuiltin(c ctx, e *lang.Call) Value {
	out := &Flow{}
	add := func(n lang.Node, v Value) {
		parts, ok := mapParts(v)
		if !ok {
			fail("G0414", n, fmt.Sprintf("compose takes maps, and this is %s", kind(v)), help("compose(f(k) for k in 1..4), compose(f, g)"))
		}
		out.parts = append(out.parts, parts...)
	}
	for _, a := range e.Args {
		if len(a.Gens) == 0 {
			add(a, c.eval(a.X))
			continue
		}
		l, ok := c.oneByOne(a, a.X, a.Gens).(*List)
		if !ok {
			fail("G0414", a, "compose takes maps, and these are numbers", help("compose(f(k) for k in 1..4), compose(f, g)"))
		}
		for _, v := range l.X {
			add(a, v)
		}
	}
	if len(out.parts) == 0 {
		fail("G0414", e, "compose of nothing", help("compose(f(k) for k in 1..4)"))
	}
	return out
}

// drawPushed draws from the distribution of a transformed draw.
func (c ctx) drawPushed(src *source, place []*ad.Axis, score bool) (Value, *modelTrace) {
	d := src.dist
	v, t := c.draw(d.push.base, place, score)
	vals, ld := c.pass(src.node, d.push.flow, several(v))
	out := &modelTrace{c: c, score: t.score}
	for _, x := range c.numbers(src.node, vals) {
		if t.score && c.measured == nil {
			x = &Array{Node: c.g().Apply(ad.Stop, x.Node), Dims: x.Dims}
		}
		out.vars = append(out.vars, x)
	}
	if t.score && c.measured == nil {
		out.logp = c.pushedDensity(src.node, d, arrays(out.vars))
	} else {
		// Of one's own draw the density is known without an inverse.
		out.logp = c.g().Apply(ad.Sub, c.sourceDensity(src.node, d.push.base, several(v)), ld)
		c.s.own[ownKey{d.push, c.traceKey(out.vars)}] = out.logp
	}
	if len(out.vars) == 1 {
		return out.vars[0], out
	}
	return Tuple(arrays(out.vars)), out
}

// ownKey names a draw of a transformed distribution.
type ownKey struct {
	of   *pushed
	draw string
}

// sourceDensity is the log-density of a source at values.
func (c ctx) sourceDensity(n lang.Node, src *source, vals []Value) *ad.Node {
	if src.dist != nil {
		return c.logDensityAt(n, src.dist, vals)
	}
	return c.densityTrace(n, src.inst, c.modelData(n, src.inst, vals, src.given)).logp
}

// logDensityAt is the log-density of a distribution at values.
func (c ctx) logDensityAt(n lang.Node, d *Dist, vals []Value) *ad.Node {
	if logp, ok := c.ownPath(n, d, vals); ok {
		return logp
	}
	if d.push != nil {
		return c.pushedDensity(n, d, vals)
	}
	if len(vals) != 1 {
		fail("G0502", n, fmt.Sprintf("a density has one argument, and %d are given", len(vals)),
			help("a density of several numbers takes them as one array: [x, y]"))
	}
	return c.logDensityOf(n, c.renameDist(d).(*Dist), c.array(n, vals[0]))
}

// pushedDensity is log p(T⁻¹(x)) - log|det ∂T| there, -∞ outside of the image.
func (c ctx) pushedDensity(n lang.Node, d *Dist, vals []Value) *ad.Node {
	g := c.g()
	key := ownKey{d.push, c.traceKey(c.numbers(n, vals))}
	if logp, ok := c.s.own[key]; ok {
		return logp
	}
	inside, total := g.Truth(true), g.Const(0)
	z := vals
	for _, p := range slices.Backward(d.push.flow.parts) {
		if inv, ok := p.(*inverted); ok {
			z, total = c.passOn(n, inv.of, z, total)
			continue
		}
		if _, ok := p.(ownMap); ok {
			z, total = c.passOn(n, &inverted{p}, z, total)
			continue
		}
		list, in := c.solve(n, p, z)
		if in != nil {
			inside = g.Apply(ad.And, inside, in)
		}
		z = arrays(list)
		_, ld := c.pass(n, &Flow{[]Value{p}}, z)
		total = g.Apply(ad.Sub, total, ld)
	}
	logp := g.Apply(ad.Add, c.sourceDensity(n, d.push.base, z), total)
	return g.Select(inside, logp, negInf(g))
}

// passOn is a map at values, and log|det| of it added to a total.
func (c ctx) passOn(n lang.Node, f Value, vals []Value, total *ad.Node) ([]Value, *ad.Node) {
	out, ld := c.pass(n, &Flow{[]Value{f}}, vals)
	return out, c.g().Apply(ad.Add, total, ld)
}

func negInf(g *ad.Graph) *ad.Node { return g.Const(math.Inf(-1)) }
