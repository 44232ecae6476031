package exec

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sums and differences with a product take one operation for both, with rows and numbers in every place.
func TestProductsOnTheWay(t *testing.T) {
	g := ad.NewGraph()
	i, lane := g.Axis("i", 10), g.Axis("sample", 11)
	lane.Lane = true
	row := func(name string, shift float64) (*ad.Node, []float64) {
		v := make([]float64, 110)
		for e := range v {
			v[e] = math.Sin(float64(e) + shift)
		}
		return g.Input(name, ad.Real, i, lane), v
	}
	x, xs := row("x", 0)
	y, ys := row("y", 1)
	z, zs := row("z", 2)
	c := g.Input("c", ad.Real, i)
	inputs := map[*ad.Leaf][]float64{x.Leaf: xs, y.Leaf: ys, z.Leaf: zs, c.Leaf: xs[:10]}
	mul := func(a, b *ad.Node) *ad.Node { return g.Apply(ad.Mul, a, b) }
	add := func(a, b *ad.Node) *ad.Node { return g.Apply(ad.Add, a, b) }
	sub := func(a, b *ad.Node) *ad.Node { return g.Apply(ad.Sub, a, b) }
	outs := []*ad.Node{
		add(x, mul(y, z)), add(mul(y, z), g.Const(2)), add(mul(c, y), z), sub(x, mul(c, z)), sub(mul(c, x), y), sub(mul(x, z), y),
		sub(c, mul(x, y)), sub(g.Const(3), mul(c, y)), add(mul(g.Const(0.3), x), c), sub(x, mul(x, x)),
	}
	against(t, g, outs, inputs)
	for k, o := range outs {
		p := compile(t, g, []Output{{Node: o}}, Options{Workers: 1})
		for _, s := range p.phases[0].loops[0].steps {
			if q, ok := s.(*rowOp); ok && q.f.ternary == nil {
				t.Errorf("output %d has a step of its own for %s", k, q.kind)
			}
		}
	}
}

// The difference of equal products is 0, and a structural zero times an infinity adds nothing.
func TestWhatNeedsTwoRoundings(t *testing.T) {
	g := ad.NewGraph()
	i, lane := g.Axis("i", 3), g.Axis("sample", 9)
	lane.Lane = true
	x, y := g.Input("x", ad.Real, i, lane), g.Input("y", ad.Real, i, lane)
	c := g.Table([]*ad.Axis{i}, []float64{0, 1, 2}, ad.Real)
	inputs := map[*ad.Leaf][]float64{x.Leaf: make([]float64, 27), y.Leaf: make([]float64, 27)}
	for e := range 27 {
		inputs[x.Leaf][e] = 1 / float64(e+3)
		inputs[y.Leaf][e] = inputs[x.Leaf][e]
	}
	inputs[y.Leaf][4] = math.Inf(1)
	difference := g.Apply(ad.Sub, g.Apply(ad.Mul, x, x), g.Apply(ad.Mul, y, y))
	p := compile(t, g, []Output{{Node: difference}, {Node: g.Apply(ad.Add, x, g.Apply(ad.Mul, c, y))}}, Options{Workers: 1})
	run(t, p, &Env{Inputs: inputs})
	for e, d := range p.Value(0) {
		if e != 4 && d != 0 {
			t.Errorf("difference %d is %v", e, d)
		}
	}
	if got := p.Value(1)[4]; got != inputs[x.Leaf][4] {
		t.Errorf("x + 0·∞ is %v, want %v", got, inputs[x.Leaf][4])
	}
}
