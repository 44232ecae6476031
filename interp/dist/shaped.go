package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Distributions whose draws go through the quantile of a gamma or von Mises variable: one uniform
// number each, differentiable in the shape, too.

// least is where draws that would underflow stay, so that their density is finite.
const least = 1e-290

// gammaDraw is a gamma variable of rate 1.
func (c calc) gammaDraw(noise Noise, shape *ad.Node, extra ...*ad.Axis) *ad.Node {
	x := c.g.Apply(ad.GammaQuantile, shape, noise(ad.UniformLeaf, extra...))
	return c.g.Apply(ad.Max, x, c.num(least))
}

var gamma = &Row{
	Name: "gamma",
	Doc:  "the gamma distribution with density ∝ x^(shape-1) exp(-rate*x); its mean is shape/rate",
	Params: []Param{
		{Name: "shape", Domain: positive},
		{Name: "rate", Domain: positive, Doc: "inverse scale"},
	},
	Forms:    [][]string{{"shape", "rate"}},
	Pathwise: true,
	Support:  half,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, k, rate := calc{g}, a["shape"].Node, a["rate"].Node
		l := c.add(c.mul(k, c.log(rate)), c.mul(c.sub(k, c.num(1)), c.log(x)))
		l = c.sub(l, c.add(c.mul(rate, x), c.lgamma(k)))
		return c.sel(c.lt(c.num(0), x), l, c.num(math.Inf(-1)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		return c.div(c.gammaDraw(noise, a["shape"].Node), a["rate"].Node)
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return calc{g}.div(a["shape"].Node, a["rate"].Node) },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, rate := calc{g}, a["rate"].Node
		return c.div(a["shape"].Node, c.mul(rate, rate))
	},
}

// logGamma is the logarithm of a gamma variable of rate 1, from G(a) = G(a+1) U^{1/a}: it does not
// underflow for small shapes.
func (c calc) logGamma(noise Noise, shape *ad.Node, extra ...*ad.Axis) *ad.Node {
	above := c.gammaDraw(noise, c.add(shape, c.num(1)), extra...)
	return c.add(c.log(above), c.div(c.log(noise(ad.UniformLeaf, extra...)), shape))
}

var beta = &Row{
	Name: "beta",
	Doc:  "the beta distribution on (0, 1) with density ∝ x^(a-1) (1-x)^(b-1)",
	Params: []Param{
		{Name: "a", Domain: positive},
		{Name: "b", Domain: positive},
	},
	Forms:    [][]string{{"a", "b"}},
	Pathwise: true,
	Support:  func(g *ad.Graph, _ Args) (lo, hi *ad.Node) { return g.Const(0), g.Const(1) },
	density: func(g *ad.Graph, x *ad.Node, args Args) *ad.Node {
		c, a, b := calc{g}, args["a"].Node, args["b"].Node
		logB := c.sub(c.add(c.lgamma(a), c.lgamma(b)), c.lgamma(c.add(a, b)))
		l := c.add(c.mul(c.sub(a, c.num(1)), c.log(x)), c.mul(c.sub(b, c.num(1)), c.log1p(c.neg(x))))
		inside := c.and(c.lt(c.num(0), x), c.lt(x, c.num(1)))
		return c.sel(inside, c.sub(l, logB), c.num(math.Inf(-1)))
	},
	draw: func(g *ad.Graph, noise Noise, args Args) *ad.Node {
		c := calc{g}
		x := g.Apply(ad.Sigmoid, c.sub(c.logGamma(noise, args["a"].Node), c.logGamma(noise, args["b"].Node)))
		return g.Apply(ad.Max, g.Apply(ad.Min, x, c.num(math.Nextafter(1, 0))), c.num(least))
	},
	mean: func(g *ad.Graph, args Args) *ad.Node {
		c, a, b := calc{g}, args["a"].Node, args["b"].Node
		return c.div(a, c.add(a, b))
	},
	vari: func(g *ad.Graph, args Args) *ad.Node {
		c, a, b := calc{g}, args["a"].Node, args["b"].Node
		n := c.add(a, b)
		return c.div(c.mul(a, b), c.mul(n, n, c.add(n, c.num(1))))
	},
}

var student = &Row{
	Name:     "student",
	Doc:      "Student's t distribution with dof degrees of freedom, shifted by loc and stretched by scale",
	Params:   append([]Param{{Name: "dof", Domain: positive, Doc: "degrees of freedom"}}, locScale...),
	Forms:    [][]string{{"dof", "loc", "scale"}},
	Pathwise: true,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, dof, scale := calc{g}, a["dof"].Node, a["scale"].Node
		z := c.div(c.sub(x, a["loc"].Node), scale)
		h := c.mul(c.num(0.5), c.add(dof, c.num(1)))
		norm := c.sub(c.lgamma(h), c.lgamma(c.mul(c.num(0.5), dof)))
		width := c.add(c.mul(c.num(0.5), c.add(c.log(dof), c.num(math.Log(math.Pi)))), c.log(scale))
		return c.sub(c.sub(norm, width), c.mul(h, c.log1p(c.div(c.mul(z, z), dof))))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		k := c.mul(c.num(0.5), a["dof"].Node)
		w := c.div(c.gammaDraw(noise, k), k)
		return c.add(a["loc"].Node, c.mul(a["scale"].Node, c.div(noise(ad.NormalLeaf), c.sqrt(w))))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		return c.sel(c.lt(c.num(1), a["dof"].Node), a["loc"].Node, c.num(math.NaN()))
	},
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, dof, s := calc{g}, a["dof"].Node, a["scale"].Node
		v := c.div(c.mul(s, s, dof), c.sub(dof, c.num(2)))
		heavy := c.sel(c.lt(c.num(1), dof), c.num(math.Inf(1)), c.num(math.NaN()))
		return c.sel(c.lt(c.num(2), dof), v, heavy)
	},
}

// vonmises lives on the circle: its density has period 2π, its draws lie within π of the mean.
var vonmises = &Row{
	Name: "vonmises",
	Doc:  "the von Mises distribution of an angle, with density ∝ exp(kappa*cos(x - mean))",
	Params: []Param{
		{Name: "mean", Domain: finite, Doc: "mean direction"},
		{Name: "kappa", Domain: notNegative, Doc: "concentration"},
	},
	Forms:    [][]string{{"mean", "kappa"}},
	Pathwise: true,
	Period:   2 * math.Pi,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, kappa := calc{g}, a["kappa"].Node
		energy := c.mul(kappa, g.Apply(ad.Cos, c.sub(x, a["mean"].Node)))
		return c.sub(energy, c.add(c.num(2*halfLog2Pi), g.Apply(ad.LogBesselI0, kappa)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		return calc{g}.add(a["mean"].Node, g.Apply(ad.VonMisesQuantile, a["kappa"].Node, noise(ad.UniformLeaf)))
	},
	mean: func(_ *ad.Graph, a Args) *ad.Node { return a["mean"].Node },
}
