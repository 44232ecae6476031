package derive

import (
	"cmp"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sequence is the order in which the elements of draws come: recurrence by recurrence, in each by level,
// then draw, then position (row-major in Leaf.Axes). Elements that are not needed are left out. A leaf
// that lies in no recurrence has level 0 throughout.
func (s *Schedule) Sequence(leaves ...*ad.Leaf) []Step {
	type place struct {
		step  Step
		level int32
	}
	var list []place
	for _, l := range leaves {
		axes := elementAxes(l.Axes)
		node, level := s.levels(l)
		for e := range ad.Elements(axes) {
			p := place{step: Step{node, l, positions(e, axes)}}
			if node != nil {
				p.level = level[offset(e, axes, strides(node, axes))]
			}
			if p.level != notNeeded {
				list = append(list, p)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b place) int {
		return cmp.Or(cmp.Compare(s.place[a.step.Leaf], s.place[b.step.Leaf]), cmp.Compare(a.level, b.level))
	})
	steps := make([]Step, len(list))
	for i, p := range list {
		steps[i] = p.step
	}
	return steps
}

// levels of the node of a leaf, nil if it lies in no region.
func (s *Schedule) levels(leaf *ad.Leaf) (*ad.Node, []int32) {
	for _, r := range s.Regions {
		for _, n := range r.Nodes {
			if n.Leaf == leaf {
				return n, r.Level[n]
			}
		}
	}
	return nil, nil
}

// Work counts operations: terms of reductions (a multiply-add is one), and applications of
// elementwise operations. Aliases are free.
type Work struct {
	Sample float64 // for each sample
	Once   float64 // for all samples together
}

// Cost counts the operations that all elements of targets take, each element being computed once.
// Leaves that are given count as known, so that Cost(logP and draws) is the work of drawing with
// log p, and Cost(logP, draws...) that of one log-density of given values.
func Cost(targets []*ad.Node, given ...*ad.Leaf) Work {
	top := 0
	for _, p := range components(targets) {
		top = max(top, p.nodes[len(p.nodes)-1].ID)
	}
	c := &counter{given: given, seen: make([]bits, top+1)}
	c.analysis = newAnalysis(top+1, c.computed)
	for _, t := range targets {
		for e := range elements(t) {
			if c.computed(t) {
				c.want(t, e)
			}
		}
	}
	for len(c.todo) > 0 {
		x := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		c.reads(x.node, x.e, 0, func(arg *ad.Node, at, _ int) bool {
			c.want(arg, at)
			return true
		})
		c.count(x.node, x.e)
	}
	return c.work
}

type counter struct {
	*analysis
	given []*ad.Leaf
	seen  []bits // by node ID
	todo  []frame
	work  Work
}

// computed tells whether a node takes any work.
func (c *counter) computed(n *ad.Node) bool {
	if n.Op == ad.LeafOp {
		return n.Leaf.Body != nil && !slices.Contains(c.given, n.Leaf)
	}
	return n.Op != ad.Const && n.Op != ad.Iota
}

func (c *counter) want(n *ad.Node, e int) {
	if c.seen[n.ID] == nil {
		c.seen[n.ID] = newBits(elements(n))
	}
	if b := c.seen[n.ID]; !b.has(e) {
		b.set(e)
		c.todo = append(c.todo, frame{node: n, e: e})
	}
}

// count adds the operations of one element.
func (c *counter) count(n *ad.Node, e int) {
	r := c.reader(n)
	work := 1.0
	switch class := n.Op.Info().Class; {
	case class == ad.LeafClass || class == ad.GatherClass || r.isAlias(e):
		return
	case class == ad.ScatterClass:
		work = float64(len(r.arriving(e)))
	case class == ad.ReduceClass:
		work = float64(r.count(e) * max(1, len(r.args)-1))
	}
	sampled := laneOf(n.Axes) != nil
	for _, a := range n.Args {
		sampled = sampled || laneOf(a.Axes) != nil
	}
	if sampled {
		c.work.Sample += work
	} else {
		c.work.Once += work
	}
}
