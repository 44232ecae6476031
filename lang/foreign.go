package lang

import "fmt"

// Habits of other languages, each answered with the Gibbs form.

// foreignInfix are operators of other languages and what to write.
var foreignInfix = map[string]string{
	"**": "^", "&&": "and", "||": "or", "%": "mod", "===": "==", "!==": "!=", "<>": "!=", "=>": "->",
	"//": "/", "...": "..",
}

// foreignAssign are signs that change a value.
var foreignAssign = map[string]string{
	":=": "write =", "+=": "give the new value a name of its own: y = x + a", "-=": "give the new value a name of its own: y = x - a",
	"*=": "give the new value a name of its own: y = x*a", "/=": "give the new value a name of its own: y = x/a",
	"**=": "give the new value a name of its own: y = x^a",
}

func foreignOperator(t *token) *Diagnostic {
	d := syntax("G0109", t.span, t.text+" is no operator of Gibbs").mend(t.span, foreignInfix[t.text])
	if t.text == "//" {
		d.Helps = nil
		d.help("a quotient is a/b, rounded down floor(a/b); a comment begins with #")
	}
	return d
}

// foreignSign answers signs that are never right; nil if t is none.
func foreignSign(t *token) *Diagnostic {
	switch t.text {
	case "!":
		return syntax("G0109", t.span, "! is no operator of Gibbs").help("write not a; a factorial is gamma(n + 1)")
	case "&":
		return syntax("G0109", t.span, "& is no operator of Gibbs").mend(t.span, "and")
	case "?":
		return syntax("G0109", t.span, "? is no operator of Gibbs").help("write if c then a else b")
	case "/*":
		return syntax("G0109", t.span, "/* begins no comment").help("a comment begins with # and ends with its line")
	}
	return nil
}

// foreignWords begin statements in other languages. flagged: also as a value.
var foreignWords = map[string]struct{ code, form string }{
	"def":      {"G0110", "write f(x) = …, with a block for several steps: f(x) = { y = x^2; y + 1 }"},
	"function": {"G0110", "write f(x) = …, with a block for several steps: f(x) = { y = x^2; y + 1 }"},
	"fn":       {"G0110", "write f(x) = …"},
	"func":     {"G0110", "write f(x) = …"},
	"return":   {"G0110", "a block ends in its value: f(x) = { y = x^2; y + 1 }"},
	"let":      {"G0110", "write x = …"},
	"var":      {"G0110", "write x = …"},
	"const":    {"G0110", "write x = …"},
	"val":      {"G0110", "write x = …"},
	"class":    {"G0110", "write net, model or flow for what is learned, a function for what is not"},
	"struct":   {"G0110", "write net, model or flow for what is learned, a function for what is not"},
	"lambda":   {"G0110", "write x -> e"},
	"elif":     {"G0110", "write else if c then …"},
	"elseif":   {"G0110", "write else if c then …"},
	"while":    {"G0113", "write a recurrence, h[t] = f(h[t-1]) for t in 1..T, or find_root"},
	"yield":    {"G0110", "write a list, [f(i) for i in I]"},
	"try":      {"G0110", "a mistake is answered before the program runs"},
	"is":       {"G0110", "write =="},
}

func foreignWord(t *token) *Diagnostic {
	w := foreignWords[t.text]
	d := syntax(w.code, t.span, t.text+" is no word of Gibbs").help(w.form)
	if w.code == "G0113" {
		return d.because("equations have no order, so nothing is done again and again")
	}
	return d
}

// loop answers a for that begins a statement.
func loop(t *token) *Diagnostic {
	return syntax("G0113", t.span, "there are no loops").found("begins a statement").
		because("an equation holds for every element at once").
		help("write x[i] = f(i) for i in I, sum(f(i) for i in I), or a recurrence h[t] = f(h[t-1]) for t in 1..T")
}

// loopBody answers a block behind a statement that could end before it.
func (r *reader) loopBody(start int, brace *token) *Diagnostic {
	for i := r.pos; i > start; i-- {
		if r.toks[i].is("for") {
			return loop(&r.toks[i])
		}
	}
	return syntax("G0101", brace.span, "a block stands where the statement should end").found("a block")
}

// foreignNames are values and functions of other languages and their Gibbs form.
var foreignNames = map[string]string{
	"True": "true", "False": "false", "None": "", "null": "", "nil": "", "self": "", "range": "1..n, or 0..<n",
	"lambda": "x -> e", "len": "size(x)", "elif": "else if", "xrange": "1..n, or 0..<n", "linspace": "[a + (b - a)*k/n for k in 0..n]",
}

// Foreign tells the Gibbs form of a name that other languages use, for names that are
// not defined: 1..n for range. The answer is "" if there is none.
func Foreign(name string) string { return foreignNames[name] }

// noteWord remembers a name that other languages use; checkWords answers it at the end,
// if the program does not define it.
func (r *reader) noteWord(n *Name) Expr {
	if next := r.tok(); foreignWords[n.Id].form != "" && (next.kind == nameToken || next.kind == numberToken || next.is(":")) {
		r.bail(foreignWord(&r.toks[r.pos-1]))
	}
	if foreignNames[n.Id] != "" {
		r.words = append(r.words, n)
	}
	return n
}

// checkWords answers names of other languages that the program does not define. At the
// prompt they may have been defined before.
func (r *reader) checkWords(p *Program) {
	if len(r.words) == 0 || r.prompt {
		return
	}
	own := definedNames(p)
	line := -1
	for _, n := range r.words {
		if own[n.Id] || n.Pos.Start.Line == line {
			continue
		}
		line = n.Pos.Start.Line
		d := syntax("G0111", n.Pos, n.Id+" is a word of another language")
		switch form := foreignNames[n.Id]; n.Id {
		case "True", "False":
			d.mend(n.Pos, form)
		default:
			d.help(fmt.Sprintf("write %s", form))
		}
		r.diags = append(r.diags, d)
	}
}
