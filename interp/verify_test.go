package interp

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

func verified(t *testing.T, text string) *Verification {
	t.Helper()
	v := Verify(lang.NewSource("law.gp", text), Options{Library: moduleFiles{dir: "../stdlib"}})
	if len(v.Diags) > 0 && v.Code == ExitWrong {
		t.Fatalf("%s\n%s", v.Diags[0].Message, text)
	}
	return v
}

// All right programs of the reference obey the laws.
func TestProgramsObeyTheLaws(t *testing.T) {
	paths, err := filepath.Glob("../spec/conformance/right/*.gp")
	if err != nil || len(paths) < 50 {
		t.Fatal(len(paths), err)
	}
	held := map[string]int{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "import ") || strings.Contains(string(text), "fcidump(") || strings.Contains(string(text), "cif") {
			continue // the library, and files beside the program
		}
		v := verified(t, string(text))
		for _, l := range v.Laws {
			if l.Fails() {
				t.Errorf("%s: %s of %s: %g %s, %s", path, l.Name, l.Object, l.Figure, l.Unit, l.Why)
			}
			if l.Holds() {
				held[l.Name]++
			}
		}
	}
	for _, name := range []string{"Σp = 1", "draws have the density (χ²)", "log p of draws, from sampling and afresh", "draws are those made one by one", "⟨∂log p/∂θ⟩ = 0",
		"∂log p/∂θ by differences", "the gradient estimator has no bias", "⟨∂f + f ∂log p⟩ = 0", "T⁻¹(T(z)) = z", "log|det| is that of the Jacobian",
		"derivatives by differences", "Δ by differences", "H = H†", "local energy = row of the matrix", "chains have the density"} {
		if held[name] == 0 {
			t.Errorf("no program is judged by: %s", name)
		}
	}
}

// failing are the laws that fail, as object: law.
func failing(v *Verification) (list, reasons []string) {
	for _, l := range v.Laws {
		if l.Fails() {
			list, reasons = append(list, l.Object+": "+l.Name), append(reasons, l.Why)
		}
	}
	return list, reasons
}

// A wrong derivative of an operation is found, and the operation is named.
func TestWrongRulesAreNamed(t *testing.T) {
	undo := ad.Override(ad.Tanh, func(g *ad.Graph, x, y *ad.Node) *ad.Node {
		return g.Apply(ad.Sub, g.Const(1), y) // 1 - y² is right
	})
	defer undo()
	v := verified(t, `I = 1..4
f(x: real[I]) = sum(tanh(x[i]*x[i+1]) for i in 1..3)
model p(s: spin[I]) {
  param W[i,j] ~ normal(0, 1) for i in I, j in I if j < i
  s[i] ~ spin(logit = sin(tanh(sum(W[i,j]*s[j] for j in I)))) for i in I
}
model g(x: real[I]) { x[i] ~ normal(if i > 1 then exp(x[i-1]/3) else 0, 1) for i in I }
`)
	list, why := failing(v)
	for _, want := range []string{"f: derivatives by differences", "f: Δ by differences", "p: ∂log p/∂θ by differences"} {
		if !slices.Contains(list, want) {
			t.Errorf("not found: %s; found %q", want, list)
		}
	}
	if !strings.Contains(strings.Join(why, "\n"), "the derivative of tanh at") {
		t.Errorf("tanh is not named: %q", why)
	}
	for _, l := range list {
		if strings.HasPrefix(l, "g: ") {
			t.Errorf("%s is said of a model without tanh", l)
		}
	}
	if v.Code != ExitFailed {
		t.Errorf("exit code %d", v.Code)
	}
}

// A map that is not one to one, and is said to be, is found, and what says so is named.
func TestWrongClaimsAreNamed(t *testing.T) {
	v := verified(t, `I = 1..2
T = bijection((z: real[I]) -> [z[i]^2 - 3*z[i] + z[3-i]/4 for i in I])
U = bijection((z: real[I]) -> [z[i]^3 + 3*z[i] + z[3-i]/4 for i in I])
fold(z: real[I]) = [sin(3*z[i]) for i in I]
W = bijection(fold)
`)
	list, why := failing(v)
	if len(list) == 0 || slices.ContainsFunc(list, func(l string) bool { return strings.HasPrefix(l, "U") }) {
		t.Fatalf("fails: %q", list)
	}
	if !strings.Contains(strings.Join(why, "\n"), "says that its map is one to one") {
		t.Errorf("the claim is not named: %q", why)
	}
}

// Inputs are made small enough for sums, unless they are given.
func TestSizesOfVerification(t *testing.T) {
	text := "input L = 16 \"size\"\ninput β = 0.5 \"inverse temperature\"\nΛ = square(L, L, periodic)\nmodel p(s: spin[Λ]) ∝ exp(β*sum(s[i]*s[j] for (i,j) in bonds(Λ)))\n"
	if v := verified(t, text); !slices.Equal(v.Inputs, []string{"L = 3"}) || !v.Laws[1].Holds() {
		t.Errorf("%q %+v", v.Inputs, v.Laws)
	}
	v := Verify(lang.NewSource("law.gp", text), Options{Inputs: map[string]string{"L": "6"}})
	if len(v.Inputs) > 0 || !v.Laws[1].Open || !strings.Contains(v.Laws[1].Why, "too many") {
		t.Errorf("%q %+v", v.Inputs, v.Laws)
	}
}

// Right programs of odd kinds: a density that is one number, joint values that are all expected less than eight times,
// densities that end behind a map from the line to the line, values too rare for chains. Chains that do not cross are told.
func TestRightProgramsOfOddKinds(t *testing.T) {
	v := verified(t, `I = 1..12
model coins(s: spin[I]) { s[i] ~ spin(logit = 0) for i in I }
model base(x: real) { x ~ uniform(0, 1) }
flow T(z: real) { 2*z + 1 }
q = base |> T
flow U(z: real) { z + 0.1*sin(z) }
r = base |> T |> U
inverted = base |> bijection((z: real) -> z + z^3/9)
model cold(s: spin[1..4]) ∝ exp(10*sum(s[i]*s[i+1] for i in 1..3))
model apart(s: spin[1..4]) ∝ exp(10*sum(s[i]*s[i+1] for i in 1..3) + sum(s[i] for i in 1..4)/2)
`)
	if list, why := failing(v); !slices.Equal(list, []string{"apart: chains have the density"}) || !strings.Contains(why[0], "have not mixed") {
		t.Errorf("fails: %q, %q", list, why)
	}
	for _, l := range v.Laws {
		if l.Object == "coins" && !l.Holds() {
			t.Errorf("%+v", l)
		}
	}
}

// What only a run defines is left out, with what reads it; a wrong program is answered with its mistakes.
func TestVerifyRunsNothing(t *testing.T) {
	v := verified(t, `model p(x: real) { param m = 0.5; x ~ normal(m, 1) }
fit = minimize mean(x^2 for x ~ p) using adam(0.1) with steps = 1000000
a = fit.value.mean
f(x: real) = a*x
g(x: real) = x^3
assert 1 > 2
print(a)
`)
	for _, l := range v.Laws {
		if l.Fails() || l.Object == "g" && !l.Holds() {
			t.Errorf("%+v", l)
		}
	}
	wrong := Verify(lang.NewSource("law.gp", "x = y + 1\n"), Options{})
	if wrong.Code != ExitWrong || len(wrong.Diags) != 1 || len(wrong.Laws) > 0 {
		t.Errorf("%+v", wrong)
	}
}

// The largest of n normal numbers is judged as one of n.
func TestAmongMany(t *testing.T) {
	if z := amongMany(5, 1); math.Abs(z-5) > 1e-9 {
		t.Errorf("a single one: %g", z)
	}
	// 2(1-Φ(3)) = 0.0026998; a hundred times that is 2(1-Φ(1.1032)).
	if z := amongMany(3, 100); math.Abs(z-1.1032) > 1e-3 {
		t.Errorf("the largest of a hundred: %g", z)
	}
}

// The first element of a latent variable that has a conditional of its own: draws have the density, and a variable is drawn
// from one set.
func TestDrawsOfLatentChains(t *testing.T) {
	text := "I = 1..4\nK = 1..2\nA = [[0.9, 0.1], [0.3, 0.7]]\n"
	s, _ := program(t, text+`model hidden(x: K[I]) {
  z[1] ~ categorical(p = [0.5, 0.5])
  z[t] ~ categorical(p = A[z[t-1]]) for t in 2..4
  x[t] ~ categorical(p = A[z[t]]) for t in I
}
model open(z: K[I]) {
  z[1] ~ categorical(p = [0.5, 0.5])
  z[t] ~ categorical(p = A[z[t-1]]) for t in I if t > 1
}
f(x) = if x == 1 then 1 else 0
x = sample(hidden, 20000)
a = mean(f(y[3]) for y in x)
b = sum(hidden(x)*f(x[3]) for x in K[I])
z = sample(open, 20000)
c = mean(f(y[3]) for y in z)
d = sum(open(x)*f(x[3]) for x in K[I])
`, Options{})
	for _, pair := range [][2]string{{"a", "b"}, {"c", "d"}} {
		got, want := numberOf(t, s, pair[0]), numberOf(t, s, pair[1])
		if !(math.Abs(got-want) < 5*0.5/math.Sqrt(20000)) {
			t.Errorf("drawn %g, exactly %g", got, want)
		}
	}
	mixed, code, _ := execute(text+`model p(x: real) {
  z[1] ~ categorical(p = [0.5, 0.5])
  z[t] ~ spin(logit = 0) for t in 2..4
  x ~ normal(z[4], 1)
}
x = sample(p, 3)
`, Options{})
	if code != ExitWrong || len(mixed.Diags) != 1 || mixed.Diags[0].Code != "G0607" {
		t.Errorf("exit code %d\n%s", code, rendered(mixed))
	}
}
