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

// difference is the derivative of n along dxs by central differences of two steps (Richardson),
// and a bound of its error from doing so with two pairs of steps.
func difference(t *rapid.T, c *adtest.Case, n *ad.Node, dxs []*ad.Node) (d, bound []float64) {
	at := func(h float64) []float64 { return values(t, move(c, dxs, h), n, n.Axes) }
	const h = 5e-4
	var slope [3][]float64
	for k := range slope {
		step := h * float64(int(1)<<k)
		plus, minus := at(step), at(-step)
		for e := range plus {
			slope[k] = append(slope[k], (plus[e]-minus[e])/(2*step))
		}
	}
	for e := range slope[0] {
		fine, coarse := (4*slope[0][e]-slope[1][e])/3, (4*slope[1][e]-slope[2][e])/3
		d = append(d, fine)
		bound = append(bound, 4*math.Abs(fine-coarse)+1e-7)
	}
	return d, bound
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
			compare(t, c, y, dys[i], dxs)
		}
	})
}

// compare checks the tangent dy of y against differences.
func compare(t *rapid.T, c *adtest.Case, y, dy *ad.Node, dxs []*ad.Node) {
	want, bound := difference(t, c, y, dxs)
	size := 1.0
	for _, v := range values(t, c.Bind, y, y.Axes) {
		size = math.Max(size, math.Abs(v))
	}
	// A tangent may carry fewer axes than its value; never more.
	for e, got := range values(t, c.Bind, dy, y.Axes) {
		if bound[e] > 1e-3*(1+math.Abs(want[e])) {
			continue // too steep: the differences have not converged
		}
		if !(math.Abs(got-want[e]) <= bound[e]*size) {
			t.Fatalf("tangent of %v, element %d: %v, want %v ± %v", y.Op, e, got, want[e], bound[e]*size)
		}
	}
}

// total is the sum of all elements of all outputs, weighted.
func total(c *adtest.Case) *ad.Node {
	g := c.Graph
	sum := g.Const(0)
	for i, y := range c.Outs {
		w := g.Const(1 / float64(i+1))
		sum = g.Apply(ad.Add, sum, g.Sum(g.Apply(ad.Mul, w, g.Apply(ad.Sin, y)), y.Axes...))
	}
	return sum
}

// The derivative of the gradient along dx is the Hessian times dx, whether taken forwards over
// backwards, backwards over backwards, or by differences of gradients.
func TestSecondDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Smooth: true, Steps: 4})
		g, y := c.Graph, total(c)
		dxs := vary(c, c.Leaves, "dx", 4)
		packedZeros(c, dxs)
		grads, err := g.Grad(y, c.Leaves)
		if err != nil {
			t.Fatal(err)
		}
		forward, err := g.JVP(grads, c.Leaves, dxs)
		if err != nil {
			t.Fatal(err)
		}
		slope := g.Const(0)
		for i, x := range c.Leaves {
			slope = g.Apply(ad.Add, slope, g.Sum(g.Apply(ad.Mul, grads[i], dxs[i]), x.Axes...))
		}
		backward, err := g.Grad(slope, c.Leaves)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range c.Leaves {
			want := values(t, c.Bind, forward[i], x.Axes)
			near(t, "Hessian times dx of "+x.Leaf.Name, values(t, c.Bind, backward[i], x.Axes), want, 1e-9)
			compare(t, c, grads[i], forward[i], dxs)
		}
	})
}

// The Laplacian, pushed forwards, is the trace of the Hessian.
func TestLaplacian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := adtest.Graph(t, adtest.Options{Smooth: true, Steps: 5, NoLane: true})
		g, y := c.Graph, total(c)
		for _, x := range c.Leaves {
			lap, err := g.Laplacian(y, x, x.Axes)
			if err != nil {
				t.Fatal(err)
			}
			h, fresh, err := g.Hessian(y, x, x.Axes)
			if err != nil {
				t.Fatal(err)
			}
			both := append(append([]*ad.Axis{}, x.Axes...), fresh...)
			v := values(t, c.Bind, h, both)
			n := x.Size()
			trace, size := 0.0, 1.0
			for i := range n {
				trace += v[i*n+i]
				for j := range n {
					size = math.Max(size, math.Abs(v[i*n+j]))
					if d := v[i*n+j] - v[j*n+i]; math.Abs(d) > 1e-10*size {
						t.Fatalf("the Hessian for %s is not symmetric: %v", x.Leaf.Name, v)
					}
				}
			}
			near(t, "Laplacian for "+x.Leaf.Name, values(t, c.Bind, lap, nil), []float64{trace}, 1e-9*size)
		}
	})
}
