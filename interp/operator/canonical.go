package operator

import (
	"cmp"
	"encoding/binary"
	"math/cmplx"
	"slices"
)

// Canonical is a sum in the basis of ordered products: of spins, one Pauli matrix a site in the order of the sites; of
// fermions, creators before annihilators, each in the order of the sites. Equal operators, and only they, have equal sums.
func Canonical(terms []Term) []Term {
	sum := map[string]*Term{}
	largest := 0.0
	for _, t := range terms {
		for _, p := range ordered(t) {
			key := p.key()
			if old := sum[key]; old != nil {
				old.Coef += p.Coef
			} else {
				sum[key] = &p
			}
			largest = max(largest, cmplx.Abs(p.Coef))
		}
	}
	var out []Term
	for _, t := range sum {
		if cmplx.Abs(t.Coef) > rounding*largest {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b Term) int { return compareFactors(a.Factors, b.Factors) })
	return out
}

// rounding is the relative size of coefficients that are taken for zero.
const rounding = 1e-13

func compareFactors(a, b []Factor) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return slices.CompareFunc(a, b, func(x, y Factor) int {
		if c := cmp.Compare(x.Site, y.Site); c != 0 {
			return c
		}
		return cmp.Compare(x.Kind, y.Kind)
	})
}

// Difference is the canonical sum of a - b: empty if they are equal up to rounding.
func Difference(a, b []Term) []Term {
	all := slices.Clone(a)
	for _, t := range b {
		all = append(all, Term{-t.Coef, t.Factors})
	}
	return Canonical(all)
}

// Antihermitian is H - H†, empty for a Hermitian sum.
func Antihermitian(terms []Term) []Term {
	adjoint := make([]Term, len(terms))
	for i, t := range terms {
		adjoint[i] = t.Adjoint()
	}
	return Difference(terms, adjoint)
}

func (t Term) key() string {
	var b []byte
	for _, f := range t.Factors {
		b = append(b, byte(f.Kind))
		b = binary.AppendUvarint(b, uint64(f.Site))
	}
	return string(b)
}

// ordered writes a term in ordered products.
func ordered(t Term) []Term {
	if len(t.Factors) > 0 && t.Factors[0].Kind.Fermionic() {
		return normalOrder(t)
	}
	return pauliStrings(t)
}

// pauliProduct[a][b] is the product ab of two Pauli matrices: the phase i^phase and the kind; identity is 3.
var pauliProduct = [3][3]struct {
	phase int
	kind  Kind
}{
	{{0, 3}, {1, Z}, {3, Y}},
	{{3, Z}, {0, 3}, {1, X}},
	{{1, Y}, {3, X}, {0, 3}},
}

var phases = [4]complex128{1, 1i, -1, -1i}

// pauliStrings multiplies the factors of each site; a ladder is (X ± iY)/2.
func pauliStrings(t Term) []Term {
	words := []Term{{t.Coef, nil}}
	for _, f := range t.Factors {
		kinds, weights := []Kind{f.Kind}, []complex128{1}
		switch f.Kind {
		case Plus:
			kinds, weights = []Kind{X, Y}, []complex128{0.5, 0.5i}
		case Minus:
			kinds, weights = []Kind{X, Y}, []complex128{0.5, -0.5i}
		}
		var next []Term
		for _, w := range words {
			for i, k := range kinds {
				next = append(next, w.times(Factor{k, f.Site}, weights[i]))
			}
		}
		words = next
	}
	return words
}

// times multiplies an ordered product of Pauli matrices by one more from the right.
func (t Term) times(f Factor, weight complex128) Term {
	at, found := slices.BinarySearchFunc(t.Factors, f.Site, func(g Factor, site int) int { return cmp.Compare(g.Site, site) })
	out := Term{t.Coef * weight, slices.Clone(t.Factors)}
	if !found {
		out.Factors = slices.Insert(out.Factors, at, f)
		return out
	}
	p := pauliProduct[out.Factors[at].Kind][f.Kind]
	out.Coef *= phases[p.phase]
	if p.kind == 3 {
		out.Factors = slices.Delete(out.Factors, at, at+1)
	} else {
		out.Factors[at].Kind = p.kind
	}
	return out
}

// before tells whether fermionic factor f stands left of g in an ordered product.
func before(f, g Factor) bool {
	if f.Kind != g.Kind {
		return f.Kind == Create
	}
	return f.Site < g.Site
}

// normalOrder exchanges neighbours until all are in order: a minus sign each time, and a further term without the
// two where an annihilator meets the creator of its own site.
func normalOrder(t Term) []Term {
	var out []Term
	todo := []Term{t}
	for len(todo) > 0 {
		t := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		f := slices.Clone(t.Factors)
		done, zero := false, false
		for !done && !zero {
			done = true
			for i := 0; i+1 < len(f); i++ {
				a, b := f[i], f[i+1]
				if a == b {
					zero = true
					break
				}
				if before(a, b) {
					continue
				}
				if a.Site == b.Site && a.Kind == Annihilate {
					todo = append(todo, Term{t.Coef, slices.Concat(f[:i], f[i+2:])})
				}
				f[i], f[i+1] = b, a
				t.Coef = -t.Coef
				done = false
			}
		}
		if !zero {
			out = append(out, Term{t.Coef, f})
		}
	}
	return out
}

// JordanWigner writes fermions as spins, an occupied site as one that points down: c_k = Z_1…Z_{k-1} (X_k + iY_k)/2.
// The sum is canonical; it acts on the states, counted by their bits, as the fermions do.
func JordanWigner(terms []Term) []Term {
	spins := make([]Term, len(terms))
	for i, t := range terms {
		spins[i].Coef = t.Coef
		for _, f := range t.Factors {
			for k := range f.Site {
				spins[i].Factors = append(spins[i].Factors, Factor{Z, k})
			}
			kind := Minus
			if f.Kind == Annihilate {
				kind = Plus
			}
			spins[i].Factors = append(spins[i].Factors, Factor{kind, f.Site})
		}
	}
	return Canonical(spins)
}
