package exact

import (
	"errors"
	"fmt"
	"math"
)

// Thermo is the equilibrium of a system at one temperature.
type Thermo struct {
	LogZ float64 // ln Z
	F    float64 // free energy -T ln Z
	E    float64 // energy ⟨E⟩
	S    float64 // entropy (E - F)/T
	C    float64 // heat capacity d⟨E⟩/dT
}

// thermo follows from ln Z as a function of K = J/T.
func thermo(logZ jet, j, t float64) Thermo {
	k := j / t
	return Thermo{LogZ: logZ.v, F: -t * logZ.v, E: -j * logZ.d, S: logZ.v - k*logZ.d, C: k * k * logZ.dd}
}

// frozen is the K above which only the ground states count, to far below a rounding error.
const frozen = 40

// ground is a system of which only states of one energy are left.
func ground(energy, logStates, t float64) Thermo {
	return Thermo{LogZ: logStates - energy/t, F: energy - t*logStates, E: energy, S: logStates}
}

// Torus is the Ising model on a periodic square lattice of lx by ly sites with coupling J at
// temperature T > 0; totals, not per site. In a direction of length 2 neighbours are joined by two
// bonds. An antiferromagnet (J < 0) equals the ferromagnet where both lengths are even and is an
// error elsewhere. Energy and heat capacity are derivatives of the formula; their rounding errors
// are of order 1e-14 and 1e-13 per site.
//
// Source: Kaufman, Phys. Rev. 76, 1232 (1949), equation 49. Of its four terms the last is negative
// above the critical temperature, where γ_0 = 2(K - K*) is.
func Torus(lx, ly int, j, t float64) (Thermo, error) {
	switch {
	case lx < 2 || ly < 2:
		return Thermo{}, fmt.Errorf("a torus of %d by %d sites: at least two are needed in each direction", lx, ly)
	case !(t > 0) || math.IsInf(t, 0):
		return Thermo{}, fmt.Errorf("the temperature must be positive, and is %g", t)
	case math.IsNaN(j) || math.IsInf(j, 0):
		return Thermo{}, fmt.Errorf("the coupling must be a finite number, and is %g", j)
	case j < 0 && (lx%2 != 0 || ly%2 != 0):
		return Thermo{}, errors.New("an antiferromagnet on a torus of odd length is frustrated: no closed formula is known here")
	}
	j = math.Abs(j)
	if j/t > frozen {
		return ground(-2*j*float64(lx)*float64(ly), math.Ln2, t), nil
	}
	return thermo(torusLogZ(max(lx, ly), min(lx, ly), j/t), j, t), nil
}

// torusLogZ is ln Z as a function of K on n columns of m sites. With s = sinh 2K, Kaufman's
//
//	Z = ½ (2s)^{nm/2} [Π 2cosh(mγ_l/2) + Π 2sinh(mγ_l/2) over odd l
//	                 + Π 2cosh(mγ_l/2) + Π 2sinh(mγ_l/2) over even l],  0 ≤ l < 2n,
//
// where cosh γ_l = s + 1/s - cos(πl/n), is written with h_l = ln(s e^{γ_l}), which stays regular
// as K → 0. All even l together hold one γ_0, whose sign decides that of the last product.
func torusLogZ(n, m int, k float64) jet {
	sites := float64(n * m)
	sh, ch := math.Sinh(2*k), math.Cosh(2*k)
	s := jet{sh, 2 * ch, 4 * sh}
	c := jet{ch, 2 * sh, 4 * ch}

	sign := 1.0
	if sh < 1 {
		sign = -1
	}
	var terms [4]jet // logarithms of the four products without the last factor of the fourth
	var last jet     // 2 sinh(mγ_0/2) e^{-m|γ_0|/2}
	for l := range 2 * n {
		h := growth(s, c, float64(l)/float64(n), sign)
		decay := s.times(h.scaled(-1).exp()).power(m) // e^{-m|γ|}
		grow := h.scaled(float64(m) / 2)
		cosh, sinh := number(1).plus(decay), number(1).minus(decay)
		pair := terms[2*(1-l%2):]
		pair[0] = pair[0].plus(grow).plus(cosh.log())
		pair[1] = pair[1].plus(grow)
		if l == 0 {
			last = sinh.scaled(sign)
		} else {
			pair[1] = pair[1].plus(sinh.log())
		}
	}
	sum := number(1)
	for i, term := range terms[1:] {
		x := term.minus(terms[0]).exp()
		if i == 2 {
			x = x.times(last)
		}
		sum = sum.plus(x)
	}
	return terms[0].plus(sum.log()).plus(number(math.Ln2 * (sites/2 - 1)))
}

// growth is h = ln(s e^{|γ|}) for the wave number πx: with A = s cosh γ = 1 + s² - s cos πx it is
// ln(A + √(A² - s²)). At wave number zero the root is |s - 1| cosh 2K, differentiable on
// either side.
func growth(s, c jet, x, sign float64) jet {
	sin := math.Sin(math.Pi * x / 2)
	off := s.minus(number(1)) // A - s = (s-1)² + 2 s sin²(πx/2)
	gap := off.times(off).plus(s.scaled(2 * sin * sin))
	a := gap.plus(s)
	root := off.times(c).scaled(sign)
	if x > 0 {
		root = gap.times(a.plus(s)).sqrt()
	}
	return a.plus(root).log()
}
