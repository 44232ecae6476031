package formula

import (
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/lang"
)

// number writes a number, rounded if that is wanted.
func (w *writer) number(x *lang.Number) piece {
	text := strings.ReplaceAll(x.Text, "_", "")
	if w.Digits > 0 && !x.Int {
		text = strconv.FormatFloat(x.Value, 'g', w.Digits, 64)
		if v, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(v) >= 1e-3 && math.Abs(v) < 1e6 {
			text = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	p := piece{text, atom, false}
	if scientific && w.Style == LaTeX {
		exponent = strings.TrimLeft(strings.TrimPrefix(exponent, "+"), "0")
		if sign, digits, ok := strings.Cut(exponent, "-"); ok && sign == "" {
			exponent = "-" + strings.TrimLeft(digits, "0")
		}
		p = piece{mantissa + ` \times 10^{` + exponent + `}`, product, false}
		if mantissa == "1" {
			p = piece{`10^{` + exponent + `}`, power, false}
		}
	}
	if x.Imag {
		p = piece{p.s + w.pick(`\,\mathrm{i}`, "im"), product, false}
	}
	return p
}

func (w *writer) text(x *lang.String) string {
	var b strings.Builder
	for _, part := range x.Parts {
		if part.X == nil {
			b.WriteString(part.Text)
		} else {
			b.WriteString("{" + lang.Print(part.X) + "}")
		}
	}
	return w.pick(`\text{`+Escape(b.String())+`}`, strconv.Quote(b.String()))
}

func (w *writer) compare(x *lang.Compare) piece {
	var b strings.Builder
	b.WriteString(w.tight(x.X[0], comparison+1))
	for i, op := range x.Op {
		b.WriteString(w.pick(" "+infix[op].tex+" ", " "+infix[op].text+" ") + w.tight(x.X[i+1], comparison+1))
	}
	return piece{b.String(), comparison, false}
}

// set writes a range of whole numbers.
func (w *writer) set(x *lang.Range) string {
	if w.Style == Text {
		return lang.Print(x)
	}
	return w.fence(`\{`, w.piece(x.Lo).s+`, \dots, `+w.upper(x), `\}`)
}

// upper writes the last element of a range.
func (w *writer) upper(x *lang.Range) string {
	if !x.Open {
		return w.piece(x.Hi).s
	}
	if n, ok := x.Hi.(*lang.Number); ok && n.Int {
		return strconv.Itoa(int(n.Value) - 1)
	}
	return w.tight(x.Hi, sum) + " - 1"
}

// cond writes a choice, whose further choices stand below one another.
func (w *writer) cond(x *lang.Cond) piece {
	var rows []string
	for {
		rows = append(rows, w.piece(x.Then).s+w.pick(` & \text{if } `, " if ")+w.piece(x.Cond).s)
		next, ok := bare(x.Else).(*lang.Cond)
		if !ok {
			break
		}
		x = next
	}
	rows = append(rows, w.piece(x.Else).s+w.pick(` & \text{otherwise}`, " otherwise"))
	if w.Style == Text {
		return piece{"{" + strings.Join(rows, ", ") + "}", atom, false}
	}
	return piece{`\begin{cases} ` + strings.Join(rows, ` \\ `) + ` \end{cases}`, product, true}
}

// index writes x[i, j]: indices of a single sign stand side by side.
func (w *writer) index(x *lang.Index) piece {
	if w.Style == Text {
		parts := make([]string, len(x.Args))
		for i, a := range x.Args {
			parts[i] = w.arg(a)
		}
		return piece{w.tight(x.X, atom) + "[" + strings.Join(parts, ",") + "]", atom, false}
	}
	in := w.small()
	parts, short := make([]string, len(x.Args)), true
	for i, a := range x.Args {
		parts[i] = in.arg(a)
		_, isName := bare(a.X).(*lang.Name)
		short = short && (isName && read(nameOf(a.X)).sub == "" && !strings.Contains(parts[i], `\mathrm`) || isDigit(a.X))
	}
	separator := ","
	if short {
		separator = " "
	}
	at := strings.Join(parts, separator)
	switch y := bare(x.X).(type) {
	case *lang.Name:
		return piece{read(y.Id).indexed(at).String(), atom, false}
	case *lang.Field:
		if s, ok := w.member(y); ok {
			return piece{s.indexed(at).String(), atom, false}
		}
	}
	return piece{"{" + w.tight(x.X, atom) + "}_{" + at + "}", atom, false}
}

func nameOf(x lang.Expr) string {
	n, _ := bare(x).(*lang.Name)
	return n.Id
}

func isDigit(x lang.Expr) bool {
	n, ok := bare(x).(*lang.Number)
	return ok && n.Int && len(n.Text) == 1
}

// field writes x.name: what belongs to x is a sign with x above.
func (w *writer) field(x *lang.Field) string {
	if w.Style == Text {
		return w.tight(x.X, atom) + "." + x.Name.Id
	}
	if s, ok := w.member(x); ok {
		return s.String()
	}
	return w.tight(x.X, atom) + `.` + w.name(x.Name.Id)
}

func (w *writer) member(x *lang.Field) (symbol, bool) {
	owner, ok := w.owner(x.X)
	s := read(x.Name.Id)
	s.sup = "(" + owner + ")"
	return s, ok
}

// owner writes what a field belongs to: names, with indices as they stand.
func (w *writer) owner(x lang.Expr) (string, bool) {
	switch x := bare(x).(type) {
	case *lang.Name:
		return read(x.Id).String(), true
	case *lang.Field:
		before, ok := w.owner(x.X)
		return before + "." + read(x.Name.Id).String(), ok
	case *lang.Index:
		return w.small().index(x).s, true
	}
	return "", false
}

// array writes a list of numbers as a column, lists of lists as a matrix.
func (w *writer) array(x *lang.List) piece {
	if len(x.X) == 1 && len(x.X[0].Gens) > 0 {
		a := x.X[0]
		if w.Style == Text {
			return piece{"[" + w.piece(a.X).s + " for " + w.where(a.Gens) + "]", atom, false}
		}
		return piece{w.fence("(", w.piece(a.X).s, ")") + "_{" + w.small().where(a.Gens) + "}", atom, false}
	}
	rows := make([]string, len(x.X))
	for i, a := range x.X {
		if inner, ok := bare(a.X).(*lang.List); ok && w.Style == LaTeX && len(inner.X) > 0 && len(inner.X[0].Gens) == 0 {
			cells := make([]string, len(inner.X))
			for j, b := range inner.X {
				cells[j] = w.arg(b)
			}
			rows[i] = strings.Join(cells, " & ")
			continue
		}
		rows[i] = w.arg(a)
	}
	if w.Style == Text {
		return piece{"[" + strings.Join(rows, ", ") + "]", atom, false}
	}
	if w.script {
		return piece{"(" + strings.Join(rows, ", ") + ")", atom, false}
	}
	return piece{`\begin{pmatrix} ` + strings.Join(rows, ` \\ `) + ` \end{pmatrix}`, atom, false}
}

// block writes { …; value } within an expression: the value, with the equations below.
func (w *writer) block(x *lang.Block) piece {
	var value string
	var rest []string
	for _, st := range x.Stmts {
		eq, ok := st.(*lang.Equation)
		switch {
		case !ok || eq.Act != nil:
		case eq.Op == "":
			value = w.piece(eq.Left[0]).s
		default:
			in := w
			if w.Style == LaTeX {
				in = w.small()
			}
			for _, l := range in.equation(eq) {
				rest = append(rest, strings.TrimSpace(l.Left+" "+l.Sign+" "+l.Right))
			}
		}
	}
	if len(rest) == 0 {
		return piece{value, loose, false}
	}
	if w.Style == Text {
		return piece{"{" + value + " with " + strings.Join(rest, ", ") + "}", atom, false}
	}
	return piece{`\left[` + value + `\right]_{` + strings.Join(rest, `,\ `) + `}`, atom, false}
}
