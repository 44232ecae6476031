package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set with vectors of w float64.
type isa struct {
	name string
	w    int
}

var (
	avx512 = isa{"AVX512", 8}
	avx2   = isa{"AVX2", 4}
)

// vec is a vector register, and num a constant with the same value in each lane.
type (
	vec = reg.VecVirtual
	num float64
)

// instr is an instruction of avo.
type instr func(ops ...Op)

func (s isa) wide() bool { return s.w == 8 }

func (s isa) bytes() int { return 8 * s.w }

func (s isa) vec() vec {
	giveWay()
	if s.wide() {
		return ZMM()
	}
	return YMM()
}

// zero is a register of zeros.
func (s isa) zero() vec {
	v := s.vec()
	VXORPD(v, v, v)
	return v
}

// bits is the number with the given bit pattern.
func bits(b uint64) num { return num(math.Float64frombits(b)) }

var constants = map[uint64]Mem{}

// mem is a constant in memory, four times over: the operand of AVX2 instructions as it stands, and of
// AVX-512 instructions that broadcast the first. No instruction needs it aligned.
func (c num) mem() Mem {
	b := math.Float64bits(float64(c))
	if m, ok := constants[b]; ok {
		return m
	}
	m := GLOBL(fmt.Sprintf("c%016x", b), 8|16)
	for i := range 4 {
		DATA(8*i, U64(b))
	}
	constants[b] = m
	return m
}

// reg is a constant in a register, or the register itself.
func (s isa) reg(x any) vec {
	c, ok := x.(num)
	if !ok {
		return x.(vec)
	}
	v := s.vec()
	VBROADCASTSD(c.mem(), v)
	return v
}

// broadcast is a scalar parameter in each lane.
func (s isa) broadcast(name string) vec {
	v := s.vec()
	VBROADCASTSD(frame(name), v)
	return v
}

// copy is a fresh register with the value of x.
func (s isa) copy(x vec) vec {
	v := s.vec()
	VMOVAPD(x, v)
	return v
}

// emit writes an instruction whose first operand is a register or a constant.
func (s isa) emit(plain, bcst instr, first any, rest ...Op) {
	c, ok := first.(num)
	switch {
	case !ok:
		plain(append([]Op{first.(Op)}, rest...)...)
	case s.wide():
		bcst(append([]Op{c.mem()}, rest...)...)
	default:
		plain(append([]Op{c.mem()}, rest...)...)
	}
}

// binary writes dst = x op y, y a register or a constant.
func (s isa) binary(plain, bcst instr, x, y any) vec {
	v := s.vec()
	s.emit(plain, bcst, y, s.reg(x), v)
	return v
}

func (s isa) add(x, y any) vec { return s.binary(VADDPD, VADDPD_BCST, x, y) }
func (s isa) sub(x, y any) vec { return s.binary(VSUBPD, VSUBPD_BCST, x, y) }
func (s isa) mul(x, y any) vec { return s.binary(VMULPD, VMULPD_BCST, x, y) }
func (s isa) div(x, y any) vec { return s.binary(VDIVPD, VDIVPD_BCST, x, y) }
func (s isa) and(x, y any) vec { return s.binary(VANDPD, VANDPD_BCST, x, y) }
func (s isa) or(x, y any) vec  { return s.binary(VORPD, VORPD_BCST, x, y) }
func (s isa) xor(x, y any) vec { return s.binary(VXORPD, VXORPD_BCST, x, y) }

// min and max are the machine's: if x or y is NaN, and if both are zero, the result is y.
func (s isa) min(x, y any) vec { return s.binary(VMINPD, VMINPD_BCST, x, y) }
func (s isa) max(x, y any) vec { return s.binary(VMAXPD, VMAXPD_BCST, x, y) }

// addInt and subInt are x ± y on the bit patterns as 64-bit integers.
func (s isa) addInt(x, y any) vec { return s.binary(VPADDQ, VPADDQ_BCST, x, y) }
func (s isa) subInt(x, y any) vec { return s.binary(VPSUBQ, VPSUBQ_BCST, x, y) }

func (s isa) shiftLeft(x vec, n uint64) vec {
	v := s.vec()
	VPSLLQ(Imm(n), x, v)
	return v
}

func (s isa) shiftRight(x vec, n uint64) vec {
	v := s.vec()
	VPSRLQ(Imm(n), x, v)
	return v
}

func (s isa) sqrt(x vec) vec {
	v := s.vec()
	VSQRTPD(x, v)
	return v
}

func (s isa) floor(x vec) vec {
	v := s.vec()
	if s.wide() {
		VRNDSCALEPD(Imm(0x9), x, v)
	} else {
		VROUNDPD(Imm(0x9), x, v)
	}
	return v
}

// fma is x·y + z and fnma is z - x·y, each rounded once; y is a register or a constant.
func (s isa) fma(x vec, y any, z any) vec  { return s.fused(VFMADD231PD, VFMADD231PD_BCST, x, y, z) }
func (s isa) fnma(x vec, y any, z any) vec { return s.fused(VFNMADD231PD, VFNMADD231PD_BCST, x, y, z) }

func (s isa) fused(plain, bcst instr, x vec, y, z any) vec {
	v := s.reg(z)
	if _, ok := z.(num); !ok {
		v = s.copy(v)
	}
	s.emit(plain, bcst, y, x, v)
	return v
}

// horner is the polynomial Σ c[i] rⁱ.
func (s isa) horner(r vec, c []float64) vec {
	p := s.reg(num(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		giveWay()
		s.emit(VFMADD213PD, VFMADD213PD_BCST, num(c[i]), r, p)
	}
	return p
}

// Predicates of comparisons: the first three are false when an argument is NaN, the others true.
const (
	equal     = 0x00
	less      = 0x11
	lessEqual = 0x12
	unordered = 0x03
	notEqual  = 0x04
)

// compare is the mask of lanes where x op y: a mask register for AVX-512, lanes of ones for AVX2.
func (s isa) compare(op uint8, x, y any) reg.Register {
	var m reg.Register = s.vec()
	if s.wide() {
		m = K()
	}
	s.emit(func(o ...Op) { VCMPPD(append([]Op{Imm(uint64(op))}, o...)...) },
		func(o ...Op) { VCMPPD_BCST(append([]Op{Imm(uint64(op))}, o...)...) }, y, s.reg(x), m.(Op))
	return m
}

// blend is x in the lanes of the mask and y elsewhere.
func (s isa) blend(mask reg.Register, x, y any) vec {
	if !s.wide() {
		v := s.vec()
		VBLENDVPD(mask, s.reg(x), s.reg(y), v)
		return v
	}
	// Not VBLENDMPD: of an instruction with a mask, avo thinks that it reads its destination, and keeps a register for it
	// from the beginning of the function.
	v := s.reg(y)
	if _, ok := y.(num); !ok {
		v = s.copy(v)
	}
	if c, ok := x.(num); ok {
		VBROADCASTSD(c.mem(), mask, v)
	} else {
		VMOVAPD(x.(vec), mask, v)
	}
	return v
}

// negative is the mask of lanes whose sign bit is set.
func (s isa) negative(x vec) reg.Register {
	if !s.wide() {
		return x
	}
	k := K()
	VPMOVQ2M(x, k)
	return k
}

const (
	signBit = 1 << 63
	absBits = signBit - 1
)

func (s isa) absOf(x vec) vec  { return s.and(x, bits(absBits)) }
func (s isa) signOf(x vec) vec { return s.and(x, bits(signBit)) }
