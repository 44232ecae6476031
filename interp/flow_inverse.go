package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// domain are the dims of the arguments of a map: as its signature says, else those of its value.
func (c ctx) domain(n lang.Node, f Value, like []*Array) [][]Dim {
	return c.overSets(c.admitted(n, f, unknown(like)))
}

// overSets are dims over the sets of extents, on axes that nothing around uses.
func (c ctx) overSets(list []extent) [][]Dim {
	out := make([][]Dim, len(list))
	for i, e := range list {
		out[i] = c.dimsOver(e.sets)
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

// leaves makes an unknown for each argument of a map.
func (c ctx) leaves(f Value, domain [][]Dim, extra []*ad.Axis) []*Array {
	names := unknownNames(f)
	out := make([]*Array, len(domain))
	for i, dims := range domain {
		name := "z"
		if i < len(names) {
			name = names[i]
		}
		ref := c.g().Ref(name, ad.Real, ad.Union(extra, sorted(axesOf(dims)))...)
		out[i] = &Array{Node: ref, Dims: dims}
	}
	return out
}

// forward evaluates a map at unknowns.
func (c ctx) forward(n lang.Node, f Value, z []*Array) []*Array {
	return c.numbers(n, several(c.callValue(n, f, arrays(z))))
}

// preimage is T⁻¹ at values.
type preimage struct {
	z      []*Array
	logdet *ad.Node // log|det ∂T/∂z| at z
	of     *inverse.Inverse
}

// inside tells where the values lie in the image of the map; nil if everywhere.
func (s *preimage) inside() *ad.Node {
	if s.of == nil {
		return nil
	}
	return s.of.Inside
}

// solve is T⁻¹ at values, where the arguments of T have the given extents.
func (c ctx) solve(n lang.Node, f Value, vals []Value, domain []extent) *preimage {
	if own, ok := f.(ownMap); ok {
		z, ld := own.pass(c, n, vals, true, true)
		return &preimage{z: z, logdet: c.g().Apply(ad.Neg, ld)}
	}
	targets := c.numbers(n, vals)
	extra := around(targets)
	z := c.leaves(f, c.overSets(domain), extra)
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
	inv := c.invert(n, f, z, y, domain, mapped(extra), nodes)
	out := make([]*Array, len(z))
	for i := range z {
		out[i] = c.avoid(&Array{Node: inv.Z[i], Dims: z[i].Dims}, c.open)
		c.g().Bind(z[i].Node, inv.Z[i])
	}
	return &preimage{z: out, logdet: inv.LogDet, of: inv}
}

// invert derives the inverse of a map from its values y at unknowns z.
func (c ctx) invert(n lang.Node, f Value, z, y []*Array, domain []extent, apart []*ad.Axis, targets []*ad.Node) *inverse.Inverse {
	m := c.mapOf(z, y, domain)
	m.Mapped = apart
	inv, err := inverse.Invert(c.g(), m, targets)
	if err != nil {
		c.refuse(n, f, err)
	}
	return inv
}

// mapOf is a map with values y at unknowns z that lie in given extents.
func (c ctx) mapOf(z, y []*Array, domain []extent) inverse.Map {
	return inverse.Map{In: nodeList(z), Out: nodeList(y), Interval: intervals(z, domain), Names: c.s.names()}
}

// applyMap evaluates a composition at values.
func (c ctx) applyMap(n lang.Node, f *Flow, vals []Value) Value {
	f, vals = c.conditioned(n, f, vals)
	var at [][]extent
	if slices.ContainsFunc(f.parts, isInverted) {
		at = c.stations(n, f.parts, unknown(c.numbers(n, vals)))
	}
	for i, p := range f.parts {
		switch p := p.(type) {
		case ownMap:
			x, _ := p.pass(c, n, vals, false, false)
			vals = arrays(x)
		case *inverted:
			vals = c.applyInverse(n, p.of, vals, at[i+1])
		default:
			vals = several(c.callValue(n, p, vals))
		}
	}
	if len(vals) == 1 {
		return vals[0]
	}
	return Tuple(vals)
}

// pass evaluates a composition at values, and log|det| of its derivative there; at are its stations.
func (c ctx) pass(n lang.Node, f *Flow, vals []Value, at [][]extent) ([]Value, *ad.Node) {
	total := c.g().Const(0)
	for i, p := range f.parts {
		vals, total = c.passPart(n, p, vals, total, at[i], at[i+1])
	}
	return vals, total
}

// passPart is one part of a composition at values, and log|det| of it added to a total.
func (c ctx) passPart(n lang.Node, p Value, vals []Value, total *ad.Node, before, after []extent) ([]Value, *ad.Node) {
	g := c.g()
	if own, back := ownOf(p); own != nil {
		x, ld := own.pass(c, n, vals, back, true)
		return arrays(x), g.Apply(ad.Add, total, ld)
	}
	if inv, ok := p.(*inverted); ok {
		s := c.solve(n, inv.of, vals, after)
		return arrays(s.z), g.Apply(ad.Sub, total, s.logdet)
	}
	at := c.numbers(n, vals)
	for i, e := range before {
		if i < len(at) && len(e.sets) != len(at[i].Dims) {
			at[i] = c.regroup(at[i], e.sets)
		}
	}
	extra := around(at)
	z := c.leaves(p, dimsOf(at), extra)
	y := c.forward(n, p, z)
	inv := c.invert(n, p, z, y, before, mapped(extra), nil)
	for i := range z {
		g.Bind(z[i].Node, at[i].Node)
	}
	return arrays(y), g.Apply(ad.Add, total, inv.LogDet)
}

// pushedDensity is log p(T⁻¹(x)) - log|det ∂T| there, -∞ outside of the image.
func (c ctx) pushedDensity(n lang.Node, d *Dist, vals []Value) *ad.Node {
	g := c.g()
	key := ownKey{d.push, c.traceKey(c.numbers(n, vals))}
	if logp, ok := c.s.own[key]; ok {
		return logp
	}
	push, vals := c.conditionedPush(n, d.push, vals)
	flow := push.flow
	at := c.stationsOf(n, push.base, flow.parts)
	inside, total := g.Truth(true), g.Const(0)
	z := vals
	for i, p := range slices.Backward(flow.parts) {
		if inv, ok := p.(*inverted); ok {
			z, total = c.passPart(n, inv.of, z, total, at[i+1], at[i])
			continue
		}
		s := c.solve(n, p, z, at[i])
		if s.inside() != nil {
			inside = g.Apply(ad.And, inside, s.inside())
		}
		z, total = arrays(s.z), g.Apply(ad.Sub, total, s.logdet)
	}
	logp := g.Apply(ad.Add, c.sourceDensity(n, push.base, z), total)
	return g.Select(inside, logp, negInf(g))
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

func nodeList(list []*Array) []*ad.Node {
	out := make([]*ad.Node, len(list))
	for i, a := range list {
		out[i] = a.Node
	}
	return out
}

func dimsOf(list []*Array) [][]Dim {
	out := make([][]Dim, len(list))
	for i, a := range list {
		out[i] = a.Dims
	}
	return out
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
