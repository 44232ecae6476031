package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Choice tells how the gradient of an expectation is estimated, and why so.
type Choice struct {
	Expectation string `json:"expectation"` // as it is written
	Estimator   string `json:"estimator"`
	Reason      string `json:"reason"`
}

// String is the choice in a line.
func (c Choice) String() string {
	return fmt.Sprintf("%s: %s, %s", c.Expectation, c.Estimator, c.Reason)
}

// Choices are the estimators of a training or a gradient, in the order of the objective; nil for other values.
func Choices(v Value) []Choice {
	if r, ok := v.(*Record); ok {
		if t, ok := r.Data.(*training); ok {
			return t.obj.choices
		}
	}
	return nil
}

func (c ctx) choice(spec *expectSpec, estimator, reason string) {
	if c.obj != nil {
		c.obj.choices = append(c.obj.choices, Choice{lang.Print(spec.node), estimator, reason})
	}
}

// estimators that can be asked for.
const (
	byScore    = "score"
	byPathwise = "pathwise"
	byMeasure  = "measure"
	byPath     = "path"
)

// estimatorOption reads score(baseline = loo), pathwise, measure, path.
func (c ctx) estimatorOption(spec *expectSpec, e lang.Expr) {
	name, args := "", []*lang.Arg(nil)
	switch e := e.(type) {
	case *lang.Name:
		name = e.Id
	case *lang.Call:
		if n, ok := e.Fn.(*lang.Name); ok {
			name, args = n.Id, e.Args
		}
	}
	switch name {
	case byScore:
		for _, a := range args {
			n, ok := a.X.(*lang.Name)
			if a.Name == nil || a.Name.Id != "baseline" || !ok || n.Id != "loo" && n.Id != "mean" && n.Id != "none" {
				fail("G0703", a, "the option of score is its baseline", help("score(baseline = loo), mean or none"))
			}
			spec.baseline = n.Id
		}
	case byPathwise, byMeasure, byPath:
		if len(args) > 0 {
			fail("G0703", args[0], fmt.Sprintf("the estimator %s has no options", name), help("estimator = %s", name))
		}
	default:
		fail("G0703", e, "the estimators are score, pathwise, measure and path", help("estimator = score(baseline = loo)"))
	}
	spec.estimator = name
}

// meanBy is how the mean of an integrand over draws is differentiated. It notes the choice.
func (c ctx) meanBy(spec *expectSpec, b *sampledBody) func(*ad.Node) *ad.Node {
	score := false
	for _, t := range b.traces {
		score = score || t.score
	}
	because := "as asked"
	switch {
	case len(b.traces) == 0:
		c.choice(spec, "mini-batches", "as the mean goes over data")
		return b.plainMean
	case spec.estimator == byMeasure:
		c.s.uses("estimator measure")
		c.choice(spec, "measure-valued derivatives", because)
		return b.measureMean
	case score && (spec.estimator == byPathwise || spec.estimator == byPath):
		fail("G0703", spec.node, fmt.Sprintf("the estimator %s needs draws that can be differentiated, and these are of discrete variables", spec.estimator),
			help("estimator = score(baseline = loo), measure, or none: it is chosen by itself"))
	case score:
		if spec.estimator == "" {
			because = "as derivatives do not pass draws of discrete variables"
			if slices.ContainsFunc(b.traces, func(t *modelTrace) bool { return t.psi != nil }) {
				because = "as draws are from |ψ|²"
			}
		}
		c.s.uses("estimator score")
		c.choice(spec, "score function with the baseline "+spec.baseline, because)
		return func(f *ad.Node) *ad.Node { return b.scoreMean(f, spec) }
	case spec.estimator == byPath:
		c.s.uses("estimator path")
		c.choice(spec, "pathwise without the score of the density of the draws", because)
		return b.pathMean
	}
	if spec.estimator == "" {
		because = "as derivatives pass every draw"
	}
	c.s.uses("estimator pathwise")
	c.choice(spec, "pathwise", because)
	return b.plainMean
}
