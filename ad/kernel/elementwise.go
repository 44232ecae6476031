package kernel

// The functions of this file work on all of dst; the arguments must be at least as long.

// Add sets dst = x + y.
func Add(dst, x, y []float64) { active.add(dst, like(dst, x), like(dst, y)) }

// Sub sets dst = x - y.
func Sub(dst, x, y []float64) { active.sub(dst, like(dst, x), like(dst, y)) }

// Mul sets dst = x·y.
func Mul(dst, x, y []float64) { active.mul(dst, like(dst, x), like(dst, y)) }

// Div sets dst = x / y.
func Div(dst, x, y []float64) { active.div(dst, like(dst, x), like(dst, y)) }

// Min sets dst to the smaller of x and y; NaN if either is NaN; -0 is smaller than +0.
func Min(dst, x, y []float64) { active.min(dst, like(dst, x), like(dst, y)) }

// Max sets dst to the larger of x and y; NaN if either is NaN; +0 is larger than -0.
func Max(dst, x, y []float64) { active.max(dst, like(dst, x), like(dst, y)) }

// Lt sets dst to 1 where x < y and to 0 elsewhere.
func Lt(dst, x, y []float64) { active.lt(dst, like(dst, x), like(dst, y)) }

// Le sets dst to 1 where x ≤ y and to 0 elsewhere.
func Le(dst, x, y []float64) { active.le(dst, like(dst, x), like(dst, y)) }

// Eq sets dst to 1 where x = y and to 0 elsewhere.
func Eq(dst, x, y []float64) { active.eq(dst, like(dst, x), like(dst, y)) }

// Select sets dst to x where c is not 0 and to y where c is 0. A NaN in c counts as not 0.
func Select(dst, c, x, y []float64) {
	active.choose(dst, like(dst, c), like(dst, x), like(dst, y))
}

// AddS sets dst = x + s.
func AddS(dst, x []float64, s float64) { active.addS(dst, s, like(dst, x)) }

// MulS sets dst = s·x.
func MulS(dst, x []float64, s float64) { active.mulS(dst, s, like(dst, x)) }

// Axpy sets dst = dst + a·x with one rounding.
func Axpy(dst []float64, a float64, x []float64) { active.axpy(dst, a, like(dst, x)) }

// MulAdd sets dst = dst + x·y with one rounding.
func MulAdd(dst, x, y []float64) { active.mulAdd(dst, like(dst, x), like(dst, y)) }

// Fill sets every element of dst to s.
func Fill(dst []float64, s float64) { active.fill(dst, s) }

// Neg sets dst = -x.
func Neg(dst, x []float64) { active.neg(dst, like(dst, x)) }

// Abs sets dst = |x|.
func Abs(dst, x []float64) { active.abs(dst, like(dst, x)) }

// Sqrt sets dst = √x, correctly rounded.
func Sqrt(dst, x []float64) { active.sqrt(dst, like(dst, x)) }

// Recip sets dst = 1/x, correctly rounded.
func Recip(dst, x []float64) { active.recip(dst, like(dst, x)) }

// TanhGrad sets dst = dy·(1-y²): the derivative of tanh at a point where it has the value y, times dy.
func TanhGrad(dst, y, dy []float64) { active.tanhGrad(dst, like(dst, y), like(dst, dy)) }

// SigmoidGrad sets dst = dy·y·(1-y): the derivative of the logistic function where it has the value y, times dy.
func SigmoidGrad(dst, y, dy []float64) { active.sigmoidGrad(dst, like(dst, y), like(dst, dy)) }

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
	active.adam(param, like(param, grad), like(param, m), like(param, v), rate, beta1, beta2, eps)
}

// like is the part of x that goes with dst.
func like(dst, x []float64) []float64 {
	if len(x) < len(dst) {
		panic("kernel: an argument is shorter than the destination")
	}
	return x[:len(dst)]
}
