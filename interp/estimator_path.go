package interp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// Path gradients: "sticking the landing" (Roeder et al., arXiv:1703.09194; for flows Vaitl et al., arXiv:2206.09016).
// The derivative of log q(x; θ) at one's own draw x(θ) is that of x, ∂log q/∂x·dx/dθ, and the score ∂log q/∂θ, whose mean
// is zero. The estimator leaves the score out. Where q fits, log q and the rest of the integrand cancel in x as functions,
// so no noise is left. The density is traced at the held draw, and differentiated with respect to it: of a flow through its
// inverse.

// ownDraw is a draw whose density an objective may read.
type ownDraw struct {
	vars    []*Array
	density func(held []Value) *ad.Node
	logp    *ad.Node // at the held draw: has the score alone
	stopped *ad.Node // as the objective reads it: has the path alone
}

// path is the log-density of a draw as the objective reads it.
func (o *ownDraw) path(c ctx) *ad.Node {
	if o.stopped != nil {
		return o.stopped
	}
	g := c.g()
	held := make([]Value, len(o.vars))
	var xs, holds []*ad.Node
	for i, v := range o.vars {
		h := &Array{Node: g.Apply(ad.Stop, v.Node), Dims: v.Dims, Set: v.Set}
		held[i] = h
		if v.Node.Type == ad.Real {
			xs, holds = append(xs, v.Node), append(holds, h.Node)
		}
	}
	o.logp = o.density(held)
	slopes, err := g.Grad(o.logp, holds, o.logp.Axes...)
	if err != nil {
		c.derivativeError(nil, err)
	}
	o.stopped = g.Apply(ad.Stop, o.logp)
	for k, x := range xs {
		move := g.Apply(ad.Mul, g.Apply(ad.Stop, slopes[k]), g.Apply(ad.Sub, x, holds[k]))
		o.stopped = g.Apply(ad.Add, o.stopped, g.Sum(move, ad.Without(move.Axes, o.logp.Axes)...))
	}
	return o.stopped
}

// ownOf is a draw from a source, for its path gradient; it is known to whatever asks for its density.
func (c ctx) ownOf(src *source, v Value, t *modelTrace) *ownDraw {
	o := &ownDraw{}
	for _, x := range several(v) {
		o.vars = append(o.vars, x.(*Array))
	}
	o.density = func(held []Value) *ad.Node { return c.sourceDensity(src.node, src, held) }
	if src.dist != nil {
		c.s.path[distKey(src.dist, o.vars)] = o
	} else {
		t.own = o
	}
	return o
}

// distKey names a distribution and a value: equal arguments are equal nodes.
func distKey(d *Dist, x []*Array) string {
	var b strings.Builder
	if d.push != nil {
		fmt.Fprintf(&b, "%p", d.push)
	} else {
		b.WriteString(d.row.Name)
		names := make([]string, 0, len(d.args))
		for name := range d.args {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if a := d.args[name]; a.Node != nil {
				fmt.Fprintf(&b, " %s:%d", name, a.Node.ID)
			} else {
				fmt.Fprintf(&b, " %s:%p", name, a.Of)
			}
		}
	}
	for _, a := range x {
		fmt.Fprintf(&b, " %d", a.Node.ID)
	}
	return b.String()
}

// ownPath is the log-density of a draw of its own from a distribution, as a path gradient reads it.
func (c ctx) ownPath(n lang.Node, d *Dist, vals []Value) (*ad.Node, bool) {
	if c.obj == nil || len(c.s.path) == 0 {
		return nil, false
	}
	o, ok := c.s.path[distKey(d, c.numbers(n, vals))]
	if !ok {
		return nil, false
	}
	return o.path(c), true
}

// pathMean is the mean whose derivative leaves the scores out.
func (b *sampledBody) pathMean(f *ad.Node) *ad.Node {
	out, terms := b.plainMean(f), f
	for _, o := range b.own {
		out, terms = b.putBack(out, terms, f, o.stopped, o.logp)
	}
	b.terms = terms
	return out
}

// putBack adds the score of a log-density whose factor differs from sample to sample, and whose mean with that factor is
// not zero. own is the log-density in f, without its score; nil if f does not read it.
func (b *sampledBody) putBack(out, terms, f, own, logp *ad.Node) (*ad.Node, *ad.Node) {
	g := b.c.g()
	if own == nil {
		return out, terms
	}
	w := b.withOwn(g.Const(0), f, own)
	if w.IsConst(0) {
		return out, terms
	}
	term := g.Apply(ad.Mul, w, g.Apply(ad.Sub, logp, g.Apply(ad.Stop, logp)))
	return g.Apply(ad.Add, out, b.plainMean(term)), g.Apply(ad.Add, terms, term)
}
