package inverse

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// regular is a parameter along two axes of one size, near 1.5 times the unit matrix.
func (s *sample) regular(i, j *ad.Axis) *ad.Node {
	return s.op(ad.Add, s.param("M", 0.3, i, j), s.mul(s.c(1.5), s.g.Delta(i, j)))
}

// times is a matrix times z.
func (s *sample) matrixTimes(m, z *ad.Node, i, j *ad.Axis) *ad.Node {
	return s.g.Sum(s.mul(m, s.g.Rename(z, i, j)), j)
}

func matrixMaps() []mapCase {
	one := func(name string, f func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node) mapCase {
		return mapCase{name, func(s *sample) {
			i := s.g.Axis("i", 5)
			j := s.g.Axis("j", 5)
			s.m.Out = []*ad.Node{f(s, s.unknown("z", Line, i), i, j)}
		}}
	}
	return []mapCase{
		one("linear", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node {
			return s.op(ad.Add, s.matrixTimes(s.regular(i, j), z, i, j), s.param("b", 1, i))
		}),
		one("linear under curves", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node {
			return s.op(ad.Sinh, s.op(ad.Add, s.c(0.3), s.matrixTimes(s.regular(i, j), s.op(ad.Asinh, z), i, j)))
		}),
		one("residual", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node { // z/2 + M z
			return s.op(ad.Add, s.mul(s.c(0.5), z), s.matrixTimes(s.regular(i, j), z, i, j))
		}),
		one("constant matrix", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node {
			v := s.normals(25, 0.3)
			for k := range 5 {
				v[6*k] += 2
			}
			return s.matrixTimes(s.g.Table([]*ad.Axis{i, j}, v, ad.Real), z, i, j)
		}),
		one("two layers", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node {
			x := s.op(ad.Asinh, s.matrixTimes(s.regular(i, j), z, i, j))
			return s.op(ad.Sinh, s.matrixTimes(s.regular(i, j), x, i, j))
		}),
		one("a walk plus a matrix", func(s *sample, z *ad.Node, i, j *ad.Axis) *ad.Node {
			return s.op(ad.Add, s.walk(z, i), s.matrixTimes(s.regular(i, j), z, i, j))
		}),
		{"a determinant as a scale", func(s *sample) { // x = z exp(log|det(u vᵀ + 2)|/5), beside u
			i, j := s.g.Axis("i", 3), s.g.Axis("j", 3)
			z, u := s.unknown("z", Line, i), s.unknown("u", Line, i)
			m := s.op(ad.Add, s.mul(u, s.param("v", 0.3, j)), s.mul(s.c(2), s.g.Delta(i, j)))
			s.m.Out = []*ad.Node{s.mul(z, s.op(ad.Exp, s.mul(s.c(0.2), s.g.LogAbsDet(m, i, j)))), s.op(ad.Sinh, u)}
		}},
		{"rotated pair", func(s *sample) {
			i := s.g.Axis("i", 3)
			u, v := s.unknown("u", Line, i), s.unknown("v", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Add, u, v), s.op(ad.Sub, s.mul(s.c(2), u), v)}
		}},
		{"channels of sites", func(s *sample) { // x[n,c] = Σ_d M[c,d] z[n,d], one matrix for all sites
			n, c, d := s.g.Axis("n", 4), s.g.Axis("c", 3), s.g.Axis("d", 3)
			z := s.unknown("z", Line, n, c)
			s.m.Out = []*ad.Node{s.op(ad.Exp, s.g.Sum(s.mul(s.regular(c, d), s.g.Rename(z, c, d)), d))}
		}},
		{"a matrix for each site", func(s *sample) {
			n, c, d := s.g.Axis("n", 4), s.g.Axis("c", 3), s.g.Axis("d", 3)
			z := s.unknown("z", Line, c, n)
			m := s.mul(s.regular(c, d), s.op(ad.Exp, s.param("scale", 0.5, n)))
			s.m.Out = []*ad.Node{s.g.Sum(s.mul(m, s.g.Rename(z, c, d)), d)}
		}},
		{"a restriction of a matrix", func(s *sample) { // z[A] mixed, z[B] through a curve
			i, a, a2, b := s.g.Axis("i", 5), s.g.Axis("A", 3), s.g.Axis("A'", 3), s.g.Axis("B", 2)
			z := s.unknown("z", Line, i)
			za, zb := s.restricted(z, i, a, []int{0, 2, 4}), s.restricted(z, i, b, []int{3, 1})
			x := s.matrixTimes(s.regular(a, a2), za, a, a2)
			first := s.g.Gather(x, []*ad.Axis{a}, []*ad.Node{s.g.Integer(0)})
			s.m.Out = []*ad.Node{s.assembled(i, []*ad.Node{x, s.mul(s.op(ad.Sinh, zb), s.op(ad.Exp, s.op(ad.Tanh, first)))},
				[]*ad.Axis{a, b}, [][]int{{1, 2, 3}, {4, 0}})}
		}},
		{"a difference in space", func(s *sample) { // a ring: 3 z[i] - z[i+1]
			i := s.g.Axis("i", 5)
			z := s.unknown("z", Line, i)
			s.m.Out = []*ad.Node{s.op(ad.Sub, s.mul(s.c(3), z), s.restricted(z, i, i, []int{1, 2, 3, 4, 0}))}
		}},
	}
}

func TestMatrices(t *testing.T) {
	for _, c := range matrixMaps() {
		for kind := range 3 {
			s := newSample(11)
			s.apart(kind)
			c.make(s)
			t.Run(c.name, func(t *testing.T) {
				r := s.check(t, reference)
				if !(r.trip < 1e-8) || !(r.det < 1e-9) || !r.inside {
					t.Errorf("round trip %g, log-determinant %g, condition %g, inside %v", r.trip, r.det, r.cond, r.inside)
				}
				if c.name != "a walk plus a matrix" && slices.ContainsFunc(r.inv.Steps, func(s Step) bool { return s.Together }) {
					t.Errorf("a recurrence among the steps %v", r.inv.Steps)
				}
				if solved := slices.ContainsFunc(r.inv.Steps, func(s Step) bool { return s.How == Matrix }); !solved && c.name != "a determinant as a scale" {
					t.Errorf("no matrix among the steps %v", r.inv.Steps)
				}
			})
		}
	}
}

// Sites that share a matrix share its decomposition.
func TestSharedMatrix(t *testing.T) {
	s := newSample(2)
	s.samples(4)
	for _, c := range matrixMaps() {
		if c.name == "channels of sites" {
			c.make(s)
		}
	}
	inv, err := Invert(s.g, s.m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(ad.Dump(append(inv.Z, inv.LogDet)...), "\n") {
		if strings.Contains(line, "logabsdet") && !strings.Contains(line, "[] =") || strings.Contains(line, "inverset") && !strings.Contains(line, "[row,col] =") {
			t.Errorf("a decomposition for each site: %s", line)
		}
	}
}

func TestSingularMatrices(t *testing.T) {
	for name, f := range map[string]func(s *sample, u, v *ad.Node) []*ad.Node{
		"proportional rows": func(s *sample, u, v *ad.Node) []*ad.Node {
			return []*ad.Node{s.op(ad.Add, u, v), s.op(ad.Add, s.mul(s.c(0.1), u), s.mul(s.c(0.1), v))}
		},
		"a matrix of data": func(s *sample, u, v *ad.Node) []*ad.Node {
			a := s.g.Input("a", ad.Real)
			return []*ad.Node{s.op(ad.Add, s.mul(a, u), v), s.op(ad.Add, u, s.mul(s.c(2), v))}
		},
	} {
		s := newSample(1)
		i := s.g.Axis("i", 3)
		s.m.Out = f(s, s.unknown("u", Line, i), s.unknown("v", Line, i))
		_, err := Invert(s.g, s.m, nil)
		var r *Refusal
		if !errors.As(err, &r) || r.Kind != Singular {
			t.Errorf("%s: %v", name, err)
		}
	}
}
