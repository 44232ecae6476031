package interp

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/scalar"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxOrder is the largest order of a Taylor polynomial.
const maxOrder = 20

func taylorBuiltin(c ctx, e *lang.Call) Value {
	order := -1
	at := taylorOptions(c, e, "taylor(f, at = a, order = n)", func(a *lang.Arg) bool {
		if a.Name.Id != "order" {
			return false
		}
		if order = c.whole(a.X); order < 0 || order > maxOrder {
			fail("G0304", a, fmt.Sprintf("the order of a Taylor polynomial is 0 to %d, and this is %d", maxOrder, order), help("order = 2"))
		}
		return true
	})
	if order < 0 {
		fail("G0502", e, "taylor needs its order", help("taylor(f, at = a, order = 2)"))
	}
	return c.expansion(e, at, order)
}

func linearizeBuiltin(c ctx, e *lang.Call) Value {
	return c.expansion(e, taylorOptions(c, e, "linearize(f, at = a)", func(*lang.Arg) bool { return false }), 1)
}

// taylorOptions reads the point of an expansion, and further options by other.
func taylorOptions(c ctx, e *lang.Call, usage string, other func(a *lang.Arg) bool) (at *lang.Arg) {
	if len(e.Args) == 0 || e.Args[0].Name != nil {
		fail("G0502", e, "a function is expanded: "+usage, help("%s", usage))
	}
	for _, a := range e.Args[1:] {
		switch {
		case a.Name == nil:
			fail("G0502", a, "options are named: "+usage, help("%s", usage))
		case a.Name.Id == "at":
			at = a
		case !other(a):
			c.unknownOption(a.Name, []string{"at", "order"})
		}
	}
	if at == nil {
		fail("G0502", e, "an expansion is about a point: "+usage, help("at = 0"))
	}
	return at
}

// expansion is the Taylor polynomial of a function about a point: one value for each argument.
func (c ctx) expansion(e *lang.Call, at *lang.Arg, order int) Value {
	f := c.raw(e.Args[0].X)
	w := c.newWritten(e, f)
	points := c.points(at, w)
	variables, s := 0, &scalar.Series{Order: order, Most: maxWritten}
	first := make([]int, len(w.args))
	for k, a := range w.args {
		first[k] = variables
		variables += len(a.vars)
	}
	s.Variables = variables
	y := w.value(c, f)
	polys := expanded(c, w, s, y, points, first)
	body := make([]lang.Expr, len(polys))
	for k, p := range polys {
		x, text := w.polynomial(p, points, first)
		w.elements = append(w.elements, x)
		if body[k] = text; order <= 1 {
			var err error
			if body[k], err = w.text(x); err != nil {
				w.refuse(err)
			}
		}
	}
	return w.function(body)
}

// expanded computes with power series; where there are none, it says so.
func expanded(c ctx, w *written, s *scalar.Series, y *Array, points [][]float64, first []int) []scalar.Poly {
	in := &series{s, w}
	out := walkElements(c, w, in, y, func(k, e int) scalar.Poly { return s.Displaced(points[k][e], first[k]+e) })
	for _, p := range out {
		for _, coef := range p {
			switch {
			case math.IsNaN(coef) && s.Broken != ad.Const:
				in.refuse(fmt.Sprintf("%s has a step or a kink there", s.Broken))
			case math.IsNaN(coef) || math.IsInf(coef, 0):
				in.refuse("a derivative is not finite")
			}
		}
	}
	return out
}

// series is the algebra of power series, which refuses where a function has none.
type series struct {
	*scalar.Series
	w *written
}

// Apply is an operation on power series.
func (s *series) Apply(op ad.Op, args []scalar.Poly) (scalar.Poly, error) {
	p, err := s.Series.Apply(op, args)
	if err != nil && !errors.Is(err, scalar.ErrLarge) {
		s.refuse(err.Error())
	}
	return p, err
}

func (s *series) refuse(because string) {
	fail("G1211", s.w.at, "there is no Taylor polynomial about this point: "+because, why("a Taylor polynomial has the derivatives of the function, and these must be numbers"),
		help("another point, where the function is smooth"))
}

// points are the values about which arguments are expanded: a single one stands for all elements.
func (c ctx) points(at *lang.Arg, w *written) [][]float64 {
	vals := several(c.eval(at.X))
	if len(vals) != len(w.args) {
		fail("G0502", at, fmt.Sprintf("the point has %s, and the function %s", plural(len(vals), "value"), plural(len(w.args), "argument")), help("at = (a, b), one value for each argument"))
	}
	out := make([][]float64, len(vals))
	for k, v := range vals {
		a := c.number(at.X, v)
		if len(a.Dims) > 0 {
			a = c.coerce(at.X, w.args[k].name, Type{Name: "real", Dims: w.args[k].typ.Dims}, a, at)
		}
		a = c.s.force(a)
		out[k] = make([]float64, len(w.args[k].vars))
		if !isKnown(a.Node) {
			continue // a check
		}
		axes := axesOf(a.Dims)
		e := 0
		ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) {
			out[k][e] = constAt(a.Node, at[0])
			e++
		})
		if len(a.Dims) == 0 {
			for e := range out[k] {
				out[k][e] = constAt(a.Node, 0)
			}
		}
	}
	return out
}

// polynomial is a power series as an expression, and as text in powers of the displacements.
func (w *written) polynomial(p scalar.Poly, points [][]float64, first []int) (*scalar.Expr, lang.Expr) {
	t := w.table
	monomials := slices.SortedFunc(maps.Keys(p), func(a, b string) int {
		if d := total(a) - total(b); d != 0 {
			return d
		}
		return -slices.Compare([]byte(a), []byte(b))
	})
	x := t.Number(0)
	var terms []lang.Expr
	for _, m := range monomials {
		if p[m] == 0 {
			continue
		}
		product, text := t.Number(1), exactNumber(p[m])
		for k, a := range w.args {
			for e, v := range a.vars {
				power := float64(m[first[k]+e])
				if power == 0 {
					continue
				}
				product = t.Mul(product, t.Pow(t.Combine(1, v, -points[k][e], t.Number(1)), power))
				text = times(text, powerExpr(displaced(v.Name, points[k][e]), power))
			}
		}
		x = t.Combine(1, x, p[m], product)
		terms = append(terms, text)
	}
	return x, plus(terms)
}

// displaced is x - a.
func displaced(name string, a float64) lang.Expr {
	if a == 0 {
		return readExpr(name)
	}
	return plus([]lang.Expr{readExpr(name), exactNumber(-a)})
}

func total(m string) int {
	n := 0
	for k := range len(m) {
		n += int(m[k])
	}
	return n
}
