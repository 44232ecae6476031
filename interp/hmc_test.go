package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// sampler begins the chains of a model p of a program.
func sampler(t testing.TB, text string, spec chainSpec) *chains {
	t.Helper()
	s, _ := program(t, text+"\nF = 0\n", Options{Threads: 1})
	c := s.context(s.main)
	x := expr(t, "p")
	ch := c.newChains(x, c.sourceOf(x, c.eval(x)), spec)
	ch.begin(c, nil)
	return ch
}

// gas is the Coulomb gas of coulomb.gp.
func gas(n int, beta float64) string {
	return fmt.Sprintf(`
P = 1..%d
D = 1..2
E(x) = sum(1/norm(x[i] - x[j]) for i in P, j in P if i < j) + sum(x[i,d]^2 for i in P, d in D)
model p(x: real[P, D]) ∝ exp(-%g*E(x))
`, n, beta)
}

// Normal distributions with correlations and scales from 0.01 to 100.
const normalText = `
I = 1..4
scale[i] = 10.0^(i - 2) for i in I
model p(x: real[I]) ∝ {
  z[i] = x[i]/scale[i] for i in I
  exp(-sum(z[i]^2 for i in I)/(2*(1 - 0.9^2)) + 0.9*(z[1]*z[2] + z[3]*z[4])/(1 - 0.9^2))
}
`

// within asks for an estimate within four of its errors of a value, and for an error that is small.
func within(t *testing.T, s *Session, name string, want, maxErr float64) {
	t.Helper()
	e := estimateOf(t, s, name).est
	if !(math.Abs(e.Mean()-want) < 4*e.Err()) || !(e.Err() < maxErr) {
		t.Errorf("%s = %v ± %v, not %v with an error below %v", name, e.Mean(), e.Err(), want, maxErr)
	}
}

func TestHMCNormal(t *testing.T) {
	s, _ := program(t, normalText+`
m1 = mean(x[1]/0.1 for x ~ p)
m4 = mean(x[4]/100 for x ~ p)
v1 = mean((x[1]/0.1)^2 for x ~ p)
v4 = mean((x[4]/100)^2 for x ~ p)
c12 = mean(x[1]*x[2]/0.1 for x ~ p)
c23 = mean(x[2]*x[3]/10 for x ~ p)
var4 = var(x[4]/100 for x ~ p)
`, Options{})
	for name, want := range map[string]float64{"m1": 0, "m4": 0, "v1": 1, "v4": 1, "c12": 0.9, "c23": 0, "var4": 1} {
		within(t, s, name, want, 0.05)
	}
	if len(s.Diags) > 0 {
		t.Error(rendered(s))
	}
}

// moment integrates xⁿe^{-U} by quadrature, relative to e^{-U}.
func moment(from, to float64, u, f func(x float64) float64) float64 {
	num := quad.Fixed(func(x float64) float64 { return f(x) * math.Exp(-u(x)) }, from, to, 2000, nil, 0)
	return num / quad.Fixed(func(x float64) float64 { return math.Exp(-u(x)) }, from, to, 2000, nil, 0)
}

func TestHMCDoubleWell(t *testing.T) {
	s, _ := program(t, `
model p(x: real) ∝ exp(-2*(x^2 - 1)^2 - 0.2*x)
m = mean(x for x ~ p, samples = 40000)
q = mean(x^2 for x ~ p, samples = 40000)
w = mean(x^4 for x ~ p, samples = 40000)
`, Options{})
	u := func(x float64) float64 { return 2*math.Pow(x*x-1, 2) + 0.2*x }
	within(t, s, "m", moment(-4, 4, u, func(x float64) float64 { return x }), 0.05)
	within(t, s, "q", moment(-4, 4, u, func(x float64) float64 { return x * x }), 0.02)
	within(t, s, "w", moment(-4, 4, u, func(x float64) float64 { return x * x * x * x }), 0.04)
}

// Two particles: the centre of mass has the mean energy 1/β, the distance r the energy 1/r + r²/2.
func TestHMCGas(t *testing.T) {
	s, _ := program(t, gas(2, 10)+"u = mean(E(x) for x ~ p, samples = 30000)\n", Options{})
	e := func(r float64) float64 { return 1/r + r*r/2 }
	want := 0.1 + moment(0.01, 6, func(r float64) float64 { return 10*e(r) - math.Log(r) }, e)
	within(t, s, "u", want, 0.01)
}

// The reference is by thermodynamic integration: 17.3866(9).
func TestHMCSixParticles(t *testing.T) {
	s, _ := program(t, gas(6, 10)+"u = mean(E(x) for x ~ p, samples = 40000)\n", Options{})
	e := estimateOf(t, s, "u")
	if d := math.Abs(e.est.Mean() - 17.3866); !(d < 4*math.Hypot(e.est.Err(), 0.0009)) || e.est.Err() > 0.005 {
		t.Errorf("⟨E⟩ = %s", e)
	}
	if len(s.Diags) > 0 {
		t.Error(rendered(s))
	}
}

// Walls: a density that is zero outside of a region. Where the slope of log p grows without bound towards a wall,
// as for sqrt(1 - x²), chains come close to the wall rarely and stay long, and errors are too small.
func TestHMCWalls(t *testing.T) {
	s, _ := program(t, `
model half(x: real) ∝ exp(if x > 0 then -x else -inf)
model far(x: real) ∝ exp(if x > 3 then 3 - x else -inf)
model disc(x: real, y: real) ∝ if x^2 + y^2 < 4 then 1 else 0
model steep(x: real) ∝ if x^2 < 1 then exp(2*x) else 0
h1 = mean(x for x ~ half, samples = 30000)
h2 = mean(x^2 for x ~ half, samples = 30000)
f1 = mean(x for x ~ far, samples = 30000)
d1 = mean(x for (x, y) ~ disc, samples = 30000)
d2 = mean(x^2 + y^2 for (x, y) ~ disc, samples = 30000)
s1 = mean(x for x ~ steep, samples = 30000)
`, Options{})
	// The mean of exp(2x) on (-1, 1) is coth 2 - 1/2.
	for name, want := range map[string]float64{"h1": 1, "h2": 2, "f1": 4, "d1": 0, "d2": 2, "s1": 1/math.Tanh(2) - 0.5} {
		within(t, s, name, want, 0.1)
	}
	for _, d := range s.Diags {
		if d.Code == "G0618" {
			t.Error(d.Message)
		}
	}
}

// Parameters, given values, several variables, and real ones beside discrete ones.
func TestHMCModels(t *testing.T) {
	s, _ := program(t, `
I = 1..3
model well(x: real) ∝ { param k = 2; exp(-k*x^2) }
model mixed(s: spin[I], x: real[I], y: real) ∝ exp(-sum((x[i] - s[i])^2 for i in I)/2 - (y - x[1])^2/2 + 0.3*sum(s[i] for i in I))
k2 = mean(x^2 for x ~ well)
s1 = mean(s[2] for (s, x, y) ~ mixed)
x1 = mean(x[1] for (s, x, y) ~ mixed)
xx = mean(x[1]^2 for (s, x, y) ~ mixed)
yy = mean((y - x[1])^2 for (s, x, y) ~ mixed)
`, Options{})
	within(t, s, "k2", 0.25, 0.01)
	within(t, s, "s1", math.Tanh(0.3), 0.05)
	within(t, s, "x1", math.Tanh(0.3), 0.05)
	within(t, s, "xx", 2, 0.1)
	within(t, s, "yy", 1, 0.05)
}

func TestHMCRecord(t *testing.T) {
	s, out := program(t, normalText+`
r = mcmc(p, chains = 8, steps = 300, warmup = 150)
print("{sum(1 for x in r.draws)} {r.rhat < 1.1} {r.ess > 300} {r.acceptance > 0.6 and r.acceptance < 0.97} {r.divergences}")
m = mean(x[4]^2 for x in r.draws)/1e4
`, Options{})
	if !strings.HasPrefix(strings.TrimSpace(out), "2400 true true true 0") {
		t.Errorf("%s%s", out, rendered(s))
	}
	if m := numberOf(t, s, "m"); math.Abs(m-1) > 0.2 {
		t.Errorf("⟨x²⟩ of the draws is %v", m)
	}
}

// The rows of draws are the steps of the first chain, then those of the second.
func TestHMCRows(t *testing.T) {
	const chains, steps = 3, 5
	s, _ := program(t, gas(3, 10)+"F = 0\n", Options{})
	c := s.context(s.main)
	x := expr(t, "p")
	ch := c.newChains(x, c.sourceOf(x, c.eval(x)), chainSpec{chains: chains, steps: steps, warmup: 5})
	ch.run(c, x)
	lane := s.laneAxis(chains * steps)
	a := ch.draws(c, lane)[0]
	values := s.evaluate(nil, a.Node)[0]
	at := a.Node.Strides([]*ad.Axis{a.Dims[0].Axis, a.Dims[1].Axis, lane})
	for _, e := range [][4]int{{0, 0, 0, 0}, {2, 1, 1, 3}, {1, 0, 2, 4}, {2, 0, 0, 1}} {
		i, d, chain, step := e[0], e[1], e[2], e[3]
		got, want := values[i*at[0]+d*at[1]+(chain*steps+step)*at[2]], ch.values[0][step][(2*i+d)*chains+chain]
		if got != want {
			t.Errorf("x[%d,%d] in step %d of chain %d is %v, not %v", i, d, step, chain, got, want)
		}
	}
}

// The same seed gives the same bits for any number of threads, and another one others.
func TestHMCSeeds(t *testing.T) {
	run := func(o Options) float64 {
		s, _ := program(t, gas(6, 10)+"d = mcmc(p, chains = 300, steps = 5, warmup = 20).draws\nv = sum(x[1,1] + x[3,2]^2 for x in d)\n", o)
		return numberOf(t, s, "v")
	}
	one, three, other := run(Options{Threads: 1}), run(Options{Threads: 3}), run(Options{Threads: 1, Seed: 7})
	if one != three || one == other {
		t.Errorf("%v with one thread, %v with three, %v with another seed", one, three, other)
	}
}

// Errors are honest: over 30 seeds the squares of the deviations in units of their errors add up to χ² with
// 30 degrees of freedom, 30 ± 7.7.
func TestHMCErrors(t *testing.T) {
	for _, p := range []struct {
		text string
		want float64
	}{
		{normalText + "u = mean((x[1]/0.1)^2 for x ~ p, samples = 6400)", 1},
		{"model p(x: real) ∝ exp(if x > 0 then -x else -inf)\nu = mean(x for x ~ p, samples = 6400)", 1},
	} {
		chi2 := 0.0
		for seed := range 30 {
			s, _ := program(t, p.text+"\n", Options{Seed: uint64(seed), Threads: 1})
			e := estimateOf(t, s, "u").est
			z := (e.Mean() - p.want) / e.Err()
			chi2 += z * z
		}
		if chi2 < 30-2.6*7.7 || chi2 > 30+3.5*7.7 {
			t.Errorf("χ² = %.1f of 30 for\n%s", chi2, p.text)
		}
	}
}

// The error of the energy over a fixed time falls as the square of the step.
func TestHMCEnergyOrder(t *testing.T) {
	ch := sampler(t, `model p(x: real[1..3]) ∝ exp(-sum(x[i]^4 for i in 1..3) - (x[1] - x[2]*x[3])^2)`, chainSpec{chains: 64})
	h := ch.hmc
	rise := func(steps int) float64 {
		h.launch(1, 0)
		h.trajectory(steps, 0.5/float64(steps))
		end := make([]float64, h.chains)
		h.hamiltonian(end)
		sum := 0.0
		for j, e := range end {
			sum += math.Abs(e - h.energy[j])
		}
		h.restore(func(int) bool { return true })
		return sum / float64(h.chains)
	}
	coarse, fine := rise(100), rise(200)
	if ratio := coarse / fine; math.Abs(ratio-4) > 0.05 || fine < 1e-9 {
		t.Errorf("the energy changes by %g, and by %g with half the step: a ratio of %g, not 4", coarse, fine, ratio)
	}
}

// With the momenta reversed, a trajectory runs back to where it began, also off walls; and steps keep
// volumes in phase space.
func TestHMCReversible(t *testing.T) {
	for _, text := range []string{
		gas(3, 2),
		"model p(x: real, y: real) ∝ exp(if x > 0 and y < 1 and y > -1 then -x^2 - (x - y)^4 else -inf)",
	} {
		h := sampler(t, text, chainSpec{chains: 16}).hmc
		h.launch(3, 0)
		begin := slices.Clone(h.x)
		h.trajectory(40, 0.02)
		out := h.out
		if d := distance(h.x, begin); d < 0.1 {
			t.Errorf("a trajectory led %g far", d)
		}
		for k := range h.p {
			h.p[k] = -h.p[k]
		}
		h.trajectory(40, 0.02)
		if d := distance(h.x, begin); d > 1e-9 {
			t.Errorf("%g away from the beginning after the way back", d)
		}
		if strings.Contains(text, "inf") && (out == 0 || h.out != out) {
			t.Errorf("%d steps met a wall, %d on the way back", out, h.out)
		}
	}
}

func distance(a, b []float64) float64 {
	d := 0.0
	for k := range a {
		d = math.Max(d, math.Abs(a[k]-b[k]))
	}
	return d
}

// One step of one site maps phase space with Jacobian 1: the determinant by differences.
func TestHMCVolume(t *testing.T) {
	h := sampler(t, "model p(x: real) ∝ exp(-x^4/4 + cos(2*x))", chainSpec{chains: 4}).hmc
	const dx = 1e-5
	image := func(x, p float64) (float64, float64) {
		for j := range h.x {
			h.x[j], h.p[j] = x, p
		}
		h.evaluate()
		h.trajectory(5, 0.3)
		return h.x[0], h.p[0]
	}
	for _, at := range [][2]float64{{0.3, 1}, {-1.2, 0.4}, {2, -2}} {
		ax, ap := image(at[0]+dx, at[1])
		bx, bp := image(at[0]-dx, at[1])
		cx, cp := image(at[0], at[1]+dx)
		ex, ep := image(at[0], at[1]-dx)
		det := ((ax-bx)*(cp-ep) - (ap-bp)*(cx-ex)) / (4 * dx * dx)
		if math.Abs(det-1) > 1e-6 {
			t.Errorf("at %v the Jacobian is %v", at, det)
		}
	}
}

// Detailed balance: with steps so long that a third of the trajectories are refused the variance is still right.
func TestHMCRefusals(t *testing.T) {
	h := sampler(t, "model p(x: real[1..20]) ∝ exp(-sum(x[i]^2 for i in 1..20)/2 - sum(x[i]^4 for i in 1..20)/4)", chainSpec{chains: 64}).hmc
	u := func(x float64) float64 { return x*x/2 + x*x*x*x/4 }
	want := moment(-8, 8, u, func(x float64) float64 { return x * x })
	four := moment(-8, 8, u, func(x float64) float64 { return x * x * x * x })
	h.size, h.length = 0.6, 1.2
	sum, n := 0.0, 0.0
	for step := range 3000 {
		h.next(step)
		if step < 100 {
			continue
		}
		for _, x := range h.x {
			sum += x * x
			n++
		}
	}
	rate := h.moved / float64(h.tried)
	if rate < 0.2 || rate > 0.8 {
		t.Errorf("%.2f of the trajectories are accepted: this proves nothing", rate)
	}
	// Autocorrelation times are below 10 steps.
	sigma := math.Sqrt((four - want*want) * 10 / n)
	if d := math.Abs(sum/n - want); d > 4*sigma {
		t.Errorf("⟨x²⟩ = %v, not %v: %.1f σ", sum/n, want, d/sigma)
	}
}

// The lengths of trajectories grow with the scales that masses cannot remove: in a narrow valley along a
// diagonal of eight directions x₁ + … is free.
func TestHMCLength(t *testing.T) {
	ch := sampler(t, "I = 1..8\nmodel p(x: real[I]) ∝ exp(-50*sum((x[i] - x[j])^2 for i in I, j in I if i < j)/8 - sum(x[i] for i in I)^2/16)",
		chainSpec{chains: 32, warmup: 400})
	h := ch.hmc
	for step := range 400 {
		h.next(step)
	}
	if t0 := h.length; t0 < 1.5 || t0 > 12 {
		t.Errorf("trajectories of length %v, in units of the widths of single variables", t0)
	}
	first, last := 0.0, 0.0
	for step := 400; step < 800; step++ {
		a := slices.Clone(h.x[:h.chains])
		h.next(step)
		for j, x := range h.x[:h.chains] {
			first += x * a[j]
			last += x * x
		}
	}
	if r := first / last; math.Abs(r) > 0.6 {
		t.Errorf("the correlation of successive steps is %v", r)
	}
	if r := h.moved / float64(h.tried); r < 0.65 || r > 0.95 {
		t.Errorf("%.2f of the trajectories are accepted", r)
	}
}

func TestHMCWindows(t *testing.T) {
	for steps, want := range map[int][]int{0: nil, 20: {14}, 100: {19, 74}, 200: {29, 49, 149}, 1000: {84, 104, 144, 224, 384, 949}} {
		w := newWindows(steps)
		var got []int
		for step := range steps {
			if w.ends(step) {
				got = append(got, step)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d steps: windows end at %v, not %v", steps, got, want)
		}
	}
}

// A step of the chains makes nothing that has to be collected.
func TestHMCAllocations(t *testing.T) {
	h := sampler(t, gas(6, 10), chainSpec{chains: 16}).hmc
	step := 0
	if n := testing.AllocsPerRun(20, func() { h.next(step); step++ }); n > 0 {
		t.Errorf("%v allocations in a step", n)
	}
}

// Neal's funnel has curvatures that no step fits: the chains say so.
func TestHMCFunnel(t *testing.T) {
	s, _ := program(t, "model p(v: real, x: real[1..9]) ∝ exp(-v^2/18 - sum(x[i]^2 for i in 1..9)*exp(-v)/2 - 9*v/2)\nm = mean(v for (v, x) ~ p)\n", Options{})
	if !slices.ContainsFunc(codesOf(s), func(c string) bool { return c == "G0618" || c == "G0615" }) {
		t.Errorf("no warning, and ⟨v⟩ = %s", estimateOf(t, s, "m"))
	}
}

func codesOf(s *Session) []string {
	var out []string
	for _, d := range s.Diags {
		out = append(out, d.Code)
	}
	return out
}

// BenchmarkHMCGas counts evaluations of the gradient for six particles.
func BenchmarkHMCGas(b *testing.B) {
	for _, n := range []int{16, 32, 64, 256} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := sampler(b, gas(6, 10), chainSpec{chains: n}).hmc
			seconds := peak.Cost(b, func() { h.trajectory(1, 1e-9) })
			b.ReportMetric(float64(n)/seconds, "gradients/s")
		})
	}
}

// Two particles that repel each other in a trap: a few trajectories in a thousand end on top of the other particle, and neither
// the energy nor 1/r misses anything by it. Exact values by quadrature over the distance, with 1/β for the centre of mass.
func TestHMCOfRepellingParticles(t *testing.T) {
	s, _, _ := execute(`
P = 1..2
D = 1..2
E(x) = 1/norm(x[1] - x[2]) + sum(x[i,d]^2 for i in P, d in D)
model thermal(x: real[P, D]) ∝ exp(-10*E(x))
u = mean(E(x) for x ~ thermal, samples = 200000)
c = mean(1/norm(x[1] - x[2]) for x ~ thermal, samples = 200000)
`, Options{})
	within(t, s, "u", 1.652604470, 0.001)
	within(t, s, "c", 0.968402980, 0.001)
}
