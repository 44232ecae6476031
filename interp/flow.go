package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
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
	mend := help("%s(%s)", lang.Print(e.Y), lang.Print(e.X))
	if list, ok := x.(*List); ok && len(list.X) > 0 {
		if _, ok := list.X[0].(*Dist); ok {
			mend = help("one distribution for all elements, [normal(0, 1) for i in I]; different ones are a model(x: real[I]) { x[i] ~ … for i in I }")
		}
	}
	fail("G0414", e.X, fmt.Sprintf("|> begins with a map or a distribution, and this is %s", kind(x)), mend)
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

// several takes a tuple apart.
func several(v Value) []Value {
	if t, ok := v.(Tuple); ok {
		return t
	}
	return []Value{v}
}

// logdetBuiltin is logdet(T), the function log|det ∂T/∂z|, or logdet(A) of a matrix.
func logdetBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	if parts, ok := mapParts(v); ok {
		return &Function{Name: "logdet", native: func(c ctx, n lang.Node, args []Value) Value {
			f, args := c.conditioned(n, &Flow{parts}, args)
			_, ld := c.pass(n, f, args, c.stations(n, f.parts, unknown(c.numbers(n, args))))
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
	vals, ld := c.pass(src.node, d.push.flow, several(v), c.stationsOf(src.node, d.push.base, d.push.flow.parts))
	out := &modelTrace{c: c, score: t.score}
	for _, x := range c.numbers(src.node, vals) {
		if t.score {
			x = &Array{Node: c.g().Apply(ad.Stop, x.Node), Dims: x.Dims}
		}
		out.vars = append(out.vars, x)
	}
	if t.score {
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

func negInf(g *ad.Graph) *ad.Node { return g.Const(math.Inf(-1)) }
