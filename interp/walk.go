package interp

import "github.com/gibbs-lang/gibbs/lang"

// walk calls f for every name that an expression or a statement reads. Names bound inside (by generators,
// lambdas, equations of blocks) are included: what is found is an upper bound.
func walk(n lang.Node, f func(*lang.Name)) {
	if n == nil {
		return
	}
	lang.Walk(n, func(n lang.Node) bool {
		switch n := n.(type) {
		case *lang.Name:
			f(n)
		case *lang.Field:
			walk(n.X, f)
			return false
		case *lang.Arg:
			walk(n.X, f)
			if n.Type != nil {
				walk(n.Type, f)
			}
			walkGens(n.Gens, f)
			return false
		case *lang.Gen:
			walkGens([]*lang.Gen{n}, f)
			return false
		}
		return true
	})
}

// walkGens visits what generators read; their patterns are bound, not read.
func walkGens(gens []*lang.Gen, f func(*lang.Name)) {
	for _, g := range gens {
		walk(g.X, f)
		if g.Guard != nil {
			walk(g.Guard, f)
		}
	}
}

// mentions tells whether an expression reads a name.
func mentions(e lang.Expr, name string) bool {
	found := false
	walk(e, func(n *lang.Name) { found = found || n.Id == name })
	return found
}
