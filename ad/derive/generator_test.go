package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// generator builds random graphs with recurrences.
type generator struct {
	*rapid.T
	g    *ad.Graph
	axes []*ad.Axis
	lane *ad.Axis
	pool []*ad.Node
	low  int // least index of a Gather: -1 or 0
}

func (r *generator) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(r.T, "chance") < percent
}
func (r *generator) pick(n int) int { return rapid.IntRange(0, n-1).Draw(r.T, "pick") }
func (r *generator) node() *ad.Node { return r.pool[r.pick(len(r.pool))] }
func (r *generator) axis() *ad.Axis { return r.axes[r.pick(len(r.axes))] }

// table is a constant over some axes, with values from low to high.
func (r *generator) table(typ ad.Type, low, high int, axes ...*ad.Axis) *ad.Node {
	v := make([]float64, ad.Elements(axes))
	for i := range v {
		v[i] = float64(rapid.IntRange(low, high).Draw(r.T, "value"))
	}
	return r.g.Table(axes, v, typ)
}

func (r *generator) someAxes() (axes []*ad.Axis) {
	for _, a := range r.axes {
		if r.chance(50) {
			axes = append(axes, a)
		}
	}
	return axes
}

func (r *generator) condition() *ad.Node {
	c := r.table(ad.Bool, 0, 1, r.someAxes()...)
	switch r.pick(5) {
	case 0:
		return r.g.Apply(ad.Lt, r.g.Iota(r.axis()), r.g.Integer(r.pick(3)))
	case 1:
		return r.g.Apply(ad.And, c, r.g.Apply(ad.Lt, r.node(), r.node()))
	case 2:
		return r.g.Apply(ad.Or, c, r.g.Apply(ad.Lt, r.node(), r.node()))
	}
	return c
}

// step makes a further node.
func (r *generator) step() *ad.Node {
	g, x := r.g, r.node()
	switch r.pick(12) {
	case 0:
		return g.Apply([]ad.Op{ad.Tanh, ad.Neg, ad.Stop, ad.Exp}[r.pick(4)], x)
	case 1:
		return g.Apply([]ad.Op{ad.Add, ad.Sub, ad.Max}[r.pick(3)], x, r.node())
	case 2, 3:
		return g.Apply(ad.Mul, x, r.node())
	case 4, 5:
		return g.Select(r.condition(), x, []*ad.Node{r.node(), g.Const(0)}[r.pick(2)])
	case 6:
		a := r.axis()
		index := r.table(ad.Int, r.low, a.Size-1, r.someAxes()...)
		return g.Gather(x, []*ad.Axis{a}, []*ad.Node{index})
	case 7, 8:
		if s := r.scatter(x); s != nil {
			return s
		}
	case 9:
		a := r.axis()
		return g.Gather(x, []*ad.Axis{a}, []*ad.Node{g.Apply(ad.Mod, g.Apply(ad.Floor, r.node()), g.Integer(a.Size))})
	}
	return g.Reduce([]ad.Op{ad.Sum, ad.Sum, ad.Sum, ad.MaxOver, ad.Prod}[r.pick(5)], x, r.axis())
}

// scatter moves x along one or two axes, by constant or computed positions; nil if that is impossible.
func (r *generator) scatter(x *ad.Node) *ad.Node {
	along, to := ad.Union([]*ad.Axis{r.axis(), r.axis()}), r.axis()
	index := r.table(ad.Int, -1, to.Size-1, r.someAxes()...)
	if r.chance(20) {
		index = r.g.Apply(ad.Mod, r.g.Apply(ad.Floor, r.node()), r.g.Integer(to.Size))
	}
	if stay := ad.Without(ad.Union(x.Axes, index.Axes), along); slices.Contains(stay, to) {
		return nil
	}
	return r.g.Scatter(x, []*ad.Axis{to}, []*ad.Node{index}, along)
}

// begin makes axes.
func (r *generator) begin() {
	r.g = ad.NewGraph()
	r.lane = r.g.Axis("sample", 2)
	r.lane.Lane = true
	for range rapid.IntRange(1, 3).Draw(r.T, "axes") {
		r.axes = append(r.axes, r.g.Axis("i", rapid.IntRange(1, 4).Draw(r.T, "size")))
	}
}

// coefficients adds parameters, dense and packed, and a table to the pool.
func (r *generator) coefficients() {
	dense := &ad.Leaf{Kind: ad.ParamLeaf, Name: "W", Axes: slices.Clone(r.axes), Len: ad.Elements(r.axes)}
	slices.Reverse(dense.Axes)
	packed := *dense
	for range ad.Elements(r.axes) {
		packed.Index = append(packed.Index, int32(r.pick(1+min(2, packed.Len))-1))
	}
	r.pool = append(r.pool, r.g.Leaf(dense), r.g.Leaf(&packed), r.table(ad.Real, 0, 2, r.someAxes()...))
}

// graph makes random recurrences, mostly reading back.
func (r *generator) graph() []*ad.Node {
	r.begin()
	var refs []*ad.Node
	for range rapid.IntRange(1, 3).Draw(r.T, "refs") {
		axes := append(r.someAxes(), r.lane)
		ref := r.g.Ref("r", ad.Real, axes...)
		refs = append(refs, ref)
		for range 2 {
			read := ref
			if a := r.axis(); r.chance(85) {
				read = shift(r.g, ref, a, func(p int) int { return p - 1 })
			}
			r.pool = append(r.pool, read)
		}
	}
	r.coefficients()
	for range rapid.IntRange(2, 14).Draw(r.T, "steps") {
		r.pool = append(r.pool, r.step())
	}
	for _, ref := range refs {
		body := r.node()
		r.g.Bind(ref, r.g.Sum(body, ad.Without(body.Axes, ref.Axes)...))
	}
	return append(refs, r.node(), r.pool[len(r.pool)-1])
}
