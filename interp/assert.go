package interp

import (
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/lang"
)

// assert checks a condition.
func (s *Session) assert(c ctx, st *lang.Assert) {
	c.path = lang.Print(st)
	test := s.force(&Array{Node: c.truth(st.Cond)})
	text := ""
	if st.Text != nil {
		t, ok := c.eval(st.Text).(String)
		if !ok {
			fail("G0402", st.Text, "the message of an assertion is a string", help("assert x > 0, \"x is {x}\""))
		}
		text = string(t)
	}
	if s.opts.Check {
		return
	}
	if v, ok := test.Node.Scalar(); !ok || v == 0 {
		msg := "the assertion does not hold"
		if text != "" {
			msg += ": " + text
		}
		panic(stopped{code: ExitFailed, diag: diagnose("G0803", st, msg, at("false"), c.sides(st.Cond))})
	}
}

// sides shows the values of the comparison that failed.
func (c ctx) sides(e lang.Expr) option {
	var parts []string
	var look func(e lang.Expr)
	look = func(e lang.Expr) {
		switch e := e.(type) {
		case *lang.Paren:
			look(e.X)
		case *lang.Binary:
			if e.Op == "and" || e.Op == "or" {
				look(e.X)
				look(e.Y)
			}
		case *lang.Compare:
			for _, x := range e.X {
				d, ok := catch(func() {
					name, value := lang.Print(x), c.show(c.eval(x))
					if part := name + " = " + value; name != value && !isNumber(x) && !slices.Contains(parts, part) {
						parts = append(parts, part)
					}
				})
				if d != nil || !ok {
					return
				}
			}
		}
	}
	look(e)
	if len(parts) == 0 {
		return func(*lang.Diagnostic) {}
	}
	return here("%s", shorten(strings.Join(parts, ", "), 300))
}

// isNumber tells whether an expression is a number as it stands, perhaps with a sign.
func isNumber(e lang.Expr) bool {
	switch e := e.(type) {
	case *lang.Number:
		return true
	case *lang.Unary:
		return isNumber(e.X)
	case *lang.Paren:
		return isNumber(e.X)
	}
	return false
}
