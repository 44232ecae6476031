package exec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// couplings is a chain of affine couplings (Dinh et al., arXiv:1605.08803) with one hidden layer each, and
// the loss E = Σ z⁴/4 - log|det|, of normal numbers pushed through it.
type couplings struct {
	g       *ad.Graph
	x       []*ad.Node // the last positions, half by half
	loss    *ad.Node
	weights []*ad.Node
	params  map[*ad.Leaf][]float64
}

func newCouplings(half, layers, width, batch int) *couplings {
	g := ad.NewGraph()
	f := &couplings{g: g, params: map[*ad.Leaf][]float64{}}
	i, j, h, h2 := g.Axis("i", half), g.Axis("j", half), g.Axis("h", width), g.Axis("h2", width)
	lane := g.Axis("sample", batch)
	lane.Lane = true
	rng := rand.New(rand.NewPCG(3, 4))
	param := func(name string, scale float64, axes ...*ad.Axis) *ad.Node {
		l := &ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes, Len: ad.Elements(axes)}
		v := make([]float64, l.Len)
		for e := range v {
			v[e] = scale * rng.NormFloat64()
		}
		f.params[l] = v
		n := g.Leaf(l)
		f.weights = append(f.weights, n)
		return n
	}
	for k := range 2 {
		f.x = append(f.x, g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: []*ad.Axis{i, lane}, Stream: uint64(k)}))
	}
	volume := g.Const(0)
	for k := range layers {
		from, to := f.x[k%2], f.x[1-k%2]
		name := fmt.Sprint(k)
		dense := func(w string, x *ad.Node, out, in *ad.Axis, over *ad.Axis) *ad.Node {
			p := param(w+name, 1/math.Sqrt(float64(in.Size)), out, in)
			b := param("b"+w+name, 0.1, out)
			return g.Apply(ad.Add, b, g.Sum(g.Apply(ad.Mul, p, g.Rename(x, over, in)), in))
		}
		a := g.Apply(ad.Tanh, dense("A", from, h, j, i))
		b := g.Apply(ad.Tanh, dense("B", a, h2, h, h))
		s := g.Apply(ad.Tanh, dense("S", b, i, h2, h2))
		t := dense("T", b, i, h2, h2)
		f.x[1-k%2] = g.Apply(ad.Add, g.Apply(ad.Mul, to, g.Apply(ad.Exp, s)), t)
		volume = g.Apply(ad.Add, volume, g.Sum(s, i))
	}
	energy := g.Const(0)
	for _, x := range f.x {
		square := g.Apply(ad.Mul, x, x)
		energy = g.Apply(ad.Add, energy, g.Sum(g.Apply(ad.Mul, g.Const(0.25), g.Apply(ad.Mul, square, square)), i))
	}
	f.loss = g.Apply(ad.Div, g.Sum(g.Apply(ad.Sub, energy, volume), lane), g.Integer(batch))
	return f
}

func (f *couplings) outputs(t testing.TB) []Output {
	grads, err := f.g.Grad(f.loss, f.weights)
	if err != nil {
		t.Fatal(err)
	}
	outs := []Output{{Node: f.loss}}
	for k, d := range grads {
		outs = append(outs, Output{Node: d, Pack: f.weights[k].Leaf})
	}
	return outs
}

func TestGradientOfCouplings(t *testing.T) {
	f := newCouplings(2, 3, 5, 37)
	outs := f.outputs(t)
	p := compile(t, f.g, outs, Options{Workers: 2, Tile: 8})
	env := &Env{Params: f.params, Seed: 5}
	run(t, p, env)
	grads := make([][]float64, len(outs))
	for i := range outs {
		grads[i] = append(grads[i], p.Value(i)...)
	}
	for i, o := range outs[1:] {
		theta := f.params[o.Pack]
		at := len(theta) / 2
		difference := func(h float64) float64 {
			was := theta[at]
			theta[at] = was + h
			run(t, p, env)
			up := p.Value(0)[0]
			theta[at] = was - h
			run(t, p, env)
			theta[at] = was
			return (up - p.Value(0)[0]) / (2 * h)
		}
		const h = 1e-3
		want := (4*difference(h/2) - difference(h)) / 3 // error of order h⁴
		if got := grads[i+1][at]; math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
			t.Errorf("∂/∂%s[%d] = %v, differences give %v", o.Pack.Name, at, got, want)
		}
	}
}

func BenchmarkCouplings(b *testing.B) {
	f := newCouplings(6, 8, 64, 1024)
	outs := f.outputs(b)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			benchmarkPlan(b, compile(b, f.g, outs, Options{Workers: workers}), &Env{Params: f.params, Seed: 5}, workers)
		})
	}
}
