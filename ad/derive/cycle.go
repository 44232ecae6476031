package derive

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Cycle is the error of a definition that needs itself: the shortest circle of elements.
type Cycle struct {
	Steps []Step // each reads the next; the last is the first again
}

// Step is an element on a circle.
type Step struct {
	Node *ad.Node
	Leaf *ad.Leaf // where the node is a Ref: its leaf
	At   []int    // position on each axis of Leaf.Axes, else of Node.Axes, without the Lane axis
}

// Error names the definitions on the circle; positions count from 0.
func (c *Cycle) Error() string {
	var names []string
	for _, s := range c.Steps {
		if s.Leaf != nil {
			names = append(names, s.Leaf.Name+strings.ReplaceAll(fmt.Sprint(s.At), " ", ","))
		}
	}
	return "a definition needs itself: " + strings.Join(names, " reads ")
}

func newStep(n *ad.Node, e int) Step {
	axes := elementAxes(n.Axes)
	s := Step{Node: n, Leaf: n.Leaf, At: positions(e, axes)}
	if n.Leaf != nil {
		at := s.At
		s.At = nil
		for _, a := range elementAxes(n.Leaf.Axes) {
			s.At = append(s.At, at[slices.Index(axes, a)])
		}
	}
	return s
}

// element is an element of a node, by ID.
type element struct{ node, e int }

// maxVisits bounds the search for the shortest circle; beyond it the shortest found so far counts.
const maxVisits = 5_000_000

// shortest finds the shortest circle of a region that has one. Every circle passes through a
// Ref, so a breadth-first search from each blocked element of a Ref finds it.
func (w *walker) shortest(p part) error {
	byID := map[int]*ad.Node{}
	for _, n := range p.nodes {
		byID[n.ID] = n
	}
	visits := 0
	for _, n := range p.nodes {
		if n.Op != ad.LeafOp || w.level[n.ID] == nil {
			continue
		}
		for e, l := range w.level[n.ID] {
			if l == blocked && visits < maxVisits {
				w.shorten(byID, element{n.ID, e}, &visits)
			}
		}
	}
	steps := make([]Step, len(w.circle))
	for i, x := range w.circle {
		steps[i] = newStep(byID[x.node], x.e)
	}
	return &Cycle{steps}
}

// shorten looks for a circle through an element that is shorter than the present one. Of equally
// short ones that which begins at the first element stays.
func (w *walker) shorten(byID map[int]*ad.Node, start element, visits *int) {
	parent := map[element]element{}
	level := []element{start}
	for length := 2; len(level) > 0 && length < len(w.circle); length++ {
		var next []element
		for _, x := range level {
			found := false
			w.live.reads(byID[x.node], x.e, 0, func(arg *ad.Node, at, _ int) bool {
				*visits++
				y := element{arg.ID, at}
				if found = y == start; found {
					return false
				}
				if _, seen := parent[y]; !seen && w.inside[arg.ID] && w.levelOf(arg, at) == blocked {
					parent[y] = x
					next = append(next, y)
				}
				return *visits < maxVisits
			})
			if found {
				w.circle = trace(parent, start, x)
				return
			}
		}
		level = next
	}
}

// trace is the way from start to x and back to start.
func trace(parent map[element]element, start, x element) []element {
	path := []element{start}
	for ; x != start; x = parent[x] {
		path = append(path, x)
	}
	path = append(path, start)
	slices.Reverse(path)
	return path
}
