package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// EstimateArray is an estimate for every element of index sets, all from the same samples: a profile or a
// correlation function. Errors of different elements count as independent where they meet in arithmetic,
// though they share samples. Axes of its nodes that are not among Dims belong to the generators around.
type EstimateArray struct {
	mean, err *ad.Node // constants
	dims      []Dim
	n         int
	exact     bool
	once      map[string]*Estimate // elements that were read: the same estimate each time
}

// profile evaluates an expectation for every element of the generators around.
func (c ctx) profile(spec *expectSpec, mean, square *ad.Node, n int, exact bool) Value {
	if c.s.opts.Check {
		nan := c.g().Const(math.NaN())
		return &EstimateArray{mean: nan, err: nan, n: n, exact: exact, once: map[string]*Estimate{}}
	}
	v := c.s.evaluate(spec.node, mean, square)
	for i, x := range v[1] {
		v[1][i] = math.Sqrt(math.Max(0, x))
	}
	return &EstimateArray{mean: c.g().Table(mean.Axes, v[0], ad.Real), err: c.g().Table(square.Axes, v[1], ad.Real), n: n, exact: exact, once: map[string]*Estimate{}}
}

// profileOfSamples is a profile over independent samples.
func (c ctx) profileOfSamples(spec *expectSpec, b *sampledBody) Value {
	if spec.word != "mean" {
		elementwiseOnly(spec.node, spec.word+" is estimated for one element at a time")
	}
	g := c.g()
	n := float64(b.axis.Size)
	m := b.plainMean(b.f)
	d := g.Apply(ad.Sub, b.f, m)
	square := g.Apply(ad.Div, g.Sum(g.Apply(ad.Mul, d, d), b.axis), g.Const(n*math.Max(1, n-1)))
	return c.profile(spec, m, square, b.axis.Size, false)
}

// at is one element as an estimate.
func (a *EstimateArray) at(at []int) *Estimate {
	axes := axesOf(a.dims)
	read := func(n *ad.Node) float64 {
		off := 0
		for k, st := range n.Strides(axes) {
			off += st * at[k]
		}
		return constAt(n, off)
	}
	key := fmt.Sprint(at)
	if a.once[key] == nil {
		a.once[key] = &Estimate{est: estimate.Measured(read(a.mean), read(a.err), a.n), exact: a.exact}
	}
	return a.once[key]
}

// index reads one element of a profile.
func (c ctx) indexEstimates(e *lang.Index, a *EstimateArray) Value {
	args := make([]Value, len(e.Args))
	nodes := make([]lang.Expr, len(e.Args))
	for i, x := range e.Args {
		args[i], nodes[i] = c.eval(x.X), x.X
	}
	like := &Array{Node: a.mean, Dims: a.dims}
	args, nodes = c.matchDims(e, like, args, nodes)
	if len(args) != len(a.dims) {
		fail("G0406", e, fmt.Sprintf("%d indices for estimates over %s", len(args), dimsText(a.dims)), help("all of them at once: .mean and .err are arrays"))
	}
	at := make([]int, len(args))
	for k, v := range args {
		if _, ok := v.(*sets.Set); ok {
			fail("G0406", nodes[k], "estimates are read one by one", help(".mean and .err are arrays"))
		}
		p, ok := c.position(nodes[k], v, a.dims[k].Set, like).Scalar()
		if !ok {
			elementwiseOnly(nodes[k], "estimates are read one by one")
		}
		at[k] = int(p)
	}
	return a.at(at)
}

// array is .mean or .err as an array.
func (a *EstimateArray) array(name string) (Value, bool) {
	switch name {
	case "mean":
		return &Array{Node: a.mean, Dims: a.dims}, true
	case "err":
		return &Array{Node: a.err, Dims: a.dims}, true
	}
	return nil, false
}

// estimatesOf takes a list of estimates as arrays of means and errors; nil if it is another list.
func (c ctx) estimatesOf(l *List) *EstimateArray {
	mean, errs := make([]float64, len(l.X)), make([]float64, len(l.X))
	n := 0
	for i, v := range l.X {
		e, ok := v.(*Estimate)
		if !ok {
			return nil
		}
		mean[i], errs[i], n = e.est.Mean(), e.est.Err(), e.est.N()
	}
	ax := c.s.axis(l.Set, c.open)
	axes := []*ad.Axis{ax}
	return &EstimateArray{mean: c.g().Table(axes, mean, ad.Real), err: c.g().Table(axes, errs, ad.Real), dims: []Dim{{ax, l.Set}}, n: n, once: map[string]*Estimate{}}
}

// showEstimates writes a profile.
func (c ctx) showEstimates(a *EstimateArray) string {
	axes := axesOf(a.dims)
	out := "["
	n := ad.Elements(axes)
	for e := range n {
		if e > 0 {
			out += ", "
		}
		if e == maxShown {
			return out + "…] over " + dimsText(a.dims)
		}
		out += a.at(unravel(axes, e)).String()
	}
	out += "]"
	if len(axes) > 1 {
		out += " over " + dimsText(a.dims)
	}
	return out
}
