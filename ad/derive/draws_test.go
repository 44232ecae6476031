package derive

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// uniforms gives every element of every random leaf a number of its own in (0, 1).
func uniforms(l *ad.Leaf, element int) float64 {
	return math.Mod(0.5+0.6180339887498949*float64(element+1+31*len(l.Name)), 1)
}

func fiveModels() []*model {
	return []*model{hidden(6, 3, before), attentive(6, 3, true), recurrent(6, 3, 1), backward(6), paired(2)}
}

// TestNaive: drawing one element at a time from what has been drawn gives the bits of evaluating
// the definitions as they stand, and no conditional reads a value that has not been drawn.
func TestNaive(t *testing.T) {
	for _, m := range fiveModels() {
		bind := ad.Bindings{Params: parameters(m.g.Nodes), Random: uniforms}
		s := order(t, m)
		drawn, err := Naive(s, m.draws, bind)
		if err != nil {
			t.Fatal(m.name, err)
		}
		whole := ad.NewReference(bind)
		for _, d := range m.draws {
			want, err := whole.Array(d)
			if err != nil {
				t.Fatal(m.name, err)
			}
			e := 0
			ad.Each(d.Axes, [][]int{(&ad.Node{Axes: d.Leaf.Axes}).Strides(d.Axes)}, func(at []int) {
				if drawn[d.Leaf][at[0]] != want[e] {
					t.Errorf("%s: element %d of %s is %v, want %v", m.name, e, d.Leaf.Name, drawn[d.Leaf][at[0]], want[e])
				}
				e++
			})
		}
		checkPoison(t, m, s, bind, whole)
	}
}

// checkPoison evaluates every conditional with NaN in place of all that is drawn at its level or later.
func checkPoison(t *testing.T, m *model, s *Schedule, bind ad.Bindings, whole *ad.Reference) {
	t.Helper()
	for k, d := range m.draws {
		level := drawLevels(t, s, d)
		for e := range elements(d) {
			inputs := map[*ad.Leaf][]float64{}
			for _, other := range m.draws {
				inputs[other.Leaf] = poisoned(t, whole, other, drawLevels(t, s, other), level[e])
			}
			b := bind
			b.Inputs = inputs
			for sample := range m.lane.Size {
				where := fullPosition(m, d, e, sample)
				have, err := ad.NewReference(b).Value(m.logits[k], where...)
				want, err2 := whole.Value(m.logits[k], where...)
				if err != nil || err2 != nil || have != want {
					t.Errorf("%s: conditional of %s, element %d: %v, want %v (%v, %v)", m.name, d.Leaf.Name, e, have, want, err, err2)
				}
			}
		}
	}
}

// poisoned are the values of a draw below a level, in the order of its leaf, NaN elsewhere.
func poisoned(t *testing.T, whole *ad.Reference, d *ad.Node, level []int32, below int32) []float64 {
	t.Helper()
	values, err := whole.Array(d)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(values))
	e := 0
	steps := [][]int{(&ad.Node{Axes: d.Leaf.Axes}).Strides(d.Axes), strides(d, d.Axes)}
	ad.Each(d.Axes, steps, func(at []int) {
		out[at[0]] = math.NaN()
		if level[at[1]] < below {
			out[at[0]] = values[e]
		}
		e++
	})
	return out
}

// fullPosition is the position of element e of a draw, with the sample, in the order of its axes.
func fullPosition(m *model, d *ad.Node, e, sample int) []int {
	at := positions(e, elementAxes(d.Axes))
	return slices.Insert(at, slices.Index(d.Axes, m.lane), sample)
}

func TestSequence(t *testing.T) {
	first := func(s *Schedule, leaf *ad.Leaf) (at []int) {
		for _, step := range s.Sequence(leaf) {
			at = append(at, step.At[0])
		}
		return at
	}
	m := backward(4)
	if at := first(order(t, m), m.draws[0].Leaf); !slices.Equal(at, []int{3, 2, 1, 0}) {
		t.Errorf("backward: drawn in the order %v", at)
	}
	m = paired(2)
	s := order(t, m)
	var names string
	for _, step := range s.Sequence(m.draws[0].Leaf, m.draws[1].Leaf) {
		names += step.Leaf.Name + string(rune('1'+step.At[0])) + string(rune('1'+step.At[1])) + " "
	}
	if names != "x11 y11 x12 x21 y12 y21 x22 y22 " {
		t.Errorf("paired: drawn in the order %s", names)
	}
	free := &ad.Leaf{Kind: ad.RefLeaf, Name: "z", Axes: m.draws[0].Leaf.Axes}
	if at := first(s, free); !slices.Equal(at, []int{0, 0, 1, 1}) {
		t.Errorf("outside of all recurrences: drawn in the order %v", at)
	}
}

// TestCost: drawing and log p together cost what one log p of given values costs, and, for each
// draw, the sigmoid and the comparison with a uniform number.
func TestCost(t *testing.T) {
	for _, m := range fiveModels() {
		draws, leaves := 0, []*ad.Leaf{}
		for _, d := range m.draws {
			draws += elements(d)
			leaves = append(leaves, d.Leaf)
		}
		drawing, given := Cost(m.targets()), Cost(m.targets(), leaves...)
		if extra := drawing.Sample - given.Sample; extra != float64(3*draws) || drawing.Once != given.Once {
			t.Errorf("%s: drawing takes %v operations, one log p %v, for %d draws", m.name, drawing, given, draws)
		}
	}
	// hidden by hand: the sums take the pairs j < k for each channel, and k <= i for each channel.
	n, c := 8, 3
	m := hidden(n, c, before)
	pairs := c*n*(n-1)/2 + c*n*(n+1)/2
	rest := c*n + n + 4*n + 1 // tanh; bias; of log p the product, its sign, softplus, the sum; the sign of that
	if have := Cost([]*ad.Node{m.logP}, m.draws[0].Leaf).Sample; have != float64(pairs+rest) {
		t.Errorf("hidden: %v operations, want %d", have, pairs+rest)
	}
}

func TestMixed(t *testing.T) {
	for want, mix := range map[string]func(g *ad.Graph, x *ad.Node, i, lane *ad.Axis) *ad.Node{
		"a recurrence mixes samples: sum along sample": func(g *ad.Graph, x *ad.Node, _, lane *ad.Axis) *ad.Node {
			return g.Sum(x, lane)
		},
		"a recurrence mixes samples: gather along sample": func(g *ad.Graph, x *ad.Node, i, lane *ad.Axis) *ad.Node {
			return g.Gather(x, []*ad.Axis{lane}, []*ad.Node{g.Table([]*ad.Axis{i}, []float64{0, 2, 1, 0}, ad.Int)})
		},
		"a recurrence mixes samples: scatter along sample": func(g *ad.Graph, x *ad.Node, i, lane *ad.Axis) *ad.Node {
			size := g.Integer(lane.Size)
			index := g.Apply(ad.Mod, g.Apply(ad.Floor, x), size)
			return g.Scatter(x, []*ad.Axis{lane}, []*ad.Node{index}, []*ad.Axis{lane})
		},
	} {
		g := ad.NewGraph()
		lane, i := g.Axis("sample", 3), g.Axis("i", 4)
		lane.Lane = true
		h := g.Ref("h", ad.Real, i, lane)
		g.Bind(h, g.Apply(ad.Tanh, mix(g, shift(g, h, i, func(p int) int { return p - 1 }), i, lane)))
		var mixed *Mixed
		if _, err := Order([]*ad.Node{h}, nil); !errors.As(err, &mixed) || mixed.Error() != want {
			t.Errorf("%v, want: %s", err, want)
		}
	}
}

// TestNeed: only what is asked for is looked at, so that an unsound element does not matter.
func TestNeed(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 5)
	h := g.Ref("h", ad.Real, i)
	index := g.Table([]*ad.Axis{i}, []float64{0, 0, 1, 4, 3}, ad.Int) // 3 and 4 need each other
	first := g.Apply(ad.Eq, g.Iota(i), g.Integer(0))
	g.Bind(h, g.Select(first, g.Const(1), g.Apply(ad.Exp, g.Gather(h, []*ad.Axis{i}, []*ad.Node{index}))))
	if _, err := Order([]*ad.Node{h}, nil); err == nil {
		t.Error("3 and 4 need each other, and that was accepted")
	}
	s, err := Order([]*ad.Node{h}, func(*ad.Node) []bool { return []bool{false, false, true, false, false} })
	if err != nil {
		t.Fatal(err)
	}
	if l := s.Regions[0].Level[h]; !slices.Equal(l, []int32{0, 1, 2, -1, -1}) {
		t.Errorf("levels %v", l)
	}
	if src, at, ok := s.Alias(h, 2); !ok || src != h.Leaf.Body || at != 2 {
		t.Errorf("h[2] stands for %v, %d, %v", src, at, ok)
	}
	if s.Zero(h, 0) || !s.Zero(index, 0) || s.Zero(index, 2) {
		t.Error("zeros of the index are wrong")
	}
}

// TestLargeConstants: conditions too large to be folded are still known.
func TestLargeConstants(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 1500), g.Axis("j", 1500)
	if i.Size*j.Size <= ad.MaxFold {
		t.Fatal("small enough to be folded")
	}
	pi, pj := g.Iota(i), g.Iota(j)
	row := g.Gather(g.Apply(ad.Lt, pi, pj), []*ad.Axis{j}, []*ad.Node{g.Integer(1200)}) // i < 1200
	most := g.Reduce(ad.MaxOver, g.Apply(ad.Mul, pi, pj), j)                            // 1499 i
	last := g.Reduce(ad.ArgMax, g.Apply(ad.Mod, g.Apply(ad.Add, pi, pj), g.Integer(1500)), j)
	k := newKnowledge()
	for _, c := range []struct {
		n    *ad.Node
		want func(i, j int) float64
	}{
		{g.Apply(ad.And, g.Apply(ad.Le, pj, pi), g.Apply(ad.Lt, pi, g.Integer(1400))), func(i, j int) float64 {
			if j <= i && i < 1400 {
				return 1
			}
			return 0
		}},
		{g.Select(row, pi, g.Apply(ad.Neg, pj)), func(i, j int) float64 {
			if i < 1200 {
				return float64(i)
			}
			return -float64(j)
		}},
		{most, func(i, j int) float64 { return 1499 * float64(i) }},
		{last, func(i, j int) float64 { return float64(1499 - i) }},
	} {
		if !k.isConstant(c.n) {
			t.Fatalf("%s is not constant", c.n.Op)
		}
		f := k.of(c.n)
		for _, p := range [][2]int{{0, 0}, {1499, 0}, {7, 7}, {7, 8}, {1399, 3}, {1400, 3}, {1199, 5}, {1200, 5}, {1200, 0}} {
			e := offset(p[0]*1500+p[1], []*ad.Axis{i, j}, strides(c.n, []*ad.Axis{i, j}))
			k.place(i, p[0])
			k.place(j, p[1])
			want := c.want(p[0], p[1])
			if v := k.value(c.n); v != want || f.zero.has(e) != (want == 0) || f.one.has(e) != (want != 0) {
				t.Errorf("%s at %v: %v, known zero %v, want %v", c.n.Op, p, v, f.zero.has(e), want)
			}
		}
	}
}
