package lang

import "sort"

// The tree of statements, built from the heads that the grammar read.

// build makes the statement of a head that took the tokens from start to before end.
func (r *reader) build(st *statement, start, end int) Stmt {
	at := At{r.span(start, end)}
	doc := r.docAbove(&r.toks[start])
	var s Stmt
	switch {
	case st.Import != nil:
		s = r.buildImport(at, st.Import, &r.toks[start+1])
	case st.Input != nil:
		s = buildInput(at, st.Input, doc)
	case st.Param != nil:
		s = r.buildParam(at, st.Param, doc)
	case st.Decl != nil:
		s = r.buildDecl(at, st.Decl, doc)
	case st.Assert != nil:
		s = &Assert{At: at, Cond: st.Assert.Cond, Text: expr(st.Assert.Text)}
	case st.Command != nil:
		s = &Command{at, st.Command.Word, st.Command.Args.args()}
	case st.If != nil:
		s = r.buildIf(at, st.If)
	case st.Action != nil:
		s = &ActionStmt{at, r.buildAction(st.Action)}
	default:
		return r.buildEquation(at, st.Equation, doc)
	}
	r.checkTyped(nil)
	return s
}

// expr is an expression of the grammar, nil if it was not there.
func expr[T Expr](x T) Expr {
	if any(x) == nil {
		return nil
	}
	return x
}

func exprs(rules []exprRule) []Expr {
	var list []Expr
	for _, x := range rules {
		list = append(list, x)
	}
	return list
}

func (r *reader) buildImport(at At, h *importHead, path *token) Stmt {
	s := &Import{At: at, IsFile: path.kind == stringToken}
	switch {
	case h.From != nil:
		s.Path = h.From.path()
		for _, n := range h.Names {
			s.Names = append(s.Names, n.name())
		}
	default:
		s.Path = h.Path.path()
		if h.As != nil {
			s.As = h.As.name()
		}
	}
	return s
}

func buildInput(at At, h *inputHead, doc string) Stmt {
	s := &Input{At: at, Name: h.Name.name(), Type: expr(h.Type), X: h.X, Doc: doc}
	if h.Text != nil {
		s.Text = h.Text.text()
	}
	return s
}

func (r *reader) buildParam(at At, h *paramHead, doc string) Stmt {
	s := &Param{At: at, Name: h.Name.name(), Tilde: h.Op == "~", X: h.X, Within: expr(h.Within), Doc: doc}
	if h.Gens != nil {
		s.Gens = h.Gens.gens()
	}
	if h.Index != nil {
		s.Index = h.Index.index()
	}
	if h.Within != nil {
		if t, ok := s.Within.(*Tuple); !ok || len(t.X) != 2 {
			r.bail(syntax("G0129", s.Within.Span(), "in names the interval of the parameter").found("not a pair of bounds").
				help("write in (lo, hi); a comparison needs parentheses here"))
		}
	}
	return s
}

func (r *reader) buildDecl(at At, h *declHead, doc string) Stmt {
	s := &Decl{At: at, Kind: h.Kind, Name: h.Name.name(), Data: h.First.args(), Doc: doc}
	if h.Second != nil {
		s.Static, s.Data = s.Data, h.Second.more()
	}
	for _, a := range append(s.Static[:len(s.Static):len(s.Static)], s.Data...) {
		r.checkParameter(a)
	}
	switch {
	case h.Body != nil:
		s.Body = h.Body.block()
	default:
		s.Propto = true
		if b, ok := h.Density.(*Block); ok {
			s.Body = b
		} else {
			s.Density = h.Density
		}
	}
	return s
}

// buildIf also notes the value of a conditional whose branches both end in values.
func (r *reader) buildIf(at At, h *ifHead) Stmt {
	s := &If{At: at, Cond: h.Cond, Then: h.Then.branch().stmts}
	if h.Else == nil {
		return s
	}
	s.Else = h.Else.branch().stmts
	yes, no := r.valueOf(h.Then.branch()), r.valueOf(h.Else.branch())
	if yes != nil && no != nil {
		if r.conds == nil {
			r.conds = map[*If]*Cond{}
		}
		r.conds[s] = &Cond{at, s.Cond, yes, no}
	}
	return s
}

// valueOf is a branch as an expression, nil if it does not end in a value.
func (r *reader) valueOf(b branchLeaf) Expr {
	if len(b.stmts) == 0 {
		return nil
	}
	last := len(b.stmts) - 1
	var x Expr
	switch s := b.stmts[last].(type) {
	case *If:
		if c := r.conds[s]; c != nil {
			x = c
		}
	case *Equation:
		if s.Op == "" {
			x = s.Left[0]
		}
	}
	if b.block == nil || x == nil {
		return x
	}
	stmts := append(b.stmts[:last:last], bare(x))
	return &Block{b.block.At, stmts}
}

// bare is an expression that stands as a statement.
func bare(x Expr) *Equation { return &Equation{At: At{x.Span()}, Left: []Expr{x}} }

func (r *reader) buildAction(h *actionHead) *Action {
	first := h.Tokens[0].Pos.Offset
	last := h.Tokens[len(h.Tokens)-1].Pos.Offset
	a := &Action{At: At{r.span(first, last+1)}, Word: h.Word, X: h.X}
	for _, c := range h.Clauses {
		switch {
		case c.Over != nil && a.Over == nil:
			a.Over = exprs(c.Over)
		case c.Using != nil && a.Using == nil:
			a.Using = c.Using
		case c.With != nil && a.With == nil:
			for _, n := range c.With {
				a.With = append(a.With, n.named())
			}
		default:
			r.bail(syntax("G0131", a.Pos, "a clause of "+a.Word+" is given twice").
				help(a.Word + " F() over p, q using adam(1e-3) with batch = 1000, steps = 2000"))
		}
	}
	return a
}

func (r *reader) buildEquation(at At, h *equationHead, doc string) Stmt {
	s := &Equation{At: at, Left: exprs(h.Left), Op: h.Op, Doc: doc}
	switch {
	case h.Draw != nil:
		s.Op, s.X = "~", h.Draw
	case h.Act != nil:
		s.Act = r.buildAction(h.Act)
	case h.X != nil:
		s.X = h.X
	}
	if h.Gens != nil {
		s.Gens = h.Gens.gens()
	}
	r.checkLeft(s)
	return s
}

// byPlace sorts diagnostics into the order of the text.
func byPlace(ds []*Diagnostic) []*Diagnostic {
	sort.SliceStable(ds, func(i, j int) bool { return ds[i].Span.Start.Offset < ds[j].Span.Start.Offset })
	return ds
}
