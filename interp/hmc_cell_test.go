package interp

import (
	"fmt"
	"math"
	"testing"
)

// Densities that go on periodically are sampled on one cell, uniformly from the start: their averages are those over a period, and
// nothing spreads. ⟨cos⟩ under exp(κ cos) is I₁(κ)/I₀(κ).
func TestCells(t *testing.T) {
	for _, c := range []struct {
		name, text string
		cells      bool
		want       float64
	}{
		{"one wave", "model p(x: real) ∝ exp(2*cos(2*π*x/3))\nf(x) = cos(2*π*x/3)", true, 0.697774657964008},
		{"a wave and its third harmonic, of two particles", "model p(x: real[1..2]) ∝ exp(2*cos(x[1] - x[2]) + sin(3*(x[2] - x[1]))^2)\nf(x) = sin(x[1] + 0.3)", true, 0},
		{"held by a spring", "model p(x: real) ∝ exp(-x^2/2)*(1 + cos(3*x)/2)\nf(x) = x^2", false, (1 + (1-9)*0.5*math.Exp(-4.5)) / (1 + 0.5*math.Exp(-4.5))},
		{"between walls", "model p(x: real) ∝ if abs(x) < 13 then exp(cos(x)/4) else 0\nf(x) = x^2/100", false, 0.5771683786595644},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, s := runProgram(t, c.text+"\nu = mean(f(x) for x ~ p, samples = 16000)\nm = u.mean\ne = u.err\nd = mcmc(p, chains = 16, steps = 100).draws")
			if code != ExitDone || len(s.Diags) > 0 {
				t.Fatalf("exit %d\n%s", code, rendered(s))
			}
			if m, e := real(s.values(t, "m")[0]), real(s.values(t, "e")[0]); !(math.Abs(m-c.want) < 4*e) || !(e < 0.03) {
				t.Errorf("%v ± %v, want %v", m, e, c.want)
			}
			inside := true
			for _, x := range s.values(t, "d") {
				inside = inside && real(x) >= 0 && real(x) < 2*math.Pi
			}
			if inside != c.cells {
				t.Errorf("all draws lie in a cell: %v", inside)
			}
		})
	}
}

// Waves suggest a period where a variable is read in nothing else, whatever parameters and what is around may become: also in
// remainders, layers of a network, and in maps of the line that go on by a period.
func TestPeriodOfWaves(t *testing.T) {
	for text, want := range map[string]float64{
		"exp(cos(2*x[1]) + cos(4*x[2] - 0.3))":                                         math.Pi,
		"exp(cos(x[1])*sin(x[2] + a) + a*cos(x[1] - x[2]))":                            2 * math.Pi,
		"exp(cos(x[1]) - a*x[2]^2)":                                                    0,
		"exp(cos(x[1]) + a*x[2])":                                                      0,
		"exp(cos(x[1]) + cos(a*x[2]))":                                                 0,
		"exp(cos(x[1]/a) + cos(x[2]))":                                                 0,
		"exp(cos(x[1]*x[2]))":                                                          0,
		"exp(cos(x[1]) + (if x[2] > 90 then 1 else 0))":                                0,
		"exp(cos(x[1]) - (x[2] - floor(x[2]/3)*3)^2 - (x[1] - floor(x[1] + 1/2))^2)":   2 * math.Pi,
		"exp(cos(x[1]) - (x[2] mod 3)^2)":                                              2 * math.Pi,
		"exp(cos(x[1]) - (x[2] - floor(a)*x[1])^2)":                                    0,
		"h[0] = cos(x[1])\nh[t] = tanh(a*h[t-1] + sin(x[2])) for t in 1..3\nexp(h[3])": 2 * math.Pi,
		"h[0] = 0\nh[t] = h[t-1] + x[t] for t in 1..2\nexp(cos(h[2]) + sin(x[1]))":     2 * math.Pi,
		"h[0] = 0\nh[t] = a*h[t-1] + x[t] for t in 1..2\nexp(cos(h[2]) + sin(x[1]))":   0,
		"y[i] = x[i] + a*sin(x[1] - x[2]) for i in 1..2\nexp(cos(y[1]) + sin(3*y[2]))": 2 * math.Pi,
	} {
		s, _ := program(t, "net w(x: real[1..2]) {\nparam a = 1\n"+text+"\n}\nmodel p(x: real[1..2]) ∝ w(x)", Options{})
		c := s.context(s.main)
		src := c.sourceOf(nil, s.main.scope.names["p"].value)
		x := c.unknownOf(src.inst.data[0])
		if got := periodOf(c.densityTrace(nil, src.inst, []*Array{x}).logp, x.Node); !(math.Abs(got-want) < 1e-12) {
			t.Errorf("%s: period %v, want %v", text, got, want)
		}
	}
}

// The energy of the ground determinant of electrons in a box is that of Hartree and Fock, K + rs V, for closed shells; by an independent
// program that sums over plane waves. The limit is four standard errors, which are a few per cent of the exchange energy.
func TestHartreeFock(t *testing.T) {
	for _, c := range []struct {
		n, dim, waves, samples int
		kinetic, coulomb       float64
		err                    float64
	}{
		{5, 2, 2, 8000, 10.05309649, -8.87087445, 0.1},
		{13, 2, 4, 2000, 27.06602902, -22.31543410, 0.4},
		{7, 3, 1, 4000, 24.91073572, -9.07306888, 0.3},
	} {
		t.Run(fmt.Sprintf("%d in %d dimensions", c.n, c.dim), func(t *testing.T) {
			if c.n == 13 && testing.Short() {
				t.Skip("takes seven seconds")
			}
			t.Parallel()
			s, _ := program(t, fmt.Sprintf(`import sqrtflow
n = %d
P = 1..n
D = 1..%d
box = sqrtflow.box(n, dim = %d)
M = box.orbitals(%d)
ψ(x: real[P, D]) = det([exp(im*sum(M.k[M.lowest(i),d]*x[j,d] for d in D)) for i in P, j in P])
V(x) = 2*box.ewald(x)
k = re(local(-Δ, ψ, [box.L*sin(3*i + 5*d) for i in P, d in D]))
v = mean(V(x) for x ~ born(ψ), samples = %d)
m = v.mean
e = v.err
`, c.n, c.dim, c.dim, c.waves, c.samples), Options{})
			if k := real(s.values(t, "k")[0]); math.Abs(k-c.kinetic) > 1e-7 {
				t.Errorf("kinetic energy %.8f, want %.8f", k, c.kinetic)
			}
			if m, e := real(s.values(t, "m")[0]), real(s.values(t, "e")[0]); !(math.Abs(m-c.coulomb) < 4*e) || !(e < c.err) {
				t.Errorf("Coulomb energy %.4f ± %.4f, want %.4f", m, e, c.coulomb)
			}
		})
	}
}
