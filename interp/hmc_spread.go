package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// growth is how many times larger the variance in the last quarter of a chain may be than in the first. That of a free
// walker grows with time: from 200 steps of warm-up on it is 3.3 times as large in 1,000 steps.
const growth = 2.0

// warnSpreading reports a real variable whose spread keeps growing: its density has no equilibrium if it cannot be
// normalised, and chains then drift for ever, whatever R-hat says of what is averaged.
func (ch *chains) warnSpreading(c ctx, n lang.Node) {
	steps := ch.spec.steps
	if ch.hmc == nil || steps < minChainSteps {
		return
	}
	for k, cv := range ch.vars {
		if cv.typ.Set != nil {
			continue
		}
		for i := range cv.sites {
			early, late := ch.variance(k, i, 0, steps/4), ch.variance(k, i, steps-steps/4, steps)
			if late > growth*early {
				name := cv.name
				if len(cv.dims) > 0 {
					name += "[" + elementAt(cv.dims, i) + "]"
				}
				c.warn("G0620", n, fmt.Sprintf("the chains of %s spread without end along %s", ch.hmc.model, name),
					here("its variance is %s in the first quarter and %s in the last", number(early), number(late)),
					why("a density that does not fall off, such as one of differences alone, cannot be normalised, and has no samples"),
					help("hold it: a trap, a wall, or one particle at a fixed place; a longer warmup if it was only far from where it belongs"))
				return
			}
		}
	}
}

// variance of a site over all chains and the steps between.
func (ch *chains) variance(k, site, from, to int) float64 {
	b := ch.spec.chains
	sum, square, count := 0.0, 0.0, 0.0
	shift := ch.values[k][from][site*b]
	for t := from; t < to; t++ {
		for _, x := range ch.values[k][t][site*b : (site+1)*b] {
			d := x - shift
			sum, square, count = sum+d, square+d*d, count+1
		}
	}
	return (square - sum*sum/count) / count
}

// elementAt names an element by its row-major place.
func elementAt(dims []Dim, e int) string {
	out := ""
	for i, p := range unravel(axesOf(dims), e) {
		if i > 0 {
			out += ", "
		}
		out += dims[i].Set.Element(p)
	}
	return out
}
