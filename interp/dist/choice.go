package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Choice is one of two distributions, by a condition that is known where it is drawn: if test then yes else no. Both
// draw values of one kind. Its density is that of the one that is chosen: where that is a point mass, with respect to
// counting, and where it is continuous, with respect to length.
var Choice = &Row{
	Name: "if",
	Params: []Param{
		{Name: "test", Domain: truth},
		{Name: "then", Shape: Component},
		{Name: "else", Shape: Component},
	},
	Kind: Inherited,
	Support: func(g *ad.Graph, a Args) (lo, hi *ad.Node) {
		lo, hi = supportOf(g, a["then"].Of)
		lo2, hi2 := supportOf(g, a["else"].Of)
		return g.Apply(ad.Min, lo, lo2), g.Apply(ad.Max, hi, hi2)
	},
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		yes, no := a["then"].Of, a["else"].Of
		return g.Select(a["test"].Node, yes.Row.density(g, x, yes.Args), no.Row.density(g, x, no.Args))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		yes, no := a["then"].Of, a["else"].Of
		return g.Select(a["test"].Node, yes.Row.draw(g, noise, yes.Args), no.Row.draw(g, noise, no.Args))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return chosen(g, a, (*Row).Mean) },
	vari: func(g *ad.Graph, a Args) *ad.Node { return chosen(g, a, (*Row).Variance) },
}

// supportOf is the support of a distribution, the whole line where its row has none.
func supportOf(g *ad.Graph, d *Dist) (lo, hi *ad.Node) {
	if d.Row.Support == nil {
		return g.Const(math.Inf(-1)), g.Const(math.Inf(1))
	}
	return d.Row.Support(g, d.Args)
}

// chosen is a moment of the distribution that is chosen, nil if either has none.
func chosen(g *ad.Graph, a Args, moment func(*Row, *ad.Graph, Args) *ad.Node) *ad.Node {
	yes, no := a["then"].Of, a["else"].Of
	x, y := moment(yes.Row, g, yes.Args), moment(no.Row, g, no.Args)
	if x == nil || y == nil {
		return nil
	}
	return g.Select(a["test"].Node, x, y)
}
