package derive

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/gibbs-lang/gibbs/ad"
)

// Functions of all configurations that differ from one at the ends of a pair: rewritten, they have the same values, and
// no sum over the sites varies with the pair.
func TestChangesKeepValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := ad.NewGraph()
		n := rapid.IntRange(9, 12).Draw(t, "sites")
		site, other, pair := g.Axis("site", n), g.Axis("other", n), g.Axis("pair", 7)
		numbers := func(name string, size int) []float64 {
			return rapid.SliceOfN(rapid.Float64Range(-2, 2), size, size).Draw(t, name)
		}
		places := func(name string) *ad.Node {
			table := make([]float64, pair.Size)
			for i := range table {
				table[i] = float64(rapid.IntRange(0, n-1).Draw(t, name))
			}
			return g.Table([]*ad.Axis{pair}, table, ad.Int)
		}
		leaf, weights := g.Input("s", ad.Real, site), g.Input("w", ad.Real, site, other)
		bind := ad.Bindings{Inputs: map[*ad.Leaf][]float64{leaf.Leaf: numbers("s", n), weights.Leaf: numbers("w", n*n)}}
		s := leaf
		for range rapid.IntRange(1, 2).Draw(t, "changes") {
			here := g.Apply(ad.Eq, g.Iota(site), places("place"))
			s = g.Select(here, rapid.SampledFrom([]*ad.Node{g.Apply(ad.Neg, s), g.Const(0.7), g.Apply(ad.Sub, g.Const(1), s)}).Draw(t, "change"), s)
		}
		there := g.Gather(s, []*ad.Axis{site}, []*ad.Node{g.Iota(other)})
		bonds := g.Axis("bond", n-1)
		end := func(by int) *ad.Node {
			table := make([]float64, bonds.Size)
			for i := range table {
				table[i] = float64(i + by)
			}
			return g.Gather(s, []*ad.Axis{site}, []*ad.Node{g.Table([]*ad.Axis{bonds}, table, ad.Int)})
		}
		hidden := g.Apply(ad.Tanh, g.Sum(g.Apply(ad.Mul, weights, s), site))
		fs := []*ad.Node{
			hidden,
			g.Sum(g.Apply(ad.Mul, weights, hidden), other),
			g.Sum(g.Apply(ad.Mul, g.Apply(ad.Mul, weights, s), there), site, other),
			g.Sum(g.Apply(ad.Mul, end(0), end(1)), bonds),
			g.Sum(g.Apply(ad.Div, g.Apply(ad.Sub, s, weights), g.Apply(ad.Exp, weights)), site),
			g.Sum(g.Apply(ad.Mul, weights, g.Apply(ad.Neg, g.Apply(ad.Sub, weights, s))), site),
			g.Sum(g.Apply(ad.Select, g.Apply(ad.Lt, g.Iota(site), g.Integer(4)), g.Apply(ad.Neg, s), weights), site),
			g.Sum(g.Apply(ad.Mul, g.Apply(ad.Mul, weights, s), g.Apply(ad.Add, s, weights)), site),
		}
		ref := ad.NewReference(bind)
		for i, f := range Changes(g, fs...) {
			want, err := ref.Array(fs[i])
			if err != nil {
				t.Fatal(err)
			}
			got, err := ref.Array(f)
			if err != nil {
				t.Fatal(err)
			}
			axes := fs[i].Axes // f may lack one along which nothing changes
			ad.Each(axes, [][]int{fs[i].Strides(axes), f.Strides(axes)}, func(at []int) {
				if math.Abs(got[at[1]]-want[at[0]]) > 1e-11*(1+math.Abs(want[at[0]])) {
					t.Fatalf("function %d, element %d: %v, want %v", i, at[0], got[at[1]], want[at[0]])
				}
			})
		}
		inner := Changes(g, hidden)[0].Args[0]
		if inner.Op == ad.Sum || !inner.Has(pair) || sumsVary(inner, site, pair) {
			t.Fatalf("sums are made again for each pair:\n%s", ad.Dump(inner))
		}
	})
}

// sumsVary tells whether a sum over one axis reads terms along another.
func sumsVary(n *ad.Node, over, along *ad.Axis) bool {
	if n.Op == ad.Sum && n.Args[0].Has(over) && n.Args[0].Has(along) {
		return true
	}
	for _, a := range n.Args {
		if sumsVary(a, over, along) {
			return true
		}
	}
	return false
}
