package cif

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// Symmetry is what a symmetrised file says beside its sites: Name and Hall
// may be "", Number 0. Wyckoff and Multiplicity go with the sites, or are nil.
type Symmetry struct {
	Name, Hall   string
	Number       int
	Operations   []spacegroup.Op
	Wyckoff      []string
	Multiplicity []int
}

// Write returns the CIF of the sites of c under the symmetry s; nil means P 1,
// with every atom a site. Numbers have 12 digits behind the point.
func Write(name string, c *cell.Cell, s *Symmetry) string {
	if s == nil {
		s = &Symmetry{Name: "P 1", Hall: "P 1", Number: 1, Operations: []spacegroup.Op{{R: [3][3]int{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}}}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "data_%s\n", strings.Join(strings.Fields(name), "_"))
	for i := range 3 {
		fmt.Fprintf(&b, "_cell_length_%c %.12f\n", "abc"[i], c.Lengths[i])
	}
	for i, angle := range []string{"alpha", "beta", "gamma"} {
		fmt.Fprintf(&b, "_cell_angle_%s %.12f\n", angle, c.Angles[i])
	}
	fmt.Fprintf(&b, "_cell_volume %.6f\n", c.Volume())
	if s.Name != "" {
		fmt.Fprintf(&b, "_symmetry_space_group_name_H-M '%s'\n", s.Name)
	}
	if s.Hall != "" {
		fmt.Fprintf(&b, "_symmetry_space_group_name_Hall \"%s\"\n", s.Hall)
	}
	if s.Number != 0 {
		fmt.Fprintf(&b, "_space_group_IT_number %d\n", s.Number)
	}
	b.WriteString("loop_\n_space_group_symop_operation_xyz\n")
	for _, o := range s.Operations {
		fmt.Fprintf(&b, "'%v'\n", o)
	}
	b.WriteString("loop_\n_atom_site_label\n_atom_site_type_symbol\n")
	if s.Wyckoff != nil {
		b.WriteString("_atom_site_Wyckoff_symbol\n_atom_site_symmetry_multiplicity\n")
	}
	b.WriteString("_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n")
	for n, a := range c.Atoms {
		fmt.Fprintf(&b, "%s%d %s ", a.Element, n+1, a.Element)
		if s.Wyckoff != nil {
			fmt.Fprintf(&b, "%s %d ", s.Wyckoff[n], s.Multiplicity[n])
		}
		fmt.Fprintf(&b, "%.12f %.12f %.12f\n", a.X[0], a.X[1], a.X[2])
	}
	return b.String()
}
