package ad

import "testing"

// A sum of products of matrices and rows is a sum of contractions: no node has an element for each of their terms.
func TestSumOfTerms(t *testing.T) {
	g := NewGraph()
	i, j, samples := g.Axis("i", 5), g.Axis("j", 7), g.Axis("samples", 11)
	samples.Lane = true
	a, b := g.Input("A", Real, i, j), g.Input("B", Real, i, j)
	x, y, z := g.Input("x", Real, j, samples), g.Input("y", Real, j, samples), g.Input("z", Real, j, samples)
	term := g.add(g.sub(g.mul(a, x), g.neg(g.mul(b, y))), g.neg(g.sub(g.mul(a, y), g.exp(z))))
	before := len(g.Nodes)
	sum := g.Sum(term, j)
	want := g.sub(g.add(g.Sum(g.mul(a, x), j), g.Sum(g.mul(b, y), j)), g.Sum(g.mul(a, y), j))
	if want = g.add(want, g.Sum(g.exp(z), j)); sum != want {
		t.Errorf("the sum is not that of its parts")
	}
	for _, n := range g.Nodes[before:] {
		if n.Op != Mul && n.Size() == 5*7*11 {
			t.Errorf("%v has an element for each term", n.Op)
		}
	}
	// A product with a factor of all axes is added up as it is, with what stands beside it.
	if plain := g.Sum(g.add(g.mul(x, y), g.exp(z)), j); plain.Op != Sum || plain.Args[0].Op != Add {
		t.Errorf("a sum without contractions was taken apart")
	}
}
