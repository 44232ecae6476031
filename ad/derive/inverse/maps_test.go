package inverse

import (
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// restricted is x where the axis from runs over part alone.
func (s *sample) restricted(x *ad.Node, from, part *ad.Axis, at []int) *ad.Node {
	return s.g.Gather(x, []*ad.Axis{from}, []*ad.Node{s.positions(part, at)})
}

func (s *sample) positions(a *ad.Axis, at []int) *ad.Node {
	v := make([]float64, len(at))
	for i, p := range at {
		v[i] = float64(p)
	}
	return s.g.Table([]*ad.Axis{a}, v, ad.Int)
}

// assembled is an array over whole made of parts, each over an axis of its own.
func (s *sample) assembled(whole *ad.Axis, parts []*ad.Node, axes []*ad.Axis, at [][]int) *ad.Node {
	var out *ad.Node
	for k := len(parts) - 1; k >= 0; k-- {
		where := make([]int, whole.Size)
		cover := make([]float64, whole.Size)
		for i := range where {
			where[i] = slices.Index(at[k], i)
			if where[i] >= 0 {
				cover[i] = 1
			}
		}
		v := s.g.Gather(parts[k], []*ad.Axis{axes[k]}, []*ad.Node{s.positions(whole, where)})
		if out == nil {
			out = v
		} else {
			out = s.g.Select(s.g.Table([]*ad.Axis{whole}, cover, ad.Bool), v, out)
		}
	}
	return out
}

// net is a small network from one axis to another.
func (s *sample) net(x *ad.Node, from, to *ad.Axis) *ad.Node {
	h := s.g.Axis("h", s.width)
	w, v := s.param("W", 0.7, h, from), s.param("V", 0.4, to, h)
	hidden := s.op(ad.Tanh, s.g.Sum(s.mul(w, x), from))
	return s.g.Sum(s.mul(v, hidden), h)
}

func split(n, first int) (a, b []int) {
	for i := range n {
		if i%2 == first {
			a = append(a, i)
		} else {
			b = append(b, i)
		}
	}
	return a, b
}

// coupling is x[A] = z[A], x[B] = f(z[B], z[A]).
func (s *sample) coupling(z *ad.Node, i *ad.Axis, first int, f func(zb, scale, shift *ad.Node) *ad.Node) *ad.Node {
	a, b := split(i.Size, first)
	A, B := s.g.Axis("A", len(a)), s.g.Axis("B", len(b))
	za, zb := s.restricted(z, i, A, a), s.restricted(z, i, B, b)
	xb := f(zb, s.net(za, A, B), s.net(za, A, B))
	return s.assembled(i, []*ad.Node{za, xb}, []*ad.Axis{A, B}, [][]int{a, b})
}

func (s *sample) affine(zb, scale, shift *ad.Node) *ad.Node {
	return s.op(ad.Add, s.mul(zb, s.op(ad.Exp, scale)), shift)
}

func (s *sample) bent(zb, scale, shift *ad.Node) *ad.Node {
	return s.op(ad.Pow, s.op(ad.Sinh, s.op(ad.Add, zb, scale)), s.c(3))
}

// lower is a sum over j of a lower triangular parameter times f(z[j]); with the diagonal or without.
func (s *sample) lower(z *ad.Node, i *ad.Axis, diagonal bool, f func(z *ad.Node) *ad.Node) *ad.Node {
	j := s.g.Axis("j", i.Size)
	w := s.packed("w", 0.5, func(at []int) bool { return at[1] < at[0] || diagonal && at[1] == at[0] }, i, j)
	return s.g.Sum(s.mul(w, f(s.g.Rename(z, i, j))), j)
}

// triangular is x[i] = z[i]*exp(f(src[<i])) + h(src[<i]).
func (s *sample) triangular(z, src *ad.Node, i *ad.Axis) *ad.Node {
	scale := s.op(ad.Tanh, s.lower(src, i, false, func(z *ad.Node) *ad.Node { return z }))
	shift := s.lower(src, i, false, func(z *ad.Node) *ad.Node { return s.op(ad.Sin, z) })
	return s.affine(z, scale, shift)
}

type mapCase struct {
	name string
	make func(s *sample)
}

func elementwise(name string, iv Interval, f func(s *sample, z *ad.Node) *ad.Node) mapCase {
	return mapCase{name, func(s *sample) {
		i := s.g.Axis("i", 4)
		s.m.Out = []*ad.Node{f(s, s.unknown("z", iv, i))}
	}}
}

func closedMaps() []mapCase {
	return []mapCase{
		{"affine coupling", func(s *sample) {
			i := s.g.Axis("i", 6)
			s.m.Out = []*ad.Node{s.coupling(s.unknown("z", Line, i), i, 0, s.affine)}
		}},
		{"bent coupling", func(s *sample) {
			i := s.g.Axis("i", 6)
			s.m.Out = []*ad.Node{s.coupling(s.unknown("z", Line, i), i, 1, s.bent)}
		}},
		{"two couplings", func(s *sample) {
			i := s.g.Axis("i", 7)
			x := s.coupling(s.unknown("z", Line, i), i, 0, s.affine)
			s.m.Out = []*ad.Node{s.coupling(x, i, 1, s.affine)}
		}},
		{"leapfrog twice", func(s *sample) {
			i := s.g.Axis("i", 4)
			q, p := s.unknown("q", Line, i), s.unknown("p", Line, i)
			j := s.g.Axis("j", 4)
			w := s.param("w", 0.5, i, j)
			force := func(q *ad.Node) *ad.Node {
				return s.mul(s.c(0.05), s.op(ad.Tanh, s.g.Sum(s.mul(w, s.g.Rename(q, i, j)), j)))
			}
			for range 2 {
				p = s.op(ad.Sub, p, force(q))
				q = s.op(ad.Add, q, s.mul(s.c(0.1), p))
				p = s.op(ad.Sub, p, force(q))
			}
			s.m.Out = []*ad.Node{q, p}
		}},
		{"pairs", func(s *sample) {
			i := s.g.Axis("i", 3)
			u, v := s.unknown("u", Line, i), s.unknown("v", Line, i)
			r := s.op(ad.Add, u, s.op(ad.Sinh, v))
			y := s.op(ad.Add, s.mul(v, s.op(ad.Exp, s.mul(s.c(0.3), r))), s.mul(r, r))
			s.m.Out = []*ad.Node{r, y}
		}},
		{"permutation", func(s *sample) {
			i := s.g.Axis("i", 5)
			z := s.unknown("z", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Sinh, s.restricted(z, i, i, []int{4, 2, 0, 1, 3}))}
		}},
		{"triangular in z", func(s *sample) {
			i := s.g.Axis("i", 6)
			z := s.unknown("z", Line, i)
			s.m.Out = []*ad.Node{s.triangular(z, z, i)}
		}},
		{"triangular in x", func(s *sample) {
			i := s.g.Axis("i", 6)
			z := s.unknown("z", Line, i)
			x := s.g.Ref("x", ad.Real, z.Axes...)
			s.g.Bind(x, s.triangular(z, x, i))
			s.m.Out = []*ad.Node{x}
		}},
		{"diagonal within the sum", func(s *sample) {
			i := s.g.Axis("i", 5)
			z := s.unknown("z", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Sinh, s.lower(z, i, true, func(z *ad.Node) *ad.Node { return s.op(ad.Asinh, z) }))}
		}},
		{"walk", func(s *sample) { // x[i] = x[i-1] + z[i]
			i := s.g.Axis("i", 6)
			z := s.unknown("z", Line, i)
			x := s.walk(z, i)
			s.m.Out = []*ad.Node{s.op(ad.Expm1, x)}
		}},
		{"a scalar part", func(s *sample) {
			i := s.g.Axis("i", 4)
			z, u := s.unknown("z", Line, i), s.unknown("u", Line)
			s.m.Out = []*ad.Node{s.mul(z, s.op(ad.Exp, u)), s.op(ad.Sinh, u)}
		}},
		elementwise("z^2 on the right", open(0, inf), func(s *sample, z *ad.Node) *ad.Node { return s.mul(z, z) }),
		elementwise("z^4 on the left", open(-inf, 0), func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Pow, z, s.c(4)) }),
		elementwise("1/z^3", open(0, inf), func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Div, s.c(2), s.op(ad.Pow, z, s.c(3))) }),
		elementwise("softplus of sigmoid", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Softplus, s.op(ad.Sigmoid, z)) }),
		elementwise("expm1 of atan of tanh", Line, func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Expm1, s.op(ad.Atan, s.op(ad.Tanh, z)))
		}),
		elementwise("softplus of logit", open(0, 1), func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Softplus, s.op(ad.Sub, s.op(ad.Log, z), s.op(ad.Log1p, s.op(ad.Neg, z))))
		}),
		{"checkerboard", checkerboard},
		{"masks that multiply", func(s *sample) { // m z + (1-m) (z exp(s(m z)) + t(m z))
			i := s.g.Axis("i", 6)
			z := s.unknown("z", Line, i)
			m := s.g.Table([]*ad.Axis{i}, []float64{1, 0, 0, 1, 1, 0}, ad.Real)
			kept := s.mul(m, z)
			j := s.g.Axis("j", 6)
			read := s.g.Rename(kept, i, j)
			moved := s.affine(z, s.net(read, j, i), s.net(read, j, i))
			s.m.Out = []*ad.Node{s.op(ad.Add, kept, s.mul(s.op(ad.Sub, s.c(1), m), moved))}
		}},
		elementwise("erf", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Erf, s.mul(s.c(0.5), z)) }),
		elementwise("2^z", Line, func(s *sample, z *ad.Node) *ad.Node { return s.op(ad.Pow, s.c(2), z) }),
		elementwise("a*z with a parameter", Line, func(s *sample, z *ad.Node) *ad.Node { return s.mul(s.param("a", 1, z.Leaf.Axes[0]), z) }),
		elementwise("alternating signs", Line, func(s *sample, z *ad.Node) *ad.Node {
			return s.op(ad.Sub, s.c(1), s.mul(z, s.g.Table(z.Leaf.Axes[:1], []float64{1, -2, 3, -4}, ad.Real)))
		}),
	}
}

func TestClosedForms(t *testing.T) {
	for _, c := range closedMaps() {
		for kind := range 3 {
			s := newSample(3)
			s.apart(kind)
			c.make(s)
			t.Run(c.name, func(t *testing.T) {
				r := s.check(t, reference)
				if !(r.trip < 1e-8) || !(r.det < 1e-9) || !r.inside || r.inv.Numeric() {
					t.Errorf("round trip %g, log-determinant %g, condition %g, inside %v", r.trip, r.det, r.cond, r.inside)
				}
			})
		}
	}
}

// walk is x[i] = x[i-1] + z[i].
func (s *sample) walk(z *ad.Node, i *ad.Axis) *ad.Node {
	x := s.g.Ref("x", ad.Real, z.Axes...)
	at, begun := make([]int, i.Size), make([]float64, i.Size)
	for k := range at {
		at[k] = k - 1
		begun[k] = math.Min(1, float64(k))
	}
	before := s.g.Select(s.g.Table([]*ad.Axis{i}, begun, ad.Bool), s.restricted(x, i, i, at), s.c(0))
	s.g.Bind(x, s.op(ad.Add, before, z))
	return x
}

// checkerboard moves the odd sites of a lattice by what their neighbours are, and then the even ones.
func checkerboard(s *sample) {
	i, k := s.g.Axis("i", 4), s.g.Axis("k", 4)
	z := s.unknown("z", Line, i, k)
	s.m.Out = []*ad.Node{s.sublattice(s.sublattice(z, i, k, 1), i, k, 0)}
}

func (s *sample) sublattice(z *ad.Node, i, k *ad.Axis, parity int) *ad.Node {
	move := func(x *ad.Node, a *ad.Axis, by int) *ad.Node {
		at := make([]int, a.Size)
		for p := range at {
			at[p] = (p + by + a.Size) % a.Size
		}
		return s.restricted(x, a, a, at)
	}
	sum := s.sum(move(z, i, 1), move(z, i, -1), move(z, k, 1), move(z, k, -1))
	moved := s.affine(z, s.mul(s.param("a", 0.3), s.op(ad.Tanh, sum)), s.mul(s.param("b", 0.3), sum))
	site := s.op(ad.Mod, s.op(ad.Add, s.g.Iota(i), s.g.Iota(k)), s.g.Integer(2))
	return s.g.Select(s.op(ad.Eq, site, s.g.Integer(parity)), moved, z)
}
