package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/lang"
)

// Estimate is a number with a statistical error.
type Estimate struct {
	est   *estimate.Estimate
	exact bool    // a sum over all joint values: its error is that of rounding
	flat  bool    // all samples have the same value
	ess   float64 // effective number of samples, where weights or chains are behind it; else 0
	rhat  float64 // of chains; else 0
	tau   float64
	of    *averaged // nil where what was averaged is not known
}

var estimateFields = []string{"mean", "err", "ess", "rhat", "tau", "variance", "vscore"}

func (e *Estimate) mean() float64 { return e.est.Mean() }

func (e *Estimate) negate() *Estimate { return &Estimate{est: estimate.Neg(e.est), exact: e.exact} }

// field is .mean, .err, .ess, .rhat or .tau.
func (e *Estimate) field(c ctx, name string) (Value, bool) {
	switch name {
	case "mean":
		return c.scalar(e.est.Mean()), true
	case "err":
		return c.scalar(e.est.Err()), true
	case "ess":
		if e.exact {
			return c.scalar(math.Inf(1)), true
		}
		if e.ess == 0 {
			return c.scalar(float64(e.est.N())), true
		}
		return c.scalar(e.ess), true
	case "rhat":
		return e.ofChains(c, e.rhat)
	case "tau":
		return e.ofChains(c, e.tau)
	case "variance", "vscore":
		switch {
		case e.of == nil || name == "vscore" && !e.of.hasScore:
			return nil, false
		case name == "vscore":
			return c.scalar(e.of.vscore), true
		}
		return c.scalar(e.of.variance), true
	}
	return nil, false
}

// ofChains is what Markov chains tell of a mean: 1 where its samples are independent, or all values are summed up.
func (e *Estimate) ofChains(c ctx, v float64) (Value, bool) {
	if v == 0 && (e.exact || e.of != nil) {
		v = 1
	}
	return c.scalar(v), v != 0
}

// String shows the mean with its error in units of the last digit.
func (e *Estimate) String() string {
	switch {
	case e.exact:
		return estimate.Number(e.est.Mean())
	case e.flat:
		return estimate.Number(e.est.Mean()) + "(0)" // all samples agree, which proves nothing
	}
	return e.est.String()
}

// toEstimate takes a number as an estimate without error.
func (c ctx) toEstimate(n lang.Node, v Value) *Estimate {
	if _, ok := v.(*EstimateArray); ok {
		elementwiseOnly(n, "arithmetic with estimates goes one by one")
	}
	if e, ok := v.(*Estimate); ok {
		return e
	}
	a := c.number(n, v)
	if len(a.Dims) == 0 && len(a.Node.Axes) > 0 {
		elementwiseOnly(n, "arithmetic with estimates goes one by one")
	}
	if len(a.Dims) > 0 {
		fail("G0709", n, "an estimate goes with numbers, not with arrays", help("take its .mean"))
	}
	f := c.s.force(a)
	x, ok := f.Node.Scalar()
	if !ok {
		x = math.NaN() // a check, short of running
	}
	return &Estimate{est: estimate.Exact(x), exact: true}
}

// estimateBinary is arithmetic with estimates; errors go along to first order.
func (c ctx) estimateBinary(e *lang.Binary, op string, x, y Value) Value {
	a, b := c.toEstimate(e.X, x), c.toEstimate(e.Y, y)
	out := &Estimate{exact: a.exact && b.exact}
	switch op {
	case "+":
		out.est = estimate.Add(a.est, b.est)
	case "-":
		out.est = estimate.Sub(a.est, b.est)
	case "*":
		out.est = estimate.Mul(a.est, b.est)
	case "/":
		out.est = estimate.Div(a.est, b.est)
	case "^":
		v, p := a.est.Mean(), b.est.Mean()
		z := math.Pow(v, p)
		out.est = estimate.Func2(a.est, b.est, complex(z, 0), complex(p*math.Pow(v, p-1), 0), complex(z*math.Log(math.Abs(v)), 0))
		if b.est.IsExact() {
			out.est = estimate.Func(a.est, complex(z, 0), complex(p*math.Pow(v, p-1), 0))
		}
	default:
		fail("G0709", e, fmt.Sprintf("%s does not apply to estimates", op), help("take their .mean"))
	}
	c.biasWarning(e, out, a, b)
	return out
}

func (c ctx) biasWarning(n lang.Node, out *Estimate, args ...*Estimate) {
	if out.exact || !out.est.Biased() {
		return
	}
	for _, a := range args {
		if a.est.Biased() {
			return // said before
		}
	}
	if rel := math.Abs(out.est.Err() / out.est.Mean()); rel > 0.1 {
		c.warn("G0710", n, "a non-linear function of an estimate is biased, by about the square of its relative error",
			here("the relative error here is %.2g", rel), help("take more samples"))
	}
}

// estimateOp is a function of one estimate, by its derivative.
func (c ctx) estimateOp(n lang.Node, op ad.Op, e *Estimate) Value {
	g := c.g()
	x := g.Ref("x", ad.Real)
	g.Bind(x, g.Const(e.est.Mean()))
	y := g.Apply(op, x)
	d, err := g.Grad(y, []*ad.Node{x})
	if err != nil {
		c.derivativeError(n, err)
	}
	v := c.s.run(0, y, d[0])
	out := &Estimate{est: estimate.Func(e.est, complex(v[0][0], 0), complex(v[1][0], 0)), exact: e.exact}
	c.biasWarning(n, out, e)
	return out
}
