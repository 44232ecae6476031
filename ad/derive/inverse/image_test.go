package inverse

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Whether a target lies in the image is told, sample by sample.
func TestImage(t *testing.T) {
	exp := func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Exp, z) }
	cases := []struct {
		name    string
		iv      Interval
		f       func(s *sample, z *ad.Node) *ad.Node
		targets []float64
		inside  []bool
	}{
		{"exp", Line, exp, []float64{-2, 0, 1e-300, 3}, []bool{false, false, true, true}},
		{"exp of what is above 1", open(1, inf), exp, []float64{2, math.E, 2.8}, []bool{false, false, true}},
		{"z^2, z ≤ 0", left, func(s *sample, z *ad.Node) *ad.Node { return s.mul(z, z) }, []float64{-1, 0, 4}, []bool{false, true, true}},
		{"exp + tanh", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.op(ad.Exp, z), s.op(ad.Tanh, z)) },
			[]float64{-2, -1.01, -0.9, 0, 50}, []bool{false, false, true, true, true}},
		{"z*sigmoid(z), z > 1", open(1, inf), swish, []float64{0.5, 0.7, 0.74, 9}, []bool{false, false, true, true}},
		{"tanh(z)/2 + 1", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.mul(s.c(0.5), s.op(ad.Tanh, z)), s.c(1)) },
			[]float64{0.4, 0.51, 1.4, 1.5}, []bool{false, true, true, false}},
		{"1/z, z > 0", open(0, inf), func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Div, s.c(1), z) }, []float64{-1, 2}, []bool{false, true}},
	}
	for _, c := range cases {
		s := newSample(1)
		s.samples(len(c.targets))
		z := s.unknown("z", c.iv)
		s.m.Out = []*ad.Node{c.f(s, z)}
		inv, err := Invert(s.g, s.m, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		inputs := map[*ad.Leaf][]float64{inv.Target[0].Leaf: c.targets}
		for i, v := range compiled(t, s, inputs, inv.Inside)[0] {
			if (v != 0) != c.inside[i] {
				t.Errorf("%s: %g is inside: %v", c.name, c.targets[i], v != 0)
			}
		}
	}
}

// A map onto the line has no conditions.
func TestImageIsTheLine(t *testing.T) {
	s := newSample(1)
	i := s.g.Axis("i", 4)
	s.m.Out = []*ad.Node{s.coupling(s.unknown("z", Line, i), i, 0, s.affine)}
	inv, err := Invert(s.g, s.m, nil)
	if err != nil || inv.Inside != nil {
		t.Errorf("conditions %v, %v", inv.Inside, err)
	}
}

// One element outside puts the whole array outside.
func TestImageOfArrays(t *testing.T) {
	s := newSample(1)
	s.samples(2)
	i := s.g.Axis("i", 3)
	s.m.Out = []*ad.Node{s.op(ad.Exp, s.unknown("z", Line, i))}
	inv, err := Invert(s.g, s.m, nil)
	if err != nil {
		t.Fatal(err)
	}
	y := inv.Target[0]
	inputs := map[*ad.Leaf][]float64{y.Leaf: s.arrange([]float64{1, 2, 3, 1, -2, 3}, &ad.Node{Axes: []*ad.Axis{s.lane, i}}, &ad.Node{Axes: y.Leaf.Axes})}
	if v := reference(t, s, inputs, inv.Inside)[0]; v[0] != 1 || v[1] != 0 {
		t.Errorf("inside: %v", v)
	}
}

// Targets may be any nodes, and carry axes that the map lacks.
func TestTargets(t *testing.T) {
	s := newSample(1)
	i := s.g.Axis("i", 4)
	z := s.unknown("z", Line, i)
	s.m.Out = []*ad.Node{s.triangular(z, z, i)}
	lane := s.g.Axis("lane", 3)
	lane.Lane = true
	u := s.g.Input("u", ad.Real, lane, i)
	s.inputs[u.Leaf] = s.normals(12, 1)
	inv, err := Invert(s.g, s.m, []*ad.Node{s.op(ad.Sinh, u)})
	if err != nil {
		t.Fatal(err)
	}
	// T(T⁻¹(y)) is y: the map, with its unknown replaced.
	again := replace(s.g, s.m.Out[0], z, inv.Z[0])
	for _, eval := range []evaluator{reference, compiled} {
		v := eval(t, s, s.inputs, again, inv.Target[0])
		got, want := s.arrange(v[0], again, inv.Target[0]), v[1]
		for e := range want {
			if !(math.Abs(got[e]-want[e]) < 1e-12*(1+math.Abs(want[e]))) {
				t.Errorf("element %d: %g, want %g", e, got[e], want[e])
			}
		}
	}
}

// The data of refusals: what is at fault, and where.
func TestRefusalData(t *testing.T) {
	s := newSample(1)
	z := s.unknown("z", Line)
	a := s.param("a", 0.5)
	s.m.Out = []*ad.Node{s.op(ad.Add, z, s.mul(a, s.op(ad.Sin, z)))}
	_, err := Invert(s.g, s.m, nil)
	if r := err.(*Refusal); r.Nodes[0] != s.m.Out[0] || len(r.Free) != 1 || r.Free[0] != a || r.Found != Line || r.Keep == nil || *r.Keep != open(-1, 1) {
		t.Errorf("%+v", r)
	}
	s = newSample(1)
	z = s.unknown("z", Line)
	s.m.Out = []*ad.Node{s.mul(z, s.op(ad.Sigmoid, z))}
	_, err = Invert(s.g, s.m, nil)
	r := err.(*Refusal)
	slope := func(x float64) float64 { p := 1 / (1 + math.Exp(-x)); return p + x*p*(1-p) }
	for k, x := range r.Points {
		if math.Abs(slope(x)-r.Slopes[k]) > 1e-12 {
			t.Errorf("slope at %g is %g, not %g", x, slope(x), r.Slopes[k])
		}
	}
	if !(r.Slopes[0] > 0 && r.Slopes[1] < 0) {
		t.Errorf("slopes %v", r.Slopes)
	}
}
