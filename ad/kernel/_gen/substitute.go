package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// substitute writes luSolve: for some columns at a time, first y = L⁻¹b from above, then U⁻¹y from below.
func substitute(c scalars) {
	c.s.begin(c.name("luSolve"), "(n, r int, a, recip, b *float64)")
	Doc(c.name("luSolve") + c.s.name + " replaces r right sides b, one in each lane, by the solutions with the decomposition a, recip.")
	n, a, b, columns := gp("n"), gp("a"), gp("b"), gp("r")
	stride, across := GP64(), GP64()
	LEAQ(Mem{Base: n, Disp: 1}, stride)
	IMUL3Q(U32(c.size()), stride, stride)
	IMUL3Q(U32(c.size()), columns, across)
	sizes := append([]int{8}, c.chains()...)
	if c.parts == 2 {
		sizes = c.chains()
	}
	blocks("columns", columns, sizes, func(label string, size int) {
		load := func(p reg.Register) []value {
			v := make([]value, size)
			for q := range v {
				v[q] = c.load(Mem{Base: p, Disp: q * c.size()})
			}
			return v
		}
		subtract := func(acc []value, x, y reg.Register) {
			l := c.load(Mem{Base: x})
			for q := range acc {
				c.subtract(acc[q], l, Mem{Base: y, Disp: q * c.size()})
			}
		}
		row, target, i, recip := GP64(), GP64(), GP64(), GP64()
		MOVQ(a, row)
		MOVQ(b, target)
		XORQ(i, i)
		Label(label + "Down")
		acc := load(target)
		x, y := GP64(), GP64()
		MOVQ(row, x)
		MOVQ(b, y)
		repeat(label+"Down", i, func() {
			subtract(acc, x, y)
			ADDQ(U32(c.size()), x)
			ADDQ(across, y)
		})
		for q := range acc {
			c.store(acc[q], Mem{Base: target, Disp: q * c.size()})
		}
		ADDQ(stride, row)
		ADDQ(across, target)
		INCQ(i)
		CMPQ(i, n)
		JLT(LabelRef(label + "Down"))

		// row is now that below the last; its end is a[n-1][n].
		XORQ(i, i)
		IMUL3Q(U32(c.size()), n, recip)
		ADDQ(gp("recip"), recip)
		Label(label + "Up")
		SUBQ(across, target)
		SUBQ(U32(c.size()), recip)
		acc = load(target)
		LEAQ(Mem{Base: row, Disp: -2 * c.size()}, x)
		MOVQ(n, y)
		DECQ(y)
		IMULQ(across, y)
		ADDQ(b, y)
		repeat(label+"Up", i, func() {
			subtract(acc, x, y)
			SUBQ(U32(c.size()), x)
			SUBQ(across, y)
		})
		f := c.load(Mem{Base: recip})
		for q := range acc {
			c.store(c.times(acc[q], f), Mem{Base: target, Disp: q * c.size()})
		}
		SUBQ(stride, row)
		INCQ(i)
		CMPQ(i, n)
		JLT(LabelRef(label + "Up"))
		ADDQ(U32(size*c.size()), b)
	})
	end()
}
