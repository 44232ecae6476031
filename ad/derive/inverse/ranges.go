package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// ranges finds intervals that contain all values of a node, from those of leaves.
type ranges struct {
	leaf func(n *ad.Node) (Interval, bool)
	memo map[*ad.Node]Interval
	base *ranges // of nodes that do not depend on the holes; nil: this is the base
	on   func(n *ad.Node) bool
}

func newRanges(leaf func(n *ad.Node) (Interval, bool)) *ranges {
	return &ranges{leaf: leaf, memo: map[*ad.Node]Interval{}}
}

// with are the ranges where one node lies in a given interval; on tells which nodes depend on it.
func (r *ranges) with(x *ad.Node, iv Interval, on func(n *ad.Node) bool) *ranges {
	return &ranges{leaf: r.leaf, memo: map[*ad.Node]Interval{x: iv}, base: r, on: on}
}

func (r *ranges) of(n *ad.Node) Interval {
	if iv, ok := r.memo[n]; ok {
		return iv
	}
	if r.base != nil && !r.on(n) {
		return r.base.of(n)
	}
	if n.Op == ad.LeafOp {
		r.memo[n] = Line // in a recurrence, nothing is known of what it reads
	}
	iv := r.find(n)
	if math.IsNaN(iv.Lo) || math.IsNaN(iv.Hi) {
		iv = Line
	}
	r.memo[n] = iv
	return iv
}

func (r *ranges) find(n *ad.Node) Interval {
	arg := func(k int) Interval { return r.of(n.Args[k]) }
	switch n.Op {
	case ad.LeafOp:
		return r.ofLeaf(n)
	case ad.Const:
		return tableRange(n.Table)
	case ad.Iota:
		return closed(0, float64(n.Over[0].Size-1))
	case ad.Stop, ad.Gather, ad.MaxOver, ad.MinOver:
		return arg(0)
	case ad.Neg:
		return negative(arg(0))
	case ad.Add:
		return add(arg(0), arg(1))
	case ad.Sub:
		if n.Args[0] == n.Args[1] {
			return closed(0, 0)
		}
		return subtract(arg(0), arg(1))
	case ad.Mul:
		if x, k := asPower(n); k > 1 {
			return powerRange(r.of(x), float64(k))
		}
		return r.product(n)
	case ad.Div:
		return r.quotient(n)
	case ad.Select:
		if v, ok := n.Args[0].Scalar(); ok {
			if v != 0 {
				return arg(1)
			}
			return arg(2)
		}
		return arg(1).hull(arg(2))
	case ad.Max, ad.Min:
		return extremes(n.Op, arg(0), arg(1))
	case ad.Pow:
		return r.power(n)
	case ad.Sum:
		return times(arg(0), closed(float64(ad.Elements(n.Over)), float64(ad.Elements(n.Over))))
	}
	if n.Type == ad.Bool {
		return closed(0, 1)
	}
	if len(n.Args) == 1 {
		return unaryRange(n.Op, arg(0))
	}
	return Line
}

func (r *ranges) ofLeaf(n *ad.Node) Interval {
	if r.leaf != nil {
		if iv, ok := r.leaf(n); ok {
			return iv
		}
	}
	switch {
	case n.Leaf.Kind == ad.UniformLeaf:
		return open(0, 1)
	case n.Type == ad.Bool:
		return closed(0, 1)
	case n.Leaf.Body != nil:
		return r.of(n.Leaf.Body)
	}
	return Line
}

func tableRange(table []float64) Interval {
	if len(table) == 0 {
		return closed(0, 0)
	}
	iv := Interval{Lo: inf, Hi: -inf}
	for _, v := range table {
		if math.IsNaN(v) {
			return Line
		}
		iv.Lo, iv.Hi = min(iv.Lo, v), max(iv.Hi, v)
	}
	return closed(iv.Lo, iv.Hi)
}

// quotient: x/x is 1, and x/(1+|x|), x/√(c+x²) lie between -1 and 1.
func (r *ranges) quotient(n *ad.Node) Interval {
	x, y := n.Args[0], n.Args[1]
	iv := times(r.of(x), reciprocal(r.of(y)))
	if r.of(y).Sign() == 0 {
		return Line
	}
	if bound, ok := outgrows(y, x); ok {
		iv = iv.meet(bound)
	}
	return iv
}

// product: x c/(1+|x|) and the like lie between -c and c, as a derivative of √(c+x²) does.
func (r *ranges) product(n *ad.Node) Interval {
	list := factors(n)
	for i, q := range list {
		if q.Op != ad.Div {
			continue
		}
		for j, x := range list {
			bound, ok := outgrows(q.Args[1], x)
			if !ok {
				continue
			}
			iv := times(bound, r.of(q.Args[0]))
			for k, f := range list {
				if k != i && k != j {
					iv = times(iv, r.of(f))
				}
			}
			return iv.meet(times(r.of(n.Args[0]), r.of(n.Args[1])))
		}
	}
	return times(r.of(n.Args[0]), r.of(n.Args[1]))
}

// outgrows tells from the form of y, 1+|x| or √(c+x²) with c ≥ 0, whether y ≥ |x|, and where x/y then lies.
func outgrows(y, x *ad.Node) (quotient Interval, ok bool) {
	sum := y
	if y.Op == ad.Sqrt {
		sum = y.Args[0]
	}
	if sum.Op != ad.Add {
		return Line, false
	}
	for k, c := range sum.Args {
		v, ok := c.Scalar()
		if other := sum.Args[1-k]; ok && v >= 0 {
			bound := Interval{-1, 1, v > 0, v > 0}
			if y.Op == ad.Sqrt {
				return bound, other.Op == ad.Mul && other.Args[0] == x && other.Args[1] == x
			}
			return bound, other.Op == ad.Abs && other.Args[0] == x
		}
	}
	return Line, false
}

func extremes(op ad.Op, a, b Interval) Interval {
	if op == ad.Min {
		return negative(extremes(ad.Max, negative(a), negative(b)))
	}
	lo, hi := a, a
	if byLow(end{b.Lo, b.LoOpen}, end{a.Lo, a.LoOpen}) > 0 {
		lo = b
	}
	if b.Hi > a.Hi || b.Hi == a.Hi && !b.HiOpen {
		hi = b
	}
	return Interval{lo.Lo, hi.Hi, lo.LoOpen, hi.HiOpen}
}

func (r *ranges) power(n *ad.Node) Interval {
	a := r.of(n.Args[0])
	e, ok := n.Args[1].Scalar()
	if !ok {
		if a.Sign() > 0 {
			return open(0, inf)
		}
		return Line
	}
	return powerRange(a, e)
}

// powerRange is the interval of xᵉ.
func powerRange(a Interval, e float64) Interval {
	f := func(x float64) float64 { return math.Pow(x, e) }
	exact := func(x float64) bool { return x == 0 || math.Abs(x) == 1 || math.IsInf(x, 0) }
	switch {
	case e < 0 && a.Sign() == 0:
		return Line
	case e < 0:
		return reciprocal(powerRange(a, -e))
	case whole(e) && math.Mod(e, 2) == 0:
		return mapped(magnitude(a), f, true, exact)
	case whole(e) || a.Lo >= 0:
		return mapped(a, f, true, exact)
	}
	return Line
}

// image is where the values of an operation lie, whatever its argument is, and whether it rises
// everywhere; falling and other operations are treated apart.
var image = map[ad.Op]Interval{
	ad.Exp: open(0, inf), ad.Expm1: open(-1, inf), ad.Tanh: open(-1, 1), ad.Sigmoid: open(0, 1), ad.Softplus: open(0, inf),
	ad.Sinh: Line, ad.Asinh: Line, ad.Atan: open(-math.Pi/2, math.Pi/2), ad.Erf: open(-1, 1),
}

// within are rising operations on part of the line.
var within = map[ad.Op]struct{ domain, image Interval }{
	ad.Log: {open(0, inf), Line}, ad.Log1p: {open(-1, inf), Line}, ad.Sqrt: {right, right}, ad.Atanh: {open(-1, 1), Line},
	ad.Asin: {closed(-1, 1), closed(-1.5707963267948968, 1.5707963267948968)}, ad.Acosh: {Interval{1, inf, false, true}, right},
	ad.NormQuantile: {open(0, 1), Line},
	ad.Tan:          {open(-math.Pi/2, math.Pi/2), Line},
}

func unaryRange(op ad.Op, a Interval) Interval {
	value := op.Info().Value
	f := func(x float64) float64 { return value([]float64{x}) }
	if all, ok := image[op]; ok {
		return through(a, f, true).meet(all)
	}
	if part, ok := within[op]; ok {
		if !a.Within(part.domain) {
			return part.image
		}
		exact := func(x float64) bool { return x == 0 || math.IsInf(x, 0) || f(x) == 0 } // log 1 is 0
		return mapped(a, f, true, exact).meet(part.image)
	}
	switch op {
	case ad.Erfc:
		return through(a, f, false).meet(open(0, 2))
	case ad.Acos:
		if a.Within(closed(-1, 1)) {
			return through(a, f, false).meet(Interval{0, 3.1415926535897936, false, false})
		}
		return Interval{0, 3.1415926535897936, false, false}
	case ad.Abs:
		return magnitude(a)
	case ad.Cosh:
		return even(a, f).meet(Interval{1, inf, false, true})
	case ad.LogCosh:
		return even(a, f).meet(right)
	case ad.Cos:
		return cosine(a)
	case ad.Sin:
		if a.Lo == 0 && a.Within(Interval{0, 3.141592653589793, a.LoOpen, false}) { // the double below π
			return sineArch(a)
		}
		return cosine(add(a, Interval{-math.Pi / 2, -math.Pi / 2, false, false}.wider()))
	case ad.Sign:
		if s := a.Sign(); s != 0 {
			return closed(float64(s), float64(s))
		}
		return closed(-1, 1)
	}
	return Line
}

// sineArch is the interval of sin on a part of [0, π) that begins at 0.
func sineArch(a Interval) Interval {
	top := end{1, false}
	if a.Hi < math.Pi/2 {
		top = end{math.Nextafter(math.Sin(a.Hi), inf), a.HiOpen}
	}
	return Interval{0, top.x, a.LoOpen, top.open}
}
