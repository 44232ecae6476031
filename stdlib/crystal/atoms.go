package crystal

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// composition counts the elements of a cell and divides by what is common to all counts.
func composition(c *cell.Cell) map[string]int {
	count := map[string]int{}
	for _, a := range c.Atoms {
		count[a.Element]++
	}
	divisor := 0
	for _, n := range count {
		for a := n; a != 0; {
			divisor, a = a, divisor%a
		}
	}
	for e := range count {
		count[e] /= divisor
	}
	return count
}

// Formula is the elements by electronegativity, with the smallest counts that
// are in proportion.
func Formula(c *cell.Cell) string {
	count := composition(c)
	elements := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(negativityOrder(a), negativityOrder(b)), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, e := range elements {
		b.WriteString(e)
		if n := count[e]; n > 1 {
			b.WriteString(strconv.Itoa(n))
		}
	}
	return b.String()
}

// MinDistance is the shortest distance in Å of two atoms, images of an atom in
// other cells included.
func MinDistance(c *cell.Cell) float64 {
	all := make([]int, len(c.Atoms))
	for i := range all {
		all[i] = i
	}
	return minDistance(c, all)
}

// minDistance is the shortest distance from some atoms to any.
func minDistance(c *cell.Cell, from []int) float64 {
	best, metric := math.Inf(1), c.Metric()
	for _, i := range from {
		for k := range c.Atoms {
			best = min(best, nearest(metric, cell.Between(c.Atoms[i].X, c.Atoms[k].X), best, k == i))
		}
	}
	return best
}

// nearest is the length of the shortest vector d + n, n whole numbers, if it
// is below best; without n = 0 where d is from an atom to itself.
func nearest(g [3][3]float64, d [3]float64, best float64, self bool) float64 {
	volume := cell.Det(g)
	var reach [3]float64
	for i := range 3 {
		best = min(best, math.Sqrt(g[i][i]))
		j, k := (i+1)%3, (i+2)%3
		reach[i] = math.Sqrt((g[j][j]*g[k][k] - g[j][k]*g[j][k]) / volume) // 1 / spacing of planes
	}
	for i := range 3 {
		reach[i] *= best
	}
	for a := math.Ceil(-reach[0] - d[0]); a <= reach[0]-d[0]; a++ {
		for b := math.Ceil(-reach[1] - d[1]); b <= reach[1]-d[1]; b++ {
			for c := math.Ceil(-reach[2] - d[2]); c <= reach[2]-d[2]; c++ {
				if !self || a != 0 || b != 0 || c != 0 {
					best = min(best, cell.Norm(g, [3]float64{d[0] + a, d[1] + b, d[2] + c}))
				}
			}
		}
	}
	return best
}
