package exec

import (
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// evaluation is a mean over draws with its gradient; scale is a constant of it. Every call makes axes, streams and
// definitions of its own.
type evaluation struct {
	g    *ad.Graph
	i, j *ad.Axis
	w    *ad.Leaf
	n    uint64
}

func (v *evaluation) outputs(t testing.TB, samples int, scale float64) ([]Output, *ad.Leaf) {
	g := v.g
	v.n++
	lane := g.Axis("sample", samples)
	lane.Lane = true
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{lane, v.i}, Stream: v.n})
	shift := g.Input("shift", ad.Real, v.j)
	x := g.Ref("x", ad.Real, v.i, lane)
	w := g.Leaf(v.w)
	before := g.Sum(g.Apply(ad.Mul, w, g.Rename(x, v.i, v.j)), v.j)
	g.Bind(x, g.Apply(ad.Add, u, g.Apply(ad.Mul, g.Const(scale), g.Apply(ad.Tanh, before))))
	f := g.Sum(g.Apply(ad.Add, x, g.Apply(ad.Mul, g.Rename(shift, v.j, v.i), g.Const(scale))), v.i, lane)
	grad, err := g.Grad(f, []*ad.Node{w})
	if err != nil {
		t.Fatal(err)
	}
	return []Output{{Node: f}, {Node: x}, {Node: grad[0], Pack: v.w}}, shift.Leaf
}

func newEvaluation() *evaluation {
	g := ad.NewGraph()
	i, j := g.Axis("i", 4), g.Axis("j", 4)
	index := make([]int32, 16) // strictly lower triangular
	n := int32(0)
	for e := range index {
		index[e] = -1
		if e%4 < e/4 {
			index[e] = n
			n++
		}
	}
	return &evaluation{g: g, i: i, j: j, w: &ad.Leaf{Kind: ad.ParamLeaf, Name: "w", Axes: []*ad.Axis{i, j}, Index: index, Len: int(n)}}
}

// The same evaluation has one plan, whatever its samples, inputs and streams are called, and the plan gives what a new
// one gives. Another number of samples or another constant is another evaluation.
func TestCache(t *testing.T) {
	v := newEvaluation()
	c := NewCache(1 << 20)
	w := []float64{0.3, -0.2, 0.7, 0.1, 0.5, -0.4}
	evaluate := func(samples int, scale float64) *Plan {
		outs, shift := v.outputs(t, samples, scale)
		p, err := c.Compile(outs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		env := &Env{Params: map[*ad.Leaf][]float64{v.w: w}, Inputs: map[*ad.Leaf][]float64{shift: {1, 2, 3, float64(v.n)}}, Seed: 7}
		run(t, p, env)
		fresh := compile(t, v.g, outs, Options{})
		run(t, fresh, env)
		for k := range outs {
			if !slices.Equal(p.Value(k), fresh.Value(k)) {
				t.Errorf("evaluation %d: output %d is %v, of a new plan %v", v.n, k, p.Value(k), fresh.Value(k))
			}
		}
		c.Keep(p)
		return p
	}
	first := evaluate(10, 0.5)
	for range 3 {
		if p := evaluate(10, 0.5); p != first {
			t.Errorf("evaluation %d was planned again", v.n)
		}
	}
	if evaluate(11, 0.5) == first || evaluate(10, 0.25) == first {
		t.Error("different evaluations share a plan")
	}
	if a, b := evaluate(10, 0.5), evaluate(10, 0.5); a != first || b != first {
		t.Error("the first plan was forgotten")
	}
}

// Plans that are in use are not handed out, and those used long ago go first.
func TestCacheBounds(t *testing.T) {
	v := newEvaluation()
	c := NewCache(0)
	get := func(samples int) *Plan {
		outs, _ := v.outputs(t, samples, 1)
		p, err := c.Compile(outs, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := get(10)
	c.limit = 2.5 * p.bytes
	if q := get(10); q == p {
		t.Error("a plan is used twice at a time")
	}
	q, r := get(11), get(12)
	for _, x := range []*Plan{p, q, r} {
		c.Keep(x)
	}
	if get(10) == p || get(11) != q || get(12) != r {
		t.Error("not the two plans used last are kept")
	}
	if c.bytes != 0 || c.recent.Len() != 0 || len(c.plans) != 0 {
		t.Errorf("%g bytes of %d plans although all are in use", c.bytes, c.recent.Len())
	}
}

// Outputs of random graphs that share a plan have the same values.
func TestCacheOfRandomGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{})
		cache := NewCache(1 << 24)
		env := &Env{Params: c.Bind.Params, Inputs: c.Bind.Inputs, Seed: 3}
		for _, n := range append(c.Outs, c.Outs...) {
			p, err := cache.Compile([]Output{{Node: n}}, Options{Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			q, err := Compile(c.Graph, []Output{{Node: n}}, Options{Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			if p.Run(env) != nil || q.Run(env) != nil {
				t.Fatal("not run")
			}
			if !equal(p.Value(0), q.Value(0), 0) {
				t.Fatalf("%v of a kept plan, %v of a new one", p.Value(0), q.Value(0))
			}
			cache.Keep(p)
		}
	})
}

// Evaluations that differ in one thing only do not share a plan.
func TestCacheTellsApart(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 3)
	x, y := g.Input("x", ad.Real, i, j), g.Input("y", ad.Real, i, j)
	z := g.Input("z", ad.Real, j, i)
	pick := func(k int) *ad.Node { return g.Gather(x, []*ad.Axis{i}, []*ad.Node{g.Integer(k)}) }
	nodes := []*ad.Node{
		x, g.Sum(x, i), g.Sum(x, j), g.Sum(x, i, j), g.Reduce(ad.MaxOver, x, i), g.Reduce(ad.MaxOver, x, j), z, g.Sum(z, i), g.Sum(z, j),
		g.Apply(ad.Sub, x, y), g.Apply(ad.Mul, x, x), g.Apply(ad.Mul, x, y), g.Apply(ad.Mul, x, z), g.Apply(ad.Div, x, g.Apply(ad.Add, x, y)),
		g.Apply(ad.Div, g.Apply(ad.Add, x, y), x), pick(0), pick(1), g.Gather(x, []*ad.Axis{j}, []*ad.Node{g.Integer(0)}),
		g.Select(g.Apply(ad.Lt, x, y), x, y), g.Select(g.Apply(ad.Lt, y, x), x, y), g.Apply(ad.Pow, x, g.Const(2.5)), g.Apply(ad.Pow, g.Const(2.5), x),
		g.Sum(g.Apply(ad.Exp, g.Sum(x, i)), j), g.Sum(g.Apply(ad.Exp, g.Sum(x, j)), i),
	}
	env := &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: {1, 2, 3, 4, 5, 6, 7, 8, 9}, y.Leaf: {2, 1, 4, 3, 6, 5, 8, 7, 10}, z.Leaf: {3, 1, 2, 6, 5, 4, 8, 9, 7}}}
	c := NewCache(1 << 20)
	for _, n := range slices.Concat(nodes, nodes) {
		outs := []Output{{Node: n}}
		p, err := c.Compile(outs, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		q := compile(t, g, outs, Options{Workers: 1})
		run(t, p, env)
		run(t, q, env)
		if !slices.Equal(p.Value(0), q.Value(0)) {
			t.Errorf("%v: %v of a kept plan, %v of a new one", n.Op, p.Value(0), q.Value(0))
		}
		c.Keep(p)
	}
	if len(c.plans) > len(nodes) || len(c.plans) < len(nodes)-4 {
		t.Errorf("%d plans for %d evaluations", len(c.plans), len(nodes))
	}
}

// Planning can be canceled at any moment.
func TestPlanningIsCanceled(t *testing.T) {
	m := newNetwork(4, 1, 10, false)
	outs := m.step(t)
	polls := 0
	compileAfter := func(n int) error {
		polls = 0
		_, err := Compile(m.g, outs, Options{Cancel: func() bool { polls++; return polls > n }})
		return err
	}
	if err := compileAfter(1 << 30); err != nil {
		t.Fatal(err)
	}
	for n := range polls {
		if err := compileAfter(n); !errors.Is(err, Canceled{}) {
			t.Fatalf("canceled at poll %d: %v", n, err)
		}
	}
}

// A plan is refused by what it would take, before it takes it.
func TestLargePlansAreRefused(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 1<<13), g.Axis("j", 1<<13)
	x, y := g.Input("x", ad.Real, i), g.Input("y", ad.Real, j)
	z := g.Apply(ad.Mul, x, y)
	for range 3 {
		z = g.Apply(ad.Sin, z)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Compile(g, []Output{{Node: g.Reduce(ad.MaxOver, z, i, j)}}, Options{})
	runtime.ReadMemStats(&after)
	var large *TooLarge
	if !errors.As(err, &large) || large.Bytes < 4*(1<<26)*20 {
		t.Errorf("%v", err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 1<<20 {
		t.Errorf("%d bytes were taken", taken)
	}
}
