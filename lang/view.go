package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Parts of long lines that are shown: runes before the first mark, and in all.
const (
	viewBefore = 60
	viewRunes  = 160
	tabWidth   = 4
)

// view is a line of a source as a terminal shows it, or the part of it around its marks.
type view struct {
	text    string
	first   int   // column in the source of the first rune shown
	columns []int // where each rune begins on the terminal, from 0; one more for the end
}

// stroke is the underlining of a mark, in columns of the terminal, end exclusive.
type stroke struct {
	from, to int
	text     string
	primary  bool
}

// viewOf shows the line that marks are on.
func viewOf(marks []mark) *view {
	at := marks[0].span.Start
	for _, m := range marks {
		if m.span.Start.Offset < at.Offset {
			at = m.span.Start
		}
	}
	text := marks[0].span.Source.Text
	begin := min(max(at.Offset, 0), len(text))
	v := &view{first: at.Col}
	for begin > 0 && text[begin-1] != '\n' && !strings.HasSuffix(text[:begin], "\uFEFF") && at.Col-v.first < 2*viewBefore {
		_, n := utf8.DecodeLastRuneInString(text[:begin])
		begin, v.first = begin-n, v.first-1
	}
	var b strings.Builder
	if begin > 0 && text[begin-1] != '\n' && v.first > 1 {
		b.WriteString("…")
		v.columns = append(v.columns, 0)
		v.first--
	}
	v.show(&b, text[begin:])
	v.text = b.String()
	return v
}

// show writes a line rune by rune and notes where each begins.
func (v *view) show(b *strings.Builder, line string) {
	column := len(v.columns)
	for len(line) > 0 && line[0] != '\n' && line != "\r" && !strings.HasPrefix(line, "\r\n") {
		if len(v.columns) >= viewRunes {
			b.WriteString("…")
			break
		}
		r, n := utf8.DecodeRuneInString(line)
		line = line[n:]
		v.columns = append(v.columns, column)
		if r == '\t' {
			n := tabWidth - column%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			column += n
			continue
		}
		r = shown(r)
		b.WriteRune(r)
		column += runeWidth(r)
	}
	v.columns = append(v.columns, column)
}

// stroke places the underlining of a mark: at least one column, to the end of the line
// if the mark goes on below.
func (v *view) stroke(m mark) stroke {
	end := len(v.columns) - 1
	place := func(col int) int { return v.columns[min(max(col-v.first, 0), end)] }
	s := stroke{from: place(m.span.Start.Col), to: v.columns[end], text: visible(m.text), primary: m.primary}
	if m.span.End.Line == m.span.Start.Line {
		s.to = place(m.span.End.Col)
	}
	s.to = max(s.to, s.from+1)
	return s
}

// shown replaces what a terminal would obey by something to look at.
func shown(r rune) rune {
	switch {
	case r < ' ':
		return '␀' + r
	case r == 0x7F:
		return '␡'
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return utf8.RuneError
	}
	return r
}

// visible is a text that a terminal shows as it is.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return shown(r)
	}, text)
}

// runeWidth is the number of columns that a rune takes on a terminal.
func runeWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
