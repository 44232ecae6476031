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
