package lang

import (
	"strings"
)

// Style says which spelling of mathematical signs Format writes.
type Style int

// Styles.
const (
	Keep    Style = iota // as written
	Unicode              // ∈ ≤ → √x x² T⁻¹
	ASCII                // in <= -> sqrt(x) x^2 inverse(T)
)

// indentStep is how much deeper the lines of a block stand.
const indentStep = 2

// Format lays out a source: spaces and indentation in the canonical way, at most one
// blank line in a row, comments and line breaks as they are. The text means the same as
// before, and formatting it again changes nothing. A source that cannot be read comes
// back unchanged with its diagnostics.
func Format(src *Source, style Style) (string, []*Diagnostic) {
	program, ds := Parse(src)
	if len(ds) > 0 {
		return src.Text, ds
	}
	f := &formatter{style: style}
	if style != Keep {
		f.edits = editsFor(program, style)
	}
	f.lines(scan(src), layout(scan(src), false))
	return f.out.String(), nil
}

// formatter writes the tokens of a source line by line.
type formatter struct {
	style Style
	edits *edits
	out   strings.Builder
	line  strings.Builder
	old   int // column on the line at hand in the source, as shown, from 0
	new   int // the same in what is written
	open  []openBracket
	stmt  statementPlace
}

// statementPlace is where the statement at hand begins, in the source and as written.
type statementPlace struct{ old, new int }

// openBracket is a bracket that is open at the place of the formatter.
type openBracket struct {
	tok     *token
	call    bool // an argument list
	index   bool // brackets of an index
	indent  int  // of the line it stands in
	old     int  // column of the word behind it, in the source
	new     int  // and as written; -1 if none is on its line
	waiting bool // for that word
	stmt    statementPlace
}

// lines walks the source. Words come from the layout, which knows the statements;
// comments and blank lines from the raw tokens.
func (f *formatter) lines(raw, words []token) {
	var before *token // the word before
	w, last, blank, fresh := 0, 0, false, true
	for i := 0; i < len(raw); {
		from := i
		for raw[i].kind != newlineToken && raw[i].kind != eofToken {
			i++
		}
		row := raw[from:i]
		i++
		if len(row) == 0 {
			blank = last > 0
			continue
		}
		last++
		if blank {
			f.out.WriteString("\n")
			blank = false
		}
		for words[w].kind == eolToken {
			w, fresh = w+1, true
		}
		fresh = fresh || before != nil && (before.is("{") || before.is(";"))
		n := len(row)
		if row[n-1].kind == commentToken {
			n--
		}
		before = f.row(row, words[w:w+n], &words[w+n], before, fresh)
		w, fresh = w+n, fresh && n == 0
	}
}

// row writes one line: its words, and its comment if there is one.
func (f *formatter) row(row, words []token, behind, before *token, fresh bool) *token {
	f.line.Reset()
	indent := f.indent(&row[0], words, fresh, behind)
	f.line.WriteString(strings.Repeat(" ", indent))
	f.new = indent
	f.old = shownWidth(lineBefore(row[0].span), 0)
	if fresh && len(words) > 0 && !words[0].is("}") {
		f.stmt = statementPlace{f.old, indent}
	}
	s := &speller{formatter: f, prev: before}
	if fresh {
		s.prev = nil
	}
	for i := range words {
		if i > 0 {
			f.old = shownWidth(between(words[i-1].span, words[i].span), f.old)
		}
		next := behind
		if i+1 < len(words) {
			next = &words[i+1]
		}
		s.word(&words[i], next, i == 0, indent)
	}
	if c := &row[len(row)-1]; c.kind == commentToken {
		if len(words) > 0 {
			f.old = shownWidth(between(words[len(words)-1].span, c.span), f.old)
			f.pad(max(2, f.old-f.new))
		}
		f.line.WriteString(c.text)
	}
	f.out.WriteString(strings.TrimRight(f.line.String(), " \t"))
	f.out.WriteString("\n")
	if len(words) == 0 {
		return before
	}
	return s.prev
}

func (f *formatter) pad(n int) {
	f.line.WriteString(strings.Repeat(" ", n))
	f.new += n
}

// indent is where a line begins. Statements stand two deeper than the line that opens
// their block. A line that carries a statement on keeps its distance from the beginning
// of the statement, or stays below the word it was below, the first in its bracket.
func (f *formatter) indent(first *token, words []token, fresh bool, behind *token) int {
	var top *openBracket
	if len(f.open) > 0 {
		top = &f.open[len(f.open)-1]
	}
	if first.kind == commentToken && len(words) == 0 {
		fresh = fresh || behind.kind == eolToken || behind.kind == eofToken || behind.is("}")
	}
	switch {
	case first.is("}"):
		return top.indent
	case fresh && top == nil:
		return 0
	case fresh:
		return top.indent + indentStep
	}
	old := shownWidth(lineBefore(first.span), 0)
	if top != nil && !top.tok.is("{") && top.new >= 0 && top.old == old {
		return top.new
	}
	least := f.stmt.new
	if !first.closes() {
		least += indentStep
	}
	return max(least, f.stmt.new+old-f.stmt.old)
}

// lineBefore is the text of the line before a span.
func lineBefore(s Span) string {
	text := s.Source.Text[:s.Start.Offset]
	return strings.TrimPrefix(text[strings.LastIndexByte(text, '\n')+1:], "\uFEFF")
}

// between is the text from the beginning of one word to the beginning of another.
func between(a, b Span) string { return a.Source.Text[a.Start.Offset:b.Start.Offset] }

// shownWidth is the column behind a text that begins at a column.
func shownWidth(text string, column int) int {
	for _, r := range text {
		if r == '\t' {
			column += tabWidth - column%tabWidth
		} else {
			column += runeWidth(r)
		}
	}
	return column
}
