package interp

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// swirl is a random velocity in d dimensions.
func swirl(rng *rand.Rand, d int) string {
	row := func(n int, scale float64) string {
		out := "["
		for k := range n {
			if k > 0 {
				out += ", "
			}
			out += fmt.Sprintf("%.6f", scale*rng.NormFloat64())
		}
		return out + "]"
	}
	rows := func(m, n int) string {
		out := "["
		for k := range m {
			if k > 0 {
				out += ", "
			}
			out += row(n, 0.8)
		}
		return out + "]"
	}
	return fmt.Sprintf("I = 1..%d\nH = 1..4\nW = %s\nU = %s\nu = %s\nz = %s\n", d, rows(4, d), rows(d, 4), row(4, 1), row(d, 1)) +
		"v(x: real[I], t: real) = [sum(U[i,h]*tanh(sum(W[h,j]*x[j] for j in I) + u[h]*t) for h in H) for i in I]\n"
}

// A flow and its log-determinant are as exact as the method: the round trip and the determinant of the Jacobian of the steps taken
// agree with them to the fourth order.
func TestFlowsOfVelocities(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 6 {
		text := swirl(rng, 1+rng.IntN(4)) + `
miss(n) = { T = odeflow(v, 0.2, 1, method = rk4(n)); x = T(z); r = (T⁻¹)(x)
  √sum((r[i] - z[i])^2 for i in I) }
gap(n) = { T = odeflow(v, 0.2, 1, method = rk4(n)); abs(logdet(T)(z) - logdet(jacobian(T)(z))) }
m₁ = miss(8)
m₂ = miss(16)
g₁ = gap(8)
g₂ = gap(16)
A = odeflow(v, 0.2, 1, method = dopri5(1e-11, 1e-11))
B = odeflow(v, 0.2, 1, method = rk4(200))
a = abs(logdet(A)(z) - logdet(B)(z)) + sum(abs(A(z)[i] - B(z)[i]) for i in I)
b = abs(logdet(A⁻¹)(A(z)) + logdet(A)(z))
`
		s, _ := program(t, text, Options{Threads: 2})
		m1, m2, g1, g2 := numberOf(t, s, "m₁"), numberOf(t, s, "m₂"), numberOf(t, s, "g₁"), numberOf(t, s, "g₂")
		if !(m2 < 1e-4 && m1/m2 > 12) {
			t.Errorf("round trips miss by %.3g and %.3g\n%s", m1, m2, text)
		}
		if !(g2 < 1e-4 && g1/g2 > 9 && g1/g2 < 40) {
			t.Errorf("log-determinants are wrong by %.3g and %.3g\n%s", g1, g2, text)
		}
		if a, b := numberOf(t, s, "a"), numberOf(t, s, "b"); a > 1e-8 || b > 1e-8 {
			t.Errorf("methods differ by %.3g, directions by %.3g\n%s", a, b, text)
		}
	}
}

// Densities of flows are normalised, in one dimension and in two.
func TestDensitiesOfVelocitiesAreNormalised(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s, _ := program(t, swirl(rng, 1)+`
q = [normal(0, 1) for i in I] |> odeflow(v, 0, 1, method = rk4(10))
one = sum(0.1*q([-9 + 0.1*k]) for k in 1..180)
`, Options{Threads: 2})
	if p := numberOf(t, s, "one"); math.Abs(p-1) > 1e-5 {
		t.Errorf("in one dimension the density adds up to %v", p)
	}
	s, _ = program(t, swirl(rng, 2)+`
q = [normal(0, 1) for i in I] |> odeflow(v, 0, 1, method = rk4(6))
one = sum(0.09*q([-6 + 0.3*k, -6 + 0.3*l]) for k in 1..40, l in 1..40)
`, Options{Threads: 2})
	if p := numberOf(t, s, "one"); math.Abs(p-1) > 2e-3 {
		t.Errorf("in two dimensions the density adds up to %v", p)
	}
}

// The estimated log-determinant has the exact one as its mean, for one random vector and for several.
func TestHutchinsonIsUnbiased(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, option := range []string{"hutchinson", "hutchinson(samples = 4)"} {
		s, _ := program(t, swirl(rng, 3)+`
exact = logdet(odeflow(v, 0, 1, method = rk4(5)))(z)
T = odeflow(v, 0, 1, method = rk4(5), divergence = `+option+`)
m = mean(logdet(T)(z) + 0*k for k ~ normal(0, 1), samples = 20000)
err = m.err
`, Options{Threads: 2})
		exact, mean, err := numberOf(t, s, "exact"), numberOf(t, s, "m"), numberOf(t, s, "err")
		if !(err > 1e-4 && err < 0.02) || math.Abs(mean-exact) > 4*err {
			t.Errorf("%s: %v ± %v, exact %v", option, mean, err, exact)
		}
	}
}

// Densities can be differentiated with respect to the point, and expectations with respect to parameters.
func TestGradientsThroughVelocities(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, method := range []string{"rk4(4)", "dopri5(1e-9, 1e-9, steps = 3)"} {
		s, _ := program(t, swirl(rng, 2)+fmt.Sprintf(`
w(a) = (x, t) -> [a*v(x, t)[i] for i in I]
q(a) = [normal(0, 1) for i in I] |> odeflow(w(a), 0, 1, method = %s)
f(a) = log(q(a)(z))
k(x) = log(q(0.7)(x))
d = 1e-4
g = grad(f)(0.7)
h = (f(0.7 + d) - f(0.7 - d))/(2*d)
e = grad(k)(z)[1]
l = (k([z[1] + d, z[2]]) - k([z[1] - d, z[2]]))/(2*d)
F(a) = mean(sum(x[i]^2 for i in I) + log(q(a)(x)) for x ~ q(a), samples = 300)
`, method), Options{Threads: 2})
		for _, pair := range [][2]string{{"g", "h"}, {"e", "l"}} {
			got, want := numberOf(t, s, pair[0]), numberOf(t, s, pair[1])
			if math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
				t.Errorf("%s: %v, differences give %v", method, got, want)
			}
		}
	}
}

// A linear velocity learns to stretch: by likelihood of data, and by the variational free energy of a shifted oscillator.
func TestTrainingOfVelocities(t *testing.T) {
	for _, method := range []string{"rk4(4)", "dopri5(1e-7, 1e-7, steps = 4)"} {
		s, _ := program(t, `
net v(x: real) { param a = 0; param b = 0; a*x + b }
q = normal(0, 1) |> odeflow(v, 0, 1, method = `+method+`)
minimize mean((x - 1)^2/(2*0.25) + log(q(x)) for x ~ q) using adam(cosine(0.05, 1e-4)) with batch = 200, steps = 300
scale = v.a
shift = v.b*(exp(v.a) - 1)/v.a
F = mean((x - 1)^2/(2*0.25) + log(q(x)) for x ~ q)
data = [1.5 + 0.75*k for k in [-1, 1]]
net u(x: real) { param a = 0; param b = 0; a*x + b }
p = normal(0, 1) |> odeflow(u, 0, 1, method = `+method+`)
minimize kl(data, p) using adam(cosine(0.05, 1e-4)) with batch = 2, steps = 400
width = exp(u.a)
middle = u.b*(exp(u.a) - 1)/u.a
`, Options{Threads: 2, Quiet: true})
		for name, want := range map[string]float64{"scale": math.Log(0.5), "shift": 1, "F": -math.Log(math.Sqrt(2*math.Pi) * 0.5), "width": 0.75, "middle": 1.5} {
			if got := numberOf(t, s, name); math.Abs(got-want) > 2e-3 {
				t.Errorf("%s: %s is %v, want %v", method, name, got, want)
			}
		}
	}
}

// The numbers of flows are the same for any number of workers, with steps that follow the error and with noise in
// the log-determinant.
func TestFlowsOnSeveralWorkers(t *testing.T) {
	text := swirl(rand.New(rand.NewPCG(9, 10)), 2) + `
net s(x: real[I], t: real) { param a = 0.5; [a*v(x, t)[i] for i in I] }
q = [normal(0, 1) for i in I] |> odeflow(s, 0, 1, method = dopri5(1e-7, 1e-7), divergence = hutchinson)
fit = minimize mean(sum(x[i]^2 for i in I) + log(q(x)) for x ~ q) with batch = 300, steps = 5
print("{s.a:.17g} {fit.value.mean:.17g}")
`
	_, one := program(t, text, Options{Threads: 1, Quiet: true})
	_, two := program(t, text, Options{Threads: 3, Quiet: true})
	if one != two {
		t.Errorf("one worker prints %s three %s", one, two)
	}
}

// A plan of a flow, its log-determinant and their gradients give what element by element evaluation gives.
func TestFlowsAgainstReference(t *testing.T) {
	s, _ := program(t, swirl(rand.New(rand.NewPCG(11, 12)), 2)+`
T = odeflow(v, 0, 1, method = rk4(2))
f(x) = logdet(T)(x) + sum(T(x))
a = f(z)
b = grad(f)(z)
`, Options{Threads: 1})
	for _, name := range []string{"a", "b"} {
		n := valueOf(t, s, name).(*Array).Node
		want, err := ad.NewReference(ad.Bindings{}).Array(n)
		if err != nil {
			t.Fatal(err)
		}
		for e, got := range s.evaluate(nil, n)[0] {
			if math.Abs(got-want[e]) > 1e-12 {
				t.Errorf("%s is %v, by reference %v", name, got, want[e])
			}
		}
	}
}

// A flow whose inverse is derived, taken as a map with a dense Jacobian, is the same flow.
func TestDenseJacobiansOfFlows(t *testing.T) {
	s, _ := program(t, `
flow couple(z: real[1..4]) {
  A = 1..2
  B = 3..4
  x[A] = z[A]
  x[B] = [z[i]*exp(tanh(z[1] - z[i-2])) + z[1]*z[2] for i in B]
  x
}
flow turn(z: real[1..4]) { [z[5-i] + 0.1*sinh(z[5-i]) for i in 1..4] }
T = couple |> turn |> couple
S = bijection(T)
p = [normal(0, 1) for i in 1..4] |> T
q = [normal(0, 1) for i in 1..4] |> S
z = [0.3, -0.6, 0.8, -0.2]
a = abs(logdet(T)(z) - logdet(S)(z))
b = max(abs((T⁻¹)(z)[i] - (S⁻¹)(z)[i]) for i in 1..4)
c = abs(log(p(z)) - log(q(z)))
d = mean(abs(log(p(x)) - log(q(x))) for x ~ q, samples = 500)
e = max(abs(grad(x -> log(p(x)))(z)[i] - grad(x -> log(q(x)))(z)[i]) for i in 1..4)
`, Options{Threads: 2})
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		if v := numberOf(t, s, name); !(v < 1e-9) {
			t.Errorf("%s is %v", name, v)
		}
	}
}

// What moves may be several arrays; a time may be a number that is differentiated; an equation may stand under generators, and in
// the velocity of another.
func TestSolutionsInPrograms(t *testing.T) {
	s, _ := program(t, `
T = odeflow((q, p) -> (p, -q), 0, π/2, method = rk4(50))
(q, p) = T(1, 0)
(r, l) = (T⁻¹)(q, p)
a = abs(q) + abs(p + 1) + abs(r - 1) + abs(l) + abs(logdet(T)(1, 0))
f(s) = odesolve((x, t) -> 0.3*x - 0.2*t, 1, 0, s)
b = abs(grad(f)(1) - (0.3*f(1) - 0.2))
x = [odesolve((x, t) -> k*x, 1, 0, 1, method = dopri5(1e-9, 1e-9)) for k in 1..3]
c = max(abs(x[k] - exp(k)) for k in 1..3)
inner(x) = odesolve(y -> -y, x, 0, 1, method = rk4(10))
d = abs(odesolve(inner, 1, 0, 1, method = rk4(10)) - exp(exp(-1)))
U = compose(odeflow(x -> [k*x[i] for i in 1..2], 0, 0.1) for k in 1..4)
z = [0.4, -1]
y = (U⁻¹)(U(z))
e = abs(logdet(U)(z) - 2) + abs(U(z)[1] - 0.4*exp(1)) + abs(y[1] - 0.4) + abs(y[2] + 1)
flow shifted(z: real) { odeflow(x -> 0.5*x, 0, 1)(z) + 1 }
g = abs((shifted⁻¹)(2) - exp(-0.5))
`, Options{Threads: 2})
	for _, name := range []string{"a", "b", "c", "d", "e", "g"} {
		if v := numberOf(t, s, name); !(v < 2e-5) {
			t.Errorf("%s is %v", name, v)
		}
	}
}

// A solution that is lost says when, and why.
func TestLostSolutions(t *testing.T) {
	for source, want := range map[string]string{
		"x = odesolve(x -> x^2, 1, 0, 2, method = dopri5)":                              "the steps become too short",
		"x = odesolve(x -> -1e6*(x - 1), 0, 0, 1, method = dopri5)":                     "more than 2000 steps are needed",
		"x = odesolve(x -> log(x), -1, 0, 1, method = dopri5)":                          "the velocity is not finite",
		"x = mean(odesolve(x -> x^2, x, 0, 1, method = dopri5) for x ~ normal(3, 0.1))": "the steps become too short",
	} {
		s, code, _ := execute(source, Options{Threads: 1})
		if code != ExitWrong || len(s.Diags) != 1 || s.Diags[0].Code != "G0416" || !strings.Contains(s.Diags[0].Message, want) {
			t.Errorf("%s: exit %d, %s, want %q", source, code, rendered(s), want)
		}
	}
}
