package interp

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula"
)

// paper writes values as formulas: a definition, then what it reads, each once.
type paper struct {
	formula.Options
	c       ctx
	n       lang.Expr // what is written, in the program
	lines   []formula.Line
	done    map[any]bool // definitions that are written
	deep    bool         // with what a definition reads
	several bool         // one of several instances is written for all
}

// maxPaper is the number of rows from which on no further definitions are added.
const maxPaper = 60

// paperDigits are the significant digits of parameters and constants in formulas.
const paperDigits = 4

// formulas are the rows of a value under a name; deep adds what it reads, with numbers as they now are.
func (c ctx) formulas(o formula.Options, n lang.Expr, v Value, deep bool) []formula.Line {
	w := &paper{Options: o, c: c, n: n, done: map[any]bool{}, deep: deep}
	w.value(lang.Print(n), v)
	seen := map[formula.Line]bool{}
	return slices.DeleteFunc(w.lines, func(l formula.Line) bool {
		again := seen[l] && l.Left != ""
		seen[l] = true
		return again
	})
}

// value writes a definition.
func (w *paper) value(name string, v Value) {
	switch v := v.(type) {
	case *Function:
		w.function(name, v)
	case *Template:
		w.lines = append(w.lines, w.Lines(v.decl)...)
	case *Instance:
		w.instance(name, v)
	case *Flow:
		w.flow(name, v)
	case *Dist:
		w.dist(name, v)
	default:
		if x := w.number(v); x != nil {
			w.row(name, x)
		}
	}
}

// row writes name = x.
func (w *paper) row(name string, x lang.Expr) {
	w.lines = append(w.lines, w.Define(w.Expr(readExpr(name)), "=", x, nil)...)
}

// readExpr reads an expression from its text; a name stands for what cannot be read.
func readExpr(text string) lang.Expr {
	prog, diags := lang.ParseLine(lang.NewSource("", text))
	if len(diags) == 0 && len(prog.Stmts) == 1 {
		if eq, ok := prog.Stmts[0].(*lang.Equation); ok && eq.Op == "" {
			return eq.Left[0]
		}
	}
	return &lang.String{Parts: []lang.StringPart{{Text: text}}}
}

// function writes f(x) = ….
func (w *paper) function(name string, f *Function) {
	if w.done[f] {
		return
	}
	w.done[f] = true
	if f.Body == nil {
		w.lines = append(w.lines, w.graph(name, f)...)
		return
	}
	if strings.ContainsAny(name, "([ ") {
		name = f.Name
	}
	if name == "" || name == lambdaName {
		name = "f"
	}
	o := w.Options
	if f.native != nil {
		o.Digits = paperDigits // written out, with all digits
	}
	head := &lang.Call{Fn: readExpr(name), Args: namesOnly(f.Params)}
	w.lines = append(w.lines, o.Define(w.Expr(head), "=", f.Body, nil)...)
	w.reads(f.scope, f.Params, f.Body)
}

// namesOnly are arguments without their types.
func namesOnly(list []*lang.Arg) []*lang.Arg {
	out := make([]*lang.Arg, len(list))
	for i, a := range list {
		b := *a
		if b.Type = nil; b.Name != nil {
			b.X, b.Name = b.Name, nil
		}
		out[i] = &b
	}
	return out
}

// instance writes the equations of a net, a model or a flow under its own name, then its parameters.
func (w *paper) instance(name string, inst *Instance) {
	if w.done[inst] {
		return
	}
	w.done[inst] = true
	d := *inst.tmpl.decl
	head := w.Expr(&lang.Call{Fn: readExpr(name), Args: namesOnly(d.Data)})
	var body []lang.Stmt
	if d.Body != nil {
		body = slices.DeleteFunc(slices.Clone(d.Body.Stmts), func(st lang.Stmt) bool {
			_, isParam := st.(*lang.Param)
			return isParam
		})
		d.Body = &lang.Block{At: d.Body.At, Stmts: body}
	}
	w.lines = append(w.lines, w.Body(head, &d)...)
	if !w.deep {
		for _, p := range inst.params {
			w.lines = append(w.lines, w.Lines(p.decl)...)
		}
		return
	}
	for _, p := range inst.params {
		if p.leaf.Len > 0 {
			w.param(inst, p)
		}
		w.done[inst.scope.names[p.decl.Name.Id]] = true
	}
	for _, st := range body {
		if eq, ok := st.(*lang.Equation); ok {
			for _, name := range definedNames(eq) {
				w.maps(inst.scope.names[name])
			}
		}
	}
	if d.Density != nil {
		w.reads(inst.scope, d.Data, d.Density)
	}
	for _, st := range body {
		w.reads(inst.scope, d.Data, st)
	}
}

// maps writes the maps that a definition of a body is made of; the definition itself is written already.
func (w *paper) maps(b *binding) {
	if b == nil {
		return
	}
	w.done[b] = true
	switch v := b.value.(type) {
	case *Flow:
		w.parts(v.parts)
	case *List:
		w.parts(v.X)
	case *Instance:
		w.part(v)
	}
}

// param writes the value of a parameter, if it is short, else what it is.
func (w *paper) param(inst *Instance, p *Param) {
	b := inst.scope.names[p.decl.Name.Id]
	if b != nil && b.value != nil && !w.several {
		if x := w.number(b.value); x != nil {
			w.row(p.decl.Name.Id, x)
			return
		}
	}
	left := lang.Expr(p.decl.Name)
	if len(p.decl.Index) > 0 {
		ix := &lang.Index{X: left}
		for _, a := range p.decl.Index {
			ix.Args = append(ix.Args, &lang.Arg{X: a})
		}
		left = ix
	}
	in := &lang.Compare{X: []lang.Expr{left, &lang.Name{Id: "real"}}, Op: []string{"in"}}
	where := w.Define("", "", in, p.decl.Gens)
	where[0].Left, where[0].Right = w.Expr(left), strings.TrimPrefix(where[0].Right, w.Expr(left))
	w.lines = append(w.lines, where...)
}

// flow writes a composition and each of its maps.
func (w *paper) flow(name string, f *Flow) {
	w.defined(name)
	w.parts(f.parts)
}

// parts writes the maps of a composition, each kind once: where there are several, their parameters have no numbers.
func (w *paper) parts(list []Value) {
	several := w.several
	w.several = several || len(list) > 1
	for _, p := range list {
		w.part(p)
	}
	w.several = several
}

// part writes a map of a composition.
func (w *paper) part(p Value) {
	if inv, ok := p.(*inverted); ok {
		p = inv.of
	}
	switch p := p.(type) {
	case *Instance:
		if !w.done[p.tmpl.decl] && len(w.lines) < maxPaper {
			w.done[p.tmpl.decl] = true
			w.instance(p.tmpl.decl.Name.Id, p)
		}
	case *Function:
		w.function(p.Name, p)
	}
}

// dist writes a distribution as it is defined.
func (w *paper) dist(name string, d *Dist) {
	switch {
	case d.inst != nil && len(d.given) == 0:
		w.instance(name, d.inst)
		return
	case !w.defined(name) && d.node != nil:
		if e, ok := d.node.(lang.Expr); ok {
			w.row(name, e)
		}
	}
	if d.push != nil {
		w.parts(d.push.flow.parts)
	}
}

// defined writes the definition of a name in the program; false if there is none.
func (w *paper) defined(name string) bool {
	b := w.c.scope.find(name)
	if b == nil || b.place == nil || b.place.Span().Source == nil {
		return false
	}
	at := b.place.Span()
	prog, _ := lang.Parse(at.Source)
	for _, st := range prog.Stmts {
		if span := st.Span(); span.Start.Offset <= at.Start.Offset && at.End.Offset <= span.End.Offset {
			lines := w.Lines(st)
			w.lines = append(w.lines, lines...)
			return len(lines) > 0
		}
	}
	return false
}

// reads writes the definitions of what an expression or statement reads from around it.
func (w *paper) reads(sc *scope, params []*lang.Arg, n lang.Node) {
	if !w.deep {
		return
	}
	own := map[string]bool{}
	for _, p := range params {
		own[paramName(p)] = true
	}
	walk(n, func(name *lang.Name) {
		if own[name.Id] || len(w.lines) >= maxPaper {
			return
		}
		b := sc.find(name.Id)
		if b == nil || b.bad || b.thunk != nil || w.done[b] {
			return
		}
		w.done[b] = true
		switch v := b.value.(type) {
		case *Function, *Instance:
			w.value(name.Id, v)
		case *Flow, *List:
			w.maps(b)
		case *Array, *Complex, *Estimate, *sets.Set:
			if x := w.number(v); x != nil {
				w.row(name.Id, x)
			}
		}
	})
}

// maxPaperNumbers is the number of elements up to which an array is written.
const maxPaperNumbers = 12

// number writes a value that is known as an expression: a number, with its error if it has one, a short array, a set.
func (w *paper) number(v Value) lang.Expr {
	switch v := v.(type) {
	case *Estimate:
		return &lang.Number{Text: v.String(), Int: true} // rounded to its error
	case *sets.Set:
		text, _, _ := strings.Cut(v.Definition(), "} of ")
		if strings.HasPrefix(text, "{") && !strings.HasSuffix(text, "}") {
			text += "}"
		}
		return readExpr(text)
	case *Array:
		if n := ad.Elements(axesOf(v.Dims)); n == 0 || n > maxPaperNumbers || w.c.s.opts.Check && !isKnown(v.Node) {
			return nil
		}
		a := w.c.s.force(v)
		if !isKnown(a.Node) || len(a.Node.Axes) > len(a.Dims) || a.Set != nil && !a.Set.IsInteger() {
			return nil
		}
		axes := axesOf(a.Dims)
		return numberList(a.Node, axes, a.Node.Strides(axes), 0)
	}
	return nil
}

// numberList is an array of numbers as a list of lists.
func numberList(n *ad.Node, axes []*ad.Axis, strides []int, at int) lang.Expr {
	if len(axes) == 0 {
		return numberExpr(constAt(n, at))
	}
	out := &lang.List{}
	for k := range axes[0].Size {
		out.X = append(out.X, &lang.Arg{X: numberList(n, axes[1:], strides[1:], at+k*strides[0])})
	}
	return out
}

// numberExpr is a number as an expression, rounded.
func numberExpr(v float64) lang.Expr {
	if v < 0 {
		return &lang.Unary{Op: "-", X: numberExpr(-v)}
	}
	if v != math.Trunc(v) {
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', paperDigits, 64), 64)
	}
	text := number17(v)
	if text == "+Inf" {
		return &lang.Name{Id: "inf"}
	}
	return &lang.Number{Text: text, Value: v, Int: !strings.ContainsAny(text, ".e")}
}

// graph writes a function without a text of its own, such as a gradient, from what it computes.
func (w *paper) graph(name string, f *Function) []formula.Line {
	c := w.c
	c.sampling, c.logSpace = true, true
	x := &exported{at: w.n, value: f, form: "latex"}
	fn := c.functionOf(x, f.Name, f, c.argumentsOf(x, f))
	args := make([]*lang.Arg, len(fn.Args))
	for i, a := range fn.Args {
		args[i] = &lang.Arg{X: &lang.Name{Id: a.Name}}
	}
	return w.nodes(w.Expr(&lang.Call{Fn: readExpr(name), Args: args}), &fn)
}

// nodes writes left = the value of a function, with equations for what is read more than once.
func (w *paper) nodes(left string, f *export.Function) []formula.Line {
	text, err := w.c.formula(f, w.c.s.leafName)
	if err != nil {
		fail("G1202", w.n, fmt.Sprintf("this cannot be written as a formula: %v", err), why("a formula is made of signs that are read elsewhere as well"), help("export(…, as = numpy)"))
	}
	prog, diags := lang.ParseLine(lang.NewSource("", text))
	if len(diags) > 0 {
		panic("interp: a formula cannot be read: " + diags[0].Message)
	}
	var out, rest []formula.Line
	for _, st := range prog.Stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "" {
			out = append(out, w.Define(left, "=", eq.Left[0], nil)...)
		} else {
			rest = append(rest, w.Lines(st)...)
		}
	}
	return append(out, rest...)
}

// leafName is what formulas call a leaf: parameters by the last word of their path.
func (s *Session) leafName(l *ad.Leaf) string {
	if p, ok := l.Attach.(*Param); ok {
		return p.decl.Name.Id
	}
	return l.Name
}

// setName is the name of the set that an axis is over, "" if it has none that can be read, and its first element, 1 if it is
// no range of whole numbers.
func (s *Session) setName(a *ad.Axis) (name string, first int) {
	for _, e := range s.axes[a.Size] {
		if !slices.Contains(e.axes, a) || e.set == nil {
			continue
		}
		first = 1
		if lo, contiguous := e.set.Offset(); contiguous {
			first = lo
		}
		if _, diags := lang.ParseLine(lang.NewSource("", e.set.String())); len(diags) == 0 {
			return e.set.String(), first
		}
	}
	return "", 1
}
