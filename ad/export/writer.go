package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

// writer writes one function. Every node is an array whose last axes are those of the node, in the order of their IDs;
// what depends on an argument or a draw may have axes of samples in front.
type writer struct {
	*file
	f        *Function
	text     strings.Builder
	indent   string
	uses     map[*ad.Node]int
	samples  map[*ad.Node]bool   // may have axes of samples in front
	wild     map[*ad.Node]bool   // may be infinite, or no number, at ordinary arguments
	known    map[*ad.Node][]bool // structural zeros
	guards   map[*ad.Node][]guard
	schedule *derive.Schedule
	regions  map[*ad.Node]*derive.Region
	looped   map[*derive.Region]bool // their loops are written
	done     map[*ad.Node]expr
	truths   map[*ad.Node]expr
	open     map[*ad.Node]bool
	taken    names
	count    int  // of things without a name of their own
	params   bool // parameters are read
	draws    int
	sweep    *sweep // the loop that is being written
}

// expr is an expression of Python and how tightly its outermost operator binds.
type expr struct {
	text  string
	binds int
}

func name(s string) expr { return expr{s, atom} }

// in is the expression as an operand of something that binds as tightly as level.
func (x expr) in(level int) string {
	if x.binds < level {
		return "(" + x.text + ")"
	}
	return x.text
}

// longest expression that is not given a name.
const longest = 50

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.text, w.indent+format+"\n", args...)
}

// axes are the axes that a node has in the source: without the one that a loop goes along.
func (w *writer) axes(n *ad.Node) []*ad.Axis {
	if w.sweep != nil {
		return ad.Without(n.Axes, []*ad.Axis{w.sweep.axis})
	}
	return n.Axes
}

// assign gives an expression a name: that of the definition in the program, if it is known.
func (w *writer) assign(n *ad.Node, x expr) expr {
	word := "t"
	if n.Leaf != nil {
		word = Identifier(n.Leaf.Name)
	} else if known := w.f.Names[n]; known != "" {
		word = Identifier(known)
	} else {
		w.count++
		word += strconv.Itoa(w.count)
	}
	out := w.taken.unique(word)
	w.line("%s = %s", out, x.text)
	return name(out)
}

// node writes what n needs, and returns n as an expression.
func (w *writer) node(n *ad.Node) expr {
	if x, ok := w.done[n]; ok {
		return x
	}
	if r := w.regions[n]; r != nil && !w.looped[r] {
		w.looped[r] = true
		w.loop(r)
		return w.node(n)
	}
	if w.open[n] { // a circle that is in no region: no element of it is asked for
		return name("np.zeros(" + shape(w.axes(n)) + ")")
	}
	if l := n.Leaf; l != nil && l.Body != nil && w.regions[n] == nil && len(l.Body.Axes) == len(n.Axes) {
		w.done[n] = w.node(l.Body) // another name for it
		return w.done[n]
	}
	w.open[n] = true
	x := w.expression(n)
	delete(w.open, n)
	if !w.small(n, x) {
		x = w.assign(n, x)
	}
	w.done[n] = x
	return x
}

// small tells whether an expression may stand where it is read, without a name.
func (w *writer) small(n *ad.Node, x expr) bool {
	if n.Op == ad.Const {
		return true
	}
	if n.Leaf != nil || w.f.Names[n] != "" {
		return false
	}
	return x.binds == literal || identifier.MatchString(x.text) || w.uses[n] == 1 && len(x.text) <= longest && elementary(n.Op)
}

// elementary tells whether an operation acts on each element apart.
func elementary(op ad.Op) bool { return op.Info().Class == ad.ElementClass }

// literal marks numbers, which are never given a name and bind as their sign does.
const literal = 1000

// expression is a node in terms of what it needs.
func (w *writer) expression(n *ad.Node) expr {
	switch n.Op {
	case ad.Const:
		return w.constant(n)
	case ad.Iota:
		if w.sweep != nil && n.Axes[0] == w.sweep.axis {
			return expr{"1.0 * " + w.sweep.at, times}
		}
		return name(fmt.Sprintf("np.arange(%d.0)", n.Axes[0].Size))
	case ad.LeafOp:
		return w.leaf(n)
	case ad.Gather:
		return w.gather(n)
	case ad.Scatter:
		return w.scatter(n)
	case ad.Sum:
		return w.sum(n)
	case ad.Select:
		return w.choice(n)
	case ad.LogAbsDet, ad.DetSign, ad.InverseT, ad.DetAngle:
		return w.matrix(n)
	}
	switch {
	case truthful(n.Op):
		return expr{"1.0 * " + w.truth(n).in(signed), times}
	case n.Op.Info().Class == ad.ReduceClass:
		return w.reduce(n, n.Args[0])
	}
	return w.elementwise(n)
}

func truthful(op ad.Op) bool {
	_, ok := conditions[op]
	return ok
}

// elementwise is an operation of the table, kept away from where it is not asked for.
func (w *writer) elementwise(n *ad.Node) expr {
	r, ok := w.row(n.Op)
	if !ok {
		panic(&Unsupported{n, n.Op.String() + " cannot be exported"})
	}
	if word, _, _ := strings.Cut(r.text, "("); word[0] == '_' {
		w.need(word)
	}
	asked, some := "", false
	if w.unbounded(n) {
		asked, some = w.asked(n)
	}
	in := make([]any, len(n.Args))
	for k, a := range n.Args {
		x := w.aligned(w.node(a), a, w.axes(n))
		if some && k == r.keep-1 {
			x = name(fmt.Sprintf("np.where(%s, %s, %s)", asked, x.text, r.safe))
		}
		in[k] = x.in(r.args[k])
	}
	x := expr{fmt.Sprintf(r.text, in...), r.binds}
	if n.Op == ad.Mul || n.Op == ad.Div {
		return w.unlessZero(n, x)
	}
	return x
}

// row is the row of an operation, with what it needs of the file.
func (w *writer) row(op ad.Op) (row, bool) {
	for _, rows := range []map[ad.Op]row{w.lang.rows, sharedRows, elementwise} {
		if r, ok := rows[op]; ok {
			return r, true
		}
	}
	return row{}, false
}

// truth is a node as a condition: its text is an array of truth values.
func (w *writer) truth(n *ad.Node) expr {
	if x, ok := w.truths[n]; ok {
		return x
	}
	var x expr
	if r, ok := conditions[n.Op]; ok {
		in := make([]any, len(n.Args))
		for k, a := range n.Args {
			var y expr
			if n.Op == ad.And || n.Op == ad.Or || n.Op == ad.Not {
				y = w.truth(a)
			} else {
				y = w.node(a)
			}
			in[k] = w.aligned(y, a, w.axes(n)).in(r.args[k])
		}
		x = expr{fmt.Sprintf(r.text, in...), r.binds}
	} else {
		x = expr{w.node(n).in(either) + " != 0", compared}
	}
	if w.uses[n] > 1 || len(x.text) > longest {
		w.count++
		out := w.taken.unique("c" + strconv.Itoa(w.count))
		w.line("%s = %s", out, x.text)
		x = name(out)
	}
	w.truths[n] = x
	return x
}

// choice is a guard: both branches are there, and one is chosen.
func (w *writer) choice(n *ad.Node) expr {
	parts := make([]string, 3)
	for k, a := range n.Args {
		x := expr{}
		if k == 0 {
			x = w.truth(a)
		} else {
			x = w.node(a)
		}
		parts[k] = w.aligned(x, a, w.axes(n)).text
	}
	return name("np.where(" + strings.Join(parts, ", ") + ")")
}

// aligned inserts the axes that an array lacks. Without samples in front those at the beginning need not be written.
func (w *writer) aligned(x expr, n *ad.Node, to []*ad.Axis) expr {
	from := w.axes(n)
	if len(from) == len(to) || !w.samples[n] && (len(from) == 0 || slices.Equal(from, to[len(to)-len(from):])) {
		return x
	}
	return name(x.in(atom) + "[" + inserted(w.samples[n], from, to) + "]")
}

// inserted is an index that puts axes of length one where they lack.
func inserted(samples bool, from, to []*ad.Axis) string {
	var at []string
	if samples {
		at = append(at, "...")
	}
	for _, a := range to {
		if slices.Contains(from, a) {
			at = append(at, ":")
		} else {
			at = append(at, "None")
		}
	}
	return strings.Join(at, ", ")
}

// spread is an array along all axes, those included that it lacks.
func (w *writer) spread(x expr, n *ad.Node, to []*ad.Axis) expr {
	if slices.Equal(w.axes(n), to) {
		return x
	}
	w.need("_spread")
	return name(fmt.Sprintf("_spread(%s, %s)", w.aligned(x, n, to).text, shape(to)))
}

// turned is an array whose last axes are in another order.
func (w *writer) turned(x expr, samples bool, from, to []*ad.Axis) expr {
	if slices.Equal(from, to) {
		return x
	}
	order := make([]string, len(to))
	for k, a := range to {
		at := slices.Index(from, a)
		if samples {
			at -= len(from)
		}
		order[k] = strconv.Itoa(at)
	}
	if samples {
		w.need("_turn")
		return name("_turn(" + x.text + ", " + tuple(order) + ")")
	}
	return name("np.transpose(" + x.text + ", " + tuple(order) + ")")
}

// constant is a number, or a table of the file.
func (w *writer) constant(n *ad.Node) expr {
	if v, ok := n.Scalar(); ok {
		return number(v)
	}
	x := w.table(n.Axes, n.Table)
	if w.sweep != nil && n.Has(w.sweep.axis) {
		return name(x.text + w.sweep.slice(n.Axes, false))
	}
	return x
}

// number is a number as it stands in Python.
func number(v float64) expr {
	switch {
	case math.IsNaN(v):
		return expr{"np.nan", literal}
	case math.IsInf(v, 1):
		return expr{"np.inf", literal}
	case math.IsInf(v, -1):
		return expr{"-np.inf", signed}
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	if v < 0 || text[0] == '-' {
		return expr{text, signed}
	}
	return expr{text, literal}
}

func shape(axes []*ad.Axis) string {
	sizes := make([]string, len(axes))
	for k, a := range axes {
		sizes[k] = strconv.Itoa(a.Size)
	}
	return tuple(sizes)
}

func tuple(words []string) string {
	if len(words) == 1 {
		return "(" + words[0] + ",)"
	}
	return "(" + strings.Join(words, ", ") + ")"
}
