package lang

// Walk calls f for a node and, if f answers true, for the nodes in it, in the order of
// the text. The nodes are statements, expressions, actions, generators and arguments.
func Walk(n Node, f func(Node) bool) {
	if !f(n) {
		return
	}
	for _, c := range children(n) {
		Walk(c, f)
	}
}

// nodes collects the parts of a node, absent ones left out.
type nodes []Node

func (ns *nodes) add(list ...Node) {
	for _, n := range list {
		if n != nil {
			*ns = append(*ns, n)
		}
	}
}

func (ns *nodes) name(n *Name) {
	if n != nil {
		*ns = append(*ns, n)
	}
}

func (ns *nodes) expr(list ...Expr) {
	for _, x := range list {
		if x != nil {
			*ns = append(*ns, x)
		}
	}
}

func addAll[T Node](ns *nodes, list []T) {
	for _, n := range list {
		*ns = append(*ns, n)
	}
}

func children(n Node) nodes {
	var ns nodes
	switch n := n.(type) {
	case Stmt:
		ns.statement(n)
	case Expr:
		ns.expression(n)
	case *Action:
		ns.expr(n.X)
		ns.expr(n.Over...)
		ns.expr(n.Using)
		addAll(&ns, n.With)
	case *Gen:
		ns.expr(n.Pattern, n.X, n.Guard)
	case *Arg:
		ns.name(n.Name)
		ns.expr(n.X, n.Type)
		addAll(&ns, n.Gens)
	}
	return ns
}

func (ns *nodes) statement(s Stmt) {
	switch s := s.(type) {
	case *Import:
		ns.name(s.As)
		addAll(ns, s.Names)
	case *Input:
		ns.name(s.Name)
		ns.expr(s.Type, s.X)
	case *Param:
		ns.name(s.Name)
		ns.expr(s.Index...)
		ns.expr(s.X, s.Within)
		addAll(ns, s.Gens)
	case *Decl:
		ns.name(s.Name)
		addAll(ns, s.Static)
		addAll(ns, s.Data)
		if s.Body != nil {
			ns.expr(s.Body)
		}
		ns.expr(s.Density)
	case *Assert:
		ns.expr(s.Cond, s.Text)
	case *Command:
		addAll(ns, s.Args)
	case *If:
		ns.expr(s.Cond)
		addAll(ns, s.Then)
		addAll(ns, s.Else)
	case *ActionStmt:
		ns.add(s.Action)
	case *Equation:
		ns.expr(s.Left...)
		ns.expr(s.X)
		if s.Act != nil {
			ns.add(s.Act)
		}
		addAll(ns, s.Gens)
	}
}

func (ns *nodes) expression(x Expr) {
	switch x := x.(type) {
	case *String:
		for _, p := range x.Parts {
			ns.expr(p.X)
		}
	case *Unary:
		ns.expr(x.X)
	case *Binary:
		ns.expr(x.X, x.Y)
	case *Compare:
		ns.expr(x.X...)
	case *Range:
		ns.expr(x.Lo, x.Hi)
	case *Cond:
		ns.expr(x.Cond, x.Then, x.Else)
	case *Lambda:
		addAll(ns, x.Params)
		ns.expr(x.Body)
	case *Call:
		ns.expr(x.Fn)
		addAll(ns, x.Args)
	case *Index:
		ns.expr(x.X)
		addAll(ns, x.Args)
	case *Field:
		ns.expr(x.X)
		ns.name(x.Name)
	case *Postfix:
		ns.expr(x.X)
	case *Tuple:
		ns.expr(x.X...)
	case *Paren:
		ns.expr(x.X)
	case *List:
		addAll(ns, x.X)
	case *Block:
		addAll(ns, x.Stmts)
	}
}

// definedNames are the names that a program gives a meaning anywhere: on left sides, as
// arguments, in generators and imports.
func definedNames(p *Program) map[string]bool {
	own := map[string]bool{}
	names := func(n Node) {
		Walk(n, func(n Node) bool {
			if n, ok := n.(*Name); ok {
				own[n.Id] = true
			}
			return true
		})
	}
	visit := func(n Node) bool {
		switch n := n.(type) {
		case *Import:
			names(n)
		case *Input:
			own[n.Name.Id] = true
		case *Param:
			own[n.Name.Id] = true
		case *Decl:
			own[n.Name.Id] = true
			for _, a := range append(n.Static[:len(n.Static):len(n.Static)], n.Data...) {
				names(a.X)
			}
		case *Equation:
			for _, left := range n.Left {
				if n.Op != "" {
					names(left)
				}
			}
		case *Gen:
			names(n.Pattern)
		case *Lambda:
			for _, a := range n.Params {
				names(a.X)
			}
		}
		return true
	}
	for _, s := range p.Stmts {
		Walk(s, visit)
	}
	return own
}
