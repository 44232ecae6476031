package lang

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Render shows diagnostics for people: the headline, the lines of the program with ^
// under the primary place and ‾ under the labels, then why, here and help. A label
// without text only shows its line. With color, ANSI colours are used.
func Render(w io.Writer, ds []*Diagnostic, color bool) {
	for i, d := range ds {
		if i > 0 {
			io.WriteString(w, "\n")
		}
		p := &painter{color: color}
		p.diagnostic(d)
		io.WriteString(w, p.out.String())
	}
}

// Colours of the parts of a diagnostic.
const (
	redInk    = "\x1b[1;31m"
	yellowInk = "\x1b[1;33m"
	blueInk   = "\x1b[1;34m"
	boldInk   = "\x1b[1m"
	noInk     = "\x1b[0m"
)

// mark is a place on a line with what is said about it.
type mark struct {
	span    Span
	text    string
	primary bool
}

type painter struct {
	out    strings.Builder
	color  bool
	gutter int
	main   string // ink of the severity
}

func (p *painter) ink(ink, text string) string {
	if !p.color || text == "" {
		return text
	}
	return ink + text + noInk
}

func (p *painter) diagnostic(d *Diagnostic) {
	p.main = redInk
	if d.Severity == Warning {
		p.main = yellowInk
	}
	head := d.Severity.String()
	if d.Code != "" {
		head += "[" + d.Code + "]"
	}
	fmt.Fprintf(&p.out, "%s: %s\n", p.ink(p.main, head), p.ink(boldInk, visible(d.Message)))
	var marks []mark
	if d.Span.Source != nil {
		marks = append(marks, mark{d.Span, d.At, true})
	}
	for _, l := range d.Labels {
		if l.Span.Source != nil {
			marks = append(marks, mark{l.Span, l.Text, false})
		}
	}
	p.gutter = 1
	for _, m := range marks {
		p.gutter = max(p.gutter, len(strconv.Itoa(m.span.Start.Line)))
	}
	for _, group := range bySource(marks) {
		p.box(group)
	}
	p.note("why", d.Why)
	p.note("here", d.Here)
	for _, h := range d.Helps {
		p.note("help", h.sentence())
	}
}

// sentence is the text of a help with its code.
func (h Help) sentence() string {
	switch {
	case h.Text == "":
		return h.Replace
	case h.Replace == "" || strings.Contains(h.Text, strings.TrimSpace(h.Replace)):
		return h.Text
	}
	return h.Text + ": " + h.Replace
}

func (p *painter) note(word, text string) {
	if text != "" {
		fmt.Fprintf(&p.out, "%s %s %s\n", strings.Repeat(" ", p.gutter), p.ink(blueInk, "= "+word+":"), visible(text))
	}
}

// bySource groups marks by the source they are in, the source of the first mark first.
func bySource(marks []mark) [][]mark {
	var groups [][]mark
next:
	for _, m := range marks {
		for i, g := range groups {
			if g[0].span.Source == m.span.Source {
				groups[i] = append(g, m)
				continue next
			}
		}
		groups = append(groups, []mark{m})
	}
	return groups
}

// box shows the lines of one source.
func (p *painter) box(marks []mark) {
	first := marks[0].span
	p.rule(fmt.Sprintf("┌─ %s:%d:%d", visible(first.Source.Name), first.Start.Line, first.Start.Col))
	p.rule("│")
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.span.Start.Line, b.span.Start.Line) })
	for len(marks) > 0 {
		n := 1
		for n < len(marks) && marks[n].span.Start.Line == marks[0].span.Start.Line {
			n++
		}
		p.line(marks[:n])
		marks = marks[n:]
	}
}

// rule writes a line of the box that shows nothing of the program.
func (p *painter) rule(text string) {
	fmt.Fprintf(&p.out, "%s %s\n", strings.Repeat(" ", p.gutter), p.ink(blueInk, text))
}

// line shows a line of the program and what is marked on it.
func (p *painter) line(marks []mark) {
	v := viewOf(marks)
	number := fmt.Sprintf("%*d │", p.gutter, marks[0].span.Start.Line)
	p.out.WriteString(strings.TrimRight(p.ink(blueInk, number)+" "+v.text, " ") + "\n")
	var strokes []stroke
	for _, m := range marks {
		if m.primary || m.text != "" {
			strokes = append(strokes, v.stroke(m))
		}
	}
	if len(strokes) == 0 {
		return
	}
	slices.SortStableFunc(strokes, func(a, b stroke) int { return cmp.Compare(a.from, b.from) })
	beside := p.strokes(strokes)
	for i := len(strokes) - 1; i >= 0; i-- {
		if s := strokes[i]; i != beside && s.text != "" {
			p.under(strings.Repeat(" ", s.from) + p.inkOf(s, s.text))
		}
	}
}

func (p *painter) under(text string) {
	fmt.Fprintf(&p.out, "%s %s %s\n", strings.Repeat(" ", p.gutter), p.ink(blueInk, "│"), text)
}

func (p *painter) inkOf(s stroke, text string) string {
	if s.primary {
		return p.ink(p.main, text)
	}
	return p.ink(blueInk, text)
}

// strokes underlines the marks of a line, shorter ones over longer ones. The text of the
// rightmost goes beside it, if nothing is marked further right; its index is the answer,
// or -1.
func (p *painter) strokes(list []stroke) int {
	end := 0
	for _, s := range list {
		end = max(end, s.to)
	}
	owner := make([]int, end)
	for i := range owner {
		owner[i] = -1
	}
	for i, s := range list {
		for c := s.from; c < s.to; c++ {
			if o := owner[c]; o < 0 || s.to-s.from < list[o].to-list[o].from {
				owner[c] = i
			}
		}
	}
	var row strings.Builder
	for c := 0; c < end; {
		o, n := owner[c], 1
		for c+n < end && owner[c+n] == o {
			n++
		}
		switch {
		case o < 0:
			row.WriteString(strings.Repeat(" ", n))
		case list[o].primary:
			row.WriteString(p.ink(p.main, strings.Repeat("^", n)))
		default:
			row.WriteString(p.ink(blueInk, strings.Repeat("‾", n)))
		}
		c += n
	}
	last := len(list) - 1
	if list[last].text == "" || list[last].to < end {
		p.under(row.String())
		return -1
	}
	p.under(row.String() + " " + p.inkOf(list[last], list[last].text))
	return last
}
