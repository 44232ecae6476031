package interp

import (
	"math"
	"testing"
)

// Parameters of the Hamiltonian have the derivative ⟨∂H⟩ (Hellmann and Feynman), beside the covariance for those of ψ;
// summed up over all states, with one parameter in both.
func TestParametersOfHamiltonian(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..3)
H(h, k) = sum(exp(h*i)*X[i] + h*k*Y[i] for i in 1..3) + k^2*Z[1]*Z[2] + k
f(a, k, s) = exp(a*sum(i*s[i] for i in 1..3)/2 + im*k*s[1]*s[3] + im*a*s[2])
net φ(s: spin[1..3]) {
  param a = 0.3
  param k = -0.4
  f(a, k, s)
}
net coupling(x: real) {
  param h = 0.2
  h*x
}
R(a, h, k) = {
  ψ(s: spin[1..3]) = f(a, k, s)
  sum(abs(ψ(s))^2*re(local(H(h, k), ψ, s)) for s in spin[1..3])/sum(abs(ψ(s))^2 for s in spin[1..3])
}
g = gradient energy(H(coupling.h, φ.k), φ) over φ, coupling with samples = 100
da = g.a.mean - grad(a -> R(a, 0.2, -0.4))(0.3)
dh = g.h.mean - grad(h -> R(0.3, h, -0.4))(0.2)
dk = g.k.mean - grad(k -> R(0.3, 0.2, k))(-0.4)
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"da", "dh", "dk"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 1e-10) {
			t.Errorf("%s = %g", name, d)
		}
	}
}

// A Gaussian √p·exp(imx) in V = k x²/2 has E = 1/(8σ²) + m²/2 + k(σ² + μ²)/2. Draws of p are smooth, and a local energy in
// which ψ is held still needs their scores. The limit is five standard errors, which are below 6 % of the largest slope.
func TestEnergyGradientOfContinuousModel(t *testing.T) {
	code, _, s := runProgram(t, `
model p(x: real[1..1]) {
  param m = 0.5
  param l = 0.2
  x[i] ~ normal(m, exp(l)) for i in 1..1
}
net W(x: real[1..1]) {
  param k = 1.5
  k*x[1]^2/2
}
ψ(x: real[1..1]) = √p(x)*exp(im*p.m*x[1])
H = -1/2*Δ + W
g = gradient energy(H, ψ) over p, W with samples = 20000
v = exp(0.4)
dm = (g.m.mean - (0.5 + 1.5*0.5))/g.m.err
dl = (g.l.mean - (-1/(4*v) + 1.5*v))/g.l.err
dk = (g.k.mean - (v + 0.25)/2)/g.k.err
errors = max(g.m.err, g.l.err, g.k.err)
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"dm", "dl", "dk"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 5) {
			t.Errorf("%s: %.1f standard errors from the exact slope", name, d)
		}
	}
	if e := real(s.values(t, "errors")[0]); !(e < 0.12) {
		t.Errorf("errors up to %.2g: this test could not fail", e)
	}
}

// Amplitudes beyond the range of numbers have the energies of small ones, however they are put together.
func TestLargeAmplitudes(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..2)
H = X[1] + 0.6*Y[2]*Z[1] + 0.2*Z[1] + 0.3*X[2]*Y[1]
f(c, s) = exp(c + 0.3*s[1] + im*s[2] + 0.4im*s[1]*s[2])
difference(made) = {
  large(s: spin[1..2]) = made(s -> f(800, s), s)
  small(s: spin[1..2]) = made(s -> f(0, s), s)
  energy(H, large).mean - energy(H, small).mean
}
conjugate = difference((f, s) -> conj(f(s)))
negative = difference((f, s) -> -f(s))
half = difference((f, s) -> f(s)/2)
quotient = difference((f, s) -> (1 + 0.5im*s[1])/f(s))
square = difference((f, s) -> f(s)^2)
inverse = difference((f, s) -> f(s)^(-2))
chosen = difference((f, s) -> if s[1] > 0 then f(s) else conj(f(s)))
product(f, s) = {
  z = f(s)
  z*s[1]
}
named = difference(product)
logarithm = difference((f, s) -> exp(log(f(s))))
size = difference((f, s) -> abs(f(s))*exp(im*s[2]))
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"conjugate", "negative", "half", "quotient", "square", "inverse", "chosen", "named", "logarithm", "size"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 1e-12) {
			t.Errorf("%s: %g", name, d)
		}
	}
}

// Real roots of negative numbers leave a wave function without a value: so is its energy.
func TestRootsOfNegativeAmplitudes(t *testing.T) {
	_, _, s := runProgram(t, `
X, Y, Z = pauli(1..2)
e(root) = {
  ψ(s: spin[1..2]) = root(s[1] + 0.5)
  energy(Z[2], ψ).mean
}
a = e(x -> √x)
b = e(x -> x^0.5)
c = e(x -> (√x)^2)
good = e(x -> √(x*x)) + e(x -> x^2) + e(x -> x^(-1))
`)
	for _, name := range []string{"a", "b", "c"} {
		if v := real(s.values(t, name)[0]); !math.IsNaN(v) {
			t.Errorf("%s = %g, want no number", name, v)
		}
	}
	if v := real(s.values(t, "good")[0]); !(math.Abs(v) < 1e-12) {
		t.Errorf("good = %g, want 0", v)
	}
}
