package interp

import (
	"strings"

	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula"
)

// showMathematics writes functions, nets, models and flows as equations, and other values as show does.
func (c ctx) showMathematics(n lang.Expr, v Value) string {
	switch v := v.(type) {
	case *Object:
		return v.show()
	case *Function, *Instance, *Template:
		o := formula.Options{Style: formula.Text}
		return strings.TrimSuffix(o.Align(c.formulas(o, n, v, false)), "\n")
	}
	return c.show(v)
}

// latexForm writes a value as LaTeX: its equations, those of what it reads, and numbers rounded to their errors.
func latexForm(c ctx, x *exported) string {
	o := formula.Options{}
	lines := c.formulas(o, x.at, x.value, true)
	if len(lines) == 0 {
		fail("G1203", x.at, kind(x.value)+" cannot be exported as latex", help("a function, a net, a model, a flow, a distribution, a number or a short array"))
	}
	head := "% " + strings.ReplaceAll(x.title(c), "\n", "\n% ") + "\n% needs amsmath and amssymb\n"
	return head + o.Align(lines)
}

// gibbsForm writes a definition as it stands in the program; what has no text there, or with parameters = inline, from what
// it computes.
func gibbsForm(c ctx, x *exported) string {
	f, isFunction := x.value.(*Function)
	if x.inline || isFunction && f.Body == nil {
		return graphForm(export.Gibbs{}).write(c, x)
	}
	return c.sourceText(x.at, x.value)
}
