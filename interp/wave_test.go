package interp

import (
	"math"
	"testing"
)

// Local energies of coordinates: eigenfunctions have the eigenvalue everywhere, and any complex function what the
// derivatives of its parts say.
func TestLocalEnergyOfCoordinates(t *testing.T) {
	code, _, s := runProgram(t, `
I = 1..3
oscillator(x: real[I]) = exp(-sum(x[i]^2 for i in I)/2)
V(x) = sum(x[i]^2 for i in I)/2
H = -1/2*Δ + V
x = [0.3, -1.2, 0.7]
a = local(H, oscillator, x) - 1.5
wave(x: real[I]) = exp(im*(2*x[1] - x[3]))
b = local(-Δ, wave, x) - 5
hydrogen(r: real[I]) = exp(-norm(r))
c = local(-1/2*Δ - (r -> 1/norm(r)), hydrogen, x) + 0.5
u(x) = (1 + x[1]*x[2])*exp(-x[3]^2)
v(x) = sin(x[1]) + x[3]
φ(x: real[I]) = u(x) + im*v(x)
d = local(2*Δ - 1 + V, φ, x) - (2*(laplacian(u)(x) + im*laplacian(v)(x))/φ(x) - 1 + V(x))
product(x: real[I], y: real) = exp(-x[1]^2 - 2*y^2 + im*x[2]*y)
w(x, y) = exp(-x[1]^2 - 2*y^2)*cos(x[2]*y)
q(x, y) = exp(-x[1]^2 - 2*y^2)*sin(x[2]*y)
l(f) = laplacian(x -> f(x, 0.4))(x) + laplacian(y -> f(x, y))(0.4)
e = local(Δ, product, x, 0.4) - (l(w) + im*l(q))/product(x, 0.4)
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		z := s.values(t, name)[0]
		if math.Hypot(real(z), imag(z)) > 1e-12 {
			t.Errorf("%s = %v", name, z)
		}
	}
}

// Chains that follow the parameters give the gradient of an average over exp(J E): the covariance of what is averaged
// with ∂ log w. The sum over all states is exact; the limit is five standard errors, and the error is below 4 % of the slope.
func TestGradientOfChains(t *testing.T) {
	code, _, s := runProgram(t, `
I = 1..5
A(s) = sum(s[i]*s[i+1] for i in 1..4)
B(s) = s[1]*s[3] + s[5]
model p(s: spin[I]) ∝ { param J = 0.4
  exp(J*A(s) + 0.2*s[2]) }
g = gradient mean(B(s)*A(s) for s ~ p) over p with samples = 40000
Z(J) = sum(exp(J*A(s) + 0.2*s[2]) for s in spin[I])
m(J) = sum(B(s)*A(s)*exp(J*A(s) + 0.2*s[2]) for s in spin[I])/Z(J)
exact = grad(m)(0.4)
d = (g.J.mean - exact)/g.J.err
r = g.J.err/abs(exact)
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	if d := real(s.values(t, "d")[0]); math.Abs(d) > 5 {
		t.Errorf("%.1f standard errors from the exact slope", d)
	}
	if r := real(s.values(t, "r")[0]); r > 0.04 {
		t.Errorf("the error is %.2g of the slope: this test could not fail", r)
	}
}

// A step of sr is S⁻¹ F with S the covariance of ∂ log ψ, phases included, and F half the gradient; summed up exactly.
func TestNaturalStep(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..3)
H = sum(Z[i]*Z[i+1] + 0.7*X[i]*Y[i+1] + 0.3*Y[i] for i in 1..2) - 0.5*sum(X[i] for i in 1..3)
A(s) = s[1]*s[2] + 0.5*s[3]
B(s) = s[2] - s[1]*s[3]
net ψ(s: spin[1..3]) {
  param a = 0.2
  param b = -0.3
  exp(a*A(s) + im*b*B(s) + 0.1*b*s[2])
}
norm2 = sum(abs(ψ(s))^2 for s in spin[1..3])
average(f) = sum(abs(ψ(s))^2*f(s) for s in spin[1..3])/norm2
covariance(f, g) = average(s -> f(s)*g(s)) - average(f)*average(g)
C(s) = 0.1*s[2]
S = [[covariance(A, A), covariance(A, C)], [covariance(A, C), covariance(C, C) + covariance(B, B)]]
grad_a = 0
g = gradient energy(H, ψ) over ψ with samples = 100
F = [g.a.mean/2, g.b.mean/2]
want = solve(S, F)
fit = minimize energy(H, ψ) using sr(0.001, shift = 1e-9) with batch = 100, steps = 1, clip = inf
da = ((0.2 - ψ.a)/0.001 - want[1])/want[1]
db = ((-0.3 - ψ.b)/0.001 - want[2])/want[2]
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"da", "db"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 1e-5) {
			t.Errorf("%s = %g", name, d)
		}
	}
}

// Chains follow the parameters of a training: the average that the last steps see is that of the parameters they have come to,
// far from where the chains began. The limit is five standard errors of a step.
func TestChainsFollowTheTraining(t *testing.T) {
	code, _, s := runProgram(t, `
I = 1..5
A(s) = sum(s[i]*s[i+1] for i in 1..4)
model p(s: spin[I]) ∝ { param J = 0.5
  exp(J*A(s)) }
model q(x: real) ∝ { param k = 1
  exp(-k*x^2/2) }
fit = minimize mean(A(s) for s ~ p) using sgd(0.05) with batch = 2000, steps = 60
spins = (fit.history.value[60] - 4*tanh(p.J))/fit.history.err[60]
moved = 4*tanh(0.5) - 4*tanh(p.J)
slope = minimize mean(x^2 for x ~ q) using sgd(0.1) with batch = 2000, steps = 60
numbers = (slope.history.value[60] - 1/q.k)/slope.history.err[60]
stiffer = q.k
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	if moved, stiffer := real(s.values(t, "moved")[0]), real(s.values(t, "stiffer")[0]); moved < 2 || stiffer < 2 {
		t.Errorf("the means moved by %g, the stiffness to %g: this test could not fail", moved, stiffer)
	}
	for _, name := range []string{"spins", "numbers"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 5) {
			t.Errorf("%s: %.1f standard errors from the mean at the last parameters", name, d)
		}
	}
}
