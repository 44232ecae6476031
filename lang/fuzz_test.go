package lang

import (
	"slices"
	"strings"
	"testing"
)

// seeds for the fuzzers: a little of everything.
var seeds = []string{
	benchProgram, "f(x) = {\n a = x\n -a\n}\n[b,c] |> d", "x[i,\n  j] = (a,\n b) for (i,j) in\n I\n  # c\n\n\n\ninput L = 3    \"a\" # b", "", "\uFEFFx = 1\r\n", "y = 2x", "f(x) = { y = x²; y⁻¹ + √y† }", "x = \"{a:.2f} {{}} {\"b\"}\"",
	"if a then b = 1 else { c = 2 }", "y = (1, [2\nz = 3", "for i in I {", "a ∉ b ≤ c → d", "x = \xff\x00", "'", "\"{", "/* */", "2.e5..<3im",
	"minimize F() over p using adam(1) with batch = 1", "model p(x: real | y) ∝ exp(-x)", "x → (y: real, z) -> -∇f(x)^-2", "param a = 1 in (0, 1)",
}

// FuzzLex: the tokens of any text lie in order, without overlap, and every byte that is
// no blank belongs to one.
func FuzzLex(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := NewSource("t.gp", text)
		at := 0
		if strings.HasPrefix(text, "\uFEFF") {
			at = len("\uFEFF")
		}
		toks := scan(src)
		for i := range toks {
			s := toks[i].span
			if s.Start.Offset < at || s.End.Offset < s.Start.Offset {
				t.Fatalf("token %d of %q begins at %d, before %d", i, text, s.Start.Offset, at)
			}
			for _, r := range text[at:s.Start.Offset] {
				if !isBlank(r) {
					t.Fatalf("%q in %q belongs to no token", r, text)
				}
			}
			at = s.End.Offset
		}
		if at != len(text) || toks[len(toks)-1].kind != eofToken {
			t.Fatalf("%q is read up to %d", text, at)
		}
		words := layout(slices.Clone(toks), false)
		for i := range words {
			if m := words[i].mate; m >= 0 && words[m].mate != i {
				t.Fatalf("brackets of %q are not mutual", text)
			}
		}
	})
}

// FuzzParse: nothing breaks the reader; what is wrong has a registered code and a place;
// a text is well formed or has a diagnostic.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ds := readAll(text)
		for _, d := range ds {
			if _, ok := Explain(d.Code); !ok || d.Span.Source != p.Source || d.Message == "" {
				t.Fatalf("%q: %+v", text, d)
			}
		}
		if len(ds) > strings.Count(text, "\n")+strings.Count(text, ";")+strings.Count(text, "{")+strings.Count(text, "}")+strings.Count(text, "#")+1 {
			t.Fatalf("%q has more diagnostics than statements:\n%s", text, rendered(ds...))
		}
		for _, s := range p.Stmts {
			Walk(s, func(n Node) bool {
				at := n.Span()
				if at.Source != p.Source || at.End.Offset < at.Start.Offset {
					t.Fatalf("%q: a node has no place", text)
				}
				return true
			})
		}
	})
}

// FuzzFormat: formatting keeps the tree and is done in one go, in every style.
func FuzzFormat(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, ds := Parse(NewSource("t.gp", text)); len(ds) == 0 {
			checkFormat(t, "t.gp", text)
		}
	})
}
