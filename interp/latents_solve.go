package interp

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// A variable of the signature may be given by an equation, s[i] = g*t[i], instead of a conditional. Its density is that
// of the latent variables which the equation determines, solved for from s, times the Jacobian of the real ones, summed
// over the values of the others. Which of the discrete ones are summed over is a matter of counting: as many numbers are
// solved for as equations give, and the smallest sum with which the equations can be solved is taken.

// gives tells whether an equation of the body gives a variable of a model.
func (inst *Instance) gives(name string) bool {
	d := inst.tmpl.decl
	return d.Kind == "model" && !d.Propto && slices.ContainsFunc(inst.dynamic, func(st lang.Stmt) bool {
		return slices.Contains(definedNames(st.(*lang.Equation)), name)
	})
}

// riddle is a model of which some variables are given by equations.
type riddle struct {
	t      *modelTrace
	n      lang.Node
	shape  map[string]*Array // of the latent variables, as a draw shows it
	whole  []string          // discrete latent variables
	real   []string          // real ones
	counts map[string]float64
}

// solvedDensity is the log-density of a model with variables that are given by equations.
func (t *modelTrace) solvedDensity(n lang.Node) *ad.Node {
	r := t.riddle(n)
	if r.elements(r.real) != r.given(false) {
		fail("G0612", r.place(), fmt.Sprintf("the equations of %s give %s, and the latent variables are %s", t.inst.title(), plural(int(r.given(false)), "real number"), plural(int(r.elements(r.real)), "real number")),
			why("each real latent variable is solved for from the variables of the signature, and none can be summed over"),
			help("name in the signature what cannot be solved for, or draw it inside one conditional"))
	}
	choices := r.choices()
	if len(choices) == 0 {
		fail("G0612", r.place(), "the latent variables have too many joint values to sum over, and the equations do not determine them", here("at most %d", MaxLatent),
			help("name them in the signature"))
	}
	var reason *lang.Diagnostic
	for _, sum := range choices {
		var logp *ad.Node
		d, ok := catch(func() { logp = r.density(sum) })
		if ok {
			return logp
		}
		if reason == nil {
			reason = d
		}
	}
	if reason == nil {
		panic(poisoned{})
	}
	panic(reason)
}

// riddle finds the latent variables and their shapes.
func (t *modelTrace) riddle(n lang.Node) *riddle {
	r := &riddle{t: t, n: n, shape: map[string]*Array{}, counts: map[string]float64{}}
	c := t.c
	lane := c.s.laneAxis(1)
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: t.inst.path, sampling: true, stream: "shape"}.with(lane)
	var given []*Array
	for _, v := range t.inst.data {
		if v.given {
			given = append(given, in.unknownOf(v))
		}
	}
	drawn := in.drawTrace(n, t.inst, given, []*ad.Axis{lane}, true)
	names, groups := t.inst.conditionals()
	for _, name := range names {
		if t.inst.variable(name) != nil {
			continue
		}
		a := drawn.c.scope.names[name].get(&lang.Name{At: groups[name][0].At, Id: name}).(*Array)
		r.shape[name], r.counts[name] = a, 1
		if a.Set != nil {
			r.whole = append(r.whole, name)
			r.counts[name], _ = states(typeOf(a))
		} else {
			r.real = append(r.real, name)
		}
	}
	return r
}

func typeOf(a *Array) Type { return Type{Set: a.Set, Dims: setsOf(a.Dims)} }

// place is the first equation that gives a variable.
func (r *riddle) place() lang.Node {
	for _, st := range r.t.inst.dynamic {
		if eq := st.(*lang.Equation); slices.ContainsFunc(definedNames(eq), func(n string) bool { return r.t.inst.variable(n) != nil }) {
			return eq
		}
	}
	return r.n
}

// elements counts the numbers of latent variables.
func (r *riddle) elements(names []string) float64 {
	n := 0.0
	for _, name := range names {
		n += volume(axesOf(r.shape[name].Dims))
	}
	return n
}

// equated are the variables of the signature that equations give: discrete ones, or real ones.
func (r *riddle) equated(discrete bool) []int {
	var out []int
	for i, v := range r.t.inst.data {
		if !v.given && r.t.inst.gives(v.name) && (v.typ.Set != nil) == discrete {
			out = append(out, i)
		}
	}
	return out
}

// given counts the numbers that equations give.
func (r *riddle) given(discrete bool) float64 {
	n := 0.0
	for _, i := range r.equated(discrete) {
		size := 1.0
		for _, set := range r.t.inst.data[i].typ.Dims {
			size *= float64(set.Size())
		}
		n += size
	}
	return n
}

// maxWhole bounds how many discrete latent variables are tried in all combinations.
const maxWhole = 10

// choices are the discrete latent variables to sum over, the smallest sums first: the others are solved for, or there are
// none and the equations select values.
func (r *riddle) choices() [][]string {
	type choice struct {
		sum   []string
		joint float64
	}
	var list []choice
	consider := func(sum []string) {
		joint := 1.0
		for _, name := range sum {
			joint *= r.counts[name]
		}
		solved := r.elements(r.whole) - r.elements(sum)
		if joint <= MaxLatent && (solved == r.given(true) || solved == 0) {
			list = append(list, choice{sum, joint})
		}
	}
	if len(r.whole) > maxWhole {
		consider(r.whole)
	} else {
		for bits := range 1 << len(r.whole) {
			var sum []string
			for k, name := range r.whole {
				if bits>>k&1 == 1 {
					sum = append(sum, name)
				}
			}
			consider(sum)
		}
	}
	slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(a.joint, b.joint) })
	out := make([][]string, len(list))
	for i, c := range list {
		out[i] = c.sum
	}
	return out
}

// density is the log-density with these latent variables summed over and all others solved for.
func (r *riddle) density(sum []string) *ad.Node {
	c, g := r.t.c, r.t.c.g()
	known := map[string]*Array{}
	var axes []*ad.Axis
	for _, name := range sum {
		ax := g.Axis(name, int(r.counts[name]))
		axes = append(axes, ax)
		known[name] = c.with(axes...).configuration(typeOf(r.shape[name]), ax, 1)
	}
	solve := slices.DeleteFunc(slices.Clone(r.whole), func(name string) bool { return slices.Contains(sum, name) })
	valid := g.Truth(true)
	if len(solve) > 0 {
		for k, a := range r.solve(solve, r.equated(true), known, axes).vars {
			a, ok := c.nearest(a)
			known[solve[k]] = a
			valid = g.Apply(ad.And, valid, ok)
		}
	} else {
		valid = r.selected(known)
	}
	logdet := g.Const(0)
	if len(r.real) > 0 {
		s := r.solve(r.real, r.equated(false), known, axes)
		for k, name := range r.real {
			known[name] = s.vars[k]
		}
		logdet, valid = s.logdet, g.Apply(ad.And, valid, s.inside)
	}
	t := r.bound(known, false)
	total := g.Select(valid, g.Apply(ad.Sub, t.product(), logdet), negInf(g))
	if len(axes) == 0 {
		return total
	}
	return c.logSumExp(total, axes)
}

// bound is the body with values for latent variables. Forwards, equations give the variables; else they have the values
// that the density is asked at.
func (r *riddle) bound(values map[string]*Array, forwards bool) *modelTrace {
	t := r.t.fresh()
	t.bindData()
	for name, v := range values {
		t.c.scope.set(name, v, r.n)
	}
	dynamic := t.inst.dynamic
	if !forwards {
		for i, v := range t.inst.data {
			if t.inst.gives(v.name) {
				t.c.scope.set(v.name, t.vars[i], v.node)
			}
		}
		dynamic = slices.DeleteFunc(slices.Clone(dynamic), func(st lang.Stmt) bool {
			return slices.ContainsFunc(definedNames(st.(*lang.Equation)), func(n string) bool { return t.inst.variable(n) != nil })
		})
	}
	t.c.define(dynamic)
	return t
}

// forward is what the equations give for a variable.
func (t *modelTrace) forward(v dataVar) *Array {
	x := t.c.scope.names[v.name].get(&lang.Name{At: v.node.At, Id: v.name})
	a := t.c.array(v.node, x)
	if len(a.Dims) != len(v.typ.Dims) {
		a = t.c.regroup(t.c.ungroup(a), v.typ.Dims)
	}
	if !slices.EqualFunc(a.Dims, v.typ.Dims, func(d Dim, s *sets.Set) bool { return d.Set.Same(s) }) {
		t.c.coerceData(v.node, v, a) // reports
	}
	return a
}

// solvedVars are latent variables as functions of what is known.
type solvedVars struct {
	vars   []*Array
	logdet *ad.Node // of real ones
	inside *ad.Node // where there is one
}

// solve solves the equations of some variables for some latent variables. Where what is summed over enters the equations
// they are solved for all its values together, or, if that fails, for each.
func (r *riddle) solve(names []string, vars []int, known map[string]*Array, axes []*ad.Axis) *solvedVars {
	c := r.t.c
	extra := []*ad.Axis{}
	for _, i := range vars {
		extra = ad.Union(extra, around(r.t.vars[i:i+1]))
	}
	leaves, out, target := r.system(names, vars, known, extra)
	enters := slices.DeleteFunc(slices.Clone(axes), func(a *ad.Axis) bool { return !slices.Contains(around(out), a) })
	if len(enters) > 0 {
		extra = ad.Union(extra, sorted(enters))
		leaves, out, target = r.system(names, vars, known, extra)
	}
	m := inverse.Map{In: nodeList(leaves), Out: nodeList(out), Mapped: mapped(extra), Interval: r.supports(names, leaves, known)}
	inv, err := inverse.Invert(c.g(), m, target)
	if err == nil {
		s := &solvedVars{logdet: inv.LogDet, inside: inv.Inside}
		for k, leaf := range leaves {
			s.vars = append(s.vars, &Array{Node: inv.Z[k], Dims: leaf.Dims, Set: leaf.Set})
			c.g().Bind(leaf.Node, inv.Z[k]) // the Jacobian is a function of it
		}
		if s.inside == nil {
			s.inside = c.g().Truth(true)
		}
		return s
	}
	var refusal *inverse.Refusal
	if !errors.As(err, &refusal) {
		c.s.planError(r.n, err)
	}
	if len(enters) > 0 && volume(enters)*r.elements(names) <= maxEachSolved {
		return r.solveEach(names, vars, known, axes, enters[0])
	}
	opts := []option{at("%s", refusal.Error()), label(r.n, "the density is asked here"),
		why("a latent variable is solved for where the equations determine it, each from an equation in which all else is known; else it is summed over where it is discrete, with at most %d joint values", MaxLatent)}
	if mend := refusal.Mend(); mend != "" {
		opts = append(opts, help("%s", mend))
	}
	fail("G0612", r.place(), fmt.Sprintf("%s cannot be solved for", join(names, 4)), opts...)
	return nil
}

// maxEachSolved bounds the equations that are solved for one value after the other of what is summed over.
const maxEachSolved = 1 << 16

// solveEach solves the equations for each value along one axis, and puts the solutions together.
func (r *riddle) solveEach(names []string, vars []int, known map[string]*Array, axes []*ad.Axis, axis *ad.Axis) *solvedVars {
	g := r.t.c.g()
	list := make([]*solvedVars, axis.Size)
	for v := range list {
		at := map[string]*Array{}
		for name, a := range known {
			at[name] = &Array{Node: g.Gather(a.Node, []*ad.Axis{axis}, []*ad.Node{g.Integer(v)}), Dims: a.Dims, Set: a.Set}
		}
		list[v] = r.solve(names, vars, at, ad.Without(sorted(axes), []*ad.Axis{axis}))
	}
	same := map[string]*ad.Node{}
	merge := func(of func(s *solvedVars) *ad.Node) *ad.Node {
		column := make([]*ad.Node, len(list))
		for v, s := range list {
			column[v] = of(s)
		}
		return derive.Merge(g, column, axis, same)
	}
	out := &solvedVars{}
	for k, a := range list[0].vars {
		node := merge(func(s *solvedVars) *ad.Node { return s.vars[k].Node })
		out.vars = append(out.vars, &Array{Node: node, Dims: a.Dims, Set: a.Set})
	}
	out.logdet = merge(func(s *solvedVars) *ad.Node { return s.logdet })
	out.inside = merge(func(s *solvedVars) *ad.Node { return s.inside })
	return out
}

// system writes equations with leaves for the unknowns.
func (r *riddle) system(solve []string, vars []int, known map[string]*Array, extra []*ad.Axis) (leaves, out []*Array, target []*ad.Node) {
	c := r.t.c
	values := map[string]*Array{}
	for name, v := range known {
		values[name] = v
	}
	for _, name := range solve {
		dims := c.dimsOver(setsOf(r.shape[name].Dims))
		ref := c.g().Ref(name, ad.Real, ad.Union(extra, sorted(axesOf(dims)))...)
		leaf := &Array{Node: ref, Dims: dims, Set: r.shape[name].Set}
		leaves, values[name] = append(leaves, leaf), leaf
	}
	t := r.bound(values, true)
	for _, i := range vars {
		v := t.inst.data[i]
		y, x := t.comparable(v, t.forward(v), t.vars[i])
		out, target = append(out, y), append(target, c.onto(x, y.Dims).Node)
	}
	return leaves, out, target
}

// comparable brings what an equation gives and what is asked for to numbers, or to places in one set.
func (t *modelTrace) comparable(v dataVar, y, x *Array) (*Array, *Array) {
	if y.Set != nil && x.Set != nil && y.Set.Same(x.Set) {
		return y, x
	}
	return t.c.number(v.node, y), t.c.number(v.node, x)
}

// selected tells where the equations of discrete variables give what is asked for.
func (r *riddle) selected(known map[string]*Array) *ad.Node {
	g := r.t.c.g()
	valid := g.Truth(true)
	vars := r.equated(true)
	if len(vars) == 0 {
		return valid
	}
	t := r.bound(known, true)
	for _, i := range vars {
		v := t.inst.data[i]
		y, x := t.comparable(v, t.forward(v), t.vars[i])
		same := g.Apply(ad.Eq, y.Node, t.c.onto(x, y.Dims).Node)
		valid = g.Apply(ad.And, valid, t.c.reduceTruth("all", same, nil, axesOf(y.Dims)))
	}
	return valid
}

// nearest are the elements of a set that solved numbers stand for, and whether they stand for any.
func (c ctx) nearest(a *Array) (*Array, *ad.Node) {
	const tolerance = 1e-6
	g := c.g()
	whole := g.Apply(ad.Floor, g.Apply(ad.Add, a.Node, g.Const(0.5)))
	near := g.Apply(ad.Le, g.Apply(ad.Abs, g.Apply(ad.Sub, a.Node, whole)), g.Const(tolerance))
	pos := whole
	if a.Set == sets.Spin {
		pos = c.findInteger(whole, sets.Spin)
	}
	ok := g.Apply(ad.And, near, g.Apply(ad.And, g.Apply(ad.Le, g.Integer(0), pos), g.Apply(ad.Lt, pos, g.Integer(a.Set.Size()))))
	safe := g.Select(ok, pos, g.Integer(0))
	return &Array{Node: c.elementOf(a.Set, safe).Node, Dims: a.Dims, Set: a.Set}, c.reduceTruth("all", ok, nil, axesOf(a.Dims))
}

// supports are the intervals that distributions keep their draws in.
func (r *riddle) supports(solve []string, leaves []*Array, known map[string]*Array) func(*ad.Node) (inverse.Interval, bool) {
	_, groups := r.t.inst.conditionals()
	return func(leaf *ad.Node) (inverse.Interval, bool) {
		k := slices.IndexFunc(leaves, func(a *Array) bool { return a.Node == leaf })
		if k < 0 || leaves[k].Set != nil {
			return inverse.Interval{}, false
		}
		values := map[string]*Array{solve[k]: leaves[k]}
		for name, v := range known {
			values[name] = v
		}
		for i, name := range solve {
			values[name] = leaves[i]
		}
		q := r.bound(values, false).c.group(r.t.inst, solve[k], groups[solve[k]])
		if len(q.parts) != 1 {
			return inverse.Interval{}, false
		}
		d := q.distAt(q.parts[0])
		if d.row == nil || d.row.Support == nil {
			return inverse.Interval{}, false
		}
		lo, hi := d.row.Support(r.t.c.g(), d.args)
		a, ok := lo.Scalar()
		b, also := hi.Scalar()
		return inverse.Interval{Lo: a, Hi: b, LoOpen: true, HiOpen: true}, ok && also
	}
}
