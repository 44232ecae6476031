package exec

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// TestGatedRecurrence is the score gradient of a recurrent network with a gate that draws spins: a recurrence
// forwards, and its transpose backwards in a later loop.
func TestGatedRecurrence(t *testing.T) {
	const n, width, batch = 6, 3, 21
	g := ad.NewGraph()
	i, c, d := g.Axis("i", n), g.Axis("c", width), g.Axis("d", width)
	lane := g.Axis("sample", batch)
	lane.Lane = true
	rng := rand.New(rand.NewPCG(5, 6))
	params := map[*ad.Leaf][]float64{}
	var weights []*ad.Node
	param := func(name string, axes ...*ad.Axis) *ad.Node {
		l := &ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes, Len: ad.Elements(axes)}
		for range l.Len {
			params[l] = append(params[l], rng.NormFloat64())
		}
		w := g.Leaf(l)
		weights = append(weights, w)
		return w
	}
	back := make([]float64, n)
	for e := range back {
		back[e] = float64(e - 1)
	}
	before := func(x *ad.Node) *ad.Node {
		at := g.Gather(x, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{i}, back, ad.Int)})
		return g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(i)), at, g.Const(0))
	}
	s := g.Ref("s", ad.Int, i, lane)
	h := g.Ref("h", ad.Real, i, c, lane)
	spin := before(g.Apply(ad.Stop, s))
	input := func(k string, x *ad.Node) *ad.Node {
		sum := g.Sum(g.Apply(ad.Mul, param("A"+k, c, d), g.Rename(x, c, d)), d)
		return g.Apply(ad.Add, g.Apply(ad.Add, param("a"+k, c), g.Apply(ad.Mul, param("B"+k, c), spin)), sum)
	}
	past := before(h)
	gate := g.Apply(ad.Sigmoid, input("z", past))
	reset := g.Apply(ad.Sigmoid, input("r", past))
	fresh := g.Apply(ad.Tanh, input("n", g.Apply(ad.Mul, reset, past)))
	rest := g.Apply(ad.Sub, g.Const(1), gate)
	g.Bind(h, g.Apply(ad.Add, g.Apply(ad.Mul, gate, past), g.Apply(ad.Mul, rest, fresh)))
	logit := g.Apply(ad.Add, param("b"), g.Sum(g.Apply(ad.Mul, param("U", c), h), c))
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{i, lane}})
	g.Bind(s, g.Select(g.Apply(ad.Lt, u, g.Apply(ad.Sigmoid, logit)), g.Integer(1), g.Integer(-1)))
	drawn := g.Apply(ad.Stop, s)
	logp := g.Apply(ad.Neg, g.Sum(g.Apply(ad.Softplus, g.Apply(ad.Neg, g.Apply(ad.Mul, drawn, logit))), i))
	f := g.Apply(ad.Add, logp, g.Sum(g.Apply(ad.Mul, drawn, spin), i))
	weight := g.Apply(ad.Stop, g.Apply(ad.Sub, f, g.Apply(ad.Div, g.Sum(f, lane), g.Integer(batch))))
	grads, err := g.Grad(g.Sum(g.Apply(ad.Mul, weight, logp), lane), weights)
	if err != nil {
		t.Fatal(err)
	}
	var outs []Output
	for _, x := range append(grads, s, h, logp) {
		outs = append(outs, Output{Node: x})
	}
	p := compile(t, g, outs, Options{Workers: 2, Tile: 8})
	run(t, p, &Env{Params: params, Seed: 3, Step: 4})
	ref := ad.NewReference(ad.Bindings{Params: params, Random: random(3, 4)})
	for k, o := range outs {
		want, err := ref.Array(o.Node)
		if err != nil {
			t.Fatal(err)
		}
		largest := 0.0
		for _, x := range want {
			largest = math.Max(largest, math.Abs(x))
		}
		if got := p.Value(k); largest == 0 || !equal(got, want, 1e-12) {
			t.Errorf("output %d is %v, want %v", k, got, want)
		}
	}
}
