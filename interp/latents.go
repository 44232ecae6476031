package interp

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// MaxLatent is the largest number of joint values of latent variables that are summed over.
const MaxLatent = 4096

// latents are the variables of a model that its signature does not name.
type latents struct {
	t     *modelTrace
	axes  []*ad.Axis
	count float64
}

// add binds a latent variable to all its values along an axis of their own.
func (l *latents) add(name string, eqs []*lang.Equation) {
	t := l.t
	c := t.c
	b := &binding{place: eqs[0].Left[0], s: c.s}
	b.thunk = func() Value {
		q := c.group(t.inst, name, eqs)
		d := q.distAt(q.parts[0])
		typ := Type{Set: d.set, Dims: setsOf(append(slices.Clone(q.dims), d.valueDims()...))}
		if d.inst != nil && len(d.inst.data) == 1 {
			typ = d.inst.data[0].typ
		}
		if typ.Set == nil {
			fail("G0612", eqs[0], fmt.Sprintf("the latent variable %s is not discrete, and cannot be summed out", name), at("not in the signature"),
				help("name it in the signature: model %s(…, %s: real), or give a variable of the signature by an equation that determines it", t.inst.tmpl.decl.Name.Id, name))
		}
		n, _ := states(typ)
		if l.count == 0 {
			l.count = 1
		}
		if l.count *= n; l.count > MaxLatent {
			fail("G0612", eqs[0], fmt.Sprintf("the latent variables have %.4g joint values, too many to sum over", l.count), here("at most %d", MaxLatent),
				help("name them in the signature"))
		}
		ax := c.g().Axis(name, int(n))
		l.axes = append(l.axes, ax)
		return c.with(l.axes...).configuration(typ, ax, 1)
	}
	c.scope.names[name] = b
}

// sumOut adds up the densities of all values of the latent variables.
func (l *latents) sumOut(logp *ad.Node) *ad.Node {
	if len(l.axes) == 0 {
		return logp
	}
	return l.t.c.logSumExp(logp, l.axes)
}
