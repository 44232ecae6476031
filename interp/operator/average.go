package operator

import (
	"math"
	"math/bits"
	"slices"
)

// Average is the mean of the diagonal elements of a sum over the states of n sites: Tr H/dim. With particles >= 0 it is that
// over the states of fermions with so many occupied modes.
func Average(n int, terms []Term, particles int) float64 {
	sum := 0.0
	for _, t := range terms {
		sum += real(t.Coef * t.average(n, particles))
	}
	return sum
}

// average is that of a product without its coefficient. Spins of different sites are independent; fermions need the modes in the
// product only, since on all others the strings of signs act twice where the product leads back to the same state. A product of
// more modes than a mask holds fixes all of them, and is below 2⁻³² on average.
func (t Term) average(n, particles int) complex128 {
	sites := make([]int, len(t.Factors))
	for i, f := range t.Factors {
		sites[i] = f.Site
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	if len(t.Factors) > 0 && t.Factors[0].Kind.Fermionic() {
		if len(sites) > 32 {
			return 0
		}
		local := Term{Coef: 1, Factors: slices.Clone(t.Factors)}
		for i := range local.Factors {
			local.Factors[i].Site, _ = slices.BinarySearch(sites, local.Factors[i].Site)
		}
		return local.diagonal(n, particles)
	}
	product := complex128(1)
	for _, s := range sites {
		local := Term{Coef: 1}
		for _, f := range t.Factors {
			if f.Site == s {
				local.Factors = append(local.Factors, Factor{Kind: f.Kind})
			}
		}
		product *= local.diagonal(n, -1)
	}
	return product
}

// diagonal is the average of a product on the first sites. A sign that is not on a site of a given state takes both values.
func (t Term) diagonal(n, particles int) complex128 {
	flip, w, ok := compile(t)
	fixed := w.one | w.zero
	if !ok || flip != 0 || w.sign&^fixed != 0 {
		return 0
	}
	return w.weight(w.one) * complex(share(n, particles, bits.OnesCount32(fixed), bits.OnesCount32(w.one)), 0)
}

// share is the part of all states in which k sites are in given states, so many of them occupied.
func share(n, particles, k, occupied int) float64 {
	if particles < 0 {
		return math.Exp2(-float64(k))
	}
	return math.Exp(logChoose(n-k, particles-occupied) - logChoose(n, particles))
}

// logChoose is the logarithm of a binomial coefficient.
func logChoose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
