package interp

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/lang/formula"
)

// How the prompt shows values: arrays as their head and their index sets, matrices in columns, spins on a lattice as a
// picture, definitions as formulas. print writes the same in a line.

const (
	promptRow  = 20 // elements of a list, and columns of a matrix
	promptRows = 12 // rows of a matrix, and lines of a formula
	promptSide = 64 // sites of a picture, along one side
)

// display is a value as the prompt shows it.
func (c ctx) display(n lang.Expr, v Value) string {
	switch v := v.(type) {
	case *Array:
		if a := c.s.force(v); isKnown(a.Node) && len(a.Node.Axes) <= len(a.Dims) {
			return c.displayArray(a)
		}
	case *Function, *Instance:
		if text := c.displayDefinition(n, v); text != "" {
			return text
		}
	case *Record:
		return c.displayRecord(v)
	}
	return c.show(v)
}

// displayArray is an array with few elements as a whole, else its head, with its index sets.
func (c ctx) displayArray(a *Array) string {
	axes := axesOf(a.Dims)
	total := ad.Elements(axes)
	switch {
	case len(axes) == 1 && isPicture(a):
		return c.picture(a)
	case len(axes) == 1 && total > promptRow:
		head := c.elements(a, axes, promptRow/2)
		last := c.elementAt(a, axes, total-1)
		return fmt.Sprintf("[%s, …, %s] over %s", strings.Join(head, ", "), last, dimsText(a.Dims))
	case len(axes) == 2 && total > 0:
		return c.matrixText(a, axes)
	case len(axes) > 2 && total > promptRow:
		return fmt.Sprintf("[%s, …] over %s", strings.Join(c.elements(a, axes, promptRow/2), ", "), dimsText(a.Dims))
	}
	return c.show(a)
}

// elements are the first elements of an array, as text.
func (c ctx) elements(a *Array, axes []*ad.Axis, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = c.elementAt(a, axes, i)
	}
	return out
}

// elementAt is the element at a place, row-major in axes.
func (c ctx) elementAt(a *Array, axes []*ad.Axis, place int) string {
	off := 0
	str := a.Node.Strides(axes)
	for k := len(axes) - 1; k >= 0; k-- {
		off += place % axes[k].Size * str[k]
		place /= axes[k].Size
	}
	one := &Array{Node: c.g().Table(nil, []float64{constAt(a.Node, off)}, a.Node.Type), Set: a.Set}
	return c.show(one)
}

// matrixText is a matrix in columns; a large one is cut off.
func (c ctx) matrixText(a *Array, axes []*ad.Axis) string {
	rows, cols := axes[0].Size, axes[1].Size
	shownRows, shownCols := min(rows, promptRows), min(cols, promptRow/2)
	cut := shownRows < rows || shownCols < cols
	cells := make([][]string, shownRows)
	width := make([]int, shownCols)
	for i := range cells {
		cells[i] = make([]string, shownCols)
		for j := range cells[i] {
			cells[i][j] = c.elementAt(a, axes, i*cols+j)
			width[j] = max(width[j], utf8.RuneCountInString(cells[i][j]))
		}
	}
	var b strings.Builder
	for i, row := range cells {
		b.WriteString("[")
		for j, text := range row {
			if j > 0 {
				b.WriteString("  ")
			}
			b.WriteString(strings.Repeat(" ", width[j]-utf8.RuneCountInString(text)) + text)
		}
		if shownCols < cols {
			b.WriteString("  …")
		}
		b.WriteString("]")
		if i < shownRows-1 {
			b.WriteString("\n")
		}
	}
	if shownRows < rows {
		b.WriteString("\n…")
	}
	if cut {
		fmt.Fprintf(&b, "\nover %s", dimsText(a.Dims))
	}
	return b.String()
}

// isPicture tells whether an array is of spins or bits on a lattice in the plane.
func isPicture(a *Array) bool {
	set := a.Dims[0].Set
	if a.Set != sets.Spin && a.Set != sets.Bit || !set.IsLattice() || len(set.Dims()) != 2 {
		return false
	}
	d := set.Dims()
	return d[0]*d[1] == set.Size() && d[0] <= promptSide && d[1] <= promptSide
}

// picture shows spins as arrows and bits as dots, with x to the right and y upwards, as plot does.
func (c ctx) picture(a *Array) string {
	grid := c.gridOf(a)
	signs := map[float64]string{1: "↑", -1: "↓"}
	if a.Set == sets.Bit {
		signs = map[float64]string{1: "●", 0: "·"}
	}
	rows := make([]string, grid.Rows)
	for y := range rows {
		row := make([]string, grid.Cols)
		for x := range row {
			row[x] = signs[grid.Values[y*grid.Cols+x]]
		}
		rows[grid.Rows-1-y] = strings.Join(row, " ")
	}
	return strings.Join(rows, "\n") + "\nover " + dimsText(a.Dims)
}

// displayDefinition is a function, a net, a model or a flow as formulas, with its parameters.
func (c ctx) displayDefinition(n lang.Expr, v Value) string {
	if f, ok := v.(*Function); ok && (f.Body == nil || f.Name == lambdaName) {
		return ""
	}
	o := formula.Options{Style: formula.Text, Digits: paperDigits}
	var text string
	if d, ok := catch(func() { text = strings.TrimRight(o.Align(c.formulas(o, n, v, false)), "\n") }); d != nil || !ok || text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	if len(lines) > promptRows {
		lines = append(lines[:promptRows], fmt.Sprintf("… (%d lines; :derive %s, gibbs show)", len(lines), lang.Print(n)))
	}
	if inst, ok := v.(*Instance); ok {
		lines = append([]string{c.show(inst)}, lines...)
	}
	return strings.Join(lines, "\n")
}

// displayRecord is a record, one field a line.
func (c ctx) displayRecord(r *Record) string {
	if len(r.Names) < 2 {
		return c.show(r)
	}
	width := 0
	for _, name := range r.Names {
		width = max(width, utf8.RuneCountInString(name))
	}
	lines := []string{"the result of " + r.Kind}
	for _, name := range r.Names {
		text := ""
		switch v := r.Fields[name].(type) {
		case *Record:
			text = "of " + strings.Join(v.Names, ", ")
		case *Array:
			text = c.displayArray(c.s.force(v))
		default:
			text = c.show(v)
		}
		text = strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", width+4))
		lines = append(lines, "  "+name+strings.Repeat(" ", width-utf8.RuneCountInString(name))+"  "+text)
	}
	return strings.Join(lines, "\n")
}
