package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// rule solves y = operation(…, x, …) for x.
type rule struct {
	// inverse is x; v holds the values of the operands, except that of x.
	inverse func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node
	// slope is log|∂y/∂x| of forward values; nil where it is zero.
	slope func(b *builder, c *cell) *ad.Node
	// image is where y must lie, beyond what is on the line.
	image Interval
	// domain is where x lies, of a curve that is not defined everywhere.
	domain Interval
	// runtime is a multiplier that may turn out to be zero when the program runs.
	runtime *ad.Node
}

// same is the rule of what merely stands for something else.
var same = &rule{inverse: func(_ *builder, y *ad.Node, _ []*ad.Node) *ad.Node { return y }, image: Line}

// ruleOf is the rule for operand k of the operation of c, nil if there is none; the reason is kept.
func (s *system) ruleOf(c *cell, k int) *rule {
	key := ruleKey{c, k}
	r, ok := s.rules[key]
	if !ok {
		r = s.findRule(c, k)
		s.rules[key] = r
	}
	return r
}

type ruleKey struct {
	c *cell
	k int
}

func (s *system) findRule(c *cell, k int) *rule {
	n := c.node
	if f := compoundOf(n); f != nil {
		return s.curved(c, f.curve)
	}
	switch n.Op {
	case ad.Select:
		if s.varies(n.Args[0]) {
			return nil // which branch it is depends on data: the general way of the branches together
		}
		return same
	case ad.Gather, ad.LeafOp:
		return same
	case ad.Neg:
		return &rule{image: Line, inverse: func(b *builder, y *ad.Node, _ []*ad.Node) *ad.Node { return b.g.Apply(ad.Neg, y) }}
	case ad.Add, ad.Sub:
		return shift(n.Op, k)
	case ad.Mul:
		return s.scale(c, k)
	case ad.Div:
		if k == 0 {
			return s.scale(c, k)
		}
		return s.divide(c)
	case ad.Sum:
		return s.term(c, k)
	case ad.Pow:
		if e, ok := n.Args[1].Scalar(); ok && k == 0 {
			return s.curved(c, power(e))
		}
		return s.powers(c, k)
	}
	if f, ok := curves[n.Op]; ok {
		return s.curved(c, f)
	}
	s.fail(c, &Refusal{Kind: NoRule, Nodes: []*ad.Node{n}})
	return nil
}

// shift undoes a sum or difference.
func shift(op ad.Op, k int) *rule {
	return &rule{image: Line, inverse: func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node {
		switch {
		case op == ad.Add:
			return b.g.Apply(ad.Sub, y, v[1-k])
		case k == 0:
			return b.g.Apply(ad.Add, y, v[1])
		}
		return b.g.Apply(ad.Sub, v[0], y)
	}}
}

// scale undoes a product with a known factor, or the division by one.
func (s *system) scale(c *cell, k int) *rule {
	other := c.nodes[1-k]
	r := &rule{image: Line}
	if !s.nonzero(c, other, r) {
		return nil
	}
	if c.node.Op == ad.Div {
		r.inverse = func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node { return b.g.Apply(ad.Mul, y, v[1]) }
		r.slope = func(b *builder, c *cell) *ad.Node { return b.g.Apply(ad.Neg, b.logAbs(other)) }
		return r
	}
	r.inverse = func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node { return b.g.Apply(ad.Div, y, v[1-k]) }
	r.slope = func(b *builder, c *cell) *ad.Node { return b.logAbs(other) }
	return r
}

// divide undoes y = a/x, where x has one sign.
func (s *system) divide(c *cell) *rule {
	iv := s.ranges.of(c.nodes[1])
	if iv.Sign() == 0 {
		s.fail(c, &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{c.node, c.nodes[1]}, Found: iv, Domain: open(0, inf)})
		return nil
	}
	r := &rule{image: Line}
	if !s.nonzero(c, c.nodes[0], r) {
		return nil
	}
	r.inverse = func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node { return b.g.Apply(ad.Div, v[0], y) }
	r.slope = func(b *builder, c *cell) *ad.Node {
		return b.g.Apply(ad.Sub, b.logAbs(c.nodes[0]), b.twice(b.logAbs(c.nodes[1])))
	}
	return r
}

// term undoes a sum in which one factor of one term is unknown; the builder takes the other terms off.
func (s *system) term(c *cell, k int) *rule {
	r := &rule{image: Line}
	for i, f := range c.nodes {
		if i != k && !s.nonzero(c, f, r) {
			return nil
		}
	}
	return r
}

// nonzero accepts a multiplier that is proved not to be zero, and one made of parameters alone, which
// the program checks when it runs. Zeros of constants leave an equation without its unknown.
func (s *system) nonzero(c *cell, f *ad.Node, r *rule) bool {
	if f.Op == ad.Const || f.Fixed() || s.ranges.of(f).Sign() != 0 {
		return true
	}
	if !s.parametric(f) {
		s.fail(c, &Refusal{Kind: ZeroMultiplier, Nodes: []*ad.Node{c.node, f}, Found: s.ranges.of(f)})
		return false
	}
	r.runtime = f
	return true
}

// parametric tells whether a node follows from parameters and constants.
func (s *system) parametric(n *ad.Node) bool {
	if v, ok := s.fromParams[n]; ok {
		return v
	}
	v := n.Op != ad.LeafOp || n.Leaf.Kind == ad.ParamLeaf
	if n.Op == ad.LeafOp && n.Leaf.Body != nil {
		s.fromParams[n] = false // of a recurrence, until it is found
		v = s.parametric(n.Leaf.Body)
	}
	for _, a := range n.Args {
		v = v && s.parametric(a)
	}
	s.fromParams[n] = v
	return v
}

// powers undoes aˣ with a > 0, and xᵃ for x > 0 with an exponent that is not a number.
func (s *system) powers(c *cell, k int) *rule {
	g := s.g
	base := s.ranges.of(c.nodes[0])
	if base.Sign() <= 0 {
		s.fail(c, &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{c.node, c.nodes[0]}, Found: base, Domain: open(0, inf)})
		return nil
	}
	r := &rule{image: open(0, inf)}
	if k == 0 {
		if !s.nonzero(c, c.nodes[1], r) {
			return nil
		}
		r.inverse = func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node {
			return g.Apply(ad.Exp, g.Apply(ad.Div, g.Apply(ad.Log, y), v[1]))
		}
		r.slope = func(b *builder, c *cell) *ad.Node {
			e := c.nodes[1]
			return g.Apply(ad.Add, b.logAbs(e), g.Apply(ad.Mul, g.Apply(ad.Sub, e, g.Const(1)), g.Apply(ad.Log, c.nodes[0])))
		}
		return r
	}
	rate := g.Apply(ad.Log, c.nodes[0])
	if !s.nonzero(c, rate, r) {
		return nil
	}
	r.inverse = func(b *builder, y *ad.Node, v []*ad.Node) *ad.Node {
		return g.Apply(ad.Div, g.Apply(ad.Log, y), g.Apply(ad.Log, v[0]))
	}
	r.slope = func(b *builder, c *cell) *ad.Node {
		return g.Apply(ad.Add, g.Apply(ad.Mul, c.nodes[1], rate), b.logAbs(rate))
	}
	return r
}

// curved undoes a function of one argument on the piece that the argument lies in.
func (s *system) curved(c *cell, f *curve) *rule {
	x := c.nodes[0]
	iv := s.ranges.of(x)
	if !iv.Within(f.domain) {
		s.fail(c, &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{c.node, x}, Found: iv, Domain: f.domain})
		return nil
	}
	for i := range f.pieces {
		p := &f.pieces[i]
		if iv.Within(p.domain) {
			return &rule{
				image:   p.image,
				domain:  p.domain,
				inverse: func(b *builder, y *ad.Node, _ []*ad.Node) *ad.Node { return p.inverse(b.g, y) },
				slope:   func(b *builder, c *cell) *ad.Node { return f.slope(b, x, c.node) },
			}
		}
	}
	return nil
}

// whole tells whether a number is an integer.
func whole(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < 1<<53 }
