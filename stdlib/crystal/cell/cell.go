package cell

import (
	"fmt"
	"math"
	"strings"
)

// A Cell is a parallelepiped repeated in space, and the atoms in it.
type Cell struct {
	Lengths [3]float64 // a, b, c in Å
	Angles  [3]float64 // α, β, γ in degrees
	Atoms   []Atom
}

// An Atom is an element at fractional coordinates.
type Atom struct {
	Element string
	X       [3]float64
}

// Metric returns G with Gij = ai·aj in Å².
func (c *Cell) Metric() [3][3]float64 {
	var g [3][3]float64
	for i := range 3 {
		g[i][i] = c.Lengths[i] * c.Lengths[i]
		j, k := (i+1)%3, (i+2)%3
		d := c.Lengths[j] * c.Lengths[k] * cosine(c.Angles[i])
		g[j][k], g[k][j] = d, d
	}
	return g
}

// cosine of an angle in degrees, exact at 60, 90 and 120.
func cosine(degrees float64) float64 {
	switch degrees {
	case 60:
		return 0.5
	case 90:
		return 0
	case 120:
		return -0.5
	}
	return math.Cos(degrees * math.Pi / 180)
}

// Volume of the cell in Å³; zero where the angles close no cell.
func (c *Cell) Volume() float64 {
	return math.Sqrt(max(Det(c.Metric()), 0))
}

// Vectors returns the rows a along x, b in the plane of x and y, c.
// The cell must be one that Check accepts.
func (c *Cell) Vectors() [3][3]float64 {
	g := c.Metric()
	ax := c.Lengths[0]
	bx := g[0][1] / ax
	by := math.Sqrt(g[1][1] - bx*bx)
	cx := g[0][2] / ax
	cy := (g[1][2] - bx*cx) / by
	return [3][3]float64{{ax}, {bx, by}, {cx, cy, math.Sqrt(g[2][2] - cx*cx - cy*cy)}}
}

// FromVectors returns the empty cell spanned by three rows.
func FromVectors(v [3][3]float64) *Cell {
	c := &Cell{}
	for i := range 3 {
		c.Lengths[i] = math.Sqrt(dot(v[i], v[i]))
	}
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		cos := dot(v[j], v[k]) / (c.Lengths[j] * c.Lengths[k])
		c.Angles[i] = math.Acos(max(-1, min(1, cos))) * 180 / math.Pi
	}
	return c
}

// Norm is the length in Å of the fractional vector d under the metric g.
func Norm(g [3][3]float64, d [3]float64) float64 {
	s := 0.0
	for i := range 3 {
		s += d[i] * dot(g[i], d)
	}
	return math.Sqrt(max(s, 0))
}

// Between returns the difference y - x with each component in [-1/2, 1/2].
// In a reduced cell it is the shortest whenever it is short.
func Between(x, y [3]float64) [3]float64 {
	var d [3]float64
	for i := range 3 {
		d[i] = y[i] - x[i]
		d[i] -= math.Round(d[i])
	}
	return d
}

// Wrap brings a coordinate into [0, 1).
func Wrap(x float64) float64 {
	x -= math.Floor(x)
	if x >= 1 {
		return 0
	}
	return x
}

// Det is the determinant of a 3×3 matrix.
func Det(m [3][3]float64) float64 {
	return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) -
		m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) +
		m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
}

func dot(x, y [3]float64) float64 { return x[0]*y[0] + x[1]*y[1] + x[2]*y[2] }

// Check tells what keeps the cell from being one: lengths or angles out of
// range, angles that close no cell, an unknown element, a coordinate that is
// no number.
func (c *Cell) Check() error {
	for i := range 3 {
		if l := c.Lengths[i]; !(l > 0 && l < 1e4) {
			return fmt.Errorf("the cell length %c is %v; it must lie between 0 and 10000 Å", "abc"[i], l)
		}
		if a := c.Angles[i]; !(a > 0 && a < 180) {
			return fmt.Errorf("the cell angle %s is %v; it must lie between 0 and 180 degrees", [...]string{"alpha", "beta", "gamma"}[i], a)
		}
	}
	l := c.Lengths
	if !(c.Volume() > 1e-4*l[0]*l[1]*l[2]) {
		return fmt.Errorf("the angles %v, %v, %v close no cell: its volume is zero", c.Angles[0], c.Angles[1], c.Angles[2])
	}
	for i, a := range c.Atoms {
		if Number(a.Element) == 0 {
			return fmt.Errorf("atom %d: %q is no element", i+1, a.Element)
		}
		for _, x := range a.X {
			if math.IsNaN(x) || math.Abs(x) > 1e6 {
				return fmt.Errorf("atom %d: the coordinate %v is out of range", i+1, x)
			}
		}
	}
	return nil
}

var symbols = strings.Fields(`H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar
K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr
Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe
Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn
Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og`)

var numbers = func() map[string]int {
	m := map[string]int{}
	for i, s := range symbols {
		m[s] = i + 1
	}
	return m
}()

// Number is the atomic number of a symbol, 0 where it is none.
func Number(symbol string) int { return numbers[symbol] }

// Symbol is the element of an atomic number from 1 to 118.
func Symbol(number int) string { return symbols[number-1] }
