package inverse

import (
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// compiled evaluates nodes by a plan.
func compiled(t failer, s *sample, inputs map[*ad.Leaf][]float64, nodes ...*ad.Node) [][]float64 {
	t.Helper()
	var outs []exec.Output
	for _, n := range nodes {
		outs = append(outs, exec.Output{Node: n})
	}
	p, err := exec.Compile(s.g, outs, exec.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(&exec.Env{Params: s.params, Inputs: inputs}); err != nil {
		t.Fatal(err)
	}
	var values [][]float64
	for i := range nodes {
		values = append(values, slices.Clone(p.Value(i)))
	}
	return values
}

func TestPlans(t *testing.T) {
	several, _ := severalWays()
	for _, c := range append(append(closedMaps(), several...), matrixMaps()...) {
		t.Run(c.name, func(t *testing.T) {
			s := newSample(7)
			s.samples(5)
			c.make(s)
			r := s.check(t, compiled)
			if !(r.trip < 1e-8) || !(r.det < 1e-9) || !r.inside {
				t.Errorf("round trip %g, log-determinant %g, condition %g, inside %v", r.trip, r.det, r.cond, r.inside)
			}
		})
	}
}
