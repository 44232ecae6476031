package interp

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// rangeSet is a..b or a..<b.
func (c ctx) rangeSet(e *lang.Range) Value {
	lo, hi := c.whole(e.Lo), c.whole(e.Hi)
	if e.Open {
		hi--
	}
	set, err := sets.Range(lo, hi)
	c.setError(e, err)
	return set
}

func (c ctx) setError(n lang.Node, err error) {
	if err != nil {
		var p *sets.Problem
		if errors.As(err, &p) {
			fail("G0306", n, p.Error(), why("%s", p.Why), help("%s", p.Mend))
		}
		fail("G0306", n, err.Error())
	}
}

// setOf takes a value as an index set; a whole number n is not one.
func (c ctx) setOf(n lang.Node, v Value) *sets.Set {
	v = c.stands(n, v)
	switch v := v.(type) {
	case *sets.Set:
		return v
	case *Builtin:
		if v.Set != nil {
			return v.Set
		}
	case Type:
		if v.Set != nil && len(v.Dims) == 0 {
			return v.Set
		}
	case *Array:
		if x, ok := v.Node.Scalar(); ok && len(v.Dims) == 0 && v.Node.Type == ad.Int {
			fail("G0303", n, fmt.Sprintf("an index set is needed here, and this is the number %s", number(x)),
				why("nothing is 0- or 1-based in Gibbs, so a number does not say which elements are meant"), replace(n, fmt.Sprintf("1..%s", number(x))))
		}
	}
	fail("G0303", n, fmt.Sprintf("an index set is needed here, and this is %s", kind(v)), help("a range 1..N, a lattice, labels(…), or set(…)"))
	return nil
}

// setExpr evaluates an expression to an index set.
func (c ctx) setExpr(e lang.Expr) *sets.Set { return c.setOf(e, c.eval(e)) }

// setOp is union, minus or times.
func (c ctx) setOp(e *lang.Binary) Value {
	a, b := c.setExpr(e.X), c.setExpr(e.Y)
	var set *sets.Set
	var err error
	switch e.Op {
	case "union":
		set, err = sets.Union(a, b)
	case "minus":
		set, err = sets.Minus(a, b)
	default:
		set, err = sets.Product(a, b)
	}
	c.setError(e, err)
	return set
}

// memberOf is x in S.
func (c ctx) memberOf(n lang.Node, ex, ey lang.Expr, x, y Value) *ad.Node {
	if f, ok := y.(*Family); ok {
		return c.familyHas(n, x, f)
	}
	set := c.setOf(ey, y)
	p := c.positionIn(ex, x, set)
	if p == nil {
		c.notElement(ex, x, set)
	}
	return c.g().Apply(ad.Le, c.g().Integer(0), p)
}

// positionIn is the position of a value in a set, -1 where it is not an element.
func (c ctx) positionIn(n lang.Node, v Value, set *sets.Set) *ad.Node {
	switch v := v.(type) {
	case Tuple:
		return c.tupleLookup(n, v, set)
	case String:
		p, ok := set.FindLabel(string(v))
		if !ok {
			p = -1
		}
		return c.g().Integer(p)
	case *Array:
		if len(v.Dims) > 0 {
			fail("G0402", n, fmt.Sprintf("an index is an element of a set, and this is %s", kind(v)), help("an element, as in x[i] for i in I"))
		}
		if v.Set != nil && v.Set.Same(set) {
			return c.positionOf(v)
		}
		if v.Set != nil {
			if table := embed(n, v.Set, set); table != nil {
				return c.lookup(c.positionOf(v), table)
			}
		}
		if set == sets.Spin || set == sets.Bit || set.IsInteger() {
			if v.Set == nil || v.Set.IsInteger() || v.Set == sets.Spin || v.Set == sets.Bit {
				return c.findInteger(c.number(n, v).Node, set)
			}
		}
		return nil
	}
	return nil
}

// positionOf is the position of an element in its own set.
func (c ctx) positionOf(a *Array) *ad.Node {
	g := c.g()
	if a.Set == sets.Spin {
		return g.Apply(ad.Floor, g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Add, a.Node, g.Integer(1))))
	}
	return a.Node
}

// lookup reads a table of positions.
func (c ctx) lookup(pos *ad.Node, table []int) *ad.Node {
	v := make([]float64, len(table))
	for i, p := range table {
		v[i] = float64(p)
	}
	if len(v) == 0 {
		return c.g().Integer(-1)
	}
	ax := c.s.plainAxis(len(v), pos.Axes)
	return c.g().Gather(c.g().Table([]*ad.Axis{ax}, v, ad.Int), []*ad.Axis{ax}, []*ad.Node{pos})
}

// plainAxis is an axis of a table that stands for no set of the program.
func (s *Session) plainAxis(n int, used []*ad.Axis) *ad.Axis {
	set, err := sets.Range(0, n-1)
	if err != nil {
		panic(err)
	}
	return s.axis(set, used)
}

// findInteger is the position of whole numbers in a set of integers, -1 where there is none.
func (c ctx) findInteger(x *ad.Node, set *sets.Set) *ad.Node {
	g := c.g()
	if set == sets.Spin {
		ok := g.Apply(ad.Eq, g.Apply(ad.Abs, x), g.Integer(1))
		return g.Select(ok, g.Apply(ad.Floor, g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Add, x, g.Integer(1)))), g.Integer(-1))
	}
	if set.Size() == 0 {
		return g.Integer(-1)
	}
	lo, contiguous := set.Offset()
	if contiguous || set == sets.Bit {
		if set == sets.Bit {
			lo = 0
		}
		p := g.Apply(ad.Sub, x, g.Integer(lo))
		in := g.Apply(ad.And, g.Apply(ad.Le, g.Integer(0), p), g.Apply(ad.Lt, p, g.Integer(set.Size())))
		in = g.Apply(ad.And, in, g.Apply(ad.Eq, p, g.Apply(ad.Floor, p)))
		return g.Select(in, p, g.Integer(-1))
	}
	// A sparse set of integers: a table over the range that it spans.
	min, max := set.Int(0), set.Int(0)
	for i := range set.Size() {
		min, max = minInt(min, set.Int(i)), maxInt(max, set.Int(i))
	}
	affordable(nil, float64(max-min))
	table := make([]int, max-min+1)
	for i := range table {
		table[i] = -1
	}
	for i := range set.Size() {
		table[set.Int(i)-min] = i
	}
	p := g.Apply(ad.Sub, x, g.Integer(min))
	in := g.Apply(ad.And, g.Apply(ad.Le, g.Integer(0), p), g.Apply(ad.Lt, p, g.Integer(len(table))))
	clamped := g.Apply(ad.Max, g.Integer(0), g.Apply(ad.Min, p, g.Integer(len(table)-1)))
	return g.Select(in, c.lookup(clamped, table), g.Integer(-1))
}

func minInt(a, b int) int { return min(a, b) }
func maxInt(a, b int) int { return max(a, b) }

// tupleLookup is the position of a tuple in a product or a subset of one.
func (c ctx) tupleLookup(n lang.Node, t Tuple, set *sets.Set) *ad.Node {
	comps := set.Components()
	flat := c.flatten(n, t)
	if len(comps) != len(flat) || len(flat) == 0 {
		fail("G0302", n, fmt.Sprintf("a tuple of %d is no element of %s", len(flat), set.String()), tupleMend(set))
	}
	g := c.g()
	// Position in the full product, then in the set.
	pos, ok, full := g.Integer(0), g.Truth(true), 1
	for k, comp := range comps {
		p := c.positionIn(n, flat[k], comp)
		if p == nil {
			c.notElement(n, flat[k], comp)
		}
		ok = g.Apply(ad.And, ok, g.Apply(ad.Le, g.Integer(0), p))
		pos = g.Apply(ad.Add, g.Apply(ad.Mul, pos, g.Integer(comp.Size())), p)
		full *= comp.Size()
	}
	pos = g.Select(ok, pos, g.Integer(-1))
	if full == set.Size() && set.Parent() == nil {
		return pos
	}
	affordable(n, float64(full))
	table := make([]int, full)
	for i := range table {
		table[i] = -1
	}
	for e := range set.Size() {
		at := 0
		for k, p := range set.Tuple(e) {
			at = at*comps[k].Size() + p
		}
		table[at] = e
	}
	return g.Select(ok, c.lookup(g.Apply(ad.Max, pos, g.Integer(0)), table), g.Integer(-1))
}

// flatten takes nested tuples and elements of products apart.
func (c ctx) flatten(n lang.Node, t Tuple) []Value {
	var out []Value
	for _, v := range t {
		switch v := v.(type) {
		case Tuple:
			out = append(out, c.flatten(n, v)...)
		case *Array:
			if v.Set != nil && v.Set.Components() != nil {
				for _, x := range c.components(v) {
					out = append(out, x)
				}
				continue
			}
			out = append(out, v)
		default:
			out = append(out, v)
		}
	}
	return out
}

// components takes an element of a product apart.
func (c ctx) components(a *Array) Tuple {
	comps := a.Set.Components()
	out := make(Tuple, len(comps))
	if a.Set.Parent() == nil {
		// The last component runs fastest.
		g, rest := c.g(), a.Node
		for k := len(comps) - 1; k >= 0; k-- {
			size := g.Integer(comps[k].Size())
			out[k] = c.elementOf(comps[k], g.Apply(ad.Mod, rest, size))
			rest = g.Apply(ad.Floor, g.Apply(ad.Div, rest, size))
		}
		return out
	}
	affordable(nil, float64(a.Set.Size()))
	for k, comp := range comps {
		table := make([]int, a.Set.Size())
		for e := range table {
			table[e] = a.Set.Tuple(e)[k]
		}
		out[k] = c.elementOf(comp, c.lookup(a.Node, table))
	}
	return out
}

// elementOf is the element of a set at a position.
func (c ctx) elementOf(set *sets.Set, pos *ad.Node) *Array {
	if set == sets.Spin {
		g := c.g()
		return &Array{Node: g.Apply(ad.Sub, g.Apply(ad.Mul, g.Integer(2), pos), g.Integer(1)), Set: set}
	}
	return &Array{Node: pos, Set: set}
}

func (c ctx) notElement(n lang.Node, v Value, set *sets.Set) {
	a, ok := v.(*Array)
	if !ok || a.Set == nil {
		opts := []option{at("not an element of %s (%d elements)", set.String(), set.Size())}
		if set.Root().IsLattice() {
			opts = append(opts, why("the sites of a lattice are not numbers; only its own sites index it"),
				help("go through the sites: for i in %s; one of them is that with rank(i) == 1", set.String()))
		} else {
			opts = append(opts, oneOf(set))
		}
		fail("G0301", n, fmt.Sprintf("%s is no element of %s", kind(v), set.String()), opts...)
	}
	opts := []option{at("an element of %s (%d elements), not of %s (%d)", a.Set.String(), a.Set.Size(), set.String(), set.Size())}
	if a.Set.Root().IsLattice() && set.Root().IsLattice() {
		opts = append(opts, why("%s and %s are different lattices; equal sizes would not make them the same", a.Set.String(), set.String()))
	} else if set.Root().IsLattice() {
		opts = append(opts, why("the sites of a lattice are not numbers; only its own sites index it"))
	}
	fail("G0301", n, fmt.Sprintf("an index over %s is needed here, and this is an element of %s", set.String(), a.Set.String()),
		append(opts, help("for … in %s", set.String()))...)
}

// familyHas is (i,j) in bonds(Λ).
func (c ctx) familyHas(n lang.Node, x Value, f *Family) *ad.Node {
	t, ok := x.(Tuple)
	if f.from != nil && !ok {
		t, ok = Tuple{x}, true
	}
	if !ok || len(t) != len(f.Sets) {
		fail("G0302", n, fmt.Sprintf("%s is no element of %s", kind(x), f.Name), why("a bond is a pair of sites"), help("(i, j) in bonds(Λ)"))
	}
	g := c.g()
	var tests *ad.Node
	ax := c.s.familyAxis(f, c.open)
	for k := range t {
		p := c.positionIn(n, t[k], f.Sets[k])
		if p == nil {
			c.notElement(n, t[k], f.Sets[k])
		}
		eq := g.Apply(ad.Eq, p, c.familyTable(f, k, ax))
		if tests == nil {
			tests = eq
		} else {
			tests = g.Apply(ad.And, tests, eq)
		}
	}
	hit := g.Reduce(ad.MaxOver, g.Select(tests, g.Integer(1), g.Integer(0)), ax)
	return g.Apply(ad.Eq, hit, g.Integer(1))
}

// familyAxis is an axis over the tuples of a family.
func (s *Session) familyAxis(f *Family, used []*ad.Axis) *ad.Axis {
	if f.axisSet == nil {
		set, err := sets.Range(1, f.Count)
		if err != nil {
			panic(err)
		}
		f.axisSet = sets.Sorted(set, iota(f.Count))
		f.axisSet.SetName(f.Name)
	}
	return s.axis(f.axisSet, used)
}

func iota(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// familyTable are the positions of component k over the axis of a family.
func (c ctx) familyTable(f *Family, k int, ax *ad.Axis) *ad.Node {
	v := make([]float64, f.Count*max(1, f.rows))
	for i, p := range f.Pos[k] {
		v[i] = float64(p)
	}
	if f.from == nil {
		return c.g().Table([]*ad.Axis{ax}, v, ad.Int)
	}
	row := c.s.plainAxis(f.rows, append([]*ad.Axis{ax}, c.open...))
	return c.g().Gather(c.g().Table([]*ad.Axis{row, ax}, v, ad.Int), []*ad.Axis{row}, []*ad.Node{f.from})
}

// siteField is i.x, i.y, i.z of a lattice site.
func (c ctx) siteField(a *Array, name string) (Value, bool) {
	k := slices.Index([]string{"x", "y", "z"}, name)
	if a.Set == nil || !a.Set.Root().IsLattice() || k < 0 || a.Set.Size() == 0 {
		return nil, false
	}
	root := a.Set.Root()
	if k >= len(root.Coord(0)) {
		return nil, false
	}
	affordable(nil, float64(a.Set.Size()))
	table := make([]int, a.Set.Size())
	lo := math.MaxInt
	for i := range table {
		p := i
		for s := a.Set; s.Parent() != nil; s = s.Parent() {
			p = s.ToParent(p)
		}
		table[i] = root.Coord(p)[k]
		lo = min(lo, table[i])
	}
	return &Array{Node: c.lookup(a.Node, table)}, true
}

// translate is the site i + (dx, dy). The offsets may be elements of sets; what lies outside an
// open edge is no site.
func (c ctx) translate(n lang.Node, a *Array, t Tuple, minus bool) Value {
	if !a.Set.IsLattice() {
		fail("G0307", n, fmt.Sprintf("only the sites of a lattice can be translated, and this is an element of %s", a.Set.String()), at("not a translation"),
			why("a translation moves a site along the directions of its lattice"), help("an integer is moved by a number: i + 1; a site by %s", "i + (1, 0)"))
	}
	g := c.g()
	if want := len(a.Set.Coord(0)); len(t) != want {
		fail("G0307", n, fmt.Sprintf("a translation of %s has %s, and this has %d", a.Set.String(), plural(want, "component"), len(t)), at("%s", plural(len(t), "component")),
			why("a translation says how far a site moves along each direction of its lattice"), help("i + (%s)", "1"+strings.Repeat(", 0", want-1)))
	}
	offsets := make([]*ad.Node, len(t))
	axes := a.Node.Axes
	known := isKnown(a.Node)
	var over []*ad.Axis // of what depends on draws: a table over all of it, read where the draws stand
	var index []*ad.Node
	for k, v := range t {
		offsets[k] = c.scalarOf(n, v)
		if o := offsets[k]; !isKnown(o) {
			values, few := possible(o)
			if !few || o.Type != ad.Int {
				fail("G0307", n, "a translation is by whole numbers that are known before the run, or by draws from a few",
					help("i + (1, 0), i + (d, 0) for d in 1..3, or d ~ categorical(p = [1/4 for d in 0..3])"))
			}
			lo, hi := g.Integer(int(values[0])), int(values[len(values)-1])
			ax := c.s.plainAxis(hi-int(values[0])+1, append(append(append([]*ad.Axis{}, axes...), over...), c.open...))
			over, index = append(over, ax), append(index, g.Apply(ad.Sub, o, lo))
			offsets[k] = g.Apply(ad.Add, g.Iota(ax), lo)
		} else if o.Type != ad.Int {
			fail("G0307", n, "a translation is by whole numbers", at("not whole"), help("i + (1, 0), or i + (d, 0) for d in 1..3"))
		}
		axes = ad.Union(axes, offsets[k].Axes)
	}
	site := a.Node
	if !known {
		ax := c.s.axis(a.Set, append(append([]*ad.Axis{}, axes...), c.open...))
		site = g.Iota(ax)
		over, index = append(over, ax), append(index, a.Node)
		axes = ad.Union(ad.Without(axes, a.Node.Axes), over)
	}
	strides := [][]int{site.Strides(axes)}
	for _, o := range offsets {
		strides = append(strides, o.Strides(axes))
	}
	affordable(n, volume(axes))
	table := make([]float64, ad.Elements(axes))
	d := make([]int, len(t))
	e := 0
	ad.Each(axes, strides, func(at []int) {
		for k, o := range offsets {
			d[k] = int(constAt(o, at[k+1]))
			if minus {
				d[k] = -d[k]
			}
		}
		p, ok := a.Set.Translate(int(constAt(site, at[0])), d)
		if !ok {
			p = -1
		}
		table[e] = float64(p)
		e++
	})
	out := g.Gather(g.Table(axes, table, ad.Int), over, index)
	return &Array{Node: out, Set: a.Set, outside: "translated"}
}
