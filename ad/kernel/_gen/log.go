package main

import (
	"math"
	"math/big"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// logNear: log(1+f) = f + f² q(f), for what logByTable leaves of a mantissa.
var logNear = fit(func(k int) *big.Rat { return big.NewRat(-alternating(k), int64(k)+2) }, -0.0323, 0.0626, 9)

// pieces is 16 pieces of the mantissas ¾ … 1½, by the upper four bits of their fractions: inverses of their middles,
// and minus the logarithms of these. The two pieces beside 1 have the inverse 1, so that nothing cancels there.
func pieces() (inverse, log Mem) {
	var inv, minus [16]uint64
	for j := range inv {
		c := 1 / (1 + (float64(j)+0.5)/16)
		if j >= 8 {
			c = 1 / (0.75 + (float64(j-8)+0.5)/32)
		}
		if j == 0 || j == 15 {
			c = 1
		}
		inv[j] = math.Float64bits(c)
		l, _ := number(0).Neg(logNumber(c)).Float64()
		minus[j] = math.Float64bits(l + 0) // no -0
	}
	return words("logInverse", inv[:]...), words("logPiece", minus[:]...)
}

func logNumber(c float64) *big.Float { return logBig(number(c)) }

// logBig is log c = 2 Σ y²ᵏ⁺¹/(2k+1), y = (c-1)/(c+1).
func logBig(c *big.Float) *big.Float {
	y := number(0).Quo(number(0).Sub(c, number(1)), number(0).Add(c, number(1)))
	sum := series(func(k int) *big.Rat { return big.NewRat(2, 2*int64(k)+1) }, number(0).Mul(y, y))
	return sum.Mul(sum, y)
}

// lookUp picks for each lane one of 16 numbers, by the low bits of the index.
func (s isa) lookUp(table Mem, index vec) vec {
	v, lower := s.copy(index), s.vec()
	VMOVUPD(table, lower)
	VPERMI2PD(table.Offset(64), lower, v)
	return v
}

// logByTable is log(x + c) for a positive x and a c that is less than a unit in its last place, or nil.
func (s isa) logByTable(x vec, c any) vec {
	e, m := s.vec(), s.vec()
	VGETEXPPD(x, e)
	VGETMANTPD(Imm(3), x, m) // in ¾ … 1½, while the exponent counts from mantissas in 1 … 2
	k := s.compare(less, m, num(1)).(reg.OpmaskVirtual)
	VADDPD_BCST(num(1).mem(), e, k, e)
	piece := s.shiftRight(m, 48)
	inverseTable, logTable := pieces()
	inverse := s.lookUp(inverseTable, piece)
	f := s.fms(m, inverse, s.reg(num(1)))
	rest := s.mul(e, ln2Low)
	if c, ok := c.(vec); ok {
		scaled := s.vec() // c/x = c·2⁻ᵉ/m
		VSCALEFPD(s.xor(e, bits(signBit)), s.mul(c, inverse), scaled)
		rest = s.add(rest, s.fnma(scaled, f, scaled))
	}
	rest = s.fma(s.mul(f, f), s.horner(f, logNear), rest)
	return s.add(s.fma(e, ln2High, s.lookUp(logTable, piece)), s.add(f, rest))
}
