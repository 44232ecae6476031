package interp

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/lang"
)

// refuse reports a map without an inverse.
func (c ctx) refuse(n lang.Node, f Value, err error) {
	var r *inverse.Refusal
	if !errors.As(err, &r) {
		c.s.planError(n, err)
	}
	opts := []option{at("%s", r.Error()), why("a flow is a map whose inverse can be found: each unknown from an equation in which all else is known")}
	for _, x := range r.Nodes[:min(1, len(r.Nodes))] {
		if d := c.s.defined[x]; d != nil && d.node != nil {
			opts = append(opts, label(d.node, "in %s", d.name))
		}
	}
	if decl := flowDecl(f); decl != nil {
		opts = append(opts, label(decl.Name, "the flow"))
	}
	if m := c.mend(f, r); m != "" {
		opts = append(opts, help("%s", m))
	}
	fail("G0413", n, "this map is not found to be invertible", opts...)
}

// flowDecl is where a flow is declared; nil of other maps.
func flowDecl(f Value) *lang.Decl {
	switch f := f.(type) {
	case *Instance:
		return f.tmpl.decl
	case *givenFlow:
		return f.inst.tmpl.decl
	}
	return nil
}

// mend is what helps against a refusal, as the program would write it.
func (c ctx) mend(f Value, r *inverse.Refusal) string {
	switch {
	case r.Keep != nil:
		if p, ok := r.Free[0].Leaf.Attach.(*Param); ok {
			at := func(u float64) float64 { v, _ := p.link.value(c.g(), c.g().Const(u)).Scalar(); return v }
			return fmt.Sprintf("declare it so: param %s = … in %v", lang.Print(p.decl.Name), openInterval(at(r.Keep.Lo), at(r.Keep.Hi)))
		}
	case r.Within != nil:
		names, types := unknownNames(f), c.signature(f)
		for k, name := range names {
			if r.Unknown.Leaf.Name == name && k < len(types) {
				return fmt.Sprintf("if it lies there, say so in the signature: %s: %s in %v", name, types[k].unbounded(), *r.Within)
			}
		}
	}
	return r.Mend()
}

// unbounded is a type without its interval.
func (t Type) unbounded() string {
	t.Within = nil
	return t.String()
}

// unknownNames are the names of the arguments of a map that its inverse finds.
func unknownNames(f Value) []string {
	if g, ok := f.(*givenFlow); ok {
		var out []string
		for _, v := range g.inst.data {
			if !v.given {
				out = append(out, v.name)
			}
		}
		return out
	}
	return paramNames(f)
}

// names are what the program calls parameters in intervals, and elements.
func (s *Session) names() inverse.Names {
	named := map[*ad.Node]string{}
	for _, p := range s.params {
		if p.link != nil {
			named[p.link.value(s.g, p.node)] = p.Path
		}
	}
	return inverse.Names{Node: func(n *ad.Node) string { return named[n] }, Position: s.elementText}
}

// elementText names a position on an axis.
func (s *Session) elementText(a *ad.Axis, at int) string {
	for _, e := range s.axes[a.Size] {
		if slices.Contains(e.axes, a) {
			return e.set.Element(at)
		}
	}
	return fmt.Sprint(at + 1)
}

// applyInverse is T⁻¹ at values. Outside of the image of T it is an error where that is known, and no number
// elsewhere.
func (c ctx) applyInverse(n lang.Node, f Value, vals []Value, domain []extent) []Value {
	if own, ok := f.(ownMap); ok {
		z, _ := own.pass(c, n, vals, true, false)
		return arrays(z)
	}
	s := c.solve(n, f, vals, domain)
	c.checkRegular(n, f, s.of)
	if s.inside() != nil {
		c.checkImage(n, f, s.of)
		for i, z := range s.z {
			s.z[i] = &Array{Node: c.g().Select(s.inside(), z.Node, c.g().Const(math.NaN())), Dims: z.Dims}
		}
	}
	return arrays(s.z)
}

// checkRegular reports multipliers made of parameters that are zero, and matrices that are singular, as the parameters
// now are.
func (c ctx) checkRegular(n lang.Node, f Value, inv *inverse.Inverse) {
	for _, step := range inv.Steps {
		if step.Runtime == nil || !c.evaluable(step.Runtime) {
			continue
		}
		for _, v := range c.s.run(0, step.Runtime)[0] {
			if v != 0 && (step.How != inverse.Matrix || !math.IsInf(v, 0)) {
				continue
			}
			what := inverse.Text(step.Runtime, c.s.names()) + " is 0"
			if step.How == inverse.Matrix {
				what = "the matrix of its equations is singular"
			}
			opts := []option{at("%s", what), why("multipliers and matrices that are made of parameters are checked when they are used"), help("start with others, or keep them away: param a = 1 in (0, inf)")}
			if decl := flowDecl(f); decl != nil {
				opts = append(opts, label(decl.Name, "the flow"))
			}
			fail("G0417", n, "this map has no inverse, as its parameters now are", opts...)
		}
	}
}

// evaluable tells whether a value can be looked at while the program is traced.
func (c ctx) evaluable(x *ad.Node) bool {
	return !c.s.opts.Check && c.obj == nil && volume(x.Axes) <= maxTable && settledByParams(x)
}

// checkImage reports values outside of the image of a map where they are known before anything is drawn.
func (c ctx) checkImage(n lang.Node, f Value, inv *inverse.Inverse) {
	for _, check := range inv.Checks {
		cond := c.g().Apply(ad.Or, c.g().Apply(ad.Not, c.condition()), check.Holds)
		if !c.evaluable(cond) || !c.evaluable(check.Value) {
			continue
		}
		v := c.s.run(0, cond, check.Value)
		e := slices.Index(v[0], 0)
		if e < 0 {
			continue
		}
		x := math.NaN()
		k, from := 0, check.Value.Strides(cond.Axes)
		ad.Each(cond.Axes, [][]int{from}, func(at []int) {
			if k == e {
				x = v[1][at[0]]
			}
			k++
		})
		c.outside(n, f, check, x, c.s.where(cond.Axes, e))
	}
}

// outside reports a value that a map does not take.
func (c ctx) outside(n lang.Node, f Value, check inverse.Check, x float64, where string) {
	name := inverse.Text(check.From, c.s.names())
	what := fmt.Sprintf("%s lies in %v, and would have to be %s", name, check.Image, number(x))
	if check.Image == inverse.Line {
		what = fmt.Sprintf("%s does not reach %s", name, number(x))
	}
	opts := []option{at("%s", what), why("an inverse is defined where the map has values, and a density is 0 elsewhere")}
	if where != "" {
		opts = append(opts, here("first at %s", where))
	}
	if decl := flowDecl(f); decl != nil {
		opts = append(opts, label(decl.Name, "the flow"))
	}
	fail("G0417", n, "this value is outside of the image of the map", append(opts, help("take values that the map gives; q = p |> T has a density of any value"))...)
}

// where writes the place of element e of axes, as in i = 2.
func (s *Session) where(axes []*ad.Axis, e int) string {
	out := ""
	for k := len(axes) - 1; k >= 0; k-- {
		a := axes[k]
		out = s.elementText(a, e%a.Size) + map[bool]string{true: ", "}[out != ""] + out
		e /= a.Size
	}
	return out
}

// settledByParams tells whether a value is known from constants and parameters as they now are.
func settledByParams(n *ad.Node) bool {
	known := true
	visit(n, func(m *ad.Node) {
		if m.Op == ad.LeafOp && m.Leaf.Kind != ad.ParamLeaf && m.Leaf.Body == nil {
			known = false
		}
		known = known && !slices.ContainsFunc(m.Axes, func(a *ad.Axis) bool { return a.Lane })
	})
	return known
}
