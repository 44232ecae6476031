package scalar

import (
	"math"
	"slices"
)

// maxPower is the largest power of a sum that is multiplied out.
const maxPower = 12

// Expand multiplies products and whole powers of sums out, within functions as well.
func (t *Table) Expand(x *Expr) (*Expr, error) {
	return t.expand(x, map[*Expr]*Expr{})
}

func (t *Table) expand(x *Expr, done map[*Expr]*Expr) (*Expr, error) {
	if y, ok := done[x]; ok {
		return y, nil
	}
	if t.Most > 0 && len(t.cons) > t.Most {
		return nil, ErrLarge
	}
	args := make([]*Expr, len(x.Args))
	for k, a := range x.Args {
		var err error
		if args[k], err = t.expand(a, done); err != nil {
			return nil, err
		}
	}
	y := x
	switch x.Kind {
	case Sum:
		y = t.Number(x.Value)
		for k, a := range args {
			y = t.Combine(1, y, x.Coefs[k], a)
		}
	case Product:
		y = t.Number(1)
		for k, a := range args {
			p := x.Powers[k]
			if a.Kind != Sum || p < 0 || p > maxPower || p != math.Trunc(p) {
				y = t.distribute(y, t.Pow(a, p))
				continue
			}
			for range int(p) {
				if y = t.distribute(y, a); len(y.Args) > maxTerms {
					return nil, ErrLarge
				}
			}
		}
	case Function:
		y = t.function(x.Op, args)
	}
	done[x] = y
	return y, nil
}

// maxTerms is the number of terms that a product may have when it is multiplied out.
const maxTerms = 10000

// distribute is x·y term by term.
func (t *Table) distribute(x, y *Expr) *Expr {
	c, xs, xc := linear(x)
	d, ys, yc := linear(y)
	out := t.Number(c * d)
	for i, a := range xs {
		out = t.Combine(1, out, d*xc[i], a)
	}
	for j, b := range ys {
		out = t.Combine(1, out, c*yc[j], b)
		for i, a := range xs {
			out = t.Combine(1, out, xc[i]*yc[j], t.Mul(a, b))
		}
	}
	return out
}

// Collect is x multiplied out and ordered by whole powers of a variable, which it returns from the lowest to the highest
// with their coefficients. What the variable is within stays a coefficient.
func (t *Table) Collect(x, variable *Expr) (powers []int, coefs []*Expr, err error) {
	x, err = t.Expand(x)
	if err != nil {
		return nil, nil, err
	}
	constant, args, weights := linear(x)
	by := map[int]*Expr{0: t.Number(constant)}
	for k, m := range args {
		p, rest := 0, m
		c, fs, ps := factors(m)
		if at := slices.Index(fs, variable); at >= 0 && ps[at] == math.Trunc(ps[at]) {
			p = int(ps[at])
			rest = t.Mul(t.Scale(c, m), t.Pow(variable, -ps[at]))
		}
		if by[p] == nil {
			by[p] = t.Number(0)
		}
		by[p] = t.Combine(1, by[p], weights[k], rest)
	}
	for p, c := range by {
		if c.Kind != Number || c.Value != 0 {
			powers = append(powers, p)
		}
	}
	slices.Sort(powers)
	for _, p := range powers {
		coefs = append(coefs, by[p])
	}
	return powers, coefs, nil
}
