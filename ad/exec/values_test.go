package exec

import (
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

func TestStructuralZeroTimesInfinity(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 5), g.Axis("j", 3)
	lane := g.Axis("sample", 10)
	lane.Lane = true
	x := g.Input("x", ad.Real, j, lane)
	one := g.Table([]*ad.Axis{i, j}, []float64{1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 1, 0, 0, 0, 0}, ad.Real)
	y := g.Sum(g.Apply(ad.Mul, one, g.Apply(ad.Log, x)), j)
	p := compile(t, g, []Output{{Node: y}}, Options{})
	v := slices.Repeat([]float64{math.E}, 30)
	v[4], v[25] = 0, 0
	run(t, p, &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: v}})
	inf := math.Inf(-1)
	for k, want := range [][]float64{4: {inf, 2, 3, inf, 0}, 5: {1, 2, inf, 2, 0}, 6: {1, 2, 3, 2, 0}} {
		for e := range want {
			if got := p.Value(0)[e*10+k]; math.Abs(got-want[e]) > 1e-15 {
				t.Errorf("sample %d, element %d: %v, want %v", k, e, got, want[e])
			}
		}
	}
}

func TestLargeNumbersAreShared(t *testing.T) {
	const n = 100003
	g := ad.NewGraph()
	i, j := g.Axis("i", n), g.Axis("j", 3)
	x := g.Input("x", ad.Real, i, j)
	v := make([]float64, 3*n)
	for k := range v {
		v[k] = math.Sin(float64(k))
	}
	y := g.Apply(ad.Add, g.Apply(ad.Exp, x), x)
	outs := []Output{{Node: g.Sum(y, j)}, {Node: g.Sum(g.Apply(ad.Mul, y, x), j)}}
	env := &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: v}}
	one, three := compile(t, g, outs, Options{Workers: 1}), compile(t, g, outs, Options{Workers: 3})
	run(t, one, env)
	run(t, three, env)
	for i := range outs {
		if !slices.Equal(one.Value(i), three.Value(i)) {
			t.Errorf("output %d differs", i)
		}
	}
	for e := range n {
		want := 0.0
		for _, a := range v[3*e : 3*e+3] {
			want += math.Exp(a) + a
		}
		if got := one.Value(0)[e]; math.Abs(got-want) > 1e-14*(1+math.Abs(want)) {
			t.Fatalf("element %d: %v, want %v", e, got, want)
		}
	}
}

func TestProductsOfMatricesOfNumbers(t *testing.T) {
	const n, m, k = 37, 29, 41
	g := ad.NewGraph()
	i, j, l := g.Axis("i", n), g.Axis("j", m), g.Axis("l", k)
	x, y := g.Input("x", ad.Real, i, j), g.Input("y", ad.Real, j, l)
	z := g.Input("z", ad.Real, i, l, j)
	v := func(size int, seed float64) []float64 {
		out := make([]float64, size)
		for e := range out {
			out[e] = math.Sin(seed * float64(e+1))
		}
		return out
	}
	xs, ys, zs := v(n*m, 1), v(m*k, 2), v(n*m*k, 3)
	xs[3*m+5] = math.Inf(1)
	mask := make([]float64, m)
	for e := range mask {
		mask[e] = float64((e + 1) % 3)
	}
	masked := g.Apply(ad.Mul, g.Apply(ad.Tanh, y), g.Table([]*ad.Axis{j}, mask, ad.Real))
	outs := []Output{
		{Node: g.Sum(g.Apply(ad.Mul, x, masked), j)},
		{Node: g.Sum(g.Apply(ad.Mul, g.Apply(ad.Exp, x), g.Gather(z, []*ad.Axis{l}, []*ad.Node{g.Integer(3)})), j)},
		{Node: g.Sum(g.Apply(ad.Mul, x, y), i, j)},
	}
	inputs := map[*ad.Leaf][]float64{x.Leaf: xs, y.Leaf: ys, z.Leaf: zs}
	ref := ad.NewReference(ad.Bindings{Inputs: inputs})
	for _, workers := range []int{1, 3} {
		p := compile(t, g, outs, Options{Workers: workers})
		run(t, p, &Env{Inputs: inputs})
		for o := range outs {
			want, err := ref.Array(outs[o].Node)
			if err != nil {
				t.Fatal(err)
			}
			if !equal(p.Value(o), want, 1e-13) {
				t.Errorf("output %d: %v, want %v", o, p.Value(o)[:8], want[:8])
			}
		}
	}
}

func BenchmarkMatrices(b *testing.B) {
	g := ad.NewGraph()
	i, j, l := g.Axis("i", 256), g.Axis("j", 256), g.Axis("l", 256)
	x, y := g.Input("x", ad.Real, i, j), g.Input("y", ad.Real, j, l)
	p := compile(b, g, []Output{{Node: g.Sum(g.Apply(ad.Mul, x, y), j)}}, Options{Workers: 1})
	env := &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: make([]float64, 256*256), y.Leaf: make([]float64, 256*256)}}
	benchmarkPlan(b, p, env, 1)
}

// against compares a plan with the reference.
func against(t *testing.T, g *ad.Graph, outs []*ad.Node, inputs map[*ad.Leaf][]float64) {
	t.Helper()
	var list []Output
	for _, n := range outs {
		list = append(list, Output{Node: n})
	}
	p := compile(t, g, list, Options{Workers: 2, Tile: 8})
	run(t, p, &Env{Inputs: inputs})
	ref := ad.NewReference(ad.Bindings{Inputs: inputs})
	for i, n := range outs {
		want, err := ref.Array(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Value(i); !equal(got, want, 1e-13) {
			t.Errorf("output %d is %v, want %v", i, got, want)
		}
	}
}

func TestRowsOfSeveralKinds(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 5), g.Axis("j", 4)
	lane := g.Axis("sample", 19)
	lane.Lane = true
	x := g.Input("x", ad.Real, lane, j)
	v := make([]float64, 4*19)
	for e := range v {
		v[e] = math.Sin(float64(e + 1))
	}
	w := make([]float64, 20)
	for e := range w {
		w[e] = math.Cos(float64(e))
	}
	later := g.Apply(ad.Sub, g.Apply(ad.Exp, x), g.Sum(x, lane))
	which := g.Table([]*ad.Axis{j}, []float64{0, 1, 1, 0}, ad.Bool)
	mixed := g.Select(which, g.Apply(ad.Tanh, x), later) // rows of two loops
	number := g.Select(which, mixed, g.Const(1.5))
	weights := g.Table([]*ad.Axis{i, j}, w, ad.Real)
	other := g.Axis("other", 4)
	var outs []*ad.Node
	for _, y := range []*ad.Node{mixed, number} {
		outs = append(outs, g.Sum(g.Apply(ad.Mul, weights, y), j), g.Sum(g.Apply(ad.Mul, x, g.Rename(y, j, other)), lane),
			g.Sum(g.Apply(ad.Mul, g.Apply(ad.Tanh, x), y), j), g.Reduce(ad.MaxOver, y, lane), g.Reduce(ad.ArgMax, y, lane), g.Reduce(ad.Prod, y, j))
	}
	k := g.Apply(ad.Mod, g.Iota(lane), g.Integer(5))
	table := make([]float64, 19)
	for e := range table {
		table[e] = float64(e % 5)
	}
	known := g.Table([]*ad.Axis{lane}, table, ad.Int)
	outs = append(outs, g.Apply(ad.Eq, k, known), g.Gather(weights, []*ad.Axis{i}, []*ad.Node{k}),
		g.Scatter(x, []*ad.Axis{i}, []*ad.Node{k}, []*ad.Axis{lane}))
	against(t, g, outs, map[*ad.Leaf][]float64{x.Leaf: v})
}

func TestOperationsWithoutKernels(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 700)
	lane := g.Axis("sample", 13)
	lane.Lane = true
	inputs := map[*ad.Leaf][]float64{}
	var outs []*ad.Node
	for k, axis := range []*ad.Axis{i, lane} {
		x := g.Input("x", ad.Real, axis)
		v := make([]float64, axis.Size)
		for e := range v {
			v[e] = 0.3 + 0.6*math.Abs(math.Sin(float64(e+1+k)))
		}
		inputs[x.Leaf] = v
		for _, c := range []float64{0.5, -0.5, 3, 4, -1, -2, 1.5, -6, 12} {
			outs = append(outs, g.Apply(ad.Pow, x, g.Const(c)))
		}
		outs = append(outs, g.Apply(ad.Pow, g.Const(2.5), x), g.Apply(ad.Pow, x, x), g.Apply(ad.Lgamma, x), g.Apply(ad.Atan2, x, g.Const(2)),
			g.Apply(ad.GammaP, g.Const(2), x), g.Apply(ad.BetaQuantile, g.Const(2), g.Const(3), x), g.Apply(ad.Mod, x, g.Const(0.25)),
			g.Apply(ad.Or, g.Apply(ad.Lt, x, g.Const(0.5)), g.Apply(ad.Not, g.Apply(ad.Le, x, g.Const(0.8)))))
	}
	against(t, g, outs, inputs)
}

func TestStructuralZeroTimesInfinityAlongLane(t *testing.T) {
	g := ad.NewGraph()
	i, k := g.Axis("i", 6), g.Axis("tap", 3)
	lane := g.Axis("sample", 11)
	lane.Lane = true
	a, b := g.Input("a", ad.Real, i, lane), g.Input("b", ad.Real, i, lane)
	seen := make([]float64, 18)
	at := make([]float64, 18)
	av, bv := make([]float64, 66), make([]float64, 66)
	for e := range av {
		av[e], bv[e] = math.Sin(float64(e+1)), 1.5+math.Cos(float64(e))
	}
	for tap := range 3 {
		for e := range 6 {
			at[tap*6+e] = float64(e + tap - 1)
			if e+tap-1 < 0 || e+tap-1 > 5 {
				at[tap*6+e] = -1
			} else {
				seen[tap*6+e] = 1
			}
		}
	}
	bv[3] = 0 // the logarithm of b[0] is infinite; the first tap does not see it
	index := g.Table([]*ad.Axis{k, i}, at, ad.Int)
	shifted := g.Select(g.Table([]*ad.Axis{k, i}, seen, ad.Bool), g.Gather(a, []*ad.Axis{i}, []*ad.Node{index}), g.Const(0))
	sum := g.Sum(g.Apply(ad.Mul, shifted, g.Apply(ad.Log, b)), i, lane)
	against(t, g, []*ad.Node{sum}, map[*ad.Leaf][]float64{a.Leaf: av, b.Leaf: bv})
}

func TestSumBeginsWithLaterNumber(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 5), g.Axis("j", 4)
	lane := g.Axis("sample", 19)
	lane.Lane = true
	x := g.Input("x", ad.Real, lane, j)
	v := make([]float64, 4*19)
	w := make([]float64, 20)
	for e := range v {
		v[e] = math.Sin(float64(e + 1))
	}
	for e := range w {
		w[e] = math.Cos(float64(e))
	}
	product := g.Sum(g.Apply(ad.Mul, g.Table([]*ad.Axis{i, j}, w, ad.Real), x), j)
	number := g.Apply(ad.Exp, g.Sum(g.Apply(ad.Tanh, x), j, lane)) // comes after the product in the order
	against(t, g, []*ad.Node{g.Apply(ad.Add, product, number)}, map[*ad.Leaf][]float64{x.Leaf: v})
}
