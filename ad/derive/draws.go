package derive

import (
	"cmp"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sequence is the order in which the elements of draws come: by level, then draw, then position
// (row-major in Leaf.Axes). Elements that are not needed are left out. A leaf that lies in no
// recurrence has level 0 throughout.
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
	slices.SortStableFunc(list, func(a, b place) int { return cmp.Compare(a.level, b.level) })
	steps := make([]Step, len(list))
	for i, p := range list {
		steps[i] = p.step
	}
	return steps
}

// Ranks is the order in which the elements of a draw come, each as its number, row-major in Leaf.Axes
// without the Lane axis.
func (s *Schedule) Ranks(leaf *ad.Leaf) []int {
	axes := elementAxes(leaf.Axes)
	var ranks []int
	for _, step := range s.Sequence(leaf) {
		e := 0
		for k, a := range axes {
			e = e*a.Size + step.At[k]
		}
		ranks = append(ranks, e)
	}
	return ranks
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
	c := &counter{seen: map[*ad.Node]bits{}, given: given}
	top := 0
	for _, p := range components(targets) {
		top = max(top, p.nodes[len(p.nodes)-1].ID)
	}
	c.analysis = newAnalysis(top+1, c.unknown)
	for _, t := range targets {
		for e := range elements(t) {
			if c.unknown(t) {
				c.want(t, e)
			}
		}
	}
	for len(c.todo) > 0 {
		x := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		c.count(x.node, x.e)
	}
	return c.work
}

type counter struct {
	*analysis
	given []*ad.Leaf
	seen  map[*ad.Node]bits
	todo  []frame
	work  Work
}

func (c *counter) unknown(n *ad.Node) bool { return n.Leaf == nil || !slices.Contains(c.given, n.Leaf) }

func (c *counter) want(n *ad.Node, e int) {
	b := c.seen[n]
	if b == nil {
		b = newBits(elements(n))
		c.seen[n] = b
	}
	if !b.has(e) {
		b.set(e)
		c.todo = append(c.todo, frame{node: n, e: e})
	}
}

func (c *counter) count(n *ad.Node, e int) {
	terms, last := 0, -1
	c.reads(n, e, 0, func(arg *ad.Node, at, ptr int) bool {
		c.want(arg, at)
		if ptr != last {
			terms, last = terms+1, ptr
		}
		return true
	})
	r := c.reader(n)
	work := float64(terms)
	switch class := n.Op.Info().Class; {
	case class == ad.LeafClass || r.isAlias(e) || class == ad.GatherClass:
		return
	case class == ad.ElementClass:
		work = 1
	case n.Op == ad.Sum:
		work *= float64(max(1, len(r.args)-1))
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
