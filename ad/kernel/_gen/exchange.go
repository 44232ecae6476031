package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// exchange swaps row k and, lane by lane, the row of the pivot. Rows that no lane wants are skipped.
func (d decomposition) exchange(pivotRow vec) {
	row := d.s.vec()
	VMOVUPD(d.state(step), row)
	same := d.s.compare(equal, row, pivotRow)
	for i := range d.parts { // the determinant changes its sign
		p := Mem{Base: Load(Param("det"), GP64()), Disp: 8 * group * i}
		m := d.s.vec()
		VMOVUPD(p, m)
		VMOVUPD(d.s.blend(same, m, d.s.xor(m, bits(signBit))), p)
	}
	d.swap(d.list(row, pivotRow))
	VMOVUPD(d.state(step), row)
	d.s.emit(VADDPD, VADDPD_BCST, num(1), row, row)
	VMOVUPD(row, d.state(step))
}

// exchanges is the rows to swap with row k: a list in memory of addresses and masks of the lanes that want them. No
// more rows are wanted than there are lanes.
type exchanges struct {
	s    isa
	data Mem
	size int           // of an entry
	end  reg.GPVirtual // behind the last entry
}

// list finds the rows without a branch that depends on the pivots. Behind the end there is an entry that no lane wants.
func (d decomposition) list(row, pivotRow vec) exchanges {
	e := exchanges{s: d.s, size: 16, end: GP64()}
	if !d.s.wide() {
		e.size = 64
	}
	e.data = AllocLocal((d.s.w + 2) * e.size)
	left, other, some := GP64(), GP64(), GP64()
	MOVQ(d.rest, left)
	MOVQ(d.row, other)
	XORQ(e.end, e.end)
	XORQ(some, some)
	JMP(LabelRef("nextRow"))
	Label("row")
	ADDQ(d.stride, other)
	d.s.emit(VADDPD, VADDPD_BCST, num(1), row, row)
	wanted := d.s.compare(equal, row, pivotRow)
	e.put(other, wanted)
	d.s.testMask(wanted)
	SETNE(some.As8L())
	IMUL3Q(U32(e.size), some, some)
	ADDQ(some, e.end)
	XORQ(some, some)
	Label("nextRow")
	DECQ(left)
	JNZ(LabelRef("row"))
	e.put(d.row, d.s.compare(less, row, row))
	return e
}

func (e exchanges) put(row, mask reg.Register) {
	at := e.data.Idx(e.end, 1)
	MOVQ(row, at)
	if e.s.wide() {
		KMOVB(mask, at.Offset(8))
	} else {
		VMOVUPD(mask, at.Offset(32))
	}
}

func (e exchanges) get(i reg.Register, n int) (row reg.Register, m mask) {
	at := e.data.Idx(i, 1).Offset(n * e.size)
	row = GP64()
	MOVQ(at, row)
	m = mask{e.s, K()}
	if e.s.wide() {
		KMOVB(at.Offset(8), m.r)
	} else {
		m.r = YMM()
		VMOVUPD(at.Offset(32), m.r)
	}
	return row, m
}

// swap swaps row k with two listed rows at a time.
func (d decomposition) swap(e exchanges) {
	i, offset := GP64(), GP64()
	XORQ(i, i)
	JMP(LabelRef("nextPair"))
	Label("pair")
	row1, mask1 := e.get(i, 0)
	row2, mask2 := e.get(i, 1)
	MOVQ(d.stride, offset)
	Label("swap")
	SUBQ(U32(8*group), offset)
	at := func(row reg.Register) Mem { return Mem{Base: row, Index: offset, Scale: 1} }
	load := func(row reg.Register) vec {
		v := d.s.vec()
		VMOVUPD(at(row), v)
		return v
	}
	x, y1, y2 := load(d.row), load(row1), load(row2)
	mask1.store(x, at(row1))
	mask2.store(x, at(row2))
	VMOVUPD(d.s.blend(mask2.r, y2, d.s.blend(mask1.r, y1, x)), at(d.row))
	JNZ(LabelRef("swap"))
	ADDQ(U32(2*e.size), i)
	Label("nextPair")
	CMPQ(i, e.end)
	JLT(LabelRef("pair"))
}

// testMask sets the flags by whether a lane of the mask is set.
func (s isa) testMask(mask reg.Register) {
	if s.wide() {
		KORTESTB(mask, mask)
		return
	}
	signs := GP32()
	VMOVMSKPD(mask, signs)
	TESTL(signs, signs)
}
