package lang

import (
	"strings"
)

// speller writes the words of a line with the spaces between them.
type speller struct {
	*formatter
	prev    *token // the word before in the statement, perhaps on an earlier line
	prefix  bool   // prev is a prefix operator
	tight   bool   // prev is an infix operator without spaces
	pending bool   // a space is due before the next word that is written
}

// word writes a word; next is the one behind it, first tells that it begins its line.
func (s *speller) word(t, next *token, first bool, indent int) {
	prefix := s.isPrefix(t)
	tight := !prefix && isTight(t, next)
	if !first {
		s.pending = s.pending || s.spaced(t, prefix, tight)
	}
	text := s.text(t, next)
	if text != "" && s.pending {
		gap := 1
		if t.kind == stringToken && s.prev.endsOperand() { // the text of an input keeps its column
			gap = max(1, s.old-s.new)
		}
		s.pad(gap)
		s.pending = false
	}
	s.enter(t)
	s.line.WriteString(text)
	s.new = shownWidth(text, s.new)
	s.leave(t, indent)
	s.prev, s.prefix, s.tight = t, prefix, tight
}

// enter notes that the first word behind an open bracket stands here.
func (s *speller) enter(t *token) {
	if n := len(s.open); n > 0 && s.open[n-1].waiting {
		s.open[n-1].waiting = false
		if !t.first {
			s.open[n-1].old, s.open[n-1].new = s.old, s.new
		}
	}
}

// leave keeps the stack of open brackets.
func (s *speller) leave(t *token, indent int) {
	switch {
	case t.opens():
		post := s.prev != nil && (s.prev.endsOperand() || commandWords[s.prev.text] && s.prev.kind == keywordToken)
		s.open = append(s.open, openBracket{
			tok: t, call: t.is("(") && post, index: t.is("[") && post, indent: indent, new: -1, waiting: true, stmt: s.stmt,
		})
	case t.closes():
		s.stmt = s.open[len(s.open)-1].stmt
		s.open = s.open[:len(s.open)-1]
	}
}

// isPrefix tells whether a sign stands before its operand.
func (s *speller) isPrefix(t *token) bool {
	switch {
	case t.is("√") || t.is("∇"):
		return true
	case t.is("-"):
		return s.prev == nil || !s.prev.endsOperand()
	}
	return false
}

// isTight tells whether an infix operator has no spaces around it: some never have, some
// keep what the author gave them, if it was the same on both sides.
func isTight(t, next *token) bool {
	switch {
	case t.kind != signToken:
		return false
	case t.is("^") || t.is("..") || t.is("..<") || t.is("."):
		return true
	case t.is("+") || t.is("-") || t.is("*") || t.is("/") || t.is("@"):
		return !t.space && !next.space
	}
	return false
}

// spaced tells whether a space belongs between the word before and t.
func (s *speller) spaced(t *token, prefix, tight bool) bool {
	p := s.prev
	switch {
	case p.is("{") || t.is("}"):
		return true
	case t.is(",") || t.is(";") || t.is(":") || t.closes() || p.is("(") || p.is("["):
		return false
	case p.is(","):
		return t.space || !s.keepsCommas()
	case s.prefix || s.tight || tight || p.is("not") && s.spelling(p) == "¬":
		return false
	case t.is("(") || t.is("["):
		return !p.endsOperand() && !(p.kind == keywordToken && commandWords[p.text])
	case t.is("†"):
		return false
	case t.kind == superToken:
		return p.kind == superToken
	}
	return true
}

// keepsCommas tells whether the innermost bracket is an index or a tuple, where the space
// behind a comma is the author's.
func (s *speller) keepsCommas() bool {
	if len(s.open) == 0 {
		return false
	}
	top := &s.open[len(s.open)-1]
	return top.index || top.tok.is("(") && !top.call
}

// text is how a word is written in the style, edits included.
func (s *speller) text(t, next *token) string {
	text := s.spelling(t)
	if s.style == Keep {
		return text
	}
	if notIn := s.style == Unicode && t.is("not") && next.is("in"); notIn && next.first {
		text = t.text
	} else if notIn {
		text = "∉"
	} else if s.style == Unicode && t.is("in") && s.prev != nil && s.prev.is("not") {
		text = ""
		if t.first {
			text = t.text
		}
	} else if t.kind == keywordToken && next.is("=") {
		text = t.text // the name of an argument
	}
	if t.kind == stringToken {
		text = s.stringText(t)
	}
	return s.edits.apply(t.span, text)
}

// spelling is a word by itself in the style.
func (s *speller) spelling(t *token) string {
	switch {
	case s.style == Keep || t.kind == numberToken || t.kind == stringToken || t.kind == superToken:
		return t.written()
	case t.kind == nameToken && s.prev != nil && s.prev.is("."):
		return t.written()
	case s.style == ASCII && t.kind == nameToken && s.edits.names[t.text] == "":
		if t.text == "sum" || t.text == "prod" || t.text == "pi" || t.text == "inf" {
			return t.text
		}
		return t.written()
	case t.kind == nameToken && s.edits.names[t.text] != "":
		return s.edits.names[t.text]
	case s.style == Unicode && signs[t.text] != "":
		return signs[t.text]
	case t.kind == nameToken:
		return t.written()
	}
	return t.text
}

// signs maps canonical spellings to mathematical signs.
var signs = map[string]string{
	"in": "∈", "not in": "∉", "<=": "≤", ">=": "≥", "!=": "≠", "~=": "≈", "->": "→", "and": "∧", "or": "∨", "not": "¬",
	"times": "×", "union": "∪", "minus": "∖", "*": "·", "-": "−", "propto": "∝", "sum": "∑", "prod": "∏", "pi": "π", "inf": "∞",
}

// stringText writes a string with the expressions in it in the style.
func (s *speller) stringText(t *token) string {
	p := &pieces{scanner: scanner{src: t.span.Source, at: t.span.Start, end: t.span.End.Offset - 1}}
	p.step()
	var b strings.Builder
	b.WriteByte('"')
	for {
		c, n := p.peek()
		if n == 0 {
			b.WriteByte('"')
			return b.String()
		}
		double := (c == '{' || c == '}') && strings.HasPrefix(p.rest()[1:], string(c))
		switch {
		case c == '\\' || double:
			b.WriteString(p.rest()[:2])
			p.skip(2)
		case c == '{':
			s.stringPart(p, &b)
		default:
			b.WriteRune(c)
			p.step()
		}
	}
}

// stringPart writes {e:format}.
func (s *speller) stringPart(p *pieces, b *strings.Builder) {
	end, colon := p.extent()
	stop := end
	if colon >= 0 {
		stop = colon
	}
	p.skip(1)
	words := layout(scanWithin(p.src, p.at, stop), false)
	inner := &speller{formatter: &formatter{style: s.style, edits: s.edits}}
	for i := range words {
		if words[i].kind == eolToken {
			break
		}
		inner.word(&words[i], &words[i+1], i == 0, 0)
	}
	text := inner.line.String()
	b.WriteByte('{')
	if strings.HasPrefix(text, "{") {
		b.WriteByte(' ')
	}
	b.WriteString(text)
	b.WriteString(p.src.Text[stop : end+1])
	for p.at.Offset <= end {
		p.step()
	}
}
