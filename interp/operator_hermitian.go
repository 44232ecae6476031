package interp

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// needHermitian refuses H that differs from H†, and shows by what. Coefficients that are drawn are looked at for some draws.
func (c ctx) needHermitian(n lang.Expr, h *Operator) {
	cases := []*Operator{h}
	if h.drawn() {
		cases = c.atDraws(n, h)
	}
	for _, h := range cases {
		for _, terms := range c.expand(n, h, h.around()) {
			d := operator.Antihermitian(terms)
			if len(d) == 0 {
				continue
			}
			fail("G1005", n, "the energy of an operator that is not its own adjoint", here("H - H† = %s", c.termsText(h.space, d)),
				why("only H = H† has real expectation values in every state"), help("%s + hc, or check signs and conjugates", lang.Print(n)))
		}
	}
}

// drawn tells whether coefficients of an operator depend on draws.
func (op *Operator) drawn() bool {
	return slices.ContainsFunc(op.terms, func(t opTerm) bool { return slices.ContainsFunc(t.nodes(), dependsOnDraws) })
}

// atDraws is an operator with the coefficients of some draws; none before the run, and where values of draws are not at hand.
func (c ctx) atDraws(n lang.Expr, h *Operator) []*Operator {
	var nodes []*ad.Node
	for _, t := range h.terms {
		nodes = append(nodes, t.nodes()...)
	}
	unknown := false
	for _, node := range nodes {
		visit(node, func(m *ad.Node) { unknown = unknown || m.Op == ad.LeafOp && m.Leaf.Kind == ad.InputLeaf })
	}
	if c.s.opts.Check || unknown {
		return nil
	}
	g := c.g()
	values := c.s.evaluate(n, nodes...)
	var out []*Operator
	for draw := range 3 {
		at := func(k int) *ad.Node {
			v := g.Table(nodes[k].Axes, values[k], nodes[k].Type)
			for _, a := range v.Axes {
				if a.Lane || c.samples[a] {
					v = g.Gather(v, []*ad.Axis{a}, []*ad.Node{g.Integer(draw % a.Size)})
				}
			}
			return v
		}
		op := &Operator{space: h.space}
		k := 0
		for _, t := range h.terms {
			t.coef = &Complex{Re: &Array{Node: at(k)}, Im: &Array{Node: at(k + 1)}}
			t.factors = slices.Clone(t.factors)
			k += 2
			for i := range t.factors {
				t.factors[i].at = at(k)
				k++
			}
			op.terms = append(op.terms, t)
		}
		out = append(out, op)
	}
	return out
}
