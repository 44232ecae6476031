package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dotTile writes dotR: R rows of a times count·4 rows of b, summed along the rows. The arguments that move on with
// the columns live in the frame, for want of registers.
func dotTile(s isa, rows int) {
	s.begin(fmt.Sprintf("dot%d", rows), "(n int, a *float64, aoff *int, b *float64, boff *int, c *float64, ldc, count int)")
	Doc(fmt.Sprintf("dot%d%s adds the products of %d rows of a with 4·count rows of b, summed along the rows, to c; count > 0.",
		rows, s.name, rows))
	a := rowPointers("a", "aoff", rows)
	Label("columns")
	b := rowPointers("b", "boff", 4)
	acc := make([][]vec, rows)
	for i := range acc {
		for range b {
			acc[i] = append(acc[i], s.zero())
		}
	}
	t, rest := GP64(), Load(Param("n"), GP64()).(reg.GPVirtual)
	XORQ(t, t)
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
	addSums(s, acc, Load(Param("c"), GP64()), Load(Param("ldc"), GP64()))
	ADDQ(Imm(4*8), frame("boff"))
	ADDQ(Imm(4*8), frame("c"))
	DECQ(frame("count"))
	JNZ(LabelRef("columns"))
	end()
}

// frame is a parameter in memory.
func frame(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// addSums adds the lanes of each sum and the results to the rows of c.
func addSums(s isa, acc [][]vec, c, ldc reg.Register) {
	SHLQ(Imm(3), ldc)
	row := func(sum vec) {
		VADDPD(Mem{Base: c}, sum, sum)
		VMOVUPD(sum, Mem{Base: c})
		ADDQ(ldc, c)
	}
	if !s.wide() {
		for i := range acc {
			row(s.halves(s.pairs(acc[i][0], acc[i][1]), s.pairs(acc[i][2], acc[i][3])))
		}
		return
	}
	for i := 0; i < len(acc); i += 2 {
		both := s.halves(s.sums(acc[i]), s.sums(acc[i+1]))
		second := YMM()
		VEXTRACTF64X4(Imm(1), both, second)
		row(both.AsY().(vec))
		row(second)
	}
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

// sums is two partial sums of each of four vectors w, x, y, z of 8 lanes, in the order w x w x y z y z.
func (s isa) sums(v []vec) vec { return s.halves(s.pairs(v[0], v[1]), s.pairs(v[2], v[3])) }

// pairs adds neighbours: x0+x1, y0+y1, x2+x3, y2+y3 and so on.
func (s isa) pairs(x, y vec) vec {
	even, odd := s.vec(), s.vec()
	VUNPCKLPD(y, x, even)
	VUNPCKHPD(y, x, odd)
	return s.add(even, odd)
}

// halves adds neighbouring groups of two lanes: those of x give the lower half of the result, those of y the upper.
func (s isa) halves(x, y vec) vec {
	even, odd := s.vec(), s.vec()
	if s.wide() {
		VSHUFF64X2(Imm(0x88), y, x, even)
		VSHUFF64X2(Imm(0xdd), y, x, odd)
	} else {
		VPERM2F128(Imm(0x20), y, x, even)
		VPERM2F128(Imm(0x31), y, x, odd)
	}
	return s.add(even, odd)
}
