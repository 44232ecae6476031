package spacegroup

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// Locate returns the position that a point is on under the metric (Å²), and
// of its images that the representative leaves where they are the first in
// the order of x, y, z, from 0 to 1. An operation leaves the point where it is
// if the image is within the tolerance (Å); the result is where all that do so
// leave it exactly.
func (g *Group) Locate(x [3]float64, metric [3][3]float64, tolerance float64) (*Position, [3]float64, error) {
	var images [][3]float64
	var shift [3]float64
	n := 0
	for _, o := range g.operations {
		y := o.Apply(x)
		if d := cell.Between(x, y); cell.Norm(metric, d) <= tolerance {
			n++
			for i := range 3 {
				shift[i] += d[i]
			}
		}
	}
	for i := range 3 {
		x[i] += shift[i] / float64(n)
	}
	for _, o := range g.operations {
		images = append(images, o.Apply(x))
	}
	for i := range g.positions {
		p := &g.positions[i]
		if p.Multiplicity*n != len(g.operations) {
			continue
		}
		if y, ok := p.first(images, metric, tolerance); ok {
			return p, y, nil
		}
	}
	return nil, x, fmt.Errorf("%d of the %d operations of the space group %d leave the point %.4f, %.4f, %.4f within %v Å, as on no Wyckoff position",
		n, len(g.operations), g.Number, x[0], x[1], x[2], tolerance)
}

// first of the images that are on the representative triplet.
func (p *Position) first(images [][3]float64, metric [3][3]float64, tolerance float64) (least [3]float64, ok bool) {
	for _, y := range images {
		z := p.Representative.Apply(y)
		if cell.Norm(metric, cell.Between(y, z)) > tolerance {
			continue
		}
		for i := range 3 {
			z[i] = wrapped(z[i])
		}
		if !ok || Compare(z, least) < 0 {
			least, ok = z, true
		}
	}
	return least, ok
}

// rounding is the difference up to which coordinates are the same.
const rounding = 1e-9

// wrapped brings a coordinate to [0, 1); what is below 1 by rounding is 0.
func wrapped(x float64) float64 {
	if x = cell.Wrap(x); x > 1-rounding || x < rounding {
		return 0
	}
	return x
}

// Compare orders coordinates by x, then y, then z, up to rounding.
func Compare(x, y [3]float64) int {
	return slices.CompareFunc(x[:], y[:], func(a, b float64) int {
		if math.Abs(a-b) < rounding {
			return 0
		}
		return cmp.Compare(a, b)
	})
}
