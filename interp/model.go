package interp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// modelTrace is the body of a model, traced for given data or for data that are drawn.
type modelTrace struct {
	inst    *Instance
	c       ctx // inside the body
	logp    *ad.Node
	vars    []*Array     // the variables of the signature, in its order
	score   bool         // draws are constants for derivatives: the score function is needed
	stopped *ad.Node     // the log-density of its own draws as an objective reads it
	psi     Value        // the model is |ψ|² of this wave function
	latent  bool         // variables that the signature does not name were drawn
	own     *ownDraw     // of its own draws, for a path gradient
	demands []drawDemand // without which there is nothing to draw
}

// conditionals groups the ~ equations by the variable they give.
func (inst *Instance) conditionals() (names []string, groups map[string][]*lang.Equation) {
	groups = map[string][]*lang.Equation{}
	for _, eq := range inst.conds {
		n := leftName(eq.Left[0])
		if n == nil || len(eq.Left) != 1 {
			fail("G0123", eq, "the left side of a conditional is a variable or its elements", help("s[i] ~ … for i in I"))
		}
		if len(groups[n.Id]) == 0 {
			names = append(names, n.Id)
		}
		groups[n.Id] = append(groups[n.Id], eq)
	}
	return names, groups
}

// variable finds a variable of the signature.
func (inst *Instance) variable(name string) *dataVar {
	for i := range inst.data {
		if inst.data[i].name == name {
			return &inst.data[i]
		}
	}
	return nil
}

// group prepares the conditionals of one variable.
func (c ctx) group(inst *Instance, name string, eqs []*lang.Equation) *equations {
	q := &equations{c: c, name: name, eqs: eqs, kind: "~"}
	q.layout()
	v := inst.variable(name)
	if v == nil {
		return q
	}
	if v.given {
		fail("G0610", eqs[0], fmt.Sprintf("%s is given (it stands after |), and is not drawn", name), at("drawn here"), label(v.node, "given"),
			why("what stands after | has its value from outside, and a model draws the rest"), help("leave this line out, or move %s before the |", name))
	}
	for k := range q.parts[0].index {
		if k >= len(v.typ.Dims) {
			fail("G0406", eqs[0].Left[0], fmt.Sprintf("%s is %s", name, v.typ.String()), label(v.node, "%s: %s", name, v.typ.String()),
				help("%s with %s", name, plural(len(v.typ.Dims), "index")))
		}
		q.dims[k].Set = v.typ.Dims[k]
	}
	q.chooseAxes()
	q.checkConditionals(v)
	return q
}

// checkConditionals finds an element of a variable without a conditional, or with two.
func (q *equations) checkConditionals(v *dataVar) {
	g := q.c.g()
	cover := make([]*ad.Node, len(q.parts))
	for i, p := range q.parts {
		cover[i] = g.Truth(true)
		var from []*ad.Axis
		var to []*ad.Node
		for k, ix := range p.index {
			if !ix.set.Same(q.dims[k].Set) && embed(ix.node, ix.set, q.dims[k].Set) == nil {
				fail("G0301", ix.node, fmt.Sprintf("%s is over %s, and this index over %s", q.name, q.dims[k].Set.String(), ix.set.String()), label(v.node, "%s: %s", q.name, v.typ.String()),
					why("a variable is over the sets of its signature"), help("for … in %s", q.dims[k].Set.String()))
			}
			pos := q.c.whereIn(q.dims[k], ix.set)
			cover[i] = g.Apply(ad.And, cover[i], g.Apply(ad.Le, g.Integer(0), pos))
			if ix.gen != nil {
				from, to = append(from, ix.gen), append(to, pos)
			}
		}
		if p.gens.guard != nil {
			cover[i] = g.Apply(ad.And, cover[i], g.Gather(p.gens.guard, from, to))
		}
	}
	q.checkCover(cover)
}

// distAt evaluates the right side of a conditional.
func (q *equations) distAt(p *part) *Dist {
	c := p.gens.c
	c.path = q.c.childPath(q.name)
	v := c.eval(p.eq.X)
	switch v := v.(type) {
	case *Dist:
		return v
	case *Instance:
		if v.tmpl.decl.Kind == "model" {
			return &Dist{inst: v, node: p.eq.X}
		}
	}
	fail("G0601", p.eq.X, fmt.Sprintf("a variable is drawn from a distribution, and this is %s", kind(v)), at("%s", kind(v)),
		help("%s ~ normal(mean, sd), spin(logit = …), categorical(logits = …), …", lang.Print(p.eq.Left[0])))
	return nil
}

// checkKind compares what a conditional draws with what the signature says.
func (q *equations) checkKind(p *part, d *Dist) {
	v := q.variable
	if d.row == nil {
		return
	}
	if v == nil {
		q.checkLatent(p, d)
		return
	}
	want, got := v.typ.Set, d.set
	if want == nil && got == nil || want != nil && got != nil && want.Same(got) {
		return
	}
	what := "real numbers"
	if got != nil {
		what = "elements of " + got.String()
	}
	fail("G0607", p.eq.X, fmt.Sprintf("%s is %s, and this distribution draws %s", q.name, v.typ.String(), what), at("draws %s", what), label(v.node, "%s: %s", q.name, v.typ.String()),
		why("a density is a function on the set that the signature names"), help("%s", drawMend(want)))
}

// checkLatent: the conditionals of a latent variable draw elements of one set.
func (q *equations) checkLatent(p *part, d *Dist) {
	if p == q.parts[0] {
		return
	}
	first := q.distAt(q.parts[0])
	if first.row == nil || first.set == d.set || first.set != nil && d.set != nil && first.set.Same(d.set) {
		return
	}
	what := func(d *Dist) string {
		if d.set == nil {
			return "real numbers"
		}
		return "elements of " + d.set.String()
	}
	fail("G0607", p.eq.X, fmt.Sprintf("the parts of %s are drawn from different sets", q.name), at("draws %s", what(d)), label(q.parts[0].eq.X, "draws %s", what(first)),
		why("a variable is an element of one set, or a real number, wherever it is"), help("one kind of distribution in every conditional of %s", q.name))
}

// key names the data of a density, so that asking twice gives the same nodes.
func (c ctx) traceKey(data []*Array) string {
	var b strings.Builder
	for _, a := range data {
		fmt.Fprintf(&b, "%d:", a.Node.ID)
		for _, d := range a.Dims {
			fmt.Fprintf(&b, "%d,", d.Axis.ID)
		}
	}
	return b.String()
}

// densityTrace traces the log-density of a model at its data.
func (c ctx) densityTrace(n lang.Node, inst *Instance, data []*Array) *modelTrace {
	key := c.traceKey(data)
	if t, ok := inst.cache[key]; ok {
		if t.logp == nil {
			t.logp = t.density(n)
		}
		return t
	}
	t := &modelTrace{inst: inst, c: c.into(n, inst), vars: data}
	t.c.given = slices.ContainsFunc(data, func(a *Array) bool { return a.Node.Op != ad.LeafOp })
	t.bindData()
	t.logp = t.density(n)
	inst.cache[key] = t
	c.s.remember(t)
	c.checkCausal(n, inst)
	return t
}

// checkCausal refuses a model without an order of drawing, even where it is not drawn from: the product of
// its conditionals is no density then. A check does this once for every model.
func (c ctx) checkCausal(n lang.Node, inst *Instance) {
	if inst.ordered || !c.s.opts.Check || inst.tmpl.decl.Kind != "model" || inst.tmpl.decl.Propto {
		return
	}
	inst.ordered = true
	lane := c.s.laneAxis(2)
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: inst.path, sampling: true}.with(lane)
	var given []*Array
	for _, v := range inst.data {
		if v.given {
			given = append(given, in.unknownOf(v))
		}
	}
	var t *modelTrace
	if d, ok := catch(func() { t = in.drawTrace(n, inst, given, []*ad.Axis{lane}, true) }); d != nil || !ok {
		return // it has a density, but cannot be drawn from in this version
	}
	for _, x := range t.vars {
		c.s.checkOrder(n, x.Node)
	}
}

// unknownOf is a value of a variable of which nothing but its type is known.
func (c ctx) unknownOf(v dataVar) *Array {
	out := &Array{Set: v.typ.Set}
	used := append([]*ad.Axis{}, c.open...)
	for _, set := range v.typ.Dims {
		ax := c.s.axis(set, used)
		used = append(used, ax)
		out.Dims = append(out.Dims, Dim{ax, set})
	}
	typ := ad.Real
	if v.typ.Set != nil {
		typ = ad.Int
	}
	out.Node = c.g().Input(v.name, typ, axesOf(out.Dims)...)
	return out
}

// scored is the log-density as it stands in an expression. In an objective, the term that comes from the parameters of
// the density of one's own draw has mean zero (⟨∇log p⟩ = 0) where the draw is held: it is split off and put back only
// where its factor differs from sample to sample.
func (c ctx) scored(t *modelTrace) *ad.Node {
	switch {
	case c.obj == nil:
		return t.logp
	case t.own != nil:
		return t.own.path(c)
	case t.score || t.c.measured != nil && !slices.ContainsFunc(t.vars, func(x *Array) bool { return c.moves(x.Node) }):
		t.stopped = c.g().Apply(ad.Stop, t.logp)
		return t.stopped
	}
	return t.logp
}

// density is the log-density, latent variables solved for or summed out.
func (t *modelTrace) density(n lang.Node) *ad.Node {
	inst := t.inst
	names, groups := inst.conditionals()
	for _, v := range inst.data {
		if conds := groups[v.name]; len(conds) > 0 && inst.gives(v.name) {
			fail("G0204", t.equationOf(v.name), fmt.Sprintf("%s is drawn and given by an equation", v.name), at("given"), label(conds[0], "drawn"),
				help("leave one of them out, or draw a latent variable: t ~ …, %s = t + …", v.name))
		}
		if !v.given && groups[v.name] == nil && !inst.gives(v.name) && inst.tmpl.decl.Kind == "model" && !inst.tmpl.decl.Propto {
			fail("G0610", v.node, fmt.Sprintf("%s has no conditional", v.name), help("%s ~ … in the body of the model", v.name))
		}
	}
	if !inst.tmpl.decl.Propto && slices.ContainsFunc(inst.data, func(v dataVar) bool { return !v.given && groups[v.name] == nil }) {
		return t.solvedDensity(n)
	}
	if t.latent {
		// The draws bound the latent variables to their values: trace the sum afresh.
		fresh := t.fresh()
		fresh.bindData()
		return fresh.density(n)
	}
	latents := &latents{t: t}
	for _, name := range names {
		if inst.variable(name) == nil {
			latents.add(name, groups[name])
		}
	}
	if t.c.scope.names[firstDynamic(inst)] == nil {
		t.c.define(inst.dynamic)
	}
	if inst.tmpl.decl.Propto {
		return t.unnormalised()
	}
	return latents.sumOut(t.product())
}

// fresh is the trace of a body in which nothing is bound yet.
func (t *modelTrace) fresh() *modelTrace {
	out := &modelTrace{inst: t.inst, c: t.c, vars: t.vars}
	out.c.scope = newScope(t.inst.scope)
	return out
}

// bindData binds the variables of the signature that no equation gives.
func (t *modelTrace) bindData() {
	for i, v := range t.inst.data {
		if v.given || !t.inst.gives(v.name) {
			t.c.scope.set(v.name, t.vars[i], v.node)
		}
	}
}

// product is the sum of the logarithms of all conditionals.
func (t *modelTrace) product() *ad.Node {
	g := t.c.g()
	total := g.Const(0)
	names, groups := t.inst.conditionals()
	for _, name := range names {
		total = g.Apply(ad.Add, total, t.term(name, groups[name]))
	}
	return total
}

func firstDynamic(inst *Instance) string {
	for _, st := range inst.dynamic {
		return definedNames(st.(*lang.Equation))[0]
	}
	return ""
}

// logTerm is the log-density of one conditional, summed over its elements.
func (q *equations) logTerm(p *part) *ad.Node {
	d := q.distAt(p)
	q.checkKind(p, d)
	c := p.gens.c
	x := c.array(p.eq.Left[0], c.eval(p.eq.Left[0]))
	var node *ad.Node
	if d.inst != nil {
		node = c.logOfModel(p.eq, d, x)
	} else if d.push != nil {
		node = c.pushedDensity(p.eq, d, []Value{x})
	} else {
		node = c.logDensityOf(p.eq.Left[0], d, x)
	}
	return q.c.g().Sum(c.guarded(node, p.gens.guard, 0), p.gens.axes()...)
}

// logOfModel is the log-density of a model that stands on the right of ~.
func (c ctx) logOfModel(n lang.Node, d *Dist, x *Array) *ad.Node {
	inst := d.inst
	data := c.modelData(n, inst, []Value{x}, d.given)
	return c.densityTrace(n, inst, data).logp
}

// modelData brings drawn and given values into the order of the signature.
func (c ctx) modelData(n lang.Node, inst *Instance, drawn []Value, given []*Array) []*Array {
	data := make([]*Array, len(inst.data))
	i, j := 0, 0
	for k, v := range inst.data {
		if v.given {
			if j >= len(given) {
				fail("G0502", n, fmt.Sprintf("%s is conditioned on %s, which is not given", inst.title(), v.name), why("the density depends on what is given"), help("%s(… | %s)", inst.path, v.name))
			}
			data[k] = given[j]
			j++
			continue
		}
		if i >= len(drawn) {
			fail("G0502", n, fmt.Sprintf("%s is a distribution of %s", inst.title(), paramList(inst.tmpl.decl.Data)), help("one value for each variable, in the order of the signature"))
		}
		data[k] = c.coerceData(n, v, drawn[i])
		i++
	}
	if i < len(drawn) {
		fail("G0502", n, fmt.Sprintf("%s is a distribution of %s", inst.title(), paramList(inst.tmpl.decl.Data)), help("one value for each variable, in the order of the signature"))
	}
	return data
}

// density is p(s), p(x, y) or q(z | x); with _ in the place of a variable it is a conditional
// distribution to draw from.
func (c ctx) density(e *lang.Call, inst *Instance) Value {
	vals := make([]Value, 0, len(e.Args))
	open := false
	for i, a := range e.Args {
		if n, ok := a.X.(*lang.Name); ok && n.Id == "_" {
			open = true
			continue
		}
		if a.Name != nil || len(a.Gens) > 0 {
			fail("G0502", a, "the arguments of a density are values of its variables, in the order of the signature",
				help("%s(x), without generators and names", lang.Print(e.Fn)))
		}
		if i < len(inst.data) && inst.data[i].given != a.Bar && !(a.Bar || i > 0 && e.Args[i-1].Bar) && inst.data[i].given {
			fail("G0502", a, fmt.Sprintf("%s stands after |", inst.data[i].name), help("%s(… | …)", lang.Print(e.Fn)))
		}
		vals = append(vals, c.eval(a.X))
	}
	if open {
		d := &Dist{inst: inst, node: e}
		k := 0
		for _, v := range inst.data {
			if v.given {
				if k >= len(vals) {
					fail("G0502", e, fmt.Sprintf("%s is not given", v.name), help("%s(… | %s)", inst.path, v.name))
				}
				d.given = append(d.given, c.coerceData(e, v, vals[k]))
				k++
			}
		}
		if k != len(vals) {
			fail("G0502", e, "either all variables of a conditional draw are open (_), or none", help("%s(_ | …) draws all of them", inst.path))
		}
		return d
	}
	return c.densityAt(e, inst, vals, e.Args)
}

// densityAt is the density of a model at values in the order of the signature.
func (c ctx) densityAt(e lang.Node, inst *Instance, vals []Value, args []*lang.Arg) Value {
	if len(vals) != len(inst.data) {
		fail("G0502", e, fmt.Sprintf("%s is a density of %s, and %s given", inst.title(), plural(len(inst.data), "variable"), are(len(vals))),
			here("%s(%s)", inst.path, paramList(inst.tmpl.decl.Data)), help("one value for each variable, in the order of the signature"))
	}
	if inst.tmpl.decl.Propto && !c.logSpace {
		fail("G0611", e, fmt.Sprintf("%s is known up to a constant, so its density has no value", inst.title()),
			why("the normalisation of a ∝ model is a sum over all configurations"), help("exact(%s) enumerates a small one; its draws are s ~ %s", inst.path, inst.path))
	}
	data := make([]*Array, len(vals))
	for i, v := range inst.data {
		var node lang.Node = e
		if i < len(args) {
			node = args[i]
		}
		data[i] = c.coerceData(node, v, vals[i])
	}
	defer c.called(e, inst.path)
	t := c.densityTrace(e, inst, data)
	if inst.tmpl.decl.Propto {
		return c.expOf(c.g().Apply(ad.Sub, t.logp, c.logZ(e, inst)))
	}
	return c.expOf(c.scored(t))
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// unnormalised is the logarithm of what stands after ∝.
func (t *modelTrace) unnormalised() *ad.Node {
	d := t.inst.tmpl.decl
	e := d.Density
	if e == nil {
		e = t.inst.value
	}
	if e == nil {
		fail("G0504", d, "a ∝ model ends in its density, up to a constant", help("model p(s: spin[I]) ∝ exp(-E(s)/T)"))
	}
	return t.c.g().Apply(ad.Log, t.c.scalarOf(e, t.c.eval(e)))
}
