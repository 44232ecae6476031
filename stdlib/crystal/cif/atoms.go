package cif

import (
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// atoms fills the cell with the images of the sites of the block.
func (b *block) atoms(c *cell.Cell, ops []spacegroup.Op) error {
	var xyz [3][]value
	for i, axis := range []string{"x", "y", "z"} {
		xyz[i] = b.items["_atom_site_fract_"+axis]
		if len(xyz[i]) == 0 || len(xyz[i]) != len(xyz[0]) {
			return failf(b.line, "the block %s has no _atom_site_fract_%s for each atom", b.name, axis)
		}
	}
	g := c.Metric()
	var lines []int
	for n := range xyz[0] {
		line := xyz[0][n].line
		var x [3]float64
		for i := range 3 {
			var err error
			if x[i], err = xyz[i][n].number("_atom_site_fract_" + "xyz"[i:i+1]); err != nil {
				return err
			}
			if x[i] < -100 || x[i] > 100 {
				return failf(line, "the fractional coordinate %v is far outside the cell", x[i])
			}
		}
		element, err := b.element(n, line)
		if err != nil {
			return err
		}
		if err := b.occupied(n); err != nil {
			return err
		}
		images := orbit(g, ops, x)
		if len(c.Atoms)+len(images) > mostAtoms {
			return failf(line, "the cell has more than %d atoms", mostAtoms)
		}
		for _, y := range images {
			for k, a := range c.Atoms {
				if cell.Norm(g, cell.Between(a.X, y)) < same {
					return failf(line, "this atom is less than %v Å from one of line %d", same, lines[k])
				}
			}
		}
		for _, y := range images {
			c.Atoms = append(c.Atoms, cell.Atom{Element: element, X: y})
			lines = append(lines, line)
		}
	}
	return nil
}

// orbit returns the distinct images of a point, wrapped; images that fall
// together to within the tolerance are one, at their mean.
func orbit(g [3][3]float64, ops []spacegroup.Op, x [3]float64) [][3]float64 {
	var first, shift [][3]float64
	var count []float64
next:
	for _, o := range ops {
		y := o.Apply(x)
		for k := range first {
			if d := cell.Between(first[k], y); cell.Norm(g, d) < same {
				for i := range 3 {
					shift[k][i] += d[i]
				}
				count[k]++
				continue next
			}
		}
		first, shift, count = append(first, y), append(shift, [3]float64{}), append(count, 1)
	}
	for k := range first {
		for i := range 3 {
			first[k][i] = cell.Wrap(first[k][i] + shift[k][i]/count[k])
		}
	}
	return first
}

// occupied refuses sites that are not full: which atom is where is not said.
func (b *block) occupied(n int) error {
	column := b.items["_atom_site_occupancy"]
	if n >= len(column) || column[n].absent() {
		return nil
	}
	o, err := column[n].number("_atom_site_occupancy")
	if err == nil && (o < 0.999 || o > 1.001) {
		return failf(column[n].line, "this site is occupied to %v; only full sites make an ordered crystal", o)
	}
	return err
}

// element reads the type symbol ("Fe3+") or else the label ("Fe1").
func (b *block) element(n, line int) (string, error) {
	for _, name := range []string{"_atom_site_type_symbol", "_atom_site_label"} {
		column := b.items[name]
		if n >= len(column) || column[n].absent() {
			continue
		}
		text := column[n].text
		if strings.HasSuffix(name, "symbol") && len(text) > 1 {
			text = text[:1] + strings.ToLower(text[1:2]) + text[2:] // "FE"
		}
		if e := elementOf(text); e != "" {
			return e, nil
		}
		return "", failf(column[n].line, "%q names no element", column[n].text)
	}
	return "", failf(line, "this atom has neither _atom_site_type_symbol nor _atom_site_label")
}

// elementOf takes the element from the letters a name begins with: two of
// them where they are an element with its second letter small, else the first
// alone, else two whatever their case ("AL1"). Longer words in small letters
// ("Wat") are none. D is hydrogen.
func elementOf(name string) string {
	letters := name[:len(name)-len(strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
	if letters == "" || len(letters) > 2 && letters[2] >= 'a' {
		return ""
	}
	one := strings.ToUpper(letters[:1])
	if one == "D" && (len(letters) == 1 || letters[1] < 'a') {
		return "H"
	}
	if len(letters) > 1 {
		two := one + strings.ToLower(letters[1:2])
		known := cell.Number(two) > 0
		if small := letters[1] >= 'a'; known && (small || cell.Number(one) == 0) || small {
			if !known {
				return ""
			}
			return two
		}
	}
	if cell.Number(one) == 0 {
		return ""
	}
	return one
}
