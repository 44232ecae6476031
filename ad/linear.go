package ad

import (
	"math"
	"math/cmplx"
	"slices"
)

// Linear algebra. A node is a matrix along two of its axes, one for each position on the others.

// LogAbsDet is log|det x| of the matrices that x is along two axes of one size; -Inf where they are
// singular.
func (g *Graph) LogAbsDet(x *Node, row, col *Axis) *Node { return g.Linear(LogAbsDet, x, row, col) }

// Det is the determinant of the matrices that x is along two axes of one size.
func (g *Graph) Det(x *Node, row, col *Axis) *Node {
	return g.mul(g.Linear(DetSign, x, row, col), g.exp(g.LogAbsDet(x, row, col)))
}

// InverseT is the transposed inverse of the matrices that x is along two axes of one size. It carries
// both axes: its element (i, j) is (x⁻¹)ⱼᵢ = ∂ log|det x|/∂xᵢⱼ, so that the sum over row of InverseT(a)
// times b solves Σ_col a x = b. Infinite or NaN where a matrix is singular.
func (g *Graph) InverseT(x *Node, row, col *Axis) *Node { return g.Linear(InverseT, x, row, col) }

// DetAngle is the angle, in (-π, π], of the complex determinant det(A + iB) of matrices of even size
//
//	x = ( A  -B )
//	    ( B   A ),
//
// whose log|det x| is twice log|det(A + iB)|. Rows are numbered along row. Only the left blocks are read; derivatives
// hold for changes of x that keep its form. 0 where the determinant is 0, NaN where the matrix has a NaN.
func (g *Graph) DetAngle(x *Node, row, col *Axis) *Node {
	if row.Size%2 != 0 {
		panic("ad: the blocks of DetAngle need an even size")
	}
	n := g.Linear(DetAngle, x, row, col)
	if row.ID > col.ID { // the transposed matrix is that of the complex conjugate
		return g.neg(n)
	}
	return n
}

// angleSlope is ∂ angle/∂x: with C = A + iB it is Im tr(C⁻¹ dC), half of it from each half of the columns.
func (g *Graph) angleSlope(n *Node) *Node {
	col := n.Over[1]
	half := col.Size / 2
	from, sign := make([]float64, col.Size), make([]float64, col.Size)
	for j := range from {
		from[j], sign[j] = float64((j+half)%col.Size), 0.5
		if j >= half {
			sign[j] = -0.5
		}
	}
	t := g.InverseT(n.Args[0], n.Over[0], n.Over[1])
	axes := []*Axis{col}
	return g.mul(g.Table(axes, sign, Real), g.Gather(t, axes, []*Node{g.Table(axes, from, Int)}))
}

// detAngle is the angle of det(A + iB) for the matrix a, row-major, of even size.
func detAngle(a []float64, size int) float64 {
	n := size / 2
	c := make([]complex128, n*n)
	for i := range n {
		for j := range n {
			c[i*n+j] = complex(a[i*size+j], a[(i+n)*size+j])
		}
	}
	det := complex(1, 0)
	for k := range n {
		best := k
		for i := k + 1; i < n; i++ {
			if cmplx.Abs(c[i*n+k]) > cmplx.Abs(c[best*n+k]) {
				best = i
			}
		}
		if best != k {
			for j := range n {
				c[k*n+j], c[best*n+j] = c[best*n+j], c[k*n+j]
			}
			det = -det
		}
		pivot := c[k*n+k]
		if pivot == 0 {
			det *= 0 // NaN stays
			continue
		}
		det *= pivot / complex(cmplx.Abs(pivot), 0)
		for i := k + 1; i < n; i++ {
			f := c[i*n+k] / pivot
			for j := k + 1; j < n; j++ {
				c[i*n+j] -= f * c[k*n+j]
			}
		}
	}
	return math.Atan2(imag(det), real(det))
}

// Linear is LogAbsDet, DetSign, InverseT or DetAngle.
func (g *Graph) Linear(op Op, x *Node, row, col *Axis) *Node {
	if row == col || row.Size != col.Size {
		panic("ad: " + op.String() + " of a matrix that is not square")
	}
	n := &Node{Op: op, Args: []*Node{x}, Over: []*Axis{row, col}, Type: Real}
	slices.SortFunc(n.Over, byID)
	n.Axes = Without(x.Axes, n.Over)
	if op == InverseT {
		n.Axes = Union(n.Axes, n.Over)
	}
	if g.foldable(n) {
		return g.fold(n)
	}
	return g.intern(n)
}

func init() {
	rows[LogAbsDet] = Row{Name: "logabsdet", Class: LinearClass, Arity: 1, Type: toReal}
	rows[DetSign] = Row{Name: "detsign", Class: LinearClass, Arity: 1, Type: toReal}
	rows[InverseT] = Row{Name: "inverset", Class: LinearClass, Arity: 1, Type: toReal}
	rows[DetAngle] = Row{Name: "detangle", Class: LinearClass, Arity: 1, Type: toReal}
	flat[DetSign] = true
	partials[DetAngle] = func(g *Graph, n *Node, _ int) *Node { return g.angleSlope(n) }
	partials[LogAbsDet] = func(g *Graph, n *Node, _ int) *Node { return g.InverseT(n.Args[0], n.Over[0], n.Over[1]) }
}

// inverseSlope writes ∂Bᵢⱼ/∂Aₖₗ = -Bᵢₗ Bₖⱼ for B = InverseT(A): the weight carries the axes of B and two
// new ones, which stand for those of A; avoid has the axes that these must differ from.
func (g *Graph) inverseSlope(n *Node, avoid []*Axis) (weight *Node, fresh []*Axis) {
	for _, a := range n.Over {
		fresh = append(fresh, g.copyBeside(a, Union(avoid, fresh, n.Args[0].Axes)))
	}
	across := g.Rename(n, n.Over[1], fresh[1])
	down := g.Rename(n, n.Over[0], fresh[0])
	return g.neg(g.mul(across, down)), fresh
}

// copyBeside is a copy of an axis that is none of those to avoid.
func (g *Graph) copyBeside(a *Axis, avoid []*Axis) *Axis {
	b := g.copyAxis(a)
	for slices.Contains(avoid, b) {
		b = g.copyAxis(b)
	}
	return b
}

// renamed is x with the axes of from called to.
func (g *Graph) renamed(x *Node, from, to []*Axis) *Node {
	index := make([]*Node, len(to))
	for k, a := range to {
		index[k] = g.Iota(a)
	}
	return g.Gather(x, from, index)
}

// pushInverse is what InverseT carries.
func (f *forward) pushInverse(c *carried, n *Node) *Node {
	g := f.g
	w, fresh := g.inverseSlope(n, Union(f.separate, c.extra, f.tangent.extra))
	x := &Node{Op: n.Op, Args: []*Node{g.renamed(n.Args[0], n.Over, fresh)}, Over: fresh}
	return g.Sum(c.term(x, 0, w), fresh...)
}

// laplaceLogDet is Δ log|det x| = tr(x⁻¹ Δx) - Σ tr((x⁻¹∇x)²): one product of matrices for each direction of ∇.
func (f *forward) laplaceLogDet(n *Node) *Node {
	g, x, row, col := f.g, n.Args[0], n.Over[0], n.Over[1]
	inverse, slope := g.InverseT(x, row, col), f.of(f.tangent, x)
	other := g.copyBeside(col, Union(f.separate, f.tangent.extra, x.Axes))
	turn := g.Sum(g.mul(g.Rename(inverse, col, other), slope), row)
	back := g.renamed(turn, []*Axis{other, col}, []*Axis{col, other})
	square := g.Sum(g.mul(turn, back), Union([]*Axis{other, col}, f.tangent.extra)...)
	return g.sub(g.Sum(g.weigh(inverse, f.of(f.laplace, x)), row, col), square)
}

// transposeInverse is the cotangent of the argument of InverseT.
func (g *Graph) transposeInverse(n, c *Node) *Node {
	w, fresh := g.inverseSlope(n, c.Axes)
	sum := g.Sum(g.mul(w, c), n.Over...)
	return g.renamed(sum, fresh, n.Over)
}

// decompose decomposes the n×n matrix a, row-major, in place into a unit lower and an upper triangular matrix,
// with rows exchanged: row i of these is row perm[i] of the matrix. It returns log|det a| and the sign
// of det a.
func decompose(a []float64, n int, perm []int) (logdet, sign float64) {
	for i := range n {
		perm[i] = i
	}
	sign = 1
	for k := range n {
		best := k
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i*n+k]) > math.Abs(a[best*n+k]) {
				best = i
			}
		}
		if best != k {
			for j := range n {
				a[k*n+j], a[best*n+j] = a[best*n+j], a[k*n+j]
			}
			perm[k], perm[best] = perm[best], perm[k]
			sign = -sign
		}
		pivot := a[k*n+k]
		logdet += math.Log(math.Abs(pivot))
		sign *= truth(pivot > 0) - truth(pivot < 0)
		if pivot == 0 {
			continue
		}
		for i := k + 1; i < n; i++ {
			f := a[i*n+k] / pivot
			a[i*n+k] = f
			if f != 0 {
				for j := k + 1; j < n; j++ {
					a[i*n+j] -= f * a[k*n+j]
				}
			}
		}
	}
	return logdet, sign
}

// inverseColumn solves for column j of the inverse of a matrix that decompose has decomposed.
func inverseColumn(lu []float64, n int, perm []int, j int, x []float64) {
	for i := range n {
		x[i] = truth(perm[i] == j)
		for k := range i {
			x[i] -= lu[i*n+k] * x[k]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= lu[i*n+k] * x[k]
		}
		x[i] /= lu[i*n+i]
	}
}

// foldMatrix computes what Linear is of constant matrices.
func foldMatrix(n *Node, out []float64) {
	others := Without(n.Axes, n.Over)
	inner := [][]int{n.Args[0].Strides(n.Over), n.Strides(n.Over)}
	size := n.Over[0].Size
	a, x, perm := make([]float64, size*size), make([]float64, size), make([]int, size)
	Each(others, [][]int{n.Args[0].Strides(others), n.Strides(others)}, func(off []int) {
		e := 0
		Each(n.Over, inner, func(at []int) { a[e] = n.Args[0].at(off[0] + at[0]); e++ })
		if n.Op == DetAngle {
			out[off[1]] = detAngle(a, size)
			return
		}
		logdet, sign := decompose(a, size, perm)
		switch n.Op {
		case LogAbsDet:
			out[off[1]] = logdet
			return
		case DetSign:
			out[off[1]] = sign
			return
		}
		for i := range size {
			inverseColumn(a, size, perm, i, x)
			for j := range size {
				out[off[1]+i*inner[1][0]+j*inner[1][1]] = x[j]
			}
		}
	})
}
