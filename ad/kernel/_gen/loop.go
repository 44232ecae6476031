package main

import (
	"fmt"
	"iter"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// begin starts a function; its name gets the name of the instruction set.
func (s isa) begin(name, signature string) {
	TEXT(name+s.name, NOSPLIT, "func"+signature)
	Pragma("noescape")
}

// end returns. Dirty upper halves of vector registers would slow every later SSE instruction.
func end() {
	VZEROUPPER()
	RET()
}

// mask selects the first lanes of a vector.
type mask struct {
	s isa
	r reg.Register
}

func (m mask) load(p Mem) vec {
	v := m.s.vec()
	if m.s.wide() {
		VMOVUPD_Z(p, m.r, v)
	} else {
		VMASKMOVPD(p, m.r, v)
	}
	return v
}

func (m mask) store(v vec, p Mem) {
	if m.s.wide() {
		VMOVUPD(v, m.r, p)
	} else {
		VMASKMOVPD(v, m.r, p)
	}
}

// window is 16 words of ones followed by 16 of zeros: the mask of n lanes is what begins n words before the zeros.
var windowData *Mem

func window() Mem {
	if windowData == nil {
		m := GLOBL("window", 8|16)
		for i := range 32 {
			v := U64(0)
			if i < 16 {
				v = ^v
			}
			DATA(8*i, v)
		}
		windowData = &m
	}
	return *windowData
}

// windowAt is the address from which masks of n lanes are read, vector after vector.
func windowAt(n reg.GPVirtual) reg.GPVirtual {
	p, back := GP64(), GP64()
	LEAQ(window().Offset(16*8), p)
	MOVQ(n, back)
	SHLQ(Imm(3), back)
	SUBQ(back, p)
	return p
}

// firstLanes is the mask of the first n < w lanes.
func (s isa) firstLanes(n reg.GPVirtual) mask {
	if s.wide() {
		return mask{s, laneBits(n, 1)[0]}
	}
	v := s.vec()
	VMOVUPD(Mem{Base: windowAt(n)}, v)
	return mask{s, v}
}

// laneBits is the masks of count vectors of 8 lanes, of which the first n lanes are selected; n < 64.
func laneBits(n reg.GPVirtual, count int) []reg.Register {
	b := GP64()
	MOVQ(U64(1), b)
	SHLXQ(n, b, b)
	DECQ(b)
	ks := make([]reg.Register, count)
	for v := range ks {
		k := K()
		KMOVB(b.As32(), k)
		if v+1 < count {
			SHRQ(Imm(8), b)
		}
		ks[v] = k
	}
	return ks
}

// loop runs body over all n elements: unroll vectors at a time, then one, then the masked rest. It is given the
// position of the vector and how to read and write it. label must be unique in the function.
func (s isa) loop(n reg.GPVirtual, unroll int, body func(at position)) {
	i, rest := GP64(), GP64()
	XORQ(i, i)
	MOVQ(n, rest)
	steps := []int{unroll, 1}
	if unroll == 1 {
		steps = steps[:1]
	}
	for _, u := range steps {
		head, done := fmt.Sprintf("by%d", u), fmt.Sprintf("by%dDone", u)
		Label(head)
		CMPQ(rest, U32(u*s.w))
		JLT(LabelRef(done))
		interleave(u, func(v int) { body(position{s, i, v * s.bytes(), nil}) })
		ADDQ(U32(u*s.w), i)
		SUBQ(U32(u*s.w), rest)
		JMP(LabelRef(head))
		Label(done)
	}
	TESTQ(rest, rest)
	JZ(LabelRef("done"))
	m := s.firstLanes(rest)
	body(position{s, i, 0, &m})
	Label("done")
}

// pause gives way to the other vectors that interleave writes; nil outside.
var pause func()

func giveWay() {
	if pause != nil {
		pause()
	}
}

// interleave writes the code for several vectors with their instructions in turns: the machine looks ahead less far than
// the code for one vector is long, and so finds work that does not wait for a result.
func interleave(count int, body func(v int)) {
	var resume []func() (struct{}, bool)
	var pauses []func()
	for v := range count {
		at := len(pauses)
		pauses = append(pauses, nil)
		next, _ := iter.Pull(func(yield func(struct{}) bool) {
			pauses[at] = func() { yield(struct{}{}) }
			pause = pauses[at]
			body(v)
		})
		resume = append(resume, next)
	}
	for running := count; running > 0; {
		for v, next := range resume {
			if next == nil {
				continue
			}
			pause = pauses[v]
			if _, more := next(); !more {
				resume[v] = nil
				running--
			}
		}
	}
	pause = nil
}

// position is one vector of each slice: the elements from i on, disp bytes further, all lanes or those of a mask.
type position struct {
	s    isa
	i    reg.GPVirtual
	disp int
	m    *mask
}

func (at position) mem(base reg.Register) Mem {
	return Mem{Base: base, Index: at.i, Scale: 8, Disp: at.disp}
}

func (at position) load(base reg.Register) vec {
	if at.m != nil {
		return at.m.load(at.mem(base))
	}
	v := at.s.vec()
	VMOVUPD(at.mem(base), v)
	return v
}

func (at position) store(v vec, base reg.Register) {
	if at.m != nil {
		at.m.store(v, at.mem(base))
	} else {
		VMOVUPD(v, at.mem(base))
	}
}

// base and length of a slice parameter.
func base(name string) reg.Register    { return Load(Param(name).Base(), GP64()) }
func length(name string) reg.GPVirtual { return Load(Param(name).Len(), GP64()).(reg.GPVirtual) }
