package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gibbs-lang/gibbs/ad"
)

// tongue is a language in which a node is written element by element: as an expression in letters that stand for the
// positions on its axes.
type tongue interface {
	number(v float64) scalar
	place(k int) scalar                                                    // position k
	eager() bool                                                           // products ask for both factors
	offset(a *ad.Axis) int                                                 // what the elements of an axis begin with, less what they usually do
	position(letter string, shift int) scalar                              // shift more than where the letter stands
	turned(letter string, shift, size int) scalar                          // the same on a ring
	apply(op ad.Op, args []scalar) (scalar, bool)                          // false: there are no words for it
	reduce(op ad.Op, b []bound, body scalar, guard *scalar) (scalar, bool) // guard: the terms that count
	read(name string, at []scalar) scalar                                  // an element of an array by positions
	find(name string, at []scalar, search []*bound) scalar                 // by positions that may lie outside, where search says so
	matrix(op ad.Op, b []bound, body, row, column scalar) scalar           // of the matrix of body
	table(name string, axes []*ad.Axis, values []float64, positions bool)  // defines a constant array
	define(name string, b []bound, body scalar)                            // defines an array
	recur(name string, b []bound, body func() scalar)                      // defines an array that reads itself
}

// scalar is an expression and how tightly it binds. A position is a letter, or what stands for one, and a shift.
type scalar struct {
	text   string
	binds  int
	letter string
	shift  int
}

// How tightly expressions bind, alike in all tongues.
const (
	looseScalar = iota
	orScalar
	andScalar
	notScalar
	relationScalar
	sumScalar
	productScalar
	signScalar
	powerScalar
	atomScalar
)

func (x scalar) in(least int) string {
	if x.binds < least {
		return "(" + x.text + ")"
	}
	return x.text
}

// bound is a letter and the axis that it goes along.
type bound struct {
	letter string
	axis   *ad.Axis
}

// element writes one function element by element.
type element struct {
	tongue
	leaf       func(*ad.Node) (string, bool) // names of leaves; false: a leaf that cannot be read
	names      map[*ad.Node]string           // what the program calls nodes
	identifier func(string) string           // makes names of the language
	taken      names
	kept       map[string]bool // names that letters leave alone
	uses       map[*ad.Node]int
	defined    map[*ad.Node]string
	indices    map[*ad.Node]string // tables of positions
	tables     map[*ad.Node]string // constants that have no rule
	circular   map[*ad.Node]bool   // references that lead back to themselves
	where      []*ad.Node          // conditions that hold here
	letters    map[*ad.Axis]string
	count      int // of definitions without a name
}

func newElement(t tongue, f *Function, identifier func(string) string) *element {
	w := &element{tongue: t, identifier: identifier, names: map[*ad.Node]string{}, taken: names{}, kept: map[string]bool{}, uses: map[*ad.Node]int{},
		defined: map[*ad.Node]string{}, indices: map[*ad.Node]string{}, tables: map[*ad.Node]string{}, circular: map[*ad.Node]bool{}, letters: map[*ad.Axis]string{}}
	var results []*ad.Node
	for _, r := range f.Results {
		results = append(results, r.Node)
	}
	for n, name := range f.Names {
		if n.Leaf == nil || n.Leaf.Kind == ad.RefLeaf {
			w.names[n] = identifier(name)
			w.kept[w.names[n]] = true
		}
	}
	for _, n := range order(results) {
		if n.Leaf != nil {
			w.kept[identifier(n.Leaf.Name)] = true
		}
		for _, a := range args(n) {
			w.uses[w.through(a)]++
		}
	}
	return w
}

// through is what a reference stands for that does not lead back to itself; other nodes are themselves.
func (w *element) through(n *ad.Node) *ad.Node {
	for n.Leaf != nil && n.Leaf.Body != nil && !w.recurs(n) {
		n = n.Leaf.Body
	}
	return n
}

// recurs tells whether a reference leads back to itself.
func (w *element) recurs(n *ad.Node) bool {
	circular, ok := w.circular[n]
	if !ok {
		circular = leadsTo(n.Leaf.Body, n)
		w.circular[n] = circular
	}
	return circular
}

// alphabet are the letters of positions.
var alphabet = []string{"i", "j", "k", "l", "m", "n", "a", "b", "c", "d"}

// open gives axes letters that no axis around has.
func (w *element) open(at map[*ad.Axis]scalar, axes []*ad.Axis) (map[*ad.Axis]scalar, []bound) {
	in := map[*ad.Axis]scalar{}
	used := map[string]bool{}
	for a, x := range at {
		in[a] = x
		for _, word := range strings.FieldsFunc(x.text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			used[word] = true
		}
	}
	out := make([]bound, len(axes))
	for k, a := range axes {
		letter := w.letters[a]
		for c := 0; letter == "" || used[letter] || w.taken[letter] || w.kept[letter]; c++ {
			letter = alphabet[c%len(alphabet)]
			if c >= len(alphabet) {
				letter += strconv.Itoa(c / len(alphabet))
			}
		}
		used[letter] = true
		if w.letters[a] == "" {
			w.letters[a] = letter
		}
		in[a], out[k] = w.position(letter, -w.offset(a)), bound{letter, a}
	}
	return in, out
}

// scalar writes the element of n at positions on its axes.
func (w *element) scalar(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	n = w.through(n)
	if name, ok := w.defined[n]; ok {
		return w.read(name, w.positionsOf(n.Axes, at))
	}
	switch n.Op {
	case ad.Const:
		return w.constant(n, at)
	case ad.Iota:
		return at[n.Axes[0]]
	case ad.LeafOp:
		return w.leafAt(n, at)
	}
	if w.uses[n] > 1 && n.Op != ad.Gather && !light(n) || w.names[n] != "" {
		w.name(n)
		return w.scalar(n, at)
	}
	return w.body(n, at)
}

// light tells whether a node is no longer than its name would be.
func light(n *ad.Node) bool {
	if n.Op.Info().Class != ad.ElementClass || n.Op.Info().Arity > 1 {
		return false
	}
	return n.Args[0].Op == ad.LeafOp || n.Args[0].Op == ad.Iota || n.Op == ad.Stop
}

// positionsOf are positions on axes, counted from where the elements of each begin.
func (w *element) positionsOf(axes []*ad.Axis, at map[*ad.Axis]scalar) []scalar {
	out := make([]scalar, len(axes))
	for k, a := range axes {
		out[k] = at[a]
		if n := w.offset(a); n != 0 && out[k].letter != "" {
			out[k] = w.position(out[k].letter, out[k].shift+n)
		} else if n != 0 {
			out[k] = shifted(out[k].in(sumScalar), n)
		}
	}
	return out
}

// name defines an array of all elements of n.
func (w *element) name(n *ad.Node) {
	word := w.names[n]
	if word == "" {
		w.count++
		word = "t" + strconv.Itoa(w.count)
	}
	in, b := w.open(nil, n.Axes)
	before := w.where
	w.where = nil
	body := w.body(n, in)
	w.where = before
	word = w.taken.unique(word)
	w.define(word, b, body)
	w.defined[n] = word
}

// leafAt reads a leaf, or an array that is defined by itself.
func (w *element) leafAt(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	if n.Leaf.Body != nil {
		name := w.taken.unique(firstName(w.names[n], w.identifier(n.Leaf.Name)))
		w.defined[n] = name // its body reads it
		in, b := w.open(nil, n.Axes)
		before := w.where
		w.where = nil
		body := n.Leaf.Body
		w.recur(name, b, func() scalar {
			if body.Leaf == nil && body.Op != ad.Const && body.Op != ad.Iota && slices.Equal(body.Axes, n.Axes) {
				w.defined[body] = name // the same array
				return w.body(body, in)
			}
			return w.scalar(body, in)
		})
		w.where = before
		return w.read(name, w.positionsOf(n.Axes, at))
	}
	name, ok := w.leaf(n)
	if !ok {
		panic(&Unsupported{n, n.Leaf.Name + " is no argument of the function"})
	}
	return w.read(name, w.positionsOf(n.Leaf.Axes, at))
}

func firstName(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// leadsTo tells whether what n is made of holds a reference.
func leadsTo(n, ref *ad.Node) bool {
	return slices.Contains(order([]*ad.Node{n}), ref)
}

// body writes an operation.
func (w *element) body(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	switch n.Op.Info().Class {
	case ad.ElementClass:
		args := make([]scalar, len(n.Args))
		for k, a := range n.Args {
			args[k] = w.branch(n, k, at)
			if wantsTruth(n.Op, k) != (a.Type == ad.Bool) && n.Op != ad.Stop && n.Op != ad.Select {
				args[k] = w.converted(args[k], a.Type == ad.Bool)
			} else if n.Op == ad.Select && k == 0 && a.Type != ad.Bool || n.Op == ad.Select && k > 0 && n.Type != ad.Bool && a.Type == ad.Bool {
				args[k] = w.converted(args[k], a.Type == ad.Bool)
			}
		}
		if x, ok := w.apply(n.Op, args); ok {
			return w.unlessZero(n, args, x)
		}
	case ad.ReduceClass:
		if x, ok := w.reduced(n, at); ok {
			return x
		}
	case ad.GatherClass:
		return w.gathered(n, at)
	case ad.ScatterClass:
		return w.scattered(n, at)
	case ad.LinearClass:
		if n.Op != ad.DetAngle {
			return w.linear(n, at)
		}
	}
	panic(&Unsupported{n, "there are no words for " + n.Op.String()})
}

// unlessZero is a product that does not ask for its second factor where a structural zero is the first: the factor may be
// an element that has no value there, of a recurrence.
func (w *element) unlessZero(n *ad.Node, args []scalar, x scalar) scalar {
	if n.Op != ad.Mul || !w.eager() {
		return x
	}
	for k, a := range n.Args {
		a, other := w.through(a), n.Args[1-k]
		for a.Op == ad.Gather {
			a = w.through(a.Args[0])
		}
		zeros := a.Op == ad.Const && slices.Contains(a.Table, 0) || a.Leaf != nil && slices.Contains(a.Leaf.Index, -1)
		if zeros && slices.ContainsFunc(order([]*ad.Node{other}), func(m *ad.Node) bool { return m.Leaf != nil && m.Leaf.Body != nil && w.recurs(m) }) {
			test, _ := w.apply(ad.Ne, []scalar{args[k], w.number(0)})
			guarded, _ := w.apply(ad.Select, []scalar{test, x, w.number(0)})
			return guarded
		}
	}
	return x
}

// branch writes an argument, that of a choice under its condition.
func (w *element) branch(n *ad.Node, k int, at map[*ad.Axis]scalar) scalar {
	if n.Op != ad.Select || k != 1 {
		return w.scalar(n.Args[k], at)
	}
	before := w.where
	w.where = append(slices.Clip(before), n.Args[0])
	x := w.scalar(n.Args[k], at)
	w.where = before
	return x
}

// wantsTruth tells whether an argument of an operation is a condition.
func wantsTruth(op ad.Op, k int) bool {
	return op == ad.And || op == ad.Or || op == ad.Not || op == ad.Select && k == 0
}

// converted makes a number of a condition, or a condition of a number.
func (w *element) converted(x scalar, truth bool) scalar {
	if truth {
		y, _ := w.apply(ad.Select, []scalar{x, w.number(1), w.number(0)})
		return y
	}
	y, _ := w.apply(ad.Ne, []scalar{x, w.number(0)})
	return y
}

// asNumber writes an element that is used as a number.
func (w *element) asNumber(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	x := w.scalar(n, at)
	if n.Type == ad.Bool {
		return w.converted(x, true)
	}
	return x
}

// reduced writes a reduction; a sum whose terms have a condition is a sum over those where it holds.
func (w *element) reduced(n *ad.Node, at map[*ad.Axis]scalar) (scalar, bool) {
	in, b := w.open(at, n.Over)
	x := w.through(n.Args[0])
	if n.Op == ad.Sum && x.Op == ad.Select && x.Args[2].IsConst(0) && x.Type != ad.Bool && w.defined[x] == "" {
		guard := w.scalar(x.Args[0], in)
		if x.Args[0].Type != ad.Bool {
			guard = w.converted(guard, false)
		}
		before := w.where
		w.where = append(slices.Clip(before), x.Args[0])
		body := w.asNumber(x.Args[1], in)
		w.where = before
		return w.reduce(n.Op, b, body, &guard)
	}
	return w.reduce(n.Op, b, w.asNumber(x, in), nil)
}

// linear writes a function of the matrix along two axes.
func (w *element) linear(n *ad.Node, at map[*ad.Axis]scalar) scalar {
	x := n.Args[0]
	outer := map[*ad.Axis]scalar{}
	for _, a := range ad.Without(x.Axes, n.Over) {
		outer[a] = at[a]
	}
	in, b := w.open(outer, n.Over)
	row, column := scalar{}, scalar{}
	if n.Op == ad.InverseT {
		row, column = at[n.Over[0]], at[n.Over[1]]
	}
	return w.matrix(n.Op, b, w.asNumber(x, in), row, column)
}

// results writes all results of a function: each with the letters of its axes.
func (w *element) results(f *Function) ([][]bound, []scalar) {
	var all [][]bound
	var out []scalar
	for _, r := range f.Results {
		axes := r.Axes
		if axes == nil {
			axes = r.Node.Axes
		}
		in, b := w.open(nil, axes)
		x := w.asNumber(r.Node, in)
		if r.Imag != nil {
			panic(&Unsupported{r.Imag, "complex values are written as two functions, re and imag"})
		}
		all, out = append(all, b), append(out, x)
	}
	return all, out
}

// refusal turns the panic of an operation without words into an error.
func refusal(err *error, f *Function) {
	switch r := recover().(type) {
	case nil:
	case *Unsupported:
		*err = &Unsupported{r.Node, fmt.Sprintf("%s: %s", f.Name, r.Why)}
	default:
		panic(r)
	}
}
