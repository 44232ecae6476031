package interp

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

func addArrayBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	for name, v := range map[string]float64{"zeros": 0, "ones": 1} {
		add(name, fmt.Sprintf("%s(I, J): an array of %g", name, v), func(c ctx, e *lang.Call) Value {
			out := &Array{Node: c.g().Const(v)}
			used := append([]*ad.Axis{}, c.open...)
			for _, a := range e.Args {
				set := c.setExpr(a.X)
				ax := c.s.axis(set, used)
				used = append(used, ax)
				out.Dims = append(out.Dims, Dim{ax, set})
			}
			return out
		})
	}
	add("dot", "dot(x, y) = Σ x[i]*y[i]", func(c ctx, e *lang.Call) Value {
		a, b := c.two(e)
		x, y := c.together(e, "dot", c.number(e, a), c.number(e, b))
		if len(x.Dims) == 0 || len(y.Dims) == 0 {
			fail("G0401", e, "dot is of two arrays", help("dot(x, y) with x and y over one set; of numbers, x*y"))
		}
		return &Array{Node: c.g().Sum(c.g().Apply(ad.Mul, x.Node, y.Node), axesOf(x.Dims)...)}
	})
	add("norm", "norm(x) = √Σ x[i]²", func(c ctx, e *lang.Call) Value {
		a := c.number(e, c.one(e))
		return &Array{Node: c.g().Apply(ad.Sqrt, c.g().Sum(c.g().Apply(ad.Mul, a.Node, a.Node), axesOf(a.Dims)...))}
	})
	add("cross", "cross(x, y), in three dimensions", crossBuiltin)
	add("trace", "trace(A) = Σ A[i,i]", func(c ctx, e *lang.Call) Value {
		a := c.square(e, c.one(e))
		return &Array{Node: c.g().Sum(c.diagonal(a), a.Dims[0].Axis)}
	})
	add("diag", "diag(A): the diagonal A[i,i]", func(c ctx, e *lang.Call) Value {
		a := c.square(e, c.one(e))
		return &Array{Node: c.diagonal(a), Dims: a.Dims[:1]}
	})
	add("transpose", "transpose(A)[i,j] = A[j,i]", func(c ctx, e *lang.Call) Value {
		a := c.number(e, c.one(e))
		if len(a.Dims) != 2 {
			fail("G0401", e, fmt.Sprintf("transpose is of an array over two sets, and this is %s", kind(a)), help("[A[i,j] for j in J, i in I]"))
		}
		return &Array{Node: a.Node, Dims: []Dim{a.Dims[1], a.Dims[0]}}
	})
}

// square takes a value as a matrix over one set twice.
func (c ctx) square(e *lang.Call, v Value) *Array {
	a := c.number(e, v)
	if len(a.Dims) != 2 || !a.Dims[0].Set.Same(a.Dims[1].Set) {
		fail("G0401", e, fmt.Sprintf("%s is of an array over one set twice, and this is %s", lang.Print(e.Fn), kind(a)), help("A[i,j] = … for i in I, j in I"))
	}
	return a
}

func (c ctx) diagonal(a *Array) *ad.Node {
	return c.g().Gather(a.Node, []*ad.Axis{a.Dims[1].Axis}, []*ad.Node{c.g().Iota(a.Dims[0].Axis)})
}

// crossBuiltin is the vector product.
func crossBuiltin(c ctx, e *lang.Call) Value {
	v, w := c.two(e)
	x, y := c.together(e, "cross", c.number(e, v), c.number(e, w))
	if len(x.Dims) != 1 || x.Dims[0].Set.Size() != 3 {
		fail("G0401", e, "cross is of two arrays over one set of three elements", help("cross([1, 0, 0], [0, 1, 0])"))
	}
	ax := x.Dims[0].Axis
	g := c.g()
	turn := func(n *ad.Node, by int) *ad.Node {
		t := make([]float64, 3)
		for i := range t {
			t[i] = float64((i + by) % 3)
		}
		return g.Gather(n, []*ad.Axis{ax}, []*ad.Node{g.Table([]*ad.Axis{ax}, t, ad.Int)})
	}
	p := g.Apply(ad.Mul, turn(x.Node, 1), turn(y.Node, 2))
	q := g.Apply(ad.Mul, turn(x.Node, 2), turn(y.Node, 1))
	return &Array{Node: g.Apply(ad.Sub, p, q), Dims: x.Dims}
}

// sortBuiltin is sort(S, by = f).
func sortBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) == 0 {
		fail("G0502", e, "sort takes a set", help("sort(S, by = x -> f(x))"))
	}
	set := c.setExpr(e.Args[0].X)
	affordable(e, float64(set.Size()))
	keys := make([]float64, set.Size())
	for i := range keys {
		keys[i] = float64(i)
	}
	for _, a := range e.Args[1:] {
		if a.Name == nil || a.Name.Id != "by" {
			fail("G0703", a, "the option of sort is by", help("sort(S, by = x -> f(x))"))
		}
		keys = c.sortKeys(a.X, set)
	}
	pos := iota(set.Size())
	slices.SortStableFunc(pos, func(i, j int) int { return cmp.Compare(keys[i], keys[j]) })
	return sets.Sorted(set, pos)
}

// sortKeys evaluates a function at every element of a set.
func (c ctx) sortKeys(e lang.Expr, set *sets.Set) []float64 {
	ax := c.s.axis(set, c.open)
	in := c.with(ax)
	elem := in.elementOf(set, c.g().Iota(ax))
	f := in.eval(e)
	args := []Value{elem}
	if fn, ok := f.(*Function); ok && len(fn.Params) > 1 && set.Components() != nil {
		args = in.components(elem)
	}
	a := in.number(e, in.callValue(e, f, args))
	if len(a.Dims) > 0 {
		fail("G0401", e, "the key of sort is a number", help("sort(S, by = i -> x[i])"))
	}
	k := c.s.force(&Array{Node: a.Node})
	if !isKnown(k.Node) || len(ad.Without(k.Node.Axes, []*ad.Axis{ax})) > 0 {
		fail("G0305", e, "the order of a set must be known before the run", help("sort by constants or data, not by parameters or draws"))
	}
	out := make([]float64, set.Size())
	st := k.Node.Strides([]*ad.Axis{ax})
	for i := range out {
		out[i] = constAt(k.Node, i*st[0])
	}
	return out
}
