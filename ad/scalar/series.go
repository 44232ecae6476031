package scalar

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Series are polynomials in displacements, truncated at an order: the Algebra of Taylor expansions.
type Series struct {
	Variables int
	Order     int
	Most      int   // terms that a polynomial has at most
	Broken    ad.Op // the last operation that was at a step or a kink
	slopes    map[slope][]float64
}

type slope struct {
	op ad.Op
	at float64
}

// Poly is a polynomial: a coefficient for each monomial, a list of Variables exponents written as a string of bytes.
type Poly map[string]float64

// Number is a constant.
func (s *Series) Number(v float64) Poly { return Poly{s.one(): v} }

func (s *Series) one() string { return string(make([]byte, s.Variables)) }

// Displaced is value + displacement of a variable.
func (s *Series) Displaced(value float64, variable int) Poly {
	p := s.Number(value)
	if s.Order > 0 {
		m := []byte(s.one())
		m[variable] = 1
		p[string(m)] = 1
	}
	return p
}

// Known is the value of a constant.
func (s *Series) Known(p Poly) (float64, bool) {
	for m, c := range p {
		if m != s.one() && c != 0 {
			return 0, false
		}
	}
	return p[s.one()], true
}

func degree(m string) int {
	n := 0
	for k := range len(m) {
		n += int(m[k])
	}
	return n
}

// Combine is a·p + b·q.
func (s *Series) Combine(a float64, p Poly, b float64, q Poly) Poly {
	out := make(Poly, len(p)+len(q))
	for m, c := range p {
		out[m] += a * c
	}
	for m, c := range q {
		out[m] += b * c
	}
	return out
}

// Mul is p·q up to the order.
func (s *Series) Mul(p, q Poly) Poly {
	out := Poly{}
	sum := make([]byte, s.Variables)
	for m, c := range p {
		d := degree(m)
		for n, e := range q {
			if c == 0 || e == 0 || d+degree(n) > s.Order {
				continue
			}
			for k := range sum {
				sum[k] = m[k] + n[k]
			}
			out[string(sum)] += c * e
		}
	}
	return out
}

// Apply is an operation of the graph on polynomials.
func (s *Series) Apply(op ad.Op, args []Poly) (Poly, error) {
	values, known := make([]float64, len(args)), true
	for k, p := range args {
		if len(p) > s.Most {
			return nil, ErrLarge
		}
		v, ok := s.Known(p)
		values[k], known = p[s.one()], known && ok
		if ok {
			values[k] = v
		}
	}
	if known {
		return s.Number(op.Info().Value(values)), nil
	}
	switch op {
	case ad.Add:
		return s.Combine(1, args[0], 1, args[1]), nil
	case ad.Sub:
		return s.Combine(1, args[0], -1, args[1]), nil
	case ad.Neg:
		return s.Combine(-1, args[0], 0, nil), nil
	case ad.Mul:
		return s.Mul(args[0], args[1]), nil
	case ad.Stop:
		return s.Number(values[0]), nil
	}
	switch op {
	case ad.Eq, ad.Ne, ad.Lt, ad.Le, ad.Not, ad.And, ad.Or:
		if s.turns(op, values, args) {
			return nil, fmt.Errorf("the condition %s turns there", op)
		}
		return s.Number(op.Info().Value(values)), nil
	}
	if s.turns(op, values, args) {
		return s.broken(op, values, args), nil
	}
	if op == ad.Floor || op == ad.Sign {
		return s.Number(op.Info().Value(values)), nil
	}
	return s.analytic(op, args)
}

// turns tells whether an operation whose pieces are smooth goes from one piece to another at these values.
func (s *Series) turns(op ad.Op, values []float64, args []Poly) bool {
	switch op {
	case ad.Abs, ad.Sign, ad.Not:
		return values[0] == 0
	case ad.And, ad.Or:
		return values[0] == 0 || values[1] == 0
	case ad.Floor:
		return values[0] == math.Floor(values[0])
	case ad.Eq, ad.Ne, ad.Lt, ad.Le, ad.Min, ad.Max:
		_, same := s.Known(s.Combine(1, args[0], -1, args[1]))
		return math.IsNaN(values[0]-values[1]) || values[0] == values[1] && !same
	case ad.Atan2: // the cut
		_, along := s.Known(args[0])
		return values[0] == 0 && values[1] < 0 && !along
	}
	return false
}

// broken is an operation at a kink: its coefficients are no numbers, and so is its value at a step. Where a value alone is
// asked for (Stop), or the kink is multiplied by enough displacements, nothing is lost.
func (s *Series) broken(op ad.Op, values []float64, args []Poly) Poly {
	s.Broken = op
	out := Poly{}
	for _, p := range args {
		for m, c := range p {
			if c != 0 {
				out[m] = math.NaN()
			}
		}
	}
	if op == ad.Abs || op == ad.Min || op == ad.Max {
		out[s.one()] = op.Info().Value(values)
	} else {
		out[s.one()] = math.NaN()
	}
	return out
}

// analytic is a function of one polynomial, or of two as a function of their quotient or logarithm.
func (s *Series) analytic(op ad.Op, args []Poly) (Poly, error) {
	switch op {
	case ad.Div:
		inverse, err := s.compose(ad.Div, 1, args[1])
		return s.Mul(args[0], inverse), err
	case ad.Pow:
		if p, ok := s.Known(args[1]); ok {
			return s.compose(ad.Pow, p, args[0])
		}
		log, err := s.compose(ad.Log, 0, args[0])
		if err != nil {
			return nil, err
		}
		return s.compose(ad.Exp, 0, s.Mul(args[1], log))
	case ad.Min, ad.Max:
		if (args[0][s.one()] <= args[1][s.one()]) == (op == ad.Min) {
			return args[0], nil
		}
		return args[1], nil
	}
	if op == ad.Atan2 {
		return s.angle(args[0], args[1])
	}
	if len(args) == 1 {
		return s.compose(op, 0, args[0])
	}
	return nil, fmt.Errorf("%s has no Taylor expansion here", op)
}

// angle is atan2(y, x), which differs from atan(y/x) and from -atan(x/y) by constants.
func (s *Series) angle(y, x Poly) (Poly, error) {
	value, sign := math.Atan2(y[s.one()], x[s.one()]), 1.0
	if math.Abs(x[s.one()]) < math.Abs(y[s.one()]) {
		x, y, sign = y, x, -1
	}
	ratio, err := s.analytic(ad.Div, []Poly{y, x})
	if err != nil {
		return nil, err
	}
	out, err := s.compose(ad.Atan, 0, ratio)
	if err != nil {
		return nil, err
	}
	out = s.Combine(sign, out, 0, nil)
	out[s.one()] = value
	return out, nil
}

// compose is f(p), by the derivatives of f at the constant of p: of an operation, of 1/x (Div), or of x^power (Pow).
func (s *Series) compose(op ad.Op, power float64, p Poly) (Poly, error) {
	u := p[s.one()]
	d, err := s.derivatives(op, power, u)
	if err != nil {
		return nil, err
	}
	rest := s.Combine(1, p, 0, nil)
	delete(rest, s.one())
	out, step := s.Number(d[0]), s.Number(1)
	for k := 1; k <= s.Order; k++ {
		step = s.Mul(step, rest)
		if len(step) > s.Most {
			return nil, ErrLarge
		}
		out = s.Combine(1, out, d[k], step)
	}
	return out, nil
}

// derivatives are f⁽ᵏ⁾(u)/k! for k up to the order.
func (s *Series) derivatives(op ad.Op, power, u float64) ([]float64, error) {
	out := make([]float64, s.Order+1)
	switch op {
	case ad.Div, ad.Pow:
		if op == ad.Div {
			power = -1
		}
		c := 1.0
		for k := range out {
			if c != 0 {
				out[k] = c * math.Pow(u, power-float64(k))
			}
			c *= (power - float64(k)) / float64(k+1)
		}
		return out, finite0(op, out)
	case ad.Exp:
		c := math.Exp(u)
		for k := range out {
			out[k] = c
			c /= float64(k + 1)
		}
		return out, nil
	}
	if d, ok := s.slopes[slope{op, u}]; ok {
		return d, nil
	}
	g := ad.NewGraph()
	x := g.Input("x", ad.Real)
	y := g.Apply(op, x)
	r := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{x.Leaf: {u}}})
	factorial := 1.0
	for k := range out {
		v, err := r.Array(y)
		if err != nil {
			return nil, err
		}
		out[k] = v[0] / factorial
		factorial *= float64(k + 1)
		d, err := g.Grad(y, []*ad.Node{x})
		if err != nil {
			return nil, err
		}
		y = d[0]
	}
	if s.slopes == nil {
		s.slopes = map[slope][]float64{}
	}
	s.slopes[slope{op, u}] = out
	return out, finite0(op, out)
}

func finite0(op ad.Op, values []float64) error {
	if slices.ContainsFunc(values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		return fmt.Errorf("%s has no Taylor expansion here: a derivative is not finite", op)
	}
	return nil
}
