package interp

import (
	"fmt"
	"math"
	"testing"
)

// nestedSpins is an average over x ~ w_k inside of one over k ~ p, with what it and its slopes are exactly: both p and w have a parameter.
// x are nine coupled spins, in which pairs of neighbours are independent; only two of the spins k count.
const nestedSpins = `
I = 1..9
model p(k: spin[J]) { param a = 0.3
  k[i] ~ spin(logit = a*(1 + 0.5*k[1])) for i in J if i > 1
  k[1] ~ spin(logit = a) }
A(k, x) = (k[1] + 0.5)*sum(x[i]*x[i+1] for i in 1..8) + 0.3*k[2]*x[1]
f(k, x) = k[1]*x[2]*x[3] + k[2]*x[1]
net φ(k: spin[J], x: spin[I]) { param b = 0.8
  exp(b*A(k, x)/4) }
F() = mean(k[2]*(1 + mean(f(k, x) for x ~ born((x: spin[I]) -> φ(k, x)), inner = 3)) for k ~ p, samples = %d)
e = F()
g = gradient F() over p, φ with samples = %d
t(a, s) = 1/(1 + exp(-a*s))
m(k1, k2, b) = k1*tanh(b*(k1 + 0.5)/2) + k2*tanh(0.15*b*k2)
value(a, b) = sum(sum(t(a, k1)*t(a*(1 + 0.5*k1), k2)*k2*(1 + m(k1, k2, b)) for k2 in [-1, 1]) for k1 in [-1, 1])
wanted = value(0.3, 0.8)
wanted_a = grad(a -> value(a, 0.8))(0.3)
wanted_b = grad(b -> value(0.3, b))(0.8)
z = [(e.mean - wanted)/e.err, (g.a.mean - wanted_a)/g.a.err, (g.b.mean - wanted_b)/g.b.err]
r = [e.err/abs(wanted), g.a.err/abs(wanted_a), g.b.err/abs(wanted_b)]
`

// harmonic are oscillators whose frequency depends on spins k, under a trial state that is too narrow: the energy of each is
// ω (c + 1/c)/4, and the free energy is exact.
const harmonic = `
I = 1..14
model p(k: spin[I]) { param a = 0.3
  k[i] ~ spin(logit = a) for i in I }
ω(k) = 2 + sum(k[i] for i in I)/7
net ψ(k: spin[I], x: real[1..2]) { param b = 0.3
  exp(-ω(k)*(1 + b)*(x[1]^2 + x[2]^2)/2 + im*x[1]*b) }
V(k) = (x: real[1..2]) -> ω(k)^2*(x[1]^2 + x[2]^2)/2
H(k) = -1/2*Δ + V(k)
F() = mean(log(p(k)) + mean(re(local(H(k), x -> ψ(k, x), x)) for x ~ born(x -> ψ(k, x))) for k ~ p, samples = %d)
e = F()
g = gradient F() over p, ψ with samples = %d
u(a) = 1/(1 + exp(-a))
S(a) = -14*(u(a)*log(u(a)) + (1 - u(a))*log(1 - u(a)))
value(a, b) = -S(a) + (2 + 2*(2*u(a) - 1))*((1 + b)/2 + 1/(2*(1 + b))) + b^2/2
wanted = value(0.3, 0.3)
wanted_a = grad(a -> value(a, 0.3))(0.3)
wanted_b = grad(b -> value(0.3, b))(0.3)
z = [(e.mean - wanted)/e.err, (g.a.mean - wanted_a)/g.a.err, (g.b.mean - wanted_b)/g.b.err]
r = [e.err/abs(wanted), g.a.err/abs(wanted_a), g.b.err/abs(wanted_b)]
`

// Averages over Markov chains inside of a sum over k, and of draws of k, have the exact value and the exact slopes, within four standard
// errors, which are small enough to notice a term that is missing.
func TestNestedChains(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"a sum over k", "J = 1..2\n" + fmt.Sprintf(nestedSpins, 20000, 60000)},
		{"draws of k", "J = 1..13\n" + fmt.Sprintf(nestedSpins, 8000, 60000)},
		{"oscillators", fmt.Sprintf(harmonic, 10000, 20000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, _, s := runProgram(t, c.text)
			if code != ExitDone {
				t.Fatalf("exit %d\n%s", code, rendered(s))
			}
			z, r := s.values(t, "z"), s.values(t, "r")
			for k, what := range []string{"value", "slope with a", "slope with b"} {
				if d := real(z[k]); !(math.Abs(d) < 4) {
					t.Errorf("the %s is %.1f standard errors from what it is", what, d)
				}
				if d := real(r[k]); !(d < 0.12) {
					t.Errorf("the error of the %s is %.2g of it: this test could not fail", what, d)
				}
			}
		})
	}
}

// A step of sr for a density matrix goes along the inverse of the Fisher matrix of p and of the quantum metric of ψ_k, weighted with p;
// exactly where everything is summed up, and by chains (more spins x, or also k, which do not count) within their noise.
func TestNaturalStepOfDensityMatrix(t *testing.T) {
	const text = `
I = 1..%d
J = 1..%d
model p(k: spin[J]) { param a = 0.4
  k[i] ~ spin(logit = if i == 1 then a else 0.1) for i in J }
A(k, x) = (k + 0.4)*x[1]*x[2] + 0.5*x[2]
B(k, x) = x[1] - 0.3*k*x[2]
f(k, x) = x[1]*x[2] + 0.7*k*x[1]
net ψ(k: spin[J], x: spin[I]) { param b = 0.3
  param c = 0.2
  exp(b*A(k[1], x) + 0.4*c*x[1] + im*c*B(k[1], x)) }
F() = mean(0.5*log(p(k)) + mean(f(k[1], x) for x ~ born((x: spin[I]) -> ψ(k, x))) for k ~ p)
fit = minimize F() using sr(0.001, shift = 1e-9) with batch = %d, steps = 1, clip = inf
C(k, x) = 0.4*x[1]
u = 1/(1 + exp(-0.4))
P(k) = if k > 0 then u else 1 - u
w(k, x) = exp(2*(0.3*A(k, x) + 0.4*0.2*x[1]))
mean_k(k, g) = sum(w(k, x)*g(k, x) for x in spin[1..2])/sum(w(k, x) for x in spin[1..2])
covariance(g, h) = sum(P(k)*(mean_k(k, (k, x) -> g(k, x)*h(k, x)) - mean_k(k, g)*mean_k(k, h)) for k in [-1, 1])
M = [[2*covariance(A, A), 2*covariance(A, C)], [2*covariance(A, C), 2*covariance(C, C) + 2*covariance(B, B)]]
step = solve(M, [2*covariance(A, f), 2*covariance(C, f)])
E(u) = 0.5*(u*log(u) + (1 - u)*log(1 - u)) + u*mean_k(1, f) + (1 - u)*mean_k(-1, f)
slope = grad(E)(u)
d = [((0.4 - p.a)/0.001 - slope)/slope, ((0.3 - ψ.b)/0.001 - step[1])/step[1], ((0.2 - ψ.c)/0.001 - step[2])/step[2]]
`
	for _, c := range []struct {
		spins, around, batch int
		limit                float64
	}{{2, 1, 100, 1e-5}, {7, 1, 80000, 0.04}, {7, 17, 80000, 0.06}} {
		code, _, s := runProgram(t, fmt.Sprintf(text, c.spins, c.around, c.batch))
		if code != ExitDone {
			t.Fatalf("exit %d\n%s", code, rendered(s))
		}
		for k, d := range s.values(t, "d") {
			if !(math.Abs(real(d)) < c.limit) {
				t.Errorf("%d spins, %d around: step %d is off by %.2g of it", c.spins, c.around, k, real(d))
			}
		}
	}
}

// The derivative of a mean of local energies leaves that of Hψ/ψ out, whose mean is known, and that of their squares does not.
func TestHeldLocalEnergies(t *testing.T) {
	code, _, s := runProgram(t, `
net ψ(x: real) { param b = 0.4
  exp(-(1 + b)*x^2/2 + im*b*x) }
H = -1/2*Δ + ((x: real) -> x^2/2)
g = gradient mean(re(local(H, x -> ψ(x), x)) for x ~ born(x -> ψ(x))) over ψ with samples = 20000
h = gradient mean(re(local(H, x -> ψ(x), x))^2 for x ~ born(x -> ψ(x))) over ψ with samples = 20000
E(b) = (1 + b)/4 + 1/(4*(1 + b)) + b^2/2
A(b) = (1 + b)/2 + b^2/2
B(b) = (1 - (1 + b)^2)/2
S(b) = A(b)^2 + A(b)*B(b)/(1 + b) + 3*B(b)^2/(4*(1 + b)^2)
z = [(g.b.mean - grad(E)(0.4))/g.b.err, (h.b.mean - grad(S)(0.4))/h.b.err]
r = [g.b.err/grad(E)(0.4), h.b.err/grad(S)(0.4)]
`)
	if code != ExitDone {
		t.Fatalf("exit %d\n%s", code, rendered(s))
	}
	for k, z := range s.values(t, "z") {
		if r := real(s.values(t, "r")[k]); !(math.Abs(real(z)) < 4) || !(r < 0.1) {
			t.Errorf("power %d: %.1f standard errors of %.2g from the slope", k+1, real(z), r)
		}
	}
}

// The derivative of a variance inside of an expectation is that of the variance with any number of inner samples, and the metric of a
// natural gradient is counted once.
func TestNestedVariance(t *testing.T) {
	code, _, s := runProgram(t, `
model p(k: spin[1..13]) { k[i] ~ spin(logit = 0.3) for i in 1..13 }
net φ(k: spin[1..13], x: spin[1..9]) { param b = 0.8
  exp(b*(1 + 0.5*k[1])*x[1]/2) }
model q(x: spin[1..13] | k: spin[1..13]) { param b = 0.5
  x[i] ~ spin(logit = b*(1 + 0.5*k[1])) for i in 1..13 }
model m(k: spin[1..17]) { k[i] ~ spin(logit = 0.3) for i in 1..17 }
chained(n) = mean(var(x[1] + 0.3*k[2] for x ~ born((x: spin[1..9]) -> φ(k, x)), inner = n) for k ~ p)
drawn(n) = mean(var(x[1] for x ~ q(_ | [k[i] for i in 1..13]), inner = n) for k ~ m)
a = gradient chained(3) over φ with samples = 60000
b = gradient chained(7) over φ with samples = 20000
c = gradient drawn(3) over q with samples = 60000
P = 1/(1 + exp(-0.3))
value(b) = P*(1 - tanh(1.5*b)^2) + (1 - P)*(1 - tanh(0.5*b)^2)
half(b) = value(b/2)
z = [(a.b.mean - grad(value)(0.8))/a.b.err, (b.b.mean - grad(value)(0.8))/b.b.err, (c.b.mean - grad(half)(0.5))/c.b.err]
r = [a.b.err/abs(grad(value)(0.8)), b.b.err/abs(grad(value)(0.8)), c.b.err/abs(grad(half)(0.5))]
d = gradient mean(var(x[1] for x ~ q(_ | k)) for k ~ p) over q with samples = 60000
mean_x(b) = P*tanh(0.75*b) + (1 - P)*tanh(0.25*b)
E = mean(mean(x[1] for x ~ q(_ | k)) for k ~ p)
f = mean(var(x[1] for x ~ q(_ | k)) for k ~ p)
y = [(E.mean - mean_x(0.5))/E.err, (f.mean - half(0.5))/f.err]
errors = [E.err, f.err]
e = d.b.mean/grad(half)(0.5) - 1
ones = [1 for i in 1..13]
fit = minimize var(x[1] for x ~ q(_ | ones)) using sr(0.001, shift = 1e-9) with batch = 5000, steps = 1, clip = inf
u = tanh(0.375)^2
w = [(0.5 - q.b)/0.001/(-2*√u*(1 - u)*0.75/(13*0.75^2*(1 - u)))]
`)
	if code != ExitDone {
		t.Fatalf("exit %d\n%s", code, rendered(s))
	}
	for k, z := range s.values(t, "z") {
		if r := real(s.values(t, "r")[k]); !(math.Abs(real(z)) < 4) || !(r < 0.05) {
			t.Errorf("%d: %.1f standard errors of %.2g from the slope", k, real(z), r)
		}
	}
	for k, y := range s.values(t, "y") {
		if r := real(s.values(t, "errors")[k]); !(math.Abs(real(y)) < 4) || !(r < 0.02) {
			t.Errorf("%d: a sum over k with draws inside is %.1f standard errors of %.2g off", k, real(y), r)
		}
	}
	if e := real(s.values(t, "e")[0]); !(math.Abs(e) < 0.1) {
		t.Errorf("a sum over k is %.2g off", e)
	}
	if w := real(s.values(t, "w")[0]); !(math.Abs(w-1) < 0.2) {
		t.Errorf("the natural step is %.2f of what it is", w)
	}
}

// Means of local energies by chains have the derivatives of those that are summed up: also where the wave function is another one than
// x is drawn from, where H is not H†, where the energy has a complex factor, and where its weight depends on x and on a parameter.
func TestHeldAgainstSums(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..12)
H = -Z[1]*Z[2] - X[1] - 0.6*Y[2] - 0.3*X[2]
K = X[1]*Z[2] + im*X[2] + Y[1] + im*Z[1]
net ψ(s: spin[1..12]) { param a = 0.3
  exp(a*s[1] + 0.2*s[2] + im*a*s[1]*s[2]) }
net φ(s: spin[1..12]) { param c = 0.4
  exp(c*s[2]*s[1] + 0.1*s[1] + im*c*s[2]) }
another() = mean(re(local(H, φ, s)) for s ~ born(ψ))
skew() = mean(re(local(K, ψ, s)) for s ~ born(ψ))
turned() = mean(re((1 + 0.5im)*local(H, ψ, s)) for s ~ born(ψ))
weighted() = mean(ψ.a*(1 + 0.5*s[1])*re(local(H, ψ, s)) for s ~ born(ψ))
sum_1 = gradient another() over ψ, φ with samples = 5000
sum_2 = gradient skew() over ψ with samples = 5000
sum_3 = gradient turned() over ψ with samples = 5000
sum_4 = gradient weighted() over ψ with samples = 5000
drawn_1 = gradient another() over ψ, φ with samples = 4000
drawn_2 = gradient skew() over ψ with samples = 4000
drawn_3 = gradient turned() over ψ with samples = 4000
drawn_4 = gradient weighted() over ψ with samples = 4000
want = [sum_1.a.mean, sum_1.c.mean, sum_2.a.mean, sum_3.a.mean, sum_4.a.mean]
got = [drawn_1.a.mean, drawn_1.c.mean, drawn_2.a.mean, drawn_3.a.mean, drawn_4.a.mean]
err = [drawn_1.a.err, drawn_1.c.err, drawn_2.a.err, drawn_3.a.err, drawn_4.a.err]
`)
	if code != ExitDone {
		t.Fatalf("exit %d\n%s", code, rendered(s))
	}
	want, got, errs := s.values(t, "want"), s.values(t, "got"), s.values(t, "err")
	for k := range want {
		w, g, e := real(want[k]), real(got[k]), real(errs[k])
		if !(math.Abs(g-w) < 4*e) || !(e < 0.2*math.Abs(w)) {
			t.Errorf("%d: the slope is %.3f(%.3f), and that of the sum %.3f", k, g, e, w)
		}
	}
}
