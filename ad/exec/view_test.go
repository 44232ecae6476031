package exec

import (
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// A guard in a recurrence keeps out what is behind it, in derivatives too: the slope of a distance is infinite where it is
// zero, and no pair of a particle with itself enters.
func TestGuardedSlopesOfARecurrence(t *testing.T) {
	const n, steps, width, batch = 3, 4, 2, 5
	g := ad.NewGraph()
	k, i, j, h := g.Axis("k", steps+1), g.Axis("i", n), g.Axis("j", n), g.Axis("h", width)
	lane := g.Axis("sample", batch)
	lane.Lane = true
	a := g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: "a", Axes: []*ad.Axis{h}, Len: width})
	x := g.Ref("x", ad.Real, k, i, lane)
	back := make([]float64, steps+1)
	for s := range back {
		back[s] = float64(s - 1)
	}
	old := g.Gather(x, []*ad.Axis{k}, []*ad.Node{g.Table([]*ad.Axis{k}, back, ad.Int)})
	apart := g.Apply(ad.Sub, old, g.Rename(old, i, j))
	distance := g.Apply(ad.Sqrt, g.Apply(ad.Mul, apart, apart))
	pull := g.Sum(g.Apply(ad.Tanh, g.Apply(ad.Mul, a, distance)), h)
	pull = g.Select(g.Apply(ad.Ne, g.Iota(i), g.Iota(j)), g.Apply(ad.Mul, pull, apart), g.Const(0))
	next := g.Apply(ad.Sub, old, g.Apply(ad.Mul, g.Const(0.1), g.Sum(pull, j)))
	start := g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: []*ad.Axis{i, lane}})
	g.Bind(x, g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(k)), next, start))
	end := g.Gather(x, []*ad.Axis{k}, []*ad.Node{g.Integer(steps)})
	loss := g.Sum(g.Apply(ad.Mul, end, end), i, lane)
	grads, err := g.Grad(loss, []*ad.Node{a})
	if err != nil {
		t.Fatal(err)
	}
	theta := []float64{0.3, 0.7}
	env := &Env{Params: map[*ad.Leaf][]float64{a.Leaf: theta}}
	p := compile(t, g, []Output{{Node: loss}, {Node: grads[0], Pack: a.Leaf}}, Options{Workers: 1})
	run(t, p, env)
	got := append([]float64(nil), p.Value(1)...)
	for e := range theta {
		const d = 1e-5
		was := theta[e]
		theta[e] = was + d
		run(t, p, env)
		up := p.Value(0)[0]
		theta[e] = was - d
		run(t, p, env)
		theta[e] = was
		want := (up - p.Value(0)[0]) / (2 * d)
		if !(math.Abs(got[e]-want) < 1e-7*(1+math.Abs(want))) {
			t.Errorf("∂/∂a[%d] is %v, differences give %v", e, got[e], want)
		}
	}
}

// What a guard leaves of a sum is a structural zero where it leaves nothing, also of a sum over samples: an infinity that
// it meets does not show.
func TestGuardedSumsAreStructuralZeros(t *testing.T) {
	g := ad.NewGraph()
	i, j, lane := g.Axis("i", 3), g.Axis("j", 2), g.Axis("sample", 4)
	lane.Lane = true
	x, y := g.Input("x", ad.Real, i, lane), g.Input("y", ad.Real, j, lane)
	inputs := map[*ad.Leaf][]float64{x.Leaf: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, y.Leaf: {1, 1, 1, 1, 2, 2, 2, 2}}
	open := g.Table([]*ad.Axis{i, j}, []float64{0, 1, 0, 0, 0, 1}, ad.Bool)
	wild := g.Table([]*ad.Axis{j}, []float64{math.Inf(1), 0.5}, ad.Real)
	guarded := g.Sum(g.Select(open, x, g.Const(0)), i)
	named := g.Ref("named", ad.Real, j, lane)
	g.Bind(named, g.Apply(ad.Stop, guarded))
	outs := []Output{
		{Node: g.Apply(ad.Mul, wild, g.Sum(g.Apply(ad.Mul, y, guarded), lane))},
		{Node: g.Sum(g.Apply(ad.Mul, wild, g.Apply(ad.Mul, named, named)), lane)},
	}
	p := compile(t, g, outs, Options{Workers: 1})
	run(t, p, &Env{Inputs: inputs})
	ref := ad.NewReference(ad.Bindings{Inputs: inputs})
	for k, want := range [][]float64{{0, 0.5 * 2 * (10 + 12 + 14 + 16)}, {0, 0.5 * (100 + 144 + 196 + 256)}} {
		slow, err := ref.Array(outs[k].Node)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(p.Value(k), want) || !slices.Equal(slow, want) {
			t.Errorf("output %d: %v, by the reference %v, want %v", k, p.Value(k), slow, want)
		}
	}
}
