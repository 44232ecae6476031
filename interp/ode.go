package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// velocity is the right side of dx/dt = v(x, t), or v(x).
type velocity struct {
	of    Value
	timed bool // it takes the time
}

// velocityOf takes a value as the velocity of so many arrays.
func (c ctx) velocityOf(n lang.Node, v Value, states int) velocity {
	takes := states
	switch f := v.(type) {
	case *Instance:
		takes = len(f.data)
		if f.tmpl.decl.Kind == "model" {
			takes = -1
		}
	case *Function:
		if f.native == nil || f.Params != nil {
			takes = len(f.Params)
		}
	case *Builtin, *Flow:
	default:
		takes = -1
	}
	if takes < 0 {
		fail("G0415", n, fmt.Sprintf("a velocity is a function of the position and the time, and this is %s", kind(v)), help("v(x, t) = …, or net v(x: real[I], t: real) { … }"))
	}
	if takes != states && takes != states+1 {
		fail("G0415", n, fmt.Sprintf("this velocity takes %s, and there %s to move", plural(takes, "argument"), isOrAre(states)), at("%s", plural(takes, "argument")),
			why("a velocity is a function of what it moves, and of the time if it depends on it"), help("v(x, t), or v(x) where time does not enter"))
	}
	return velocity{v, takes == states+1}
}

// warnTimeFirst tells of a velocity v(t, x), whose t is given the position.
func (c ctx) warnTimeFirst(n lang.Node, v velocity) {
	f, ok := v.of.(*Function)
	if !ok || !v.timed || len(f.Params) < 2 {
		return
	}
	first, ok := f.Params[0].X.(*lang.Name)
	last, also := f.Params[len(f.Params)-1].X.(*lang.Name)
	if ok && also && first.Id == "t" && last.Id != "t" {
		c.warn("G0415", n, fmt.Sprintf("the first argument of a velocity is the position, and here it is called t; %s is the time", last.Id),
			why("v(x, t) takes the position first, and other libraries take the time first"), help("(%s, t) -> …, or v(%s, t) = …", last.Id, last.Id))
	}
}

func isOrAre(n int) string {
	if n == 1 {
		return "is 1 array"
	}
	return fmt.Sprintf("are %d arrays", n)
}

// at evaluates a velocity; it has the dims of what it moves.
func (v velocity) at(c ctx, n lang.Node, x []*Array, t *ad.Node) []*Array {
	vals := arrays(x)
	if v.timed {
		vals = append(vals, &Array{Node: t})
	}
	out := c.numbers(n, several(c.callValue(n, v.of, vals)))
	if len(out) != len(x) {
		fail("G0415", n, fmt.Sprintf("this velocity has %s, and there %s to move", plural(len(out), "value"), isOrAre(len(x))),
			why("each array moves with a velocity of its own"), help("as many values as there are arrays: (v₁, v₂)"))
	}
	for i := range x {
		if len(out[i].Dims) != len(x[i].Dims) {
			out[i] = c.regroup(out[i], setsOf(x[i].Dims))
		}
		if !sameDims(out[i].Dims, x[i].Dims) {
			fail("G0415", n, fmt.Sprintf("what moves is %s, and its velocity is %s", kind(x[i]), kind(out[i])),
				why("the velocity of a coordinate says how fast this coordinate changes"), help("one velocity for each coordinate: v(x, t) = [… for i in I]"))
		}
		out[i] = c.onto(out[i], x[i].Dims)
	}
	return out
}

// places are the numbers of several arrays, and further ones behind, side by side along one axis. One reference holds all of
// them, so that all that a step needs is computed in the same step.
type places struct {
	like []*Array
	axis *ad.Axis
	size int
}

func (c ctx) placesOf(like []*Array, further int) *places {
	p := &places{like: like}
	for _, a := range like {
		p.size += ad.Elements(axesOf(a.Dims))
	}
	p.axis = c.g().Axis("place", p.size+further)
	return p
}

// pack puts arrays over the same dims, and further numbers, along the axis.
func (p *places) pack(g *ad.Graph, list []*Array, further ...*ad.Node) *ad.Node {
	var out *ad.Node
	end := p.axis.Size
	put := func(n *ad.Node, size int) {
		end -= size
		if out == nil {
			out = n
			return
		}
		inside := make([]float64, p.axis.Size)
		for s := end; s < end+size; s++ {
			inside[s] = 1
		}
		out = g.Select(g.Table([]*ad.Axis{p.axis}, inside, ad.Bool), n, out)
	}
	for _, n := range slices.Backward(further) {
		put(n, 1)
	}
	for _, a := range slices.Backward(list) {
		axes := axesOf(a.Dims)
		size := ad.Elements(axes)
		if size == 0 {
			continue
		}
		index := make([]*ad.Node, len(axes))
		inner := size
		for k, d := range axes {
			inner /= d.Size
			at := slices.Repeat([]float64{-1}, p.axis.Size)
			for e := range size {
				at[end-size+e] = float64(e / inner % d.Size)
			}
			index[k] = g.Table([]*ad.Axis{p.axis}, at, ad.Int)
		}
		put(g.Gather(a.Node, axes, index), size)
	}
	return out
}

// array is array i of what lies along the axis.
func (p *places) array(g *ad.Graph, n *ad.Node, i int) *Array {
	first := 0
	for _, a := range p.like[:i] {
		first += ad.Elements(axesOf(a.Dims))
	}
	at := g.Integer(0)
	for _, d := range p.like[i].Dims {
		at = g.Apply(ad.Add, g.Apply(ad.Mul, at, g.Integer(d.Axis.Size)), g.Iota(d.Axis))
	}
	at = g.Apply(ad.Add, g.Integer(first), at)
	return &Array{Node: g.Gather(n, []*ad.Axis{p.axis}, []*ad.Node{at}), Dims: p.like[i].Dims}
}

func (p *places) all(g *ad.Graph, n *ad.Node) []*Array {
	out := make([]*Array, len(p.like))
	for i := range out {
		out[i] = p.array(g, n, i)
	}
	return out
}

// further is number k behind the arrays.
func (p *places) further(g *ad.Graph, n *ad.Node, k int) *ad.Node {
	return g.Gather(n, []*ad.Axis{p.axis}, []*ad.Node{g.Integer(p.size + k)})
}

// odeStep is one step of a method from x at time t; h is its length.
type odeStep struct {
	next  []*Array
	grown *ad.Node // h Σ b div v, the change of log|det|; nil without a divergence
	miss  []*Array // the estimate of the error; nil without one
}

// step makes a step of a method. Each stage is a function of a reference of its own, so that nothing of the velocity is
// folded into what stands around before it is differentiated.
func (c ctx) step(n lang.Node, v velocity, tab *tableau, x []*Array, t, h *ad.Node, div divergence, estimate bool) odeStep {
	g := c.g()
	out := odeStep{}
	var slopes [][]*Array
	mix := func(i int, weights []float64) *ad.Node {
		sum := g.Const(0)
		for j, w := range weights {
			if w != 0 && j < len(slopes) {
				sum = g.Apply(ad.Add, sum, g.Apply(ad.Mul, g.Const(w), slopes[j][i].Node))
			}
		}
		return g.Apply(ad.Mul, h, sum)
	}
	moved := func(i int, weights []float64) *Array {
		if len(weights) == 0 {
			return x[i]
		}
		return &Array{Node: g.Apply(ad.Add, x[i].Node, mix(i, weights)), Dims: x[i].Dims}
	}
	for j := range tab.stages(estimate) {
		at := make([]*Array, len(x))
		for i := range x {
			y := moved(i, tab.a[j])
			ref := g.Ref("x", ad.Real, ad.Union(y.Node.Axes, sorted(axesOf(y.Dims)))...)
			g.Bind(ref, y.Node)
			at[i] = &Array{Node: ref, Dims: y.Dims}
		}
		k := v.at(c, n, at, g.Apply(ad.Add, t, g.Apply(ad.Mul, g.Const(tab.c[j]), h)))
		slopes = append(slopes, k)
		if div != nil && tab.b[j] != 0 {
			d := g.Apply(ad.Mul, g.Const(tab.b[j]), div(c, n, at, k))
			if out.grown != nil {
				d = g.Apply(ad.Add, out.grown, d)
			}
			out.grown = d
		}
	}
	for i := range x {
		out.next = append(out.next, moved(i, tab.b))
		if estimate {
			out.miss = append(out.miss, &Array{Node: mix(i, tab.e), Dims: x[i].Dims})
		}
	}
	if out.grown != nil {
		out.grown = g.Apply(ad.Mul, h, out.grown)
	}
	return out
}

// steps are the steps of a solution: from one fraction to another of the way between two neighbouring knots.
type steps struct {
	segment  []float64
	from, to []float64
	ends     []float64 // the number of steps up to each knot but the first
}

// equalSteps goes from knot to knot in n steps.
func equalSteps(segments, n int) *steps {
	out := &steps{}
	for s := range segments {
		for k := range n {
			out.add(s, float64(k)/float64(n), float64(k+1)/float64(n))
		}
		out.end()
	}
	return out
}

func (s *steps) add(segment int, from, to float64) {
	s.segment, s.from, s.to = append(s.segment, float64(segment)), append(s.from, from), append(s.to, to)
}

func (s *steps) end() { s.ends = append(s.ends, float64(len(s.segment))) }

// problem is an initial value problem: x at the first knot, and the velocity.
type problem struct {
	node  lang.Node
	v     velocity
	x     []*Array
	knots []*ad.Node // times
	solver
}

// solution is x at all knots but the first: a recurrence over the steps. Its derivative, a recurrence over the steps
// backwards, is that of the steps as they were taken.
type solution struct {
	c     ctx
	p     *problem
	plan  *steps
	place *places
	y     *ad.Node // over the ends of steps, places, and what is around
	point *ad.Axis // the ends of steps, the beginning of the first among them
}

// solve traces the solution of a problem; with a divergence, the growth of log|det ∂x/∂x₀| along it.
func (p *problem) solve(c ctx, plan *steps, div divergence) *solution {
	g := c.g()
	n := len(plan.segment)
	s := &solution{c: c, p: p, plan: plan, point: g.Axis("time", n+1)}
	step := g.Axis("step", n)
	further := 0
	if div != nil {
		further = 1
	}
	s.place = c.placesOf(p.x, further)
	if s.place.size == 0 {
		fail("G0415", p.node, "there is nothing that moves: the starting point has no elements", why("a velocity is one of at least one number"), help("a set with at least one element"))
	}
	affordable(p.node, float64(n)*float64(s.place.size))
	t, h := p.times(g, plan, step)
	around := ad.Union(around(p.x), ad.Without(t.Axes, []*ad.Axis{step}), ad.Without(h.Axes, []*ad.Axis{step}))
	first := p.beginning(g, s.place, further)
	for {
		s.y = g.Ref("path", ad.Real, ad.Union(around, sorted([]*ad.Axis{s.point, s.place.axis}))...)
		before := g.Gather(s.y, []*ad.Axis{s.point}, []*ad.Node{g.Iota(step)})
		made := c.with(step).step(p.node, p.v, p.tab, s.place.all(g, before), t, h, div, false)
		var grown []*ad.Node
		if div != nil {
			grown = []*ad.Node{g.Apply(ad.Add, s.place.further(g, before, 0), made.grown)}
		}
		next := s.place.pack(g, made.next, grown...)
		shift := make([]float64, n+1)
		for k := range shift {
			shift[k] = float64(k - 1)
		}
		next = g.Gather(next, []*ad.Axis{step}, []*ad.Node{g.Table([]*ad.Axis{s.point}, shift, ad.Int)})
		body := g.Select(g.Apply(ad.Lt, g.Integer(0), g.Iota(s.point)), next, first)
		if extra := ad.Without(body.Axes, s.y.Axes); len(extra) > 0 {
			around = ad.Union(around, extra)
			continue
		}
		g.Bind(s.y, body)
		return s
	}
}

// beginning is where the arrays are at the first knot.
func (p *problem) beginning(g *ad.Graph, place *places, further int) *ad.Node {
	zeros := make([]*ad.Node, further)
	for k := range zeros {
		zeros[k] = g.Const(0)
	}
	return place.pack(g, p.x, zeros...)
}

// times are the beginnings and lengths of steps.
func (p *problem) times(g *ad.Graph, plan *steps, step *ad.Axis) (t, h *ad.Node) {
	over := []*ad.Axis{step}
	from, width := p.knots[0], g.Apply(ad.Sub, p.knots[1], p.knots[0])
	for k := 1; k < len(p.knots)-1; k++ {
		inside := make([]float64, step.Size)
		for i, s := range plan.segment {
			if int(s) == k {
				inside[i] = 1
			}
		}
		here := g.Table(over, inside, ad.Bool)
		from = g.Select(here, p.knots[k], from)
		width = g.Select(here, g.Apply(ad.Sub, p.knots[k+1], p.knots[k]), width)
	}
	length := make([]float64, step.Size)
	for i := range length {
		length[i] = plan.to[i] - plan.from[i]
	}
	t = g.Apply(ad.Add, from, g.Apply(ad.Mul, width, g.Table(over, plan.from, ad.Real)))
	return t, g.Apply(ad.Mul, width, g.Table(over, length, ad.Real))
}

// at is y at the knots: over an axis of them, or at the one there is (axis nil).
func (s *solution) at(axis *ad.Axis) *ad.Node {
	g := s.c.g()
	ends := g.Integer(int(s.plan.ends[0]))
	if axis != nil {
		ends = g.Table([]*ad.Axis{axis}, s.plan.ends, ad.Int)
	}
	return g.Gather(s.y, []*ad.Axis{s.point}, []*ad.Node{ends})
}

// end is where the arrays are at the last knot of two, and log|det|, nil without a divergence.
func (s *solution) end() (x []*Array, logdet *ad.Node) {
	y := s.at(nil)
	if s.place.axis.Size > s.place.size {
		logdet = s.place.further(s.c.g(), y, 0)
	}
	return s.place.all(s.c.g(), y), logdet
}
