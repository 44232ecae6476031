package cif

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// An Operator takes x to R·x + T; T is in 24ths.
type Operator struct {
	R [3][3]int
	T [3]int
}

// Apply is the image of a point, not wrapped.
func (o Operator) Apply(x [3]float64) [3]float64 {
	var y [3]float64
	for i := range 3 {
		y[i] = float64(o.T[i]) / 24
		for j := range 3 {
			y[i] += float64(o.R[i][j]) * x[j]
		}
	}
	return y
}

// ParseOperator reads "1/2+x,-y,x-z", with points for fractions, upper case
// and spaces as files have them. Translations are taken to the nearest 24th
// and must lie within 0.001 of it.
func ParseOperator(text string) (Operator, error) {
	var o Operator
	clean := strings.ToLower(strings.Join(strings.Fields(text), ""))
	rows := strings.Split(clean, ",")
	if len(rows) != 3 {
		return o, fmt.Errorf("the operator %q has %d parts; x,y,z has three", text, len(rows))
	}
	for i, row := range rows {
		t, err := parseRow(row, &o.R[i])
		if err != nil {
			return o, fmt.Errorf("the operator %q: %v", text, err)
		}
		n := math.Round(t * 24)
		if math.Abs(t-n/24) > 1e-3 || math.Abs(n) > 240 {
			return o, fmt.Errorf("the operator %q moves by %v, which is no 24th of the cell", text, t)
		}
		o.T[i] = ((int(n) % 24) + 24) % 24
	}
	if d := o.det(); d != 1 && d != -1 {
		return o, fmt.Errorf("the operator %q has determinant %d; that of a symmetry is 1 or -1", text, d)
	}
	return o, nil
}

// parseRow reads a sum of signed axes and numbers.
func parseRow(s string, r *[3]int) (t float64, err error) {
	if s == "" {
		return 0, fmt.Errorf("a part is empty")
	}
	for s != "" {
		sign := 1
		if s[0] == '+' || s[0] == '-' {
			if s[0] == '-' {
				sign = -1
			}
			s = s[1:]
		}
		end := strings.IndexAny(s, "+-")
		if end < 0 {
			end = len(s)
		}
		term := s[:end]
		s = s[end:]
		if axis := strings.Index("xyz", term); len(term) == 1 && axis >= 0 {
			r[axis] += sign
			continue
		}
		v, ok := fraction(term)
		if !ok {
			return 0, fmt.Errorf("%q is neither x, y, z nor a number", term)
		}
		t += float64(sign) * v
	}
	return t, nil
}

func fraction(s string) (float64, bool) {
	above, below, divided := strings.Cut(s, "/")
	p, err := strconv.ParseFloat(above, 64)
	if err != nil || !divided {
		return p, err == nil
	}
	q, err := strconv.ParseFloat(below, 64)
	return p / q, err == nil && q != 0
}

func (o Operator) det() int {
	var m [3][3]float64
	for i := range 3 {
		for j := range 3 {
			m[i][j] = float64(o.R[i][j])
		}
	}
	return int(cell.Det(m))
}

// keeps tells whether the operator leaves the metric as it is, to one percent.
func (o Operator) keeps(g [3][3]float64) bool {
	for i := range 3 {
		for j := range 3 {
			s := 0.0
			for k := range 3 {
				for l := range 3 {
					s += float64(o.R[k][i]*o.R[l][j]) * g[k][l]
				}
			}
			if math.Abs(s-g[i][j]) > 0.01*math.Sqrt(g[i][i]*g[j][j]) {
				return false
			}
		}
	}
	return true
}
