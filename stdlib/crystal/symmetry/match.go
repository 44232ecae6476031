package symmetry

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// A standard is one of the 230 groups: its centring translations and one
// operation for each rotation.
type standard struct {
	number   int
	class    string
	centring [][3]int
	of       map[matrix][3]int
}

// standards are the 230 groups in their standard settings.
var standards = sync.OnceValue(func() (all []standard) {
	for number := 1; number <= 230; number++ {
		g, err := spacegroup.Get(number)
		if err != nil {
			panic(err)
		}
		s := standard{number: number, of: map[matrix][3]int{}}
		var rotations []matrix
		for _, o := range g.Operations() {
			if o.R == identity {
				s.centring = append(s.centring, o.T)
			}
			if _, ok := s.of[o.R]; !ok {
				s.of[o.R] = o.T
				rotations = append(rotations, o.R)
			}
		}
		s.class = PointGroup(rotations)
		all = append(all, s)
	}
	return all
})

// match sets the number, axes and origin: of the groups of the crystal class
// and the axes that symmetry allows, the first that fit.
func (f *Found) match() bool {
	candidates := f.axes()
	for _, s := range standards() {
		if s.class != f.PointGroup {
			continue
		}
		for _, p := range candidates {
			if origin, ok := f.fits(s, p); ok {
				f.Number, f.Axes, f.Origin = s.number, p, origin
				return true
			}
		}
	}
	return false
}

// fits is the origin at which the operations, in axes p, are those of s.
func (f *Found) fits(s standard, p matrix) (origin [3]float64, ok bool) {
	d := det(p)
	if d != len(s.centring) {
		return origin, false
	}
	for _, t := range s.centring {
		for _, x := range applyInt(p, t) {
			if x%24 != 0 {
				return origin, false
			}
		}
	}
	var rows [][3]int
	var right []float64
	group := map[matrix]bool{identity: true}
	for _, o := range f.Operations {
		w := mul(adjugate(p), mul(o.R, p))
		for i := range 3 {
			for j := range 3 {
				if w[i][j]%d != 0 {
					return origin, false
				}
				w[i][j] /= d
			}
		}
		t, ok := s.of[w]
		if !ok {
			return origin, false
		}
		if group[o.R] {
			continue
		}
		generate(group, o.R)
		for i, x := range applyInt(p, t) {
			row := identity[i]
			for j := range 3 {
				row[j] -= o.R[i][j]
			}
			rows = append(rows, row)
			right = append(right, float64(x)/24-o.T[i])
		}
	}
	return congruence(rows, right)
}

// generate adds to a group of rotations another and what it makes with them.
func generate(group map[matrix]bool, r matrix) {
	group[r] = true
	for grown := true; grown; {
		grown = false
		var have []matrix
		for a := range group {
			have = append(have, a)
		}
		for _, a := range have {
			for _, b := range have {
				if c := mul(a, b); !group[c] {
					group[c], grown = true, true
				}
			}
		}
	}
}

// congruence solves rows·x = right modulo 1 by bringing the rows to Smith's
// diagonal form. What is left over is a sum of translations of space groups,
// a multiple of 1/24: it is zero where it is within half of that.
func congruence(rows [][3]int, right []float64) (x [3]float64, ok bool) {
	v, y := identity, [3]float64{}
	rank := 0
	for ; rank < 3; rank++ {
		pi, pj := pivot(rows, rank)
		if pi < 0 {
			break
		}
		for {
			rows[rank], rows[pi] = rows[pi], rows[rank]
			right[rank], right[pi] = right[pi], right[rank]
			swap(rows, rank, pj)
			swap(v[:], rank, pj)
			for i := rank + 1; i < len(rows); i++ {
				q := rows[i][rank] / rows[rank][rank]
				subtract(rows, i, rank, q)
				right[i] -= float64(q) * right[rank]
			}
			for j := rank + 1; j < 3; j++ {
				q := rows[rank][j] / rows[rank][rank]
				subtractColumn(rows, j, rank, q)
				subtractColumn(v[:], j, rank, q)
			}
			if pi, pj = uncleared(rows, rank); pi < 0 {
				break
			}
		}
		y[rank] = (right[rank] - math.Round(right[rank])) / float64(rows[rank][rank])
	}
	for _, b := range right[rank:] {
		if math.Abs(b-math.Round(b)) > 1./48 {
			return x, false
		}
	}
	return apply(v, y), true
}

// pivot is the smallest entry other than zero from row and column k on.
func pivot(rows [][3]int, k int) (pi, pj int) {
	pi = -1
	for i := k; i < len(rows); i++ {
		for j := k; j < 3; j++ {
			if rows[i][j] != 0 && (pi < 0 || abs(rows[i][j]) < abs(rows[pi][pj])) {
				pi, pj = i, j
			}
		}
	}
	return pi, pj
}

// uncleared is the smallest remainder in row and column k, or -1.
func uncleared(rows [][3]int, k int) (pi, pj int) {
	pi, least := -1, math.MaxInt
	for i := k + 1; i < len(rows); i++ {
		if x := abs(rows[i][k]); x != 0 && x < least {
			pi, pj, least = i, k, x
		}
	}
	for j := k + 1; j < 3; j++ {
		if x := abs(rows[k][j]); x != 0 && x < least {
			pi, pj, least = k, j, x
		}
	}
	return pi, pj
}

func swap(rows [][3]int, i, j int) {
	for k := range rows {
		rows[k][i], rows[k][j] = rows[k][j], rows[k][i]
	}
}

func subtractColumn(rows [][3]int, j, from, times int) {
	for k := range rows {
		rows[k][j] -= times * rows[k][from]
	}
}

// ToStandard takes coordinates of the given cell to those of the standard one.
func (f *Found) ToStandard(x [3]float64) [3]float64 {
	x = f.primitive.from(f.reduced.from(x))
	for i := range 3 {
		x[i] += f.Origin[i]
	}
	return solve(f.Axes, x)
}

// Standard is the crystal in the conventional cell of its group, atoms with
// coordinates from 0 to 1. Lengths and coordinates are not symmetrised.
func (f *Found) Standard() *cell.Cell {
	b := basis{f.Axes, 1}
	c := b.into(f.Primitive, nil)
	for _, a := range f.Primitive.Atoms {
		for i := range 3 {
			a.X[i] += f.Origin[i]
		}
		x := b.from(a.X)
		for _, t := range standards()[f.Number-1].centring {
			y := x
			for i := range 3 {
				y[i] = cell.Wrap(y[i] + float64(t[i])/24)
			}
			c.Atoms = append(c.Atoms, cell.Atom{Element: a.Element, X: y})
		}
	}
	return c
}

// box is the lattice vectors of small indices by length: a reduced cell has
// its axes, and the shortest vectors across them, among these.
func box(g [3][3]float64) (all [][3]int) {
	const n = 4
	for i := -n; i <= n; i++ {
		for j := -n; j <= n; j++ {
			for k := -n; k <= n; k++ {
				if i != 0 || j != 0 || k != 0 {
					all = append(all, [3]int{i, j, k})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(u, v [3]int) int { return cmp.Compare(length(g, u), length(g, v)) })
	return all
}
