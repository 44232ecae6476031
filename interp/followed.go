package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// Chains that follow a training: an expectation over a ∝ model in an objective has one chain for each sample of the batch. They
// warm up before the first step, and take a few moves for the parameters of each step. The derivative is the covariance
// form ⟨(f - ⟨f⟩) ∂ log w⟩ of the weight w: log Z drops out, as the weights f - ⟨f⟩ of the samples add up to zero.

// followed are the chains of one expectation.
type followed struct {
	ch   *chains
	node lang.Node
	at   int // moves so far
}

// chainNode is an expectation over a ∝ model in an objective.
func (c ctx) chainNode(spec *expectSpec, src *source) Value {
	plain := c
	plain.obj = nil
	ch := plain.newChains(spec.node, src, chainSpec{chains: c.obj.batch, warmup: c.obj.warmup, seed: c.s.place(c.drawPath(spec, 0))})
	axis := ch.lane
	c.obj.chains = append(c.obj.chains, &followed{ch: ch, node: spec.node})
	in := c.with(axis).within(newScope(c.scope))
	data := make([]*Array, 0, len(ch.vars))
	vars := make(Tuple, len(ch.vars))
	j, k := 0, 0
	for _, v := range src.inst.data {
		if v.given {
			data = append(data, src.given[j])
			j++
			continue
		}
		data, vars[k] = append(data, ch.vars[k].array), ch.vars[k].array
		k++
	}
	b := &sampledBody{axis: axis}
	b.guard(spec.gens[0])
	if len(vars) == 1 {
		in.bindPattern(spec.gens[0].Pattern, vars[0])
	} else {
		in.bindPattern(spec.gens[0].Pattern, vars)
	}
	b.c = in
	b.f = in.scalarOf(spec.body, in.eval(spec.body))
	logw := plain.with(axis).densityTrace(spec.node, src.inst, data).logp
	b.traces = []*modelTrace{{inst: src.inst, c: in, logp: logw, vars: data, score: true, psi: src.psi}}
	c.choice(spec, "Markov chains that follow the parameters, in covariance form", "as the density is known up to a constant")
	out := &Array{Node: b.combine(spec.word, func(f *ad.Node) *ad.Node { return b.scoreMean(f, spec.baseline) })}
	if spec.word == "mean" {
		c.obj.means = append(c.obj.means, sampledMean{out.Node, b.f, b.terms, axis})
	} else {
		c.obj.others++
	}
	return out
}

// begin warms the chains up, or takes them from a checkpoint.
func (f *followed) begin(t *training, i int) {
	f.ch.env = f.ch.begin(t.c)
	if t.resumed != nil {
		if !f.restore(i, t.resumed) {
			panic(stopped{code: ExitMachine, diag: diagnose("G0804", t.act, fmt.Sprintf("the checkpoint %s lacks the Markov chains", t.checkpoint), help("run without --resume to begin anew"))})
		}
		return
	}
	for ; f.at < f.ch.spec.warmup; f.at++ {
		f.move(t.c.s)
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
	}
	f.at = int(moves[0])
	if h := f.ch.hmc; h != nil && ok {
		ok = take("size length", sizes) && take("variance", h.variance)
		h.size, h.length = sizes[0], sizes[1]
	}
	return ok
}

// follow takes moves for the parameters as they now are.
func (f *followed) follow(s *Session, moves int) {
	f.ch.env.Fixed = false
	if f.ch.hmc != nil {
		f.ch.hmc.evaluate()
		f.ch.env.Fixed = !f.ch.hmc.mixed
	}
	for range moves {
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
