package spacegroup

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An Op takes x to R·x + T; T is in 24ths, from 0 to 23. The operations of a
// group have R of determinant ±1; the triplets of special positions, such as
// x, x, 0, are singular.
type Op struct {
	R [3][3]int
	T [3]int
}

// Mul is the operation b followed by a.
func (a Op) Mul(b Op) Op {
	var c Op
	for i := range 3 {
		c.T[i] = a.T[i]
		for j := range 3 {
			c.T[i] += a.R[i][j] * b.T[j]
			for k := range 3 {
				c.R[i][j] += a.R[i][k] * b.R[k][j]
			}
		}
		c.T[i] = mod24(c.T[i])
	}
	return c
}

// Apply is the image of a point, not wrapped.
func (a Op) Apply(x [3]float64) [3]float64 {
	var y [3]float64
	for i := range 3 {
		y[i] = float64(a.T[i]) / 24
		for j := range 3 {
			y[i] += float64(a.R[i][j]) * x[j]
		}
	}
	return y
}

// Det is the determinant of R.
func (a Op) Det() int {
	d := 0
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		d += a.R[0][i] * (a.R[1][j]*a.R[2][k] - a.R[1][k]*a.R[2][j])
	}
	return d
}

// Inverse undoes the operation; false where its determinant is not ±1.
func (a Op) Inverse() (b Op, ok bool) {
	d := a.Det()
	if d != 1 && d != -1 {
		return b, false
	}
	for i := range 3 {
		for j := range 3 {
			p, q, r, s := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			b.R[i][j] = d * (a.R[p][r]*a.R[q][s] - a.R[p][s]*a.R[q][r])
		}
	}
	for i := range 3 {
		for j := range 3 {
			b.T[i] -= b.R[i][j] * a.T[j]
		}
		b.T[i] = mod24(b.T[i])
	}
	return b, true
}

func mod24(n int) int { return (n%24 + 24) % 24 }

// String writes the operation as "-x, y+1/2, z".
func (a Op) String() string {
	var rows [3]string
	for i := range 3 {
		var b strings.Builder
		for j, r := range a.R[i] {
			if r == 0 {
				continue
			}
			b.WriteByte("-+"[min(max(r, 0), 1)])
			if r*r > 1 {
				b.WriteString(strconv.Itoa(max(r, -r)))
			}
			b.WriteByte("xyz"[j])
		}
		if t := a.T[i]; t != 0 {
			d := 24
			for t%2 == 0 && d%2 == 0 {
				t, d = t/2, d/2
			}
			if t%3 == 0 {
				t, d = t/3, d/3
			}
			fmt.Fprintf(&b, "+%d/%d", t, d)
		} else if b.Len() == 0 {
			b.WriteByte('0')
		}
		rows[i] = strings.TrimPrefix(b.String(), "+")
	}
	return strings.Join(rows[:], ", ")
}

// ParseOp reads "1/2+x,-y,x-z", with points for fractions, upper case and
// spaces as files have them. Translations are taken to the nearest 24th and
// must lie within 0.001 of it.
func ParseOp(text string) (Op, error) {
	o, err := parseTriplet(text)
	if err != nil {
		return o, fmt.Errorf("the operator %q: %v", text, err)
	}
	if d := o.Det(); d != 1 && d != -1 {
		return o, fmt.Errorf("the operator %q has determinant %d; that of a symmetry is 1 or -1", text, d)
	}
	return o, nil
}

// parseTriplet reads an operation or the triplet of a position.
func parseTriplet(text string) (o Op, err error) {
	clean := strings.ToLower(strings.Join(strings.Fields(text), ""))
	rows := strings.Split(clean, ",")
	if len(rows) != 3 {
		return o, fmt.Errorf("it has %d parts; x,y,z has three", len(rows))
	}
	for i, row := range rows {
		t, err := parseRow(row, &o.R[i])
		if err != nil {
			return o, err
		}
		n := math.Round(t * 24)
		if !(math.Abs(t-n/24) <= 1e-3 && math.Abs(n) <= 240) {
			return o, fmt.Errorf("it moves by %v, which is no 24th of the cell", t)
		}
		o.T[i] = mod24(int(n))
	}
	return o, nil
}

// parseRow reads a sum of signed axes, whole multiples of them, and numbers.
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
		if axis := strings.IndexAny("xyz", term[max(0, len(term)-1):]); axis >= 0 {
			times, err := 1, error(nil)
			if number := term[:len(term)-1]; number != "" {
				times, err = strconv.Atoi(number)
			}
			if err != nil || times > 9 {
				return 0, fmt.Errorf("%q is neither x, y, z nor a number", term)
			}
			r[axis] += sign * times
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
