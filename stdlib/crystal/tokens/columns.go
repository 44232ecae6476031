package tokens

import "fmt"

// Columns are records as arrays over rows, row-major, their sites padded with zeros.
type Columns struct {
	Rows, Sites int
	Group       []float64 // Rows
	Letters     []float64 // Rows × Sites, 0 for no site
	Elements    []float64 // Rows × Sites, 0 for no site
	Coords      []float64 // Rows × Sites × 3
	Lattice     []float64 // Rows × 6
	Atoms       []float64 // Rows
}

// Pad lays records out with a number of sites, which leaves each at least one place without a site:
// a model reads the lattice there.
func Pad(records []Record, sites int) (*Columns, error) {
	n := len(records)
	for i, r := range records {
		if len(r.Letters) >= sites {
			return nil, fmt.Errorf("record %d has %d sites, and %d places leave none for its end: %d are needed",
				i+1, len(r.Letters), sites, len(r.Letters)+1)
		}
	}
	c := &Columns{
		Rows: n, Sites: sites,
		Group: make([]float64, n), Letters: make([]float64, n*sites), Elements: make([]float64, n*sites),
		Coords: make([]float64, 3*n*sites), Lattice: make([]float64, 0, 6*n), Atoms: make([]float64, n),
	}
	for i, r := range records {
		c.Group[i], c.Atoms[i] = float64(r.Group), float64(r.Atoms)
		c.Lattice = append(c.Lattice, r.Lattice[:]...)
		for j, w := range r.Letters {
			at := i*sites + j
			c.Letters[at], c.Elements[at] = float64(w), float64(r.Elements[j])
			copy(c.Coords[3*at:], r.Coords[j][:])
		}
	}
	return c, nil
}

// Records undoes Pad.
func (c *Columns) Records() []Record {
	out := make([]Record, c.Rows)
	for i := range out {
		r := &out[i]
		r.Group, r.Atoms = int(c.Group[i]), int(c.Atoms[i])
		copy(r.Lattice[:], c.Lattice[6*i:])
		for at := i * c.Sites; at < (i+1)*c.Sites && c.Letters[at] > 0; at++ {
			r.Letters = append(r.Letters, int(c.Letters[at]))
			r.Elements = append(r.Elements, int(c.Elements[at]))
			r.Coords = append(r.Coords, [3]float64(c.Coords[3*at:]))
		}
	}
	return out
}
