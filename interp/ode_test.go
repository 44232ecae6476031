package interp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// errorIn is the error at the time 2 of the solution x₀ exp(sin t) of dx/dt = x cos t.
func errorIn(t *testing.T, method string) float64 {
	s, _ := program(t, fmt.Sprintf("x = odesolve((x, t) -> x*cos(t), 1, 0, 2, method = %s)", method), Options{Threads: 1})
	return math.Abs(numberOf(t, s, "x") - math.Exp(math.Sin(2)))
}

// The error falls with the fourth power of the length of the steps, and with the fifth.
func TestOrderOfMethods(t *testing.T) {
	coarse, fine := errorIn(t, "rk4(8)"), errorIn(t, "rk4(16)")
	if r := coarse / fine; r < 14 || r > 18 {
		t.Errorf("rk4: errors %.3g and %.3g, ratio %.2f", coarse, fine, r)
	}
	last := 0.0
	for _, n := range []int{32, 64} {
		s := NewSession(Options{Threads: 1})
		c := ctx{s: s, scope: newScope(nil)}
		v := &Function{Name: "v", native: func(c ctx, _ lang.Node, args []Value) Value {
			x, at := args[0].(*Array), args[1].(*Array)
			g := c.g()
			return &Array{Node: g.Apply(ad.Mul, x.Node, g.Apply(ad.Cos, at.Node))}
		}}
		p := &problem{v: velocity{v, true}, x: []*Array{c.scalar(1)}, knots: []*ad.Node{s.g.Const(0), s.g.Const(2)}, solver: solver{tab: dormand}}
		x, _ := p.solve(c, equalSteps(1, n), nil).end()
		e := math.Abs(s.evaluate(nil, x[0].Node)[0][0] - math.Exp(math.Sin(2)))
		if r := last / e; n == 64 && (r < 28 || r > 40) {
			t.Errorf("dopri5: errors %.3g and %.3g, ratio %.2f", last, e, r)
		}
		last = e
	}
}

// The error of an adaptive solution follows the tolerance.
func TestToleranceIsMet(t *testing.T) {
	for _, tol := range []float64{1e-4, 1e-6, 1e-8, 1e-10} {
		if e := errorIn(t, fmt.Sprintf("dopri5(%g, %g)", tol, tol)); e > 20*tol || e < tol/1000 {
			t.Errorf("tolerance %g, error %g", tol, e)
		}
	}
}

// odeRecord is an equation of ODEBench (d'Ascoli et al., arXiv:2310.05573) with solutions that two integrators agree on.
type odeRecord struct {
	ID     int
	Dim    int
	Eq     string
	Consts [][]float64
	Runs   []struct {
		Y0    []float64
		T     []float64
		Y     [][]float64
		Check float64 `json:"xcheck_lsoda"`
	}
}

var (
	coordinate = regexp.MustCompile(`x_(\d)`)
	constant   = regexp.MustCompile(`c_(\d)`)
	cotangent  = regexp.MustCompile(`cot\(([^()]*)\)`)
)

// source is a program that solves the equation of a run.
func (r odeRecord) source(run int, method string) string {
	eq := cotangent.ReplaceAllString(r.Eq, "(1/tan($1))")
	eq = coordinate.ReplaceAllStringFunc(eq, func(s string) string { k, _ := strconv.Atoi(s[2:]); return fmt.Sprintf("x[%d]", k+1) })
	eq = constant.ReplaceAllStringFunc(eq, func(s string) string {
		k, _ := strconv.Atoi(s[2:])
		return fmt.Sprintf("(%v)", r.Consts[0][k])
	})
	list := func(x []float64) string { return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(x), "[]")), ", ") }
	return fmt.Sprintf("v(x) = [%s]\nx = odesolve(v, [%s], 0, [%s], method = %s)", strings.ReplaceAll(eq, "|", ","), list(r.Runs[run].Y0), list(r.Runs[run].T[1:]), method)
}

// misses is the largest error of a solution, as part of the largest value of its coordinate.
func (r odeRecord) misses(t *testing.T, run int, method string) float64 {
	s, _ := program(t, r.source(run, method), Options{Threads: 1})
	a := valueOf(t, s, "x").(*Array)
	got := s.evaluate(nil, a.Node)[0]
	stride := a.Node.Strides(axesOf(a.Dims))
	worst := 0.0
	for d, y := range r.Runs[run].Y {
		scale := 1e-300
		for _, v := range y {
			scale = max(scale, math.Abs(v))
		}
		for k, want := range y[1:] {
			worst = max(worst, math.Abs(got[k*stride[0]+d*stride[1]]-want)/scale)
		}
	}
	return worst
}

// Solutions of four equations at two times, from ODEBench: a fall with friction, predator and prey, an oscillator of van der Pol, and
// an attractor of Rössler.
func TestKnownSolutions(t *testing.T) {
	const text = `
{"id":5,"eq":"c_0 - c_1 * x_0^2","consts":[[9.81,0.0021175]],"runs":[{"y0":[0.5],"t":[0,3.326810176125244,10],"y":[[0.5,30.74468028693,60.9465771123]]}]}
{"id":27,"eq":"x_0 * (c_0 - c_1 * x_1) | - x_1 * (c_2 - c_3 * x_0)","consts":[[1.84,1.45,3.0,1.62]],"runs":[{"y0":[8.3,3.4],"t":[0,3.326810176125244,10],"y":[[8.3,2.626660853269,0.124768012861],[3.4,0.01039424998009,0.190216368218]]}]}
{"id":38,"eq":"c_0 * (x_1 - x_0^3 / 3 + x_0) | - x_0 / c_0","consts":[[3.37]],"runs":[{"y0":[0.7,0.0],"t":[0,3.326810176125244,10],"y":[[0.7,-1.901947935613,1.64571944433],[0,-0.8688761049804,-0.2405539754702]]}]}
{"id":57,"eq":"c_3 * (- x_1 - x_2) | c_3 * (x_0  + c_0 * x_1) | c_3 * (c_1 + x_2 * (x_0 - c_2))","consts":[[-0.2,0.2,5.7,5.0]],"runs":[{"y0":[2.3,1.1,0.8],"t":[0,3.326810176125244,10],"y":[[2.3,-0.1234716167203,0.006542489201335],[1.1,-0.4491946172738,-0.0342703849671],[0.8,0.03395343583322,0.03512637429518]]}]}`
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var r odeRecord
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if e := r.misses(t, 0, "dopri5(1e-10, 1e-12)"); e > 1e-7 {
			t.Errorf("equation %d: relative error %.3g", r.ID, e)
		}
		if e := r.misses(t, 0, "rk4(1000)"); e > 1e-6 {
			t.Errorf("equation %d in equal steps: relative error %.3g", r.ID, e)
		}
	}
}

// All equations of ODEBench whose two reference integrators agree, where the data are there.
func TestAllKnownSolutions(t *testing.T) {
	f, err := os.Open("../../shared/data/ode/odebench.jsonl")
	if err != nil {
		t.Skip("no data")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	n := 0
	for lines.Scan() {
		var r odeRecord
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		for k, run := range r.Runs {
			if run.Check > 1e-9 || r.ID == 60 { // chaotic
				continue
			}
			n++
			if e := r.misses(t, k, "dopri5(1e-10, 1e-12)"); !(e < 1e-6) {
				t.Errorf("equation %d, run %d: relative error %.3g", r.ID, k, e)
			}
		}
	}
	t.Logf("%d solutions", n)
	if n < 60 {
		t.Errorf("%d solutions", n)
	}
}

// planFlops is the arithmetic of one evaluation of nodes.
func planFlops(t *testing.T, s *Session, nodes ...*ad.Node) float64 {
	t.Helper()
	var outs []exec.Output
	for _, n := range nodes {
		outs = append(outs, exec.Output{Node: n})
	}
	p, err := exec.Compile(s.g, outs, exec.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p.Flops()
}

// The whole divergence in 12 dimensions costs at most 12 velocities, so that a stage costs at most 13.
func TestCostOfADivergence(t *testing.T) {
	s, _ := program(t, `
I = 1..12
net v(x: real[I], t: real) {
  H = 1..64
  param W[h,i] ~ normal(0, 0.3) for h in H, i in I
  param u[h] ~ normal(0, 1) for h in H
  param V[k,h] ~ normal(0, 0.1) for k in H, h in H
  param U[i,k] ~ normal(0, 0.1) for i in I, k in H
  a[h] = tanh(sum(W[h,i]*x[i] for i in I) + u[h]*t) for h in H
  b[k] = tanh(sum(V[k,h]*a[h] for h in H)) for k in H
  [sum(U[i,k]*b[k] for k in H) for i in I]
}
T = odeflow(v, 0, 1, method = rk4(5))
`, Options{Threads: 1})
	flow := valueOf(t, s, "T").(*Flow)
	lane := s.laneAxis(256)
	c := ctx{s: s, scope: s.main.scope}.with(lane)
	set := mustRange(1, 12)
	axis := s.axis(set, c.open)
	z := &Array{Node: s.g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: []*ad.Axis{axis, lane}}), Dims: []Dim{{axis, set}}}
	own := flow.parts[0].(ownMap)
	alone, _ := own.pass(c, nil, []Value{z}, false, false)
	both, logdet := own.pass(c, nil, []Value{z}, false, true)
	x, all := planFlops(t, s, alone[0].Node), planFlops(t, s, both[0].Node, logdet)
	t.Logf("a velocity is %.0f flop, with its divergence %.2f of it", x/256/20, all/x)
	if all > 13*x {
		t.Errorf("with the divergence %.2f velocities a stage", all/x)
	}
}
