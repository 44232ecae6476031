package kernel

import "math"

func addGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = x[t] + y[t]
	}
}

func subGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = x[t] - y[t]
	}
}

func mulGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = x[t] * y[t]
	}
}

func divGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = x[t] / y[t]
	}
}

func minGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = min(x[t], y[t])
	}
}

func maxGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = max(x[t], y[t])
	}
}

// truth is 1 for true and 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func ltGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] < y[t])
	}
}

func leGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] <= y[t])
	}
}

func eqGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] == y[t])
	}
}

func neGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] != y[t])
	}
}

func andGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] != 0 && y[t] != 0)
	}
}

func orGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = truth(x[t] != 0 || y[t] != 0)
	}
}

func chooseGeneric(dst, c, x, y []float64) {
	for t := range dst {
		if c[t] != 0 {
			dst[t] = x[t]
		} else {
			dst[t] = y[t]
		}
	}
}

func addSGeneric(dst []float64, s float64, x []float64) {
	for t := range dst {
		dst[t] = x[t] + s
	}
}

func mulSGeneric(dst []float64, s float64, x []float64) {
	for t := range dst {
		dst[t] = s * x[t]
	}
}

func axpyGeneric(dst []float64, a float64, x []float64) {
	for t := range dst {
		dst[t] = fma(a, x[t], dst[t])
	}
}

func addMulGeneric(dst, z, x, y []float64) {
	for t := range dst {
		dst[t] = fma(x[t], y[t], z[t])
	}
}

func subMulGeneric(dst, z, x, y []float64) {
	for t := range dst {
		dst[t] = fma(-x[t], y[t], z[t])
	}
}

func mulSubGeneric(dst, x, y, z []float64) {
	for t := range dst {
		dst[t] = fma(x[t], y[t], -z[t])
	}
}

func addScaledGeneric(dst []float64, a float64, z, x []float64) {
	for t := range dst {
		dst[t] = fma(a, x[t], z[t])
	}
}

func mulAddGeneric(dst, x, y []float64) {
	for t := range dst {
		dst[t] = fma(x[t], y[t], dst[t])
	}
}

func fillGeneric(dst []float64, s float64) {
	for t := range dst {
		dst[t] = s
	}
}

func negGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = -x[t]
	}
}

func absGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Abs(x[t])
	}
}

func signGeneric(dst, x []float64) {
	for t, v := range x {
		if v > 0 || v < 0 {
			v = math.Copysign(1, v)
		}
		dst[t] = v
	}
}

func floorGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Floor(x[t])
	}
}

func sqrtGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Sqrt(x[t])
	}
}

func recipGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = 1 / x[t]
	}
}

func tanhGradGeneric(dst, y, dy []float64) {
	for t := range dst {
		dst[t] = dy[t] * fma(-y[t], y[t], 1)
	}
}

func sigmoidGradGeneric(dst, y, dy []float64) {
	for t := range dst {
		dst[t] = dy[t] * float64(y[t]*(1-y[t]))
	}
}

func gatherLanesGeneric(dst, b, idx []float64, stride, base int) {
	for t := range dst {
		dst[t] = at(b, base+int(idx[t])*stride+t)
	}
}

func gatherTableGeneric(dst, table, idx []float64, stride, base int) {
	for t := range dst {
		dst[t] = at(table, base+int(idx[t])*stride)
	}
}

// at is b[i], or 0 outside b.
func at(b []float64, i int) float64 {
	if uint(i) < uint(len(b)) {
		return b[i]
	}
	return 0
}

func adamGeneric(param, grad, m, v []float64, rate, beta1, beta2, eps float64) {
	for i, g := range grad {
		m[i] = fma(1-beta1, g, beta1*m[i])
		v[i] = fma(1-beta2, g*g, beta2*v[i])
		param[i] -= rate * m[i] / (math.Sqrt(v[i]) + eps)
	}
}
