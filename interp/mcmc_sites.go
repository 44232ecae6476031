package interp

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Single-site updates of discrete variables, in the order of the sites. A sweep over all sites is one evaluation of a
// recurrence (derive.Sweep), along the axis of chains. The change d of the log-density is derived: only the terms that contain the site are
// evaluated. A change is accepted with probability 1/(1 + e^-d) (Barker; for two values the heat bath). Metropolis'
// rule min(1, e^d) would accept every change with d = 0, and sweeps in a fixed order then may go round among a few
// states for ever.

// prepare plans the update of one site of a variable.
func (ch *chains) prepare(c ctx, n lang.Node, cv *chainVar, k int, lane *ad.Axis, logp *ad.Node, path string) {
	g := c.g()
	cv.site = g.Input("site", ad.Int)
	var over []*ad.Axis
	var at []*ad.Node
	rest := cv.site
	for _, a := range slices.Backward(cv.axes) {
		size := g.Integer(a.Size)
		over, at = append(over, a), append(at, g.Apply(ad.Mod, rest, size))
		rest = g.Apply(ad.Floor, g.Apply(ad.Div, rest, size))
	}
	old := g.Gather(cv.leaf, over, at)
	var draws []*ad.Node
	uniform := func(what string) *ad.Node {
		u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: what, Axes: []*ad.Axis{lane}, Type: ad.Real, Stream: stream(c.module, path, what, fmt.Sprint(k), ch.spec.seed)})
		draws = append(draws, u)
		return u
	}
	var proposal *ad.Node
	size := cv.typ.Set.Size()
	switch {
	case cv.typ.Set == sets.Spin:
		proposal = g.Apply(ad.Neg, old)
	case size == 2:
		proposal = g.Apply(ad.Sub, g.Integer(1), old)
	default:
		shift := g.Apply(ad.Floor, g.Apply(ad.Mul, uniform("proposal"), g.Integer(size-1)))
		up := g.Apply(ad.Add, g.Apply(ad.Add, old, g.Integer(1)), shift)
		proposal = g.Select(g.Apply(ad.Lt, up, g.Integer(size)), up, g.Apply(ad.Sub, up, g.Integer(size)))
	}
	d, err := derive.OneSiteAt(g, logp, cv.leaf, cv.site, proposal)
	if err != nil {
		fail("G0614", n, err.Error())
	}
	// Between two impossible states d is not a number: a chain that began in one moves at random until it is out.
	known := g.Apply(ad.Or, g.Apply(ad.Lt, d.Node, g.Const(0)), g.Apply(ad.Le, g.Const(0), d.Node))
	accept := g.Apply(ad.Lt, uniform("accept"), g.Select(known, g.Apply(ad.Sigmoid, d.Node), g.Const(0.5)))
	if c.s.opts.Check {
		return
	}
	update := g.Select(accept, proposal, old)
	if all := derive.Sweep(g, update, cv.leaf, cv.site, draws...); elementsBehind(all, lane) <= max(maxSweep, sparse*float64(cv.sites)) {
		cv.whole = true
		update = all
	}
	cv.plan = c.s.compile(n, []exec.Output{{Node: update}})
}

// A sweep is planned as a whole if it has few elements, or few for each site. Else (every site meets every other,
// and there are many) its updates are run one by one.
const (
	maxSweep = 1 << 22
	sparse   = 256
)

// elementsBehind is the number of elements of all values behind n, as far as they differ between samples.
func elementsBehind(n *ad.Node, lane *ad.Axis) float64 {
	total := 0.0
	visit(n, func(m *ad.Node) {
		if m.Has(lane) {
			total += volume(ad.Without(m.Axes, []*ad.Axis{lane}))
		}
	})
	return total
}

// sweep updates every discrete site once.
func (ch *chains) sweep(s *Session, n lang.Node, env *exec.Env, step int) {
	for k, cv := range ch.vars {
		if cv.plan == nil {
			continue
		}
		cv.pairs.remember(cv, step)
		ch.sweepSites(s, n, env, k, step)
		ch.sweepPairs(s, n, env, k, step)
	}
}

// sweepSites updates the sites of one variable.
func (ch *chains) sweepSites(s *Session, n lang.Node, env *exec.Env, k, step int) {
	b, cv := ch.spec.chains, ch.vars[k]
	ch.tried += float64(cv.sites * b)
	if cv.whole {
		env.Step = uint64(step)*uint64(len(ch.vars)) + uint64(k)
		s.runPlan(n, cv.plan, env)
		ch.moved += move(cv.state, cv.plan.Value(0))
		return
	}
	site := []float64{0}
	env.Inputs[cv.site.Leaf] = site
	for i := range cv.sites {
		site[0] = float64(i)
		env.Step = uint64(step*cv.sites+i)*uint64(len(ch.vars)) + uint64(k)
		s.runPlan(n, cv.plan, env)
		ch.moved += move(cv.state[i*b:(i+1)*b], cv.plan.Value(0))
	}
}

// move turns values into new ones and counts those that change: all that are accepted, since a proposal is
// never what there is.
func move(values, to []float64) float64 {
	const piece = 1024
	changed := 0.0
	for len(values) > 0 {
		n := min(len(values), piece)
		kernel.Ne(values[:n], to, values)
		changed += kernel.Sum(values[:n])
		copy(values[:n], to)
		values, to = values[n:], to[n:]
	}
	return changed
}

// fillStart starts every chain at random.
func fillStart(cv *chainVar, seed, key uint64) {
	fillUniform(cv.state, seed, key)
	n := float64(cv.typ.Set.Size())
	for i, u := range cv.state {
		p := math.Floor(u * n)
		if cv.typ.Set == sets.Spin {
			p = 2*p - 1
		}
		cv.state[i] = p
	}
}
