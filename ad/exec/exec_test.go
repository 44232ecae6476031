package exec

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
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

// What lies between rows is no number that a run computes: it makes none allocate either.
func TestNoAllocationBetweenRows(t *testing.T) {
	g := ad.NewGraph()
	i, lane := g.Axis("i", 9), g.Axis("sample", 21)
	lane.Lane = true
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{i, lane}, Stream: 1})
	turned := g.Apply(ad.Sin, g.Apply(ad.Log, u))
	power := g.Apply(ad.Pow, u, g.Apply(ad.Cos, g.Apply(ad.Div, g.Const(1), u)))
	p := compile(t, g, []Output{{Node: g.Sum(g.Apply(ad.Mul, turned, power), i, lane)}}, Options{Workers: 1})
	env := &Env{Seed: 1}
	run(t, p, env)
	if n := testing.AllocsPerRun(5, func() { run(t, p, env) }); n != 0 {
		t.Errorf("a run allocates %v times", n)
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
