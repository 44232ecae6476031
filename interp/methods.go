package interp

import "github.com/gibbs-lang/gibbs/lang"

// Methods are the names of what a program uses: names of the language and of modules of the library, of members as
// module.name, estimators as "estimator score", and Markov chains as "chains of sites" and "chains of coordinates". The
// program is checked, and not run.
func Methods(src *lang.Source, o Options) (used map[string]bool, diags []*lang.Diagnostic, code int) {
	o.Check, o.Out, o.Log = true, nil, nil
	s := NewSession(o)
	s.methods = map[string]bool{"": true}
	if code = s.Run(src); code == ExitDone && hasErrors(s.Diags) {
		code = ExitWrong
	}
	prog, _ := lang.Parse(src)
	s.namesUsed(prog)
	return s.methods, s.Diags, code
}

// uses notes a method, where that is asked for.
func (s *Session) uses(method string) {
	if s.methods != nil {
		s.methods[method] = true
	}
}

// namesUsed notes the names of a program that are not its own.
func (s *Session) namesUsed(prog *lang.Program) {
	own := map[string]bool{}
	for _, st := range prog.Stmts {
		if _, is := st.(*lang.Import); !is {
			for _, name := range namesOf(st) {
				own[name] = true
			}
		}
	}
	for _, st := range prog.Stmts {
		if imp, ok := st.(*lang.Import); ok && !imp.IsFile {
			s.uses(imp.Path)
			for _, n := range imp.Names {
				s.uses(imp.Path + "." + n.Id)
			}
		}
		lang.Walk(st, func(n lang.Node) bool {
			switch n := n.(type) {
			case *lang.Name:
				if !own[n.Id] {
					s.uses(n.Id)
				}
			case *lang.Field:
				if m, ok := n.X.(*lang.Name); ok && !own[m.Id] {
					s.uses(m.Id + "." + n.Name.Id)
				}
			case *lang.Postfix:
				s.uses(n.Op)
			}
			return true
		})
	}
}
