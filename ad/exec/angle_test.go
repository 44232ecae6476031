package exec

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Angles of complex determinants, along samples and of numbers, are those of the reference; singular ones are 0, those of what is
// no number none.
func TestDetAngle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 2, 3, 5, 13} {
		g := ad.NewGraph()
		r, c, k, lane := g.Axis("r", 2*n), g.Axis("c", 2*n), g.Axis("k", 3), g.Axis("sample", 37)
		lane.Lane = true
		x, y := g.Input("x", ad.Real, r, c, lane), g.Input("y", ad.Real, r, c, k)
		outs := []Output{{Node: g.DetAngle(x, r, c)}, {Node: g.DetAngle(y, c, r)}}
		p := compile(t, g, outs, Options{Workers: 2})
		in := map[*ad.Leaf][]float64{}
		for _, node := range []*ad.Node{x, y} {
			v := make([]float64, node.Size())
			for e := range v {
				v[e] = rng.NormFloat64()
			}
			in[node.Leaf] = v
		}
		for e := 0; e < len(in[y.Leaf]); e += 3 {
			in[y.Leaf][e] = 0 // the first matrix along k
		}
		in[x.Leaf][5], in[y.Leaf][1] = math.NaN(), math.NaN() // a sample, and the second matrix
		if err := p.Run(&Env{Inputs: in}); err != nil {
			t.Fatal(err)
		}
		for i, o := range outs {
			want, err := ad.NewReference(ad.Bindings{Inputs: in}).Array(o.Node)
			if err != nil {
				t.Fatal(err)
			}
			for e, w := range want {
				got := p.Value(i)[e]
				if d := math.Abs(math.Remainder(got-w, 2*math.Pi)); !(d < 1e-10) && !(math.IsNaN(got) && math.IsNaN(w)) {
					t.Errorf("n = %d, output %d, element %d: %g, want %g", n, i, e, got, w)
				}
			}
		}
	}
}
