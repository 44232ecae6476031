package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// partials is the number of partial sums of a reduction, the same for all instruction sets.
const partials = 32

// reductions writes the kernels of reduce.go.
func reductions(s isa) {
	s.reduction("sum", "(x []float64) float64", func(p func(name string) vec, acc vec) {
		VADDPD(p("x"), acc, acc)
	})
	s.reduction("dot", "(x, y []float64) float64", func(p func(name string) vec, acc vec) {
		VFMADD231PD(p("x"), p("y"), acc)
	})
	maxOf(s)
	bounded(s)
}

// reduction writes a sum over 32 lanes, several vectors of partial sums, and the tree that adds the second half to
// the first until one lane is left. Lanes beyond the end add 0, which changes no bit.
func (s isa) reduction(name, signature string, add func(p func(name string) vec, acc vec)) {
	s.begin(name, signature)
	slices := map[string]reg.Register{"x": base("x")}
	if name == "dot" {
		slices["y"] = base("y")
	}
	acc := make([]vec, partials/s.w)
	for v := range acc {
		acc[v] = s.zero()
	}
	i, rest := GP64(), length("x")
	XORQ(i, i)
	step := func(v int, m *mask) {
		at := position{s, i, v * s.bytes(), m}
		add(func(name string) vec { return at.load(slices[name]) }, acc[v])
	}
	Label("loop")
	CMPQ(rest, U32(partials))
	JLT(LabelRef("rest"))
	for v := range acc {
		step(v, nil)
	}
	ADDQ(U32(partials), i)
	SUBQ(U32(partials), rest)
	JMP(LabelRef("loop"))
	Label("rest")
	for v := range acc {
		CMPQ(rest, U32(s.w))
		JLT(LabelRef(fmt.Sprintf("last%d", v)))
		step(v, nil)
		SUBQ(U32(s.w), rest)
	}
	JMP(LabelRef("tree"))
	for v := range acc {
		Label(fmt.Sprintf("last%d", v))
		m := s.firstLanes(rest)
		step(v, &m)
		JMP(LabelRef("tree"))
	}
	Label("tree")
	for h := len(acc) / 2; h > 0; h /= 2 {
		for v := range h {
			VADDPD(acc[v+h], acc[v], acc[v])
		}
	}
	Store(s.fold(acc[0], VADDPD), ReturnIndex(0))
	end()
}

// fold combines the second half of the lanes with the first until one is left.
func (s isa) fold(v vec, op instr) reg.Register {
	y := v.AsY()
	if s.wide() {
		h := YMM()
		VEXTRACTF64X4(Imm(1), v, h)
		op(h, y, h)
		y = h
	}
	x, h := XMM(), XMM()
	if s.wide() {
		VEXTRACTF64X2(Imm(1), y, x)
	} else {
		VEXTRACTF128(Imm(1), y, x)
	}
	op(x, y.(vec).AsX(), x)
	VUNPCKHPD(x, x, h)
	op(h, x, x)
	return x
}

// maxOf keeps the largest number and, beside it, whether there was a NaN.
func maxOf(s isa) {
	s.begin("maxOf", "(x []float64) float64")
	x := base("x")
	top := s.reg(num(math.Inf(-1)))
	nan := s.compare(less, top, top) // nowhere
	s.loop(length("x"), 4, func(at position) {
		v := at.load(x)
		if at.m != nil {
			v = s.blend(at.m.r, v, num(math.Inf(-1)))
		}
		VMAXPD(top, v, top) // where v is NaN, top stays
		found := s.compare(unordered, v, v)
		if s.wide() {
			KORB(found.(Op), nan.(Op), nan.(Op))
		} else {
			VORPD(found.(Op), nan.(Op), nan.(Op))
		}
	})
	result := s.fold(top, VMAXPD)
	if s.wide() {
		KORTESTB(nan.(Op), nan.(Op))
	} else {
		signs := GP32()
		VMOVMSKPD(nan.(Op), signs)
		TESTL(signs, signs)
	}
	JZ(LabelRef("number"))
	VMOVSD(num(math.NaN()).mem(), result)
	Label("number")
	Store(result, ReturnIndex(0))
	end()
}

// bounded compares patterns: those of positive numbers are in the order of the numbers, with Inf and NaN above.
func bounded(s isa) {
	s.begin("bounded", "(x []float64, limit float64) bool")
	Doc(fmt.Sprintf("bounded%s reports whether all |x| ≤ limit, for limit ≥ 0; a NaN is not.", s.name))
	x, limit, bad := base("x"), s.broadcast("limit"), s.zero()
	s.loop(length("x"), 4, func(at position) {
		VORPD(s.subInt(limit, s.absOf(at.load(x))), bad, bad)
	})
	s.returnNoSign(bad)
}

// returnNoSign returns whether no lane has its sign bit set.
func (s isa) returnNoSign(v vec) {
	y := v.AsY()
	if s.wide() {
		h := YMM()
		VEXTRACTF64X4(Imm(1), v, h)
		VORPD(h, y, h)
		y = h
	}
	signs, ok := GP32(), GP8()
	VMOVMSKPD(y, signs)
	TESTL(signs, signs)
	SETEQ(ok)
	Store(ok, ReturnIndex(0))
	end()
}
