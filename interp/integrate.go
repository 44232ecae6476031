package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// The rule of Kronrod with 15 points on (-1, 1), and that of Gauss with 7 of them: abscissas and weights of the halves, from
// the middle (Piessens et al., QUADPACK, 1983).
var (
	kronrodPoints  = [8]float64{0, 0.207784955007898467600689403773245, 0.405845151377397166906606412076961, 0.586087235467691130294144691693613, 0.741531185599394439863864773280788, 0.864864423359769072789712788640926, 0.949107912342758524526189684047851, 0.991455371120812639206854697526329}
	kronrodWeights = [8]float64{0.209482141084727828012999174891714, 0.204432940075298892414161999234649, 0.190350578064785409913256402421014, 0.169004726639267902826583426598550, 0.140653259715525918745189590510238, 0.104790010322250183839876322541518, 0.063092092629978553290700663189204, 0.022935322010529224963732008058970}
	gaussWeights   = [8]float64{0.417959183673469387755102040816327, 0, 0.381830050505118944950369775488975, 0, 0.279705391489276667901467771423780, 0, 0.129484966168869693270611432679082, 0}
)

// kronrod are the points, as fractions of a panel, and the weights of both rules.
func kronrod() (at, fine, coarse []float64) {
	for k := -7; k <= 7; k++ {
		i, x := max(k, -k), 1.0
		if k < 0 {
			x = -1
		}
		at = append(at, 0.5+0.5*x*kronrodPoints[i])
		fine, coarse = append(fine, 0.5*kronrodWeights[i]), append(coarse, 0.5*gaussWeights[i])
	}
	return at, fine, coarse
}

// Bounds of a quadrature.
const (
	maxPanels     = 1000
	defaultPanels = 10 // where the integrand cannot be looked at before
	defaultError  = 1e-10
)

// quadrature is ∫ f from a to b.
type quadrature struct {
	node lang.Node
	f    Value
	a, b *ad.Node
	rtol float64
}

// integrateBuiltin is integrate(f, a, b, rtol = 1e-10).
func integrateBuiltin(c ctx, e *lang.Call) Value {
	q := &quadrature{node: e, rtol: defaultError}
	var list []lang.Expr
	for _, a := range e.Args {
		switch {
		case a.Name == nil && len(a.Gens) == 0 && len(list) < 3:
			list = append(list, a.X)
		case a.Name != nil && a.Name.Id == "rtol":
			q.rtol = c.tolerance(a)
		case a.Name != nil:
			c.unknownOption(a.Name, []string{"rtol"})
		default:
			fail("G0502", a, "integrate takes a function and two limits", here("integrate(f, a, b)"), help("integrate(x -> x^2, 0, 1)"))
		}
	}
	if len(list) < 3 {
		fail("G0502", e, "integrate takes a function and two limits", at("%s", given(e)), help("integrate(x -> x^2, 0, 1)"))
	}
	q.f = c.eval(list[0])
	q.a, q.b = c.limit(list[1]), c.limit(list[2])
	return q.sum(c, q.panels(c))
}

// limit is a number, of the ends of an interval.
func (c ctx) limit(e lang.Expr) *ad.Node {
	a := c.real(e)
	if len(a.Dims) > 0 {
		fail("G0401", e, fmt.Sprintf("a limit is a number, and this is %s", kind(a)), help("integrate(f, 0, 1)"))
	}
	return a.Node
}

// infinite is the sign of a limit that is known to be infinite, else 0.
func infinite(n *ad.Node) int {
	if v, ok := n.Scalar(); ok && math.IsInf(v, 0) {
		return int(math.Copysign(1, v))
	}
	return 0
}

// at is the point at a fraction u of the way from a to b, and its slope with respect to u. An infinite way is a + u/(1-u),
// and the whole line w/(1-w²) with w = 2u-1.
func (q *quadrature) at(g *ad.Graph, u *ad.Node) (x, slope *ad.Node) {
	one := g.Const(1)
	rest := g.Apply(ad.Sub, one, u)
	switch ia, ib := infinite(q.a), infinite(q.b); {
	case ia == 0 && ib == 0:
		way := g.Apply(ad.Sub, q.b, q.a)
		return g.Apply(ad.Add, q.a, g.Apply(ad.Mul, way, u)), way
	case ia == 0:
		sign := g.Const(float64(ib))
		return g.Apply(ad.Add, q.a, g.Apply(ad.Mul, sign, g.Apply(ad.Div, u, rest))), g.Apply(ad.Div, sign, g.Apply(ad.Mul, rest, rest))
	case ib == 0:
		sign := g.Const(float64(-ia))
		return g.Apply(ad.Sub, q.b, g.Apply(ad.Mul, sign, g.Apply(ad.Div, rest, u))), g.Apply(ad.Div, sign, g.Apply(ad.Mul, u, u))
	default:
		w := g.Apply(ad.Mul, g.Const(float64(ib)), g.Apply(ad.Sub, u, rest))
		d := g.Apply(ad.Sub, one, g.Apply(ad.Mul, w, w))
		slope = g.Apply(ad.Div, g.Apply(ad.Add, one, g.Apply(ad.Mul, w, w)), g.Apply(ad.Mul, d, d))
		return g.Apply(ad.Div, w, d), g.Apply(ad.Mul, g.Const(2*float64(ib)), slope)
	}
}

// values is f at a fraction u of the way, times the slope there.
func (q *quadrature) values(c ctx, u *ad.Node) *Array {
	x, slope := q.at(c.g(), u)
	y := c.number(q.node, c.callValue(q.node, q.f, []Value{&Array{Node: x}}))
	return &Array{Node: c.g().Apply(ad.Mul, y.Node, slope), Dims: y.Dims}
}

// sum is the integral by the fine rule on panels, which end at the given fractions of the way.
func (q *quadrature) sum(c ctx, ends []float64) Value {
	g := c.g()
	at, fine, _ := kronrod()
	panels := len(ends) - 1
	axis := g.Axis("point", panels*len(at))
	u, w := make([]float64, axis.Size), make([]float64, axis.Size)
	for k := range axis.Size {
		p, i := k/len(at), k%len(at)
		width := ends[p+1] - ends[p]
		u[k], w[k] = ends[p]+width*at[i], width*fine[i]
	}
	over := []*ad.Axis{axis}
	y := q.values(c.with(axis), g.Table(over, u, ad.Real))
	return &Array{Node: g.Sum(g.Apply(ad.Mul, g.Table(over, w, ad.Real), y.Node), axis), Dims: y.Dims}
}

// panels chooses the panels: the one with the largest difference between the rules is halved until the differences add up
// to less than the tolerance. Where the integrand has no values yet, they are equal.
func (q *quadrature) panels(c ctx) []float64 {
	equal := make([]float64, defaultPanels+1)
	for k := range equal {
		equal[k] = float64(k) / defaultPanels
	}
	if c.obj != nil || c.s.opts.Check {
		return equal
	}
	g := c.g()
	at, fine, coarse := kronrod()
	axis := g.Axis("point", len(at))
	over := []*ad.Axis{axis}
	lo, width := g.Input("lo", ad.Real), g.Input("width", ad.Real)
	y := q.values(c.with(axis), g.Apply(ad.Add, lo, g.Apply(ad.Mul, width, g.Table(over, at, ad.Real)))).Node
	if !evaluable([]*ad.Node{y}, map[*ad.Node]bool{lo: true, width: true}) {
		return equal
	}
	rule := func(w []float64) *ad.Node {
		return g.Apply(ad.Mul, width, g.Sum(g.Apply(ad.Mul, g.Table(over, w, ad.Real), y), axis))
	}
	value := rule(fine)
	plan := c.s.compile(q.node, []exec.Output{{Node: value}, {Node: g.Apply(ad.Sub, value, rule(coarse))}})
	env := c.s.env()
	r := &panelRun{c: c, q: q, plan: plan, env: env, at: make([]float64, 1), width: make([]float64, 1)}
	env.Inputs[lo.Leaf], env.Inputs[width.Leaf] = r.at, r.width
	return r.refine()
}

// panelRun evaluates panels one by one.
type panelRun struct {
	c         ctx
	q         *quadrature
	plan      *exec.Plan
	env       *exec.Env
	at, width []float64
}

// panel is a part of the way, with the integral of every point on it and the differences of the rules.
type panel struct {
	lo, hi        float64
	value, differ []float64
	worst         float64
}

func (r *panelRun) run(lo, hi float64) panel {
	r.at[0], r.width[0] = lo, hi-lo
	r.c.s.runPlan(r.q.node, r.plan, r.env)
	p := panel{lo: lo, hi: hi, value: append([]float64(nil), r.plan.Value(0)...), differ: append([]float64(nil), r.plan.Value(1)...)}
	for _, d := range p.differ {
		if !(math.Abs(d) <= p.worst) {
			p.worst = math.Abs(d)
		}
	}
	return p
}

func (r *panelRun) refine() []float64 {
	list := []panel{r.run(0, 0.5), r.run(0.5, 1)}
	for !r.enough(list) {
		worst := 0
		for k, p := range list {
			if p.worst > list[worst].worst || math.IsNaN(p.worst) {
				worst = k
			}
		}
		p := list[worst]
		mid := 0.5 * (p.lo + p.hi)
		if len(list) >= maxPanels || math.IsNaN(p.worst) || math.IsInf(p.worst, 0) || mid <= p.lo || mid >= p.hi {
			r.lost(p)
		}
		list[worst] = r.run(p.lo, mid)
		list = append(list[:worst+1], append([]panel{r.run(mid, p.hi)}, list[worst+1:]...)...)
	}
	ends := []float64{0}
	for _, p := range list {
		ends = append(ends, p.hi)
	}
	return ends
}

// enough tells whether the differences add up to little, for every point. Below the rounding of the panels nothing is gained.
func (r *panelRun) enough(list []panel) bool {
	for k := range list[0].differ {
		total, size, miss := 0.0, 0.0, 0.0
		for _, p := range list {
			total, size, miss = total+p.value[k%len(p.value)], size+math.Abs(p.value[k%len(p.value)]), miss+math.Abs(p.differ[k])
		}
		if !(miss <= max(r.q.rtol*math.Abs(total), 1e-14*size, math.SmallestNonzeroFloat64)) {
			return false
		}
	}
	return true
}

// lost reports an integral that does not settle.
func (r *panelRun) lost(p panel) {
	g := r.c.g()
	x, _ := r.q.at(g, g.Const(0.5*(p.lo+p.hi)))
	where := ""
	if v, ok := x.Scalar(); ok {
		where = " near " + number(v)
	}
	fail("G0419", r.q.node, fmt.Sprintf("this integral does not settle%s", where), here("the two rules still differ by %s there", number(p.worst)),
		why("the integral may not exist; a pole, a jump or fast oscillations ask for ever smaller parts"),
		help("an integrand without poles, an integral from or to such a place, or a larger rtol"))
}
