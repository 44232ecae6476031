package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxJacobian is the largest number of coordinates of a map whose Jacobian is written out.
const maxJacobian = 64

// flow judges a map: its inverse, and its log-determinant.
func (j *court) flow(f *Flow) {
	n := &lang.Name{Id: j.object}
	z, ok := j.arguments(n, f)
	if !ok {
		return
	}
	limit, of := 1e-8, ""
	for _, p := range f.parts {
		if _, is := p.(*odeflow); is {
			limit, of = 1e-3, ", by the steps of its solver"
		}
	}
	c := j.c
	c.path = "law/" + j.object
	var y []Value
	var logdet *ad.Node
	j.law("T⁻¹(T(z)) = z"+of, "", limit, func() (float64, string) {
		given, vals := c.conditioned(n, f, z)
		y, logdet = c.pass(n, given, vals, c.stations(n, given.parts, unknown(c.numbers(n, vals))))
		args := append(append([]Value{}, y...), z[len(vals):]...)
		back, args := c.conditioned(n, c.inverseOf(n, f).(*Flow), args)
		x, _ := c.pass(n, back, args, c.stations(n, back.parts, unknown(c.numbers(n, args))))
		return j.apart(c.numbers(n, x), c.numbers(n, vals)), j.atFault(f)
	})
	j.law("log|det| is that of the Jacobian"+of, "", limit, func() (float64, string) {
		if logdet == nil {
			panic(unjudged("the map has no values"))
		}
		given, vals := c.conditioned(n, f, z)
		x := make([]*Array, len(vals))
		for i, a := range c.numbers(n, vals) {
			x[i] = c.variable(a)
		}
		if k := count(x); k > maxJacobian {
			panic(unjudged(fmt.Sprintf("%d coordinates are too many for a Jacobian", k)))
		}
		at := x
		for _, p := range given.parts {
			at = j.mapped(n, p, at)
		}
		dense := c.denseJacobian(n, x, at).logAbsDet(c.g())
		got := j.s.evaluate(n, logdet, dense)
		return farthest(got[0], got[1]), j.atFault(f)
	})
}

// mapped is one part of a composition at values, as a plain function.
func (j *court) mapped(n lang.Node, p Value, at []*Array) []*Array {
	switch p := p.(type) {
	case ownMap:
		x, _ := p.pass(j.c, n, arrays(at), false, false)
		return x
	case *inverted:
		panic(unjudged("the derivative of an inverse is taken from the map"))
	case *givenFlow:
		return j.c.numbers(n, several(j.c.applyInstance(n, p.inst, append(arrays(at), arrays(p.given)...), nil, nil)))
	}
	return j.c.forward(n, p, at)
}

// arguments are values for what a map takes, its conditions behind them.
func (j *court) arguments(n lang.Node, f *Flow) (z []Value, ok bool) {
	first := f.parts[0]
	if own, is := first.(*odeflow); is {
		first = own.of
	}
	if own, is := first.(*bijection); is {
		first = own.of
	}
	types := j.c.signature(first)
	if _, is := f.parts[0].(*odeflow); is && len(types) > 1 {
		types = types[:1] // without the time
	}
	if types == nil {
		return nil, false
	}
	for i, t := range types {
		if t.Set != nil {
			return nil, false
		}
		z = append(z, j.some(fmt.Sprint("argument ", i), t))
	}
	return z, true
}

// apart is the largest distance between arrays.
func (j *court) apart(a, b []*Array) float64 {
	worst := 0.0
	for i := range a {
		got := j.s.evaluate(nil, a[i].Node, b[i].Node)
		x, y := inOrder(a[i], got[0]), inOrder(b[i], got[1])
		if len(x) != len(y) {
			return math.Inf(1)
		}
		worst = math.Max(worst, farthest(x, y))
	}
	return worst
}

// inOrder are the values of an array in the order of its dims.
func inOrder(a *Array, values []float64) []float64 {
	axes := axesOf(a.Dims)
	var out []float64
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { out = append(out, values[at[0]]) })
	return out
}

// atFault names what of a map rests on the word of its author.
func (j *court) atFault(f *Flow) string {
	for _, p := range f.parts {
		if inv, ok := p.(*inverted); ok {
			p = inv.of
		}
		if b, ok := p.(*bijection); ok {
			return lang.Print(b.node) + " says that its map is one to one"
		}
	}
	return ""
}
