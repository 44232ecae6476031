package interp

import (
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// generators are the opened axes of a for clause, with its guards joined.
type generators struct {
	c     ctx
	dims  []Dim
	guard *ad.Node // nil if there is none
}

func (g *generators) axes() []*ad.Axis {
	out := make([]*ad.Axis, len(g.dims))
	for i, d := range g.dims {
		out[i] = d.Axis
	}
	return out
}

// overSets refuses configurations where the elements of an array are meant.
func (g *generators) overSets(n lang.Node) {
	for _, d := range g.dims {
		if d.Set == nil {
			fail("G0308", n, "an array over configurations is not supported", help("sum over them: sum(… for s in spin[I])"))
		}
	}
}

// and joins a condition to the guard.
func (g *generators) and(cond *ad.Node) {
	if v, ok := cond.Scalar(); ok && v != 0 {
		return
	}
	if g.guard == nil {
		g.guard = cond
	} else {
		g.guard = g.c.g().Apply(ad.And, g.guard, cond)
	}
	g.c = g.c.where(cond)
}

// generate opens the axes of a for clause.
func (c ctx) generate(gens []*lang.Gen) *generators {
	out := &generators{c: c.within(newScope(c.scope))}
	for _, gen := range gens {
		if gen.Tilde {
			c.noDraw(gen)
		}
		out.open(gen, c.eval2(out.c, gen.X))
		if gen.Guard != nil {
			out.and(out.c.truth(gen.Guard))
		}
	}
	return out
}

func (c ctx) noDraw(gen *lang.Gen) {
	fail("G0701", gen, "a draw (~) stands in an expectation only", at("a draw"),
		why("`in` enumerates, `~` samples: a sum over draws has no meaning, their mean has"), help("mean(… for x ~ p)"))
}

// eval2 evaluates in another place.
func (c ctx) eval2(at ctx, e lang.Expr) Value { return at.eval(e) }

// open opens the axis of one generator and binds its pattern.
func (g *generators) open(gen *lang.Gen, v Value) {
	c := g.c
	v = c.stands(gen.X, v)
	switch v := v.(type) {
	case *sets.Set:
		ax := c.s.axis(v, c.open)
		g.c = c.with(ax)
		g.dims = append(g.dims, Dim{ax, v})
		g.bind(gen.Pattern, g.c.elementOf(v, c.g().Iota(ax)))
	case Type:
		if v.Set == nil {
			fail("G0303", gen.X, fmt.Sprintf("%s cannot be enumerated", v.Name), help("a range 1..N, a lattice, spin[I], or a draw: x ~ p"))
		}
		if len(v.Dims) == 0 {
			g.open(gen, v.Set)
			return
		}
		g.configurations(gen, v)
	case *Family:
		g.family(gen, v)
	case *Array, Tuple:
		set := c.rowSet(gen.X, v)
		if set == nil {
			g.open(gen, c.setOf(gen.X, v)) // reports
			return
		}
		ax := c.s.axis(set, c.open)
		g.c = c.with(ax)
		g.dims = append(g.dims, Dim{ax, set})
		g.bind(gen.Pattern, g.c.rowAt(v, set, c.g().Iota(ax)))
	case *List, *EstimateArray:
		elementwiseOnly(gen.X, fmt.Sprintf("%s is gone through one by one", kind(v)))
	default:
		g.open(gen, c.setOf(gen.X, v)) // reports
	}
}

// at is x[i] for one position of the first dim.
func (c ctx) at(x *Array, i *Array) *Array {
	x = c.avoid(x, c.open) // what is left of x must not carry the axis of i
	rest := x.Dims[1:]
	n := c.g().Gather(x.Node, []*ad.Axis{x.Dims[0].Axis}, []*ad.Node{c.positionOf(i)})
	return c.avoid(&Array{Node: n, Dims: rest, Set: x.Set}, c.open)
}

// bind binds the names of a pattern to an element.
func (g *generators) bind(p lang.Expr, v Value) { g.c.bindPattern(p, v) }

// bindPattern binds names in the present scope.
func (c ctx) bindPattern(p lang.Expr, v Value) {
	switch p := p.(type) {
	case *lang.Name:
		if p.Id != "_" {
			c.scope.set(p.Id, v, p)
		}
	case *lang.Paren:
		c.bindPattern(p.X, v)
	case *lang.Tuple:
		t := c.takeApart(p, v, len(p.X))
		for i, x := range p.X {
			c.bindPattern(x, t[i])
		}
	default:
		fail("G0123", p, "a name, or names in brackets, is needed here", help("for i in I, or for (i, j) in bonds(Λ)"))
	}
}

// takeApart takes a tuple, an element of a product, or a list of n values apart.
func (c ctx) takeApart(n lang.Node, v Value, want int) Tuple {
	var t Tuple
	switch v := v.(type) {
	case Tuple:
		t = v
	case *Array:
		if v.Set != nil && v.Set.Components() != nil {
			t = c.components(v)
		}
	case *List:
		t = v.X
	}
	if len(t) != want {
		if t == nil {
			fail("G0407", n, fmt.Sprintf("%s cannot be taken apart into %d values", kind(v), want), at("%d names", want),
				why("tuples, lists and elements of products have parts"), help("%s", partsMend(v)))
		}
		fail("G0407", n, fmt.Sprintf("%d values cannot be given to %d names", len(t), want), at("%d names, %s", want, plural(len(t), "value")),
			why("each part has one name"), help("write %s; _ takes a part that is not wanted", plural(len(t), "name")))
	}
	return t
}

// family opens a list of tuples such as bonds.
func (g *generators) family(gen *lang.Gen, f *Family) {
	ax := g.c.s.familyAxis(f, g.c.open)
	g.c = g.c.with(ax)
	g.dims = append(g.dims, Dim{ax, f.axisSet})
	t := make(Tuple, len(f.Sets))
	for k, set := range f.Sets {
		pos := g.c.familyTable(f, k, ax)
		if f.from != nil {
			g.and(g.c.g().Apply(ad.Le, g.c.g().Integer(0), pos))
		}
		t[k] = &Array{Node: pos, Set: set}
	}
	if len(t) == 1 {
		g.bind(gen.Pattern, t[0])
		return
	}
	g.bind(gen.Pattern, t)
}

// MaxStates is the largest number of configurations that are enumerated.
const MaxStates = 1 << 26

// states is the number of configurations of a type, and whether it is small enough to enumerate.
func states(t Type) (float64, bool) {
	cells := 1.0
	for _, d := range t.Dims {
		cells *= float64(d.Size())
	}
	n := math.Pow(float64(t.Set.Size()), cells)
	return n, n <= MaxStates
}

// configurations enumerates all arrays over a small set.
func (g *generators) configurations(gen *lang.Gen, t Type) {
	n, ok := states(t)
	if !ok {
		fail("G0308", gen.X, fmt.Sprintf("%s has %.3g configurations, too many to enumerate", t, n),
			here("at most %d are enumerated", MaxStates), help("sample instead: mean(… for s ~ p)"))
	}
	for _, a := range g.c.open {
		if a.Lane {
			// Samples are open already: the configurations are an ordinary axis.
			set, err := sets.Range(1, int(n))
			g.c.setError(gen.X, err)
			ax := g.c.s.axis(set, g.c.open)
			g.c = g.c.with(ax)
			g.dims = append(g.dims, Dim{ax, set})
			g.bind(gen.Pattern, g.c.configuration(t, ax, 1))
			return
		}
	}
	ax := g.c.s.laneAxis(int(n))
	g.c = g.c.with(ax)
	g.dims = append(g.dims, Dim{ax, nil})
	g.bind(gen.Pattern, g.c.configuration(t, ax, 1))
}

// configuration is the array whose digits, in the base of the size of the set, count along an axis;
// its last digit has the given weight.
func (c ctx) configuration(t Type, count *ad.Axis, weight float64) *Array {
	g := c.g()
	out := &Array{Set: t.Set}
	used := append([]*ad.Axis{}, c.open...)
	base := t.Set.Size()
	place := g.Const(1)
	for k := len(t.Dims) - 1; k >= 0; k-- {
		ax := c.s.axis(t.Dims[k], used)
		used = append(used, ax)
		out.Dims = append([]Dim{{ax, t.Dims[k]}}, out.Dims...)
		pow := make([]float64, ax.Size)
		for i := range pow {
			pow[i] = math.Pow(float64(base), float64(ax.Size-1-i)) * weight
		}
		weight *= math.Pow(float64(base), float64(ax.Size))
		place = g.Apply(ad.Mul, place, g.Table([]*ad.Axis{ax}, pow, ad.Real))
	}
	digit := g.Apply(ad.Mod, g.Apply(ad.Floor, g.Apply(ad.Div, g.Iota(count), place)), g.Integer(base))
	if len(t.Dims) == 0 {
		digit = g.Apply(ad.Mod, g.Apply(ad.Floor, g.Apply(ad.Div, g.Iota(count), g.Const(weight))), g.Integer(base))
	}
	out.Node = c.elementOf(t.Set, digit).Node
	return out
}

// String writes a type as in a program.
func (t Type) String() string {
	name := t.Name
	if t.Set != nil {
		name = t.Set.String()
	}
	if len(t.Dims) > 0 {
		names := make([]string, len(t.Dims))
		for i, d := range t.Dims {
			names[i] = d.String()
		}
		name += "[" + strings.Join(names, ", ") + "]"
	}
	if t.Within != nil {
		name += fmt.Sprintf(" in (%s, %s)", number(t.Within.lo), number(t.Within.hi))
	}
	return name
}
