package cif

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// Symmetry is what a symmetrised file says beside its sites: Name and Hall
// may be "", Number 0. Wyckoff and Multiplicity go with the sites, or are nil.
type Symmetry struct {
	Name, Hall   string
	Number       int
	Operations   []Operator
	Wyckoff      []string
	Multiplicity []int
}

// String writes the operator as "x,y+1/2,-z".
func (o Operator) String() string {
	var rows [3]string
	for i := range 3 {
		var b strings.Builder
		for j, r := range o.R[i] {
			for range max(r, -r) {
				fmt.Fprintf(&b, "%c%c", "-+"[min(max(r, 0), 1)], "xyz"[j])
			}
		}
		if t := o.T[i]; t != 0 {
			d := 24
			for t%2 == 0 && d%2 == 0 {
				t, d = t/2, d/2
			}
			if t%3 == 0 {
				t, d = t/3, d/3
			}
			fmt.Fprintf(&b, "+%d/%d", t, d)
		}
		rows[i] = strings.TrimPrefix(b.String(), "+")
	}
	return strings.Join(rows[:], ",")
}

// Write returns the CIF of the sites of c under the symmetry s; nil means P 1,
// with every atom a site. Numbers have 12 digits behind the point.
func Write(name string, c *cell.Cell, s *Symmetry) string {
	if s == nil {
		s = &Symmetry{Name: "P 1", Hall: "P 1", Number: 1, Operations: []Operator{{R: [3][3]int{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}}}
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
