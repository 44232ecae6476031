package exact

import (
	"fmt"
	"math"
)

// CriticalTemperature is that of the infinite square lattice, 2J/ln(1+√2).
// Source: Kramers and Wannier, Phys. Rev. 60, 252 (1941).
func CriticalTemperature(j float64) float64 { return 2 * math.Abs(j) / math.Log(1+math.Sqrt2) }

// Onsager is the Ising model on the infinite square lattice with coupling J ≠ 0 at temperature
// T > 0, per site, and its spontaneous (for J < 0: staggered) magnetisation. The heat capacity is
// infinite at the critical temperature.
// Sources: Onsager, Phys. Rev. 65, 117 (1944); Yang, Phys. Rev. 85, 808 (1952).
func Onsager(j, t float64) (site Thermo, magnetisation float64, err error) {
	if !(t > 0) || math.IsInf(t, 0) {
		return Thermo{}, 0, fmt.Errorf("the temperature must be positive, and is %g", t)
	}
	if j == 0 || math.IsNaN(j) || math.IsInf(j, 0) {
		return Thermo{}, 0, fmt.Errorf("the coupling must be a finite number other than 0, and is %g", j)
	}
	j = math.Abs(j)
	k := j / t
	if k > frozen {
		return ground(-2*j, 0, t), 1, nil
	}
	s, th := math.Sinh(2*k), math.Tanh(2*k)
	modulus := 2 * s / (1 + s*s)
	prime := (s - 1) * (s + 1) / (1 + s*s) // 2 tanh² 2K - 1, the signed complementary modulus
	logZ := math.Ln2 + math.Log(math.Cosh(2*k)) + onsagerIntegral(modulus, prime)/math.Pi

	first, second := elliptic(math.Abs(prime))
	weighted := prime * first // tends to 0 at the critical point
	if prime == 0 {
		weighted = 0
	}
	energy := -j / th * (1 + 2/math.Pi*weighted)
	a := k / th
	heat := 2 / math.Pi * a * a * (2*(first-second) - (1-prime)*(math.Pi/2+weighted))
	site = Thermo{LogZ: logZ, F: -t * logZ, E: energy, S: logZ + energy/t, C: heat}
	if s > 1 {
		magnetisation = math.Pow(1-math.Pow(s, -4), 0.125)
	}
	return site, magnetisation, nil
}

// onsagerIntegral is ∫ ln ½(1 + √(k'² + k² sin² t)) dt from 0 to π/2, by tanh-sinh quadrature: the
// integrand is singular at 0 where k' is 0.
func onsagerIntegral(k, prime float64) float64 {
	const step, reach = 1.0 / 32, 4
	sum := 0.0
	for i := -reach * 32; i <= reach*32; i++ {
		u := math.Pi / 2 * math.Sinh(step*float64(i))
		t := math.Pi / 2 / (1 + math.Exp(-2*u))
		w := math.Cosh(step*float64(i)) / (math.Cosh(u) * math.Cosh(u))
		sum += w * math.Log((1+math.Hypot(prime, k*math.Sin(t)))/2)
	}
	return sum * step * math.Pi * math.Pi / 8
}

// elliptic returns the complete elliptic integrals of the first and second kind for the
// complementary modulus k', by the arithmetic-geometric mean.
func elliptic(prime float64) (first, second float64) {
	if prime == 0 {
		return math.Inf(1), 1
	}
	a, b := 1.0, prime
	sum, power := (1-prime)*(1+prime)/2, 0.5
	for math.Abs(a-b) > 1e-16*a {
		c := (a - b) / 2
		a, b = (a+b)/2, math.Sqrt(a*b)
		power *= 2
		sum += power * c * c
		if math.Abs(c) < 1e-9*a {
			break // converges quadratically
		}
	}
	first = math.Pi / (2 * a)
	return first, first * (1 - sum)
}
