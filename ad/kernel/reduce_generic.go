package kernel

import "math"

// lanes is the number of partial sums of a reduction.
const lanes = 32

func sumGeneric(x []float64) float64 {
	var s [lanes]float64
	for t, v := range x {
		s[t%lanes] += v
	}
	return tree(&s)
}

func dotGeneric(x, y []float64) float64 {
	var s [lanes]float64
	for t, v := range x {
		s[t%lanes] = fma(v, y[t], s[t%lanes])
	}
	return tree(&s)
}

// tree adds the partial sums: the second half to the first, until one is left.
func tree(s *[lanes]float64) float64 {
	for h := lanes / 2; h > 0; h /= 2 {
		for i := range h {
			s[i] += s[i+h]
		}
	}
	return s[0]
}

func maxOfGeneric(x []float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

// boundedGeneric reports whether all |x| ≤ limit; a NaN is not.
func boundedGeneric(x []float64, limit float64) bool {
	for _, v := range x {
		if !(math.Abs(v) <= limit) {
			return false
		}
	}
	return true
}
