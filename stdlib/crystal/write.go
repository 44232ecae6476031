package crystal

import (
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
)

// CIF writes the crystal with its symmetry: the name and operations of the
// group, and of each site one atom, its Wyckoff letter and its multiplicity.
func (s *Structure) CIF() string {
	c := &cell.Cell{Lengths: s.Lengths, Angles: s.Angles}
	about := &cif.Symmetry{Name: strings.ReplaceAll(s.Group.HM, "sub", "_"), Hall: s.Group.Hall, Number: s.Group.Number, Operations: s.Group.Operations()}
	for _, site := range s.Sites {
		c.Atoms = append(c.Atoms, cell.Atom{Element: site.Element, X: site.X})
		about.Wyckoff = append(about.Wyckoff, site.Position.Letter)
		about.Multiplicity = append(about.Multiplicity, site.Position.Multiplicity)
	}
	return cif.Write(s.Formula(), c, about)
}
