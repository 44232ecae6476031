package derive

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Regrouping writes values that depend on random variables x along other axes: what is a function of the axes From becomes a function
// of the one axis To, at the positions At of each of its elements. So one value for each outer sample becomes one for
// each of several inner samples of it, which have variables of their own.
//
// What does not read the variables is gathered as it is, except for what is a smooth function of parameters: it is computed for
// each element of To, so that derivatives at one of them do not mix with those at others. Outer, if it is set, says what stands
// for all that does not read the variables instead.
type Regrouping struct {
	From  []*ad.Axis
	At    []*ad.Node // positions on From, along To
	To    *ad.Axis
	Swap  map[*ad.Node]*ad.Node // the variables, which have all axes From, and what takes their places
	Outer func(n *ad.Node) *ad.Node

	g        *ad.Graph
	contains map[*ad.Node]bool
	memo     map[*ad.Node]*ad.Node
}

// Entangled is the error of a value that goes over outer samples and depends on an inner one.
type Entangled struct{ Axis *ad.Axis }

func (e *Entangled) Error() string {
	return fmt.Sprintf("a value at one element of %s depends on samples at all others", e.Axis.Name)
}

// Of is f after the regrouping. Errors: *Entangled.
func (r *Regrouping) Of(g *ad.Graph, f *ad.Node) (*ad.Node, error) {
	r.g = g
	if r.memo == nil {
		r.contains, r.memo = map[*ad.Node]bool{}, map[*ad.Node]*ad.Node{}
		for x, y := range r.Swap {
			r.contains[x], r.memo[x] = true, y
		}
	}
	for _, p := range components([]*ad.Node{f}) {
		found := slices.ContainsFunc(p.nodes, func(n *ad.Node) bool { return r.contains[n] || reads(n, r.contains) })
		for _, n := range p.nodes {
			r.contains[n] = found
			if !found {
				continue
			}
			for _, a := range slices.Concat(n.Over, n.Along) {
				if slices.Contains(r.From, a) {
					return nil, &Entangled{a}
				}
			}
		}
	}
	return r.replace(f), nil
}

func (r *Regrouping) replace(n *ad.Node) *ad.Node {
	if m := r.memo[n]; m != nil {
		return m
	}
	var m *ad.Node
	switch {
	case !r.contains[n] && r.Outer != nil:
		m = r.Outer(n)
	case !r.contains[n] && (n.Op == ad.LeafOp || !r.learns(n)):
		m = r.Gather(r.g, n)
	case n.Op == ad.LeafOp:
		m = r.g.Ref(n.Leaf.Name, n.Leaf.Type, ad.Union(ad.Without(n.Axes, r.From), []*ad.Axis{r.To})...)
		m.Leaf.Attach = n.Leaf.Attach
		r.memo[n] = m
		r.g.Bind(m, r.replace(n.Leaf.Body))
	default:
		args := make([]*ad.Node, len(n.Args))
		for k, a := range n.Args {
			args[k] = r.replace(a)
		}
		m = rebuild(r.g, n, args)
	}
	r.memo[n] = m
	return m
}

// learns tells whether a value along From is a smooth function of parameters.
func (r *Regrouping) learns(n *ad.Node) bool {
	var params []*ad.Node
	for _, p := range components([]*ad.Node{n}) {
		for _, m := range p.nodes {
			if m.Op == ad.LeafOp && m.Leaf.Kind == ad.ParamLeaf {
				params = append(params, m)
			}
		}
	}
	return slices.ContainsFunc(n.Axes, func(a *ad.Axis) bool { return slices.Contains(r.From, a) }) && ad.DependsSmoothly(n, params)
}

// Gather is a value along From as one along To.
func (r *Regrouping) Gather(g *ad.Graph, n *ad.Node) *ad.Node { return g.Gather(n, r.From, r.At) }

// Sum adds up a value along To over the elements that have one position on From.
func (r *Regrouping) Sum(g *ad.Graph, n *ad.Node) *ad.Node {
	return g.Scatter(n, r.From, r.At, []*ad.Axis{r.To})
}
