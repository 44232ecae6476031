package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// pipe is x |> f: composition of maps, from left to right.
func (c ctx) pipe(e *lang.Binary) Value {
	x, f := c.eval(e.X), c.eval(e.Y)
	switch x.(type) {
	case *Function, *Instance, *Builtin:
		if inst, ok := x.(*Instance); ok && inst.tmpl.decl.Kind == "model" {
			break
		}
		return &Function{Name: "a composition", native: func(c ctx, n lang.Node, args []Value) Value {
			y := c.callValue(n, x, args)
			if t, ok := y.(Tuple); ok {
				return c.callValue(n, f, t)
			}
			return c.callValue(n, f, []Value{y})
		}}
	}
	fail("G0412", e, fmt.Sprintf("%s |> %s: the distribution of a transformed draw is not part of this version", kind(x), kind(f)))
	return nil
}

// postfix is A† or T⁻¹.
func (c ctx) postfix(e *lang.Postfix) Value {
	fail("G0412", e, fmt.Sprintf("%s is not part of this version", e.Op))
	return nil
}
