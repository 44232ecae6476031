package derive

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Naive draws from a model the slow and plain way: one element after the other in the order of
// the schedule, each from its definition, which is evaluated from scratch with what has been drawn so
// far. What has not been drawn is NaN. The result holds, for the leaf of each draw (a Ref), its values
// row-major in Leaf.Axes, all samples included.
func Naive(s *Schedule, draws []*ad.Node, bind ad.Bindings) (map[*ad.Leaf][]float64, error) {
	drawn := map[*ad.Leaf][]float64{}
	given := map[*ad.Leaf][]float64{}
	for l, v := range bind.Inputs {
		given[l] = v
	}
	var leaves []*ad.Leaf
	for _, d := range draws {
		if d.Leaf == nil || d.Leaf.Body == nil {
			return nil, fmt.Errorf("a draw without a definition: %s", d.Op)
		}
		values := make([]float64, d.Size())
		for i := range values {
			values[i] = math.NaN()
		}
		drawn[d.Leaf], given[d.Leaf] = values, values
		leaves = append(leaves, d.Leaf)
	}
	bind.Inputs = given
	for _, step := range s.Sequence(leaves...) {
		if err := drawElement(step, drawn[step.Leaf], bind); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// drawElement draws one element, for all samples.
func drawElement(step Step, values []float64, bind ad.Bindings) error {
	l := step.Leaf
	at := map[*ad.Axis]int{}
	for k, a := range elementAxes(l.Axes) {
		at[a] = step.At[k]
	}
	samples := 1
	lane := laneOf(l.Axes)
	if lane != nil {
		samples = lane.Size
	}
	r := ad.NewReference(bind)
	for sample := range samples {
		if lane != nil {
			at[lane] = sample
		}
		where := make([]int, len(l.Body.Axes))
		for k, a := range l.Body.Axes {
			where[k] = at[a]
		}
		v, err := r.Value(l.Body, where...)
		if err != nil {
			return fmt.Errorf("%s%v: %w", l.Name, step.At, err)
		}
		place := 0
		for _, a := range l.Axes {
			place = place*a.Size + at[a]
		}
		values[place] = v
	}
	return nil
}
