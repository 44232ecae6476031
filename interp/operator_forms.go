package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
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
		term := opTerm{coef: &Complex{Re: c.scalar(real(t.Coef)), Im: c.scalar(imag(t.Coef))}}
		term.showNumber(t.Coef)
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

// multiplyOut is prod(A for …): the operators of all elements, one after the other.
func (c ctx) multiplyOut(n lang.Node, gens *generators, op *Operator) *Operator {
	axes := gens.axes()
	affordable(n, volume(axes))
	guard := c.g().Truth(true)
	if gens.guard != nil {
		guard = c.written(n, gens.guard, axes)
	}
	out := &Operator{space: op.space, terms: []opTerm{{coef: c.complexOf(n, c.integer(1))}}}
	times := &lang.Binary{At: lang.At{Pos: n.Span()}, Op: "*"}
	count := 0
	ad.Each(axes, [][]int{guard.Strides(axes)}, func(at []int) {
		if constAt(guard, at[0]) != 0 {
			out = c.multiplyOperators(times, out, c.operatorAt(op, gens.dims, count))
		}
		count++
	})
	return out
}

// operatorAt is an operator with the element of dims that stands at a place in their order.
func (c ctx) operatorAt(op *Operator, dims []Dim, place int) *Operator {
	axes, index := make([]*ad.Axis, len(dims)), make([]*ad.Node, len(dims))
	for k := len(dims) - 1; k >= 0; k-- {
		size := dims[k].Axis.Size
		axes[k], index[k] = dims[k].Axis, c.integer(place%size).Node
		place /= size
	}
	at := func(n *ad.Node) *ad.Node { return c.g().Gather(n, axes, index) }
	out := &Operator{space: op.space}
	for _, t := range op.terms {
		changes := t.changesAlong(dims)
		t.coef = t.coef.each(func(a *Array) *Array { return &Array{Node: at(a.Node)} })
		if v, ok := t.coef.known(); ok && changes && len(t.sums) == 0 {
			t.showNumber(v)
		}
		t.factors = slices.Clone(t.factors)
		for i := range t.factors {
			f := &t.factors[i]
			f.at = at(f.at)
			if p, ok := f.at.Scalar(); ok {
				f.text = op.space.set.Element(int(p))
			}
		}
		out.terms = append(out.terms, t)
	}
	return out
}
