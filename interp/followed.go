package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// Chains that follow what is around them: an expectation over a ∝ model in an objective has one chain for each sample of the batch,
// and one inside of another expectation has a few for each outer draw (nested.go). They warm up before the first step, and
// take a few moves for the parameters, and the outer draws, of each step. The derivative is the covariance form
// ⟨(f - ⟨f⟩) ∂ log w⟩ of the weight w: log Z drops out, as the weights f - ⟨f⟩ of the samples add up to zero.

// nest are the chains of the expectations inside of what is trained or evaluated.
type nest struct {
	chains []*followed
	warmup int  // moves before the first values
	limit  int  // samples wanted: few outer draws have more inner ones
	probe  bool // only to see whether there are any
	drawn  bool // there are draws inside of a sum
}

// followed are the chains of one expectation.
type followed struct {
	ch      *chains
	node    lang.Node
	at      int       // moves so far
	plan    func()    // plans their moves
	held    []outside // what the weight depends on besides the state and parameters
	from    *exec.Plan
	redrawn bool // what is held is drawn anew in every step
}

// outside is a value that stays what it is while chains move, and the input that stands for it in their plans.
type outside struct {
	node *ad.Node
	leaf *ad.Leaf
}

// chainNode is an expectation over a ∝ model in an objective.
func (c ctx) chainNode(spec *expectSpec, src *source) Value {
	plain := c
	plain.obj = nil
	ch, data := plain.chainOf(spec.node, src, chainSpec{chains: c.obj.batch, warmup: c.obj.warmup, seed: c.s.place(c.drawPath(spec, 0))})
	axis := c.s.laneAxis(c.obj.batch)
	ch.along(c.g(), axis)
	in := c.with(axis).within(newScope(c.scope))
	b := &sampledBody{axis: axis}
	in.bindChain(spec, ch)
	logw := plain.with(axis).densityTrace(spec.node, src.inst, data).logp
	apart := &derive.Regrouping{To: axis, Swap: map[*ad.Node]*ad.Node{}}
	for _, cv := range ch.vars {
		apart.Swap[cv.leaf] = cv.leaf
	}
	c.nest.follow(plain.with(axis), spec.node, ch, logw, apart) // chains inside of f go after these
	b.c = in
	in.drawn = c.bornDraw(src.psi, arrays(data))
	b.f = in.scalarOf(spec.body, in.eval(spec.body))
	in.drawn.settle(c.g(), b.f)
	b.traces = []*modelTrace{{inst: src.inst, c: in, logp: logw, vars: data, score: true, psi: src.psi}}
	c.choice(spec, "Markov chains that follow the parameters, in covariance form", "as the density is known up to a constant")
	out := &Array{Node: b.combine(spec.word, func(f *ad.Node) *ad.Node { return b.scoreMean(f, spec) })}
	if spec.word == "mean" {
		c.obj.means = append(c.obj.means, sampledMean{out.Node, b.f, b.terms, axis})
	} else {
		c.obj.others++
	}
	return out
}

// bindChain binds the pattern of a draw to the state of chains.
func (c ctx) bindChain(spec *expectSpec, ch *chains) {
	(&sampledBody{}).guard(spec.gens[0])
	vars := make(Tuple, len(ch.vars))
	for k, cv := range ch.vars {
		vars[k] = cv.array
	}
	if len(vars) == 1 {
		c.bindPattern(spec.gens[0].Pattern, vars[0])
		return
	}
	c.bindPattern(spec.gens[0].Pattern, vars)
}

// follow adds chains whose weight is logw, regrouped by r.
func (q *nest) follow(c ctx, n lang.Node, ch *chains, logw *ad.Node, r *derive.Regrouping) *followed {
	f := &followed{ch: ch, node: n}
	f.plan = func() {
		g := c.g()
		kept := &derive.Regrouping{From: r.From, At: r.At, To: r.To, Swap: r.Swap}
		kept.Outer = func(n *ad.Node) *ad.Node {
			m := r.Gather(g, n)
			if !m.Has(r.To) && !dependsOnInputs(m) {
				return m
			}
			leaf := g.Input("outer draw", m.Type, m.Axes...)
			f.held = append(f.held, outside{m, leaf.Leaf})
			return leaf
		}
		w, err := kept.Of(g, logw)
		if err != nil {
			entangled(n, ch, err)
		}
		ch.moves(c, n, w)
		if len(f.held) == 0 || c.s.opts.Check {
			return
		}
		outs := make([]exec.Output, len(f.held))
		for k, o := range f.held {
			outs[k] = exec.Output{Node: o.node}
		}
		f.from = c.s.compile(n, outs)
	}
	if c.s.opts.Check {
		f.plan()
	}
	q.chains = append(q.chains, f)
	return f
}

// dependsOnInputs tells whether a value depends on inputs or random numbers.
func dependsOnInputs(n *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) {
		found = found || m.Op == ad.LeafOp && m.Leaf.Kind != ad.ParamLeaf && m.Leaf.Kind != ad.RefLeaf
	})
	return found
}

// around evaluates what the weight depends on besides, as env has it.
func (f *followed) around(s *Session, env *exec.Env, inputs map[*ad.Leaf][]float64) {
	if f.from == nil {
		return
	}
	s.runPlan(f.node, f.from, env)
	for k, o := range f.held {
		if inputs[o.leaf] == nil {
			inputs[o.leaf] = make([]float64, ad.Elements(o.leaf.Axes))
		}
		copy(inputs[o.leaf], f.from.Value(k))
	}
}

// start begins the chains in env, to which their states are added.
func (f *followed) start(c ctx, env *exec.Env) {
	f.plan()
	inputs := map[*ad.Leaf][]float64{}
	f.around(c.s, env, inputs)
	f.ch.env = f.ch.begin(c, inputs)
	for _, cv := range f.ch.vars {
		env.Inputs[cv.leaf.Leaf] = cv.state
	}
}

// warm takes the moves before the first values.
func (f *followed) warm(s *Session) {
	for ; f.at < f.ch.spec.warmup; f.at++ {
		f.move(s)
	}
}

// begin warms the chains up, or takes them from a checkpoint.
func (f *followed) begin(t *training, i int) {
	f.start(t.c, t.env)
	if t.resumed == nil {
		f.warm(t.c.s)
		return
	}
	if !f.restore(i, t.resumed) {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", t.act, fmt.Sprintf("the checkpoint %s lacks the Markov chains", t.checkpoint), help("run without --resume to begin anew"))})
	}
}

// state is all that the chains remember between steps.
func (f *followed) state(i int) []files.Tensor {
	put := func(name string, v []float64) files.Tensor {
		return files.Tensor{Name: fmt.Sprintf("chain.%d.%s", i, name), Shape: []int{len(v)}, Values: append([]float64(nil), v...)}
	}
	out := []files.Tensor{put("moves", []float64{float64(f.at)})}
	for _, cv := range f.ch.vars {
		out = append(out, put(cv.name, cv.state))
		if p := cv.pairs; p != nil && p.plan != nil {
			out = append(out, put(cv.name+".pairs", nil))
		}
	}
	if h := f.ch.hmc; h != nil {
		out = append(out, put("size length", []float64{h.size, h.length}), put("variance", h.variance))
	}
	return out
}

// restore takes over what state gave; false if something is missing.
func (f *followed) restore(i int, saved map[string][]float64) bool {
	take := func(name string, to []float64) bool {
		v := saved[fmt.Sprintf("chain.%d.%s", i, name)]
		return copy(to, v) == len(to) && len(v) == len(to)
	}
	moves, sizes := make([]float64, 1), make([]float64, 2)
	ok := take("moves", moves)
	for _, cv := range f.ch.vars {
		ok = take(cv.name, cv.state) && ok
		if _, on := saved[fmt.Sprintf("chain.%d.%s.pairs", i, cv.name)]; on {
			cv.pairs.plan = cv.pairs.compile()
		}
	}
	f.at = int(moves[0])
	if h := f.ch.hmc; h != nil && ok {
		ok = take("size length", sizes) && take("variance", h.variance)
		h.size, h.length = sizes[0], sizes[1]
	}
	return ok
}

// sweeps is the number of moves in a step of a training, if it is not asked for.
func (f *followed) sweeps(asked int) int {
	switch {
	case asked > 0:
		return asked
	case f.redrawn && f.ch.hmc != nil && !f.ch.hmc.mixed:
		return 2 // trajectories, of many steps each
	}
	return 5
}

// follow takes moves for the parameters, and what else is around, as they now are.
func (f *followed) follow(s *Session, env *exec.Env, moves int) {
	f.around(s, env, f.ch.env.Inputs)
	f.ch.env.Fixed = false
	if f.ch.hmc != nil {
		f.ch.hmc.evaluate()
		f.ch.env.Fixed = !f.ch.hmc.mixed
	}
	for i := range moves {
		if f.ch.hmc != nil && f.redrawn {
			f.ch.hmc.scale = 1 / float64((i+1)&-(i+1)) // 1, ½, 1, ¼, …: some outer draws are stiffer than others
		}
		f.move(s)
		f.at++
		f.ch.env.Fixed = true
	}
}

func (f *followed) move(s *Session) {
	f.ch.sweep(s, f.node, f.ch.env, f.at)
	if f.ch.hmc != nil {
		f.ch.hmc.next(f.at)
	}
}
