package interp

import (
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

func addSetBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	add("size", "size(I): the number of elements", func(c ctx, e *lang.Call) Value {
		switch v := c.one(e).(type) {
		case *Family:
			return c.integer(v.Count)
		case *List:
			return c.integer(len(v.X))
		case *Array:
			if len(v.Dims) > 0 {
				return c.integer(ad.Elements(axesOf(v.Dims)))
			}
			return c.integer(c.setOf(e.Args[0].X, v).Size())
		default:
			return c.integer(c.setOf(e.Args[0].X, v).Size())
		}
	})
	add("rank", "rank(k): the place of k in its set, from 1", func(c ctx, e *lang.Call) Value {
		a, ok := c.one(e).(*Array)
		if !ok || a.Set == nil {
			fail("G0401", e, "rank is of an element of a set, and a number alone is of none", at("in which set?"), help("[rank(k) for k in K]"))
		}
		return &Array{Node: c.g().Apply(ad.Add, c.positionOf(a), c.g().Integer(1)), Dims: a.Dims}
	})
	add("element", "element(S, i): the i-th element of a set, from 1; rank is the way back", func(c ctx, e *lang.Call) Value {
		of, place := c.two(e)
		set, v := c.setOf(e.Args[0].X, of), c.number(e.Args[1].X, place)
		places := mustRange(1, set.Size())
		pos := c.checkPosition(e.Args[1].X, v, c.positionIn(e.Args[1].X, v, places), places)
		return c.elementOf(set, pos)
	})
	add("sort", "sort(S, by = f): the same elements in another order", sortBuiltin)
	add("labels", `labels("H", "He", "Li"): named elements`, func(c ctx, e *lang.Call) Value {
		var names []string
		for _, a := range e.Args {
			s, ok := c.eval(a.X).(String)
			if !ok {
				fail("G0402", a, "labels are strings", help(`labels("up", "dn")`))
			}
			names = append(names, string(s))
		}
		set, err := sets.Labels(names...)
		c.setError(e, err)
		return set
	})
	for _, kind := range []string{"chain", "square", "triangular", "honeycomb", "kagome", "cubic"} {
		add(kind, kind+"(sizes…, periodic | open)", func(c ctx, e *lang.Call) Value { return c.lattice(e, kind) })
	}
	add("complete", "complete(N): every site is a neighbour of every other", func(c ctx, e *lang.Call) Value {
		c.one(e)
		set, err := sets.Complete(c.positive(e.Args[0].X))
		c.setError(e, err)
		return set
	})
	add("graph", "graph(edges): sites 1…N with the given pairs as bonds", graphBuiltin)
	add("bonds", "bonds(Λ), bonds(Λ, order = 2): pairs of neighbouring sites", bondsBuiltin)
	add("neighbors", "neighbors(Λ, i): the neighbours of a site", neighborsBuiltin)
	add("inside", "inside(i + (1, 0)): whether a translated site lies on the lattice", func(c ctx, e *lang.Call) Value {
		a, ok := c.one(e).(*Array)
		if !ok || a.Set == nil {
			fail("G0401", e, "inside is of a site", help("inside(i + (1, 0))"))
		}
		return &Array{Node: c.g().Apply(ad.Le, c.g().Integer(0), a.Node)}
	})
	add("position", "position(Λ, i): coordinates of a site in the plane or in space", positionBuiltin)
}

// lattice makes a lattice with its boundary.
func (c ctx) lattice(e *lang.Call, kind string) Value {
	want := map[string]int{"chain": 1, "cubic": 3}[kind]
	if want == 0 {
		want = 2
	}
	var dims []int
	var periodic []bool
	word := func(n lang.Node, v Value) {
		w, ok := v.(Word)
		if !ok || w != "periodic" && w != "open" {
			fail("G0310", n, "a boundary is periodic or open", help("%s(…, periodic) or %s(…, open)", kind, kind))
		}
		periodic = append(periodic, w == "periodic")
	}
	for _, a := range e.Args {
		switch v := c.boundary(a.X).(type) {
		case Word:
			word(a, v)
		case Tuple:
			for _, x := range v {
				word(a, x)
			}
		default:
			dims = append(dims, c.positive(a.X))
		}
	}
	if len(dims) != want {
		fail("G0310", e, fmt.Sprintf("%s needs %s and its boundary", kind, plural(want, "size")), help("%s(%s, periodic)", kind, strings.TrimSuffix(strings.Repeat("8, ", want), ", ")))
	}
	if len(periodic) == 0 {
		fail("G0310", e, fmt.Sprintf("the boundary of %s is not said", kind), why("open and periodic lattices have different bonds, so neither is taken silently"),
			help("%s(…, periodic) or %s(…, open)", kind, kind))
	}
	if len(periodic) == 1 {
		for len(periodic) < want {
			periodic = append(periodic, periodic[0])
		}
	}
	if len(periodic) != want {
		fail("G0310", e, fmt.Sprintf("%s has %s, and %d boundaries are given", kind, plural(want, "direction"), len(periodic)), at("%s", plural(want, "direction")),
			label(e.Args[len(e.Args)-1], "%d boundaries", len(periodic)), why("each direction of a lattice is either closed to a ring or ends in an edge"),
			help("one for all directions, as in periodic, or one for each: (%s)", strings.TrimSuffix(strings.Repeat("periodic, ", want), ", ")))
	}
	set, err := sets.NewLattice(kind, dims, periodic)
	c.setError(e, err)
	return set
}

// boundary reads an argument of a lattice: option words are read first.
func (c ctx) boundary(e lang.Expr) Value {
	switch e := e.(type) {
	case *lang.Name:
		if e.Id == "periodic" || e.Id == "open" {
			return Word(e.Id)
		}
	case *lang.Tuple:
		out := make(Tuple, len(e.X))
		for i, x := range e.X {
			out[i] = c.boundary(x)
		}
		return out
	}
	return nil
}

// graphBuiltin is graph(edges): edges is an array over pairs, one row each, or a list of tuples.
func graphBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	var edges [][2]int
	n := 0
	switch v := v.(type) {
	case *Array:
		a := c.s.force(v)
		if len(a.Dims) != 2 || a.Dims[1].Set.Size() != 2 || !isKnown(a.Node) {
			fail("G0310", e, "the edges of a graph are pairs of whole numbers from 1", help("graph([[1, 2], [2, 3]])"))
		}
		st := a.Node.Strides(axesOf(a.Dims))
		for r := range a.Dims[0].Set.Size() {
			var pair [2]int
			for k := range 2 {
				x := constAt(a.Node, r*st[0]+k*st[1])
				if x != math.Trunc(x) || x < 1 {
					fail("G0310", e, fmt.Sprintf("the edges of a graph are pairs of whole numbers from 1, and one is %s", number(x)), help("graph([[1, 2], [2, 3]])"))
				}
				pair[k] = int(x) - 1
				n = max(n, int(x))
			}
			edges = append(edges, pair)
		}
	default:
		fail("G0310", e, "the edges of a graph are pairs of whole numbers from 1", help("graph([[1, 2], [2, 3]])"))
	}
	set, err := sets.Graph(n, edges)
	c.setError(e, err)
	return set
}

// latticeArg evaluates the first argument of a function of lattices.
func (c ctx) latticeArg(e *lang.Call) *sets.Set {
	if len(e.Args) == 0 {
		fail("G0310", e, fmt.Sprintf("%s takes a lattice", lang.Print(e.Fn)), help("%s(Λ), with Λ = square(8, 8, periodic)", lang.Print(e.Fn)))
	}
	v := c.eval(e.Args[0].X)
	set, ok := v.(*sets.Set)
	if !ok || !set.IsLattice() {
		fail("G0310", e.Args[0], fmt.Sprintf("a lattice is needed here, and this is %s", kind(v)), help("square(L, L, periodic), chain(N, open), graph(edges)"))
	}
	return set
}

func bondsBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	order := 1
	for _, a := range e.Args[1:] {
		if a.Name == nil || a.Name.Id != "order" {
			fail("G0703", a, "the option of bonds is order", help("bonds(Λ, order = 2)"))
		}
		order = c.positive(a.X)
	}
	key := fmt.Sprintf("%p/%d", set, order)
	if f, ok := c.s.families[key]; ok {
		return f
	}
	list, err := set.Bonds(order)
	c.setError(e, err)
	f := &Family{Name: lang.Print(e), Sets: []*sets.Set{set, set}, Pos: make([][]int, 2), Count: len(list)}
	for _, b := range list {
		f.Pos[0], f.Pos[1] = append(f.Pos[0], b[0]), append(f.Pos[1], b[1])
	}
	c.s.families[key] = f
	return f
}

func neighborsBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	if len(e.Args) != 2 {
		fail("G0502", e, "neighbors takes a lattice and a site", help("neighbors(Λ, i)"))
	}
	v := c.eval(e.Args[1].X)
	from := c.position(e.Args[1].X, v, set, nil)
	width := 0
	for i := range set.Size() {
		width = max(width, len(set.Neighbors(i)))
	}
	f := &Family{Name: lang.Print(e), Sets: []*sets.Set{set}, Pos: [][]int{make([]int, set.Size()*width)}, Count: width, from: from, rows: set.Size()}
	for i := range set.Size() {
		nb := set.Neighbors(i)
		for k := range width {
			f.Pos[0][i*width+k] = -1
			if k < len(nb) {
				f.Pos[0][i*width+k] = nb[k]
			}
		}
	}
	return f
}

func positionBuiltin(c ctx, e *lang.Call) Value {
	set := c.latticeArg(e)
	if len(e.Args) != 2 || set.Size() == 0 {
		fail("G0502", e, "position takes a lattice and a site", help("position(Λ, i)"))
	}
	pos := c.position(e.Args[1].X, c.eval(e.Args[1].X), set, nil)
	dim := len(set.Position(0))
	if dim == 0 {
		fail("G0310", e, fmt.Sprintf("%s has no geometry", set.String()),
			why("a graph is vertices and bonds, without places in space"), help("a lattice has positions: square(L, L, periodic)"))
	}
	space := mustRange(1, dim)
	d := c.s.axis(space, append(append([]*ad.Axis{}, c.open...), pos.Axes...))
	site := c.s.axis(set, append(append([]*ad.Axis{d}, c.open...), pos.Axes...))
	var table []float64
	for i := range set.Size() {
		table = append(table, set.Position(i)...)
	}
	n := c.g().Table([]*ad.Axis{site, d}, table, ad.Real)
	return &Array{Node: c.g().Gather(n, []*ad.Axis{site}, []*ad.Node{pos}), Dims: []Dim{{d, space}}}
}
