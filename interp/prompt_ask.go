package interp

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// What the prompt is asked about values: their laws, what they cost, how gradients of them are estimated.

// ask reads one expression and hands it to f, with its place.
func (p *Prompt) ask(run context.Context, text, usage string, f func(c ctx, e lang.Expr) string) (answer string, diags []*lang.Diagnostic) {
	prog, diags := lang.ParseLine(lang.NewSource("prompt", text))
	if hasErrors(diags) || len(prog.Stmts) != 1 {
		return "", diags
	}
	s := p.s
	s.opts.Context, s.calls = run, 0
	before, stop := len(s.Diags), false
	d, _ := s.catchStop(func() {
		eq, ok := prog.Stmts[0].(*lang.Equation)
		if !ok || eq.Op != "" {
			fail("G0401", prog.Stmts[0], "an expression is asked about, and this is a statement", help("%s", usage))
		}
		answer = f(s.context(s.main), eq.Left[0])
	}, &stop)
	diags = append(diags, s.Diags[before:]...)
	s.Diags = s.Diags[:before]
	if d != nil {
		diags = append(diags, d)
	}
	return answer, diags
}

// Verify judges the laws of what an expression stands for, with the parameters as they are; all definitions of the session
// if there is no expression.
func (p *Prompt) Verify(run context.Context, text string) (laws []Law, diags []*lang.Diagnostic) {
	if text != "" {
		_, diags = p.ask(run, text, ":verify p", func(c ctx, e lang.Expr) string {
			v := c.raw(e)
			if !lawful(v) {
				fail("G0401", e, fmt.Sprintf("there are no laws of %s", kind(v)), help("a model, a distribution, a flow, an operator, a function or a net"))
			}
			laws = p.judged(map[string]Value{lang.Print(e): v}, []string{lang.Print(e)})
			return ""
		})
		return laws, diags
	}
	p.s.opts.Context = run
	values := map[string]Value{}
	var names []string
	for _, e := range p.entries {
		for _, name := range e.names {
			if b := p.s.main.scope.names[name]; b != nil && !b.bad && b.thunk == nil && lawful(b.value) {
				names, values[name] = append(names, name), b.value
			}
		}
	}
	return p.judged(values, names), nil
}

func (p *Prompt) judged(values map[string]Value, names []string) []Law {
	j := p.s.convene()
	defer j.adjourn()
	for _, name := range names {
		if j.code == ExitDone {
			j.judge(name, values[name])
		}
	}
	return j.laws
}

// Estimator tells how the gradient of an expectation, or of a function without arguments, is estimated, and measures the
// variance of that estimator and of the others that apply.
func (p *Prompt) Estimator(run context.Context, text string) (answer string, diags []*lang.Diagnostic) {
	return p.ask(run, text, ":estimator mean(f(x) for x ~ p)", func(c ctx, e lang.Expr) string {
		call, at := e, c
		if name, ok := e.(*lang.Name); ok {
			call = &lang.Call{At: name.At, Fn: name}
		}
		if f := c.calledFunction(call); f != nil {
			call, at = f.Body, c.within(newScope(f.scope))
		}
		var b strings.Builder
		tr, variance := at.measuredGradient(lang.Print(call))
		for _, choice := range tr.obj.choices {
			fmt.Fprintln(&b, choice)
		}
		if variance == 0 {
			fmt.Fprintln(&b, "the gradient is exact")
			return b.String()
		}
		fmt.Fprintf(&b, "variance of the gradient from one draw: %.2g\n", variance)
		mean, ok := call.(*lang.Call)
		if !ok || len(tr.obj.choices) != 1 || len(mean.Args) != 1 {
			return b.String()
		}
		for _, other := range []string{"score(baseline = loo)", "score(baseline = none)", "pathwise", "measure", "path"} {
			with := strings.TrimSuffix(lang.Print(mean), ")") + ", estimator = " + other + ")"
			result := ""
			d, _ := catch(func() {
				if other, v := at.measuredGradient(with); other.obj.choices[0].Estimator != tr.obj.choices[0].Estimator {
					result = fmt.Sprintf("%.2g", v)
				}
			})
			if d == nil && result != "" {
				fmt.Fprintf(&b, "  %-24s %s\n", other, result)
			}
		}
		return b.String()
	})
}

// calledFunction is the function of an expression F() without arguments, nil for others.
func (c ctx) calledFunction(e lang.Expr) *Function {
	call, ok := e.(*lang.Call)
	if !ok || len(call.Args) > 0 {
		return nil
	}
	name, ok := call.Fn.(*lang.Name)
	if !ok {
		return nil
	}
	b := c.scope.find(name.Id)
	if b == nil || b.bad || b.thunk != nil {
		return nil
	}
	f, _ := b.value.(*Function)
	if f == nil || f.Body == nil || len(f.Params) > 0 {
		return nil
	}
	return f
}

// measuredGradient prepares a training of an objective, and measures the variance of its gradient from one draw.
func (c ctx) measuredGradient(objective string) (*training, float64) {
	const batch, batches = 16, 100
	tr := c.rehearsal(fmt.Sprintf("minimize %s with batch = %d", objective, batch))
	total := 0.0
	for _, m := range tr.moments(batches) {
		total += m.Variance()
	}
	if total < 1e-25 {
		total = 0
	}
	return tr, total * batch
}

// Cost tells the operations and the memory that one sample of a distribution, or one value of a function, takes: drawing,
// the density or the value, and its gradient.
func (p *Prompt) Cost(run context.Context, text string) (answer string, diags []*lang.Diagnostic) {
	return p.ask(run, text, ":cost p", func(c ctx, e lang.Expr) string {
		j := p.s.convene()
		defer j.adjourn()
		j.object = lang.Print(e)
		v := c.raw(e)
		k := &costing{court: j, lane: p.s.laneAxis(costLanes)}
		switch v := v.(type) {
		case *Instance:
			if v.tmpl.decl.Kind == "model" {
				k.distribution(c.sourceOf(e, v))
			} else {
				k.function(v)
			}
		case *Dist:
			k.distribution(c.sourceOf(e, v))
		case *Function, *Flow:
			k.function(v)
		default:
			fail("G0401", e, fmt.Sprintf("%s has no cost of a sample", kind(v)), help("a model, a distribution, a net, a flow or a function"))
		}
		return k.text.String()
	})
}

// costLanes is the number of samples over which costs are shared out.
const costLanes = 256

// costing gathers lines about costs.
type costing struct {
	court *court
	lane  *ad.Axis
	text  strings.Builder
}

func (k *costing) line(what string, outs ...exec.Output) {
	plan := k.court.s.compile(nil, outs)
	fmt.Fprintf(&k.text, "%-10s %12s operations %12s\n", what, grouped(plan.Flops()/costLanes), bytesText(plan.Memory()/costLanes))
}

func (k *costing) distribution(src *source) {
	j := k.court
	if !j.giveConditions(src) {
		fail("G0401", src.node, "a condition of this has no values to try")
	}
	m := &specimen{s: j.s, c: j.c, src: src, name: "cost/" + j.object}
	types, _, ok := j.variables(src)
	if !ok {
		types = nil
		for _, v := range src.inst.data {
			if !v.given {
				types = append(types, v.typ)
			}
		}
	}
	at := j.c.with(k.lane)
	at.path = m.name
	logp := at.sourceDensity(src.node, src, k.inputs(types))
	if src.inst == nil || !src.inst.tmpl.decl.Propto {
		d := m.drawsScored(costLanes, false)
		var outs []exec.Output
		for _, a := range d.vars {
			outs = append(outs, exec.Output{Node: a.Node})
		}
		k.line("a draw", outs...)
	}
	k.line("log p", exec.Output{Node: logp})
	k.gradient("∂log p/∂θ", logp, j.paramsOf(src))
}

func (k *costing) gradient(what string, y *ad.Node, params []*Param) {
	var leaves []*ad.Node
	for _, p := range params {
		leaves = append(leaves, p.node)
	}
	if len(leaves) == 0 {
		return
	}
	outs, err := k.court.s.gradients(k.court.s.g.Sum(y, k.lane), leaves)
	if err == nil {
		k.line(what, append(outs, exec.Output{Node: y})...)
	}
}

func (k *costing) function(f Value) {
	j := k.court
	var types []Type
	if flow, ok := f.(*Flow); ok {
		types = j.c.signature(flow.parts[0])
	} else {
		types = j.c.signature(f)
	}
	if types == nil {
		fail("G0408", nil, "an argument of this has no type, so its size is not known", help("f(x: real[1..4]) = …"))
	}
	at := j.c.with(k.lane)
	at.path = "cost/" + j.object
	y := j.s.g.Const(0)
	for i, v := range several(at.callValue(nil, f, k.inputs(types))) {
		parts := []Value{v}
		if z, ok := v.(*Complex); ok {
			parts = []Value{z.Re, z.Im}
		}
		for _, part := range parts {
			a, ok := part.(*Array)
			if !ok {
				continue
			}
			w := j.s.g.Const(1 + float64(i)/math.Pi)
			y = j.s.g.Apply(ad.Add, y, j.s.g.Sum(j.s.g.Apply(ad.Mul, w, a.Node), axesOf(a.Dims)...))
		}
	}
	k.line("a value", exec.Output{Node: y})
	k.gradient("∂/∂θ", y, j.s.reach(f))
}

// inputs are arrays of types with another value for each sample.
func (k *costing) inputs(types []Type) []Value {
	out := make([]Value, len(types))
	for i, t := range types {
		a := k.court.c.with(k.lane).unknownOf(dataVar{name: "x", typ: t})
		axes := append(axesOf(a.Dims), k.lane)
		out[i] = &Array{Node: k.court.s.g.Input("x", a.Node.Type, axes...), Dims: a.Dims, Set: t.Set}
	}
	return out
}

// grouped writes a whole number with its thousands apart.
func grouped(v float64) string {
	text := fmt.Sprintf("%.0f", v)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func bytesText(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.3g MB", v/1e6)
	case v >= 1e3:
		return fmt.Sprintf("%.3g kB", v/1e3)
	}
	return fmt.Sprintf("%.0f B", v)
}
