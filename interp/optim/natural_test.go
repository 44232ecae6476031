package optim

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Each way of solving gives (S'S + shift) δ = g.
func TestNaturalDirections(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][2]int{{40, 7}, {7, 40}, {20, 20}, {1, 5}, {5, 1}} {
		rows, cols := size[0], size[1]
		s := mat.NewDense(rows, cols, nil)
		g := make([]float64, cols)
		for i := range rows {
			for j := range cols {
				s.Set(i, j, r.NormFloat64())
			}
		}
		for j := range g {
			g[j] = r.NormFloat64()
		}
		n := Natural{Shift: 0.1, Trust: math.Inf(1)}
		for name, x := range map[string][]float64{"parameters": n.byParameters(s, g), "samples": n.bySamples(s, g), "conjugate": n.conjugate(s, g), "direct": n.Direct(s, g)} {
			var sx, back mat.VecDense
			sx.MulVec(s, mat.NewVecDense(cols, x))
			back.MulVec(s.T(), &sx)
			for j := range g {
				if d := math.Abs(back.AtVec(j) + 0.1*x[j] - g[j]); d > 1e-7 {
					t.Errorf("%s, %v: equation %d is off by %g", name, size, j, d)
				}
			}
		}
		long := dot(g, n.Direct(s, g)) // δ·(M + shift) δ
		n.Trust = 1e-4 * long
		if short := dot(g, n.Direct(s, g)); math.Abs(short*short/long-n.Trust) > 1e-10*n.Trust {
			t.Errorf("a squared length of %g in a trust region of %g", short*short/long, n.Trust)
		}
	}
}
