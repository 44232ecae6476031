package exec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// network is an autoregressive network over the spins of a periodic square: one hidden layer of
// channels units per site, which see the spins up to theirs; the logit of a spin sees the units of
// earlier sites. Its draws are the recurrence s.
type network struct {
	g                      *ad.Graph
	lane                   *ad.Axis
	s, logit, logp, energy *ad.Node
	hidden                 *ad.Node
	weights                []*ad.Node
	loss                   *ad.Node // its gradient is the score estimator with a leave-one-out baseline
	mean                   *ad.Node
	params                 map[*ad.Leaf][]float64
}

func newNetwork(side, channels, batch int, given bool) *network {
	g := ad.NewGraph()
	n := side * side
	m := &network{g: g, params: map[*ad.Leaf][]float64{}}
	i, j, k, c := g.Axis("i", n), g.Axis("j", n), g.Axis("k", n), g.Axis("c", channels)
	m.lane = g.Axis("sample", batch)
	m.lane.Lane = true
	rng := rand.New(rand.NewPCG(1, 2))
	param := func(name string, there func(p []int) bool, axes ...*ad.Axis) *ad.Node {
		l := &ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes}
		pos := make([]int, len(axes))
		for e := range ad.Elements(axes) {
			for r, q := e, len(axes)-1; q >= 0; q-- {
				pos[q], r = r%axes[q].Size, r/axes[q].Size
			}
			if there != nil && !there(pos) {
				l.Index = append(l.Index, -1)
				continue
			}
			l.Index = append(l.Index, int32(l.Len))
			l.Len++
		}
		v := make([]float64, l.Len)
		for e := range v {
			v[e] = rng.NormFloat64() / math.Sqrt(float64(n))
		}
		m.params[l] = v
		node := g.Leaf(l)
		m.weights = append(m.weights, node)
		return node
	}
	w1 := param("W1", func(p []int) bool { return p[2] <= p[1] }, c, k, j)
	b1 := param("b1", nil, c, k)
	w2 := param("W2", func(p []int) bool { return p[2] < p[0] }, i, c, k)
	b2 := param("b2", nil, i)
	if given {
		m.s = g.Input("s", ad.Int, m.lane, i)
	} else {
		m.s = g.Ref("s", ad.Int, i, m.lane)
	}
	before := g.Rename(g.Apply(ad.Stop, m.s), i, j)
	m.hidden = g.Apply(ad.Tanh, g.Apply(ad.Add, b1, g.Sum(g.Apply(ad.Mul, w1, before), j)))
	m.logit = g.Apply(ad.Add, b2, g.Sum(g.Apply(ad.Mul, w2, m.hidden), c, k))
	if !given {
		u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{i, m.lane}, Stream: 5})
		g.Bind(m.s, g.Select(g.Apply(ad.Lt, u, g.Apply(ad.Sigmoid, m.logit)), g.Integer(1), g.Integer(-1)))
	}
	s := g.Apply(ad.Stop, m.s)
	m.logp = g.Apply(ad.Neg, g.Sum(g.Apply(ad.Softplus, g.Apply(ad.Neg, g.Apply(ad.Mul, s, m.logit))), i))
	m.energy = ising(g, s, i, side)
	f := g.Apply(ad.Add, g.Apply(ad.Mul, g.Const(0.44), m.energy), m.logp)
	total := g.Sum(f, m.lane)
	size := g.Integer(batch)
	m.mean = g.Apply(ad.Div, total, size)
	base := g.Apply(ad.Div, g.Apply(ad.Sub, total, f), g.Integer(batch-1))
	weight := g.Apply(ad.Stop, g.Apply(ad.Sub, f, base))
	m.loss = g.Apply(ad.Div, g.Sum(g.Apply(ad.Mul, weight, m.logp), m.lane), size)
	return m
}

// ising is -Σ s s' over the bonds of a periodic square.
func ising(g *ad.Graph, s *ad.Node, i *ad.Axis, side int) *ad.Node {
	var a, b []float64
	for y := range side {
		for x := range side {
			a = append(a, float64(y*side+x), float64(y*side+x))
			b = append(b, float64(y*side+(x+1)%side), float64((y+1)%side*side+x))
		}
	}
	bond := g.Axis("bond", len(a))
	end := func(at []float64) *ad.Node {
		return g.Gather(s, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{bond}, at, ad.Int)})
	}
	return g.Apply(ad.Neg, g.Sum(g.Apply(ad.Mul, end(a), end(b)), bond))
}

// step are the outputs of a training step.
func (m *network) step(t testing.TB) []Output {
	grads, err := m.g.Grad(m.loss, m.weights)
	if err != nil {
		t.Fatal(err)
	}
	outs := []Output{{Node: m.mean}}
	for k, d := range grads {
		outs = append(outs, Output{Node: d, Pack: m.weights[k].Leaf})
	}
	return outs
}

func compile(t testing.TB, g *ad.Graph, outs []Output, opt Options) *Plan {
	t.Helper()
	p, err := Compile(g, outs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t testing.TB, p *Plan, env *Env) {
	t.Helper()
	if err := p.Run(env); err != nil {
		t.Fatal(err)
	}
}

func TestDrawsAndGradientsOfNetwork(t *testing.T) {
	m := newNetwork(4, 2, 21, false)
	m.likeReference(t, Options{Workers: 1, Tile: 8}, Options{Workers: 2, Tile: 8}, Options{Workers: 1, Tile: 16}, Options{Workers: 1})
}

// Blocks of draws share early terms.
func TestDrawsAndGradientsOfLargeNetwork(t *testing.T) {
	newNetwork(9, 8, 8, false).likeReference(t, Options{Workers: 1})
}

// Rows that do not stay in the second-level cache are read range by range; those of small tiles do stay there.
func TestRangesOfRows(t *testing.T) {
	m := newNetwork(9, 8, 136, false)
	p, small := compile(t, m.g, m.step(t), Options{Workers: 1, Tile: 136}), compile(t, m.g, m.step(t), Options{Workers: 1, Tile: 8})
	run(t, p, environment(m))
	run(t, small, environment(m))
	for k := range p.results {
		if got, want := p.Value(k), small.Value(k); !equal(got, want, 1e-12) {
			t.Errorf("output %d is %v, want %v", k, got[:min(8, len(got))], want[:min(8, len(want))])
		}
	}
	var wide, deep int
	for _, ph := range p.phases {
		for _, l := range ph.loops {
			near := nearRows(l.dom.stride)
			for _, s := range l.steps {
				switch s := s.(type) {
				case *panels:
					if len(s.list) > 1 && len(s.list[0].src) >= near {
						deep++
					}
					if s.v.deep() && !s.list[0].fresh && len(s.list[0].dst) > 1 {
						wide++
					}
				case *dots:
					for _, q := range s.blocks {
						if len(q.b) > 0 && q.b[len(q.b)-1]-q.b[0] >= near*l.dom.stride {
							t.Errorf("a block of a sum over samples reads rows over %d numbers", q.b[len(q.b)-1]-q.b[0])
						}
					}
				}
			}
		}
	}
	if wide == 0 || deep == 0 {
		t.Errorf("%d products of several blocks, %d of more rows than stay near", wide, deep)
	}
}

// likeReference compares draws and gradients with those of the reference.
func (m *network) likeReference(t *testing.T, opts ...Options) {
	t.Helper()
	outs := append(m.step(t), Output{Node: m.s}, Output{Node: m.hidden}, Output{Node: m.logp})
	env := &Env{Params: m.params, Seed: 3, Step: 9}
	ref := ad.NewReference(ad.Bindings{Params: m.params, Random: random(3, 9)})
	for _, opt := range opts {
		p := compile(t, m.g, outs, opt)
		run(t, p, env)
		for k, o := range outs {
			want, err := ref.Array(o.Node)
			if err != nil {
				t.Fatal(err)
			}
			if l := o.Pack; l != nil {
				dense := make([]float64, len(l.Index))
				full := offsets(l.Axes, stridesOf(o.Node.Axes, l.Axes))
				for e := range dense {
					dense[e] = want[full[e]]
				}
				want = make([]float64, l.Len)
				for e, at := range l.Index {
					if at >= 0 {
						want[at] = dense[e]
					}
				}
			}
			if got := p.Value(k); !equal(got, want, 1e-12) {
				t.Errorf("%+v: output %d is %v, want %v", opt, k, got[:min(8, len(got))], want[:min(8, len(want))])
			}
		}
	}
}

// environment gives values to the leaves of a network.
func environment(m *network) *Env {
	env := &Env{Params: m.params, Seed: 3}
	if m.s.Leaf.Kind == ad.InputLeaf {
		v := make([]float64, m.s.Size())
		for i := range v {
			v[i] = float64(2*(i*i%3%2) - 1)
		}
		env.Inputs = map[*ad.Leaf][]float64{m.s.Leaf: v}
	}
	return env
}

func benchmarkStep(b *testing.B, m *network, outs []Output, workers int) {
	p := compile(b, m.g, outs, Options{Workers: workers})
	benchmarkPlan(b, p, environment(m), workers)
}

// benchmarkPlan reports what share of the peak of its workers a plan reaches, and returns the time of the best run in
// seconds.
func benchmarkPlan(b *testing.B, p *Plan, env *Env, workers int) float64 {
	run(b, p, env)
	return peak.Share(b, kernel.Path(), p.Flops(), workers, func() {
		env.Step++
		run(b, p, env)
	})
}

func BenchmarkNetwork(b *testing.B) {
	if testing.Verbose() {
		m := newNetwork(16, 1, 1000, false)
		compile(b, m.g, m.step(b), Options{}).Dump(os.Stdout)
	}
	b.Run("step 1 worker", func(b *testing.B) { m := newNetwork(16, 1, 1000, false); benchmarkStep(b, m, m.step(b), 1) })
	b.Run("step 2 workers", func(b *testing.B) { m := newNetwork(16, 1, 1000, false); benchmarkStep(b, m, m.step(b), 2) })
	b.Run("draw", func(b *testing.B) { m := newNetwork(16, 1, 1000, false); benchmarkStep(b, m, []Output{{Node: m.s}}, 1) })
	b.Run("draw and log p", func(b *testing.B) {
		m := newNetwork(16, 1, 1000, false)
		benchmarkStep(b, m, []Output{{Node: m.s}, {Node: m.logp}}, 1)
	})
	b.Run("log p", func(b *testing.B) {
		m := newNetwork(16, 1, 1000, true)
		benchmarkStep(b, m, []Output{{Node: m.logp}}, 1)
	})
	b.Run("four channels", func(b *testing.B) { m := newNetwork(16, 4, 1000, false); benchmarkStep(b, m, m.step(b), 2) })
}

func BenchmarkCompile(b *testing.B) {
	for _, side := range []int{16, 32} {
		m := newNetwork(side, 4, 1000, false)
		outs := m.step(b)
		b.Run(fmt.Sprint(side*side, " sites"), func(b *testing.B) {
			peak.Cost(b, func() { compile(b, m.g, outs, Options{Workers: 1}) })
		})
	}
}
