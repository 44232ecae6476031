package kernel

import (
	"fmt"
	"os"
)

// table is one path: a way to compute every kernel. All slices have the length of dst (or of x).
type table struct {
	name string

	add, sub, mul, div, min, max func(dst, x, y []float64)
	lt, le, eq, ne, and, or      func(dst, x, y []float64)
	mulAdd                       func(dst, x, y []float64)
	tanhGrad, sigmoidGrad        func(dst, y, dy []float64)
	addS, mulS, axpy             func(dst []float64, s float64, x []float64)
	fill                         func(dst []float64, s float64)
	choose                       func(dst, c, x, y []float64)
	addMul, subMul               func(dst, z, x, y []float64)
	mulSub                       func(dst, x, y, z []float64)
	addScaled                    func(dst []float64, a float64, z, x []float64)

	neg, abs, sign, floor    func(dst, x []float64)
	sqrt, recip              func(dst, x []float64)
	exp, expm1, log, log1p   func(dst, x []float64)
	tanh, sigmoid, softplus  func(dst, x []float64)
	sin, cos, quantile, erf  func(dst, x []float64)
	sinh, cosh, logCosh      func(dst, x []float64)
	asinh, acosh, atanh      func(dst, x []float64)
	tan, asin, acos, atan    func(dst, x []float64)
	atan2                    func(dst, y, x []float64)
	gatherLanes, gatherTable func(dst, b, idx []float64, stride, base int)
	quantileNear             func(dst, u []float64) bool
	pow                      func(dst, x, y []float64)
	regular                  func(x, y []float64) bool
	sum, maxOf               func(x []float64) float64
	bounded                  func(x []float64, limit float64) bool
	dot                      func(x, y []float64) float64
	uniform                  func(dst []float64, key [2]uint64, ctr [4]uint64)
	adam                     func(param, grad, m, v []float64, rate, beta1, beta2, eps float64)
	mulRows                  func(k int, a, b []float64, boff []int, c []float64, coff []int, n int, from []float64)
	dotRows                  func(n int, a []float64, aoff []int, b []float64, boff []int, c []float64, ldc int)
	within                   func(off []int, limit int) bool

	copyGroups func(dst []float64, to []int, src []float64, from []int)
	// nil: each matrix is treated alone
	lu, luComplex           func(n int, a, recip, det []float64)
	luSolve, luSolveComplex func(n, r int, a, recip, b []float64)
}

// generic is the path of plain Go loops. It exists everywhere.
var generic = table{
	name: "generic",
	add:  addGeneric, sub: subGeneric, mul: mulGeneric, div: divGeneric, min: minGeneric, max: maxGeneric,
	lt: ltGeneric, le: leGeneric, eq: eqGeneric, ne: neGeneric, and: andGeneric, or: orGeneric,
	mulAdd: mulAddGeneric, tanhGrad: tanhGradGeneric, sigmoidGrad: sigmoidGradGeneric,
	addMul: addMulGeneric, subMul: subMulGeneric, mulSub: mulSubGeneric, addScaled: addScaledGeneric,
	addS: addSGeneric, mulS: mulSGeneric, axpy: axpyGeneric, fill: fillGeneric, choose: chooseGeneric,
	neg: negGeneric, abs: absGeneric, sign: signGeneric, floor: floorGeneric, sqrt: sqrtGeneric, recip: recipGeneric,
	exp: expGeneric, expm1: expm1Generic, log: logGeneric, log1p: log1pGeneric,
	tanh: tanhGeneric, sigmoid: sigmoidGeneric, softplus: softplusGeneric,
	sin: sinGeneric, cos: cosGeneric, quantile: quantileGeneric, quantileNear: quantileNearGeneric,
	erf: erfGeneric, pow: powGeneric, regular: regularGeneric,
	sinh: sinhGeneric, cosh: coshGeneric, logCosh: logCoshGeneric, asinh: asinhGeneric, acosh: acoshGeneric, atanh: atanhGeneric,
	tan: tanGeneric, asin: asinGeneric, acos: acosGeneric, atan: atanGeneric, atan2: atan2Generic,
	gatherLanes: gatherLanesGeneric, gatherTable: gatherTableGeneric,
	sum: sumGeneric, maxOf: maxOfGeneric, bounded: boundedGeneric, dot: dotGeneric, adam: adamGeneric, uniform: uniformGeneric,
	mulRows: mulRowsGeneric, dotRows: dotRowsGeneric, within: withinGeneric, copyGroups: copyGroupsGeneric,
}

// paths lists what this machine can run, the fastest last; active is the path in use.
var (
	paths  = append([]*table{&generic}, machinePaths()...)
	active = startPath(os.Getenv("GIBBS_KERNEL"))
)

// startPath is the path of the given name, or the fastest one when there is no such path here.
func startPath(name string) *table {
	for _, p := range paths {
		if p.name == name {
			return p
		}
	}
	return paths[len(paths)-1]
}

// Path names the path in use: "generic", "avx2" or "avx512".
func Path() string { return active.name }

// Paths names every path that this machine can run, the fastest last.
func Paths() []string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = p.name
	}
	return names
}

// SetPath changes the path in use. It must not run beside other calls of this package; it is meant for
// tests and for the start of a program. The error says that this machine cannot run the path.
func SetPath(name string) error {
	for _, p := range paths {
		if p.name == name {
			active = p
			return nil
		}
	}
	return fmt.Errorf("kernel: path %q is not available, only %v", name, Paths())
}
