package interp

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// makeParam makes a parameter and its first values.
func (c ctx) makeParam(d *lang.Param, sc *scope) *Param {
	if old, ok := sc.names[d.Name.Id]; ok {
		fail("G0204", d.Name, fmt.Sprintf("%s is defined twice", d.Name.Id), at("again"), label(old.place, "first here"), help("choose another name"))
	}
	g := c.generate(d.Gens)
	g.overSets(d)
	if g.guard = c.settled(d, g.guard); g.guard != nil && !isKnown(g.guard) {
		fail("G0605", d, "which elements a parameter has cannot depend on parameters or draws", at("its guard does"),
			why("the parameters are counted before training begins, and stay as many"), help("keep all of them, and choose where they are read: if %s then %s[…] else 0", guardText(d.Gens), d.Name.Id))
	}
	p := &Param{Path: c.childPath(d.Name.Id), dims: c.paramDims(d, g), decl: d}
	axes := make([]*ad.Axis, len(p.dims))
	for i, dim := range p.dims {
		axes[i] = dim.Axis
	}
	if v := volume(axes); v > MaxParams {
		fail("G0309", d, fmt.Sprintf("%s would have %.0f elements (%.1f GB)", d.Name.Id, v, v*8/1e9), here("at most %d", MaxParams),
			why("training keeps every parameter, its gradient and the state of the optimiser in memory"), help("smaller index sets, or a guard that leaves elements out: if j < i"))
	}
	size := ad.Elements(axes)
	p.leaf = &ad.Leaf{Kind: ad.ParamLeaf, Name: p.Path, Axes: axes, Type: ad.Real, Attach: p}
	p.leaf.Len = size
	if g.guard != nil {
		p.leaf.Index, p.leaf.Len = packed(g.guard, axes)
	}
	p.node = c.g().Leaf(p.leaf)
	if d.Within != nil {
		p.link = c.interval(d.Within, "param a = 0.5")
	}
	c.s.store[p.leaf] = c.startValues(p, d, g)
	c.s.restore(p)
	c.s.params = append(c.s.params, p)
	sc.set(d.Name.Id, &Array{Node: p.link.value(c.g(), p.node), Dims: p.dims}, d.Name)
	return p
}

// MaxParams is the largest number of elements of one parameter.
const MaxParams = 1 << 28

// paramDims are the generators in the order of the indices of the left side.
func (c ctx) paramDims(d *lang.Param, g *generators) []Dim {
	var dims []Dim
	for _, ix := range d.Index {
		k := -1
		for j, gen := range d.Gens {
			if samePattern(gen.Pattern, ix) {
				k = j
			}
		}
		if k < 0 {
			fail("G0506", ix, "the indices of a parameter are its generators", help("param %s[%s] = … for %s in I", d.Name.Id, lang.Print(ix), lang.Print(ix)))
		}
		dims = append(dims, g.dims[k])
	}
	if len(dims) != len(g.dims) {
		fail("G0506", d, fmt.Sprintf("%s has %s and %s", d.Name.Id, plural(len(dims), "index"), plural(len(g.dims), "generator")),
			why("each index of a parameter is one of its generators"), help("param W[i,j] = 0 for i in I, j in J"))
	}
	return dims
}

// packed gives places to the elements at which a guard holds, row-major.
func packed(guard *ad.Node, axes []*ad.Axis) ([]int32, int) {
	index := make([]int32, ad.Elements(axes))
	n, e := 0, 0
	ad.Each(axes, [][]int{guard.Strides(axes)}, func(at []int) {
		index[e] = -1
		if constAt(guard, at[0]) != 0 {
			index[e] = int32(n)
			n++
		}
		e++
	})
	if n == len(index) {
		return nil, n
	}
	return index, n
}

// startValues are the first values of a parameter, packed.
func (c ctx) startValues(p *Param, d *lang.Param, g *generators) []float64 {
	v := g.c.eval(d.X)
	var node *ad.Node
	if d.Tilde {
		dst, ok := v.(*Dist)
		if !ok || dst.row == nil {
			fail("G0606", d.X, fmt.Sprintf("a parameter is drawn from a distribution, and this is %s", kind(v)), help("param W[i,j] ~ normal(0, 0.01) for …, or param W[i,j] = 0 for …"))
		}
		if dst.set != nil {
			fail("G0606", d.X, "a parameter is a real number", help("param a = 1.0"))
		}
		node = g.c.drawNode(dst, p.Path, axesOf(p.dims))
	} else {
		node = g.c.scalarOf(d.X, v)
	}
	node = c.settled(d, node)
	if !isKnown(node) {
		if c.s.opts.Check {
			node = c.g().Const(0)
		} else {
			values := c.s.run(0, node)[0]
			node = c.g().Table(node.Axes, values, ad.Real)
		}
	}
	out := make([]float64, p.leaf.Len)
	if x, ok := node.Scalar(); ok && len(out) > 0 {
		u := c.startOf(p, d, x)
		for k := range out {
			out[k] = u
		}
		return out
	}
	e := 0
	axes := axesOf(p.dims)
	ad.Each(axes, [][]int{node.Strides(axes)}, func(at []int) {
		k := e
		if p.leaf.Index != nil {
			k = int(p.leaf.Index[e])
		}
		if k >= 0 {
			out[k] = c.startOf(p, d, constAt(node, at[0]))
		}
		e++
	})
	return out
}

// startOf is the free number of an element that starts at x.
func (c ctx) startOf(p *Param, d *lang.Param, x float64) float64 {
	u := p.link.start(x)
	if math.IsNaN(u) || math.IsInf(u, 0) {
		if p.link == nil {
			fail("G0606", d.X, fmt.Sprintf("%s cannot start at %s", d.Name.Id, number(x)), here("%s", p.link.text()), help("param %s = 0", d.Name.Id))
		}
		fail("G0606", d.X, fmt.Sprintf("%s cannot start at %s", d.Name.Id, number(x)), here("%s", p.link.text()),
			why("the interval is open: inside, and only there, a free number stands for each value"), help("start inside of it: param %s = %s in %s", d.Name.Id, number(p.link.inside()), lang.Print(d.Within)))
	}
	return u
}

func axesOf(dims []Dim) []*ad.Axis {
	out := make([]*ad.Axis, len(dims))
	for i, d := range dims {
		out[i] = d.Axis
	}
	return out
}

// link keeps a parameter in an open interval: the leaf holds a free number u, the parameter is
// lo + (hi-lo)·sigmoid(u), or lo + softplus(u), or hi - softplus(u).
type link struct{ lo, hi float64 }

// interval reads the (lo, hi) of `in (lo, hi)`, which stands behind something such as the example.
func (c ctx) interval(e lang.Expr, example string) *link {
	t, ok := e.(*lang.Tuple)
	if !ok || len(t.X) != 2 {
		fail("G0606", e, "an interval is written (lo, hi)", help("%s in (0, 1)", example))
	}
	lo, hi := c.known1(t.X[0], c.real(t.X[0])), c.known1(t.X[1], c.real(t.X[1]))
	if !(lo < hi) {
		fail("G0606", e, fmt.Sprintf("the interval (%s, %s) is empty", number(lo), number(hi)), at("no number lies in it"),
			why("the lower bound comes first, and is smaller"), help("in (%s, %s)", number(min(lo, hi)), number(max(max(lo, hi), min(lo, hi)+1))))
	}
	return &link{lo, hi}
}

// inside is a value in the interval: the middle, or one away from the only bound.
func (l *link) inside() float64 {
	switch {
	case math.IsInf(l.lo, 0):
		return l.hi - 1
	case math.IsInf(l.hi, 0):
		return l.lo + 1
	}
	return (l.lo + l.hi) / 2
}

// value is the parameter as a function of its free number.
func (l *link) value(g *ad.Graph, u *ad.Node) *ad.Node {
	switch {
	case l == nil || math.IsInf(l.lo, -1) && math.IsInf(l.hi, 1):
		return u
	case math.IsInf(l.hi, 1):
		return g.Apply(ad.Add, g.Const(l.lo), g.Apply(ad.Softplus, u))
	case math.IsInf(l.lo, -1):
		return g.Apply(ad.Sub, g.Const(l.hi), g.Apply(ad.Softplus, u))
	}
	return g.Apply(ad.Add, g.Const(l.lo), g.Apply(ad.Mul, g.Const(l.hi-l.lo), g.Apply(ad.Sigmoid, u)))
}

// image is the value in the interval of a free number under a name.
func (l *link) image(u string) string {
	switch {
	case math.IsInf(l.lo, -1) && math.IsInf(l.hi, 1):
		return u
	case math.IsInf(l.hi, 1):
		return fmt.Sprintf("%s + softplus(%s)", number(l.lo), u)
	case math.IsInf(l.lo, -1):
		return fmt.Sprintf("%s - softplus(%s)", number(l.hi), u)
	}
	return fmt.Sprintf("%s + %s*sigmoid(%s)", number(l.lo), number(l.hi-l.lo), u)
}

// start is the free number of a start value; NaN outside the interval.
func (l *link) start(x float64) float64 {
	inverse := func(y float64) float64 { // of softplus
		if y <= 0 {
			return math.NaN()
		}
		return y + math.Log(-math.Expm1(-y))
	}
	switch {
	case l == nil || math.IsInf(l.lo, -1) && math.IsInf(l.hi, 1):
		return x
	case math.IsInf(l.hi, 1):
		return inverse(x - l.lo)
	case math.IsInf(l.lo, -1):
		return inverse(l.hi - x)
	}
	y := (x - l.lo) / (l.hi - l.lo)
	return math.Log(y) - math.Log1p(-y)
}

func (l *link) text() string {
	if l == nil {
		return "a finite number is needed"
	}
	return fmt.Sprintf("its interval is (%s, %s)", number(l.lo), number(l.hi))
}

// stream is the key of a random stream, from names of places in the program.
func stream(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}
