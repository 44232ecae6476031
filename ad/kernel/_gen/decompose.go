package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

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
