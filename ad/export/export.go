package export

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Arg is an argument of an exported function, with the shape of Leaf.Axes.
type Arg struct {
	Name string // a name of Python
	Node *ad.Node
}

// Function is what is exported: Result as a function of Args. The parameters that Result reads
// come first, as one dictionary, params: packed stores by the name of their leaf.
type Function struct {
	Name   string // a name of Python
	Doc    string
	Args   []Arg
	Result *ad.Node
}

// Unsupported is the error of a node that cannot be exported.
type Unsupported struct {
	Node *ad.Node
	Why  string
}

func (u *Unsupported) Error() string { return u.Why }

// NumPy writes functions as a module that needs numpy and scipy.
func NumPy(fs ...Function) (string, error) {
	return module("import numpy as np\nimport scipy.special as sp\n"+numpyScatter, fs)
}

// JAX writes functions as a module that needs jax; they are pure, and are computed in float64.
func JAX(fs ...Function) (string, error) {
	return module("import jax\njax.config.update(\"jax_enable_x64\", True)\nimport jax.numpy as np\nimport jax.scipy.special as sp\n"+jaxScatter, fs)
}

// Whether positions are on an axis, and the positions as whole numbers, 0 for those that are not.
const places = `

def _inside(i, size):
    return (i > -1) & (i < size)


def _place(i, size):
    return np.where(_inside(i, size), i, 0).astype(int)
`

// The terms of v, of shape outer + along, added up at positions ix on new axes of the given sizes.
const (
	numpyScatter = `

def _scatter(v, ix, outer, along, sizes):
    out = np.zeros(outer + sizes)
    np.add.at(out, tuple(np.indices(outer + along)[:len(outer)]) + ix, np.broadcast_to(v, outer + along))
    return out
`
	jaxScatter = `

def _scatter(v, ix, outer, along, sizes):
    at = tuple(np.indices(outer + along)[:len(outer)]) + ix
    return np.zeros(outer + sizes).at[at].add(np.broadcast_to(v, outer + along))
`
)

func module(head string, fs []Function) (string, error) {
	var s strings.Builder
	s.WriteString(head + places)
	for _, f := range fs {
		w := &writer{names: map[*ad.Node]string{}, begun: map[*ad.Node]bool{}}
		params := []string{"params"}
		for _, name := range names(f) {
			if !usable(name) {
				return "", fmt.Errorf("%s is no name that an exported function or argument can have", name)
			}
		}
		for _, a := range f.Args {
			w.names[a.Node] = w.assign(transposed("np.asarray("+a.Name+", dtype=float)", a.Node.Leaf.Axes, a.Node.Axes))
			params = append(params, a.Name)
		}
		out, err := w.node(f.Result)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&s, "\n\ndef %s(%s):\n    %q\n%s    return %s\n", f.Name, strings.Join(params, ", "), f.Doc, w.text.String(), out)
	}
	return s.String(), nil
}

func names(f Function) []string {
	out := []string{f.Name}
	for _, a := range f.Args {
		out = append(out, a.Name)
	}
	return out
}

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// own matches the names of the source itself.
var own = regexp.MustCompile(`^(params|np|sp|jax|v[0-9]+_)$`)

// keywords are the words of Python that are no names.
var keywords = strings.Fields("False None True and as assert async await break class continue def del elif else except " +
	"finally for from global if import in is lambda nonlocal not or pass raise return try while with yield dtype float int tuple len")

func usable(name string) bool {
	return identifier.MatchString(name) && !own.MatchString(name) && !slices.Contains(keywords, name)
}

type writer struct {
	text  strings.Builder
	names map[*ad.Node]string
	begun map[*ad.Node]bool
	count int
}

func (w *writer) assign(x string) string {
	w.count++
	name := fmt.Sprintf("v%d_", w.count)
	fmt.Fprintf(&w.text, "    %s = %s\n", name, x)
	return name
}

// node writes what n needs and n, and returns its name.
func (w *writer) node(n *ad.Node) (string, error) {
	if name, ok := w.names[n]; ok {
		return name, nil
	}
	if w.begun[n] {
		return "", &Unsupported{n, "a recurrence cannot be exported"}
	}
	w.begun[n] = true
	args := n.Args
	if n.Leaf != nil && n.Leaf.Body != nil {
		args = []*ad.Node{n.Leaf.Body}
	}
	names := make([]string, len(args))
	for k, a := range args {
		var err error
		if names[k], err = w.node(a); err != nil {
			return "", err
		}
	}
	x, err := w.expression(n, args, names)
	if err != nil {
		return "", err
	}
	w.names[n] = w.assign(x)
	return w.names[n], nil
}

func (w *writer) expression(n *ad.Node, args []*ad.Node, names []string) (string, error) {
	switch n.Op {
	case ad.Const:
		return array(n.Table, n.Axes), nil
	case ad.Iota:
		return fmt.Sprintf("np.arange(%d.0)", n.Axes[0].Size), nil
	case ad.LeafOp:
		return leaf(n, names)
	case ad.Gather:
		return gather(n, names), nil
	case ad.Scatter:
		return scatter(n, names), nil
	case ad.LogAbsDet, ad.DetSign, ad.InverseT:
		return matrix(n, names[0]), nil
	}
	if form, ok := elementwise[n.Op]; ok {
		in := make([]any, len(args))
		for k, a := range args {
			in[k] = aligned(names[k], a.Axes, n.Axes)
		}
		return fmt.Sprintf(form, in...), nil
	}
	if form, ok := reductions[n.Op]; ok {
		all := ad.Union(args[0].Axes, n.Over)
		x := spread(aligned(names[0], args[0].Axes, all), all)
		over := make([]string, len(n.Over))
		for k, a := range n.Over {
			over[k] = strconv.Itoa(slices.Index(all, a))
		}
		if n.Op == ad.ArgMax {
			return fmt.Sprintf(form, x, over[0]), nil
		}
		return fmt.Sprintf(form, x, tuple(over)), nil
	}
	return "", &Unsupported{n, n.Op.String() + " cannot be exported"}
}

// leaf reads a parameter, or what a reference is bound to.
func leaf(n *ad.Node, names []string) (string, error) {
	l := n.Leaf
	switch {
	case l.Body != nil:
		return spread(aligned(names[0], l.Body.Axes, n.Axes), n.Axes), nil
	case l.Kind != ad.ParamLeaf:
		return "", &Unsupported{n, l.Name + " is no argument of the function"}
	case l.Index == nil:
		return transposed(fmt.Sprintf("np.reshape(np.asarray(params[%q], dtype=float), %s)", l.Name, shape(l.Axes)), l.Axes, n.Axes), nil
	}
	at := make([]float64, len(l.Index))
	for k, p := range l.Index {
		at[k] = float64(p) // -1 reads the zero appended at the end
	}
	x := fmt.Sprintf("np.append(np.asarray(params[%q], dtype=float), 0.0)[%s.astype(int)]", l.Name, array(at, l.Axes))
	return transposed(x, l.Axes, n.Axes), nil
}

func gather(n *ad.Node, names []string) string {
	x := n.Args[0]
	at, inside := make([]string, len(x.Axes)), ""
	for k, a := range x.Axes {
		if o := slices.Index(n.Over, a); o >= 0 {
			i := aligned(names[o+1], n.Args[o+1].Axes, n.Axes)
			at[k] = fmt.Sprintf("_place(%s, %d)", i, a.Size)
			inside += fmt.Sprintf("_inside(%s, %d) & ", i, a.Size)
		} else {
			at[k] = aligned(fmt.Sprintf("np.arange(%d)", a.Size), []*ad.Axis{a}, n.Axes)
		}
	}
	if inside == "" {
		return spread(names[0], n.Axes)
	}
	return spread(fmt.Sprintf("np.where(%s, %s[%s], np.nan)", strings.TrimSuffix(inside, " & "), names[0], tuple(at)), n.Axes)
}

func scatter(n *ad.Node, names []string) string {
	outer := ad.Without(n.Axes, n.Over)
	all := slices.Concat(outer, n.Along)
	at, inside := make([]string, len(n.Over)), make([]string, len(n.Over))
	for k, a := range n.Over {
		i := turned(names[k+1], n.Args[k+1].Axes, all)
		at[k] = spread(fmt.Sprintf("_place(%s, %d)", i, a.Size), all)
		inside[k] = fmt.Sprintf("_inside(%s, %d)", i, a.Size)
	}
	v := fmt.Sprintf("np.where(%s, %s, 0.0)", strings.Join(inside, " & "), turned(names[0], n.Args[0].Axes, all))
	x := fmt.Sprintf("_scatter(%s, %s, %s, %s, %s)", v, tuple(at), shape(outer), shape(n.Along), shape(n.Over))
	return transposed(x, slices.Concat(outer, n.Over), n.Axes)
}

// matrix is a function of the matrices along two axes, which linalg wants last.
func matrix(n *ad.Node, name string) string {
	outer := ad.Without(n.Args[0].Axes, n.Over)
	all := slices.Concat(outer, n.Over)
	x := spread(turned(name, n.Args[0].Axes, all), all)
	switch n.Op {
	case ad.LogAbsDet:
		return "np.linalg.slogdet(" + x + ")[1]"
	case ad.DetSign:
		return "np.linalg.slogdet(" + x + ")[0]"
	}
	return transposed("np.swapaxes(np.linalg.inv("+x+"), -1, -2)", all, n.Axes)
}

// turned brings an array to axes in any order, with ones where it lacks them.
func turned(name string, from, axes []*ad.Axis) string {
	kept := slices.DeleteFunc(slices.Clone(axes), func(a *ad.Axis) bool { return !slices.Contains(from, a) })
	return aligned(transposed(name, from, kept), kept, axes)
}

// aligned inserts the axes that an array lacks; both lists have one order.
func aligned(name string, from, axes []*ad.Axis) string {
	if len(from) == len(axes) {
		return name
	}
	at := make([]string, len(axes))
	for k, a := range axes {
		at[k] = "None"
		if slices.Contains(from, a) {
			at[k] = ":"
		}
	}
	return "np.asarray(" + name + ")[" + strings.Join(at, ", ") + "]"
}

func spread(x string, axes []*ad.Axis) string {
	return fmt.Sprintf("np.broadcast_to(%s, %s)", x, shape(axes))
}

func transposed(x string, from, to []*ad.Axis) string {
	if slices.Equal(from, to) {
		return x
	}
	order := make([]string, len(to))
	for k, a := range to {
		order[k] = strconv.Itoa(slices.Index(from, a))
	}
	return fmt.Sprintf("np.transpose(%s, %s)", x, tuple(order))
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

func array(values []float64, axes []*ad.Axis) string {
	words := make([]string, len(values))
	for k, v := range values {
		switch {
		case math.IsInf(v, 1):
			words[k] = "np.inf"
		case math.IsInf(v, -1):
			words[k] = "-np.inf"
		case math.IsNaN(v):
			words[k] = "np.nan"
		default:
			words[k] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	if len(axes) == 0 {
		return "np.float64(" + words[0] + ")"
	}
	return fmt.Sprintf("np.array([%s], dtype=float).reshape(%s)", strings.Join(words, ", "), shape(axes))
}
