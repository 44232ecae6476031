package exec

import (
	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// Operations that only the planner knows.
const (
	collect     = ad.Op(255 - iota) // all samples of a value, as numbers
	tanhGrad                        // (dy, y): dy (1-y²)
	sigmoidGrad                     // (dy, y): dy y (1-y)
)

// planned are the rows of these operations, as far as they are elementwise.
var planned = map[ad.Op]*ad.Row{
	tanhGrad:    {Name: "tanh gradient", Class: ad.ElementClass, Arity: 2},
	sigmoidGrad: {Name: "sigmoid gradient", Class: ad.ElementClass, Arity: 2},
	collect:     {Name: "all samples", Class: ad.ReduceClass, Arity: 1},
}

// info is what is known of an operation.
func (v *value) info() *ad.Row {
	if row := planned[v.op]; row != nil {
		return row
	}
	return v.op.Info()
}

// fuse finds products that one kernel computes: the last step of a derivative of tanh or sigmoid.
func (p *planner) fuse() {
	for _, v := range p.all {
		if v.op != ad.Mul || v.lane == nil {
			continue
		}
		for k, slope := range v.args {
			op := tanhGrad
			y := complement(slope, true)
			if y == nil && slope.op == ad.Mul {
				op = sigmoidGrad
				for i, c := range slope.args {
					if z := complement(c, false); z != nil && z == slope.args[1-i] {
						y = z
					}
				}
			}
			if y != nil && y.lane != nil {
				v.op, v.args = op, []*value{v.args[1-k], y}
				break
			}
		}
	}
}

// complement is y where v is 1-y, or 1-y² if squared.
func complement(v *value, squared bool) *value {
	if v.op != ad.Sub || len(v.args[0].axes) > 0 || !v.args[0].constant() || v.args[0].table[0] != 1 {
		return nil
	}
	y := v.args[1]
	if !squared {
		return y
	}
	if y.op == ad.Mul && y.args[0] == y.args[1] {
		return y.args[0]
	}
	return nil
}

// operation is how v is computed elementwise. Powers with some constant exponents have loops of their own; of truth
// values the product is "and", the larger one "or".
func (v *value) operation() elementwise {
	row := v.info()
	f := elementwise{op: v.op, unary: unaries[v.op], binary: binaries[v.op], number: withNumber[v.op], value: row.Value, arity: row.Arity}
	f.looks = v.op == ad.Sin || v.op == ad.Cos || v.op == ad.Tan || v.op == ad.Pow
	if (v.op == ad.And || v.op == ad.Or) && v.args[0].truths() && v.args[1].truths() {
		f.binary = map[ad.Op]func(dst, x, y []float64){ad.And: kernel.Mul, ad.Or: kernel.Max}[v.op]
	}
	if v.op == ad.Pow && v.args[1].constant() && v.args[1].size == 1 {
		if loop := power(v.args[1].table[0]); loop != nil {
			f.unary, f.arity, f.looks = loop, 1, false
		}
	}
	return f
}

// truths tells whether all elements are 0 or 1.
func (v *value) truths() bool { return v.node.Type == ad.Bool }

// power is the function x^c; nil if it has no loop of its own.
func power(c float64) func(dst, x []float64) {
	switch c {
	case 0.5:
		return kernel.Sqrt
	case -1:
		return kernel.Recip
	case 3:
		return func(dst, x []float64) {
			for t, v := range x {
				dst[t] = v * v * v
			}
		}
	case 4:
		return func(dst, x []float64) {
			for t, v := range x {
				dst[t] = (v * v) * (v * v)
			}
		}
	case -2:
		return func(dst, x []float64) {
			for t, v := range x {
				dst[t] = 1 / (v * v)
			}
		}
	}
	return nil
}
