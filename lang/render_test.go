package lang

import (
	"encoding/json"
	"strings"
	"testing"
)

const isingMistake = `import ising

Λ = square(16, 16, periodic)
M = square(8, 8, periodic)


E(s: spin[Λ]) = -sum(s[k]*s[j] for (k, j) in bonds(M))
`

// spanOf finds the n-th occurrence of a piece of text in a source, for tests.
func spanOf(src *Source, piece string, n int) Span {
	from := -1
	for ; n > 0; n-- {
		from += 1 + strings.Index(src.Text[from+1:], piece)
	}
	pos := func(offset int) Pos {
		before := src.Text[:offset]
		line := before[strings.LastIndex(before, "\n")+1:]
		return Pos{offset, 1 + strings.Count(before, "\n"), 1 + len([]rune(line))}
	}
	return Span{src, pos(from), pos(from + len(piece))}
}

func rendered(ds ...*Diagnostic) string {
	var b strings.Builder
	Render(&b, ds, false)
	return b.String()
}

func TestRenderAsInTheReference(t *testing.T) {
	src := NewSource("ising.gp", isingMistake)
	d := &Diagnostic{
		Code: "G0301", Message: "s is indexed by sites of Λ, but k is a site of M",
		Span: spanOf(src, "k", 1), At: "not a site of Λ (256)",
		Labels: []Label{
			{spanOf(src, "bonds(M)", 1), "so k and j are sites of M (64)"},
			{spanOf(src, "M = square", 1), ""}, {spanOf(src, "Λ = square", 1), ""},
		},
		Why:   "Λ and M are different lattices; equal sizes would not make them the same",
		Helps: []Help{{Text: "for (k, j) in bonds(Λ)", Replace: "for (k, j) in bonds(Λ)", Span: spanOf(src, "for (k, j) in bonds(M)", 1)}},
	}
	want := `error[G0301]: s is indexed by sites of Λ, but k is a site of M
  ┌─ ising.gp:7:24
  │
3 │ Λ = square(16, 16, periodic)
4 │ M = square(8, 8, periodic)
7 │ E(s: spin[Λ]) = -sum(s[k]*s[j] for (k, j) in bonds(M))
  │                        ^                     ‾‾‾‾‾‾‾‾ so k and j are sites of M (64)
  │                        not a site of Λ (256)
  = why: Λ and M are different lattices; equal sizes would not make them the same
  = help: for (k, j) in bonds(Λ)
`
	if got := rendered(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRenderAligns: marks stand under their words also behind tabs, wide and combining
// runes; what a terminal would obey is shown harmless.
func TestRenderAligns(t *testing.T) {
	src := NewSource("a\x1bb.gp", "\tx̂ = \"漢字\" + y\x07 # \x1b[31m\n")
	d := syntax("G0101", spanOf(src, "y", 1), "bell \x07").found("here").label(spanOf(src, "x̂", 1), "there")
	want := "error[G0101]: bell ␇\n" +
		"  ┌─ a␛b.gp:1:14\n" +
		"  │\n" +
		"1 │     x̂ = \"漢字\" + y␇ # ␛[31m\n" +
		"  │     ‾            ^ here\n" +
		"  │     there\n"
	if got := rendered(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRenderManyPlaces: several lines, sources, overlapping and empty marks.
func TestRenderManyPlaces(t *testing.T) {
	src := NewSource("a.gp", strings.Repeat("\n", 98)+"f(x) = {\n  x + y\n")
	other := NewSource("b.gp", "y = 1")
	d := syntax("G0000", spanOf(src, "x + y", 1), "m").found("a sum").
		label(spanOf(src, "y", 1), "not known").
		label(spanOf(src, "{", 1), "in this block").
		label(spanOf(other, "y", 1), "another y")
	d.Severity, d.Here = Warning, "x = 3"
	d.Helps = []Help{{"write z", "zz", spanOf(src, "y", 1)}, {"", "w", spanOf(src, "y", 1)}}
	want := `warning[G0000]: m
    ┌─ a.gp:100:3
    │
 99 │ f(x) = {
    │        ‾ in this block
100 │   x + y
    │   ^^^^‾ not known
    │   a sum
    ┌─ b.gp:1:1
    │
  1 │ y = 1
    │ ‾ another y
    = here: x = 3
    = help: write z: zz
    = help: w
`
	if got := rendered(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRenderOddPlaces: no place; the end of the text; a line of a megabyte.
func TestRenderOddPlaces(t *testing.T) {
	if got, want := rendered(&Diagnostic{Code: "G0001", Message: "m"}, &Diagnostic{Message: "n"}), "error[G0001]: m\n\nerror: n\n"; got != want {
		t.Errorf("got %q", got)
	}
	_, ds := Parse(NewSource("t.gp", "x ="))
	if got := rendered(ds...); !strings.Contains(got, "1 │ x =\n  │    ^ an operand is expected\n") {
		t.Errorf("got\n%s", got)
	}
	long := NewSource("t.gp", strings.Repeat("é", 500_000)+"!"+strings.Repeat("é", 500_000))
	got := rendered(syntax("G0001", spanOf(long, "!", 1), "m").found("far out"))
	lines := strings.Split(got, "\n")
	if len(got) > 2000 {
		t.Fatalf("%d bytes are shown", len(got))
	}
	mark, bang := []rune(lines[4]), []rune(lines[3])
	if i := strings.IndexRune(string(mark), '^'); i < 0 || bang[len([]rune(string(mark)[:i]))] != '!' {
		t.Errorf("the mark is not under !:\n%s", got)
	}
}

func TestRenderInColor(t *testing.T) {
	src := NewSource("t.gp", "x = y")
	d := syntax("G0001", spanOf(src, "y", 1), "m").found("here").help("h")
	var b strings.Builder
	Render(&b, []*Diagnostic{d}, true)
	plain := b.String()
	for _, ink := range []string{redInk, blueInk, boldInk, noInk} {
		if !strings.Contains(plain, ink) {
			t.Errorf("%q is not used", ink)
		}
		plain = strings.ReplaceAll(plain, ink, "")
	}
	if plain != rendered(d) {
		t.Errorf("colours change the text:\n%s", plain)
	}
}

func TestJSON(t *testing.T) {
	src := NewSource("t.gp", "β = 2x")
	_, ds := Parse(src)
	data, err := json.Marshal(ds[0].JSON())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"severity":"error","code":"G0108","message":"2 and x stand side by side without an operator",` +
		`"span":{"file":"t.gp","start":{"offset":5,"line":1,"col":5},"end":{"offset":7,"line":1,"col":7}},"at":"no operator between them",` +
		`"why":"a product that is not written could as well be a mistyped name",` +
		`"helps":[{"text":"write 2*x","replace":"*","span":{"file":"t.gp","start":{"offset":6,"line":1,"col":6},"end":{"offset":6,"line":1,"col":6}}}]}`
	if string(data) != want {
		t.Errorf("got %s", data)
	}
}
