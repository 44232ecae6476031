package ad

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// array evaluates n with values for its leaves.
func array(t *testing.T, n *Node, values map[*Leaf][]float64) []float64 {
	t.Helper()
	bind := Bindings{Inputs: map[*Leaf][]float64{}, Params: values}
	for l, v := range values {
		if l.Kind != ParamLeaf {
			bind.Inputs[l] = v
		}
	}
	v, err := NewReference(bind).Array(n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestGatherShift(t *testing.T) {
	g := NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 2)
	tab := g.Table([]*Axis{i, j}, []float64{0, 1, 10, 11, 20, 21}, Real)
	x := g.Input("x", Real, i, j)
	bind := map[*Leaf][]float64{x.Leaf: tab.Table}
	next := g.Apply(Mod, g.Apply(Add, g.Iota(i), g.Integer(1)), g.Integer(3))
	atJ := g.Table([]*Axis{j}, []float64{2, 0}, Int) // an index that carries the other axis of x
	for _, c := range []struct {
		over  *Axis
		index *Node
		want  []float64
	}{
		{i, next, []float64{10, 11, 20, 21, 0, 1}},
		{i, atJ, []float64{20, 1}},
		{j, g.Integer(1), []float64{1, 11, 21}},
	} {
		for _, n := range []*Node{tab, x} {
			if got := array(t, g.Gather(n, []*Axis{c.over}, []*Node{c.index}), bind); !slices.Equal(got, c.want) {
				t.Errorf("gather of %v by %v: %v, want %v", n.Op, c.index.Table, got, c.want)
			}
		}
	}
}

func TestEmptyAxis(t *testing.T) {
	g := NewGraph()
	i, e := g.Axis("i", 3), g.Axis("e", 0)
	x := g.Input("x", Real, i, e)
	y := g.Input("y", Real, i)
	for op, want := range map[Op]float64{Sum: 0, Prod: 1, MaxOver: math.Inf(-1), MinOver: math.Inf(1), ArgMax: -1} {
		for _, n := range []*Node{x, y} {
			r := g.Reduce(op, n, e)
			v, err := NewReference(Bindings{Inputs: map[*Leaf][]float64{x.Leaf: {}, y.Leaf: {1, 2, 3}}}).Array(r)
			if err != nil || slices.ContainsFunc(v, func(v float64) bool { return v != want }) {
				t.Errorf("%v over nothing: %v %v", op, v, err)
			}
		}
	}
}

func TestLanesAreNotFolded(t *testing.T) {
	g := NewGraph()
	l := g.Axis("l", 4)
	l.Lane = true
	i := g.Axis("i", 4)
	for _, n := range []*Node{g.Sum(g.Iota(l), l), g.Apply(Exp, g.Iota(l)), g.Rename(g.Table([]*Axis{i}, []float64{1, 2, 3, 4}, Real), i, l)} {
		if n.Op == Const {
			t.Error("an axis of samples was folded")
		}
	}
	big := []*Axis{}
	for range 12 {
		big = append(big, g.Axis("b", 1<<10))
	}
	n := g.Apply(Add, g.Iota(big[0]), g.Iota(big[1]))
	for _, a := range big[2:] {
		n = g.Apply(Add, n, g.Iota(a))
	}
	if n.Op != Add {
		t.Error("2^120 elements were folded")
	}
}

func TestReferenceRecurrence(t *testing.T) {
	const n = 100_000
	g := NewGraph()
	i := g.Axis("i", n)
	h := g.Ref("h", Real, i)
	before := g.Gather(h, []*Axis{i}, []*Node{g.Apply(Sub, g.Iota(i), g.Integer(1))})
	first := g.Apply(Eq, g.Iota(i), g.Integer(0))
	g.Bind(h, g.Select(first, g.Integer(0), g.Apply(Add, g.Const(1), before)))
	v, err := NewReference(Bindings{}).Value(h, n-1)
	if err != nil || v != n-1 {
		t.Errorf("h[%d] = %v, %v", n-1, v, err)
	}
}

func TestReferenceCircle(t *testing.T) {
	g := NewGraph()
	i := g.Axis("i", 3)
	h := g.Ref("h", Real, i)
	next := g.Apply(Mod, g.Apply(Add, g.Iota(i), g.Integer(1)), g.Integer(3))
	g.Bind(h, g.Apply(Tanh, g.Gather(h, []*Axis{i}, []*Node{next})))
	r := NewReference(Bindings{})
	_, err := r.Value(h, 0)
	var c *Circular
	if !errors.As(err, &c) || len(c.Elements) != 9 {
		t.Fatalf("%v", err)
	}
	if got, want := err.Error(), "circular definition: h[0] needs h[1] needs h[2]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A structural zero hides what it multiplies, on either side, and a guard what it excludes.
func TestReferenceZeros(t *testing.T) {
	g := NewGraph()
	i, j := g.Axis("i", 2), g.Axis("j", 2)
	w := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "w", Axes: []*Axis{i, j}, Index: []int32{-1, -1, 0, -1}, Len: 1})
	s := g.Ref("s", Real, i)
	sum := g.Sum(g.Apply(Mul, g.Rename(s, i, j), w), j)
	g.Bind(s, g.Apply(Add, sum, g.Const(1)))
	if got := array(t, s, map[*Leaf][]float64{w.Leaf: {3}}); !slices.Equal(got, []float64{1, 4}) {
		t.Errorf("s = %v", got)
	}
}

func TestScatterByHand(t *testing.T) {
	g := NewGraph()
	b, s := g.Axis("b", 4), g.Axis("s", 3)
	x := g.Input("x", Real, b)
	bind := map[*Leaf][]float64{x.Leaf: {1, 2, 4, 8}}
	index := g.Table([]*Axis{b}, []float64{0, 2, 0, -1}, Int)
	n := g.Scatter(x, []*Axis{s}, []*Node{index}, []*Axis{b})
	if got := array(t, n, bind); !slices.Equal(got, []float64{5, 0, 2}) {
		t.Errorf("scatter: %v", got)
	}
	folded := g.Scatter(g.Table([]*Axis{b}, bind[x.Leaf], Real), []*Axis{s}, []*Node{index}, []*Axis{b})
	if !slices.Equal(folded.Table, []float64{5, 0, 2}) {
		t.Errorf("folded scatter: %v", folded.Table)
	}
	shift := g.Scatter(x, []*Axis{b}, []*Node{g.Apply(Sub, g.Iota(b), g.Integer(1))}, []*Axis{b})
	if got := array(t, shift, bind); !slices.Equal(got, []float64{2, 4, 8, 0}) {
		t.Errorf("shift back: %v", got)
	}
	if shift.Op != Select || shift.Args[1].Op != Gather {
		t.Errorf("an injective scatter is %v", shift.Op)
	}
}

// Nodes that differ in one list of axes only are different nodes.
func TestInternLists(t *testing.T) {
	g := NewGraph()
	i, j, k := g.Axis("i", 2), g.Axis("j", 2), g.Axis("k", 2)
	x := g.Input("x", Real, i, j)
	at := g.Input("at", Int, i, j)
	nodes := []*Node{
		g.Sum(x, i), g.Sum(x, j), g.Sum(x, i, j), g.Reduce(Prod, x, i),
		g.Gather(x, []*Axis{i}, []*Node{at}), g.Gather(x, []*Axis{j}, []*Node{at}),
		g.Scatter(x, []*Axis{k}, []*Node{at}, []*Axis{i}), g.Scatter(x, []*Axis{k}, []*Node{at}, []*Axis{j}),
		g.Scatter(x, []*Axis{k}, []*Node{at}, []*Axis{i, j}), g.Scatter(x, []*Axis{i}, []*Node{at}, []*Axis{i, j}),
		g.Table([]*Axis{i}, []float64{0, 1}, Real), g.Table([]*Axis{j}, []float64{0, 1}, Real), g.Table([]*Axis{i}, []float64{0, 1}, Int),
	}
	for a, n := range nodes {
		for b, m := range nodes {
			if (a == b) != (n == m) {
				t.Errorf("nodes %d and %d: %s%s", a, b, Dump(n), Dump(m))
			}
		}
	}
	if g.Sum(x, j, i) != nodes[2] || g.add(x, at) != g.add(at, x) {
		t.Error("equal expressions are different nodes")
	}
}
