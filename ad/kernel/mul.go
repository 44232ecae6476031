package kernel

import "fmt"

// Panel is the number of rows that a packed panel holds.
const Panel = 8

// One call into assembly cannot be interrupted, so larger work is cut into calls of about 50 µs: products into
// 2·8·maxDepth·maxWidth = 2 million operations, everything else into maxLength elements.
const (
	maxDepth  = 1024
	maxWidth  = 128
	maxLength = 1 << 15
)

// PackedLen is the length of the packed form of an m×k matrix.
func PackedLen(m, k int) int { return (m + Panel - 1) / Panel * Panel * k }

// Pack writes the m×k matrix with elements at(i, j) into dst as panels of 8 rows. Panel p holds, one column
// after the other, the 8 values of rows 8p … 8p+7; rows beyond m are 0. Element (i, j) is at
// dst[(i/8)·8k + 8j + i%8].
func Pack(dst []float64, m, k int, at func(i, j int) float64) {
	packPanels(dst, m, k, func(panel []float64, i0, rows int) {
		for j := range k {
			for i := range rows {
				panel[Panel*j+i] = at(i0+i, j)
			}
		}
	})
}

// PackStrided is Pack of the matrix with element (i, j) at a[i·rs + j·cs].
func PackStrided(dst []float64, m, k int, a []float64, rs, cs int) {
	packPanels(dst, m, k, func(panel []float64, i0, rows int) {
		for i := range rows {
			p := (i0 + i) * rs
			for j := 0; j < len(panel); j += Panel {
				panel[j+i] = a[p]
				p += cs
			}
		}
	})
}

// packPanels calls fill for each panel with its first row and its number of rows, after zeroing a short one.
func packPanels(dst []float64, m, k int, fill func(panel []float64, i0, rows int)) {
	dst = dst[:PackedLen(m, k)]
	for i0 := 0; i0 < m; i0 += Panel {
		panel := dst[i0*k : (i0+Panel)*k]
		rows := min(Panel, m-i0)
		if rows < Panel {
			clear(panel)
		}
		fill(panel, i0, rows)
	}
}

// MulRows adds the product of one packed panel with the rows of b to 1 … 8 rows of c:
//
//	c[coff[i]+t] += Σ_j a[8j+i] · b[boff[j]+t],   t < n, i < len(coff), j < k in order
//
// Each term is one fused multiply-add onto the value of c, so that summing over j in two calls gives the
// same bits as in one. The rows of c must not overlap each other or the rows of b.
func MulRows(k int, a []float64, b []float64, boff []int, c []float64, coff []int, n int) {
	mulRows(k, a, b, boff, c, coff, n, nil)
}

// MulRowsFrom is MulRows onto the numbers from, one for each row, whatever c holds:
//
//	c[coff[i]+t] = from[i] + Σ_j a[8j+i] · b[boff[j]+t]
func MulRowsFrom(from []float64, k int, a []float64, b []float64, boff []int, c []float64, coff []int, n int) {
	if len(from) < len(coff) {
		panic("kernel: MulRowsFrom with too few numbers")
	}
	if k > 0 {
		mulRows(k, a, b, boff, c, coff, n, from)
		return
	}
	for i, at := range coff {
		Fill(c[at:at+max(n, 0)], from[i])
	}
}

func mulRows(k int, a []float64, b []float64, boff []int, c []float64, coff []int, n int, from []float64) {
	switch {
	case len(coff) > Panel:
		panic("kernel: MulRows with more than 8 rows")
	case len(a) < Panel*k || len(boff) < k:
		panic("kernel: MulRows with a short panel or too few rows")
	}
	if n <= 0 || len(coff) == 0 {
		return
	}
	checkRows("MulRows", b, boff[:k], n)
	checkRows("MulRows", c, coff, n)
	for t := 0; t < n; t += maxWidth {
		w := min(maxWidth, n-t)
		first := from
		for j := 0; j < k; j += maxDepth {
			d := min(maxDepth, k-j)
			active.mulRows(d, a[Panel*j:], b[t:], boff[j:j+d], c[t:], coff, w, first)
			first = nil
		}
	}
}

// DotRows adds the products of the rows of a with the rows of b, summed along the rows, to a matrix c:
//
//	c[i·ldc+j] += Σ_{t<n} a[aoff[i]+t] · b[boff[j]+t],   i < len(aoff), j < len(boff)
//
// The order of a sum depends on n, the numbers of rows, its place in c and the path. c must not overlap a or b.
func DotRows(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int) {
	if n <= 0 || len(aoff) == 0 || len(boff) == 0 {
		return
	}
	if ldc < len(boff) && len(aoff) > 1 {
		panic("kernel: DotRows with rows of c that overlap")
	}
	checkRows("DotRows", a, aoff, n)
	checkRows("DotRows", b, boff, n)
	if len(c) < (len(aoff)-1)*ldc+len(boff) {
		panic("kernel: DotRows with a short c")
	}
	for t := 0; t < n; t += maxLength {
		active.dotRows(min(maxLength, n-t), a[t:], aoff, b[t:], boff, c, ldc)
	}
}

// checkRows panics unless each row of length n lies inside b.
func checkRows(who string, b []float64, off []int, n int) {
	if !active.within(off, len(b)-n) {
		panic(fmt.Sprintf("kernel: %s with a row of length %d outside a slice of length %d", who, n, len(b)))
	}
}
