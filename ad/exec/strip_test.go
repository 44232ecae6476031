package exec

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// field is a chain of leapfrog steps of a scalar field on a periodic square: every step adds up four neighbours of each
// site and does a dozen elementwise operations.
func field(steps, side, batch int) (*ad.Graph, []Output) {
	g := ad.NewGraph()
	n := side * side
	i, d := g.Axis("i", n), g.Axis("direction", 4)
	lane := g.Axis("chain", batch)
	lane.Lane = true
	var to []float64
	for e := range n {
		x, y := e%side, e/side
		to = append(to, float64(y*side+(x+1)%side), float64(y*side+(x+side-1)%side),
			float64((y+1)%side*side+x), float64((y+side-1)%side*side+x))
	}
	table := g.Table([]*ad.Axis{i, d}, to, ad.Int)
	normal := func(name string, stream uint64) *ad.Node {
		return g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: name, Axes: []*ad.Axis{i, lane}, Stream: stream})
	}
	x, p := normal("x", 1), normal("p", 2)
	times := func(c float64, x *ad.Node) *ad.Node { return g.Apply(ad.Mul, g.Const(c), x) }
	for range steps {
		near := g.Sum(g.Gather(x, []*ad.Axis{i}, []*ad.Node{table}), d)
		cube := g.Apply(ad.Mul, g.Apply(ad.Sub, g.Apply(ad.Mul, x, x), g.Const(1)), x)
		force := g.Apply(ad.Sub, g.Apply(ad.Sub, times(0.5, near), times(2, x)), times(0.3, cube))
		p = g.Apply(ad.Add, p, times(0.1, force))
		x = g.Apply(ad.Add, x, times(0.1, p))
	}
	energy := g.Sum(g.Apply(ad.Mul, x, g.Apply(ad.Exp, g.Apply(ad.Neg, g.Apply(ad.Mul, p, p)))), i)
	return g, []Output{{Node: g.Sum(energy, lane)}, {Node: x}}
}

// unstripped takes the strips of a plan apart again.
func unstripped(p *Plan) (strips int) {
	for _, ph := range p.phases {
		for _, l := range ph.loops {
			var steps []step
			for _, s := range l.steps {
				if q, ok := s.(*strip); ok {
					strips++
					steps = append(steps, q.members...)
				} else {
					steps = append(steps, s)
				}
			}
			l.steps = steps
		}
	}
	return strips
}

// sameBits runs a plan with strips and one without, which give the same bits.
func sameBits(t interface {
	Helper()
	Fatalf(string, ...any)
	Fatal(...any)
}, g *ad.Graph, outs []Output, env *Env) (strips int) {
	t.Helper()
	a, err := Compile(g, outs, Options{Workers: 1, Tile: 16})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Compile(g, outs, Options{Workers: 1, Tile: 16})
	if err != nil {
		t.Fatal(err)
	}
	strips = unstripped(b)
	for range 2 { // what a run leaves behind changes nothing
		for _, p := range []*Plan{a, b} {
			if err := p.Run(env); err != nil {
				t.Fatal(err)
			}
		}
	}
	for k := range outs {
		x, y := a.Value(k), b.Value(k)
		for i := range x {
			if math.Float64bits(x[i]) != math.Float64bits(y[i]) {
				t.Fatalf("output %d, number %d: %v in strips, %v without", k, i, x[i], y[i])
			}
		}
	}
	return strips
}

func TestStripsOfPrograms(t *testing.T) {
	g, outs := field(3, 6, 37)
	if n := sameBits(t, g, outs, &Env{Seed: 4}); n < 3 {
		t.Errorf("three leapfrog steps make %d strips", n)
	}
	m := newNetwork(5, 2, 37, false)
	sameBits(t, m.g, m.step(t), &Env{Params: m.params, Seed: 3})
	f := newCouplings(6, 2, 20, 37)
	if n := sameBits(t, f.g, f.outputs(t), &Env{Params: f.params, Seed: 3}); n < 8 {
		t.Errorf("two couplings and their gradient make %d strips", n)
	}
}

// Random chains of elementwise operations, gathers, products and sums, on axes that make several strips.
func TestStripsOfRandomGraphs(t *testing.T) {
	most := 0
	rapid.Check(t, func(t *rapid.T) {
		g := ad.NewGraph()
		n := rapid.IntRange(9, 40).Draw(t, "n")
		i, j := g.Axis("i", n), g.Axis("j", n)
		lane := g.Axis("sample", 21)
		lane.Lane = true
		table := func(name string) *ad.Node {
			at := make([]float64, n)
			for e := range at {
				at[e] = float64(rapid.IntRange(0, n-1).Draw(t, name))
			}
			return g.Table([]*ad.Axis{i}, at, ad.Int)
		}
		pool := []*ad.Node{}
		for k := range 2 {
			pool = append(pool, g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: []*ad.Axis{i, lane}, Stream: uint64(k)}))
		}
		w := &ad.Leaf{Kind: ad.ParamLeaf, Name: "W", Axes: []*ad.Axis{i, j}, Len: n * n}
		params := make([]float64, n*n)
		for e := range params {
			params[e] = math.Sin(float64(e)) / float64(n)
		}
		pick := func() *ad.Node { return rapid.SampledFrom(pool).Draw(t, "operand") }
		for k := range rapid.IntRange(3, 20).Draw(t, "operations") {
			var v *ad.Node
			switch rapid.IntRange(0, 7).Draw(t, fmt.Sprint("operation ", k)) {
			case 0:
				v = g.Apply(ad.Add, pick(), pick())
			case 1:
				v = g.Apply(ad.Mul, pick(), g.Const(0.7))
			case 2:
				v = g.Apply(ad.Tanh, pick())
			case 3:
				v = g.Gather(pick(), []*ad.Axis{i}, []*ad.Node{table("place")})
			case 4:
				v = g.Sum(g.Apply(ad.Mul, g.Leaf(w), g.Rename(pick(), i, j)), j)
			case 5:
				v = g.Apply(ad.Mul, g.Apply(ad.Tanh, g.Sum(pick(), i)), pick())
			case 6:
				x := pick()
				v = g.Select(g.Apply(ad.Lt, x, pick()), g.Apply(ad.Neg, x), g.Const(0.5))
			default:
				x := g.Apply(ad.Tanh, pick())
				v = g.Apply(ad.Mul, pick(), g.Apply(ad.Sub, g.Const(1), g.Apply(ad.Mul, x, x)))
			}
			pool = append(pool, v)
		}
		last := pool[len(pool)-1]
		outs := []Output{{Node: g.Sum(last, lane)}, {Node: g.Sum(g.Apply(ad.Mul, last, pool[len(pool)-2]), lane)}}
		if rapid.Bool().Draw(t, "rows too") {
			outs = append(outs, Output{Node: pick()})
		}
		most = max(most, sameBits(t, g, outs, &Env{Params: map[*ad.Leaf][]float64{w: params}, Seed: 9}))
	})
	if most < 2 {
		t.Errorf("no graph made more than %d strips", most)
	}
}

// Two products that are added up need no pass for the sum, and agree with the reference with and without structural
// zeros among the coefficients.
func TestSumOfProducts(t *testing.T) {
	for _, holes := range []bool{false, true} {
		g := ad.NewGraph()
		i, j, lane := g.Axis("i", 5), g.Axis("j", 4), g.Axis("sample", 11)
		lane.Lane = true
		table := func(shift float64) *ad.Node {
			v := make([]float64, 20)
			for e := range v {
				if v[e] = math.Sin(float64(e) + shift); holes && e%3 == 0 {
					v[e] = 0
				}
			}
			return g.Table([]*ad.Axis{i, j}, v, ad.Real)
		}
		x, y := g.Input("x", ad.Real, lane, j), g.Input("y", ad.Real, lane, j)
		inputs := map[*ad.Leaf][]float64{x.Leaf: make([]float64, 44), y.Leaf: make([]float64, 44)}
		for e := range 44 {
			inputs[x.Leaf][e], inputs[y.Leaf][e] = math.Cos(float64(e)), math.Sqrt(float64(e))
		}
		if holes {
			inputs[y.Leaf][7] = math.Inf(1) // a structural zero times an infinity is 0
		}
		product := func(a, x *ad.Node) *ad.Node { return g.Sum(g.Apply(ad.Mul, a, x), j) }
		both := g.Apply(ad.Add, product(table(0), x), product(table(1), y))
		out := g.Apply(ad.Tanh, g.Apply(ad.Add, both, g.Const(0.25)))
		against(t, g, []*ad.Node{out}, inputs)
		p := compile(t, g, []Output{{Node: out}}, Options{Workers: 1})
		kinds := 0
		for _, s := range p.phases[0].loops[0].steps {
			if q, ok := s.(*panels); ok && slices.ContainsFunc(q.list, func(q panel) bool { return !q.fresh }) {
				kinds++
			}
		}
		if want := map[bool]int{false: 1, true: 0}[holes]; kinds != want {
			t.Errorf("holes %v: %d products go on with rows, want %d", holes, kinds, want)
		}
	}
}

func BenchmarkField(b *testing.B) {
	g, outs := field(5, 16, 1024)
	benchmarkPlan(b, compile(b, g, outs[:1], Options{Workers: 1}), &Env{Seed: 5}, 1)
}

// A sum that begins with numbers has them where there is nothing to add: rows 0 and 3 of the coefficients are empty.
func TestSumThatOnlyBegins(t *testing.T) {
	g := ad.NewGraph()
	i, j, lane := g.Axis("i", 5), g.Axis("j", 4), g.Axis("sample", 11)
	lane.Lane = true
	v := make([]float64, 20)
	for e := range v {
		if e/4 != 0 && e/4 != 3 {
			v[e] = 1 + float64(e)
		}
	}
	bias := []float64{1, 2, 3, 4, 5}
	x := g.Input("x", ad.Real, lane, j)
	inputs := map[*ad.Leaf][]float64{x.Leaf: make([]float64, 44)}
	for e := range 44 {
		inputs[x.Leaf][e] = math.Cos(float64(e))
	}
	sum := g.Sum(g.Apply(ad.Mul, g.Table([]*ad.Axis{i, j}, v, ad.Real), x), j)
	out := g.Apply(ad.Tanh, g.Apply(ad.Mul, g.Const(0.1), g.Apply(ad.Add, g.Table([]*ad.Axis{i}, bias, ad.Real), sum)))
	against(t, g, []*ad.Node{out}, inputs)
	p := compile(t, g, []Output{{Node: out}}, Options{Workers: 1})
	unstripped(p)
	for _, s := range p.phases[0].loops[0].steps {
		if q, ok := s.(*rowOp); ok && q.v.op == ad.Add {
			t.Error("the numbers are added in a pass of their own")
		}
	}
}
