package ad

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// samples are arguments at which operations are smooth, for those that are not defined everywhere.
var samples = map[Op][][]float64{
	Acosh:            {{1.5}, {7}},
	Log:              {{0.2}, {3}},
	Log1p:            {{-0.4}, {3}},
	Sqrt:             {{0.2}, {3}},
	Asin:             {{-0.6}, {0.3}},
	Acos:             {{-0.6}, {0.3}},
	Atanh:            {{-0.6}, {0.3}},
	Lgamma:           {{0.4}, {4.5}, {-1.3}},
	Digamma:          {{0.4}, {4.5}, {-1.3}},
	NormQuantile:     {{0.1}, {0.7}},
	Pow:              {{0.3, -1.2}, {2, 3.5}, {-2, 3}},
	Mod:              {{1.3, 0.7}, {-1.3, 0.7}, {1.3, -0.7}},
	Div:              {{1.3, -0.7}},
	Atan2:            {{1.3, -0.7}, {-0.2, -1}, {0.2, 1}},
	Polygamma:        {{1, 0.7}, {3, 2.5}},
	BesselJ:          {{0, 0.7}, {3, 2.5}, {1, -3}},
	BesselY:          {{0, 0.7}, {3, 2.5}},
	BesselRatio:      {{0, 0.7}, {1, 0}, {3, 2.5}, {2, -4}},
	SphericalJ:       {{0, 0}, {0, 0.7}, {1, 0}, {3, 2.5}, {6, 3}},
	GammaP:           {{0.6, 0.3}, {4, 7}},
	GammaPSlope:      {{0.6, 0.3}, {4, 7}},
	GammaQuantile:    {{0.6, 0.3}, {4, 0.8}},
	VonMisesCDF:      {{0.6, 0.3}, {4, -1}, {300, 0.1}},
	VonMisesSlope:    {{0.6, 0.3}, {4, -1}, {300, 0.1}},
	VonMisesQuantile: {{0.6, 0.3}, {4, 0.8}},
	BetaInc:          {{0.6, 2, 0.3}, {4, 3, 0.8}},
	BetaQuantile:     {{0.6, 2, 0.3}, {4, 3, 0.8}},
}

// Every elementwise operation is flat, linear in a way of its own, or has a rule that agrees with
// differences of its values in every argument; where it has none, that is an error.
func TestRows(t *testing.T) {
	for op := range numOps {
		row := op.Info()
		if row.Name == "" {
			t.Errorf("operation %d has no row", op)
		}
		if row.Class != ElementClass || op == Select {
			continue
		}
		if flat[op] != (partials[op] == nil) {
			t.Errorf("%v: flat %v, rule %v", op, flat[op], partials[op] != nil)
		}
		points := samples[op]
		if points == nil {
			points = [][]float64{{-0.7}, {0.4}, {1.9}}
			if row.Arity == 2 {
				points = [][]float64{{-0.7, 0.4}, {1.9, -2.5}}
			}
		}
		for _, x := range points {
			for k := range x {
				checkRule(t, op, x, k)
			}
		}
	}
}

func checkRule(t *testing.T, op Op, x []float64, k int) {
	t.Helper()
	g := NewGraph()
	args := make([]*Node, len(x))
	bind := map[*Leaf][]float64{}
	for i := range args {
		args[i] = g.Input("x", Real)
		bind[args[i].Leaf] = x[i : i+1]
	}
	d, err := g.Grad(g.Apply(op, args...), args[k:k+1])
	var no *NoDerivative
	if errors.As(err, &no) {
		if no.Op != op || partials[op](g, g.Apply(op, args...), k) != nil {
			t.Errorf("%v: %v", op, err)
		}
		return
	}
	got := array(t, d[0], bind)[0]
	want := 0.0
	if !flat[op] {
		want = slopeOf(op.Info().Value, x, k)
	}
	if math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
		t.Errorf("∂%v%v, argument %d: %v, differences %v", op, x, k, got, want)
	}
}

// slopeOf is the derivative by central differences of two steps.
func slopeOf(f func([]float64) float64, x []float64, k int) float64 {
	h := 1e-3 * math.Max(math.Abs(x[k]), 0.1)
	at := func(d float64) float64 {
		y := slices.Clone(x)
		y[k] += d
		return f(y)
	}
	return (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
}

// Derivatives at points where a careless rule is infinite or not a number.
func TestSpecialPoints(t *testing.T) {
	g := NewGraph()
	x := g.Input("x", Real)
	half := g.Const(0.5)
	at := func(n *Node, v float64) float64 { return array(t, n, map[*Leaf][]float64{x.Leaf: {v}})[0] }
	grad := func(n *Node) *Node { return must(g.Grad(n, []*Node{x}))(t)[0] }
	guard := g.Apply(Lt, g.zero(), x)
	for _, c := range []struct {
		what    string
		y       *Node
		x, want float64
	}{
		{"max(x, 0) at 0", g.Apply(Max, x, g.zero()), 0, 0},
		{"max(0, x) at 0", g.Apply(Max, g.zero(), x), 0, 0},
		{"min(x, 0) at 0", g.Apply(Min, x, g.zero()), 0, 0},
		{"|x| at 0", g.Apply(Abs, x), 0, 0},
		{"√x under a guard", g.Select(guard, g.Apply(Sqrt, x), g.zero()), 0, 0},
		{"x log x under a guard", g.Select(guard, g.mul(x, g.Apply(Log, x)), g.zero()), 0, 0},
		{"tanh(√x)/x under a guard", g.Select(guard, g.div(g.Apply(Tanh, g.Apply(Sqrt, x)), x), half), -1, 0},
		{"x³ at 0", g.Apply(Pow, x, g.Const(3)), 0, 0},
		{"x¹ at 0", g.Apply(Pow, x, g.Const(1)), 0, 1},
		{"softplus(-800)", g.Apply(Softplus, x), -800, 0},
		{"softplus(800)", g.Apply(Softplus, x), 800, 1},
		{"log(1+e^x) at 800", g.LogSumExp(g.Select(g.Apply(Eq, g.Iota(g.Axis("k", 2)), g.Integer(0)), x, g.zero()), nil, g.Axes[len(g.Axes)-1]), 800, 1},
		{"sigmoid(-800)", g.Apply(Sigmoid, x), -800, 0},
		{"stop(x)·x", g.mul(g.Apply(Stop, x), x), 3, 3},
		{"x^x at 2", g.Apply(Pow, x, x), 2, 4 * (1 + math.Ln2)},
	} {
		if got := at(grad(c.y), c.x); math.Abs(got-c.want) > 1e-14 {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// Products with zeros have exact derivatives of every order.
func TestProductZeros(t *testing.T) {
	g := NewGraph()
	i := g.Axis("i", 3)
	x := g.Input("x", Real, i)
	y := g.Reduce(Prod, x, i)
	grad := must(g.Grad(y, []*Node{x}))(t)[0]
	h, _, err := g.Hessian(y, x, []*Axis{i})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ x, grad, hess []float64 }{
		{[]float64{2, 3, 5}, []float64{15, 10, 6}, []float64{0, 5, 3, 5, 0, 2, 3, 2, 0}},
		{[]float64{2, 0, 5}, []float64{0, 10, 0}, []float64{0, 5, 0, 5, 0, 2, 0, 2, 0}},
		{[]float64{0, 0, 5}, []float64{0, 0, 0}, []float64{0, 5, 0, 5, 0, 0, 0, 0, 0}},
	} {
		bind := map[*Leaf][]float64{x.Leaf: c.x}
		if got := array(t, grad, bind); !slices.Equal(got, c.grad) {
			t.Errorf("gradient at %v: %v", c.x, got)
		}
		if got := array(t, h, bind); !slices.Equal(got, c.hess) {
			t.Errorf("Hessian at %v: %v", c.x, got)
		}
	}
}

// The maximum shares its derivative equally among the elements that attain it.
func TestMaximumTies(t *testing.T) {
	g := NewGraph()
	i := g.Axis("i", 4)
	x := g.Input("x", Real, i)
	d := must(g.Grad(g.Reduce(MaxOver, x, i), []*Node{x}))(t)[0]
	if got := array(t, d, map[*Leaf][]float64{x.Leaf: {3, 1, 3, 2}}); !slices.Equal(got, []float64{0.5, 0, 0.5, 0}) {
		t.Errorf("%v", got)
	}
}
