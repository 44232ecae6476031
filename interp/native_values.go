package interp

import (
	"fmt"
	"hash/fnv"
	"math"
	"reflect"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// The Go types of natives that are not told apart by their kind.
var (
	setType   = reflect.TypeFor[*sets.Set]()
	tableType = reflect.TypeFor[Table]()
	fileType  = reflect.TypeFor[File]()
)

// value is what a native function has returned as a value of the language.
func (c ctx) value(v reflect.Value) Value {
	if k := c.s.kindOf(v.Type()); k != nil {
		return &Object{kind: k, x: v.Interface(), once: map[string]Value{}}
	}
	switch x := v.Interface().(type) {
	case float64:
		return c.scalar(x)
	case int:
		return c.integer(x)
	case bool:
		return &Array{Node: c.g().Truth(x)}
	case string:
		return String(x)
	case *sets.Set:
		return x
	case Table:
		return c.table(x)
	}
	if leaf, ok := numbersOf(v.Type()); ok {
		t := Table{Whole: leaf.Kind() == reflect.Int}
		t.flatten(v, 0)
		return c.table(t)
	}
	out := &List{Set: mustRange(1, v.Len()), X: make([]Value, v.Len())}
	for i := range out.X {
		out.X[i] = c.value(v.Index(i))
	}
	return out
}

// numbersOf is the type of the numbers within slices of slices.
func numbersOf(t reflect.Type) (reflect.Type, bool) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	return t, t.Kind() == reflect.Int || t.Kind() == reflect.Float64
}

// flatten appends the numbers of slices within slices, which are rectangular.
func (t *Table) flatten(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Int:
		t.Values = append(t.Values, float64(v.Int()))
	case reflect.Float64:
		t.Values = append(t.Values, v.Float())
	default:
		if len(t.Shape) == depth {
			t.Shape = append(t.Shape, v.Len())
		}
		if t.Shape[depth] != v.Len() {
			panic("rows of different lengths")
		}
		for i := range v.Len() {
			t.flatten(v.Index(i), depth+1)
		}
	}
}

// table is an array of known numbers.
func (c ctx) table(t Table) *Array {
	used := append([]*ad.Axis{}, c.open...)
	out := &Array{}
	axes := make([]*ad.Axis, len(t.Shape))
	for i, n := range t.Shape {
		set := mustRange(1, n)
		axes[i] = c.s.axis(set, used)
		used = append(used, axes[i])
		out.Dims = append(out.Dims, Dim{axes[i], set})
	}
	typ := ad.Real
	if t.Whole {
		typ = ad.Int
	}
	out.Node = c.g().Table(axes, t.Values, typ)
	return out
}

// unknown is a value of a Go type in a check, which runs nothing. What has sizes is left out, with all that reads it.
func (c ctx) unknown(t reflect.Type, name string) Value {
	if k := c.s.kindOf(t); k != nil {
		return &Object{kind: k, once: map[string]Value{}}
	}
	switch t.Kind() {
	case reflect.Float64:
		return &Array{Node: c.g().Input(name, ad.Real)}
	case reflect.Int:
		return &Array{Node: c.g().Input(name, ad.Int)}
	case reflect.Bool:
		return &Array{Node: c.g().Input(name, ad.Bool)}
	case reflect.String:
		return String("(not run)")
	}
	panic(poisoned{name})
}

// kindOf is the kind of the objects of a Go type; nil if there is none.
func (s *Session) kindOf(t reflect.Type) *Kind {
	if s.opts.Library == nil {
		return nil
	}
	for _, k := range s.opts.Library.Kinds() {
		if k.typ == t {
			return k
		}
	}
	return nil
}

// goValue is an argument as a Go function takes it; known is false in a check, for what follows from a run.
func (c ctx) goValue(n lang.Expr, name string, v Value, t reflect.Type) (out reflect.Value, known bool) {
	switch {
	case t.Kind() == reflect.Interface:
		return c.anyValue(n, v)
	case t == setType:
		return reflect.ValueOf(c.setOf(n, v)), true
	case t == fileType:
		return c.file(n, string(c.wantedText(n, name, v)))
	case t.Kind() == reflect.String:
		return reflect.ValueOf(string(c.wantedText(n, name, v))), true
	case c.s.kindOf(t) != nil:
		return c.object(n, name, v, c.s.kindOf(t))
	}
	if _, ok := numbersOf(t); !ok && t.Kind() == reflect.Slice {
		return c.listOf(n, name, v, t)
	}
	a, table, known := c.tableOf(n, v)
	if t == tableType || !known {
		return reflect.ValueOf(table), known
	}
	if (a.Node.Type == ad.Bool) != (t.Kind() == reflect.Bool) {
		c.unfit(n, name, t, v)
	}
	out = reflect.New(t).Elem()
	if rest := c.fill(n, out, table.Shape, table.Values); rest < 0 {
		c.unfit(n, name, t, v)
	}
	return out, true
}

// fill sets a number, or numbers within slices, to values; -1 if their shape differs, else how many were taken.
func (c ctx) fill(n lang.Node, out reflect.Value, shape []int, values []float64) int {
	if k := out.Kind(); k != reflect.Slice && k != reflect.Array {
		if len(shape) > 0 {
			return -1
		}
		switch v := values[0]; k {
		case reflect.Bool:
			out.SetBool(v != 0)
		case reflect.Int:
			out.SetInt(int64(c.wholeOf(n, c.scalar(v))))
		default:
			out.SetFloat(v)
		}
		return 1
	}
	if len(shape) == 0 || out.Kind() == reflect.Array && out.Len() != shape[0] {
		return -1
	}
	if out.Kind() == reflect.Slice {
		out.Set(reflect.MakeSlice(out.Type(), shape[0], shape[0]))
	}
	at := 0
	for i := range shape[0] {
		k := c.fill(n, out.Index(i), shape[1:], values[at:])
		if k < 0 {
			return -1
		}
		at += k
	}
	return at
}

// tableOf is the elements of an array as they are now.
func (c ctx) tableOf(n lang.Expr, v Value) (*Array, Table, bool) {
	a := c.number(n, v)
	if len(ad.Without(a.Node.Axes, sorted(axesOf(a.Dims)))) > 0 {
		elementwiseOnly(n, "this differs from element to element, and the function is computed for one element at a time")
	}
	if c.changes(a.Node) {
		fail("G0411", n, "a function written in Go has no derivative and no draws: it is computed once", at("depends on parameters or draws"),
			why("its value would stay what it is while this changes"), help("compute it before, from numbers that stay"))
	}
	a = c.s.force(a)
	if !isKnown(a.Node) {
		return a, Table{}, false
	}
	axes := axesOf(a.Dims)
	t := Table{Whole: a.Node.Type != ad.Real}
	for _, ax := range axes {
		t.Shape = append(t.Shape, ax.Size)
	}
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { t.Values = append(t.Values, constAt(a.Node, at[0])) })
	return a, t, true
}

// changes tells whether a value is another when it is computed again: within a training or a body, where it depends on
// parameters or draws, or where a derivative or a recurrence is taken.
func (c ctx) changes(n *ad.Node) bool {
	inside := c.obj != nil || c.inst != nil
	found := false
	visit(n, func(m *ad.Node) {
		if m.Op == ad.LeafOp {
			open := m.Leaf.Kind == ad.RefLeaf && m.Leaf.Body == nil
			found = found || inside && m.Leaf.Kind != ad.RefLeaf && !(c.s.opts.Check && m.Leaf.Kind == ad.InputLeaf) || open || c.s.moving[m] > 0
		}
	})
	return found
}

func (c ctx) wantedText(n lang.Node, name string, v Value) String {
	s, ok := v.(String)
	if !ok {
		fail("G0402", n, fmt.Sprintf("%s is a string, and this is %s", name, kind(v)), at("%s", kind(v)), help(`a string stands in quotes: "…"`))
	}
	return s
}

// unfit refuses a value that is not of the type wanted.
func (c ctx) unfit(n lang.Node, name string, t reflect.Type, v Value) {
	fail("G0401", n, fmt.Sprintf("%s is %s, and this is %s", name, c.described(t), kind(v)), at("%s", kind(v)), help("give %s", c.described(t)))
}

// described names a Go type for messages.
func (c ctx) described(t reflect.Type) string {
	if k := c.s.kindOf(t); k != nil {
		return k.name
	}
	switch t.Kind() {
	case reflect.Float64:
		return "a number"
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "a truth value"
	case reflect.String:
		return "a string"
	case reflect.Slice, reflect.Array:
		depth := 1
		e := t.Elem()
		for ; e.Kind() == reflect.Slice || e.Kind() == reflect.Array; e = e.Elem() {
			depth++
		}
		if _, ok := numbersOf(t); ok {
			return fmt.Sprintf("an array with %s", plural(depth, "index"))
		}
		return "a list, each entry " + c.described(e)
	}
	return "an array"
}

// object takes an object of a kind, or one that stands for such.
func (c ctx) object(n lang.Node, name string, v Value, k *Kind) (reflect.Value, bool) {
	x, ok := v.(*Object)
	if !ok {
		c.unfit(n, name, k.typ, v)
	}
	as := x.kind.as[k.typ]
	switch {
	case x.kind != k && as == nil:
		c.unfit(n, name, k.typ, v)
	case x.x == nil:
		return reflect.Value{}, false
	case x.kind != k:
		return reflect.ValueOf(as(x.x)), true
	}
	return reflect.ValueOf(x.x), true
}

// listOf takes a list as a slice.
func (c ctx) listOf(n lang.Expr, name string, v Value, t reflect.Type) (reflect.Value, bool) {
	l, ok := v.(*List)
	if !ok {
		c.unfit(n, name, t, v)
	}
	out := reflect.MakeSlice(t, len(l.X), len(l.X))
	for i, x := range l.X {
		y, known := c.goValue(n, name, x, t.Elem())
		if !known {
			return out, false
		}
		out.Index(i).Set(y)
	}
	return out, true
}

// anyValue takes a value as it comes.
func (c ctx) anyValue(n lang.Expr, v Value) (reflect.Value, bool) {
	switch v := v.(type) {
	case String:
		return reflect.ValueOf(string(v)), true
	case *sets.Set:
		return reflect.ValueOf(v), true
	case *Object:
		return reflect.ValueOf(v.x), v.x != nil
	}
	_, t, known := c.tableOf(n, v)
	switch {
	case !known || len(t.Shape) > 0:
		return reflect.ValueOf(t), known
	case t.Values[0] == math.Trunc(t.Values[0]) && math.Abs(t.Values[0]) < 1<<53:
		return reflect.ValueOf(int(t.Values[0])), true
	}
	return reflect.ValueOf(t.Values[0]), true
}

// file reads a file; in a check it is not known what an earlier statement writes into it.
func (c ctx) file(n lang.Node, name string) (reflect.Value, bool) {
	path := c.s.inPath(name)
	if c.s.opts.Check && (c.s.written[path] || c.s.written[c.s.outPath(name)]) {
		return reflect.Value{}, false
	}
	data, err := files.Bytes(path)
	if err != nil {
		c.noFile(n, name, err, beside(name))
	}
	h := fnv.New64a()
	h.Write(data)
	c.s.read = append(c.s.read, h.Sum64())
	return reflect.ValueOf(File{name, data}), true
}

// noFile ends the run for a file that cannot be read.
func (c ctx) noFile(n lang.Node, name string, err error, mend option) {
	panic(stopped{code: ExitMachine, diag: diagnose("G0804", n, fmt.Sprintf("the file %s cannot be read", name), here("%s", err.Error()), mend)})
}

// beside is where files are looked for.
func beside(name string) option {
	return help("paths begin at the folder of the program; a file elsewhere is named with its folder, as in \"data/%s\"", name)
}
