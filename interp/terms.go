package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// termsBuiltin is terms(p(x, y | z)): the logarithms of the conditionals, one for each variable, whose sum is log(p(x, y | z)).
func termsBuiltin(c ctx, e *lang.Call) Value {
	var density *lang.Call
	if len(e.Args) == 1 {
		density, _ = e.Args[0].X.(*lang.Call)
	}
	var inst *Instance
	if density != nil {
		inst, _ = c.eval(density.Fn).(*Instance)
	}
	if inst == nil || inst.tmpl.decl.Kind != "model" {
		fail("G0502", e, "terms takes the density of a model at given values", at("%s", given(e)), help("terms(p(x, y)).x is the part of log(p(x, y)) that comes from x ~ …"))
	}
	names, groups := inst.conditionals()
	for _, name := range names {
		if v := inst.variable(name); v == nil {
			fail("G0612", e, fmt.Sprintf("%s sums over %s, so its density is no product of one conditional for each variable", inst.title(), name),
				label(groups[name][0], "%s is not in the signature", name), help("name %s in the signature", name))
		}
	}
	if inst.tmpl.decl.Propto {
		fail("G0611", e, fmt.Sprintf("%s has no conditionals, and its density no terms", inst.title()), help("log(%s) up to a constant is what stands after ∝", lang.Print(density)))
	}
	for _, v := range inst.data {
		if !v.given && groups[v.name] == nil {
			fail("G0610", e, fmt.Sprintf("%s is given by an equation, and has no conditional of its own", v.name), label(v.node, "%s: %s", v.name, v.typ.String()), help("log(%s) is the logarithm as a whole", lang.Print(density)))
		}
	}
	vals := make([]Value, len(density.Args))
	for i, a := range density.Args {
		vals[i] = c.eval(a.X)
	}
	c.densityAt(e, inst, vals, density.Args) // reports what does not fit
	data := make([]*Array, len(vals))
	for i, v := range inst.data {
		data[i] = c.coerceData(density.Args[i], v, vals[i])
	}
	t := c.densityTrace(e, inst, data)
	if c.obj != nil && t.score {
		fail("G0613", e, "the terms of a density at draws of its own have no gradient of their own in an objective", help("log(%s) has", lang.Print(density)))
	}
	out := &Record{Kind: "terms", Fields: map[string]Value{}}
	for _, name := range names {
		out.put(name, &Array{Node: t.term(name, groups[name])})
	}
	return out
}

// term is the sum of the logarithms of the conditionals of one variable.
func (t *modelTrace) term(name string, eqs []*lang.Equation) *ad.Node {
	g := t.c.g()
	q := t.c.group(t.inst, name, eqs)
	q.variable = t.inst.variable(name)
	total := g.Const(0)
	for _, p := range q.parts {
		total = g.Apply(ad.Add, total, q.logTerm(p))
	}
	return total
}
