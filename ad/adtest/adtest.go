package adtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// Options choose what a random graph may contain.
type Options struct {
	Steps  int       // operations; 0 means 12
	Smooth bool      // no kinks, steps and computed indices: values can be differentiated numerically
	NoLane bool      // no axis of samples
	NoRefs bool      // no recurrences
	Into   *ad.Graph // where to build; nil makes a new graph
}

// Case is a random graph with values for its leaves. All its nodes are finite and well-founded.
type Case struct {
	Graph  *ad.Graph
	Axes   []*ad.Axis // not the lane
	Lane   *ad.Axis   // nil if there is none
	Leaves []*ad.Node // parameters, inputs and random numbers; real
	Outs   []*ad.Node // what was built, the last one last
	Bind   ad.Bindings
}

// Graph makes a random graph: elementwise operations, reductions, gathers and scatters by constant
// and computed indices, guards, packed parameters, recurrences in one and two directions and of two
// definitions, axes of size 0 to 4, and values that depend on sums over the samples.
func Graph(t *rapid.T, opt Options) *Case {
	c := &Case{Graph: opt.Into}
	if c.Graph == nil {
		c.Graph = ad.NewGraph()
	}
	b := &builder{Case: c, t: t, g: c.Graph, opt: opt}
	b.axes()
	b.leaves()
	steps := opt.Steps
	if steps == 0 {
		steps = 12
	}
	for range steps {
		if n := b.step(); n != nil {
			b.pool = append(b.pool, n)
			c.Outs = append(c.Outs, n)
		}
	}
	if len(c.Outs) == 0 {
		c.Outs = append(c.Outs, b.pool[0])
	}
	return c
}

type builder struct {
	*Case
	t    *rapid.T
	g    *ad.Graph
	opt  Options
	pool []*ad.Node // real nodes of moderate values
	refs int
}

func (b *builder) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(b.t, label) }

func (b *builder) coin(label string) bool { return b.pick(label, 2) == 1 }

func (b *builder) node() *ad.Node { return b.pool[b.pick("node", len(b.pool))] }

func (b *builder) axis() *ad.Axis { return b.Axes[b.pick("axis", len(b.Axes))] }

func (b *builder) axes() {
	for k := range 1 + b.pick("axes", 3) {
		size := 1 + b.pick("size", 4)
		if b.pick("empty", 12) == 11 {
			size = 0
		}
		b.Axes = append(b.Axes, b.g.Axis(string(rune('i'+k)), size))
	}
	if !b.opt.NoLane && b.coin("lane") {
		b.Lane = b.g.Axis("lane", 1+b.pick("lanes", 4))
		b.Lane.Lane = true
	}
}

// some draws a subset of the axes.
func (b *builder) some() []*ad.Axis {
	var out []*ad.Axis
	for _, a := range b.Axes {
		if b.coin("with") {
			out = append(out, a)
		}
	}
	return out
}

// leaves makes two leaves of each kind, some of them packed, and binds them.
func (b *builder) leaves() {
	b.Bind = ad.Bindings{Params: map[*ad.Leaf][]float64{}, Inputs: map[*ad.Leaf][]float64{}, Random: Random}
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(b.t, "seed"), 1))
	values := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64() * 0.7
		}
		return v
	}
	for k := range 2 {
		axes := b.some()
		n := ad.Elements(axes)
		l := &ad.Leaf{Kind: ad.ParamLeaf, Name: fmt.Sprint("w", k), Axes: axes, Len: n}
		if b.coin("packed") {
			l.Len, l.Index = 0, make([]int32, n)
			for e := range l.Index {
				if l.Index[e] = -1; b.coin("stored") {
					l.Index[e] = int32(l.Len)
					l.Len++
				}
			}
		}
		b.Bind.Params[l] = values(l.Len)
		x := &ad.Leaf{Kind: ad.InputLeaf, Name: fmt.Sprint("x", k), Axes: b.some()}
		if b.Lane != nil && b.coin("sampled") {
			x.Axes = append(x.Axes, b.Lane)
		}
		b.Bind.Inputs[x] = values(ad.Elements(x.Axes))
		b.Leaves = append(b.Leaves, b.g.Leaf(l), b.g.Leaf(x))
	}
	if b.Lane != nil {
		kind := ad.UniformLeaf + ad.LeafKind(b.pick("kind", 2))
		b.Leaves = append(b.Leaves, b.g.Leaf(&ad.Leaf{Kind: kind, Name: "u", Axes: append(b.some(), b.Lane), Stream: 7}))
	}
	b.pool = append(b.pool, b.Leaves...)
	axes := b.some()
	b.pool = append(b.pool, b.g.Table(axes, values(ad.Elements(axes)), ad.Real), b.g.Const(0.5))
}

// Random is a stand-in for streams of random numbers: in (0, 1) whatever the leaf's kind.
func Random(l *ad.Leaf, element int) float64 {
	_, f := math.Modf(math.Sin(float64(l.Stream)+12.9898*float64(element+1)) * 43758.5453)
	return 0.01 + 0.98*math.Abs(f)
}
