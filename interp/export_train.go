package interp

import (
	"fmt"
	"math"
	"slices"

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

// trainingFor is the training that is exported in the place of what it trains.
func (c ctx) trainingFor(x *exported) Value {
	if _, ok := trainingOf(x.value); ok {
		return x.value
	}
	params := c.s.reach(x.value)
	var found Value
	last := -1
	for _, b := range c.scope.names {
		t, ok := trainingOf(b.value)
		if !ok || b.place == nil || !slices.ContainsFunc(t.params, func(p *Param) bool { return slices.Contains(params, p) }) {
			continue
		}
		if at := b.place.Span().Start.Offset; at > last {
			found, last = b.value, at
		}
	}
	if found == nil {
		fail("G1203", x.at, fmt.Sprintf("no training of %s has a name", lang.Print(x.at)), why("a script repeats a training of the program"),
			help("fit = minimize …, on a line of the program, and export fit"))
	}
	return found
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
