package ad

import (
	"math"
	"testing"
)

// The gradient of Σ_{i<j} 1/(xᵢ-xⱼ)⁶ is finite, though every derivative is infinite where i = j.
func TestGradientOfGuardedPowers(t *testing.T) {
	g := NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 3)
	x := g.Input("x", Real, i)
	d := g.Apply(Sub, x, g.Rename(x, i, j))
	inverse := g.Apply(Div, g.Const(1), g.Apply(Pow, d, g.Integer(2)))
	term := g.Apply(Pow, inverse, g.Integer(3))
	before := g.Apply(Lt, g.Iota(i), g.Iota(j))
	u := g.Sum(g.Select(before, term, g.Const(0)), i, j)
	grads, err := g.Grad(u, []*Node{x})
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewReference(Bindings{Inputs: map[*Leaf][]float64{x.Leaf: {1, 2, 3}}}).Array(grads[0])
	if err != nil {
		t.Fatal(err)
	}
	// d/dx₁ = 6·(1⁻⁷ + 2⁻⁷).
	for k, want := range []float64{6 + 6.0/128, 0, -6 - 6.0/128} {
		if math.Abs(got[k]-want) > 1e-12 {
			t.Errorf("derivative %d is %v, should be %v", k, got[k], want)
		}
	}
}
