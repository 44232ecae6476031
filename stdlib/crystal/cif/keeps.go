package cif

import (
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// keeps tells whether the operator leaves the metric as it is, to one percent.
func keeps(o spacegroup.Op, g [3][3]float64) bool {
	for i := range 3 {
		for j := range 3 {
			s := 0.0
			for k := range 3 {
				for l := range 3 {
					s += float64(o.R[k][i]*o.R[l][j]) * g[k][l]
				}
			}
			if math.Abs(s-g[i][j]) > 0.01*math.Sqrt(g[i][i]*g[j][j]) {
				return false
			}
		}
	}
	return true
}
