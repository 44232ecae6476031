package symmetry

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// An Operation takes x to R·x + T in fractional coordinates.
type Operation struct {
	R [3][3]int
	T [3]float64
}

// Found is the symmetry of a crystal.
type Found struct {
	Number     int         // of the space group, 1 to 230
	PointGroup string      // Hermann-Mauguin symbol of the 32 crystal classes
	Primitive  *cell.Cell  // a reduced primitive cell
	Operations []Operation // in Primitive, one for each rotation
	Tolerance  float64     // in Å, at which the operations form a group
	Moved      float64     // the largest distance in Å from an image to its atom

	// Axes has the conventional cell vectors as columns and Origin the shift,
	// both in Primitive: the standard coordinates of x are Axes⁻¹(x + Origin).
	Axes   [3][3]int
	Origin [3]float64

	reduced, primitive basis // the given cell's to the reduced, its to Primitive
}

// Find returns the group of the operations that take each atom to within the
// tolerance (Å) of an atom of its element, and the vectors of a reduced cell,
// in length and in turning to one another, likewise to within it. Where the
// angle (degrees) is not 0, it is the tolerance of the turning instead. Where
// the operations form no group, both are made smaller by a fifth, until they do.
func Find(c *cell.Cell, tolerance, angle float64) (*Found, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if len(c.Atoms) == 0 {
		return nil, fmt.Errorf("a cell without atoms has no space group")
	}
	if !(tolerance > 0 && tolerance < 1) {
		return nil, fmt.Errorf("the tolerance is %v Å; it must lie between 0 and 1", tolerance)
	}
	if !(angle >= 0 && angle <= 15) {
		return nil, fmt.Errorf("the tolerance of angles is %v°; it must lie between 0 and 15", angle)
	}
	b := basis{reduce(c.Metric()), 1}
	reduced := b.into(c, c.Atoms)
	for t, turn := tolerance, angle; t > tolerance/1000; t, turn = 0.8*t, 0.8*turn {
		if f, ok := at(reduced, t, turn); ok {
			f.reduced = b
			return f, nil
		}
	}
	return nil, fmt.Errorf("the operations form none of the 230 groups at any tolerance from %v to %v Å; do atoms coincide?", tolerance, tolerance/1000)
}

// at is the symmetry of a reduced cell at one tolerance.
func at(c *cell.Cell, tolerance, angle float64) (*Found, bool) {
	p, b, ok := primitive(c, tolerance)
	if !ok {
		return nil, false
	}
	f := &Found{Primitive: p, Tolerance: tolerance, primitive: b}
	g, rare := p.Metric(), rarest(p)
	var rotations []matrix
	for _, r := range Rotations(g, tolerance, angle) {
		for _, k := range rare {
			o := Operation{r, cell.Between(apply(r, p.Atoms[rare[0]].X), p.Atoms[k].X)}
			if moved, ok := o.maps(p, g, tolerance); ok {
				f.Operations = append(f.Operations, o)
				f.Moved = max(f.Moved, moved)
				rotations = append(rotations, r)
			}
		}
	}
	f.PointGroup = PointGroup(rotations)
	if f.PointGroup == "" || !closed(f.Operations, g, tolerance) {
		return nil, false
	}
	return f, f.match()
}

// closed tells whether the product of any two operations is one of them: its
// rotation exactly, and its translation to within the three times the
// tolerance by which the images of an atom under the three may differ.
func closed(ops []Operation, g [3][3]float64, tolerance float64) bool {
	of := map[matrix][3]float64{}
	for _, o := range ops {
		of[o.R] = o.T
	}
	if len(of) != len(ops) {
		return false
	}
	for _, a := range ops {
		for _, b := range ops {
			t, ok := of[mul(a.R, b.R)]
			u := apply(a.R, b.T)
			for i := range 3 {
				u[i] += a.T[i]
			}
			if !ok || cell.Norm(g, cell.Between(u, t)) > 3*tolerance {
				return false
			}
		}
	}
	return true
}

// rarest lists the atoms of the element with the fewest.
func rarest(c *cell.Cell) []int {
	of := map[string][]int{}
	for k, a := range c.Atoms {
		of[a.Element] = append(of[a.Element], k)
	}
	var best []int
	for _, a := range c.Atoms {
		if l := of[a.Element]; best == nil || len(l) < len(best) {
			best = l
		}
	}
	return best
}

// maps tells whether the images of the atoms are atoms, each of one other,
// and how far the farthest image is from its atom.
func (o Operation) maps(c *cell.Cell, g [3][3]float64, tolerance float64) (moved float64, ok bool) {
	taken := make([]bool, len(c.Atoms))
	for _, a := range c.Atoms {
		y := apply(o.R, a.X)
		for i := range 3 {
			y[i] += o.T[i]
		}
		k, d := nearest(c, g, a.Element, y, taken)
		if d > tolerance {
			return 0, false
		}
		taken[k] = true
		moved = max(moved, d)
	}
	return moved, true
}

// Rotations returns the matrices with entries -1, 0, 1 and determinant ±1
// under which each cell vector keeps its length to within the tolerance in Å,
// and each two their angle: to within the angle in degrees if it is not 0, else
// the sine of the turn times their mean length to within the tolerance, as in
// spglib (Togo, Shinohara and Tanaka, arXiv:1808.01590).
func Rotations(g [3][3]float64, tolerance, angle float64) [][3][3]int {
	var images [3][][3]int
	for n := range 27 {
		v := [3]int{n%3 - 1, n/3%3 - 1, n/9 - 1}
		for i := range 3 {
			if math.Abs(length(g, v)-math.Sqrt(g[i][i])) <= tolerance {
				images[i] = append(images[i], v)
			}
		}
	}
	keeps := func(u, v [3]int, i, j int) bool {
		turn, mean := between(g, u, v)
		before, _ := between(g, identity[i], identity[j])
		if angle > 0 {
			return math.Abs(turn-before) <= angle*math.Pi/180
		}
		return math.Abs(math.Sin(turn-before))*mean <= tolerance
	}
	var out []matrix
	for _, u := range images[0] {
		for _, v := range images[1] {
			if !keeps(u, v, 0, 1) {
				continue
			}
			for _, w := range images[2] {
				r := columns(u, v, w)
				if d := det(r); (d == 1 || d == -1) && keeps(u, w, 0, 2) && keeps(v, w, 1, 2) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// between is the angle between two lattice vectors, and the geometric mean of their lengths.
func between(g [3][3]float64, u, v [3]int) (radians, mean float64) {
	product, dot := length(g, u)*length(g, v), 0.0
	for i := range 3 {
		for j := range 3 {
			dot += float64(u[i]) * g[i][j] * float64(v[j])
		}
	}
	return math.Acos(max(-1, min(1, dot/product))), math.Sqrt(product)
}
