package lang

import (
	"strings"
	"testing"
)

// foreignIdioms are habits of other languages: the code each earns, and what the helps
// must mention.
var foreignIdioms = []struct{ text, code, help string }{
	{"y = 2x", "G0108", "2*x"},
	{"y = 2(x + 1)", "G0108", "*"},
	{"y = 2 x", "G0108", "*"},
	{"y = a b", "G0108", "a(b)"},
	{"y = sin x", "G0108", "sin(x)"},
	{"y = (a)b", "G0108", "*"},
	{"y = x²y", "G0108", "*"},
	{"y = f(a b)", "G0108", "a*b"},
	{"y = f²(x)", "G0101", "f(x)^2"},
	{"y = x**2", "G0109", "^"},
	{"x **= 2", "G0114", "x^a"},
	{"y = a && b", "G0109", "and"},
	{"y = a || b", "G0109", "or"},
	{"y = !a", "G0109", "not"},
	{"y = n!", "G0109", "gamma"},
	{"y = a % b", "G0109", "mod"},
	{"y = a // b", "G0109", "floor"},
	{"y = a & b", "G0109", "and"},
	{"y = a === b", "G0109", "=="},
	{"y = a <> b", "G0109", "!="},
	{"y = a ? b : c", "G0109", "if c then a else b"},
	{"y = |x|", "G0109", "abs"},
	{"f = x => x + 1", "G0109", "->"},
	{"I = 1...5", "G0109", ".."},
	{"/* text */", "G0109", "#"},
	{"x = = 1", "G0118", "=="},
	{"assert x = = 1", "G0118", "=="},
	{"assert x = 1", "G0118", "=="},
	{"if x = 3 then print(x)", "G0118", "=="},
	{"x = y = 3", "G0118", "two equations"},
	{"y = f(x[1] = 3)", "G0118", "=="},
	{"x := 3", "G0114", "="},
	{"x += 1", "G0114", "y = x + a"},
	{"x -= 1", "G0114", "y = x - a"},
	{"x++", "G0101", ""},
	{"def f(x): return x", "G0110", "f(x) ="},
	{"function f(x)", "G0110", "f(x) ="},
	{"return x", "G0110", "block"},
	{"f(x) = { return x }", "G0110", "block"},
	{"return(x)", "G0111", "block"},
	{"let x = 3", "G0110", "x ="},
	{"var x = 3", "G0110", "x ="},
	{"class A: x = 3", "G0110", "net"},
	{"f = lambda x: x + 1", "G0110", "x -> e"},
	{"f = lambda x, y: x + y", "G0110", "x -> e"},
	{"y = a is b", "G0110", "=="},
	{"elif x > 2 then y = 3", "G0110", "else if"},
	{"while x < 3 { x = x + 1 }", "G0113", "recurrence"},
	{"while (x < 3) { x = x + 1 }", "G0113", "recurrence"},
	{"for i in 1..3 { x = i }", "G0113", "x[i] = f(i) for i in I"},
	{"for i in range(3): x = i", "G0113", "x[i] = f(i) for i in I"},
	{"if x > 0: y = 1", "G0116", "then"},
	{"if (x > 0) y = 1", "G0116", "then"},
	{"if x > 0 { y = 1 }", "G0116", "then"},
	{"y = if x > 0: 1 else 2", "G0116", "then"},
	{"I = range(10)", "G0111", "0..<10"},
	{"I = range(a, b + 1)", "G0111", "a..<b + 1"},
	{"y = sum(i for i in range(1, 10))", "G0111", "1..<10"},
	{"x = True", "G0111", "true"},
	{"x = None", "G0111", "leave it out"},
	{"n = len(x)", "G0111", "size"},
	{`y = \sum(x)`, "G0112", "sum(f(i) for i in I)"},
	{`y = \alpha`, "G0112", "α"},
	{`y = \frac{a}{b}`, "G0112", "a/b"},
	{`y = \foo`, "G0112", ""},
	{`y = a + \`, "G0102", "goes on"},
	{"x = 'text'", "G0102", "double quotes"},
	{"x = “text”", "G0102", `"`},
	{"y = a – b", "G0102", "-"},
	{"y = ∫f", "G0102", "integrate"},
	{"y = ⟨x⟩", "G0102", "mean"},
	{"y = xⁿ", "G0102", "x^n"},
	{"y = x\u200B + 1", "G0102", "delete"},
	{"x = \x00", "G0102", "delete"},
	{"x = \xff", "G0102", ""},
	{"x = \"a\xff\"", "G0102", ""},
	{"x = \"a\x1b\"", "G0102", ""},
	{"# \xff", "G0102", ""},
	{"x = 1\uFEFF", "G0102", "delete"},
	{"x = 0x1F", "G0107", "decimal"},
	{"x = .5", "G0107", "0.5"},
	{"x = 5.", "G0107", "5.0"},
	{"x = 1e999", "G0107", "logarithm"},
	{"y = x[1:3]", "G0126", "1..3"},
	{"I = 1:3", "G0126", ".."},
	{"y = sum(x[i] for i = 1..3)", "G0127", "in"},
	{"y = sum(x[i]*x[j] for i, j in I)", "G0127", "i in I, j"},
	{"y = sum(x[i]*x[j] for i, j in 1..3)", "G0127", "i in S, j in S"},
	{"y = sum(x[i]*x[j] for i, j in bonds(L))", "G0127", "(i, j)"},
	{"y = mean(s*x for s, x ~ p)", "G0127", "(s, x)"},
	{"y = sum(x[i]*x[j] for <i, j> in bonds(L))", "G0127", "(i, j)"},
	{"y = a .* b", "G0109", "*"},
	{"y = x.^2", "G0109", "^"},
	{"print(f\"a {x}\")", "G0108", "braces"},
	{"from van import *", "G0101", "import"},
	{"x: real = 3", "G0126", "x = …"},
	{"y = f(x: 3)", "G0126", "name = value"},
	{"y = {i for i in 1..3}", "G0127", "set(i for i in I)"},
	{"y = (i for i in 1..3)", "G0127", "[f(i) for i in I]"},
	{"y = [1, i for i in 1..3]", "G0127", "list"},
	{"y = f(x if x > 0)", "G0127", "for i in I if c"},
	{"print x", "G0129", "print(x)"},
	{`print "a", b`, "G0129", `print("a", b)`},
	{"y = print(x)", "G0119", "line"},
	{"y = f(minimize F())", "G0119", "fit = minimize"},
	{"y = 1 + if a then 2 else 3", "G0124", "(if c then a else b)"},
	{"y = 2*(x -> x)(3) + x -> 4", "G0124", "(x -> e)"},
	{"y = a + not b", "G0124", "(not a)"},
	{"y = √-x", "G0124", "(-x)"},
	{"x.y = 3", "G0123", ""},
	{"2 = x", "G0123", ""},
	{"a + b = c", "G0123", "assert"},
	{"input = 3", "G0120", "input_"},
	{"with = 3", "G0120", "with_"},
	{"y = (a, )", "G0101", ""},
	{"y = ()", "G0130", ""},
	{"y = ", "G0130", ""},
	{"y = a *", "G0130", ""},
	{"x <- 3", "G0115", "="},
	{"x == 3", "G0115", "assert"},
	{"x", "G0115", "print(x)"},
	{"a, b", "G0115", ""},
	{"model p(x) x ~ normal(0, 1)", "G0129", "model p"},
	{"net f", "G0101", "net f"},
	{"import 3", "G0101", "import van"},
	{"param 3 = x", "G0101", "param"},
	{"param a", "G0129", "param"},
	{"input L", "G0129", "input"},
	{"input L = 16 text", "G0108", ""},
	{"y = x }", "G0104", ""},
	{"y = (a]", "G0104", ")"},
	{"y = a)", "G0104", "delete"},
	{"y = f(a", "G0103", ")"},
	{"f(x) = { x", "G0103", "}"},
	{`y = "abc`, "G0105", `"`},
	{`y = "a {b"`, "G0105", "{{"},
	{`y = "a \q"`, "G0106", `\\`},
	{`y = "a {} b"`, "G0106", "{{"},
	{`y = "a } b"`, "G0106", "}}"},
	{`y = "a {1 2} b"`, "G0108", ""},
	{"if a then b", "G0115", "print(b)"},
	{"f(x) = { x + 1; 2 }", "G0115", "print(x + 1)"},
	{"else x = 3", "G0101", ""},
	{"y = and b", "G0101", ""},
	{"y = model", "G0120", ""},
	{"y = f(x, then)", "G0101", ""},
}

func TestForeignIdioms(t *testing.T) {
	for _, c := range foreignIdioms {
		// The statements around the bad one are read all the same.
		text := "before = 1\n" + c.text + "\n\nafter = 2\n"
		if strings.HasPrefix(c.text, "for ") || strings.HasPrefix(c.text, "with ") || strings.HasPrefix(c.text, "else ") || c.text == "y = " || strings.HasSuffix(c.text, "*") || strings.HasSuffix(c.text, "/") || strings.HasSuffix(c.text, "+") {
			text = c.text // such a line belongs to the one above or below
		}
		p, ds := Parse(NewSource("idiom.gp", text))
		if len(ds) != 1 || ds[0].Code != c.code {
			t.Errorf("%q earns, instead of one %s:\n%s", c.text, c.code, rendered(ds...))
			continue
		}
		var helps []string
		for _, h := range ds[0].Helps {
			helps = append(helps, h.Text, h.Replace)
		}
		if !strings.Contains(strings.Join(helps, " "), c.help) {
			t.Errorf("%q: no help mentions %q:\n%s", c.text, c.help, rendered(ds...))
		}
		if text != c.text {
			outer := 0
			for _, s := range p.Stmts {
				if e, ok := s.(*Equation); ok && e.Op == "=" && len(e.Left) == 1 {
					if n, ok := e.Left[0].(*Name); ok && (n.Id == "before" || n.Id == "after") {
						outer++
					}
				}
			}
			if outer != 2 {
				t.Errorf("%q hides the statements around it", c.text)
			}
		}
		checkMend(t, text, ds[0])
	}
}

// TestOwnNames: a name of another language that the program defines is its own.
func TestOwnNames(t *testing.T) {
	for _, text := range []string{
		"range(x) = x\ny = range(3)", "True = 1\nx = True", "y = sum(len for len in 1..3)", "f(self) = self",
		"f = None -> None + 1", "from m import range\ny = range(3)", "var(x) = x\ny = var(2)", "is = 3",
	} {
		if _, ds := Parse(NewSource("own.gp", text)); len(ds) > 0 {
			t.Errorf("%q:\n%s", text, rendered(ds...))
		}
	}
	if _, ds := ParseLine(NewSource("prompt", "range(3)")); len(ds) > 0 {
		t.Errorf("at the prompt, range may have been defined before:\n%s", rendered(ds...))
	}
}
