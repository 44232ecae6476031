package dist

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Domain is the interval of values that an argument may take.
type Domain struct {
	Lo, Hi         float64
	OpenLo, OpenHi bool
	Text           string // as in "must be positive"
}

var (
	positive    = &Domain{Lo: 0, Hi: math.Inf(1), OpenLo: true, OpenHi: true, Text: "must be positive"}
	notNegative = &Domain{Lo: 0, Hi: math.Inf(1), OpenHi: true, Text: "must not be negative"}
	unit        = &Domain{Lo: 0, Hi: 1, Text: "must be a probability, between 0 and 1"}
	finite      = &Domain{Lo: math.Inf(-1), Hi: math.Inf(1), OpenLo: true, OpenHi: true, Text: "must be finite"}
	truth       = &Domain{Lo: 0, Hi: 1, Text: "must be a condition"}
)

// Holds is the node that tells where x lies in the domain; NaN never does.
func (d *Domain) Holds(g *ad.Graph, x *ad.Node) *ad.Node {
	below, above := ad.Le, ad.Le
	if d.OpenLo {
		below = ad.Lt
	}
	if d.OpenHi {
		above = ad.Lt
	}
	return g.Apply(ad.And, g.Apply(below, g.Const(d.Lo), x), g.Apply(above, x, g.Const(d.Hi)))
}

// Relation is a condition on several arguments, or on all elements of one.
type Relation struct {
	Names []string // the arguments it is about; it applies where all are given
	Text  string
	Drawn bool // it matters where there are draws; the density is zero else
	Holds func(g *ad.Graph, a Args) *ad.Node
}

// Problem is a condition that arguments do not meet.
type Problem struct {
	Param string
	Text  string   // the condition, as in "must be positive"
	Node  *ad.Node // the value in question
	At    []int    // the first element that is wrong: a position for each axis of the condition
	Axes  []*ad.Axis
	Value float64 // what the argument is there; of a relation nothing
	Joint bool    // a relation of several arguments, or of all elements of one
	Drawn bool    // of a relation: it matters for draws alone
}

// String is the problem in words.
func (p Problem) String() string {
	if p.Joint {
		return fmt.Sprintf("%s %s", p.Param, p.Text)
	}
	return fmt.Sprintf("%s %s, and is %.6g", p.Param, p.Text, p.Value)
}

// Look gives the elements of a value that is no constant but known by now; nil if it is not known.
type Look func(*ad.Node) []float64

// table is all elements of a value, as far as they are known.
func (known Look) table(n *ad.Node) []float64 {
	switch {
	case n.Op == ad.Const:
		return n.Table
	case known != nil:
		return known(n)
	}
	return nil
}

// Check looks at the arguments that are constants, or known (nil: none is), and returns the conditions they break
// where the condition where holds (nil: everywhere).
func (r *Row) Check(g *ad.Graph, a Args, where *ad.Node, known Look) []Problem {
	if where == nil {
		where = g.Truth(true)
	}
	var out []Problem
	for _, p := range r.Params {
		arg, ok := a[p.Name]
		switch {
		case !ok:
		case arg.Of != nil:
			out = append(out, arg.Of.Row.Check(g, arg.Of.Args, where, known)...)
		case p.Domain != nil:
			if bad, ok := known.violation(unless(g, where, p.Domain.Holds(g, arg.Node))); ok {
				bad.Param, bad.Text, bad.Node = p.Name, p.Domain.Text, arg.Node
				bad.Value = known.valueAt(arg.Node, bad.Axes, bad.At)
				out = append(out, bad)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, rel := range r.Joint {
		if slices.ContainsFunc(rel.Names, func(n string) bool { _, ok := a[n]; return !ok }) {
			continue
		}
		if bad, ok := known.violation(unless(g, where, rel.Holds(g, a))); ok {
			bad.Param, bad.Text, bad.Joint, bad.Drawn = strings.Join(rel.Names, " and "), rel.Text, true, rel.Drawn
			bad.Node = a[rel.Names[0]].Node
			out = append(out, bad)
		}
	}
	return out
}

// Demand is a condition on arguments without which there is nothing to draw.
type Demand struct {
	Holds *ad.Node
	Text  string // where it does not hold, as in "support of categorical leaves no category"
}

// Demands are the conditions of a draw.
func (r *Row) Demands(g *ad.Graph, a Args) (out []Demand) {
	for _, rel := range r.Joint {
		if _, ok := a[rel.Names[0]]; rel.Drawn && ok {
			out = append(out, Demand{rel.Holds(g, a), fmt.Sprintf("%s of %s %s", rel.Names[0], r.Name, rel.Text)})
		}
	}
	for _, p := range r.Params {
		of := a[p.Name].Of
		if of == nil {
			continue
		}
		for _, d := range of.Row.Demands(g, of.Args) {
			if test, ok := a["test"]; ok && r == Choice {
				chosen := test.Node
				if p.Name == "else" {
					chosen = g.Apply(ad.Not, chosen)
				}
				d.Holds = unless(g, chosen, d.Holds)
			}
			out = append(out, d)
		}
	}
	return out
}

// unless is a condition that counts where another holds.
func unless(g *ad.Graph, where, cond *ad.Node) *ad.Node {
	return g.Apply(ad.Or, g.Apply(ad.Not, where), cond)
}

// violation finds the first false element of a condition that is known.
func (known Look) violation(cond *ad.Node) (Problem, bool) {
	e := slices.Index(known.table(cond), 0)
	if e < 0 {
		return Problem{}, false
	}
	at := make([]int, len(cond.Axes))
	for k := len(at) - 1; k >= 0; k-- {
		at[k] = e % cond.Axes[k].Size
		e /= cond.Axes[k].Size
	}
	return Problem{At: at, Axes: cond.Axes}, true
}

// valueAt reads a known value at positions on axes.
func (known Look) valueAt(n *ad.Node, axes []*ad.Axis, at []int) float64 {
	if n.Op == ad.Iota && len(at) == 1 {
		return float64(at[0])
	}
	table := known.table(n)
	if table == nil {
		return math.NaN()
	}
	e := 0
	for k, s := range n.Strides(axes) {
		e += s * at[k]
	}
	return table[e]
}

// BindError tells why arguments do not fit a distribution.
type BindError struct {
	Row     *Row
	Unknown string   // a name that no form has
	Twice   string   // a name that is given by position, too, or two times
	Missing []string // what the nearest form still needs
	Surplus int      // positional arguments too many
	Forms   [][]string
}

// Error is the reason in words.
func (e *BindError) Error() string {
	switch {
	case e.Unknown != "":
		return fmt.Sprintf("%s has no argument %s; it is %s", e.Row.Name, e.Unknown, e.Row.Usage())
	case e.Twice != "":
		return fmt.Sprintf("%s of %s is given twice", e.Twice, e.Row.Name)
	case len(e.Missing) > 0:
		return fmt.Sprintf("%s needs %s; it is %s", e.Row.Name, strings.Join(e.Missing, " and "), e.Row.Usage())
	case e.Surplus > 0:
		s := "s"
		if e.Surplus == 1 {
			s = ""
		}
		return fmt.Sprintf("%s has %d argument%s too many; it is %s", e.Row.Name, e.Surplus, s, e.Row.Usage())
	}
	return fmt.Sprintf("the arguments of %s need a name that says what is meant; it is %s", e.Row.Name, e.Row.Usage())
}

// Usage shows the forms of the arguments, as in "spin(logit=) or spin(field=) or spin(p=)".
func (r *Row) Usage() string {
	var forms []string
	for _, f := range r.Forms {
		args := slices.Clone(f)
		if len(r.Forms) > 1 {
			for k, name := range args {
				if !r.common(k, name) {
					args[k] = name + "="
				}
			}
		}
		for _, o := range r.Optional {
			args = append(args, o+"=")
		}
		forms = append(forms, r.Name+"("+strings.Join(args, ", ")+")")
	}
	return strings.Join(forms, " or ")
}

// common tells whether all forms have this name at this place.
func (r *Row) common(k int, name string) bool {
	return !slices.ContainsFunc(r.Forms, func(f []string) bool { return k >= len(f) || f[k] != name })
}

// Bind gives names to positional arguments: the first ones of the form that the named arguments
// choose. Where several forms fit, a name must say which is meant.
func (r *Row) Bind(positional int, named []string) ([]string, error) {
	for i, n := range named {
		if r.param(n) == nil {
			return nil, &BindError{Row: r, Unknown: n, Forms: r.Forms}
		}
		if slices.Contains(named[:i], n) {
			return nil, &BindError{Row: r, Twice: n, Forms: r.Forms}
		}
	}
	var fits [][]string
	var nearest *BindError
	for _, form := range r.Forms {
		err := r.fit(form, positional, named)
		switch {
		case err == nil:
			fits = append(fits, form)
		case nearest == nil || err.distance() < nearest.distance():
			nearest = err
		}
	}
	switch len(fits) {
	case 0:
		return nil, nearest
	case 1:
		return fits[0][:positional], nil
	}
	return nil, &BindError{Row: r, Forms: fits}
}

// fit tells how arguments fail to fit one form, nil if they fit.
func (r *Row) fit(form []string, positional int, named []string) *BindError {
	e := &BindError{Row: r, Forms: [][]string{form}}
	if positional > len(form) {
		e.Surplus = positional - len(form)
		return e
	}
	for _, n := range named {
		switch k := slices.Index(form, n); {
		case k >= 0 && k < positional:
			e.Twice = n
			return e
		case k < 0 && !slices.Contains(r.Optional, n):
			e.Unknown = n
			return e
		}
	}
	for _, n := range form[positional:] {
		if !slices.Contains(named, n) {
			e.Missing = append(e.Missing, n)
		}
	}
	if len(e.Missing) > 0 {
		return e
	}
	return nil
}

// distance orders failures: the nearest form is the one to report.
func (e *BindError) distance() int {
	d := len(e.Missing) + e.Surplus
	if e.Unknown != "" {
		d += 2
	}
	if e.Twice != "" {
		d++
	}
	return d
}
