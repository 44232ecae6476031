package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

var normal = &Row{
	Name: "normal",
	Doc:  "the normal distribution with this mean and standard deviation (not variance)",
	Params: []Param{
		{Name: "mean", Domain: finite},
		{Name: "sd", Domain: positive, Doc: "standard deviation"},
	},
	Forms:    [][]string{{"mean", "sd"}},
	Pathwise: true,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, sd := calc{g}, a["sd"].Node
		z := c.div(c.sub(x, a["mean"].Node), sd)
		return c.sub(c.mul(c.num(-0.5), c.mul(z, z)), c.add(c.log(sd), c.num(halfLog2Pi)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		return c.add(a["mean"].Node, c.mul(a["sd"].Node, noise(ad.NormalLeaf)))
	},
	mean: func(_ *ad.Graph, a Args) *ad.Node { return a["mean"].Node },
	vari: func(g *ad.Graph, a Args) *ad.Node { return calc{g}.mul(a["sd"].Node, a["sd"].Node) },
}

var uniform = &Row{
	Name: "uniform",
	Doc:  "uniform between lo and hi",
	Params: []Param{
		{Name: "lo", Domain: finite},
		{Name: "hi", Domain: finite},
	},
	Forms: [][]string{{"lo", "hi"}},
	Joint: []Relation{{Names: []string{"lo", "hi"}, Text: "must be in order, lo < hi", Holds: func(g *ad.Graph, a Args) *ad.Node {
		return g.Apply(ad.Lt, a["lo"].Node, a["hi"].Node)
	}}},
	Pathwise: true,
	Support:  func(_ *ad.Graph, a Args) (lo, hi *ad.Node) { return a["lo"].Node, a["hi"].Node },
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, lo, hi := calc{g}, a["lo"].Node, a["hi"].Node
		return c.within(x, lo, hi, c.neg(c.log(c.sub(hi, lo))))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c, lo, hi := calc{g}, a["lo"].Node, a["hi"].Node
		return c.add(lo, c.mul(c.sub(hi, lo), noise(ad.UniformLeaf)))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		return c.mul(c.num(0.5), c.add(a["lo"].Node, a["hi"].Node))
	},
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		w := c.sub(a["hi"].Node, a["lo"].Node)
		return c.div(c.mul(w, w), c.num(12))
	},
}

// half is the support of what is not negative.
func half(g *ad.Graph, _ Args) (lo, hi *ad.Node) { return g.Const(0), g.Const(math.Inf(1)) }

var exponential = &Row{
	Name:     "exponential",
	Doc:      "the exponential distribution with density rate*exp(-rate*x) on x ≥ 0",
	Params:   []Param{{Name: "rate", Domain: positive, Doc: "1/mean"}},
	Forms:    [][]string{{"rate"}},
	Pathwise: true,
	Support:  half,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, rate := calc{g}, a["rate"].Node
		return c.within(x, c.num(0), c.num(math.Inf(1)), c.sub(c.log(rate), c.mul(rate, x)))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		return c.div(c.neg(c.log(noise(ad.UniformLeaf))), a["rate"].Node)
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return calc{g}.div(g.Const(1), a["rate"].Node) },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, rate := calc{g}, a["rate"].Node
		return c.div(c.num(1), c.mul(rate, rate))
	},
}

// locScale are the arguments of a family of shifted and stretched distributions.
var locScale = []Param{
	{Name: "loc", Domain: finite, Doc: "centre"},
	{Name: "scale", Domain: positive, Doc: "width"},
}

func locNode(_ *ad.Graph, a Args) *ad.Node { return a["loc"].Node }

var laplace = &Row{
	Name:     "laplace",
	Doc:      "the Laplace distribution with density exp(-|x - loc|/scale)/(2 scale)",
	Params:   locScale,
	Forms:    [][]string{{"loc", "scale"}},
	Pathwise: true,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, scale := calc{g}, a["scale"].Node
		z := c.div(c.abs(c.sub(x, a["loc"].Node)), scale)
		return c.neg(c.add(z, c.log(scale), c.num(math.Ln2)))
	},
	// The inverse of the cumulative distribution, each half from its own tail.
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c, u := calc{g}, noise(ad.UniformLeaf)
		two := c.num(2)
		left := c.log(c.mul(two, u))
		right := c.neg(c.log(c.mul(two, c.sub(c.num(1), u))))
		z := c.sel(c.lt(u, c.num(0.5)), left, right)
		return c.add(a["loc"].Node, c.mul(a["scale"].Node, z))
	},
	mean: locNode,
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c, s := calc{g}, a["scale"].Node
		return c.mul(c.num(2), c.mul(s, s))
	},
}
