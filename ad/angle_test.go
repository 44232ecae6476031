package ad

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// complexDeterminant expands along the first row.
func complexDeterminant(c [][]complex128) complex128 {
	if len(c) == 0 {
		return 1
	}
	sum, sign := complex128(0), complex128(1)
	for j := range c {
		var minor [][]complex128
		for _, row := range c[1:] {
			minor = append(minor, append(append([]complex128{}, row[:j]...), row[j+1:]...))
		}
		sum += sign * c[0][j] * complexDeterminant(minor)
		sign = -sign
	}
	return sum
}

// The determinant of A + iB from the real matrix with the blocks A, -B, B, A: its size, its angle, and the derivatives of both
// along a change of A and B; whichever of the axes numbers the rows.
func TestDetAngle(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 4; n++ {
		for _, turned := range []bool{false, true} {
			g := NewGraph()
			r, c := g.Axis("r", 2*n), g.Axis("c", 2*n)
			x, dx := g.Input("x", Real, r, c), g.Input("dx", Real, r, c)
			row, col := r, c
			if turned {
				row, col = c, r
			}
			size, angle := g.LogAbsDet(x, row, col), g.DetAngle(x, row, col)
			slopes, err := g.JVP([]*Node{size, angle}, []*Node{x}, []*Node{dx})
			if err != nil {
				t.Fatal(err)
			}
			grad, err := g.Grad(angle, []*Node{x})
			if err != nil {
				t.Fatal(err)
			}
			back := g.Sum(g.Apply(Mul, grad[0], dx), r, c)
			random := func() [][]complex128 {
				m := make([][]complex128, n)
				for i := range m {
					m[i] = make([]complex128, n)
					for j := range m[i] {
						m[i][j] = complex(rng.NormFloat64(), rng.NormFloat64())
					}
				}
				return m
			}
			embedded := func(m [][]complex128) []float64 {
				v := make([]float64, 4*n*n)
				put := func(i, j int, x float64) {
					if turned {
						i, j = j, i
					}
					v[i*2*n+j] = x
				}
				for i := range n {
					for j := range n {
						put(i, j, real(m[i][j]))
						put(i+n, j+n, real(m[i][j]))
						put(i, j+n, -imag(m[i][j]))
						put(i+n, j, imag(m[i][j]))
					}
				}
				return v
			}
			a, d := random(), random()
			ref := NewReference(Bindings{Inputs: map[*Leaf][]float64{x.Leaf: embedded(a), dx.Leaf: embedded(d)}})
			const h = 1e-6
			log := func(h float64) complex128 {
				m := random()
				for i := range m {
					for j := range m[i] {
						m[i][j] = a[i][j] + complex(h, 0)*d[i][j]
					}
				}
				return cmplx.Log(complexDeterminant(m))
			}
			want := log(0)
			slope := (log(h) - log(-h)) / (2 * h)
			for _, k := range []struct {
				what      string
				node      *Node
				want, tol float64
			}{
				{"log|det|", size, 2 * real(want), 1e-12},
				{"angle", angle, imag(want), 1e-12},
				{"slope of log|det|", slopes[0], 2 * real(slope), 1e-7},
				{"slope of the angle", slopes[1], imag(slope), 1e-7},
				{"gradient of the angle along the change", back, imag(slope), 1e-7},
			} {
				got, err := ref.Value(k.node)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(got-k.want) > k.tol*(1+math.Abs(k.want)) {
					t.Errorf("%d×%d, turned %v: %s = %g, want %g", n, n, turned, k.what, got, k.want)
				}
			}
		}
	}
}
