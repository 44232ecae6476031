package lang

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sharedPrograms are the programs that the language was designed with, where they are.
func sharedPrograms(t *testing.T) map[string]string {
	t.Helper()
	files, _ := filepath.Glob("../../shared/programs/*.gp")
	programs := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		programs[filepath.Base(f)] = string(text)
	}
	return programs
}

// checkFormat checks that formatting keeps the meaning of a text and is done with in one go.
func checkFormat(t fataler, name, text string) {
	p, ds := Parse(NewSource(name, text))
	if len(ds) > 0 {
		t.Fatalf("%s: %v\n%s", name, rendered(ds...), text)
	}
	for _, style := range []Style{Keep, Unicode, ASCII} {
		once, ds := Format(NewSource(name, text), style)
		if len(ds) > 0 {
			t.Fatalf("%s: %s", name, rendered(ds...))
		}
		q, ds := Parse(NewSource(name, once))
		if len(ds) > 0 {
			t.Fatalf("%s, style %d, does not read again:\n%s\nfrom\n%s\n%s", name, style, once, text, rendered(ds...))
		}
		loose := exact
		if style != Keep {
			loose = twinly
		}
		if a, b := dumpProgram(p, loose), dumpProgram(q, loose); a != b {
			t.Fatalf("%s, style %d: the tree changed:\n%s\n%s\n%s\n%s", name, style, text, once, a, b)
		}
		if twice, _ := Format(NewSource(name, once), style); twice != once {
			t.Fatalf("%s, style %d, is not done in one go:\n%s\n%s", name, style, once, cmp.Diff(once, twice))
		}
	}
}

type fataler interface{ Fatalf(string, ...any) }

func TestSharedPrograms(t *testing.T) {
	for name, text := range sharedPrograms(t) {
		checkFormat(t, name, text)
	}
}

// TestFormat: the canonical layout, case by case.
func TestFormat(t *testing.T) {
	for _, c := range []struct{ text, keep string }{
		{"x=1", "x = 1\n"},
		{"\n\n\nx = 1\n\n\n\ny = 2\n\n", "x = 1\n\ny = 2\n"},
		{"x = 1 # one\n  # two\n#three", "x = 1  # one\n# two\n#three\n"},
		{"x = 1        # one\nxyz = f( 2 )  # two", "x = 1        # one\nxyz = f(2)    # two\n"},
		{"y = a*b + c * d - e", "y = a*b + c * d - e\n"},
		{"y = a+b +c- d", "y = a+b + c - d\n"},
		{"y = - x ^ 2 .. n", "y = -x^2..n\n"},
		{"y = a<b and not ( c )", "y = a < b and not (c)\n"},
		{"y = f( a,b , c = d )", "y = f(a, b, c = d)\n"},
		{"y[i,j]=x [i, j]", "y[i,j] = x[i, j]\n"},
		{"for_each ( p ) = p", "for_each(p) = p\n"},
		{"y = sum( x for(i,j)in b )", "y = sum(x for (i,j) in b)\n"},
		{"model p( s:spin[ I ]|x : real ){ s~normal( 0,1 ) ; }", "model p(s: spin[I] | x: real) { s ~ normal(0, 1); }\n"},
		{"f(x) = {\ny = x\n      # inside\n  y\n      }", "f(x) = {\n  y = x\n  # inside\n  y\n}\n"},
		{"f(x) = {\n a = x\n -a\n}", "f(x) = {\n  a = x\n  -a\n}\n"},
		{"y = f(a,\n      b)", "y = f(a,\n      b)\n"},
		{"yy=f(a,\n     b)", "yy = f(a,\n       b)\n"},
		{"y = f(\n a,\n    b\n)", "y = f(\n  a,\n    b\n)\n"},
		{"y = a\n+ b", "y = a\n  + b\n"},
		{"if a then{\nb = 1\n}else{\nb = 2\n}", "if a then {\n  b = 1\n} else {\n  b = 2\n}\n"},
		{"\ty = 1\r\n\tz = 2", "y = 1\nz = 2\n"},
		{"input L = 3     \"size\"\ninput Lx=30 \"size\"", "input L = 3     \"size\"\ninput Lx = 30 \"size\"\n"},
		{"y = \"{ a+b :.3f}  {{\"", "y = \"{ a+b :.3f}  {{\"\n"},
		{"", ""},
	} {
		got, ds := Format(NewSource("t.gp", c.text), Keep)
		if len(ds) > 0 {
			t.Errorf("%q:\n%s", c.text, rendered(ds...))
		} else if got != c.keep {
			t.Errorf("%q becomes\n%q, not\n%q", c.text, got, c.keep)
		}
	}
}

// TestStyles: signs and their twins.
func TestStyles(t *testing.T) {
	for _, c := range [][2]string{
		{"y = a ∈ B ∧ ¬c ∨ d ∉ E", "y = a in B and not c or d not in E"},
		{"y = a ≤ b ≠ c ≈ d ≥ e", "y = a <= b != c ~= d >= e"},
		{"y = x → A × B ∪ C ∖ D", "y = x -> A times B union C minus D"},
		{"y = 2·a − b", "y = 2*a - b"},
		{"y = √x + √(a + b) + √p(s)", "y = sqrt(x) + sqrt(a + b) + sqrt(p(s))"},
		{"y = ∑(x[i]² for i ∈ I)·∏(x)", "y = sum(x[i]^2 for i in I)*prod(x)"},
		{"y = ∇V(q) + T⁻¹(x) + A†", "y = grad(V)(q) + inverse(T)(x) + adjoint(A)"},
		{"y = (A @ B)⁻¹ + x⁻² + π + ∞", "y = inverse(A @ B) + x^-2 + pi + inf"},
		{"H = −1/2·Δ + V", "H = -1/2*laplacian + V"},
		{"model p(x: real) ∝ exp(−x²)", "model p(x: real) propto exp(-x^2)"},
		{"y = \"{√x:.3f} ≤ {a ≤ b}\"", "y = \"{sqrt(x):.3f} ≤ {a <= b}\""},
	} {
		if got, _ := Format(NewSource("t.gp", c[0]), ASCII); got != c[1]+"\n" {
			t.Errorf("%s in ASCII is %s", c[0], got)
		}
		if got, _ := Format(NewSource("t.gp", c[1]), Unicode); got != c[0]+"\n" {
			t.Errorf("%s in Unicode is %s", c[1], got)
		}
	}
	for text, want := range map[string]string{
		"y = x^-1":                      "y = x^−1",
		"y = sqrt(x)^2":                 "y = sqrt(x)²",
		"y = x²^3":                      "y = x²^3",
		"y = x^1.5":                     "y = x^1.5",
		"Δ = 1; y = laplacian(f)":       "Δ = 1; y = laplacian(f)",
		"sqrt(x) = x; y = sqrt(2)":      "sqrt(x) = x; y = sqrt(2)",
		"plot(x, in = 3, minus = y.in)": "plot(x, in = 3, minus = y.in)",
	} {
		if got, _ := Format(NewSource("t.gp", text), Unicode); got != want+"\n" {
			t.Errorf("%s in Unicode is %s", text, got)
		}
	}
	if got, _ := Format(NewSource("t.gp", "y = x²^3"), ASCII); got != "y = (x^2)^3\n" {
		t.Errorf("x²^3 in ASCII is %s", got)
	}
}

// TestFormatLeavesWhatItCannotRead: a source with mistakes comes back as it was.
func TestFormatLeavesWhatItCannotRead(t *testing.T) {
	text := "x   =  1\ny = 2x"
	if got, ds := Format(NewSource("t.gp", text), Keep); got != text || len(ds) != 1 {
		t.Errorf("%q, %s", got, rendered(ds...))
	}
}
