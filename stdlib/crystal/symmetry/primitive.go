package symmetry

import (
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// reduce returns the columns of a Minkowski-reduced basis of a metric, of
// positive determinant: each vector is the shortest that completes the ones
// before it (Semaev, CaLC 2001). Rotations have entries -1, 0 and 1 there.
func reduce(g [3][3]float64) matrix {
	v := [3][3]int{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for changed := true; changed; {
		changed = false
		for i := range 3 {
			best, at := length(g, v[i])*(1-1e-10), v[i]
			for n := range 25 {
				w := v[i]
				for k := range 3 {
					w[k] += (n%5-2)*v[(i+1)%3][k] + (n/5-2)*v[(i+2)%3][k]
				}
				if l := length(g, w); l < best {
					best, at, changed = l, w, true
				}
			}
			v[i] = at
		}
	}
	m := columns(v[0], v[1], v[2])
	if det(m) < 0 {
		m = columns(negative(v[0]), negative(v[1]), negative(v[2]))
	}
	return m
}

func length(g [3][3]float64, v [3]int) float64 {
	return cell.Norm(g, [3]float64{float64(v[0]), float64(v[1]), float64(v[2])})
}

// A basis is another choice of cell vectors: the columns of M over Index.
type basis struct {
	M     matrix
	Index int
}

// into is the cell with the vectors of the basis and the atoms, which must be
// one for each point of the new lattice, in its coordinates.
func (b basis) into(c *cell.Cell, atoms []cell.Atom) *cell.Cell {
	rows, v := [3][3]float64{}, c.Vectors()
	for i := range 3 {
		for k := range 3 {
			for j := range 3 {
				rows[i][j] += float64(b.M[k][i]) * v[k][j] / float64(b.Index)
			}
		}
	}
	d := cell.FromVectors(rows)
	for _, a := range atoms {
		d.Atoms = append(d.Atoms, cell.Atom{Element: a.Element, X: b.from(a.X)})
	}
	return d
}

// from takes coordinates to those of the basis.
func (b basis) from(x [3]float64) [3]float64 {
	y := solve(b.M, x)
	for i := range 3 {
		y[i] *= float64(b.Index)
	}
	return y
}

// primitive returns a reduced primitive cell of a reduced cell, and its
// vectors; false where the translations at the tolerance form no group.
func primitive(c *cell.Cell, tolerance float64) (*cell.Cell, basis, bool) {
	g := c.Metric()
	var shifts [][3]float64
	rare := rarest(c)
	for _, k := range rare {
		o := Operation{identity, cell.Between(c.Atoms[rare[0]].X, c.Atoms[k].X)}
		if _, ok := o.maps(c, g, tolerance); ok {
			shifts = append(shifts, o.T)
		}
	}
	n := len(shifts)
	rows := [][3]int{{n, 0, 0}, {0, n, 0}, {0, 0, n}}
	for _, t := range shifts {
		var row [3]int
		for i := range 3 {
			row[i] = int(math.Round(t[i] * float64(n)))
		}
		rows = append(rows, row)
	}
	e := echelon(rows)
	if abs(det(e)) != n*n {
		return nil, basis{}, false
	}
	atoms, ok := representatives(c, rows[3:], tolerance)
	if !ok {
		return nil, basis{}, false
	}
	b := basis{columns(e[0], e[1], e[2]), n}
	b.M = mul(b.M, reduce(b.into(c, nil).Metric()))
	return b.into(c, atoms), b, true
}

// representatives is one atom for each set that the translations, in parts of
// their number, take into one another: at the mean of their places.
func representatives(c *cell.Cell, shifts [][3]int, tolerance float64) (atoms []cell.Atom, ok bool) {
	g, n := c.Metric(), float64(len(shifts))
	taken := make([]bool, len(c.Atoms))
	for i, a := range c.Atoms {
		if taken[i] {
			continue
		}
		mean := a
		for _, t := range shifts {
			y := a.X
			for k := range 3 {
				y[k] += float64(t[k]) / n
			}
			at, far := nearest(c, g, a.Element, y, taken)
			if far > 2*tolerance {
				return nil, false
			}
			d := cell.Between(y, c.Atoms[at].X)
			taken[at] = true
			for k := range 3 {
				mean.X[k] += d[k] / n
			}
		}
		atoms = append(atoms, mean)
	}
	return atoms, true
}

// nearest is the atom of the element nearest to y that is not taken, and its
// distance; infinite where all are taken.
func nearest(c *cell.Cell, g [3][3]float64, element string, y [3]float64, taken []bool) (at int, far float64) {
	far = math.Inf(1)
	for k, b := range c.Atoms {
		if !taken[k] && b.Element == element {
			if d := cell.Norm(g, cell.Between(y, b.X)); d < far {
				at, far = k, d
			}
		}
	}
	return at, far
}
