package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// extent tells where a value between two maps lies: its sets, and an interval around its numbers.
type extent struct {
	sets []*sets.Set
	iv   inverse.Interval
}

// unknown are the extents of values of which nothing more is known than their sets.
func unknown(list []*Array) []extent {
	out := make([]extent, len(list))
	for i, a := range list {
		out[i] = extent{setsOf(a.Dims), inverse.Line}
	}
	return out
}

// anywhere are extents over the same sets, of which nothing more is known.
func anywhere(list []extent) []extent {
	out := slices.Clone(list)
	for i := range out {
		out[i].iv = inverse.Line
	}
	return out
}

// openInterval is the interval between two ends.
func openInterval(lo, hi float64) inverse.Interval {
	return inverse.Interval{Lo: lo, Hi: hi, LoOpen: true, HiOpen: true}
}

// signature are the types of the arguments of a map; nil if it does not name them.
func (c ctx) signature(f Value) []Type {
	var types []Type
	switch f := f.(type) {
	case *Instance:
		for _, v := range f.data {
			types = append(types, v.typ)
		}
	case *givenFlow:
		for _, v := range f.inst.data {
			if !v.given {
				types = append(types, v.typ)
			}
		}
	case *Function:
		in := c.within(newScope(f.scope))
		in.depth++
		for i, p := range f.Params {
			in.deeper(p)
			t, ok := in.typeAt(f, i)
			if !ok {
				return nil
			}
			types = append(types, t)
		}
	}
	return types
}

// admitted are the extents of the arguments of a map: as its signature says, else those that come.
func (c ctx) admitted(n lang.Node, f Value, come []extent) []extent {
	types := c.signature(f)
	if types == nil {
		return come
	}
	out := make([]extent, len(types))
	for i, t := range types {
		if t.Set != nil {
			fail("G0413", n, fmt.Sprintf("the inverse of a map of elements of %s is not part of this version", t.Set.String()),
				why("such a map permutes, and has no slope"), help("a flow of real numbers: flow f(z: real[I]) { … }"))
		}
		out[i] = extent{t.Dims, inverse.Line}
		if t.Within != nil {
			out[i].iv = openInterval(t.Within.lo, t.Within.hi)
		}
		if i < len(come) && come[i].iv.Within(out[i].iv) {
			out[i].iv = come[i].iv
		}
	}
	return out
}

// image are the extents of the values of a map, from those of its arguments.
func (c ctx) image(n lang.Node, f Value, from []extent) []extent {
	if _, ok := f.(ownMap); ok {
		return anywhere(from)
	}
	z := c.leaves(f, c.overSets(from), nil)
	y := c.forward(n, f, z)
	at := intervals(z, from)
	out := unknown(y)
	for i := range out {
		out[i].iv = inverse.Range(y[i].Node, at)
	}
	return out
}

// stations are the extents of the values before each part of a composition, and after the last. What a map takes is
// what the map before it gives; of the inverse of a map it is the other way round.
func (c ctx) stations(n lang.Node, parts []Value, first []extent) [][]extent {
	at := make([][]extent, len(parts)+1)
	at[0] = first
	for i := 0; i < len(parts); {
		if !isInverted(parts[i]) {
			at[i] = c.admitted(n, parts[i], at[i])
			at[i+1] = c.image(n, parts[i], at[i])
			i++
			continue
		}
		j := i
		for j < len(parts) && isInverted(parts[j]) {
			j++
		}
		at[j] = anywhere(at[i])
		for k := j - 1; k >= i; k-- {
			of := parts[k].(*inverted).of
			at[k+1] = c.admitted(n, of, at[k+1])
			if k > i {
				at[k] = c.image(n, of, at[k+1])
			}
		}
		i = j
	}
	return at
}

// stationsOf are the stations of the draws of a base. A map that may be given values which it does not take is refused:
// these would be lost, and the density would not be normalised.
func (c ctx) stationsOf(n lang.Node, base *source, parts []Value) [][]extent {
	come := c.supportOf(base)
	at := c.stations(n, parts, come)
	for i, p := range parts {
		if inv, back := p.(*inverted); back {
			if i == 0 || !isInverted(parts[i-1]) {
				c.checkTargets(n, inv.of, come, at[i+1])
			}
		} else {
			c.checkPromise(n, p, come, at[i])
		}
		come = at[i+1]
	}
	return at
}

// checkPromise finds arguments that may lie outside of the interval of a signature.
func (c ctx) checkPromise(n lang.Node, f Value, come, domain []extent) {
	for k, e := range domain {
		if k < len(come) && !come[k].iv.Within(e.iv) {
			opts := []option{at("in %v", come[k].iv), why("values outside of the interval would be lost, and the density would not be normalised"),
				help("a distribution, or a map, with values in %v", e.iv)}
			if decl := flowDecl(f); decl != nil {
				opts = append(opts, label(decl.Name, "the flow"))
			}
			fail("G0408", n, fmt.Sprintf("%s has to lie in %v, and what comes before it is not known to", unknownNames(f)[k], e.iv), opts...)
		}
	}
}

// checkTargets finds values that may lie outside of the image of a map that is inverted.
func (c ctx) checkTargets(n lang.Node, f Value, come, domain []extent) {
	if _, ok := f.(ownMap); ok {
		return
	}
	z, y := c.leaves(f, c.overSets(domain), nil), c.leaves(f, c.overSets(come), nil)
	of := c.forward(n, f, z)
	if len(of) != len(y) {
		return // reported where it is solved
	}
	for i := range y {
		if !sameDims(y[i].Dims, of[i].Dims) {
			return
		}
		y[i] = c.onto(y[i], of[i].Dims)
	}
	m := c.mapOf(z, of, nil)
	m.Interval = intervals(slices.Concat(z, y), slices.Concat(domain, come))
	inv, err := inverse.Invert(c.g(), m, nodeList(y))
	if err != nil {
		c.refuse(n, f, err)
	}
	for _, check := range inv.Checks {
		if check.Image != inverse.Line && !check.Proved {
			fail("G0408", n, fmt.Sprintf("%s has to lie in %v, and what comes before its inverse is not known to", inverse.Text(check.From, c.s.names()), check.Image), at("in %v", come[0].iv),
				why("values outside of the image would be lost, and the density would not be normalised"), help("a distribution, or a map, with values in %v", check.Image))
		}
	}
}

func isInverted(f Value) bool {
	_, ok := f.(*inverted)
	return ok
}

// intervals tells where unknowns lie.
func intervals(z []*Array, at []extent) func(leaf *ad.Node) (inverse.Interval, bool) {
	return func(leaf *ad.Node) (inverse.Interval, bool) {
		for i, x := range z {
			if x.Node == leaf && i < len(at) {
				return at[i].iv, true
			}
		}
		return inverse.Line, false
	}
}

// supportOf are the extents of the values of a source. The density at the ends of an interval does not count.
func (c ctx) supportOf(src *source) []extent {
	if src.dist == nil {
		return c.supportOfModel(src.node, src.inst)
	}
	d := src.dist
	if d.push != nil {
		at := c.stations(src.node, d.push.flow.parts, c.supportOf(d.push.base))
		return at[len(at)-1]
	}
	return []extent{{setsOf(d.valueDims()), c.supportOfRow(d)}}
}

// supportOfRow is where the values of a distribution of the table lie.
func (c ctx) supportOfRow(d *Dist) inverse.Interval {
	if d.row == nil || d.row.Support == nil {
		return inverse.Line
	}
	free := func(*ad.Node) (inverse.Interval, bool) { return inverse.Line, false }
	lo, hi := d.row.Support(c.g(), d.args)
	return openInterval(inverse.Range(lo, free).Lo, inverse.Range(hi, free).Hi)
}

// supportOfModel joins for each variable of a model the supports of its conditionals.
func (c ctx) supportOfModel(n lang.Node, inst *Instance) []extent {
	if inst.support != nil {
		return inst.support
	}
	names, groups := inst.conditionals()
	t := &modelTrace{inst: inst, c: c.into(n, inst)}
	within := map[string]inverse.Interval{}
	if !slices.ContainsFunc(names, func(name string) bool { return inst.variable(name) == nil }) {
		for _, v := range inst.data {
			if v.given || groups[v.name] != nil {
				t.c.scope.set(v.name, c.unknownOf(v), v.node)
			}
		}
		t.c.define(inst.dynamic)
		for _, name := range names {
			lo, hi := math.Inf(1), math.Inf(-1)
			q := t.c.group(inst, name, groups[name])
			for _, p := range q.parts {
				iv := c.supportOfRow(q.distAt(p))
				lo, hi = min(lo, iv.Lo), max(hi, iv.Hi)
			}
			within[name] = openInterval(lo, hi)
		}
	}
	for _, v := range inst.data {
		if v.given {
			continue
		}
		e := extent{v.typ.Dims, inverse.Line}
		if iv, ok := within[v.name]; ok {
			e.iv = iv
		}
		inst.support = append(inst.support, e)
	}
	return inst.support
}
