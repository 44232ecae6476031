package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/lang"
)

// Expectations: mean, var, std and logmeanexp over draws.
//
// Outside of an objective an expectation is evaluated at once and its value is an estimate. Inside of one
// it is a node: the mean over an axis of samples, to which a term is added that is zero and whose
// derivative is the score-function estimator with a leave-one-out baseline,
//
//	m + mean(stop((f - m)·B/(B-1))·(log p - stop(log p))),
//
// so that derivatives of anything made of expectations (products, logarithms, nested ones) come out of the
// ordinary rules. Draws that can be differentiated need no such term.

// expectSpec are the options of an expectation.
type expectSpec struct {
	word      string
	samples   int
	inner     int
	estimator string // that was named, which then replaces enumeration; "": it follows from the model
	baseline  string // of score: loo, mean, none
	seed      uint64
	node      lang.Node
	body      lang.Expr
	gens      []*lang.Gen
	energy    *energySpec // nil for others
}

// objective collects what an objective needs while it is traced.
type objective struct {
	nest
	batch    int
	samples  int
	data     []*batchIndex
	step     *ad.Node // inputs
	progress *ad.Node
	energies []*energySpec
	choices  []Choice // how each expectation is estimated
	means    []sampledMean
	scores   []score
	others   int // sampled expectations of other kinds, whose spread is not followed
}

// sampledMean is a mean over samples in an objective: its node, its integrand and its samples.
type sampledMean struct {
	node, f *ad.Node
	terms   *ad.Node // of each sample; their mean has the derivative of the mean
	axis    *ad.Axis
}

// batchIndex is the index of the rows of data in a mini-batch.
type batchIndex struct {
	leaf *ad.Leaf
	rows int
}

// isExpectation tells whether a reduction goes over draws, or over data inside an objective.
func (c ctx) isExpectation(arg *lang.Arg) bool {
	for _, g := range arg.Gens {
		if g.Tilde {
			return true
		}
	}
	return false
}

// expectation evaluates mean(f for x ~ p) and its kin.
func (c ctx) expectation(e *lang.Call, word string) Value {
	return c.expected(c.expectOptions(e, word))
}

func (c ctx) expected(spec *expectSpec) Value {
	if c.obj != nil || c.sampling {
		return c.expectNode(spec)
	}
	return c.estimateNow(spec)
}

func (c ctx) expectOptions(e *lang.Call, word string) *expectSpec {
	spec := &expectSpec{word: word, samples: c.s.opts.Samples, inner: 2, baseline: "loo", node: e, body: e.Args[0].X, gens: e.Args[0].Gens}
	if isSpread(word) {
		spec.inner = 3
	}
	for _, a := range e.Args[1:] {
		if a.Name == nil {
			fail("G0502", a, word+" takes one expression with generators, then options", help("%s(f(x) for x ~ p, samples = 10000)", word))
		}
		switch a.Name.Id {
		case "samples":
			spec.samples = c.positive(a.X)
		case "inner":
			spec.inner = c.positive(a.X)
		case "seed":
			spec.seed = uint64(c.whole(a.X))
		case "estimator":
			c.estimatorOption(spec, a.X)
		default:
			c.unknownOption(a.Name, []string{"samples", "inner", "estimator", "seed"})
		}
	}
	return spec
}

func (c ctx) positive(e lang.Expr) int {
	n := c.whole(e)
	if n < 1 {
		fail("G0304", e, fmt.Sprintf("a positive whole number is needed here, and this is %d", n), help("at least 1"))
	}
	return n
}

// unknownOption refuses an option; more says what else helps.
func (c ctx) unknownOption(n *lang.Name, known []string, more ...option) {
	opts := append([]option{here("options: %s", join(known, 20))}, more...)
	if s := lang.Suggest(n.Id, known); s != "" {
		opts = append(opts, replace(n, s))
	}
	fail("G0703", n, fmt.Sprintf("there is no option %s here", n.Id), opts...)
}

// sampledBody traces the integrand over draws.
type sampledBody struct {
	c      ctx
	f      *ad.Node
	axis   *ad.Axis // samples, or all joint values
	weight *ad.Node // of each joint value; nil for samples
	traces []*modelTrace
	states float64
	terms  *ad.Node

	measured *measuredDraws
	twin     map[*ad.Axis]*ad.Axis // of the axes of measured draws
	own      []*ownDraw            // for path gradients
	outer    *derive.Regrouping    // of inner samples, those of all outer draws along one axis; nil for others
	inner    int                   // samples of each outer draw
}

// single is the one source of an expectation over one draw; nil where there are several generators.
func (c ctx) single(spec *expectSpec) *source {
	if len(spec.gens) != 1 || !spec.gens[0].Tilde {
		return nil
	}
	return c.sourceOf(spec.gens[0].X, c.eval(spec.gens[0].X))
}

// enumerable tells whether an expectation is a sum over few joint values.
func (c ctx) enumerable(spec *expectSpec, limit int) (*source, bool) {
	src := c.single(spec)
	if src == nil {
		return nil, false
	}
	if src.exact != nil {
		return src, true
	}
	_, count, ok := src.support()
	return src, ok && count <= float64(limit) && (src.inst == nil || !src.inst.tmpl.decl.Propto || c.sumsUp(src))
}

// sumsUp tells whether the joint values of a ∝ model are weighted with their sum: where the normalisation is asked for, and
// inside of another expectation, where each outer draw has its own.
func (c ctx) sumsUp(src *source) bool {
	return src.inst != nil && (src.inst.summed || src.inst.tmpl.decl.Propto && c.laneOpen())
}

// enumerated traces the integrand at all joint values.
func (c ctx) enumerated(spec *expectSpec, src *source) *sampledBody {
	_, count, _ := src.support()
	out := &sampledBody{states: count}
	if c.laneOpen() {
		out.axis = c.g().Axis("states", int(count))
	} else {
		out.axis = c.s.laneAxis(int(count))
	}
	in := c.with(out.axis).within(newScope(c.scope))
	v, logw := in.enumerate(src, out.axis)
	apart := logw // of one value at a time
	if src.exact == nil && c.sumsUp(src) {
		logw = c.g().Apply(ad.Sub, logw, c.logSumExp(logw, []*ad.Axis{out.axis}))
	}
	if src.exact != nil {
		logw = c.g().Apply(ad.Sub, logw, c.exactLogZ(spec.node, src.exact, logw, out.axis))
	}
	in.bindPattern(spec.gens[0].Pattern, v)
	out.guard(spec.gens[0])
	out.weight = c.g().Apply(ad.Exp, logw)
	if in.weight = out.weight; c.weight != nil {
		in.weight = c.g().Apply(ad.Mul, c.weight, out.weight)
	}
	out.c = in
	out.f = in.scalarOf(spec.body, in.eval(spec.body))
	in.noteScore(out.axis, apart, in.weight, src.psi, several(v))
	return out
}

func (b *sampledBody) guard(gen *lang.Gen) {
	if gen.Guard != nil {
		fail("G0701", gen.Guard, "a draw has no guard", help("mean(if c then f else 0 for x ~ p)"))
	}
}

// drawn traces the integrand over draws along an axis; data generators beside the draws are paired
// with them.
func (c ctx) drawnBody(spec *expectSpec, axis *ad.Axis) *sampledBody {
	out := &sampledBody{axis: axis, twin: map[*ad.Axis]*ad.Axis{}}
	in := c.with(axis).within(newScope(c.scope))
	place := c.placeAxes(axis)
	for k, gen := range spec.gens {
		out.guard(gen)
		if !gen.Tilde {
			in.bindPattern(gen.Pattern, in.dataRow(gen, axis))
			continue
		}
		in.stream = c.drawPath(spec, k)
		src := in.sourceOf(gen.X, in.eval(gen.X))
		from := in
		from.measured = nil
		if spec.estimator == byMeasure {
			if out.measured == nil {
				out.measured = &measuredDraws{place: ad.Union(sorted(place), c.open)}
			}
			from.measured = out.measured
		}
		v, t := from.draw(src, place, spec.estimator == byScore || src.psi != nil) // a local energy is held: it has no path
		t.psi = src.psi
		if spec.estimator == byPath && !t.score {
			out.own = append(out.own, in.ownOf(src, v, t))
		}
		if len(spec.gens) == 1 {
			in.drawn = c.bornDraw(src.psi, several(v))
		}
		in.bindPattern(gen.Pattern, v)
		out.traces = append(out.traces, t)
	}
	out.c = in
	out.f = in.scalarOf(spec.body, in.eval(spec.body))
	in.drawn.settle(c.g(), out.f)
	return out
}

// placeAxes are the axes that a draw is made along: its own samples, and those around them.
func (c ctx) placeAxes(axis *ad.Axis) []*ad.Axis {
	place := []*ad.Axis{axis}
	for _, a := range c.open {
		if a.Lane || c.samples[a] {
			place = append(place, a)
		}
	}
	return place
}

// drawPath names the random stream of a draw by its place in the program.
func (c ctx) drawPath(spec *expectSpec, k int) string {
	p := fmt.Sprintf("%s/%s/%s#%d", c.stream, c.path, spec.word, k)
	if spec.seed != 0 {
		p += fmt.Sprintf("@%d", spec.seed)
	}
	return p
}

func (c ctx) laneOpen() bool {
	for _, a := range c.open {
		if a.Lane {
			return true
		}
	}
	return false
}

// dataRow is a row of data for each sample: a mini-batch in an objective, row after row elsewhere.
func (c ctx) dataRow(gen *lang.Gen, axis *ad.Axis) Value {
	v := c.eval(gen.X)
	set := c.rowSet(gen.X, v)
	if set == nil {
		fail("G0704", gen.X, fmt.Sprintf("the rows of an array go along with the draws, and this is %s", kind(v)),
			why("a set is summed over, data are paired with draws"), help("mean(sum(f(x, i) for i in I) for x ~ p)"))
	}
	rows := set.Size()
	if rows == 0 {
		fail("G0704", gen.X, "there are no data", help("an array with at least one row"))
	}
	var pos *ad.Node
	switch {
	case axis.Size%rows == 0:
		pos = c.g().Apply(ad.Mod, c.g().Iota(axis), c.g().Integer(rows))
	case c.obj != nil:
		leaf := &ad.Leaf{Kind: ad.InputLeaf, Name: "row", Axes: []*ad.Axis{axis}, Type: ad.Int}
		pos = c.g().Leaf(leaf)
		c.obj.data = append(c.obj.data, &batchIndex{leaf, rows})
	default:
		// Rows drawn at random; arrays with as many rows go along row by row.
		u := c.rowNoise(axis, rows)
		pos = c.g().Apply(ad.Floor, c.g().Apply(ad.Mul, u, c.g().Integer(rows)))
	}
	return c.rowAt(v, set, pos)
}

// rowNoise is the random number that chooses the row of data of each sample.
func (c ctx) rowNoise(axis *ad.Axis, rows int) *ad.Node {
	key := rowKey{axis, rows}
	if u, ok := c.s.rowNoise[key]; ok {
		return u
	}
	u := c.g().Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "row", Axes: []*ad.Axis{axis}, Type: ad.Real, Stream: stream(c.module, c.s.place(c.path+"|row"))})
	c.s.rowNoise[key] = u
	return u
}

// rowKey names the rows that go along with an axis of samples.
type rowKey struct {
	axis *ad.Axis
	rows int
}

// expectNode is an expectation inside an objective, or inside another expectation.
func (c ctx) expectNode(spec *expectSpec) Value {
	limit := spec.samples
	nested := c.laneOpen()
	if c.obj != nil {
		limit = c.obj.batch
	}
	if nested {
		limit = max(spec.inner, 64)
	}
	if src, ok := c.enumerable(spec, limit); ok && (spec.estimator == "" || src.exact != nil) {
		b := c.enumerated(spec, src)
		c.choice(spec, fmt.Sprintf("exact sum over %.0f joint values", b.states), "as they are few")
		return &Array{Node: b.combine(spec.word, b.weighted)}
	}
	if src := c.single(spec); src != nil && src.inst != nil && src.inst.tmpl.decl.Propto {
		switch {
		case c.obj != nil && len(c.open) == 0:
			return c.chainNode(spec, src)
		case c.nest != nil && len(c.open) > 0:
			return c.nestedChain(spec, src)
		}
		fail("G0613", spec.node, fmt.Sprintf("%s is known up to a constant: it is drawn from by a Markov chain, and not here", src.inst.title()),
			why("what is around is drawn once, and chains take many steps"), help("draw from it before: data = mcmc(%s).draws", src.inst.path))
	}
	axis := c.sampleAxis(spec, nested)
	in := c
	if nested {
		if c.nest != nil && !c.amongDraws() {
			c.nest.drawn = true
		}
		in.samples = map[*ad.Axis]bool{axis: true}
		for a := range c.samples {
			in.samples[a] = true
		}
	}
	b := in.drawnBody(spec, axis)
	out := b.combine(spec.word, c.meanBy(spec, b))
	switch {
	case c.obj == nil || nested && c.amongDraws(): // a part of what one outer sample contributes
	case spec.word == "mean" && !nested:
		c.obj.means = append(c.obj.means, sampledMean{out, b.f, b.terms, axis})
	default:
		c.obj.others++
	}
	return &Array{Node: out}
}

// sampleAxis is the axis of samples of an expectation.
func (c ctx) sampleAxis(spec *expectSpec, nested bool) *ad.Axis {
	if nested {
		return c.g().Axis("inner", spec.inner)
	}
	if c.obj != nil {
		return c.s.laneAxis(c.obj.batch)
	}
	return c.s.laneAxis(spec.samples)
}

func (b *sampledBody) plainMean(f *ad.Node) *ad.Node {
	b.terms = f
	return b.meanOf(f)
}

// meanOf is the mean over the samples, of inner ones for each outer draw.
func (b *sampledBody) meanOf(f *ad.Node) *ad.Node {
	g := b.c.g()
	total := g.Sum(f, b.axis)
	if b.outer != nil {
		if !f.Has(b.axis) {
			return f
		}
		total = b.outer.Sum(g, f)
	}
	return g.Apply(ad.Div, total, g.Const(b.count()))
}

// count is the number of samples that a mean is taken over.
func (b *sampledBody) count() float64 {
	if b.outer != nil {
		return float64(b.inner)
	}
	return float64(b.axis.Size)
}

// apart is f less a mean, at each sample.
func (b *sampledBody) apart(f, mean *ad.Node) *ad.Node {
	if b.outer != nil {
		mean = b.outer.Gather(b.c.g(), mean)
	}
	return b.c.g().Apply(ad.Sub, f, mean)
}

// weighted is the exact mean; values of probability zero are left out whatever the integrand is there.
func (b *sampledBody) weighted(f *ad.Node) *ad.Node {
	g := b.c.g()
	return g.Sum(g.Select(g.Apply(ad.Le, b.weight, g.Const(0)), g.Const(0), g.Apply(ad.Mul, b.weight, f)), b.axis)
}

// scoreMean is the mean with the zero term whose derivative is the score-function estimator. Of squares of distances from the
// mean of the same samples it is that of their variance.
func (b *sampledBody) scoreMean(f *ad.Node, spec *expectSpec) *ad.Node {
	g := b.c.g()
	n := b.count()
	m := b.plainMean(f)
	weight, factor, fitted := f, 1.0, 0.0
	if isSpread(spec.word) {
		b.needThree(spec)
		factor, fitted = n/max(1, n-1), 1
	}
	switch {
	case spec.baseline == "loo" && n > 1+fitted:
		weight, factor = b.apart(f, m), n/(n-1-fitted)
	case spec.baseline == "mean":
		weight = b.apart(f, m)
	}
	weight = g.Apply(ad.Mul, g.Const(factor), weight)
	weight = g.Apply(ad.Stop, weight)
	out, terms := m, f
	for _, t := range b.traces {
		if !t.score {
			continue
		}
		if t.logp == nil {
			t.logp = t.density(nil)
		}
		w := weight
		if t.stopped != nil {
			w = b.withOwn(w, f, t.stopped)
		}
		if b.outer == nil {
			vars := make([]Value, len(t.vars))
			for i, v := range t.vars {
				vars[i] = v
			}
			b.c.noteScore(b.axis, t.logp, b.c.weight, t.psi, vars)
		}
		zero := g.Apply(ad.Sub, t.logp, g.Apply(ad.Stop, t.logp))
		term := g.Apply(ad.Mul, w, zero)
		out, terms = g.Apply(ad.Add, out, b.plainMean(term)), g.Apply(ad.Add, terms, term)
	}
	b.terms = terms
	return out
}

// withOwn adds ∂f/∂log p to the weight of ∇log p where it differs between samples; a constant factor
// contributes nothing in the mean.
func (b *sampledBody) withOwn(w, f, own *ad.Node) *ad.Node {
	g := b.c.g()
	factor, err := g.Grad(f, []*ad.Node{own}, f.Axes...)
	if err != nil {
		b.c.derivativeError(nil, err)
	}
	if !factor[0].Has(b.axis) {
		return w
	}
	return g.Apply(ad.Add, w, g.Apply(ad.Stop, factor[0]))
}

// combine makes mean, var, std or logmeanexp of a mean.
func (b *sampledBody) combine(word string, mean func(*ad.Node) *ad.Node) *ad.Node {
	g := b.c.g()
	switch word {
	case "mean":
		return mean(b.f)
	case "logmeanexp":
		m := g.Apply(ad.Stop, g.Reduce(ad.MaxOver, b.f, b.axis))
		if b.outer != nil {
			m = g.Apply(ad.Stop, b.meanOf(b.f)) // few samples lie around it
		}
		return g.Apply(ad.Add, m, g.Apply(ad.Log, mean(g.Apply(ad.Exp, b.apart(b.f, m)))))
	}
	// The mean of d is zero, so that the variance has the same derivative with its centre held.
	centre := b.meanOf
	if b.weight != nil {
		centre = b.weighted
	}
	d := b.apart(b.f, g.Apply(ad.Stop, centre(b.f)))
	v := mean(g.Apply(ad.Mul, d, d))
	if n := b.count(); b.weight == nil && n > 1 {
		v = g.Apply(ad.Mul, g.Const(n/(n-1)), v)
	}
	if word == "std" {
		v = g.Apply(ad.Sqrt, v)
	}
	return v
}

// isSpread tells whether an expectation is one of squares of distances from a mean.
func isSpread(word string) bool { return word == "var" || word == "std" }

// needThree refuses a derivative of a variance by the density of fewer than three samples: with the mean of two of them, both have
// the same distance from it.
func (b *sampledBody) needThree(spec *expectSpec) {
	n := b.count()
	if n > 2 || !slices.ContainsFunc(b.traces, func(t *modelTrace) bool { return t.score && (t.logp == nil || dependsOnParams(t.logp)) }) {
		return
	}
	mend := "inner = 3"
	if b.axis.Lane && b.outer == nil {
		mend = "with batch = 1000"
	}
	fail("G1020", spec.node, "the gradient of a variance does not follow from "+plural(int(n), "sample"), why("a density that changes moves a variance by third moments, which take three samples"), help("%s", mend))
}
