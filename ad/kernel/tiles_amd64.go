//go:build !purego

package kernel

import "sync"

func mulRowsAVX512(k int, a, b []float64, boff []int, c []float64, coff []int, n int, from []float64) {
	a0, b0, bo, c0, co, f0 := &a[0], &b[0], &boff[0], &c[0], &coff[0], startOf(from, 0)
	switch len(coff) {
	case 1:
		mul1AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 2:
		mul2AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 3:
		mul3AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 4:
		mul4AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 5:
		mul5AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 6:
		mul6AVX512(k, a0, b0, bo, c0, co, n, f0)
	case 7:
		mul7AVX512(k, a0, b0, bo, c0, co, n, f0)
	default:
		mul8AVX512(k, a0, b0, bo, c0, co, n, f0)
	}
}

// mulRowsAVX2 takes four rows first and then the rest; the kernels see the panel from their first row on.
func mulRowsAVX2(k int, a, b []float64, boff []int, c []float64, coff []int, n int, from []float64) {
	i := 0
	for ; len(coff)-i >= 4; i += 4 {
		mul4AVX2(k, &a[i], &b[0], &boff[0], &c[0], &coff[i], n, startOf(from, i))
	}
	switch len(coff) - i {
	case 1:
		mul1AVX2(k, &a[i], &b[0], &boff[0], &c[0], &coff[i], n, startOf(from, i))
	case 2:
		mul2AVX2(k, &a[i], &b[0], &boff[0], &c[0], &coff[i], n, startOf(from, i))
	case 3:
		mul3AVX2(k, &a[i], &b[0], &boff[0], &c[0], &coff[i], n, startOf(from, i))
	}
}

// startOf is where the numbers for rows i … begin; nil if there are none.
func startOf(from []float64, i int) *float64 {
	if from == nil {
		return nil
	}
	return &from[i]
}

// Sizes of the tiles of outer products: rows, columns, and the longest rows.
const (
	outerRows    = 16
	outerColumns = 8
	outerLength  = 128
)

// turned is memory for rows of a that are turned.
var turned = sync.Pool{New: func() any { return new([outerRows * outerLength]float64) }}

// dotRowsAVX512 covers c with outer products of 16 rows, and what is left with tiles of 6×4; the last rows go into a tile
// of 4×4 where that is enough.
func dotRowsAVX512(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int) {
	if len(boff) >= 4*outerColumns { // turning the rows must pay
		room := turned.Get().(*[outerRows * outerLength]float64)
		defer turned.Put(room)
		for len(aoff) > outerRows-4 {
			rows := min(outerRows, len(aoff))
			for t := 0; t < n; t += outerLength {
				outerBand(min(outerLength, n-t), a[t:], aoff[:rows], b[t:], boff, c, ldc, &room[0])
			}
			aoff = aoff[rows:]
			if len(aoff) == 0 {
				return
			}
			c = c[rows*ldc:]
		}
	}
	for i := 0; i < len(aoff); {
		if len(aoff)-i > 4 {
			dotBand(tile6x4, n, a, aoff[i:], b, boff, c[i*ldc:], ldc)
			i += 6
		} else {
			dotBand(tile4x4, n, a, aoff[i:], b, boff, c[i*ldc:], ldc)
			i += 4
		}
	}
}

// outerBand covers up to 16 rows of c, eight columns at a time; what would leave c is computed aside.
func outerBand(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int, room *float64) {
	valid := len(aoff)
	var af [outerRows]int
	for i := range af {
		af[i] = aoff[min(i, valid-1)]
	}
	j := 0
	if valid == outerRows {
		// A call takes as many columns as keep it below the length of time that a call may last.
		for most := maxLength / 4 / n; j+outerColumns <= len(boff); {
			count := min((len(boff)-j)/outerColumns, most)
			outerAVX512(n, &a[0], &af[0], &b[0], &boff[j], &c[j], ldc, count, room)
			j += count * outerColumns
		}
	}
	for ; j < len(boff); j += outerColumns {
		cols := min(outerColumns, len(boff)-j)
		var bf [outerColumns]int
		for i := range bf {
			bf[i] = boff[j+min(i, cols-1)]
		}
		var aside [outerRows * outerColumns]float64
		outerAVX512(n, &a[0], &af[0], &b[0], &bf[0], &aside[0], outerColumns, 1, room)
		for i := range valid {
			for q := range cols {
				c[i*ldc+j+q] += aside[outerColumns*i+q]
			}
		}
	}
}

// dotRowsAVX2 covers c with tiles of 3×4.
func dotRowsAVX2(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int) {
	for i := 0; i < len(aoff); i += 3 {
		dotBand(tile3x4, n, a, aoff[i:], b, boff, c[i*ldc:], ldc)
	}
}

// dotTile is a kernel for count times 4 columns of c; its value is the number of rows.
type dotTile int

const (
	tile3x4 dotTile = 3 // AVX2
	tile4x4 dotTile = 4 // AVX-512
	tile6x4 dotTile = 6 // AVX-512
)

// add calls the kernel. It is a switch and not a function value so that its arguments can stay on the stack.
func (r dotTile) add(n int, a *float64, aoff *int, b *float64, boff *int, c *float64, ldc, count int) {
	switch r {
	case tile6x4:
		dot6AVX512(n, a, aoff, b, boff, c, ldc, count)
	case tile4x4:
		dot4AVX512(n, a, aoff, b, boff, c, ldc, count)
	default:
		dot3AVX2(n, a, aoff, b, boff, c, ldc, count)
	}
}

// dotBand covers the first rows of c, four columns at a time. A tile that would leave c repeats its last row or
// column and is computed aside.
func dotBand(tile dotTile, n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int) {
	rows := int(tile)
	valid := min(rows, len(aoff))
	var af [6]int
	for i := range af {
		af[i] = aoff[min(i, valid-1)]
	}
	j := 0
	if valid == rows {
		// A call takes as many columns as keep it below the length of time that a call may last.
		for most := max(1, maxLength/n); j+4 <= len(boff); {
			count := min((len(boff)-j)/4, most)
			tile.add(n, &a[0], &af[0], &b[0], &boff[j], &c[j], ldc, count)
			j += 4 * count
		}
	}
	for ; j < len(boff); j += 4 {
		cols := min(4, len(boff)-j)
		var bf [4]int
		for i := range bf {
			bf[i] = boff[j+min(i, cols-1)]
		}
		var aside [24]float64
		tile.add(n, &a[0], &af[0], &b[0], &bf[0], &aside[0], 4, 1)
		for i := range valid {
			for q := range cols {
				c[i*ldc+j+q] += aside[4*i+q]
			}
		}
	}
}
