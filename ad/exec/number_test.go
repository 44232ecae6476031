package exec

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Elements that read the same in another order, or beside nothing, are equal only where the operation says so: x + 0 is 0 + x, but
// x - 0 is not 0 - x, and the same of quotients.
func TestEqualElements(t *testing.T) {
	const n, batch = 8, 3
	g := ad.NewGraph()
	i, j := g.Axis("i", n), g.Axis("j", n)
	lane := g.Axis("sample", batch)
	lane.Lane = true
	x, y := g.Input("x", ad.Real, j, lane), g.Input("y", ad.Real, j, lane)
	bind := map[*ad.Leaf][]float64{}
	for k, leaf := range []*ad.Node{x, y} {
		v := make([]float64, leaf.Size())
		for e := range v {
			v[e] = 0.3 + float64((7*e+5*k)%11)
		}
		bind[leaf.Leaf] = v
	}
	first := g.Apply(ad.Lt, g.Iota(i), g.Integer(n/2))
	a, b := g.Select(first, x, g.Const(0)), g.Select(first, g.Const(0), x)
	c, d := g.Select(first, x, y), g.Select(first, y, x)
	for _, op := range []ad.Op{ad.Add, ad.Sub, ad.Mul, ad.Div, ad.Max, ad.Atan2, ad.Lt} {
		out := g.Apply(op, c, d)
		if op != ad.Div && op != ad.Atan2 {
			out = g.Apply(ad.Add, out, g.Apply(op, a, b))
		}
		sum := g.Sum(g.Apply(ad.Tanh, out), j)
		want, err := ad.NewReference(ad.Bindings{Inputs: bind}).Array(sum)
		if err != nil {
			t.Fatal(err)
		}
		p := compile(t, g, []Output{{Node: sum}}, Options{Workers: 1})
		run(t, p, &Env{Inputs: bind})
		for e := range want {
			if d := math.Abs(p.Value(0)[e] - want[e]); !(d <= 1e-12) {
				t.Errorf("%v: element %d is %v, want %v", op, e, p.Value(0)[e], want[e])
			}
		}
	}
}
