package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// matrices are random matrices along r and c, one for each position on k.
func matrices(n int) (g *Graph, a *Node, k, r, c *Axis, v []float64) {
	g = NewGraph()
	r, k, c = g.Axis("r", n), g.Axis("k", 2), g.Axis("c", n)
	a = g.Input("a", Real, k, r, c)
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	for e := range 2 * n * n {
		v = append(v, rng.NormFloat64()+4*truth(e/n%n == e%n))
	}
	return g, a, k, r, c, v
}

func arrayOf(t *testing.T, n, leaf *Node, v []float64) []float64 {
	t.Helper()
	out, err := NewReference(Bindings{Inputs: map[*Leaf][]float64{leaf.Leaf: v}}).Array(n)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The determinant by Laplace's expansion.
func determinant(a [][]float64) float64 {
	if len(a) == 0 {
		return 1
	}
	sum, sign := 0.0, 1.0
	for j := range a {
		var minor [][]float64
		for _, row := range a[1:] {
			minor = append(minor, append(append([]float64{}, row[:j]...), row[j+1:]...))
		}
		sum += sign * a[0][j] * determinant(minor)
		sign = -sign
	}
	return sum
}

func TestLogAbsDet(t *testing.T) {
	for n := 1; n <= 5; n++ {
		g, a, _, r, c, v := matrices(n)
		got := arrayOf(t, g.LogAbsDet(a, r, c), a, v)
		for k := range 2 {
			m := make([][]float64, n)
			for i := range m {
				m[i] = v[k*n*n+i*n : k*n*n+(i+1)*n]
			}
			if want := math.Log(math.Abs(determinant(m))); !close(got[k], want, 1e-12) {
				t.Errorf("%d×%d: log|det| = %g, want %g", n, n, got[k], want)
			}
		}
	}
}

func TestDet(t *testing.T) {
	for n := 1; n <= 5; n++ {
		g, a, _, r, c, v := matrices(n)
		for e := range n { // one matrix of negative determinant
			v[e] = -v[e]
		}
		got := arrayOf(t, g.Det(a, r, c), a, v)
		table := g.Det(g.Table(a.Leaf.Axes, v, Real), r, c)
		for k := range 2 {
			m := make([][]float64, n)
			for i := range m {
				m[i] = v[k*n*n+i*n : k*n*n+(i+1)*n]
			}
			if want := determinant(m); !close(got[k], want, 1e-12) || !close(table.Table[k], want, 1e-12) || (want < 0) != (k == 0) {
				t.Errorf("%d×%d: det %g, of constants %g, want %g", n, n, got[k], table.Table[k], want)
			}
		}
	}
	g, a, _, r, c, v := matrices(3)
	grad, err := g.Grad(g.Sum(g.Det(a, r, c), a.Leaf.Axes[0]), []*Node{a})
	if err != nil {
		t.Fatal(err)
	}
	// The determinant is linear in each element: its derivative is the cofactor.
	d := arrayOf(t, grad[0], a, v)
	for e := range v {
		w := append([]float64{}, v...)
		w[e]++
		up, down := arrayOf(t, g.Det(a, r, c), a, w), arrayOf(t, g.Det(a, r, c), a, v)
		k := e / 9
		if place := gradPlace(grad[0], a.Leaf.Axes, e); !close(d[place], up[k]-down[k], 1e-10) {
			t.Errorf("element %d: derivative %g, difference %g", e, d[place], up[k]-down[k])
		}
	}
}

func TestInverseT(t *testing.T) {
	for n := 1; n <= 5; n++ {
		g, a, _, r, c, v := matrices(n)
		d := g.Axis("d", n)
		// Σ_r (a⁻¹)_cr a_rd is δ_cd.
		unit := arrayOf(t, g.Sum(g.Apply(Mul, g.InverseT(a, r, c), g.Rename(a, c, d)), r), a, v)
		for e, x := range unit {
			i, j := e/n%n, e%n
			if want := truth(i == j); !(math.Abs(x-want) < 1e-13) {
				t.Errorf("%d×%d: element %d, %d is %g", n, n, i, j, x)
			}
		}
	}
}

func TestMatricesOfConstants(t *testing.T) {
	g, a, k, r, c, v := matrices(4)
	table := g.Table([]*Axis{k, r, c}, v, Real)
	for _, pair := range [][2]*Node{{g.LogAbsDet(table, c, r), g.LogAbsDet(a, r, c)}, {g.InverseT(table, r, c), g.InverseT(a, c, r)}} {
		if pair[0].Op != Const {
			t.Errorf("%v of constants is not computed", pair[1].Op)
		}
		want := arrayOf(t, pair[1], a, v)
		for e, x := range pair[0].Table {
			if !close(x, want[e], 1e-13) {
				t.Errorf("%v: element %d is %g, want %g", pair[1].Op, e, x, want[e])
			}
		}
	}
}

// Every derivative agrees with differences of a scalar function of determinants and inverses.
func TestMatrixDerivatives(t *testing.T) {
	g, a, k, r, c, v := matrices(3)
	wave := g.Apply(Sin, g.InverseT(a, r, c))
	f := g.Apply(Add, g.Sum(g.Apply(Mul, wave, g.Apply(Cos, a)), k, r, c), g.Sum(g.Apply(Exp, g.LogAbsDet(a, r, c)), k))
	grad, err := g.Grad(f, []*Node{a})
	if err != nil {
		t.Fatal(err)
	}
	jac, fresh, err := g.Jacobian(f, a, []*Axis{k, r, c})
	if err != nil {
		t.Fatal(err)
	}
	hessian, fresh2, err := g.Jacobian(grad[0], a, []*Axis{k, r, c})
	if err != nil {
		t.Fatal(err)
	}
	laplacian, err := g.Laplacian(f, a, []*Axis{k, r, c})
	if err != nil {
		t.Fatal(err)
	}
	if parts, err := g.laplacianWithin(1, f, a, []*Axis{k, r, c}); err != nil || parts == laplacian {
		t.Errorf("the Laplacian is not made in parts: %v", err)
	} else if x, y := arrayOf(t, parts, a, v)[0], arrayOf(t, laplacian, a, v)[0]; !close(x, y, 1e-12) {
		t.Errorf("the Laplacian in parts is %.17g, as a whole %.17g", x, y)
	}
	along := func(n *Node, axes []*Axis) []float64 { // row-major in axes
		x := arrayOf(t, n, a, v)
		var out []float64
		Each(axes, [][]int{n.Strides(axes)}, func(at []int) { out = append(out, x[at[0]]) })
		return out
	}
	leaf := []*Axis{k, r, c}
	first, tangent := along(grad[0], leaf), along(jac, fresh)
	second := along(hessian, append(leaf, fresh2...))
	trace := 0.0
	const h = 1e-4
	at := func(n *Node, e int, step float64) []float64 {
		w := append([]float64{}, v...)
		w[e] += step
		x := arrayOf(t, n, a, w)
		var out []float64
		Each(n.Axes, [][]int{n.Strides(n.Axes)}, func(at []int) { out = append(out, x[at[0]]) })
		return out
	}
	slope := func(n *Node, e, i int) float64 { // fourth order
		return (8*(at(n, e, h)[i]-at(n, e, -h)[i]) - at(n, e, 2*h)[i] + at(n, e, -2*h)[i]) / (12 * h)
	}
	for e := range v {
		want := slope(f, e, 0)
		if !close(first[e], want, 1e-8) || !close(tangent[e], want, 1e-8) {
			t.Errorf("element %d: gradient %g, tangent %g, differences %g", e, first[e], tangent[e], want)
		}
		trace += second[e*len(v)+e]
	}
	for _, e := range []int{0, 5, 13} {
		for i := range first {
			if got, want := second[i*len(v)+e], slope(grad[0], e, gradPlace(grad[0], leaf, i)); !close(got, want, 1e-6) {
				t.Errorf("elements %d, %d: second derivative %g, differences %g", i, e, got, want)
			}
		}
	}
	if got := arrayOf(t, laplacian, a, v)[0]; !close(got, trace, 1e-10) {
		t.Errorf("Laplacian %g, trace of the Hessian %g", got, trace)
	}
}

// gradPlace is the place, in the storage of n, of element e row-major in axes.
func gradPlace(n *Node, axes []*Axis, e int) int {
	place, strides := 0, n.Strides(axes)
	for k := len(axes) - 1; k >= 0; k-- {
		place += e % axes[k].Size * strides[k]
		e /= axes[k].Size
	}
	return place
}
