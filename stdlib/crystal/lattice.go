package crystal

import (
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// FillLattice sets those of a, b, c and α, β, γ (in radians) that the crystal system of a group fixes; the others stay.
func FillLattice(g *spacegroup.Group, l [6]float64) [6]float64 {
	equal, angles := lattice(g.System())
	for i := range 3 {
		if i < equal {
			l[i] = l[0]
		}
		if angles[i] != 0 {
			l[3+i] = angles[i] * math.Pi / 180
		}
	}
	return l
}
