package inverse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// curveRow is a curve with its function as a graph.
type curveRow struct {
	name  string
	curve *curve
	value func(g *ad.Graph, x *ad.Node) *ad.Node
}

func curveRows() []curveRow {
	var rows []curveRow
	for op, f := range curves {
		rows = append(rows, curveRow{op.String(), f, apply(op)})
	}
	for _, e := range []float64{2, 3, 4, 5, -1, -2, -3, 0.5, 1.5, -0.5} {
		rows = append(rows, curveRow{fmt.Sprint("power ", e), power(e), func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Pow, x, g.Const(e)) }})
	}
	return append(rows, curveRow{"logit", logitCurve, logit}, curveRow{"odds", oddsCurve, odds})
}

// Every curve: on each piece the inverse undoes it, the image is right, and the slope is the logarithm of
// the derivative.
func TestCurves(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, row := range curveRows() {
		g := ad.NewGraph()
		x := g.Input("x", ad.Real)
		y := row.value(g, x)
		d, err := g.JVP([]*ad.Node{y}, []*ad.Node{x}, []*ad.Node{g.Const(1)})
		if err != nil {
			t.Fatal(err)
		}
		b := &builder{g: g, s: &system{ranges: newRanges(nil)}}
		slope := row.curve.slope(b, x, y)
		for _, p := range row.curve.pieces {
			back := p.inverse(g, y)
			for range 100 {
				at := into(p.domain, 0.8*rng.NormFloat64())
				ref := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{x.Leaf: {at}}})
				value := func(n *ad.Node) float64 {
					v, err := ref.Value(n)
					if err != nil {
						t.Fatal(err)
					}
					return v
				}
				if v := value(y); !p.image.Has(v) {
					t.Errorf("%s(%g) = %g is not in %v", row.name, at, v, p.image)
				}
				deriv := value(d[0])
				loss := 1e-14 * (1 + math.Abs(at) + (1+math.Abs(value(y)))/math.Abs(deriv))
				if v := value(back); !(math.Abs(v-at) < loss) {
					t.Errorf("%s: the inverse gives %.17g for %.17g", row.name, v, at)
				}
				if want := math.Log(math.Abs(deriv)); !(math.Abs(value(slope)-want) < 1e-9) {
					t.Errorf("%s: log-slope %g at %g, want %g", row.name, value(slope), at, want)
				}
			}
		}
	}
}

// Slopes stay exact where derivatives underflow or cancel.
func TestStableSlopes(t *testing.T) {
	for _, c := range []struct {
		op      ad.Op
		x, want float64
	}{
		{ad.Tanh, 400, -800 + 2*math.Ln2}, {ad.Tanh, -400, -800 + 2*math.Ln2}, {ad.Sigmoid, -800, -800}, {ad.Sigmoid, 800, -800},
		{ad.LogCosh, 400, 0}, {ad.LogCosh, 1e-300, -300 * math.Ln10},
		{ad.Softplus, -800, -800}, {ad.Exp, -800, -800}, {ad.Sinh, 800, 800 - math.Ln2}, {ad.Erf, 30, -900 + math.Log(2/math.Sqrt(math.Pi))},
	} {
		g := ad.NewGraph()
		x := g.Input("x", ad.Real)
		b := &builder{g: g, s: &system{ranges: newRanges(nil)}}
		n := curves[c.op].slope(b, x, g.Apply(c.op, x))
		v, err := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{x.Leaf: {c.x}}}).Value(n)
		if err != nil || math.Abs(v-c.want) > 1e-12*math.Abs(c.want) {
			t.Errorf("%v at %g: %.17g, want %.17g, %v", c.op, c.x, v, c.want, err)
		}
	}
}

// No value lies outside of the interval that is found for its node; rounded, it may attain an open end.
func TestRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Steps: 20})
		ref := ad.NewReference(c.Bind)
		r := newRanges(func(n *ad.Node) (Interval, bool) {
			v, ok := c.Bind.Inputs[n.Leaf]
			if !ok {
				v, ok = c.Bind.Params[n.Leaf]
			}
			if !ok || n.Leaf.Index != nil {
				return Line, false
			}
			return tableRange(v), true
		})
		for _, n := range c.Graph.Nodes {
			v, err := ref.Array(n)
			if err != nil {
				continue // what is never read, or has no beginning
			}
			for _, x := range v {
				if iv := r.of(n); !math.IsNaN(x) && !math.IsInf(x, 0) && !(iv.Lo <= x && x <= iv.Hi) {
					t.Fatalf("%v: %.17g is not in %v\n%s", n.Op, x, iv, ad.Dump(n))
				}
			}
		}
	})
}
