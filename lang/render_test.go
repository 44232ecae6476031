package lang

import (
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
