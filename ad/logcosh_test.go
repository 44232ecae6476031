package ad

import (
	"math"
	"testing"
)

// The logarithm of a hyperbolic cosine is finite where the cosine is not, and accurate where that is near 1, in products
// too; its derivative is a hyperbolic tangent.
func TestLogOfCosh(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{1000, 1000 - math.Ln2}, {-1000, 1000 - math.Ln2}, {1e-9, 5e-19}, {0.5, 0.12011450695827752463},
	} {
		g := NewGraph()
		x := g.Input("x", Real)
		cosh := g.Apply(Cosh, x)
		y := g.Apply(Log, cosh)
		d, err := g.JVP([]*Node{y}, []*Node{x}, []*Node{g.Const(1)})
		if err != nil {
			t.Fatal(err)
		}
		ref := NewReference(Bindings{Inputs: map[*Leaf][]float64{x.Leaf: {c.x}}})
		for _, row := range []struct {
			n    *Node
			want float64
		}{
			{y, c.want}, {g.Apply(Log, g.Apply(Div, g.Const(2), cosh)), math.Ln2 - c.want}, {d[0], math.Tanh(c.x)},
		} {
			if v, err := ref.Value(row.n); err != nil || math.Abs(v-row.want) > 5e-16*math.Abs(row.want) {
				t.Errorf("at %g: %.17g, want %.17g, %v", c.x, v, row.want, err)
			}
		}
	}
}
