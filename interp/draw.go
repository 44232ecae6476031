package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// drawTrace traces a draw of a model: each variable is defined by its conditionals, which read the
// values drawn so far. Whether an order of drawing exists is found when it is evaluated.
func (c ctx) drawTrace(n lang.Node, inst *Instance, given []*Array, place []*ad.Axis, score bool) *modelTrace {
	if inst.tmpl.decl.Propto {
		fail("G0613", n, fmt.Sprintf("%s is known up to a constant: it is drawn from by a Markov chain, in an expectation of its own", inst.title()),
			help("draw before: data = mcmc(%s).draws", inst.path))
	}
	names, groups := inst.conditionals()
	t := &modelTrace{inst: inst, c: c.into(n, inst)}
	j := 0
	for _, v := range inst.data {
		switch {
		case v.given && j < len(given):
			t.c.scope.set(v.name, given[j], v.node)
			j++
		case v.given:
			fail("G0502", n, fmt.Sprintf("%s is conditioned on %s, which is not given", inst.title(), v.name), why("what is drawn depends on what is given"), help("%s(_ | %s)", inst.path, v.name))
		case groups[v.name] == nil && !inst.gives(v.name):
			fail("G0610", v.node, fmt.Sprintf("%s has no conditional", v.name), help("%s ~ … in the body of the model", v.name))
		}
	}
	t.score = c.measured == nil && (score || !t.differentiable(names, groups))
	var drawn []*equations
	for _, name := range names {
		q := t.c.group(inst, name, groups[name])
		drawn = append(drawn, q)
		q.variable, q.along, q.score = inst.variable(name), place, t.score
		q.extra = slices.Clone(place)
		q.prepare()
		t.c.scope.names[name] = &binding{place: groups[name][0].Left[0], s: c.s, thunk: q.traceDraw, self: q.self}
		t.latent = t.latent || q.variable == nil
	}
	t.c.define(inst.dynamic)
	for _, v := range inst.data {
		if !v.given && groups[v.name] == nil {
			t.vars = append(t.vars, t.made(v))
			continue
		}
		b := t.c.scope.names[v.name]
		a, ok := b.get(&lang.Name{At: v.node.At, Id: v.name}).(*Array)
		if !ok {
			panic("interp: a variable is not an array")
		}
		t.vars = append(t.vars, a)
	}
	for _, q := range drawn {
		t.demands = append(t.demands, q.demands...)
	}
	inst.cache[c.traceKey(t.vars)] = t
	return t
}

// drawDemand is a condition on what was drawn before, without which there is nothing to draw at a place.
type drawDemand struct {
	at lang.Node
	dist.Demand
}

// asked are the conditions of draws that are not known to hold.
func asked(list []drawDemand) (nodes []*ad.Node) {
	for _, d := range list {
		nodes = append(nodes, d.Holds)
	}
	return nodes
}

// met reports the first condition that does not hold, by the values of asked.
func met(list []drawDemand, values [][]float64) {
	for i, d := range list {
		if k := slices.Index(values[i], 0); k >= 0 {
			fail("G0608", d.at, d.Text+", after what was drawn before", why("what has no probability is not drawn, and the rest has less than 1 together"),
				help("a support that leaves something after all that may be drawn"))
		}
	}
}

// prepare learns what a variable looks like before it is traced, so that its own conditionals can read it.
func (q *equations) prepare() {
	if q.variable != nil {
		q.elem = q.variable.typ.Set
		used := slices.Clone(q.c.open)
		for _, d := range q.dims {
			used = append(used, d.Axis)
		}
		for _, set := range q.variable.typ.Dims[len(q.dims):] {
			ax := q.c.s.axis(set, used)
			used = append(used, ax)
			q.dims = append(q.dims, Dim{ax, set})
		}
		q.ready = true
	}
}

// differentiable tells whether derivatives pass every conditional: its draws can be differentiated, or there is nothing to
// differentiate, as of a fair coin. It looks at them before anything is drawn.
func (t *modelTrace) differentiable(names []string, groups map[string][]*lang.Equation) bool {
	varies := map[string]bool{}
	for _, v := range t.inst.data {
		varies[v.name] = true
	}
	for _, name := range names {
		varies[name] = true
	}
	for _, st := range t.inst.dynamic {
		for _, name := range definedNames(st.(*lang.Equation)) {
			varies[name] = true
		}
	}
	for _, name := range names {
		for _, eq := range groups[name] {
			row := rowOf(eq.X)
			if row != nil && row.Pathwise {
				continue
			}
			if readsAny(eq, varies) || row == nil && len(eq.Gens) > 0 {
				return false
			}
			q := t.c.group(t.inst, name, groups[name])
			k := slices.IndexFunc(q.parts, func(p *part) bool { return p.eq == eq })
			if k >= 0 && !t.c.smooth(q.distAt(q.parts[k])) {
				return false
			}
		}
	}
	return true
}

// rowOf is the distribution that an expression names, perhaps for each element; nil if it names none.
func rowOf(e lang.Expr) *dist.Row {
	for {
		l, ok := e.(*lang.List)
		if !ok || len(l.X) != 1 {
			break
		}
		e = l.X[0].X
	}
	if call, ok := e.(*lang.Call); ok {
		if fn, ok := call.Fn.(*lang.Name); ok {
			return dist.Find(fn.Id)
		}
	}
	return nil
}

// smooth tells whether derivatives pass the draws of a distribution.
func (c ctx) smooth(d *Dist) bool {
	switch {
	case d.push != nil && d.push.base.dist != nil:
		return c.smooth(d.push.base.dist)
	case d.push != nil:
		return c.smooth(&Dist{inst: d.push.base.inst})
	case d.inst != nil && d.inst.tmpl.decl.Propto:
		return false
	case d.inst != nil:
		t := &modelTrace{inst: d.inst, c: c.into(d.inst.tmpl.decl, d.inst)}
		return t.differentiable(d.inst.conditionals())
	}
	return d.row.Pathwise || !c.anyMoves(d.args)
}

// traceDraw traces the conditionals of one variable.
func (q *equations) traceDraw() Value {
	mark := len(q.c.s.traced)
	q.c.s.recurrences++
	defer func() { q.c.s.recurrences-- }()
	q.demands = nil
	out := q.once()
	if q.ref != nil {
		if extra := ad.Without(out.Node.Axes, q.ref.Axes); len(extra) > 0 {
			q.c.s.retrace(mark)
			q.demands = nil
			q.extra, q.ref = ad.Union(sorted(q.extra), extra), nil
			out = q.once()
		}
		q.ref.Leaf.Type = out.Node.Type
		q.c.g().Bind(q.ref, out.Node)
		out = &Array{Node: q.ref, Dims: out.Dims, Set: out.Set}
	}
	return q.drawn(out)
}

// drawPart is a draw of the elements that one conditional gives.
func (q *equations) drawPart(p *part) *Array {
	d := q.distAt(p)
	q.checkKind(p, d)
	c := p.gens.c
	if d.push != nil {
		v, _ := c.draw(&source{node: p.eq, dist: d}, q.along, q.score)
		return c.array(p.eq.X, v)
	}
	if d.inst != nil {
		t := c.drawTrace(p.eq, d.inst, d.given, q.along, q.score)
		one, ok := t.value().(*Array)
		if !ok {
			fail("G0601", p.eq.X, fmt.Sprintf("%s has %d variables; only a model of one variable stands on the right of ~", d.inst.title(), len(t.value().(Tuple))),
				why("what is drawn has one name here"), help("write its conditionals in this body, or draw from it in an expectation: (x, y) ~ p"))
		}
		q.demands = append(q.demands, t.demands...)
		return one
	}
	for _, x := range d.row.Demands(c.g(), d.args) {
		x.Holds = c.g().Apply(ad.Or, c.g().Apply(ad.Not, c.condition()), x.Holds)
		if x.Holds.Op != ad.Const {
			q.demands = append(q.demands, drawDemand{p.eq.X, x})
		}
	}
	place := append(slices.Clone(q.along), p.gens.axes()...)
	return &Array{Node: c.drawOf(p.eq.X, d, q.c.childPath(q.name), place), Dims: d.valueDims(), Set: d.set}
}

// source is what stands on the right of ~ in a generator.
type source struct {
	node  lang.Node
	dist  *Dist
	inst  *Instance // a model, with given values
	given []*Array
	exact *Exact
	psi   Value // draws are from |ψ|²
}

// sourceOf reads the right side of a draw.
func (c ctx) sourceOf(n lang.Expr, v Value) *source {
	switch v := v.(type) {
	case *Dist:
		if v.inst != nil {
			return &source{node: n, inst: v.inst, given: v.given, psi: v.psi}
		}
		return &source{node: n, dist: v}
	case *Instance:
		if v.tmpl.decl.Kind == "model" {
			return &source{node: n, inst: v}
		}
	case *Record:
		if x, ok := v.Data.(*Exact); ok {
			return &source{node: n, exact: x, inst: x.inst}
		}
	case *Template:
		fail("G0702", n, fmt.Sprintf("%s still needs its static arguments", v.decl.Name.Id), help("q = %s(%s), and then x ~ q", v.decl.Name.Id, paramList(v.decl.Static)))
	case *sets.Set, *Family, Type:
		fail("G0702", n, fmt.Sprintf("%s is enumerated with in, not drawn from", kind(v)), at("not a distribution"), help("for … in %s", lang.Print(n)))
	}
	opts := []option{at("%s", kind(v))}
	if b, ok := v.(*Builtin); ok {
		opts = append(opts, help("with its arguments it may be a distribution; help(%s) tells", b.Name))
	}
	if r, ok := v.(*Record); ok && r.Fields["draws"] != nil {
		opts = append(opts, help("its draws are at hand: for … in %s.draws", lang.Print(n)))
	}
	fail("G0702", n, fmt.Sprintf("a draw comes from a distribution or a model, and this is %s", kind(v)), opts...)
	return nil
}

// draw draws along the given axes: the value bound to the pattern, and the trace for its density.
func (c ctx) draw(src *source, place []*ad.Axis, score bool) (Value, *modelTrace) {
	if src.dist != nil && src.dist.push != nil {
		return c.drawPushed(src, place, score)
	}
	if src.dist != nil {
		d := c.renameDist(src.dist).(*Dist)
		node := c.drawOf(src.node, d, "draw", place)
		t := &modelTrace{c: c, score: c.measured == nil && (score || !c.smooth(d))}
		if t.score {
			node = c.g().Apply(ad.Stop, node)
		}
		a := &Array{Node: node, Dims: d.valueDims(), Set: d.set}
		t.vars = []*Array{a}
		if t.score {
			t.logp = c.logDensityOf(src.node, d, a)
		}
		return a, t
	}
	t := c.drawTrace(src.node, src.inst, src.given, place, score)
	return t.value(), t
}

// value is what a pattern is bound to: the one variable, or a tuple.
func (t *modelTrace) value() Value {
	var out Tuple
	for i, v := range t.inst.data {
		if !v.given {
			out = append(out, t.vars[i])
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

// support lists the types of the variables of a discrete source, and its number of joint values.
func (src *source) support() (types []Type, count float64, ok bool) {
	if d := src.dist; d != nil {
		if d.set == nil {
			return nil, 0, false
		}
		t := Type{Set: d.set}
		for _, dim := range d.valueDims() {
			t.Dims = append(t.Dims, dim.Set)
		}
		n, _ := states(t)
		return []Type{t}, n, true
	}
	count = 1
	for _, v := range src.inst.data {
		if v.given {
			continue
		}
		if v.typ.Set == nil {
			return nil, 0, false
		}
		n, _ := states(v.typ)
		types = append(types, v.typ)
		count *= n
	}
	return types, count, true
}

// enumerate binds all joint values of a discrete source along an axis; logw is the logarithm of
// their weights, up to a constant for a ∝ model.
func (c ctx) enumerate(src *source, ax *ad.Axis) (v Value, logw *ad.Node) {
	types, _, _ := src.support()
	in := c.with(ax)
	vals := make(Tuple, len(types))
	weight := 1.0
	for k := len(types) - 1; k >= 0; k-- {
		vals[k] = in.configuration(types[k], ax, weight)
		n, _ := states(types[k])
		weight *= n
	}
	v = vals
	if len(vals) == 1 {
		v = vals[0]
	}
	if src.dist != nil {
		d := in.renameDist(src.dist).(*Dist)
		return v, in.logDensityOf(src.node, d, vals[0].(*Array))
	}
	data := in.modelData(src.node, src.inst, vals, src.given)
	return v, in.densityTrace(src.node, src.inst, data).logp
}
