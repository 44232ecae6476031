package lang

import "strings"

// Brackets: arguments, tuples, lists, blocks, generators.

// argList reads ( args ).
func (r *reader) argList() argsLeaf {
	open := r.tok()
	if !open.is("(") {
		r.bail(r.noArguments())
	}
	return inside(r, open, func() argsLeaf {
		r.pos++
		return r.args(")", true)
	})
}

// args reads arguments and the bracket that closes them. Never nil.
func (r *reader) args(closer string, bars bool) []*Arg {
	list := []*Arg{}
	if r.accept(closer) {
		return list
	}
	bar := false
	for {
		a := r.arg()
		a.Bar = bar
		list = append(list, a)
		switch {
		case r.accept(closer):
			return list
		case r.accept(","):
			bar = false
		case bars && r.accept("|"):
			bar = true
		default:
			r.bail(r.behindArgument(closer))
		}
	}
}

// behindArgument answers the token at hand, which stands behind an argument.
func (r *reader) behindArgument(closer string) *Diagnostic {
	t := r.tok()
	if d := r.special(t); d != nil {
		return d
	}
	switch {
	case t.is("="):
		return syntax("G0118", t.span, "a named argument is a name, =, and a value").found("== compares").mend(t.span, "==")
	case t.is("if"):
		return syntax("G0127", t.span, "a guard stands behind a generator").found("no generator before it").
			help("write sum(f(i) for i in I if c), or if c then a else b for a choice")
	case t.beginsOperand():
		return r.sideBySide(t)
	}
	return syntax("G0101", t.span, describe(t)+" stands where , or "+closer+" is expected").found(", or " + closer + " is expected")
}

// arg reads `name = e`, `e`, `e: type` or `e for …`.
func (r *reader) arg() *Arg {
	start, t := r.pos, r.tok()
	a := &Arg{}
	if (t.kind == nameToken || t.kind == keywordToken) && r.next().is("=") && !r.toks[min(r.pos+2, len(r.toks)-1)].is("=") {
		r.pos += 2
		a.Name = &Name{At{t.span}, t.text}
		a.X = r.expr()
	} else {
		a.X = r.expr()
		if r.accept(":") {
			a.Type = r.expr()
			if name, ok := a.X.(*Name); ok && r.accept("=") {
				a.Name, a.X = name, r.expr()
			}
		}
	}
	if r.is("for") {
		a.Gens = r.generators()
	}
	a.Pos = r.since(start)
	return a
}

// paramIndex reads the index names of a parameter.
func (r *reader) paramIndex() indexLeaf {
	open := r.tok()
	args := inside(r, open, func() []*Arg {
		r.pos++
		return r.args("]", false)
	})
	var list indexLeaf
	for _, a := range args {
		if a.Name != nil || a.Type != nil || a.Gens != nil || !isPattern(a.X) {
			r.bail(syntax("G0129", a.Span(), "the index of a parameter is a name").found("not a name").help(forms["param"]))
		}
		list = append(list, a.X)
	}
	if list == nil {
		r.bail(emptyIndex(join(open.span, r.toks[r.pos-1].span)))
	}
	return list
}

func emptyIndex(at Span) *Diagnostic {
	return syntax("G0130", at, "the index is missing").found("empty")
}

// named reads an option `name = e`; the name may be a keyword.
func (r *reader) named() *Arg {
	t := r.tok()
	if t.kind != nameToken && t.kind != keywordToken || !r.next().is("=") {
		r.bail(r.expected("an option, name = value"))
	}
	r.pos += 2
	x := r.expr()
	return &Arg{At: At{join(t.span, x.Span())}, Name: &Name{At{t.span}, t.text}, X: x}
}

// noteTyped remembers arguments with types; a signature takes them back.
func (r *reader) noteTyped(args []*Arg) {
	for _, a := range args {
		if a.Type != nil {
			r.typed = append(r.typed, a)
		}
	}
}

// typedParams is (x: A, y: B) before the arrow of a lambda. It never stays in a tree.
type typedParams struct {
	At
	args []*Arg
}

func (*typedParams) expr() {}

// paren reads (a), (a, b), or the typed parameters of a lambda.
func (r *reader) paren() Expr {
	open := r.tok()
	args := inside(r, open, func() []*Arg {
		r.pos++
		return r.args(")", false)
	})
	at := At{join(open.span, r.toks[r.pos-1].span)}
	if len(args) == 0 {
		r.bail(syntax("G0130", at.Pos, "nothing stands in these parentheses").found("empty"))
	}
	typed := false
	var list []Expr
	for _, a := range args {
		if a.Gens != nil {
			r.bail(generatorOutside(a.Gens[0].Span()))
		}
		if a.Name != nil && a.Type == nil {
			r.bail(syntax("G0118", a.Span(), "a tuple has no named entries").help("two values are compared with =="))
		}
		typed = typed || a.Type != nil
		list = append(list, a.X)
	}
	switch {
	case typed && r.is("->"):
		return &typedParams{at, args}
	case typed:
		for _, a := range args {
			if a.Type != nil {
				r.bail(typeOutside(a))
			}
		}
	case len(list) == 1:
		return &Paren{at, list[0]}
	}
	return &Tuple{at, list}
}

// list reads [a, b] or [e for …].
func (r *reader) list() Expr {
	open := r.tok()
	args := inside(r, open, func() []*Arg {
		r.pos++
		return r.args("]", false)
	})
	for _, a := range args {
		switch {
		case a.Type != nil:
			r.bail(typeOutside(a))
		case a.Name != nil:
			r.bail(syntax("G0118", a.Span(), "a list has no named entries").help("two values are compared with =="))
		case a.Gens != nil && len(args) > 1:
			r.bail(syntax("G0127", a.Span(), "a list is either written out or generated").found("a generated entry among others").
				help("give the generated part a list of its own"))
		}
	}
	return &List{At{join(open.span, r.toks[r.pos-1].span)}, args}
}

// block reads { statements }; the last may be the value of the block.
func (r *reader) block() *Block {
	b := r.braces()
	r.lastValue(b.Stmts)
	return b
}

// braces reads { statements }, values among them.
func (r *reader) braces() *Block {
	open := r.tok()
	b := inside(r, open, func() *Block {
		typed := r.typed
		r.typed = nil
		r.pos++
		r.sync()
		lex := r.lex
		list := r.statements(lex)
		r.at(lex)
		r.typed = typed
		return &Block{Stmts: list}
	})
	r.pos++ // the brace that the statements stopped at
	b.Pos = join(open.span, r.toks[r.pos-1].span)
	return b
}

// branch reads what stands behind then or else of a statement: a block or a statement.
func (r *reader) branch() branchLeaf {
	t := r.tok()
	if t.is("{") {
		b := r.braces()
		return branchLeaf{b.Stmts, b}
	}
	r.deeper(t, 1)
	r.sync()
	lex := r.lex
	s := r.tryStatement(lex)
	if s == nil {
		panic(bailout{})
	}
	r.at(lex)
	r.depth--
	return branchLeaf{[]Stmt{s}, nil}
}

// generators reads for g, g, … A comma goes on only before a pattern with `in` or `~`.
func (r *reader) generators() []*Gen {
	r.pos++
	gens := []*Gen{r.generator()}
	for r.is(",") && r.beginsGenerator(r.pos+1) {
		r.pos++
		gens = append(gens, r.generator())
	}
	return gens
}

// beginsGenerator tells whether a pattern and `in` or `~` stand at the token i.
func (r *reader) beginsGenerator(i int) bool {
	t := &r.toks[i]
	switch {
	case t.is("(") && t.mate > i:
		i = t.mate
	case t.kind != nameToken:
		return false
	}
	t = &r.toks[i+1]
	return t.is("in") || t.is("~")
}

// generator reads `pattern in e if guard` or `pattern ~ e`.
func (r *reader) generator() *Gen {
	start := r.pos
	g := &Gen{Pattern: r.pattern()}
	switch {
	case r.accept("~"):
		g.Tilde = true
	case r.accept("in"):
	case r.is("="):
		t := r.tok()
		r.bail(syntax("G0127", t.span, "a generator runs with in over a set, or with ~ over draws").found("= names one value").mend(t.span, "in"))
	default:
		if d := r.severalNames(start); d != nil {
			r.bail(d)
		}
		r.bail(r.expected("in (a set) or ~ (a distribution)"))
	}
	noIn := r.noIn
	r.noIn = false
	g.X = r.expr()
	if r.accept("if") {
		g.Guard = r.expr()
	}
	r.noIn = noIn
	g.Pos = r.since(start)
	return g
}

// severalNames answers `i, j in S` and `<i, j> in S`: names without the parentheses of a pattern.
func (r *reader) severalNames(first int) *Diagnostic {
	begin, i := first, first
	for r.toks[i].kind == nameToken && r.toks[i+1].is(",") {
		i += 2
	}
	end := i
	if i == first || r.toks[i].kind != nameToken {
		return nil
	}
	i++
	if r.toks[begin-1].is("<") {
		if !r.toks[i].is(">") {
			return nil
		}
		begin, end = begin-1, i
		i++
	}
	if !r.toks[i].is("in") && !r.toks[i].is("~") {
		return nil
	}
	var names []string
	for k := first; k <= end; k++ {
		if r.toks[k].kind == nameToken {
			names = append(names, r.toks[k].text)
		}
	}
	at := join(r.toks[begin].span, r.toks[end].span)
	set := &r.toks[i+1]
	d := syntax("G0127", at, "a generator has one pattern before "+r.toks[i].text).found("several names")
	if r.toks[i].is("in") && !r.toks[i+2].is("(") {
		d.because("each name runs over a set of its own; names of one element, as of a bond, stand in parentheses")
		if set.kind != nameToken {
			return d.help("for " + strings.Join(names, " in S, ") + " in S")
		}
		return d.mend(at, strings.Join(names, " in "+set.text+", "))
	}
	return d.because("the names of one element, or of one draw, stand in parentheses").mend(at, "("+strings.Join(names, ", ")+")")
}

// pattern reads a name, or patterns in parentheses.
func (r *reader) pattern() Expr {
	open := r.tok()
	if open.is("<") {
		if d := r.severalNames(r.pos + 1); d != nil {
			r.bail(d)
		}
	}
	if !open.is("(") {
		return r.name()
	}
	list := inside(r, open, func() []Expr {
		r.pos++
		list := []Expr{r.pattern()}
		for r.accept(",") {
			list = append(list, r.pattern())
		}
		if !r.accept(")") {
			r.bail(r.expected(")"))
		}
		return list
	})
	return &Tuple{At{join(open.span, r.toks[r.pos-1].span)}, list}
}

// name reads a name that is no keyword.
func (r *reader) name() *Name {
	t := r.tok()
	if t.kind != nameToken {
		r.bail(r.expected("a name"))
	}
	r.pos++
	return &Name{At{t.span}, t.text}
}
