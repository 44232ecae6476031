package formula

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula/formulatest"
)

// Each line of Gibbs has its LaTeX and its text.
func TestForms(t *testing.T) {
	for _, c := range []struct{ gibbs, tex, text string }{
		{"a/b*c", `\frac{a}{b} \, c`, "a/b·c"},
		{"a/(b*c)", `\frac{a}{b \, c}`, "a/(b·c)"},
		{"(a + b)*c", `(a + b) \, c`, "(a + b)·c"},
		{"a - (b - c)", `a - (b - c)`, "a - (b - c)"},
		{"a - b - c", `a - b - c`, "a - b - c"},
		{"a + -b*c", `a - b \, c`, "a - b·c"},
		{"a - -b", `a + b`, "a + b"},
		{"-a*b + c", `-a \, b + c`, "-a·b + c"},
		{"-(a + b)", `-(a + b)`, "-(a + b)"},
		{"(-a)^2", `(-a)^{2}`, "(-a)²"},
		{"-a^2", `-a^{2}`, "-a²"},
		{"2^-x^2", `2^{-x^{2}}`, "2^(-x²)"},
		{"(a^b)^c", `(a^{b})^{c}`, "(a^b)^c"},
		{"2*3", `2 \cdot 3`, "2·3"},
		{"x*(-y)", `x \, (-y)`, "x·(-y)"},
		{"exp(-E(s)/T)", `e^{-E(s)/T}`, "exp(-E(s)/T)"},
		{"exp(a*sum(x[i] for i in I))", `\exp\left(a \, \sum_{i \in I} x_{i}\right)`, "exp(a·Σ(i ∈ I) x[i])"},
		{"exp(x)^2", `(e^{x})^{2}`, "exp(x)²"},
		{"tanh(x)^2", `\tanh^{2}(x)`, "tanh(x)²"},
		{"√x^2", `\sqrt{x^{2}}`, "√(x²)"},
		{"abs(x - y)", `\lvert x - y\rvert`, "|x - y|"},
		{"sum(W[i,j]*s[j] for j in I if j < i) + b[i]", `\sum_{\substack{j \in I \\ j < i}} W_{i j} \, s_{j} + b_{i}`, "Σ(j ∈ I, j < i) W[i,j]·s[j] + b[i]"},
		{"sum(a[i] + b[i] for i in I)*c", `\left(\sum_{i \in I} (a_{i} + b_{i})\right) \, c`, "(Σ(i ∈ I) (a[i] + b[i]))·c"},
		{"sum(x[k] for k in 0..<N)", `\sum_{k = 0}^{N - 1} x_{k}`, "Σ(k ∈ 0..<N) x[k]"},
		{"-sum(s[i]*s[j] for (i,j) in bonds(Λ))", `-\sum_{\langle i,\, j\rangle \in \Lambda} s_{i} \, s_{j}`, "-Σ(⟨i, j⟩ ∈ Λ) s[i]·s[j]"},
		{"mean(E(s) + T*log(p(s)) for s ~ p)", `\left\langle E(s) + T \, \log(p(s))\right\rangle_{s \sim p}`, "⟨E(s) + T·log(p(s))⟩(s ~ p)"},
		{"if x > 0 then x else if x < -1 then 1 else 0", `\begin{cases} x & \text{if } x > 0 \\ 1 & \text{if } x < -1 \\ 0 & \text{otherwise} \end{cases}`, "{x if x > 0, 1 if x < -1, 0 otherwise}"},
		{"∇V(q) + Δ", `\nabla V(q) + \Delta`, "∇V(q) + Δ"},
		{`grad(f, wrt = "y")(x, y)`, `\nabla_{y} f(x,\, y)`, `grad(f, wrt = "y")(x, y)`},
		{"T⁻¹(x) + c[i]†*c[j]", `T^{-1}(x) + c_{i}^{\dagger} \, c_{j}`, "T⁻¹(x) + c[i]†·c[j]"},
		{"W₁[h,j]*x_max*p.W[i,j+1]", `W_{1;h j} \, x_{\mathrm{max}} \, W^{(p)}_{i,j + 1}`, "W₁[h,j]·x_max·p.W[i,j + 1]"},
		{"p.W^2", `{W^{(p)}}^{2}`, "p.W²"},
		{"x′^2 + alpha + logσ", `x'^{2} + \alpha + \mathrm{log}\sigma`, "x′² + alpha + logσ"},
		{"normal(μ, 0.5)", `\mathcal{N}(\mu,\, 0.5^{2})`, "normal(μ, 0.5)"},
		{"1.5e-3*x", `1.5 \times 10^{-3} \, x`, "1.5e-3·x"},
		{"[[1, 2], [3, 4]]", `\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`, "[[1, 2], [3, 4]]"},
		{"[x[i]^2 for i in I]", `(x_{i}^{2})_{i \in I}`, "[x[i]² for i ∈ I]"},
		{"(x, y) -> x*y", `(x, y) \mapsto x \, y`, "(x, y) ↦ x·y"},
		{"x mod 2 == 0 and not (y in I or z)", `x \bmod 2 = 0 \wedge \neg (y \in I \vee z)`, "x mod 2 = 0 ∧ ¬(y ∈ I ∨ z)"},
		{"q(z | x)", `q(z \mid x)`, "q(z | x)"},
		{"0.5*{ r = norm(x); exp(-r)/r }", `0.5 \, \left[\frac{e^{-r}}{r}\right]_{r = \lVert x\rVert}`, "0.5·{exp(-r)/r with r = ‖x‖}"},
	} {
		prog, diags := lang.ParseLine(lang.NewSource("", c.gibbs))
		if len(diags) > 0 {
			t.Fatalf("%s: %v", c.gibbs, diags[0])
		}
		x := prog.Stmts[0].(*lang.Equation).Left[0]
		if got := (Options{}).Expr(x); got != c.tex {
			t.Errorf("%s\n got %s\nwant %s", c.gibbs, got, c.tex)
		}
		if got := (Options{Style: Text}).Expr(x); got != c.text {
			t.Errorf("%s\n got %s\nwant %s", c.gibbs, got, c.text)
		}
	}
}

// Numbers with a point are rounded to the digits that are asked for, whole ones are not.
func TestDigits(t *testing.T) {
	prog, _ := lang.ParseLine(lang.NewSource("", "0.123456*x + 12345 - 3.0000001 + 1.23456e-12 + 98765.4321"))
	got := Options{Style: Text, Digits: 3}.Expr(prog.Stmts[0].(*lang.Equation).Left[0])
	if want := "0.123·x + 12345 - 3 + 1.23e-12 + 98800"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Rows are aligned at their signs; the equations of a block follow its value; a long sum is broken between terms.
func TestLines(t *testing.T) {
	prog, diags := lang.Parse(lang.NewSource("", `ψ(r) = { u = norm(r); exp(-u)/u }
h[k] = tanh(x[k]) for k in K if k > 1
f(x) = first_rather_long_name*x[1] + second_rather_long_name*x[2] + third_rather_long_name*x[3] - fourth_rather_long_name*x[4]
`))
	if len(diags) > 0 {
		t.Fatal(diags[0])
	}
	want := `ψ(r) = exp(-u)/u
u    = ‖r‖
h[k] = tanh(x[k])   for k ∈ K, k > 1
f(x) = first_rather_long_name·x[1] + second_rather_long_name·x[2]
          + third_rather_long_name·x[3] - fourth_rather_long_name·x[4]
`
	o := Options{Style: Text}
	if got := o.Align(o.Lines(prog.Stmts...)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// programs are all right programs at hand.
func programs(t *testing.T) map[string]*lang.Program {
	out := map[string]*lang.Program{}
	for _, pattern := range []string{"../../examples/*.gp", "../../stdlib/*.gp", "../../spec/conformance/right/*.gp"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[name], _ = lang.Parse(lang.NewSource(name, string(text)))
		}
	}
	if len(out) < 60 {
		t.Fatalf("%d programs", len(out))
	}
	return out
}

// The formulas of all programs pass a strict reader of LaTeX, and LaTeX itself where it is installed.
func TestPrograms(t *testing.T) {
	var document strings.Builder
	for name, prog := range programs(t) {
		for _, st := range prog.Stmts {
			lines := Options{}.Lines(st)
			if len(lines) == 0 {
				continue
			}
			tex := Options{}.Align(lines)
			if err := formulatest.Check(tex); err != nil {
				t.Errorf("%s: %v\n%s", name, err, tex)
			}
			document.WriteString(tex)
		}
	}
	formulatest.Compile(t, document.String())
}

// The strict reader has the power to refuse.
func TestCheck(t *testing.T) {
	for _, tex := range []string{`\frac{a}{b`, `a^{2}^{3}`, `x_{i}_{j}`, `\foo`, `\left( a`, `\begin{cases} a`, `a & b`, `λ`, `a_1`, `$x`, `{W^{2}`, `x^{a_{i}_{j}}`} {
		if formulatest.Check(tex) == nil {
			t.Errorf("%s passes", tex)
		}
	}
	for _, tex := range []string{`{W^{2}}^{2}`, `x'^{2}_{i}`, `x_{i}^{2} y^{3}`, `\left(\frac{a_{i}}{b^{2}}\right)^{2}`, `\sum_{i}^{n} x_{i}`} {
		if err := formulatest.Check(tex); err != nil {
			t.Errorf("%s: %v", tex, err)
		}
	}
}
