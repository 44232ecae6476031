package lang

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readWell parses a text that has to be well formed.
func readWell(t *testing.T, text string) *Program {
	t.Helper()
	p, ds := Parse(NewSource("t.gp", text))
	if len(ds) > 0 {
		t.Fatalf("%q:\n%s", text, rendered(ds...))
	}
	return p
}

// shape shows how a tree is bracketed: every operator with parentheses around it.
func shape(x Expr) string {
	switch x := x.(type) {
	case *Binary:
		return "(" + shape(x.X) + " " + x.Op + " " + shape(x.Y) + ")"
	case *Unary:
		return "(" + x.Op + " " + shape(x.X) + ")"
	case *Postfix:
		return "(" + shape(x.X) + " " + x.Op + ")"
	case *Range:
		return "(" + shape(x.Lo) + " .. " + shape(x.Hi) + ")"
	case *Cond:
		return "(if " + shape(x.Cond) + " then " + shape(x.Then) + " else " + shape(x.Else) + ")"
	case *Lambda:
		return "(" + shape(x.Params[0].X) + " -> " + shape(x.Body) + ")"
	case *Compare:
		s := "(" + shape(x.X[0])
		for i, op := range x.Op {
			s += " " + op + " " + shape(x.X[i+1])
		}
		return s + ")"
	case *Call:
		return shape(x.Fn) + "(" + shape(x.Args[0].X) + ")"
	case *Paren:
		return shape(x.X)
	}
	return Print(x)
}

// TestPrecedence: the table of the language reference.
func TestPrecedence(t *testing.T) {
	for text, want := range map[string]string{
		"-x^2":                                "(- (x ^ 2))",
		"a/b*c":                               "((a / b) * c)",
		"a - b - c":                           "((a - b) - c)",
		"2^-x^2":                              "(2 ^ (- (x ^ 2)))",
		"2^x^2":                               "(2 ^ (x ^ 2))",
		"√x²":                                 "(√ (x ^ 2))",
		"√x^2^3":                              "(√ (x ^ (2 ^ 3)))",
		"√√x":                                 "(√ (√ x))",
		"2*√p(s)*a":                           "((2 * (√ p(s))) * a)",
		"x²³":                                 "(x ^ 23)",
		"x² ³":                                "((x ^ 2) ^ 3)",
		"x²^3":                                "((x ^ 2) ^ 3)",
		"x⁻²":                                 "(x ^ (- 2))",
		"T⁻¹(x)":                              "(T ⁻¹)(x)",
		"T⁻¹²":                                "(T ^ (- 12))",
		"A†*B":                                "((A †) * B)",
		"-a*b":                                "((- a) * b)",
		"a*-b":                                "(a * (- b))",
		"a--b":                                "(a - (- b))",
		"∇V(q)":                               "(∇ V)(q)",
		"∇(f)(q)":                             "(∇ f)(q)",
		"a + b..c*d":                          "((a + b) .. (c * d))",
		"a times b..c union d":                "((a times (b .. c)) union d)",
		"a union b minus c":                   "((a union b) minus c)",
		"0 < j < i":                           "(0 < j < i)",
		"i in A minus B":                      "(i in (A minus B))",
		"i not in A":                          "(i not in A)",
		"i ∉ A":                               "(i not in A)",
		"not a == b and c":                    "((not (a == b)) and c)",
		"not not a":                           "(not (not a))",
		"a or b and c":                        "(a or (b and c))",
		"a mod b + c":                         "((a mod b) + c)",
		"x -> x + 1":                          "(x -> (x + 1))",
		"x -> y -> x":                         "(x -> (y -> x))",
		"f |> x -> x + 1 |> g":                "((f |> (x -> (x + 1))) |> g)",
		"if a then b else c + d":              "(if a then b else (c + d))",
		"if a then b else if c then d else e": "(if a then b else (if c then d else e))",
		"if a then x -> b else c |> d":        "((if a then (x -> b) else c) |> d)",
		"a ≤ b ∧ ¬c":                          "((a <= b) and (not c))",
		"a·b − c":                             "((a * b) - c)",
		"A × B ∪ C ∖ D":                       "(((A times B) union C) minus D)",
		"M @ z":                               "(M @ z)",
		"1..<n":                               "(1 .. n)",
	} {
		p := readWell(t, "y = "+text)
		if got := shape(p.Stmts[0].(*Equation).X); got != want {
			t.Errorf("%s reads as %s, not %s", text, got, want)
		}
	}
}

// TestStatements: what each form of statement becomes, by its canonical print.
func TestStatements(t *testing.T) {
	for text, want := range map[string]string{
		`import van`:                                                       `import van`,
		`import "my/file.gp" as m`:                                         `import "my/file.gp" as m`,
		`from realnvp import coupling, T`:                                  `from realnvp import coupling, T`,
		`input L: int = 16    "size"`:                                      `input L: int = 16 "size"`,
		`param W[i,j]~normal(0,1) for i∈I,j∈J if j<i`:                      `param W[i,j] ~ normal(0, 1) for i in I, j in J if j < i`,
		`param a = 0.5 in (0, 1)`:                                          `param a = 0.5 in (0, 1)`,
		`param a = f(x in I) in (0, 1) for i in I`:                         `param a = f(x in I) in (0, 1) for i in I`,
		`net mlp(n, act = tanh)(x: real[n]) { x }`:                         `net mlp(n, act = tanh)(x: real[n]) { x }`,
		`model e(z: real[1..2] | x: real[D]) { z ~ f(x) }`:                 `model e(z: real[1..2] | x: real[D]) { z ~ f(x) }`,
		`model p(s: spin[Λ]) ∝ exp(-E(s)/T)`:                               `model p(s: spin[Λ]) propto exp(-E(s)/T)`,
		`model p(s: spin[Λ]) ∝ { param a = 1; exp(a) }`:                    `model p(s: spin[Λ]) propto { param a = 1; exp(a) }`,
		`flow gentle()(z: real) { z }`:                                     `flow gentle()(z: real) { z }`,
		`assert a == b, "why"`:                                             `assert a == b, "why"`,
		`print("a {x:.4f}", 2, to = "f.png", as = latex)`:                  `print("a {x:.4f}", 2, to = "f.png", as = latex)`,
		`if a then b = 1 else { c = 2; d = 3 }`:                            `if a then { b = 1 } else { c = 2; d = 3 }`,
		`minimize F() with batch = 10, steps = 20 over p, q using adam(1)`: `minimize F() over p, q using adam(1) with batch = 10, steps = 20`,
		`fit = gradient F() over p with over = 3`:                          `fit = gradient F() over p with over = 3`,
		`a, b = f(x)`:   `a, b = f(x)`,
		`(a, b) = f(x)`: `(a, b) = f(x)`,
		`x[i] = y[i] for i in I, (j, k) in J if j < k`:        `x[i] = y[i] for i in I, (j, k) in J if j < k`,
		`x[i][j] = 3 for i in I, j in J`:                      `x[i][j] = 3 for i in I, j in J`,
		`x ~ normal(0, 1)`:                                    `x ~ normal(0, 1)`,
		`z ~ q(_ | x)`:                                        `z ~ q(_ | x)`,
		`ψ(K: M[P], x: real) = f(K)*x`:                        `ψ(K: M[P], x: real) = f(K)*x`,
		`f = (x: real[I], y) -> x`:                            `f = (x: real[I], y) -> x`,
		`f = (a, b) -> (a + 0.25)^2`:                          `f = (a, b) -> (a + 0.25)^2`,
		`F() = mean(e for x ~ p, y in D, samples = 3)`:        `F() = mean(e for x ~ p, y in D, samples = 3)`,
		`H = sum(c[i]†*c[j] + hc for (i,j) in b)`:             `H = sum(c[i]†*c[j] + hc for (i, j) in b)`,
		`f(x) = { y = x; if y > 0 then y else { z = 1; z } }`: `f(x) = { y = x; if y > 0 then y else { z = 1; z } }`,
		`x = [[1, 2], [3, 4]]`:                                `x = [[1, 2], [3, 4]]`,
		`commutator(X, Y)`:                                    `commutator(X, Y)`,
		`y = µ + ɛ + ϵ + π + ∞`:                               `y = μ + ε + ε + pi + inf`,
		`y = ∑(x) − ∏(x)`:                                     `y = sum(x) - prod(x)`,
		`y = s.over + s.in`:                                   `y = s.over + s.in`,
		`y = 2im*x + 0.5im`:                                   `y = 2im*x + 0.5im`,
		"y = \"{{}} \\\"q\\\" \\n\"":                          "y = \"{{}} \\\"q\\\" \\n\"",
		`y = "{f("a", [1])} {"b{c}"}"`:                        `y = "{f("a", [1])} {"b{c}"}"`,
	} {
		p := readWell(t, text)
		if len(p.Stmts) != 1 {
			t.Errorf("%s: %d statements", text, len(p.Stmts))
			continue
		}
		if got := Print(p.Stmts[0]); got != want {
			t.Errorf("%s prints as\n%s", text, got)
		}
	}
}

// TestContinuation: how many statements some lines are, in a file and at the prompt.
func TestContinuation(t *testing.T) {
	const bad = -1
	for _, c := range []struct {
		text         string
		file, prompt int
	}{
		{"a = 1\nb = 2", 2, 2},
		{"a = 1; b = 2", 2, 2},
		{"a = 1;\n\n;b = 2;", 2, 2},
		{"a = f(1,\n\n # comment\n 2)", 1, 1},
		{"a = [1\n, 2\n]", 1, 1},
		{"a = 1 +\n\n# comment\n2", 1, 1},
		{"a =\n1", 1, 1},
		{"a ~\nnormal(0, 1)", 1, 1},
		{"f = x ->\nx", 1, 1},
		{"model p(x: real) ∝\nexp(-x)", 1, 1},
		{"a = 1\n+ 2", 1, bad},
		{"a = 1\n- 2", 1, 2},
		{"a = f\n-b", bad, 2},
		{"a = b\n|> c", 1, bad},
		{"a = b\nand c", 1, bad},
		{"a = b\nnot in c", 1, bad},
		{"a = b\nnot c", bad, 2},
		{"a = if b\nthen c\nelse d", 1, bad},
		{"if b then a = 1\nelse a = 2", 1, bad},
		{"if b then {\n a = 1\n}\nelse {\n a = 2\n}", 1, bad},
		{"x[i] = 1\nfor i in I", 1, bad},
		{"x[i] = 1 for\ni in I,\nj in\nJ", 1, 1},
		{"minimize F()\nover p\nusing adam(1)\nwith batch = 10", 1, bad},
		{"minimize F() over\np using\nadam(1) with\nbatch = 10,\nsteps = 3", 1, 1},
		{"a = A†\n(b, c) = f(x)", 2, 2},
		{"a = T⁻¹\nb = 1", 2, 2},
		{"a = x²\nb = 1", 2, 2},
		{"a = f\n[b, c]", bad, 2},
		{"a = f\n(b, c) = g", 2, 2},
		{"f(x) = {\n a = 1\n\n b = a\n + 2\n b\n}\nc = 3", 2, 2},
		{"f(x) = { a = (1\n+ 2); a }", 1, 1},
		{"\uFEFFa = 1\r\nb = 2\r\n", 2, 2},
		{"\ta = 1\n\t+ 2", 1, bad},
		{"", 0, 0},
		{"# only a comment", 0, 0},
	} {
		p, ds := Parse(NewSource("t.gp", c.text))
		if (len(ds) > 0) != (c.file == bad) || c.file != bad && len(p.Stmts) != c.file {
			t.Errorf("%q is %d statements\n%s", c.text, len(p.Stmts), rendered(ds...))
		}
		p, ds = ParseLine(NewSource("prompt", c.text))
		if (len(ds) > 0) != (c.prompt == bad) || c.prompt != bad && len(p.Stmts) != c.prompt {
			t.Errorf("at the prompt, %q is %d statements\n%s", c.text, len(p.Stmts), rendered(ds...))
		}
	}
}

func TestIncomplete(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "  # comment": false, "x = 1": false, "x": false, "x =": true, "x +": true, "f(1,": true, "f(1, 2)": false,
		"f(x) = {": true, "f(x) = {\n y = 1\n": true, "f(x) = {\n y = 1\n}": false, "if a then": true, "if a then b = 1": false,
		"x = [1,\n2": true, "x = (1]": false, "x = 1)": false, `x = "abc`: false, `f("abc`: false, "x = T⁻¹": false, "x = A†": false,
		"minimize F() using": true, "model p(x: real) ∝": true, "x = 1 # (": false, `x = "("`: false, "x for": true, "not": true,
	} {
		if got := Incomplete(text); got != want {
			t.Errorf("Incomplete(%q) is %v", text, got)
		}
	}
}

func TestPromptTakesExpressions(t *testing.T) {
	for text, want := range map[string]string{
		"x + 1": "x + 1", "if a then b else c": "if a then b else c", "f(x)": "f(x)", "x -> x": "x -> x",
		"{ a = 1; a }": "{ a = 1; a }",
	} {
		p, ds := ParseLine(NewSource("prompt", text))
		if len(ds) > 0 || len(p.Stmts) != 1 {
			t.Errorf("%q:\n%s", text, rendered(ds...))
			continue
		}
		e, ok := p.Stmts[0].(*Equation)
		if !ok || e.Op != "" || Print(e) != want {
			t.Errorf("%q is %s", text, Print(p.Stmts[0]))
		}
	}
}

func TestCommentsThatMeanSomething(t *testing.T) {
	p := readWell(t, `## A program.
## Two lines.

import van
## Not this one.

## The size,
##   in sites.
input L = 3 "text"   ## nor this
a = 1 #> 1.0
#> and  more
## Energy.
E(s) = {
  ## Inside.
  x = s
  x
}
`)
	if p.Doc != "A program.\nTwo lines." {
		t.Errorf("the program is documented as %q", p.Doc)
	}
	if in := p.Stmts[1].(*Input); in.Doc != "The size,\n  in sites." || in.Text != "text" {
		t.Errorf("the input is documented as %q", in.Doc)
	}
	e := p.Stmts[3].(*Equation)
	if e.Doc != "Energy." || e.X.(*Block).Stmts[0].(*Equation).Doc != "Inside." {
		t.Errorf("the function is documented as %q", e.Doc)
	}
	var got []string
	for _, c := range p.Expected {
		got = append(got, c.Text)
	}
	if d := cmp.Diff([]string{"1.0", "and  more"}, got); d != "" || p.Expected[0].Pos.Start.Line != 10 {
		t.Error(d)
	}
}

// TestPlaces: where nodes begin and end; columns count runes, offsets bytes.
func TestPlaces(t *testing.T) {
	text := "\uFEFFΛ = 1\r\n\tE(σ) = -∑(σ[i]*x′² for i ∈ Λ) # ψ\nprint(\"é {E(Λ) + 1:.4f}\")\n"
	p := readWell(t, text)
	var got []string
	for _, s := range p.Stmts {
		Walk(s, func(n Node) bool {
			at := n.Span()
			got = append(got, strings.TrimPrefix(strings.Split(dump(n, exact), " ")[0], "(")+" "+at.slice())
			before := text[:at.Start.Offset]
			line := strings.Count(before, "\n") + 1
			col := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
			if line == 1 {
				col-- // the byte order mark
			}
			if at.Start.Line != line || at.Start.Col != col {
				t.Errorf("%s is at %d:%d, not at %d:%d", at.slice(), line, col, at.Start.Line, at.Start.Col)
			}
			return true
		})
	}
	want := []string{
		"Equation Λ = 1", "Name Λ", "Number 1",
		"Equation E(σ) = -∑(σ[i]*x′² for i ∈ Λ)", "Call E(σ)", "Name E", "Arg σ", "Name σ",
		"Unary -∑(σ[i]*x′² for i ∈ Λ)", "Call ∑(σ[i]*x′² for i ∈ Λ)", "Name ∑", "Arg σ[i]*x′² for i ∈ Λ",
		"Binary σ[i]*x′²", "Index σ[i]", "Name σ", "Arg i", "Name i", "Binary x′²", "Name x′", "Number ²",
		"Gen i ∈ Λ", "Name i", "Name Λ",
		`Command print("é {E(Λ) + 1:.4f}")`, `Arg "é {E(Λ) + 1:.4f}"`, `String "é {E(Λ) + 1:.4f}"`, "Binary E(Λ) + 1", "Call E(Λ)", "Name E",
		"Arg Λ", "Name Λ", "Number 1",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestPlacesNest: in every shared program a node lies inside its parent.
func TestPlacesNest(t *testing.T) {
	for name, text := range sharedPrograms(t) {
		for _, s := range readWell(t, text).Stmts {
			Walk(s, func(n Node) bool {
				for _, c := range children(n) {
					a, b := n.Span(), c.Span()
					if b.Source == nil || b.Start.Offset < a.Start.Offset || b.End.Offset > a.End.Offset {
						t.Errorf("%s: %q does not lie in %q", name, b.slice(), a.slice())
					}
				}
				return true
			})
		}
	}
}

// TestUnclosedBracketsHideLittle: the statements below an open bracket are read.
func TestUnclosedBracketsHideLittle(t *testing.T) {
	for _, text := range []string{
		"a = f(1\nb = 2\n", "f(x) = {\n  y = (x\n  y\n}\nb = 2\n", "model p(x: real) {\n  x ~ normal(0, 1)\n\nb = 2\n",
		"print(\"a)\nb = 2\n", "a = g(f(1, [2)\nb = 2\n",
	} {
		p, ds := Parse(NewSource("t.gp", text))
		if len(ds) != 1 {
			t.Errorf("%q:\n%s", text, rendered(ds...))
		}
		last := p.Stmts[len(p.Stmts)-1]
		if Print(last) != "b = 2" {
			t.Errorf("%q: the last statement is %s", text, Print(last))
		}
	}
}

// TestParallel: sources are read at the same time without disturbing each other.
func TestParallel(t *testing.T) {
	programs := sharedPrograms(t)
	programs["bench.gp"] = benchProgram
	want := map[string]string{}
	for name, text := range programs {
		want[name] = dumpProgram(readWell(t, text), exact)
	}
	var wait sync.WaitGroup
	for range 4 {
		for name, text := range programs {
			wait.Go(func() {
				p, _ := Parse(NewSource(name, text))
				if dumpProgram(p, exact) != want[name] {
					t.Errorf("%s reads otherwise in company", name)
				}
			})
		}
	}
	wait.Wait()
}

// TestValuesOfBlocks: a conditional at the end of a block is its value if both branches
// end in values; otherwise it is a statement, and bare expressions in it are answered.
func TestValuesOfBlocks(t *testing.T) {
	for text, want := range map[string]string{
		"if a then b else c":                            "Cond",
		"if a then b else if c then d else e":           "Cond",
		"if a then { x = 1; x } else c":                 "Cond",
		"if a then { if b then c else d } else e":       "Cond",
		"if a then x = 1 else x = 2":                    "If",
		"if a then print(b) else print(c)":              "If",
		"if a then f(b)":                                "If",
		"if a then b":                                   "",
		"if a then b else x = 1":                        "",
		"if a then { b; c } else d":                     "",
		"if a then b else c; d":                         "",
		"if a then f(b) else { if b then c else d }; d": "",
		"b; c":    "",
		"f(b); c": "Name",
	} {
		p, ds := Parse(NewSource("t.gp", "f(x) = { y = 1; "+text+" }"))
		if want == "" {
			for _, d := range ds {
				if d.Code != "G0115" {
					t.Errorf("%s:\n%s", text, rendered(ds...))
				}
			}
			if len(ds) == 0 {
				t.Errorf("%s loses no value", text)
			}
			continue
		}
		if len(ds) > 0 {
			t.Errorf("%s:\n%s", text, rendered(ds...))
			continue
		}
		block := p.Stmts[0].(*Equation).X.(*Block)
		var last any = block.Stmts[len(block.Stmts)-1]
		if e, ok := last.(*Equation); ok {
			last = e.Left[0]
		}
		if got := strings.TrimPrefix(fmt.Sprintf("%T", last), "*lang."); got != want {
			t.Errorf("%s ends in %s", text, got)
		}
	}
}

// TestABrokenReaderAnswers: a panic inside participle costs one diagnostic.
func TestABrokenReaderAnswers(t *testing.T) {
	r := new(reader) // without a grammar
	src := NewSource("t.gp", "x = 1\ny = 2")
	r.begin(src, false, layout(scan(src), false))
	if list := r.program(); len(list) != 0 || len(r.diags) != 2 || r.diags[1].Message != brokeDown || r.diags[1].Span.slice() != "y" {
		t.Errorf("%d statements\n%s", len(list), rendered(r.diags...))
	}
}
