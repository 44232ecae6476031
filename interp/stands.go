package interp

import "github.com/gibbs-lang/gibbs/lang"

// stands is what a value is where a set or a number is needed: an instance without data stands for the value at the
// end of its body, and keeps its members beside that. Anything else stands for itself.
func (c ctx) stands(n lang.Node, v Value) Value {
	inst, ok := v.(*Instance)
	if !ok || len(inst.data) > 0 || inst.value == nil || inst.tmpl.decl.Kind == "model" {
		return v
	}
	return c.applyInstance(n, inst, nil, nil, nil)
}

// ownsNothing tells whether a body declares no parameters, so that a plain function may make an instance of it.
func (t *Template) ownsNothing() bool {
	d := t.decl
	if len(d.Data) > 0 || d.Kind == "model" || d.Body == nil {
		return false
	}
	for _, st := range d.Body.Stmts {
		if _, ok := st.(*lang.Param); ok {
			return false
		}
	}
	return true
}
