package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// The multipliers and the key increments of Philox4x64.
const (
	philoxM0, philoxM1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
	philoxW0, philoxW1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
)

const low32 = 1<<32 - 1

// philox writes the uniform numbers of whole groups of w blocks, each lane its own block.
func philox(s isa) {
	s.begin("blocks", "(dst []float64, key0, key1, block, c1, c2, c3 uint64)")
	Doc(fmt.Sprintf("blocks%s fills dst, %d·m long, with the uniform numbers of blocks block, block+1, ….", s.name, 4*s.w))
	dst, n := base("dst"), length("dst")
	first := s.addInt(s.broadcast("block"), s.blockOfLane())
	Label("group")
	SUBQ(U32(4*s.w), n)
	JLT(LabelRef("done"))
	key0, key1 := s.broadcast("key0"), s.broadcast("key1")
	c := [4]vec{s.copy(first), s.broadcast("c1"), s.broadcast("c2"), s.broadcast("c3")}
	for round := range 10 {
		if round > 0 {
			key0, key1 = s.addInt(key0, bits(philoxW0)), s.addInt(key1, bits(philoxW1))
		}
		high0, low0 := s.wideMul(c[0], philoxM0)
		high1, low1 := s.wideMul(c[2], philoxM1)
		c = [4]vec{s.xor(s.xor(high1, c[1]), key0), low1, s.xor(s.xor(high0, c[3]), key1), low0}
	}
	for i, w := range c {
		c[i] = s.unit(w)
	}
	for i, v := range s.transpose(c) {
		VMOVUPD(v, Mem{Base: dst, Disp: i * s.bytes()})
	}
	ADDQ(U32(4*s.bytes()), dst)
	s.emit(VPADDQ, VPADDQ_BCST, bits(uint64(s.w)), first, first)
	JMP(LabelRef("group"))
	Label("done")
	end()
}

// blockOfLane says which block each lane computes: the order in which transpose puts them out.
func (s isa) blockOfLane() Mem {
	if s.wide() {
		return words("blockOfLane", 0, 4, 1, 5, 2, 6, 3, 7)
	}
	return words("blockOfLaneAVX2", 0, 1, 2, 3)
}

// words is a table of 64-bit words.
func words(name string, w ...uint64) Mem {
	m := GLOBL(name, 8|16)
	for i, v := range w {
		DATA(8*i, U64(v))
	}
	return m
}

// wideMul is the upper and the lower half of x·m, from the products of halves of 32 bits.
func (s isa) wideMul(x vec, m uint64) (high, low vec) {
	times := func(x vec, m uint64) vec { return s.binary(VPMULUDQ, VPMULUDQ_BCST, x, bits(m)) }
	top := s.shiftRight(x, 32)
	ll, lh := times(x, m&low32), times(x, m>>32)
	hl, hh := times(top, m&low32), times(top, m>>32)
	mid := s.addInt(lh, s.shiftRight(ll, 32))
	mid2 := s.addInt(hl, s.and(mid, bits(low32)))
	high = s.addInt(s.addInt(hh, s.shiftRight(mid, 32)), s.shiftRight(mid2, 32))
	low = s.or(s.and(ll, bits(low32)), s.shiftLeft(mid2, 32))
	return high, low
}

// unit maps words to uniform numbers, as unit in philox.go.
func (s isa) unit(w vec) vec {
	return s.sub(s.or(s.shiftRight(w, 12), num(1)), num(1-0x1p-53))
}

// transpose turns the four words of w blocks, a lane each, into blocks one after the other.
func (s isa) transpose(c [4]vec) [4]vec {
	unpack := func(f func(ops ...Op), x, y vec) vec {
		v := s.vec()
		f(y, x, v)
		return v
	}
	even01, odd01 := unpack(VUNPCKLPD, c[0], c[1]), unpack(VUNPCKHPD, c[0], c[1])
	even23, odd23 := unpack(VUNPCKLPD, c[2], c[3]), unpack(VUNPCKHPD, c[2], c[3])
	if s.wide() {
		lower := words("lowerPairs", 0, 1, 8, 9, 2, 3, 10, 11)
		upper := words("upperPairs", 4, 5, 12, 13, 6, 7, 14, 15)
		permute := func(index Mem, x, y vec) vec {
			v := s.vec()
			VMOVUPD(index, v)
			VPERMI2PD(y, x, v)
			return v
		}
		return [4]vec{permute(lower, even01, even23), permute(upper, even01, even23),
			permute(lower, odd01, odd23), permute(upper, odd01, odd23)}
	}
	halves := func(imm uint8, x, y vec) vec {
		v := s.vec()
		VPERM2F128(Imm(uint64(imm)), y, x, v)
		return v
	}
	return [4]vec{halves(0x20, even01, even23), halves(0x20, odd01, odd23),
		halves(0x31, even01, even23), halves(0x31, odd01, odd23)}
}
