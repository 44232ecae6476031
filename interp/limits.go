package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxTable is the largest number of elements that are listed one by one before a run: positions, guards, data.
const maxTable = 1 << 25

// affordable refuses a table that would be too large, before it is made.
func affordable(n lang.Node, elements float64) {
	if elements > maxTable {
		fail("G0309", n, fmt.Sprintf("this needs a table of %.4g elements (%.3g GB)", elements, elements*8/1e9), here("at most %d elements are listed before a run", maxTable),
			why("every index is checked, element by element, before anything runs"),
			help("smaller sets, or sums that are made where they are read"))
	}
}

// embed is sets.Embed of a set that is small enough to be listed.
func embed(n lang.Node, from, to *sets.Set) []int {
	affordable(n, float64(from.Size()))
	return sets.Embed(from, to)
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

// maxPlanned is the largest number of elements that are planned one by one, at about a hundred bytes each:
// those of a value that does not depend on samples.
const maxPlanned = 1 << 23

// plannable refuses a plan that would be too large, before it is made.
func plannable(n lang.Node, axes []*ad.Axis) {
	for _, a := range axes {
		if a.Lane {
			keepable(n, volume(axes))
			return
		}
	}
	if v := volume(axes); v > maxPlanned {
		fail("G0309", n, fmt.Sprintf("this has %.4g elements (%.3g GB)", v, v*8/1e9), here("at most %d elements are computed at a time", maxPlanned),
			why("the reads of every element are followed one by one before they are computed"), help("take a part of it"))
	}
}

// maxPlans is how many bytes of plans are kept for another evaluation of the same.
const maxPlans = 256 << 20

// maxNodes is the largest number of operations that are written out, at a few hundred bytes each.
const maxNodes = 1 << 22

// maxText is the longest string, in bytes.
const maxText = 1 << 24

// watch bounds the graph, and lets the making of a large one be interrupted.
func (s *Session) watch(nodes int) {
	s.interruptible()
	if nodes > maxNodes {
		fail("G0309", nil, fmt.Sprintf("the formulas of this program have more than %d operations", maxNodes),
			why("every call and every derivative is written out before anything runs"), help("take fewer derivatives of derivatives, or make functions call less"))
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
