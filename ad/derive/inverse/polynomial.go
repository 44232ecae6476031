package inverse

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

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
