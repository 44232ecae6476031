package symmetry

import "slices"

// A matrix of integers; its columns are vectors.
type matrix = [3][3]int

var identity = matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

func mul(a, b matrix) (c matrix) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				c[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return c
}

func apply(r matrix, x [3]float64) (y [3]float64) {
	for i := range 3 {
		for j := range 3 {
			y[i] += float64(r[i][j]) * x[j]
		}
	}
	return y
}

func applyInt(r matrix, x [3]int) (y [3]int) {
	for i := range 3 {
		for j := range 3 {
			y[i] += r[i][j] * x[j]
		}
	}
	return y
}

func det(m matrix) int {
	return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) -
		m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) +
		m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
}

// adjugate is det(m) times the inverse of m.
func adjugate(m matrix) (a matrix) {
	for i := range 3 {
		for j := range 3 {
			p, q, r, s := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			a[i][j] = m[p][r]*m[q][s] - m[p][s]*m[q][r]
		}
	}
	return a
}

// solve is m⁻¹·x; m must not be singular.
func solve(m matrix, x [3]float64) [3]float64 {
	y := apply(adjugate(m), x)
	for i := range y {
		y[i] /= float64(det(m))
	}
	return y
}

func columns(u, v, w [3]int) matrix {
	return matrix{{u[0], v[0], w[0]}, {u[1], v[1], w[1]}, {u[2], v[2], w[2]}}
}

func negative(v [3]int) [3]int { return [3]int{-v[0], -v[1], -v[2]} }

// echelon is a basis of the lattice that rows of integers span, by Euclid's
// algorithm on each column in turn; the rows must span space.
func echelon(rows [][3]int) (basis matrix) {
	rows = slices.Clone(rows)
	for c := range 3 {
		for {
			best, others := -1, false
			for i := c; i < len(rows); i++ {
				if rows[i][c] == 0 {
					continue
				}
				others = others || best >= 0
				if best < 0 || abs(rows[i][c]) < abs(rows[best][c]) {
					best = i
				}
			}
			rows[c], rows[best] = rows[best], rows[c]
			if !others {
				break
			}
			for i := c + 1; i < len(rows); i++ {
				subtract(rows, i, c, rows[i][c]/rows[c][c])
			}
		}
		basis[c] = rows[c]
	}
	return basis
}

func subtract(rows [][3]int, i, from, times int) {
	for j := range 3 {
		rows[i][j] -= times * rows[from][j]
	}
}

func abs(n int) int { return max(n, -n) }
