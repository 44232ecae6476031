package formula

import (
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/lang"
)

// level says how tightly a piece holds together; a looser one gets parentheses.
type level int

const (
	loose level = iota // arrows, choices
	disjunction
	conjunction
	negation
	comparison
	union
	times
	span
	sum
	product
	power
	atom
)

// piece is written mathematics.
type piece struct {
	s     string
	level level
	open  bool // a sum sign or the like, which takes in what follows
}

// writer writes expressions.
type writer struct {
	Options
	script bool // in an exponent, an index or a bound: fractions are slashed
}

func (w *writer) pick(tex, text string) string {
	if w.Style == LaTeX {
		return tex
	}
	return text
}

// small writes what stands in an exponent, an index or a bound.
func (w *writer) small() *writer { return &writer{w.Options, true} }

// name writes a name.
func (w *writer) name(id string) string {
	switch id {
	case "im":
		return w.pick(`\mathrm{i}`, "im")
	case "pi":
		return w.pick(`\pi`, "π")
	case "inf":
		return w.pick(`\infty`, "∞")
	case "hc":
		return w.pick(`\mathrm{h.c.}`, "h.c.")
	case "real", "complex":
		return w.pick(map[string]string{"real": `\mathbb{R}`, "complex": `\mathbb{C}`}[id], map[string]string{"real": "ℝ", "complex": "ℂ"}[id])
	}
	return w.pick(read(id).String(), id)
}

// tight writes an expression, with parentheses if it is looser than a level.
func (w *writer) tight(x lang.Expr, least level) string { return w.held(w.piece(x), least) }

func (w *writer) held(p piece, least level) string {
	if p.level < least {
		return w.paren(p.s)
	}
	return p.s
}

// paren puts parentheses around, as high as what they hold.
func (w *writer) paren(s string) string { return w.fence("(", s, ")") }

func (w *writer) fence(left, s, right string) string {
	if w.Style == LaTeX && tall(s) {
		return `\left` + left + s + `\right` + right
	}
	if strings.HasPrefix(left, `\`) {
		left += " "
	}
	return left + s + right
}

// tall tells whether LaTeX is higher than a line.
func tall(s string) bool {
	for _, word := range []string{`\frac`, `\sum`, `\prod`, `\begin`, `\int`, `\max`, `\min`, `\left`, `\sqrt`, `\bigvee`, `\bigwedge`} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// piece writes an expression.
func (w *writer) piece(x lang.Expr) piece {
	switch x := x.(type) {
	case *lang.Name:
		return piece{w.name(x.Id), atom, false}
	case *lang.Number:
		return w.number(x)
	case *lang.Bool:
		return piece{w.pick(`\text{`+strconv.FormatBool(x.Value)+`}`, strconv.FormatBool(x.Value)), atom, false}
	case *lang.String:
		return piece{w.text(x), atom, false}
	case *lang.Paren:
		return w.piece(x.X)
	case *lang.Tuple:
		return piece{w.fence("(", w.list(x.X), ")"), atom, false}
	case *lang.Unary:
		return w.unary(x)
	case *lang.Binary:
		return w.binary(x)
	case *lang.Compare:
		return w.compare(x)
	case *lang.Range:
		return piece{w.set(x), atom, false}
	case *lang.Cond:
		return w.cond(x)
	case *lang.Lambda:
		params := make([]string, len(x.Params))
		for i, p := range x.Params {
			params[i] = w.piece(p.X).s
		}
		head := strings.Join(params, ", ")
		if len(params) > 1 {
			head = w.paren(head)
		}
		return piece{head + w.pick(` \mapsto `, " ↦ ") + w.piece(x.Body).s, loose, false}
	case *lang.Call:
		return w.application(x)
	case *lang.Index:
		return w.index(x)
	case *lang.Field:
		return piece{w.field(x), atom, false}
	case *lang.Postfix:
		return piece{w.tight(x.X, atom) + map[string]string{"†": w.pick(`^{\dagger}`, "†"), "⁻¹": w.pick(`^{-1}`, "⁻¹")}[x.Op], atom, false}
	case *lang.List:
		return w.array(x)
	case *lang.Block:
		return w.block(x)
	}
	panic("formula: an expression of no kind is written")
}

func (w *writer) list(xs []lang.Expr) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = w.piece(x).s
	}
	return strings.Join(parts, w.pick(`,\, `, ", "))
}

func (w *writer) unary(x *lang.Unary) piece {
	switch x.Op {
	case "-":
		p := w.piece(x.X)
		return piece{"-" + w.held(p, product), sum, p.open}
	case "not":
		return piece{w.pick(`\neg `, "¬") + w.tight(x.X, negation), negation, false}
	case "√":
		return w.root(x.X)
	}
	return piece{w.pick(`\nabla `, "∇") + w.tight(x.X, atom), atom, false}
}

func (w *writer) root(x lang.Expr) piece {
	if w.Style == LaTeX {
		return piece{`\sqrt{` + w.piece(x).s + `}`, atom, false}
	}
	return piece{"√" + w.tight(x, atom), atom, false}
}

// term is a part of a sum.
type term struct {
	x        lang.Expr
	negative bool
}

// termsOf takes a sum apart.
func termsOf(x lang.Expr) []term {
	switch y := x.(type) {
	case *lang.Paren:
		return termsOf(y.X)
	case *lang.Binary:
		if y.Op == "+" || y.Op == "-" {
			right, minus := negated(y.Y)
			return append(termsOf(y.X), term{right, minus != (y.Op == "-")})
		}
	}
	if y, ok := negated(x); ok {
		return []term{{y, true}}
	}
	return []term{{x, false}}
}

// negated takes the sign of an expression off; of a product, that of its first factor.
func negated(x lang.Expr) (lang.Expr, bool) {
	switch y := bare(x).(type) {
	case *lang.Unary:
		return y.X, y.Op == "-"
	case *lang.Binary:
		if y.Op == "*" || y.Op == "/" {
			if first, ok := negated(y.X); ok {
				return &lang.Binary{At: y.At, Op: y.Op, X: first, Y: y.Y}, true
			}
		}
	}
	return x, false
}

// bare is an expression without parentheses.
func bare(x lang.Expr) lang.Expr {
	for {
		p, ok := x.(*lang.Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// term writes a part of a sum with its sign.
func (w *writer) term(t term, first bool) string {
	least := sum + 1
	switch {
	case first && t.negative:
		return "-" + w.tight(t.x, product)
	case first:
		return w.tight(t.x, sum)
	case t.negative:
		return " - " + w.tight(t.x, least)
	}
	return " + " + w.tight(t.x, least)
}

func (w *writer) binary(x *lang.Binary) piece {
	switch x.Op {
	case "+", "-":
		var b strings.Builder
		for i, t := range termsOf(x) {
			b.WriteString(w.term(t, i == 0))
		}
		return piece{b.String(), sum, false}
	case "*", "/", "@":
		if y, ok := negated(x); ok {
			p := w.piece(y)
			return piece{"-" + w.held(p, product), sum, p.open}
		}
		if x.Op != "/" {
			return w.product(factors(x))
		}
		return w.quotient(x)
	case "^":
		return w.power(x)
	}
	op := infix[x.Op]
	return piece{w.tight(x.X, op.level) + w.pick(" "+op.tex+" ", " "+op.text+" ") + w.tight(x.Y, op.level+1), op.level, false}
}

// infix are the operators written between their operands.
var infix = map[string]struct {
	tex, text string
	level     level
}{
	"or": {`\vee`, "∨", disjunction}, "and": {`\wedge`, "∧", conjunction},
	"union": {`\cup`, "∪", union}, "minus": {`\setminus`, "∖", union}, "times": {`\times`, "×", times},
	"mod": {`\bmod`, "mod", product}, "|>": {`\triangleright`, "▷", loose},
	"==": {"=", "=", 0}, "!=": {`\neq`, "≠", 0}, "~=": {`\approx`, "≈", 0}, "<": {"<", "<", 0}, "<=": {`\leq`, "≤", 0}, ">": {">", ">", 0}, ">=": {`\geq`, "≥", 0},
	"in": {`\in`, "∈", 0}, "not in": {`\notin`, "∉", 0},
}

// sign writes the relation of an equation.
func (w *writer) sign(op string) string {
	switch op {
	case "~":
		return w.pick(`\sim`, "~")
	case "propto":
		return w.pick(`\propto`, "∝")
	}
	return op
}

// factors takes a product apart.
func factors(x lang.Expr) []lang.Expr {
	if b, ok := bare(x).(*lang.Binary); ok && (b.Op == "*" || b.Op == "@") {
		return append(factors(b.X), b.Y)
	}
	return []lang.Expr{x}
}

func (w *writer) product(xs []lang.Expr) piece {
	var b strings.Builder
	var p piece
	for i, x := range xs {
		p = w.piece(x)
		least := product + 1
		if i == 0 || w.Style == LaTeX && isQuotient(x) {
			least = product
		}
		s := w.held(p, least)
		if p.open && i < len(xs)-1 {
			s = w.paren(p.s)
		} else if p.open && p.level == product {
			s = p.s
		}
		if i > 0 {
			b.WriteString(w.between(b.String(), s))
		}
		b.WriteString(s)
	}
	return piece{b.String(), product, p.open}
}

// between is what stands between two factors: nothing but space, or a dot before a number.
func (w *writer) between(left, right string) string {
	if w.Style == Text {
		return "·"
	}
	if c := right[0]; c >= '0' && c <= '9' {
		return ` \cdot `
	}
	return ` \, `
}

func isQuotient(x lang.Expr) bool {
	b, ok := bare(x).(*lang.Binary)
	return ok && b.Op == "/"
}

func (w *writer) quotient(x *lang.Binary) piece {
	if w.Style == LaTeX && !w.script {
		return piece{`\frac{` + w.piece(x.X).s + `}{` + w.piece(x.Y).s + `}`, product, false}
	}
	return piece{w.left(x.X) + "/" + w.tight(x.Y, power), product, false}
}

// left writes the left operand of a quotient on one line.
func (w *writer) left(x lang.Expr) string {
	p := w.piece(x)
	if p.open {
		return w.paren(p.s)
	}
	return w.held(p, product)
}

// superscripts are exponents as text.
var superscripts = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻")

func (w *writer) power(x *lang.Binary) piece {
	exponent := bare(x.Y)
	if w.Style == Text {
		base := w.tight(x.X, atom)
		if n, ok := exponent.(*lang.Number); ok && n.Int {
			return piece{base + superscripts.Replace(n.Text), power, false}
		}
		return piece{base + "^" + w.tight(exponent, atom), power, false}
	}
	at := w.small().piece(exponent).s
	if c, ok := bare(x.X).(*lang.Call); ok {
		if name, ok := c.Fn.(*lang.Name); ok && functions[name.Id] != "" && len(c.Args) == 1 && isWhole(exponent) {
			return piece{functions[name.Id] + "^{" + at + "}" + w.arguments(c.Args), atom, false}
		}
	}
	base := w.tight(x.X, atom)
	if strings.Contains(base, "^") && !strings.HasSuffix(base, ")") {
		base = "{" + base + "}"
	}
	return piece{base + "^{" + at + "}", power, false}
}

func isWhole(x lang.Expr) bool {
	n, ok := x.(*lang.Number)
	return ok && n.Int
}
