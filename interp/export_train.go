package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp/optim"
	"github.com/gibbs-lang/gibbs/lang"
)

// trainingOf is the training whose result a value is.
func trainingOf(v Value) (*training, bool) {
	r, ok := v.(*Record)
	if !ok {
		return nil, false
	}
	t, ok := r.Data.(*training)
	return t, ok
}

// maxRates is the number of points at which a learning rate that changes is written.
const maxRates = 257

// exported is the training as a script repeats it.
func (t *training) exported(at lang.Expr) *export.Training {
	out := &export.Training{Start: lang.Print(t.act.X), Step: t.obj.step, Progress: t.obj.progress, Steps: t.steps, Sign: t.sign, Clip: math.Inf(1)}
	switch {
	case len(t.obj.chains) > 0:
		fail("G1203", at, "a training with Markov chains is not written as a script", label(t.act, "draws by chains"),
			why("its draws depend on those of the step before"), help("export the energy and the model, and draw from them there"))
	case t.opt.natural != nil:
		fail("G1203", at, "a training by stochastic reconfiguration is not written as a script", label(t.act, "using sr"),
			why("its steps need the derivative of every sample"), help("using adam(1e-3)"))
	}
	switch m := t.opt.method.(type) {
	case optim.Adam:
		out.Rule = export.Rule{Adam: true, Beta1: m.Beta1, Beta2: m.Beta2, Eps: m.Eps, Decay: m.Decay}
	case optim.SGD:
		out.Rule = export.Rule{Momentum: m.Momentum}
	}
	if limit := t.clip.Limit; limit > 0 {
		out.Clip = limit
	}
	out.Rates = t.rates()
	out.Objective = export.Function{Name: "objective", Doc: fmt.Sprintf("%s %s\n\nIts derivative is that of the training, the terms of its draws included.", t.act.Word, out.Start),
		Results: []export.Result{{Node: t.loss, Axes: []*ad.Axis{}}}, Rows: map[*ad.Leaf]int{}}
	for _, d := range t.obj.data {
		out.Objective.Rows[d.leaf] = d.rows
	}
	for _, a := range []export.Arg{{Name: "step", Node: t.obj.step}, {Name: "progress", Node: t.obj.progress}} {
		if reads(t.loss, a.Node) {
			out.Objective.Args = append(out.Objective.Args, a)
		}
	}
	t.c.finish(&exported{at: at}, &out.Objective)
	return out
}

// rates are the learning rates of the steps, at equal distances.
func (t *training) rates() []float64 {
	n := min(t.steps, maxRates)
	if t.opt.constant || n < 2 {
		return []float64{t.opt.schedule(1, 0)}
	}
	out := make([]float64, n)
	for k := range out {
		progress := float64(k) / float64(n-1)
		out[k] = t.opt.schedule(1+int(math.Round(progress*float64(t.steps-1))), progress)
	}
	return out
}
