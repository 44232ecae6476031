package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// group is the number of matrices that are treated together, a lane each, in all instruction sets.
const group = 8

// scalars is the numbers that matrices are made of: real ones of one part, or complex ones of two. An element of a group
// of matrices is its parts one after the other.
type scalars struct {
	s     isa
	parts int
}

// value is one element: a vector for each part.
type value []vec

func (c scalars) size() int { return 8 * group * c.parts }

// name is that of the functions for real numbers, or for complex ones.
func (c scalars) name(f string) string {
	if c.parts == 2 {
		return f + "Complex"
	}
	return f
}

func (c scalars) load(p Mem) value {
	v := make(value, c.parts)
	for i := range v {
		v[i] = c.s.vec()
		VMOVUPD(p.Offset(8*group*i), v[i])
	}
	return v
}

func (c scalars) store(v value, p Mem) {
	for i := range v {
		VMOVUPD(v[i], p.Offset(8*group*i))
	}
}

// subtract is acc ← acc - x·y, y in memory.
func (c scalars) subtract(acc, x value, p Mem) {
	if c.parts == 1 {
		VFNMADD231PD(p, x[0], acc[0])
		return
	}
	y := c.load(p)
	VFNMADD231PD(y[0], x[0], acc[0])
	VFMADD231PD(y[1], x[1], acc[0])
	VFNMADD231PD(y[1], x[0], acc[1])
	VFNMADD231PD(y[0], x[1], acc[1])
}

func (c scalars) times(x, y value) value {
	if c.parts == 1 {
		return value{c.s.mul(x[0], y[0])}
	}
	return value{c.s.fnma(x[1], y[1], c.s.mul(x[0], y[0])), c.s.fma(x[0], y[1], c.s.mul(x[1], y[0]))}
}

// magnitude is |x|, of complex numbers |Re x| + |Im x|.
func (c scalars) magnitude(x value) vec {
	if c.parts == 1 {
		return c.s.absOf(x[0])
	}
	return c.s.add(c.s.absOf(x[0]), c.s.absOf(x[1]))
}

// matrices writes the kernels of matrices.go.
func matrices(s isa) {
	for parts := 1; parts <= 2; parts++ {
		c := scalars{s, parts}
		decompose(c)
		substitute(c)
	}
	copyGroups(s)
}

// copyGroups writes the copying of many groups.
func copyGroups(s isa) {
	s.begin("copyGroups", "(n int, dst *float64, dstAt *int, src *float64, srcAt *int)")
	Doc("copyGroups" + s.name + " sets group dstAt[i] of dst to group srcAt[i] of src; n > 0.")
	n, dst, to, src, from := gp("n"), gp("dst"), gp("dstAt"), gp("src"), gp("srcAt")
	t, f, i := GP64(), GP64(), GP64()
	XORQ(i, i)
	Label("next")
	MOVQ(Mem{Base: from, Index: i, Scale: 8}, f)
	MOVQ(Mem{Base: to, Index: i, Scale: 8}, t)
	for lane := 0; lane < group; lane += s.w {
		v := s.vec()
		VMOVUPD(Mem{Base: src, Index: f, Scale: 8, Disp: 8 * lane}, v)
		VMOVUPD(v, Mem{Base: dst, Index: t, Scale: 8, Disp: 8 * lane})
	}
	INCQ(i)
	CMPQ(i, n)
	JLT(LabelRef("next"))
	end()
}

// decomposition holds what stays in registers while matrices are decomposed.
type decomposition struct {
	scalars
	a, stride, stride3 reg.GPVirtual // rows of n+1 elements
	row, column        reg.GPVirtual // addresses of a[k][0] and a[0][k]
	k, rest            reg.GPVirtual // rest = n-k
	zero, bad          vec
	label              func(name string) string
}

// State in memory behind the parts of the determinant's mantissa.
const (
	exponents = 0 // sums of biased exponents
	bad       = 1 // NaN where something is not finite
	step      = 2 // k as a number
)

func (c scalars) state(i int) Mem {
	return Mem{Base: Load(Param("det"), GP64()), Disp: 8 * group * (c.parts + i)}
}

// decompose writes lu: for each k, column k of the lower matrix, the choice of the pivot, row k of the upper matrix. Each
// element is computed at once, by a chain of multiply-adds over the columns before k.
func decompose(c scalars) {
	c.s.begin(c.name("lu"), "(n int, a, recip, det *float64)")
	Doc(c.name("lu") + c.s.name + " decomposes n×n matrices, one in each lane: see Matrices for what a, recip and det hold.")
	d := decomposition{scalars: c, a: gp("a"), stride: GP64(), stride3: GP64(), rest: gp("n"), k: GP64(), row: GP64(), column: GP64(),
		zero: c.s.zero(), bad: c.s.zero()}
	LEAQ(Mem{Base: d.rest, Disp: 1}, d.stride)
	IMUL3Q(U32(c.size()), d.stride, d.stride)
	LEAQ(Mem{Base: d.stride, Index: d.stride, Scale: 2}, d.stride3)
	XORQ(d.k, d.k)
	MOVQ(d.a, d.row)
	MOVQ(d.a, d.column)
	Label("step")
	pivotRow := d.lowerColumn()
	d.exchange(pivotRow)
	d.pivot()
	d.upperRow()
	ADDQ(d.stride, d.row)
	ADDQ(U32(c.size()), d.column)
	INCQ(d.k)
	DECQ(d.rest)
	JNZ(LabelRef("step"))
	VMOVUPD(d.bad, c.state(bad))
	end()
}

func gp(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// blocks repeats body for count elements, several at a time as long as that goes, then one by one.
func blocks(label string, count reg.GPVirtual, sizes []int, body func(label string, size int)) {
	for _, size := range sizes {
		at := fmt.Sprintf("%s%d", label, size)
		Label(at)
		CMPQ(count, U32(size))
		JLT(LabelRef(at + "Done"))
		body(at, size)
		SUBQ(U32(size), count)
		JMP(LabelRef(at))
		Label(at + "Done")
	}
}

// repeat runs body count times, perhaps not at all.
func repeat(label string, count reg.GPVirtual, body func()) {
	left := GP64()
	MOVQ(count, left)
	TESTQ(left, left)
	JZ(LabelRef(label + "End"))
	Label(label + "Next")
	body()
	DECQ(left)
	JNZ(LabelRef(label + "Next"))
	Label(label + "End")
}

// chains is how many chains of multiply-adds run side by side: as many as registers allow, then one.
func (c scalars) chains() []int {
	if c.parts == 2 && !c.s.wide() {
		return []int{2, 1}
	}
	return []int{4, 1}
}

// lowerColumn computes a[i][k] - Σ_{m<k} a[i][m]·a[m][k] for i ≥ k and returns, in each lane, the row of the largest.
func (d decomposition) lowerColumn() vec {
	best, at := d.s.reg(num(-1)), d.s.zero()
	row := d.s.vec()
	VMOVUPD(d.state(step), row)
	left, first := GP64(), GP64()
	MOVQ(d.rest, left)
	MOVQ(d.row, first)
	blocks("lower", left, d.chains(), func(label string, size int) {
		x, y := GP64(), GP64()
		MOVQ(d.column, x)
		SUBQ(d.a, x)
		ADDQ(first, x)
		acc := d.loadRows(x, size)
		MOVQ(first, x)
		MOVQ(d.column, y)
		repeat(label, d.k, func() {
			u := d.load(Mem{Base: y})
			for r := range acc {
				d.subtract(acc[r], u, d.rowAt(x, r))
			}
			ADDQ(U32(d.size()), x)
			ADDQ(d.stride, y)
		})
		for r := range acc {
			d.store(acc[r], d.rowAt(x, r))
			d.note(acc[r])
			v := d.magnitude(acc[r])
			larger := d.s.compare(less, best, v)
			at = d.reuse(at, d.s.blend(larger, row, at))
			VMAXPD(best, v, best)
			d.s.emit(VADDPD, VADDPD_BCST, num(1), row, row)
		}
		for range size {
			ADDQ(d.stride, first)
		}
	})
	return at
}

// reuse moves a value into the register that a loop expects it in.
func (d decomposition) reuse(dst, src vec) vec {
	VMOVAPD(src, dst)
	return dst
}

// note makes bad NaN where x is not finite.
func (d decomposition) note(x value) {
	for _, v := range x {
		VFMADD231PD(v, d.zero, d.bad)
	}
}

// rowAt is the element r rows below the one at p.
func (d decomposition) rowAt(p reg.Register, r int) Mem {
	switch r {
	case 0:
		return Mem{Base: p}
	case 3:
		return Mem{Base: p, Index: d.stride3, Scale: 1}
	}
	return Mem{Base: p, Index: d.stride, Scale: uint8(r)}
}

func (d decomposition) loadRows(p reg.Register, count int) []value {
	v := make([]value, count)
	for r := range v {
		v[r] = d.load(d.rowAt(p, r))
	}
	return v
}

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

// pivot multiplies the determinant by a[k][k], keeps 1/a[k][k] and divides the column below by a[k][k].
func (d decomposition) pivot() {
	s := d.s
	p := GP64()
	MOVQ(d.column, p)
	SUBQ(d.a, p)
	ADDQ(d.row, p)
	x := d.load(Mem{Base: p})
	size := d.magnitude(x)
	exponent := s.shiftRight(size, 52)
	e := d.state(exponents)
	sum := s.vec()
	VMOVUPD(e, sum)
	VMOVUPD(s.addInt(sum, exponent), e)
	recip := d.inverse(x, size)
	for i := range recip {
		// Beyond the bounds of normal numbers exponents are no longer what they seem.
		d.note(value{s.mul(recip[i], num(4))})
	}
	d.note(value{s.add(size, size)})
	left := GP64()
	LEAQ(Mem{Base: d.rest, Disp: -1}, left)
	repeat("divide", left, func() {
		ADDQ(d.stride, p)
		v := d.load(Mem{Base: p})
		d.store(d.divide(v, x, recip), Mem{Base: p})
	})
}

// divide is v/x with the remainder of v·recip made good, so that equal real numbers give 1.
func (d decomposition) divide(v, x, recip value) value {
	q := d.times(v, recip)
	if d.parts == 1 {
		return value{d.s.fma(d.s.fnma(q[0], x[0], v[0]), recip[0], q[0])}
	}
	return q
}

// inverse is 1/x; beside it, the mantissa of x multiplies the determinant.
func (d decomposition) inverse(x value, size vec) value {
	s := d.s
	det := Mem{Base: Load(Param("det"), GP64())}
	m := d.load(det)
	var recip value
	if d.parts == 1 {
		mantissa := s.or(s.and(x[0], bits(signBit|1<<52-1)), num(1))
		d.store(d.times(m, value{mantissa}), det)
		recip = value{s.div(num(1), x[0])}
	} else {
		scale := s.subInt(s.reg(bits(0x7FE<<52)), s.and(size, bits(0x7FF<<52)))
		q := value{s.mul(x[0], scale), s.mul(x[1], scale)}
		d.store(d.times(m, q), det)
		square := s.fma(q[1], q[1], s.mul(q[0], q[0]))
		minus := s.xor(q[1], bits(signBit))
		recip = value{s.mul(s.div(q[0], square), scale), s.mul(s.div(minus, square), scale)}
	}
	at := Load(Param("recip"), GP64())
	o := GP64()
	IMUL3Q(U32(d.size()), d.k, o)
	ADDQ(at, o)
	d.store(recip, Mem{Base: o})
	return recip
}

// upperRow computes a[k][j] - Σ_{m<k} a[k][m]·a[m][j] for k < j < n.
func (d decomposition) upperRow() {
	left, first := GP64(), GP64()
	LEAQ(Mem{Base: d.rest, Disp: -1}, left)
	LEAQ(Mem{Base: d.column, Disp: d.size()}, first)
	blocks("upper", left, d.chains(), func(label string, size int) {
		x, y := GP64(), GP64()
		MOVQ(first, y)
		SUBQ(d.a, y)
		ADDQ(d.row, y)
		acc := make([]value, size)
		for q := range acc {
			acc[q] = d.load(Mem{Base: y, Disp: q * d.size()})
		}
		MOVQ(d.row, x)
		MOVQ(first, y)
		repeat(label, d.k, func() {
			l := d.load(Mem{Base: x})
			for q := range acc {
				d.subtract(acc[q], l, Mem{Base: y, Disp: q * d.size()})
			}
			ADDQ(U32(d.size()), x)
			ADDQ(d.stride, y)
		})
		for q := range acc {
			d.store(acc[q], Mem{Base: y, Disp: q * d.size()})
			d.note(acc[q])
		}
		ADDQ(U32(size*d.size()), first)
	})
}

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
