package stdlib

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib/crystal"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/symmetry"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// crystalKinds are the objects of module crystal.
var crystalKinds = []*interp.Kind{
	interp.NewKind(interp.KindOf[*crystal.Structure]{
		Name: "a crystal", Text: (*crystal.Structure).Text, Show: showCrystal, Same: func(a, b *crystal.Structure) bool { return a.Text() == b.Text() },
		Members: []interp.Member{
			{Name: "group", Doc: "number of the space group", Func: func(s *crystal.Structure) int { return s.Group.Number }},
			{Name: "space_group", Doc: "the space group", Func: func(s *crystal.Structure) *spacegroup.Group { return s.Group }},
			{Name: "formula", Doc: "elements by electronegativity with the smallest counts in proportion", Func: (*crystal.Structure).Formula},
			{Name: "atoms", Doc: "number of atoms in the conventional cell", Func: (*crystal.Structure).Atoms},
			{Name: "sites", Doc: "the occupied Wyckoff positions", Func: func(s *crystal.Structure) []crystal.Site { return s.Sites }},
			{Name: "lengths", Doc: "a, b, c of the conventional cell in Å", Func: func(s *crystal.Structure) [3]float64 { return s.Lengths }},
			{Name: "angles", Doc: "α, β, γ in degrees", Func: func(s *crystal.Structure) [3]float64 { return s.Angles }},
			{Name: "volume", Doc: "of the conventional cell in Å³", Func: func(s *crystal.Structure) float64 { return s.Cell().Volume() }},
			{Name: "cell", Doc: "the atoms of the conventional cell", Func: (*crystal.Structure).Cell},
		},
		As: []any{(*crystal.Structure).Cell},
		Formats: map[string]func(*crystal.Structure) ([]byte, error){
			".cif":    func(s *crystal.Structure) ([]byte, error) { return []byte(s.CIF()), nil },
			".vasp":   func(s *crystal.Structure) ([]byte, error) { return poscar(s.Cell()) },
			".poscar": func(s *crystal.Structure) ([]byte, error) { return poscar(s.Cell()) },
			"POSCAR":  func(s *crystal.Structure) ([]byte, error) { return poscar(s.Cell()) },
		},
	}),
	interp.NewKind(interp.KindOf[crystal.Site]{
		Name: "a site", Text: siteText, Same: same[crystal.Site],
		Members: []interp.Member{
			{Name: "letter", Doc: "of the Wyckoff position", Func: func(s crystal.Site) string { return s.Position.Letter }},
			{Name: "multiplicity", Doc: "points in the conventional cell", Func: func(s crystal.Site) int { return s.Position.Multiplicity }},
			{Name: "element", Doc: "its symbol", Func: func(s crystal.Site) string { return s.Element }},
			{Name: "x", Doc: "fractional coordinates of the first point, from 0 to 1", Func: func(s crystal.Site) [3]float64 { return s.X }},
			{Name: "position", Doc: "the Wyckoff position", Func: func(s crystal.Site) *spacegroup.Position { return s.Position }},
		},
	}),
	interp.NewKind(interp.KindOf[*cell.Cell]{
		Name: "a cell of atoms", Text: func(c *cell.Cell) string {
			return fmt.Sprintf("%s, %d atoms in a cell", crystal.Formula(c), len(c.Atoms))
		}, Show: showCell, Same: same[*cell.Cell],
		Members: []interp.Member{
			{Name: "formula", Doc: "elements by electronegativity with the smallest counts in proportion", Func: crystal.Formula},
			{Name: "atoms", Doc: "number of atoms", Func: func(c *cell.Cell) int { return len(c.Atoms) }},
			{Name: "elements", Doc: "symbol of each atom", Func: elementsOf},
			{Name: "x", Doc: "fractional coordinates x[atom, 1..3]", Func: coordinatesOf},
			{Name: "lengths", Doc: "a, b, c in Å", Func: func(c *cell.Cell) [3]float64 { return c.Lengths }},
			{Name: "angles", Doc: "α, β, γ in degrees", Func: func(c *cell.Cell) [3]float64 { return c.Angles }},
			{Name: "vectors", Doc: "cell vectors as rows in Å, a along x, b in the plane of x and y", Func: (*cell.Cell).Vectors},
			{Name: "volume", Doc: "in Å³", Func: (*cell.Cell).Volume},
		},
		Formats: map[string]func(*cell.Cell) ([]byte, error){
			".cif":    func(c *cell.Cell) ([]byte, error) { return []byte(cif.Write(crystal.Formula(c), c, nil)), nil },
			".vasp":   poscar,
			".poscar": poscar,
			"POSCAR":  poscar,
		},
	}),
	interp.NewKind(interp.KindOf[*spacegroup.Group]{
		Name: "a space group", Text: func(g *spacegroup.Group) string { return fmt.Sprintf("%s (%d)", symbol(g), g.Number) }, Show: (*spacegroup.Group).String,
		Same: func(a, b *spacegroup.Group) bool { return a.Number == b.Number },
		Members: []interp.Member{
			{Name: "number", Doc: "from 1 to 230", Func: func(g *spacegroup.Group) int { return g.Number }},
			{Name: "symbol", Doc: "Hermann-Mauguin symbol", Func: symbol},
			{Name: "hall", Doc: "Hall symbol of the standard setting", Func: func(g *spacegroup.Group) string { return g.Hall }},
			{Name: "system", Doc: "crystal system", Func: (*spacegroup.Group).System},
			{Name: "point_group", Doc: "crystal class", Func: pointGroup},
			{Name: "order", Doc: "points of the general position in the conventional cell", Func: func(g *spacegroup.Group) int { return len(g.Operations()) }},
			{Name: "operations", Doc: "in the conventional cell, as coordinate triplets", Func: func(g *spacegroup.Group) []string { return triplets(g.Operations()) }},
			{Name: "positions", Doc: "Wyckoff positions from letter a up", Func: positionsOf},
		},
	}),
	interp.NewKind(interp.KindOf[*spacegroup.Setting]{
		Name: "a setting of a space group", Text: settingText,
		Members: []interp.Member{
			{Name: "group", Doc: "the space group", Func: func(s *spacegroup.Setting) *spacegroup.Group { return s.Group }},
			{Name: "symbol", Doc: "Hermann-Mauguin symbol", Func: func(s *spacegroup.Setting) string { return strings.ReplaceAll(s.HM, " ", "") }},
			{Name: "hall", Doc: "Hall symbol", Func: func(s *spacegroup.Setting) string { return s.Hall }},
			{Name: "operations", Doc: "in the cell of the setting, as coordinate triplets", Func: func(s *spacegroup.Setting) []string { return triplets(s.Operations()) }},
			{Name: "transformation", Doc: "its axes, and its origin where that moves, in terms of the standard ones", Func: (*spacegroup.Setting).Transformation},
		},
	}),
	interp.NewKind(interp.KindOf[*symmetry.Found]{
		Name: "the symmetry of a cell of atoms", Text: symmetryText,
		Members: []interp.Member{
			{Name: "group", Doc: "the space group", Func: func(f *symmetry.Found) (*spacegroup.Group, error) { return spacegroup.Get(f.Number) }},
			{Name: "point_group", Doc: "crystal class", Func: func(f *symmetry.Found) string { return f.PointGroup }},
			{Name: "tolerance", Doc: "in Å, within which the operations form a group: that asked for, or a smaller one", Func: func(f *symmetry.Found) float64 { return f.Tolerance }},
			{Name: "moved", Doc: "the largest distance in Å from where an operation takes an atom to the nearest atom", Func: func(f *symmetry.Found) float64 { return f.Moved }},
			{Name: "primitive", Doc: "a reduced primitive cell", Func: func(f *symmetry.Found) *cell.Cell { return f.Primitive }},
			{Name: "standard", Doc: "the atoms in the conventional cell, where they are: tokenize sets them to where symmetry has them", Func: (*symmetry.Found).Standard},
		},
	}),
	interp.NewKind(interp.KindOf[*spacegroup.Position]{
		Name: "a Wyckoff position", Text: positionText, Same: func(a, b *spacegroup.Position) bool { return a == b },
		Members: []interp.Member{
			{Name: "letter", Doc: "from a up", Func: func(p *spacegroup.Position) string { return p.Letter }},
			{Name: "multiplicity", Doc: "points in the conventional cell", Func: func(p *spacegroup.Position) int { return p.Multiplicity }},
			{Name: "site_symmetry", Doc: "oriented symbol", Func: func(p *spacegroup.Position) string { return p.Site }},
			{Name: "dof", Doc: "number of free coordinates", Func: func(p *spacegroup.Position) int { return p.DOF }},
			{Name: "free", Doc: "free[k] is 1 where coordinate k may be chosen, else 0", Func: freeOf},
			{Name: "representative", Doc: "the first triplet", Func: func(p *spacegroup.Position) string { return p.Representative.String() }},
			{Name: "points", Doc: "all triplets", Func: func(p *spacegroup.Position) []string { return triplets(p.Orbit) }},
		},
	}),
	interp.NewKind(interp.KindOf[*tokens.Columns]{
		Name: "crystals as tokens", Text: func(t *tokens.Columns) string { return fmt.Sprintf("%d crystals of up to %d sites", t.Rows, t.Sites-1) },
		Formats: map[string]func(*tokens.Columns) ([]byte, error){".jsonl": func(t *tokens.Columns) ([]byte, error) {
			var b bytes.Buffer
			err := tokens.Write(&b, t.Records())
			return b.Bytes(), err
		}},
		Members: []interp.Member{
			{Name: "rows", Doc: "number of crystals R", Func: func(t *tokens.Columns) int { return t.Rows }},
			{Name: "sites", Doc: "number of places n, one at least without a site", Func: func(t *tokens.Columns) int { return t.Sites }},
			{Name: "group", Doc: "group[r]: space groups", Func: func(t *tokens.Columns) interp.Table { return whole(t.Group, t.Rows) }},
			{Name: "W", Doc: "W[r,i]: Wyckoff letters, a = 1 … A = 27, 0 for no site", Func: func(t *tokens.Columns) interp.Table { return whole(t.Letters, t.Rows, t.Sites) }},
			{Name: "A", Doc: "A[r,i]: atomic numbers, 0 for no site", Func: func(t *tokens.Columns) interp.Table { return whole(t.Elements, t.Rows, t.Sites) }},
			{Name: "X", Doc: "X[r,i,k]: fractional coordinates in [0, 1), 0 for no site", Func: func(t *tokens.Columns) interp.Table {
				return interp.Table{Shape: []int{t.Rows, t.Sites, 3}, Values: t.Coords}
			}},
			{Name: "L", Doc: "L[r,k]: a, b, c in Å over N^(1/3), α, β, γ in radians", Func: func(t *tokens.Columns) interp.Table {
				return interp.Table{Shape: []int{t.Rows, 6}, Values: t.Lattice}
			}},
			{Name: "N", Doc: "N[r]: atoms in the conventional cell", Func: func(t *tokens.Columns) interp.Table { return whole(t.Atoms, t.Rows) }},
		},
	}),
}

// same compares all that two values hold.
func same[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

func whole(values []float64, shape ...int) interp.Table {
	return interp.Table{Shape: shape, Values: values, Whole: true}
}

func poscar(c *cell.Cell) ([]byte, error) {
	return []byte(cif.WritePOSCAR(c, crystal.Formula(c))), nil
}

func elementsOf(c *cell.Cell) []string {
	out := make([]string, len(c.Atoms))
	for i, a := range c.Atoms {
		out[i] = a.Element
	}
	return out
}

func coordinatesOf(c *cell.Cell) [][3]float64 {
	out := make([][3]float64, len(c.Atoms))
	for i, a := range c.Atoms {
		out[i] = a.X
	}
	return out
}

// symbol is the short Hermann-Mauguin symbol without blanks.
func symbol(g *spacegroup.Group) string { return strings.ReplaceAll(g.Short, " ", "") }

// symmetryText is the group and its tolerance.
func symmetryText(f *symmetry.Found) string {
	g, err := spacegroup.Get(f.Number)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s (%d) within %.4g Å, atoms move by up to %.2g Å", symbol(g), f.Number, f.Tolerance, f.Moved)
}

// settingText names a setting with its axes.
func settingText(s *spacegroup.Setting) string {
	return fmt.Sprintf("%s: axes %s of %s (%d)", strings.ReplaceAll(s.HM, " ", ""), s.Transformation(), symbol(s.Group), s.Group.Number)
}

// pointGroup is the class of the rotations of a group.
func pointGroup(g *spacegroup.Group) string {
	seen := map[[3][3]int]bool{}
	var rotations [][3][3]int
	for _, o := range g.Operations() {
		if !seen[o.R] {
			seen[o.R] = true
			rotations = append(rotations, o.R)
		}
	}
	return symmetry.PointGroup(rotations)
}

func triplets(list []spacegroup.Op) []string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = o.String()
	}
	return out
}

func positionsOf(g *spacegroup.Group) []*spacegroup.Position {
	all := g.Positions()
	out := make([]*spacegroup.Position, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out
}

func freeOf(p *spacegroup.Position) (free [3]int) {
	for i, yes := range p.Free {
		if yes {
			free[i] = 1
		}
	}
	return free
}

// positionText is a position as a line of the tables.
func positionText(p *spacegroup.Position) string {
	return fmt.Sprintf("%d%s %s (%v)", p.Multiplicity, p.Letter, p.Site, p.Representative)
}

func siteText(s crystal.Site) string {
	return fmt.Sprintf("%s %d%s (%s)", s.Element, s.Position.Multiplicity, s.Position.Letter, point(s.X))
}

// point is coordinates to six digits.
func point(x [3]float64) string { return fmt.Sprintf("%.6f, %.6f, %.6f", x[0], x[1], x[2]) }

// lattice is the line of cell parameters.
func lattice(lengths, angles [3]float64) string {
	return fmt.Sprintf("a, b, c = %.6g, %.6g, %.6g Å; α, β, γ = %.6g, %.6g, %.6g°", lengths[0], lengths[1], lengths[2], angles[0], angles[1], angles[2])
}

// showCrystal is a table of the sites.
func showCrystal(s *crystal.Structure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, space group %s (%d), %d atoms in the cell\n%s\n", s.Formula(), symbol(s.Group), s.Group.Number, s.Atoms(), lattice(s.Lengths, s.Angles))
	for _, site := range s.Sites {
		fmt.Fprintf(&b, "%-2s  %3d%s  %-8s  %s\n", site.Element, site.Position.Multiplicity, site.Position.Letter, site.Position.Site, point(site.X))
	}
	return b.String()
}

// showCell is a table of the atoms, as far as the first maxAtoms.
func showCell(c *cell.Cell) string {
	const maxAtoms = 100
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d atoms in a cell\n%s\n", crystal.Formula(c), len(c.Atoms), lattice(c.Lengths, c.Angles))
	for i, a := range c.Atoms {
		if i == maxAtoms {
			b.WriteString("…\n")
			break
		}
		fmt.Fprintf(&b, "%-2s  %s\n", a.Element, point(a.X))
	}
	return b.String()
}
