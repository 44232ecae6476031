package lang

// Statements on one line.

func (p *printer) stmt(s Stmt) {
	switch s := s.(type) {
	case *Import:
		p.importStmt(s)
	case *Input:
		p.put("input ", s.Name.Id)
		if s.Type != nil {
			p.put(": ")
			p.loose(s.Type)
		}
		p.put(" = ")
		p.loose(s.X)
		if s.Text != "" {
			p.put(" ")
			p.string(&String{Parts: []StringPart{{Text: s.Text}}})
		}
	case *Param:
		p.param(s)
	case *Decl:
		p.decl(s)
	case *Assert:
		p.put("assert ")
		p.loose(s.Cond)
		if s.Text != nil {
			p.put(", ")
			p.loose(s.Text)
		}
	case *Command:
		p.put(s.Word)
		p.args("(", s.Args, ")")
	case *If:
		p.put("if ")
		p.loose(s.Cond)
		p.put(" then ")
		p.block(s.Then)
		if s.Else != nil {
			p.put(" else ")
			p.block(s.Else)
		}
	case *ActionStmt:
		p.action(s.Action)
	case *Equation:
		p.equation(s)
	default:
		panic("lang: a statement of no kind is printed")
	}
}

func (p *printer) importStmt(s *Import) {
	path := func() {
		if s.IsFile {
			p.string(&String{Parts: []StringPart{{Text: s.Path}}})
		} else {
			p.put(s.Path)
		}
	}
	if s.Names == nil {
		p.put("import ")
		path()
		if s.As != nil {
			p.put(" as ", s.As.Id)
		}
		return
	}
	p.put("from ")
	path()
	p.put(" import ")
	list(p, ", ", s.Names, func(n *Name) { p.put(n.Id) })
}

func (p *printer) param(s *Param) {
	p.put("param ", s.Name.Id)
	if len(s.Index) > 0 {
		p.put("[")
		list(p, ",", s.Index, p.loose)
		p.put("]")
	}
	if s.Tilde {
		p.put(" ~ ")
	} else {
		p.put(" = ")
	}
	p.noIn = true
	p.loose(s.X)
	p.noIn = false
	if s.Within != nil {
		p.put(" in ")
		p.loose(s.Within)
	}
	p.gens(s.Gens)
}

func (p *printer) decl(s *Decl) {
	p.put(s.Kind, " ", s.Name.Id)
	if s.Static != nil {
		p.args("(", s.Static, ")")
	}
	p.args("(", s.Data, ")")
	if s.Propto {
		p.put(" propto")
	}
	p.put(" ")
	if s.Body != nil {
		p.block(s.Body.Stmts)
	} else {
		p.loose(s.Density)
	}
}

func (p *printer) equation(s *Equation) {
	if s.Op == "" && beginsWith(s.Left[0], false) {
		p.group(s.Left[0]) // or it would read as a conditional statement
		return
	}
	p.exprs(s.Left)
	if s.Op == "" {
		return
	}
	p.put(" ", s.Op, " ")
	if s.Act != nil {
		p.action(s.Act)
	} else {
		p.loose(s.X)
	}
	p.gens(s.Gens)
}

func (p *printer) action(a *Action) {
	p.put(a.Word, " ")
	p.loose(a.X)
	if a.Over != nil {
		p.put(" over ")
		p.exprs(a.Over)
	}
	if a.Using != nil {
		p.put(" using ")
		p.loose(a.Using)
	}
	if a.With != nil {
		p.put(" with ")
		list(p, ", ", a.With, p.arg)
	}
}

func (p *printer) block(stmts []Stmt) {
	if len(stmts) == 0 {
		p.put("{ }")
		return
	}
	p.put("{ ")
	p.inside(func() { list(p, "; ", stmts, p.stmt) })
	p.put(" }")
}

func (p *printer) gens(gens []*Gen) {
	if len(gens) > 0 {
		p.put(" for ")
		noIn := p.noIn
		p.noIn = false
		list(p, ", ", gens, p.gen)
		p.noIn = noIn
	}
}

func (p *printer) gen(g *Gen) {
	p.loose(g.Pattern)
	if g.Tilde {
		p.put(" ~ ")
	} else {
		p.put(" in ")
	}
	p.loose(g.X)
	if g.Guard != nil {
		p.put(" if ")
		p.loose(g.Guard)
	}
}

// beginsWith tells whether a longer expression begins with a conditional or, if blocks
// count, with a block. At the beginning of a statement or branch it would end there.
func beginsWith(x Expr, blocks bool) bool {
	first := x
	for {
		switch y := first.(type) {
		case *Binary:
			first = y.X
		case *Compare:
			first = y.X[0]
		case *Range:
			first = y.Lo
		case *Call:
			first = y.Fn
		case *Index:
			first = y.X
		case *Field:
			first = y.X
		case *Postfix:
			first = y.X
		case *Cond:
			return first != x
		case *Block:
			return blocks && first != x
		default:
			return false
		}
	}
}
