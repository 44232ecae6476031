package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// Bounds of adaptive steps.
const (
	maxSteps     = 2000
	shortestStep = 1e-12 // of the way between two knots
	firstStep    = 0.05  // of the way
	safety       = 0.9
	leastFactor  = 0.2 // between the lengths of successive steps
	mostFactor   = 5
)

// chooseSteps chooses the steps of a solution. With error control they are those that the points at hand need, all of
// them together, with the parameters as they are: the steps are found first, by evaluating one after the other, and the
// solution is then traced with them, so that its derivative is that of the steps taken. In a training parameters change and
// points are drawn anew, and no point is at hand where a function is only traced; the steps are equal there.
func (c ctx) chooseSteps(p *problem) *steps {
	segments := len(p.knots) - 1
	if !p.adaptive() || c.obj != nil || c.s.opts.Check {
		return equalSteps(segments, p.steps)
	}
	for _, k := range p.knots {
		if _, known := c.s.forceScalar(&Array{Node: k}); !known && !isKnown(k) {
			return equalSteps(segments, p.steps)
		}
	}
	d := c.newDriver(p)
	if d == nil {
		return equalSteps(segments, p.steps)
	}
	out := &steps{}
	for k := range segments {
		d.segment(out, k)
	}
	return out
}

// driver makes one step at a time.
type driver struct {
	c      ctx
	p      *problem
	plan   *exec.Plan
	env    *exec.Env
	x      [][]float64 // inputs
	t, h   []float64
	knots  []float64
	length float64 // of the next step, as part of the way between the present knots
}

// newDriver plans a step; nil where the points cannot be evaluated yet.
func (c ctx) newDriver(p *problem) *driver {
	g := c.g()
	axes := around(p.x)
	for {
		x := make([]*Array, len(p.x))
		for i, a := range p.x {
			all := ad.Union(axes, sorted(axesOf(a.Dims)))
			x[i] = &Array{Node: g.Input("x", ad.Real, all...), Dims: a.Dims}
		}
		t, h := g.Input("t", ad.Real), g.Input("h", ad.Real)
		made := c.step(p.node, p.v, p.tab, x, t, h, nil, true)
		var extra []*ad.Axis
		for i, y := range made.next {
			extra = ad.Union(extra, ad.Without(y.Node.Axes, x[i].Node.Axes))
		}
		if len(extra) > 0 {
			axes = ad.Union(axes, extra)
			continue
		}
		own := map[*ad.Node]bool{t: true, h: true}
		for _, a := range x {
			own[a.Node] = true
		}
		size := p.errorSize(g, x, made)
		if !evaluable(append(nodeList(made.next), nodeList(p.x)...), own) {
			return nil
		}
		d := &driver{c: c, p: p, env: c.s.env(), t: make([]float64, 1), h: make([]float64, 1), length: firstStep}
		outs := []exec.Output{{Node: size}}
		for _, y := range made.next {
			outs = append(outs, exec.Output{Node: y.Node})
		}
		d.plan = c.s.compile(p.node, outs)
		d.env.Inputs[t.Leaf], d.env.Inputs[h.Leaf] = d.t, d.h
		d.begin(x)
		return d
	}
}

// evaluable tells whether nodes have values now: they read no inputs but their own, and every definition is complete.
func evaluable(nodes []*ad.Node, own map[*ad.Node]bool) bool {
	ok := true
	for _, n := range nodes {
		visit(n, func(m *ad.Node) {
			if m.Op != ad.LeafOp || own[m] {
				return
			}
			l := m.Leaf
			ok = ok && l.Kind != ad.InputLeaf && (l.Kind != ad.RefLeaf || l.Body != nil)
		})
	}
	return ok
}

// errorSize is the largest error of all points: the root of the mean of (miss/(atol + rtol·|x|))² over the coordinates.
func (p *problem) errorSize(g *ad.Graph, x []*Array, made odeStep) *ad.Node {
	sum, count := g.Const(0), 0
	for i, a := range x {
		size := g.Apply(ad.Max, g.Apply(ad.Abs, a.Node), g.Apply(ad.Abs, made.next[i].Node))
		scale := g.Apply(ad.Add, g.Const(p.atol), g.Apply(ad.Mul, g.Const(p.rtol), size))
		r := g.Apply(ad.Div, made.miss[i].Node, scale)
		axes := axesOf(a.Dims)
		sum = g.Apply(ad.Add, sum, g.Sum(g.Apply(ad.Mul, r, r), axes...))
		count += ad.Elements(axes)
	}
	e := g.Apply(ad.Sqrt, g.Apply(ad.Div, sum, g.Const(float64(max(1, count)))))
	if len(e.Axes) > 0 {
		e = g.Reduce(ad.MaxOver, e, e.Axes...)
	}
	return e
}

// begin puts the points where they begin.
func (d *driver) begin(x []*Array) {
	for i, a := range x {
		start := d.p.x[i].Node
		v := d.c.s.evaluate(d.p.node, start)[0]
		full := make([]float64, a.Node.Size())
		k := 0
		ad.Each(a.Node.Axes, [][]int{start.Strides(a.Node.Axes)}, func(at []int) { full[k] = v[at[0]]; k++ })
		d.x = append(d.x, full)
		d.env.Inputs[a.Node.Leaf] = full
	}
	for _, k := range d.p.knots {
		v, _ := k.Scalar()
		if !isKnown(k) {
			v, _ = d.c.s.forceScalar(&Array{Node: k})
		}
		d.knots = append(d.knots, v)
	}
}

// segment goes from one knot to the next. The length of the next step follows from the error of the last, which
// grows with its fifth power.
func (d *driver) segment(out *steps, k int) {
	from, way := d.knots[k], d.knots[k+1]-d.knots[k]
	defer out.end()
	if way == 0 {
		out.add(k, 0, 1)
		return
	}
	for at := 0.0; at < 1; {
		to := at + d.length
		if to > 1-shortestStep {
			to = 1
		}
		if d.length < shortestStep {
			d.lost(from+at*way, "the steps become too short", fmt.Sprintf("a step of %s is needed", number(d.length*way)))
		}
		if len(out.segment) >= maxSteps {
			d.lost(from+at*way, fmt.Sprintf("more than %d steps are needed", maxSteps), fmt.Sprintf("%s of the way is done", number(at)))
		}
		d.t[0], d.h[0] = from+at*way, (to-at)*way
		d.c.s.runPlan(d.p.node, d.plan, d.env)
		size := d.plan.Value(0)[0]
		finite := d.finite() && !math.IsNaN(size)
		if !finite {
			size = math.Inf(1)
			if d.length < 1e-9 {
				d.lost(d.t[0], "the velocity is not finite", "at the points reached")
			}
		}
		factor := min(mostFactor, max(leastFactor, safety*math.Pow(size, -0.2)))
		if size <= 1 {
			out.add(k, at, to)
			for i := range d.x {
				copy(d.x[i], d.plan.Value(i+1))
			}
			if to < 1 || factor < 1 {
				d.length = (to - at) * factor
			}
			at = to
		} else {
			d.length = (to - at) * min(1, factor)
		}
	}
}

func (d *driver) finite() bool {
	for i := range d.x {
		for _, v := range d.plan.Value(i + 1) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}

// lost reports a solution that cannot be followed.
func (d *driver) lost(t float64, what, found string) {
	fail("G0416", d.p.node, fmt.Sprintf("the solution cannot be followed beyond the time %s: %s", number(t), what), here("%s", found),
		why("a solution may run away in a finite time, or change so fast that an explicit method needs ever shorter steps"),
		help("a shorter time, a velocity that is bounded and smooth, or larger tolerances"))
}
