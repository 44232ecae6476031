package exec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// Determinants, inverses and their gradients are those of the reference, for numbers and for samples, whole
// or in part.
func TestMatrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 9)
		size := rapid.IntRange(1, 9).Draw(t, "size")
		r, c := w.g.Axis("r", size), w.g.Axis("c", size)
		axes := append(w.some(rapid.Bool().Draw(t, "samples")), r, c)
		a := w.g.Input("a", ad.Real, axes...)
		w.inputs[a.Leaf] = w.numbers(ad.Elements(axes))
		// Far from singular: 12 times the unit matrix and numbers up to 1.
		x := w.g.Apply(ad.Add, w.g.Apply(ad.Sin, a), w.g.Apply(ad.Mul, w.g.Const(12), w.g.Delta(r, c)))
		det, inv := w.g.LogAbsDet(x, r, c), w.g.InverseT(x, r, c)
		volume := w.g.Det(w.g.Apply(ad.Sin, a), r, c)
		y := w.g.Apply(ad.Add, det, w.g.Sum(w.g.Apply(ad.Cos, inv), r))
		grad, err := w.g.Grad(w.g.Sum(y, y.Axes...), []*ad.Node{a})
		if err != nil {
			t.Fatal(err)
		}
		corner := w.g.Gather(inv, []*ad.Axis{r, c}, []*ad.Node{w.g.Integer(size - 1), w.g.Integer(0)})
		nodes := []*ad.Node{det, inv, y, grad[0], volume}
		nodes = rapid.Permutation(nodes).Draw(t, "outputs")[:rapid.IntRange(1, len(nodes)).Draw(t, "number")]
		nodes = append(nodes, corner)
		var outs []Output
		for _, n := range nodes {
			outs = append(outs, Output{Node: n})
		}
		p, err := Compile(w.g, outs, Options{Workers: 1, Tile: 8})
		if err != nil {
			t.Fatal(err)
		}
		env := &Env{Params: w.params, Inputs: w.inputs}
		if err := p.Run(env); err != nil {
			t.Fatal(err)
		}
		ref := ad.NewReference(ad.Bindings{Params: w.params, Inputs: w.inputs})
		for i, n := range nodes {
			want, err := ref.Array(n)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Clone(p.Value(i)); !equal(got, want, 1e-11) {
				t.Fatalf("%v over %v: %v, want %v", n.Op, n.Axes, got, want)
			}
		}
	})
}

// sampled is the matrices of a lane, rows and columns, and what is decomposed of them.
type sampled struct {
	g            *ad.Graph
	a            *ad.Node
	det, inverse *ad.Node
	lane         *ad.Axis
}

func newSampled(n, samples int) *sampled {
	g := ad.NewGraph()
	r, c, lane := g.Axis("r", n), g.Axis("c", n), g.Axis("sample", samples)
	lane.Lane = true
	a := g.Input("a", ad.Real, r, c, lane)
	return &sampled{g, a, g.LogAbsDet(a, r, c), g.InverseT(a, r, c), lane}
}

// Matrices that have no inverse, or are no numbers, give what the reference gives, and leave their neighbours alone.
func TestMatricesWithoutInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 4, 8, 34} {
		const samples = 21
		s := newSampled(n, samples)
		x := make([]float64, s.a.Size())
		for e := range x {
			x[e] = float64(rng.IntN(9) - 4)
			if i, j := e/samples/n, e/samples%n; i == j {
				x[e] += 30
			}
		}
		at := func(sample, i, j int) *float64 { return &x[(i*n+j)*samples+sample] }
		for j := range n {
			*at(3, n-1, j) = 0
			*at(4, n-1, j) = *at(4, 0, j)
		}
		*at(11, n/2, 0) = math.NaN()
		*at(12, 0, n-1) = math.Inf(-1)
		*at(20, n-1, n-1) = math.Inf(1)
		against(t, s.g, []*ad.Node{s.det, s.inverse, s.g.Linear(ad.DetSign, s.a, s.inverse.Over[0], s.inverse.Over[1])},
			map[*ad.Leaf][]float64{s.a.Leaf: x})
	}
}

// What is wanted of the same matrices comes from one decomposition.
func TestMatricesAreSharedAndRunWithoutAllocation(t *testing.T) {
	s := newSampled(5, 40)
	p := compile(t, s.g, []Output{{Node: s.g.Apply(ad.Sin, s.inverse)}, {Node: s.det}}, Options{Workers: 1})
	steps := 0
	for _, ph := range p.phases {
		for _, l := range ph.loops {
			for _, q := range l.steps {
				if _, ok := q.(*matrices); ok {
					steps++
				}
			}
		}
	}
	if steps != 1 {
		t.Errorf("%d decompositions", steps)
	}
	x := make([]float64, s.a.Size())
	for e := range x {
		x[e] = math.Sin(float64(e * e))
	}
	env := &Env{Inputs: map[*ad.Leaf][]float64{s.a.Leaf: x}}
	run(t, p, env)
	if got := testing.AllocsPerRun(3, func() { run(t, p, env) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

// BenchmarkLogDet is log|det| of 1024 matrices xᵢ yⱼ + cᵢⱼ, of which c is the same for all, and its gradient; and the
// nanoseconds that one of them takes in all.
func BenchmarkLogDet(b *testing.B) {
	for _, n := range []int{4, 8, 16} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := ad.NewGraph()
			r, c, lane := g.Axis("r", n), g.Axis("c", n), g.Axis("sample", 1024)
			lane.Lane = true
			rng := rand.New(rand.NewPCG(1, 2))
			normals := func(count int) []float64 {
				v := make([]float64, count)
				for e := range v {
					v[e] = rng.NormFloat64()
				}
				return v
			}
			x, y := g.Input("x", ad.Real, r, lane), g.Input("y", ad.Real, c, lane)
			a := g.Apply(ad.Add, g.Apply(ad.Mul, x, y), g.Table([]*ad.Axis{r, c}, normals(n*n), ad.Real))
			det := g.LogAbsDet(a, r, c)
			grad, err := g.Grad(g.Sum(det, lane), []*ad.Node{x, y})
			if err != nil {
				b.Fatal(err)
			}
			p := compile(b, g, []Output{{Node: det}, {Node: grad[0]}, {Node: grad[1]}}, Options{Workers: 1})
			env := &Env{Inputs: map[*ad.Leaf][]float64{x.Leaf: normals(x.Size()), y.Leaf: normals(y.Size())}}
			b.ReportMetric(1e9*benchmarkPlan(b, p, env, 1)/1024, "ns/matrix")
		})
	}
}
