package scalar

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// value is an expression at values of its variables.
func value(x *Expr, at map[string]float64) float64 {
	args := make([]float64, len(x.Args))
	for k, a := range x.Args {
		args[k] = value(a, at)
	}
	out := x.Value
	switch x.Kind {
	case Variable:
		return at[x.Name]
	case Sum:
		for k, v := range args {
			out += x.Coefs[k] * v
		}
	case Product:
		out = 1
		for k, v := range args {
			out *= math.Pow(v, x.Powers[k])
		}
	case Function:
		return x.Op.Info().Value(args)
	}
	return out
}

// written is the last node of a random graph, element by element, with the values of its leaves.
func written(t *testing.T, k int, opt adtest.Options) (c *adtest.Case, table *Table, out []*Expr, at map[string]float64) {
	c = rapid.Custom(func(t *rapid.T) *adtest.Case { return adtest.Graph(t, opt) }).Example(k)
	table, at = NewTable(), map[string]float64{}
	r := ad.NewReference(c.Bind)
	w := &Walker[*Expr]{In: table, Most: 100000, Leaf: func(l *ad.Leaf, e int) (*Expr, bool) {
		name := fmt.Sprintf("%s%d", l.Name, e)
		pos, rest := map[*ad.Axis]int{}, e
		for k := len(l.Axes) - 1; k >= 0; k-- {
			pos[l.Axes[k]] = rest % l.Axes[k].Size
			rest /= l.Axes[k].Size
		}
		for _, n := range c.Leaves {
			if n.Leaf == l {
				v, err := r.Value(n, within(n, pos)...)
				if err != nil {
					t.Fatal(err)
				}
				at[name] = v
			}
		}
		return table.Variable(name), true
	}}
	n := c.Outs[len(c.Outs)-1]
	pos := map[*ad.Axis]int{}
	err := each(n.Axes, pos, func() error {
		x, err := w.At(n, within(n, pos))
		out = append(out, x)
		return err
	})
	if err != nil {
		t.Skip(err) // an element that is read depends on the leaves
	}
	return c, table, out, at
}

// near tells whether two numbers agree to the digits that rounding leaves.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

// Canonical forms, multiplied out or collected, have the values of the graph.
func TestValues(t *testing.T) {
	kept := 0
	for k := range 150 {
		t.Run(fmt.Sprint(k), func(t *testing.T) {
			c, table, out, at := written(t, k, adtest.Options{NoLane: true})
			want, err := ad.NewReference(c.Bind).Array(c.Outs[len(c.Outs)-1])
			if err != nil {
				t.Fatal(err)
			}
			for e, x := range out {
				if got := value(x, at); !near(got, want[e]) {
					t.Errorf("%v is %v, want %v", x, got, want[e])
				}
				y, err := table.Expand(x)
				if errors.Is(err, ErrLarge) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if got := value(y, at); !near(got, want[e]) {
					t.Errorf("expanded, %v is %v, want %v", y, got, want[e])
				}
				for name := range at {
					v := table.Variable(name)
					powers, coefs, err := table.Collect(x, v)
					if err != nil {
						t.Fatal(err)
					}
					sum := 0.0
					for i, p := range powers {
						sum += value(coefs[i], at) * math.Pow(at[name], float64(p))
					}
					if !near(sum, want[e]) {
						t.Errorf("collected by %s, %v is %v, want %v", name, x, sum, want[e])
					}
				}
				kept++
			}
		})
	}
	if kept < 300 {
		t.Errorf("only %d elements", kept)
	}
}

// Rules, each with a form that it makes.
func TestRules(t *testing.T) {
	table := NewTable()
	x, y := table.Variable("x"), table.Variable("y")
	apply := func(op ad.Op, args ...*Expr) *Expr {
		z, err := table.Apply(op, args)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	num := table.Number
	for _, c := range []struct{ got, want *Expr }{
		{apply(ad.Sub, apply(ad.Add, x, y), x), y},
		{apply(ad.Mul, x, apply(ad.Div, y, x)), y},
		{apply(ad.Mul, apply(ad.Exp, x), apply(ad.Exp, apply(ad.Neg, x))), num(1)},
		{apply(ad.Log, apply(ad.Exp, x)), x},
		{apply(ad.Pow, apply(ad.Exp, x), num(2)), apply(ad.Exp, apply(ad.Mul, num(2), x))},
		{apply(ad.Mul, apply(ad.Sqrt, x), apply(ad.Sqrt, x)), x},
		{apply(ad.Tanh, apply(ad.Neg, x)), apply(ad.Neg, apply(ad.Tanh, x))},
		{apply(ad.Cos, apply(ad.Sub, num(0), x)), apply(ad.Cos, x)},
		{apply(ad.Mul, num(0), x), num(0)},
		{apply(ad.Add, apply(ad.Mul, x, y), apply(ad.Mul, y, x)), apply(ad.Mul, num(2), apply(ad.Mul, x, y))},
		{apply(ad.Select, apply(ad.Lt, x, y), x, x), x},
	} {
		if c.got != c.want {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	// What would not keep the value is left alone.
	if apply(ad.Sqrt, apply(ad.Mul, x, x)) == x || apply(ad.Sqrt, apply(ad.Mul, x, y)).Kind != Product {
		t.Error("√x² is not x")
	}
	z, err := table.Expand(apply(ad.Pow, apply(ad.Add, x, y), num(3)))
	if err != nil || len(z.Args) != 4 {
		t.Errorf("(x + y)³ is %v, %v", z, err)
	}
}

// The coefficients of a Taylor polynomial are the derivatives that ad takes, nested.
func TestTaylorAgainstDerivatives(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	moving := 0
	for k := range 250 {
		c := rapid.Custom(func(t *rapid.T) *adtest.Case {
			return adtest.Graph(t, adtest.Options{NoLane: true, Smooth: true, Steps: 6, NoRefs: true})
		}).Example(k)
		g, n := c.Graph, c.Outs[len(c.Outs)-1]
		leaf := c.Leaves[0]
		if leaf.Size() == 0 || n.Size() == 0 {
			continue
		}
		u := rng.IntN(leaf.Size())
		s := &Series{Variables: 1, Order: 3, Most: 1000}
		r := ad.NewReference(c.Bind)
		w := &Walker[Poly]{In: s, Most: 100000, Leaf: func(l *ad.Leaf, e int) (Poly, bool) {
			m := leafOf(c, l)
			v, err := r.Value(m, placeOf(m, e)...)
			if err != nil {
				t.Fatal(err)
			}
			if l == leaf.Leaf && e == u {
				return s.Displaced(v, 0), true
			}
			return s.Number(v), true
		}}
		// ∂/∂x of one element: the derivative along the unit vector.
		unit := make([]float64, leaf.Size())
		pos := placeOf(leaf, u)
		at := 0
		for k, a := range leaf.Axes {
			at = at*a.Size + pos[k]
		}
		unit[at] = 1
		direction := g.Table(leaf.Axes, unit, ad.Real)
		want, factorial := n, 1.0
		for order := 0; order <= 3; order++ {
			values, err := r.Array(want)
			if err != nil {
				t.Fatal(err)
			}
			e := 0
			here := map[*ad.Axis]int{}
			err = each(n.Axes, here, func() error {
				p, err := w.At(n, within(n, here))
				if err != nil {
					return err
				}
				exact := values[indexIn(want, here)] / factorial
				if got := p[string([]byte{byte(order)})]; math.Abs(got-exact) > 1e-8*(1+math.Abs(exact)) {
					t.Errorf("graph %d, element %d, order %d: %v, want %v", k, e, order, got, exact)
				}
				if order == 2 && exact != 0 {
					moving++
				}
				e++
				return nil
			})
			if err != nil {
				t.Logf("graph %d: %v", k, err)
				break
			}
			d, err := g.JVP([]*ad.Node{want}, []*ad.Node{leaf}, []*ad.Node{direction})
			if err != nil {
				t.Fatal(err)
			}
			want = d[0]
			factorial *= float64(order + 1)
		}
	}
	if moving < 30 {
		t.Errorf("only %d second derivatives are not zero", moving)
	}
}

// At a kink or a step there is no derivative, unless it is multiplied away or its value alone is asked for.
func TestTaylorAtKinks(t *testing.T) {
	g := ad.NewGraph()
	x := g.Input("x", ad.Real)
	zero := g.Const(0)
	op := func(op ad.Op, args ...*ad.Node) *ad.Node { return g.Apply(op, args...) }
	abs, step := op(ad.Abs, x), op(ad.Sign, x)
	none := math.NaN()
	for name, c := range map[string]struct {
		y    *ad.Node
		want []float64 // of orders 0, 1, 2; no number where there is no derivative; nil: an error
	}{
		"|x|":            {abs, []float64{0, none, 0}},
		"x |x|":          {op(ad.Mul, x, abs), []float64{0, 0, none}},
		"x² |x|":         {op(ad.Mul, op(ad.Mul, x, x), abs), []float64{0, 0, 0}},
		"|x²|":           {op(ad.Abs, op(ad.Mul, x, x)), []float64{0, 0, none}},
		"x sign x":       {op(ad.Mul, x, step), []float64{0, none, none}},
		"floor x":        {op(ad.Floor, x), []float64{none, none, 0}},
		"floor(x + 1/2)": {op(ad.Floor, op(ad.Add, x, g.Const(0.5))), []float64{0, 0, 0}},
		"max(x, 0)":      {op(ad.Max, x, zero), []float64{0, none, 0}},
		"max(x, x)":      {op(ad.Max, x, x), []float64{0, 1, 0}},
		"min(-x, 1)":     {op(ad.Min, op(ad.Neg, x), g.Const(1)), []float64{0, -1, 0}},
		"stop max(x, 0)": {op(ad.Add, x, op(ad.Stop, op(ad.Max, x, zero))), []float64{0, 1, 0}},
		"arg(x - 1)":     {op(ad.Atan2, zero, op(ad.Sub, x, g.Const(1))), []float64{math.Pi, 0, 0}},
		"arg(-1 + i x)":  {op(ad.Atan2, x, g.Const(-1)), []float64{none, none, 0}},
		"x if x < 0":     {g.Select(op(ad.Lt, x, zero), x, zero), nil},
		"x if x < 1":     {g.Select(op(ad.Lt, x, g.Const(1)), x, zero), []float64{0, 1, 0}},
		"1 if x = 0":     {g.Select(op(ad.Eq, x, zero), g.Const(1), x), nil},
		"1 if sign x":    {g.Select(op(ad.Eq, step, zero), g.Const(1), x), nil},
	} {
		s := &Series{Variables: 1, Order: 2, Most: 100}
		w := &Walker[Poly]{In: s, Most: 100, Leaf: func(*ad.Leaf, int) (Poly, bool) { return s.Displaced(0, 0), true }}
		p, err := w.At(c.y, nil)
		if (err != nil) != (c.want == nil) {
			t.Errorf("%s: %v, %v", name, p, err)
			continue
		}
		for order, want := range c.want {
			if got := p[string([]byte{byte(order)})]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s: order %d is %v, want %v", name, order, got, want)
			}
		}
	}
}

func leafOf(c *adtest.Case, l *ad.Leaf) *ad.Node {
	for _, n := range c.Leaves {
		if n.Leaf == l {
			return n
		}
	}
	return nil
}

// placeOf is where an element of a leaf lies on the axes of its node.
func placeOf(n *ad.Node, e int) []int {
	pos := map[*ad.Axis]int{}
	for k := len(n.Leaf.Axes) - 1; k >= 0; k-- {
		pos[n.Leaf.Axes[k]] = e % n.Leaf.Axes[k].Size
		e /= n.Leaf.Axes[k].Size
	}
	return within(n, pos)
}

// indexIn is the place of an element in the storage of a node.
func indexIn(n *ad.Node, pos map[*ad.Axis]int) int {
	e := 0
	for _, a := range n.Axes {
		e = e*a.Size + pos[a]
	}
	return e
}
