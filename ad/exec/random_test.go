package exec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"pgregory.net/rapid"
)

// world is a random graph with values for its leaves.
type world struct {
	t      *rapid.T
	g      *ad.Graph
	axes   []*ad.Axis // small axes
	lanes  []*ad.Axis
	pool   []*ad.Node
	params map[*ad.Leaf][]float64
	inputs map[*ad.Leaf][]float64
	rng    *rand.Rand
	stream uint64
	values int // outputs that are no gradients
}

func newWorld(t *rapid.T, laneSize int) *world {
	w := &world{t: t, g: ad.NewGraph(), params: map[*ad.Leaf][]float64{}, inputs: map[*ad.Leaf][]float64{}}
	w.rng = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	for k, n := range []int{3, 2, 4} {
		w.axes = append(w.axes, w.g.Axis(string(rune('i'+k)), n))
	}
	for k := range 2 {
		l := w.g.Axis(fmt.Sprint("lane", k), laneSize+3*k)
		l.Lane = true
		w.lanes = append(w.lanes, l)
	}
	w.axes = append(w.axes, w.g.Axis("l", 3))
	return w
}

// numbers are not round, so that no comparison hangs on the last bit.
func (w *world) numbers(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = w.rng.NormFloat64()
	}
	return out
}

// some draws a few axes, in any order, with a lane or without.
func (w *world) some(lane bool) []*ad.Axis {
	n := rapid.IntRange(0, 3).Draw(w.t, "axes")
	axes := rapid.Permutation(w.axes).Draw(w.t, "which")[:n]
	if lane {
		l := rapid.SampledFrom(w.lanes).Draw(w.t, "lane")
		axes = slices.Insert(slices.Clone(axes), rapid.IntRange(0, n).Draw(w.t, "place"), l)
	}
	return axes
}

func (w *world) leaf(lane bool) *ad.Node {
	axes := w.some(lane)
	n := ad.Elements(axes)
	kind := rapid.IntRange(0, 5).Draw(w.t, "leaf")
	switch {
	case kind == 0 && !lane:
		l := &ad.Leaf{Kind: ad.ParamLeaf, Name: "W", Axes: axes, Len: n}
		if rapid.Bool().Draw(w.t, "sparse") {
			l.Index, l.Len = make([]int32, n), 0
			for e := range l.Index {
				l.Index[e] = -1
				if rapid.IntRange(0, 2).Draw(w.t, "there") > 0 {
					l.Index[e] = int32(l.Len)
					l.Len++
				}
			}
		}
		w.params[l] = w.numbers(l.Len)
		return w.g.Leaf(l)
	case kind == 1:
		l := &ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: axes, Stream: w.stream}
		w.stream++
		return w.g.Leaf(l)
	case kind == 2:
		l := &ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: axes, Stream: w.stream}
		w.stream++
		return w.g.Leaf(l)
	case kind == 3 && !lane:
		v := w.numbers(n)
		for i := range v {
			if rapid.IntRange(0, 3).Draw(w.t, "zero") == 0 {
				v[i] = 0
			}
		}
		return w.g.Table(axes, v, ad.Real)
	}
	x := w.g.Input("x", ad.Real, axes...)
	w.inputs[x.Leaf] = w.numbers(n)
	return x
}

func laneOf(n *ad.Node) *ad.Axis {
	_, l := split(n.Axes)
	return l
}

// pick draws a node of the pool; with: it can meet that node, having no other lane.
func (w *world) pick(with ...*ad.Node) *ad.Node {
	var fit []*ad.Node
	for _, n := range w.pool {
		ok := true
		for _, m := range with {
			a, b := laneOf(n), laneOf(m)
			ok = ok && (a == nil || b == nil || a == b)
		}
		if ok && !ad.Exceeds(ad.Union(n.Axes), 4000) {
			fit = append(fit, n)
		}
	}
	return rapid.SampledFrom(fit).Draw(w.t, "arg")
}

func (w *world) mask(axes []*ad.Axis) *ad.Node {
	v := make([]float64, ad.Elements(axes))
	for i := range v {
		v[i] = float64(rapid.IntRange(0, 1).Draw(w.t, "bit"))
	}
	return w.g.Table(axes, v, ad.Bool)
}

// indices draws a table of positions on an axis.
func (w *world) indices(to *ad.Axis, axes []*ad.Axis, low int) *ad.Node {
	v := make([]float64, ad.Elements(axes))
	for i := range v {
		v[i] = float64(rapid.IntRange(low, to.Size-1).Draw(w.t, "index"))
	}
	return w.g.Table(axes, v, ad.Int)
}

// shifted keeps what cancels to zero, or to the last bit, away from steps.
func (w *world) shifted(x *ad.Node) *ad.Node { return w.g.Apply(ad.Add, w.g.Const(0.1234), x) }

// computed is an index that follows from a node: in the range of the axis, an integer.
func (w *world) computed(to *ad.Axis, x *ad.Node) *ad.Node {
	n := w.g.Table(nil, []float64{float64(to.Size)}, ad.Int)
	shifted := w.g.Apply(ad.Add, w.g.Const(0.2718), w.g.Apply(ad.Mul, w.g.Const(3.1), x))
	return w.g.Apply(ad.Mod, w.g.Apply(ad.Floor, shifted), n)
}

// grow adds a node built on the pool.
func (w *world) grow() {
	g := w.g
	x := w.pick()
	var n *ad.Node
	switch rapid.IntRange(0, 16).Draw(w.t, "op") {
	case 0:
		ops := []ad.Op{ad.Tanh, ad.Sigmoid, ad.Softplus, ad.Neg, ad.Abs, ad.Sin, ad.Floor, ad.Atan, ad.Stop}
		op := rapid.SampledFrom(ops).Draw(w.t, "unary")
		if op == ad.Floor {
			x = w.shifted(x)
		}
		n = g.Apply(op, x)
	case 1, 2:
		ops := []ad.Op{ad.Add, ad.Sub, ad.Min, ad.Max, ad.Lt, ad.Ne}
		n = g.Apply(rapid.SampledFrom(ops).Draw(w.t, "binary"), x, w.shifted(w.pick(x)))
	case 3, 4:
		n = g.Apply(ad.Mul, x, w.pick(x))
	case 5:
		n = g.Select(w.mask(w.some(false)), x, w.pick(x))
	case 6:
		y := w.pick(x)
		n = g.Select(g.Apply(ad.And, g.Apply(ad.Lt, x, w.shifted(y)), g.Apply(ad.Lt, g.Const(-0.7531), y)), y, w.pick(x, y))
	case 7, 8, 9:
		y := w.pick(x)
		p := g.Apply(ad.Mul, g.Apply(ad.Mul, x, y), w.pick(x, y))
		if rapid.Bool().Draw(w.t, "two") {
			p = g.Apply(ad.Mul, x, y)
		}
		n = g.Sum(p, w.among(p)...)
	case 10, 11:
		op := rapid.SampledFrom([]ad.Op{ad.Sum, ad.MaxOver, ad.MinOver, ad.Prod}).Draw(w.t, "reduction")
		n = g.Reduce(op, x, w.among(x)...)
	case 12:
		if len(x.Axes) > 0 {
			n = g.Reduce(ad.ArgMax, x, rapid.SampledFrom(x.Axes).Draw(w.t, "axis"))
		}
	case 13:
		if from, ok := w.axisOf(x); ok {
			index := w.indices(from, w.some(false), -1)
			seen := g.Apply(ad.Le, g.Integer(0), index)
			n = g.Select(seen, g.Gather(x, []*ad.Axis{from}, []*ad.Node{index}), g.Const(0.5))
		}
	case 14:
		if from, ok := w.axisOf(x); ok {
			y := w.pick(x)
			n = g.Gather(x, []*ad.Axis{from}, []*ad.Node{w.computed(from, y)})
		}
	case 15:
		n = w.scatter(x)
	case 16:
		n = w.chosen(x)
	}
	if n != nil && len(n.Axes) < 6 && !ad.Exceeds(n.Axes, 3000) {
		w.pool = append(w.pool, n)
	}
}

// chosen reads the samples of x that an index names.
func (w *world) chosen(x *ad.Node) *ad.Node {
	l := laneOf(x)
	if l == nil {
		return nil
	}
	index := w.indices(l, w.some(false), 0)
	if rapid.Bool().Draw(w.t, "by lane") {
		index = w.computed(l, w.pick())
	}
	return w.g.Gather(x, []*ad.Axis{l}, []*ad.Node{index})
}

func (w *world) scatter(x *ad.Node) *ad.Node {
	from, ok := w.axisOf(x)
	if !ok {
		return nil
	}
	var index *ad.Node
	to := rapid.SampledFrom(w.axes).Draw(w.t, "to")
	along := []*ad.Axis{from}
	if rapid.Bool().Draw(w.t, "computed") {
		index = w.computed(to, w.pick(x))
	} else {
		index = w.indices(to, append(ad.Without(w.some(false), along), from), -1)
	}
	if l := laneOf(x); l != nil && rapid.Bool().Draw(w.t, "sum lane") {
		along = append(along, l)
	}
	stay := ad.Without(ad.Union(x.Axes, index.Axes), ad.Union(along))
	if slices.Contains(stay, to) {
		return nil
	}
	return w.g.Scatter(x, []*ad.Axis{to}, []*ad.Node{index}, along)
}

func (w *world) axisOf(x *ad.Node) (*ad.Axis, bool) {
	axes, _ := split(x.Axes)
	if len(axes) == 0 {
		return nil, false
	}
	return rapid.SampledFrom(axes).Draw(w.t, "axis"), true
}

// among draws some of the axes of x.
func (w *world) among(x *ad.Node) []*ad.Axis {
	if len(x.Axes) == 0 {
		return nil
	}
	n := rapid.IntRange(1, len(x.Axes)).Draw(w.t, "over")
	return rapid.Permutation(x.Axes).Draw(w.t, "which")[:n]
}

// recur adds a recurrence along an axis, with a draw in it.
func (w *world) recur(lane bool) {
	g := w.g
	i := w.axes[rapid.SampledFrom([]int{0, 2, 3}).Draw(w.t, "along")]
	j := w.axes[1]
	axes := []*ad.Axis{i, j}
	if lane {
		axes = append(axes, w.lanes[0])
	}
	axes = ad.Union(nil, axes)
	name := &ad.Leaf{Kind: ad.RefLeaf, Name: "h", Axes: axes}
	h := g.Leaf(name)
	back := make([]float64, i.Size)
	past := make([]float64, i.Size*i.Size)
	for p := range back {
		back[p] = float64(p - 1)
		for q := range p {
			past[p*i.Size+q] = 1
		}
	}
	k := g.Axis("past", i.Size)
	jj := g.Axis("other", j.Size)
	seen := g.Table([]*ad.Axis{i, k}, past, ad.Bool)
	prev := g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(i)), g.Gather(h, []*ad.Axis{i}, []*ad.Node{g.Table([]*ad.Axis{i}, back, ad.Int)}), g.Const(0.25))
	weights := g.Table([]*ad.Axis{i, k, j, jj}, w.numbers(i.Size*i.Size*j.Size*jj.Size), ad.Real)
	all := g.Gather(h, []*ad.Axis{i, j}, []*ad.Node{g.Iota(k), g.Iota(jj)})
	sum := g.Sum(g.Apply(ad.Mul, g.Select(seen, weights, g.Const(0)), all), k, jj)
	body := g.Apply(ad.Add, g.Apply(ad.Tanh, sum), g.Apply(ad.Mul, g.Const(0.5), prev))
	if lane {
		u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: axes, Stream: w.stream})
		w.stream++
		body = g.Select(g.Apply(ad.Lt, u, g.Apply(ad.Sigmoid, body)), g.Const(1), g.Const(-1))
	}
	g.Bind(h, body)
	w.pool = append(w.pool, h, sum)
}

// random is the value of random leaves, as Env says.
func random(seed, step uint64) func(l *ad.Leaf, e int) float64 {
	return func(l *ad.Leaf, e int) float64 {
		axes, lane := split(l.Axes)
		pos := map[*ad.Axis]int{}
		for k := len(l.Axes) - 1; k >= 0; k-- {
			pos[l.Axes[k]] = e % l.Axes[k].Size
			e /= l.Axes[k].Size
		}
		at, sample := 0, 0
		for _, a := range axes {
			at = at*a.Size + pos[a]
		}
		if lane != nil {
			sample = pos[lane]
		}
		var out [1]float64
		if l.Kind == ad.UniformLeaf {
			kernel.Uniform(out[:], [2]uint64{seed, l.Stream}, uint64(at), step, 0, uint64(sample))
		} else {
			kernel.Normal(out[:], [2]uint64{seed, l.Stream}, uint64(at), step, 0, uint64(sample))
		}
		return out[0]
	}
}

func (w *world) env() *Env { return &Env{Params: w.params, Inputs: w.inputs, Seed: 7, Step: 3} }

// equal compares two arrays: a relative error of tol, NaN and infinities alike.
func equal(a, b []float64, tol float64) bool {
	for i := range a {
		x, y := a[i], b[i]
		if x == y || math.IsNaN(x) && math.IsNaN(y) {
			continue
		}
		if !(math.Abs(x-y) <= tol*(1+math.Abs(x)+math.Abs(y))) {
			return false
		}
	}
	return len(a) == len(b)
}

// gradients are those of the sum of a node with respect to parameters and inputs.
func (w *world) gradients() []*ad.Node {
	var leaves []*ad.Node
	for _, n := range w.pool {
		if n.Op == ad.LeafOp && (n.Leaf.Kind == ad.ParamLeaf || n.Leaf.Kind == ad.InputLeaf) {
			leaves = append(leaves, n)
		}
	}
	y := w.pick()
	grads, err := w.g.Grad(w.g.Sum(y, y.Axes...), leaves)
	if err != nil {
		return nil // an operation without a derivative
	}
	return slices.DeleteFunc(grads, func(n *ad.Node) bool { return ad.Exceeds(n.Axes, 3000) })
}

// graph grows a random graph; its outputs are nodes and then gradients.
func (w *world) graph() []Output {
	for range 2 {
		w.pool = append(w.pool, w.leaf(false), w.leaf(true))
	}
	for range rapid.IntRange(1, 14).Draw(w.t, "nodes") {
		switch rapid.IntRange(0, 9).Draw(w.t, "kind") {
		case 0:
			w.pool = append(w.pool, w.leaf(true))
		case 1:
			w.pool = append(w.pool, w.leaf(false))
		case 2:
			w.recur(rapid.Bool().Draw(w.t, "drawn"))
		default:
			w.grow()
		}
	}
	var outs []Output
	for _, n := range w.pool[len(w.pool)/2:] {
		outs = append(outs, Output{Node: n})
	}
	w.values = len(outs)
	for _, n := range w.gradients() {
		outs = append(outs, Output{Node: n})
	}
	return outs
}

func TestRandomGraphsAgainstReference(t *testing.T) {
	for range 5 {
		rapid.Check(t, checkRandomGraph)
	}
}

func checkRandomGraph(t *rapid.T) {
	w := newWorld(t, rapid.IntRange(1, 21).Draw(t, "lane size"))
	outs := w.graph()
	plan, err := Compile(w.g, outs, Options{Workers: 1, Tile: 8, kept: rapid.SampledFrom([]int{0, 1}).Draw(t, "rows kept")})
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Run(w.env()); err != nil {
		t.Fatal(err)
	}
	ref := ad.NewReference(ad.Bindings{Params: w.params, Inputs: w.inputs, Random: random(7, 3)})
	for i, o := range outs {
		want, err := ref.Array(o.Node)
		if err != nil && i >= w.values {
			continue // a factor of zero that the reference refuses to read
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Value(i); !equal(got, want, 1e-9) {
			t.Fatalf("output %d, %s over %v: %v, want %v", i, o.Node.Op, o.Node.Axes, got, want)
		}
	}
}
