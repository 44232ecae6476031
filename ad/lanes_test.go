package ad

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// perceptron is y[l] = Σ_h v[h] tanh(Σ_i w[h,i] x[i,l])², or of one sample where lane is nil.
func perceptron(g *Graph, w, v, x *Node, i, h *Axis) *Node {
	z := g.Apply(Tanh, g.Sum(g.mul(w, x), i))
	return g.Sum(g.mul(v, g.square(z)), h)
}

// Derivatives position by position along the samples are those of each sample alone.
func TestMappedDerivatives(t *testing.T) {
	g := NewGraph()
	i, h, l := g.Axis("i", 3), g.Axis("h", 4), g.Axis("l", 5)
	l.Lane = true
	w, v := g.Input("w", Real, h, i), g.Input("v", Real, h)
	many, one := g.Input("x", Real, i, l), g.Input("x", Real, i)
	rng := rand.New(rand.NewPCG(1, 2))
	fill := func(n int) []float64 {
		out := make([]float64, n)
		for k := range out {
			out[k] = rng.NormFloat64()
		}
		return out
	}
	bind := map[*Leaf][]float64{w.Leaf: fill(12), v.Leaf: fill(4), many.Leaf: fill(15)}
	ym, y1 := perceptron(g, w, v, many, i, h), perceptron(g, w, v, one, i, h)
	hm, _, err1 := g.Hessian(ym, many, []*Axis{i})
	h1, _, err2 := g.Hessian(y1, one, []*Axis{i})
	jm, _, err3 := g.Jacobian(g.Apply(Exp, ym), many, []*Axis{i})
	j1, _, err4 := g.Jacobian(g.Apply(Exp, y1), one, []*Axis{i})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	pairs := [][2]*Node{
		{hm, h1}, {jm, j1},
		{must(g.Laplacian(ym, many, []*Axis{i}))(t), must(g.Laplacian(y1, one, []*Axis{i}))(t)},
		{must(g.Grad(ym, []*Node{many}, l))(t)[0], must(g.Grad(y1, []*Node{one}))(t)[0]},
		{must(g.Grad(ym, []*Node{w}, l))(t)[0], must(g.Grad(y1, []*Node{w}))(t)[0]},
	}
	for s := range l.Size {
		x := make([]float64, i.Size)
		for k := range x {
			x[k] = bind[many.Leaf][k*l.Size+s]
		}
		bind[one.Leaf] = x
		for k, p := range pairs {
			got := array(t, g.Gather(p[0], []*Axis{l}, []*Node{g.Integer(s)}), bind)
			want := array(t, p[1], bind)
			for e := range want {
				if math.Abs(got[e]-want[e]) > 1e-13*(1+math.Abs(want[e])) {
					t.Fatalf("derivative %d, sample %d: %v, alone %v", k, s, got, want)
				}
			}
		}
	}
	baseline := g.sub(ym, g.div(g.Sum(ym, l), g.Integer(l.Size)))
	var mixed *Mixed
	if _, err := g.Laplacian(baseline, many, []*Axis{i}); !errors.As(err, &mixed) || mixed.Axis != l {
		t.Errorf("samples that mix: %v", err)
	}
	if _, err := g.Grad(ym, []*Node{w}); err == nil {
		t.Error("a gradient of many values was taken")
	}
}

// An Int input, such as spins, has the derivative of the polynomial that it stands in.
func TestIntegerGradient(t *testing.T) {
	g := NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 3)
	s := g.Input("s", Int, i)
	below := g.Apply(Lt, g.Iota(i), g.Iota(j))
	e := g.neg(g.Sum(g.Select(below, g.mul(s, g.Rename(s, i, j)), g.zero()), i, j))
	d := must(g.Grad(e, []*Node{s}))(t)[0]
	if got := array(t, d, map[*Leaf][]float64{s.Leaf: {1, -1, 1}}); !slices.Equal(got, []float64{0, -2, 0}) {
		t.Errorf("∂E/∂s = %v", got)
	}
}

// The transpose of reading the four neighbours of a site on a torus reads the neighbours again; the
// one of reading the ends of bonds stays a sum.
func TestScatterForms(t *testing.T) {
	const n = 3
	g := NewGraph()
	site, dir, bond := g.Axis("site", n*n), g.Axis("dir", 4), g.Axis("bond", 2*n*n)
	var next, ends []float64
	for s := range n * n {
		x, y := s%n, s/n
		right, up := y*n+(x+1)%n, (y+1)%n*n+x
		next = append(next, float64(right), float64(up), float64(y*n+(x+2)%n), float64((y+2)%n*n+x))
		ends = append(ends, float64(right), float64(up))
	}
	x := g.Input("x", Real, site)
	w := g.Input("w", Real, site, dir)
	nb := g.Table([]*Axis{site, dir}, next, Int)
	field := g.Sum(g.mul(w, g.Gather(x, []*Axis{site}, []*Node{nb})), dir)
	grad := must(g.Grad(g.Sum(g.square(field), site), []*Node{x}))(t)[0]
	if c := count(grad); c[Scatter] != 0 {
		t.Errorf("a translation is scattered: %v", c)
	}
	end := g.Gather(x, []*Axis{site}, []*Node{g.Table([]*Axis{bond}, ends, Int)})
	back := must(g.Grad(g.Sum(g.Apply(Exp, end), bond), []*Node{x}))(t)[0]
	if c := count(back); c[Scatter] != 1 {
		t.Errorf("the ends of bonds: %v", c)
	}
	bind := map[*Leaf][]float64{x.Leaf: {1, 2, 3, 4, 5, 6, 7, 8, 9}, w.Leaf: slices.Repeat([]float64{1, 2, 3, 4}, 9)}
	got := array(t, back, bind)
	for s, v := range bind[x.Leaf] {
		if want := 2 * math.Exp(v); math.Abs(got[s]-want) > 1e-12*want {
			t.Errorf("site %d is the end of two bonds: %v, want %v", s, got[s], want)
		}
	}
}

// A shift has the opposite shift as its transpose, and a Scatter whose indices do not depend on
// what is summed a guarded sum.
func TestScatterPlaced(t *testing.T) {
	g := NewGraph()
	i, k := g.Axis("i", 3), g.Axis("k", 4)
	x := g.Input("x", Real, i)
	n := g.Scatter(x, []*Axis{k}, []*Node{g.Integer(2)}, []*Axis{i})
	if n.Op != Select {
		t.Errorf("it is a %v", n.Op)
	}
	if got := array(t, n, map[*Leaf][]float64{x.Leaf: {1, 2, 4}}); !slices.Equal(got, []float64{0, 0, 7, 0}) {
		t.Errorf("%v", got)
	}
}

// Softmax and LogSumExp at large exponents, under guards, and where nothing passes.
func TestNormalised(t *testing.T) {
	g := NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 3)
	x := g.Input("x", Real, j)
	below := g.Apply(Lt, g.Iota(j), g.Iota(i))
	bind := map[*Leaf][]float64{x.Leaf: {1000, 1000 + math.Log(3), -1000}}
	p := g.Softmax(x, below, j)
	l := g.LogSumExp(x, below, j)
	near := func(what string, n *Node, want []float64) {
		t.Helper()
		for e, v := range array(t, n, bind) {
			if v != want[e] && !(math.Abs(v-want[e]) <= 1e-12*math.Abs(want[e])) {
				t.Errorf("%s, element %d: %v, want %v", what, e, v, want[e])
			}
		}
	}
	near("softmax", p, []float64{0, 0, 0, 1, 0, 0, 0.25, 0.75, 0})
	near("logsumexp", l, []float64{math.Inf(-1), 1000, 1000 + math.Log(4)})
	last := g.Gather(l, []*Axis{i}, []*Node{g.Integer(2)})
	near("its gradient", must(g.Grad(last, []*Node{x}))(t)[0], []float64{0.25, 0.75, 0})
	h, _, err := g.Hessian(last, x, []*Axis{j})
	if err != nil {
		t.Fatal(err)
	}
	near("its Hessian", h, []float64{0.1875, -0.1875, 0, -0.1875, 0.1875, 0, 0, 0, 0})
}

func TestDump(t *testing.T) {
	g := NewGraph()
	i := g.Axis("i", 3)
	h := g.Ref("h", Real, i)
	g.Bind(h, g.mul(g.Const(2), g.Gather(h, []*Axis{i}, []*Node{g.Integer(0)})))
	want := "%0[i] = leaf h\n%1[] = const [2]\n%2[] = const [0]\n%3[] = gather %0 %2 over [i]\n%4[] = mul %1 %3\nh := %4\n"
	if got := Dump(h); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// localEnergy is -½(Δ log ψ + |∇ log ψ|²) + V for positions x[d, l].
func localEnergy(t *testing.T, g *Graph, logPsi, potential, x *Node, d, l *Axis) *Node {
	t.Helper()
	lap := must(g.Laplacian(logPsi, x, []*Axis{d}))(t)
	grad := must(g.Grad(logPsi, []*Node{x}, l))(t)[0]
	kinetic := g.mul(g.Const(-0.5), g.add(lap, g.Sum(g.square(grad), d)))
	return g.add(kinetic, potential)
}

// The local energy of an eigenstate is its energy wherever it is taken: hydrogen 1s and 2s in units
// of Hartree, and the ground state of the oscillator.
func TestLocalEnergies(t *testing.T) {
	g := NewGraph()
	d, l := g.Axis("d", 3), g.Axis("l", 4)
	l.Lane = true
	x := g.Input("x", Real, d, l)
	r2 := g.Sum(g.square(x), d)
	r := g.Apply(Sqrt, r2)
	half := g.Const(0.5)
	bind := map[*Leaf][]float64{x.Leaf: {0.3, -1, 2, 0.1, 0.2, 0.7, -0.4, 0.01, 1.1, 0.5, 0.3, 0.02}}
	for _, c := range []struct {
		state             string
		logPsi, potential *Node
		energy            float64
	}{
		{"1s", g.neg(r), g.neg(g.over(r)), -0.5},
		{"2s", g.sub(g.Apply(Log, g.Apply(Abs, g.sub(g.Const(2), r))), g.mul(half, r)), g.neg(g.over(r)), -0.125},
		{"oscillator", g.mul(g.Const(-0.5), r2), g.mul(half, r2), 1.5},
	} {
		for s, e := range array(t, localEnergy(t, g, c.logPsi, c.potential, x, d, l), bind) {
			if math.Abs(e-c.energy) > 1e-11 {
				t.Errorf("%s, sample %d: %v, want %v", c.state, s, e, c.energy)
			}
		}
	}
}
