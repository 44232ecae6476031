package interp

import (
	"strconv"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// curved are functions f of coordinates x, and how many these are.
var curved = []struct {
	name        string
	coordinates int
	text        string
}{
	{"dense", 12, `D = 1..12
H = 1..64
net f(x: real[D]) {
  param U[h,d] ~ normal(0, 0.3) for h in H, d in D
  param V[h,k] ~ normal(0, 0.1) for h in H, k in H
  param w[h] ~ normal(0, 0.1) for h in H
  a[h] = tanh(sum(U[h,d]*x[d] for d in D)) for h in H
  b[h] = tanh(sum(V[h,k]*a[k] for k in H)) for h in H
  sum(w[h]*b[h] for h in H)
}
x = [0.1*d for d in D]
`},
	{"Slater", 18, `P = 1..6
D = 1..3
H = 1..32
net f(x: real[P, D]) {
  param U[h,d] ~ normal(0, 0.3) for h in H, d in D
  param V[h,k] ~ normal(0, 0.1) for h in H, k in H
  param w[j,h] ~ normal(0, 0.1) for j in P, h in H
  a[i,h] = tanh(sum(U[h,d]*x[i,d] for d in D)) for i in P, h in H
  b[i,h] = tanh(sum(V[h,k]*a[i,k] for k in H)) for i in P, h in H
  log(abs(det([sum(w[j,h]*b[i,h] for h in H) for i in P, j in P])))
}
x = [0.3*i*d + 0.7*sin(5*i + d) for i in P, d in D]
`},
	{"backflow/5", 10, backflow(5)},
	{"backflow/13", 26, backflow(13)},
}

// backflow is half the logarithm of the Jacobian determinant of a map of n electrons.
func backflow(n int) string {
	return `import sqrtflow
n = ` + strconv.Itoa(n) + `
P = 1..n
D = 1..2
box = sqrtflow.box(n)
z = sqrtflow.backflow(P, D, box, depth = 2, width = 16)
f(x: real[P, D]) = log(abs(det(jacobian(z)(x))))/2
x = [0.3*i*d + 0.7*sin(5*i + d) for i in P, d in D]
`
}

// laplacianPlans plans the Laplacian of a function and its value at 256 points, for one worker.
func laplacianPlans(t testing.TB, text string) (laplacian, value *exec.Plan, env *exec.Env) {
	s, _ := program(t, text, Options{})
	lane := s.laneAxis(256)
	c := s.context(s.main).with(lane)
	x := c.eval(expr(t, "x")).(*Array)
	input := s.g.Input("x", ad.Real, append(axesOf(x.Dims), lane)...)
	at := func(text string) *ad.Node {
		e := expr(t, text)
		return c.scalarOf(e, c.callValue(e, c.eval(e), []Value{&Array{Node: input, Dims: x.Dims}}))
	}
	env = s.env()
	points := make([]float64, input.Size())
	for i := range points {
		points[i] = float64(i*2654435761>>9&1023)/512 - 1
	}
	env.Inputs[input.Leaf] = points
	return compile(t, s, at("laplacian(f)")), compile(t, s, at("f")), env
}

// The operations of a Laplacian, in units of those of one value for each coordinate.
func TestLaplacianCost(t *testing.T) {
	for k, limit := range []float64{1.05, 0.4, 1.1} {
		f := curved[k]
		laplacian, value, _ := laplacianPlans(t, f.text)
		if cost := laplacian.Flops() / value.Flops() / float64(f.coordinates); cost > limit {
			t.Errorf("%s: the Laplacian takes the operations of %.2f values for each coordinate", f.name, cost)
		}
	}
}

// BenchmarkLaplacian times the Laplacian of a function, in units of one value for each coordinate, of 256 samples by one
// worker; and the planning of both.
func BenchmarkLaplacian(b *testing.B) {
	for _, f := range curved {
		b.Run(f.name, func(b *testing.B) {
			begin := processor()
			laplacian, value, env := laplacianPlans(b, f.text)
			planning := processor() - begin
			run := func(p *exec.Plan) func() {
				return func() {
					if err := p.Run(env); err != nil {
						b.Fatal(err)
					}
				}
			}
			seconds, _ := takes(b, run(laplacian), run(value))
			n := float64(f.coordinates)
			b.ReportMetric(seconds[0]/seconds[1]/n, "Δ/value")
			b.ReportMetric(laplacian.Flops()/value.Flops()/n, "flops/value")
			b.ReportMetric(1e6*seconds[0]/256, "µs/Δ")
			b.ReportMetric(planning, "s/plan")
		})
	}
}

// compile plans one output for one worker.
func compile(t testing.TB, s *Session, n *ad.Node) *exec.Plan {
	t.Helper()
	p, err := exec.Compile(s.g, []exec.Output{{Node: n}}, exec.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
