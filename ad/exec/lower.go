package exec

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// planner turns a graph into a plan.
type planner struct {
	outs    []Output
	opt     Options
	apart   bool // no two values share rows
	of      map[*ad.Node]*value
	made    map[[2]*value]*value  // products and collections that no node stands for
	hidden  map[[2]*value]*value  // gathers and guards that no node stands for
	origin  *value                // the position 0
	shadow  map[*ad.Axis]*ad.Axis // axes of all samples
	fresh   int                   // other axes that are in no graph
	renames map[*value]*value     // of sums: their axes under other names
	all     []*value              // arguments first, except for bodies of Refs
	order   []*value              // those that are reached, in the order of evaluation
	want    []*value              // the outputs

	computed int32            // ids below are of computed elements, the others of stored ones
	weighs   int              // elements of which it is being found out whether they vanish
	mark     []int32          // by id: level of a wanted element, else a state
	slots    []slot           // by id
	packs    map[packed][]int // where they begin
	dying    map[*value][]*value
	helpers  map[*value][]*value // by first value of a recurrence, arguments first
	err      error

	plan  *Plan
	loops map[loopKey]*loop
	doms  map[*ad.Axis]*domain
	flat  int // numbers placed so far
	tight *memory

	readers map[*ad.Node]int // how often nodes and outputs read a node
}

// firstShadow is the ID of the first axis that is in no graph.
const firstShadow = 1 << 30

// lower makes the values of all nodes that the outputs reach.
func (p *planner) lower() error {
	nodes := reached(p.outs)
	p.readers = map[*ad.Node]int{}
	for _, o := range p.outs {
		p.readers[o.Node]++
	}
	for _, n := range nodes {
		for _, a := range n.Args {
			p.readers[a]++
		}
		if l := n.Leaf; l != nil && l.Kind == ad.RefLeaf && l.Body == nil {
			return fmt.Errorf("%s has no definition", l.Name)
		}
	}
	for _, n := range nodes {
		p.lowerNode(n)
	}
	for _, n := range nodes {
		if v := p.of[n]; n.Leaf != nil && n.Leaf.Kind == ad.RefLeaf {
			v.args = []*value{p.of[n.Leaf.Body]}
		}
	}
	for _, o := range p.outs {
		p.want = append(p.want, p.of[o.Node])
	}
	p.fuse()
	return nil
}

// reached lists the nodes that outputs are made of, arguments first, definitions where they were made.
func reached(outs []Output) []*ad.Node {
	var nodes []*ad.Node
	seen := map[*ad.Node]bool{}
	reach := func(n *ad.Node) {
		if n != nil && !seen[n] {
			seen[n] = true
			nodes = append(nodes, n)
		}
	}
	for _, o := range outs {
		reach(o.Node)
	}
	for k := 0; k < len(nodes); k++ {
		for _, a := range nodes[k].Args {
			reach(a)
		}
		if l := nodes[k].Leaf; l != nil {
			reach(l.Body)
		}
	}
	slices.SortFunc(nodes, func(a, b *ad.Node) int { return a.ID - b.ID })
	return nodes
}

func (p *planner) lowerNode(n *ad.Node) {
	v := &value{node: n, op: n.Op, leaf: n.Leaf, table: n.Table}
	v.axes, v.lane = split(n.Axes)
	v.over, _ = split(n.Over)
	v.along, _ = split(n.Along)
	for _, a := range n.Args {
		v.args = append(v.args, p.of[a])
	}
	switch n.Op.Info().Class {
	case ad.ReduceClass:
		_, v.reduces = split(n.Over)
	case ad.ScatterClass:
		_, v.reduces = split(n.Along)
		p.scatterLane(v, n)
	case ad.GatherClass:
		p.gatherLane(v, n)
	}
	if n.Op == ad.Iota && v.lane == nil {
		v.table = positionsTo(n.Size())
	}
	if n.Op == ad.Sum {
		p.contraction(v)
	}
	if v.indicates() {
		v.op, v.args = ad.Stop, v.args[:1]
	}
	if n.Op == ad.Mul && v.lane == nil {
		p.scaled(v)
	}
	if v.op == ad.Mul {
		p.made[[2]*value{v.args[0], v.args[1]}] = v
	}
	p.add(v)
	p.of[n] = v
}

// indicates tells whether v is 1 where a condition holds and 0 elsewhere, and so the condition itself.
func (v *value) indicates() bool {
	return v.op == ad.Select && v.args[0].truths() && isZero(v.args[2]) && v.args[1].constant() && len(v.args[1].axes) == 0 && v.args[1].table[0] == 1
}

func (p *planner) add(v *value) {
	v.size = elementsOf(v.axes, maxNumbers)
	if v.lane != nil {
		v.size = elementsOf(v.axes, maxRows)
	}
	p.all = append(p.all, v)
}

// gatherLane makes a Gather that chooses samples read all of them as numbers.
func (p *planner) gatherLane(v *value, n *ad.Node) {
	_, lane := split(n.Over)
	if lane == nil {
		return
	}
	x := p.collected(v.args[0])
	v.args[0] = x
	v.over = slices.Clone(n.Over)
	v.over[slices.Index(v.over, lane)] = x.axes[len(x.axes)-1]
}

// allSamples is an axis of the size of a lane.
func (p *planner) allSamples(lane *ad.Axis) *ad.Axis {
	a := p.shadow[lane]
	if a == nil {
		a = &ad.Axis{ID: firstShadow + len(p.shadow) + p.fresh, Name: lane.Name, Size: lane.Size}
		p.shadow[lane] = a
	}
	return a
}

// scatterLane makes a Scatter that chooses samples fill numbers for all of them, from which each sample reads its own.
func (p *planner) scatterLane(v *value, n *ad.Node) {
	_, lane := split(n.Over)
	if lane == nil {
		return
	}
	all := p.allSamples(lane)
	s := *v
	s.lane = nil
	s.axes = append(slices.Clone(v.axes), all)
	s.over = slices.Clone(n.Over)
	s.over[slices.Index(s.over, lane)] = all
	p.add(&s)
	sample := &value{node: n, op: ad.Iota, lane: lane}
	p.add(sample)
	*v = value{node: n, op: ad.Gather, args: []*value{&s, sample}, axes: v.axes, lane: lane, over: []*ad.Axis{all}}
}

// collected holds all samples of x, on a last axis of its own.
func (p *planner) collected(x *value) *value {
	if c := p.made[[2]*value{x, nil}]; c != nil {
		return c
	}
	a := p.allSamples(x.lane)
	c := &value{node: x.node, op: collect, args: []*value{x}, axes: append(slices.Clone(x.axes), a), reduces: x.lane}
	p.made[[2]*value{x, nil}] = c
	p.add(c)
	return c
}
