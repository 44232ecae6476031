package ad

import (
	"fmt"
	"slices"
)

// liveness tells which nodes depend smoothly on some of the nodes xs, which count as independent
// of one another.
type liveness struct {
	is map[*Node]bool
}

// newLiveness makes xs live.
func newLiveness(xs []*Node) *liveness {
	l := &liveness{is: map[*Node]bool{}}
	for _, x := range xs {
		l.is[x] = true
	}
	return l
}

// of tells whether n is live. What is not known yet is explored with all that it depends on; a
// recurrence takes several passes, as a definition may lead back to what is defined.
func (l *liveness) of(n *Node) bool {
	if v, ok := l.is[n]; ok {
		return v
	}
	fresh := reachable([]*Node{n}, func(m *Node) bool { _, ok := l.is[m]; return !ok }, differentiable)
	slices.Reverse(fresh) // arguments first
	for changed := true; changed; {
		changed = false
		for _, m := range fresh {
			if !l.is[m] && slices.ContainsFunc(differentiable(m), func(a *Node) bool { return l.is[a] }) {
				l.is[m], changed = true, true
			}
		}
	}
	for _, m := range fresh {
		if !l.is[m] {
			l.is[m] = false
		}
	}
	return l.is[n]
}

// DependsSmoothly tells whether n changes smoothly with one of xs: not through comparisons, positions and the like.
func DependsSmoothly(n *Node, xs []*Node) bool { return newLiveness(xs).of(n) }

// reachable lists the nodes that pass the test and are reached from ys through next, by falling ID.
func reachable(ys []*Node, test func(*Node) bool, next func(*Node) []*Node) []*Node {
	seen := map[*Node]bool{}
	var out []*Node
	stack := slices.Clone(ys)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[n] || !test(n) {
			continue
		}
		seen[n] = true
		out = append(out, n)
		stack = append(stack, next(n)...)
	}
	slices.SortFunc(out, func(a, b *Node) int { return b.ID - a.ID })
	return out
}

// Mixed is the error of a derivative taken separately for each position on an axis where the
// positions influence one another, as samples do through a mean over them.
type Mixed struct {
	Axis *Axis
	Node *Node
}

func (e *Mixed) Error() string {
	return fmt.Sprintf("the values along %s are mixed by %v, so that they have no derivatives of their own", e.Axis.Name, e.Node.Op)
}

// mixes returns an error if n mixes the positions of an axis in separate.
func mixes(n *Node, separate []*Axis) error {
	for _, a := range separate {
		if slices.Contains(reduced(n), a) {
			return &Mixed{a, n}
		}
	}
	return nil
}
