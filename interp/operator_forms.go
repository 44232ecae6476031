package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// Other forms of an operator: its sums are written out, its products brought into one order.

// writtenOut is an operator of terms that are numbers.
func (c ctx) writtenOut(n lang.Node, space *opSpace, terms []operator.Term) *Operator {
	if len(terms) > maxOperatorTerms {
		fail("G1001", n, fmt.Sprintf("written out, this operator has %d terms", len(terms)), here("at most %d", maxOperatorTerms), help("fewer sites"))
	}
	out := &Operator{space: space}
	for _, t := range terms {
		text, minus := number(real(t.Coef)), false
		switch {
		case imag(t.Coef) != 0:
			text = complexText(t.Coef)
		case real(t.Coef) < 0:
			text, minus = number(-real(t.Coef)), true
		}
		if text == "1" {
			text = ""
		}
		term := opTerm{coef: &Complex{Re: c.scalar(real(t.Coef)), Im: c.scalar(imag(t.Coef))}, text: text, minus: minus}
		for _, f := range t.Factors {
			term.factors = append(term.factors, opFactor{f.Kind, c.integer(f.Site).Node, space.set.Element(f.Site)})
		}
		out.terms = append(out.terms, term)
	}
	return out
}

// normalOrderBuiltin is normal_order(A): fermions with creators before annihilators, spins with one Pauli matrix a site.
func normalOrderBuiltin(c ctx, e *lang.Call) Value {
	a := c.discrete(e, c.one(e))
	return c.writtenOut(e, a.space, operator.Canonical(c.terms(e, a)))
}

// jordanWignerBuiltin is jordan_wigner(A): fermions as spins on the same set, an occupied mode as a spin -1.
func jordanWignerBuiltin(c ctx, e *lang.Call) Value {
	a := c.discrete(e, c.one(e))
	if !a.space.fermions {
		fail("G1002", e, fmt.Sprintf("this is an operator of %s", a.space), why("the map of Jordan and Wigner takes fermions to spins"), help("c = fermions(Λ), then jordan_wigner of sums and products of c[i]"))
	}
	return c.writtenOut(e, &opSpace{set: a.space.set}, operator.JordanWigner(c.terms(e, a)))
}
