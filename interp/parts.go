package interp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// equations are the equations that give the parts of one array.
type equations struct {
	c     ctx
	name  string
	eqs   []*lang.Equation
	parts []*part
	dims  []Dim
	elem  *sets.Set  // the values are elements of this set
	ref   *ad.Node   // the array as its own definition reads it; nil until read
	extra []*ad.Axis // axes from around that the definition depends on

	kind     string       // "~" for the conditionals of a variable
	variable *dataVar     // the variable of the signature that they give; nil for a latent one
	along    []*ad.Axis   // axes of samples
	score    bool         // draws are constants for derivatives
	ready    bool         // dims are known
	whole    Value        // the array, where its elements are no numbers
	demands  []drawDemand // without which there is nothing to draw
}

// part is one equation: which elements it gives, and their values.
type part struct {
	eq    *lang.Equation
	gens  *generators
	index []partIndex
	value *Array
	self  bool // reads the array that it defines
}

// partIndex is one index of a left side: a generator, one element, or a subset.
type partIndex struct {
	set  *sets.Set // elements that the part covers along this dim
	gen  *ad.Axis  // generator axis; nil for a fixed element or a restriction
	sub  *sets.Set // x[A] = …
	node lang.Expr
}

// leftArgs are the indices of a left side.
func leftArgs(e lang.Expr) []*lang.Arg { return e.(*lang.Index).Args }

// trace evaluates the parts and puts them together. A definition that reads itself is traced with
// a reference that carries the dims alone; if other axes enter, once more with those too.
func (q *equations) trace() Value {
	q.parts, q.dims, q.elem, q.ref, q.extra, q.ready = nil, nil, nil, nil, nil, false
	q.layout()
	mark := len(q.c.s.traced)
	q.c.s.recurrences++
	defer func() { q.c.s.recurrences-- }()
	out := q.once()
	if q.whole != nil {
		return q.whole
	}
	if q.ref == nil {
		return q.drawn(out)
	}
	if extra := ad.Without(out.Node.Axes, q.ref.Axes); len(extra) > 0 {
		q.c.s.retrace(mark)
		q.extra, q.ref = extra, nil
		out = q.once()
	}
	q.ref.Leaf.Type = out.Node.Type
	q.c.g().Bind(q.ref, out.Node)
	if q.kind == "~" {
		out = &Array{Node: q.ref, Dims: out.Dims, Set: out.Set}
	}
	return q.drawn(out)
}

// isComprehension tells whether an equation is a list comprehension in other words: x[i, j] = … for i in …, j in ….
func (q *equations) isComprehension() bool {
	l, ok := q.eqs[0].Left[0].(*lang.Index)
	if !ok || len(q.eqs) != 1 || len(l.Args) != len(q.eqs[0].Gens) {
		return false
	}
	for k, a := range l.Args {
		if !samePattern(q.eqs[0].Gens[k].Pattern, a.X) {
			return false
		}
	}
	return true
}

// drawn hides the derivative of a draw that cannot be, or shall not be, differentiated.
func (q *equations) drawn(a *Array) *Array {
	if q.kind == "~" && q.score {
		return &Array{Node: q.c.g().Apply(ad.Stop, a.Node), Dims: a.Dims, Set: a.Set}
	}
	return a
}

// once traces every part.
func (q *equations) once() *Array {
	for _, p := range q.parts {
		if !q.ready && p.self {
			q.finishDims(nil)
		}
		p.value = q.partValue(p)
		if q.whole != nil {
			return nil
		}
		if !q.ready {
			q.finishDims(p.value)
		}
	}
	out := q.assemble()
	if _, ok := q.c.s.defined[out.Node]; !ok && !isKnown(out.Node) {
		q.c.s.defined[out.Node] = &definition{name: q.name, dims: out.Dims, node: q.eqs[0].Left[0], draw: q.kind == "~"}
	}
	return out
}

// layout opens the generators of every part and finds what it covers.
func (q *equations) layout() {
	for _, eq := range q.eqs {
		if _, ok := eq.Left[0].(*lang.Name); ok && q.kind == "~" && len(q.eqs) == 1 {
			if len(eq.Gens) > 0 {
				fail("G0506", eq.Gens[0], fmt.Sprintf("the generator %s does not stand on the left side", lang.Print(eq.Gens[0].Pattern)), help("%s[%s] ~ …", q.name, lang.Print(eq.Gens[0].Pattern)))
			}
			q.parts = append(q.parts, &part{eq: eq, gens: q.c.generate(nil)})
			return
		}
		l, ok := eq.Left[0].(*lang.Index)
		if !ok {
			fail("G0204", eq.Left[0], fmt.Sprintf("%s is defined as an array and as a whole", q.name), label(q.eqs[0].Left[0], "as an array here"), help("choose another name for one of them"))
		}
		if eq.Act != nil {
			fail("G0504", eq.Act, "an element of an array cannot be a training", help("fit = minimize … at the level of the file"))
		}
		if len(l.Args) != len(leftArgs(q.eqs[0].Left[0])) {
			had := len(leftArgs(q.eqs[0].Left[0]))
			fail("G0406", l, fmt.Sprintf("%s has %s here and %d above", q.name, plural(len(l.Args), "index"), had), at("%s", plural(len(l.Args), "index")),
				label(q.eqs[0].Left[0], "%s", plural(had, "index")), why("several equations give the parts of one array, so they have the same indices"),
				help("write all the indices in each of them: %s[…%s] = …", q.name, strings.Repeat(", …", max(had, len(l.Args))-1)))
		}
		p := &part{eq: eq, gens: q.c.generate(eq.Gens)}
		p.gens.overSets(eq)
		used := map[*ad.Axis]bool{}
		for _, a := range l.Args {
			p.index = append(p.index, q.leftIndex(p, a, used))
		}
		for k, d := range p.gens.dims {
			if !used[d.Axis] {
				fail("G0506", eq.Gens[k], fmt.Sprintf("the generator %s does not stand on the left side", lang.Print(eq.Gens[k].Pattern)),
					why("it would give each element several values"), help("%s[…, %s] = …, or sum over it on the right", q.name, lang.Print(eq.Gens[k].Pattern)))
			}
		}
		p.self = mentions(eq.X, q.name)
		q.parts = append(q.parts, p)
	}
	for k := range q.parts[0].index {
		set := q.parts[0].index[k].set
		for _, p := range q.parts[1:] {
			if other := p.index[k].set; !other.Same(set) {
				u, err := sets.Union(set, other)
				if err != nil {
					fail("G0507", p.index[k].node, fmt.Sprintf("the parts of %s are over different sets", q.name), at("over %s", other.String()),
						label(q.parts[0].index[k].node, "over %s", set.String()), here("%s", err),
						help("one index set for all parts, such as 0..T for h[0] and h[t] for t in 1..T"))
				}
				set = u
			}
		}
		q.dims = append(q.dims, Dim{nil, set})
	}
	q.dropEmpty()
	q.chooseAxes()
	q.order()
}

// dropEmpty leaves out the parts that give no element, such as the deeper layers of a shallow network.
func (q *equations) dropEmpty() {
	var keep []*part
	for _, p := range q.parts {
		empty := false
		for _, d := range p.gens.dims {
			empty = empty || d.Axis.Size == 0
		}
		if !empty {
			keep = append(keep, p)
		}
	}
	if len(keep) > 0 {
		q.parts = keep
	}
}

// chooseAxes gives the dims the axes of the generators of the first part where it can.
func (q *equations) chooseAxes() {
	used := append([]*ad.Axis{}, q.c.open...)
	for k := range q.dims {
		q.dims[k].Axis = q.c.s.axis(q.dims[k].Set, used)
		used = append(used, q.dims[k].Axis)
	}
}

// leftIndex reads one index of a left side.
func (q *equations) leftIndex(p *part, a *lang.Arg, used map[*ad.Axis]bool) partIndex {
	c := p.gens.c
	switch v := c.eval(a.X).(type) {
	case *sets.Set:
		return partIndex{set: v, sub: v, node: a.X}
	case Tuple:
		// (a,b) as the generator's own pattern.
		for k, gen := range p.eq.Gens {
			if samePattern(gen.Pattern, a.X) {
				d := p.gens.dims[k]
				used[d.Axis] = true
				return partIndex{set: d.Set, gen: d.Axis, node: a.X}
			}
		}
		fail("G0506", a, "a tuple on the left side is the pattern of a generator", help("%s[(a,b)] = … for (a,b) in M", q.name))
	case *Array:
		if v.Node.Op == ad.Iota && contains(p.gens.c.open, v.Node.Over[0]) && !contains(q.c.open, v.Node.Over[0]) && v.Set != nil {
			ax := v.Node.Over[0]
			if used[ax] {
				fail("G0506", a, "a generator stands on the left side once", help("a diagonal: A[i,j] = if i == j then … else 0"))
			}
			used[ax] = true
			return partIndex{set: v.Set, gen: ax, node: a.X}
		}
		if v.Set == sets.Spin {
			for _, d := range p.gens.dims {
				if d.Set == sets.Spin && !used[d.Axis] {
					used[d.Axis] = true
					return partIndex{set: sets.Spin, gen: d.Axis, node: a.X}
				}
			}
		}
		if v.Set != nil {
			if x, ok := v.Node.Scalar(); ok {
				return partIndex{set: sets.Subset(v.Set, []int{int(x)}), node: a.X}
			}
		}
		if x, ok := v.Node.Scalar(); ok && len(v.Dims) == 0 && v.Set == nil && v.Node.Type == ad.Int {
			return partIndex{set: mustRange(int(x), int(x)), node: a.X}
		}
		for k, gen := range p.eq.Gens {
			if samePattern(gen.Pattern, a.X) {
				d := p.gens.dims[k]
				used[d.Axis] = true
				return partIndex{set: d.Set, gen: d.Axis, node: a.X}
			}
		}
	}
	fail("G0506", a, "an index on the left side is a generator, an element, or a part of the index set", at("%s", lang.Print(a.X)),
		help("write the equation for each element: %s[i] = … for i in I", q.name))
	return partIndex{}
}

func samePattern(p, e lang.Expr) bool { return lang.Print(p) == lang.Print(e) }

// order puts parts that do not read the array first, so that its shape is known to those that do.
func (q *equations) order() {
	slices.SortStableFunc(q.parts, func(a, b *part) int {
		switch {
		case a.self == b.self:
			return 0
		case a.self:
			return 1
		}
		return -1
	})
}

// partValue evaluates the right side of a part.
func (q *equations) partValue(p *part) *Array {
	c := p.gens.c
	c.path = q.c.childPath(q.name)
	if q.kind == "~" {
		return q.drawPart(p)
	}
	v, ok := allTogether(func() Value { return c.eval(p.eq.X) })
	if !ok || !isArray(v) && len(p.eq.Gens) > 0 {
		if v = q.elementByElement(p); q.whole != nil {
			return nil
		}
	}
	a := c.array(p.eq.X, v)
	for _, ix := range p.index {
		if ix.sub == nil {
			continue
		}
		if len(a.Dims) == 0 || !a.Dims[0].Set.Same(ix.sub) {
			fail("G0403", p.eq.X, fmt.Sprintf("%s[%s] is an array over %s, and this is %s", q.name, lang.Print(ix.node), ix.sub.String(), kind(a)),
				why("a part of an array is given over its own set"), help("%s[i] = … for i in %s", q.name, ix.sub.String()))
		}
	}
	if q.ready && len(q.parts) > 1 || q.elem != nil {
		a = q.fit(p, a)
	}
	return a
}

func isArray(v Value) bool {
	_, ok := v.(*Array)
	return ok
}

// elementByElement evaluates the right side of a part for one element after the other. Where these are no
// numbers the name stands for a list of them.
func (q *equations) elementByElement(p *part) Value {
	c := q.c
	c.path = q.c.childPath(q.name)
	if len(p.eq.Gens) == 0 {
		return c.eval(p.eq.X) // reports
	}
	alone := q.kind == "" && q.isComprehension()
	var v Value
	if alone {
		v = c.comprehension(p.eq, p.eq.X, p.eq.Gens)
	} else {
		v = c.oneByOne(p.eq, p.eq.X, p.eq.Gens)
	}
	a, ok := v.(*Array)
	switch {
	case !ok && alone:
		q.whole = v
		return nil
	case !ok:
		fail("G0401", p.eq.X, fmt.Sprintf("the elements of %s are no numbers, and then one equation gives them all: %s[i] = … for i in I", q.name, q.name), at("%s", kind(v)),
			help("one equation with all generators, or numbers"))
	}
	n := len(p.gens.dims)
	dims := append(slices.Clone(p.gens.dims), a.Dims[n:]...)
	return p.gens.c.avoid(&Array{Node: c.onto(a, dims).Node, Dims: a.Dims[n:], Set: a.Set}, p.gens.c.open)
}

// fit brings the value of a further part to the shape of the first.
func (q *equations) fit(p *part, a *Array) *Array {
	if q.elem == nil && a.Set != nil {
		a = q.c.number(p.eq.X, a)
	}
	return a
}

// restDims are the dims of a value that the left side does not index, for a part.
func (p *part) restDims(a *Array) []Dim {
	n := 0
	for _, ix := range p.index {
		if ix.sub != nil {
			n++
		}
	}
	return a.Dims[n:]
}

// finishDims learns from the first value what the left sides leave open.
func (q *equations) finishDims(a *Array) {
	q.ready = true
	if a == nil {
		return
	}
	if len(q.parts) == 1 || q.kind == "~" {
		q.elem = a.Set
	}
	used := append([]*ad.Axis{}, q.c.open...)
	for _, d := range q.dims {
		used = append(used, d.Axis)
	}
	for _, p := range q.parts {
		if p.value == a || p.value == nil {
			for _, d := range p.restDims(a) {
				ax := q.c.s.axis(d.Set, used)
				used = append(used, ax)
				q.dims = append(q.dims, Dim{ax, d.Set})
			}
			return
		}
	}
}

// self is the array as its own definition reads it: a recurrence.
func (q *equations) self(n *lang.Name) Value {
	if !q.ready {
		if q.dims == nil {
			return nil
		}
		q.ready = true
	}
	if q.ref == nil {
		axes := make([]*ad.Axis, len(q.dims))
		for i, d := range q.dims {
			axes[i] = d.Axis
		}
		axes = append(axes, q.extra...)
		q.ref = q.c.g().Ref(q.name, ad.Real, axes...)
		q.ref.Leaf.Attach = &definition{name: q.name, dims: q.dims, node: q.eqs[0].Left[0], draw: q.kind == "~"}
	}
	return q.drawn(&Array{Node: q.ref, Dims: q.dims, Set: q.elem})
}
