package ad_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// values are all values of n over axes, row-major.
func values(t *rapid.T, bind ad.Bindings, n *ad.Node, axes []*ad.Axis) []float64 {
	v, err := ad.NewReference(bind).Array(n)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, 0, ad.Elements(axes))
	ad.Each(axes, [][]int{n.Strides(axes)}, func(at []int) { out = append(out, v[at[0]]) })
	return out
}

func near(t *rapid.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= tol*(1+math.Abs(want[i]))) {
			t.Fatalf("%s, element %d: %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestSimplifyKeepsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Into: ad.NewPlainGraph()})
		_, simple := ad.Rebuild(c.Graph, c.Outs)
		for i, n := range c.Outs {
			want := values(t, c.Bind, n, n.Axes)
			near(t, n.Op.String(), values(t, c.Bind, simple[i], n.Axes), want, 1e-10)
		}
	})
}

// vary makes inputs with given values, one for each of nodes.
func vary(c *adtest.Case, nodes []*ad.Node, name string, seed uint64) []*ad.Node {
	rng := rand.New(rand.NewPCG(seed, 2))
	out := make([]*ad.Node, len(nodes))
	for i, n := range nodes {
		out[i] = c.Graph.Input(name, ad.Real, n.Axes...)
		v := make([]float64, n.Size())
		for e := range v {
			v[e] = rng.NormFloat64()
		}
		c.Bind.Inputs[out[i].Leaf] = v
	}
	return out
}

func dot(t *rapid.T, c *adtest.Case, xs, ys []*ad.Node, over [][]*ad.Axis) (sum, size float64) {
	for i := range xs {
		x, y := values(t, c.Bind, xs[i], over[i]), values(t, c.Bind, ys[i], over[i])
		for e := range x {
			sum += x[e] * y[e]
			size += math.Abs(x[e] * y[e])
		}
	}
	return sum, size
}

func axesOf(nodes []*ad.Node) (axes [][]*ad.Axis) {
	for _, n := range nodes {
		axes = append(axes, n.Axes)
	}
	return axes
}

// ⟨c, J dx⟩ = ⟨Jᵀ c, dx⟩ for every graph.
func TestTranspose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{})
		dxs := vary(c, c.Leaves, "dx", 1)
		cts := vary(c, c.Outs, "ct", 2)
		dys, err := c.Graph.JVP(c.Outs, c.Leaves, dxs)
		if err != nil {
			t.Fatal(err)
		}
		grads, err := c.Graph.VJP(c.Outs, cts, c.Leaves)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range c.Leaves {
			if len(ad.Without(grads[i].Axes, x.Axes)) > 0 {
				t.Fatalf("the gradient has the axes %v of %v", grads[i].Axes, x.Axes)
			}
		}
		a, size := dot(t, c, dys, cts, axesOf(c.Outs))
		b, _ := dot(t, c, grads, dxs, axesOf(c.Leaves))
		if !(math.Abs(a-b) <= 1e-10*(1+size)) {
			t.Fatalf("⟨c, J dx⟩ = %v, ⟨Jᵀc, dx⟩ = %v", a, b)
		}
	})
}

// move binds the leaves to their values plus h times those of dxs.
func move(c *adtest.Case, dxs []*ad.Node, h float64) ad.Bindings {
	b := ad.Bindings{Params: map[*ad.Leaf][]float64{}, Inputs: map[*ad.Leaf][]float64{}, Random: c.Bind.Random}
	for l, v := range c.Bind.Inputs {
		b.Inputs[l] = v
	}
	for i, x := range c.Leaves {
		l := x.Leaf
		moved := make([]float64, x.Size())
		at := (&ad.Node{Axes: x.Axes}).Strides(l.Axes)
		e := 0
		ad.Each(l.Axes, [][]int{at}, func(off []int) {
			d := c.Bind.Inputs[dxs[i].Leaf][off[0]]
			switch {
			case l.Kind == ad.InputLeaf:
				moved[e] = c.Bind.Inputs[l][e] + h*d
			case l.Kind == ad.ParamLeaf && l.Index == nil:
				moved[e] = c.Bind.Params[l][e] + h*d
			case l.Kind == ad.ParamLeaf && l.Index[e] >= 0:
				moved[e] = c.Bind.Params[l][l.Index[e]] + h*d
			case l.Kind != ad.ParamLeaf:
				moved[e] = c.Bind.Random(l, e) + h*d
			}
			e++
		})
		if l.Kind != ad.ParamLeaf {
			b.Inputs[l] = moved
			continue
		}
		store := moved
		if l.Index != nil {
			store = make([]float64, l.Len)
			for e, p := range l.Index {
				if p >= 0 {
					store[p] = moved[e]
				}
			}
		}
		b.Params[l] = store
	}
	return b
}

// difference is the derivative of n along dxs by central differences of two steps (Richardson).
func difference(t *rapid.T, c *adtest.Case, n *ad.Node, dxs []*ad.Node) []float64 {
	const h = 2e-3
	at := func(h float64) []float64 { return values(t, move(c, dxs, h), n, n.Axes) }
	p1, m1, p2, m2 := at(h), at(-h), at(2*h), at(-2*h)
	out := make([]float64, len(p1))
	for e := range out {
		out[e] = (8*(p1[e]-m1[e]) - (p2[e] - m2[e])) / (12 * h)
	}
	return out
}

// packedZeros sets the tangent of what a parameter does not store to zero.
func packedZeros(c *adtest.Case, dxs []*ad.Node) {
	for i, x := range c.Leaves {
		if l := x.Leaf; l.Index != nil {
			at := x.Strides(l.Axes)
			e := 0
			ad.Each(l.Axes, [][]int{at}, func(off []int) {
				if l.Index[e] < 0 {
					c.Bind.Inputs[dxs[i].Leaf][off[0]] = 0
				}
				e++
			})
		}
	}
}

func TestTangentsAgainstDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Smooth: true, Steps: 6})
		dxs := vary(c, c.Leaves, "dx", 3)
		packedZeros(c, dxs)
		dys, err := c.Graph.JVP(c.Outs, c.Leaves, dxs)
		if err != nil {
			t.Fatal(err)
		}
		for i, y := range c.Outs {
			want := difference(t, c, y, dxs)
			size := 1.0
			for _, v := range values(t, c.Bind, y, y.Axes) {
				size = math.Max(size, math.Abs(v))
			}
			if size > 20 {
				continue // too steep for differences
			}
			near(t, "tangent of "+y.Op.String(), values(t, c.Bind, dys[i], y.Axes), want, 2e-6*size)
		}
	})
}
