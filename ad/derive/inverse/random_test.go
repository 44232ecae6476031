package inverse

import (
	"math"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// randomStep is one step of a random map of an array over i onto the line.
func (s *sample) randomStep(kind int, z *ad.Node, i *ad.Axis) *ad.Node {
	half := func(x *ad.Node) *ad.Node { return s.mul(s.c(0.5), x) }
	switch kind {
	case 0, 1:
		return s.coupling(z, i, kind, s.affine)
	case 2, 3:
		return s.coupling(z, i, kind-2, func(zb, scale, shift *ad.Node) *ad.Node {
			return s.op(ad.Sinh, half(s.op(ad.Add, s.op(ad.Asinh, zb), shift)))
		})
	case 4:
		return s.triangular(z, z, i)
	case 5:
		x := s.g.Ref("x", ad.Real, ad.Union(z.Axes, []*ad.Axis{i})...)
		s.g.Bind(x, s.triangular(z, x, i))
		return x
	case 6:
		return s.op(ad.Add, z, s.mul(s.bounded("a", i), s.op(ad.Sin, z)))
	case 7:
		return s.restricted(z, i, i, s.rng.Perm(i.Size))
	case 8:
		l := s.lower(z, i, true, func(z *ad.Node) *ad.Node { return s.op(ad.Asinh, z) })
		return s.op(ad.Sinh, s.op(ad.Add, l, s.c(0.3)))
	case 9:
		return s.op(ad.Add, s.op(ad.Asinh, z), half(z))
	case 10:
		x := s.op(ad.Tanh, z)
		return s.op(ad.Add, half(x), s.op(ad.Atanh, s.mul(s.c(0.8), x)))
	case 11:
		return s.op(ad.Log, s.op(ad.Expm1, s.op(ad.Softplus, z)))
	case 12:
		return s.op(ad.Sub, s.mul(s.c(2), z), s.mul(s.bounded("b", i), z))
	case 13: // one element scales the others
		first := s.g.Gather(z, []*ad.Axis{i}, []*ad.Node{s.g.Integer(0)})
		isFirst := s.g.Apply(ad.Eq, s.g.Iota(i), s.g.Integer(0))
		return s.g.Select(isFirst, s.op(ad.Neg, z), s.mul(z, s.op(ad.Exp, half(s.op(ad.Tanh, first)))))
	case 14: // the square of exp z and back
		e := s.op(ad.Exp, half(z))
		return s.op(ad.Log, s.mul(e, e, s.op(ad.Softplus, s.param("c", 1, i))))
	case 15:
		return s.op(ad.Atanh, s.op(ad.Erf, half(s.op(ad.Asinh, z))))
	case 16:
		u := s.op(ad.Sigmoid, z)
		return s.op(ad.Sub, s.op(ad.Log, u), s.op(ad.Log1p, s.op(ad.Neg, u)))
	case 17: // numeric in a triangular system
		return s.op(ad.Add, s.mul(s.c(1.5), z), s.op(ad.Sin, s.op(ad.Add, z, s.lower(z, i, false, func(z *ad.Node) *ad.Node { return s.op(ad.Tanh, z) }))))
	case 18:
		j := s.g.Axis("j", i.Size)
		return s.op(ad.Add, s.matrixTimes(s.regular(i, j), z, i, j), s.param("b", 1, i))
	case 19:
		j := s.g.Axis("j", i.Size)
		return s.op(ad.Sinh, half(s.matrixTimes(s.regular(i, j), s.op(ad.Asinh, z), i, j)))
	case 20: // one element apart, the others mixed
		var rest []int
		for k := 1; k < i.Size; k++ {
			rest = append(rest, k)
		}
		a, b, one := s.g.Axis("A", len(rest)), s.g.Axis("B", len(rest)), s.g.Axis("one", 1)
		x := s.matrixTimes(s.regular(a, b), s.restricted(z, i, a, rest), a, b)
		first := s.g.Gather(z, []*ad.Axis{i}, []*ad.Node{s.g.Integer(0)})
		sum := s.op(ad.Add, s.op(ad.Neg, first), s.op(ad.Sin, s.g.Sum(x, a)))
		return s.assembled(i, []*ad.Node{sum, x}, []*ad.Axis{one, a}, [][]int{{0}, rest})
	}
	return s.op(ad.Div, z, s.op(ad.Add, s.c(1), s.mul(s.param("d", 0.5, i), s.param("d", 0.5, i))))
}

const stepKinds = 22

// TestRandomCompositions: the inverse undoes the map, and log|det| is that of the Jacobian. Maps that
// leave few digits are left out: of bad condition, or with values at which curves saturate.
func TestRandomCompositions(t *testing.T) {
	skipped, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := newSample(rapid.Uint64().Draw(t, "seed"))
		s.apart(rapid.IntRange(0, 2).Draw(t, "apart"))
		i := s.g.Axis("i", rapid.IntRange(2, 5).Draw(t, "size"))
		x := s.unknown("z", Line, i)
		top := 0.0
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			x = s.randomStep(rapid.IntRange(0, stepKinds-1).Draw(t, "kind"), x, i)
			for _, v := range reference(t, s, s.inputs, x)[0] {
				top = worst(top, math.Abs(v))
			}
		}
		s.m.Out = []*ad.Node{x}
		eval := reference
		if rapid.IntRange(0, 4).Draw(t, "compiled") == 0 {
			eval = compiled
		}
		r := s.check(t, eval)
		all++
		if r.cond > 1e5 || top > 8 {
			skipped++
			return
		}
		if !(r.trip < max(1e-10, 1e-13*r.cond)) || !(r.det < 1e-9) || !r.inside {
			t.Fatalf("round trip %g, log-determinant %g, condition %g, inside %v", r.trip, r.det, r.cond, r.inside)
		}
	})
	if skipped*4 > all {
		t.Errorf("%d of %d maps are too ill-conditioned to tell", skipped, all)
	}
}

func TestCouplingsAreNoRecurrences(t *testing.T) {
	stack := func(s *sample) {
		i := s.g.Axis("i", 8)
		x := s.unknown("z", Line, i)
		for k := range 6 {
			x = s.coupling(x, i, k%2, s.affine)
		}
		s.m.Out = []*ad.Node{x}
	}
	for _, f := range []func(s *sample){stack, checkerboard} {
		s := newSample(1)
		s.samples(4)
		f(s)
		r := s.check(t, reference)
		if d := ad.Dump(append(r.inv.Z, r.inv.LogDet)...); strings.Contains(d, ":=") {
			t.Errorf("couplings are inverted as a recurrence:\n%s", d)
		}
		if !(r.trip < 1e-12) || !(r.det < 1e-12) {
			t.Errorf("round trip %g, log-determinant %g", r.trip, r.det)
		}
	}
}
