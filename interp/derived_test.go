package interp

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula/formulatest"
)

// derivedOf tells what follows from an expression behind definitions.
func derivedOf(t *testing.T, latex bool, program, name string) string {
	t.Helper()
	text, diags := Derived(lang.NewSource("p.gp", program), name, latex, Options{})
	if len(diags) > 0 {
		t.Fatal(diags[0].Message)
	}
	return text
}

const derivedProgram = `
I = 1..4
model p(s: spin[I]) {
  param W[i,j] = 0.1 for i in I, j in I if j < i
  h[i] = sum(W[i,j]*s[j] for j in I) for i in I
  s[i] ~ spin(logit = h[i]) for i in I
}
model mix(x: real) { k ~ categorical(p = [0.3, 0.7]);  x ~ normal([-2, 1][k], 0.5) }
model backwards(s: spin[1..3]) { s[i] ~ spin(field = if i < 3 then s[i+1] else 0) for i in 1..3 }
E(s: spin[I]) = -sum(s[i]*s[i+1] for i in 1..3)
model th(s: spin[I]) ∝ exp(-E(s))
flow bent(a)(z: real[I]) { param c = 0.3; x[1] = z[1]*exp(c) + a; x[i] = sinh(z[i] + tanh(x[i-1])) for i in 2..4; x }
T = bent(2)
q = [normal(0, 1) for i in I] |> T
P = 1..2
V(r) = sum(r[i]^2/2 for i in P)
H = -1/2*Δ + V
net ψ(r: real[P]) { param a = 0.9; exp(-a*sum(r[i]^2 for i in P)/2) }
X, Y, Z = pauli(chain(4, open))
Λ = chain(4, open)
A, B, C = pauli(Λ)
G = -sum(C[i]*C[j] for (i,j) in bonds(Λ)) - 0.5*sum(A[i] for i in Λ)
φ(s: spin[Λ]) = exp(0.1*sum(s[i] for i in Λ))
F() = mean(E(s) + log(p(s)) for s ~ p)
H₂ = -Δ/(2*m) - 2*V + 3
m = 2
H₃ = sum(-1/(2*m)*Δ[p] for p in P) + V/2
net ϕ(r: real[P]) { param a = 0.5 in (0.01, 10); exp(-a*sum(r[i]^2 for i in P)/2) }
model trained(x: real) { param w = 0.3 in (0, 1); k ~ categorical(p = [w, 1 - w]);  x ~ normal([-2, 1][k], 0.5) }
thermal() = mean(E(s) for s ~ th)
G₂() = mean(x^2 for x ~ trained)
flow unit(z: real[P]) { param w = 0.3 in (0, 1); x[1] = w*z[1]; x[2] = sinh(z[2]) + x[1]; x }
U = inverse(unit)
q₂ = [normal(0, 1) for i in P] |> inverse(unit)
K = sum(A[i]*C[i]*A[i] for i in Λ)
flow scaled(a)(z: real) { x = a*z; x }
twice = scaled(2) |> scaled(3)
W(q: real[I]) = sum((q[i+1] - q[i])^2/2 for i in 1..3)
`

// What follows is told in the names of the program.
func TestDerived(t *testing.T) {
	for name, wants := range map[string][]string{
		"p": {"p(s) = Π(i ∈ I) sigmoid(h[i]·s[i])", "h[i] = Σ(j ∈ I) W[i,j]·s[j]   for i ∈ I", "s[1], s[2], s[3], s[4]",
			"u[i] ~ uniform(0, 1)   for i ∈ I", "s[i] = {1 if u[i] < sigmoid(h[i]), -1 otherwise}   for i ∈ I",
			"∇⟨f(s)⟩(s ~ p) = ⟨∇f(s) + (f(s) - b)·∇log(p(s))⟩(s ~ p)"},
		"backwards":     {"s[3], s[2], s[1]"},
		"mix":           {"mix(x) = Σ(k ∈ 1..2) [0.3, 0.7][k]·(exp(-(x - [-2, 1][k])²/(2·0.5²))/(0.5·√(2·π)))", "x = [-2, 1][k] + 0.5·ξ", "pathwise"},
		"th":            {"th(s) ∝ exp(-E(s))", "⟨∇f(s) + (f(s) - F)·∇log(th(s))⟩(s ~ th)"},
		"T":             {"T⁻¹(y) = ", "(y[1] - 2)/exp(c)", "asinh(y[i])", "log|det ∂T(z)| = c + ", "8 steps in closed form"},
		"q":             {"log(q(x)) = log(p₀(z)) - log|det ∂T(z)|", "z         = T⁻¹(x)"},
		"energy(H, ψ)":  {"E(r) = -1/2·(Δlog(ψ(r)) + ∇log(ψ(r))·∇log(ψ(r))) + V(r)", "2·re(⟨(E(r) - F)*·∇log(ψ(r))⟩(r ~ born(ψ)))"},
		"energy(H₂, ψ)": {"H₂ = -Δ/(2·m) - 2·V + 3", "E(r) = -(Δlog(ψ(r)) + ∇log(ψ(r))·∇log(ψ(r)))/(2·m) - 2·V(r) + 3"},
		"energy(H₃, ψ)": {"H₃ = Σ(p ∈ P) (-1/(2·m)·Δ[p]) + V/2", "Σ(p ∈ P) (-1/(2·m)·(Δ[p](log(ψ(r))) + ∇log(ψ(r))[p]·∇log(ψ(r))[p]))", " + V(r)/2\n"},
		"ϕ":             {"∇ϕ(r) = [-r[i]·(a·exp(-(a·Σ(j ∈ 1..2) r[j]²)/2)) for i ∈ 1..2]"},
		"trained":       {"⟨∇f(x) + (f(x) - b)·∇log(trained(x))⟩(x ~ trained)", "score function"},
		"thermal":       {"∇⟨E(s)⟩(s ~ th) = ⟨∇E(s) + (E(s) - F)·∇log(th(s))⟩(s ~ th)", "F is the expectation itself"},
		"G₂":            {"⟨∇(x²) + (x² - b)·∇log(trained(x))⟩(x ~ trained)"},
		"local(K, φ)":   {"E(s) = Σ(i ∈ Λ) flip(s, i)[i]·φ(flip(s, i, i))/φ(s)"},
		"twice":         {"scaled⁻¹(y) = y/2", "of maps of one kind the first is shown"},
		"unit":          {"w·z[1]", "log|det ∂unit(z)| = log(cosh(z[2])) - softplus(-u_w)", "w                 = 0 + 1·sigmoid(u_w)"},
		"U":             {"U              = unit⁻¹", "log|det ∂U(x)| = -log|det ∂unit(U(x))|", "unit⁻¹(y) = ", "y[1]/w"},
		"q₂":            {"T = unit⁻¹", "the map unit", "log|det ∂T(x)| = -log|det ∂unit(T(x))|"},
		"local(G, φ)":   {"E(s) = -Σ(⟨i, j⟩ ∈ Λ) s[i]·s[j] - 0.5·Σ(i ∈ Λ) φ(flip(s, i))/φ(s)"},
		"F":             {"⟨∇(E(s) + log(p(s))) + (E(s) + log(p(s)) - b)·∇log(p(s))⟩(s ~ p)"},
		"W":             {"∇W(q) = [{q[i] - q[i + 1] if i < 4, 0 otherwise} + {q[i] - q[i - 1] if 2 ≤ i, 0 otherwise} for i ∈ 1..4]"},
	} {
		text := derivedOf(t, false, derivedProgram, name)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, text)
			}
		}
	}
}

// Everything derived is LaTeX.
func TestDerivedLaTeX(t *testing.T) {
	var body strings.Builder
	for _, name := range []string{"p", "mix", "th", "T", "q", "energy(H, ψ)", "local(G, φ)", "F", "W", "H", "G", "ψ"} {
		text := derivedOf(t, true, derivedProgram, name)
		if err := formulatest.Check(text); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		body.WriteString(text + "\n")
	}
	formulatest.Compile(t, body.String())
}

// The density that a form tells is that of the distribution, and draws by its formula have that density.
func TestDistForms(t *testing.T) {
	for key, form := range distForms {
		name, kind, _ := strings.Cut(key, " ")
		call := map[string]string{
			"spin": "spin(" + kind + " = 0.3)", "bernoulli": "bernoulli(" + kind + " = 0.3)", "normal": "normal(0.4, 0.7)", "uniform": "uniform(-0.5, 2)",
			"exponential": "exponential(1.3)", "laplace": "laplace(0.2, 0.6)", "gamma": "gamma(1.7, 0.8)", "beta": "beta(1.5, 2.5)",
		}[name]
		x := readExpr("x")
		density, draw := lang.Print(densityOf(x, readExpr(call))), ""
		if value, noise := drawOf(x, readExpr(call)); value != nil {
			u, _, _ := strings.Cut(noise, " ~ ")
			draw = fmt.Sprintf("%s -> %s", u, lang.Print(value))
		}
		values := "[0.11, 0.37, 0.82]"
		program := fmt.Sprintf("model p(x: real) { x ~ %s }\nd(x) = %s\nassert all(abs(d(x) - p(x)) < 1e-12 for x in %s)\n", call, density, values)
		discrete := name == "spin" || name == "bernoulli"
		if discrete {
			set := map[string]string{"spin": "spin", "bernoulli": "bit"}[name]
			program = fmt.Sprintf("model p(x: %s) { x ~ %s }\nd(x) = %s\nassert all(abs(d(x) - p(x)) < 1e-12 for x in %s)\n", set, call, density, set)
		}
		if form.draw != "" && discrete {
			set := map[string]string{"spin": "spin", "bernoulli": "bit"}[name]
			program += fmt.Sprintf("g = %s\nassert all(abs(count(g((k - 0.5)/1000) == x for k in 1..1000)/1000 - p(x)) < 2e-3 for x in %s)\n", draw, set)
		} else if form.draw != "" { // the density of the draw times the slope is the density of the noise
			noise := "1"
			if strings.HasPrefix(draw, "ξ") {
				noise = "exp(-u^2/2)/sqrt(2*pi)"
			}
			program += fmt.Sprintf("g = %s\nassert all(abs(d(g(u))*abs(grad(g)(u)) - %s) < 1e-12 for u in %s)\n", draw, noise, values)
		}
		s := NewSession(Options{})
		if code := s.Run(lang.NewSource(key, program)); code != ExitDone {
			var b strings.Builder
			lang.Render(&b, s.Diags, false)
			t.Errorf("%s: code %d\n%s%s", key, code, program, b.String())
		}
	}
}

// The formulas of an inverse and of a log-determinant, run as programs, undo the map and are its log-determinant.
func TestDerivedInverse(t *testing.T) {
	program := `
I = 1..4
flow bent(z: real[I]) { param c = 0.3; x[1] = z[1]*exp(c) + 2; x[i] = sinh(z[i] + tanh(x[i-1])) for i in 2..4; x }
flow pair(z: real[I]) { param a[i] = 0.1*i for i in 1..2; x[1] = z[1]; x[2] = z[2]; x[i] = z[i]*exp(a[i-2]*z[i-2]) + z[1] for i in 3..4; x }
`
	p := NewPrompt(Options{})
	if code, diags := p.Line(context.Background(), program); code != ExitDone {
		t.Fatal(diags[0].Message)
	}
	for name, params := range map[string]string{"bent": "c = 0.3", "pair": "a[i] = 0.1*i for i in 1..2"} {
		_, diags := p.ask(context.Background(), name, "", func(c ctx, e lang.Expr) string {
			m := c.mapFormulas(e, c.raw(e))
			back, err := c.formula(&m.back, m.leaf)
			if err != nil {
				t.Fatal(err)
			}
			det, err := c.formula(&m.det, m.leaf)
			if err != nil {
				t.Fatal(err)
			}
			check := fmt.Sprintf("back(y: real[I]) = { %s\n%s}\nld(z: real[I]) = { %s\n%s}\n", params, back, params, det) +
				"z = [0.5, -0.2, 0.7, 1.1]\nassert max(abs(back(" + name + "(z)) - z)) < 1e-12\nassert abs(ld(z) - logdet(" + name + ")(z)) < 1e-12\n"
			s := NewSession(Options{})
			if code := s.Run(lang.NewSource(name, program+check)); code != ExitDone {
				var b strings.Builder
				lang.Render(&b, s.Diags, false)
				t.Errorf("%s%s", check, b.String())
			}
			return ""
		})
		if len(diags) > 0 {
			t.Fatal(diags[0].Message)
		}
	}
}
