package kernel

import "math"

// Pow sets dst = xʸ. Its error is at most 3 units in the last place where |y|·(|e|+1) ≤ 1020 for a normal x with 2ᵉ ≤ |x| <
// 2ᵉ⁺¹; elsewhere it is what package math gives.
func Pow(dst, x, y []float64) {
	x, y = like(dst, x), like(dst, y)
	if active.regular(x, y) {
		map2(active.pow, dst, x, y)
		return
	}
	for i := 0; i < len(dst); {
		j := i
		for j < len(dst) && isRegular(x[j], y[j]) {
			j++
		}
		map2(active.pow, dst[i:j], x[i:j], y[i:j])
		if j < len(dst) {
			dst[j] = math.Pow(x[j], y[j])
			j++
		}
		i = j
	}
}
