package inverse

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// prover decides the sign of a derivative over an interval of its unknown.
type prover struct {
	s     *system
	slope *ad.Node
	hole  *ad.Node
	iv    Interval
	reads map[*ad.Node]bool // depends on the hole
	fine  map[*ad.Node]bool // has been found smooth
	rough bool              // made of pieces: where the slope is zero, it may be so along an interval
}

func newProver(s *system, slope, hole *ad.Node, iv Interval) *prover {
	return &prover{s: s, slope: slope, hole: hole, iv: iv, reads: map[*ad.Node]bool{hole: true}, fine: map[*ad.Node]bool{}}
}

// on tells whether a node depends on the hole.
func (p *prover) on(n *ad.Node) bool {
	v, ok := p.reads[n]
	if !ok {
		v = slices.ContainsFunc(n.Args, p.on)
		p.reads[n] = v
	}
	return v
}

func (p *prover) rangeOf(n *ad.Node) Interval { return p.s.ranges.with(p.hole, p.iv, p.on).of(n) }

// smooth refuses a function with jumps or without values on the interval.
func (p *prover) smooth(body *ad.Node) *Refusal {
	if !p.on(body) || p.fine[body] {
		return nil
	}
	p.fine[body] = true // else the refusal ends it all
	if body.Op == ad.Select && p.on(body.Args[0]) {
		return &Refusal{Kind: Branches, Nodes: []*ad.Node{body, body.Args[0]}}
	}
	for _, a := range body.Args {
		if r := p.smooth(a); r != nil {
			return r
		}
	}
	switch op := body.Op; {
	case op == ad.Sign || op == ad.Floor || op == ad.Mod || body.Type == ad.Bool || op == ad.ArgMax || op == ad.Stop:
		return &Refusal{Kind: NoRule, Nodes: []*ad.Node{body}}
	case op == ad.Abs || op == ad.Max || op == ad.Min || op == ad.MaxOver || op == ad.MinOver:
		p.rough = true
	case op == ad.Div && p.on(body.Args[1]) && p.rangeOf(body.Args[1]).Sign() == 0:
		return &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{body, body.Args[1]}, Found: p.rangeOf(body.Args[1]), Domain: open(0, inf)}
	}
	if domain, limited := domainOf(body); limited && p.on(body.Args[0]) {
		if iv := p.rangeOf(body.Args[0]); !iv.Within(domain) {
			return &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{body, body.Args[0]}, Found: iv, Domain: domain}
		}
	}
	return nil
}

// domainOf is where an operation is defined, if not on the whole line.
func domainOf(n *ad.Node) (Interval, bool) {
	if part, ok := within[n.Op]; ok {
		return part.domain, true
	}
	switch n.Op {
	case ad.Acos:
		return closed(-1, 1), true
	case ad.Pow:
		if e, ok := n.Args[1].Scalar(); !ok || !whole(e) {
			return right, true
		} else if e < 0 {
			return open(0, inf), true
		}
	}
	return Line, false
}

// maxSplits bounds how finely an interval is divided.
const maxSplits = 12

// sign is the sign of the slope, 0 if it is not proved. It may be zero at isolated points: all
// smooth operations are analytic.
func (p *prover) sign() int {
	if cond := p.condition(p.slope, map[*ad.Node]bool{}); cond != nil {
		return p.cases(cond)
	}
	sign, strict := p.over(p.slope, p.iv, maxSplits)
	if sign != 0 && (strict || !p.rough && p.somewhere()) {
		return sign
	}
	return 0
}

// condition is a condition of a Select in e that depends on the hole; nil if there is none.
func (p *prover) condition(e *ad.Node, seen map[*ad.Node]bool) *ad.Node {
	if seen[e] || !p.on(e) {
		return nil
	}
	seen[e] = true
	if e.Op == ad.Select && p.on(e.Args[0]) {
		return e.Args[0]
	}
	for _, a := range e.Args {
		if c := p.condition(a, seen); c != nil {
			return c
		}
	}
	return nil
}

// cases is the sign that a slope has whether a condition holds or not.
func (p *prover) cases(cond *ad.Node) int {
	sign := 0
	for i, v := range []bool{true, false} {
		q := newProver(p.s, replace(p.s.g, p.slope, cond, p.s.g.Truth(v)), p.hole, p.iv)
		q.rough = true
		s := q.sign()
		if s == 0 || i == 1 && s != sign {
			return 0
		}
		sign = s
	}
	return sign
}

// somewhere tells whether the slope is proved to differ from zero at some point.
func (p *prover) somewhere() bool {
	x := p.iv.inside()
	for _, y := range []float64{x, x + 0.37*(1-math.Abs(x)/2)} {
		if p.iv.Has(y) && p.s.ranges.with(p.hole, closed(y, y), p.on).of(p.slope).Sign() != 0 {
			return true
		}
	}
	return false
}

// over is the sign of e over an interval, where 0 may be attained unless strict.
func (p *prover) over(e *ad.Node, iv Interval, splits int) (sign int, strict bool) {
	sign, strict = p.formal(e, iv)
	if sign != 0 && (strict || !p.rough) || splits == 0 {
		return sign, strict
	}
	a, b := iv.split()
	s1, t1 := p.over(e, a, splits-1)
	if s1 == 0 {
		return sign, strict
	}
	s2, t2 := p.over(e, b, splits-1)
	if s1 == s2 {
		return s1, t1 && t2
	}
	return sign, strict
}

// formal is the sign of e as its form and the interval of the hole tell it.
func (p *prover) formal(e *ad.Node, iv Interval) (sign int, strict bool) {
	r := p.s.ranges.with(p.hole, iv, p.on).of(e)
	switch {
	case r.Sign() != 0:
		return r.Sign(), true
	case r.Lo >= 0:
		sign = 1
	case r.Hi <= 0:
		sign = -1
	}
	if !p.on(e) {
		return sign, false
	}
	if c := polynomial(e, p.hole); len(c) > 2 {
		if s := polynomialSign(c, iv); s != 0 {
			return s, true
		}
	}
	switch e.Op {
	case ad.Neg:
		s, t := p.formal(e.Args[0], iv)
		return -s, t
	case ad.Mul, ad.Div:
		s1, t1 := p.formal(e.Args[0], iv)
		s2, t2 := p.formal(e.Args[1], iv)
		if s1*s2 != 0 {
			return s1 * s2, t1 && t2
		}
	case ad.Add, ad.Sub:
		if common, rest := p.commonFactor(e); common != nil {
			s1, t1 := p.formal(common, iv)
			s2, t2 := p.formal(rest, iv)
			if s1*s2 != 0 {
				return s1 * s2, t1 && t2
			}
		}
	}
	return sign, strict
}

// commonFactor writes a sum as a factor of all terms times the rest.
func (p *prover) commonFactor(e *ad.Node) (common, rest *ad.Node) {
	type term struct {
		minus   bool
		factors []*ad.Node
	}
	var terms []term
	var collect func(n *ad.Node, minus bool)
	collect = func(n *ad.Node, minus bool) {
		switch n.Op {
		case ad.Add, ad.Sub:
			collect(n.Args[0], minus)
			collect(n.Args[1], minus != (n.Op == ad.Sub))
		case ad.Neg:
			collect(n.Args[0], !minus)
		default:
			terms = append(terms, term{minus, ad.Factors(n)})
		}
	}
	collect(e, false)
	g := p.s.g
	for _, f := range terms[0].factors {
		if f.Op == ad.Const || slices.ContainsFunc(terms, func(t term) bool { return !slices.Contains(t.factors, f) }) {
			continue
		}
		rest := g.Const(0)
		for _, t := range terms {
			k := slices.Index(t.factors, f)
			left := g.Const(1)
			for i, h := range t.factors {
				if i != k {
					left = g.Apply(ad.Mul, left, h)
				}
			}
			if t.minus {
				left = g.Apply(ad.Neg, left)
			}
			rest = g.Apply(ad.Add, rest, left)
		}
		return f, rest
	}
	return nil, nil
}
