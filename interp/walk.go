package interp

import "github.com/gibbs-lang/gibbs/lang"

// walk calls f for every name that an expression reads. Names bound inside (generators, arguments of
// lambdas, equations of blocks) are included: what is found is an upper bound.
func walk(e lang.Expr, f func(*lang.Name)) {
	args := func(list []*lang.Arg) {
		for _, a := range list {
			walkArg(a, f)
		}
	}
	switch e := e.(type) {
	case nil:
	case *lang.Name:
		f(e)
	case *lang.String:
		for _, p := range e.Parts {
			if p.X != nil {
				walk(p.X, f)
			}
		}
	case *lang.Unary:
		walk(e.X, f)
	case *lang.Binary:
		walk(e.X, f)
		walk(e.Y, f)
	case *lang.Compare:
		for _, x := range e.X {
			walk(x, f)
		}
	case *lang.Range:
		walk(e.Lo, f)
		walk(e.Hi, f)
	case *lang.Cond:
		walk(e.Cond, f)
		walk(e.Then, f)
		walk(e.Else, f)
	case *lang.Lambda:
		walk(e.Body, f)
	case *lang.Call:
		walk(e.Fn, f)
		args(e.Args)
	case *lang.Index:
		walk(e.X, f)
		args(e.Args)
	case *lang.Field:
		walk(e.X, f)
	case *lang.Postfix:
		walk(e.X, f)
	case *lang.Tuple:
		for _, x := range e.X {
			walk(x, f)
		}
	case *lang.Paren:
		walk(e.X, f)
	case *lang.List:
		args(e.X)
	case *lang.Block:
		for _, st := range e.Stmts {
			walkStmt(st, f)
		}
	}
}

func walkArg(a *lang.Arg, f func(*lang.Name)) {
	walk(a.X, f)
	if a.Type != nil {
		walk(a.Type, f)
	}
	walkGens(a.Gens, f)
}

func walkGens(gens []*lang.Gen, f func(*lang.Name)) {
	for _, g := range gens {
		walk(g.X, f)
		if g.Guard != nil {
			walk(g.Guard, f)
		}
	}
}

func walkStmt(st lang.Stmt, f func(*lang.Name)) {
	switch st := st.(type) {
	case *lang.Equation:
		for _, l := range st.Left {
			walk(l, f)
		}
		if st.X != nil {
			walk(st.X, f)
		}
		walkGens(st.Gens, f)
	case *lang.Param:
		for _, x := range st.Index {
			walk(x, f)
		}
		walk(st.X, f)
		if st.Within != nil {
			walk(st.Within, f)
		}
		walkGens(st.Gens, f)
	}
}

// mentions tells whether an expression reads a name.
func mentions(e lang.Expr, name string) bool {
	found := false
	walk(e, func(n *lang.Name) { found = found || n.Id == name })
	return found
}
