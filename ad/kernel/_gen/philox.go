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

const rounds = 10

// philox writes the uniform numbers of whole groups of w blocks, each lane its own block.
//
// The words c1, c2 and c3 of the counters are the same in all lanes, and so is half of what the first two rounds make:
// that is done once.
func philox(s isa) {
	s.begin("blocks", "(dst []float64, key0, key1, block, c1, c2, c3 uint64)")
	Doc(fmt.Sprintf("blocks%s fills dst, %d·m long, with the uniform numbers of blocks block, block+1, ….", s.name, 4*s.w))
	dst, n := base("dst"), length("dst")
	keys := s.keySchedule()
	nought := s.zero()
	first := s.addInt(s.broadcast("block"), s.blockOfLane())
	high1, low1 := s.wideMul(s.broadcast("c2"), philoxM1, nought)
	c2 := s.keep(s.xor3(s.broadcast("c3"), nought, keys(0, 1))) // h0 is missing
	high0, low0 := s.wideMul(s.xor3(high1, s.broadcast("c1"), keys(0, 0)), philoxM0, nought)
	next0 := s.keep(s.xor3(low1, nought, keys(1, 0)))  // h1 is missing
	next2 := s.keep(s.xor3(high0, nought, keys(1, 1))) // l0 of the first round is missing
	next3 := s.keep(low0)
	// Groups side by side hide the latency of the products.
	for _, side := range []int{2, 1} {
		if !s.wide() && side > 1 {
			continue
		}
		label := fmt.Sprintf("by%d", side)
		Label(label)
		CMPQ(n, U32(4*s.w*side))
		JLT(LabelRef(label + "Done"))
		c := make([][4]vec, side)
		for g := range c {
			start := s.addInt(first, bits(uint64(g*s.w)))
			high0, low0 := s.wideMul(start, philoxM0, nought)
			high1, low1 := s.wideMul(s.xor(high0, c2()), philoxM1, nought)
			c[g] = [4]vec{s.xor(high1, next0()), low1, s.xor(low0, next2()), next3()}
		}
		for round := 2; round < rounds; round++ {
			for g, w := range c {
				high0, low0 := s.wideMul(w[0], philoxM0, nought)
				high1, low1 := s.wideMul(w[2], philoxM1, nought)
				c[g] = [4]vec{s.xor3(high1, w[1], keys(round, 0)), low1, s.xor3(high0, w[3], keys(round, 1)), low0}
			}
		}
		for g, w := range c {
			for i := range w {
				w[i] = s.unit(w[i])
			}
			for i, v := range s.transpose(w) {
				VMOVUPD(v, Mem{Base: dst, Disp: (4*g + i) * s.bytes()})
			}
		}
		ADDQ(U32(4*s.bytes()*side), dst)
		SUBQ(U32(4*s.w*side), n)
		s.emit(VPADDQ, VPADDQ_BCST, bits(uint64(s.w*side)), first, first)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	end()
}

// keySchedule puts the keys of all rounds into the frame.
func (s isa) keySchedule() func(round, i int) Mem {
	table := AllocLocal(8 * 2 * rounds)
	for i, step := range []uint64{philoxW0, philoxW1} {
		key, add := Load(Param(fmt.Sprintf("key%d", i)), GP64()), GP64()
		MOVQ(U64(step), add)
		for round := range rounds {
			MOVQ(key, table.Offset(8*(2*round+i)))
			ADDQ(add, key)
		}
	}
	return func(round, i int) Mem { return table.Offset(8 * (2*round + i)) }
}

// keep puts a vector aside: into a register if there are many, else into the frame.
func (s isa) keep(x vec) func() vec {
	if s.wide() {
		return func() vec { return x }
	}
	at := AllocLocal(s.bytes())
	VMOVUPD(x, at)
	return func() vec {
		v := s.vec()
		VMOVUPD(at, v)
		return v
	}
}

// xor3 is x ^ y ^ key, the key in each lane; x is lost.
func (s isa) xor3(x, y vec, key Mem) vec {
	if s.wide() {
		VPTERNLOGQ_BCST(Imm(0x96), key, y, x)
		return x
	}
	k := s.vec()
	VPBROADCASTQ(key, k)
	return s.xor(s.xor(x, y), k)
}

// blockOfLane says which block each lane computes: the order in which transpose puts them out.
func (s isa) blockOfLane() Mem {
	if s.wide() {
		return words("blockOfLane", 0, 4, 1, 5, 2, 6, 3, 7)
	}
	return words("blockOfLaneAVX2", 0, 1, 2, 3)
}

var tables = map[string]Mem{}

// words is a table of 64-bit words.
func words(name string, w ...uint64) Mem {
	if m, ok := tables[name]; ok {
		return m
	}
	m := GLOBL(name, 8|16)
	tables[name] = m
	for i, v := range w {
		DATA(8*i, U64(v))
	}
	return m
}

// wideMul is the upper and the lower half of x·m.
func (s isa) wideMul(x vec, m uint64, nought vec) (high, low vec) {
	if s.wide() {
		return s.wideMul52(x, m, nought)
	}
	// From products of halves of 32 bits.
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

// wideMul52 multiplies parts of 52 and of 12 bits. The machine multiplies the lower 52 bits of two numbers, and adds the
// lower or the upper 52 bits of the product.
func (s isa) wideMul52(x vec, m uint64, nought vec) (high, low vec) {
	top := s.shiftRight(x, 52)
	mLow, mTop := bits(m&(1<<52-1)).mem(), bits(m>>52).mem()
	units, middle, upper := s.copy(nought), s.copy(nought), s.copy(nought) // of 1, 2⁵² and 2¹⁰⁴
	VPMADD52LUQ_BCST(mLow, x, units)
	VPMADD52HUQ_BCST(mLow, x, middle)
	VPMADD52HUQ_BCST(mTop, x, upper)
	VPMADD52LUQ_BCST(mTop, x, middle)
	VPMADD52HUQ_BCST(mLow, top, upper)
	VPMADD52LUQ_BCST(mLow, top, middle)
	VPMADD52LUQ_BCST(mTop, top, upper)
	low = s.addInt(units, s.shiftLeft(middle, 52))
	high = s.addInt(s.shiftRight(middle, 12), s.shiftLeft(upper, 40))
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
