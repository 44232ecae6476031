package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// A check looks into bodies that nothing has used: an instance is traced at unknown data, and the names that
// an unused function, net, model or flow reads are looked up.

// checkInstance traces the body of an instance at data of which only the types are known.
func (c ctx) checkInstance(n lang.Node, inst *Instance) {
	if !c.s.opts.Check {
		return
	}
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: inst.path, sampling: true, depth: c.depth}
	data := make([]*Array, len(inst.data))
	for i, v := range inst.data {
		data[i] = in.unknownOf(v)
	}
	if inst.tmpl.decl.Kind == "model" {
		in.densityTrace(n, inst, data)
		return
	}
	if len(inst.data) == 0 && inst.value == nil {
		return // only its members are read
	}
	in.applyInstance(n, inst, arrays(data), nil, nil)
}

// checkNames looks the names up that the definitions of a module read and that nothing has used.
func (s *Session) checkNames(m *Module, stmts []lang.Stmt) {
	if !s.opts.Check || s.code != ExitDone {
		return
	}
	for _, st := range stmts {
		if s.incomplete(st) {
			continue
		}
		switch st := st.(type) {
		case *lang.Equation:
			if len(st.Left) == 1 {
				if _, ok := st.Left[0].(*lang.Call); ok {
					s.namesIn(m, st)
				}
			}
		case *lang.Decl:
			s.namesIn(m, st)
		}
	}
}

// namesIn reports the first name in a definition that nothing defines.
func (s *Session) namesIn(m *Module, st lang.Stmt) {
	bound := map[string]bool{"_": true}
	bind := func(e lang.Expr) {
		if e != nil {
			lang.Walk(e, func(n lang.Node) bool {
				if n, ok := n.(*lang.Name); ok {
					bound[n.Id] = true
				}
				return true
			})
		}
	}
	lang.Walk(st, func(n lang.Node) bool {
		switch n := n.(type) {
		case *lang.Gen:
			bind(n.Pattern)
		case *lang.Lambda:
			for _, a := range n.Params {
				bind(a.X)
			}
		case *lang.Param:
			bound[n.Name.Id] = true
		case *lang.Decl:
			for _, a := range append(n.Static[:len(n.Static):len(n.Static)], n.Data...) {
				bound[paramName(a)] = true
			}
		case *lang.Equation:
			for _, l := range n.Left {
				switch l := l.(type) {
				case *lang.Call:
					bind(l)
				case *lang.Tuple:
					bind(l)
				default:
					if name := leftName(l); name != nil && n.Op != "" {
						bound[name.Id] = true
					}
				}
			}
		}
		return true
	})
	in := s.context(m)
	for _, d := range s.Diags {
		if d.Severity == lang.Error && inSpan(d.Span, st.Span()) {
			return // something in it is known to be wrong
		}
	}
	d, _ := catch(func() {
		walk(st, func(n *lang.Name) {
			if bound[n.Id] || in.scope.find(n.Id) != nil || optionWords[n.Id] {
				return
			}
			if _, ok := in.builtin(n.Id); !ok && n.Id != "step" && n.Id != "progress" {
				in.name(n)
			}
		})
	})
	if d != nil {
		s.tell(d)
	}
}

// inSpan tells whether a place lies inside another.
func inSpan(a, b lang.Span) bool {
	return a.Source == b.Source && a.Start.Offset >= b.Start.Offset && a.End.Offset <= b.End.Offset
}

// optionWords are names that stand for themselves where an option is read.
var optionWords = map[string]bool{"score": true, "pathwise": true, "measure": true, "path": true, "loo": true, "none": true, "baseline": true,
	"rk4": true, "dopri5": true, "full": true, "hutchinson": true, "scatter": true, "line": true, "histogram": true, "map": true,
	"gp": true, "latex": true, "sympy": true, "numpy": true, "jax": true}

// userFirst puts the place of a call in the user's program before one in the library.
func (s *Session) userFirst(d *lang.Diagnostic, n lang.Node, name string) bool {
	if !s.library[d.Span.Source] || s.library[n.Span().Source] {
		return false
	}
	d.Labels = append([]lang.Label{{Span: d.Span, Text: fmt.Sprintf("inside %s", name)}}, d.Labels...)
	d.Span, d.At = n.Span(), ""
	return true
}
