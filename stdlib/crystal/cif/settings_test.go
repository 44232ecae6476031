package cif

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// perovskite is CaTiO3 as it is published (Liu and Liebermann, Phys. Chem. Minerals 20, 171 (1993); COD 9006172), with its
// symmetry left open.
const perovskite = `data_CaTiO3
_cell_length_a 5.3785
_cell_length_b 5.4419
_cell_length_c 7.6400
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
%s
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Ca 0.99280 0.03300 0.25000
Ti 0.00000 0.50000 0.00000
O1 0.07220 0.48930 0.25000
O2 0.71740 0.28420 0.03460
`

// The name of a group in another setting says the same as the published operators.
func TestNameInAnotherSetting(t *testing.T) {
	read := func(symmetry string) *cell.Cell {
		t.Helper()
		c, err := Read(fmt.Sprintf(perovskite, symmetry), spacegroup.Named)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	want := read("loop_\n_space_group_symop_operation_xyz\n" + strings.ReplaceAll(
		"x,y,z x,y,1/2-z -x,-y,1/2+z 1/2+x,1/2-y,1/2+z 1/2-x,1/2+y,1/2-z 1/2-x,1/2+y,z 1/2+x,1/2-y,-z -x,-y,-z", " ", "\n"))
	for _, name := range []string{"'P b n m'", "Pbnm", "'-P 2c 2ab'"} {
		got := read("_symmetry_space_group_name_H-M " + name + "\n_space_group_IT_number 62")
		if len(got.Atoms) != 20 || len(want.Atoms) != 20 {
			t.Fatalf("%s: %d atoms, by operators %d", name, len(got.Atoms), len(want.Atoms))
		}
		for _, a := range want.Atoms {
			near := math.Inf(1)
			for _, b := range got.Atoms {
				if b.Element == a.Element {
					near = min(near, cell.Norm(want.Metric(), cell.Between(a.X, b.X)))
				}
			}
			if near > 1e-9 {
				t.Errorf("%s: no %s at %v, the nearest is %g Å away", name, a.Element, a.X, near)
			}
		}
	}
	// In the standard setting the same coordinates are another crystal, or none.
	if c, err := Read(fmt.Sprintf(perovskite, "_symmetry_space_group_name_H-M 'P n m a'"), spacegroup.Named); err == nil && len(c.Atoms) == 20 {
		t.Error("Pnma is taken for Pbnm")
	}
}
