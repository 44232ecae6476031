package kernel

// The functions of this file work on all of dst; the arguments must be at least as long.

// Add sets dst = x + y.
func Add(dst, x, y []float64) { map2(active.add, dst, x, y) }

// Sub sets dst = x - y.
func Sub(dst, x, y []float64) { map2(active.sub, dst, x, y) }

// Mul sets dst = x·y.
func Mul(dst, x, y []float64) { map2(active.mul, dst, x, y) }

// Div sets dst = x / y.
func Div(dst, x, y []float64) { map2(active.div, dst, x, y) }

// Min sets dst to the smaller of x and y; NaN if either is NaN; -0 is smaller than +0.
func Min(dst, x, y []float64) { map2(active.min, dst, x, y) }

// Max sets dst to the larger of x and y; NaN if either is NaN; +0 is larger than -0.
func Max(dst, x, y []float64) { map2(active.max, dst, x, y) }

// Lt sets dst to 1 where x < y and to 0 elsewhere.
func Lt(dst, x, y []float64) { map2(active.lt, dst, x, y) }

// Le sets dst to 1 where x ≤ y and to 0 elsewhere.
func Le(dst, x, y []float64) { map2(active.le, dst, x, y) }

// Eq sets dst to 1 where x = y and to 0 elsewhere.
func Eq(dst, x, y []float64) { map2(active.eq, dst, x, y) }

// Ne sets dst to 1 where x ≠ y, or one of them is NaN, and to 0 elsewhere.
func Ne(dst, x, y []float64) { map2(active.ne, dst, x, y) }

// And sets dst to 1 where neither x nor y is 0, and to 0 elsewhere.
func And(dst, x, y []float64) { map2(active.and, dst, x, y) }

// Or sets dst to 0 where x and y are 0, and to 1 elsewhere.
func Or(dst, x, y []float64) { map2(active.or, dst, x, y) }

// Select sets dst to x where c is not 0 and to y where c is 0. A NaN in c counts as not 0.
func Select(dst, c, x, y []float64) {
	map3(active.choose, dst, c, x, y)
}

// AddS sets dst = x + s.
func AddS(dst, x []float64, s float64) { mapS(active.addS, dst, s, x) }

// MulS sets dst = s·x.
func MulS(dst, x []float64, s float64) { mapS(active.mulS, dst, s, x) }

// Axpy sets dst = dst + a·x with one rounding.
func Axpy(dst []float64, a float64, x []float64) { mapS(active.axpy, dst, a, x) }

// MulAdd sets dst = dst + x·y with one rounding.
func MulAdd(dst, x, y []float64) { map2(active.mulAdd, dst, x, y) }

// AddMul sets dst = z + x·y with one rounding.
func AddMul(dst, z, x, y []float64) { map3(active.addMul, dst, z, x, y) }

// SubMul sets dst = z - x·y with one rounding.
func SubMul(dst, z, x, y []float64) { map3(active.subMul, dst, z, x, y) }

// MulSub sets dst = x·y - z with one rounding.
func MulSub(dst, x, y, z []float64) { map3(active.mulSub, dst, x, y, z) }

// AddScaled sets dst = z + a·x with one rounding.
func AddScaled(dst, z []float64, a float64, x []float64) {
	z, x = like(dst, z), like(dst, x)
	for i := 0; i < len(dst); i += maxLength {
		j := min(i+maxLength, len(dst))
		active.addScaled(dst[i:j], a, z[i:j], x[i:j])
	}
}

// Fill sets every element of dst to s.
func Fill(dst []float64, s float64) { active.fill(dst, s) }

// Neg sets dst = -x.
func Neg(dst, x []float64) { map1(active.neg, dst, x) }

// Abs sets dst = |x|.
func Abs(dst, x []float64) { map1(active.abs, dst, x) }

// Sign sets dst to 1 for positive x, to -1 for negative x, and to x for ±0 and NaN.
func Sign(dst, x []float64) { map1(active.sign, dst, x) }

// Floor sets dst to the largest whole number not above x.
func Floor(dst, x []float64) { map1(active.floor, dst, x) }

// Sqrt sets dst = √x, correctly rounded.
func Sqrt(dst, x []float64) { map1(active.sqrt, dst, x) }

// Recip sets dst = 1/x, correctly rounded.
func Recip(dst, x []float64) { map1(active.recip, dst, x) }

// TanhGrad sets dst = dy·(1-y²): the derivative of tanh at a point where it has the value y, times dy.
func TanhGrad(dst, y, dy []float64) { map2(active.tanhGrad, dst, y, dy) }

// SigmoidGrad sets dst = dy·y·(1-y): the derivative of the logistic function where it has the value y, times dy.
func SigmoidGrad(dst, y, dy []float64) { map2(active.sigmoidGrad, dst, y, dy) }

// GatherLanes sets dst[t] = b[base + idx[t]·stride + t]: each sample t reads its own row of b.
// A position outside b gives 0, so that an index of -1, which nothing reads, does no harm.
// The values of idx are integers.
func GatherLanes(dst, b, idx []float64, stride, base int) {
	active.gatherLanes(dst, b, like(dst, idx), stride, base)
}

// GatherTable sets dst[t] = table[base + idx[t]·stride]; a position outside the table gives 0.
// The values of idx are integers.
func GatherTable(dst, table, idx []float64, stride, base int) {
	active.gatherTable(dst, table, like(dst, idx), stride, base)
}

// Adam performs one step of the optimiser of Kingma and Ba (arXiv:1412.6980, algorithm 1) in one pass:
//
//	m ← β₁ m + (1-β₁) g,   v ← β₂ v + (1-β₂) g²,   θ ← θ - rate·m / (√v + eps)
//
// At step s the caller folds the bias corrections into rate = lr·√(1-β₂ˢ)/(1-β₁ˢ) and eps = ε·√(1-β₂ˢ),
// which gives exactly the published update.
func Adam(param, grad, m, v []float64, rate, beta1, beta2, eps float64) {
	grad, m, v = like(param, grad), like(param, m), like(param, v)
	for i := 0; i < len(param); i += maxLength {
		j := min(i+maxLength, len(param))
		active.adam(param[i:j], grad[i:j], m[i:j], v[i:j], rate, beta1, beta2, eps)
	}
}

// map1, map2 and mapS apply a kernel in calls of limited length.

func map1(f func(dst, x []float64), dst, x []float64) {
	x = like(dst, x)
	for len(dst) > maxLength {
		f(dst[:maxLength], x[:maxLength])
		dst, x = dst[maxLength:], x[maxLength:]
	}
	f(dst, x)
}

func map2(f func(dst, x, y []float64), dst, x, y []float64) {
	x, y = like(dst, x), like(dst, y)
	for len(dst) > maxLength {
		f(dst[:maxLength], x[:maxLength], y[:maxLength])
		dst, x, y = dst[maxLength:], x[maxLength:], y[maxLength:]
	}
	f(dst, x, y)
}

func map3(f func(dst, x, y, z []float64), dst, x, y, z []float64) {
	x, y, z = like(dst, x), like(dst, y), like(dst, z)
	for i := 0; i < len(dst); i += maxLength {
		j := min(i+maxLength, len(dst))
		f(dst[i:j], x[i:j], y[i:j], z[i:j])
	}
}

func mapS(f func(dst []float64, s float64, x []float64), dst []float64, s float64, x []float64) {
	x = like(dst, x)
	for len(dst) > maxLength {
		f(dst[:maxLength], s, x[:maxLength])
		dst, x = dst[maxLength:], x[maxLength:]
	}
	f(dst, s, x)
}

// like is the part of x that goes with dst.
func like(dst, x []float64) []float64 {
	if len(x) < len(dst) {
		panic("kernel: an argument is shorter than the destination")
	}
	return x[:len(dst)]
}
