package interp

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// How operators are written: as in a paper, sums stay sums.

// word is a name in the text of a term, or a member of one.
var word = regexp.MustCompile(`\.?[\p{L}_][\p{L}\p{N}\p{M}_′]*`)

// renamedWord is a text with another name in place of one.
func renamedWord(text, from, to string) string {
	return word.ReplaceAllStringFunc(text, func(w string) string {
		if w == from {
			return to
		}
		return w
	})
}

// texts are what a term is written with: the coefficient outside of the sums, then all that may name their indices.
func (t *opTerm) texts() (outside string, inside []*string) {
	inside = append(inside, &t.inner)
	for i := range t.sums {
		inside = append(inside, &t.sums[i].text)
	}
	for i := range t.factors {
		inside = append(inside, &t.factors[i].text)
	}
	return t.text, inside
}

// mentions lists the words of a term.
func (t *opTerm) mentions() []string {
	outside, inside := t.texts()
	list := word.FindAllString(outside, -1)
	for _, s := range inside {
		list = append(list, word.FindAllString(*s, -1)...)
	}
	return list
}

// free lists the words of a term that are no indices of its sums.
func (t *opTerm) free() []string {
	own := t.indices()
	return slices.DeleteFunc(t.mentions(), func(w string) bool { return slices.Contains(own, w) })
}

// indices are the names that a term is summed over.
func (t *opTerm) indices() []string {
	var list []string
	for _, s := range t.sums {
		list = append(list, s.names...)
	}
	return list
}

// unlike is a term whose indices are written with names that are not taken: i becomes i′.
func (t opTerm) unlike(taken []string) opTerm {
	clash := func(name string) bool { return slices.Contains(taken, name) }
	if !slices.ContainsFunc(t.indices(), clash) {
		return t
	}
	t.sums, t.factors = slices.Clone(t.sums), slices.Clone(t.factors)
	own := t.mentions()
	_, inside := t.texts()
	for i := range t.sums {
		t.sums[i].names = slices.Clone(t.sums[i].names)
		for k, name := range t.sums[i].names {
			fresh := name
			for clash(fresh) || fresh != name && slices.Contains(own, fresh) {
				fresh += "′"
			}
			t.sums[i].names[k] = fresh
			for _, s := range inside {
				*s = renamedWord(*s, name, fresh)
			}
		}
	}
	return t
}

// boundBy lists the names that generators give to elements.
func boundBy(gens []*lang.Gen) []string {
	var list []string
	for _, g := range gens {
		lang.Walk(g.Pattern, func(n lang.Node) bool {
			if name, ok := n.(*lang.Name); ok {
				list = append(list, name.Id)
			}
			return true
		})
	}
	return list
}

// readsLocals tells whether an expression reads a name that only a body knows.
func (c ctx) readsLocals(e lang.Expr) bool {
	found := false
	lang.Walk(e, func(n lang.Node) bool {
		name, ok := n.(*lang.Name)
		found = found || ok && c.scope.isLocal(name.Id)
		return !found
	})
	return found
}

// isLocal tells whether a name belongs to a body and not to a file.
func (s *scope) isLocal(name string) bool {
	for ; s != nil && s.looks == nil; s = s.parent {
		if s.names[name] != nil {
			return true
		}
	}
	return false
}

// gensText writes a clause of generators as below a summation sign.
func gensText(gens []*lang.Gen) string {
	parts := make([]string, len(gens))
	for i, g := range gens {
		parts[i] = lang.Print(g.Pattern) + " ∈ " + lang.Print(g.X)
		if g.Guard != nil {
			parts[i] += ", " + lang.Print(g.Guard)
		}
	}
	return strings.Join(parts, ", ")
}

// String writes an operator as in a paper: sums stay sums.
func (op *Operator) String() string {
	if len(op.terms) == 0 {
		return "0"
	}
	var b strings.Builder
	for i, t := range op.terms {
		switch {
		case t.minus && i == 0:
			b.WriteString("-")
		case t.minus:
			b.WriteString(" - ")
		case i > 0:
			b.WriteString(" + ")
		}
		var parts []string
		if t.text != "" {
			parts = append(parts, t.text)
		}
		for _, s := range t.sums {
			parts = append(parts, "Σ_{"+s.text+"}")
		}
		if t.inner != "" {
			parts = append(parts, t.inner)
		}
		for _, f := range t.factors {
			parts = append(parts, factorText(f))
		}
		if len(parts) == 0 {
			parts = []string{"1"}
		}
		b.WriteString(strings.Join(parts, " "))
	}
	return b.String()
}

func factorText(f opFactor) string {
	sign := map[operator.Kind]string{operator.X: "X", operator.Y: "Y", operator.Z: "Z", operator.Plus: "σ⁺", operator.Minus: "σ⁻", operator.Create: "c†", operator.Annihilate: "c"}[f.kind]
	return subscripted(sign, f.text)
}

// subscripted writes a name with an index.
func subscripted(name, index string) string {
	if strings.ContainsAny(index, ",+-( ") {
		return name + "_{" + index + "}"
	}
	return name + "_" + index
}

// showNumber writes the coefficient as a number.
func (t *opTerm) showNumber(z complex128) {
	t.minus, t.text = imag(z) == 0 && real(z) < 0, ""
	switch {
	case imag(z) != 0:
		t.text = complexText(z)
	case real(z) != 1 && real(z) != -1:
		t.text = number(math.Abs(real(z)))
	}
}

// complexText writes a coefficient that is not real.
func complexText(z complex128) string {
	if math.Abs(real(z)) < 1e-14 {
		return number(imag(z)) + "im"
	}
	return "(" + number(real(z)) + " + " + number(imag(z)) + "im)"
}

// termsText writes the first terms of a sum that is written out, in the elements of its space.
func (c ctx) termsText(space *opSpace, terms []operator.Term) string {
	const shown = 4
	var parts []string
	for i, t := range terms {
		if i == shown {
			parts = append(parts, fmt.Sprintf("… (%d terms)", len(terms)))
			break
		}
		text := number(real(t.Coef))
		if imag(t.Coef) != 0 {
			text = complexText(t.Coef)
		}
		for _, f := range t.Factors {
			text += " " + factorText(opFactor{kind: f.Kind, text: space.set.Element(f.Site)})
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " + ")
}
