package cif

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// poscar walks over the lines of a POSCAR.
type poscar struct {
	lines []string
	at    int
}

// next returns the words of the next line and its number.
func (p *poscar) next(what string) ([]string, int, error) {
	if p.at >= len(p.lines) {
		return nil, 0, failf(len(p.lines), "the file ends before %s", what)
	}
	p.at++
	return strings.Fields(p.lines[p.at-1]), p.at, nil
}

func (p *poscar) vector(what string) (x [3]float64, err error) {
	words, line, err := p.next(what)
	if err != nil {
		return x, err
	}
	if len(words) < 3 {
		return x, failf(line, "%s needs three numbers, this line has %d words", what, len(words))
	}
	for i := range 3 {
		x[i], err = strconv.ParseFloat(words[i], 64)
		if err != nil || math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return x, failf(line, "%s: %q is no number", what, words[i])
		}
	}
	return x, nil
}

// ReadPOSCAR reads the format of VASP 5, and of VASP 4 where the first line
// names the elements: a scale (negative: the volume in Å³), three vectors,
// counts, optionally "Selective dynamics", direct or cartesian positions.
func ReadPOSCAR(text string) (*cell.Cell, error) {
	p := &poscar{lines: strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n "), "\n")}
	title, _, err := p.next("its title")
	if err != nil {
		return nil, err
	}
	v, scale, err := p.lattice()
	if err != nil {
		return nil, err
	}
	names, counts, err := p.counts(title)
	if err != nil {
		return nil, err
	}
	cartesian, err := p.mode()
	if err != nil {
		return nil, err
	}
	c := cell.FromVectors(v)
	if err := c.Check(); err != nil {
		return nil, failf(3, "%v", err)
	}
	for k, name := range names {
		for range counts[k] {
			x, err := p.vector("the position of " + name)
			if err != nil {
				return nil, err
			}
			if cartesian {
				x = fractional(v, [3]float64{x[0] * scale, x[1] * scale, x[2] * scale})
			}
			c.Atoms = append(c.Atoms, cell.Atom{Element: name, X: x})
			if err := (&cell.Cell{Lengths: c.Lengths, Angles: c.Angles, Atoms: c.Atoms[len(c.Atoms)-1:]}).Check(); err != nil {
				return nil, failf(p.at, "%v", err)
			}
		}
	}
	return c, nil
}

// lattice reads the scale and the vectors, scaled.
func (p *poscar) lattice() (v [3][3]float64, scale float64, err error) {
	words, line, err := p.next("the scale")
	if err != nil {
		return v, 0, err
	}
	if len(words) > 0 {
		scale, err = strconv.ParseFloat(words[0], 64)
	}
	if err != nil || scale == 0 || math.IsNaN(scale) || math.Abs(scale) > 1e9 {
		return v, 0, failf(line, "the scale is %q; it is a factor, or minus the volume in Å³", strings.Join(words, " "))
	}
	for i := range 3 {
		if v[i], err = p.vector("a vector of the cell"); err != nil {
			return v, 0, err
		}
	}
	volume := cell.Det(v)
	if volume <= 0 {
		return v, 0, failf(3, "the vectors have the determinant %v; those of a right-handed cell have a positive one", volume)
	}
	if scale < 0 {
		scale = math.Cbrt(-scale / volume)
	}
	for i := range 3 {
		for j := range 3 {
			v[i][j] *= scale
		}
	}
	return v, scale, nil
}

// counts reads the elements (or takes those of the title) and how many of each.
func (p *poscar) counts(title []string) (names []string, counts []int, err error) {
	names = title
	words, line, err := p.next("the counts of atoms")
	if err != nil {
		return nil, nil, err
	}
	if len(words) > 0 && elementOf(words[0]) != "" {
		names = words
		if words, line, err = p.next("the counts of atoms"); err != nil {
			return nil, nil, err
		}
	}
	if len(words) == 0 || len(words) > len(names) {
		return nil, nil, failf(line, "%d counts for %d names of elements", len(words), len(names))
	}
	out, total := make([]string, len(words)), 0
	for k, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > mostAtoms || total+n > mostAtoms {
			return nil, nil, failf(line, "%q is no count of atoms between 1 and %d in all", w, mostAtoms)
		}
		if out[k] = elementOf(names[k]); out[k] == "" {
			return nil, nil, failf(line, "%q names no element; the line before the counts names them", names[k])
		}
		counts, total = append(counts, n), total+n
	}
	return out, counts, nil
}

// mode reads "Selective dynamics", where it is there, and the kind of positions.
func (p *poscar) mode() (cartesian bool, err error) {
	for {
		words, line, err := p.next("Direct or Cartesian")
		if err != nil {
			return false, err
		}
		switch first := strings.ToLower(strings.Join(words, " ") + " ")[0]; first {
		case 's':
		case 'c', 'k':
			return true, nil
		case 'd':
			return false, nil
		default:
			return false, failf(line, "%q is neither Direct nor Cartesian", strings.Join(words, " "))
		}
	}
}

// fractional coordinates of the cartesian point p in the basis of rows v.
func fractional(v [3][3]float64, p [3]float64) (x [3]float64) {
	d := cell.Det(v)
	for i := range 3 {
		w := v
		w[i] = p
		x[i] = cell.Det(w) / d
	}
	return x
}

// WritePOSCAR writes the atoms in direct coordinates, grouped by element in
// the order of their first appearance, to 15 significant digits.
func WritePOSCAR(c *cell.Cell, title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n1.0\n", strings.ReplaceAll(title, "\n", " "))
	for _, v := range c.Vectors() {
		fmt.Fprintf(&b, "%20.15f %20.15f %20.15f\n", v[0], v[1], v[2])
	}
	var names []string
	count := map[string]int{}
	for _, a := range c.Atoms {
		if count[a.Element]++; count[a.Element] == 1 {
			names = append(names, a.Element)
		}
	}
	b.WriteString(strings.Join(names, " ") + "\n")
	for _, n := range names {
		fmt.Fprintf(&b, "%d ", count[n])
	}
	b.WriteString("\nDirect\n")
	for _, n := range names {
		for _, a := range c.Atoms {
			if a.Element == n {
				fmt.Fprintf(&b, "%18.15f %18.15f %18.15f\n", a.X[0], a.X[1], a.X[2])
			}
		}
	}
	return b.String()
}
