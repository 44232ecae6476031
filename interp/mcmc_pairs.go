package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Moves of two sites. Where a density vanishes off a sector, as that of a conserved magnetisation or number of particles, every
// change of one site leads to probability zero, and single-site updates stay where they are. Chains that find themselves
// there, or of which one site cannot change in any, change two sites at once from then on: of two values both to the other one, which
// contains the exchange of unlike neighbours and the change of a pair; of more values the two are exchanged, or both proposed anew.

// pairMoves are the moves of two sites of a variable.
type pairMoves struct {
	compile func() *exec.Plan
	plan    *exec.Plan // nil until they are needed
	before  []float64  // the state before a sweep
	moved   float64    // sites in the last sweep
}

// preparePairs says how the moves of two sites are planned.
func (ch *chains) preparePairs(c ctx, n lang.Node, cv *chainVar, k int, logp *ad.Node) {
	if cv.sites < 2 {
		return
	}
	cv.pairs = &pairMoves{compile: func() *exec.Plan {
		g := c.g()
		uniform := func(what string) *ad.Node {
			return g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: what, Axes: []*ad.Axis{ch.lane}, Type: ad.Real, Stream: stream(c.module, ch.inst.path, "pair "+what, fmt.Sprint(k), ch.spec.seed)})
		}
		whole := func(u *ad.Node, size int) *ad.Node { return g.Apply(ad.Floor, g.Apply(ad.Mul, u, g.Integer(size))) }
		first := whole(uniform("first"), cv.sites)
		second := whole(uniform("second"), cv.sites-1)
		second = g.Select(g.Apply(ad.Lt, second, first), second, g.Apply(ad.Add, second, g.Integer(1)))
		site := g.Integer(0) // the number of each site
		for _, a := range cv.axes {
			site = g.Apply(ad.Add, g.Apply(ad.Mul, site, g.Integer(a.Size)), g.Iota(a))
		}
		here, there := g.Apply(ad.Eq, site, first), g.Apply(ad.Eq, site, second)
		at := func(here *ad.Node) *ad.Node {
			return g.Sum(g.Select(here, cv.leaf, g.Integer(0)), cv.axes...)
		}
		x := cv.leaf
		switch {
		case cv.typ.Set == sets.Spin:
			x = g.Select(g.Apply(ad.Or, here, there), g.Apply(ad.Neg, x), x)
		case cv.typ.Set.Size() == 2:
			x = g.Select(g.Apply(ad.Or, here, there), g.Apply(ad.Sub, g.Integer(1), x), x)
		default:
			exchange := g.Apply(ad.Lt, uniform("exchange"), g.Const(0.5))
			size := cv.typ.Set.Size()
			one := g.Select(exchange, at(there), whole(uniform("first value"), size))
			other := g.Select(exchange, at(here), whole(uniform("second value"), size))
			x = g.Select(here, one, g.Select(there, other, x))
		}
		d := g.Apply(ad.Sub, derive.Exchange(g, logp, cv.leaf, x), logp)
		known := g.Apply(ad.Or, g.Apply(ad.Lt, d, g.Const(0)), g.Apply(ad.Le, g.Const(0), d))
		accept := g.Apply(ad.Lt, uniform("accept"), g.Select(known, g.Apply(ad.Sigmoid, d), g.Const(0.5)))
		return c.s.compile(n, []exec.Output{{Node: g.Select(accept, x, cv.leaf)}})
	}}
}

// remember keeps the state before a sweep after which it is looked whether chains can move: after 1, 2, 4, 8, … sweeps.
func (p *pairMoves) remember(cv *chainVar, step int) {
	if p != nil && p.plan == nil && step&(step+1) == 0 {
		p.before = append(p.before[:0], cv.state...)
	}
}

// sweepPairs changes as many pairs as there are sites, where changes of one site do not do.
func (ch *chains) sweepPairs(s *Session, n lang.Node, env *exec.Env, k, step int) {
	cv := ch.vars[k]
	p := cv.pairs
	if p == nil {
		return
	}
	if p.plan == nil && step&(step+1) == 0 && ch.weight != nil && ch.blocked(s, n, env, cv) {
		p.plan = p.compile()
	}
	if p.plan == nil {
		return
	}
	p.moved = 0
	for i := range cv.sites {
		env.Step = uint64(step*cv.sites+i)*uint64(len(ch.vars)) + uint64(k)
		s.runPlan(n, p.plan, env)
		p.moved += move(cv.state, p.plan.Value(0))
	}
	ch.moved += p.moved / 2
	ch.tried += float64(cv.sites * ch.spec.chains)
}

// blocked tells whether no change of one site leads on: of any site of a chain, or of one site in all chains. A chain or a site that
// moved in the last sweep is not looked at.
func (ch *chains) blocked(s *Session, n lang.Node, env *exec.Env, cv *chainVar) bool {
	b := ch.spec.chains
	s.runPlan(n, ch.weight, env)
	impossible := func(j int) bool { v := ch.weight.Value(0); return math.IsInf(v[j%len(v)], -1) }
	var still, possible []int // chains that did not move, and all, in states that are possible
	for j := range b {
		if impossible(j) {
			continue
		}
		possible = append(possible, j)
		moved := false
		for i := j; i < len(cv.state) && !moved; i += b {
			moved = cv.state[i] != cv.pairs.before[i]
		}
		if !moved {
			still = append(still, j)
		}
	}
	kept := slices.Clone(cv.state)
	for k := 0; k < cv.sites && len(possible) > 0; k++ {
		at, held := cv.state[k*b:(k+1)*b], slices.Equal(cv.state[k*b:(k+1)*b], cv.pairs.before[k*b:(k+1)*b])
		if !held && len(still) == 0 {
			continue
		}
		for range cv.typ.Set.Size() - 1 {
			for j, v := range at {
				at[j] = cv.next(v)
			}
			s.runPlan(n, ch.weight, env)
			still = slices.DeleteFunc(still, func(j int) bool { return !impossible(j) })
			held = held && !slices.ContainsFunc(possible, func(j int) bool { return !impossible(j) })
		}
		copy(cv.state, kept)
		if held {
			return true
		}
	}
	return len(still) > 0
}

// next is the value after v, the first one after the last.
func (cv *chainVar) next(v float64) float64 {
	switch size := float64(cv.typ.Set.Size()); {
	case cv.typ.Set == sets.Spin:
		return -v
	case v+1 < size:
		return v + 1
	}
	return 0
}

// warnBlocked warns of chains that no move of one or of two sites leads on.
func (ch *chains) warnBlocked(c ctx, n lang.Node) {
	for _, cv := range ch.vars {
		if cv.pairs == nil || cv.pairs.plan == nil || cv.pairs.moved > 0 {
			continue
		}
		c.warn("G1042", n, fmt.Sprintf("the Markov chains of %s cannot move", ch.inst.path), here("every change of one or two elements of %s leads to probability zero", strings.Trim(cv.name, "|")),
			why("chains draw from a distribution only where their moves connect all configurations that it allows"),
			help("variables in which the constraint is solved, one for each free choice; a model of conditionals, drawn exactly; or enough samples to sum up all configurations"))
	}
}
