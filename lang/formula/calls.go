package formula

import (
	"strings"

	"github.com/gibbs-lang/gibbs/lang"
)

// functions are the functions that LaTeX has a sign for.
var functions = map[string]string{
	"log": `\log`, "sin": `\sin`, "cos": `\cos`, "tan": `\tan`, "asin": `\arcsin`, "acos": `\arccos`, "atan": `\arctan`,
	"sinh": `\sinh`, "cosh": `\cosh`, "tanh": `\tanh`, "asinh": `\operatorname{arsinh}`, "acosh": `\operatorname{arcosh}`, "atanh": `\operatorname{artanh}`,
	"lgamma": `\log\Gamma`, "gamma": `\Gamma`, "det": `\det`, "erf": `\operatorname{erf}`, "erfc": `\operatorname{erfc}`, "sign": `\operatorname{sgn}`,
	"sigmoid": `\operatorname{sigmoid}`, "softplus": `\operatorname{softplus}`, "relu": `\operatorname{relu}`, "rank": `\operatorname{rank}`,
	"trace": `\operatorname{tr}`, "diag": `\operatorname{diag}`, "re": `\operatorname{Re}`, "imag": `\operatorname{Im}`, "arg": `\arg`, "kl": `D_{\mathrm{KL}}`,
	"entropy": `\operatorname{H}`, "log2": `\log_{2}`, "log10": `\log_{10}`, "logit": `\operatorname{logit}`, "digamma": `\operatorname{digamma}`,
}

// bigs are the reductions with a sign above their bounds. Their bodies are products, or hold everything.
var bigs = map[string]struct {
	tex, text string
	all       bool // the body is not taken apart: max of a sum
}{
	"sum": {`\sum`, "Σ", false}, "prod": {`\prod`, "Π", false}, "max": {`\max`, "max", true}, "min": {`\min`, "min", true},
	"any": {`\bigvee`, "any", true}, "all": {`\bigwedge`, "all", true}, "argmax": {`\operatorname*{arg\,max}`, "argmax", true},
	"logsumexp": {`\operatorname*{logsumexp}`, "logsumexp", true}, "softmax": {`\operatorname*{softmax}`, "softmax", true},
	"cumsum": {`\operatorname*{cumsum}`, "cumsum", true}, "logmeanexp": {`\operatorname*{logmeanexp}`, "logmeanexp", true},
}

// fences are the functions written by what stands around their argument.
var fences = map[string]struct{ left, right, textLeft, textRight string }{
	"abs": {`\lvert`, `\rvert`, "|", "|"}, "norm": {`\lVert`, `\rVert`, "‖", "‖"}, "size": {`\lvert`, `\rvert`, "|", "|"},
	"floor": {`\lfloor`, `\rfloor`, "⌊", "⌋"}, "ceil": {`\lceil`, `\rceil`, "⌈", "⌉"},
}

// above are the operations written behind their argument.
var above = map[string]struct{ tex, text string }{
	"transpose": {`^{\mathsf{T}}`, "ᵀ"}, "adjoint": {`^{\dagger}`, "†"}, "inverse": {`^{-1}`, "⁻¹"}, "conj": {`^{*}`, "*"},
}

// before are the derivatives, written before the function that they are of.
var before = map[string]struct{ tex, text string }{
	"grad": {`\nabla`, "∇"}, "laplacian": {`\Delta`, "Δ"}, "divergence": {`\nabla\cdot`, "∇·"}, "jacobian": {`\partial`, "∂"}, "hessian": {`\nabla\nabla^{\mathsf{T}}`, "∇∇ᵀ"},
}

// application writes f(x).
func (w *writer) application(x *lang.Call) piece {
	name, ok := x.Fn.(*lang.Name)
	if !ok {
		return w.applied(x)
	}
	if len(x.Args) == 1 && x.Args[0].Name == nil || len(x.Args) > 0 && len(x.Args[0].Gens) > 0 {
		if p, ok := w.one(name.Id, x); ok {
			return p
		}
	}
	if len(x.Args) == 2 && len(x.Args[0].Gens) == 0 {
		if p, ok := w.two(name.Id, x.Args); ok {
			return p
		}
	}
	if f := functions[name.Id]; f != "" && w.Style == LaTeX && len(x.Args) == 1 {
		return piece{f + w.arguments(x.Args), atom, false}
	}
	return piece{w.call(w.name(name.Id), x.Args), atom, false}
}

// one writes functions of one argument that have a form of their own.
func (w *writer) one(name string, x *lang.Call) (piece, bool) {
	a := x.Args[0]
	if len(a.Gens) > 0 {
		return w.reduction(name, x)
	}
	if f, ok := fences[name]; ok {
		return piece{w.fence(w.pick(f.left, f.textLeft), w.piece(a.X).s, w.pick(f.right, f.textRight)), atom, false}, true
	}
	if f, ok := above[name]; ok {
		return piece{w.tight(a.X, atom) + w.pick(f.tex, f.text), atom, false}, true
	}
	if f, ok := before[name]; ok {
		space := ""
		if w.Style == LaTeX {
			space = " "
		}
		return piece{w.pick(f.tex, f.text) + space + w.tight(a.X, atom), atom, false}, true
	}
	switch name {
	case "exp":
		return w.exponential(a.X), true
	case "sqrt":
		return w.root(a.X), true
	case "sum", "prod":
		return piece{w.pick(bigs[name].tex+" ", bigs[name].text+" ") + w.tight(a.X, product), product, true}, true
	case "logdet":
		return piece{w.pick(`\log\,\lvert\det `, "log|det ") + w.tight(a.X, atom) + w.pick(`\rvert`, "|"), atom, false}, true
	}
	return piece{}, false
}

// exponential writes eˣ where x is short, else exp(x).
func (w *writer) exponential(x lang.Expr) piece {
	if w.Style == LaTeX {
		if s := w.small().piece(x).s; !tall(s) && len(s) <= 60 {
			return piece{"e^{" + s + "}", power, false}
		}
		return piece{`\exp` + w.fence("(", w.piece(x).s, ")"), atom, false}
	}
	return piece{"exp(" + w.piece(x).s + ")", atom, false}
}

// two writes functions of two arguments that have a form of their own.
func (w *writer) two(name string, args []*lang.Arg) (piece, bool) {
	x, y := args[0].X, args[1].X
	switch {
	case args[0].Name != nil || args[1].Name != nil:
		if f, ok := before[name]; ok && args[0].Name == nil && args[1].Name.Id == "wrt" {
			if of, ok := y.(*lang.String); ok && len(of.Parts) == 1 && w.Style == LaTeX {
				return piece{f.tex + "_{" + w.name(of.Parts[0].Text) + "} " + w.tight(x, atom), atom, false}, true
			}
		}
	case name == "normal" && w.Style == LaTeX:
		square := &lang.Binary{Op: "^", X: y, Y: &lang.Number{Text: "2", Value: 2, Int: true}}
		if n, ok := bare(y).(*lang.Number); ok && n.Value == 1 {
			return piece{`\mathcal{N}` + w.fence("(", w.piece(x).s+`,\, 1`, ")"), atom, false}, true
		}
		return piece{`\mathcal{N}` + w.fence("(", w.piece(x).s+`,\, `+w.piece(square).s, ")"), atom, false}, true
	case name == "uniform" && w.Style == LaTeX:
		return piece{`\mathcal{U}` + w.arguments(args), atom, false}, true
	case name == "dot":
		return piece{w.tight(x, power) + w.pick(` \cdot `, "·") + w.tight(y, power), product, false}, true
	case name == "cross":
		return piece{w.tight(x, power) + w.pick(` \times `, "×") + w.tight(y, power), product, false}, true
	case (name == "min" || name == "max") && w.Style == LaTeX:
		return piece{`\` + name + w.arguments(args), atom, false}, true
	}
	return piece{}, false
}

// applied writes the call of what is no name: ∇V(q), f.g(x), p[2](x).
func (w *writer) applied(x *lang.Call) piece {
	if f, ok := x.Fn.(*lang.Field); ok {
		if owner, ok := f.X.(*lang.Name); ok && w.Style == LaTeX {
			return piece{w.call(`\mathrm{`+escape.Replace(owner.Id+"."+f.Name.Id)+`}`, x.Args), atom, false}
		}
	}
	if c, ok := x.Fn.(*lang.Call); ok && len(c.Args) == 1 {
		if name, ok := c.Fn.(*lang.Name); ok && name.Id == "logdet" {
			return piece{w.pick(`\log\,\lvert\det\partial `, "log|det ∂") + w.call(w.tight(c.Args[0].X, atom), x.Args) + w.pick(`\rvert`, "|"), atom, false}
		}
	}
	return piece{w.call(w.tight(x.Fn, atom), x.Args), atom, false}
}

// call writes a function with its arguments.
func (w *writer) call(f string, args []*lang.Arg) string { return f + w.arguments(args) }

func (w *writer) arguments(args []*lang.Arg) string { return w.fence("(", w.args(args), ")") }

func (w *writer) args(args []*lang.Arg) string {
	var b strings.Builder
	for i, a := range args {
		switch {
		case a.Bar:
			b.WriteString(w.pick(` \mid `, " | "))
		case i > 0:
			b.WriteString(w.pick(`,\, `, ", "))
		}
		b.WriteString(w.arg(a))
	}
	return b.String()
}

func (w *writer) arg(a *lang.Arg) string {
	s := w.piece(a.X).s
	if a.Name != nil {
		s = w.name(a.Name.Id) + " = " + s
	}
	if len(a.Gens) > 0 {
		s += w.pick(`,\ `, " for ") + w.where(a.Gens)
	}
	return s
}

// reduction writes sums and their kin over generators, and expectations.
func (w *writer) reduction(name string, x *lang.Call) (piece, bool) {
	a := x.Args[0]
	body := w.piece(a.X)
	switch name {
	case "mean", "var", "std":
		return w.average(name, body.s, a.Gens), true
	case "count":
		return piece{w.fence(w.pick(`\#\{`, "#{"), w.where(a.Gens)+w.pick(` : `, " : ")+body.s, w.pick(`\}`, "}")), atom, false}, true
	case "set":
		return piece{w.fence(w.pick(`\{`, "{"), body.s+w.pick(` : `, " : ")+w.where(a.Gens), w.pick(`\}`, "}")), atom, false}, true
	}
	big, ok := bigs[name]
	if !ok {
		return piece{}, false
	}
	inner := w.held(body, product)
	if big.all {
		inner = w.held(body, atom)
	}
	if w.Style == Text {
		return piece{big.text + "(" + w.where(a.Gens) + ") " + inner, product, true}, true
	}
	return piece{w.operators(big.tex, a.Gens) + " " + inner, product, true}, true
}

// average writes ⟨f⟩ over draws, or a mean over the elements of sets.
func (w *writer) average(name, body string, gens []*lang.Gen) piece {
	if w.Style == Text {
		head := map[string]string{"mean": "⟨", "var": "Var⟨", "std": "Std⟨"}[name]
		return piece{head + body + "⟩(" + w.where(gens) + ")", atom, false}
	}
	head := map[string]string{"mean": "", "var": `\operatorname{Var}`, "std": `\operatorname{Std}`}[name]
	return piece{head + `\left\langle ` + body + `\right\rangle_{` + w.small().where(gens) + `}`, atom, false}
}

// operators writes a sign with its bounds. A range stands below and above a sign of its own.
func (w *writer) operators(sign string, gens []*lang.Gen) string {
	in := w.small()
	var out []string
	var below []*lang.Gen
	flush := func() {
		if len(below) > 0 {
			out = append(out, sign+"_{"+stack(in.members(below))+"}")
			below = nil
		}
	}
	for _, g := range gens {
		r, ok := g.X.(*lang.Range)
		if ok && !g.Tilde {
			flush()
			rows := []string{in.piece(g.Pattern).s + " = " + in.piece(r.Lo).s}
			if g.Guard != nil {
				rows = append(rows, in.piece(g.Guard).s)
			}
			out = append(out, sign+"_{"+stack(rows)+"}^{"+in.upper(r)+"}")
			continue
		}
		below = append(below, g)
	}
	flush()
	return strings.Join(out, " ")
}

func stack(rows []string) string {
	if len(rows) == 1 {
		return rows[0]
	}
	return `\substack{` + strings.Join(rows, ` \\ `) + `}`
}

// where writes generators as conditions.
func (w *writer) where(gens []*lang.Gen) string {
	return strings.Join(w.members(gens), w.pick(`,\ `, ", "))
}

// members writes what generators run over and under which conditions: i, j ∈ I where several run over one set.
func (w *writer) members(gens []*lang.Gen) []string {
	var out []string
	for k := 0; k < len(gens); {
		n, patterns := k+1, []string{w.piece(gens[k].Pattern).s}
		for n < len(gens) && gens[n-1].Guard == nil && alike(gens[k], gens[n]) {
			patterns = append(patterns, w.piece(gens[n].Pattern).s)
			n++
		}
		last := gens[n-1]
		if len(patterns) == 1 {
			out = append(out, w.member1(last))
		} else {
			out = append(out, strings.Join(patterns, ",")+w.pick(` \in `, " ∈ ")+w.piece(last.X).s)
		}
		if last.Guard != nil {
			out = append(out, w.piece(last.Guard).s)
		}
		k = n
	}
	return out
}

// alike tells whether two names run over one set.
func alike(g, h *lang.Gen) bool {
	_, one := g.Pattern.(*lang.Name)
	_, other := h.Pattern.(*lang.Name)
	return one && other && !g.Tilde && !h.Tilde && lang.Print(g.X) == lang.Print(h.X)
}

// member1 writes what a generator runs over; pairs of neighbours are ⟨i,j⟩.
func (w *writer) member1(g *lang.Gen) string {
	pattern := w.piece(g.Pattern).s
	if g.Tilde {
		return pattern + w.pick(` \sim `, " ~ ") + w.piece(g.X).s
	}
	set := g.X
	if c, ok := g.X.(*lang.Call); ok {
		if name, ok := c.Fn.(*lang.Name); ok && name.Id == "bonds" && len(c.Args) == 1 {
			if t, ok := g.Pattern.(*lang.Tuple); ok && len(t.X) == 2 {
				pattern = w.fence(w.pick(`\langle`, "⟨"), w.list(t.X), w.pick(`\rangle`, "⟩"))
				set = c.Args[0].X
			}
		}
	}
	return pattern + w.pick(` \in `, " ∈ ") + w.piece(set).s
}
