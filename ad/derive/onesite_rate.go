package derive

import "github.com/gibbs-lang/gibbs/ad"

// rate is the derivative of a node with respect to x[site], in a form that leaves nothing to compute of what the
// site decides: the factor of a product that is x[site] is chosen, not multiplied by 1 and the others by 0.
type rate struct {
	touched *ad.Node // the element reads the site
	slope   *ad.Node // its derivative, where it does
}

// rate is that of n, which is linear in each site; nil if n is not made of sums, products, fixed guards and positions.
func (c *changer) rate(n *ad.Node) *rate {
	g := c.g
	switch {
	case n == c.x:
		return &rate{c.at, g.Integer(1)}
	case !c.contains[n]:
		return &rate{g.Truth(false), g.Integer(0)}
	case n.Op == ad.Select && c.contains[n.Args[0]]:
		return nil
	case n.Op == ad.Gather:
		r := c.rate(n.Args[0])
		if r == nil {
			return nil
		}
		return &rate{g.Gather(r.touched, n.Over, n.Args[1:]), g.Gather(r.slope, n.Over, n.Args[1:])}
	}
	rates := make([]*rate, len(n.Args))
	for k, a := range n.Args {
		if rates[k] = c.rate(a); rates[k] == nil {
			return nil
		}
	}
	switch n.Op {
	case ad.Neg:
		return &rate{rates[0].touched, g.Apply(ad.Neg, rates[0].slope)}
	case ad.Add, ad.Sub:
		return &rate{g.Apply(ad.Or, rates[0].touched, rates[1].touched), g.Apply(n.Op, c.guarded(rates[0]), c.guarded(rates[1]))}
	case ad.Select:
		return &rate{g.Select(n.Args[0], rates[1].touched, rates[2].touched), g.Select(n.Args[0], rates[1].slope, rates[2].slope)}
	case ad.Mul: // one factor at most reads the site
		first, second := g.Apply(ad.Mul, rates[0].slope, n.Args[1]), g.Apply(ad.Mul, n.Args[0], rates[1].slope)
		return &rate{g.Apply(ad.Or, rates[0].touched, rates[1].touched), g.Select(rates[0].touched, first, second)}
	}
	return nil
}

// guarded is the derivative of any element.
func (c *changer) guarded(r *rate) *ad.Node { return c.g.Select(r.touched, r.slope, c.g.Integer(0)) }
