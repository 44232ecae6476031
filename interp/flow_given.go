package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// givenFlow is a flow with values for what stands behind | in its signature: f(_ | c).
type givenFlow struct {
	inst  *Instance
	given []*Array
}

// conditions is the number of arguments of a map that are given, and not mapped.
func conditions(f Value) int {
	if inv, ok := f.(*inverted); ok {
		return conditions(inv.of)
	}
	k := 0
	if inst, ok := f.(*Instance); ok && inst.tmpl.decl.Kind == "flow" {
		for _, v := range inst.data {
			if v.given {
				k++
			}
		}
	}
	return k
}

// conditioned gives the last of the values to the flows of a composition that have conditions, the same to each.
func (c ctx) conditioned(n lang.Node, f *Flow, vals []Value) (*Flow, []Value) {
	k := 0
	for _, p := range f.parts {
		m := conditions(p)
		if k > 0 && m > 0 && m != k {
			fail("G0502", n, fmt.Sprintf("one part of this composition has %s, and another %d", plural(k, "condition"), m),
				help("bind them one by one: f(_ | a) |> g(_ | b, c)"))
		}
		k = max(k, m)
	}
	if k == 0 {
		return f, vals
	}
	if len(vals) < k {
		fail("G0502", n, "this map has conditions, which are not given", help("T(z | c), (T⁻¹)(x | c), T(_ | c)"))
	}
	given := vals[len(vals)-k:]
	out := make([]Value, len(f.parts))
	for i, p := range f.parts {
		switch p := p.(type) {
		case *inverted:
			out[i] = p
			if conditions(p) > 0 {
				out[i] = &inverted{c.give(n, p.of.(*Instance), given)}
			}
		default:
			out[i] = p
			if conditions(p) > 0 {
				out[i] = c.give(n, p.(*Instance), given)
			}
		}
	}
	return &Flow{out}, vals[:len(vals)-k]
}

// conditionedPush gives the last of the values to what has conditions in a transformed distribution: a base, or the flows
// after it.
func (c ctx) conditionedPush(n lang.Node, p *pushed, vals []Value) (*pushed, []Value) {
	k := 0
	if inst := p.base.inst; inst != nil && len(p.base.given) == 0 {
		for _, v := range inst.data {
			if v.given {
				k++
			}
		}
	}
	flow, rest := c.conditioned(n, p.flow, vals)
	if k == 0 {
		return &pushed{p.base, flow}, rest
	}
	if m := len(vals) - len(rest); m > 0 && m != k || len(vals) < k {
		fail("G0502", n, fmt.Sprintf("%s has %s, and %d are given to what follows", p.base.inst.title(), plural(k, "condition"), m),
			help("bind them one by one: p(_ | a) |> T(_ | b, c)"))
	}
	base := *p.base
	j := len(vals) - k
	for _, v := range base.inst.data {
		if v.given {
			base.given = append(base.given, c.coerceData(n, v, vals[j]))
			j++
		}
	}
	return &pushed{&base, flow}, vals[:len(vals)-k]
}

// give binds the conditions of a flow.
func (c ctx) give(n lang.Node, inst *Instance, vals []Value) *givenFlow {
	out := &givenFlow{inst: inst}
	for _, v := range inst.data {
		if v.given {
			out.given = append(out.given, c.coerceData(n, v, vals[len(out.given)]))
		}
	}
	return out
}

// open are the conditions in T(_ | c); ok is false where nothing is open.
func (c ctx) openArguments(args []*lang.Arg) (given []Value, ok bool) {
	for _, a := range args {
		if n, isName := a.X.(*lang.Name); isName && n.Id == "_" {
			ok = true
			continue
		}
		if !ok {
			return nil, false
		}
		given = append(given, c.eval(a.X))
	}
	return given, ok
}
