package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// spin draws ±1. With logit a, p(+1) = 1/(1 + e^-a); with field h, p(s) ∝ e^{hs}, which is the logit
// 2h; p is p(+1).
var spin = &Row{
	Name: "spin",
	Doc:  "a spin ±1: p(+1) = 1/(1 + exp(-logit)), or p(s) ∝ exp(field*s), or p(+1) = p",
	Params: []Param{
		{Name: "logit", Doc: "log p(+1)/p(-1)"},
		{Name: "field", Doc: "half of the logit"},
		{Name: "p", Domain: unit, Doc: "probability of +1"},
	},
	Forms: [][]string{{"logit"}, {"field"}, {"p"}},
	Kind:  Spin,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c := calc{g}
		if l := c.logit(a); l != nil {
			return c.neg(g.Apply(ad.Softplus, c.neg(c.mul(x, l))))
		}
		return c.logTwo(c.eq(x, g.Integer(1)), a["p"].Node)
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		return c.sel(c.lt(noise(ad.UniformLeaf), c.success(a)), g.Integer(1), g.Integer(-1))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return calc{g}.magnetisation(a) },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		m := c.magnetisation(a)
		return c.sub(c.num(1), c.mul(m, m))
	},
}

var bernoulli = &Row{
	Name: "bernoulli",
	Doc:  "a bit 0 or 1: p(1) = p, or p(1) = 1/(1 + exp(-logit))",
	Params: []Param{
		{Name: "p", Domain: unit, Doc: "probability of 1"},
		{Name: "logit", Doc: "log p(1)/p(0)"},
	},
	Forms: [][]string{{"p"}, {"logit"}},
	Kind:  Bit,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c := calc{g}
		if l := c.logit(a); l != nil {
			flip := c.sub(g.Integer(1), c.mul(g.Integer(2), x))
			return c.neg(g.Apply(ad.Softplus, c.mul(flip, l)))
		}
		return c.logTwo(c.eq(x, g.Integer(1)), a["p"].Node)
	},
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c := calc{g}
		return c.sel(c.lt(noise(ad.UniformLeaf), c.success(a)), g.Integer(1), g.Integer(0))
	},
	mean: func(g *ad.Graph, a Args) *ad.Node { return calc{g}.success(a) },
	vari: func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		p := c.success(a)
		return c.mul(p, c.sub(c.num(1), p))
	},
}

// logit is the logit of a two-valued distribution, nil where only a probability is known. A
// probability that is itself a sigmoid has a logit.
func (c calc) logit(a Args) *ad.Node {
	if l, ok := a["logit"]; ok {
		return l.Node
	}
	if h, ok := a["field"]; ok {
		return c.mul(c.num(2), h.Node)
	}
	if p := a["p"].Node; p.Op == ad.Sigmoid {
		return p.Args[0]
	}
	return nil
}

// success is the probability of the upper one of two values.
func (c calc) success(a Args) *ad.Node {
	if l := c.logit(a); l != nil {
		return c.g.Apply(ad.Sigmoid, l)
	}
	return a["p"].Node
}

// logTwo is log p or log(1-p).
func (c calc) logTwo(up, p *ad.Node) *ad.Node { return c.sel(up, c.log(p), c.log1p(c.neg(p))) }

func (c calc) magnetisation(a Args) *ad.Node {
	if l := c.logit(a); l != nil {
		return c.g.Apply(ad.Tanh, c.mul(c.num(0.5), l))
	}
	return c.sub(c.mul(c.num(2), a["p"].Node), c.num(1))
}

// categorical draws a position on the axis of its argument. Weights p are normalised, so that
// density and draw agree whatever their sum; support excludes categories exactly.
var categorical = &Row{
	Name: "categorical",
	Doc:  "one of several categories: p(k) = p[k], or p(k) ∝ exp(logits[k]); support = [..] excludes those where it is false",
	Params: []Param{
		{Name: "p", Shape: Vector, Domain: unit, Doc: "probabilities"},
		{Name: "logits", Shape: Vector, Doc: "logarithms of weights"},
		{Name: "support", Shape: Vector, Domain: truth, Doc: "the categories that are allowed"},
	},
	Forms:    [][]string{{"p"}, {"logits"}},
	Optional: []string{"support"},
	Joint: []Relation{
		{Names: []string{"p"}, Text: "must add up to 1", Holds: sumsToOne("p")},
		{Names: []string{"support"}, Text: "leaves no category", Drawn: true, Holds: func(g *ad.Graph, a Args) *ad.Node {
			some := g.Reduce(ad.MaxOver, a["support"].Node, a["support"].Axes...)
			return g.Apply(ad.Ne, some, g.Integer(0))
		}},
	},
	Kind: Category,
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c, k := calc{g}, categories(a)
		l, mask := c.logWeights(a)
		lp := c.sub(c.at(l, k, x), c.logTotal(l, mask, k))
		if mask == nil {
			return lp
		}
		// What is excluded has density 0 even where nothing is allowed: such a place lies behind
		// another choice of density 0.
		return c.sel(c.at(mask, k, x), lp, c.num(math.Inf(-1)))
	},
	// The largest of log weight plus Gumbel noise has the right distribution, whatever the
	// normalisation: no cumulative sums, all categories side by side.
	draw: func(g *ad.Graph, noise Noise, a Args) *ad.Node {
		c, k := calc{g}, categories(a)
		l, mask := c.logWeights(a)
		gumbel := c.neg(c.log(c.neg(c.log(noise(ad.UniformLeaf, k)))))
		score := c.add(l, gumbel)
		if mask != nil {
			score = c.sel(mask, score, c.num(math.Inf(-1)))
		}
		return g.Reduce(ad.ArgMax, score, k)
	},
}

// sumsToOne is the condition on probabilities.
func sumsToOne(name string) func(*ad.Graph, Args) *ad.Node {
	return func(g *ad.Graph, a Args) *ad.Node {
		c := calc{g}
		off := c.sub(g.Sum(a[name].Node, a[name].Axes...), c.num(1))
		return c.le(c.abs(off), c.num(1e-6))
	}
}

// categories is the axis of the categories.
func categories(a Args) *ad.Axis {
	for _, name := range []string{"p", "logits", "weights"} {
		if v, ok := a[name]; ok {
			return v.Axes[0]
		}
	}
	panic("dist: categories of a distribution without any")
}

// logWeights returns logarithms of weights and, on the same axis, the categories that are
// allowed (nil for all).
func (c calc) logWeights(a Args) (l, mask *ad.Node) {
	if v, ok := a["logits"]; ok {
		l = v.Node
	} else {
		l = c.log(a["p"].Node)
	}
	if s, ok := a["support"]; ok {
		mask = c.g.Rename(s.Node, s.Axes[0], categories(a))
	}
	return l, mask
}

// logTotal is the logarithm of the sum of the weights that are allowed: terms that are not are
// neutral ones of the maximum and of the sum. It is 0 where none is allowed, so that derivatives of what is
// excluded are zero times finite numbers.
func (c calc) logTotal(l, mask *ad.Node, k *ad.Axis) *ad.Node {
	if mask == nil {
		return c.logSum(l, k)
	}
	some := c.g.Reduce(ad.MaxOver, mask, k)
	m := c.g.Apply(ad.Stop, c.sel(some, c.g.Reduce(ad.MaxOver, c.sel(mask, l, c.num(math.Inf(-1))), k), c.num(0)))
	w := c.sel(mask, c.exp(c.sel(mask, c.sub(l, m), c.num(0))), c.num(0))
	return c.add(m, c.log(c.sel(some, c.g.Sum(w, k), c.num(1))))
}

// delta is a point mass. Its density counts: 0 is the logarithm of the probability of the point.
var delta = &Row{
	Name:     "delta",
	Doc:      "always x",
	Params:   []Param{{Name: "x", Element: true, Doc: "the value, a number or an element of a set"}},
	Forms:    [][]string{{"x"}},
	Kind:     Real,
	Pathwise: true,
	Support:  func(_ *ad.Graph, a Args) (lo, hi *ad.Node) { return a["x"].Node, a["x"].Node },
	density: func(g *ad.Graph, x *ad.Node, a Args) *ad.Node {
		c := calc{g}
		return c.sel(c.eq(x, a["x"].Node), c.num(0), c.num(math.Inf(-1)))
	},
	draw: func(_ *ad.Graph, _ Noise, a Args) *ad.Node { return a["x"].Node },
	mean: func(_ *ad.Graph, a Args) *ad.Node { return a["x"].Node },
	vari: func(g *ad.Graph, _ Args) *ad.Node { return g.Const(0) },
}
