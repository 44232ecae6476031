package exec

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"pgregory.net/rapid"
)

// perturbed are leaves with a relative error of 1e-13.
func perturbed(b ad.Bindings) ad.Bindings {
	scaled := func(m map[*ad.Leaf][]float64) map[*ad.Leaf][]float64 {
		out := map[*ad.Leaf][]float64{}
		for l, v := range m {
			for _, x := range v {
				out[l] = append(out[l], x*(1+1e-13))
			}
		}
		return out
	}
	return ad.Bindings{Params: scaled(b.Params), Inputs: scaled(b.Inputs), Random: func(l *ad.Leaf, e int) float64 {
		return b.Random(l, e) * (1 + 1e-13)
	}}
}

// within tells whether errors stay below what errors of 1e-13 in the leaves do: a recurrence can amplify the last
// bit without bound.
func within(got, want, beside []float64) bool {
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-10+math.Abs(beside[i]-want[i])) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			return false
		}
	}
	return true
}

func TestGeneratedGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Steps: 16, Smooth: true}) // no comparison hangs on the last bit
		c.Bind.Random = random(11, 2)
		ref, near := ad.NewReference(c.Bind), ad.NewReference(perturbed(c.Bind))
		var outs []Output
		for _, n := range c.Outs {
			outs = append(outs, Output{Node: n})
		}
		last := c.Outs[len(c.Outs)-1]
		if grads, err := c.Graph.Grad(c.Graph.Sum(last, last.Axes...), c.Leaves); err == nil {
			for _, n := range grads {
				outs = append(outs, Output{Node: n})
			}
		}
		p, err := Compile(c.Graph, outs, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Run(&Env{Params: c.Bind.Params, Inputs: c.Bind.Inputs, Seed: 11, Step: 2}); err != nil {
			t.Fatal(err)
		}
		for i, o := range outs {
			want, err := ref.Array(o.Node)
			if err != nil && i >= len(c.Outs) {
				continue // a factor of zero that the reference refuses to read
			}
			if err != nil {
				t.Fatal(err)
			}
			beside, err := near.Array(o.Node)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Value(i); !equal(got, want, 1e-10) && !within(got, want, beside) {
				t.Fatalf("output %d, %s over %v: %v, want %v", i, o.Node.Op, o.Node.Axes, got, want)
			}
		}
	})
}

func TestWorkersGiveTheSameBits(t *testing.T) {
	m := newNetwork(4, 2, 333, false)
	outs := append(m.step(t), Output{Node: m.s}, Output{Node: m.logp})
	env := &Env{Params: m.params, Seed: 1}
	one := compile(t, m.g, outs, Options{Workers: 1, Tile: 16})
	run(t, one, env)
	for _, workers := range []int{2, 3, 7} {
		p := compile(t, m.g, outs, Options{Workers: workers, Tile: 16})
		run(t, p, env)
		for i := range outs {
			if !slices.Equal(one.Value(i), p.Value(i)) {
				t.Errorf("%d workers: output %d differs", workers, i)
			}
		}
	}
}

func TestTilesAgree(t *testing.T) {
	m := newNetwork(4, 2, 333, false)
	outs := append(m.step(t), Output{Node: m.s}, Output{Node: m.logp})
	env := &Env{Params: m.params, Seed: 1}
	one := compile(t, m.g, outs, Options{Workers: 1, Tile: 8})
	run(t, one, env)
	for _, tile := range []int{24, 64, 256, 1000} {
		p := compile(t, m.g, outs, Options{Workers: 2, Tile: tile})
		run(t, p, env)
		for i := range outs {
			if !equal(one.Value(i), p.Value(i), 1e-12) {
				t.Errorf("tiles of %d: output %d differs", tile, i)
			}
		}
	}
}

func TestRunsAreIndependent(t *testing.T) {
	m := newNetwork(3, 2, 40, false)
	p := compile(t, m.g, m.step(t), Options{Workers: 2, Tile: 8})
	env := &Env{Params: m.params, Seed: 1}
	run(t, p, env)
	var first [][]float64
	for i := range 5 {
		first = append(first, slices.Clone(p.Value(i)))
	}
	env.Step = 1
	run(t, p, env)
	if slices.Equal(first[1], p.Value(1)) {
		t.Error("another step gives the same draws")
	}
	env.Step = 0
	run(t, p, env)
	for i := range first {
		if !slices.Equal(first[i], p.Value(i)) {
			t.Errorf("output %d of the same step differs", i)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	m := newNetwork(4, 2, 100, false)
	for _, workers := range []int{1, 2} {
		p := compile(t, m.g, m.step(t), Options{Workers: workers, Tile: 16})
		env := &Env{Params: m.params}
		if n := testing.AllocsPerRun(50, func() {
			env.Step++
			run(t, p, env)
		}); n != 0 {
			t.Errorf("%d workers: %v allocations in a run", workers, n)
		}
	}
}

func TestCycle(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 3)
	h := g.Ref("h", ad.Real, i)
	next := g.Table([]*ad.Axis{i}, []float64{1, 2, 0}, ad.Int)
	g.Bind(h, g.Apply(ad.Tanh, g.Gather(h, []*ad.Axis{i}, []*ad.Node{next})))
	_, err := Compile(g, []Output{{Node: h}}, Options{})
	var cycle *derive.Cycle
	if !errors.As(err, &cycle) {
		t.Errorf("error is %v", err)
	}
	self := g.Ref("x", ad.Real, i)
	g.Bind(self, g.Gather(self, []*ad.Axis{i}, []*ad.Node{next}))
	if _, err := Compile(g, []Output{{Node: self}}, Options{}); !errors.As(err, &cycle) {
		t.Errorf("error is %v", err)
	}
}

func TestUnneededCircleIsNoError(t *testing.T) {
	g := ad.NewGraph()
	i, k := g.Axis("i", 4), g.Axis("k", 2)
	h := g.Ref("h", ad.Real, i)
	next := g.Table([]*ad.Axis{i}, []float64{-1, 0, 3, 2}, ad.Int)
	first := g.Table([]*ad.Axis{i}, []float64{1, 0, 0, 0}, ad.Bool)
	g.Bind(h, g.Select(first, g.Const(2), g.Gather(h, []*ad.Axis{i}, []*ad.Node{next})))
	n := g.Gather(h, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{k}, []float64{0, 1}, ad.Int)})
	p := compile(t, g, []Output{{Node: n}}, Options{})
	run(t, p, &Env{})
	if got := p.Value(0); !slices.Equal(got, []float64{2, 2}) {
		t.Errorf("got %v", got)
	}
}

func TestSamplesMayNotMixInRecurrence(t *testing.T) {
	g := ad.NewGraph()
	lane := g.Axis("sample", 4)
	lane.Lane = true
	h := g.Ref("h", ad.Real, lane)
	g.Bind(h, g.Apply(ad.Sub, g.Const(1), g.Sum(h, lane)))
	_, err := Compile(g, []Output{{Node: h}}, Options{})
	var mixed *derive.Mixed
	if !errors.As(err, &mixed) {
		t.Errorf("error is %v", err)
	}
}

func TestLongRecurrence(t *testing.T) {
	const n = 100000
	g := ad.NewGraph()
	i := g.Axis("i", n)
	back := make([]float64, n)
	for k := range back {
		back[k] = float64(k - 1)
	}
	h := g.Ref("h", ad.Real, i)
	prev := g.Gather(h, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{i}, back, ad.Int)})
	g.Bind(h, g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(i)), g.Apply(ad.Cos, prev), g.Const(0)))
	p := compile(t, g, []Output{{Node: h}}, Options{})
	run(t, p, &Env{})
	if x := p.Value(0)[n-1]; math.Abs(x-math.Cos(x)) > 1e-15 {
		t.Errorf("%v is no fixed point of cos", x)
	}
}

func TestErrorsOfRun(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 3)
	lane := g.Axis("sample", 40)
	lane.Lane = true
	x := g.Input("x", ad.Real, i)
	y := g.Input("y", ad.Real, lane, i)
	p := compile(t, g, []Output{{Node: g.Sum(g.Apply(ad.Mul, x, y), i, lane)}}, Options{Tile: 8})
	inputs := map[*ad.Leaf][]float64{x.Leaf: {1, 2, 3}}
	var unbound *Unbound
	if err := p.Run(&Env{Inputs: inputs}); !errors.As(err, &unbound) || unbound.Leaf != y.Leaf {
		t.Errorf("error is %v", err)
	}
	inputs[y.Leaf] = slices.Repeat([]float64{1}, 120)
	polls := 0
	if err := p.Run(&Env{Inputs: inputs, Cancel: func() bool { polls++; return polls > 2 }}); err != (Canceled{}) {
		t.Errorf("error is %v", err)
	}
	run(t, p, &Env{Inputs: inputs})
	if got := p.Value(0)[0]; got != 240 {
		t.Errorf("sum is %v", got)
	}
}

func TestRefusesWhatIsTooLarge(t *testing.T) {
	g := ad.NewGraph()
	i, j, k := g.Axis("i", 1<<14), g.Axis("j", 1<<14), g.Axis("k", 1<<14)
	lane := g.Axis("sample", 1000)
	lane.Lane = true
	sum := func(axes ...*ad.Axis) *ad.Node {
		x := g.Const(1)
		for _, a := range axes {
			x = g.Apply(ad.Sin, g.Apply(ad.Add, x, g.Input("x", ad.Real, a)))
		}
		return x
	}
	var large *TooLarge
	for _, n := range []*ad.Node{sum(i, j, k), g.Sum(sum(i, j, k), i, j, k), g.Sum(sum(lane, i, j), i, j, lane)} {
		if _, err := Compile(g, []Output{{Node: n}}, Options{Workers: 2}); !errors.As(err, &large) || large.Bytes < 1e9 {
			t.Errorf("error is %v", err)
		}
	}
}

func TestFirstBad(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 3)
	lane := g.Axis("sample", 40)
	lane.Lane = true
	x := g.Input("x", ad.Real, lane, i)
	guarded := g.Select(g.Apply(ad.Lt, g.Const(1e9), x), g.Apply(ad.Exp, x), g.Const(1)) // infinite where it is not used
	root := g.Apply(ad.Sqrt, g.Apply(ad.Sub, x, guarded))
	mean := g.Sum(g.Apply(ad.Tanh, root), i, lane)
	p := compile(t, g, []Output{{Node: mean}}, Options{Tile: 8})
	v := slices.Repeat([]float64{2}, 120)
	v[5] = 1e4
	v[29*3+1] = -1
	env := &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: v}}
	run(t, p, env)
	if !math.IsNaN(p.Value(0)[0]) {
		t.Fatal("the mean is finite")
	}
	node, at, sample, ok := p.FirstBad(env)
	if !ok || node != root || !slices.Equal(at, []int{1}) || sample != 29 {
		t.Errorf("found %v %v %d %v", node, at, sample, ok)
	}
	v[29*3+1] = math.Inf(1)
	if node, _, sample, _ = p.FirstBad(env); node != x || sample != 29 {
		t.Errorf("found %v of sample %d", node, sample)
	}
	v[29*3+1] = 3
	if node, _, _, ok = p.FirstBad(env); !ok || node.Op != ad.Exp {
		t.Errorf("found %v", node)
	}
}

func TestDump(t *testing.T) {
	m := newNetwork(4, 2, 100, false)
	p := compile(t, m.g, m.step(t), Options{})
	for _, measured := range []bool{false, true} {
		if measured {
			if err := p.Measure(environment(m)); err != nil {
				t.Fatal(err)
			}
		}
		var text strings.Builder
		p.Dump(&text)
		for _, want := range []string{"stage 2", "100 samples", "product over samples", "sum of products", "strips of 8 rows", "all steps"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("no %q in\n%s", want, text.String())
			}
		}
		if got := strings.Contains(text.String(), "clearing and merging"); got != measured {
			t.Errorf("measured %v, but times are shown: %v", measured, got)
		}
	}
}

// A measured run gives what a run gives.
func TestMeasureIsARun(t *testing.T) {
	m := newNetwork(4, 2, 100, false)
	p := compile(t, m.g, m.step(t), Options{Workers: 2})
	run(t, p, environment(m))
	want := slices.Clone(p.Value(1))
	if err := p.Measure(environment(m)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Value(1), want) {
		t.Error("the gradient differs")
	}
}

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

func TestFixedParameters(t *testing.T) {
	m := newNetwork(3, 2, 40, false)
	outs := append(m.step(t), Output{Node: m.logp})
	p := compile(t, m.g, outs, Options{Workers: 2, Tile: 8})
	fresh := compile(t, m.g, outs, Options{Workers: 1, Tile: 8})
	for step := range 4 {
		env := &Env{Params: m.params, Seed: 1, Step: uint64(step), Fixed: true}
		run(t, p, env)
		env.Fixed = false
		run(t, fresh, env)
		for i := range outs {
			if !slices.Equal(p.Value(i), fresh.Value(i)) {
				t.Errorf("step %d: output %d differs", step, i)
			}
		}
	}
	for _, v := range m.params {
		v[0] += 0.5
	}
	env := &Env{Params: m.params, Seed: 1}
	run(t, p, env)
	run(t, fresh, env)
	if !slices.Equal(p.Value(1), fresh.Value(1)) {
		t.Error("new parameters are not seen")
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

func TestFirstBadOfDraws(t *testing.T) {
	m := newNetwork(3, 2, 50, false)
	p := compile(t, m.g, m.step(t), Options{Workers: 2, Tile: 8})
	env := &Env{Params: m.params, Seed: 2}
	run(t, p, env)
	if _, _, _, ok := p.FirstBad(env); ok {
		t.Error("all values are finite")
	}
	weights := m.params[m.weights[3].Leaf]
	weights[4] = math.NaN()
	node, at, sample, ok := p.FirstBad(env)
	if !ok || node != m.weights[3] || !slices.Equal(at, []int{4}) || sample != -1 {
		t.Errorf("found %v %v %d", node, at, sample)
	}
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
