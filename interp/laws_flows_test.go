package interp

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// The laws of flows, on random ones: the inverse undoes the map, log|det| is that of the Jacobian, the density
// integrates to one and is that of the draws, and its gradients agree with differences.

var lawFlows = flag.Int("laws.flows", 200, "number of random flows")

// flowSteps are maps of arrays over I that can follow each other; those that leave the line come back. % stands for a set
// of elements and its complement.
var flowSteps = []string{
	// couplings and their kind
	`flow S(z: real[I]) { param w[i,j] ~ normal(0, 0.4) for i in B, j in A;  param v[i,j] ~ normal(0, 0.4) for i in B, j in A
  x[A] = z[A]
  x[B] = [z[i]*exp(tanh(sum(w[i,j]*z[j] for j in A))) + sum(v[i,j]*z[j] for j in A) for i in B]
  x }`,
	`flow S(z: real[I]) { param w[i,j] ~ normal(0, 0.4) for i in B, j in A
  x[A] = [sinh(z[i]/2) for i in A]
  x[B] = [sinh(asinh(z[i])/2 + sum(w[i,j]*x[j] for j in A)) for i in B]
  x }`,
	`flow S(z: real[I]) { x[B] = [0.5*z[i] + asinh(z[i]) for i in B];  x[A] = [z[i] - sin(sum(x[j] for j in B)) for i in A];  x }`,
	// along the index
	`flow S(z: real[I]) { param w[i,j] ~ normal(0, 0.4) for i in I, j in I if j < i
  [z[i]*exp(tanh(sum(w[i,j]*z[j] for j in I))) + sum(w[i,j]*z[j] for j in I) for i in I] }`,
	`flow S(z: real[I]) { param w[i,j] ~ normal(0, 0.4) for i in I, j in I if j < i
  x[i] = z[i]*exp(tanh(sum(w[i,j]*x[j] for j in I))) + sum(w[i,j]*sin(x[j]) for j in I) for i in I
  x }`,
	`flow S(z: real[I]) { x[1] = -z[1];  x[i] = 0.5*x[i-1] + z[i] + tanh(z[i] + x[i-1]) for i in 2..N;  x }`,
	`flow S(z: real[I]) { param w[i,j] ~ normal(0, 0.4) for i in I, j in I if j < i
  h[k,i] = tanh(sum(w[i,j]*x[j] for j in I) + k/2) for k in 1..3, i in I
  x[i] = z[i]*exp(0.3*sum(h[k,i] for k in 1..3)) + h[2,i] for i in I
  x }`,
	// matrices and permutations
	`flow S(z: real[I]) { param m[i,j] ~ normal(if i == j then 1.5 else 0, 0.2) for i in I, j in I
  m @ z }`,
	`flow S(z: real[I]) { param m[i,j] ~ normal(if i == j then 1.5 else 0, 0.2) for i in A, j in A
  x[A] = [sinh(sum(m[i,j]*z[j] for j in A))/2 for i in A]
  x[B] = z[B]
  x }`,
	`flow S(z: real[I]) { y[i] = asinh(z[i]) + z[i]/3 for i in I;  x[i] = y[N+1-i] for i in I;  x }`,
	`flow S(z: real[I]) { y[i] = sinh(z[i]/2) for i in I;  x[i] = y[i mod N + 1] + 0 for i in I;  x }`,
	// curves, in closed form or not
	`flow S(z: real[I]) { param a[i] = 0.6 in (-1, 1) for i in I;  [z[i] + a[i]*sin(z[i]) for i in I] }`,
	`flow S(z: real[I]) { param a = 0.4 in (0, 1);  [z[i]/2 + a*tanh(3*z[i]) + a*z[i]^3/20 for i in I] }`,
	`flow S(z: real[I]) { param a ~ normal(0, 0.5);  param b ~ normal(0, 0.5);  exp(a)*z - b }`,
	`flow S(z: real[I]) { u[i] = (z[i]^3 + z[i])/3 for i in I;  [asinh(u[i]) for i in I] }`,
	`flow S(z: real[I]) { [z[i] + √(1 + z[i]^2)/2 for i in I] }`,
	`flow S(z: real[I]) { [log(exp(z[i]) + exp(2*z[i])) for i in I] }`,
	// to a part of the line and back: the interval goes from part to part
	`flow S_1(z: real[I]) { [exp(z[i]/2) for i in I] }
flow S_2(y: real[I]) { [log(y[i]^2) + y[i] for i in I] }`,
	`flow S_1(z: real[I]) { [sigmoid(z[i]) for i in I] }
flow S_2(y: real[I]) { [log(y[i]) - log(1 - y[i]) for i in I] }`,
	`flow S_1(z: real[I]) { [tanh(z[i]/2) for i in I] }
flow S_2(y: real[I]) { [atanh(y[i]) + y[i] for i in I] }`,
	`flow S_1(z: real[I]) { [log(1 + exp(z[i])) for i in I] }
flow S_2(y: real[I]) { [log(expm1(y[i])) - 1/y[i]/9 for i in I] }`,
	`flow S_1(z: real[I]) { [1/(1 + exp(-z[i])) for i in I] }
flow S_2(y: real[I]) { [tan(pi*(y[i] - 1/2))/4 + y[i] for i in I] }`,
	`flow S_1(z: real[I]) { [erf(z[i]/3) for i in I] }
flow S_2(y: real[I]) { [asin(y[i]) + y[i]^3 for i in I] }`,
}

// lastStep leaves the line: the density is zero outside of an image.
type lastStep struct {
	text  string
	x, dx func(u float64) float64 // the curve, where it is one, and its slope
}

var lastSteps = []lastStep{
	{"flow S(z: real[I]) { [exp(z[i]/2) for i in I] }",
		func(u float64) float64 { return math.Exp(u / 2) }, func(u float64) float64 { return math.Exp(u/2) / 2 }},
	{"flow S(z: real[I]) { [5*tanh(z[i]/3) for i in I] }",
		func(u float64) float64 { return 5 * math.Tanh(u/3) }, func(u float64) float64 { return 5 / 3. / math.Pow(math.Cosh(u/3), 2) }},
	{"flow S(z: real[I]) { [softplus(z[i]/2) + 1 for i in I] }",
		func(u float64) float64 { return math.Log1p(math.Exp(u/2)) + 1 }, func(u float64) float64 { return 0.5 / (1 + math.Exp(-u/2)) }},
	{text: "flow S(z: real[I]) { x[1] = exp(z[1]/2) + tanh(z[1]/2);  x[i] = z[i]*exp(x[1]/5) for i in 2..N;  x }"},
}

var noStep = lastStep{x: func(u float64) float64 { return u }, dx: func(float64) float64 { return 1 }}

// randomFlow is the text of a random flow T of n numbers, and its last step.
func randomFlow(r *rand.Rand, n int) (string, lastStep) {
	var b strings.Builder
	fmt.Fprintf(&b, "N = %d\nI = 1..N\n", n)
	first := 1 + r.IntN(max(n-1, 1))
	perm := r.Perm(n)
	slices.Sort(perm[:first])
	fmt.Fprintf(&b, "A = set(i for i in I if %s)\nB = I minus A\n", membership(perm[:first]))
	var parts []string
	add := func(text string) {
		name := fmt.Sprintf("s%d", len(parts)+1)
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "S_", name+"_"), "flow S(", "flow "+name+"(") + "\n")
		if strings.Contains(text, "S_") {
			parts = append(parts, name+"_1", name+"_2")
		} else {
			parts = append(parts, name)
		}
	}
	for range 1 + r.IntN(3) {
		k := r.IntN(len(flowSteps))
		if n == 1 && strings.Contains(flowSteps[k], "[B]") {
			k = 11 + r.IntN(len(flowSteps)-11)
		}
		add(flowSteps[k])
	}
	last := noStep
	if r.IntN(4) == 0 {
		last = lastSteps[r.IntN(len(lastSteps))]
		add(last.text)
	}
	switch r.IntN(3) {
	case 0: // flows within a flow
		body := "z"
		for _, p := range parts {
			body = p + "(" + body + ")"
		}
		fmt.Fprintf(&b, "flow T(z: real[I]) { %s }\n", body)
	case 1:
		fmt.Fprintf(&b, "T = compose(%s)\n", strings.Join(parts, ", "))
	default:
		fmt.Fprintf(&b, "T = %s\n", strings.Join(parts, " |> "))
	}
	return b.String(), last
}

func membership(elements []int) string {
	var out []string
	for _, e := range elements {
		out = append(out, fmt.Sprintf("i == %d", e+1))
	}
	return strings.Join(out, " or ")
}

// flowChecks are what is measured of each flow. The point is not far out, where maps saturate.
const flowChecks = `
z = sample([normal(0, 0.7) for i in I], seed = 5)
y = T(z)
trip = max(abs((T⁻¹)(y) - z))
det₀ = log(abs(det(jacobian(T)(z))))
off = abs(logdet(T)(z) - det₀)
q = [normal(0, 1) for i in I] |> T
density = abs(log(q(y)) - (sum(log(normal(0, 1)(z[i])) for i in I) - det₀))
`

// gradientChecks compare the gradient of the log-density with differences, of one flow in three.
const gradientChecks = `
L(x: real[I]) = log(q(x))
g = grad(L)(y)
h = 1e-3
at(k, d) = L([y[i] + (if i == k then d else 0) for i in I])
slope = max(abs(g[k] - (8*(at(k, h) - at(k, -h)) - (at(k, 2*h) - at(k, -2*h)))/(12*h))/(1 + abs(g[k])) for k in I)
`

func TestLawsOfFlows(t *testing.T) {
	ill := 0
	for k := range *lawFlows {
		r := rand.New(rand.NewPCG(uint64(k), 11))
		n := 1 + k%4
		text, _ := randomFlow(r, n)
		if text += flowChecks; k%3 == 0 {
			text += gradientChecks
		}
		s, _ := program(t, text, Options{Seed: uint64(k)})
		norm := numberOf(t, s, "det₀")
		trip, off, density, slope := numberOf(t, s, "trip"), numberOf(t, s, "off"), numberOf(t, s, "density"), 0.0
		if k%3 == 0 {
			slope = numberOf(t, s, "slope")
		}
		if !(math.Abs(norm) < 8) {
			ill++
			continue
		}
		if k%3 == 1 {
			checkParameterGradients(t, s, "log(q(y))")
			checkParameterGradients(t, s, "sum(sin(T(z)[i]) for i in I)")
		}
		if !(trip < 1e-8) || !(off < 1e-9) || !(density < 1e-8) || !(slope < 1e-5) {
			t.Errorf("flow %d: round trip %.2g, log-determinant %.2g, density %.2g, gradient %.2g\n%s", k, trip, off, density, slope, text)
		}
	}
	if ill*10 > *lawFlows {
		t.Errorf("%d of %d flows are too ill-conditioned to tell", ill, *lawFlows)
	}
}

// checkParameterGradients compares the derivatives of a number with respect to the parameters of a program with
// differences.
func checkParameterGradients(t *testing.T, s *Session, text string) {
	t.Helper()
	c := ctx{s: s, scope: s.main.scope}
	node := c.eval(expr(t, text)).(*Array).Node
	for _, p := range s.params {
		d, err := s.g.Grad(node, []*ad.Node{p.node})
		if err != nil {
			t.Fatal(err)
		}
		grad, v := s.evaluate(nil, d[0])[0], s.store[p.leaf]
		for e, want := range grad {
			if at := e; p.leaf.Index != nil {
				if at = int(p.leaf.Index[e]); at < 0 {
					continue
				}
				e = at
			}
			const h = 1e-3
			old, f := v[e], [4]float64{}
			for i, step := range []float64{-2, -1, 1, 2} {
				v[e] = old + step*h
				f[i] = s.evaluate(nil, node)[0][0]
			}
			v[e] = old
			if got := (8*(f[2]-f[1]) - (f[3] - f[0])) / (12 * h); !(math.Abs(got-want) < 1e-6*(1+math.Abs(want))) {
				t.Errorf("∂/∂%s[%d] of %s: %g, by differences %g", p.Path, e, text, want, got)
			}
		}
	}
}

// flowDraws are draws of a flow.
const flowDraws = `
q = [normal(0, 1) for i in I] |> T
x = sample(q, 4000, seed = 3)
`

// The density integrates to one, and is that of the draws: the largest distance D of their distribution function
// from the integral of the density has D√n < 2.5, which happens by chance once in 10⁵ times (Kolmogorov and Smirnov). A
// shift by a tenth of the width, or a density that is wrong by a tenth on one side, is seen. The density is summed over
// a grid of v, where x = sinh v, or the last step of the flow at sinh v.
func TestDensitiesOfFlows(t *testing.T) {
	for k := range *lawFlows / 4 {
		r := rand.New(rand.NewPCG(uint64(k), 12))
		n := 1 + k%2
		g := grid{points: 4000, reach: 12}
		if n == 2 {
			g = grid{points: 200, reach: 7}
		}
		text, last := randomFlow(r, n)
		if last.x == nil {
			continue
		}
		g.last = last
		s, _ := program(t, text+flowDraws, Options{Seed: uint64(k)})
		p := g.density(t, s, n)
		draws := valuesOf(t, s, "x")
		for i := range n {
			total, marginal := 0.0, make([]float64, g.points)
			for e, v := range p {
				total += v
				if i == n-1 {
					marginal[e%g.points] += v
				} else {
					marginal[e/g.points] += v
				}
			}
			if !(math.Abs(total-1) < 2e-3) {
				t.Errorf("flow %d: the density integrates to %.6f\n%s", k, total, text)
				break
			}
			var x []float64
			for j := i; j < len(draws); j += n {
				x = append(x, draws[j])
			}
			if d := g.kolmogorov(x, marginal) * math.Sqrt(float64(len(x))); !(d < 2.5) {
				t.Errorf("flow %d: number %d is drawn with another density: D√n = %.2f\n%s", k, i+1, d, text)
			}
		}
	}
}

// grid is a grid of v between -reach and reach, with cells of equal size.
type grid struct {
	points int
	reach  float64
	last   lastStep
}

func (g grid) cell() float64 { return 2 * g.reach / float64(g.points) }

// x is the number at v, in units of cells from the lower end.
func (g grid) x(cells float64) float64 { return g.last.x(math.Sinh(cells*g.cell() - g.reach)) }

// density is the density of q of n numbers on the grid, times the volumes of its cells.
func (g grid) density(t testing.TB, s *Session, n int) []float64 {
	t.Helper()
	d := valueOf(t, s, "q").(*Dist)
	lane := s.laneAxis(int(math.Pow(float64(g.points), float64(n))))
	c := ctx{s: s, scope: s.main.scope}.with(lane)
	dims := c.dimsOver(c.supportOf(d.push.base)[0].sets)
	x, logvol := make([]float64, n*lane.Size), make([]float64, lane.Size)
	for e := range lane.Size {
		for i, cell := n-1, e; i >= 0; i, cell = i-1, cell/g.points {
			k := float64(cell%g.points) + 0.5
			v := k*g.cell() - g.reach
			x[e*n+i] = g.x(k)
			logvol[e] += math.Log(g.last.dx(math.Sinh(v))) + math.Log(math.Cosh(v)*g.cell())
		}
	}
	axes := append([]*ad.Axis{lane}, axesOf(dims)...)
	leaf := &ad.Leaf{Kind: ad.InputLeaf, Name: "x", Axes: axes, Type: ad.Real, Len: len(x)}
	logp := c.logDensityAt(d.node, d, []Value{&Array{Node: s.g.Leaf(leaf), Dims: dims}})
	plan := s.compile(nil, []exec.Output{{Node: logp}})
	env := s.env()
	env.Inputs[leaf] = x
	s.runPlan(nil, plan, env)
	p := slices.Clone(plan.Value(0))
	for e, v := range p {
		if p[e] = 0; !math.IsInf(v, -1) {
			p[e] = math.Exp(v + logvol[e])
		}
	}
	return p
}

// kolmogorov is the largest difference between the distribution function of draws and that of probabilities of cells.
func (g grid) kolmogorov(x, p []float64) float64 {
	slices.Sort(x)
	worst, sum, i := 0.0, 0.0, 0
	for k, v := range p {
		sum += v
		for i < len(x) && x[i] < g.x(float64(k+1)) {
			i++
		}
		worst = math.Max(worst, math.Abs(sum-float64(i)/float64(len(x))))
	}
	return worst
}

// valuesOf are the elements of an array of a program.
func valuesOf(t testing.TB, s *Session, name string) []float64 {
	t.Helper()
	a, ok := valueOf(t, s, name).(*Array)
	if !ok {
		t.Fatalf("%s is no array", name)
	}
	var out []float64
	v := s.evaluate(nil, a.Node)[0]
	ad.Each(axesOf(a.Dims), [][]int{a.Node.Strides(axesOf(a.Dims))}, func(at []int) { out = append(out, v[at[0]]) })
	return out
}
