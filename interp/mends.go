package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Mends that depend on the values at hand: what a diagnostic says after help.

// nameMend is a help for a name that is not defined.
func (c ctx) nameMend(n *lang.Name) option {
	if n.Id == "Z" || n.Id == "logZ" {
		return help("a normalisation: exact(p).logZ by enumeration, or -T*log of it by training, mean(E(s) + T*log(q(s)) for s ~ q)")
	}
	if f, ok := strings.CutPrefix(n.Id, "d"); ok && f != "" && c.scope.find(f) != nil {
		return help("the derivative of %s is a function: grad(%s)(x); of an expression, gradient e over p", f, f)
	}
	if form, same := foreignForm(n.Id); form != "" {
		if same {
			return replace(n, form)
		}
		return help("%s", form)
	}
	if s := c.suggest(n.Id); s != "" {
		return replace(n, s)
	}
	return help("define it above, or give it as an argument")
}

// foreignForm is the form in Gibbs of a name that other languages know; same tells that it stands for the name.
func foreignForm(name string) (form string, same bool) {
	switch name {
	case "np", "numpy", "jnp", "math", "torch", "tf", "cmath", "scipy":
		return "functions need no module: exp(x), sum(x)", false
	case "ln":
		return "log", true
	case "asarray", "array":
		return "write the array: [1, 2, 3], or [f(i) for i in I]", false
	case "arange", "iota":
		return "write 1..n", false
	case "rand", "random", "randn", "rnorm", "runif":
		return "draws are of a distribution: sample(uniform(0, 1)), sample(normal(0, 1), 1000)", false
	case "e":
		return "e is exp(1), and e^x is exp(x)", false
	case "j", "i":
		return "an index stands behind for: x[i] = i^2 for i in 1..3, sum(x[i] for i in 1..3); the imaginary unit is im", false
	case "T":
		return "transpose(A); a temperature is defined above: T = 1", false
	case "dot", "matmul":
		return "x @ y", false
	}
	form = lang.Foreign(name)
	if word, ok := strings.CutPrefix(form, "write "); ok && !strings.ContainsAny(word, " .") {
		return word, true
	}
	return form, false
}

// methodForm is the form in Gibbs of a method or a field that values have in other languages, of the value x.
func methodForm(name, x string) string {
	switch name {
	case "T":
		return "transpose(" + x + ")"
	case "shape", "ndim", "len":
		return "size(" + x + "); :type " + x + " tells the index sets"
	case "sum", "mean", "max", "min", "argmax", "prod", "std", "var", "cumsum", "sort", "dot", "conj", "round", "trace":
		return name + "(" + x + ")"
	case "real":
		return "re(" + x + ")"
	case "sample", "rsample":
		return "sample(" + x + ", 1000)"
	case "log_prob", "logpdf", "pdf", "prob":
		return "log(" + x + "(x)), the logarithm of the density at x"
	case "parameters", "params", "state_dict":
		return x + ".W, a parameter by its name; :params " + x + " lists them"
	}
	return ""
}

// objectiveMend is a help for an objective that is no number.
func objectiveMend(e lang.Expr, v Value) option {
	if f, ok := v.(*Function); ok && len(f.Params) == 0 && f.native == nil {
		return replace(e, lang.Print(e)+"()")
	}
	return help("minimize mean(E(s) + T*log(p(s)) for s ~ p) …")
}

// ringMend shows how a neighbour on a range is meant on a ring.
func ringMend(n lang.Expr, set *sets.Set) option {
	if e, ok := n.(*lang.Binary); ok && (e.Op == "+" || e.Op == "-") && strings.HasPrefix(set.String(), "1..") {
		return help("on a ring, use the bonds of chain(%d, periodic), or %s mod %d + 1", set.Size(), ringStep(e), set.Size())
	}
	return func(*lang.Diagnostic) {}
}

// ringStep is the index less one, so that its remainder begins at 0.
func ringStep(e *lang.Binary) string {
	if k, ok := e.Y.(*lang.Number); ok && e.Op == "+" && k.Int && k.Value == 1 {
		return lang.Print(e.X)
	}
	return "(" + lang.Print(e) + " - 1)"
}

// contractionMend transposes the side that makes a contraction possible, if there is one.
func contractionMend(e *lang.Binary, a, b *Array) string {
	x, y := lang.Print(e.X), lang.Print(e.Y)
	last, first := a.Dims[len(a.Dims)-1].Set, b.Dims[0].Set
	switch {
	case len(b.Dims) == 2 && b.Dims[1].Set.Same(last):
		return fmt.Sprintf("%s @ transpose(%s)", x, y)
	case len(a.Dims) == 2 && a.Dims[0].Set.Same(first):
		return fmt.Sprintf("transpose(%s) @ %s", x, y)
	}
	return fmt.Sprintf("name the indices: sum(%s[i,k]*%s[k,j] for k in …)", x, y)
}

// oneOf tells which elements a set has.
func oneOf(set *sets.Set) option {
	const shown = 6
	n := set.Size()
	if n == 0 {
		return help("%s has no elements at all: make the set larger", set.String())
	}
	var list []string
	for k := range min(n, shown) {
		list = append(list, set.Element(k))
	}
	if n > shown {
		list = append(list[:3], "…", set.Element(n-1))
	}
	return help("one of %s", strings.Join(list, ", "))
}

// shapeMend tells how an array comes to be over the sets of a type.
func shapeMend(a *Array, t Type) string {
	switch {
	case len(t.Dims) == 0:
		return "say which element is meant, as in x[i], or reduce it: sum(…), norm(…)"
	case len(a.Dims) == 0:
		return fmt.Sprintf("an array of such values: [… for i in %s]", t.Dims[0].String())
	}
	asIs := Type{Name: t.Name, Set: t.Set, Dims: setsOf(a.Dims)}
	return fmt.Sprintf("one value for each element: [… for i in %s], or %s in the signature", t.Dims[0].String(), asIs.String())
}

// tupleMend tells how to single out an element of a set that a tuple does not name.
func tupleMend(set *sets.Set) option {
	if set.IsLattice() {
		return help("a site is told by its coordinates: for i in %s if i.x == 1", set.String())
	}
	return oneOf(set)
}

// drawMend is a distribution over a set; nil stands for the real numbers.
func drawMend(set *sets.Set) string {
	switch set {
	case nil:
		return "normal(mean, sd), or another signature"
	case sets.Spin:
		return "spin(logit = …), or another signature"
	case sets.Bit:
		return "bernoulli(logit = …), or another signature"
	}
	return fmt.Sprintf("categorical(logits = [… for k in %s]), or another signature", set.String())
}

// domainMend tells how an argument of a distribution is kept where it belongs.
func domainMend(row *dist.Row, p dist.Problem) string {
	switch {
	case strings.Contains(p.Text, "positive"):
		return fmt.Sprintf("a number above 0; a parameter stays there as param %s = 1 in (0, inf)", p.Param)
	case p.Param == "p" && slices.ContainsFunc(row.Params, func(q dist.Param) bool { return q.Name == "logit" }):
		return fmt.Sprintf("a number from 0 to 1, or %s(logit = …), which takes any number", row.Name)
	}
	return fmt.Sprintf("help(%s) tells what its arguments may be", row.Name)
}

// wholeMend is a whole number in place of a broken one.
func wholeMend(n lang.Node, v float64) string {
	if _, literal := n.(*lang.Number); literal || math.Abs(v) > 1<<53 {
		return "write a whole number, at most 2^53"
	}
	return fmt.Sprintf("floor(%s), or round(%s)", lang.Print(n), lang.Print(n))
}

// numberMend tells how a value becomes one of the kind that a signature names.
func numberMend(t Type, truth bool) string {
	switch {
	case truth:
		return "if … then 1 else 0"
	case t.Name == "bool":
		return "compare: x > 0, x == y, i in I"
	}
	return "floor(…), or round(…)"
}

// oneMend shows a call with one argument.
func oneMend(e *lang.Call) option {
	fn := lang.Print(e.Fn)
	if len(e.Args) == 0 {
		return help("%s(x)", fn)
	}
	x := lang.Print(e.Args[0].X)
	if gens := e.Args[0].Gens; len(gens) > 0 {
		return help("an array of such values: [%s(%s) for …]", fn, x)
	}
	return replace(e, fmt.Sprintf("%s(%s)", fn, x))
}

// given counts the arguments of a call.
func given(e *lang.Call) string { return are(len(e.Args)) + " given" }

// guardText is the last guard of generators as the program writes it.
func guardText(gens []*lang.Gen) string {
	text := "…"
	for _, g := range gens {
		if g.Guard != nil {
			text = lang.Print(g.Guard)
		}
	}
	return text
}

// unitShift writes a step along the first direction of a lattice; nothing of another set, or of one without directions.
func unitShift(s *sets.Set) string {
	if !s.IsLattice() || len(s.Coord(0)) < 2 {
		return ""
	}
	return "(1" + strings.Repeat(", 0", len(s.Coord(0))-1) + ")"
}

// partsMend says how a value that has no parts is named.
func partsMend(v Value) string {
	if a, ok := v.(*Array); ok && a.Set != nil {
		if shift := unitShift(a.Set); shift != "" {
			return fmt.Sprintf("one name for the site: s[i]*s[i + %s] for i in %s", shift, a.Set.String())
		}
	}
	return "one name for the whole: x = …"
}
