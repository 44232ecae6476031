package interp

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/lang"
)

// Efforts of statistical laws.
const (
	lawDraws   = 20000 // of a comparison with all joint values
	lawBatches = 64    // of a mean with an error
	lawWays    = 8     // along which slopes are looked at: single ones may need events that are rarer than the draws are many
	lawBatch   = 16    // draws in one run
	lawRuns    = 32    // the most runs in a batch: as many as cost little
	plainDraws = 5     // that are made the slow way too
	plainSize  = 64    // the largest number of elements that are
	lawSigma   = 5.0
)

// distribution judges a model, or a distribution that a flow transforms.
func (j *court) distribution(src *source) {
	if src.exact != nil || !j.giveConditions(src) {
		return
	}
	m := &specimen{s: j.s, c: j.c, src: src, name: "law/" + j.object}
	if src.inst != nil && src.inst.tmpl.decl.Propto {
		j.unnormalised(m)
		return
	}
	_, count, discrete := src.support()
	if discrete && count <= mostStates {
		j.enumerable(m)
	} else if discrete {
		j.law("Σp = 1", "", 1e-10, func() (float64, string) {
			panic(unjudged(fmt.Sprintf("%.3g joint values are too many to sum up", count)))
		})
	} else {
		j.stein(m)
	}
	j.ownDensity(m)
	j.plainSampler(m)
	j.score(m, discrete && count <= mostStates)
}

// giveConditions gives values to what stands behind | in the signature of a model.
func (j *court) giveConditions(src *source) bool {
	if src.inst == nil || src.given != nil {
		return true
	}
	ok := true
	for _, v := range src.inst.data {
		if v.given {
			j.law("its condition "+v.name+" has values", "", 1, func() (float64, string) {
				src.given = append(src.given, j.some(v.name, v.typ))
				return 0, ""
			})
			last := len(j.laws) - 1
			ok = ok && !j.laws[last].Open
			j.laws = j.laws[:last]
		}
	}
	return ok
}

// some is an array of a type, with values of no special kind.
func (j *court) some(name string, t Type) *Array {
	a := j.c.unknownOf(dataVar{name: name, typ: t})
	values := normals(a.Node.Size(), "some", j.object, name)
	for i, v := range values {
		u := 1 / (1 + math.Exp(-v))
		switch {
		case t.Set != nil:
			values[i] = math.Floor(u * float64(t.Set.Size()))
		case t.Name == "int":
			values[i] = math.Floor(1 + 3*u)
		case t.Within != nil && !math.IsInf(t.Within.lo, 0) && !math.IsInf(t.Within.hi, 0):
			values[i] = t.Within.lo + (t.Within.hi-t.Within.lo)*u
		case t.Within != nil && math.IsInf(t.Within.hi, 1):
			values[i] = t.Within.lo + math.Exp(v/2)
		case t.Within != nil:
			values[i] = t.Within.hi - math.Exp(v/2)
		}
	}
	if t.Set != nil { // positions in the set stand for elements
		place := j.s.g.Table(a.Node.Axes, values, ad.Int)
		e := j.c.elementOf(t.Set, place)
		return &Array{Node: e.Node, Dims: a.Dims, Set: t.Set}
	}
	if t.Name == "int" {
		return &Array{Node: j.s.g.Table(a.Node.Axes, values, ad.Int), Dims: a.Dims}
	}
	return &Array{Node: j.s.bindInput(name, ad.Real, a.Node.Axes, values), Dims: a.Dims}
}

// enumerable judges a normalised distribution by all of its joint values.
func (j *court) enumerable(m *specimen) {
	var e *enumeration
	j.law("Σp = 1", "", 1e-10, func() (float64, string) {
		e = m.enumerate()
		sum := 0.0
		for _, l := range e.log {
			sum += math.Exp(l)
		}
		off := math.Abs(sum - 1)
		if !(off < 1e-10) {
			return off, j.wrongConditional(m)
		}
		return off, ""
	})
	j.law("draws have the density (χ²)", "σ", lawSigma, func() (float64, string) {
		if e == nil {
			panic(unjudged("the density has no values"))
		}
		d := m.draws(lawDraws)
		chi, freedom := chiSquared(m.counts(e, d, m.s.evaluate(nil, nodesOf(d.vars)...)), e.log)
		if math.IsNaN(freedom) {
			panic(unjudged("all draws have the same value"))
		}
		return sigmas(mathext.GammaIncRegComp(freedom/2, chi/2)), ""
	})
}

// atInputs is the log-density of the values of draws, handed in from outside.
func (m *specimen) atInputs(d *drawing, values [][]float64) (logp *ad.Node, vars []*Array) {
	for k, a := range d.vars {
		in := m.s.bindInput("x", a.Node.Type, a.Node.Axes, values[k])
		vars = append(vars, &Array{Node: in, Dims: a.Dims, Set: a.Set})
	}
	c := m.c.with(d.lane)
	c.path = m.name
	return c.sourceDensity(nil, m.src, arrays(vars)), vars
}

// ownDensity: sampling knows the density of its draws without asking for it afresh.
func (j *court) ownDensity(m *specimen) {
	limit := 1e-10
	if m.src.dist != nil {
		limit = 1e-6 // through the inverse
	}
	j.law("log p of draws, from sampling and afresh", "", limit, func() (float64, string) {
		d := m.drawsScored(200, false)
		got := m.s.evaluate(nil, append(nodesOf(d.vars), d.logp)...)
		last := len(got) - 1
		logp, _ := m.atInputs(d, got[:last])
		return farthest(got[last], m.s.evaluate(nil, logp)[0]), ""
	})
}

// plainSampler: the sampler, which reuses what it has computed, draws what drawing element by element from scratch draws.
func (j *court) plainSampler(m *specimen) {
	if m.src.dist != nil {
		return
	}
	j.law("draws are those made one by one", "", 1e-12, func() (float64, string) {
		d := m.draws(plainDraws)
		size := 0
		for _, a := range d.vars {
			size += a.Node.Size() / plainDraws
		}
		if size > plainSize {
			panic(unjudged(fmt.Sprintf("%d elements are too many to draw one by one", size)))
		}
		got := m.s.evaluateAt(nil, 5, nodesOf(d.vars)...)
		want, err := m.naive(5, nodesOf(d.vars)...)
		if err != nil {
			panic(unjudged(err.Error()))
		}
		worst := 0.0
		for k := range got {
			worst = math.Max(worst, farthest(got[k], want[k]))
		}
		return worst, ""
	})
}

// score judges what follows from the normalisation having no slope: ⟨∂ log p/∂θ⟩ = 0, and derivatives in θ.
func (j *court) score(m *specimen, enumerable bool) {
	var params []*ad.Node
	for _, p := range j.paramsOf(m.src) {
		params = append(params, p.node)
	}
	if len(params) == 0 {
		return
	}
	j.law("⟨∂log p/∂θ⟩ = 0", "σ", lawSigma, func() (float64, string) {
		d := m.draws(lawBatch)
		held := make([]*Array, len(d.vars))
		for i, a := range d.vars {
			held[i] = &Array{Node: m.s.g.Apply(ad.Stop, a.Node), Dims: a.Dims, Set: a.Set}
		}
		c := m.c.with(d.lane)
		c.path = m.name
		logp := c.sourceDensity(nil, m.src, arrays(held))
		outs, err := m.s.gradients(m.s.g.Sum(logp, d.lane), params)
		if err != nil {
			panic(unjudged(err.Error()))
		}
		plan, env := m.s.compile(nil, outs), m.s.env()
		batches, runs := affordableRuns(outs)
		got := momentsOver(batches, meanOf(runs, func(step int) []float64 {
			env.Step = uint64(step)
			m.s.runPlan(nil, plan, env)
			var list []float64
			for k := range outs {
				list = append(list, plan.Value(k)...)
			}
			return list
		}))
		return amongMany(deviation(got, make([]float64, lawWays), 1), lawWays), ""
	})
	j.law("∂log p/∂θ by differences", "", slopeLimit, func() (float64, string) {
		d := m.draws(2)
		logp, _ := m.atInputs(d, m.s.evaluate(nil, nodesOf(d.vars)...))
		return j.slopes(m.s.g.Sum(logp, d.lane), params)
	})
	if enumerable {
		j.estimator(m)
	}
}

// affordableRuns is a number of batches, fewer where runs of a plan are dear, and of runs in each of them.
func affordableRuns(outs []exec.Output) (batches, runs int) {
	work := 0.0
	seen := map[*ad.Node]bool{}
	for _, o := range outs {
		visit(o.Node, func(n *ad.Node) {
			if !seen[n] {
				seen[n] = true
				work += volume(ad.Union(n.Axes, n.Over))
			}
		})
	}
	return int(min(lawBatches, max(16, 1e9/work))), int(min(lawRuns, max(1, 1e8/(lawBatches*work))))
}

// meanOf is, for a batch, some ways through the mean of a list over its runs.
func meanOf(runs int, at func(step int) []float64) func(batch int) []float64 {
	return func(batch int) []float64 {
		var sum []float64
		for r := range runs {
			list := at((batch-1)*runs + r + 1)
			if sum == nil {
				sum = make([]float64, len(list))
			}
			for i, x := range list {
				sum[i] += x / float64(runs)
			}
		}
		return someWays(sum)
	}
}

// someWays are a vector's components along directions of no special kind.
func someWays(v []float64) []float64 {
	out := make([]float64, lawWays)
	for k := range out {
		for i, w := range normals(len(v), "way", fmt.Sprint(k)) {
			out[k] += w * v[i]
		}
	}
	return out
}

// amongMany is the deviation of a single normal number that is as improbable as a largest one of n.
func amongMany(z float64, n int) float64 {
	p := float64(n) * math.Erfc(z/math.Sqrt2)
	if p <= 0 || math.IsNaN(p) {
		return z
	}
	return sigmas(p)
}

// sigmas is how far from its mean a normal number lies that is as improbable as p.
func sigmas(p float64) float64 { return 0 - mathext.NormalQuantile(math.Min(1, math.Max(p, 1e-300))/2) }

// estimator: the mean of the score-function gradient is the exact one.
func (j *court) estimator(m *specimen) {
	if m.src.inst == nil || len(m.src.given) > 0 {
		return
	}
	var names []string
	for _, v := range m.src.inst.data {
		names = append(names, v.name+"′")
	}
	x := strings.Join(names, ", ")
	pattern := x
	if len(names) > 1 {
		pattern = "(" + x + ")"
	}
	j.law("the gradient estimator has no bias", "σ", lawSigma, func() (float64, string) {
		c := j.c.within(newScope(j.s.main.scope))
		c.scope.set("law_p", m.src.inst, nil)
		action := func(options string, batch int) string {
			return fmt.Sprintf("minimize mean(log(law_p(%s))^2/10 for %s ~ law_p%s) with batch = %d", x, pattern, options, batch)
		}
		exact := c.rehearsal(action("", mostStates)).gradientAt(1)
		tr := c.rehearsal(action(", estimator = score(baseline = loo)", lawBatch))
		got := momentsOver(4*lawBatches, meanOf(lawRuns/2, tr.gradientAt))
		return amongMany(deviation(got, someWays(exact), 1), lawWays), ""
	})
}

// paramsOf are the parameters that a distribution reaches.
func (j *court) paramsOf(src *source) []*Param {
	if src.inst != nil {
		return j.s.reach(src.inst)
	}
	return j.s.reach(src.dist)
}

// variables are the types of what a source draws, with names.
func (j *court) variables(src *source) (types []Type, names []string, ok bool) {
	if src.inst == nil {
		for _, e := range j.c.supportOf(src) {
			types, names = append(types, Type{Name: "real", Dims: e.sets}), append(names, fmt.Sprintf("law_x%d", len(names)))
		}
		return types, names, true
	}
	for _, v := range src.inst.data {
		if v.given {
			return nil, nil, false
		}
		types, names = append(types, v.typ), append(names, v.name+"′")
	}
	return types, names, true
}

func (j *court) asValue(src *source) Value {
	if src.inst != nil {
		return src.inst
	}
	return src.dist
}

// logDensity is the logarithm of a density, up to a constant for a ∝ model, as a function.
func (j *court) logDensity(m *specimen) *Function {
	return &Function{Name: "log p", native: func(c ctx, n lang.Node, args []Value) Value {
		return &Array{Node: c.sourceDensity(n, m.src, args)}
	}}
}

// wrongConditional finds a conditional of a model whose distribution is not normalised.
func (j *court) wrongConditional(m *specimen) string {
	if m.src.inst == nil {
		return ""
	}
	t := &modelTrace{inst: m.src.inst, c: j.c.into(nil, m.src.inst)}
	for _, v := range m.src.inst.data {
		t.c.scope.set(v.name, j.some(v.name, v.typ), v.node)
	}
	names, groups := m.src.inst.conditionals()
	for _, name := range names {
		q := t.c.group(m.src.inst, name, groups[name])
		for _, p := range q.parts {
			d := q.distAt(p)
			if d.row == nil || d.set == nil || d.row.Shape != dist.Number {
				continue
			}
			total := j.s.g.Const(0)
			for e := range d.set.Size() {
				x := p.gens.c.elementOf(d.set, j.s.g.Integer(e))
				total = j.s.g.Apply(ad.Add, total, j.s.g.Apply(ad.Exp, p.gens.c.logDensityOf(p.eq, d, &Array{Node: x.Node, Set: d.set})))
			}
			for _, v := range j.s.evaluate(nil, total)[0] {
				if !(math.Abs(v-1) < 1e-10) {
					return fmt.Sprintf("the probabilities of %s add up to %.6g", lang.Print(p.eq), v)
				}
			}
		}
	}
	return ""
}
