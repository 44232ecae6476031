package kernel

import "math"

func expGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Exp(x[t])
	}
}

func expm1Generic(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Expm1(x[t])
	}
}

func logGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Log(x[t])
	}
}

func log1pGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Log1p(x[t])
	}
}

func tanhGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Tanh(x[t])
	}
}

func sigmoidGeneric(dst, x []float64) {
	for t, v := range x {
		e := math.Exp(-math.Abs(v))
		if v < 0 {
			dst[t] = e / (1 + e)
		} else {
			dst[t] = 1 / (1 + e)
		}
	}
}

func softplusGeneric(dst, x []float64) {
	for t, v := range x {
		dst[t] = max(v, 0) + math.Log1p(math.Exp(-math.Abs(v)))
	}
}

func sinGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Sin(x[t])
	}
}

func cosGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Cos(x[t])
	}
}
