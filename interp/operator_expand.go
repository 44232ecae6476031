package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// expand writes an operator out, once for every assignment of the axes that are open around it.
func (c ctx) expand(n lang.Node, op *Operator, around []*ad.Axis) [][]operator.Term {
	affordable(n, volume(around))
	out := make([][]operator.Term, ad.Elements(around))
	for _, t := range op.terms {
		axes := append(append([]*ad.Axis{}, around...), t.axes()...)
		affordable(n, volume(axes))
		nodes := t.nodes()
		strides := make([][]int, len(nodes))
		for i, node := range nodes {
			nodes[i] = c.written(n, node, axes)
			strides[i] = nodes[i].Strides(axes)
		}
		each := max(1, ad.Elements(t.axes()))
		e := 0
		ad.Each(axes, strides, func(at []int) {
			term := operator.Term{Coef: complex(constAt(nodes[0], at[0]), constAt(nodes[1], at[1]))}
			place := e / each
			e++
			if term.Coef == 0 {
				return
			}
			for i, f := range t.factors {
				term.Factors = append(term.Factors, operator.Factor{Kind: f.kind, Site: int(constAt(nodes[2+i], at[2+i]))})
			}
			out[place] = append(out[place], term)
		})
	}
	return out
}

// written is a node as a table, with the values that parameters have now.
func (c ctx) written(n lang.Node, node *ad.Node, axes []*ad.Axis) *ad.Node {
	if other := ad.Without(node.Axes, axes); len(other) > 0 {
		fail("G1003", n, "a coefficient of this operator depends on draws or samples", why("an operator is written out with numbers that are known"), help("local(H, ψ, x) of one that depends on samples"))
	}
	if isKnown(node) {
		return node
	}
	if dependsOnDraws(node) {
		fail("G1003", n, "a coefficient of this operator depends on draws", why("an operator is written out with numbers that are known"), help("constants, inputs and parameters"))
	}
	if c.s.opts.Check {
		return c.g().Table(node.Axes, make([]float64, ad.Elements(node.Axes)), ad.Real) // its value is not known before the run
	}
	return c.s.force(&Array{Node: node}).Node
}

// dependsOnDraws tells whether a value depends on random numbers or on inputs of samples.
func dependsOnDraws(n *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) { found = found || m.Op == ad.LeafOp && m.Leaf.Kind != ad.ParamLeaf })
	return found
}

// terms writes an operator out that depends on nothing around.
func (c ctx) terms(n lang.Node, op *Operator) []operator.Term {
	if len(c.open) > 0 {
		elementwiseOnly(n, "operators are written out for one element after the other")
	}
	return c.expand(n, op, nil)[0]
}

// operatorEqual decides A == B or A != B.
func (c ctx) operatorEqual(e *lang.Compare, op string, ex, ey lang.Expr, x, y Value) *ad.Node {
	if op != "==" && op != "!=" {
		fail("G1001", e, fmt.Sprintf("%s does not compare operators", op), why("operators have no order"), help("== and != decide whether they are equal"))
	}
	a, b := c.operatorOf(ex, x), c.operatorOf(ey, y)
	c.sameSpace(e, a, b)
	d := c.addOperators(e, a, b, true)
	around := d.around()
	affordable(e, volume(around))
	values := make([]float64, ad.Elements(around))
	for i, terms := range c.expand(e, d, around) {
		if (len(operator.Canonical(terms)) == 0) == (op == "==") {
			values[i] = 1
		}
	}
	return c.g().Table(around, values, ad.Bool)
}

// nodes are the coefficient and the places of a term.
func (t *opTerm) nodes() []*ad.Node {
	out := []*ad.Node{t.coef.Re.Node, t.coef.Im.Node}
	for _, f := range t.factors {
		out = append(out, f.at)
	}
	return out
}

// around are the axes that an operator depends on without being summed over them.
func (op *Operator) around() []*ad.Axis {
	var out []*ad.Axis
	for _, t := range op.terms {
		for _, n := range t.nodes() {
			out = ad.Union(out, ad.Without(n.Axes, sorted(t.axes())))
		}
	}
	return out
}
