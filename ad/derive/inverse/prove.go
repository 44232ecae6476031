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
	rough bool              // made of pieces: where the slope is zero, it may be so along an interval
}

func newProver(s *system, slope, hole *ad.Node, iv Interval) *prover {
	return &prover{s: s, slope: slope, hole: hole, iv: iv, reads: map[*ad.Node]bool{hole: true}}
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

func (p *prover) range0(n *ad.Node) Interval { return p.s.ranges.with(p.hole, p.iv, p.on).of(n) }

// smooth refuses a function with jumps or without values on the interval.
func (p *prover) smooth(body *ad.Node) *Refusal {
	if !p.on(body) {
		return nil
	}
	p.reads[body] = true
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
	case op == ad.Select && p.on(body.Args[0]):
		return &Refusal{Kind: NoRule, Nodes: []*ad.Node{body}}
	case op == ad.Div && p.on(body.Args[1]) && p.range0(body.Args[1]).Sign() == 0:
		return &Refusal{Kind: OutsideDomain, Nodes: []*ad.Node{body, body.Args[1]}, Found: p.range0(body.Args[1]), Domain: open(0, inf)}
	}
	if domain, limited := domainOf(body); limited && p.on(body.Args[0]) {
		if iv := p.range0(body.Args[0]); !iv.Within(domain) {
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

// polynomial are the coefficients of e as a polynomial of x, the constant first; nil if it is none.
func polynomial(e, x *ad.Node) []float64 {
	if e == x {
		return []float64{0, 1}
	}
	if v, ok := e.Scalar(); ok {
		return []float64{v}
	}
	var args [][]float64
	for _, a := range e.Args {
		c := polynomial(a, x)
		if c == nil {
			return nil
		}
		args = append(args, c)
	}
	switch {
	case e.Op == ad.Neg:
		return combine(nil, args[0], -1)
	case e.Op == ad.Add:
		return combine(args[0], args[1], 1)
	case e.Op == ad.Sub:
		return combine(args[0], args[1], -1)
	case e.Op == ad.Div && len(args[1]) == 1:
		return combine(nil, args[0], 1/args[1][0])
	case e.Op == ad.Mul && len(args[0])+len(args[1]) < 40:
		out := make([]float64, len(args[0])+len(args[1])-1)
		for i, a := range args[0] {
			for j, b := range args[1] {
				out[i+j] += a * b
			}
		}
		return out
	}
	return nil
}

// combine is a + f b.
func combine(a, b []float64, f float64) []float64 {
	out := make([]float64, max(len(a), len(b)))
	copy(out, a)
	for i, v := range b {
		out[i] += f * v
	}
	return out
}

// polynomialSign is the sign of a polynomial on an interval, judged where it is extreme: at the roots
// of its derivative, and at the ends. It is 0 if the sign changes, or nearly does.
func polynomialSign(c []float64, iv Interval) int {
	at := roots(derivative(c), iv)
	at = append(at, iv.Lo, iv.Hi)
	sign := 0
	for _, x := range at {
		v, scale := valueAndScale(c, x)
		if math.Abs(v) <= 1e-9*scale || math.IsNaN(v) {
			return 0
		}
		s := int(math.Copysign(1, v))
		if sign != 0 && s != sign {
			return 0
		}
		sign = s
	}
	return sign
}

func derivative(c []float64) []float64 {
	if len(c) < 2 {
		return nil
	}
	out := make([]float64, len(c)-1)
	for i := range out {
		out[i] = float64(i+1) * c[i+1]
	}
	return out
}

// valueAndScale is a polynomial at x, and the sum of the magnitudes of its terms.
func valueAndScale(c []float64, x float64) (v, scale float64) {
	for len(c) > 1 && c[len(c)-1] == 0 {
		c = c[:len(c)-1]
	}
	if math.IsInf(x, 0) && len(c) > 0 {
		lead := c[len(c)-1]
		if len(c) > 1 && x < 0 && len(c)%2 == 0 {
			lead = -lead
		}
		return lead, math.Abs(lead)
	}
	power := 1.0
	for _, a := range c {
		v += a * power
		scale += math.Abs(a * power)
		power *= x
	}
	return v, scale
}

// roots are the real roots of a polynomial in an interval at which its sign changes: one between
// neighbouring roots of its derivative, if there the signs differ.
func roots(c []float64, iv Interval) []float64 {
	if len(c) < 2 {
		return nil
	}
	bound := 1.0 // Cauchy's: no root is larger
	for _, a := range c {
		if lead := c[len(c)-1]; lead != 0 {
			bound = max(bound, 1+math.Abs(a/lead))
		}
	}
	edges := append([]float64{max(iv.Lo, -bound)}, roots(derivative(c), iv)...)
	edges = append(edges, min(iv.Hi, bound))
	var out []float64
	for i := range len(edges) - 1 {
		lo, hi := edges[i], edges[i+1]
		f := func(x float64) float64 { v, _ := valueAndScale(c, x); return v }
		if !(lo < hi) || f(lo)*f(hi) > 0 {
			continue
		}
		rising := f(hi) > 0 || f(lo) < 0
		for range 200 {
			m := (lo + hi) / 2
			if (f(m) < 0) == rising {
				lo = m
			} else {
				hi = m
			}
		}
		out = append(out, (lo+hi)/2)
	}
	return out
}

// refusal tells why the slope has no sign: it turns back at two points, or nothing is proved.
func (p *prover) refusal(at *ad.Node) *Refusal {
	r := &Refusal{Kind: NotProved, Nodes: []*ad.Node{at, p.slope}, Found: p.range0(p.slope)}
	if r.Free = p.free(p.slope, map[*ad.Node]bool{}); len(r.Free) > 0 {
		return r
	}
	var x, d [2]float64
	var have [2]bool
	for k := -60; k <= 60; k++ {
		x0 := p.point(float64(k) / 12)
		v, err := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{p.hole.Leaf: {x0}}}).Value(p.slope)
		if err != nil || v == 0 || math.IsNaN(v) {
			continue
		}
		side := 0
		if v < 0 {
			side = 1
		}
		if !have[side] {
			x[side], d[side], have[side] = x0, v, true
		}
	}
	if have[0] && have[1] {
		r.Kind, r.Points, r.Slopes = TurnsBack, x, d
	}
	return r
}

// point is a number of the interval, for t between -5 and 5.
func (p *prover) point(t float64) float64 {
	switch lo, hi := math.IsInf(p.iv.Lo, 0), math.IsInf(p.iv.Hi, 0); {
	case lo && hi:
		return t
	case hi:
		return p.iv.Lo + math.Exp(t)
	case lo:
		return p.iv.Hi - math.Exp(t)
	}
	return p.iv.Lo + (p.iv.Hi-p.iv.Lo)/(1+math.Exp(-t))
}

// free are the leaves that a slope depends on, beside the unknown.
func (p *prover) free(n *ad.Node, seen map[*ad.Node]bool) []*ad.Node {
	if seen[n] || n == p.hole {
		return nil
	}
	seen[n] = true
	if n.Op == ad.LeafOp {
		return []*ad.Node{n}
	}
	var out []*ad.Node
	for _, a := range n.Args {
		out = append(out, p.free(a, seen)...)
	}
	return out
}
