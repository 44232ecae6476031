package files

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseTable reads rows of numbers, one row a line. Cells are separated by semicolons, else by
// commas, else by white space, whichever the first row has; a cell may stand in double quotes. #
// begins a comment; blank lines do not count. A first line in which no cell is a number is a
// header, in any form, and is left out. The exponent may be written with d, as Fortran does. The
// shape is {rows, columns}.
//
// It fails, naming line and column, if rows differ in length or a cell is no finite number.
func ParseTable(data []byte) (shape []int, values []float64, err error) {
	t := table{}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	for line := 1; len(data) > 0; line++ {
		var text []byte
		text, data, _ = bytes.Cut(data, []byte("\n"))
		text, _, _ = bytes.Cut(text, []byte("#"))
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if err := t.add(line, string(text)); err != nil {
			return nil, nil, err
		}
	}
	switch {
	case t.rows > 0:
		return []int{t.rows, t.columns}, t.values, nil
	case t.header > 0:
		return nil, nil, fmt.Errorf("line %d is a header, but no rows of numbers follow", t.header)
	}
	return nil, nil, errors.New("it is empty: there are no rows of numbers")
}

type table struct {
	header        int // line of the header, 0 if there is none
	first         int // line of the first row of numbers
	separator     string
	rows, columns int
	values        []float64
}

func (t *table) add(line int, text string) error {
	if t.rows == 0 {
		t.separator = separator(text)
	}
	cells := split(text, t.separator)
	if t.rows == 0 {
		if t.header == 0 && isHeader(cells) {
			t.header = line
			return nil
		}
		t.first, t.columns = line, len(cells)
	}
	if len(cells) != t.columns {
		return fmt.Errorf("line %d has %s, but line %d has %d", line, plural(len(cells), "column"), t.first, t.columns)
	}
	for k, cell := range cells {
		x, err := number(cell)
		if err != nil {
			return fmt.Errorf("line %d, column %d: %w", line, k+1, err)
		}
		t.values = append(t.values, x)
	}
	t.rows++
	return nil
}

// separator is what separates the cells of a line; "" for white space.
func separator(text string) string {
	for _, s := range []string{";", ","} {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

func split(text, separator string) []string {
	if separator == "" {
		return strings.Fields(text)
	}
	cells := strings.Split(text, separator)
	for k, cell := range cells {
		cell = strings.TrimSpace(cell)
		if n := len(cell); n > 1 && cell[0] == '"' && cell[n-1] == '"' {
			cell = strings.TrimSpace(cell[1 : n-1])
		}
		cells[k] = cell
	}
	return cells
}

func isHeader(cells []string) bool {
	for _, cell := range cells {
		if _, err := strconv.ParseFloat(fortran.Replace(cell), 64); err == nil || errors.Is(err, strconv.ErrRange) {
			return false
		}
	}
	return true
}

var fortran = strings.NewReplacer("d", "e", "D", "e")

// number reads a cell.
func number(cell string) (float64, error) {
	x, err := strconv.ParseFloat(cell, 64)
	if errors.Is(err, strconv.ErrSyntax) && !strings.Contains(strings.ToLower(cell), "x") {
		x, err = strconv.ParseFloat(fortran.Replace(cell), 64)
	}
	switch {
	case cell == "":
		return 0, errors.New("the cell is empty")
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large for a number", cell)
	case err != nil && strings.Contains(cell, ","):
		return 0, fmt.Errorf("%q is not a number: the decimal sign is the point", shorten(cell))
	case err != nil:
		return 0, fmt.Errorf("%q is not a number", shorten(cell))
	case math.IsInf(x, 0) || math.IsNaN(x):
		return 0, fmt.Errorf("%s is not a finite number: leave this row out", cell)
	}
	return x, nil
}

func shorten(cell string) string {
	if letters := []rune(cell); len(letters) > 30 {
		return string(letters[:30]) + "…"
	}
	return cell
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
