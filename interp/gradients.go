package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// maxPerSample bounds the numbers that are kept for gradients sample by sample.
const maxPerSample = 1 << 27

// gradient is the action gradient F() over p with samples = n: the gradient alone, a record by parameter
// with .mean, .err and .var, the variance of a single draw.
func (t *training) gradient() Value {
	c := t.c
	t.batch = t.samples
	t.trace()
	t.choose()
	if !c.s.opts.Check {
		for i, f := range t.obj.chains {
			f.begin(t, i)
			for _, cv := range f.ch.vars {
				c.s.bound[cv.leaf.Leaf] = cv.state
				defer delete(c.s.bound, cv.leaf.Leaf)
			}
		}
	}
	r := &Record{Kind: "gradient", Fields: map[string]Value{}, Data: t}
	for _, p := range t.params {
		r.put(p.decl.Name.Id, t.gradientOf(c, p))
	}
	return r
}

// gradientOf is the gradient with respect to one parameter, with its spread over samples.
func (t *training) gradientOf(c ctx, p *Param) Value {
	out := &Record{Kind: "gradient of " + p.Path, Fields: map[string]Value{}}
	if c.s.opts.Check {
		fields := []string{"mean", "err", "var"}
		if len(t.obj.means) > 1 || t.obj.others > 0 {
			fields = fields[:1] // the spread of one draw of several is not defined
		}
		for _, f := range fields {
			out.put(f, t.shaped(p, func(int) float64 { return math.NaN() }))
		}
		t.check()
		return out
	}
	if len(t.obj.means) != 1 || t.obj.others > 0 {
		whole := t.perValue(p, t.gradients()[t.index(p)])
		out.put("mean", t.signed(p, whole, c.s.evaluate(t.act, whole)[0]))
		if len(t.obj.means)+t.obj.others == 0 { // every expectation is an exact sum
			zero := func(int) float64 { return 0 }
			out.put("err", t.shaped(p, zero))
			out.put("var", t.shaped(p, zero))
		}
		return out
	}
	m := t.obj.means[0]
	if size := ad.Elements(p.leaf.Axes) * m.axis.Size; size > maxPerSample {
		fail("G0309", t.act, fmt.Sprintf("the gradients of %s sample by sample are %d numbers", p.Path, size), here("at most %d", maxPerSample),
			help("with samples = %d", maxPerSample/ad.Elements(p.leaf.Axes)))
	}
	g := c.g()
	d, err := g.Grad(m.terms, []*ad.Node{p.node}, m.axis)
	if err != nil {
		c.derivativeError(t.act.X, err)
	}
	// The objective may be any function of the mean, and depend on the parameter apart from it: the spread is
	// that of the mean times the slope, the gradient itself that of the whole.
	slope, err := g.VJP([]*ad.Node{t.loss}, []*ad.Node{g.Const(1)}, []*ad.Node{m.node})
	if err != nil {
		c.derivativeError(t.act.X, err)
	}
	node, whole := t.perValue(p, d[0]), t.perValue(p, t.gradients()[t.index(p)])
	values := c.s.evaluate(t.act, node, slope[0], whole)
	v, factor := values[0], math.Abs(values[1][0])
	n := m.axis.Size
	axes := append(append([]*ad.Axis{}, p.leaf.Axes...), m.axis)
	st := node.Strides(axes)
	errs, vars := make([]float64, ad.Elements(p.leaf.Axes)), make([]float64, ad.Elements(p.leaf.Axes))
	row := make([]float64, n)
	ad.Each(p.leaf.Axes, [][]int{st[:len(st)-1], (&ad.Node{Axes: sorted(p.leaf.Axes)}).Strides(p.leaf.Axes)}, func(at []int) {
		for k := range row {
			row[k] = v[at[0]+k*st[len(st)-1]]
		}
		e := estimate.Mean(row)
		errs[at[1]], vars[at[1]] = factor*e.Err(), factor*factor*e.Err()*e.Err()*float64(n)
	})
	out.put("mean", t.signed(p, whole, values[2]))
	out.put("err", t.shaped(p, func(e int) float64 { return errs[e] }))
	out.put("var", t.shaped(p, func(e int) float64 { return vars[e] }))
	return out
}

// perValue turns a derivative with respect to the free number of a parameter into one with respect to the
// parameter itself, which an interval makes a function of it.
func (t *training) perValue(p *Param, d *ad.Node) *ad.Node {
	if p.link == nil {
		return d
	}
	g := t.c.g()
	slope, err := g.Grad(p.link.value(g, p.node), []*ad.Node{p.node}, p.leaf.Axes...)
	if err != nil {
		t.c.derivativeError(t.act.X, err)
	}
	return g.Apply(ad.Div, d, slope[0])
}

// signed is the gradient of the objective from that of the loss.
func (t *training) signed(p *Param, n *ad.Node, v []float64) *Array {
	for i := range v {
		v[i] *= t.sign
	}
	return &Array{Node: t.c.g().Table(n.Axes, v, ad.Real), Dims: p.dims}
}

func (t *training) index(p *Param) int {
	for i, q := range t.params {
		if q == p {
			return i
		}
	}
	panic("interp: a parameter that is not trained")
}

// shaped is an array like a parameter; values are row-major in the sorted axes.
func (t *training) shaped(p *Param, at func(e int) float64) *Array {
	values := make([]float64, ad.Elements(p.leaf.Axes))
	for e := range values {
		values[e] = at(e)
	}
	return &Array{Node: t.c.g().Table(sorted(p.leaf.Axes), values, ad.Real), Dims: p.dims}
}
