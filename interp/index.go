package interp

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// indexExpr is x[i, j]: an element, a row or a restriction of an array; the arrays over a set; an
// entry of a list.
func (c ctx) indexExpr(e *lang.Index) Value {
	x := c.stands(e.X, c.raw(e.X))
	switch x := x.(type) {
	case *Array:
		return c.indexArray(e, x)
	case *OperatorFamily:
		return c.indexOperators(e, x)
	case *Complex:
		return x.each(func(a *Array) *Array { return c.indexArray(e, a).(*Array) })
	case *sets.Set:
		return c.arrayType(e, Type{Set: x})
	case Type:
		return c.arrayType(e, x)
	case *List:
		return c.indexList(e, x)
	case *EstimateArray:
		return c.indexEstimates(e, x)
	case *Builtin:
		if x.Set != nil {
			return c.arrayType(e, Type{Set: x.Set})
		}
		if isLaplacian(x) {
			return c.indexLaplacian(e)
		}
	case *Family:
		fail("G0401", e.X, "a list of bonds is not indexed", help("for (i,j) in %s", lang.Print(e.X)))
	}
	opts := []option{at("%s", kind(x))}
	switch x := x.(type) {
	case *Function, *Builtin, *Instance:
		opts = append(opts, help("a function is called with ( ): %s(…)", lang.Print(e.X)))
	case *Record:
		if len(x.Names) > 0 {
			opts = append(opts, here("it has .%s", strings.Join(x.Names, ", .")))
		}
	}
	fail("G0401", e.X, fmt.Sprintf("%s cannot be indexed", kind(x)), opts...)
	return nil
}

// arrayType is real[I, J] or spin[Λ].
func (c ctx) arrayType(e *lang.Index, t Type) Value {
	t.Dims = append([]*sets.Set{}, t.Dims...)
	for _, a := range e.Args {
		t.Dims = append(t.Dims, c.setExpr(a.X))
	}
	return t
}

func (c ctx) indexList(e *lang.Index, x *List) Value {
	var v Value = x
	for _, a := range e.Args {
		l, ok := v.(*List)
		if !ok {
			fail("G0406", a, "this list has fewer indices", help("leave this index out"))
		}
		v = c.entry(a.X, l)
	}
	return v
}

// entry is one entry of a list.
func (c ctx) entry(n lang.Expr, x *List) Value {
	i := c.eval(n)
	p := c.positionIn(n, i, x.Set)
	if p == nil {
		c.notElement(n, i, x.Set)
	}
	v, ok := p.Scalar()
	if !ok {
		elementwiseOnly(n, fmt.Sprintf("an entry of %s is chosen before the run", kind(x)))
	}
	if v < 0 {
		fail("G0302", n, fmt.Sprintf("this list has no entry %s", c.show(i)), here("it is over %s", x.Set.String()), oneOf(x.Set))
	}
	return x.X[int(v)]
}

// indexArray reads an array.
func (c ctx) indexArray(e *lang.Index, x *Array) Value {
	args := make([]Value, len(e.Args))
	nodes := make([]lang.Expr, len(e.Args))
	for i, a := range e.Args {
		args[i], nodes[i] = c.eval(a.X), a.X
	}
	given, places := args, nodes
	args, nodes = c.matchDims(e, x, given, places)
	for k := range min(len(args), len(x.Dims)) {
		if readsComponent(args[k], x.Dims[k].Set) {
			x = c.ungroup(x)
			args, nodes = c.matchDims(e, x, given, places)
			break
		}
	}
	if len(x.Dims) == 0 {
		fail("G0406", e, fmt.Sprintf("%s has no elements, and an index stands here", kind(x)), at("%s", kind(x)),
			help("use it as it is: %s; a product is written with *", lang.Print(e.X)))
	}
	if len(args) > len(x.Dims) {
		fail("G0406", e, fmt.Sprintf("%d indices for an array over %s", len(args), dimsText(x.Dims)), at("%d indices", len(args)),
			here("the array has %d", len(x.Dims)), why("an array has one index for each of its sets"), help("%s has %s: %s[…%s]", lang.Print(e.X), plural(len(x.Dims), "index"), lang.Print(e.X), strings.Repeat(", …", len(x.Dims)-1)))
	}
	if len(args) < len(x.Dims) {
		x = c.avoid(x, c.open) // what is left of x must not carry the axes of its indices
	}
	used := append([]*ad.Axis{}, c.open...)
	for _, d := range x.Dims {
		used = append(used, d.Axis)
	}
	var from []*ad.Axis
	var to []*ad.Node
	var dims []Dim
	for k, v := range args {
		d := x.Dims[k]
		from = append(from, d.Axis)
		if sub, ok := v.(*sets.Set); ok {
			dim, pos := c.restrict(nodes[k], d.Set, sub, used)
			used = append(used, dim.Axis)
			dims, to = append(dims, dim), append(to, pos)
			continue
		}
		to = append(to, c.position(nodes[k], v, d.Set, x))
	}
	dims = append(dims, x.Dims[len(args):]...)
	return c.avoid(&Array{Node: c.g().Gather(x.Node, from, to), Dims: dims, Set: x.Set}, c.open)
}

// matchDims lines indices up with the dims of an array: (a,b) for two dims, a, b for one over a product.
func (c ctx) matchDims(e *lang.Index, x *Array, args []Value, nodes []lang.Expr) ([]Value, []lang.Expr) {
	var outV []Value
	var outN []lang.Expr
	k := 0
	for i := 0; i < len(args); i++ {
		if k >= len(x.Dims) {
			outV, outN = append(outV, args[i]), append(outN, nodes[i])
			continue
		}
		comps := x.Dims[k].Set.Components()
		if t, ok := args[i].(Tuple); ok && comps == nil {
			// (a,b) over two dims.
			for _, v := range c.flatten(e, t) {
				outV, outN = append(outV, v), append(outN, nodes[i])
				k++
			}
			continue
		}
		a, isArray := args[i].(*Array)
		if isArray && a.Set != nil && comps == nil && a.Set.Components() != nil && !a.Set.Same(x.Dims[k].Set) {
			for _, v := range c.components(a) {
				outV, outN = append(outV, v), append(outN, nodes[i])
				k++
			}
			continue
		}
		single := comps != nil && !isTupleLike(args[i], x.Dims[k].Set)
		if single && i+len(comps) <= len(args) {
			outV, outN = append(outV, Tuple(args[i:i+len(comps)])), append(outN, nodes[i])
			i += len(comps) - 1
			k++
			continue
		}
		outV, outN = append(outV, args[i]), append(outN, nodes[i])
		k++
	}
	return outV, outN
}

// isTupleLike tells whether a value stands for a whole element of (or a subset of) a product.
func isTupleLike(v Value, set *sets.Set) bool {
	switch v := v.(type) {
	case Tuple, *sets.Set:
		return true
	case *Array:
		return v.Set != nil && (v.Set.Same(set) || sets.Common(v.Set, set) != nil)
	}
	return false
}

// restrict is an axis over a subset, and the positions of its elements in the set of a dim.
func (c ctx) restrict(n lang.Expr, whole, sub *sets.Set, used []*ad.Axis) (Dim, *ad.Node) {
	table := embed(n, sub, whole)
	for p, q := range table {
		if q < 0 {
			fail("G0302", n, fmt.Sprintf("%s is not a part of %s", sub.String(), whole.String()), here("%s is no element of %s", sub.Element(p), whole.String()),
				help("a part: set(i for i in %s if …)", whole.String()))
		}
	}
	if table == nil {
		fail("G0301", n, fmt.Sprintf("%s is not a part of %s", sub.String(), whole.String()), help("a part: set(i for i in %s if …)", whole.String()))
	}
	ax := c.s.axis(sub, used)
	v := make([]float64, len(table))
	for i, p := range table {
		v[i] = float64(p)
	}
	if len(v) == 0 {
		return Dim{ax, sub}, c.g().Integer(0)
	}
	return Dim{ax, sub}, c.indexTable(ax, v)
}

// indexTable is a table of positions along an axis.
func (c ctx) indexTable(ax *ad.Axis, v []float64) *ad.Node {
	identity := true
	for i, p := range v {
		identity = identity && p == float64(i)
	}
	if identity {
		return c.g().Iota(ax)
	}
	return c.g().Table([]*ad.Axis{ax}, v, ad.Int)
}

// position is the checked position of an index in a set: an index that can leave the set is an error.
func (c ctx) position(n lang.Expr, v Value, set *sets.Set, of *Array) *ad.Node {
	if a, ok := v.(*Array); ok && len(a.Dims) > 0 {
		fail("G0402", n, fmt.Sprintf("an index is one element, and this is %s", kind(a)), help("name the index: [x[k[i]] for i in …]"))
	}
	if a, ok := v.(*Array); ok && a.Set == nil && a.Node.Type == ad.Bool {
		fail("G0402", n, "an index is an element of a set, and this is a truth value", oneOf(set))
	}
	p := c.positionIn(n, v, set)
	if p == nil {
		c.notElement(n, v, set)
	}
	if a, ok := v.(*Array); ok && a.Set != nil && a.Set.Same(set) && a.outside == "" && (a.Node.Op == ad.Iota || !isKnown(a.Node)) {
		return p
	}
	return c.checkPosition(n, v, p, set)
}

// checkPosition proves that positions lie in the set wherever the guards hold, and marks the rest
// as never read.
func (c ctx) checkPosition(n lang.Expr, v Value, p *ad.Node, set *sets.Set) *ad.Node {
	p = c.settled(n, p)
	guard := c.g().Truth(true)
	open := false // a guard that depends on draws holds somewhere unknown
	for _, cond := range c.guards {
		if isKnown(cond) {
			guard = c.g().Apply(ad.And, guard, cond)
		} else {
			open = true
		}
	}
	for _, a := range c.open {
		if a.Size == 0 {
			return p // never read
		}
	}
	if !isKnown(p) {
		return c.dynamicPosition(n, v, p, set)
	}
	if guard = c.settled(n, guard); !isKnown(guard) {
		return p
	}
	axes := ad.Union(p.Axes, guard.Axes)
	affordable(n, volume(axes))
	bad := -1
	var where []int
	values := make([]float64, ad.Elements(axes))
	e := 0
	ad.Each(axes, [][]int{p.Strides(axes), guard.Strides(axes)}, func(at []int) {
		values[e] = constAt(p, at[0])
		if constAt(guard, at[1]) == 0 {
			values[e] = -1
		} else if values[e] < 0 && bad < 0 {
			bad = e
			where = unravel(axes, e)
		}
		e++
	})
	if bad >= 0 && !open {
		c.outOfSet(n, v, axes, where, set)
	}
	if len(guard.Axes) == 0 {
		return p
	}
	return c.g().Table(axes, values, ad.Int)
}

// dynamicPosition is an index that depends on draws.
func (c ctx) dynamicPosition(n lang.Expr, v Value, p *ad.Node, set *sets.Set) *ad.Node {
	if a, ok := v.(*Array); ok && a.Set != nil {
		if table := embed(n, a.Set, set); table != nil {
			complete := true
			for _, q := range table {
				complete = complete && q >= 0
			}
			if complete {
				return p
			}
		}
	}
	if len(c.guards) > 0 {
		return p
	}
	if a, ok := v.(*Array); ok && (a.Set == nil || a.Set.IsInteger()) {
		if missing, ok := c.missing(c.number(n, a).Node, set); ok && len(missing) == 0 {
			return p
		}
	}
	fail("G0302", n, fmt.Sprintf("this index depends on draws or parameters and is not proved to lie in %s", set.String()),
		help("guard it: if k in %s then … else …", set.String()))
	return nil
}

func unravel(axes []*ad.Axis, e int) []int {
	out := make([]int, len(axes))
	for k := len(axes) - 1; k >= 0; k-- {
		out[k] = e % axes[k].Size
		e /= axes[k].Size
	}
	return out
}

// outOfSet reports the first value of an index that leaves its set.
func (c ctx) outOfSet(n lang.Expr, v Value, axes []*ad.Axis, at []int, set *sets.Set) {
	value := ""
	switch v := v.(type) {
	case *Array:
		if v.outside == "" {
			value = c.elementText(v, axes, at)
		}
	case String:
		value = strconv.Quote(string(v))
	case Tuple:
		value = c.tupleText(v, axes, at)
	}
	names := c.indexNames(axes, at)
	if value != "" && names == "" {
		fail("G0302", n, fmt.Sprintf("%s is not in %s", value, set.String()), at2("no element of %s", set.String()), here("%s has %s", set.String(), plural(set.Size(), "element")),
			why("an array is a function on its index set, and has no values elsewhere"), oneOf(set))
	}
	msg := fmt.Sprintf("%s leaves %s", lang.Print(n), set.String())
	opts := []option{why("every index is checked before the run; a guard, or the condition of an if, counts")}
	if names != "" {
		opts = append(opts, here("first at %s", names))
	}
	if value != "" {
		opts = append(opts, at2("%s is not in %s", value, set.String()))
	} else {
		opts = append(opts, at2("outside an open edge"))
	}
	if value == "" {
		opts = append(opts, help("guard it: if inside(%s)", lang.Print(n)))
	} else {
		opts = append(opts, help("guard it: if %s in %s", lang.Print(n), set.String()), ringMend(n, set))
	}
	fail("G0302", n, msg, opts...)
}

func at2(format string, args ...any) option { return at(format, args...) }

// tupleText writes a tuple of elements at given positions on axes; empty if it is not known.
func (c ctx) tupleText(t Tuple, axes []*ad.Axis, at []int) string {
	words := make([]string, len(t))
	for i, v := range t {
		a, ok := v.(*Array)
		if !ok || a.outside != "" {
			return ""
		}
		if words[i] = c.elementText(a, axes, at); words[i] == "" {
			return ""
		}
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// elementText writes the value of an index at given positions on axes.
func (c ctx) elementText(a *Array, axes []*ad.Axis, at []int) string {
	node := a.Node
	if !isKnown(node) {
		return ""
	}
	off := 0
	for k, st := range node.Strides(axes) {
		off += st * at[k]
	}
	v := constAt(node, off)
	if a.Set != nil && a.Set != sets.Spin && a.Set != sets.Bit {
		return a.Set.Element(int(v))
	}
	return number(v)
}

// indexNames writes the elements of the generators at given positions: i = 4, j = 1.
func (c ctx) indexNames(axes []*ad.Axis, at []int) string {
	out := ""
	seen := map[string]bool{}
	for s := c.scope; s != nil; s = s.parent {
		for _, name := range sortedNames(s.names) {
			b := s.names[name]
			a, ok := b.value.(*Array)
			if b.thunk != nil || !ok || len(a.Dims) > 0 || a.Node.Op != ad.Iota || a.Set == nil || seen[name] {
				continue
			}
			for k, ax := range axes {
				if a.Node.Over[0] == ax && contains(c.open, ax) {
					seen[name] = true
					if out != "" {
						out += ", "
					}
					out += name + " = " + a.Set.Element(at[k])
				}
			}
		}
	}
	return out
}
