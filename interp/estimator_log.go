package interp

import (
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// logged is the history of a training as a value: for every step the objective, its standard error, the norm of the
// gradient, its variance over the last steps, and the rate.
func (t *training) logged() *Record {
	r := &Record{Kind: "history", Data: t.history, Fields: map[string]Value{}}
	first, last := t.step0+1, t.step0+len(t.history)
	if t.c.s.opts.Check {
		first, last = 1, t.steps
	}
	if last < first {
		return r
	}
	set := mustRange(first, last)
	axis := t.c.s.axis(set, t.c.open)
	for _, f := range []struct {
		name string
		of   func(record) float64
	}{
		{"value", func(x record) float64 { return x.Value }},
		{"err", func(x record) float64 { return x.Err }},
		{"gradient", func(x record) float64 { return x.Gradient }},
		{"variance", func(x record) float64 { return x.Variance }},
		{"rate", func(x record) float64 { return x.Rate }},
	} {
		node := t.c.g().Input(f.name, ad.Real, axis)
		if !t.c.s.opts.Check {
			values := make([]float64, len(t.history))
			for i, x := range t.history {
				values[i] = f.of(x)
			}
			node = t.c.g().Table([]*ad.Axis{axis}, values, ad.Real)
		}
		r.put(f.name, &Array{Node: node, Dims: []Dim{{axis, set}}})
	}
	return r
}

// estimators are the choices of a training as a text, one a line.
func (t *training) estimators() String {
	lines := make([]string, len(t.obj.choices))
	for i, c := range t.obj.choices {
		lines[i] = c.String()
	}
	return String(strings.Join(lines, "\n"))
}
