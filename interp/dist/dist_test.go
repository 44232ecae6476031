package dist

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"gonum.org/v1/gonum/integrate/quad"
)

// law is a distribution with numbers for arguments, and where to look at it.
type law struct {
	row    *Row
	args   map[string]float64
	lo, hi float64 // but for a tail of 1e-13, everything lies here
	kink   float64 // where the density is not smooth
}

var continuous = []law{
	{normal, map[string]float64{"mean": 0.3, "sd": 1.7}, -14, 14.6, 0.3},
	{normal, map[string]float64{"mean": -2, "sd": 0.01}, -2.1, -1.9, -2},
	{uniform, map[string]float64{"lo": -1, "hi": 2.5}, -1, 2.5, 0},
	{exponential, map[string]float64{"rate": 3}, 0, 12, 1},
	{laplace, map[string]float64{"loc": 0.5, "scale": 2}, -60, 61, 0.5},
	{gamma, map[string]float64{"shape": 4, "rate": 2}, 0, 25, 2},
	{gamma, map[string]float64{"shape": 1, "rate": 0.5}, 0, 70, 2},
	{beta, map[string]float64{"a": 3, "b": 2}, 0, 1, 0.5},
	{beta, map[string]float64{"a": 40, "b": 17}, 0, 1, 0.7},
	{student, map[string]float64{"dof": 9, "loc": 1, "scale": 0.5}, -60, 60, 1},
	{vonmises, map[string]float64{"mean": 0.5, "kappa": 3}, 0.5 - math.Pi, 0.5 + math.Pi, 0.5},
	{vonmises, map[string]float64{"mean": 0, "kappa": 0}, -math.Pi, math.Pi, 0},
	{vonmises, map[string]float64{"mean": -1, "kappa": 900}, -1.4, -0.6, -1},
}

// at builds arguments as constants.
func (l law) at(g *ad.Graph) Args {
	a := Args{}
	for name, v := range l.args {
		a[name] = Arg{Node: g.Const(v)}
	}
	return a
}

// logDensity evaluates the density at many points at once: constants fold as the graph is built.
func (l law) logDensity(x []float64) []float64 {
	g := ad.NewGraph()
	axis := g.Axis("points", len(x))
	return values(l.row.LogDensity(g, g.Table([]*ad.Axis{axis}, x, ad.Real), l.at(g)), axis)
}

// values reads a constant along an axis, which it may lack.
func values(n *ad.Node, axis *ad.Axis) []float64 {
	if n.Op != ad.Const {
		panic("not a constant: " + n.Op.String())
	}
	if !n.Has(axis) {
		out := make([]float64, axis.Size)
		for i := range out {
			out[i] = n.Table[0]
		}
		return out
	}
	return n.Table
}

// randoms makes noise of n samples along axis, after it any extra axes.
func randoms(g *ad.Graph, axis *ad.Axis, seed uint64) Noise {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(kind ad.LeafKind, extra ...*ad.Axis) *ad.Node {
		axes := append([]*ad.Axis{axis}, extra...)
		t := make([]float64, ad.Elements(axes))
		for i := range t {
			if kind == ad.NormalLeaf {
				t[i] = r.NormFloat64()
			} else {
				t[i] = (float64(r.Uint64()>>12) + 0.5) / (1 << 52)
			}
		}
		return g.Table(axes, t, ad.Real)
	}
}

// draws makes n draws.
func (l law) draws(n int, seed uint64) []float64 {
	g := ad.NewGraph()
	axis := g.Axis("samples", n)
	return values(l.row.Draw(g, randoms(g, axis, seed), l.at(g)), axis)
}

// integrate is ∫ f(x) p(x) dx between a and b, by Gauss-Legendre in pieces.
func (l law) integrate(f func(x float64) float64, a, b float64) float64 {
	const pieces, order = 60, 24
	cuts := []float64{a}
	for _, end := range []float64{math.Min(math.Max(l.kink, a), b), b} {
		from := cuts[len(cuts)-1]
		if end-from < 1e-12*(1+math.Abs(end)) {
			continue
		}
		for i := 1; i < pieces; i++ {
			cuts = append(cuts, from+(end-from)*float64(i)/pieces)
		}
		cuts = append(cuts, end)
	}
	x := make([]float64, order*(len(cuts)-1))
	w := make([]float64, len(x))
	for i := range cuts[1:] {
		quad.Legendre{}.FixedLocations(x[i*order:(i+1)*order], w[i*order:(i+1)*order], cuts[i], cuts[i+1])
	}
	total := 0.0
	for i, lp := range l.logDensity(x) {
		total += w[i] * f(x[i]) * math.Exp(lp)
	}
	return total
}

func one(float64) float64 { return 1 }

func TestDensitiesAreNormalised(t *testing.T) {
	for _, l := range continuous {
		if p := l.integrate(one, l.lo, l.hi); math.Abs(p-1) > 1e-10 {
			t.Errorf("∫ %s%v = %.12f", l.row.Name, l.args, p)
		}
	}
}

func TestMomentsFollowFromTheDensity(t *testing.T) {
	for _, l := range continuous {
		g := ad.NewGraph()
		m, v := l.row.Mean(g, l.at(g)), l.row.Variance(g, l.at(g))
		if m == nil || v == nil {
			continue
		}
		mean := l.integrate(func(x float64) float64 { return x }, l.lo, l.hi)
		vari := l.integrate(func(x float64) float64 { return (x - mean) * (x - mean) }, l.lo, l.hi)
		if math.Abs(mean-m.Table[0]) > 1e-8 || math.Abs(vari-v.Table[0]) > 1e-8*math.Max(1, vari) {
			t.Errorf("%s%v has mean %g and variance %g, by integration %g and %g", l.row.Name, l.args, m.Table[0], v.Table[0], mean, vari)
		}
	}
}

// TestDrawsFollowTheDensity compares counts in bins with the integral of the density: χ² within
// five standard deviations.
func TestDrawsFollowTheDensity(t *testing.T) {
	const n, bins = 20000, 40
	for k, l := range continuous {
		x := l.draws(n, uint64(100+k))
		lo, hi := l.quantile(0.003), l.quantile(0.997)
		counts := make([]float64, bins+2)
		for _, v := range x {
			i := int(math.Floor((v-lo)/(hi-lo)*bins)) + 1
			counts[min(max(i, 0), bins+1)]++
		}
		edges := []float64{l.lo}
		for i := 0; i <= bins; i++ {
			edges = append(edges, lo+(hi-lo)*float64(i)/bins)
		}
		edges = append(edges, l.hi)
		chi, freedom := 0.0, -1.0
		for i, c := range counts {
			if e := n * l.integrate(one, edges[i], edges[i+1]); e > 5 {
				chi += (c - e) * (c - e) / e
				freedom++
			}
		}
		if chi > freedom+5*math.Sqrt(2*freedom) {
			t.Errorf("draws of %s%v: χ² = %.1f for %g degrees of freedom", l.row.Name, l.args, chi, freedom)
		}
	}
}

// quantile finds where the integral of the density is q, by bisection.
func (l law) quantile(q float64) float64 {
	a, b := l.lo, l.hi
	for range 24 {
		m := (a + b) / 2
		if l.integrate(one, l.lo, m) < q {
			a = m
		} else {
			b = m
		}
	}
	return b
}

func TestDensityVanishesOutsideTheSupport(t *testing.T) {
	for _, l := range continuous {
		if l.row.Support == nil {
			continue
		}
		g := ad.NewGraph()
		lo, hi := l.row.Support(g, l.at(g))
		for _, x := range []float64{lo.Table[0] - 1e-9, hi.Table[0] + 1e-9} {
			if p := l.logDensity([]float64{x})[0]; !math.IsInf(x, 0) && !math.IsInf(p, -1) {
				t.Errorf("%s has log density %g at %g, outside of its support", l.row.Name, p, x)
			}
		}
	}
}

// TestDrawsHaveADensity: however small the shapes, a draw is a value with a finite log density.
func TestDrawsHaveADensity(t *testing.T) {
	for _, l := range []law{
		{row: gamma, args: map[string]float64{"shape": 1e-3, "rate": 1}},
		{row: beta, args: map[string]float64{"a": 0.2, "b": 0.2}},
		{row: beta, args: map[string]float64{"a": 1e-3, "b": 1e-3}},
		{row: student, args: map[string]float64{"dof": 0.01, "loc": 0, "scale": 1}},
	} {
		x := l.draws(2000, 1)
		for i, p := range l.logDensity(x) {
			if math.IsInf(p, 0) || math.IsNaN(p) {
				t.Errorf("%s%v draws %g, where the log density is %g", l.row.Name, l.args, x[i], p)
				break
			}
		}
	}
}
