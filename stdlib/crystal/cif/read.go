package cif

import (
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// One atom's images closer than this (Å) are one atom, at their mean: files
// print 0.3333 for 1/3. Two atoms closer than this are refused.
const same = 0.1

// A structure of more atoms is refused.
const mostAtoms = 20000

// Operators finds the operations of a space group by its name (Hermann-Mauguin
// or Hall, "" where the file has none) and number (0 where it has none).
type Operators func(name string, number int) ([]spacegroup.Op, error)

// Read returns the atoms of the whole cell of the first data block that has a
// cell. Symmetry given by operators is applied; where only a name or number
// is given, find is asked (nil knows only P 1). Partly occupied sites are
// refused. D is read as H. Every error is an *Error.
func Read(text string, find Operators) (*cell.Cell, error) {
	words, err := scan(text)
	if err != nil {
		return nil, err
	}
	all, err := blocks(words)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		if len(b.items["_cell_length_a"]) > 0 {
			return b.structure(find)
		}
	}
	return nil, failf(1, "no data block has a cell; _cell_length_a and its like give it")
}

func (b *block) structure(find Operators) (*cell.Cell, error) {
	c := &cell.Cell{}
	for i, axis := range []string{"a", "b", "c"} {
		angle := []string{"alpha", "beta", "gamma"}[i]
		var err error
		if c.Lengths[i], err = b.number("_cell_length_" + axis); err != nil {
			return nil, err
		}
		if c.Angles[i], err = b.number("_cell_angle_" + angle); err != nil {
			return nil, err
		}
	}
	if err := c.Check(); err != nil {
		return nil, failf(b.items["_cell_length_a"][0].line, "%v", err)
	}
	ops, err := b.operators(c.Metric(), find)
	if err != nil {
		return nil, err
	}
	return c, b.atoms(c, ops)
}

func (b *block) number(name string) (float64, error) {
	column := b.items[name]
	if len(column) == 0 {
		return 0, failf(b.line, "the block %s has no %s", b.name, name)
	}
	return column[0].number(name)
}

// number reads 1.234(5) without its uncertainty.
func (v value) number(name string) (float64, error) {
	text, tail, uncertain := strings.Cut(v.text, "(")
	x, err := strconv.ParseFloat(text, 64)
	if digits, closed := strings.CutSuffix(tail, ")"); uncertain && (!closed || digits == "" || strings.Trim(digits, "0123456789") != "") {
		return 0, failf(v.line, "%s is %q; an uncertainty is written 1.234(5)", name, v.text)
	}
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0, failf(v.line, "%s is %q, which is no number", name, v.text)
	}
	return x, nil
}

func (b *block) operators(g [3][3]float64, find Operators) ([]spacegroup.Op, error) {
	var ops []spacegroup.Op
	for _, name := range []string{"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz", "_space_group_symop.operation_xyz"} {
		for _, v := range b.items[name] {
			o, err := spacegroup.ParseOp(v.text)
			if err != nil {
				return nil, failf(v.line, "%v", err)
			}
			if !keeps(o, g) {
				return nil, failf(v.line, "the operator %q does not keep the cell: its lengths or angles disagree with the symmetry", v.text)
			}
			ops = append(ops, o)
		}
		if len(ops) > 0 {
			return ops, nil
		}
	}
	return b.named(g, find)
}

// named finds the operations where only a name or a number is given. A block
// with neither is taken as P 1.
func (b *block) named(g [3][3]float64, find Operators) ([]spacegroup.Op, error) {
	name, number, line := "", 0, b.line
	for _, k := range []string{"_symmetry_space_group_name_hall", "_space_group_name_hall", "_symmetry_space_group_name_h-m", "_space_group_name_h-m_alt"} {
		if v := b.items[k]; name == "" && len(v) > 0 && !v[0].absent() {
			name, line = v[0].text, v[0].line
		}
	}
	for _, k := range []string{"_space_group_it_number", "_symmetry_int_tables_number"} {
		if v := b.items[k]; number == 0 && len(v) > 0 && !v[0].absent() {
			n, err := strconv.Atoi(v[0].text)
			if err != nil || n < 1 || n > 230 {
				return nil, failf(v[0].line, "%s is %q; space groups go from 1 to 230", k, v[0].text)
			}
			number, line = n, v[0].line
		}
	}
	plain := strings.ReplaceAll(strings.ToUpper(name), " ", "")
	if number <= 1 && (plain == "" || plain == "P1") {
		return []spacegroup.Op{{R: [3][3]int{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}}, nil
	}
	if find == nil {
		return nil, failf(line, "the symmetry is given by name only (%q, number %d); list its operators in _space_group_symop_operation_xyz", name, number)
	}
	ops, err := find(name, number)
	if err != nil {
		return nil, failf(line, "%v", err)
	}
	for _, o := range ops {
		if !keeps(o, g) {
			return nil, failf(line, "the space group %q (number %d) does not fit the cell", name, number)
		}
	}
	return ops, nil
}
