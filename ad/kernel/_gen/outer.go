package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Sizes of the tiles of outer products: rows of a, and rows of b.
const (
	outerRows    = 16
	outerColumns = 8
)

// outerTile writes outer: 16 rows of a times count·8 rows of b, summed along the rows. The rows of a are turned once, so
// that the 16 values at a position follow each other; at each position, they are multiplied by one value of each row of b. Then
// only the sums need turning, instead of adding up lanes.
func outerTile(s isa) {
	s.begin("outer", "(n int, a *float64, aoff *int, b *float64, boff *int, c *float64, ldc, count int, turned *float64)")
	Doc(fmt.Sprintf("outer%s adds the products of %d rows of a with %d·count rows of b, summed along the rows, to c; n, count > 0; turned has room for %d·n numbers, n rounded up to a whole vector.",
		s.name, outerRows, outerColumns, outerRows))
	s.turnRows()
	Label("columns")
	b := rowPointers("b", "boff", outerColumns)
	s.fetchSums()
	acc := make([][]vec, outerRows/s.w)
	for v := range acc {
		for range b {
			acc[v] = append(acc[v], s.zero())
		}
	}
	a, t := GP64(), GP64()
	Load(Param("turned"), a)
	XORQ(t, t)
	Label("position")
	x := make([]vec, len(acc))
	for v := range acc {
		x[v] = s.vec()
		VMOVUPD(Mem{Base: a, Disp: v * s.bytes()}, x[v])
	}
	for j := range b {
		y := s.vec()
		VBROADCASTSD(Mem{Base: b[j], Index: t, Scale: 8}, y)
		for v := range acc {
			VFMADD231PD(y, x[v], acc[v][j])
		}
	}
	ADDQ(U32(8*outerRows), a)
	INCQ(t)
	CMPQ(t, frame("n"))
	JLT(LabelRef("position"))

	c, ldc := Load(Param("c"), GP64()), Load(Param("ldc"), GP64())
	SHLQ(Imm(3), ldc)
	for v := range acc {
		for _, row := range s.turn(acc[v]) {
			VADDPD(Mem{Base: c}, row, row)
			VMOVUPD(row, Mem{Base: c})
			ADDQ(ldc, c)
		}
	}
	ADDQ(Imm(8*outerColumns), frame("boff"))
	ADDQ(Imm(8*outerColumns), frame("c"))
	DECQ(frame("count"))
	JNZ(LabelRef("columns"))
	end()
}

// fetchSums fetches the 16 pieces of c early into the first cache: they lie far apart, are added to last of all, and no
// prefetcher of the machine finds them.
func (s isa) fetchSums() {
	c, ldc := Load(Param("c"), GP64()), Load(Param("ldc"), GP64())
	for i := range outerRows {
		PREFETCHT0(Mem{Base: c})
		PREFETCHT0(Mem{Base: c, Disp: 8*outerColumns - 8})
		if i < outerRows-1 {
			LEAQ(Mem{Base: c, Index: ldc, Scale: 8}, c)
		}
	}
}

// turnRows copies 16 rows of a so that the values at one position follow each other.
func (s isa) turnRows() {
	for v := 0; v < outerRows; v += s.w {
		a, off := Load(Param("a"), GP64()), Load(Param("aoff"), GP64())
		rows := make([]reg.Register, s.w)
		for i := range rows {
			rows[i] = GP64()
			MOVQ(Mem{Base: off, Disp: 8 * (v + i)}, rows[i])
			LEAQ(Mem{Base: a, Index: rows[i], Scale: 8}, rows[i])
		}
		to, t, rest := GP64(), GP64(), Load(Param("n"), GP64()).(reg.GPVirtual)
		Load(Param("turned"), to)
		ADDQ(U32(8*v), to)
		XORQ(t, t)
		label := fmt.Sprintf("turn%d", v)
		turn := func(load func(p Mem) vec, store func(i int, x vec)) {
			x := make([]vec, s.w)
			for i := range x {
				x[i] = load(Mem{Base: rows[i], Index: t, Scale: 8})
			}
			for i, y := range s.turn(x) {
				store(i, y)
			}
		}
		store := func(i int, y vec) { VMOVUPD(y, Mem{Base: to, Disp: 8 * outerRows * i}) }
		Label(label)
		SUBQ(U32(s.w), rest)
		JLT(LabelRef(label + "Rest"))
		turn(func(p Mem) vec {
			x := s.vec()
			VMOVUPD(p, x)
			return x
		}, store)
		ADDQ(U32(s.w), t)
		ADDQ(U32(8*outerRows*s.w), to)
		JMP(LabelRef(label))
		Label(label + "Rest")
		ADDQ(U32(s.w), rest)
		JZ(LabelRef(label + "Done"))
		turn(s.firstLanes(rest).load, store)
		Label(label + "Done")
	}
}

// turn transposes 8 vectors of 8 numbers: pairs of neighbours first, then pairs of pairs.
func (s isa) turn(x []vec) [8]vec {
	two := func(op instr, x, y vec) vec {
		v := s.vec()
		op(y, x, v)
		return v
	}
	even := func(o ...Op) { VSHUFF64X2(append([]Op{Imm(0x88)}, o...)...) }
	odd := func(o ...Op) { VSHUFF64X2(append([]Op{Imm(0xdd)}, o...)...) }
	var out [8]vec
	for i, unpack := range []instr{VUNPCKLPD, VUNPCKHPD} {
		var pair [4]vec
		for k := range pair {
			pair[k] = two(unpack, x[2*k], x[2*k+1])
		}
		p, q := two(even, pair[0], pair[1]), two(odd, pair[0], pair[1])
		r, t := two(even, pair[2], pair[3]), two(odd, pair[2], pair[3])
		out[i], out[i+4] = two(even, p, r), two(odd, p, r)
		out[i+2], out[i+6] = two(even, q, t), two(odd, q, t)
	}
	return out
}
