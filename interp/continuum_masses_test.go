package interp

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// Sums of Laplacians of single particles and coordinates with coefficients of both signs are the second differences.
func TestWeightedLaplacians(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 5 {
		text := fmt.Sprintf(`
P = 1..3
D = 1..2
m = [%.3f, %.3f, %.3f]
x = [%.3f*sin(3*p + d) for p in P, d in D]
f(x: real[P, D]) = (1 + x[1,1]*x[2,2] + x[3,1]^3)*exp(im*x[1,2]*x[2,1] - 0.2*x[3,2]^2 + 0.3*x[2,1]*x[3,1])
H = sum(m[p]*Δ[p] for p in P) - 0.4*Δ[2,1] + sum(0.1*p*d*Δ[p,d] for p in P, d in D if p + d == 3) + 0.3*Δ
got = local(H, f, x)
w[p,d] = m[p] + 0.3 - (if p == 2 and d == 1 then 0.4 else 0) + (if p + d == 3 then 0.1*p*d else 0) for p in P, d in D
e = 1e-3
bump(p, d, t) = [x[a,b] + (if a == p and b == d then t else 0) for a in P, b in D]
second(p, d, h) = (f(bump(p, d, h)) + f(bump(p, d, -h)) - 2*f(x))/h^2
want = sum(w[p,d]*(4*second(p, d, e) - second(p, d, 2*e))/3 for p in P, d in D)/f(x)
`, r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), 0.5+r.Float64())
		code, _, s := runProgram(t, text)
		if code != 0 {
			t.Fatalf("exit %d: %v", code, s.Diags)
		}
		got, want := s.values(t, "got")[0], s.values(t, "want")[0]
		if d := cmplx.Abs(got - want); !(d < 1e-7*(1+cmplx.Abs(want))) {
			t.Errorf("%v, second differences give %v\n%s", got, want, text)
		}
	}
}

// Masses are trained as parameters of H are: of oscillators exp(-a x²/2) the energy is Σ a/(4m) + 1/(4a), whose derivative by m is
// -a/(4m²) (Hellmann and Feynman) and by a 1/(4m) - 1/(4a²). Five standard errors, which are below a tenth of the slopes.
func TestTrainedMasses(t *testing.T) {
	code, _, s := runProgram(t, `
P = 1..2
net mass(x: real) { param u = 1.5
  param v = 2.5
  (u + v)*x }
net ψ(x: real[P]) { param a = 0.8
  exp(-a*sum(x[p]^2 for p in P)/2) }
V(x) = sum(x[p]^2/2 for p in P)
H = -1/(2*mass.u)*Δ[1] - 1/(2*mass.v)*Δ[2] + V
g = gradient energy(H, ψ) over ψ, mass with samples = 20000
slope = (g.a.mean - (1/6 + 1/10 - 2/(4*0.64)))/g.a.err
du = (g.u.mean + 0.8/(4*1.5^2))/g.u.err
dv = (g.v.mean + 0.8/(4*2.5^2))/g.v.err
errors = max(g.a.err/0.5, g.u.err/0.09, g.v.err/0.03)
`)
	if code != 0 {
		t.Fatalf("exit %d: %v", code, s.Diags)
	}
	for _, name := range []string{"slope", "du", "dv"} {
		if d := real(s.values(t, name)[0]); !(math.Abs(d) < 5) {
			t.Errorf("%s: %.1f standard errors", name, d)
		}
	}
	if e := real(s.values(t, "errors")[0]); !(e < 0.1) {
		t.Errorf("errors of %.2g of the slopes: this test could not fail", e)
	}
}
