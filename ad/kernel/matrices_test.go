package kernel

import (
	"fmt"
	"math"
	"math/big"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomMatrices fills all lanes with normal numbers.
func randomMatrices(r *rand.Rand, n int, isComplex bool) *Matrices {
	m := NewMatrices(n, isComplex)
	copy(m.src, normals(r, len(m.src)))
	return m
}

func (m *Matrices) isComplex() bool { return m.element > Group }

// number is element (i, j) of a lane of a list with rows of r elements, as a complex number.
func (m *Matrices) number(list []float64, r, i, j, lane int) complex128 {
	e := m.at(list, i*r+j)
	if m.isComplex() {
		return complex(e[lane], e[Group+lane])
	}
	return complex(e[lane], 0)
}

// norm is the largest sum of sizes in a row of a matrix.
func (m *Matrices) norm(list []float64, lane int) float64 {
	most := 0.0
	for i := range m.n {
		sum := 0.0
		for j := range m.n {
			sum += cmplx.Abs(m.number(list, m.n, i, j, lane))
		}
		most = max(most, sum)
	}
	return most
}

// eachMatrices runs a test on each path for real and complex matrices.
func eachMatrices(t *testing.T, sizes []int, test func(t *testing.T, m *Matrices, r *rand.Rand)) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		for _, n := range sizes {
			for _, isComplex := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d/complex=%v", n, isComplex), func(t *testing.T) { test(t, randomMatrices(r, n, isComplex), r) })
			}
		}
	})
}

var matrixSizes = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 40}

// A A⁻¹ is the unit matrix, within the rounding of n operations on numbers of the sizes of A and A⁻¹.
func TestInverses(t *testing.T) {
	eachMatrices(t, matrixSizes, func(t *testing.T, m *Matrices, r *rand.Rand) {
		n := m.n
		m.Decompose(Group)
		m.Invert()
		for lane := range Group {
			tol := float64(8*n) * 0x1p-53 * m.norm(m.src, lane) * m.norm(m.b, lane)
			for i := range n {
				for j := range n {
					sum := complex(-truth(i == j), 0)
					for k := range n {
						sum += m.number(m.src, n, i, k, lane) * m.number(m.b, n, k, j, lane)
					}
					if !(cmplx.Abs(sum) <= tol) {
						t.Fatalf("lane %d: (A A⁻¹ - 1)[%d][%d] = %g, tolerance %g", lane, i, j, sum, tol)
					}
				}
			}
		}
	})
}

// The solution x of A x = b satisfies it, for more right sides than rows too.
func TestSolutions(t *testing.T) {
	eachMatrices(t, []int{1, 2, 5, 8, 16, 33}, func(t *testing.T, m *Matrices, r *rand.Rand) {
		n := m.n
		m.Decompose(Group)
		m.Invert()
		inverse := slices.Clone(m.b)
		for _, sides := range []int{1, 2, 7, n, 2*n + 3} {
			x := normals(r, n*sides*m.element)
			b := slices.Clone(x)
			m.Solve(sides, x)
			for lane := range Group {
				tol := float64(16*n) * 0x1p-53 * m.norm(m.src, lane) * m.norm(inverse, lane)
				for j := range sides {
					most := 0.0
					for i := range n {
						most = max(most, cmplx.Abs(m.number(b, sides, i, j, lane)))
					}
					for i := range n {
						miss := -m.number(b, sides, i, j, lane)
						for k := range n {
							miss += m.number(m.src, n, i, k, lane) * m.number(x, sides, k, j, lane)
						}
						if !(cmplx.Abs(miss) <= tol*most) {
							t.Fatalf("lane %d, right side %d of %d: row %d misses by %g", lane, j, sides, i, miss)
						}
					}
				}
			}
		}
	})
}

// gaussian is a complex number with whole parts.
type gaussian struct{ re, im *big.Int }

func (x gaussian) times(y gaussian) gaussian {
	part := func(a, b, c, d *big.Int, sub bool) *big.Int {
		p, q := new(big.Int).Mul(a, b), new(big.Int).Mul(c, d)
		if sub {
			q.Neg(q)
		}
		return p.Add(p, q)
	}
	return gaussian{part(x.re, y.re, x.im, y.im, true), part(x.re, y.im, x.im, y.re, false)}
}

func (x gaussian) minus(y gaussian) gaussian {
	return gaussian{new(big.Int).Sub(x.re, y.re), new(big.Int).Sub(x.im, y.im)}
}

func (x gaussian) isZero() bool { return x.re.Sign() == 0 && x.im.Sign() == 0 }

// over is x/y where that has whole parts.
func (x gaussian) over(y gaussian) gaussian {
	q := x.times(gaussian{y.re, new(big.Int).Neg(y.im)})
	size := y.times(gaussian{y.re, new(big.Int).Neg(y.im)}).re
	return gaussian{q.re.Quo(q.re, size), q.im.Quo(q.im, size)}
}

// exactDeterminant eliminates without fractions (Bareiss, Math. Comp. 22 (1968) 565).
func exactDeterminant(a [][]gaussian) gaussian {
	before, negative := gaussian{big.NewInt(1), big.NewInt(0)}, false
	for k := range a {
		p := k
		for p < len(a) && a[p][k].isZero() {
			p++
		}
		if p == len(a) {
			return gaussian{new(big.Int), new(big.Int)}
		}
		if p != k {
			a[p], a[k], negative = a[k], a[p], !negative
		}
		for i := k + 1; i < len(a); i++ {
			for j := k + 1; j < len(a); j++ {
				a[i][j] = a[i][j].times(a[k][k]).minus(a[i][k].times(a[k][j])).over(before)
			}
		}
		before = a[k][k]
	}
	if negative {
		before = gaussian{new(big.Int).Neg(before.re), new(big.Int).Neg(before.im)}
	}
	return before
}

// Determinants of matrices of whole numbers are those of exact arithmetic. The relative change of a determinant is at
// most n times the relative change of the matrix times its condition.
func TestDeterminants(t *testing.T) {
	eachMatrices(t, []int{1, 2, 3, 4, 7, 8, 16, 20, 33}, func(t *testing.T, m *Matrices, r *rand.Rand) {
		n := m.n
		for e := range m.src {
			m.src[e] = float64(r.IntN(19) - 9)
		}
		m.Decompose(Group)
		m.Invert()
		logdet, re, im := make([]float64, Group), make([]float64, Group), make([]float64, Group)
		m.LogDet(logdet)
		m.Phase(re, im)
		for lane := range Group {
			a := make([][]gaussian, n)
			for i := range a {
				for j := range n {
					x := m.number(m.src, n, i, j, lane)
					a[i] = append(a[i], gaussian{big.NewInt(int64(real(x))), big.NewInt(int64(imag(x)))})
				}
			}
			det := exactDeterminant(a)
			if det.isZero() {
				continue // rounding decides
			}
			x, y := new(big.Float).SetInt(det.re), new(big.Float).SetInt(det.im)
			size := exact(0).Sqrt(sumOf(product(x, x), product(y, y)))
			want, _ := bigLog(size).Float64()
			wantRe, _ := ratioOf(x, size).Float64()
			wantIm, _ := ratioOf(y, size).Float64()
			tol := float64(n*n)*0x1p-52*m.norm(m.src, lane)*m.norm(m.b, lane) + 2*ulp(want)
			if !(math.Abs(logdet[lane]-want) <= tol && math.Abs(re[lane]-wantRe) <= tol && math.Abs(im[lane]-wantIm) <= tol) {
				t.Errorf("lane %d: log|det| %v phase (%v, %v), want %v (%v, %v) within %g",
					lane, logdet[lane], re[lane], im[lane], want, wantRe, wantIm, tol)
			}
		}
	})
}

// Permutations times powers of two are decomposed without rounding.
func TestPermutedDiagonals(t *testing.T) {
	eachMatrices(t, matrixSizes, func(t *testing.T, m *Matrices, r *rand.Rand) {
		n := m.n
		clear(m.src)
		var place, power [Group][]int
		for lane := range Group {
			place[lane] = r.Perm(n)
			for i, j := range place[lane] {
				power[lane] = append(power[lane], r.IntN(1200)-600)
				m.Element(i, j)[lane] = -math.Ldexp(1, power[lane][i])
			}
		}
		m.Decompose(Group)
		m.Invert()
		logdet, sign := make([]float64, Group), make([]float64, Group)
		m.LogDet(logdet)
		m.Phase(sign, nil)
		for lane := range Group {
			want, exponent, sizes := 1.0, 0, 0.0
			for i, j := range place[lane] {
				want = -want
				for _, k := range place[lane][:i] {
					if k > j {
						want = -want
					}
				}
				exponent += power[lane][i]
				sizes += math.Abs(float64(power[lane][i]))
			}
			// One by one, n logarithms are rounded and added.
			tol := 4*ulp(logdet[lane]) + float64(n)*0x1p-53*sizes
			if sign[lane] != want || math.Abs(logdet[lane]-float64(exponent)*math.Ln2) > tol {
				t.Errorf("lane %d: log|det| %v sign %v, want %v %v", lane, logdet[lane], sign[lane], float64(exponent)*math.Ln2, want)
			}
			for i := range n {
				for j := range n {
					want := 0.0
					if place[lane][j] == i {
						want = -math.Ldexp(1, -power[lane][j])
					}
					if got := m.Inverse(i, j)[lane]; got != want {
						t.Fatalf("lane %d: inverse[%d][%d] = %v, want %v", lane, i, j, got, want)
					}
				}
			}
		}
	})
}

// Two equal rows, a row of zeros and a column of zeros make a matrix singular on every path.
func TestSingularMatrices(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		for _, n := range []int{2, 3, 8, 16, 32, 35} {
			m := randomMatrices(r, n, false)
			p, q := n/3, n-1
			for j := range n {
				copy(m.Element(q, j)[:2], m.Element(p, j)[:2])
				m.Element(p, j)[2], m.Element(j, q)[3] = 0, 0
			}
			m.Decompose(Group)
			logdet, sign := make([]float64, Group), make([]float64, Group)
			m.LogDet(logdet)
			m.Phase(sign, nil)
			for lane := range Group {
				if singular := lane < 4; math.IsInf(logdet[lane], -1) != singular || (sign[lane] == 0) != singular {
					t.Errorf("n = %d, lane %d: log|det| %v, sign %v", n, lane, logdet[lane], sign[lane])
				}
			}
			m.Invert()
			for lane := range 4 {
				if size := m.norm(m.b, lane); !math.IsInf(size, 0) && !math.IsNaN(size) {
					t.Errorf("n = %d, lane %d: an inverse of size %v", n, lane, size)
				}
			}
		}
	})
}

// What is not finite gives what elimination gives, and leaves the other lanes as they are.
func TestSpecialMatrices(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(29, 30))
		for range 400 {
			n, isComplex := 1+r.IntN(6), r.IntN(2) == 0
			m := randomMatrices(r, n, isComplex)
			m.Decompose(Group)
			m.Invert()
			before := slices.Clone(m.b)
			var strange [Group]bool
			for lane := range Group {
				if strange[lane] = r.IntN(2) == 0; strange[lane] {
					for range 1 + r.IntN(n*n) {
						m.src[r.IntN(n*n)*m.element+lane] = special[r.IntN(8)]
					}
				}
			}
			m.Decompose(Group)
			logdet, phase := m.logdet, m.phase
			m.Invert()
			got := slices.Clone(m.b)
			for lane := range Group {
				if !strange[lane] {
					for e := lane; e < len(got); e += Group {
						if got[e] != before[e] {
							t.Fatalf("lane %d changes with its neighbours", lane)
						}
					}
					continue
				}
				condition := 1e-13 * m.norm(m.src, lane) * m.norm(m.b, lane)
				m.single.decompose(m, lane)
				m.single.invert(m, lane)
				for p := 0; p < m.element; p += Group {
					if !alike(phase[p+lane], m.phase[p+lane], condition) {
						t.Fatalf("n = %d, lane %d: phase %v, elimination gives %v", n, lane, phase, m.phase)
					}
				}
				if !alike(logdet[lane], m.logdet[lane], condition) {
					t.Fatalf("n = %d, lane %d: log|det| %v, elimination gives %v", n, lane, logdet[lane], m.logdet[lane])
				}
				for e := lane; e < len(got); e += Group {
					if !alike(got[e], m.b[e], condition*m.norm(m.b, lane)) {
						t.Fatalf("n = %d, lane %d: inverse %v, elimination gives %v", n, lane, got[e], m.b[e])
					}
				}
			}
		}
	})
}

// alike tells whether x and y agree within tol, or are the same infinity or NaN.
func alike(x, y, tol float64) bool {
	return x == y || math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= tol
}

// Pivots at the ends of the range of numbers.
func TestExtremePivots(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		for _, isComplex := range []bool{false, true} {
			m := NewMatrices(2, isComplex)
			sizes := [Group]float64{1, math.MaxFloat64, 0x1p1022, 0x1p-1022, 0x1p-1021, 0x1p-1074, 1e-310, 0x1p-1023}
			for lane, x := range sizes {
				m.Element(0, 0)[lane], m.Element(1, 1)[lane] = x, x
				m.Element(0, 1)[lane], m.Element(1, 0)[lane] = 0, 0
			}
			m.Decompose(Group)
			m.Invert()
			for lane, x := range sizes {
				if want := 2 * math.Log(x); x > 1e-300 && math.Abs(m.logdet[lane]-want) > 4*ulp(want) {
					t.Errorf("log|det| of %v twice is %v, want %v", x, m.logdet[lane], want)
				}
				if got := m.Inverse(1, 1)[lane]; math.Abs(got-1/x) > ulp(1/x) && got != 1/x {
					t.Errorf("the inverse of %v is %v", x, got)
				}
			}
		}
	})
}

// The vector kernels give the same bits, and matrices beyond count are not looked at.
func TestMatricesOfPaths(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for n := 1; n <= largestMatrix; n += 3 {
		for _, isComplex := range []bool{false, true} {
			m := randomMatrices(r, n, isComplex)
			var want []float64
			for lane := 5; lane < m.element; lane += Group {
				m.src[lane] = math.NaN()
			}
			everyPath(t, func(t *testing.T) {
				if active.lu == nil {
					return
				}
				m.Decompose(5)
				m.Invert()
				var got []float64
				for lane := range 5 {
					for e := lane; e < len(m.b); e += Group {
						got = append(got, m.b[e])
					}
				}
				if want == nil {
					want = got
				}
				same(t, fmt.Sprintf("n = %d", n), got, want)
				x := make([]float64, n*m.element)
				if allocs := testing.AllocsPerRun(3, func() { m.Decompose(8); m.Invert(); m.Solve(1, x) }); allocs != 0 {
					t.Errorf("%v allocations", allocs)
				}
			})
		}
	}
}

func TestCopyGroups(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(33, 34))
		for n := range 20 {
			to, length := rowsAt(r, n, Group)
			from, more := rowsAt(r, n, Group)
			dst, src := normals(r, length), normals(r, more)
			want := slices.Clone(dst)
			copyGroupsGeneric(want, to, src, from)
			CopyGroups(dst, to, src, from)
			same(t, "CopyGroups", dst, want)
		}
		x := make([]float64, 20)
		for name, call := range map[string]func(){
			"beyond the end": func() { CopyGroups(x, []int{13}, x, []int{0}) },
			"negative":       func() { CopyGroups(x, []int{0}, x, []int{-1}) },
			"short list":     func() { CopyGroups(x, []int{0, 8}, x, []int{0}) },
		} {
			if !panics(call) {
				t.Errorf("%s: no panic", name)
			}
		}
	})
}
