package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// scalarTest is one element-wise kernel: how to call it, and what one element must be. The first value is the old
// element of the destination, the others are the arguments. ulps is the error allowed; 0 means the same bits.
type scalarTest struct {
	name string
	args int
	call func(dst []float64, x [][]float64)
	want func(v []float64) float64
	ulps float64
}

const scalar = -1.75

func unaryTest(name string, ulps float64, call func(dst, x []float64), want func(x float64) float64) scalarTest {
	return scalarTest{name, 1, func(d []float64, x [][]float64) { call(d, x[0]) },
		func(v []float64) float64 { return want(v[1]) }, ulps}
}

func binaryTest(name string, call func(dst, x, y []float64), want func(x, y float64) float64) scalarTest {
	return scalarTest{name, 2, func(d []float64, x [][]float64) { call(d, x[0], x[1]) },
		func(v []float64) float64 { return want(v[1], v[2]) }, 0}
}

func sigmoidOf(x float64) float64 {
	if e := math.Exp(-math.Abs(x)); x < 0 {
		return e / (1 + e)
	} else {
		return 1 / (1 + e)
	}
}

func softplusOf(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

var scalarTests = []scalarTest{
	binaryTest("Add", Add, func(x, y float64) float64 { return x + y }),
	binaryTest("Sub", Sub, func(x, y float64) float64 { return x - y }),
	binaryTest("Mul", Mul, func(x, y float64) float64 { return x * y }),
	binaryTest("Div", Div, func(x, y float64) float64 { return x / y }),
	binaryTest("Min", Min, func(x, y float64) float64 { return min(x, y) }),
	binaryTest("Max", Max, func(x, y float64) float64 { return max(x, y) }),
	binaryTest("Lt", Lt, func(x, y float64) float64 { return truth(x < y) }),
	binaryTest("Le", Le, func(x, y float64) float64 { return truth(x <= y) }),
	binaryTest("Eq", Eq, func(x, y float64) float64 { return truth(x == y) }),
	binaryTest("Ne", Ne, func(x, y float64) float64 { return truth(x != y) }),
	binaryTest("And", And, func(x, y float64) float64 { return truth(x != 0 && y != 0) }),
	binaryTest("Or", Or, func(x, y float64) float64 { return truth(x != 0 || y != 0) }),
	{"Atan2", 2, func(d []float64, x [][]float64) { Atan2(d, x[0], x[1]) }, func(v []float64) float64 { return atan2Of(v[1], v[2]) }, 3},
	binaryTest("TanhGrad", TanhGrad, func(y, d float64) float64 { return d * math.FMA(-y, y, 1) }),
	binaryTest("SigmoidGrad", SigmoidGrad, func(y, d float64) float64 { return d * float64(y*(1-y)) }),
	{"Select", 3, func(d []float64, x [][]float64) { Select(d, x[0], x[1], x[2]) }, func(v []float64) float64 {
		if v[1] != 0 {
			return v[2]
		}
		return v[3]
	}, 0},
	{"MulAdd", 2, func(d []float64, x [][]float64) { MulAdd(d, x[0], x[1]) },
		func(v []float64) float64 { return math.FMA(v[1], v[2], v[0]) }, 0},
	{"AddMul", 3, func(d []float64, x [][]float64) { AddMul(d, x[0], x[1], x[2]) },
		func(v []float64) float64 { return math.FMA(v[2], v[3], v[1]) }, 0},
	{"SubMul", 3, func(d []float64, x [][]float64) { SubMul(d, x[0], x[1], x[2]) },
		func(v []float64) float64 { return math.FMA(-v[2], v[3], v[1]) }, 0},
	{"MulSub", 3, func(d []float64, x [][]float64) { MulSub(d, x[0], x[1], x[2]) },
		func(v []float64) float64 { return math.FMA(v[1], v[2], -v[3]) }, 0},
	{"AddScaled", 2, func(d []float64, x [][]float64) { AddScaled(d, x[0], scalar, x[1]) },
		func(v []float64) float64 { return math.FMA(scalar, v[2], v[1]) }, 0},
	{"Axpy", 1, func(d []float64, x [][]float64) { Axpy(d, scalar, x[0]) },
		func(v []float64) float64 { return math.FMA(scalar, v[1], v[0]) }, 0},
	{"AddS", 1, func(d []float64, x [][]float64) { AddS(d, x[0], scalar) },
		func(v []float64) float64 { return v[1] + scalar }, 0},
	{"MulS", 1, func(d []float64, x [][]float64) { MulS(d, x[0], scalar) },
		func(v []float64) float64 { return v[1] * scalar }, 0},
	{"Fill", 0, func(d []float64, _ [][]float64) { Fill(d, scalar) }, func([]float64) float64 { return scalar }, 0},
	unaryTest("Neg", 0, Neg, func(x float64) float64 { return -x }),
	unaryTest("Abs", 0, Abs, math.Abs),
	unaryTest("Floor", 0, Floor, math.Floor),
	unaryTest("Sign", 0, Sign, func(x float64) float64 {
		switch {
		case x > 0:
			return 1
		case x < 0:
			return -1
		}
		return x
	}),
	unaryTest("Sqrt", 0, Sqrt, math.Sqrt),
	unaryTest("Recip", 0, Recip, func(x float64) float64 { return 1 / x }),
	unaryTest("Exp", 3, Exp, math.Exp),
	unaryTest("Expm1", 3, Expm1, math.Expm1),
	unaryTest("Log", 3, Log, logOf),
	unaryTest("Log1p", 3, Log1p, math.Log1p),
	unaryTest("Tanh", 3, Tanh, math.Tanh),
	unaryTest("Sigmoid", 3, Sigmoid, sigmoidOf),
	unaryTest("Softplus", 3, Softplus, softplusOf),
	unaryTest("Sin", 3, Sin, sinOf),
	unaryTest("Cos", 3, Cos, cosOf),
	unaryTest("Erf", 3, Erf, math.Erf),
	unaryTest("Sinh", 3, Sinh, sinhOf),
	unaryTest("Cosh", 3, Cosh, coshOf),
	unaryTest("LogCosh", 3, LogCosh, logCoshOf),
	unaryTest("Asinh", 3, Asinh, math.Asinh),
	unaryTest("Acosh", 3, Acosh, math.Acosh),
	unaryTest("Atanh", 3, Atanh, math.Atanh),
	unaryTest("Tan", 3, Tan, tanOf),
	unaryTest("Asin", 3, Asin, asinOf),
	unaryTest("Acos", 3, Acos, acosOf),
	unaryTest("Atan", 3, Atan, math.Atan),
}

// special holds the corners of float64 and of the functions.
var special = []float64{
	math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, -2, 3, 0.75, 1.5,
	math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 1e-310, -1e-310, 0x1p-1022, -0x1p-1022, 0x1.fffffffffffffp-1023,
	math.MaxFloat64, -math.MaxFloat64, 1e300, -1e300, 1e-300, 1e-20, -1e-20, 1e-8, -1e-8, 0x1p-53, -0x1p-53,
	709.78, 709.79, 710.5, 1e4, -708.3, -708.5, -745.1, -745.2, -746.5, -1e4, 36.7, -36.7, 22, -22, -50, -49.9, 41.6, -41.6,
	math.Nextafter(1, 0), math.Nextafter(1, 2), math.Nextafter(-1, 0), math.Nextafter(-1, -2), math.Pi, math.Pi / 2, -math.Pi,
	99999.5, 1e5, -1e5, 100000.5, 1e15, -1e22, 0x1p52, 0x1p53 + 2, math.Ln2, -math.Ln2, 0.17, 0.35, -0.35,
}

// ulp is the distance of neighbouring numbers at x.
func ulp(x float64) float64 {
	x = math.Abs(x)
	if up := math.Nextafter(x, math.Inf(1)); !math.IsInf(up, 1) {
		return up - x
	}
	return x - math.Nextafter(x, 0)
}

// close reports whether got is want within the error; want itself, from package math, may be off by one ulp.
func close(got, want, ulps float64) bool {
	if math.IsNaN(want) {
		return math.IsNaN(got)
	}
	if math.Signbit(got) != math.Signbit(want) {
		return false
	}
	return got == want || ulps > 0 && math.Abs(got-want) <= (ulps+1)*ulp(want)
}

// checkCall calls the kernel on the arguments and checks each element, and that nothing beyond is written.
func checkCall(t *testing.T, s scalarTest, old []float64, x [][]float64) {
	t.Helper()
	n := len(old)
	dst := append(append([]float64(nil), old...), 42, 43)
	s.call(dst[:n:n], x)
	if dst[n] != 42 || dst[n+1] != 43 {
		t.Fatalf("%s writes beyond %d elements", s.name, n)
	}
	for i := range n {
		v := []float64{old[i]}
		for _, a := range x {
			v = append(v, a[i])
		}
		if want := s.want(v); !close(dst[i], want, s.ulps) {
			t.Errorf("%s, length %d, element %d: arguments %v give %v, want %v", s.name, n, i, v, dst[i], want)
		}
	}
}

func TestEveryLength(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		for _, s := range scalarTests {
			for n := range 71 {
				x := make([][]float64, s.args)
				for i := range x {
					x[i] = normals(r, n)
				}
				checkCall(t, s, normals(r, n), x)
			}
		}
	})
}

// Every special value meets every other one.
func TestSpecialValues(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		m := len(special)
		for _, s := range scalarTests {
			var old []float64
			x := make([][]float64, s.args)
			for p := range m * m {
				old = append(old, special[(p*7+p/m)%m])
				for i := range x {
					x[i] = append(x[i], special[[]int{p % m, p / m, (p%m + p/m) % m}[i]])
				}
			}
			checkCall(t, s, old, x)
		}
	})
}

// The destination may be any argument.
func TestAliasing(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(13, 14))
		for _, s := range scalarTests {
			for alias := range s.args {
				x := make([][]float64, s.args)
				for i := range x {
					x[i] = normals(r, 61)
				}
				want := append([]float64(nil), x[alias]...)
				s.call(want, x)
				s.call(x[alias], x)
				same(t, s.name, x[alias], want)
			}
		}
	})
}

// The bits of an element do not depend on the length of the slice or the place in it.
func TestPlaceDoesNotMatter(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(15, 16))
		for _, s := range scalarTests {
			const n = 53
			x, one := make([][]float64, s.args), make([][]float64, s.args)
			for i := range x {
				x[i] = normals(r, n)
				x[i][n/2] = 1e7 // sin and cos take another way here, and only here
			}
			old := normals(r, n)
			whole, single := append([]float64(nil), old...), append([]float64(nil), old...)
			s.call(whole, x)
			for p := range n {
				for i := range x {
					one[i] = x[i][p : p+1]
				}
				s.call(single[p:p+1], one)
			}
			same(t, s.name, whole, single)
		}
	})
}

func TestShortArgumentPanics(t *testing.T) {
	for _, s := range scalarTests {
		for short := range s.args {
			x := make([][]float64, s.args)
			for i := range x {
				x[i] = make([]float64, 8)
			}
			x[short] = x[short][:7]
			if !panics(func() { s.call(make([]float64, 8), x) }) {
				t.Errorf("%s: no panic when argument %d is short", s.name, short)
			}
		}
	}
}

// Work that is cut into several calls is the same as work in one.
func TestLongSlices(t *testing.T) {
	const n = 2*maxLength + 77
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(17, 18))
		old, x := normals(r, n), [][]float64{normals(r, n), normals(r, n), normals(r, n)}
		for _, s := range scalarTests {
			checkCall(t, s, old, x[:s.args])
		}
		u := make([]float64, n)
		Uniform(u, [2]uint64{1, 2}, 3, 4, 5, 2)
		for _, i := range []int{0, 2, maxLength, maxLength + 2, 2*maxLength + 2, n - 1} {
			one := make([]float64, 1)
			Uniform(one, [2]uint64{1, 2}, 3, 4, 5, uint64(2+i))
			if u[i] != one[0] {
				t.Errorf("sample %d of a long call differs", i)
			}
		}
	})
}

// Nothing is allocated in the steady state.
func TestNoAllocation(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		const n = 37
		r := rand.New(rand.NewPCG(19, 20))
		x := [][]float64{normals(r, n), normals(r, n), normals(r, n), normals(r, n), normals(r, n)}
		Abs(x[4], x[4])
		m := newMulCase(r, 9, n, 7)
		calls := map[string]func(){
			"MulRows":     func() { MulRows(m.k, m.a, m.b, m.boff, m.c, m.coff, m.n) },
			"MulRowsFrom": func() { MulRowsFrom(x[0], m.k, m.a, m.b, m.boff, m.c, m.coff, m.n) },
			"DotRows":     func() { DotRows(n, m.b, m.boff[:4], m.c, m.coff, x[0], 7) },
			"Sum":         func() { Sum(x[0]) },
			"Dot":         func() { Dot(x[0], x[1]) },
			"MaxOf":       func() { MaxOf(x[0]) },
			"GatherLanes": func() { GatherLanes(x[0], m.b, x[1], 2, 3) },
			"GatherTable": func() { GatherTable(x[0], m.b, x[1], 2, 3) },
			"Adam":        func() { Adam(x[1], x[2], x[3], x[4], 0.1, 0.9, 0.99, 1) },
			"Uniform":     func() { Uniform(x[0], [2]uint64{1, 2}, 3, 4, 5, 6) },
			"Normal":      func() { Normal(x[0], [2]uint64{1, 2}, 3, 4, 5, 6) },
			"PackStrided": func() { PackStrided(m.a, 8, 9, m.b, 1, 8) },
		}
		for _, s := range scalarTests {
			calls[s.name] = func() { s.call(x[0], x[1:]) }
		}
		for name, call := range calls {
			if got := testing.AllocsPerRun(10, call); got != 0 {
				t.Errorf("%s allocates %v times", name, got)
			}
		}
	})
}
