package formula

import (
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/lang"
)

// Style says what mathematics is written as.
type Style int

// Styles.
const (
	LaTeX Style = iota
	Text        // Unicode, for a terminal
)

// Options of a formula.
type Options struct {
	Style  Style
	Digits int // significant digits of numbers with a point; 0: as they are written
}

// Line is a row of a formula: an equation, or part of a long one, and where it holds.
type Line struct {
	Left, Sign, Right string
	Where             string // as in i ∈ I, j < i
}

// Expr writes an expression.
func (o Options) Expr(x lang.Expr) string { return o.writer().piece(x).s }

func (o Options) writer() *writer { return &writer{Options: o} }

// Lines writes statements, one row for an equation; the equations of a block follow its value, long sums are
// broken. Statements that are no mathematics, such as commands, are left out.
func (o Options) Lines(stmts ...lang.Stmt) []Line {
	var out []Line
	for _, st := range stmts {
		switch st := st.(type) {
		case *lang.Equation:
			out = append(out, o.equation(st)...)
		case *lang.Param:
			out = append(out, o.param(st))
		case *lang.Decl:
			w := o.writer()
			out = append(out, o.Body(w.call(w.name(st.Name.Id), st.Data), st)...)
		}
	}
	return out
}

// Define writes left = x with the equations of a block behind it; sign is = or another relation.
func (o Options) Define(left, sign string, x lang.Expr, gens []*lang.Gen) []Line {
	w := o.writer()
	where := w.where(gens)
	block, ok := x.(*lang.Block)
	if !ok {
		return o.broken(Line{left, w.sign(sign), "", where}, x)
	}
	var out, rest []Line
	for _, st := range block.Stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "" {
			out = append(out, o.Define(left, sign, eq.Left[0], gens)...)
		} else {
			rest = append(rest, o.Lines(st)...)
		}
	}
	return append(out, rest...)
}

func (o Options) equation(eq *lang.Equation) []Line {
	w := o.writer()
	if eq.X == nil {
		if eq.Op == "" && eq.Act == nil {
			return o.broken(Line{}, eq.Left[0])
		}
		return nil
	}
	left := make([]string, len(eq.Left))
	for i, l := range eq.Left {
		left[i] = w.piece(l).s
	}
	text := strings.Join(left, ", ")
	if len(left) > 1 {
		text = w.paren(text)
	}
	return o.Define(text, eq.Op, eq.X, eq.Gens)
}

// param writes where a parameter begins.
func (o Options) param(p *lang.Param) Line {
	w := o.writer()
	left := lang.Expr(p.Name)
	if len(p.Index) > 0 {
		left = indexOf(p.Name, p.Index)
	}
	sign := "="
	if p.Tilde {
		sign = "~"
	}
	where := w.where(p.Gens)
	if p.Within != nil {
		in := w.piece(left).s + w.pick(` \in `, " ∈ ") + w.piece(p.Within).s
		where = strings.Join(nonEmpty(in, where), w.pick(`,\ `, ", "))
	}
	return Line{w.piece(left).s, w.sign(sign), w.piece(p.X).s, where}
}

func indexOf(x lang.Expr, at []lang.Expr) *lang.Index {
	out := &lang.Index{X: x}
	for _, a := range at {
		out.Args = append(out.Args, &lang.Arg{X: a})
	}
	return out
}

func nonEmpty(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Body writes a net, a flow or a model, whose value is head: its value and conditionals, then the equations of its body.
func (o Options) Body(head string, d *lang.Decl) []Line {
	if d.Propto && d.Density != nil {
		return o.Define(head, "propto", d.Density, nil)
	}
	sign := "="
	if d.Propto {
		sign = "propto"
	}
	var out, rest []Line
	for _, st := range d.Body.Stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "" {
			out = append(out, o.Define(head, sign, eq.Left[0], nil)...)
		} else if ok && eq.Op == "~" {
			out = append(out, o.Lines(st)...)
		} else {
			rest = append(rest, o.Lines(st)...)
		}
	}
	return append(out, rest...)
}

// wide is the number of columns from which a sum is broken into several rows.
const wide = 72

// broken writes an expression on the right, on several rows if it is a long sum.
func (o Options) broken(line Line, x lang.Expr) []Line {
	w := o.writer()
	terms := termsOf(x)
	if len(terms) == 1 || o.width(x) <= wide {
		line.Right = w.piece(x).s
		return []Line{line}
	}
	var out []Line
	used, where := 0, line.Where
	line.Where = ""
	for i, t := range terms {
		n := o.width(t.x) + 3
		if i > 0 && used+n > wide {
			out = append(out, line)
			line, used = Line{Right: w.pick(`\quad `, "  ")}, 0
		}
		used += n
		line.Right += w.term(t, i == 0)
	}
	line.Where = where
	return append(out, line)
}

// width is the number of columns that an expression takes as text.
func (o Options) width(x lang.Expr) int {
	o.Style = Text
	return utf8.RuneCountInString(o.Expr(x))
}

// Align sets rows with their signs below one another.
func (o Options) Align(lines []Line) string {
	if o.Style == LaTeX {
		return alignTeX(lines)
	}
	left := 0
	for _, l := range lines {
		left = max(left, utf8.RuneCountInString(l.Left))
	}
	var b strings.Builder
	for _, l := range lines {
		row := l.Left + strings.Repeat(" ", left-utf8.RuneCountInString(l.Left)) + " " + or(l.Sign, " ") + " " + l.Right
		if l.Where != "" {
			row += "   for " + l.Where
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

func alignTeX(lines []Line) string {
	var b strings.Builder
	b.WriteString("\\begin{align*}\n")
	for i, l := range lines {
		b.WriteString(strings.TrimSpace(l.Left + " &" + l.Sign + " " + l.Right))
		if l.Where != "" {
			b.WriteString(` && ` + l.Where)
		}
		if i < len(lines)-1 {
			b.WriteString(` \\`)
		}
		b.WriteByte('\n')
	}
	b.WriteString("\\end{align*}\n")
	return b.String()
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
