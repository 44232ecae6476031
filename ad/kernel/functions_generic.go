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
		dst[t] = logOf(x[t])
	}
}

// logOf is math.Log, which on amd64 takes the exponent of a subnormal number at face value.
func logOf(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
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
		dst[t] = sinOf(x[t])
	}
}

func cosGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = cosOf(x[t])
	}
}

// sinOf is math.Sin with an accurate reduction for |x| ≤ trigLimit.
func sinOf(x float64) float64 {
	if !(math.Abs(x) <= trigLimit) || x == 0 {
		return math.Sin(x)
	}
	n, r := quarters(x)
	return wave(n, r)
}

// cosOf is math.Cos with an accurate reduction for |x| ≤ trigLimit.
func cosOf(x float64) float64 {
	if !(math.Abs(x) <= trigLimit) {
		return math.Cos(x)
	}
	n, r := quarters(x)
	return wave(n+1, r)
}

func erfGeneric(dst, x []float64) {
	for t := range dst {
		dst[t] = math.Erf(x[t])
	}
}

// wave is sin(n π/2 + r).
func wave(n int, r float64) float64 {
	switch n & 3 {
	case 0:
		return math.Sin(r)
	case 1:
		return math.Cos(r)
	case 2:
		return -math.Sin(r)
	}
	return -math.Cos(r)
}

// quarters splits x = n π/2 + r with |r| ≤ π/4, by three parts of π/2 and exact products (Cody and Waite).
func quarters(x float64) (n int, r float64) {
	const (
		p1 = math.Pi / 2
		p2 = 6.123233995736766e-17
		p3 = -1.4973849048591698e-33
	)
	q := math.RoundToEven(x * (2 / math.Pi))
	r = math.FMA(-q, p1, x)
	r = math.FMA(-q, p2, r)
	return int(q), math.FMA(-q, p3, r)
}
