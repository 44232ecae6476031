package kernel

import "math"

// Group is the number of matrices that Matrices treats together.
const Group = 8

// largestMatrix is the most rows that the vector kernels decompose: a call with larger ones would take too long.
const largestMatrix = 32

// Matrices decomposes square matrices, real or complex, one for each of up to Group samples, and solves linear
// equations with them: Gaussian elimination with partial pivoting, which for complex numbers looks at |Re| + |Im|.
//
// An element of the matrices is a run of Group numbers, one for each sample; a complex element is such a run of
// real parts and then one of imaginary parts. Fill the elements, call Decompose, read the results.
//
// Matrices with a pivot that is zero, subnormal or not finite are treated one by one, as elimination says: log|det| of a
// singular matrix is -Inf, its phase 0, and its inverse holds ±Inf and NaN.
type Matrices struct {
	n       int
	element int       // length of an element
	src     []float64 // n×n elements, as given
	a       []float64 // n×(n+1): L with unit diagonal, U, and which row of src this was
	recip   []float64 // n: 1/U[k][k]
	det     []float64 // mantissas of the determinants, exponents, what is not finite, and a counter
	b       []float64 // n×n: right sides, then solutions
	logdet  [Group]float64
	phase   [2 * Group]float64
	count   int
	alone   [Group]bool // the matrices treated one by one
	single  eliminator
}

// NewMatrices makes room for n×n matrices, n ≥ 1.
func NewMatrices(n int, isComplex bool) *Matrices {
	if n < 1 {
		panic("kernel: matrices without rows")
	}
	m := &Matrices{n: n, element: Group, single: newReal(n)}
	if isComplex {
		m.element, m.single = 2*Group, newComplex(n)
	}
	m.src = make([]float64, n*n*m.element)
	m.a = make([]float64, n*(n+1)*m.element)
	m.recip = make([]float64, n*m.element)
	m.det = make([]float64, m.element+3*Group)
	m.b = make([]float64, n*n*m.element)
	return m
}

// Size is the number of rows of a matrix.
func (m *Matrices) Size() int { return m.n }

// Elements is the elements of the matrices, row after row, to be filled.
func (m *Matrices) Elements() []float64 { return m.src }

// Element is element (i, j) of the matrices, to be filled.
func (m *Matrices) Element(i, j int) []float64 { return m.at(m.src, i*m.n+j) }

// at is element e of a list.
func (m *Matrices) at(list []float64, e int) []float64 {
	return list[e*m.element : (e+1)*m.element : (e+1)*m.element]
}

// Decompose decomposes the first count matrices. The elements stay as they are.
func (m *Matrices) Decompose(count int) {
	m.count = count
	bad := m.det[m.element+Group:]
	if m.n <= largestMatrix && active.lu != nil {
		m.begin()
		if m.element == Group {
			active.lu(m.n, m.a, m.recip, m.det)
		} else {
			active.luComplex(m.n, m.a, m.recip, m.det)
		}
		m.determinants()
	} else {
		Fill(bad[:Group], math.NaN())
	}
	for lane := range count {
		if m.alone[lane] = bad[lane] != 0; m.alone[lane] {
			m.single.decompose(m, lane)
		}
	}
}

// begin copies the elements, numbers the rows, and sets the determinants to 1.
func (m *Matrices) begin() {
	row := m.n * m.element
	for i := range m.n {
		a := m.a[i*(row+m.element) : (i+1)*(row+m.element)]
		copy(a, m.src[i*row:(i+1)*row])
		for lane := range m.element {
			a[row+lane] = float64(i)
		}
	}
	clear(m.det)
	for lane := range Group {
		m.det[lane] = 1
	}
}

// determinants takes logarithms of what the kernel made of the pivots: the product of their mantissas and the sum of
// their biased exponents.
func (m *Matrices) determinants() {
	re, im := m.det[:Group], m.det[Group:m.element]
	for lane, x := range re {
		if len(im) == 0 {
			m.logdet[lane] = math.Abs(x)
			m.phase[lane] = math.Copysign(1, x)
			continue
		}
		size := math.Hypot(x, im[lane])
		m.logdet[lane] = size
		m.phase[lane], m.phase[Group+lane] = x/size, im[lane]/size
	}
	active.log(m.logdet[:], m.logdet[:])
	for lane, e := range m.det[m.element : m.element+Group] {
		exponent := int(math.Float64bits(e)) - 1023*m.n
		m.logdet[lane] = fma(float64(exponent), math.Ln2, m.logdet[lane])
	}
}

// LogDet sets logdet to the logarithms of the sizes of the determinants.
func (m *Matrices) LogDet(logdet []float64) { copy(logdet, m.logdet[:m.count]) }

// Phase sets re to the signs of the determinants; of complex ones, re and im to the determinants over their sizes.
func (m *Matrices) Phase(re, im []float64) {
	copy(re, m.phase[:m.count])
	copy(im, m.phase[Group:Group+m.count])
}

// Invert computes the inverses, of which Inverse gives the elements.
func (m *Matrices) Invert() {
	clear(m.b)
	for i := range m.n {
		for lane := range m.count {
			m.b[(i*m.n+m.origin(i, lane))*m.element+lane] = 1
		}
	}
	m.solve(m.n)
	for lane := range m.count {
		if m.alone[lane] {
			m.single.invert(m, lane)
		}
	}
}

// Inverses is the elements of the inverses, row after row, until Invert or Solve is called.
func (m *Matrices) Inverses() []float64 { return m.b }

// Inverse is element (i, j) of the inverses, until Invert or Solve is called.
func (m *Matrices) Inverse(i, j int) []float64 { return m.at(m.b, i*m.n+j) }

// Solve replaces r right sides by the solutions. x holds n·r elements: element i·r+j is number i of right side j.
func (m *Matrices) Solve(r int, x []float64) {
	for j := 0; j < r; j += m.n {
		w := min(m.n, r-j)
		for i := range m.n {
			for lane := range m.count {
				from := x[(m.origin(i, lane)*r+j)*m.element:]
				to := m.b[i*w*m.element:]
				for at := lane; at < w*m.element; at += Group {
					to[at] = from[at]
				}
			}
		}
		m.solve(w)
		for lane := range m.count {
			if m.alone[lane] {
				m.single.solve(m, lane, w, x[j*m.element:], r)
			}
		}
		for i := range m.n {
			copy(x[(i*r+j)*m.element:], m.b[i*w*m.element:(i+1)*w*m.element])
		}
	}
}

// origin is the row of the matrix that became row i.
func (m *Matrices) origin(i, lane int) int { return int(m.a[(i*(m.n+1)+m.n)*m.element+lane]) }

// solve replaces r right sides in b, whose rows are exchanged already. Matrices treated one by one get numbers that
// mean nothing.
func (m *Matrices) solve(r int) {
	switch {
	case m.n > largestMatrix || active.lu == nil:
	case m.element == Group:
		active.luSolve(m.n, r, m.a, m.recip, m.b)
	default:
		active.luSolveComplex(m.n, r, m.a, m.recip, m.b)
	}
}

// CopyGroups sets dst[to[i]+t] = src[from[i]+t] for t < Group and all i. The groups in dst must not overlap.
func CopyGroups(dst []float64, to []int, src []float64, from []int) {
	from = from[:len(to)]
	if len(to) == 0 {
		return
	}
	checkRows("CopyGroups", dst, to, Group)
	checkRows("CopyGroups", src, from, Group)
	active.copyGroups(dst, to, src, from)
}

func copyGroupsGeneric(dst []float64, to []int, src []float64, from []int) {
	for i, t := range to {
		copy(dst[t:t+Group], src[from[i]:from[i]+Group])
	}
}
