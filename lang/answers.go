package lang

import (
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2"
)

// Answers to what cannot be read.

// place is the token at hand, or the place just behind the last one at the end of a line.
func (r *reader) place() Span {
	t := r.tok()
	if (t.kind == eolToken || t.kind == eofToken) && r.pos > 0 {
		end := r.toks[r.pos-1].span.End
		return Span{r.src, end, end}
	}
	return t.span
}

// describe says what a token is.
func describe(t *token) string {
	switch t.kind {
	case eolToken, eofToken:
		return "the end of the statement"
	case stringToken:
		return "a text"
	case keywordToken:
		return "the word " + t.written()
	}
	return t.written()
}

// expected answers the token at hand where something else has to stand.
func (r *reader) expected(what string) *Diagnostic {
	t := r.tok()
	if d := r.special(t); d != nil {
		return d
	}
	if t.kind == keywordToken && what == "a name" {
		return keywordAsName(t)
	}
	return syntax("G0101", r.place(), describe(t)+" stands where "+what+" is expected").found(what + " is expected")
}

func keywordAsName(t *token) *Diagnostic {
	return syntax("G0120", t.span, t.text+" is a word of the language and names nothing").found("a keyword").mend(t.span, t.text+"_")
}

// noArguments answers a missing list of arguments.
func (r *reader) noArguments() *Diagnostic {
	command := &r.toks[max(r.pos-1, 0)]
	if !commandWords[command.text] || !r.tok().beginsOperand() {
		return r.expected("( and arguments")
	}
	end := r.pos
	for !r.toks[end].endsStatement() {
		end++
	}
	at := r.span(r.pos, end)
	return syntax("G0129", at, command.text+" takes its arguments in parentheses").found("arguments").
		mend(join(command.span, at), command.text+"("+at.slice()+")")
}

// special answers tokens that are wrong wherever they stand; nil if t is none.
func (r *reader) special(t *token) *Diagnostic {
	switch {
	case t.kind == badToken:
		return t.bad
	case t.closes() && t.mate <= mismatched:
		o := &r.toks[mismatched-t.mate]
		return syntax("G0104", t.span, o.text+" is closed by "+t.text).found("closes "+o.text).
			label(o.span, "opened here").mend(t.span, closing[o.text])
	case t.closes() && t.mate >= 0 && r.pos > 0 && r.toks[r.pos-1].is(","):
		return syntax("G0101", t.span, t.text+" stands where an operand is expected").found("an operand is expected").
			label(r.toks[r.pos-1].span, "behind this comma").help("delete the comma")
	case t.closes() && t.mate == unpaired:
		return syntax("G0104", t.span, t.text+" closes nothing").found("no bracket is open").help("delete it")
	case t.kind != signToken:
		return nil
	case foreignInfix[t.text] != "":
		return foreignOperator(t)
	case foreignAssign[t.text] != "":
		d := syntax("G0114", t.span, t.text+" changes a value, and values do not change").found("not an equation").
			because("a program is equations: each name is defined once")
		if t.text == ":=" {
			return d.mend(t.span, "=")
		}
		return d.help(foreignAssign[t.text])
	}
	return foreignSign(t)
}

// unexpected answers the token at hand where an operand has to stand.
func (r *reader) unexpected() *Diagnostic {
	t := r.tok()
	if d := r.special(t); d != nil {
		return d
	}
	switch {
	case t.kind == keywordToken:
		return r.strayWord(t)
	case t.is("="):
		if before := &r.toks[max(r.pos-1, 0)]; before.is("=") {
			return syntax("G0118", join(before.span, t.span), "an equation has one sign =").found("two signs").
				help("an equation is x = 1, a comparison x == 1")
		}
	case t.is("+"):
		return syntax("G0101", t.span, "+ is no sign of a single number").found("an operand is expected").help("delete it")
	case t.is("|"):
		return syntax("G0109", t.span, "| is no bracket").found("an operand is expected").help("write abs(x), norm(x) or size(S)")
	case t.is("*"):
		return syntax("G0101", t.span, "* joins two operands").found("an operand is expected before it")
	case t.is("."):
		if n := r.next(); n.kind == numberToken && !n.space {
			at := join(t.span, n.span)
			return syntax("G0107", at, "a decimal point has digits on both sides").mend(at, "0."+n.text)
		}
	case t.kind == eolToken || t.kind == eofToken:
		return syntax("G0130", r.place(), "the statement ends where an operand is expected").found("an operand is expected")
	}
	return syntax("G0101", t.span, describe(t)+" stands where an operand is expected").found("an operand is expected")
}

// strayWord answers a word of the language where an operand has to stand.
func (r *reader) strayWord(t *token) *Diagnostic {
	begins := r.pos == 0 || r.toks[r.pos-1].endsStatement() || r.toks[r.pos-1].is("{")
	_, infix := infixLevels[t.text]
	switch {
	case r.next().is("="):
		return keywordAsName(t)
	case actionWords[t.text]:
		return syntax("G0119", t.span, t.text+" begins a statement or its right side, nowhere else").found("inside an expression").
			because("training changes parameters, and an expression changes nothing").help("give it a line of its own: fit = " + t.text + " F()")
	case commandWords[t.text]:
		return syntax("G0119", t.span, t.text+" begins a statement, and has no value").found("inside an expression").help("give it a line of its own")
	case begins && t.is("for"):
		return loop(t)
	case begins && (t.is("else") || t.is("then")):
		return syntax("G0101", t.span, "this "+t.text+" belongs to no if").found("no if is open")
	case infix || goesOnBefore[t.text]:
		return syntax("G0101", t.span, "the word "+t.written()+" stands where an operand is expected").found("an operand is expected")
	}
	return syntax("G0120", t.span, t.text+" is a word of the language and names nothing").found("a keyword")
}

// trailing answers the token at hand, which stands behind a statement that could end there.
func (r *reader) trailing(start int) *Diagnostic {
	t, before := r.tok(), &r.toks[max(r.pos-1, start)]
	if d := r.special(t); d != nil {
		return d
	}
	switch {
	case before.kind == nameToken && foreignWords[before.text].form != "":
		return foreignWord(before)
	case r.toks[start].kind == nameToken && foreignWords[r.toks[start].text].form != "" && r.pos > start+1:
		return foreignWord(&r.toks[start])
	case t.is("for"):
		return generatorOutside(t.span)
	case t.is("="):
		return r.secondEqual(start, t)
	case t.is(":") || t.is("{"):
		return r.blockOutside(start, t)
	case t.kind == keywordToken && r.next().is("="):
		return keywordAsName(t)
	case t.kind == nameToken && foreignWords[t.text].form != "":
		return foreignWord(t)
	case t.kind == superToken:
		return syntax("G0101", t.span, "a power ends its factor here").help("write the power with parentheses")
	case t.is("(") && before.kind == superToken:
		return syntax("G0101", t.span, "a power is applied to nothing").found("arguments").
			because("f²(x) may mean f(x)^2 or f(f(x))").help("write f(x)^2")
	case t.is("else"):
		return syntax("G0101", t.span, "this else belongs to no if").found("no if is open")
	case t.beginsOperand():
		return r.sideBySide(t)
	}
	return syntax("G0101", t.span, describe(t)+" stands where the statement should end").found("the end of the statement is expected")
}

// beginsOperand tells whether the token begins an operand.
func (t *token) beginsOperand() bool {
	return t.kind == nameToken || t.kind == numberToken || t.kind == stringToken || t.is("true") || t.is("false") || t.is("√") || t.is("∇") || t.is("(") || t.is("[")
}

// secondEqual answers a second = in a statement.
func (r *reader) secondEqual(start int, t *token) *Diagnostic {
	for i := start; i < r.pos; i++ {
		if r.toks[i].is("=") || r.toks[i].is("~") {
			return syntax("G0118", t.span, "an equation has one sign =").found("a second one").label(r.toks[i].span, "the first").
				help("comparison is ==; write two equations to give two names one value")
		}
	}
	if r.next().is("=") {
		r.pos++
		return r.doubleEqual(t)
	}
	return syntax("G0118", t.span, "= makes an equation, and this is no equation").found("== compares").mend(t.span, "==")
}

// doubleEqual answers a comparison written as two signs, such as `= =`; the second is at hand.
func (r *reader) doubleEqual(first *token) *Diagnostic {
	at := join(first.span, r.tok().span)
	if first.text == "<" || first.text == ">" || first.text == "~" {
		return syntax("G0118", at, "a comparison is one sign").found("two signs").mend(at, first.text+"=")
	}
	return syntax("G0118", at, "two values are compared with ==").found("two signs").mend(at, "==")
}

// missingThen answers a conditional without then.
func (r *reader) missingThen(begin *token) *Diagnostic {
	t := r.tok()
	if d := r.special(t); d != nil {
		return d
	}
	if t.is("=") {
		return syntax("G0118", t.span, "= makes an equation, and a condition compares").found("== compares").mend(t.span, "==")
	}
	at := Span{r.src, r.place().Start, r.place().Start}
	d := syntax("G0116", r.place(), "the condition is not followed by then").found("then is expected").label(begin.span, "begins here")
	if t.is(":") {
		d.Helps = append(d.Helps, Help{"write then", " then", t.span})
		return d
	}
	d.Helps = append(d.Helps, Help{"write then", "then ", at})
	return d
}

// sideBySide answers the token at hand, which begins an operand behind another one.
func (r *reader) sideBySide(t *token) *Diagnostic {
	gap := Span{r.src, r.toks[r.pos-1].span.End, t.span.Start}
	before := &r.toks[r.pos-1]
	if before.kind == numberToken && before.text == "0" && len(t.text) > 1 && strings.ContainsRune("xbo", rune(t.text[0])) && !t.space {
		return syntax("G0107", join(before.span, t.span), "numbers are decimal").help("write the number in decimal digits")
	}
	if before.kind == nameToken && t.kind == stringToken && !t.space {
		return syntax("G0108", join(before.span, t.span), "a text has nothing before its quote").found("no operator between them").
			help(`every text shows values in braces: "x = {x:.3f}"`)
	}
	d := syntax("G0108", join(before.span, t.span), fmt.Sprintf("%s and %s stand side by side without an operator", describe(before), describe(t))).
		because("a product that is not written could as well be a mistyped name")
	d.found("no operator between them")
	if t.text == "periodic" {
		sites := "N"
		if before.kind == numberToken || before.kind == nameToken {
			sites = before.written()
		}
		return d.help(fmt.Sprintf("a ring is chain(%s, periodic), a torus square(L, L, periodic)", sites))
	}
	if before.kind == numberToken || before.closes() || before.kind == superToken {
		text := "put * between them, if a product is meant"
		if before.kind == numberToken && t.kind == nameToken {
			text = "write " + before.written() + "*" + t.written()
		}
		d.Helps = append(d.Helps, Help{text, "*", gap})
		return d
	}
	if before.kind == nameToken && (t.kind == nameToken || t.kind == numberToken) {
		return d.help(fmt.Sprintf("write %s*%s for a product, %s(%s) for a call", before.written(), t.written(), before.written(), t.written()))
	}
	return d
}

// forms shows how statements are written.
var forms = map[string]string{
	"import":   `import van, import "my/file.gp" as m`,
	"from":     "from realnvp import coupling",
	"input":    `input L: int = 16 "linear size"`,
	"param":    "param W[i,j] ~ normal(0, 1) for i in I, j in J, or param a = 0.5 in (0, 1)",
	"net":      "net f(n)(x: real[n]) { … }",
	"model":    "model p(s: spin[I]) { … }, or model p(s: spin[I]) ∝ exp(-E(s))",
	"flow":     "flow T(z: real[I]) { … }",
	"assert":   `assert a == b, "message"`,
	"minimize": "minimize F() over p using adam(1e-3) with batch = 1000, steps = 2000",
	"maximize": "maximize F() over p using adam(1e-3) with batch = 1000, steps = 2000",
	"gradient": "gradient F() over p with samples = 10000",
}

// headError answers a statement whose head the grammar refused.
func (r *reader) headError(start int, err error) *Diagnostic {
	if e, ok := err.(*participle.UnexpectedTokenError); ok {
		if i := e.Unexpected.Pos.Offset; i >= start && i < len(r.toks) {
			r.pos = i
		}
	}
	head, t := &r.toks[start], r.tok()
	if d := r.special(t); d != nil {
		return d
	}
	if head.is("if") {
		return r.missingThen(head)
	}
	if commandWords[head.text] {
		return r.expected("( and arguments")
	}
	d := syntax("G0129", r.place(), describe(t)+" does not belong in this statement").found("unexpected")
	if t.endsStatement() {
		d = syntax("G0129", r.place(), "the statement is not complete").found("more is expected")
	}
	if forms[head.text] == "" {
		return syntax("G0101", r.place(), describe(t)+" stands where the statement should end").found("unexpected")
	}
	return d.label(head.span, "").help(forms[head.text])
}
