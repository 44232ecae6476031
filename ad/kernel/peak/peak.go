package peak

import "math"

// FMA runs 12·n multiply-adds of vectors, as wide as the named path of package kernel uses them ("generic": of
// single numbers), and returns the number of floating-point operations: two per lane and multiply-add.
func FMA(path string, n int) float64 {
	lanes := 1
	switch path {
	case "avx512":
		lanes = 8
	case "avx2":
		lanes = 4
	}
	run(lanes, n)
	return float64(2 * chains * lanes * n)
}

// chains is the number of independent sums in the loops.
const chains = 12

// scalar is the loop without vectors; it returns its sums so that they are computed.
func scalar(n int) float64 {
	var a, b, c, d, e, f, g, h, i, j, k, l float64
	for range n {
		a, b, c = math.FMA(a, a, a), math.FMA(b, b, b), math.FMA(c, c, c)
		d, e, f = math.FMA(d, d, d), math.FMA(e, e, e), math.FMA(f, f, f)
		g, h, i = math.FMA(g, g, g), math.FMA(h, h, h), math.FMA(i, i, i)
		j, k, l = math.FMA(j, j, j), math.FMA(k, k, k), math.FMA(l, l, l)
	}
	return a + b + c + d + e + f + g + h + i + j + k + l
}
