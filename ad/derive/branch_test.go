package derive

import (
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// A chain of draws x[i] = a[i] x[i-1] + u[i] and what is made of it; another value at each place in turn makes again what
// comes after it, and keeps means over samples.
func TestBranch(t *testing.T) {
	g := ad.NewGraph()
	lane := g.Axis("sample", 3)
	lane.Lane = true
	i, other := g.Axis("i", 5), g.Axis("i′", 5)
	rng := rand.New(rand.NewPCG(1, 2))
	numbers := func(n int) []float64 {
		out := make([]float64, n)
		for k := range out {
			out[k] = rng.NormFloat64()
		}
		return out
	}
	a, u, v := g.Input("a", ad.Real, i), g.Input("u", ad.Real, i, lane), g.Input("v", ad.Real, i, lane)
	x := g.Ref("x", ad.Real, i, lane)
	position := g.Iota(i)
	first := g.Apply(ad.Eq, position, g.Integer(0))
	before := g.Select(first, g.Integer(-1), g.Apply(ad.Sub, position, g.Integer(1)))
	last := g.Gather(x, []*ad.Axis{i}, []*ad.Node{before})
	g.Bind(x, g.Select(first, u, g.Apply(ad.Add, g.Apply(ad.Mul, a, last), u)))
	// f is Σ x² less the mean over samples of x at the end.
	end := g.Gather(x, []*ad.Axis{i}, []*ad.Node{g.Integer(4)})
	mean := g.Apply(ad.Div, g.Sum(end, lane), g.Const(3))
	f := g.Apply(ad.Sub, g.Sum(g.Apply(ad.Mul, x, x), i), mean)
	moved := Branch(g, f, x, lane, []*ad.Axis{other}, func(again func(*ad.Node) *ad.Node) *ad.Node {
		return g.Select(g.Apply(ad.Eq, g.Iota(i), g.Iota(other)), v, again(x.Leaf.Body))
	})
	if len(moved.Axes) != 2 || !moved.Has(other) || !moved.Has(lane) {
		t.Fatalf("the branch carries %d axes", len(moved.Axes))
	}
	av, uv, vv := numbers(5), numbers(15), numbers(15)
	b := ad.Bindings{Inputs: map[*ad.Leaf][]float64{a.Leaf: av, u.Leaf: uv, v.Leaf: vv}}
	got := arrayOf(t, b, moved)
	chain := func(s, changed int) (x [5]float64) {
		for k := range x {
			x[k] = uv[3*k+s]
			if k > 0 {
				x[k] += av[k] * x[k-1]
			}
			if k == changed {
				x[k] = vv[3*k+s]
			}
		}
		return x
	}
	strides := moved.Strides([]*ad.Axis{other, lane})
	for s := range 3 {
		centre := 0.0
		for r := range 3 {
			centre += chain(r, -1)[4] / 3
		}
		for k := range 5 {
			want := -centre
			for _, y := range chain(s, k) {
				want += y * y
			}
			if d := got[k*strides[0]+s*strides[1]] - want; d > 1e-12 || d < -1e-12 {
				t.Errorf("another value at %d of sample %d: %v, want %v", k, s, got[k*strides[0]+s*strides[1]], want)
			}
		}
	}
	if same := Branch(g, mean, x, lane, []*ad.Axis{other}, nil); same != mean {
		t.Error("a mean over samples was made again")
	}
}

// Nodes that differ in numbers and positions become one node, others are chosen between; position by position nothing changes.
func TestMerge(t *testing.T) {
	g := ad.NewGraph()
	i, axis := g.Axis("i", 4), g.Axis("v", 4)
	x := g.Input("x", ad.Real, i)
	shifted := func(k int) *ad.Node {
		table := make([]float64, 4)
		for j := range table {
			table[j] = float64((j + k) % 4)
		}
		return g.Gather(x, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{i}, table, ad.Int)})
	}
	scaled := func(c float64) *ad.Node { return g.Apply(ad.Exp, g.Apply(ad.Mul, g.Const(c), x)) }
	for name, c := range map[string]struct {
		list    []*ad.Node
		selects bool
	}{
		"positions": {[]*ad.Node{x, shifted(1), shifted(2), shifted(3)}, false},
		"numbers":   {[]*ad.Node{scaled(2), scaled(3), scaled(-2), scaled(0.5)}, false},
		"forms":     {[]*ad.Node{x, scaled(3), g.Sum(x, i), g.Const(7)}, true},
		"constants": {[]*ad.Node{g.Const(1), g.Iota(i), g.Truth(true), g.Integer(3)}, false},
		"the same":  {[]*ad.Node{x, x, x, x}, false},
	} {
		m := Merge(g, c.list, axis, map[string]*ad.Node{})
		b := ad.Bindings{Inputs: map[*ad.Leaf][]float64{x.Leaf: {0.3, -1, 2, 0.7}}}
		got := arrayOf(t, b, m)
		at := m.Strides([]*ad.Axis{axis, i})
		for v, n := range c.list {
			want, from := arrayOf(t, b, n), n.Strides([]*ad.Axis{i})
			for j := range 4 {
				if got[v*at[0]+j*at[1]] != want[j*from[0]] {
					t.Errorf("%s: element %d of %d is %v, want %v", name, j, v, got[v*at[0]+j*at[1]], want[j*from[0]])
				}
			}
		}
		if selects := counts(m, ad.Select) > 0; selects != c.selects {
			t.Errorf("%s: chosen by the position: %v", name, selects)
		}
	}
}

// counts counts operations of a kind.
func counts(n *ad.Node, op ad.Op) int {
	k := 0
	for _, p := range components([]*ad.Node{n}) {
		for _, m := range p.nodes {
			if m.Op == op {
				k++
			}
		}
	}
	return k
}

func arrayOf(t *testing.T, b ad.Bindings, n *ad.Node) []float64 {
	t.Helper()
	v, err := ad.NewReference(b).Array(n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
