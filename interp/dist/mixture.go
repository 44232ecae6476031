package dist

import "github.com/gibbs-lang/gibbs/ad"

// mixture draws a component with the probability of its weight, then from the component. All
// components are of one row; their arguments run along the axis of the weights.
var mixture = &Row{
	Name: "mixture",
	Doc:  "one of several distributions of one kind, each with a weight",
	Params: []Param{
		{Name: "weights", Shape: Vector, Domain: unit},
		{Name: "components", Shape: Component},
	},
	Forms: [][]string{{"weights", "components"}},
	Joint: []Relation{{Names: []string{"weights"}, Text: "must add up to 1", Holds: sumsToOne("weights")}},
	Kind:  Inherited,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, w, of := calc{g}, a["weights"], a["components"].Of
		k, logw := w.Axes[0], c.log(w.Node)
		l := c.add(logw, of.Row.density(g, x, of.Args))
		return c.sub(c.logSum(l, k), c.logSum(logw, k))
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		w, of := a["weights"], a["components"].Of
		k := categorical.draw(g, noise, Args{"p": w})
		return of.Row.draw(g, noise, choose(calc{g}, of.Args, w.Axes[0], k))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return moments(g, a, 1) },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		m, second := moments(g, a, 1), moments(g, a, 2)
		if m == nil || second == nil {
			return nil
		}
		c := calc{g}
		return c.sub(second, c.mul(m, m))
	},
}

// choose reads the arguments of one component.
func choose(c calc, a Args, axis *ad.Axis, at *ad.Node) Args {
	out := Args{}
	for name, arg := range a {
		if arg.Of != nil {
			arg.Of = &Dist{Row: arg.Of.Row, Args: choose(c, arg.Of.Args, axis, at)}
		} else {
			arg.Node = c.at(arg.Node, axis, at)
		}
		out[name] = arg
	}
	return out
}

// moments is the mean of x (order 1) or of x² (order 2) under a mixture, nil if a component has none.
func moments(g *ad.Graph, a Args, order int) *ad.Node {
	c, w, of := calc{g}, a["weights"], a["components"].Of
	m := of.Row.Mean(g, of.Args)
	if m == nil {
		return nil
	}
	if order == 2 {
		v := of.Row.Variance(g, of.Args)
		if v == nil {
			return nil
		}
		m = c.add(v, c.mul(m, m))
	}
	p := c.div(w.Node, g.Sum(w.Node, w.Axes...))
	return g.Sum(c.mul(p, m), w.Axes...)
}
