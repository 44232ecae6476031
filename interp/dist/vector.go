package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"gonum.org/v1/gonum/mat"
)

// dirichlet draws points of a simplex; its density is that of all coordinates but the last.
var dirichlet = &Row{
	Name:     "dirichlet",
	Doc:      "probabilities that add up to 1, with density ∝ product of x[k]^(alpha[k]-1)",
	Params:   []Param{{Name: "alpha", Shape: Vector, Domain: positive}},
	Forms:    [][]string{{"alpha"}},
	Shape:    Vector,
	Pathwise: true,
	Support:  func(g *ad.Graph, _ Args) (lo, hi *ad.Node) { return g.Const(0), g.Const(1) },
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, alpha, k := calc{g}, a["alpha"].Node, a["alpha"].Axes[0]
		terms := c.sub(c.mul(c.sub(alpha, c.num(1)), c.log(x)), c.lgamma(alpha))
		l := c.add(g.Sum(terms, k), c.lgamma(g.Sum(alpha, k)))
		return c.sel(c.lt(c.num(0), g.Reduce(ad.MinOver, x, k)), l, c.num(math.Inf(-1)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c, k := calc{g}, a["alpha"].Axes[0]
		l := c.logGamma(noise, a["alpha"].Node, k)
		return g.Apply(ad.Max, c.exp(c.sub(l, c.logSum(l, k))), c.num(least))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node {
		return calc{g}.div(a["alpha"].Node, g.Sum(a["alpha"].Node, a["alpha"].Axes...))
	},
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, alpha := calc{g}, a["alpha"].Node
		n := g.Sum(alpha, a["alpha"].Axes...)
		return c.div(c.mul(alpha, c.sub(n, alpha)), c.mul(n, n, c.add(n, c.num(1))))
	},
}

// multinormal draws x = mean + L z with standard normal z and L L' = cov. Vectors run along the
// axis of the mean.
var multinormal = &Row{
	Name: "multinormal",
	Doc:  "the normal distribution of a vector, with a covariance matrix or its lower Cholesky factor",
	Params: []Param{
		{Name: "mean", Shape: Vector, Domain: finite},
		{Name: "cov", Shape: Matrix, Domain: finite, Doc: "covariance matrix"},
		{Name: "chol", Shape: Matrix, Domain: finite, Doc: "lower triangular factor of the covariance"},
	},
	Forms: [][]string{{"mean", "cov"}, {"mean", "chol"}},
	Joint: []Relation{{Names: []string{"cov"}, Text: "must be symmetric and positive definite", Holds: positiveDefinite}},
	Shape: Vector, Pathwise: true,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, d := calc{g}, a["mean"].Axes[0]
		l, e := c.factor(a)
		z := c.forward(l, c.sub(x, a["mean"].Node), d, e)
		logDet := g.Sum(c.log(c.at(l, e, g.Iota(d))), d)
		quadratic := c.mul(c.num(-0.5), g.Sum(c.mul(z, z), d))
		return c.sub(quadratic, c.add(logDet, c.num(float64(d.Size)*halfLog2Pi)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c, d := calc{g}, a["mean"].Axes[0]
		l, e := c.factor(a)
		lower := c.sel(c.le(g.Iota(e), g.Iota(d)), l, c.num(0))
		z := g.Rename(noise(ad.NormalLeaf, d), d, e)
		return c.add(a["mean"].Node, g.Sum(c.mul(lower, z), e))
	},
	mean: func(_ *ad.Graph, a Args) *ad.Node { return a["mean"].Node },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, d := calc{g}, a["mean"].Axes[0]
		if cov, ok := a["cov"]; ok {
			return g.Gather(cov.Node, cov.Axes, []*ad.Node{g.Iota(d), g.Iota(d)})
		}
		l, e := c.factor(a)
		lower := c.sel(c.le(g.Iota(e), g.Iota(d)), l, c.num(0))
		return g.Sum(c.mul(lower, lower), e)
	},
}

// factor is the lower Cholesky factor of the covariance, its rows along the axis of the mean and
// its columns along a new one.
func (c calc) factor(a Args) (l *ad.Node, columns *ad.Axis) {
	d := a["mean"].Axes[0]
	e := c.g.Axis(d.Name+"'", d.Size)
	m, given := a["chol"]
	if !given {
		m = a["cov"]
	}
	l = c.g.Gather(m.Node, m.Axes, []*ad.Node{c.g.Iota(d), c.g.Iota(e)})
	if !given {
		l = c.cholesky(l, d, e)
	}
	return l, e
}

// cholesky is the factorisation as a recurrence: L_de depends on elements to the left and above.
func (c calc) cholesky(cov *ad.Node, d, e *ad.Axis) *ad.Node {
	if l := cholTable(c.g, cov, d, e); l != nil {
		return l
	}
	g := c.g
	l := g.Ref("cholesky", ad.Real, ad.Union(cov.Axes, []*ad.Axis{d}, []*ad.Axis{e})...)
	f := g.Axis(d.Name+"''", d.Size)
	row, col, inner := g.Iota(d), g.Iota(e), g.Iota(f)
	left := c.at(l, e, inner)
	above := g.Gather(l, []*ad.Axis{d, e}, []*ad.Node{col, inner})
	rest := c.sub(cov, g.Sum(c.sel(c.lt(inner, col), c.mul(left, above), c.num(0)), f))
	pivot := c.at(l, d, col)
	below := c.sel(c.lt(col, row), c.div(rest, pivot), c.num(0))
	g.Bind(l, c.sel(c.eq(row, col), c.sqrt(rest), below))
	return l
}

// forward solves L z = y from the first element on.
func (c calc) forward(l, y *ad.Node, d, e *ad.Axis) *ad.Node {
	g := c.g
	z := g.Ref("whitened", ad.Real, ad.Without(ad.Union(l.Axes, y.Axes, []*ad.Axis{d}), []*ad.Axis{e})...)
	before := c.sel(c.lt(g.Iota(e), g.Iota(d)), c.mul(l, g.Rename(z, d, e)), c.num(0))
	g.Bind(z, c.div(c.sub(y, g.Sum(before, e)), c.at(l, e, g.Iota(d))))
	return z
}

// matrixOf reads a constant matrix, nil if it is none.
func matrixOf(m *ad.Node, d, e *ad.Axis) *mat.SymDense {
	if m.Op != ad.Const || len(ad.Without(m.Axes, []*ad.Axis{d, e})) > 0 {
		return nil
	}
	s := m.Strides([]*ad.Axis{d, e})
	out := mat.NewSymDense(d.Size, nil)
	for i := range d.Size {
		for j := range i + 1 {
			v, w := m.Table[i*s[0]+j*s[1]], m.Table[j*s[0]+i*s[1]]
			if math.Abs(v-w) > 1e-12*math.Max(math.Abs(v), math.Abs(w)) {
				v = math.NaN()
			}
			out.SetSym(i, j, v)
		}
	}
	return out
}

// cholTable factorises a constant covariance, nil if it is not constant or not positive definite.
func cholTable(g *ad.Graph, cov *ad.Node, d, e *ad.Axis) *ad.Node {
	m := matrixOf(cov, d, e)
	if m == nil {
		return nil
	}
	var f mat.Cholesky
	if !f.Factorize(m) {
		return nil
	}
	var l mat.TriDense
	f.LTo(&l)
	t := make([]float64, 0, d.Size*e.Size)
	for i := range d.Size {
		for j := range e.Size {
			t = append(t, l.At(i, j))
		}
	}
	return g.Table([]*ad.Axis{d, e}, t, ad.Real)
}

// positiveDefinite decides on constant matrices; others are met at run time, as NaN.
func positiveDefinite(g *ad.Graph, a Args) *ad.Node {
	cov := a["cov"]
	m := matrixOf(cov.Node, cov.Axes[0], cov.Axes[1])
	if m == nil {
		return g.Truth(true)
	}
	var f mat.Cholesky
	return g.Truth(f.Factorize(m))
}
