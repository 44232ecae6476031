package kernel

// mulRowsGeneric takes four rows of b at a time, so that a value of c is loaded and stored a quarter as often.
func mulRowsGeneric(k int, a, b []float64, boff []int, c []float64, coff []int, n int, from []float64) {
	for i, at := range coff {
		row := c[at : at+n]
		if from != nil {
			fillGeneric(row, from[i])
		}
		j := 0
		for ; j+4 <= k; j += 4 {
			a0, a1, a2, a3 := a[Panel*j+i], a[Panel*(j+1)+i], a[Panel*(j+2)+i], a[Panel*(j+3)+i]
			b0, b1 := b[boff[j]:][:n], b[boff[j+1]:][:n]
			b2, b3 := b[boff[j+2]:][:n], b[boff[j+3]:][:n]
			for t, v := range row {
				v = fma(a1, b1[t], fma(a0, b0[t], v))
				row[t] = fma(a3, b3[t], fma(a2, b2[t], v))
			}
		}
		for ; j < k; j++ {
			axpyGeneric(row, a[Panel*j+i], b[boff[j]:][:n])
		}
	}
}

func dotRowsGeneric(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int) {
	for i, ai := range aoff {
		x := a[ai : ai+n]
		for j, bj := range boff {
			c[i*ldc+j] += dotFour(x, b[bj:bj+n])
		}
	}
}

// dotFour is Σ x·y with four partial sums.
func dotFour(x, y []float64) float64 {
	var s0, s1, s2, s3 float64
	t := 0
	for ; t+4 <= len(x); t += 4 {
		u, v := x[t:t+4:t+4], y[t:t+4:t+4]
		s0 = fma(u[0], v[0], s0)
		s1 = fma(u[1], v[1], s1)
		s2 = fma(u[2], v[2], s2)
		s3 = fma(u[3], v[3], s3)
	}
	for ; t < len(x); t++ {
		s0 = fma(x[t], y[t], s0)
	}
	return (s0 + s1) + (s2 + s3)
}

func withinGeneric(off []int, limit int) bool {
	for _, o := range off {
		if o < 0 || o > limit {
			return false
		}
	}
	return true
}
