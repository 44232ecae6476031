package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/lang"
)

// Exact is a ∝ model whose normalisation was summed up: a distribution with exact expectations.
type Exact struct {
	inst *Instance
	logZ float64
}

// exactBuiltin is exact(p): the sum over all configurations of a small model.
func exactBuiltin(c ctx, e *lang.Call) Value {
	inst, ok := c.one(e).(*Instance)
	if !ok || inst.tmpl.decl.Kind != "model" {
		fail("G0702", e, "exact enumerates a model", help("model thermal(s: spin[I]) ∝ exp(-β*E(s)); reference = exact(thermal)"))
	}
	src := &source{node: e, inst: inst}
	_, count, discrete := src.support()
	if !discrete {
		fail("G0308", e, fmt.Sprintf("%s has real variables, which cannot be enumerated", inst.title()),
			why("real numbers are more than can be listed"), help("draw instead: mean(… for s ~ %s)", inst.path))
	}
	if count > MaxStates {
		fail("G0308", e, fmt.Sprintf("%s has %.4g configurations, too many to enumerate", inst.title(), count), here("at most %d are enumerated", MaxStates),
			help("draw instead: mean(… for s ~ %s)", inst.path))
	}
	x := &Exact{inst: inst}
	if !c.s.opts.Check {
		ax := c.s.laneAxis(int(count))
		_, logw := c.enumerate(src, ax)
		x.logZ = c.s.evaluate(e, c.logSumExp(logw, []*ad.Axis{ax}))[0][0]
		if math.IsNaN(x.logZ) || math.IsInf(x.logZ, -1) {
			checkWeights(e, inst, c.s.evaluate(e, logw)[0], "configurations")
		}
	} else {
		x.logZ = math.NaN()
		ax := c.s.laneAxis(int(count))
		c.enumerate(src, ax)
	}
	r := &Record{Kind: "exact", Fields: map[string]Value{}, Data: x}
	r.put("logZ", c.scalar(x.logZ))
	r.put("states", c.scalar(count))
	return r
}

// exactDensity is the density of a ∝ model whose normalisation was summed up.
func (c ctx) exactDensity(e *lang.Call, x *Exact) Value {
	vals, _ := c.evalArgs(e.Args)
	in := c
	in.logSpace, in.obj = true, nil
	if len(vals) != len(x.inst.data) {
		fail("G0502", e, fmt.Sprintf("%s is a density of %s, and %s given", x.inst.title(), plural(len(x.inst.data), "variable"), are(len(vals))),
			help("one value for each variable, in the order of the signature"))
	}
	data := make([]*Array, len(vals))
	for i, v := range x.inst.data {
		data[i] = c.coerceData(e.Args[i], v, vals[i])
	}
	return c.expOf(c.g().Apply(ad.Sub, in.densityTrace(e, x.inst, data).logp, c.exactLogZ(e, x, nil, nil)))
}

// exactLogZ is the normalisation of an enumerated model. Where it has parameters it follows them: from the
// weights of all configurations along an axis where they are at hand, else as a sum of its own.
func (c ctx) exactLogZ(n lang.Node, x *Exact, logw *ad.Node, axis *ad.Axis) *ad.Node {
	switch {
	case !c.learns(n, x.inst):
		return c.g().Const(x.logZ)
	case logw != nil:
		return c.logSumExp(logw, []*ad.Axis{axis})
	}
	return c.logZ(n, x.inst)
}

// sampleBuiltin is sample(p), sample(p, n), sample(p, n, seed = 3).
func sampleBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) == 0 {
		fail("G0502", e, "sample takes a distribution", help("sample(p, 1000)"))
	}
	n, single := 1, true
	key := ""
	for i, a := range e.Args[1:] {
		switch {
		case a.Name == nil && i == 0:
			n, single = c.positive(a.X), false
			keepable(a.X, float64(n))
		case a.Name != nil && a.Name.Id == "seed":
			key = fmt.Sprintf("@%d", c.whole(a.X))
		case a.Name != nil:
			c.unknownOption(a.Name, []string{"seed"})
		default:
			fail("G0502", a, "sample takes a distribution and a number of draws", help("sample(p, 1000), sample(p, 1000, seed = 1)"))
		}
	}
	if len(c.open) > 0 {
		elementwiseOnly(e, "draws are made for one element at a time")
	}
	src := c.sourceOf(e.Args[0].X, c.eval(e.Args[0].X))
	if src.exact != nil || src.inst != nil && src.inst.tmpl.decl.Propto {
		fail("G0613", e, fmt.Sprintf("%s is known up to a constant: it is drawn from by a Markov chain", src.inst.title()), help("mcmc(%s).draws", src.inst.path))
	}
	lane := c.s.laneAxis(n)
	in := c.with(lane)
	in.stream = c.path + "/sample" + key
	in.sampling = true
	v, t := in.draw(src, []*ad.Axis{lane}, false)
	vars, ok := v.(Tuple)
	if !ok {
		vars = Tuple{v}
	}
	nodes := make([]*ad.Node, len(vars))
	for i, x := range vars {
		nodes[i] = x.(*Array).Node
	}
	values := make([][]float64, len(vars))
	if !c.s.opts.Check {
		values = c.s.evaluate(e, append(nodes, asked(t.demands)...)...)
		met(t.demands, values[len(vars):])
	}
	out := make(Tuple, len(vars))
	for i, x := range vars {
		out[i] = c.drawnArray(e, x.(*Array), values[i], lane, n, single)
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

// drawnArray puts the values of draws, which a check does not have, on an axis of their own.
func (c ctx) drawnArray(n lang.Node, a *Array, v []float64, lane *ad.Axis, count int, single bool) *Array {
	if c.s.opts.Check {
		c.s.checkOrder(n, a.Node)
		if single {
			return &Array{Node: c.g().Input("draw", a.Node.Type, axesOf(a.Dims)...), Dims: a.Dims, Set: a.Set}
		}
	}
	set := mustRange(1, count)
	row := c.s.axis(set, axesOf(a.Dims))
	if c.s.opts.Check {
		return &Array{Node: c.g().Input("draws", a.Node.Type, append([]*ad.Axis{row}, axesOf(a.Dims)...)...), Dims: append([]Dim{{row, set}}, a.Dims...), Set: a.Set}
	}
	axes := make([]*ad.Axis, len(a.Node.Axes))
	for i, ax := range a.Node.Axes {
		axes[i] = ax
		if ax == lane {
			axes[i] = row
		}
	}
	node := c.g().Table(axes, v, a.Node.Type)
	if single {
		node = c.g().Gather(node, []*ad.Axis{row}, []*ad.Node{c.g().Integer(0)})
		return &Array{Node: node, Dims: a.Dims, Set: a.Set}
	}
	return &Array{Node: node, Dims: append([]Dim{{row, set}}, a.Dims...), Set: a.Set}
}

// klBuiltin is kl(p, q), or kl(data, p), the cross entropy of data and a model.
func klBuiltin(c ctx, e *lang.Call) Value {
	p, q := c.two(e)
	if d, ok := q.(*Array); ok {
		fail("G0704", e.Args[1], "the rows of data come first in a divergence", at("%s", kind(d)), why("kl(data, p) is -⟨log p⟩ over the data; data have no density of their own"),
			help("kl(%s, %s)", lang.Print(e.Args[1].X), lang.Print(e.Args[0].X)))
	}
	x := &lang.Name{At: e.At, Id: "x"}
	logOf := func(d lang.Expr) lang.Expr {
		return &lang.Call{At: e.At, Fn: &lang.Name{At: e.At, Id: "log"}, Args: []*lang.Arg{{At: e.At, X: &lang.Call{At: e.At, Fn: d, Args: spread(x, p, e)}}}}
	}
	in := c.within(newScope(c.scope))
	in.scope.set("p", p, e.Args[0])
	in.scope.set("q", q, e.Args[1])
	in.scope.set("log", c.s.builtins["log"], e)
	in.scope.set("mean", c.s.builtins["mean"], e)
	pn, qn := &lang.Name{At: e.Args[0].At, Id: "p"}, &lang.Name{At: e.Args[1].At, Id: "q"}
	var body lang.Expr
	gen := &lang.Gen{At: e.At, Pattern: pattern(x, p, e), Tilde: true, X: pn}
	switch a := p.(type) {
	case *Array:
		if len(a.Dims) == 0 {
			fail("G0704", e.Args[0], "data are the rows of an array", help("kl(data, q) with data = read(\"data.npy\"), one row for each sample"))
		}
		gen.Tilde = false
		body = &lang.Unary{At: e.At, Op: "-", X: logOf(qn)}
	case Tuple:
		gen.Tilde = false
		minus := &lang.Unary{At: e.At, Op: "-", X: logOf(qn)}
		markGiven(minus.X.(*lang.Call).Args[0].X.(*lang.Call), q)
		body = minus
	default:
		body = &lang.Binary{At: e.At, Op: "-", X: logOf(pn), Y: logOf(qn)}
	}
	call := &lang.Call{At: e.At, Fn: &lang.Name{At: e.At, Id: "mean"}, Args: []*lang.Arg{{At: e.At, X: body, Gens: []*lang.Gen{gen}}}}
	return in.reductionCall(call, "mean")
}

// entropyBuiltin is entropy(p) = -⟨log p⟩.
func entropyBuiltin(c ctx, e *lang.Call) Value {
	p := c.one(e)
	x := &lang.Name{At: e.At, Id: "x"}
	in := c.within(newScope(c.scope))
	in.scope.set("p", p, e.Args[0])
	in.scope.set("log", c.s.builtins["log"], e)
	pn := &lang.Name{At: e.Args[0].At, Id: "p"}
	density := &lang.Call{At: e.At, Fn: pn, Args: spread(x, p, e)}
	body := &lang.Unary{At: e.At, Op: "-", X: &lang.Call{At: e.At, Fn: &lang.Name{At: e.At, Id: "log"}, Args: []*lang.Arg{{At: e.At, X: density}}}}
	gen := &lang.Gen{At: e.At, Pattern: pattern(x, p, e), Tilde: true, X: pn}
	call := &lang.Call{At: e.At, Fn: &lang.Name{At: e.At, Id: "mean"}, Args: []*lang.Arg{{At: e.At, X: body, Gens: []*lang.Gen{gen}}}}
	return in.reductionCall(call, "mean")
}

// markGiven sets the bar of the arguments of a density that are given.
func markGiven(density *lang.Call, q Value) {
	inst, ok := q.(*Instance)
	for i, a := range density.Args {
		a.Bar = ok && i < len(inst.data) && inst.data[i].given
	}
}

// drawnNames are names for the variables of a model that a draw gives, or for data that go together.
func drawnNames(x *lang.Name, p Value, e *lang.Call) []lang.Expr {
	if t, ok := p.(Tuple); ok && len(t) > 1 {
		return numbered(e, len(t))
	}
	inst, ok := p.(*Instance)
	if r, is := p.(*Record); is {
		if e, is := r.Data.(*Exact); is {
			inst, ok = e.inst, true
		}
	}
	if d, is := p.(*Dist); is && d.inst != nil {
		inst, ok = d.inst, true
	}
	if !ok {
		return []lang.Expr{x}
	}
	drawn := 0
	for _, v := range inst.data {
		if !v.given {
			drawn++
		}
	}
	if drawn == 1 {
		return []lang.Expr{x}
	}
	return numbered(e, drawn)
}

// numbered are the names x1, x2, …
func numbered(e *lang.Call, n int) []lang.Expr {
	out := make([]lang.Expr, n)
	for i := range out {
		out[i] = &lang.Name{At: e.At, Id: fmt.Sprintf("x%d", i+1)}
	}
	return out
}

func pattern(x *lang.Name, p Value, e *lang.Call) lang.Expr {
	names := drawnNames(x, p, e)
	if len(names) == 1 {
		return names[0]
	}
	return &lang.Tuple{At: e.At, X: names}
}

func spread(x *lang.Name, p Value, e *lang.Call) []*lang.Arg {
	var out []*lang.Arg
	for _, n := range drawnNames(x, p, e) {
		out = append(out, &lang.Arg{At: e.At, X: n})
	}
	return out
}

func nanEstimate() *estimate.Estimate { return estimate.Measured(math.NaN(), math.NaN(), 0) }

// maxNormalised is the largest number of configurations that are summed up in every step of a training.
const maxNormalised = 1 << 14

// logZ is the logarithm of the normalisation of a ∝ model inside an objective: summed up once where nothing
// in it is trained, in every step where something is. Too large a sum that nothing is trained in is left out.
func (c ctx) logZ(n lang.Node, inst *Instance) *ad.Node {
	src := &source{node: n, inst: inst}
	_, count, discrete := src.support()
	for _, v := range inst.data {
		if v.given {
			fail("G0616", n, fmt.Sprintf("the normalisation of %s differs for every condition, and is not part of this version", inst.title()),
				why("each condition would need a sum over all configurations"), help("a model of conditionals (~) is normalised for every condition"))
		}
	}
	trained := c.learns(n, inst)
	switch {
	case trained && (!discrete || count > maxNormalised):
		fail("G0616", n, fmt.Sprintf("the density of %s has parameters inside its normalisation, which is too large a sum to train", inst.title()),
			here("at most %d configurations", maxNormalised), why("the gradient of log Z is a sum over all configurations"),
			help("train the other side: kl(q, p) with the parameters in q, or a normalised model of conditionals (~)"))
	case !trained && (!discrete || count > MaxStates):
		c.warn("G0617", n, fmt.Sprintf("the value is shown up to log Z of %s, which is not known", inst.title()),
			why("log Z does not depend on what is trained, so the training is not affected"), help("exact(%s) gives log Z of a small one", inst.path))
		return c.g().Const(0)
	}
	if z, ok := inst.cache["Z"]; ok {
		return z.logp
	}
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: c.path, logSpace: true}
	var z *ad.Node
	if trained {
		ax := c.g().Axis("states", int(count))
		_, logw := in.enumerate(src, ax)
		z = c.logSumExp(logw, []*ad.Axis{ax})
	} else if c.s.opts.Check {
		z = c.g().Const(0)
	} else {
		ax := c.s.laneAxis(int(count))
		_, logw := in.enumerate(src, ax)
		z = c.g().Const(c.s.evaluate(n, c.logSumExp(logw, []*ad.Axis{ax}))[0][0])
	}
	inst.cache["Z"] = &modelTrace{inst: inst, logp: z}
	return z
}

// learns tells whether the unnormalised density of a model depends on parameters.
func (c ctx) learns(n lang.Node, inst *Instance) bool {
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: inst.path, logSpace: true}
	data := make([]*Array, len(inst.data))
	for i, v := range inst.data {
		data[i] = in.unknownOf(v)
	}
	found := false
	visit(in.densityTrace(n, inst, data).logp, func(m *ad.Node) { found = found || m.Leaf != nil && m.Leaf.Kind == ad.ParamLeaf })
	return found
}
