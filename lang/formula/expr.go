package formula

import (
	"math"
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
