package operator

import "slices"

// Kind is an elementary operator of one site.
type Kind uint8

// Elementary operators.
const (
	X Kind = iota
	Y
	Z
	Plus   // |1⟩⟨-1|
	Minus  // |-1⟩⟨1|
	Create // c†
	Annihilate
)

// Fermionic tells whether operators of this kind anticommute between sites.
func (k Kind) Fermionic() bool { return k >= Create }

// Adjoint is the kind of the adjoint.
func (k Kind) Adjoint() Kind {
	switch k {
	case Plus:
		return Minus
	case Minus:
		return Plus
	case Create:
		return Annihilate
	case Annihilate:
		return Create
	}
	return k
}

// Factor is an elementary operator at a site, counted from 0.
type Factor struct {
	Kind Kind
	Site int
}

// Term is a product of factors, the leftmost first, with a coefficient. No factors: the identity.
type Term struct {
	Coef    complex128
	Factors []Factor
}

// Adjoint is the adjoint of a term.
func (t Term) Adjoint() Term {
	f := slices.Clone(t.Factors)
	slices.Reverse(f)
	for i := range f {
		f[i].Kind = f[i].Kind.Adjoint()
	}
	return Term{complex(real(t.Coef), -imag(t.Coef)), f}
}
