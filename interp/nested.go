package interp

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// Markov chains inside of another expectation: ⟨g(⟨f⟩_K)⟩ over outer draws K, where f is averaged over x ~ w_K(x)/Z_K.
//
// Each outer draw has a few inner chains, by default two. Everything is traced with one x for each K; then what depends on
// x is regrouped along an axis of all chains of all K (derive.Regrouping), and the mean over the chains of each K goes back
// to the axes of K. The chains move in a plan of their own, in which what depends on K and not on x are inputs. Chain j stays
// with sample j of the outer draws, while these are made anew: it goes on from where it was and takes a few moves for the new K.
//
// For fixed K, with inner samples x_1 … x_n and m their mean of f,
//
//	∂⟨f⟩_K = ⟨∂f⟩_K + ⟨(f - ⟨f⟩_K) ∂log w_K⟩_K,   estimated by   (1/n) Σ_i [∂f_i + n/(n-1) (f_i - m) ∂log w_K(x_i)],
//
// the covariance of n ≥ 2 inner samples, free of bias as it is one of independent draws. It is the derivative of the node
//
//	m + (1/n) Σ_i stop(n/(n-1) (f_i - m))·(log w_K(x_i) - stop(log w_K(x_i))).
//
// K may depend on parameters through f, through w_K (draws that can be differentiated), or through its own distribution, whose score
// the outer expectation adds: its integrand is a function of K and of the inner samples, which are independent
// for different outer draws, so that the mean over the other outer draws is a baseline for it.

// nestedChain is an expectation over a ∝ model inside of others, or under generators in an objective.
func (c ctx) nestedChain(spec *expectSpec, src *source) Value {
	g := c.g()
	mark := len(g.Nodes)
	plain := c
	plain.obj = nil
	ch, data := plain.chainOf(spec.node, src, chainSpec{warmup: c.nest.warmup, seed: c.s.place(c.drawPath(spec, 0))})
	ch.along(g, c.open...)
	in := c.within(newScope(c.scope))
	in.bindChain(spec, ch)
	in.drawn = c.bornDraw(src.psi, arrays(data))
	f := in.scalarOf(spec.body, in.eval(spec.body))
	in.drawn.settle(g, f)
	if c.nest.probe {
		c.nest.chains = append(c.nest.chains, nil)
		return &Array{Node: f}
	}
	logw := plain.densityTrace(spec.node, src.inst, data).logp
	phase := c.phaseOf(src.psi, data)

	b := &sampledBody{c: in, inner: c.innerSamples(spec, logw)}
	ch.spec.chains = ad.Elements(c.open) * b.inner
	b.axis = c.s.laneAxis(ch.spec.chains)
	b.outer = &derive.Regrouping{From: c.open, At: c.positions(b.axis, b.inner), To: b.axis, Swap: map[*ad.Node]*ad.Node{}}
	state := make([]*ad.Node, len(ch.vars))
	for k, cv := range ch.vars {
		state[k] = cv.leaf
	}
	ch.along(g, b.axis)
	for k, cv := range ch.vars {
		b.outer.Swap[state[k]] = cv.leaf
	}
	b.refresh(mark, f)
	weight := b.regroup(spec.node, ch, logw)
	redrawn := c.amongDraws()
	c.nest.follow(plain.with(b.axis), spec.node, ch, logw, b.outer).redrawn = redrawn
	b.f = b.regroup(spec.node, ch, f)
	if c.obj == nil {
		return &Array{Node: b.combine(spec.word, b.plainMean)}
	}
	if !redrawn {
		c.obj.others++ // not a part of what one outer sample contributes
	}
	s := score{log: weight, axes: []*ad.Axis{b.axis}, group: b.inner, shares: float64(b.axis.Size) * lessOne(b.inner)}
	if c.weight != nil {
		s.weight, s.shares = b.outer.Gather(g, c.weight), s.shares/volume(c.weight.Axes)
	}
	if src.psi != nil {
		s.quantum, s.log, s.phase = true, g.Apply(ad.Mul, g.Const(0.5), weight), b.regroup(spec.node, ch, phase)
	}
	c.obj.scores = append(c.obj.scores, s)
	c.choice(spec, fmt.Sprintf("Markov chains that follow the outer draws, %d for each, in covariance form", b.inner), "as the density is known up to a constant")
	b.traces = []*modelTrace{{inst: src.inst, c: in, logp: weight, score: true}}
	return &Array{Node: b.combine(spec.word, func(f *ad.Node) *ad.Node { return b.scoreMean(f, spec) })}
}

// amongDraws tells whether some of what is around is drawn, not all of it summed up.
func (c ctx) amongDraws() bool {
	return slices.ContainsFunc(c.open, func(a *ad.Axis) bool { return (a.Lane || c.samples[a]) && (c.weight == nil || !c.weight.Has(a)) })
}

// maxNested is the largest number of chains inside of other expectations.
const maxNested = 1 << 20

// innerSamples is the number of chains for each outer draw: as many as asked for, or more where outer draws are few.
func (c ctx) innerSamples(spec *expectSpec, logw *ad.Node) int {
	outer := volume(c.open)
	n := max(spec.inner, int(math.Ceil(float64(c.nest.limit)/outer)))
	if float64(n)*outer > maxNested {
		fail("G0309", spec.node, fmt.Sprintf("%.0f outer draws with %d Markov chains each are too many", outer, n), here("at most %d chains", maxNested), help("fewer samples of what is around"))
	}
	if n < 2 && c.obj != nil && dependsOnParams(logw) {
		fail("G1020", spec.node, "one inner sample for each outer draw does not give a gradient", why("it is the covariance of the inner samples of each outer draw, which takes two of them"),
			help("inner = 2"))
	}
	return n
}

// positions are those on the open axes that chains along the lane belong to: the chains of one outer draw lie side by side.
func (c ctx) positions(lane *ad.Axis, inner int) []*ad.Node {
	g := c.g()
	at := make([]*ad.Node, len(c.open))
	rest := g.Apply(ad.Floor, g.Apply(ad.Div, g.Iota(lane), g.Integer(inner)))
	for k, a := range slices.Backward(c.open) {
		at[k] = g.Apply(ad.Mod, rest, g.Integer(a.Size))
		rest = g.Apply(ad.Floor, g.Apply(ad.Div, rest, g.Integer(a.Size)))
	}
	return at
}

// regroup is a value as one of every inner chain.
func (b *sampledBody) regroup(n lang.Node, ch *chains, x *ad.Node) *ad.Node {
	y, err := b.outer.Of(b.c.g(), x)
	if err != nil {
		entangled(n, ch, err)
	}
	return y
}

// entangled refuses chains within chains: what one depends on cannot be held while the other moves.
func entangled(n lang.Node, ch *chains, err error) {
	if errors.As(err, new(*derive.Entangled)) {
		fail("G0613", n, fmt.Sprintf("%s is known up to a constant, and there is a Markov chain inside of its expectation and one around it", ch.inst.title()),
			why("chains have one level of others around them"), help("sum up the innermost: exact(…), or a model with few joint states"))
	}
	panic(err)
}

// refresh gives every chain random numbers of its own for what f draws for each of its states; their nodes are later ones than mark.
func (b *sampledBody) refresh(mark int, f *ad.Node) {
	visit(f, func(n *ad.Node) {
		if n.Leaf == nil || n.ID < mark || n.Leaf.Kind != ad.UniformLeaf && n.Leaf.Kind != ad.NormalLeaf {
			return
		}
		own := *n.Leaf
		own.Axes = append(ad.Without(n.Axes, b.outer.From), b.axis)
		b.outer.Swap[n] = b.c.g().Leaf(&own)
	})
}

// phaseOf is the phase of a wave function, nil where there is none.
func (c ctx) phaseOf(psi Value, x []*Array) *ad.Node {
	if psi == nil || c.obj == nil {
		return nil
	}
	return c.amplitude(nil, psi, arrays(x)).phase
}

// Outside of a training.
const (
	nestedWarmup = 200
	nestedMoves  = 5    // of inner chains for each outer draw
	nestedRounds = 100  // new draws of each outer sample
	fewestNested = 8    // outer samples side by side
	fixedRounds  = 1000 // values with outer draws that are summed up
	fixedMoves   = 3
)

// chainRounds evaluates nodes, which depend on Markov chains, again and again, with new outer draws and some moves of the chains
// in between: the values [round][node].
func (c ctx) chainRounds(n lang.Node, nodes []*ad.Node, rounds int) [][][]float64 {
	outs := make([]exec.Output, len(nodes))
	for k, f := range nodes {
		outs[k] = exec.Output{Node: f}
	}
	plan := c.s.compile(n, outs)
	env := c.s.env()
	for _, q := range c.nest.chains {
		q.start(c, env)
		q.warm(c.s)
	}
	out := make([][][]float64, rounds)
	for t := range out {
		env.Step = uint64(t + 1)
		for _, q := range c.nest.chains {
			moves := fixedMoves
			if q.redrawn {
				moves = nestedMoves
			}
			q.follow(c.s, env, moves)
		}
		c.s.runPlan(n, plan, env)
		for k := range nodes {
			out[t] = append(out[t], slices.Clone(plan.Value(k)))
		}
	}
	return out
}

// nestedEstimate is an expectation over draws with Markov chains inside, or a sum with draws inside. Each sample is followed through rounds; the outer draws of
// different rounds are independent, so that what correlation there is comes from chains that have not forgotten the last one.
func (c ctx) nestedEstimate(spec *expectSpec) Value {
	if len(c.open) > 0 {
		elementwiseOnly(spec.node, "an expectation with Markov chains inside, or a sum with draws inside, is evaluated for one element at a time")
	}
	in, few := c, *spec
	in.sampling, in.nest = true, &nest{warmup: nestedWarmup, limit: max(1, spec.samples/fixedRounds)}
	rounds := fixedRounds
	var f *ad.Node
	if src, ok := in.enumerable(spec, spec.samples); ok {
		b := in.enumerated(spec, src)
		f = b.combine(spec.word, b.weighted)
	} else {
		rounds = nestedRounds
		few.samples = max(fewestNested, (spec.samples+rounds-1)/rounds)
		in.nest.limit = few.samples
		f = in.drawnBody(&few, c.s.laneAxis(few.samples)).f
	}
	c.noSlope(spec, f)
	if c.s.opts.Check {
		c.s.checkOrder(spec.node, f)
		return &Estimate{est: nanEstimate(), ess: math.NaN(), rhat: math.NaN(), tau: math.NaN()}
	}
	values := in.chainRounds(spec.node, []*ad.Node{f}, rounds)
	series := make([][]float64, len(values[0][0]))
	for j := range series {
		for _, v := range values {
			series[j] = append(series[j], v[0][j])
		}
	}
	if len(f.Axes) == 0 {
		few.word = "mean" // of sums that are what was asked for
	}
	acceptance := 1.0
	for _, q := range in.nest.chains {
		q.ch.settle(c)
		acceptance = math.Min(acceptance, q.ch.acceptance())
	}
	return c.judged(&few, series, acceptance)
}
