package inverse

import (
	"errors"
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// bounded is a parameter in (-1, 1): a free number behind a sigmoid.
func (s *sample) bounded(name string, axes ...*ad.Axis) *ad.Node {
	return s.op(ad.Add, s.c(-1), s.mul(s.c(2), s.op(ad.Sigmoid, s.param(name, 1, axes...))))
}

func swish(s *sample, z *ad.Node) *ad.Node { return s.mul(z, s.op(ad.Sigmoid, z)) }

// severalWays are maps in which an unknown is met several times; numeric says how they are solved.
func severalWays() (cases []mapCase, numeric map[string]bool) {
	numeric = map[string]bool{}
	linear := func(c mapCase) { cases = append(cases, c) }
	monotone := func(c mapCase) { cases, numeric[c.name] = append(cases, c), true }
	linear(elementwise("a*z + b*z", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Sub, s.mul(s.c(2), z), s.mul(s.c(0.5), z))
	}))
	linear(elementwise("tanh z/2 + tanh z/4", Line, func(s *sample, z *ad.Node) *ad.Node {
		x := s.op(ad.Tanh, z)
		return s.sum(s.mul(s.c(0.5), x), s.mul(s.param("a", 1), x))
	}))
	monotone(elementwise("z + a*sin z", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Add, z, s.mul(s.bounded("a"), s.op(ad.Sin, z)))
	}))
	monotone(elementwise("z^3 + z", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Add, s.op(ad.Pow, z, s.c(3)), z)
	}))
	monotone(elementwise("z^3 - 3z^2 + 4z", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.sum(s.op(ad.Pow, z, s.c(3)), s.mul(s.c(-3), z, z), s.mul(s.c(4), z))
	}))
	monotone(elementwise("swish on the right", open(0, inf), swish))
	monotone(elementwise("swish from -1", open(-1, inf), swish))
	monotone(elementwise("z*exp(-z) on (0,1)", open(0, 1), func(s *sample, z *ad.Node) *ad.Node {
		return s.mul(z, s.op(ad.Exp, s.op(ad.Neg, z)))
	}))
	monotone(elementwise("z - sin z, falling", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Sub, s.op(ad.Sin, z), z)
	}))
	monotone(elementwise("sinh(z + exp z)", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Sinh, s.op(ad.Add, z, s.op(ad.Exp, z)))
	}))
	monotone(elementwise("sinh z - z", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Sub, s.op(ad.Sinh, z), z)
	}))
	monotone(elementwise("z + 2|z|/3", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Add, z, s.mul(s.c(2./3), s.op(ad.Abs, z)))
	}))
	monotone(elementwise("leaky max", Line, func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Max, z, s.mul(s.c(0.1), z))
	}))
	monotone(elementwise("log z + z", open(0, inf), func(s *sample, z *ad.Node) *ad.Node {
		return s.op(ad.Add, z, s.op(ad.Log, z))
	}))
	monotone(mapCase{"sinh z + L z", func(s *sample) {
		i := s.g.Axis("i", 4)
		z := s.unknown("z", Line, i)
		j := s.g.Axis("j", 4)
		l := s.g.Table([]*ad.Axis{i, j}, []float64{2, 0, 0, 0, 1, 0.1, 0, 0, 0.3, 0.2, 0.5, 0, 1, 1, 1, 3}, ad.Real)
		s.m.Out = []*ad.Node{s.op(ad.Add, s.op(ad.Sinh, z), s.g.Sum(s.mul(l, s.g.Rename(z, i, j)), j))}
	}})
	monotone(mapCase{"odd curves, turned", func(s *sample) {
		i := s.g.Axis("i", 5)
		z := s.unknown("z", Line, i)
		u := s.op(ad.Asinh, s.op(ad.Add, z, s.lower(z, i, false, func(z *ad.Node) *ad.Node { return z })))
		one, rest := s.g.Axis("one", 1), s.g.Axis("rest", 4)
		u0 := s.g.Gather(u, []*ad.Axis{i}, []*ad.Node{s.g.Integer(0)})
		first := s.op(ad.Add, s.op(ad.Pow, u0, s.c(3)), u0)
		others := s.mul(s.op(ad.Exp, s.mul(s.c(0.5), s.restricted(u, i, rest, []int{1, 2, 3, 4}))), s.op(ad.Add, s.c(2), s.op(ad.Tanh, u0)))
		x := s.assembled(i, []*ad.Node{first, others}, []*ad.Axis{one, rest}, [][]int{{0}, {1, 2, 3, 4}})
		s.m.Out = []*ad.Node{s.restricted(x, i, i, []int{4, 3, 2, 1, 0})}
	}})
	monotone(mapCase{"a mixture of steps", func(s *sample) { // Σₖ wₖ tanh(z + cₖ) with wₖ > 0
		i, k := s.g.Axis("i", 3), s.g.Axis("k", 4)
		z := s.unknown("z", Line, i)
		w := s.op(ad.Softplus, s.param("w", 1, k))
		s.m.Out = []*ad.Node{s.g.Sum(s.mul(w, s.op(ad.Tanh, s.op(ad.Add, z, s.param("c", 1, k)))), k)}
	}})
	return cases, numeric
}

func TestSeveralWays(t *testing.T) {
	cases, numeric := severalWays()
	for _, c := range cases {
		for kind := range 3 {
			s := newSample(5)
			s.apart(kind)
			c.make(s)
			t.Run(c.name, func(t *testing.T) {
				r := s.check(t, reference)
				if !(r.trip < 1e-8) || !(r.det < 1e-9) || !r.inside || r.inv.Numeric() != numeric[c.name] {
					t.Errorf("round trip %g, log-determinant %g, condition %g, inside %v, numeric %v", r.trip, r.det, r.cond, r.inside, r.inv.Numeric())
				}
			})
		}
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		mapCase
		kind Kind
	}{
		{elementwise("z^2 on the line", Line, func(s *sample, z *ad.Node) *ad.Node { return s.mul(z, z) }), TurnsBack},
		{elementwise("z + 2*sin z", Line, func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Add, z, s.mul(s.c(2), s.op(ad.Sin, z)))
		}), TurnsBack},
		{elementwise("z + a*sin z with free a", Line, func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Add, z, s.mul(s.param("a", 0.1), s.op(ad.Sin, z)))
		}), NotProved},
		{elementwise("swish on the line", Line, swish), TurnsBack},
		{elementwise("z^3 - 3z^2 + 2z", Line, func(s *sample, z *ad.Node) *ad.Node {
			return s.sum(s.op(ad.Pow, z, s.c(3)), s.mul(s.c(-3), z, z), s.mul(s.c(2), z))
		}), TurnsBack},
		{elementwise("log on the line", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Log, z) }), OutsideDomain},
		{elementwise("z + |z|", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, z, s.op(ad.Abs, z)) }), NotProved},
		{elementwise("floor", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Floor, z) }), NoRule},
		{elementwise("z - z/2 - z/2", Line, func(s *sample, z *ad.Node) *ad.Node {
			h := s.mul(s.c(0.5), z)
			return s.op(ad.Sub, s.op(ad.Sub, z, h), h)
		}), ZeroMultiplier},
		{elementwise("z times a network of it", Line, func(s *sample, z *ad.Node) *ad.Node {
			i := z.Leaf.Axes[0]
			return s.mul(z, s.op(ad.Exp, s.net(s.g.Rename(z, i, s.g.Axis("j", i.Size)), s.g.Axes[len(s.g.Axes)-1], i)))
		}), UsedTwice},
		{mapCase{"lost part", func(s *sample) { // x[A] = z[B], x[B] = 2 z[B]
			i, a, b := s.g.Axis("i", 4), s.g.Axis("A", 2), s.g.Axis("B", 2)
			zb := s.restricted(s.unknown("z", Line, i), i, b, []int{1, 3})
			s.m.Out = []*ad.Node{s.assembled(i, []*ad.Node{s.g.Rename(zb, b, a), s.mul(s.c(2), zb)}, []*ad.Axis{a, b}, [][]int{{0, 2}, {1, 3}})}
		}}, NotRecovered},
		{mapCase{"unused unknown", func(s *sample) {
			i := s.g.Axis("i", 4)
			s.m.Out = []*ad.Node{s.op(ad.Exp, s.unknown("z", Line, i))}
			s.unknown("u", Line, i)
		}}, NotRecovered},
		{mapCase{"a part as multiplier", func(s *sample) { // x[A] = z[A], x[B] = z[B]*z[A]
			i, a, b := s.g.Axis("i", 4), s.g.Axis("A", 2), s.g.Axis("B", 2)
			z := s.unknown("z", Line, i)
			za, zb := s.restricted(z, i, a, []int{0, 2}), s.restricted(z, i, b, []int{1, 3})
			s.m.Out = []*ad.Node{s.assembled(i, []*ad.Node{za, s.mul(zb, s.g.Rename(za, a, b))}, []*ad.Axis{a, b}, [][]int{{0, 2}, {1, 3}})}
		}}, ZeroMultiplier},
		{mapCase{"hidden copy", func(s *sample) { // u = exp z is an output, and so is z
			i := s.g.Axis("i", 2)
			z := s.unknown("z", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Exp, z), z}
		}}, NotSquare},
		{mapCase{"a repeated output", func(s *sample) {
			i := s.g.Axis("i", 2)
			z := s.unknown("z", Line, i)
			s.unknown("u", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Exp, z), z}
		}}, NotRecovered},
		{mapCase{"samples mixed", func(s *sample) {
			s.samples(3)
			z := s.unknown("z", Line)
			s.m.Out = []*ad.Node{s.op(ad.Sub, z, s.mul(s.c(0.1), s.g.Sum(z, s.lane)))}
		}}, Mixes},
	}
	for _, c := range cases {
		s := newSample(1)
		c.make(s)
		_, err := Invert(s.g, s.m, nil)
		var r *Refusal
		if !errors.As(err, &r) || r.Kind != c.kind {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		t.Logf("%s: %v\n    mend: %s", c.name, r, r.Mend())
	}
}

// The iteration finds roots wherever they lie: the equation holds to the last digits.
func TestFarRoots(t *testing.T) {
	tiny := []float64{-1e-9, 0, 1e-9, 1e-300}
	wide := append([]float64{-1e6, -1e3, -20, -1, 1, 20, 1e3, 1e6}, tiny...)
	cases := []struct {
		name    string
		iv      Interval
		f       func(s *sample, z *ad.Node) *ad.Node
		targets []float64
	}{
		{"z^3 + z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.op(ad.Pow, z, s.c(3)), z) }, wide},
		{"z + 0.9 sin z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, z, s.mul(s.c(0.9), s.op(ad.Sin, z))) }, wide},
		{"z - sin z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Sub, z, s.op(ad.Sin, z)) }, wide},
		{"sinh z + z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.op(ad.Sinh, z), z) }, wide},
		{"-z - exp z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Neg, s.op(ad.Add, s.op(ad.Exp, z), z)) }, wide},
		{"log z + z", open(0, inf), func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.op(ad.Log, z), z) }, append([]float64{-600}, wide[2:]...)},
		{"log(-z) + z^3", open(-inf, 0), func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Add, s.op(ad.Neg, s.op(ad.Log, s.op(ad.Neg, z))), s.op(ad.Pow, z, s.c(3)))
		}, append([]float64{600}, wide[:4]...)},
		{"atanh z + z", open(-1, 1), func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Add, s.op(ad.Atanh, z), z) }, append([]float64{-4, 4}, tiny...)},
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
		again := replace(s.g, s.m.Out[0], z, inv.Z[0])
		v := compiled(t, s, inputs, again, inv.Z[0], inv.Inside)
		for i, y := range c.targets {
			if got := v[0][i]; !(math.Abs(got-y) <= 1e-12*(1e-3+math.Abs(y))) || v[2][i] == 0 {
				t.Errorf("%s: T(%g) = %.17g, not %g; inside: %g", c.name, v[1][i], got, y, v[2][i])
			}
		}
	}
}
