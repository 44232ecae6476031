package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dotTile writes dotR: R rows of a times 4 rows of b, summed along the rows.
func dotTile(s isa, rows int) {
	s.begin(fmt.Sprintf("dot%d", rows), "(n int, a *float64, aoff *int, b *float64, boff *int, c *float64, ldc int)")
	Doc(fmt.Sprintf("dot%d%s adds the products of %d rows of a with 4 rows of b, summed along the rows, to c.", rows, s.name, rows))
	n := Load(Param("n"), GP64()).(reg.GPVirtual)
	a := rowPointers("a", "aoff", rows)
	b := rowPointers("b", "boff", 4)
	acc := make([][]vec, rows)
	for i := range acc {
		for range b {
			acc[i] = append(acc[i], s.zero())
		}
	}
	t, rest := GP64(), GP64()
	XORQ(t, t)
	MOVQ(n, rest)
	Label("loop")
	SUBQ(U32(s.w), rest)
	JLT(LabelRef("rest"))
	dotStep(s, a, b, t, acc, nil)
	ADDQ(U32(s.w), t)
	JMP(LabelRef("loop"))
	Label("rest")
	ADDQ(U32(s.w), rest)
	JZ(LabelRef("reduce"))
	dotStep(s, a, b, t, acc, tailMask(s, rest))
	Label("reduce")
	c, ldc := Load(Param("c"), GP64()), Load(Param("ldc"), GP64())
	SHLQ(Imm(3), ldc)
	for i := range acc {
		sum := s.sumFour(acc[i])
		VADDPD(Mem{Base: c}, sum, sum)
		VMOVUPD(sum, Mem{Base: c})
		if i+1 < rows {
			ADDQ(ldc, c)
		}
	}
	end()
}

// rowPointers is the addresses of count rows.
func rowPointers(data, off string, count int) []reg.Register {
	d, o := Load(Param(data), GP64()), Load(Param(off), GP64())
	rows := make([]reg.Register, count)
	for i := range rows {
		p := GP64()
		MOVQ(Mem{Base: o, Disp: 8 * i}, p)
		LEAQ(Mem{Base: d, Index: p, Scale: 8}, p)
		rows[i] = p
	}
	return rows
}

// tailMask gives the loader of the last n < w elements. AVX2 has no register left to keep the mask.
func tailMask(s isa, n reg.GPVirtual) func(p Mem) vec {
	if s.wide() {
		return s.firstLanes(n).load
	}
	at := Mem{Base: windowAt(n)}
	return func(p Mem) vec {
		v := s.vec()
		VMOVUPD(at, v)
		VMASKMOVPD(p, v, v)
		return v
	}
}

// dotStep adds one vector of each row. The fewer rows stay in registers, the others pass through one.
func dotStep(s isa, a, b []reg.Register, t reg.Register, acc [][]vec, load func(p Mem) vec) {
	if load == nil {
		load = func(p Mem) vec {
			v := s.vec()
			VMOVUPD(p, v)
			return v
		}
	}
	at := func(p reg.Register) Mem { return Mem{Base: p, Index: t, Scale: 8} }
	if len(a) < len(b) {
		x := make([]vec, len(a))
		for i := range a {
			x[i] = load(at(a[i]))
		}
		for j := range b {
			y := load(at(b[j]))
			for i := range a {
				VFMADD231PD(y, x[i], acc[i][j])
			}
		}
		return
	}
	y := make([]vec, len(b))
	for j := range b {
		y[j] = load(at(b[j]))
	}
	for i := range a {
		x := load(at(a[i]))
		for j := range b {
			VFMADD231PD(y[j], x, acc[i][j])
		}
	}
}

// sumFour adds the lanes of each of four vectors: a vector of four sums.
func (s isa) sumFour(v []vec) vec {
	half := make([]vec, 4)
	for i := range half {
		half[i] = v[i]
		if s.wide() {
			h := YMM()
			VEXTRACTF64X4(Imm(1), v[i], h)
			VADDPD(v[i].AsY(), h, h)
			half[i] = h
		}
	}
	ab, cd := s.pairs(half[0], half[1]), s.pairs(half[2], half[3])
	low, high := YMM(), YMM()
	if s.wide() {
		VSHUFF64X2(Imm(0), cd, ab, low)
		VSHUFF64X2(Imm(3), cd, ab, high)
	} else {
		VPERM2F128(Imm(0x20), cd, ab, low)
		VPERM2F128(Imm(0x31), cd, ab, high)
	}
	VADDPD(low, high, low)
	return low
}

// pairs is x0+x1, y0+y1, x2+x3, y2+y3.
func (s isa) pairs(x, y vec) vec {
	even, odd := YMM(), YMM()
	VUNPCKLPD(y, x, even)
	VUNPCKHPD(y, x, odd)
	VADDPD(even, odd, even)
	return even
}
