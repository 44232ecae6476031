package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// SymPy writes functions that return expressions of sympy. Arguments are numbers, symbols, nested lists, arrays of either, or
// an IndexedBase; positions count from 0. Sums are written out, or with sums=True stay sums over the letters of the source:
// then a recurrence is a function of its index that is not written out. Parameters are arrays in the dictionary params, whose
// values may be replaced by an IndexedBase.
type SymPy struct{}

// Suffix is that of the source.
func (SymPy) Suffix() string { return ".py" }

const sympyHead = `import itertools
from functools import cache

import sympy as sp


def _array(x):
    if isinstance(x, (sp.IndexedBase, sp.NDimArray)):
        return x
    if hasattr(x, "tolist"):
        x = x.tolist()
    return sp.ImmutableDenseNDimArray(x) if isinstance(x, (list, tuple)) else sp.sympify(x)


def _table(values, shape):
    return sp.ImmutableDenseNDimArray(values, shape)


def _choose(condition, yes, no):
    if condition == True:
        return yes()
    if condition == False:
        return no()
    return sp.Piecewise((yes(), condition), (no(), True))


def _places(sizes):
    return itertools.product(*(map(sp.Integer, range(n)) for n in sizes))


def _letters(f):
    return [sp.Symbol(word, integer=True) for word in f.__code__.co_varnames[: f.__code__.co_argcount]]


def _sum(sums, f, sizes, where=lambda *at: True):
    def term(*at):
        return _choose(where(*at), lambda: f(*at), lambda: sp.Integer(0))

    if sums:
        letters = _letters(f)
        return sp.Sum(term(*letters), *((i, 0, n - 1) for i, n in zip(letters, sizes)))
    return sp.Add(*(term(*at) for at in _places(sizes)))


def _prod(sums, f, sizes):
    if sums:
        letters = _letters(f)
        return sp.Product(f(*letters), *((i, 0, n - 1) for i, n in zip(letters, sizes)))
    return sp.Mul(*(f(*at) for at in _places(sizes)))


def _extreme(kind, f, sizes):
    return kind(*(f(*at) for at in _places(sizes)))


def _argmax(f, size):
    best, place = f(sp.Integer(0)), sp.Integer(0)
    for k in map(sp.Integer, range(1, size)):
        v = f(k)
        more = sp.Gt(v, best)
        best, place = _choose(more, lambda: v, lambda: best), _choose(more, lambda: k, lambda: place)
    return place


def _find(x, at, sizes):
    if all(getattr(sp.sympify(i), "is_integer", False) and sp.sympify(i).is_number for i in at):
        at = [int(i) for i in at]
        return x(*map(sp.Integer, at)) if all(0 <= i < n for i, n in zip(at, sizes)) else sp.nan
    return sp.Piecewise(*((x(*p), sp.And(*(sp.Eq(i, j) for i, j in zip(at, p)))) for p in _places(sizes)), (sp.nan, True))


def _matrix(f, n):
    return sp.ImmutableDenseMatrix(n, n, lambda i, j: f(sp.Integer(i), sp.Integer(j)))


@cache
def _det(m):
    return m.det()


@cache
def _inverse(m):
    return m.inv()


def _all(f, sizes):
    return sp.ImmutableDenseNDimArray([f(*at) for at in _places(sizes)], sizes)
`

// Write writes a module.
func (SymPy) Write(m *Module) (string, error) {
	if m.Beside != "" || m.Train != nil {
		return "", &Unsupported{nil, "SymPy source holds its parameters itself, and is trained by Gibbs"}
	}
	var s strings.Builder
	if m.Doc != "" {
		s.WriteString(docstring(m.Doc, "") + "\n\n")
	}
	s.WriteString(sympyHead)
	params := map[*ad.Leaf]string{}
	if len(m.Params) > 0 {
		s.WriteString("\n\nparams = {\n")
		for _, p := range m.Params {
			params[p.Leaf] = fmt.Sprintf("params[%q]", p.Leaf.Name)
			fmt.Fprintf(&s, "    %q: %s,\n", p.Leaf.Name, wrapped(sympyTable(p.Leaf.Axes, dense(p))))
		}
		s.WriteString("}\n")
	}
	taken := names{}
	for k := range m.Functions {
		text, err := sympyFunction(&m.Functions[k], params, taken)
		if err != nil {
			return "", err
		}
		s.WriteString(text)
	}
	return s.String(), nil
}

func sympyTable(axes []*ad.Axis, values []float64) string {
	if len(axes) == 0 {
		return sympyNumber(values[0])
	}
	words := make([]string, len(values))
	for k, v := range values {
		words[k] = sympyNumber(v)
	}
	return fmt.Sprintf("_table([%s], %s)", strings.Join(words, ", "), shape(axes))
}

func sympyNumber(v float64) string {
	switch {
	case math.IsNaN(v):
		return "sp.nan"
	case math.IsInf(v, 1):
		return "sp.oo"
	case math.IsInf(v, -1):
		return "-sp.oo"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func sympyFunction(f *Function, params map[*ad.Leaf]string, taken names) (text string, err error) {
	defer refusal(&err, f)
	p := &sympy{}
	w := newElement(p, f, Identifier)
	for _, word := range slices.Concat(keywords, []string{"sums", "cache", "itertools"}) {
		w.taken[word] = true
	}
	args := map[*ad.Node]string{}
	signature := make([]string, len(f.Args))
	for k, a := range f.Args {
		signature[k] = w.taken.unique(Identifier(a.Name))
		args[a.Node] = signature[k]
	}
	w.leaf = func(n *ad.Node) (string, bool) {
		if name, ok := args[n]; ok {
			return name, true
		}
		name, ok := params[n.Leaf]
		return name, ok
	}
	bounds, values := w.results(f)
	parts := make([]string, len(values))
	for k, x := range values {
		parts[k] = x.text
		if len(bounds[k]) > 0 {
			parts[k] = fmt.Sprintf("_all(%s, %s)", lambda(bounds[k], x), sizesOf(bounds[k]))
		}
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\n\ndef %s(%s):\n", taken.unique(Identifier(f.Name)), strings.Join(append(slices.Clone(signature), "sums=False"), ", "))
	if f.Doc != "" {
		s.WriteString("    " + docstring(f.Doc, "    ") + "\n")
	}
	if len(signature) > 0 {
		fmt.Fprintf(&s, "    %s = map(_array, (%s))\n", strings.Join(signature, ", ")+",", strings.Join(signature, ", ")+",")
	}
	s.WriteString(p.text.String())
	fmt.Fprintf(&s, "    return %s\n", strings.Join(parts, ", "))
	return s.String(), nil
}

// sympy is the tongue of sympy: letters are positions, definitions are functions of them.
type sympy struct {
	text  strings.Builder
	calls map[string]bool // definitions, which are called rather than indexed
}

func lambda(b []bound, body scalar) string {
	return fmt.Sprintf("lambda %s: %s", lettersOf(b), body.text)
}

func lettersOf(b []bound) string {
	out := make([]string, len(b))
	for k, x := range b {
		out[k] = x.letter
	}
	return strings.Join(out, ", ")
}

func sizesOf(b []bound) string {
	axes := make([]*ad.Axis, len(b))
	for k, x := range b {
		axes[k] = x.axis
	}
	return shape(axes)
}

func (*sympy) number(v float64) scalar {
	x := scalar{text: sympyNumber(v), binds: atomScalar}
	if v < 0 || math.Signbit(v) {
		x.binds = signScalar
	}
	return x
}

func (*sympy) position(letter string, shift int) scalar {
	x := shifted(letter, shift)
	x.letter, x.shift = letter, shift
	return x
}

func (*sympy) offset(*ad.Axis) int { return 0 }

func (*sympy) eager() bool { return true }

func (*sympy) place(k int) scalar { return scalar{text: strconv.Itoa(k), binds: atomScalar} }

func (*sympy) turned(letter string, shift, size int) scalar {
	return scalar{text: fmt.Sprintf("sp.Mod(%s, %d)", shifted(letter, shift).text, size), binds: atomScalar}
}

func (p *sympy) read(name string, at []scalar) scalar {
	parts := make([]string, len(at))
	for k, x := range at {
		parts[k] = x.text
	}
	switch {
	case p.calls[name]:
		return scalar{text: name + "(" + strings.Join(parts, ", ") + ")", binds: atomScalar}
	case len(at) == 0:
		return scalar{text: name, binds: atomScalar}
	}
	return scalar{text: name + "[" + strings.Join(parts, ", ") + "]", binds: atomScalar}
}

func (p *sympy) find(name string, at []scalar, search []*bound) scalar {
	var letters, where, sizes []string
	in := slices.Clone(at)
	for k, s := range search {
		if s != nil {
			letters, sizes = append(letters, s.letter), append(sizes, strconv.Itoa(s.axis.Size))
			where = append(where, at[k].text)
			in[k] = p.position(s.letter, 0)
		}
	}
	return scalar{text: fmt.Sprintf("_find(lambda %s: %s, %s, %s)", strings.Join(letters, ", "), p.read(name, in).text, tuple(where), tuple(sizes)), binds: atomScalar}
}

// sympyInfix are the operations that Python has signs for.
var sympyInfix = map[ad.Op]struct {
	sign         string
	binds, right int
}{
	ad.Add: {" + ", sumScalar, productScalar}, ad.Sub: {" - ", sumScalar, productScalar},
	ad.Mul: {"*", productScalar, signScalar}, ad.Div: {"/", productScalar, powerScalar}, ad.Pow: {"**", powerScalar, powerScalar},
}

// sympyForms are the operations that are functions of sympy.
var sympyForms = map[ad.Op]string{
	ad.Abs: "sp.Abs(%[1]s)", ad.Sign: "sp.sign(%[1]s)", ad.Sqrt: "sp.sqrt(%[1]s)", ad.Exp: "sp.exp(%[1]s)", ad.Log: "sp.log(%[1]s)",
	ad.Expm1: "(sp.exp(%[1]s) - 1)", ad.Log1p: "sp.log(1 + (%[1]s))", ad.Tanh: "sp.tanh(%[1]s)", ad.Sigmoid: "(1/(1 + sp.exp(-(%[1]s))))", ad.Softplus: "sp.log(1 + sp.exp(%[1]s))",
	ad.Sin: "sp.sin(%[1]s)", ad.Cos: "sp.cos(%[1]s)", ad.Tan: "sp.tan(%[1]s)", ad.Asin: "sp.asin(%[1]s)", ad.Acos: "sp.acos(%[1]s)", ad.Atan: "sp.atan(%[1]s)",
	ad.Sinh: "sp.sinh(%[1]s)", ad.Cosh: "sp.cosh(%[1]s)", ad.LogCosh: "sp.log(sp.cosh(%[1]s))", ad.Asinh: "sp.asinh(%[1]s)", ad.Acosh: "sp.acosh(%[1]s)", ad.Atanh: "sp.atanh(%[1]s)",
	ad.Erf: "sp.erf(%[1]s)", ad.Erfc: "sp.erfc(%[1]s)", ad.Lgamma: "sp.log(sp.Abs(sp.gamma(%[1]s)))", ad.Digamma: "sp.digamma(%[1]s)",
	ad.NormQuantile: "(sp.sqrt(2)*sp.erfinv(2*(%[1]s) - 1))", ad.LogBesselI0: "sp.log(sp.besseli(0, %[1]s))", ad.Floor: "sp.floor(%[1]s)", ad.Not: "sp.Not(%[1]s)",
	ad.Mod: "sp.Mod(%[1]s, %[2]s)", ad.Min: "sp.Min(%[1]s, %[2]s)", ad.Max: "sp.Max(%[1]s, %[2]s)", ad.Atan2: "sp.atan2(%[1]s, %[2]s)",
	ad.Eq: "sp.Eq(%[1]s, %[2]s)", ad.Ne: "sp.Ne(%[1]s, %[2]s)", ad.Lt: "sp.Lt(%[1]s, %[2]s)", ad.Le: "sp.Le(%[1]s, %[2]s)",
	ad.And: "sp.And(%[1]s, %[2]s)", ad.Or: "sp.Or(%[1]s, %[2]s)", ad.Polygamma: "sp.polygamma(%[1]s, %[2]s)",
	ad.BesselJ: "sp.besselj(%[1]s, %[2]s)", ad.BesselY: "sp.bessely(%[1]s, %[2]s)", ad.BesselRatio: "(sp.besseli(%[1]s, %[2]s)/sp.besseli(0, %[2]s))",
	ad.SphericalJ: "sp.jn(%[1]s, %[2]s)", ad.GammaP: "(sp.lowergamma(%[1]s, %[2]s)/sp.gamma(%[1]s))", ad.BetaInc: "sp.betainc_regularized(%[1]s, %[2]s, 0, %[3]s)",
	ad.Select: "_choose(%[1]s, lambda: %[2]s, lambda: %[3]s)",
}

func (*sympy) apply(op ad.Op, args []scalar) (scalar, bool) {
	if in, ok := sympyInfix[op]; ok {
		left := in.binds
		if op == ad.Pow {
			left = atomScalar
		}
		return scalar{text: args[0].in(left) + in.sign + args[1].in(in.right), binds: in.binds}, true
	}
	switch op {
	case ad.Stop:
		return args[0], true
	case ad.Neg:
		return scalar{text: "-" + args[0].in(productScalar), binds: sumScalar}, true
	}
	form, ok := sympyForms[op]
	if !ok {
		return scalar{}, false
	}
	texts := make([]any, len(args))
	for k, x := range args {
		texts[k] = x.text
	}
	return scalar{text: fmt.Sprintf(form, texts...), binds: atomScalar}, true
}

func (*sympy) reduce(op ad.Op, b []bound, body scalar, guard *scalar) (scalar, bool) {
	f, sizes := lambda(b, body), sizesOf(b)
	var text string
	switch op {
	case ad.Sum:
		text = fmt.Sprintf("_sum(sums, %s, %s", f, sizes)
		if guard != nil {
			text += ", " + lambda(b, *guard)
		}
		text += ")"
	case ad.Prod:
		text = fmt.Sprintf("_prod(sums, %s, %s)", f, sizes)
	case ad.MaxOver:
		text = fmt.Sprintf("_extreme(sp.Max, %s, %s)", f, sizes)
	case ad.MinOver:
		text = fmt.Sprintf("_extreme(sp.Min, %s, %s)", f, sizes)
	case ad.ArgMax:
		text = fmt.Sprintf("_argmax(%s, %d)", f, b[0].axis.Size)
	}
	return scalar{text: text, binds: atomScalar}, true
}

func (*sympy) matrix(op ad.Op, b []bound, body, row, column scalar) scalar {
	m := fmt.Sprintf("_matrix(%s, %d)", lambda(b, body), b[0].axis.Size)
	switch op {
	case ad.LogAbsDet:
		return scalar{text: "sp.log(sp.Abs(_det(" + m + ")))", binds: atomScalar}
	case ad.DetSign:
		return scalar{text: "sp.sign(_det(" + m + "))", binds: atomScalar}
	}
	return scalar{text: fmt.Sprintf("_inverse(%s)[%s, %s]", m, column.text, row.text), binds: atomScalar}
}

func (p *sympy) table(name string, axes []*ad.Axis, values []float64, _ bool) {
	p.text.WriteString("    " + name + " = " + wrapped(sympyTable(axes, values)) + "\n")
}

func (p *sympy) define(name string, b []bound, body scalar) {
	p.call(name)
	fmt.Fprintf(&p.text, "\n    @cache\n    def %s(%s):\n        return %s\n\n", name, lettersOf(b), body.text)
}

// call notes that a name is a function.
func (p *sympy) call(name string) {
	if p.calls == nil {
		p.calls = map[string]bool{}
	}
	p.calls[name] = true
}

// recur defines a function of itself, which is written out at known positions only.
func (p *sympy) recur(name string, b []bound, body func() scalar) {
	p.call(name)
	x := body()
	letters := lettersOf(b)
	fmt.Fprintf(&p.text, "\n    @cache\n    def %s(%s):\n", name, letters)
	fmt.Fprintf(&p.text, "        if any(getattr(i, \"free_symbols\", ()) for i in (%s,)):\n            return sp.Function(%q)(%s)\n", letters, name, letters)
	fmt.Fprintf(&p.text, "        return %s\n\n", x.text)
}
