package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// unnormalised judges a ∝ model: its chains against the sum over all joint values, or by Stein's identity.
func (j *court) unnormalised(m *specimen) {
	_, count, discrete := m.src.support()
	if !discrete {
		j.stein(m)
		return
	}
	j.law("chains have the density", "σ", lawSigma, func() (float64, string) {
		if count > mostStates {
			panic(unjudged(fmt.Sprintf("%.3g joint values are too many to sum up", count)))
		}
		if len(m.src.given) > 0 {
			panic(unjudged("it has a condition"))
		}
		e := m.enumerate()
		top := slices.Max(e.log)
		worst, apart := 0.0, 0.0
		for _, probe := range []*Function{j.height(m, top), j.place()} {
			z, rhat := j.chainMean(m, e, probe)
			worst, apart = math.Max(worst, amongMany(z, 2)), math.Max(apart, rhat)
		}
		why := ""
		if apart > 1.1 {
			why = fmt.Sprintf("R-hat is %.3g: the chains have not mixed", apart)
		}
		if apart > 1.1 && worst < lawSigma {
			panic(unjudged(why))
		}
		return worst, why
	})
}

// height is how far the density of values lies below its top, between 0 and -1.
func (j *court) height(m *specimen, top float64) *Function {
	return &Function{Name: "height", native: func(c ctx, n lang.Node, args []Value) Value {
		g := c.g()
		return &Array{Node: g.Apply(ad.Tanh, g.Apply(ad.Sub, c.sourceDensity(n, m.src, args), g.Const(top)))}
	}}
}

// place is a function of values that none of their symmetries leaves as it is.
func (j *court) place() *Function {
	return &Function{Name: "place", native: func(c ctx, n lang.Node, args []Value) Value {
		g := c.g()
		phase := g.Const(0.3)
		for k, a := range c.numbers(n, args) {
			axes := sorted(axesOf(a.Dims))
			w := g.Table(axes, normals(ad.Elements(axes), "place", fmt.Sprint(k)), ad.Real)
			phase = g.Apply(ad.Add, phase, g.Sum(g.Apply(ad.Mul, w, a.Node), axes...))
		}
		return &Array{Node: g.Apply(ad.Sin, phase)}
	}}
}

// chainMean is the distance, in standard errors, of a mean along chains from the sum over all joint values, and R-hat. An
// error is no smaller than that of as many independent draws: values too rare to be met have none on the chains.
func (j *court) chainMean(m *specimen, e *enumeration, probe *Function) (z, rhat float64) {
	_, names, _ := j.variables(m.src)
	x := strings.Join(names, ", ")
	pattern := x
	if len(names) > 1 {
		pattern = "(" + x + ")"
	}
	const samples = 4 * lawDraws
	values := map[string]Value{"law_p": m.src.inst, "law_f": probe}
	got, ok := j.eval(values, fmt.Sprintf("mean(law_f(%s) for %s ~ law_p, samples = %d)", x, pattern, samples)).(*Estimate)
	if !ok {
		panic(unjudged("no draws"))
	}
	f := m.s.evaluate(nil, probe.native(m.c.with(e.axis), nil, arrays(e.vars)).(*Array).Node)[0]
	top, sum, mean, square := slices.Max(e.log), 0.0, 0.0, 0.0
	for i, l := range e.log {
		if w := math.Exp(l - top); w > 0 {
			v := f[i%len(f)]
			sum, mean, square = sum+w, mean+w*v, square+w*v*v
		}
	}
	mean, square = mean/sum, square/sum
	least := math.Sqrt(max(0, square-mean*mean) / samples)
	return math.Abs(got.est.Mean()-mean) / (max(got.est.Err(), least) + 1e-12), got.rhat
}
