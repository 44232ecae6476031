package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Linear algebra of square arrays: over I, I, or over two equal halves such as P, D, P, D.

// matrix is a square array as a matrix along two axes.
type matrix struct {
	node     *ad.Node
	row, col *ad.Axis
	half     []Dim // the first half of the dims
	other    []Dim // the second half

}

// matrixOf takes a value as a square matrix.
func (c ctx) matrixOf(e *lang.Call, v Value) matrix {
	a := c.number(e, v)
	k := len(a.Dims) / 2
	if len(a.Dims) == 0 || len(a.Dims)%2 != 0 || !sameDims(a.Dims[:k], a.Dims[k:]) {
		fail("G0401", e, fmt.Sprintf("%s is of a square array, and this is %s", lang.Print(e.Fn), kind(a)), at("%s", kind(a)),
			why("a matrix is over one index set twice, or over two equal halves, as a Jacobian over P, D, P, D"), help("[f(i,j) for i in I, j in I]"))
	}
	m := matrix{node: a.Node, half: a.Dims[:k], other: a.Dims[k:]}
	if k == 1 {
		m.row, m.col = a.Dims[0].Axis, a.Dims[1].Axis
		return m
	}
	place, err := sets.Product(setsOf(m.half)...)
	c.setError(e, err)
	used := append(slices.Clone(c.open), axesOf(a.Dims)...)
	used = append(used, a.Node.Axes...)
	m.row = c.s.axis(place, used)
	m.col = c.s.axis(place, append(used, m.row))
	var from []*ad.Axis
	var to []*ad.Node
	for side, ax := range []*ad.Axis{m.row, m.col} {
		for i, x := range c.components(&Array{Node: c.g().Iota(ax), Set: place}) {
			from, to = append(from, a.Dims[side*k+i].Axis), append(to, x.(*Array).Node)
		}
	}
	m.node = c.g().Gather(m.node, from, to)
	return m
}

// spread turns a node along the rows and columns back into an array over the halves.
func (c ctx) spread(n *ad.Node, m matrix) *Array {
	dims := append(slices.Clone(m.half), m.other...)
	if len(m.half) == 1 {
		return &Array{Node: n, Dims: dims}
	}
	at := func(part []Dim) *ad.Node {
		pos := c.g().Integer(0)
		for _, d := range part {
			pos = c.g().Apply(ad.Add, c.g().Apply(ad.Mul, pos, c.g().Integer(d.Set.Size())), c.g().Iota(d.Axis))
		}
		return pos
	}
	return &Array{Node: c.g().Gather(n, []*ad.Axis{m.row, m.col}, []*ad.Node{at(m.half), at(m.other)}), Dims: dims}
}

// detBuiltin is det(A).
func detBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	if z, ok := v.(*Complex); ok {
		return c.complexDet(e, z)
	}
	m := c.matrixOf(e, v)
	return &Array{Node: c.g().Det(m.node, m.row, m.col)}
}

// matrixLogDet is the logarithm of |det A|.
func (c ctx) matrixLogDet(e *lang.Call, v Value) Value {
	if z, ok := v.(*Complex); ok {
		return &Array{Node: c.complexDet(e, z).polar.log}
	}
	m := c.matrixOf(e, v)
	return &Array{Node: c.g().LogAbsDet(m.node, m.row, m.col)}
}

// complexDet is the determinant of A + iB, in log space, from the real matrix with the blocks A, -B, B, A.
func (c ctx) complexDet(e *lang.Call, z *Complex) *Complex {
	g := c.g()
	a, b := c.matrixOf(e, z.Re), c.matrixOf(e, z.Im)
	n := a.row.Size
	double := mustRange(1, 2*n)
	used := ad.Union(ad.Union(a.node.Axes, b.node.Axes), sorted(append(slices.Clone(c.open), a.row, a.col, b.row, b.col)))
	row := c.s.axis(double, used)
	col := c.s.axis(double, append(slices.Clone(used), row))
	place := func(ax *ad.Axis) (within, half *ad.Node) {
		w, h := make([]float64, 2*n), make([]float64, 2*n)
		for i := range w {
			w[i], h[i] = float64(i%n), float64(i/n)
		}
		return g.Table([]*ad.Axis{ax}, w, ad.Int), g.Table([]*ad.Axis{ax}, h, ad.Int)
	}
	i, down := place(row)
	j, right := place(col)
	block := func(m matrix) *ad.Node { return g.Gather(m.node, []*ad.Axis{m.row, m.col}, []*ad.Node{i, j}) }
	im := block(b)
	x := g.Select(g.Apply(ad.Eq, down, right), block(a), g.Select(g.Apply(ad.Lt, right, down), im, g.Apply(ad.Neg, im)))
	p := &polar{g.Apply(ad.Mul, g.Const(0.5), g.LogAbsDet(x, row, col)), g.DetAngle(x, row, col)}
	out := c.complexFunction(ad.Exp, &Complex{Re: &Array{Node: p.log}, Im: &Array{Node: p.phase}}).(*Complex)
	out.polar = p
	return out
}

// inverseBuiltin is inverse(A) of a matrix, or inverse(T) of a map.
func inverseBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	if _, ok := mapParts(v); ok {
		return c.inverseOf(e.Args[0].X, v)
	}
	m := c.matrixOf(e, v)
	return c.spread(c.inverseNode(m), m)
}

// inverseNode is A⁻¹ along the same axes.
func (c ctx) inverseNode(m matrix) *ad.Node {
	g := c.g()
	t := g.InverseT(m.node, m.row, m.col)
	return g.Gather(t, []*ad.Axis{m.row, m.col}, []*ad.Node{g.Iota(m.col), g.Iota(m.row)})
}

// solveBuiltin is solve(A, b), the x with A x = b.
func solveBuiltin(c ctx, e *lang.Call) Value {
	v, w := c.two(e)
	m := c.matrixOf(e, v)
	b := c.number(e.Args[1], w)
	if len(m.half) != 1 || len(b.Dims) == 0 || !b.Dims[0].Set.Same(m.half[0].Set) {
		fail("G0404", e, "solve(A, b) is of a square array and one over its index set", label(e.Args[0], "over %s", dimsText(append(slices.Clone(m.half), m.other...))),
			label(e.Args[1], "%s", kind(b)), why("A x = b has one equation for each element of b"), help("solve(A, b) with A over I, I and b over I"))
	}
	return c.contract(&lang.Binary{At: e.At, Op: "@", X: e.Args[0].X, Y: e.Args[1].X}, c.spread(c.inverseNode(m), m), b)
}
