package spec

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// term is a part of a production: a sequence or a choice of parts, a repetition, or a symbol.
type term struct {
	kind  string // seq, choice, many, maybe, word (a literal), name
	parts []*term
	text  string
}

type grammar struct {
	rules  map[string]*term
	height map[string]int // of the smallest derivation
}

var (
	grammarComment = regexp.MustCompile(`(?s)\(\*.*?\*\)`)
	grammarToken   = regexp.MustCompile(`"[^"]+"|[A-Za-z]+|[=.|(){}\[\]]`)
)

// parseGrammar reads EBNF.
func parseGrammar(t *testing.T, text string) *grammar {
	p := &grammarReader{t: t, tokens: grammarToken.FindAllString(grammarComment.ReplaceAllString(text, ""), -1)}
	g := &grammar{rules: map[string]*term{}, height: map[string]int{}}
	for len(p.tokens) > 0 {
		name := p.next()
		p.want("=")
		g.rules[name] = p.choice()
		p.want(".")
	}
	for changed := true; changed; {
		changed = false
		for name, r := range g.rules {
			if h := g.heightOf(r); h < infinite && (g.height[name] == 0 || h+1 < g.height[name]) {
				g.height[name], changed = h+1, true
			}
		}
	}
	for name := range g.rules {
		if g.height[name] == 0 {
			t.Fatalf("%s derives nothing", name)
		}
	}
	return g
}

type grammarReader struct {
	t      *testing.T
	tokens []string
}

func (p *grammarReader) next() string {
	if len(p.tokens) == 0 {
		p.t.Fatal("the grammar ends early")
	}
	tok := p.tokens[0]
	p.tokens = p.tokens[1:]
	return tok
}

func (p *grammarReader) want(tok string) {
	if got := p.next(); got != tok {
		p.t.Fatalf("%s where %s is expected, before %v", got, tok, p.tokens[:min(5, len(p.tokens))])
	}
}

func (p *grammarReader) choice() *term {
	c := &term{kind: "choice", parts: []*term{p.sequence()}}
	for p.tokens[0] == "|" {
		p.next()
		c.parts = append(c.parts, p.sequence())
	}
	return c
}

func (p *grammarReader) sequence() *term {
	s := &term{kind: "seq"}
	for !strings.Contains(`|.)]}`, p.tokens[0]) {
		tok := p.next()
		switch {
		case tok == "(":
			s.parts = append(s.parts, p.choice())
			p.want(")")
		case tok == "[":
			s.parts = append(s.parts, &term{kind: "maybe", parts: []*term{p.choice()}})
			p.want("]")
		case tok == "{":
			s.parts = append(s.parts, &term{kind: "many", parts: []*term{p.choice()}})
			p.want("}")
		case tok[0] == '"':
			s.parts = append(s.parts, &term{kind: "word", text: tok[1 : len(tok)-1]})
		default:
			s.parts = append(s.parts, &term{kind: "name", text: tok})
		}
	}
	return s
}

const infinite = 1 << 20

// heightOf is the height of the smallest derivation of a term.
func (g *grammar) heightOf(x *term) int {
	switch x.kind {
	case "choice":
		h := infinite
		for _, p := range x.parts {
			h = min(h, g.heightOf(p))
		}
		return h
	case "seq":
		h := 0
		for _, p := range x.parts {
			h = max(h, g.heightOf(p))
		}
		return h
	case "name":
		if _, ok := g.rules[x.text]; !ok {
			return 0
		}
		if h := g.height[x.text]; h > 0 {
			return h
		}
		return infinite
	}
	return 0
}

// derive writes a random sentence of a production, of about the given height.
func (g *grammar) derive(rng *rand.Rand, name string, height int) string {
	var b strings.Builder
	g.write(&b, rng, &term{kind: "name", text: name}, height)
	return strings.TrimSpace(b.String())
}

// tokens are examples of the tokens that the grammar leaves open.
var tokens = map[string][]string{
	"name":        {"x", "s", "Λ", "β₁", "W′", "i"},
	"number":      {"0", "2", "1.5", "1e-3"},
	"string":      {`"a"`, `"{x:.3f} of {n}"`},
	"text":        {`"a"`},
	"superscript": {"²", "⁻³"},
}

func (g *grammar) write(b *strings.Builder, rng *rand.Rand, x *term, height int) {
	switch x.kind {
	case "word":
		b.WriteString(" " + x.text)
	case "name":
		if r, ok := g.rules[x.text]; ok {
			g.write(b, rng, r, height-1)
			return
		}
		list := tokens[x.text]
		if x.text != "superscript" {
			b.WriteString(" ")
		}
		b.WriteString(list[rng.IntN(len(list))])
	case "seq":
		for _, p := range x.parts {
			g.write(b, rng, p, height)
		}
	case "choice":
		var fits []*term
		least := x.parts[0]
		for _, p := range x.parts {
			if g.heightOf(p) < g.heightOf(least) {
				least = p
			}
			if g.heightOf(p) <= height {
				fits = append(fits, p)
			}
		}
		if len(fits) > 0 {
			least = fits[rng.IntN(len(fits))]
		}
		g.write(b, rng, least, height)
	case "maybe", "many":
		for n := 0; n < 3 && g.heightOf(x.parts[0]) <= height && rng.IntN(4) == 0; n++ {
			g.write(b, rng, x.parts[0], height)
			if x.kind == "maybe" {
				return
			}
		}
	}
}
