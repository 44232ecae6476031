package lang

import (
	"strings"
	"unicode/utf8"
)

// edits are changes of words, found in the tree, that turn signs with operands into
// functions and back: √x and sqrt(x), T⁻¹ and inverse(T), x² and x^2. Places are offsets
// in the source.
type edits struct {
	before  map[int]string // put before the word that begins there
	after   map[int]string // put behind the word that ends there
	replace map[int]string // written instead of the word that begins there
	names   map[string]string
}

func (e *edits) apply(at Span, text string) string {
	if with, ok := e.replace[at.Start.Offset]; ok {
		text = with
	}
	return e.before[at.Start.Offset] + text + e.after[at.End.Offset]
}

// wrap puts a text before and behind a node.
func (e *edits) wrap(n Node, before, after string) {
	at := n.Span()
	e.before[at.Start.Offset] += before
	e.after[at.End.Offset] = after + e.after[at.End.Offset]
}

func editsFor(p *Program, style Style) *edits {
	e := &edits{map[int]string{}, map[int]string{}, map[int]string{}, map[string]string{}}
	own := definedNames(p)
	from, to := "laplacian", "Δ"
	if style == ASCII {
		from, to = to, from
	}
	if !own["laplacian"] && !own["Δ"] {
		e.names[from] = to
	}
	for _, s := range p.Stmts {
		Walk(s, func(n Node) bool {
			if style == ASCII {
				e.toASCII(n)
			} else {
				e.toUnicode(n, own)
			}
			return true
		})
	}
	return e
}

// toASCII writes the signs that take an operand as functions.
func (e *edits) toASCII(n Node) {
	switch n := n.(type) {
	case *Unary:
		name := map[string]string{"√": "sqrt", "∇": "grad"}[n.Op]
		if name == "" {
			return
		}
		if _, paren := n.X.(*Paren); paren {
			e.replace[n.Pos.Start.Offset] = name
			return
		}
		e.replace[n.Pos.Start.Offset] = name + "("
		e.after[n.Pos.End.Offset] += ")"
	case *Postfix:
		name := map[string]string{"†": "adjoint", "⁻¹": "inverse"}[n.Op]
		sign := lastRune(n.Pos, n.Op)
		if _, paren := n.X.(*Paren); paren && n.X.Span().End.Line == n.Pos.End.Line {
			e.before[n.Pos.Start.Offset] += name
			e.replace[sign] = ""
			return
		}
		e.before[n.Pos.Start.Offset] += name + "("
		e.replace[sign] = ")"
	case *Binary:
		if n.Op != "^" {
			return
		}
		if below, ok := n.X.(*Binary); ok {
			e.wrap(below, "(", ")") // x²^3, where both signs would be ^
		}
		if y, ok := n.Y.(*Unary); ok && y.Pos == n.OpAt {
			e.replace[n.OpAt.Start.Offset] = "^-" + y.X.(*Number).Text
		} else if y, ok := n.Y.(*Number); ok && y.Pos == n.OpAt {
			e.replace[n.OpAt.Start.Offset] = "^" + y.Text
		}
	}
}

// lastRune is the offset of the sign at the end of a span.
func lastRune(at Span, sign string) int { return at.End.Offset - len(sign) }

// toUnicode writes functions that have a sign with the sign.
func (e *edits) toUnicode(n Node, own map[string]bool) {
	switch n := n.(type) {
	case *Call:
		if n.Pos.Start.Line != n.Pos.End.Line {
			return
		}
		name, ok := n.Fn.(*Name)
		if !ok || own[name.Id] || len(n.Args) != 1 || n.Args[0].Name != nil || n.Args[0].Gens != nil {
			return
		}
		e.callToSign(n, name, n.Args[0].X)
	case *Binary:
		if n.Op == "^" && n.OpAt.slice() == "^" && !endsRaised(n.X) && n.OpAt.Start.Line == n.Y.Span().Start.Line {
			e.raise(n)
		}
	}
}

func (e *edits) callToSign(n *Call, name *Name, x Expr) {
	open := name.Pos.End.Offset + strings.IndexByte(n.Pos.Source.Text[name.Pos.End.Offset:], '(')
	closer := n.Pos.End.Offset - 1
	tight := levelOf(x) == levelPostfix && !isLiteral(x)
	switch name.Id {
	case "sqrt":
		if !followed(n.Pos) {
			e.replace[name.Pos.Start.Offset] = "√"
			if tight || isLiteral(x) {
				e.replace[open], e.replace[closer] = "", ""
			}
		}
	case "grad":
		e.replace[name.Pos.Start.Offset] = "∇"
		if _, ok := x.(*Name); ok {
			e.replace[open], e.replace[closer] = "", ""
		}
	case "inverse", "adjoint":
		sign := map[string]string{"inverse": "⁻¹", "adjoint": "†"}[name.Id]
		e.replace[name.Pos.Start.Offset] = ""
		if tight {
			e.replace[open], e.replace[closer] = "", sign
		} else {
			e.after[n.Pos.End.Offset] = sign + e.after[n.Pos.End.Offset]
		}
	}
}

// isLiteral tells whether a sign behind an expression would change it.
func isLiteral(x Expr) bool {
	switch x.(type) {
	case *Number, *String, *Bool, *Block:
		return true
	}
	return false
}

// followed tells whether something that binds tighter than a root stands behind a span.
func followed(at Span) bool {
	toks := scanWithin(at.Source, at.End, min(len(at.Source.Text), at.End.Offset+8))
	t := &toks[0]
	return t.is("^") || t.kind == superToken || t.is("(") || t.is("[") || t.is(".") || t.is("†")
}

// endsRaised tells whether superscripts stand, or will stand, at the end of an expression.
func endsRaised(x Expr) bool {
	if c, ok := x.(*Call); ok {
		name, ok := c.Fn.(*Name)
		return ok && name.Id == "inverse"
	}
	text := x.Span().slice()
	r, _ := utf8.DecodeLastRuneInString(text)
	return superDigit(r) != 0
}

// raise writes x^2 and x^-2 with superscripts. x^-1 stays: T⁻¹ is the inverse.
func (e *edits) raise(n *Binary) {
	y, negative := n.Y, false
	if u, ok := y.(*Unary); ok && u.Op == "-" {
		y, negative = u.X, true
	}
	number, ok := y.(*Number)
	if !ok || !number.Int || number.Imag || strings.Contains(number.Text, "_") || negative && number.Text == "1" {
		return
	}
	var b strings.Builder
	if negative {
		b.WriteRune('⁻')
		e.replace[n.Y.Span().Start.Offset] = ""
	}
	for _, c := range number.Text {
		b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[c-'0'])
	}
	e.replace[n.OpAt.Start.Offset] = ""
	e.replace[number.Pos.Start.Offset] = b.String()
}
