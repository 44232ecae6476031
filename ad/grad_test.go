package ad

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// count counts the nodes that ys are made of, by operation.
func count(ys ...*Node) map[Op]int {
	seen := map[*Node]bool{}
	out := map[Op]int{}
	for len(ys) > 0 {
		n := ys[len(ys)-1]
		ys = ys[:len(ys)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		out[n.Op]++
		ys = append(ys, n.Args...)
		if n.Leaf != nil && n.Leaf.Body != nil {
			ys = append(ys, n.Leaf.Body)
		}
	}
	return out
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// The gradient of a network of two layers is the one of the textbooks, and nothing more.
func TestNetworkGradient(t *testing.T) {
	g := NewGraph()
	i, h, l := g.Axis("i", 3), g.Axis("h", 4), g.Axis("l", 5)
	l.Lane = true
	x := g.Input("x", Real, i, l)
	w := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "w", Axes: []*Axis{h, i}, Len: 12})
	b := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "b", Axes: []*Axis{h}, Len: 4})
	v := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "v", Axes: []*Axis{h}, Len: 4})
	z := g.Apply(Tanh, g.add(b, g.Sum(g.mul(w, x), i)))
	y := g.Sum(g.mul(v, z), h)
	loss := g.Sum(y, l)
	grads := must(g.Grad(loss, []*Node{w, b, v}))(t)
	back := g.mul(v, g.sub(g.one(), g.square(z)))
	for k, want := range []*Node{g.Sum(g.mul(back, x), l), g.mul(v, g.Sum(g.sub(g.one(), g.square(z)), l)), g.Sum(z, l)} {
		if grads[k] != want && k != 0 {
			t.Errorf("gradient %d is %v, not the node expected", k, count(grads[k]))
		}
	}
	if c := count(grads[0]); c[Sum] != 2 || c[Mul] != 4 || c[Sub] != 1 {
		t.Errorf("dw is made of %v", c)
	}
	perSample := must(g.Grad(y, []*Node{x, w}, l))(t)
	if !slices.Equal(perSample[0].Axes, []*Axis{i, l}) || !slices.Equal(perSample[1].Axes, []*Axis{i, h, l}) {
		t.Errorf("axes %v %v", perSample[0].Axes, perSample[1].Axes)
	}
	mixed := g.mul(y, g.Sum(y, l))
	if _, err := g.Grad(mixed, []*Node{x}, l); err == nil {
		t.Error("samples mix, and the gradient was taken")
	}
}

// The gradient of h[n-1], h[i] = tanh(a h[i-1] + x[i]), against the unrolled recurrence.
func TestRecurrenceGradient(t *testing.T) {
	const n = 6
	g := NewGraph()
	i := g.Axis("i", n)
	a, x := g.Input("a", Real), g.Input("x", Real, i)
	h := g.Ref("h", Real, i)
	last := g.Gather(h, []*Axis{i}, []*Node{g.Apply(Sub, g.Iota(i), g.Integer(1))})
	before := g.Select(g.Apply(Eq, g.Iota(i), g.Integer(0)), g.zero(), last)
	g.Bind(h, g.Apply(Tanh, g.add(g.mul(a, before), x)))
	y := g.Gather(h, []*Axis{i}, []*Node{g.Integer(n - 1)})

	plain := g.zero()
	for k := range n {
		plain = g.Apply(Tanh, g.add(g.mul(a, plain), g.Gather(x, []*Axis{i}, []*Node{g.Integer(k)})))
	}
	bind := map[*Leaf][]float64{a.Leaf: {0.7}, x.Leaf: {0.1, -0.3, 0.5, 0.2, -0.9, 0.4}}
	xs := []*Node{a, x}
	same := func(what string, p, q *Node) {
		t.Helper()
		u, v := array(t, p, bind), array(t, q, bind)
		for k := range v {
			if math.Abs(u[k]-v[k]) > 1e-14 {
				t.Errorf("%s: %v, unrolled %v", what, u, v)
				break
			}
		}
	}
	p, q := must(g.Grad(y, xs))(t), must(g.Grad(plain, xs))(t)
	same("value", y, plain)
	same("dh/da", p[0], q[0])
	same("dh/dx", p[1], q[1])
	dx := []*Node{g.one(), g.Apply(Sin, g.Iota(i))}
	same("tangent", must(g.JVP([]*Node{y}, xs, dx))(t)[0], must(g.JVP([]*Node{plain}, xs, dx))(t)[0])
	hp, _, err1 := g.Hessian(y, x, []*Axis{i})
	hq, _, err2 := g.Hessian(plain, x, []*Axis{i})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	same("Hessian", hp, hq)
	same("d²h/da²", must(g.Grad(p[0], xs))(t)[0], must(g.Grad(q[0], xs))(t)[0])
	lp, lq := must(g.Laplacian(y, x, []*Axis{i}))(t), must(g.Laplacian(plain, x, []*Axis{i}))(t)
	same("Laplacian", lp, lq)
	if z := must(g.Grad(y, []*Node{g.Input("u", Real)}))(t)[0]; !z.IsConst(0) {
		t.Errorf("a gradient that is zero is %v", z.Op)
	}
}

// Intermediate nodes count as independent of what they are made of.
func TestIntermediate(t *testing.T) {
	g := NewGraph()
	x := g.Input("x", Real)
	z := g.Apply(Sin, x)
	y := g.add(g.square(z), x)
	grads := must(g.Grad(y, []*Node{x, z}))(t)
	bind := map[*Leaf][]float64{x.Leaf: {0.3}}
	if !grads[0].IsConst(1) || array(t, grads[1], bind)[0] != 2*math.Sin(0.3) {
		t.Errorf("∂(z²+x) = %v, %v", array(t, grads[0], bind), array(t, grads[1], bind))
	}
	d := must(g.JVP([]*Node{y, z}, []*Node{x, z}, []*Node{g.one(), g.Const(10)}))(t)
	if got := array(t, d[0], bind)[0]; got != 1+20*math.Sin(0.3) || !d[1].IsConst(10) {
		t.Errorf("tangent %v", got)
	}
}

// An operation without a derivative is an error, in both directions, and only where it matters.
func TestNoDerivative(t *testing.T) {
	g := NewGraph()
	a, x := g.Input("a", Real), g.Input("x", Real)
	y := g.Apply(BetaInc, a, g.Const(2), x)
	var no *NoDerivative
	if _, err := g.Grad(y, []*Node{a}); !errors.As(err, &no) || no.Node != y {
		t.Errorf("backwards: %v", err)
	}
	if _, err := g.JVP([]*Node{y}, []*Node{a}, []*Node{g.one()}); !errors.As(err, &no) || no.Op != BetaInc {
		t.Errorf("forwards: %v", err)
	}
	must(g.Grad(y, []*Node{x}))(t)
	must(g.Grad(g.add(g.Apply(Stop, y), a), []*Node{a}))(t)
}

// A Ref whose tangent is zero has the tangent 0, and no recurrence is left of it.
func TestStillRecurrence(t *testing.T) {
	g := NewGraph()
	i := g.Axis("i", 4)
	x := g.Input("x", Real)
	h := g.Ref("h", Real, i)
	before := g.Gather(h, []*Axis{i}, []*Node{g.Apply(Sub, g.Iota(i), g.Integer(1))})
	flat := g.mul(g.Apply(Floor, before), x)
	g.Bind(h, g.Select(g.Apply(Eq, g.Iota(i), g.Integer(0)), g.one(), g.add(before, g.Apply(Stop, flat))))
	if d := must(g.JVP([]*Node{h}, []*Node{x}, []*Node{g.one()}))(t)[0]; !d.IsConst(0) {
		t.Errorf("a tangent of zero is %v", d.Op)
	}
	k := g.Ref("k", Real, i) // depends on x, with derivative zero
	g.Bind(k, g.add(g.sub(x, x), g.Apply(Cos, g.Iota(i))))
	if d := must(g.JVP([]*Node{g.mul(k, x)}, []*Node{x}, []*Node{g.one()}))(t)[0]; d != k {
		t.Errorf("the tangent of k x is not k: %s", Dump(d))
	}
	g.Bind(h, g.Select(g.Apply(Eq, g.Iota(i), g.Integer(0)), x, g.mul(before, g.Const(2))))
	if d := must(g.Grad(g.Sum(g.sub(h, h), i), []*Node{x}))(t)[0]; !d.IsConst(0) {
		t.Errorf("a gradient of zero is %s", Dump(d))
	}
}
