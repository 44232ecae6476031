package symmetry

// proper is a rotation or, of one that inverts, its product with inversion.
func proper(r matrix) matrix {
	if det(r) < 0 {
		for i := range 3 {
			r[i] = negative(r[i])
		}
	}
	return r
}

// order of a proper rotation.
func order(r matrix) int {
	n := 1
	for p := r; p != identity; p = mul(p, r) {
		n++
	}
	return n
}

// axes lists the conventional cell vectors, as right-handed columns, that a
// crystal class allows: along the axes of symmetry, and the shortest across
// where there is but one axis (International Tables A, 2.1.3; Grosse-Kunstleve,
// Acta Cryst. A55, 383 (1999)).
func (f *Found) axes() []matrix {
	by := map[int][]matrix{} // proper rotations by order
	seen := map[matrix]bool{}
	for _, o := range f.Operations {
		if r := proper(o.R); !seen[r] {
			seen[r] = true
			by[order(r)] = append(by[order(r)], r)
		}
	}
	vectors := box(f.Primitive.Metric())
	switch {
	case len(by[3]) == 8: // cubic: the axes of order 4, or of order 2
		if len(by[4]) > 0 {
			return permuted(lines(by[4], vectors))
		}
		return permuted(lines(by[2], vectors))
	case len(by[3]) > 0:
		return turned(by[3][0], vectors)
	case len(by[4]) > 0:
		return turned(by[4][0], vectors)
	case len(by[2]) == 3:
		return permuted(lines(by[2], vectors))
	case len(by[2]) == 1:
		return monoclinic(by[2][0], vectors)
	}
	return []matrix{identity}
}

// along is the shortest vector a rotation keeps.
func along(r matrix, vectors [][3]int) [3]int {
	for _, v := range vectors {
		if applyInt(r, v) == v {
			return v
		}
	}
	return [3]int{}
}

// across lists the vectors that the sum of a rotation's powers takes to zero.
func across(r matrix, vectors [][3]int) (plane [][3]int) {
	for _, v := range vectors {
		sum, w := v, applyInt(r, v)
		for w != v {
			for i := range 3 {
				sum[i] += w[i]
			}
			w = applyInt(r, w)
		}
		if sum == [3]int{} {
			plane = append(plane, v)
		}
	}
	return plane
}

// lines is the axis of each rotation, each line once.
func lines(rotations []matrix, vectors [][3]int) (out [][3]int) {
	seen := map[[3]int]bool{}
	for _, r := range rotations {
		if v := along(r, vectors); !seen[v] && !seen[negative(v)] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

func righted(u, v, w [3]int) (matrix, bool) {
	m := columns(u, v, w)
	switch d := det(m); {
	case d < 0:
		return columns(u, v, negative(w)), true
	default:
		return m, d > 0
	}
}

// permuted is three axes in every order.
func permuted(v [][3]int) (out []matrix) {
	if len(v) != 3 {
		return nil
	}
	for i := range 3 {
		for _, j := range []int{1, 2} {
			if m, ok := righted(v[i], v[(i+j)%3], v[(i+2*j)%3]); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// turned has c along an axis of order 3 or 4, either way, a the shortest
// vector across, either way, and b its image.
func turned(r matrix, vectors [][3]int) (out []matrix) {
	c, plane := along(r, vectors), across(r, vectors)
	if len(plane) == 0 {
		return nil
	}
	a := plane[0]
	for _, a := range [][3]int{a, negative(a)} {
		back := a
		for range order(r) - 1 {
			back = applyInt(r, back)
		}
		for _, b := range [][3]int{applyInt(r, a), back} {
			if m, ok := righted(a, b, c); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// monoclinic has b along the axis; a and c are two of the shortest vector u
// across it, the next, v, their sum and their difference.
func monoclinic(r matrix, vectors [][3]int) (out []matrix) {
	b, plane := along(r, vectors), across(r, vectors)
	if len(plane) == 0 {
		return nil
	}
	u := plane[0]
	for _, v := range plane {
		area, ok := righted(u, b, v)
		if !ok {
			continue
		}
		for n := range 81 {
			i, j, k, l := n%3-1, n/3%3-1, n/9%3-1, n/27-1
			if i*l-j*k == 1 {
				out = append(out, mul(area, matrix{{i, 0, k}, {0, 1, 0}, {j, 0, l}}))
			}
		}
		break
	}
	return out
}
