package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// unaries and binaries are the operations that have a kernel.
var unaries = map[ad.Op]func(dst, x []float64){
	ad.Neg: kernel.Neg, ad.Abs: kernel.Abs, ad.Sqrt: kernel.Sqrt, ad.Exp: kernel.Exp, ad.Log: kernel.Log,
	ad.Log1p: kernel.Log1p, ad.Expm1: kernel.Expm1, ad.Tanh: kernel.Tanh, ad.Sigmoid: kernel.Sigmoid,
	ad.Softplus: kernel.Softplus, ad.Sin: kernel.Sin, ad.Cos: kernel.Cos,
	ad.Stop: func(dst, x []float64) { copy(dst, x) }, ad.Not: not, ad.Floor: kernel.Floor,
	ad.Sign: kernel.Sign, ad.Erf: kernel.Erf, ad.NormQuantile: kernel.NormQuantile,
	ad.Sinh: kernel.Sinh, ad.Cosh: kernel.Cosh, ad.LogCosh: kernel.LogCosh, ad.Asinh: kernel.Asinh, ad.Acosh: kernel.Acosh, ad.Atanh: kernel.Atanh,
	ad.Tan: kernel.Tan, ad.Asin: kernel.Asin, ad.Acos: kernel.Acos, ad.Atan: kernel.Atan,
}

var binaries = map[ad.Op]func(dst, x, y []float64){
	ad.Add: kernel.Add, ad.Sub: kernel.Sub, ad.Mul: kernel.Mul, ad.Div: kernel.Div, ad.Min: kernel.Min, ad.Max: kernel.Max, ad.Pow: kernel.Pow,
	ad.Atan2:    kernel.Atan2,
	tanhGrad:    func(dst, dy, y []float64) { kernel.TanhGrad(dst, y, dy) },
	sigmoidGrad: func(dst, dy, y []float64) { kernel.SigmoidGrad(dst, y, dy) },
	ad.Lt:       kernel.Lt, ad.Le: kernel.Le, ad.Eq: kernel.Eq, ad.Ne: kernel.Ne, ad.And: kernel.And, ad.Or: kernel.Or,
}

// withNumber are the operations of a row and a number, which is argument k.
var withNumber = map[ad.Op]func(dst, x []float64, s float64, k int){
	ad.Add: func(dst, x []float64, s float64, _ int) { kernel.AddS(dst, x, s) },
	ad.Mul: func(dst, x []float64, s float64, _ int) { kernel.MulS(dst, x, s) },
	ad.Sub: func(dst, x []float64, s float64, k int) {
		if k == 1 {
			kernel.AddS(dst, x, -s)
			return
		}
		kernel.Neg(dst, x)
		kernel.AddS(dst, dst, s)
	},
}

// elementwise is an operation on vectors of one length.
type elementwise struct {
	op     ad.Op
	unary  func(dst, x []float64)
	binary func(dst, x, y []float64)
	number func(dst, x []float64, s float64, k int)

	ternary func(dst, x, y, z []float64)
	scaled  func(dst, z []float64, s float64, x []float64) // ternary with a number as the second argument

	value func(x []float64) float64
	arity int
	looks bool // the kernel looks at all arguments first: it gets rows one by one, without what lies between them
}

// apply sets dst to the operation on the arguments; buf holds those of one element.
func (f *elementwise) apply(dst []float64, x *[3][]float64, buf *[3]float64) {
	switch {
	case f.unary != nil:
		f.unary(dst, x[0])
	case f.binary != nil:
		f.binary(dst, x[0], x[1])
	case f.ternary != nil:
		f.ternary(dst, x[0], x[1], x[2])
	case f.op == ad.Select:
		kernel.Select(dst, x[0], x[1], x[2])
	default:
		args := buf[:f.arity]
		for t := range dst {
			for k := range args {
				args[k] = x[k][t]
			}
			dst[t] = f.value(args)
		}
	}
}

func not(dst, x []float64) {
	kernel.Neg(dst, x)
	kernel.AddS(dst, dst, 1)
}

// accumulate adds x to an accumulator by a reduction.
func accumulate(op ad.Op, acc, x []float64) { combineRows(op, acc, acc, x) }

// combineRows is combine for rows.
func combineRows(op ad.Op, dst, x, y []float64) {
	switch op {
	case ad.Sum:
		kernel.Add(dst, x, y)
	case ad.Prod:
		kernel.Mul(dst, x, y)
	case ad.MaxOver:
		kernel.Max(dst, x, y)
	case ad.MinOver:
		kernel.Min(dst, x, y)
	default:
		panic("exec: " + op.String() + " is no reduction")
	}
}

// combine is accumulate for numbers.
func combine(op ad.Op, acc, x float64) float64 {
	switch op {
	case ad.Sum:
		return acc + x
	case ad.Prod:
		return acc * x
	case ad.MaxOver:
		return math.Max(acc, x)
	case ad.MinOver:
		return math.Min(acc, x)
	}
	panic("exec: " + op.String() + " is no reduction")
}

// fold reduces a row to a number.
func fold(op ad.Op, x []float64) float64 {
	if op == ad.Sum {
		return kernel.Sum(x)
	}
	acc := op.Info().Start
	for _, v := range x {
		acc = combine(op, acc, v)
	}
	return acc
}
