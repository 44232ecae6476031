package interp

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/lang"
)

// Markov chains of ∝ models. Real variables move together by Hamiltonian Monte Carlo (hmc.go), discrete ones by
// updates of single sites (mcmc_sites.go); a model with both alternates. Chains are samples: all of them move in
// one evaluation along an axis.

// chainSpec says how long chains run.
type chainSpec struct {
	chains, steps, warmup int
	seed                  string
}

// chains are the draws of Markov chains: values[variable][step][site·chains + chain].
type chains struct {
	spec   chainSpec
	vars   []*chainVar
	values [][][]float64
	env    *exec.Env
	lane   *ad.Axis
	series [][]float64 // of each variable, [site][chain][step], once asked for
	hmc    *hmc        // moves the real variables; nil if there are none
	inst   *Instance   // of the model
	weight *exec.Plan  // log p of the state, up to a constant
	moved  float64     // proposals accepted
	tried  float64
}

// chainVar is a variable of the state.
type chainVar struct {
	name  string
	typ   Type
	dims  []Dim
	axes  []*ad.Axis // of dims, in the order in which sites are numbered
	leaf  *ad.Node
	array *Array // the leaf
	sites int
	state []float64
	site  *ad.Node // of the update
	plan  *exec.Plan
	whole bool // of all sites; else of one
	pairs *pairMoves
}

// newChains prepares the updates of a ∝ model.
func (c ctx) newChains(n lang.Node, src *source, spec chainSpec) *chains {
	ch, data := c.chainOf(n, src, spec)
	lane := c.s.laneAxis(spec.chains) // after the axes of all variables, so that chains come last in every value
	ch.along(c.g(), lane)
	for _, cv := range ch.vars {
		keepable(n, volume(axesOf(cv.dims))*float64(spec.chains)*float64(spec.steps))
	}
	ch.moves(c.with(lane), n, c.with(lane).densityTrace(n, ch.inst, data).logp)
	return ch
}

// chainOf is a state for the variables of a ∝ model, as yet without samples, and the data of the model that it is part of.
func (c ctx) chainOf(n lang.Node, src *source, spec chainSpec) (*chains, []*Array) {
	inst := src.inst
	out := &chains{spec: spec, inst: inst}
	data := make([]*Array, len(inst.data))
	j := 0
	for i, v := range inst.data {
		if v.given {
			data[i] = src.given[j]
			j++
			continue
		}
		if v.typ.Set == nil && v.typ.Name != "real" {
			fail("G0614", v.node, fmt.Sprintf("%s is %s, and has no bounds", v.name, v.typ.Name), here("chains move spin, bit, elements of an index set, and real numbers"),
				help("a range holds whole numbers: %s: 0..20", v.name))
		}
		if v.typ.Set != nil && v.typ.Set.Size() < 2 {
			fail("G0614", v.node, fmt.Sprintf("%s has one value only", v.name), help("leave it out, and write its value where it is read"))
		}
		cv := &chainVar{name: v.name, typ: v.typ, sites: 1}
		used := c.open
		for _, set := range v.typ.Dims {
			ax := c.s.axis(set, used)
			used = ad.Union(used, []*ad.Axis{ax})
			cv.axes = ad.Union(cv.axes, []*ad.Axis{ax})
			cv.dims = append(cv.dims, Dim{ax, set})
			cv.sites *= set.Size()
		}
		data[i] = &Array{Dims: cv.dims, Set: v.typ.Set}
		cv.array = data[i]
		out.vars = append(out.vars, cv)
	}
	return out, data
}

// along gives every variable one value for each element of the axes.
func (ch *chains) along(g *ad.Graph, axes ...*ad.Axis) {
	for _, cv := range ch.vars {
		cv.leaf = g.Input(cv.name, cv.kind(), append(slices.Clone(cv.axes), axes...)...)
		cv.array.Node = cv.leaf
	}
	ch.lane = axes[len(axes)-1]
}

// moves plans how the chains move, by log p along their lane.
func (ch *chains) moves(c ctx, n lang.Node, logp *ad.Node) {
	var real []*chainVar
	for k, cv := range ch.vars {
		if cv.typ.Set == nil {
			real = append(real, cv)
		} else {
			c.s.uses("chains of sites")
			ch.prepare(c, n, cv, k, ch.lane, logp, ch.inst.path)
			ch.preparePairs(c, n, cv, k, logp)
		}
	}
	if len(real) > 0 {
		c.s.uses("chains of coordinates")
		ch.hmc = c.newHMC(n, real, ch.lane, logp, ch.inst, ch.spec.seed)
		if ch.hmc != nil {
			ch.hmc.mixed = len(real) < len(ch.vars)
		}
	} else if !c.s.opts.Check {
		ch.weight = c.s.compile(n, []exec.Output{{Node: logp}})
	}
}

// kind is the type of the values of a variable.
func (cv *chainVar) kind() ad.Type {
	if cv.typ.Set == nil {
		return ad.Real
	}
	return ad.Int
}

// run moves the chains and keeps their states after warm-up.
func (ch *chains) run(c ctx, n lang.Node) {
	env := ch.begin(c, nil)
	for step := range ch.spec.warmup + ch.spec.steps {
		ch.sweep(c.s, n, env, step)
		if ch.hmc != nil {
			ch.hmc.next(step)
		}
		if t := step - ch.spec.warmup; t >= 0 {
			for k, cv := range ch.vars {
				copy(ch.values[k][t], cv.state)
			}
		}
	}
	ch.checkWeights(c.s, n, env)
	ch.settle(c)
	ch.warnSpreading(c, n)
	ch.warnBlocked(c, n)
}

// settle reckons up the moves that were taken.
func (ch *chains) settle(c ctx) {
	if ch.hmc != nil {
		ch.moved, ch.tried = ch.moved+ch.hmc.moved, ch.tried+float64(ch.hmc.tried)
		ch.hmc.warnDiverged(c)
	}
}

// begin starts all chains and makes room for what they will visit. Inputs are of what log p depends on besides.
func (ch *chains) begin(c ctx, inputs map[*ad.Leaf][]float64) *exec.Env {
	env := c.s.env()
	env.Fixed = true
	maps.Copy(env.Inputs, inputs)
	key := stream(c.module, c.path, "start", ch.spec.seed)
	ch.values = make([][][]float64, len(ch.vars))
	for k, cv := range ch.vars {
		if cv.typ.Set != nil {
			cv.state = make([]float64, cv.sites*ch.spec.chains)
			fillStart(cv, c.s.opts.Seed, key+uint64(k))
		}
		env.Inputs[cv.leaf.Leaf] = cv.state
		all := make([]float64, ch.spec.steps*len(cv.state))
		for t := range ch.spec.steps {
			ch.values[k] = append(ch.values[k], all[t*len(cv.state):(t+1)*len(cv.state)])
		}
	}
	if ch.hmc != nil {
		ch.hmc.start(env, ch.spec.warmup, key+uint64(len(ch.vars)))
	}
	return env
}

// acceptance is the share of proposals accepted.
func (ch *chains) acceptance() float64 { return ch.moved / ch.tried }

// defaultChains is the number of chains.
const defaultChains = 64

// minChainSteps is the shortest chain that is used, so that R-hat has something to judge.
const minChainSteps = 100

// Real variables move in longer chains: their energy follows its momenta over a few trajectories, however well
// the positions mix, and R-hat needs hundreds of autocorrelation times in each chain.
const (
	realChains   = 16
	minRealSteps = 1000
)

// isReal tells whether a model has real variables.
func (src *source) isReal() bool {
	return slices.ContainsFunc(src.inst.data, func(v dataVar) bool { return !v.given && v.typ.Set == nil })
}

// chainEstimate is an expectation over a ∝ model.
func (c ctx) chainEstimate(spec *expectSpec, src *source) Value {
	cs := chainSpec{chains: defaultChains, warmup: 200, seed: c.s.place(c.drawPath(spec, 0))}
	shortest := minChainSteps
	if src.isReal() {
		cs.chains, shortest = realChains, minRealSteps
	}
	cs.steps = max(shortest, (spec.samples+cs.chains-1)/cs.chains)
	ch := c.newChains(spec.node, src, cs)
	axis := c.s.laneAxis(cs.chains * cs.steps)
	in := c.with(axis).within(newScope(c.scope))
	body := func(vars []*Array) *ad.Node {
		v := make(Tuple, len(vars))
		for i, a := range vars {
			v[i] = a
		}
		if len(v) == 1 {
			in.bindPattern(spec.gens[0].Pattern, v[0])
		} else {
			in.bindPattern(spec.gens[0].Pattern, v)
		}
		return in.scalarOf(spec.body, in.eval(spec.body))
	}
	if c.s.opts.Check {
		vars := make([]*Array, len(ch.vars))
		for i, cv := range ch.vars {
			vars[i] = cv.array
		}
		in = in.with(cv0(ch)...)
		body(vars)
		return &Estimate{est: nanEstimate(), ess: math.NaN(), rhat: math.NaN(), tau: math.NaN(), of: spec.averaged()}
	}
	ch.run(c, spec.node)
	integrand := body(ch.draws(c, axis))
	c.noSlope(spec, integrand)
	v := c.s.evaluate(spec.node, spec.measured(integrand)...)
	c.checkFinite(spec, v[0])
	out := c.chainResult(spec, v[0], ch)
	c.spreadOf(spec, out, v)
	return out
}

func cv0(ch *chains) []*ad.Axis { return ch.vars[0].leaf.Axes }

// chainResult judges the chains and makes the estimate.
func (c ctx) chainResult(spec *expectSpec, f []float64, ch *chains) *Estimate {
	if len(f) == 1 {
		return &Estimate{est: estimate.Exact(f[0]), exact: true}
	}
	series := make([][]float64, ch.spec.chains)
	for j := range series {
		series[j] = f[j*ch.spec.steps : (j+1)*ch.spec.steps]
	}
	return c.judged(spec, series, ch.acceptance())
}

// judged is what series of chains tell, and whether to trust them.
func (c ctx) judged(spec *expectSpec, series [][]float64, acceptance float64) *Estimate {
	if spec.word != "mean" {
		return c.chainMoment(spec, series)
	}
	r, err := estimate.FromChains(series)
	if err != nil {
		fail("G0615", spec.node, err.Error())
	}
	for _, p := range r.Problems() {
		c.warn("G0615", spec.node, "the Markov chains are not to be trusted: "+p, here("R-hat %.3f, %.0f effective samples of %d, %.0f %% of the moves accepted",
			r.RHat, r.ESS, len(series)*len(series[0]), 100*acceptance), help("more samples, or mcmc(…, warmup = …)"))
	}
	return &Estimate{est: r.Mean, ess: r.ESS, rhat: r.RHat, tau: r.Tau}
}

// chainMoment is a variance, deviation or log-mean-exp over chains: the errors come from the
// influence of each state on the mean.
func (c ctx) chainMoment(spec *expectSpec, series [][]float64) *Estimate {
	n, sum, top := 0.0, 0.0, math.Inf(-1)
	for _, row := range series {
		for _, x := range row {
			n++
			sum += x
			top = math.Max(top, x)
		}
	}
	m := sum / n
	for _, row := range series {
		for i, x := range row {
			if spec.word == "logmeanexp" {
				row[i] = math.Exp(x - top)
			} else {
				row[i] = (x - m) * (x - m)
			}
		}
	}
	r, err := estimate.FromChains(series)
	if err != nil {
		fail("G0615", spec.node, err.Error())
	}
	e := r.Mean
	switch spec.word {
	case "std":
		sd := math.Sqrt(e.Mean())
		e = estimate.Func(e, complex(sd, 0), complex(0.5/sd, 0))
	case "logmeanexp":
		e = estimate.Func(e, complex(math.Log(e.Mean())+top, 0), complex(1/e.Mean(), 0))
	}
	return &Estimate{est: e, ess: r.ESS, rhat: r.RHat, tau: r.Tau}
}

// mcmcBuiltin is mcmc(p, chains = 64, steps = 1000, warmup = 200).
func mcmcBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) == 0 {
		fail("G0502", e, "mcmc takes a ∝ model", help("mcmc(p, chains = 64, steps = 1000, warmup = 200)"))
	}
	spec := chainSpec{chains: defaultChains, steps: 1000, warmup: 200, seed: c.s.place(c.path + "|mcmc")}
	for _, a := range e.Args[1:] {
		if a.Name == nil {
			fail("G0502", a, "the options of mcmc have names", help("mcmc(p, steps = 1000)"))
		}
		switch a.Name.Id {
		case "chains":
			spec.chains = c.positive(a.X)
		case "steps":
			spec.steps = c.positive(a.X)
		case "warmup":
			spec.warmup = c.whole(a.X)
		case "seed":
			spec.seed = fmt.Sprint(c.whole(a.X))
		default:
			c.unknownOption(a.Name, []string{"chains", "steps", "warmup", "seed"})
		}
	}
	src := c.sourceOf(e.Args[0].X, c.eval(e.Args[0].X))
	if src.inst == nil || !src.inst.tmpl.decl.Propto {
		fail("G0614", e.Args[0], "Markov chains are for models known up to a constant; this one is drawn from exactly", help("sample(%s, 1000)", lang.Print(e.Args[0].X)))
	}
	ch := c.newChains(e, src, spec)
	r := &Record{Kind: "mcmc", Fields: map[string]Value{}, Data: ch}
	n := spec.chains * spec.steps
	set := mustRange(1, n)
	var list Tuple
	if !c.s.opts.Check {
		ch.run(c, e)
	}
	for k, cv := range ch.vars {
		row := c.s.axis(set, axesOf(cv.dims))
		axes := append([]*ad.Axis{row}, axesOf(cv.dims)...)
		a := &Array{Dims: append([]Dim{{row, set}}, cv.dims...), Set: cv.typ.Set}
		if c.s.opts.Check {
			a.Node = c.g().Input("draws", cv.kind(), axes...)
		} else {
			a.Node = ch.draw(c, k, row).Node
		}
		list = append(list, a)
	}
	if len(list) == 1 {
		r.put("draws", list[0])
	} else {
		r.put("draws", list)
	}
	r.put("acceptance", c.scalar(ch.acceptance()))
	if src.isReal() {
		diverged := 0
		if ch.hmc != nil {
			diverged = ch.hmc.diverged
		}
		r.put("divergences", c.integer(diverged))
	}
	if !c.s.opts.Check {
		rhat, ess := ch.quality(c.s)
		r.put("rhat", c.scalar(rhat))
		r.put("ess", c.scalar(ess))
	} else {
		r.put("rhat", c.scalar(math.NaN()))
		r.put("ess", c.scalar(math.NaN()))
	}
	return r
}
