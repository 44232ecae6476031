package lang

import (
	"strings"
	"unicode/utf8"
)

// Strings: pieces of text, and expressions in braces.

// nestedText is how many levels a string inside a string counts: each is scanned anew.
const nestedText = 20

// text reads a string literal.
func (r *reader) text() Expr {
	t := r.take()
	p := &pieces{r: r, scanner: scanner{src: r.src, at: t.span.Start, end: t.span.End.Offset - 1}}
	p.step()
	r.deeper(t, nestedText)
	p.run()
	r.depth -= nestedText
	return &String{At{t.span}, p.parts}
}

// plainText reads a string literal without expressions.
func (r *reader) plainText() string {
	s := r.text().(*String)
	if len(s.Parts) == 0 {
		return ""
	}
	if len(s.Parts) > 1 || s.Parts[0].X != nil {
		r.bail(syntax("G0106", s.Pos, "no expression can stand in this text").help("write {{ and }} for braces"))
	}
	return s.Parts[0].Text
}

// path reads the name of a module or the path of a file.
func (r *reader) path() pathLeaf {
	t := r.tok()
	if t.kind == stringToken {
		return pathLeaf{r.plainText()}
	}
	if t.kind != nameToken {
		r.bail(r.expected("the name of a module"))
	}
	r.pos++
	return pathLeaf{t.text}
}

// pieces takes a literal apart. The scanner stands behind the opening quote and ends
// before the closing one.
type pieces struct {
	scanner
	r     *reader
	plain strings.Builder
	parts []StringPart
}

func (p *pieces) run() {
	for {
		c, n := p.peek()
		if n == 0 {
			p.flush()
			return
		}
		switch {
		case c == '\\':
			p.escape()
		case (c == '{' || c == '}') && strings.HasPrefix(p.rest()[1:], string(c)):
			p.skip(2)
			p.plain.WriteRune(c)
		case c == '{':
			p.flush()
			p.expression()
		case c == '}':
			p.r.bail(syntax("G0106", p.here(1), "this brace closes nothing").help("write }} for a brace"))
		case c < ' ' && c != '\t' || c == utf8.RuneError && n == 1:
			p.r.bail(syntax("G0102", p.here(1), "a byte that is no text stands here").because("a program is text in UTF-8"))
		default:
			p.plain.WriteRune(c)
			p.step()
		}
	}
}

// here is the span of the next n bytes of ASCII.
func (p *pieces) here(n int) Span {
	return Span{p.src, p.at, Pos{p.at.Offset + n, p.at.Line, p.at.Col + n}}
}

func (p *pieces) flush() {
	if p.plain.Len() > 0 {
		p.parts = append(p.parts, StringPart{Text: p.plain.String()})
		p.plain.Reset()
	}
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', 'n': '\n', 't': '\t'}

func (p *pieces) escape() {
	rest := p.rest()
	if len(rest) < 2 || escapes[rest[1]] == 0 {
		p.r.bail(syntax("G0106", p.here(1), `\ has no meaning before this character`).help(`write \\ for a \; the others are \" \n \t`))
	}
	p.plain.WriteByte(escapes[rest[1]])
	p.skip(2)
}

// expression reads {e} or {e:format}.
func (p *pieces) expression() {
	open := p.here(1)
	end, colon := p.extent()
	format := ""
	stop := end
	if colon >= 0 {
		stop, format = colon, p.src.Text[colon+1:end]
	}
	p.skip(1)
	x := p.r.within(p.at, stop, open)
	p.parts = append(p.parts, StringPart{X: x, Format: format})
	for p.at.Offset <= end {
		p.step()
	}
}

// extent finds where the expression at hand ends, and the colon of its format, or -1.
func (p *pieces) extent() (end, colon int) {
	text := p.src.Text[:p.end]
	colon = -1
	var open []byte
	for i := p.at.Offset; i < len(text); i++ {
		inText := len(open) > 0 && open[len(open)-1] == '"'
		switch c := text[i]; {
		case inText && (c == '\\' || (c == '{' || c == '}') && i+1 < len(text) && text[i+1] == c):
			i++
		case c == '"' && inText:
			open = open[:len(open)-1]
		case c == '"' || c == '{' || !inText && (c == '(' || c == '['):
			open = append(open, c)
		case !inText && (c == ')' || c == ']') && len(open) > 1 && open[len(open)-1] != '{':
			open = open[:len(open)-1]
		case !inText && c == '}':
			for len(open) > 0 && open[len(open)-1] != '{' {
				open = open[:len(open)-1]
			}
			if open = open[:max(0, len(open)-1)]; len(open) == 0 {
				return i, colon
			}
		case !inText && c == ':' && len(open) == 1 && colon < 0:
			colon = i
		}
	}
	return len(text), colon
}

// within reads the expression that a stretch of the source holds.
func (r *reader) within(from Pos, end int, open Span) Expr {
	toks, pos, lex, base, noIn := r.toks, r.pos, r.lex, r.base, r.noIn
	defer func() { r.toks, r.pos, r.lex, r.base, r.noIn = toks, pos, lex, base, noIn }()
	r.toks, r.pos, r.noIn = layout(scanWithin(r.src, from, end), false), 0, false
	r.lex = r.lexer(0, len(r.toks))
	if r.tok().kind == eolToken {
		r.bail(syntax("G0106", open, "the braces are empty").found("an expression is expected").help("write {{ and }} for braces"))
	}
	x := r.expr()
	if k := r.tok().kind; k != eolToken {
		r.bail(r.trailing(0))
	}
	return x
}
