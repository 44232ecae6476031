package lang

import (
	"math"
	"strconv"
	"strings"
)

// Expressions, by precedence climbing over the table Operators.

// expr reads an expression of any level.
func (r *reader) expr() Expr { return r.infix(levelPipe) }

// startValue reads an expression that ends at `in`.
func (r *reader) startValue() Expr {
	noIn := r.noIn
	r.noIn = true
	x := r.expr()
	r.noIn = noIn
	return x
}

// infix reads operands joined by operators of the level min and tighter ones.
func (r *reader) infix(min int) Expr {
	x := r.operand(min)
	for {
		t := r.tok()
		if t.kind == superToken && min <= levelPower {
			x = r.raised(x)
			continue
		}
		level, ok := r.operator(t)
		if !ok || level < min {
			return x
		}
		switch Operators[level].Assoc {
		case ChainAssoc:
			x = r.chain(x)
		case NoAssoc:
			x = r.rangeOf(x)
		case RightAssoc:
			x = r.power(x)
		default:
			op := r.take()
			y := r.infix(level + 1)
			x = &Binary{At{join(x.Span(), y.Span())}, op.text, op.span, x, y}
		}
	}
}

// operator gives the level of the infix operator at hand. One of another language is
// answered with the Gibbs form.
func (r *reader) operator(t *token) (int, bool) {
	if t.kind != signToken && t.kind != keywordToken {
		return 0, false
	}
	if foreignInfix[t.text] != "" {
		r.bail(foreignOperator(t))
	}
	if t.text == "in" && r.noIn {
		return 0, false
	}
	if t.text == "not" && r.next().is("in") && !r.noIn {
		return levelCompare, true
	}
	level, ok := infixLevels[t.text]
	return level, ok
}

// operand reads a prefix operator with its operand, or a postfix expression. An operator
// looser than the place needs parentheses.
func (r *reader) operand(min int) Expr {
	t := r.tok()
	level, prefixed := prefixLevels[t.text]
	if prefixed = prefixed && t.is(t.text); !prefixed {
		start := r.pos
		x := r.postfix()
		if r.is("->") {
			return r.lambda(start, x, min)
		}
		return x
	}
	if level < min && !(t.text == "√") {
		r.bail(r.looser(t))
	}
	r.deeper(t, 1)
	defer func() { r.depth-- }()
	if t.text == "if" {
		return r.cond()
	}
	r.pos++
	operandLevel := level
	if t.text == "√" {
		operandLevel = levelPower
	}
	x := r.infix(operandLevel)
	return &Unary{At{join(t.span, x.Span())}, t.text, x}
}

// looser answers an operator that cannot stand as an operand without parentheses.
func (r *reader) looser(t *token) *Diagnostic {
	d := syntax("G0124", t.span, t.written()+" needs parentheses here").found("binds looser than the operator before it")
	switch t.text {
	case "if":
		return d.help("write (if c then a else b)")
	case "not":
		return d.help("write (not a)")
	case "->":
		return d.help("write (x -> e)")
	}
	return d.help("write (-x)")
}

// cond reads if c then a else b.
func (r *reader) cond() Expr {
	t := r.take()
	c := &Cond{Cond: r.expr()}
	if !r.accept("then") {
		r.bail(r.missingThen(t))
	}
	c.Then = r.expr()
	if !r.accept("else") {
		if d := r.special(r.tok()); d != nil {
			r.bail(d)
		}
		if r.tok().beginsOperand() {
			r.bail(r.sideBySide(r.tok()))
		}
		d := syntax("G0117", r.place(), "the conditional has no else").found("else is expected").label(t.span, "begins here")
		r.bail(d.because("an expression has a value in either case").help("add else and a value"))
	}
	c.Else = r.infix(levelLambda)
	c.Pos = join(t.span, c.Else.Span())
	return c
}

// lambda reads the rest of x -> e, whose left side has been read as an expression.
func (r *reader) lambda(start int, left Expr, min int) Expr {
	arrow := r.tok()
	if min > levelLambda {
		r.bail(r.looser(arrow))
	}
	f := &Lambda{}
	if params, ok := left.(*typedParams); ok {
		f.Params = params.args
	} else if t, ok := left.(*Tuple); ok {
		for _, x := range t.X {
			f.Params = append(f.Params, &Arg{At: At{x.Span()}, X: x})
		}
	} else {
		if p, ok := left.(*Paren); ok {
			left = p.X
		}
		f.Params = []*Arg{{At: At{left.Span()}, X: left}}
	}
	for _, p := range f.Params {
		if !isPattern(p.X) {
			d := syntax("G0128", p.X.Span(), "this is no name that a function could take").found("not a name")
			r.bail(d.label(arrow.span, "a function of it").help("write x -> e, (x, y) -> e or (x: real[I]) -> e"))
		}
	}
	r.pos++
	r.deeper(arrow, 1)
	f.Body = r.infix(levelLambda)
	r.depth--
	f.Pos = join(r.toks[start].span, f.Body.Span())
	return f
}

// isPattern tells whether an expression is a name or a tuple of patterns.
func isPattern(x Expr) bool {
	switch x := x.(type) {
	case *Name:
		return true
	case *Paren:
		return isPattern(x.X)
	case *Tuple:
		for _, y := range x.X {
			if !isPattern(y) {
				return false
			}
		}
		return true
	}
	return false
}

// chain reads a chain of comparisons behind its first operand.
func (r *reader) chain(x Expr) Expr {
	c := &Compare{X: []Expr{x}}
	for {
		level, ok := r.operator(r.tok())
		if !ok || level != levelCompare {
			break
		}
		op := r.take()
		text := op.text
		if text == "not" {
			r.pos++
			text = "not in"
		}
		if r.is("=") {
			r.bail(r.doubleEqual(op))
		}
		c.Op = append(c.Op, text)
		c.X = append(c.X, r.infix(levelCompare+1))
	}
	c.Pos = join(x.Span(), c.X[len(c.X)-1].Span())
	return c
}

// rangeOf reads a range behind its lower end.
func (r *reader) rangeOf(lo Expr) Expr {
	op := r.take()
	hi := r.infix(levelRange + 1)
	x := &Range{At{join(lo.Span(), hi.Span())}, lo, hi, op.text == "..<"}
	if t := r.tok(); t.is("..") || t.is("..<") {
		r.bail(syntax("G0125", t.span, "a range has two ends").found("a third end").label(op.span, "the range").
			help("ranges go up by one; for others write set(i for i in a..b if i mod 2 == 0)"))
	}
	return x
}

// power reads ^ and its exponent, which may bear a sign.
func (r *reader) power(x Expr) Expr {
	op := r.take()
	r.deeper(op, 1)
	var y Expr
	if t := r.tok(); r.accept("-") {
		p := r.infix(levelPower)
		y = &Unary{At{join(t.span, p.Span())}, "-", p}
	} else {
		y = r.infix(levelPower)
	}
	r.depth--
	return &Binary{At{join(x.Span(), y.Span())}, "^", op.span, x, y}
}

// raised reads a power in superscripts.
func (r *reader) raised(x Expr) Expr {
	t := r.take()
	digits, negative := strings.CutPrefix(t.text, "-")
	var y Expr = r.numberOf(t, digits)
	if negative {
		y = &Unary{At{t.span}, "-", y}
	}
	return &Binary{At{join(x.Span(), t.span)}, "^", t.span, x, y}
}

// postfix reads an atom and what is applied to it.
func (r *reader) postfix() Expr {
	x := r.atom()
	word := len(r.words) - 1
	for {
		t := r.tok()
		switch {
		case t.is("("):
			if _, ok := x.(*Number); ok {
				r.bail(r.sideBySide(t))
			}
			args := r.argList()
			c := &Call{At{join(x.Span(), r.toks[r.pos-1].span)}, x, args}
			r.noteTyped(args)
			r.noteCall(word, c)
			x = c
		case t.is("["):
			x = r.index(x)
		case t.is("."):
			x = r.field(x)
		case t.is("†"):
			r.pos++
			x = &Postfix{At{join(x.Span(), t.span)}, "†", x}
		case t.kind == superToken && t.text == "-1":
			r.pos++
			x = &Postfix{At{join(x.Span(), t.span)}, "⁻¹", x}
		default:
			return x
		}
	}
}

func (r *reader) index(x Expr) Expr {
	open := r.tok()
	args := inside(r, open, func() []*Arg {
		r.pos++
		return r.args("]", false)
	})
	if len(args) == 0 {
		r.bail(emptyIndex(join(open.span, r.toks[r.pos-1].span)))
	}
	for _, a := range args {
		switch {
		case a.Name != nil:
			r.bail(syntax("G0118", a.Span(), "an index has no name").found("== compares").help("two values are compared with =="))
		case a.Gens != nil:
			r.bail(generatorOutside(a.Gens[0].Span()))
		}
	}
	r.noteTyped(args)
	return &Index{At{join(x.Span(), r.toks[r.pos-1].span)}, x, args}
}

func (r *reader) field(x Expr) Expr {
	dot := r.take()
	t := r.tok()
	if n, ok := x.(*Number); ok {
		r.bail(syntax("G0107", join(n.Span(), dot.span), "a decimal point has digits on both sides").
			mend(join(n.Span(), dot.span), n.Text+".0"))
	}
	if level := infixLevels[t.text]; t.kind == signToken && level >= levelSum && level <= levelPower {
		r.bail(syntax("G0109", join(dot.span, t.span), "arithmetic on arrays needs no dot").found("an operator with a dot").
			because("operations act on each element already").mend(join(dot.span, t.span), t.text))
	}
	if t.kind != nameToken {
		r.bail(r.expected("the name of a field"))
	}
	r.pos++
	name := &Name{At{t.span}, t.text}
	return &Field{At{join(x.Span(), t.span)}, x, name}
}

// atom reads what no operator takes apart.
func (r *reader) atom() Expr {
	t := r.tok()
	switch {
	case t.kind == numberToken:
		return r.number()
	case t.kind == stringToken:
		return r.text()
	case t.kind == nameToken:
		r.pos++
		return r.noteWord(&Name{At{t.span}, t.text})
	case t.is("true") || t.is("false"):
		r.pos++
		return &Bool{At{t.span}, t.text == "true"}
	case t.is("("):
		return r.paren()
	case t.is("["):
		return r.list()
	case t.is("{"):
		return r.block()
	case t.is("∇"):
		return r.nabla()
	}
	r.bail(r.unexpected())
	return nil
}

// nabla reads ∇f or ∇(e); what follows is applied to the gradient.
func (r *reader) nabla() Expr {
	t := r.take()
	var x Expr
	switch {
	case r.tok().kind == nameToken:
		x = r.name()
	case r.is("("):
		x = r.paren()
	default:
		r.bail(r.expected("the name of a function"))
	}
	return &Unary{At{join(t.span, x.Span())}, "∇", x}
}

func (r *reader) number() Expr {
	t := r.take()
	n := r.numberOf(t, strings.TrimSuffix(t.text, "im"))
	n.Imag = strings.HasSuffix(t.text, "im")
	if next := r.tok(); next.kind == nameToken && !next.space {
		r.bail(r.sideBySide(next))
	}
	return n
}

// numberOf is the literal of a spelling without im.
func (r *reader) numberOf(t *token, text string) *Number {
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil && math.IsInf(v, 0) {
		r.bail(syntax("G0107", t.span, "this number is too large").because("numbers reach up to 1.8e308").
			help("work with its logarithm, or in other units"))
	}
	return &Number{At: At{t.span}, Text: text, Value: v, Int: !strings.ContainsAny(text, ".eE")}
}
