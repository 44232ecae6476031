package dist

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// Weak is the derivative of a density with respect to one of its arguments as a difference of two distributions,
//
//	∂p/∂a = Factor (Plus - Minus),
//
// so that ∂⟨f⟩/∂a = Factor (⟨f⟩₊ - ⟨f⟩₋): Mohamed et al., arXiv:1906.10652, section 6. Plus and Minus are draws of the
// two, made from the same noise wherever it makes them alike; nil stands for the draw itself.
type Weak struct {
	Factor      *ad.Node
	Plus, Minus *ad.Node
}

// decomposition writes the weak derivative at a draw x.
type decomposition func(c calc, x *ad.Node, noise Noise, a Args) Weak

// Weak is the weak derivative with respect to a numerical argument at a draw x; noise makes further random numbers.
// False where the derivative is not known as a difference of distributions that can be drawn from.
func (r *Row) Weak(g *ad.Graph, param string, x *ad.Node, noise Noise, a Args) (Weak, bool) {
	d, ok := weak[r.Name][param]
	if !ok {
		return Weak{}, false
	}
	return d(calc{g}, x, noise, a), true
}

var weak = map[string]map[string]decomposition{
	"normal":      {"mean": normalSlice.shift("mean", "sd"), "sd": normalSlice.stretch("mean", "sd")},
	"laplace":     {"loc": laplaceSlice.shift("loc", "scale"), "scale": laplaceSlice.stretch("loc", "scale")},
	"student":     {"loc": studentSlice.shift("loc", "scale"), "scale": studentSlice.stretch("loc", "scale")},
	"uniform":     {"lo": uniformLo, "hi": uniformHi},
	"exponential": {"rate": exponentialRate},
	"gamma":       {"rate": gammaRate},
	"vonmises":    {"mean": vonMisesMean},
}

// slice describes a density p(z) that is symmetric and falls on both sides of 0, the standard form of a family that is
// shifted and stretched.
type slice struct {
	top   func(c calc, a Args) *ad.Node                   // p(0)
	above func(c calc, z, logu *ad.Node, a Args) *ad.Node // the y ≥ |z| with p(y) = u p(z)
}

// shift is the derivative with respect to the centre: -p'(z) is p(0) times a density on either side, of which
// z = p⁻¹(u p(0)) is a draw. One draw serves both sides; of the normal distribution it is Weibull's (or Rayleigh's).
func (s slice) shift(loc, scale string) decomposition {
	return func(c calc, x *ad.Node, noise Noise, a Args) Weak {
		m, w := a[loc].Node, a[scale].Node
		d := c.mul(w, s.above(c, c.num(0), c.log(noise(ad.UniformLeaf)), a))
		return Weak{Factor: c.div(s.top(c, a), w), Plus: c.add(m, d), Minus: c.sub(m, d)}
	}
}

// stretch is the derivative with respect to the width: -d(z p)/dz = -z p'(z) - p(z). A draw z of p is a uniform share of
// a draw y of -y p'(y) (Khinchin), and given z that y has the distribution function 1 - p(y)/p(z). Of the normal
// distribution it is Maxwell's on both sides.
func (s slice) stretch(loc, scale string) decomposition {
	return func(c calc, x *ad.Node, noise Noise, a Args) Weak {
		m, w := a[loc].Node, a[scale].Node
		z := c.div(c.sub(x, m), w)
		y := s.above(c, z, c.log(noise(ad.UniformLeaf)), a)
		d := c.mul(w, y)
		return Weak{Factor: c.div(c.num(1), w), Plus: c.sel(c.lt(z, c.num(0)), c.sub(m, d), c.add(m, d))}
	}
}

var normalSlice = slice{
	top: func(c calc, _ Args) *ad.Node { return c.num(math.Exp(-halfLog2Pi)) },
	above: func(c calc, z, logu *ad.Node, _ Args) *ad.Node {
		return c.sqrt(c.sub(c.mul(z, z), c.mul(c.num(2), logu)))
	},
}

var laplaceSlice = slice{
	top:   func(c calc, _ Args) *ad.Node { return c.num(0.5) },
	above: func(c calc, z, logu *ad.Node, _ Args) *ad.Node { return c.sub(c.abs(z), logu) },
}

var studentSlice = slice{
	top: func(c calc, a Args) *ad.Node {
		h := c.mul(c.num(0.5), a["dof"].Node)
		l := c.sub(c.lgamma(c.add(h, c.num(0.5))), c.lgamma(h))
		return c.exp(c.sub(l, c.mul(c.num(0.5), c.log(c.mul(c.num(math.Pi), a["dof"].Node)))))
	},
	// 1 + y²/ν = (1 + z²/ν) u^{-2/(ν+1)}
	above: func(c calc, z, logu *ad.Node, a Args) *ad.Node {
		dof := a["dof"].Node
		grow := c.g.Apply(ad.Expm1, c.div(c.mul(c.num(-2), logu), c.add(dof, c.num(1))))
		return c.sqrt(c.add(c.mul(z, z), c.mul(c.add(dof, c.mul(z, z)), grow)))
	},
}

// ∂⟨f⟩/∂hi = (f(hi) - ⟨f⟩)/(hi - lo).
func uniformHi(c calc, _ *ad.Node, _ Noise, a Args) Weak {
	return Weak{Factor: c.div(c.num(1), c.sub(a["hi"].Node, a["lo"].Node)), Plus: a["hi"].Node}
}

func uniformLo(c calc, _ *ad.Node, _ Noise, a Args) Weak {
	return Weak{Factor: c.div(c.num(1), c.sub(a["hi"].Node, a["lo"].Node)), Minus: a["lo"].Node}
}

// The derivative of a gamma density with respect to its rate goes from one more unit of shape to the shape itself; a
// variable of one more unit is the draw and an exponential one.
func oneMore(c calc, x *ad.Node, noise Noise, rate *ad.Node) *ad.Node {
	return c.sub(x, c.div(c.log(noise(ad.UniformLeaf)), rate))
}

func exponentialRate(c calc, x *ad.Node, noise Noise, a Args) Weak {
	rate := a["rate"].Node
	return Weak{Factor: c.div(c.num(1), rate), Minus: oneMore(c, x, noise, rate)}
}

func gammaRate(c calc, x *ad.Node, noise Noise, a Args) Weak {
	rate := a["rate"].Node
	return Weak{Factor: c.div(a["shape"].Node, rate), Minus: oneMore(c, x, noise, rate)}
}

// The derivative with respect to the direction is κ sin(t) times the density, t = x - mean: on either side the cosine has
// a density ∝ exp(κ cos t), exponential on (-1, 1). Its weight is sinh(κ)/(π I₀(κ)).
func vonMisesMean(c calc, _ *ad.Node, noise Noise, a Args) Weak {
	kappa := c.g.Apply(ad.Max, a["kappa"].Node, c.num(1e-8)) // below, the density is even to rounding
	span := c.neg(c.g.Apply(ad.Expm1, c.mul(c.num(-2), kappa)))
	rest := c.sub(c.num(1), noise(ad.UniformLeaf))
	cosine := c.add(c.num(1), c.div(c.log1p(c.neg(c.mul(rest, span))), kappa))
	t := c.g.Apply(ad.Acos, c.g.Apply(ad.Max, c.num(-1), cosine))
	weight := c.exp(c.sub(a["kappa"].Node, c.g.Apply(ad.LogBesselI0, a["kappa"].Node)))
	level := c.neg(c.g.Apply(ad.Expm1, c.mul(c.num(-2), a["kappa"].Node)))
	return Weak{Factor: c.mul(c.num(1/(2*math.Pi)), weight, level), Plus: c.add(a["mean"].Node, t), Minus: c.sub(a["mean"].Node, t)}
}
