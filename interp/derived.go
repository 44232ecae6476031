package interp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula"
)

// What follows from a definition, as formulas in the names of the program: the density, the order of drawing and the sampler
// of a model; inverse and log-determinant of a flow; local energies; gradients and how they are estimated.

// part is one thing that follows.
type derivedPart struct {
	title string
	lines []formula.Line
	notes []string // in words, behind the formulas
}

// derivation collects what follows from one definition.
type derivation struct {
	*paper
	parts []derivedPart
}

// derivedText tells what follows from a value, in the style of o.
func (c ctx) derivedText(o formula.Options, n lang.Expr) string {
	d := &derivation{paper: &paper{Options: o, c: c, n: n, done: map[any]bool{}}}
	if call, ok := n.(*lang.Call); ok && len(call.Args) >= 2 {
		if name, ok := call.Fn.(*lang.Name); ok && (name.Id == "local" || name.Id == "energy") {
			d.localEnergy(call)
			return d.String()
		}
	}
	d.all(lang.Print(n), c.raw(n))
	return d.String()
}

// all tells what follows from a value under a name.
func (d *derivation) all(name string, v Value) {
	switch v := v.(type) {
	case *Instance:
		switch v.tmpl.decl.Kind {
		case "model":
			d.model(name, v)
		case "flow":
			d.flowParts(name, []Value{v})
		default:
			d.add("definition", d.definition(name, v)...)
			d.gradient(name, v)
		}
		return
	case *Flow:
		d.flowParts(name, v.parts)
		return
	case *Dist:
		if v.inst != nil && len(v.given) == 0 {
			d.model(name, v.inst)
			return
		}
		if v.push != nil {
			d.pushed(name, v)
			return
		}
	case *Function:
		d.add("definition", d.definition(name, v)...)
		if !d.estimators(v) {
			d.gradient(name, v)
		}
		return
	case *Operator, *Continuum:
		d.add("Hamiltonian", d.equal(name, hamiltonianText(v))...)
		d.hamiltonian(v, "ψ", "x")
		return
	}
	fail("G0401", d.n, fmt.Sprintf("nothing is derived from %s", kind(v)), help("a model, a distribution, a flow, a function, a net, a Hamiltonian, or energy(H, ψ)"))
}

// definition are the rows of a value as it is written.
func (d *derivation) definition(name string, v Value) []formula.Line {
	w := &paper{Options: d.Options, c: d.c, n: d.n, done: map[any]bool{}}
	w.value(name, v)
	return w.lines
}

func (d *derivation) add(title string, lines ...formula.Line) {
	if n := len(d.parts); n > 0 && d.parts[n-1].title == title {
		d.parts[n-1].lines = append(d.parts[n-1].lines, lines...)
		return
	}
	if len(lines) > 0 {
		d.parts = append(d.parts, derivedPart{title: title, lines: lines})
	}
}

func (d *derivation) note(title, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if n := len(d.parts); n > 0 && d.parts[n-1].title == title {
		d.parts[n-1].notes = append(d.parts[n-1].notes, text)
		return
	}
	d.parts = append(d.parts, derivedPart{title: title, notes: []string{text}})
}

// String writes all parts.
func (d *derivation) String() string {
	var b strings.Builder
	for _, p := range d.parts {
		text := ""
		if len(p.lines) > 0 {
			text = d.Align(p.lines)
		}
		if d.Style == formula.LaTeX {
			b.WriteString(`\paragraph{` + formula.Escape(p.title) + "}\n")
			for _, n := range p.notes {
				b.WriteString(formula.Escape(n) + "\n")
			}
			b.WriteString(text)
			continue
		}
		for _, n := range p.notes {
			text += n + "\n"
		}
		b.WriteString(p.title + "\n  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// equal are the rows of equations left = right between texts of the language, the sides one after the other.
func (d *derivation) equal(sides ...string) (lines []formula.Line) {
	for k := 0; k < len(sides); k += 2 {
		lines = append(lines, d.Define(d.Expr(readExpr(sides[k])), "=", readExpr(sides[k+1]), nil)...)
	}
	return lines
}

// model tells what follows from a model.
func (d *derivation) model(name string, inst *Instance) {
	var drawn []string
	discrete := false
	for _, v := range inst.data {
		if !v.given {
			drawn = append(drawn, v.name)
			discrete = discrete || v.typ.Set != nil
		}
	}
	args := paramList(inst.tmpl.decl.Data)
	draws := strings.Join(drawn, ", ")
	if len(drawn) > 1 {
		draws = "(" + draws + ")"
	}
	head := name + "(" + args + ")"
	if inst.tmpl.decl.Propto {
		d.add("density, up to its normalisation", d.definition(name, inst)...)
		d.note("draws", "Markov chains: %s", map[bool]string{true: "one site after another, accepted with min(1, p(s′)/p(s)); only the terms that hold the site are computed",
			false: "Hamiltonian Monte Carlo, with the gradient of log p"}[discrete])
		d.add("gradient of an expectation", d.equal(fmt.Sprintf("∇(mean(f(%s) for %s ~ %s))", args, draws, name),
			fmt.Sprintf("mean(∇(f(%s)) + (f(%s) - F)*∇(log(%s)) for %s ~ %s)", args, args, head, draws, name),
			"F", fmt.Sprintf("mean(f(%s) for %s ~ %s)", args, draws, name))...)
		return
	}
	d.density(head, inst)
	d.order(inst)
	d.sampler(inst)
	if !d.c.smooth(&Dist{inst: inst}) {
		d.add("gradient of an expectation", d.equal(fmt.Sprintf("∇(mean(f(%s) for %s ~ %s))", args, draws, name),
			fmt.Sprintf("mean(∇(f(%s)) + (f(%s) - b)*∇(log(%s)) for %s ~ %s)", args, args, head, draws, name))...)
		d.note("gradient of an expectation", "the score function, as derivatives do not pass draws of discrete variables; b is the mean of f over the other draws")
		return
	}
	d.add("gradient of an expectation", d.equal(fmt.Sprintf("∇(mean(f(%s) for %s ~ %s))", args, draws, name), fmt.Sprintf("mean(∇(f(%s)) for %s ~ %s)", args, draws, name))...)
	d.note("gradient of an expectation", "pathwise, as derivatives pass every draw: %s is the function of noise that the sampler computes", draws)
}

// density writes the product of the conditionals, and what they read.
func (d *derivation) density(head string, inst *Instance) {
	var factors []lang.Expr
	var latent []*lang.Gen
	names, groups := inst.conditionals()
	for _, name := range names {
		for _, eq := range groups[name] {
			f := densityOf(eq.Left[0], eq.X)
			if len(eq.Gens) > 0 {
				f = &lang.Call{Fn: &lang.Name{Id: "prod"}, Args: []*lang.Arg{{X: f, Gens: eq.Gens}}}
			}
			factors = append(factors, f)
		}
		if inst.variable(name) == nil {
			latent = append(latent, &lang.Gen{Pattern: &lang.Name{Id: name}, X: supportOf(groups[name][0].X)})
		}
	}
	if slices.ContainsFunc(inst.data, func(v dataVar) bool { return !v.given && groups[v.name] == nil }) {
		d.add("definition", d.Lines(bodyEquations(inst, true)...)...)
		d.note("density", "the equations are solved for what is drawn; what they leave open is summed over, with |det| of the map")
		return
	}
	product := factors[0]
	for _, f := range factors[1:] {
		product = &lang.Binary{Op: "*", X: product, Y: f}
	}
	if len(latent) > 0 {
		product = &lang.Call{Fn: &lang.Name{Id: "sum"}, Args: []*lang.Arg{{X: product, Gens: latent}}}
	}
	d.add("density", append(d.Define(d.Expr(readExpr(head)), "=", product, nil), d.Lines(bodyEquations(inst, false)...)...)...)
}

// bodyEquations are the equations of a body that data enter; with the conditionals, if they are wanted.
func bodyEquations(inst *Instance, conds bool) []lang.Stmt {
	var out []lang.Stmt
	if conds {
		for _, eq := range inst.conds {
			out = append(out, eq)
		}
	}
	return append(out, inst.dynamic...)
}

// maxOrderShown is the number of elements of an order of drawing that are written.
const maxOrderShown = 12

// order writes the order of drawing.
func (d *derivation) order(inst *Instance) {
	c := d.c
	lane := c.s.laneAxis(2)
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: inst.path, sampling: true}.with(lane)
	var given []*Array
	for _, v := range inst.data {
		if v.given {
			given = append(given, in.unknownOf(v))
		}
	}
	var steps []string
	failed, ok := catch(func() {
		t := in.drawTrace(d.n, inst, given, nil, true)
		for k, v := range inst.data {
			if !v.given {
				steps = append(steps, orderOf(v.name, t.vars[k]))
			}
		}
	})
	if failed != nil || !ok {
		return
	}
	d.note("order of drawing", "%s", strings.Join(steps, "; "))
}

// orderOf are the elements of a variable in the order of their levels; those of one level stand in braces.
func orderOf(name string, x *Array) string {
	axes := axesOf(x.Dims)
	if len(axes) == 0 {
		return name
	}
	levels := map[int][]string{}
	most := 0
	if sched, err := derive.Order([]*ad.Node{x.Node}, nil); err == nil {
		for _, r := range sched.Regions {
			for n, level := range r.Level {
				if n == x.Node || n.Leaf != nil && n == x.Node {
					for e, l := range level {
						levels[int(l)] = append(levels[int(l)], elementText(name, x.Dims, e))
						most = max(most, int(l))
					}
				}
			}
		}
	}
	if len(levels) == 0 {
		return "all elements of " + name + " at once"
	}
	var out []string
	for l := range most + 1 {
		switch list := levels[l]; {
		case len(list) == 1:
			out = append(out, list[0])
		case len(list) > maxOrderShown:
			out = append(out, fmt.Sprintf("{%s, … %s}", strings.Join(list[:3], ", "), list[len(list)-1]))
		case len(list) > 1:
			out = append(out, "{"+strings.Join(list, ", ")+"}")
		}
	}
	if len(out) > maxOrderShown {
		out = append(out[:maxOrderShown-1], "…", out[len(out)-1])
	}
	return strings.Join(out, ", ")
}

// sampler writes how each variable is drawn.
func (d *derivation) sampler(inst *Instance) {
	var lines []formula.Line
	noise := map[string]bool{}
	for _, eq := range inst.conds {
		x, with := drawOf(eq.Left[0], eq.X)
		if x == nil {
			lines = append(lines, d.Lines(eq)...)
			continue
		}
		if !noise[with] {
			noise[with] = true
			u, from, _ := strings.Cut(with, " ~ ")
			lines = append(lines, d.Define(d.Expr(readExpr(u)), "~", readExpr(from), eq.Gens)...)
		}
		lines = append(lines, d.Define(d.Expr(eq.Left[0]), "=", x, eq.Gens)...)
	}
	lines = append(lines, d.Lines(inst.dynamic...)...)
	d.add("sampler", lines...)
	d.note("sampler", "in the order of drawing, each equation as soon as what it reads is known")
}

// pushed tells what follows for the distribution of a transformed draw.
func (d *derivation) pushed(name string, v *Dist) {
	w := &paper{Options: d.Options, c: d.c, n: d.n, done: map[any]bool{}}
	w.defined(name)
	d.add("definition", w.lines...)
	base, flow := "p₀", "T"
	if e, ok := v.node.(*lang.Binary); ok {
		first, maps := piped(e)
		base, flow = lang.Print(first), strings.Join(maps, " |> ")
	}
	short := "T"
	if e, ok := readExpr(flow).(*lang.Name); ok {
		short = e.Id
	}
	d.add("sampler", d.Define("z", "~", readExpr(base), nil)...)
	d.add("sampler", d.equal("x", short+"(z)")...)
	if short != flow {
		d.add("sampler", d.equal(short, flow)...)
	}
	density := "p₀"
	if e, ok := readExpr(base).(*lang.Name); ok {
		density = e.Id
	}
	d.add("density", d.equal("log("+name+"(x))", "log("+density+"(z)) - logdet("+short+")(z)", "z", short+"⁻¹(x)")...)
	if density != base {
		d.note("density", "p₀ is the density of %s", base)
	}
	d.flowParts(short, v.push.flow.parts)
}

// piped takes base |> f |> g apart.
func piped(e *lang.Binary) (base lang.Expr, maps []string) {
	base = e.X
	if x, ok := e.X.(*lang.Binary); ok && x.Op == "|>" {
		base, maps = piped(x)
	}
	return base, append(maps, lang.Print(e.Y))
}

// hamiltonianOf is a value that is a Hamiltonian.
func isHamiltonian(v Value) bool {
	switch v.(type) {
	case *Operator, *Continuum:
		return true
	}
	return isLaplacian(v)
}

// Derive tells what follows from an expression of the session, as text.
func (p *Prompt) Derive(run context.Context, text string) (string, []*lang.Diagnostic) {
	return p.ask(run, text, ":derive p", func(c ctx, e lang.Expr) string {
		return c.derivedText(formula.Options{Style: formula.Text, Digits: paperDigits}, e)
	})
}

// LaTeX writes an expression of the session: a name with its definition and what that reads, anything else as it stands.
func (p *Prompt) LaTeX(run context.Context, text string) (string, []*lang.Diagnostic) {
	return p.ask(run, text, ":latex e", func(c ctx, e lang.Expr) string {
		if _, ok := e.(*lang.Name); ok {
			if lines := c.formulas(formula.Options{}, e, c.raw(e), true); len(lines) > 0 {
				return strings.TrimRight(formula.Options{}.Align(lines), "\n")
			}
		}
		return formula.Options{}.Expr(e)
	})
}

// Derived tells what follows from a definition of a program, of which nothing is run.
func Derived(src *lang.Source, name string, latex bool, o Options) (text string, diags []*lang.Diagnostic) {
	prog, diags := lang.Parse(src)
	if hasErrors(diags) {
		return "", diags
	}
	o.Out, o.Log = nil, nil
	s := NewSession(o)
	s.main = s.newModule(src.Name, src)
	s.definitions(s.main, prog.Stmts)
	e := readExpr(name)
	style := formula.Options{Style: formula.Text, Digits: paperDigits}
	if latex {
		style.Style = formula.LaTeX
	}
	stop := false
	d, _ := s.catchStop(func() { text = s.context(s.main).derivedText(style, e) }, &stop)
	diags = append(diags, s.Diags...)
	if d != nil {
		diags = append(diags, d)
	}
	return text, diags
}

// supportOf is the set of values of a discrete distribution.
func supportOf(x lang.Expr) lang.Expr {
	if call, ok := x.(*lang.Call); ok {
		if name, ok := call.Fn.(*lang.Name); ok {
			switch name.Id {
			case "spin":
				return &lang.Name{Id: sets.Spin.String()}
			case "bernoulli":
				return &lang.Name{Id: sets.Bit.String()}
			}
			for _, a := range call.Args {
				if l, ok := a.X.(*lang.List); ok && len(l.X) > 0 {
					if len(l.X[0].Gens) == 1 {
						return l.X[0].Gens[0].X
					}
					return readExpr(fmt.Sprintf("1..%d", len(l.X)))
				}
			}
		}
	}
	return &lang.Name{Id: "…"}
}
