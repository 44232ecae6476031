package interp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula"
)

// maxFormulaWidth is the number of columns from which on a derived expression is no longer written out.
const maxFormulaWidth = 4000

// flowParts tells what follows from a composition of maps, for each kind of map once.
func (d *derivation) flowParts(name string, parts []Value) {
	seen := map[*lang.Decl]Value{}
	several := false
	for _, p := range parts {
		inv, back := p.(*inverted)
		if back {
			p = inv.of
		}
		decl := flowDecl(p)
		if decl != nil {
			if first := seen[decl]; first != nil {
				several = several || first != p
				continue
			}
			seen[decl] = p
		}
		title := name
		if (len(parts) > 1 || back) && decl != nil {
			title = decl.Name.Id
		} else if back {
			title = name + "₀"
		}
		if len(parts) == 1 && back {
			d.add("the map "+name, d.equal(name, title+"⁻¹", "logdet("+name+")(x)", "-logdet("+title+")("+name+"(x))")...)
		}
		d.flowMap(title, p)
	}
	if len(parts) > 1 {
		d.note("composition", "%s is %d maps one after the other; its inverse takes theirs in the opposite order, its log|det| is the sum of theirs", name, len(parts))
	}
	if several {
		d.note("composition", "of maps of one kind the first is shown; the others have parameters and numbers of their own")
	}
}

// flowMap writes a map, its inverse and its log-determinant.
func (d *derivation) flowMap(name string, f Value) {
	d.add("the map "+name, d.definition(name, f)...)
	c := d.c
	if own, _ := ownOf(f); own != nil || conditions(f) > 0 || c.signature(f) == nil {
		return
	}
	m := c.mapFormulas(d.n, f)
	d.written("inverse", fmt.Sprintf("%s⁻¹(%s)", name, strings.Join(m.y, ", ")), &m.back, m.leaf)
	d.written("log-determinant", fmt.Sprintf("logdet(%s)(%s)", name, strings.Join(m.z, ", ")), &m.det, m.leaf)
	for _, line := range c.stepLines(m.inverse) {
		d.note("how the inverse is found", "%s", line)
	}
}

// mapFormulas are the inverse of a map as a function of its values y, and log|det| as a function of its unknowns z.
type mapFormulas struct {
	y, z      []string
	back, det export.Function
	inverse   *inverse.Inverse
	names     map[*ad.Leaf]string
}

func (c ctx) mapFormulas(n lang.Node, f Value) *mapFormulas {
	m := &mapFormulas{names: map[*ad.Leaf]string{}}
	domain := c.admitted(n, f, nil)
	z := c.leaves(f, c.overSets(domain), nil)
	y := c.forward(n, f, z)
	m.inverse = c.invert(n, f, z, y, domain, nil, nil)
	for k, x := range z {
		m.names[x.Node.Leaf] = x.Node.Leaf.Name
		m.z = append(m.z, x.Node.Leaf.Name)
		word := "y"
		if len(y) > 1 {
			word = fmt.Sprintf("y%d", k+1)
		}
		m.y = append(m.y, word)
	}
	for k, t := range m.inverse.Target {
		if t.Leaf != nil && k < len(m.y) {
			m.names[t.Leaf] = m.y[k]
		}
	}
	for k, x := range m.inverse.Z {
		m.back.Results = append(m.back.Results, export.Result{Node: x, Axes: axesOf(z[k].Dims)})
	}
	m.det.Results = []export.Result{{Node: m.inverse.LogDet, Axes: []*ad.Axis{}}}
	c.nameDefinitions(&m.back)
	c.nameDefinitions(&m.det)
	return m
}

// leaf is the name of a leaf in formulas of a map: of its unknowns and values, and of parameters.
func (m *mapFormulas) leaf(l *ad.Leaf) string {
	if p, ok := l.Attach.(*Param); ok {
		return p.decl.Name.Id
	}
	return m.names[l]
}

// nameDefinitions gives the nodes of a function the names that the program has for them.
func (c ctx) nameDefinitions(f *export.Function) {
	f.Names = map[*ad.Node]string{}
	for _, r := range f.Results {
		visit(r.Node, func(n *ad.Node) {
			if def := c.s.defined[n]; def != nil {
				f.Names[n] = def.name
			}
		})
	}
}

// formula is a function as source that is meant for reading. Parameters that are kept in an interval are read by their
// values; where the free number behind one is left, an equation tells what it is.
func (c ctx) formula(f *export.Function, leaf func(*ad.Leaf) string) (string, error) {
	values := map[*ad.Node]string{}
	var kept []*Param
	for _, r := range f.Results {
		visit(r.Node, func(n *ad.Node) {
			if n.Leaf == nil {
				return
			}
			if p, ok := n.Leaf.Attach.(*Param); ok && p.link != nil && !slices.Contains(kept, p) {
				values[p.link.value(c.g(), n)] = p.decl.Name.Id
				kept = append(kept, p)
			}
		})
	}
	free := func(p *Param) string { return "u_" + p.decl.Name.Id }
	text, err := export.Formula(f, func(l *ad.Leaf) string {
		if p, ok := l.Attach.(*Param); ok && slices.Contains(kept, p) {
			return free(p)
		}
		return leaf(l)
	}, values, c.s.setName)
	for _, p := range kept {
		if strings.Contains(text, free(p)) {
			text += p.decl.Name.Id + " = " + p.link.image(free(p)) + "\n"
		}
	}
	return text, err
}

// written adds left = the value of a function of the graph, if that is short enough to be read.
func (d *derivation) written(title, left string, f *export.Function, leaf func(*ad.Leaf) string) {
	text, err := d.c.formula(f, leaf)
	if err != nil || len(text) > maxFormulaWidth {
		d.note(title, "%s has no short formula; export(…, as = numpy) writes it as a program", left)
		return
	}
	prog, diags := lang.ParseLine(lang.NewSource("", text))
	if len(diags) > 0 {
		return
	}
	var lines, rest []formula.Line
	for _, st := range prog.Stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "" {
			lines = append(lines, d.Define(d.Expr(readExpr(left)), "=", eq.Left[0], nil)...)
		} else {
			rest = append(rest, d.Lines(st)...)
		}
	}
	d.add(title, append(lines, rest...)...)
}

// gradient writes the gradient of a function of one real argument with one number as value.
func (d *derivation) gradient(name string, f Value) {
	c := d.c
	types := c.signature(f)
	names := paramNames(f)
	if len(types) != 1 || len(names) != 1 || types[0].Set != nil {
		return
	}
	failed, ok := catch(func() {
		c.sampling = true
		x := c.unknownOf(dataVar{name: names[0], typ: types[0]})
		in, y := c.differentiated(d.n, f, []Value{x}, 0)
		if len(y.Dims) > 0 {
			return
		}
		grad := gradient(c, d.n, in, y).(*Array)
		fn := export.Function{Name: "grad", Results: []export.Result{{Node: grad.Node, Axes: axesOf(grad.Dims)}}}
		m := &mapFormulas{names: map[*ad.Leaf]string{x.Node.Leaf: names[0]}}
		c.nameDefinitions(&fn)
		d.written("gradient", fmt.Sprintf("∇%s(%s)", name, names[0]), &fn, m.leaf)
	})
	if failed != nil || !ok {
		return
	}
}

// estimators tells how gradients of the expectations in a function without arguments are estimated.
func (d *derivation) estimators(f *Function) bool {
	if len(f.Params) > 0 || f.Body == nil {
		return false
	}
	found := false
	in := d.c.within(newScope(f.scope))
	lang.Walk(f.Body, func(n lang.Node) bool {
		call, ok := n.(*lang.Call)
		if !ok || len(call.Args) == 0 || len(call.Args[0].Gens) != 1 || !call.Args[0].Gens[0].Tilde {
			return true
		}
		gen := call.Args[0].Gens[0]
		found = true
		d.estimator(in, lang.Print(call.Args[0].X), lang.Print(gen.Pattern), gen.X)
		return true
	})
	return found
}

// estimator writes the gradient of ⟨body⟩ over draws x ~ p.
func (d *derivation) estimator(c ctx, body, x string, p lang.Expr) {
	name := lang.Print(p)
	score, propto := false, false
	failed, ok := catch(func() {
		v := c.raw(p)
		q, isDist := v.(*Dist)
		if inst, ok := v.(*Instance); ok {
			q, isDist = &Dist{inst: inst}, true
		}
		if isDist {
			propto = q.inst != nil && q.inst.tmpl.decl.Propto
			score = !c.smooth(q)
		}
	})
	if failed != nil || !ok {
		return
	}
	left := fmt.Sprintf("∇(mean(%s for %s ~ %s))", body, x, name)
	title := "gradient of the expectation over " + name
	switch {
	case propto:
		d.add(title, d.equal(left, fmt.Sprintf("mean(∇(%s) + (%s - F)*∇(log(%s(%s))) for %s ~ %s)", body, body, name, x, x, name))...)
		d.note(title, "the covariance form, as %s is known up to its normalisation; F is the expectation itself", name)
	case score:
		d.add(title, d.equal(left, fmt.Sprintf("mean(∇(%s) + (%s - b)*∇(log(%s(%s))) for %s ~ %s)", body, body, name, x, x, name))...)
		d.note(title, "the score function, as derivatives do not pass draws of discrete variables; b is the mean over the other draws")
	default:
		d.add(title, d.equal(left, fmt.Sprintf("mean(∇(%s) for %s ~ %s)", body, x, name))...)
		d.note(title, "pathwise, as derivatives pass every draw: %s is a function of noise and parameters", x)
	}
}

// localEnergy is local(H, ψ) or energy(H, ψ).
func (d *derivation) localEnergy(call *lang.Call) {
	h, psi := d.c.raw(call.Args[0].X), d.c.raw(call.Args[1].X)
	name := lang.Print(call.Args[1].X)
	if !isHamiltonian(h) {
		fail("G1001", call.Args[0], fmt.Sprintf("a Hamiltonian is needed here, and this is %s", kind(h)), help("energy(H, ψ)"))
	}
	d.add("Hamiltonian", d.equal(lang.Print(call.Args[0].X), hamiltonianText(h))...)
	d.add("wave function", d.definition(name, psi)...)
	x := "x"
	if names := paramNames(psi); len(names) == 1 {
		x = names[0]
	}
	d.hamiltonian(h, name, x)
}

// hamiltonian writes the local energy of a wave function, and the gradient of its energy.
func (d *derivation) hamiltonian(h Value, psi, x string) {
	psiX := psi + "(" + x + ")"
	local := ""
	switch h := h.(type) {
	case *Continuum:
		d.add("local energy", d.equal("E("+x+")", h.source(func(t continuumTerm) string {
			switch {
			case t.f == nil:
				laplacian := t.index("Δ")
				if len(t.at) == 0 {
					laplacian = "laplacian"
				}
				slope := t.index("∇(log(" + psiX + "))")
				return fmt.Sprintf("(%s(log(%s)) + %s*%s)", laplacian, psiX, slope, slope)
			case t.base == "":
				return ""
			}
			return t.base + "(" + x + ")"
		}))...)
	case *Operator:
		for _, t := range h.terms {
			text, ok := localTerm(t, h.space, psi, x)
			if !ok {
				local = ""
				break
			}
			if t.minus {
				local += " - " + text
			} else {
				local += " + " + text
			}
		}
		if local == "" {
			local = fmt.Sprintf("sum(H[%s,%s′]*%s(%s′)/%s for %s′ in connected(%s))", x, x, psi, x, psiX, x, x)
		}
		d.add("local energy", d.equal("E("+x+")", strings.TrimPrefix(local, " + "))...)
		if strings.Contains(local, "flip") {
			d.note("local energy", "flip(%s, i) is the configuration with the sign at i changed", x)
		}
	default:
		return
	}
	d.add("gradient of the energy", d.equal("∇(mean(E("+x+") for "+x+" ~ born("+psi+")))",
		fmt.Sprintf("2*re(mean(conj(E(%s) - F)*∇(log(%s)) for %s ~ born(%s)))", x, psiX, x, psi), "F", fmt.Sprintf("mean(E(%s) for %s ~ born(%s))", x, x, psi))...)
}

// source is a Hamiltonian of coordinates as the language writes it, with what stands for the operator of each term.
func (h *Continuum) source(operator func(continuumTerm) string) string {
	out := ""
	for k, t := range h.terms {
		text := operator(t)
		for _, f := range slices.Backward(t.factors) {
			over, isSum := strings.CutPrefix(f, "Σ_{")
			switch {
			case isSum:
				text = "sum(" + cmp.Or(text, "1") + " for " + strings.ReplaceAll(strings.TrimSuffix(over, "}"), " ∈ ", " in ") + ")"
			case text == "":
				text = f
			default:
				text = f + "*" + text
			}
		}
		text = cmp.Or(text, "1") + t.below
		switch {
		case t.minus && k == 0:
			out = "-" + text
		case t.minus:
			out += " - " + text
		case k == 0:
			out = text
		default:
			out += " + " + text
		}
	}
	return out
}

// index is Δ or a gradient at the coordinates of a term.
func (t continuumTerm) index(of string) string {
	words := make([]string, len(t.at))
	for k, a := range t.at {
		words[k] = lang.Print(a.node)
	}
	if len(words) == 0 {
		return of
	}
	return of + "[" + strings.Join(words, ", ") + "]"
}

// hamiltonianText is a Hamiltonian as the language writes it.
func hamiltonianText(h Value) string {
	switch h := h.(type) {
	case *Continuum:
		return h.source(func(t continuumTerm) string {
			if t.f == nil {
				return t.index("Δ")
			}
			return t.base
		})
	case *Operator:
		out := ""
		for k, t := range h.terms {
			switch {
			case t.minus && k == 0:
				out += "-"
			case t.minus:
				out += " - "
			case k > 0:
				out += " + "
			}
			var factors []string
			for _, f := range t.factors {
				factors = append(factors, operatorSigns[f.kind].sign+"["+f.text+"]"+operatorSigns[f.kind].dagger)
			}
			out += termText(t, factors)
		}
		return out
	}
	return "Δ"
}

// operatorSigns are the signs of elementary operators.
var operatorSigns = map[operator.Kind]struct{ sign, dagger string }{
	operator.X: {"X", ""}, operator.Y: {"Y", ""}, operator.Z: {"Z", ""}, operator.Plus: {"S₊", ""}, operator.Minus: {"S₋", ""},
	operator.Create: {"c", "†"}, operator.Annihilate: {"c", ""},
}

// termText is a coefficient times a sum of a product.
func termText(t opTerm, factors []string) string {
	if t.inner != "" {
		factors = append([]string{t.inner}, factors...)
	}
	text := strings.Join(factors, "*")
	if text == "" {
		text = "1"
	}
	for _, sum := range slices.Backward(t.sums) {
		text = "sum(" + text + " for " + strings.TrimPrefix(sum.text, "for ") + ")"
	}
	switch {
	case t.text == "":
		return text
	case text == "1":
		return t.text
	}
	return t.text + "*" + text
}

// localTerm is a term of a Hamiltonian of spins over ψ(s): signs where it is diagonal, else a ratio with spins flipped.
func localTerm(t opTerm, space *opSpace, psi, x string) (string, bool) {
	var signs, flips []string
	for _, f := range t.factors {
		at := x + "[" + f.text + "]"
		if len(flips) > 0 { // what stands behind X acts on the configuration that X makes
			at = fmt.Sprintf("flip(%s, %s)[%s]", x, strings.Join(flips, ", "), f.text)
		}
		switch f.kind {
		case operator.Z:
			signs = append(signs, at)
		case operator.X:
			flips = append(flips, f.text)
		default:
			return "", false
		}
	}
	if space == nil || space.fermions {
		return "", false
	}
	if len(flips) > 0 {
		signs = append(signs, fmt.Sprintf("%s(flip(%s, %s))/%s(%s)", psi, x, strings.Join(flips, ", "), psi, x))
	}
	return termText(t, signs), true
}
