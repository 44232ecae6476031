package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Gibbs writes functions as Gibbs source. Every array is over ranges that begin at 1; sums keep their letters, what is
// read more than once is an equation of the body, and parameters are equations of the file. What a program may not
// index with, a position that is computed from arguments, is found by a sum over all positions.
type Gibbs struct{}

// Suffix is that of programs.
func (Gibbs) Suffix() string { return ".gp" }

// Write writes a module.
func (Gibbs) Write(m *Module) (string, error) {
	var s strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(m.Doc), "\n") {
		if line != "" {
			s.WriteString("## " + line + "\n")
		}
	}
	if m.Beside != "" || m.Train != nil {
		return "", &Unsupported{nil, "Gibbs source holds its parameters itself, and is trained by Gibbs"}
	}
	params := map[*ad.Leaf]string{}
	taken := names{}
	for _, p := range m.Params {
		name := taken.unique(gibbsName(p.Leaf.Name))
		params[p.Leaf] = name
		g := &gibbs{}
		g.table(name, p.Leaf.Axes, dense(p), false)
		s.WriteString(strings.TrimPrefix(g.text.String(), "  "))
	}
	for k := range m.Functions {
		text, err := gibbsFunction(&m.Functions[k], params)
		if err != nil {
			return "", err
		}
		s.WriteString(text)
	}
	return s.String(), nil
}

// dense are the elements of a parameter, structural zeros among them.
func dense(p Param) []float64 {
	if p.Leaf.Index == nil || len(p.Values) == len(p.Leaf.Index) {
		return p.Values
	}
	out := make([]float64, len(p.Leaf.Index))
	for e, at := range p.Leaf.Index {
		if at >= 0 {
			out[e] = p.Values[at]
		}
	}
	return out
}

// gibbsWords are the words that no name of Gibbs source may be.
var gibbsWords = strings.Fields("import from as input net model flow param assert print show plot save load export for in if then else and or not union minus " +
	"times mod propto minimize maximize gradient over using with true false sum prod max min argmax exp log sqrt abs sign tanh sigmoid softplus sin cos tan " +
	"asin acos atan sinh cosh asinh acosh atanh erf erfc lgamma digamma floor logdet det inverse transpose im pi inf real log1p expm1 atan2")

// gibbsName is a path of the program as one name.
func gibbsName(name string) string {
	name = strings.NewReplacer("⁻¹", "_inv", "∂", "d_", "∇", "grad_").Replace(name)
	out := strings.Map(func(r rune) rune {
		if strings.ContainsRune(".[]#, ()", r) {
			return '_'
		}
		return r
	}, name)
	out = strings.Trim(out, "_")
	if slices.Contains(gibbsWords, out) || out == "" {
		out += "_"
	}
	return out
}

func gibbsFunction(f *Function, params map[*ad.Leaf]string) (text string, err error) {
	defer refusal(&err, f)
	g := &gibbs{}
	w := newElement(g, f, gibbsName)
	args := map[*ad.Node]string{}
	signature := make([]string, len(f.Args))
	for _, name := range params {
		w.taken[name] = true
	}
	for k, a := range f.Args {
		args[a.Node] = w.taken.unique(gibbsName(a.Name))
		signature[k] = args[a.Node] + ": real"
		if len(a.Node.Leaf.Axes) > 0 {
			signature[k] += "[" + ranges(a.Node.Leaf.Axes) + "]"
		}
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
			parts[k] = "[" + x.text + " " + g.generators(bounds[k]) + "]"
		}
	}
	value := parts[0]
	if len(parts) > 1 {
		value = "(" + strings.Join(parts, ", ") + ")"
	}
	head := fmt.Sprintf("%s(%s) = ", gibbsName(f.Name), strings.Join(signature, ", "))
	if f.Doc != "" {
		head = "## " + strings.ReplaceAll(strings.TrimSpace(f.Doc), "\n", "\n## ") + "\n" + head
	}
	if g.text.Len() == 0 {
		return head + value + "\n", nil
	}
	return head + "{\n" + g.text.String() + "  " + value + "\n}\n", nil
}

func ranges(axes []*ad.Axis) string {
	out := make([]string, len(axes))
	for k, a := range axes {
		out[k] = "1.." + strconv.Itoa(a.Size)
	}
	return strings.Join(out, ", ")
}

// gibbs is the tongue of Gibbs itself: letters are elements of ranges, one more than positions.
type gibbs struct {
	text strings.Builder
	sets func(*ad.Axis) (name string, first int) // the sets that axes are over, in formulas
}

func (g *gibbs) generators(b []bound) string {
	out := make([]string, len(b))
	for k, x := range b {
		set := "1.." + strconv.Itoa(x.axis.Size)
		if g.sets != nil {
			if name, _ := g.sets(x.axis); name != "" {
				set = name
			}
		}
		out[k] = x.letter + " in " + set
	}
	return "for " + strings.Join(out, ", ")
}

// Formula writes a function as Gibbs source that is meant for reading: arrays are indexed by whatever is computed, leaves and
// sets have the names given ("" for a leaf that is none); first is the first element of a set of whole numbers, 1 for other
// sets. What is known by a name is read as a leaf is. The value is the last line.
func Formula(f *Function, leaf func(*ad.Leaf) string, known map[*ad.Node]string, sets func(*ad.Axis) (name string, first int)) (text string, err error) {
	defer refusal(&err, f)
	g := &gibbs{sets: sets}
	w := newElement(g, f, gibbsName)
	for n, name := range known {
		w.taken[name], w.defined[n] = true, name
	}
	w.leaf = func(n *ad.Node) (string, bool) {
		name := leaf(n.Leaf)
		return name, name != ""
	}
	bounds, values := w.results(f)
	for k, x := range values {
		if len(bounds[k]) > 0 {
			g.text.WriteString("[" + x.text + " " + g.generators(bounds[k]) + "]\n")
		} else {
			g.text.WriteString(x.text + "\n")
		}
	}
	return g.text.String(), nil
}

func (*gibbs) number(v float64) scalar {
	switch {
	case math.IsNaN(v):
		return scalar{text: "inf - inf", binds: sumScalar}
	case math.IsInf(v, 1):
		return scalar{text: "inf", binds: atomScalar}
	case math.IsInf(v, -1):
		return scalar{text: "-inf", binds: signScalar}
	case v < 0 || math.Signbit(v):
		return scalar{text: strconv.FormatFloat(v, 'g', -1, 64), binds: signScalar}
	}
	return scalar{text: strconv.FormatFloat(v, 'g', -1, 64), binds: atomScalar}
}

// shifted is an expression and a whole number.
func shifted(text string, shift int) scalar {
	switch {
	case shift > 0:
		return scalar{text: fmt.Sprintf("%s + %d", text, shift), binds: sumScalar}
	case shift < 0:
		return scalar{text: fmt.Sprintf("%s - %d", text, -shift), binds: sumScalar}
	}
	return scalar{text: text, binds: atomScalar}
}

func (*gibbs) position(letter string, shift int) scalar {
	x := shifted(letter, shift-1)
	x.letter, x.shift = letter, shift
	return x
}

func (g *gibbs) offset(a *ad.Axis) int {
	if g.sets == nil {
		return 0
	}
	_, first := g.sets(a)
	return first - 1
}

func (*gibbs) eager() bool { return false }

func (*gibbs) place(k int) scalar {
	return scalar{text: strconv.Itoa(k), binds: atomScalar, letter: strconv.Itoa(k + 1)}
}

func (*gibbs) turned(letter string, shift, size int) scalar {
	x := shifted(letter, shift-1)
	y := scalar{text: fmt.Sprintf("%s mod %d", x.in(productScalar), size), binds: productScalar}
	return scalar{text: y.text, binds: y.binds, letter: y.text + " + 1"}
}

// elementOf is the element of a range at a position.
func elementOf(x scalar) string {
	if x.letter != "" {
		return shifted(x.letter, x.shift).text
	}
	return x.in(sumScalar) + " + 1"
}

func (*gibbs) read(name string, at []scalar) scalar {
	if len(at) == 0 {
		return scalar{text: name, binds: atomScalar}
	}
	parts := make([]string, len(at))
	for k, x := range at {
		parts[k] = elementOf(x)
	}
	return scalar{text: name + "[" + strings.Join(parts, ",") + "]", binds: atomScalar}
}

func (g *gibbs) find(name string, at []scalar, search []*bound) scalar {
	if g.sets != nil {
		return g.read(name, at)
	}
	var b []bound
	var conds []string
	in := slices.Clone(at)
	for k, s := range search {
		if s != nil {
			b = append(b, *s)
			conds = append(conds, s.letter+" == "+elementOf(at[k]))
			in[k] = g.position(s.letter, 0)
		}
	}
	return scalar{text: "sum(" + g.read(name, in).text + " " + g.generators(b) + " if " + strings.Join(conds, " and ") + ")", binds: atomScalar}
}

// gibbsInfix are the operations between two expressions: the sign, how tightly it binds, and what the right side needs.
var gibbsInfix = map[ad.Op]struct {
	sign         string
	binds, right int
}{
	ad.Add: {" + ", sumScalar, productScalar}, ad.Sub: {" - ", sumScalar, productScalar}, ad.Mul: {"*", productScalar, signScalar + 1},
	ad.Div: {"/", productScalar, powerScalar}, ad.Mod: {" mod ", productScalar, powerScalar}, ad.Pow: {"^", powerScalar, powerScalar},
	ad.Eq: {" == ", relationScalar, sumScalar}, ad.Ne: {" != ", relationScalar, sumScalar}, ad.Lt: {" < ", relationScalar, sumScalar}, ad.Le: {" <= ", relationScalar, sumScalar},
	ad.And: {" and ", andScalar, notScalar}, ad.Or: {" or ", orScalar, andScalar},
}

// gibbsForms are the operations that are functions of another name.
var gibbsForms = map[ad.Op]string{ad.LogCosh: "log(cosh(%s))", ad.Min: "min(%s, %s)", ad.Max: "max(%s, %s)", ad.Atan2: "atan2(%s, %s)"}

// gibbsFunctions are the operations that have a function of the same name.
var gibbsFunctions = []ad.Op{ad.Abs, ad.Sign, ad.Sqrt, ad.Exp, ad.Log, ad.Expm1, ad.Log1p, ad.Tanh, ad.Sigmoid, ad.Softplus, ad.Sin, ad.Cos, ad.Tan,
	ad.Asin, ad.Acos, ad.Atan, ad.Sinh, ad.Cosh, ad.Asinh, ad.Acosh, ad.Atanh, ad.Erf, ad.Erfc, ad.Lgamma, ad.Digamma, ad.Floor}

func (*gibbs) apply(op ad.Op, args []scalar) (scalar, bool) {
	texts := make([]any, len(args))
	for k, x := range args {
		texts[k] = x.text
	}
	if in, ok := gibbsInfix[op]; ok {
		x, y := args[0], args[1]
		if in.binds == relationScalar && x.letter != "" && y.letter != "" {
			x, y = shifted(x.letter, x.shift), shifted(y.letter, y.shift)
		}
		left := in.binds
		switch op {
		case ad.Pow:
			left = atomScalar
		case ad.Eq, ad.Ne, ad.Lt, ad.Le:
			left = sumScalar
		}
		if op == ad.Mul && x == y && x.binds == atomScalar {
			return scalar{text: x.text + "^2", binds: powerScalar}, true
		}
		return scalar{text: x.in(left) + in.sign + y.in(in.right), binds: in.binds}, true
	}
	switch op {
	case ad.Stop:
		return args[0], true
	case ad.Neg:
		return scalar{text: "-" + args[0].in(productScalar), binds: sumScalar}, true
	case ad.Not:
		return scalar{text: "not " + args[0].in(notScalar), binds: notScalar}, true
	case ad.Select:
		return scalar{text: fmt.Sprintf("if %s then %s else %s", args[0].in(orScalar), args[1].in(orScalar), args[2].in(looseScalar)), binds: looseScalar}, true
	}
	if form, ok := gibbsForms[op]; ok {
		return scalar{text: fmt.Sprintf(form, texts...), binds: atomScalar}, true
	}
	if slices.Contains(gibbsFunctions, op) {
		return scalar{text: op.String() + "(" + args[0].text + ")", binds: atomScalar}, true
	}
	return scalar{}, false
}

// gibbsReductions are the reductions over generators.
var gibbsReductions = map[ad.Op]string{ad.Sum: "sum", ad.Prod: "prod", ad.MaxOver: "max", ad.MinOver: "min", ad.ArgMax: "argmax"}

func (g *gibbs) reduce(op ad.Op, b []bound, body scalar, guard *scalar) (scalar, bool) {
	text := gibbsReductions[op] + "(" + body.in(orScalar) + " " + g.generators(b)
	if guard != nil {
		text += " if " + guard.in(orScalar)
	}
	x := scalar{text: text + ")", binds: atomScalar}
	if op == ad.ArgMax {
		x = scalar{text: x.text + " - 1", binds: sumScalar, letter: x.text}
	}
	return x, true
}

func (g *gibbs) matrix(op ad.Op, b []bound, body, row, column scalar) scalar {
	m := "[" + body.in(orScalar) + " " + g.generators(b) + "]"
	switch op {
	case ad.LogAbsDet:
		return scalar{text: "logdet(" + m + ")", binds: atomScalar}
	case ad.DetSign:
		return scalar{text: "sign(det(" + m + "))", binds: atomScalar}
	}
	return scalar{text: fmt.Sprintf("inverse(%s)[%s,%s]", m, elementOf(column), elementOf(row)), binds: atomScalar}
}

func (g *gibbs) table(name string, axes []*ad.Axis, values []float64, positions bool) {
	if len(values) == 0 {
		g.text.WriteString("  " + name + " = zeros(" + ranges(axes) + ")\n")
		return
	}
	var write func(k, from int) string
	write = func(k, from int) string {
		if k == len(axes) {
			v := values[from]
			if positions {
				v++
			}
			return g.number(v).text
		}
		step := ad.Elements(axes[k+1:])
		parts := make([]string, axes[k].Size)
		for e := range parts {
			parts[e] = write(k+1, from+e*step)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	g.text.WriteString("  " + name + " = " + write(0, 0) + "\n")
}

func (g *gibbs) define(name string, b []bound, body scalar) {
	if len(b) == 0 {
		g.text.WriteString("  " + name + " = " + body.text + "\n")
		return
	}
	at := make([]string, len(b))
	for k, x := range b {
		at[k] = x.letter
	}
	g.text.WriteString("  " + name + "[" + strings.Join(at, ",") + "] = " + body.in(orScalar) + " " + g.generators(b) + "\n")
}

func (g *gibbs) recur(name string, b []bound, body func() scalar) { g.define(name, b, body()) }
