package lang

// Habits of other languages, each answered with the Gibbs form.

// foreignInfix are operators of other languages and what to write.
var foreignInfix = map[string]string{
	"**": "^", "&&": "and", "||": "or", "%": "mod", "===": "==", "!==": "!=", "<>": "!=", "=>": "->",
	"//": "/", "...": "..",
}

// foreignAssign are signs that change a value.
var foreignAssign = map[string]string{
	":=": "write =",
	"+=": "give the new value a name of its own: y = x + a", "-=": "give the new value a name of its own: y = x - a",
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

// foreignWords are words that begin statements, or join expressions, in other languages.
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
	"yield":    {"G0110", "write a list, [f(i) for i in I]"},
	"is":       {"G0110", "write =="},
	"xor":      {"G0110", "write a != b"},
	"while":    {"G0113", "write a recurrence, h[t] = f(h[t-1]) for t in 1..T, or find_root"},
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

// blockOutside answers { or : behind a statement that could end before it.
func (r *reader) blockOutside(start int, t *token) *Diagnostic {
	for i := r.pos; i > start; i-- {
		if r.toks[i].is("for") {
			return loop(&r.toks[i])
		}
	}
	for i := start; i < r.pos && t.is(":"); i++ {
		if r.toks[i].is("=") || r.toks[i].is("~") {
			return syntax("G0126", t.span, "a range is not written with :").found("a range").mend(t.span, "..")
		}
	}
	if t.is("{") {
		return syntax("G0101", t.span, "a block stands where the statement should end").found("a block")
	}
	if r.pos == start+1 && r.toks[start].kind == nameToken {
		return syntax("G0126", t.span, "a type stands only in a signature").found("a type").label(r.toks[start].span, "of this").
			help("write " + r.toks[start].text + " = …: the type follows from the value")
	}
	return syntax("G0110", t.span, "a block stands in braces").found("begins a block in other languages").help("write { … }")
}

// foreignNames are values and functions of other languages. The form is a sentence, or
// just code if the name can be replaced by it.
var foreignNames = map[string]struct {
	form string
	same bool // form stands for the name
}{
	"True": {"true", true}, "False": {"false", true}, "TRUE": {"true", true}, "FALSE": {"false", true}, "len": {"size", true},
	"None": {"every name has a value: leave it out", false}, "null": {"every name has a value: leave it out", false},
	"nil":    {"every name has a value: leave it out", false},
	"self":   {"parameters and arguments are called by their names", false},
	"this":   {"parameters and arguments are called by their names", false},
	"range":  {"write 1..n, or 0..<n without its end", false},
	"xrange": {"write 1..n, or 0..<n without its end", false}, "linspace": {"write [a + (b - a)*k/n for k in 0..n]", false},
	"return": {"a block ends in its value: f(x) = { y = x^2; y + 1 }", false},
	"lambda": {"write x -> e", false},
}

// Foreign tells the Gibbs form of a name that other languages use and that is not
// defined, as a sentence for a help. It is "" if there is none.
func Foreign(name string) string {
	f := foreignNames[name]
	if f.same {
		return "write " + f.form
	}
	return f.form
}

// foreign is a name of another language where a program uses it.
type foreign struct {
	name *Name
	call *Call // if it is called
	stmt int   // the statement it stands in
}

// noteWord remembers a name that other languages use; checkWords answers it at the end,
// if the program does not define it.
func (r *reader) noteWord(n *Name) Expr {
	if next := r.tok(); foreignWords[n.Id].form != "" && (next.kind == nameToken || next.kind == numberToken) {
		d := foreignWord(&r.toks[r.pos-1])
		if colon := r.next(); n.Id == "lambda" && next.kind == nameToken && colon.is(":") {
			d.Helps[0].Replace, d.Helps[0].Span = next.text+" ->", join(n.Pos, colon.span)
		}
		r.bail(d)
	}
	if foreignNames[n.Id].form != "" {
		r.words = append(r.words, foreign{n, nil, r.stmt})
	}
	return n
}

// noteCall remembers that the foreign name noted before was called.
func (r *reader) noteCall(word int, c *Call) {
	if word >= 0 && r.words[word].name == c.Fn {
		r.words[word].call = c
	}
}

// checkWords answers names of other languages that the program does not define, one for
// a statement. At the prompt they may have been defined before.
func (r *reader) checkWords(p *Program) {
	if len(r.words) == 0 || r.prompt {
		return
	}
	own := definedNames(p)
	done := map[int]bool{}
	for _, w := range r.words {
		if !own[w.name.Id] && !done[w.stmt] {
			done[w.stmt] = true
			r.diags = append(r.diags, w.answer())
		}
	}
}

func (w foreign) answer() *Diagnostic {
	n := w.name
	f := foreignNames[n.Id]
	d := syntax("G0111", n.Pos, n.Id+" is a word of another language")
	if f.same {
		return d.mend(n.Pos, f.form)
	}
	if c := w.call; c != nil && n.Id == "range" && len(c.Args) > 0 && len(c.Args) < 3 {
		lo, hi := &printer{}, &printer{}
		lo.expr(c.Args[0].X, levelSum)
		if len(c.Args) == 1 {
			return d.mend(c.Pos, "0..<"+lo.String())
		}
		hi.expr(c.Args[1].X, levelSum)
		return d.mend(c.Pos, lo.String()+"..<"+hi.String())
	}
	return d.help(f.form)
}
