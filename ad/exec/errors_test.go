package exec

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

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
