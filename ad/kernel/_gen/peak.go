package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// chains is the number of independent multiply-adds in flight: more than latency times throughput.
const chains = 12

// peakLoop writes the loop that does nothing but multiply-adds.
func peakLoop(s isa) {
	s.begin("fma", "(n int)")
	Doc(fmt.Sprintf("fma%s performs %d·n multiply-adds of vectors of %d.", s.name, chains, s.w))
	n := Load(Param("n"), GP64())
	x := s.zero()
	var acc [chains]vec
	for i := range acc {
		acc[i] = s.zero()
	}
	Label("loop")
	for _, v := range acc {
		VFMADD231PD(x, x, v)
	}
	SUBQ(Imm(1), n)
	JG(LabelRef("loop"))
	end()
}
