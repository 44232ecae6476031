package crystal

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/symmetry"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// Tokenize finds the space group of a crystal from its atoms, within the
// tolerance in Å, and an angle in degrees if it is not 0 (see symmetry.Find),
// and the positions they are on in its standard setting. A cell that is in it
// already stays where it is. Lattice and coordinates are symmetrised.
func Tokenize(c *cell.Cell, tolerance, angle float64) (*Structure, error) {
	f, err := symmetry.Find(c, tolerance, angle)
	if err != nil {
		return nil, err
	}
	g, err := spacegroup.Get(f.Number)
	if err != nil {
		return nil, err
	}
	standard := f.Standard()
	if len(c.Atoms) == len(standard.Atoms) {
		if s, err := assign(c, g, 3*tolerance, angle); err == nil {
			return s, nil
		}
	}
	return assign(standard, g, 3*tolerance, angle)
}

// Assign finds the positions of atoms in a cell that is in the standard
// setting of a group already. Every operation must take each atom to within
// the tolerance (Å) of an atom of its element; each site is at the mean of
// where the operations put it.
func Assign(c *cell.Cell, g *spacegroup.Group, tolerance float64) (*Structure, error) {
	return assign(c, g, tolerance, 0)
}

func assign(c *cell.Cell, g *spacegroup.Group, tolerance, angle float64) (*Structure, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	s := &Structure{Group: g, Lengths: c.Lengths, Angles: c.Angles}
	s.symmetrise(tolerance, angle)
	if err := s.settleLattice(); err != nil {
		return nil, err
	}
	metric := s.metric()
	done := make([]bool, len(c.Atoms))
	for k, a := range c.Atoms {
		if done[k] {
			continue
		}
		x, n, err := orbit(c, g, metric, tolerance, k, done)
		if err != nil {
			return nil, err
		}
		p, y, err := g.Locate(x, metric, coincide)
		if err != nil {
			return nil, err
		}
		if p.Multiplicity != n {
			return nil, fmt.Errorf("atom %d (%s) has %d images, but is on position %s of space group %d, which has %d", k+1, a.Element, n, p.Letter, g.Number, p.Multiplicity)
		}
		s.Sites = append(s.Sites, Site{p, a.Element, y})
	}
	return s.settled()
}

// symmetrise sets lengths and angles that differ by no more than the tolerance
// (Å, of the ends of the cell vectors), or angles by no more than an angle in
// degrees, from what the system demands to it.
func (s *Structure) symmetrise(tolerance, angle float64) {
	equal, angles := lattice(s.Group.System())
	mean := s.mean(equal)
	for i := range 3 {
		if i < equal && math.Abs(s.Lengths[i]-mean) <= tolerance {
			s.Lengths[i] = mean
		}
		arc := math.Abs(s.Angles[i]-angles[i]) * math.Pi / 180 * max(s.Lengths[0], s.Lengths[1], s.Lengths[2])
		if angles[i] != 0 && (arc <= tolerance || math.Abs(s.Angles[i]-angles[i]) <= angle) {
			s.Angles[i] = angles[i]
		}
	}
}

// orbit marks the images of atom k as done and counts them; x is the atom
// where they say that it is, on the average.
func orbit(c *cell.Cell, g *spacegroup.Group, metric [3][3]float64, tolerance float64, k int, done []bool) (x [3]float64, n int, err error) {
	x = c.Atoms[k].X
	var shift [3]float64
	for _, o := range g.Operations() {
		y := o.Apply(c.Atoms[k].X)
		at, far, d := -1, tolerance, [3]float64{}
		for i, b := range c.Atoms {
			if b.Element != c.Atoms[k].Element {
				continue
			}
			if v := cell.Between(y, b.X); cell.Norm(metric, v) <= far {
				at, far, d = i, cell.Norm(metric, v), v
			}
		}
		if at < 0 {
			return x, 0, fmt.Errorf("no %s is within %v Å of where %v of space group %d takes atom %d", c.Atoms[k].Element, tolerance, o, g.Number, k+1)
		}
		if !done[at] {
			done[at] = true
			n++
		}
		back, _ := o.Inverse()
		for i := range 3 {
			for j := range 3 {
				shift[i] += float64(back.R[i][j]) * d[j]
			}
		}
	}
	for i := range 3 {
		x[i] += shift[i] / float64(len(g.Operations()))
	}
	return x, n, nil
}

// Record is the crystal as numbers: letters, elements, coordinates, and the
// lattice with lengths over the cube root of the number of atoms and angles in
// radians.
func (s *Structure) Record() tokens.Record {
	r := tokens.Record{Group: s.Group.Number, Atoms: s.Atoms()}
	for _, site := range s.Sites {
		r.Letters = append(r.Letters, site.Position.Index())
		r.Elements = append(r.Elements, cell.Number(site.Element))
		r.Coords = append(r.Coords, site.X)
	}
	for i := range 3 {
		r.Lattice[i] = s.Lengths[i] / math.Cbrt(float64(r.Atoms))
		r.Lattice[3+i] = s.Angles[i] * math.Pi / 180
	}
	return r
}

// FromRecord is the crystal of a record; its number of atoms must be that of
// the positions.
func FromRecord(r tokens.Record) (*Structure, error) {
	s, err := FromTokens(r)
	if err == nil && s.Atoms() != r.Atoms {
		return nil, fmt.Errorf("the positions have %d points, the record tells of %d", s.Atoms(), r.Atoms)
	}
	return s, err
}

// FromTokens is the crystal of a record whose number of atoms is not looked at.
func FromTokens(r tokens.Record) (*Structure, error) {
	g, err := spacegroup.Get(r.Group)
	if err != nil {
		return nil, err
	}
	s := &Structure{Group: g}
	if len(r.Elements) != len(r.Letters) || len(r.Coords) != len(r.Letters) {
		return nil, fmt.Errorf("%d letters, %d elements and %d coordinates, which should be as many", len(r.Letters), len(r.Elements), len(r.Coords))
	}
	for i, w := range r.Letters {
		if w < 1 || w > len(g.Positions()) {
			return nil, fmt.Errorf("site %d: space group %d has the letters 1 to %d, not %d", i+1, g.Number, len(g.Positions()), w)
		}
		if e := r.Elements[i]; e < 1 || e > tokens.Elements {
			return nil, fmt.Errorf("site %d: %d is the number of no element", i+1, e)
		}
		s.Sites = append(s.Sites, Site{&g.Positions()[w-1], cell.Symbol(r.Elements[i]), r.Coords[i]})
	}
	scale := math.Cbrt(float64(s.Atoms()))
	for i := range 3 {
		s.Lengths[i] = r.Lattice[i] * scale
		s.Angles[i] = r.Lattice[3+i] * 180 / math.Pi
	}
	return s.settled()
}
