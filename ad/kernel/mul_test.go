package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// everyPath runs a test on each path that this machine has.
func everyPath(t *testing.T, test func(t *testing.T)) {
	before := Path()
	defer func() {
		if err := SetPath(before); err != nil {
			t.Fatal(err)
		}
	}()
	for _, p := range Paths() {
		if err := SetPath(p); err != nil {
			t.Fatal(err)
		}
		t.Run(p, test)
	}
}

func normals(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// rowsAt places count rows of length n in random order, with gaps, and says how long the slice must be.
func rowsAt(r *rand.Rand, count, n int) (off []int, length int) {
	off = make([]int, count)
	for i, p := range r.Perm(count) {
		off[p] = i*(n+3) + r.IntN(3)
	}
	return off, count*(n+3) + 3
}

func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for m := range 20 {
		for k := range 5 {
			a := normals(r, m*k)
			dst := make([]float64, PackedLen(m, k)+1)
			Fill(dst, math.NaN())
			Pack(dst, m, k, func(i, j int) float64 { return a[j*m+i] })
			for i := range (m + 7) / 8 * 8 {
				for j := range k {
					want := 0.0
					if i < m {
						want = a[j*m+i]
					}
					if got := dst[i/8*8*k+8*j+i%8]; got != want {
						t.Fatalf("m=%d k=%d: element (%d, %d) is %v, want %v", m, k, i, j, got, want)
					}
				}
			}
			strided := make([]float64, PackedLen(m, k))
			PackStrided(strided, m, k, a, 1, m)
			for i := range strided {
				if strided[i] != dst[i] {
					t.Fatalf("m=%d k=%d: PackStrided differs from Pack at %d", m, k, i)
				}
			}
			if !math.IsNaN(dst[len(dst)-1]) {
				t.Fatalf("m=%d k=%d: Pack wrote beyond PackedLen", m, k)
			}
		}
	}
}

// mulCase is one product of a panel, with its rows spread over two slices.
type mulCase struct {
	k, n, rows int
	a, b, c    []float64
	boff, coff []int
}

func newMulCase(r *rand.Rand, k, n, rows int) mulCase {
	m := mulCase{k: k, n: n, rows: rows, a: normals(r, 8*k)}
	var nb, nc int
	m.boff, nb = rowsAt(r, k, n)
	m.coff, nc = rowsAt(r, rows, n)
	m.b, m.c = normals(r, nb), normals(r, nc)
	return m
}

func (m mulCase) copyOfC() []float64 { return append([]float64(nil), m.c...) }

// naive is the product by fused multiply-adds in order, which every path reproduces bit by bit.
func (m mulCase) naive() []float64 {
	c := m.copyOfC()
	for i, o := range m.coff {
		for t := range m.n {
			for j := range m.k {
				c[o+t] = math.FMA(m.a[8*j+i], m.b[m.boff[j]+t], c[o+t])
			}
		}
	}
	return c
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestMulRowsAgainstNaive(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		check := func(k, n, rows int) {
			m := newMulCase(r, k, n, rows)
			want, got := m.naive(), m.copyOfC()
			MulRows(k, m.a, m.b, m.boff, got, m.coff, n)
			same(t, fmt.Sprintf("k=%d n=%d rows=%d", k, n, rows), got, want)
			// The same onto numbers.
			from := normals(r, 8)
			for i, o := range m.coff {
				Fill(m.c[o:o+n], from[i])
				Fill(got[o:o+n], math.NaN())
			}
			want = m.naive()
			MulRowsFrom(from[:rows], k, m.a, m.b, m.boff, got, m.coff, n)
			same(t, fmt.Sprintf("from numbers: k=%d n=%d rows=%d", k, n, rows), got, want)
		}
		for n := range 71 {
			for rows := 1; rows <= 8; rows++ {
				for _, k := range []int{0, 1, 2, 5, 8} {
					check(k, n, rows)
				}
			}
		}
		for rows := 0; rows <= 8; rows++ {
			check(3, 300, rows)
			check(2100, 17, rows)
			check(64, 128, rows)
		}
	})
}

// Summing over j in two calls gives the same bits as in one.
func TestMulRowsSplit(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for range 50 {
			k, n, rows := 1+r.IntN(40), 1+r.IntN(150), 1+r.IntN(8)
			m := newMulCase(r, k, n, rows)
			one, two, cut := m.copyOfC(), m.copyOfC(), r.IntN(k+1)
			MulRows(k, m.a, m.b, m.boff, one, m.coff, n)
			MulRows(cut, m.a, m.b, m.boff, two, m.coff, n)
			MulRows(k-cut, m.a[8*cut:], m.b, m.boff[cut:], two, m.coff, n)
			same(t, fmt.Sprintf("k=%d cut=%d n=%d rows=%d", k, cut, n, rows), two, one)
		}
	})
}

func TestDotRowsAgainstNaive(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		check := func(n, ra, rb int) {
			aoff, na := rowsAt(r, ra, n)
			boff, nb := rowsAt(r, rb, n)
			a, b := normals(r, na), normals(r, nb)
			ldc := rb + 2
			c := normals(r, ra*ldc+1)
			got := append([]float64(nil), c...)
			DotRows(n, a, aoff, b, boff, got, ldc)
			for p := range c {
				i, j := p/ldc, p%ldc
				if i >= ra || j >= rb {
					if got[p] != c[p] {
						t.Fatalf("n=%d %d×%d: wrote outside the matrix at (%d, %d)", n, ra, rb, i, j)
					}
					continue
				}
				sum, size := c[p], math.Abs(c[p])
				for q := range n {
					v := a[aoff[i]+q] * b[boff[j]+q]
					sum, size = sum+v, size+math.Abs(v)
				}
				// The rounding error of either order is at most n+1 half-ulps of the sum of sizes.
				if tol := float64(n+2) * 0x1p-52 * size; !(math.Abs(got[p]-sum) <= tol) {
					t.Fatalf("n=%d %d×%d: (%d, %d) is %v, want %v", n, ra, rb, i, j, got[p], sum)
				}
			}
		}
		for n := range 71 {
			check(n, 6, 4)
			check(n, 1+n%9, 1+n/8)
		}
		for ra := 0; ra < 14; ra++ {
			for rb := 0; rb < 10; rb++ {
				check(19, ra, rb)
			}
		}
		check(70000, 2, 3)
		// Large products take another way.
		for n := 1; n <= 70; n++ {
			check(n, 13+n%6, 32+n%11)
		}
		for ra := 12; ra < 36; ra++ {
			check(17, ra, 31+ra%10)
		}
		check(127, 16, 40)
		check(128, 32, 33)
		check(300, 29, 47)
		check(5000, 16, 32)
	})
}

// The product with whole numbers is exact, so every path must find it.
func TestDotRowsExact(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		x := make([]float64, 64)
		for i := range x {
			x[i] = float64(i)
		}
		for n := range x {
			c := []float64{7}
			DotRows(n, x, []int{0}, x, []int{0}, c, 1)
			if want := float64(7 + (n-1)*n*(2*n-1)/6); c[0] != want {
				t.Errorf("n=%d: the sum of squares is %v, want %v", n, c[0], want)
			}
		}
	})
}

func TestRowsOutsidePanic(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		x := make([]float64, 100)
		for name, call := range map[string]func(){
			"b ends early":  func() { MulRows(2, x, x, []int{0, 91}, x[90:], []int{0}, 10) },
			"b is negative": func() { MulRows(2, x, x, []int{0, -1}, x, []int{80}, 10) },
			"c is short":    func() { MulRows(1, x, x, []int{0}, x[:5], []int{0}, 10) },
			"few numbers":   func() { MulRowsFrom(x[:1], 1, x, x, []int{0}, x, []int{80, 90}, 10) },
			"nine rows":     func() { MulRows(0, x, x, nil, x, make([]int, 9), 1) },
			"a ends early":  func() { DotRows(10, x, []int{91}, x, []int{0}, []float64{0}, 1) },
			"c of DotRows":  func() { DotRows(1, x, []int{0, 1}, x, []int{0, 1}, x[:3], 2) },
		} {
			if !panics(call) {
				t.Errorf("%s: no panic", name)
			}
		}
		for n := range 30 {
			off := make([]int, n)
			if !active.within(off, 0) || n > 0 && active.within(off, -1) {
				t.Errorf("%d zeros lie in 0 … 0 and not in 0 … -1", n)
			}
			for i := range off {
				for _, bad := range []int{-1, 8, math.MinInt, math.MaxInt} {
					off[i] = bad
					if active.within(off, 7) {
						t.Errorf("offset %d at %d of %d is in 0 … 7", bad, i, n)
					}
				}
				off[i] = 7
			}
		}
	})
}

func panics(f func()) (p bool) {
	defer func() { p = recover() != nil }()
	f()
	return false
}
