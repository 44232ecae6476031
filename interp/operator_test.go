package interp

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
)

// randomOperator is the text of a sum of products with complex coefficients over the sites of 1..4.
func randomOperator(r *rand.Rand, fermions bool) string {
	letters := []string{"X[%s]", "Y[%s]", "Z[%s]", "P[%s]", "M[%s]"}
	if fermions {
		letters = []string{"c[%s]", "c[%s]†"}
	}
	var terms []string
	for range 1 + r.IntN(4) {
		places := []string{"1", "2", "3", "4"}
		gens := ""
		switch r.IntN(3) {
		case 0:
			places, gens = []string{"i", "5 - i", "1"}, " for i in 1..4"
		case 1:
			places, gens = []string{"i", "j", "2", "i"}, " for i in 1..4, j in 1..4 if i <= j"
		}
		var factors []string
		for range 1 + r.IntN(5) {
			factors = append(factors, fmt.Sprintf(letters[r.IntN(len(letters))], places[r.IntN(len(places))]))
		}
		term := fmt.Sprintf("(%.3f + %.3fim)*%s", r.NormFloat64(), r.NormFloat64(), strings.Join(factors, "*"))
		if gens != "" {
			term = "sum(" + term + gens + ")"
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, " + ")
}

// values are the numbers of an array that the program defines.
func (s *Session) values(t *testing.T, name string) []complex128 {
	t.Helper()
	b := s.main.scope.names[name]
	if b == nil {
		t.Fatalf("%s is not defined", name)
	}
	z := s.context(s.main).complexOf(nil, b.value)
	re, im := s.force(z.Re).Node, s.force(z.Im).Node
	axes := axesOf(z.dims())
	var out []complex128
	ad.Each(axes, [][]int{re.Strides(axes), im.Strides(axes)}, func(at []int) {
		out = append(out, complex(constAt(re, at[0]), constAt(im, at[1])))
	})
	return out
}

// Local energies of random operators on spins and fermions are rows of the matrix: Σ_b ⟨a|H|b⟩ ψ(b)/ψ(a).
func TestLocalEnergyIsMatrixRow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for k := range 40 {
		fermions := k%2 == 1
		kind, value := "spin", "1 - 2*(floor((k - 1)/2^(i - 1)) mod 2)"
		if fermions {
			kind, value = "bit", "floor((k - 1)/2^(i - 1)) mod 2"
		}
		text := fmt.Sprintf(`
X, Y, Z = pauli(1..4)
P, M = ladder(1..4)
c = fermions(1..4)
H = %s + hc
u = [%.3f, %.3f, %.3f, %.3f]
ψ(s: %s[1..4]) = exp(sum(u[i]*s[i] for i in 1..4) + 0.7im*sum(u[i]*s[i]*s[j] for i in 1..4, j in 1..4 if i < j))*(1.5 - 0.2*s[1]*s[3])
config(k) = [%s for i in 1..4]
amplitude = [ψ(config(k)) for k in 1..16]
energies = [local(H, ψ, config(k)) for k in 1..16]
p = born(ψ)
total = sum(abs(ψ(s))^2 for s in %s[1..4])
exact = sum(abs(ψ(s))^2*re(local(H, ψ, s)) for s in %s[1..4])/total
difference = abs(energy(H, ψ) - exact)
assert difference.mean < 1e-10
`, randomOperator(r, fermions), r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), kind, value, kind, kind)
		code, _, s := runProgram(t, text)
		if code != 0 {
			t.Fatalf("exit %d from\n%s\n%v", code, text, s.Diags)
		}
		c := s.context(s.main)
		m := operator.NewMatrix(4, c.terms(nil, s.main.scope.names["H"].value.(*Operator)))
		psi, local := s.values(t, "amplitude"), s.values(t, "energies")
		for a := range uint32(16) {
			want := complex128(0)
			for b := range uint32(16) {
				want += m.Element(a, b) * psi[b] / psi[a]
			}
			if d := cmplx.Abs(local[a] - want); !(d < 1e-10*(1+cmplx.Abs(want))) {
				t.Fatalf("state %d: local energy %v, row %v\n%s", a, local[a], want, text)
			}
		}
	}
}

// The covariance gradient of a complex wave function is the derivative of ⟨ψ|H|ψ⟩/⟨ψ|ψ⟩, summed up over all states.
func TestEnergyGradient(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 6 {
		text := fmt.Sprintf(`
X, Y, Z = pauli(1..4)
P, M = ladder(1..4)
H = %s + hc
f(a, b, s) = exp(a*sum(s[i]*i for i in 1..4)/4 + im*b*sum(s[i]*s[j]*i for i in 1..4, j in 1..4 if i < j) + im*a*s[2])
net φ(s: spin[1..4]) {
  param a = 0.3
  param b = -0.4
  f(a, b, s)
}
R(a, b) = {
  ψ(s: spin[1..4]) = f(a, b, s)
  sum(abs(ψ(s))^2*re(local(H, ψ, s)) for s in spin[1..4])/sum(abs(ψ(s))^2 for s in spin[1..4])
}
g = gradient energy(H, φ) over φ with samples = 100
da = g.a.mean - grad(a -> R(a, -0.4))(0.3)
db = g.b.mean - grad(b -> R(0.3, b))(-0.4)
`, randomOperator(r, false))
		code, _, s := runProgram(t, text)
		if code != 0 {
			t.Fatalf("exit %d from\n%s\n%v", code, text, s.Diags)
		}
		for _, name := range []string{"da", "db"} {
			if d := real(s.values(t, name)[0]); math.Abs(d) > 1e-10 {
				t.Errorf("%s = %g\n%s", name, d, text)
			}
		}
	}
}

// |ψ|² of √p·exp(iφ) is drawn exactly, as p; that of another function is not.
func TestBornIsRecognised(t *testing.T) {
	_, _, s := runProgram(t, `
model p(s: spin[1..3]) {
  param b = 0.3
  s[i] ~ spin(logit = b*sum(s[j] for j in 1..3 if j < i)) for i in 1..3
}
root(s: spin[1..3]) = -√p(s)*exp(im*s[1])
half(s: spin[1..3]) = exp(log(p(s))/2)
square(s: spin[1..3]) = p(s)
a = born(root)
b = born(half)
d = born(square)
`)
	for name, want := range map[string]bool{"a": true, "b": true, "d": false} {
		got := s.main.scope.names[name].value.(*Dist).inst == s.main.scope.names["p"].value.(*Instance)
		if got != want {
			t.Errorf("born of %s: recognised %v, want %v", name, got, want)
		}
	}
}

// A Hamiltonian on 64×64 sites is two terms however large the lattice is: it is made and written without its sums.
func TestLargeHamiltonianIsItsTerms(t *testing.T) {
	s, out := program(t, `
Λ = square(64, 64, periodic)
J = 1.0
h = 3.0
X, Y, Z = pauli(Λ)
H = -J*sum(Z[i]*Z[j] for (i, j) in bonds(Λ)) - h*sum(X[i] for i in Λ)
show(H)
`, Options{})
	if want := "-J Σ_{(i, j) ∈ bonds(Λ)} Z_i Z_j - h Σ_{i ∈ Λ} X_i\n"; out != want {
		t.Errorf("%q, want %q", out, want)
	}
	h := s.main.scope.names["H"].value.(*Operator)
	elements := 0
	for _, term := range h.terms {
		for _, n := range term.nodes() {
			elements += len(n.Table)
		}
	}
	// Bonds have a table for each of their two sites, and each term a complex coefficient.
	if bonds := 2 * 64 * 64; len(h.terms) != 2 || elements > 2*bonds+4 {
		t.Errorf("%d terms, tables of %d elements", len(h.terms), elements)
	}
}
