package lang

import "slices"

// What the grammar lets pass and Gibbs does not.

// lastValue turns the last statement of a block into its value, if it is a conditional
// that has one, and answers bare expressions anywhere else.
func (r *reader) lastValue(stmts []Stmt) {
	if len(stmts) == 0 {
		return
	}
	last := len(stmts) - 1
	r.checkBare(stmts[:last])
	if s, ok := stmts[last].(*If); ok {
		if c := r.conds[s]; c != nil {
			stmts[last] = bare(c)
			r.checkValues(c)
			return
		}
		r.checkBare(stmts[last:])
	}
}

// checkValues looks into the blocks of a conditional that has become a value.
func (r *reader) checkValues(c *Cond) {
	for _, x := range []Expr{c.Then, c.Else} {
		switch x := x.(type) {
		case *Block:
			r.checkBare(x.Stmts[:len(x.Stmts)-1])
			if inner, ok := x.Stmts[len(x.Stmts)-1].(*Equation).Left[0].(*Cond); ok {
				r.checkValues(inner)
			}
		case *Cond:
			r.checkValues(x)
		}
	}
}

// checkBare answers expressions that stand as statements. A call is left alone: it may
// be a command.
func (r *reader) checkBare(stmts []Stmt) {
	for _, s := range stmts {
		switch s := s.(type) {
		case *If:
			r.checkBare(s.Then)
			r.checkBare(s.Else)
		case *Equation:
			if s.Op != "" {
				continue
			}
			if _, call := s.Left[0].(*Call); !call {
				r.diags = append(r.diags, bareExpression(s))
			}
		}
	}
}

func bareExpression(s *Equation) *Diagnostic {
	d := syntax("G0115", s.Span(), "the value of this expression is lost").found("neither an equation nor a command").
		because("a line that does nothing is most often a mistake")
	x := s.Left[0]
	if c, ok := x.(*Compare); ok && len(c.Op) == 1 {
		if m, ok := c.X[1].(*Unary); ok && c.Op[0] == "<" && m.Op == "-" {
			return d.help("an equation is written with =, a draw with ~")
		}
		if c.Op[0] == "==" {
			return d.help("an equation is written with =, a check with assert")
		}
	}
	if n, ok := x.(*Name); ok && (n.Id == "end" || n.Id == "pass") {
		return d.help("a block is closed by its brace; delete this line")
	}
	return d.mend(s.Span(), "print("+Print(x)+")")
}

// checkTyped answers types outside a signature; those of the arguments given are fine.
func (r *reader) checkTyped(signature []*Arg) {
	for _, a := range r.typed {
		if !slices.Contains(signature, a) {
			r.bail(typeOutside(a))
		}
	}
}

func typeOutside(a *Arg) *Diagnostic {
	if _, ok := a.X.(*Name); ok || a.Name != nil {
		return syntax("G0126", a.Type.Span(), "a type stands only in a signature").found("a type").
			help("a named argument is written name = value")
	}
	at := join(a.X.Span(), a.Type.Span())
	return syntax("G0126", at, "a range is not written with :").found("a range").mend(at, Print(a.X)+".."+Print(a.Type))
}

func generatorOutside(at Span) *Diagnostic {
	return syntax("G0127", at, "a generator stands in a call or a list").found("a generator").
		help("write sum(f(i) for i in I), [f(i) for i in I] or set(i for i in I)")
}

// checkLeft answers left sides that define nothing.
func (r *reader) checkLeft(s *Equation) {
	if s.Op == "" {
		r.checkTyped(nil)
		if len(s.Left) > 1 {
			r.bail(syntax("G0115", s.Span(), "the values of these expressions are lost").found("neither an equation nor a command"))
		}
		return
	}
	var signature []*Arg
	for _, x := range s.Left {
		switch left := x.(type) {
		case *Call:
			if _, ok := left.Fn.(*Name); !ok || s.Op != "=" || len(s.Left) > 1 {
				r.bail(notDefined(x))
			}
			for _, a := range left.Args {
				r.checkParameter(a)
			}
			signature = left.Args
		case *Paren, *Tuple, *Name:
			if !isPattern(x) {
				r.bail(notDefined(x))
			}
		default:
			if !isElement(x) {
				r.bail(notDefined(x))
			}
		}
	}
	r.checkTyped(signature)
}

// isElement tells whether an expression is x[i], perhaps of x[j].
func isElement(x Expr) bool {
	for {
		i, ok := x.(*Index)
		if !ok {
			return false
		}
		if _, ok := i.X.(*Name); ok {
			return true
		}
		x = i.X
	}
}

func notDefined(x Expr) *Diagnostic {
	d := syntax("G0123", x.Span(), "the left side of an equation names what it defines").found("nothing that could be defined")
	switch x.(type) {
	case *Field:
		return d.because("a value never changes: its parts are given where it is defined")
	case *Unary, *Binary:
		return d.because("equations are read as definitions, they are not solved for an unknown").
			help("bring everything but the name to the right side, or write assert a == b")
	}
	return d.help("write x = …, x[i] = … for i in I, f(x) = … or (a, b) = …")
}

// checkParameter answers what a definition cannot take as an argument.
func (r *reader) checkParameter(a *Arg) {
	if a.Name == nil && !isPattern(a.X) || a.Gens != nil {
		r.bail(syntax("G0128", a.Span(), "this is no name that a definition could take").found("not a name").
			help("write f(x), f(x, n = 3) or f(x: real[I])"))
	}
}
