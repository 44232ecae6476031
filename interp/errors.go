package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// option completes a diagnostic.
type option func(*lang.Diagnostic)

// why is the reason in one sentence of physics or mathematics.
func why(format string, args ...any) option {
	return func(d *lang.Diagnostic) { d.Why = fmt.Sprintf(format, args...) }
}

// at says what was found at the primary place.
func at(format string, args ...any) option {
	return func(d *lang.Diagnostic) { d.At = fmt.Sprintf(format, args...) }
}

// here gives the sizes or values at hand.
func here(format string, args ...any) option {
	return func(d *lang.Diagnostic) { d.Here = fmt.Sprintf(format, args...) }
}

// help is a mend.
func help(format string, args ...any) option {
	return func(d *lang.Diagnostic) { d.Helps = append(d.Helps, lang.Help{Text: fmt.Sprintf(format, args...)}) }
}

// replace is a mend with code to paste over a node.
func replace(n lang.Node, code string) option {
	return func(d *lang.Diagnostic) {
		d.Helps = append(d.Helps, lang.Help{Text: code, Replace: code, Span: n.Span()})
	}
}

// label marks a second place.
func label(n lang.Node, format string, args ...any) option {
	return func(d *lang.Diagnostic) {
		if n != nil && n.Span().Source != nil {
			d.Labels = append(d.Labels, lang.Label{Span: n.Span(), Text: fmt.Sprintf(format, args...)})
		}
	}
}

// diagnose makes a diagnostic at a node.
func diagnose(code string, n lang.Node, message string, opts ...option) *lang.Diagnostic {
	d := &lang.Diagnostic{Code: code, Message: message}
	if n != nil {
		d.Span = n.Span()
	}
	for _, o := range opts {
		o(d)
	}
	return complete(d)
}

// fail gives up the present statement with a diagnostic.
func fail(code string, n lang.Node, message string, opts ...option) {
	panic(diagnose(code, n, message, opts...))
}

// poisoned gives up a statement that reads a name whose own statement is wrong: no second message.
type poisoned struct{ name string }

// stopped ends a run with an exit code; the diagnostic, if any, says why.
type stopped struct {
	code int
	diag *lang.Diagnostic
}

// catch runs f and returns the diagnostic it gave up with; ok is false for a poisoned name too.
func catch(f func()) (d *lang.Diagnostic, ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *lang.Diagnostic:
			d, ok = r, false
		case poisoned:
			ok = false
		default:
			panic(r)
		}
	}()
	f()
	return nil, true
}
