package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxTable is the largest number of elements that are listed one by one before a run: positions, guards, data.
const maxTable = 1 << 25

// affordable refuses a table that would be too large, before it is made.
func affordable(n lang.Node, elements float64) {
	if elements > maxTable {
		fail("G0309", n, fmt.Sprintf("this needs a table of %.4g elements (%.3g GB)", elements, elements*8/1e9), here("at most %d elements are listed before a run", maxTable),
			why("every index is checked, element by element, before anything runs"))
	}
}

// maxResult is the largest number of elements of a value.
const maxResult = 1 << 27

// keepable refuses a value that would be too large, before it is computed.
func keepable(n lang.Node, elements float64) {
	if elements > maxResult {
		fail("G0309", n, fmt.Sprintf("this has %.4g elements (%.3g GB)", elements, elements*8/1e9), here("at most %d elements are kept", maxResult),
			why("every element of a value stays in memory"), help("reduce where it is made: sum(f(i) for i in I) keeps none of its terms"))
	}
}

// volume is the number of elements of axes.
func volume(axes []*ad.Axis) float64 {
	v := 1.0
	for _, a := range axes {
		v *= float64(a.Size)
	}
	return v
}

// settled computes a node that follows from constants alone, where it was too large to be computed when it
// was made.
func (c ctx) settled(n lang.Node, x *ad.Node) *ad.Node {
	if x == nil || isKnown(x) || !x.Fixed() {
		return x
	}
	for _, a := range x.Axes {
		if a.Lane {
			return x
		}
	}
	affordable(n, volume(x.Axes))
	return c.g().Table(x.Axes, c.s.run(0, x)[0], x.Type)
}
