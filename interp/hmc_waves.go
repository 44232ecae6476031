package interp

import "github.com/gibbs-lang/gibbs/ad"

// How values read a variable, in the order of what a sum of two does: not at all; in waves, as sin and cos of linear functions and
// remainders of them; as a linear function, perhaps plus waves; in other ways. Coefficients of linear functions are without
// parameters, with which a period would change in a training.
type manner int

const (
	unread   manner = 0
	asWaves  manner = 1
	linearly manner = 2
	freely   manner = 3
)

// reading finds how nodes read a variable.
type reading struct {
	x      *ad.Node
	memo   map[*ad.Node]manner
	loops  map[*ad.Node]manner // of values that read themselves, as far as is known
	raised bool
}

func newReading(x *ad.Node) *reading { return &reading{x: x, loops: map[*ad.Node]manner{}} }

// of is how a node reads the variable: the least of all that are consistent.
func (r *reading) of(n *ad.Node) manner {
	for {
		r.memo, r.raised = map[*ad.Node]manner{}, false
		if out := r.look(n); !r.raised {
			return out
		}
	}
}

func (r *reading) look(n *ad.Node) manner {
	if v, ok := r.memo[n]; ok {
		return v
	}
	switch {
	case n == r.x:
		r.memo[n] = linearly
	case n.Op == ad.LeafOp && n.Leaf.Body != nil:
		r.memo[n] = r.loops[n]
		v := r.look(n.Leaf.Body)
		if r.raised = r.raised || v > r.loops[n]; v > r.loops[n] {
			r.loops[n] = v
		}
		r.memo[n] = v
	default:
		args := make([]manner, len(n.Args))
		for k, a := range n.Args {
			args[k] = r.look(a)
		}
		r.memo[n] = r.applied(n, args)
	}
	return r.memo[n]
}

// applied is how an operation reads the variable through its arguments.
func (r *reading) applied(n *ad.Node, args []manner) manner {
	most := unread
	for _, a := range args {
		most = max(most, a)
	}
	if most != linearly {
		return most
	}
	switch n.Op {
	case ad.Sin, ad.Cos:
		return asWaves
	case ad.Sub:
		if args[0] == linearly && r.remainder(n.Args[1]) {
			return asWaves
		}
		return linearly
	case ad.Add, ad.Neg, ad.Sum, ad.Stop, ad.Floor:
		return linearly
	case ad.Gather, ad.Scatter: // at places that do not move
		for _, a := range args[1:] {
			if a > asWaves {
				return freely
			}
		}
		return linearly
	case ad.Select:
		if args[0] <= asWaves {
			return linearly
		}
	case ad.Mul:
		for k, a := range n.Args {
			if args[k] == unread && !dependsOnParams(a) {
				return linearly
			}
		}
	case ad.Div:
		if args[1] == unread && !dependsOnParams(n.Args[1]) {
			return linearly
		}
	case ad.Mod:
		if args[1] == unread && !dependsOnParams(n.Args[1]) {
			return asWaves
		}
	}
	return freely
}

// remainder tells whether a value is what x is lessened by for its remainder: floor(x), or a multiple of one.
func (r *reading) remainder(n *ad.Node) bool {
	switch n.Op {
	case ad.Floor:
		return r.look(n.Args[0]) == linearly
	case ad.Mul:
		return r.remainder(n.Args[0]) || r.remainder(n.Args[1])
	}
	return false
}
