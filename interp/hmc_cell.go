package interp

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/lang"
)

// Periodic densities are sampled on one cell. A wave that log p is made of, sin or cos of a linear function of a variable with
// constant coefficients, suggests a period: 2π over its smallest coefficient. It is one if log p reads the variable in waves alone,
// whatever parameters are, and is the same at many random points and at those that differ from them by this much along one coordinate,
// for each of them. Then chains start uniformly in the cell, and are taken back into it after each trajectory, which changes neither
// log p nor its derivatives.

const (
	cellMiss = 1e-6    // of 1 + |log p|, that periodic values may differ by
	cellPath = 1. / 6. // of a cell, that a trajectory goes along a coordinate
)

// periodOf is the period that the longest wave of a variable suggests; 0 if there is none.
func periodOf(logp, x *ad.Node) float64 {
	if newReading(x).of(logp) > asWaves {
		return 0
	}
	least := math.Inf(1)
	memo := map[*ad.Node]*linearForm{}
	visit(logp, func(n *ad.Node) {
		if n.Op != ad.Sin && n.Op != ad.Cos {
			return
		}
		if form := linearIn(n.Args[0], x, memo); form.ok {
			for _, c := range form.of {
				least = math.Min(least, math.Abs(c))
			}
		}
	})
	return 2 * math.Pi / least
}

// oddPeriod tells whether a ∝ model suggests a period of one of its variables with which sin(x) does not go on.
func (c ctx) oddPeriod(n lang.Node, inst *Instance, variable int) bool {
	in := ctx{s: c.s, scope: c.scope, module: c.module, path: inst.path, logSpace: true}
	var data, drawn []*Array
	for _, v := range inst.data {
		data = append(data, in.unknownOf(v))
		if !v.given {
			drawn = append(drawn, data[len(data)-1])
		}
	}
	turns := periodOf(in.densityTrace(n, inst, data).logp, drawn[variable].Node) / (2 * math.Pi)
	return math.Abs(turns-math.Round(turns)) > 1e-9
}

// linearForm says that a value is a constant plus a linear function of a variable, with these coefficients, zeros left out.
type linearForm struct {
	ok bool
	of []float64
}

// linearIn finds the coefficients of a variable in a node.
func linearIn(n, x *ad.Node, memo map[*ad.Node]*linearForm) *linearForm {
	if f := memo[n]; f != nil {
		return f
	}
	f := &linearForm{}
	memo[n] = f // of a recurrence: not linear
	switch {
	case n == x:
		*f = linearForm{true, []float64{1}}
	case isKnown(n):
		f.ok = true
	case n.Op == ad.LeafOp && n.Leaf.Body != nil:
		*f = *linearIn(n.Leaf.Body, x, memo)
	case n.Op == ad.Add || n.Op == ad.Sub:
		a, b := linearIn(n.Args[0], x, memo), linearIn(n.Args[1], x, memo)
		*f = linearForm{a.ok && b.ok, slices.Concat(a.of, b.of)}
	case n.Op == ad.Neg || n.Op == ad.Sum || n.Op == ad.Gather:
		*f = *linearIn(n.Args[0], x, memo)
	case n.Op == ad.Mul && isKnown(n.Args[0]):
		*f = linearIn(n.Args[1], x, memo).times(n.Args[0], false)
	case n.Op == ad.Mul && isKnown(n.Args[1]):
		*f = linearIn(n.Args[0], x, memo).times(n.Args[1], false)
	case n.Op == ad.Div && isKnown(n.Args[1]):
		*f = linearIn(n.Args[0], x, memo).times(n.Args[1], true)
	}
	slices.Sort(f.of)
	f.of = slices.Compact(f.of)
	return f
}

// times multiplies a linear form by the values of a constant, or divides it.
func (f *linearForm) times(c *ad.Node, divide bool) linearForm {
	out := linearForm{ok: f.ok}
	values := map[float64]bool{}
	for i := range c.Size() {
		values[constAt(c, i)] = true
	}
	for v := range values {
		if divide {
			v = 1 / v
		}
		for _, a := range f.of {
			if v != 0 && isFinite(v) {
				out.of = append(out.of, a*v)
			}
		}
	}
	return out
}

// findCells finds the periods of the variables: those that waves suggest and that hold.
func (h *hmc) findCells(key uint64) {
	all := true
	at := 0
	for k, cv := range h.vars {
		if c := h.suggested[k]; c > 0 && h.isPeriod(at, cv.sites, c, key) {
			for i := at; i < at+cv.sites; i++ {
				h.period[i], h.variance[i] = c, cellPath*cellPath*c*c
			}
		}
		all = all && h.period[at] > 0
		at += cv.sites
	}
	if all {
		h.length = 1
	}
}

// isPeriod tells whether log p has a period along each of the sites of a variable.
func (h *hmc) isPeriod(from, sites int, c float64, key uint64) bool {
	b := h.chains
	kernel.Normal(h.x, [2]uint64{h.key[0], key}, 0, 1, 0, 0)
	own := h.x[from*b : (from+sites)*b]
	kernel.Uniform(own, [2]uint64{h.key[0], key}, 0, 2, 0, 0)
	kernel.MulS(own, own, c)
	value := func() []float64 {
		h.s.runPlan(h.node, h.plan, h.env)
		return slices.Clone(h.plan.Value(0))
	}
	want, seen := value(), 0
	for i := range sites {
		site := own[i*b : (i+1)*b]
		kernel.AddS(site, site, c)
		for j, v := range value() {
			if isFinite(want[j]) && !(math.Abs(v-want[j]) <= cellMiss*(1+math.Abs(v))) {
				return false
			}
			if isFinite(want[j]) {
				seen++
			}
		}
		kernel.AddS(site, site, -c)
	}
	return seen > 0
}

// inCell draws the sites that have a period uniformly from their cell.
func (h *hmc) inCell(draw []float64, key uint64, try int) {
	b := h.chains
	for i, c := range h.period {
		if c > 0 {
			site := draw[i*b : (i+1)*b]
			kernel.Uniform(site, [2]uint64{h.key[0], key}, uint64(try), uint64(i)+3, 0, 0)
			kernel.MulS(site, site, c)
		}
	}
}

// wrap takes the chains back into the cell.
func (h *hmc) wrap() {
	b := h.chains
	for i, c := range h.period {
		if c > 0 {
			for j, x := range h.x[i*b : (i+1)*b] {
				if !(x >= 0 && x < c) {
					h.x[i*b+j] = x - c*math.Floor(x/c)
				}
			}
		}
	}
}
