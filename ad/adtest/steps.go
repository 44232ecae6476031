package adtest

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
)

// step builds one more node from the pool; nil where the draw does not fit.
func (b *builder) step() *ad.Node {
	kinds := []func() *ad.Node{b.unary, b.binary, b.binary, b.product, b.reduce, b.gather, b.scatter, b.guard, b.contraction, b.recurrence, b.computed}
	if b.Lane != nil {
		kinds = append(kinds, b.overLane)
	}
	n := kinds[b.pick("step", len(kinds))]()
	if n != nil && b.pick("tame", 3) == 0 {
		n = b.g.Apply(ad.Tanh, n)
	}
	return n
}

// positive is a smooth function of x that stays above 0.3.
func (b *builder) positive(x *ad.Node) *ad.Node {
	return b.g.Apply(ad.Add, b.g.Apply(ad.Softplus, x), b.g.Const(0.3))
}

// unary applies a function within its domain.
func (b *builder) unary() *ad.Node {
	g, x := b.g, b.node()
	bounded := []ad.Op{ad.Sin, ad.Cos, ad.Tanh, ad.Sigmoid, ad.Erf, ad.Erfc, ad.Atan, ad.Neg, ad.Softplus, ad.Asinh, ad.LogCosh}
	inside := []ad.Op{ad.Exp, ad.Expm1, ad.Sinh, ad.Cosh, ad.LogBesselI0, ad.Tan}
	above := []ad.Op{ad.Sqrt, ad.Log, ad.Log1p, ad.Lgamma, ad.Digamma}
	kinked := []ad.Op{ad.Abs, ad.Sign, ad.Stop}
	switch k := b.pick("domain", 5); {
	case k == 0:
		return g.Apply(bounded[b.pick("op", len(bounded))], x)
	case k == 1:
		return g.Apply(inside[b.pick("op", len(inside))], g.Apply(ad.Sin, x))
	case k == 2:
		return g.Apply(above[b.pick("op", len(above))], b.positive(x))
	case k == 3 && !b.opt.Smooth:
		return g.Apply(kinked[b.pick("op", len(kinked))], x)
	}
	half := g.Apply(ad.Mul, g.Const(0.5), g.Apply(ad.Sin, x))
	limited := []ad.Op{ad.Asin, ad.Acos, ad.Atanh}
	return g.Apply(limited[b.pick("op", len(limited))], half)
}

// binary combines two nodes within the domain of the operation.
func (b *builder) binary() *ad.Node {
	g, x, y := b.g, b.node(), b.node()
	switch k := b.pick("binary", 8); {
	case k == 0:
		return g.Apply(ad.Div, x, b.positive(y))
	case k == 1:
		return g.Apply(ad.Pow, b.positive(x), g.Apply(ad.Tanh, y))
	case k == 2:
		return g.Apply(ad.Pow, g.Apply(ad.Sin, x), g.Integer(b.pick("power", 4)))
	case k == 3 && !b.opt.Smooth:
		return g.Apply([]ad.Op{ad.Min, ad.Max}[b.pick("op", 2)], x, y)
	case k == 4:
		return g.Apply(ad.Atan2, b.positive(x), y)
	case k == 5:
		return g.Apply(ad.Sub, x, y)
	case k == 6 && !b.opt.Smooth:
		return g.Apply(ad.Mod, x, b.positive(y))
	}
	return g.Apply(ad.Add, x, y)
}

// product is a product of two nodes, perhaps the square of one.
func (b *builder) product() *ad.Node { return b.g.Apply(ad.Mul, b.node(), b.node()) }

// reduce sums, multiplies or compares over some of the axes, whether the node has them or not.
func (b *builder) reduce() *ad.Node {
	x, over := b.node(), b.some()
	switch k := b.pick("reduce", 4); {
	case k == 0 && ad.Elements(over) <= 16:
		return b.g.Reduce(ad.Prod, x, over...)
	case k == 1 && !b.opt.Smooth && ad.Elements(over) > 0:
		return b.g.Reduce([]ad.Op{ad.MaxOver, ad.MinOver}[b.pick("op", 2)], x, over...)
	}
	return b.g.Sum(x, over...)
}

// contraction is a sum of a product, perhaps under a constant guard.
func (b *builder) contraction() *ad.Node {
	g := b.g
	x := g.Apply(ad.Mul, b.node(), b.node())
	if b.coin("three") {
		x = g.Apply(ad.Mul, x, b.node())
	}
	if b.coin("guarded") {
		x = g.Select(b.mask(), x, g.Const(0))
	}
	return g.Sum(x, b.some()...)
}

// mask is a constant guard over some axes.
func (b *builder) mask() *ad.Node {
	axes := b.some()
	v := make([]float64, ad.Elements(axes))
	for e := range v {
		v[e] = float64(b.pick("open", 2))
	}
	return b.g.Table(axes, v, ad.Bool)
}

// table is a constant index on axis a over some axes; hole allows -1.
func (b *builder) table(a *ad.Axis, hole bool) *ad.Node {
	axes := b.some()
	v := make([]float64, ad.Elements(axes))
	for e := range v {
		if hole {
			v[e] = float64(b.pick("index", a.Size+1) - 1)
		} else {
			v[e] = float64(b.pick("index", a.Size))
		}
	}
	return b.g.Table(axes, v, ad.Int)
}

// position is a computed index on axis a.
func (b *builder) position(a *ad.Axis) *ad.Node {
	g := b.g
	n := g.Apply(ad.Floor, g.Apply(ad.Mul, g.Const(3), b.node()))
	return g.Apply(ad.Mod, n, g.Integer(a.Size))
}

// gather reads through constant indices, with holes under a guard, or computed ones.
func (b *builder) gather() *ad.Node {
	g, x, a := b.g, b.node(), b.axis()
	if a.Size == 0 {
		return nil
	}
	switch k := b.pick("gather", 4); {
	case k == 0 && !b.opt.Smooth:
		return g.Gather(x, []*ad.Axis{a}, []*ad.Node{b.position(a)})
	case k == 1:
		i := b.table(a, true)
		return g.Select(g.Apply(ad.Le, g.Integer(0), i), g.Gather(x, []*ad.Axis{a}, []*ad.Node{i}), g.Const(0.25))
	case k == 2:
		c := b.axis()
		if c != a && c.Size > 0 {
			return g.Gather(x, []*ad.Axis{a, c}, []*ad.Node{b.table(a, false), b.table(c, false)})
		}
	}
	return g.Gather(x, []*ad.Axis{a}, []*ad.Node{b.table(a, false)})
}

// scatter adds up along some axes to one or two others.
func (b *builder) scatter() *ad.Node {
	g, x, a := b.g, b.node(), b.axis()
	if a.Size == 0 {
		return nil
	}
	to := []*ad.Axis{a}
	if c := b.axis(); c != a && c.Size > 0 {
		to = append(to, c)
	}
	var index []*ad.Node
	for _, a := range to {
		i := b.table(a, true)
		if !b.opt.Smooth && b.pick("computed", 3) == 0 {
			i = b.position(a)
		}
		index = append(index, i)
	}
	return g.Scatter(x, to, index, ad.Union(b.some(), byID(to)))
}

// byID sorts axes and leaves none twice.
func byID(axes []*ad.Axis) []*ad.Axis {
	var out []*ad.Axis
	for _, a := range axes {
		out = ad.Union(out, []*ad.Axis{a})
	}
	return out
}

// guard chooses by a constant table or by a comparison; the branch not taken may be infinite.
func (b *builder) guard() *ad.Node {
	g, x, y := b.g, b.node(), b.node()
	if b.opt.Smooth || b.coin("constant") {
		m := b.mask()
		wild := g.Apply(ad.Div, x, g.Select(m, g.Const(2), g.Const(0)))
		return g.Select(m, wild, y)
	}
	return g.Select(g.Apply(ad.Lt, x, y), x, g.Apply(ad.Sin, y))
}

// computed uses a truth value or a position as a number.
func (b *builder) computed() *ad.Node {
	g, x, y := b.g, b.node(), b.node()
	if b.opt.Smooth {
		return nil
	}
	switch a := b.axis(); {
	case b.coin("argmax") && a.Size > 0:
		return g.Apply(ad.Mul, g.Const(0.5), g.Reduce(ad.ArgMax, x, a))
	case b.coin("logic"):
		both := g.Apply(ad.And, g.Apply(ad.Le, x, y), g.Apply(ad.Not, g.Apply(ad.Eq, g.Iota(a), g.Integer(0))))
		return g.Apply(ad.Mul, both, y)
	}
	return g.Apply(ad.Mul, g.Const(0.25), g.Apply(ad.Floor, g.Apply(ad.Mul, g.Const(2), x)))
}

// overLane reduces over the samples.
func (b *builder) overLane() *ad.Node {
	x := b.node()
	if !b.opt.Smooth && b.coin("max") {
		return b.g.Reduce(ad.MaxOver, x, b.Lane)
	}
	return b.g.Apply(ad.Div, b.g.Sum(x, b.Lane), b.g.Integer(b.Lane.Size))
}

// back is x read one position earlier on axis a, and start where there is none.
func (b *builder) back(x *ad.Node, a *ad.Axis, start *ad.Node) *ad.Node {
	g := b.g
	before := g.Gather(x, []*ad.Axis{a}, []*ad.Node{g.Apply(ad.Sub, g.Iota(a), g.Integer(1))})
	return g.Select(g.Apply(ad.Eq, g.Iota(a), g.Integer(0)), start, before)
}

// recurrence defines a Ref by its earlier elements: one before, all before under a guard, two
// directions, or two Refs that define each other.
func (b *builder) recurrence() *ad.Node {
	g, a := b.g, b.axis()
	if b.opt.NoRefs || a.Size == 0 {
		return nil
	}
	axes := ad.Union(b.some(), []*ad.Axis{a})
	drive, weight := b.node(), b.node()
	axes = ad.Union(axes, drive.Axes, weight.Axes)
	h := b.ref(axes)
	start := g.Const(0.3)
	switch c := b.axis(); {
	case b.coin("all before"):
		fresh := g.Axis(a.Name+"′", a.Size)
		earlier := g.Select(g.Apply(ad.Lt, g.Iota(fresh), g.Iota(a)), g.Apply(ad.Mul, g.Rename(h, a, fresh), g.Const(0.4)), g.Const(0))
		g.Bind(h, g.Apply(ad.Tanh, g.Apply(ad.Add, drive, g.Sum(earlier, fresh))))
	case c != a && b.coin("two directions") && h.Has(c):
		sum := g.Apply(ad.Add, b.back(h, a, start), b.back(h, c, drive))
		g.Bind(h, g.Apply(ad.Sin, g.Apply(ad.Mul, weight, sum)))
	case b.coin("two"):
		k := b.ref(axes)
		g.Bind(h, g.Apply(ad.Tanh, g.Apply(ad.Add, g.Apply(ad.Mul, weight, b.back(k, a, start)), drive)))
		g.Bind(k, g.Apply(ad.Sin, g.Apply(ad.Add, h, b.back(k, a, drive))))
		return k
	default:
		g.Bind(h, g.Apply(ad.Tanh, g.Apply(ad.Add, g.Apply(ad.Mul, weight, b.back(h, a, start)), drive)))
	}
	return h
}

// ref is a Ref that is not bound yet.
func (b *builder) ref(axes []*ad.Axis) *ad.Node {
	b.refs++
	return b.g.Ref(fmt.Sprint("h", b.refs), ad.Real, axes...)
}
