package inverse

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Derivatives of inverses, whatever they are solved by, and of log-determinants agree with differences, in
// the target and in the parameters: the first, those of the first along a line, and those of the second.
func TestDerivatives(t *testing.T) {
	several, _ := severalWays()
	for _, c := range append(append(closedMaps(), several...), matrixMaps()...) {
		t.Run(c.name, func(t *testing.T) {
			s := newSample(13)
			c.make(s)
			inv, err := Invert(s.g, s.m, nil)
			if err != nil {
				t.Fatal(err)
			}
			back := map[*ad.Leaf][]float64{}
			for k, v := range reference(t, s, s.inputs, s.m.Out...) {
				back[inv.Target[k].Leaf] = s.arrange(v, s.m.Out[k], inv.Target[k])
			}
			f := s.c(0)
			for k, z := range inv.Z {
				wave := s.op(ad.Sin, s.op(ad.Add, z, s.c(float64(k))))
				f = s.op(ad.Add, f, s.g.Sum(s.mul(wave, s.g.Table(z.Axes, s.normals(z.Size(), 1), ad.Real)), z.Axes...))
			}
			s.compare(t, f, inv.Target, back)
			second := s.along(t, f, inv.Target)
			s.compare(t, second, inv.Target, back)
			s.compare(t, s.along(t, second, inv.Target), inv.Target, back)
			s.compare(t, inv.LogDet, s.m.In, s.inputs)
		})
	}
}

// along is the derivative of f as all leaves move along a line.
func (s *sample) along(t *testing.T, f *ad.Node, leaves []*ad.Node) *ad.Node {
	t.Helper()
	var seeds []*ad.Node
	for _, x := range leaves {
		seeds = append(seeds, s.g.Table(x.Axes, s.normals(x.Size(), 1), ad.Real))
	}
	d, err := s.g.JVP([]*ad.Node{f}, leaves, seeds)
	if err != nil {
		t.Fatal(err)
	}
	return d[0]
}

// compare checks the gradient of f with respect to leaves and parameters at some elements.
func (s *sample) compare(t *testing.T, f *ad.Node, leaves []*ad.Node, inputs map[*ad.Leaf][]float64) {
	t.Helper()
	leaves = append(append([]*ad.Node{}, leaves...), s.paramNodes...)
	grads, err := s.g.Grad(f, leaves)
	if err != nil {
		t.Fatal(err)
	}
	values := reference(t, s, inputs, grads...)
	for k, x := range leaves {
		v := inputs[x.Leaf]
		if v == nil {
			v = s.params[x.Leaf]
		}
		got := s.arrange(values[k], grads[k], &ad.Node{Axes: x.Leaf.Axes})
		for e, d := range got {
			at := e
			if x.Leaf.Index != nil {
				at = int(x.Leaf.Index[e])
			}
			if at < 0 || e%3 != 0 {
				continue
			}
			h := 1e-4 * math.Min(1, math.Abs(v[at])+0.01)
			var y [4]float64
			old := v[at]
			for i, step := range []float64{-2, -1, 1, 2} {
				v[at] = old + step*h
				y[i] = reference(t, s, inputs, f)[0][0]
			}
			v[at] = old
			want := (8*(y[2]-y[1]) - (y[3] - y[0])) / (12 * h)
			if !(math.Abs(d-want) < 1e-6*(1+math.Abs(want))) {
				t.Errorf("∂/∂%s[%d]: %g, differences %g", x.Leaf.Name, e, d, want)
			}
		}
	}
}
