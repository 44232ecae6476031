package exec

import (
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// Determinants, inverses and their gradients are those of the reference, for numbers and for samples, whole
// or in part.
func TestMatrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 9)
		size := rapid.IntRange(1, 5).Draw(t, "size")
		r, c := w.g.Axis("r", size), w.g.Axis("c", size)
		axes := append(w.some(rapid.Bool().Draw(t, "samples")), r, c)
		a := w.g.Input("a", ad.Real, axes...)
		w.inputs[a.Leaf] = w.numbers(ad.Elements(axes))
		// Far from singular: 6 times the unit matrix and numbers up to 1.
		x := w.g.Apply(ad.Add, w.g.Apply(ad.Sin, a), w.g.Apply(ad.Mul, w.g.Const(6), w.g.Delta(r, c)))
		det, inv := w.g.LogAbsDet(x, r, c), w.g.InverseT(x, r, c)
		volume := w.g.Det(w.g.Apply(ad.Sin, a), r, c)
		y := w.g.Apply(ad.Add, det, w.g.Sum(w.g.Apply(ad.Cos, inv), r))
		grad, err := w.g.Grad(w.g.Sum(y, y.Axes...), []*ad.Node{a})
		if err != nil {
			t.Fatal(err)
		}
		corner := w.g.Gather(inv, []*ad.Axis{r, c}, []*ad.Node{w.g.Integer(size - 1), w.g.Integer(0)})
		nodes := []*ad.Node{det, inv, y, grad[0], volume}
		nodes = rapid.Permutation(nodes).Draw(t, "outputs")[:rapid.IntRange(1, 5).Draw(t, "number")]
		nodes = append(nodes, corner)
		var outs []Output
		for _, n := range nodes {
			outs = append(outs, Output{Node: n})
		}
		p, err := Compile(w.g, outs, Options{Workers: 1, Tile: 8})
		if err != nil {
			t.Fatal(err)
		}
		env := &Env{Params: w.params, Inputs: w.inputs}
		if err := p.Run(env); err != nil {
			t.Fatal(err)
		}
		ref := ad.NewReference(ad.Bindings{Params: w.params, Inputs: w.inputs})
		for i, n := range nodes {
			want, err := ref.Array(n)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Clone(p.Value(i)); !equal(got, want, 1e-11) {
				t.Fatalf("%v over %v: %v, want %v", n.Op, n.Axes, got, want)
			}
		}
	})
}
