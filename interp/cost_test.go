package interp

import (
	"fmt"
	"testing"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// costs is a network on an L×L square, ready to be drawn from and to be evaluated at given spins.
type costs struct {
	*subject
	drawn *drawing
	given *ad.Node // the log-density at given spins
	spins *ad.Node
}

func newCosts(t testing.TB, side int, net string, samples int) *costs {
	t.Helper()
	m := newSubject(t, "cost", &randomModel{draw: "s ~ p", text: fmt.Sprintf("import van\nΛ = square(%d, %d, periodic)\np = van.%s\n", side, side, net)})
	out := &costs{subject: m, drawn: m.draws(samples)}
	lane := m.s.laneAxis(samples)
	spins := *out.drawn.vars[0]
	out.spins = m.s.g.Input("s", ad.Int, spins.Dims[0].Axis, lane)
	spins.Node = out.spins
	out.given = m.c.with(lane).densityTrace(nil, m.src.inst, []*Array{&spins}).logp
	return out
}

// plans are the drawing of samples, drawing with their log-density, and the log-density of given ones.
func (c *costs) plans(t testing.TB, workers int) (draw, both, given *exec.Plan) {
	t.Helper()
	plan := func(nodes ...*ad.Node) *exec.Plan {
		outs := make([]exec.Output, len(nodes))
		for i, n := range nodes {
			outs[i] = exec.Output{Node: n}
		}
		p, err := exec.Compile(c.s.g, outs, exec.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	s := c.drawn.vars[0].Node
	return plan(s), plan(s, c.drawn.logp), plan(c.given)
}

// Drawing a sample takes no more arithmetic than twice one log-density, for any size: every
// intermediate element is computed once.
func TestCostOfDrawing(t *testing.T) {
	for _, c := range []struct {
		net   string
		sides []int
	}{
		{"made(Λ, channels = 4, depth = 2)", []int{4, 8, 16, 32}},
		{"made(Λ, channels = 2, depth = 3)", []int{4, 8, 12}},
		{"ar(Λ)", []int{4, 16, 32}},
	} {
		for _, side := range c.sides {
			m := newCosts(t, side, c.net, 64)
			s := m.drawn.vars[0].Node
			drawing := derive.Cost([]*ad.Node{s}).Sample
			both := derive.Cost([]*ad.Node{s, m.drawn.logp}).Sample
			density := derive.Cost([]*ad.Node{m.given}).Sample
			if !(drawing > 0) || drawing > 2*density || both > 2*density {
				t.Errorf("%s, %d×%d: drawing takes %.0f operations, with log p %.0f; log p alone %.0f", c.net, side, side, drawing, both, density)
			}
			p, pBoth, pGiven := m.plans(t, 1)
			if p.Flops() > 2*pGiven.Flops() || pBoth.Flops() > 2*pGiven.Flops() {
				t.Errorf("%s, %d×%d: plans take %.4g, %.4g and %.4g operations", c.net, side, side, p.Flops(), pBoth.Flops(), pGiven.Flops())
			}
			t.Logf("%-33s %2d×%-2d operations a sample: log p %9.0f, drawing %.3f of it, with log p %.3f; of plans %9.0f, %.3f, %.3f", c.net, side, side,
				density, drawing/density, both/density, pGiven.Flops()/64, p.Flops()/pGiven.Flops(), pBoth.Flops()/pGiven.Flops())
		}
	}
}

// networks are those of the library, as drawing is timed for.
var networks = []struct {
	net   string
	sides []int
}{
	{"ar(Λ)", []int{8, 16, 32}},
	{"made(Λ, channels = 4, depth = 2)", []int{8, 16, 32}},
	{"pixelcnn(Λ)", []int{8, 16}},
	{"rnn(Λ)", []int{8, 16, 32}},
	{"transformer(Λ)", []int{8}},
	{"transformer(Λ, width = 64, heads = 4, depth = 2)", []int{8}},
}

// BenchmarkDrawing times drawing samples, in units of one log-density of as many samples, by one worker.
func BenchmarkDrawing(b *testing.B) {
	for _, n := range networks {
		for _, side := range n.sides {
			b.Run(fmt.Sprintf("%s/%d×%d", n.net, side, side), func(b *testing.B) { benchmarkDrawing(b, side, n.net) })
		}
	}
}

func benchmarkDrawing(b *testing.B, side int, net string) {
	const samples = 1000
	begin := time.Now()
	m := newCosts(b, side, net, samples)
	draw, both, given := m.plans(b, 1)
	planning := time.Since(begin)
	env := m.s.env()
	env.Inputs[m.spins.Leaf] = make([]float64, m.spins.Size())
	run := func(p *exec.Plan) func() {
		return func() {
			env.Step++
			if err := p.Run(env); err != nil {
				b.Fatal(err)
			}
		}
	}
	run(draw)()
	copy(env.Inputs[m.spins.Leaf], draw.Value(0))
	seconds, rate := takes(b, run(draw), run(both), run(given))
	b.ReportMetric(1e3*seconds[2], "ms/logp")
	b.ReportMetric(100*given.Flops()/seconds[2]/rate, "%peak")
	b.ReportMetric(seconds[0]/seconds[2], "draw/logp")
	b.ReportMetric(seconds[1]/seconds[2], "both/logp")
	b.ReportMetric(draw.Flops()/given.Flops(), "flops/logp")
	b.ReportMetric(planning.Seconds(), "s/plan")
}
