package interp

import (
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/lang"
)

// distForm is a distribution as formulas of its value x and its arguments, as they are named in its row: its density, and how
// it is drawn from noise u, uniform on (0, 1), or ξ, standard normal; "" where that has no short formula.
type distForm struct{ density, draw string }

// distForms are the forms of the distributions, by their name and their first argument where that decides.
var distForms = map[string]distForm{
	"spin logit":      {"sigmoid(logit*x)", "if u < sigmoid(logit) then 1 else -1"},
	"spin field":      {"sigmoid(2*field*x)", "if u < sigmoid(2*field) then 1 else -1"},
	"spin p":          {"if x == 1 then p else 1 - p", "if u < p then 1 else -1"},
	"bernoulli p":     {"p^x*(1 - p)^(1 - x)", "if u < p then 1 else 0"},
	"bernoulli logit": {"sigmoid((2*x - 1)*logit)", "if u < sigmoid(logit) then 1 else 0"},
	"normal":          {"exp(-(x - mean)^2/(2*sd^2))/(sd*√(2*π))", "mean + sd*ξ"},
	"uniform":         {"1/(hi - lo)", "lo + (hi - lo)*u"},
	"exponential":     {"rate*exp(-rate*x)", "-log(u)/rate"},
	"laplace":         {"exp(-abs(x - loc)/scale)/(2*scale)", ""},
	"gamma":           {"rate^shape*x^(shape - 1)*exp(-rate*x)/gamma(shape)", ""},
	"beta":            {"x^(a - 1)*(1 - x)^(b - 1)*gamma(a + b)/(gamma(a)*gamma(b))", ""},
}

// distCall takes the call of a distribution apart: its form and its arguments by name.
func distCall(x lang.Expr) (form distForm, args map[string]lang.Expr, ok bool) {
	call, isCall := x.(*lang.Call)
	if !isCall {
		return form, nil, false
	}
	name, isName := call.Fn.(*lang.Name)
	if !isName || !slices.Contains(dist.Names(), name.Id) || len(call.Args) == 0 {
		return form, nil, false
	}
	row := dist.Find(name.Id)
	args = map[string]lang.Expr{}
	k := 0
	first := ""
	for _, a := range call.Args {
		word := ""
		if a.Name != nil {
			word = a.Name.Id
		} else if len(row.Forms) > 0 && k < len(row.Forms[0]) {
			word, k = row.Forms[0][k], k+1
		}
		if first == "" {
			first = word
		}
		args[word] = a.X
	}
	form, ok = distForms[name.Id+" "+first]
	if !ok {
		form, ok = distForms[name.Id]
	}
	return form, args, ok
}

// densityOf is the density of a conditional at its variable.
func densityOf(x, of lang.Expr) lang.Expr {
	if form, args, ok := distCall(of); ok {
		args["x"] = x
		return substituted(readExpr(form.density), args)
	}
	if call, ok := of.(*lang.Call); ok {
		if probs := categorical(x, call); probs != nil {
			return probs
		}
		out := &lang.Call{Fn: call.Fn, Args: []*lang.Arg{{X: x}}}
		for i, a := range call.Args {
			if n, ok := a.X.(*lang.Name); ok && n.Id == "_" {
				continue
			}
			b := *a
			b.Bar = len(out.Args) == 1 || i == 0
			out.Args = append(out.Args, &b)
		}
		return out
	}
	return &lang.Call{Fn: of, Args: []*lang.Arg{{X: x}}}
}

// categorical is the probability of a category from logits over a set: the softmax, at the category.
func categorical(x lang.Expr, call *lang.Call) lang.Expr {
	if name, ok := call.Fn.(*lang.Name); !ok || name.Id != "categorical" {
		return nil
	}
	var logits, support *lang.List
	for i, a := range call.Args {
		l, _ := a.X.(*lang.List)
		switch {
		case a.Name != nil && a.Name.Id == "logits":
			logits = l
		case a.Name != nil && a.Name.Id == "support":
			support = l
		case i == 0 || a.Name != nil && a.Name.Id == "p":
			return &lang.Index{X: a.X, Args: []*lang.Arg{{X: x}}}
		}
	}
	if logits == nil || len(logits.X) != 1 || len(logits.X[0].Gens) != 1 {
		return nil
	}
	gen := *logits.X[0].Gens[0]
	if support != nil && len(support.X) == 1 && len(support.X[0].Gens) == 1 && lang.Print(support.X[0].Gens[0].Pattern) == lang.Print(gen.Pattern) {
		gen.Guard = support.X[0].X
	}
	soft := &lang.Call{Fn: &lang.Name{Id: "softmax"}, Args: []*lang.Arg{{X: logits.X[0].X, Gens: []*lang.Gen{&gen}}}}
	return &lang.Index{X: &lang.Paren{X: soft}, Args: []*lang.Arg{{X: x}}}
}

// drawOf is a draw of a conditional as a function of noise, and the noise; nil where it has no short formula.
func drawOf(x, of lang.Expr) (value lang.Expr, noise string) {
	form, args, ok := distCall(of)
	if !ok || form.draw == "" {
		return nil, ""
	}
	u, from := "u", "uniform(0, 1)"
	if strings.Contains(form.draw, "ξ") {
		u, from = "ξ", "normal(0, 1)"
	}
	if ix, ok := x.(*lang.Index); ok {
		at := &lang.Index{X: &lang.Name{Id: u}, Args: ix.Args}
		args[u] = at
		noise = lang.Print(at) + " ~ " + from
	} else {
		noise = u + " ~ " + from
	}
	return substituted(readExpr(form.draw), args), noise
}

// substituted is a short formula with expressions in the place of names.
func substituted(x lang.Expr, by map[string]lang.Expr) lang.Expr {
	switch x := x.(type) {
	case *lang.Name:
		if y, ok := by[x.Id]; ok {
			return y
		}
	case *lang.Paren:
		return substituted(x.X, by)
	case *lang.Unary:
		return &lang.Unary{Op: x.Op, X: substituted(x.X, by)}
	case *lang.Binary:
		return &lang.Binary{Op: x.Op, X: substituted(x.X, by), Y: substituted(x.Y, by)}
	case *lang.Compare:
		out := &lang.Compare{Op: x.Op}
		for _, y := range x.X {
			out.X = append(out.X, substituted(y, by))
		}
		return out
	case *lang.Cond:
		return &lang.Cond{Cond: substituted(x.Cond, by), Then: substituted(x.Then, by), Else: substituted(x.Else, by)}
	case *lang.Call:
		out := &lang.Call{Fn: x.Fn}
		for _, a := range x.Args {
			out.Args = append(out.Args, &lang.Arg{X: substituted(a.X, by)})
		}
		return out
	}
	return x
}
