package interp

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/operator"
)

// The variance of an energy that is summed up is ⟨H²⟩ - ⟨H⟩² with the matrix of H, also where the wave function has zeros, and the
// V-score follows from it with Tr H/dim.
func TestVarianceOfEnergy(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for k := range 12 {
		fermions := k%2 == 1
		kind, plus, value := "spin", "0.3*Z[1] + 0.5*X[2]", "1 - 2*(floor((k - 1)/2^(i - 1)) mod 2)"
		if fermions {
			kind, plus, value = "bit", "0.3*c[1]†*c[1] + 0.5*(c[2] + c[2]†)", "floor((k - 1)/2^(i - 1)) mod 2"
		}
		zeros := "true"
		if k%4 >= 2 {
			zeros = "s[1] + s[3] > 0"
		}
		text := fmt.Sprintf(`
X, Y, Z = pauli(1..4)
P, M = ladder(1..4)
c = fermions(1..4)
H = %s + hc + %s
ψ(s: %s[1..4]) = if %s then exp(0.4*s[1] - 0.3*s[2]*s[4] + 0.7im*s[3]*s[1])*(1.5 - 0.2*s[1]*s[3]) else 0
config(k) = [%s for i in 1..4]
amplitude = [ψ(config(k)) for k in 1..16]
e = energy(H, ψ)
variance = e.variance
vscore = e.vscore
number = sum(abs(ψ(s))^2*sum(s[i] for i in 1..4) for s in %s[1..4])/sum(abs(ψ(s))^2 for s in %s[1..4])
`, randomOperator(r, fermions), plus, kind, zeros, value, kind, kind)
		code, _, s := runProgram(t, text)
		if code != 0 {
			t.Fatalf("exit %d from\n%s\n%v", code, text, s.Diags)
		}
		terms := s.context(s.main).terms(nil, s.main.scope.names["H"].value.(*Operator))
		m, psi := operator.NewMatrix(4, terms), s.values(t, "amplitude")
		norm, energy, square, trace := 0.0, 0.0, 0.0, 0.0
		for a := range uint32(16) {
			row := complex128(0)
			for b := range uint32(16) {
				row += m.Element(a, b) * psi[b]
			}
			norm += real(psi[a] * cmplx.Conj(psi[a]))
			energy += real(cmplx.Conj(psi[a]) * row)
			square += real(row * cmplx.Conj(row))
			trace += real(m.Element(a, a)) / 16
		}
		energy /= norm
		want := square/norm - energy*energy
		if got := real(s.values(t, "variance")[0]); !(math.Abs(got-want) < 1e-10*square/norm) {
			t.Errorf("variance %g, want %g\n%s", got, want, text)
		}
		n := 4.0
		if fermions {
			n = real(s.values(t, "number")[0])
		}
		score := n * want / (energy - trace) / (energy - trace)
		if got := real(s.values(t, "vscore")[0]); !(math.Abs(got-score) < 1e-9*(1+score)) {
			t.Errorf("V-score %g, want %g\n%s", got, score, text)
		}
	}
}

// The variance of samples, of chains, and of what a training returns are that of the exact sum. The variance of a thousand
// samples has a relative deviation of about 0.05, that of the chains, of six thousand, one of 0.03; the limits are five of them.
func TestVarianceOfSamples(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..10)
H = -sum(Z[i]*Z[i+1] for i in 1..9) - 0.7*sum(X[i] for i in 1..10) + 0.4*sum(Y[i]*X[i+1] for i in 1..9)
model p(s: spin[1..10]) {
  param b = 0.6
  s[i] ~ spin(logit = b*sum(s[j] for j in 1..10 if j < i)) for i in 1..10
}
drawn(s: spin[1..10]) = √p(s)*exp(0.3im*s[1]*s[4])
chained(s: spin[1..10]) = drawn(s)*exp(0.2*s[3])
sampled = energy(H, drawn, samples = 1000).variance/energy(H, drawn).variance
many = energy(H, drawn, seed = 3).variance
ratio = mean(re(local(H, drawn, s))^2 + imag(local(H, drawn, s))^2 for s ~ p).mean - energy(H, drawn).mean^2 - many
chains = energy(H, chained, samples = 1000).variance/energy(H, chained).variance
fit = minimize energy(H, drawn) using sgd(1e-9) with batch = 10, steps = 1, samples = 2000
trained = fit.variance/energy(H, drawn).variance
scored = fit.vscore/energy(H, drawn).vscore
one = minimize mean(s[1]*s[2] for s ~ p) using sgd(1e-9) with batch = 10, steps = 1, samples = 2000
plain = one.variance + one.value.mean^2 - 1
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for name, limit := range map[string]float64{"ratio": 1e-9, "plain": 1e-12} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < limit) {
			t.Errorf("%s = %g", name, d)
		}
	}
	for name, limit := range map[string]float64{"sampled": 0.25, "chains": 0.15, "trained": 1e-9, "scored": 1e-9} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d-1) < limit) {
			t.Errorf("%s is %g of the exact one", name, d)
		}
	}
}

// A training that meets a local energy without a value names the configuration: here the first of |ψ|², whose root is negative
// where both spins are down.
func TestConfigurationWithoutEnergy(t *testing.T) {
	code, _, s := runProgram(t, `
X, Y, Z = pauli(1..2)
model p(s: spin[1..2]) { param b = -20
  s[i] ~ spin(logit = b) for i in 1..2 }
ψ(s: spin[1..2]) = √p(s)*exp(im*√(s[1] + s[2] + 1))
fit = minimize energy(X[1], ψ) using adam(0.1) with batch = 3, steps = 2
`)
	if code != ExitFailed || len(s.Diags) != 1 || !strings.HasSuffix(s.Diags[0].Here, ", sample 0 at [-1, -1]") {
		t.Errorf("exit %d: %v %q", code, s.Diags, s.Diags[0].Here)
	}
}

// Of fermions with as many particles in all samples, E∞ is the mean of the diagonal of H over the states with as many.
func TestScoreOfSector(t *testing.T) {
	s, _ := program(t, `
c = fermions(1..6)
H = -sum(c[i]†*c[i+1] + hc for i in 1..5) + sum(i*c[i]†*c[i]*c[i+1]†*c[i+1] for i in 1..5) + 0.5*c[1]†*c[1]
ψ(n: bit[1..6]) = if sum(n[i] for i in 1..6) == 2 then exp(0.3*n[1] - 0.4*n[3]) else 0
D(n) = sum(i*n[i]*n[i+1] for i in 1..5) + 0.5*n[1]
two(n) = if sum(n[i] for i in 1..6) == 2 then 1 else 0
e = energy(H, ψ)
limit = sum(two(n)*D(n) for n in bit[1..6])/15
d = e.vscore/(2*e.variance/(e.mean - limit)^2) - 1
`, Options{})
	if d := real(s.values(t, "d")[0]); !(math.Abs(d) < 1e-12) {
		t.Errorf("the V-score is off by %g of it", d)
	}
}
