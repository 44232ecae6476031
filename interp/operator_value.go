package interp

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Operators are symbolic: sums of products of elementary operators, with complex coefficients. A sum over an index set
// stays one term, whatever the size of the set: its coefficient and the places of its factors are nodes along the axes
// that are summed over. Written out (operator_expand.go) they are what package operator computes with.

type (
	// Operator is a sum of terms on one space.
	Operator struct {
		space *opSpace // nil: a number times the identity
		terms []opTerm
		about *Record // what a file says of it; nil for none
	}
	// opSpace is what operators act on: a spin, or a fermionic mode, at every element of a set.
	opSpace struct {
		set      *sets.Set
		fermions bool
	}
	// opTerm is a coefficient times a product, summed over axes of its own.
	opTerm struct {
		coef    *Complex
		text    string // the coefficient as the program writes it, "" for 1
		inner   string // the part of it that changes with the sums, written behind their signs
		minus   bool   // for writing: the coefficient is minus the text
		factors []opFactor
		sums    []opSum
	}
	// opFactor is an elementary operator at a place.
	opFactor struct {
		kind operator.Kind
		at   *ad.Node // position in the set of the space
		text string   // the place as the program writes it
	}
	// opSum is one clause of generators.
	opSum struct {
		dims  []Dim
		names []string
		text  string
	}
	// OperatorFamily is X, or c: an elementary operator for every element of a set.
	OperatorFamily struct {
		space *opSpace
		kind  operator.Kind
	}
	// hermitianConjugate is the word hc.
	hermitianConjugate struct{}
)

func (s *opSpace) String() string {
	if s.fermions {
		return "fermions on " + s.set.String()
	}
	return "spins on " + s.set.String()
}

func (op *Operator) title() string {
	if op.space == nil {
		return "a multiple of the identity"
	}
	return "an operator of " + op.space.String()
}

// addOperatorBuiltins adds what makes operators.
func addOperatorBuiltins(add func(string, string, func(ctx, *lang.Call) Value)) {
	family := func(space *opSpace, kinds ...operator.Kind) Value {
		t := make(Tuple, len(kinds))
		for i, k := range kinds {
			t[i] = &OperatorFamily{space, k}
		}
		if len(t) == 1 {
			return t[0]
		}
		return t
	}
	add("pauli", "X, Y, Z = pauli(Λ): Pauli matrices at every element of a set; Z is the spin, +1 or -1", func(c ctx, e *lang.Call) Value {
		return family(&opSpace{set: c.operatorSet(e)}, operator.X, operator.Y, operator.Z)
	})
	add("ladder", "P, M = ladder(Λ): (X + im Y)/2 raises a spin from -1 to 1, (X - im Y)/2 lowers it", func(c ctx, e *lang.Call) Value {
		return family(&opSpace{set: c.operatorSet(e)}, operator.Plus, operator.Minus)
	})
	add("fermions", "c = fermions(Λ): annihilators, c[i]†*c[i] counts; they anticommute in the order of the set", func(c ctx, e *lang.Call) Value {
		return family(&opSpace{c.operatorSet(e), true}, operator.Annihilate)
	})
	add("fcidump", "H = fcidump(\"n2.fcidump\"): the Hamiltonian of a molecule from its integrals, over fermions(H.modes); ground(H, sector = H.sector)", fcidumpBuiltin)
	add("normal_order", "normal_order(A): A written out, creators before annihilators, each in the order of the set; of spins, one Pauli matrix a site", normalOrderBuiltin)
	add("jordan_wigner", "jordan_wigner(A): fermions as spins of the same set, an occupied mode as a spin -1 with the string of Z before it", jordanWignerBuiltin)
	add("commutator", "commutator(A, B) = A*B - B*A", func(c ctx, e *lang.Call) Value { return c.bracket(e, true) })
	add("anticommutator", "anticommutator(A, B) = A*B + B*A", func(c ctx, e *lang.Call) Value { return c.bracket(e, false) })
	add("adjoint", "adjoint(A) = A†", func(c ctx, e *lang.Call) Value { return c.adjointOf(e, c.one(e)) })
}

// operatorSet is the argument of pauli, ladder and fermions.
func (c ctx) operatorSet(e *lang.Call) *sets.Set {
	if len(e.Args) != 1 || len(e.Args[0].Gens) > 0 || e.Args[0].Name != nil {
		fail("G0502", e, fmt.Sprintf("%s takes one index set", lang.Print(e.Fn)), at("%s", given(e)), help("%s(Λ), with Λ = chain(N, open), 1..N or another set", lang.Print(e.Fn)))
	}
	return c.setExpr(e.Args[0].X)
}

// indexOperators is X[i].
func (c ctx) indexOperators(e *lang.Index, f *OperatorFamily) *Operator {
	ax := c.s.axis(f.space.set, c.open)
	place := c.indexArray(e, &Array{Node: c.g().Iota(ax), Dims: []Dim{{ax, f.space.set}}}).(*Array)
	if len(place.Dims) > 0 {
		fail("G0406", e, fmt.Sprintf("an operator of one element is meant here, and this is %s", kind(place)), help("name the element: %s[i], with for i in %s around", lang.Print(e.X), f.space.set.String()))
	}
	text := ""
	for i, a := range e.Args {
		if i > 0 {
			text += ","
		}
		text += c.placeText(a.X)
	}
	return &Operator{space: f.space, terms: []opTerm{{coef: c.complexOf(e, c.integer(1)), factors: []opFactor{{f.kind, place.Node, text}}}}}
}

// placeText writes an index: as it stands in the program, or the element where that is known.
func (c ctx) placeText(e lang.Expr) string {
	switch v := c.eval(e).(type) {
	case String:
		return string(v)
	case *Array:
		if p, ok := v.Node.Scalar(); ok && len(v.Dims) == 0 && (v.Set == nil || p >= 0 && int(p) < v.Set.Size()) {
			return c.show(v)
		}
	}
	return lang.Print(e)
}

// operatorOf takes a value as an operator: numbers are multiples of the identity.
func (c ctx) operatorOf(n lang.Node, v Value) *Operator {
	switch v := v.(type) {
	case *Operator:
		return v
	case *OperatorFamily:
		fail("G1001", n, "this is an operator for every element, and one of them is meant here", why("a sum or a product is of operators of single elements"), help("name the element: %s[i]", lang.Print(toExpr(n))))
	case *Array, *Complex:
		z := c.complexOf(n, v)
		if len(z.dims()) > 0 {
			fail("G1001", n, fmt.Sprintf("%s does not go with an operator", kind(v)), why("a coefficient is one number"), help("sum(J[i]*Z[i] for i in Λ)"))
		}
		return &Operator{terms: []opTerm{c.coefficient(n, z)}}
	}
	fail("G1001", n, fmt.Sprintf("operators have sums and products with numbers and with each other, and this is %s", kind(v)), help("apply it to one element, or to numbers"))
	return nil
}

// coefficient is a multiple of the identity that is written as in the program.
func (c ctx) coefficient(n lang.Node, z *Complex) opTerm {
	e := toExpr(n)
	for {
		p, ok := e.(*lang.Paren)
		if !ok {
			break
		}
		e = p.X
	}
	t := opTerm{coef: z}
	if u, ok := e.(*lang.Unary); ok && u.Op == "-" {
		t.minus, e = true, u.X
	}
	t.text = lang.Print(e)
	if v, ok := z.known(); ok && c.readsLocals(e) { // outside of the body its names tell nothing
		t.showNumber(v)
	} else if b, ok := e.(*lang.Binary); ok && (b.Op == "+" || b.Op == "-") {
		t.text = "(" + t.text + ")"
	}
	if t.text == "1" {
		t.text = ""
	}
	return t
}

// space is what two operators act on together.
func (c ctx) sameSpace(n lang.Node, a, b *Operator) *opSpace {
	switch {
	case a.space == nil:
		return b.space
	case b.space == nil, a.space.fermions == b.space.fermions && a.space.set.Same(b.space.set):
		return a.space
	}
	opts := []option{why("an operator acts on the states of one set of spins or fermions"), help("one set for all of them, such as Λ times labels(\"a\", \"b\")")}
	if e, ok := n.(*lang.Binary); ok {
		opts = append(opts, label(e.X, "%s", a.space), label(e.Y, "%s", b.space))
	}
	fail("G1002", n, fmt.Sprintf("%s and %s do not mix", a.space, b.space), opts...)
	return nil
}

// operatorBinary is arithmetic with operators.
func (c ctx) operatorBinary(e *lang.Binary, x, y Value) Value {
	if _, ok := y.(hermitianConjugate); ok {
		a := c.operatorOf(e.X, x)
		if e.Op != "+" {
			fail("G1001", e, "hc is added to the terms beside it", help("%s + hc", lang.Print(e.X)))
		}
		return c.addOperators(e, a, c.adjoint(a), false)
	}
	switch e.Op {
	case "+", "-":
		return c.addOperators(e, c.operatorOf(e.X, x), c.operatorOf(e.Y, y), e.Op == "-")
	case "*":
		return c.multiplyOperators(e, c.operatorOf(e.X, x), c.operatorOf(e.Y, y))
	case "/":
		if a, ok := x.(*Operator); ok {
			if z, ok := y.(*Complex); ok || isArray(y) {
				if !ok {
					z = c.complexOf(e.Y, y)
				}
				one := &lang.Number{At: e.At, Text: "1", Value: 1, Int: true}
				down := &lang.Binary{At: e.At, Op: "/", X: one, Y: e.Y}
				return c.multiplyOperators(e, &Operator{terms: []opTerm{c.coefficient(down, c.complexBinary(down, c.integer(1), z).(*Complex))}}, a)
			}
		}
	case "^":
		return c.operatorPower(e, x, y)
	}
	fail("G1001", e, fmt.Sprintf("%s is not defined for operators", e.Op), why("operators have sums, products and whole powers"), help("%s * %s", lang.Print(e.X), lang.Print(e.Y)))
	return nil
}

// addOperators is a + b, or a - b.
func (c ctx) addOperators(n lang.Node, a, b *Operator, minus bool) *Operator {
	if minus {
		b = c.negateOperator(b)
	}
	return &Operator{space: c.sameSpace(n, a, b), terms: slices.Concat(a.terms, b.terms)}
}

func (c ctx) negateOperator(a *Operator) *Operator {
	out := &Operator{space: a.space, terms: slices.Clone(a.terms)}
	for i, t := range out.terms {
		out.terms[i].coef, out.terms[i].minus = c.complexNegate(t.coef), !t.minus
	}
	return out
}

// maxOperatorTerms is the largest number of terms of a product.
const maxOperatorTerms = 1 << 14

// multiplyOperators is a*b: every term with every term.
func (c ctx) multiplyOperators(e *lang.Binary, a, b *Operator) *Operator {
	out := &Operator{space: c.sameSpace(e, a, b)}
	if n := len(a.terms) * len(b.terms); n > maxOperatorTerms {
		fail("G1001", e, fmt.Sprintf("this product has %d terms", n), here("at most %d", maxOperatorTerms), why("a product of sums is multiplied out, term by term"),
			help("lower powers, or sums over index sets, which stay one term"))
	}
	for _, s := range a.terms {
		for _, t := range b.terms {
			s, t := s.unlike(t.free()), c.apartFrom(t, s.axes())
			t = t.unlike(s.mentions())
			times := func(x, y *Array) *Array { return c.elementwise(e, ad.Mul, x, y) }
			out.terms = append(out.terms, opTerm{
				coef:    c.complexMul(e, s.coef, t.coef, times),
				text:    product(s.text, t.text),
				inner:   product(s.inner, t.inner),
				minus:   s.minus != t.minus,
				factors: slices.Concat(s.factors, t.factors),
				sums:    slices.Concat(s.sums, t.sums),
			})
		}
	}
	return out
}

// product writes two coefficients side by side, and numbers as their product.
func product(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	x, err := strconv.ParseFloat(a, 64)
	if y, err2 := strconv.ParseFloat(b, 64); err == nil && err2 == nil {
		return number(x * y)
	}
	return a + " " + b
}

// operatorPower is A^n.
func (c ctx) operatorPower(e *lang.Binary, x, y Value) Value {
	if !isArray(y) {
		fail("G1001", e.Y, fmt.Sprintf("the exponent of an operator is a whole number, and this is %s", kind(y)), help("H^2"))
	}
	n := c.wholeOf(e.Y, c.number(e.Y, y))
	if n < 0 || n > 16 {
		fail("G1001", e.Y, fmt.Sprintf("the exponent of an operator is from 0 to 16, and this is %d", n), help("H^2"))
	}
	a := c.operatorOf(e.X, x)
	out := &Operator{space: a.space, terms: []opTerm{{coef: c.complexOf(e, c.integer(1))}}}
	for range n {
		out = c.multiplyOperators(&lang.Binary{At: e.At, Op: "*", X: e.X, Y: e.X}, out, a)
	}
	return out
}

// changesAlong tells whether the coefficient is another one for other elements of the dims.
func (t *opTerm) changesAlong(dims []Dim) bool {
	for _, d := range dims {
		if contains(t.coef.Re.Node.Axes, d.Axis) || contains(t.coef.Im.Node.Axes, d.Axis) {
			return true
		}
	}
	return false
}

// axes are those that a term is summed over.
func (t *opTerm) axes() []*ad.Axis {
	var out []*ad.Axis
	for _, s := range t.sums {
		out = append(out, axesOf(s.dims)...)
	}
	return out
}

// apartFrom moves the sums of a term off the given axes.
func (c ctx) apartFrom(t opTerm, taken []*ad.Axis) opTerm {
	own := t.axes()
	if !slices.ContainsFunc(own, func(a *ad.Axis) bool { return contains(taken, a) }) {
		return t
	}
	used := slices.Concat(c.open, taken, own)
	var from []*ad.Axis
	var to []*ad.Node
	t.sums = slices.Clone(t.sums)
	for i, s := range t.sums {
		dims := slices.Clone(s.dims)
		for k, d := range dims {
			if contains(taken, d.Axis) {
				ax := c.s.axis(d.Set, used)
				used = append(used, ax)
				from, to = append(from, d.Axis), append(to, c.g().Iota(ax))
				dims[k].Axis = ax
			}
		}
		t.sums[i].dims = dims
	}
	move := func(n *ad.Node) *ad.Node { return c.g().Gather(n, from, to) }
	t.coef = t.coef.each(func(a *Array) *Array { return &Array{Node: move(a.Node)} })
	t.factors = slices.Clone(t.factors)
	for i := range t.factors {
		t.factors[i].at = move(t.factors[i].at)
	}
	return t
}

// renameOperator moves the sums of an operator off the axes that are open here.
func (c ctx) renameOperator(op *Operator) *Operator {
	out := &Operator{space: op.space, terms: make([]opTerm, len(op.terms))}
	for i, t := range op.terms {
		out.terms[i] = c.apartFrom(t, c.open)
	}
	return out
}

// sumOperators is sum(A for …), or prod(A for …).
func (c ctx) sumOperators(n lang.Node, word string, gens *generators, of []*lang.Gen, op *Operator) *Operator {
	gens.overSets(n)
	if word == "prod" {
		return c.multiplyOut(n, gens, op)
	}
	if word != "sum" {
		fail("G1001", n, fmt.Sprintf("%s of operators is not defined", word), why("operators have sums and products"), help("sum(… for …)"))
	}
	out := &Operator{space: op.space}
	for _, t := range op.terms {
		t = t.unlike(boundBy(of))
		if t.changesAlong(gens.dims) {
			t.text, t.inner = "", product(t.text, t.inner)
		}
		if gens.guard != nil {
			t.coef = t.coef.each(func(a *Array) *Array { return &Array{Node: c.guardedTerm(a.Node, gens.guard)} })
		}
		t.sums = append([]opSum{{gens.dims, boundBy(of), gensText(of)}}, t.sums...)
		out.terms = append(out.terms, t)
	}
	return out
}

// adjoint is A†.
func (c ctx) adjoint(a *Operator) *Operator {
	out := &Operator{space: a.space}
	for _, t := range a.terms {
		if v, ok := t.coef.Im.Node.Scalar(); !ok || v != 0 {
			t.text, t.inner = conjugated(t.text), conjugated(t.inner)
		}
		t.coef = c.conjugate(t.coef)
		t.factors = slices.Clone(t.factors)
		slices.Reverse(t.factors)
		for i := range t.factors {
			t.factors[i].kind = t.factors[i].kind.Adjoint()
		}
		out.terms = append(out.terms, t)
	}
	return out
}

// conjugated writes the conjugate of a coefficient.
func conjugated(text string) string {
	if text == "" {
		return ""
	}
	return "conj(" + text + ")"
}

// adjointOf is A† of a value.
func (c ctx) adjointOf(n lang.Node, v Value) Value {
	switch v := v.(type) {
	case *Complex:
		if len(v.dims()) == 0 {
			return c.conjugate(v)
		}
	case *Operator, *OperatorFamily:
		return c.adjoint(c.operatorOf(n, v))
	}
	fail("G1001", n, fmt.Sprintf("† is the adjoint of an operator, and this is %s", kind(v)), help("transpose(A) of a real matrix, conj(z) of a number"))
	return nil
}

// bracket is the commutator or the anticommutator.
func (c ctx) bracket(e *lang.Call, minus bool) Value {
	x, y := c.two(e)
	a, b := c.operatorOf(e.Args[0].X, x), c.operatorOf(e.Args[1].X, y)
	times := &lang.Binary{At: e.At, Op: "*", X: e.Args[0].X, Y: e.Args[1].X}
	return c.addOperators(e, c.multiplyOperators(times, a, b), c.multiplyOperators(times, b, a), minus)
}

// isOperator tells whether arithmetic with a value is that of operators.
func isOperator(v Value) bool {
	switch v.(type) {
	case *Operator, *OperatorFamily, hermitianConjugate:
		return true
	}
	return false
}
