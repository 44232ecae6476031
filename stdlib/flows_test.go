package stdlib

import (
	"fmt"
	"strings"
	"testing"
)

// law compares a flow with its inverse and its log-determinant with that of the dense Jacobian. Outgoing weights start at
// zero, so each flow is trained towards something bent first.
const law = `
far(I) = [normal(0.7*(-1)^rank(i), 0.4) for i in I]
bend(T, I) = { q = [normal(0, 1) for i in I] |> T;  mean(log(q(x)) - log(far(I)(x)) + (sum(sin(2*x[i])*x[i] for i in I) - 1)^2 for x ~ q) }
obey(T, z) = max(abs(T⁻¹(T(z)) - z)) < 1e-9 and abs(logdet(T)(z) - log(abs(det(jacobian(T)(z))))) < 1e-9
moved(T, z) = max(abs(T(z) - z)) > 0.05
at(I) = sample([normal(0, 1) for i in I], seed = 7)
`

// Every flow of the library keeps the laws after training, and is no longer the identity.
func TestFlows(t *testing.T) {
	for name, make := range map[string]string{
		"maf":          "flows.maf(I)",
		"iaf":          "flows.iaf(I)",
		"matrix":       "flows.matrix(I)",
		"lu":           "flows.lu(I)",
		"actnorm":      "flows.actnorm(I)",
		"reverse":      "flows.reverse(I)",
		"sinh–arcsinh": "flows.sinh_arcsinh(A, B, nets.mlp(A, B, 5), nets.mlp(A, B, 5))",
		"steps":        "flows.steps(A, B, width = 5) |> flows.steps(B, A, width = 5)",
		"composed":     "flows.maf(I) |> flows.reverse(I) |> flows.iaf(I) |> flows.lu(I) |> flows.actnorm(I)",
		"coupling":     "realnvp.coupling(A, B, 5) |> realnvp.coupling(B, A, 5)",
		"parity":       "realnvp.stack(I, layers = 3, width = 5)",
		"halves":       "realnvp.stack(I, layers = 3, width = 5, mask = realnvp.halves)",
		"random":       "realnvp.stack(I, layers = 3, width = 5, mask = realnvp.random)",
	} {
		t.Run(name, func(t *testing.T) {
			train := `minimize bend(T, I) using adam(0.02) with batch = 64, steps = 30`
			if name == "reverse" {
				train = ""
			}
			run(t, "import flows\nimport realnvp\nimport nets\n"+law+`
I = 1..5
A = set(i for i in I if i < 3)
B = I minus A
T = `+make+`
`+train+`
z = at(I)
assert obey(T, z) and moved(T, z)
`)
		})
	}
}

// A stack is over products, labels, unions and the sites of lattices.
func TestStackOverAnySet(t *testing.T) {
	for _, set := range []string{`1..3 times 1..2`, `labels("H", "He", "Li")`, `labels("up", "dn") times 1..2`,
		`set(i for i in 1..9 if i < 3) union set(i for i in 1..9 if i > 7)`, `square(3, 2, periodic)`, `chain(5, open)`} {
		run(t, "import realnvp\n"+law+`
I = `+set+`
T = realnvp.stack(I, layers = 2, width = 4)
minimize bend(T, I) using adam(0.02) with batch = 64, steps = 30
z = at(I)
x = T(z)
assert max(abs(T⁻¹(x) - z)) < 1e-9 and max(abs(x - z)) > 0.05
q = [normal(0, 1) for i in I] |> T
assert abs(log(q(x)) - sum(-z[i]^2/2 - log(2*pi)/2 for i in I) + logdet(T)(z)) < 1e-9
`)
	}
}

// Masks: every second element, halves, one colour of a checkerboard, and random halves.
func TestMasks(t *testing.T) {
	const n = 200
	var draws strings.Builder
	for k := range n {
		fmt.Fprintf(&draws, "S%d = realnvp.random(I, %d)\nassert size(S%d) == 3 and realnvp.random(I, %d) == I minus S%d\n", k, 2*k+1, k, 2*k+2, k)
		fmt.Fprintf(&draws, "c%d[i] = (if i in S%d then 1 else 0) for i in I\n", k, k)
	}
	sum, pairs := "c0", "c0[1]*c0[2]"
	for k := 1; k < n; k++ {
		sum += fmt.Sprintf(" + c%d", k)
		pairs += fmt.Sprintf(" + c%d[1]*c%d[2]", k, k)
	}
	run(t, `
import realnvp
I = 1..7
assert realnvp.parity(I, 1) == set(i for i in I if i mod 2 == 1) and realnvp.parity(I, 2) == set(i for i in I if i mod 2 == 0)
assert realnvp.halves(I, 1) == set(i for i in I if i <= 3) and realnvp.halves(I, 2) == set(i for i in I if i > 3)
Λ = square(4, 4, periodic)
C = realnvp.checkerboard(Λ, 1)
assert size(C) == 8 and all((i in C) != (j in C) for (i, j) in bonds(Λ))
`+draws.String()+`
count = `+sum+`
pairs = `+pairs+`
# Three of seven in 200 draws: 3/7 for an element, 1/7 for a pair, within four standard deviations.
assert all(abs(count[i] - 200*3/7) < 4*sqrt(200*3/7*4/7) for i in I) and abs(pairs - 200/7) < 4*sqrt(200*6/49)
`)
}

// The leapfrog is symplectic and its own inverse with time reversed; a step as long as the period of a stiff spring is not stable.
func TestLeapfrog(t *testing.T) {
	run(t, `
import flows
I = 1..3
V(q) = sum(q[i]^4/4 for i in I) + (q[1] - q[3])^2/2
S = flows.leapfrog(I, V, 0.1)
z = sample([normal(0, 1) for i in 1..6], seed = 3)
half(z, k) = [z[i + k] for i in I]
f(z: real[1..6]) = { (q, p) = S(half(z, 0), half(z, 3));  [if k <= 3 then q[min(k, 3)] else p[max(k - 3, 1)] for k in 1..6] }
M = jacobian(f)(z)
J[a,b] = if b == a + 3 then 1 else (if a == b + 3 then -1 else 0) for a in 1..6, b in 1..6
assert max(abs([sum(M[c,a]*J[c,d]*M[d,b] for c in 1..6, d in 1..6) for a in 1..6, b in 1..6] - J)) < 1e-12
assert logdet(S)(half(z, 0), half(z, 3)) == 0
(q, p) = S(half(z, 0), half(z, 3))
(q₀, p₀) = S(q, -p)
assert max(abs(q₀ - half(z, 0))) < 1e-13 and max(abs(p₀ + half(z, 3))) < 1e-13
`)
}
