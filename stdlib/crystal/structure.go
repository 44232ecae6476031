package crystal

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// A Structure is a crystal in the standard setting of its space group.
type Structure struct {
	Group   *spacegroup.Group
	Sites   []Site     // by letter, then coordinates in single precision
	Lengths [3]float64 // a, b, c of the conventional cell in Å
	Angles  [3]float64 // α, β, γ in degrees
}

// A Site is a Wyckoff position filled with an element: X is the point of its
// representative triplet, from 0 to 1.
type Site struct {
	Position *spacegroup.Position
	Element  string
	X        [3]float64
}

// Tolerances within which what is written is taken for what symmetry demands,
// and is set to it: of coordinates, of lengths in Å and of angles in degrees.
const (
	nearCoordinate = 1e-3
	nearLength     = 2e-3
	nearAngle      = 0.02
)

// coincide is the distance in Å below which two points are one.
const coincide = 1e-4

// settled is the structure with sites and lattice as the symmetry demands, and
// the sites in order; an error tells what contradicts it.
func (s *Structure) settled() (*Structure, error) {
	if err := s.settle(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Structure) settle() error {
	if err := s.settleLattice(); err != nil {
		return err
	}
	if len(s.Sites) == 0 {
		return fmt.Errorf("a crystal has at least one site")
	}
	for i := range s.Sites {
		if err := s.settleSite(&s.Sites[i]); err != nil {
			return fmt.Errorf("site %d: %w", i+1, err)
		}
	}
	slices.SortStableFunc(s.Sites, func(a, b Site) int {
		return cmp.Or(cmp.Compare(a.Position.Index(), b.Position.Index()), slices.CompareFunc(a.X[:], b.X[:], inSingle))
	})
	return s.distinct()
}

// inSingle compares in single precision, as CrystalFormer orders sites.
func inSingle(x, y float64) int { return cmp.Compare(float32(x), float32(y)) }

// settleSite sets the coordinates that are not free. The point must not be one
// of a position with more symmetry: its images would fall together.
func (s *Structure) settleSite(site *Site) error {
	if cell.Number(site.Element) == 0 {
		return fmt.Errorf("%q is no element", site.Element)
	}
	p, x := site.Position, site.X
	for i, y := range p.Representative.Apply(x) {
		if d := y - x[i] - math.Round(y-x[i]); !(math.Abs(d) <= nearCoordinate) {
			return fmt.Errorf("the coordinates %v, %v, %v are not of the form %v, that of position %s of space group %d",
				x[0], x[1], x[2], p.Representative, p.Letter, s.Group.Number)
		}
		site.X[i] = cell.Wrap(y)
	}
	on, _, err := s.Group.Locate(site.X, s.metric(), coincide)
	if err != nil {
		return err
	}
	if on != p {
		return fmt.Errorf("the point %v, %v, %v is on position %s, which has %d points, not on %s, which has %d",
			number(x[0]), number(x[1]), number(x[2]), on.Letter, on.Multiplicity, p.Letter, p.Multiplicity)
	}
	return nil
}

// distinct tells of two sites that are one.
func (s *Structure) distinct() error {
	for i, b := range s.Sites {
		for _, a := range s.Sites[:i] {
			if a.Position != b.Position {
				continue
			}
			for _, o := range a.Position.Orbit {
				if cell.Norm(s.metric(), cell.Between(o.Apply(a.X), b.X)) < coincide {
					return fmt.Errorf("%s and %s are on the same points of position %s: %s, %s, %s",
						a.Element, b.Element, a.Position.Letter, number(b.X[0]), number(b.X[1]), number(b.X[2]))
				}
			}
		}
	}
	return nil
}

func (s *Structure) metric() [3][3]float64 {
	return (&cell.Cell{Lengths: s.Lengths, Angles: s.Angles}).Metric()
}

// settleLattice sets lengths that must be equal to their mean and angles that
// are given to their value.
func (s *Structure) settleLattice() error {
	if err := (&cell.Cell{Lengths: s.Lengths, Angles: s.Angles}).Check(); err != nil {
		return err
	}
	equal, angles := lattice(s.Group.System())
	for i := 1; i < equal; i++ {
		if math.Abs(s.Lengths[i]-s.Lengths[0]) > nearLength {
			return fmt.Errorf("the lengths a and %c are %v and %v; space group %d is %s, where they are equal",
				"abc"[i], s.Lengths[0], s.Lengths[i], s.Group.Number, s.Group.System())
		}
	}
	for i, mean := 0, s.mean(equal); i < equal; i++ {
		s.Lengths[i] = mean
	}
	for i := range 3 {
		if angles[i] == 0 {
			continue
		}
		if math.Abs(s.Angles[i]-angles[i]) > nearAngle {
			return fmt.Errorf("the angle %s is %v; space group %d is %s, where it is %v",
				[]string{"α", "β", "γ"}[i], s.Angles[i], s.Group.Number, s.Group.System(), angles[i])
		}
		s.Angles[i] = angles[i]
	}
	return nil
}

// mean of the first lengths; equal ones give theirs exactly.
func (s *Structure) mean(n int) float64 {
	m := s.Lengths[0]
	for i := 1; i < n; i++ {
		m += (s.Lengths[i] - s.Lengths[0]) / float64(n)
	}
	return m
}

// lattice of a crystal system in the standard setting: how many of a, b, c are
// equal to a, and the angles that are given, 0 for those that are not.
func lattice(system string) (equal int, angles [3]float64) {
	switch system {
	case "triclinic":
		return 1, [3]float64{}
	case "monoclinic":
		return 1, [3]float64{90, 0, 90}
	case "orthorhombic":
		return 1, [3]float64{90, 90, 90}
	case "tetragonal":
		return 2, [3]float64{90, 90, 90}
	case "cubic":
		return 3, [3]float64{90, 90, 90}
	}
	return 2, [3]float64{90, 90, 120}
}

// Cell is the conventional cell with all atoms, site after site.
func (s *Structure) Cell() *cell.Cell {
	c := &cell.Cell{Lengths: s.Lengths, Angles: s.Angles}
	for _, site := range s.Sites {
		for _, o := range site.Position.Orbit {
			x := o.Apply(site.X)
			for i := range 3 {
				x[i] = cell.Wrap(x[i])
			}
			c.Atoms = append(c.Atoms, cell.Atom{Element: site.Element, X: x})
		}
	}
	return c
}

// Atoms is their number in the conventional cell.
func (s *Structure) Atoms() int {
	n := 0
	for _, site := range s.Sites {
		n += site.Position.Multiplicity
	}
	return n
}

// Formula is that of its atoms.
func (s *Structure) Formula() string { return Formula(s.Cell()) }

// MinDistance is that of its atoms.
func (s *Structure) MinDistance() float64 {
	var first []int
	at := 0
	for _, site := range s.Sites {
		first = append(first, at)
		at += site.Position.Multiplicity
	}
	return minDistance(s.Cell(), first)
}
