package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// estimateNow evaluates an expectation; under generators, for every element at once.
func (c ctx) estimateNow(spec *expectSpec) Value {
	in := c
	in.sampling, in.nest = true, &nest{probe: true}
	if src, ok := in.enumerable(spec, spec.samples); ok {
		return in.exactEstimate(spec, src)
	}
	if src := in.single(spec); src != nil && src.inst != nil && src.inst.tmpl.decl.Propto {
		if len(c.open) > 0 {
			elementwiseOnly(spec.node, "an expectation is evaluated for one element at a time")
		}
		return in.chainEstimate(spec, src)
	}
	if spec.samples > maxResult {
		fail("G0309", spec.node, fmt.Sprintf("%d samples are too many for one estimate", spec.samples), here("at most %d are drawn", maxResult),
			why("the integrand is kept for every sample (%.3g GB)", float64(spec.samples)*8/1e9), help("fewer samples; a control variate, or samples nearer to where the integrand is large, save more than their number does"))
	}
	axis := c.s.laneAxis(spec.samples)
	b := in.drawnBody(spec, axis)
	if len(in.nest.chains) > 0 {
		return c.nestedEstimate(spec)
	}
	c.noSlope(spec, b.f)
	if c.s.opts.Check {
		c.s.checkOrder(spec.node, b.f)
	}
	if len(c.open) > 0 {
		return c.profileOfSamples(spec, b)
	}
	if c.s.opts.Check {
		return &Estimate{est: estimate.Measured(math.NaN(), math.NaN(), spec.samples), of: spec.averaged()}
	}
	var demands []drawDemand
	for _, t := range b.traces {
		demands = append(demands, t.demands...)
	}
	measured := spec.measured(b.f)
	v := c.s.evaluate(spec.node, append(measured, asked(demands)...)...)
	met(demands, v[len(measured):])
	v = v[:len(measured)]
	c.checkFinite(spec, v[0])
	out := &Estimate{est: estimate.Exact(v[0][0]), exact: true}
	if b.f.Has(axis) {
		out = sampledEstimate(v[0], spec.word)
	}
	c.spreadOf(spec, out, v)
	return out
}

// sampledEstimate is the estimate that independent samples give.
func sampledEstimate(v []float64, word string) *Estimate {
	switch word {
	case "var":
		return &Estimate{est: estimate.Variance(v)}
	case "std":
		e := estimate.Variance(v)
		sd := math.Sqrt(e.Mean())
		return &Estimate{est: estimate.Func(e, complex(sd, 0), complex(0.5/sd, 0))}
	case "logmeanexp":
		e, ess := estimate.LogMeanExp(v)
		return &Estimate{est: e, ess: ess}
	}
	e := estimate.Mean(v)
	return &Estimate{est: e, flat: e.IsExact()}
}

// checkFinite reports an expectation whose integrand is not finite somewhere.
func (c ctx) checkFinite(spec *expectSpec, v []float64) {
	if spec.word == "logmeanexp" {
		return
	}
	bad := 0
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			bad++
		}
	}
	if bad > 0 {
		c.warn("G0708", spec.node, fmt.Sprintf("the integrand is not finite at %d of %d samples", bad, len(v)), c.whereBad(spec, v),
			why("one value that is infinite or not a number leaves the mean without a value"),
			help("take it only where it exists, as in if x > 0 then sqrt(x) else 0, or draw from a density that stays there"))
	}
}

// exactEstimate sums over all joint values; its error is that of rounding.
func (c ctx) exactEstimate(spec *expectSpec, src *source) Value {
	b := c.enumerated(spec, src)
	if len(c.nest.chains) > 0 || c.nest.drawn {
		return c.nestedEstimate(spec)
	}
	g := c.g()
	size := g.Sum(g.Select(g.Apply(ad.Lt, g.Const(0), b.weight), g.Apply(ad.Mul, b.weight, g.Apply(ad.Abs, b.f)), g.Const(0)), b.axis)
	value := b.combine(spec.word, b.weighted)
	c.noSlope(spec, value)
	if len(c.open) > 0 {
		return c.profile(spec, value, g.Apply(ad.Mul, g.Const(roundingUnits*roundingUnits), g.Apply(ad.Mul, size, size)), 0, true)
	}
	if c.s.opts.Check {
		return &Estimate{est: estimate.Exact(math.NaN()), exact: true, of: spec.averaged()}
	}
	v := c.s.evaluate(spec.node, value, size, g.Sum(b.weight, b.axis))
	if total := v[2][0]; 1-total > missing {
		fail("G0608", spec.node, fmt.Sprintf("the %.0f joint values have the probability %.6g together", b.states, total),
			why("a support leaves nothing after some of what is drawn before, and the rest has less than 1"),
			help("a support that leaves something after all that may be drawn"))
	}
	if math.IsNaN(v[0][0]) {
		c.warn("G0708", spec.node, fmt.Sprintf("the sum over %.0f joint values is not a number", b.states), c.whereBadState(spec, b),
			why("one value that is not a number leaves the mean without a value"), help("take it only where it exists, as in if x > 0 then sqrt(x) else 0"))
	}
	out := &Estimate{est: estimate.Measured(v[0][0], roundingUnits*v[1][0], 0), exact: true}
	c.exactSpread(spec, b, out)
	return out
}

// missing is the probability above which joint values are not all that are drawn; probabilities may add up to 1 within a millionth.
const missing = 1e-5

// roundingUnits bounds the rounding error of a sum of products of probabilities, in units of its size.
const roundingUnits = 64 * 0x1p-53
