package dist

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"gonum.org/v1/gonum/integrate/quad"
)

// open makes the arguments inputs of the graph, so that it can be differentiated in them.
func (l law) open(g *ad.Graph) (a Args, leaves map[string]*ad.Node, bind ad.Bindings) {
	a, leaves = Args{}, map[string]*ad.Node{}
	bind.Inputs = map[*ad.Leaf][]float64{}
	for name, v := range l.args {
		n := g.Input(name, ad.Real)
		a[name], leaves[name] = Arg{Node: n}, n
		bind.Inputs[n.Leaf] = []float64{v}
	}
	return a, leaves, bind
}

// array evaluates a node along an axis, which it may lack.
func array(t *testing.T, bind ad.Bindings, n *ad.Node, axis *ad.Axis) []float64 {
	t.Helper()
	v, err := ad.NewReference(bind).Array(n)
	if err != nil {
		t.Fatal(err)
	}
	for len(v) < axis.Size {
		v = append(v, v[0])
	}
	return v
}

// TestScoreHasMeanZero: ∫ p ∂ log p/∂θ dx = 0, where the support does not depend on θ.
func TestScoreHasMeanZero(t *testing.T) {
	for _, l := range continuous {
		if l.row == uniform {
			continue
		}
		const pieces, order = 80, 24
		x, w := make([]float64, 2*pieces*order), make([]float64, 2*pieces*order)
		for i := range 2 * pieces {
			// Pieces shrink towards the ends, where a logarithm may diverge.
			end, k := l.lo, float64(i)
			if i >= pieces {
				end, k = l.hi, float64(2*pieces-1-i)
			}
			cut := func(k float64) float64 { return end + (l.kink-end)*math.Pow(k/pieces, 4) }
			at := order * i
			quad.Legendre{}.FixedLocations(x[at:at+order], w[at:at+order], math.Min(cut(k), cut(k+1)), math.Max(cut(k), cut(k+1)))
		}
		g := ad.NewGraph()
		axis := g.Axis("points", len(x))
		a, leaves, bind := l.open(g)
		lp := l.row.LogDensity(g, g.Table([]*ad.Axis{axis}, x, ad.Real), a)
		p := array(t, bind, lp, axis)
		for name, leaf := range leaves {
			grad, err := g.Grad(lp, []*ad.Node{leaf}, axis)
			if err != nil {
				t.Errorf("%s in %s: %v", l.row.Name, name, err)
				continue
			}
			mean, size := 0.0, 0.0
			for i, d := range array(t, bind, grad[0], axis) {
				mean += w[i] * math.Exp(p[i]) * d
				size += w[i] * math.Exp(p[i]) * math.Abs(d)
			}
			if !(math.Abs(mean) <= 1e-9*math.Max(1, size)) {
				t.Errorf("%s%v: ⟨∂ log p/∂%s⟩ = %g, of size %g", l.row.Name, l.args, name, mean, size)
			}
		}
	}
}

// TestDrawsCanBeDifferentiated: the mean of ∂x/∂θ over draws is the derivative of the mean, and
// that of ∂x²/∂θ the derivative of the second moment, within five standard errors.
func TestDrawsCanBeDifferentiated(t *testing.T) {
	const n = 3000
	for k, l := range continuous {
		if !l.row.Pathwise {
			continue
		}
		g := ad.NewGraph()
		axis := g.Axis("samples", n)
		a, leaves, bind := l.open(g)
		x := l.row.Draw(g, randoms(g, axis, uint64(k)), a)
		c := calc{g}
		m, v := l.row.Mean(g, a), l.row.Variance(g, a)
		for name, leaf := range leaves {
			dx, err := g.Grad(x, []*ad.Node{leaf}, axis)
			if err != nil {
				t.Errorf("%s in %s: %v", l.row.Name, name, err)
				continue
			}
			check := func(what string, got, want *ad.Node) {
				exact, err := g.Grad(want, []*ad.Node{leaf})
				if err != nil {
					t.Errorf("%s: %v", l.row.Name, err)
					return
				}
				e := array(t, bind, exact[0], &ad.Axis{Size: 1})[0]
				sum, square := 0.0, 0.0
				for _, d := range array(t, bind, got, axis) {
					sum, square = sum+d/n, square+d*d/n
				}
				if sigma := math.Sqrt((square - sum*sum) / n); !(math.Abs(sum-e) <= 5*sigma+1e-9) {
					t.Errorf("%s%v: ∂%s/∂%s of draws is %g ± %g, exactly %g", l.row.Name, l.args, what, name, sum, sigma, e)
				}
			}
			check("x", dx[0], m)
			if v != nil {
				check("x²", c.mul(c.num(2), x, dx[0]), c.add(v, c.mul(m, m)))
			}
		}
	}
}

// TestDiscreteScores: Σ p ∂ log p/∂θ = 0 exactly, and categories that are excluded have no influence.
func TestDiscreteScores(t *testing.T) {
	g := ad.NewGraph()
	k := g.Axis("k", 4)
	logits := g.Input("logits", ad.Real, k)
	logit := g.Input("logit", ad.Real)
	bind := ad.Bindings{Inputs: map[*ad.Leaf][]float64{logits.Leaf: {0.3, -1, 700, 2}, logit.Leaf: {-0.8}}}
	mask := Arg{Node: g.Table([]*ad.Axis{k}, []float64{1, 1, 0, 1}, ad.Bool), Axes: []*ad.Axis{k}}
	vec, num := Arg{Node: logits, Axes: []*ad.Axis{k}}, Arg{Node: logit}
	for name, c := range map[string]struct {
		d  Dist
		in *ad.Node
	}{
		"spin":      {Dist{spin, Args{"logit": num}}, logit},
		"field":     {Dist{spin, Args{"field": num}}, logit},
		"p":         {Dist{spin, Args{"p": {Node: g.Apply(ad.Exp, logit)}}}, logit},
		"bernoulli": {Dist{bernoulli, Args{"logit": num}}, logit},
		"all":       {Dist{categorical, Args{"logits": vec}}, logits},
		"some":      {Dist{categorical, Args{"logits": vec, "support": mask}}, logits},
		"weights":   {Dist{categorical, Args{"p": {Node: g.Apply(ad.Sigmoid, logits), Axes: vec.Axes}}}, logits},
	} {
		x := c.d.Row.Values(c.d.Args)
		v := g.Axis("value", len(x))
		lp := c.d.Row.LogDensity(g, g.Table([]*ad.Axis{v}, x, ad.Int), c.d.Args)
		score, err := g.Grad(lp, []*ad.Node{c.in}, v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := array(t, bind, lp, v)
		grad, err := ad.NewReference(bind).Array(score[0])
		if err != nil {
			t.Fatal(err)
		}
		stride := score[0].Strides([]*ad.Axis{k, v})
		for j := range max(1, c.in.Size()) {
			mean := 0.0
			for i := range x {
				d := grad[i*stride[1]+j*stride[0]]
				if name == "some" && j == 2 && d != 0 {
					t.Errorf("an excluded category has the score %g", d)
				}
				if p[i] > math.Inf(-1) {
					mean += math.Exp(p[i]) * d
				}
			}
			if !(math.Abs(mean) < 1e-14) {
				t.Errorf("%s: ⟨∂ log p⟩ = %g", name, mean)
			}
		}
	}
}
