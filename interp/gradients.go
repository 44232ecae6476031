package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// maxPerSample bounds the numbers that are kept for gradients sample by sample.
const maxPerSample = 1 << 27

// gradient is the action gradient F() over p with samples = n: the gradient alone, a record by parameter
// with .mean, .err and .var, the variance of a single draw.
func (t *training) gradient() Value {
	t.batch, t.probe = t.samples, true
	t.trace()
	nested := slices.Contains(t.obj.chains, nil)
	if t.probe = false; nested {
		t.batch = max(2, (t.samples+gradientRounds-1)/gradientRounds)
		t.trace()
	}
	t.choose()
	if !t.c.s.opts.Check && !nested {
		t.env = t.c.s.env()
		for i, f := range t.obj.chains {
			f.begin(t, i)
			for _, cv := range f.ch.vars {
				t.c.s.bound[cv.leaf.Leaf] = cv.state
				defer delete(t.c.s.bound, cv.leaf.Leaf)
			}
		}
	}
	r := &Record{Kind: "gradient", Fields: map[string]Value{}, Data: t}
	whole := t.gradients()
	for i, p := range t.params {
		whole[i] = t.perValue(p, whole[i])
	}
	var fields []*Record
	switch {
	case t.c.s.opts.Check:
		fields = t.uncomputed(whole, nested)
	case nested:
		fields = t.byRounds(whole)
	case len(t.obj.means) == 1 && t.obj.others == 0:
		fields = t.bySample(whole)
	default:
		fields = t.together(whole)
	}
	for i, p := range t.params {
		fields[i].Kind = "gradient of " + p.Path
		r.put(t.fieldOf(p), fields[i])
	}
	return r
}

// fieldOf is the name of a parameter in the record: the short one where it says which is meant, else its path.
func (t *training) fieldOf(p *Param) string {
	for _, q := range t.params {
		if q != p && q.decl.Name.Id == p.decl.Name.Id {
			return p.Path
		}
	}
	return p.decl.Name.Id
}

// uncomputed are the gradients of a check: numbers that are not known.
func (t *training) uncomputed(whole []*ad.Node, nested bool) []*Record {
	names := []string{"mean", "err", "var"}
	if !nested && (len(t.obj.means) > 1 || t.obj.others > 0) {
		names = names[:1] // the spread of one draw of several is not defined
	}
	out := make([]*Record, len(t.params))
	for i, p := range t.params {
		out[i] = &Record{Fields: map[string]Value{}}
		for _, f := range names {
			out[i].put(f, t.shaped(p, func(int) float64 { return math.NaN() }))
		}
	}
	t.c.s.checkOrder(t.act.X, append([]*ad.Node{t.loss}, whole...)...)
	return out
}

// together are the gradients alone: of exact sums, or of several expectations.
func (t *training) together(whole []*ad.Node) []*Record {
	out := make([]*Record, len(t.params))
	values := t.c.s.evaluate(t.act, whole...)
	for i, p := range t.params {
		out[i] = &Record{Fields: map[string]Value{}}
		out[i].put("mean", t.signed(p, whole[i], values[i]))
		if len(t.obj.means)+t.obj.others == 0 { // every expectation is an exact sum
			zero := func(int) float64 { return 0 }
			out[i].put("err", t.shaped(p, zero))
			out[i].put("var", t.shaped(p, zero))
		}
	}
	return out
}

// gradientRounds is the number of parts that samples with Markov chains inside are drawn in.
const gradientRounds = 50

// byRounds are the gradients of an objective with Markov chains inside of other expectations. Their spread is that of rounds, each
// with outer draws of its own.
func (t *training) byRounds(whole []*ad.Node) []*Record {
	c := t.c
	c.nest = &t.obj.nest
	values := c.chainRounds(t.act, whole, gradientRounds)
	out := make([]*Record, len(t.params))
	row := make([]float64, gradientRounds)
	for i, p := range t.params {
		means, errs, vars := make([]float64, whole[i].Size()), make([]float64, whole[i].Size()), make([]float64, whole[i].Size())
		for k := range means {
			for r := range row {
				row[r] = values[r][i][k]
			}
			e := estimate.Mean(row)
			means[k], errs[k], vars[k] = e.Mean(), e.Err(), e.Err()*e.Err()*float64(t.batch*gradientRounds)
		}
		spread := func(v []float64) *Array { return &Array{Node: t.c.g().Table(whole[i].Axes, v, ad.Real), Dims: p.dims} }
		out[i] = &Record{Fields: map[string]Value{}}
		out[i].put("mean", t.signed(p, whole[i], means))
		out[i].put("err", spread(errs))
		out[i].put("var", spread(vars))
	}
	return out
}

// bySample are the gradients of one expectation, with their spread over samples. As many parameters are taken together as
// there is room for their gradients sample by sample.
func (t *training) bySample(whole []*ad.Node) []*Record {
	g, m := t.c.g(), t.obj.means[0]
	for _, p := range t.params {
		if size := ad.Elements(p.leaf.Axes) * m.axis.Size; size > maxPerSample {
			fail("G0309", t.act, fmt.Sprintf("the gradients of %s sample by sample are %d numbers", p.Path, size), here("at most %d", maxPerSample),
				help("with samples = %d", maxPerSample/ad.Elements(p.leaf.Axes)))
		}
	}
	leaves := make([]*ad.Node, len(t.params))
	for i, p := range t.params {
		leaves[i] = p.node
	}
	each, err := g.Grad(m.terms, leaves, m.axis)
	if err != nil {
		t.c.derivativeError(t.act.X, err)
	}
	// The objective may be any function h of the mean m, and depend on the parameter apart from it. To first order a draw
	// moves the gradient h'(m) ∂m by h'(m) times its own gradient, and by its own value through the slope h'(m).
	slope, err := g.VJP([]*ad.Node{t.loss}, []*ad.Node{g.Const(1)}, []*ad.Node{m.node})
	if err != nil {
		t.c.derivativeError(t.act.X, err)
	}
	bend, err := g.JVP(whole, []*ad.Node{m.node}, []*ad.Node{g.Const(1)})
	if err != nil {
		t.c.derivativeError(t.act.X, err)
	}
	var out []*Record
	for from := 0; from < len(t.params); {
		to, size := from, 0
		nodes := []*ad.Node{slope[0], m.f}
		for ; to < len(t.params); to++ {
			if size += ad.Elements(t.params[to].leaf.Axes) * m.axis.Size; to > from && size > maxPerSample {
				break
			}
			each[to] = t.perValue(t.params[to], each[to])
			nodes = append(nodes, whole[to], each[to], bend[to])
		}
		values := t.c.s.evaluate(t.act, nodes...)
		for i := from; i < to; i++ {
			own := values[2+3*(i-from):]
			r := &Record{Fields: map[string]Value{}}
			r.put("mean", t.signed(t.params[i], whole[i], own[0]))
			t.spread(r, t.params[i], moves{each[i], own[1], values[0][0]}, moves{node: bend[i], values: own[2]}, values[1])
			out = append(out, r)
		}
		from = to
	}
	return out
}

// moves are numbers by parameter, and perhaps by sample, with a common factor.
type moves struct {
	node   *ad.Node
	values []float64
	factor float64
}

// spread adds the standard error and the variance of a gradient, from how much each sample moves it: by its own gradient,
// and by its value f times what bends the slope.
func (t *training) spread(out *Record, p *Param, each, bend moves, f []float64) {
	axis := t.obj.means[0].axis
	n := axis.Size
	by, curve := each.node.Strides(append(append([]*ad.Axis{}, p.leaf.Axes...), axis)), bend.node.Strides(p.leaf.Axes)
	last := len(by) - 1
	errs, vars := make([]float64, ad.Elements(p.leaf.Axes)), make([]float64, ad.Elements(p.leaf.Axes))
	row := make([]float64, n)
	ad.Each(p.leaf.Axes, [][]int{by[:last], (&ad.Node{Axes: sorted(p.leaf.Axes)}).Strides(p.leaf.Axes), curve}, func(at []int) {
		for k := range row {
			row[k] = each.factor * each.values[at[0]+k*by[last]]
			if c := bend.values[at[2]]; c != 0 {
				row[k] += c * f[k%len(f)]
			}
		}
		e := estimate.Mean(row)
		errs[at[1]], vars[at[1]] = e.Err(), e.Err()*e.Err()*float64(n)
	})
	out.put("err", t.shaped(p, func(e int) float64 { return errs[e] }))
	out.put("var", t.shaped(p, func(e int) float64 { return vars[e] }))
}

// gradientOfOne is the gradient with respect to a parameter without an index, as an estimate; nil for other records.
func (r *Record) gradientOfOne() *Estimate {
	if !strings.HasPrefix(r.Kind, "gradient of ") {
		return nil
	}
	mean, ok := r.Fields["mean"].(*Array)
	err, also := r.Fields["err"].(*Array)
	if !ok || !also {
		return nil
	}
	m, ok := mean.Node.Scalar()
	e, also := err.Node.Scalar()
	if !ok || !also || len(mean.Dims) > 0 {
		return nil
	}
	return &Estimate{est: estimate.Measured(m, e, 0), exact: e == 0}
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

// shaped is an array like a parameter; values are row-major in the sorted axes.
func (t *training) shaped(p *Param, at func(e int) float64) *Array {
	values := make([]float64, ad.Elements(p.leaf.Axes))
	for e := range values {
		values[e] = at(e)
	}
	return &Array{Node: t.c.g().Table(sorted(p.leaf.Axes), values, ad.Real), Dims: p.dims}
}
