package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// products writes the kernels of MulRows and DotRows.
//
// The tiles are as large as the registers allow: the sums stay in registers through the whole inner loop, and
// one iteration performs more multiply-adds than loads.
//
// The fewer rows, the wider the strips: at least 8 sums hide the latency of a multiply-add, and a long piece of a row of
// b comes faster from the second cache.
func products(s isa) {
	if s.wide() {
		for i, vectors := range [][]int{{16, 8, 4}, {8, 4}, {4}, {4, 2}, {2}, {2}, {2}, {2}} {
			mulTile(s, i+1, vectors)
		}
		outerTile(s)
		dotTile(s, 6)
		dotTile(s, 4)
	} else {
		for i, vectors := range [][]int{{8, 4}, {4}, {4, 2}, {2}} {
			mulTile(s, i+1, vectors)
		}
		dotTile(s, 3)
	}
	within(s)
}

// ahead is how many rows of b are fetched early into the first cache: rows that lie far apart are found by no prefetcher
// of the machine.
const ahead = 16

// tile is a block of c with rows×vectors registers.
type tile struct {
	s             isa
	rows, vectors int
	a, b, c, from reg.Register
	boff, coff    reg.Register
	k             reg.GPVirtual
}

// mulTile writes mulR: R rows of c, one strip after the other, of the given numbers of vectors; the last strip is
// masked.
func mulTile(s isa, rows int, vectors []int) {
	s.begin(fmt.Sprintf("mul%d", rows), "(k int, a, b *float64, boff *int, c *float64, coff *int, n int, from *float64)")
	Doc(fmt.Sprintf("mul%d%s adds %d rows of a packed panel, times the rows of b, to rows of c, or to the numbers at from if it is not nil.", rows, s.name, rows))
	t := tile{
		s: s, rows: rows,
		a: Load(Param("a"), GP64()), b: Load(Param("b"), GP64()), c: Load(Param("c"), GP64()),
		boff: Load(Param("boff"), GP64()), coff: Load(Param("coff"), GP64()), from: Load(Param("from"), GP64()),
		k: Load(Param("k"), GP64()).(reg.GPVirtual),
	}
	n := Load(Param("n"), GP64()).(reg.GPVirtual)
	for _, t.vectors = range vectors {
		label, width := fmt.Sprintf("strip%d", t.vectors), t.vectors*s.w
		Label(label)
		CMPQ(n, U32(width))
		JLT(LabelRef(label + "Done"))
		t.strip(label, nil)
		ADDQ(U32(8*width), t.b)
		ADDQ(U32(8*width), t.c)
		SUBQ(U32(width), n)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	TESTQ(n, n)
	JZ(LabelRef("done"))
	t.strip("masked", t.masks(n))
	Label("done")
	end()
}

// masks gives, for each vector of a strip of n elements, a function that makes its mask.
func (t tile) masks(n reg.GPVirtual) func(v int) mask {
	if t.s.wide() {
		ks := laneBits(n, t.vectors)
		return func(v int) mask { return mask{t.s, ks[v]} }
	}
	p := windowAt(n)
	return func(v int) mask {
		m := t.s.vec()
		VMOVUPD(Mem{Base: p, Disp: v * t.s.bytes()}, m)
		return mask{t.s, m}
	}
}

// strip adds one strip of columns: load the tile of c, run over j, store it.
func (t tile) strip(label string, masks func(v int) mask) {
	acc := t.first(label, masks)
	a, boff, j := GP64(), GP64(), GP64()
	MOVQ(t.a, a)
	MOVQ(t.boff, boff)
	MOVQ(t.k, j)
	SHRQ(Imm(1), j)
	if masks == nil && t.rows == 8 {
		t.pairs(label+"Ahead", a, boff, j, ahead/2, acc, masks)
	}
	t.pairs(label+"Pair", a, boff, j, 0, acc, masks)
	TESTQ(U32(1), t.k)
	JZ(LabelRef(label + "Store"))
	t.step(a, boff, 0, acc, masks)
	Label(label + "Store")
	t.eachRow(func(i int, row Mem) {
		for v := range t.vectors {
			p := row.Offset(v * t.s.bytes())
			if masks == nil {
				VMOVUPD(acc[i][v], p)
			} else {
				masks(v).store(acc[i][v], p)
			}
		}
	})
}

// first gives the tile its first values.
func (t tile) first(label string, masks func(v int) mask) [][]vec {
	acc := make([][]vec, t.rows)
	TESTQ(t.from, t.from)
	JNZ(LabelRef(label + "From"))
	t.eachRow(func(i int, row Mem) {
		for v := range t.vectors {
			acc[i] = append(acc[i], t.load(row, v, masks))
		}
	})
	JMP(LabelRef(label + "Begun"))
	Label(label + "From")
	for i := range acc {
		for v := range acc[i] {
			VBROADCASTSD(Mem{Base: t.from, Disp: 8 * i}, acc[i][v])
		}
	}
	Label(label + "Begun")
	return acc
}

// pairs takes two rows of b at a time while more than the given number of pairs are left; it fetches the row that is so
// far ahead.
func (t tile) pairs(label string, a, boff, j reg.GPVirtual, more int, acc [][]vec, masks func(v int) mask) {
	JMP(LabelRef(label + "Test"))
	Label(label)
	for u := range 2 {
		t.step(a, boff, u, acc, masks)
		if more > 0 {
			o := GP64()
			MOVQ(Mem{Base: boff, Disp: 8 * (2*more + u)}, o)
			for v := range t.vectors {
				PREFETCHT0(Mem{Base: t.b, Index: o, Scale: 8, Disp: v * t.s.bytes()})
			}
		}
	}
	ADDQ(Imm(2*8*8), a)
	ADDQ(Imm(2*8), boff)
	DECQ(j)
	Label(label + "Test")
	CMPQ(j, U32(more))
	JGT(LabelRef(label))
}

// eachRow visits the rows of the tile of c.
func (t tile) eachRow(visit func(i int, row Mem)) {
	for i := range t.rows {
		o := GP64()
		MOVQ(Mem{Base: t.coff, Disp: 8 * i}, o)
		visit(i, Mem{Base: t.c, Index: o, Scale: 8})
	}
}

func (t tile) load(row Mem, v int, masks func(v int) mask) vec {
	p := row.Offset(v * t.s.bytes())
	if masks != nil {
		return masks(v).load(p)
	}
	r := t.s.vec()
	VMOVUPD(p, r)
	return r
}

// step adds column j+u of the panel times row j+u of b. The shorter side of the tile stays in registers, the other
// passes through one.
func (t tile) step(a, boff reg.Register, u int, acc [][]vec, masks func(v int) mask) {
	o := GP64()
	MOVQ(Mem{Base: boff, Disp: 8 * u}, o)
	row := Mem{Base: t.b, Index: o, Scale: 8}
	factor := func(i int) vec {
		x := t.s.vec()
		VBROADCASTSD(Mem{Base: a, Disp: 8 * (8*u + i)}, x)
		return x
	}
	if t.rows <= t.vectors {
		x := make([]vec, t.rows)
		for i := range x {
			x[i] = factor(i)
		}
		for v := range t.vectors {
			b := t.load(row, v, masks)
			for i := range x {
				VFMADD231PD(b, x[i], acc[i][v])
			}
		}
		return
	}
	b := make([]vec, t.vectors)
	for v := range b {
		b[v] = t.load(row, v, masks)
	}
	for i := range t.rows {
		x := factor(i)
		for v := range b {
			VFMADD231PD(b[v], x, acc[i][v])
		}
	}
}

// within writes the check of offsets: all of them in 0 … limit, limit ≥ 0.
func within(s isa) {
	s.begin("within", "(off []int, limit int) bool")
	Doc(fmt.Sprintf("within%s reports whether all offsets lie in 0 … limit, for limit ≥ 0.", s.name))
	off, n := base("off"), length("off")
	limit := s.broadcast("limit")
	bad := s.zero()
	s.loop(n, 1, func(at position) {
		x := at.load(off)
		VORPD(x, bad, bad) // a negative offset sets the sign bit
		y := s.subInt(limit, x)
		VORPD(y, bad, bad) // an offset beyond the limit too
	})
	s.returnNoSign(bad)
}
