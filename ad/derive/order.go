package derive

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Schedule says when the elements of a graph's recurrences can be computed.
type Schedule struct {
	Regions []*Region        // in the order of evaluation
	place   map[*ad.Leaf]int // the order of leaves; those of one region share a place
	all     *analysis        // what elements read, of all nodes
}

// Region is a set of nodes that read each other in a circle, through bodies of Refs.
//
// The level of an element is 1 + the highest level among the elements of its region that it
// reads, 0 if it reads none. What merely stands for another element (Schedule.Alias) has the level
// of that element: reads of a Ref, Stop, Gather by constant positions, Select with a known condition.
type Region struct {
	Nodes   []*ad.Node           // those with an element that is needed, arguments first (cut at Refs)
	Level   map[*ad.Node][]int32 // per element; -1: not needed
	Levels  int                  // number of levels
	Inlined map[*ad.Node]bool    // the other nodes of the circle: products that only sums read, or nothing does
}

// Mixed is the error of a recurrence in which samples read each other.
type Mixed struct {
	Node *ad.Node // reduces, gathers or scatters along its Lane axis
}

func (m *Mixed) Error() string {
	return fmt.Sprintf("a recurrence mixes samples: %s along %s", m.Node.Op, laneOf(mixes(m.Node)).Name)
}

// mixes are the axes along which a node combines positions.
func mixes(n *ad.Node) []*ad.Axis {
	if n.Op == ad.Iota {
		return nil
	}
	return ad.Union(n.Over, n.Along)
}

func laneOf(axes []*ad.Axis) *ad.Axis {
	if i := slices.IndexFunc(axes, func(a *ad.Axis) bool { return a.Lane }); i >= 0 {
		return axes[i]
	}
	return nil
}

// Order finds the levels of all elements that targets need, of nodes that lie in a circle through
// bodies of Refs. need tells which elements of a target are wanted (nil, or a nil answer: all).
// Errors: *Cycle if an element needs itself, *Mixed if samples read each other in a recurrence.
func Order(targets []*ad.Node, need func(n *ad.Node) []bool) (*Schedule, error) {
	o := &ordering{parts: components(targets)}
	o.classify()
	o.live = newAnalysis(len(o.inLive), func(n *ad.Node) bool { return o.inLive[n.ID] })
	o.need = make([]bits, len(o.inLive))
	for _, t := range targets {
		o.demand(t, need)
	}
	s := &Schedule{place: map[*ad.Leaf]int{}, all: newAnalysis(len(o.inLive), func(*ad.Node) bool { return true })}
	s.all.knowledge = o.live.knowledge
	for i := len(o.parts) - 1; i >= 0; i-- {
		p := o.parts[i]
		for _, n := range p.nodes {
			if n.Leaf != nil {
				s.place[n.Leaf] = i
			}
		}
		switch {
		case p.circular:
			r, err := o.region(p)
			if err != nil {
				return nil, err
			}
			s.Regions = append(s.Regions, r)
		case o.inLive[p.nodes[0].ID]:
			o.pass(p.nodes[0])
		}
	}
	slices.Reverse(s.Regions)
	s.Regions = slices.DeleteFunc(s.Regions, func(r *Region) bool { return len(r.Nodes) == 0 })
	return s, nil
}

// Reads visits the elements (node, element) that element e of n reads, those of constants and
// leaves too, until visit returns false. Here and below, n is a node that the targets read.
func (s *Schedule) Reads(n *ad.Node, e int, visit func(arg *ad.Node, at int) bool) {
	s.all.reads(n, e, 0, func(arg *ad.Node, at, _ int) bool { return visit(arg, at) })
}

// Zero tells whether element e of n is known to be 0 before anything is computed. What a product
// or a sum does not read because of such a zero may never be computed.
func (s *Schedule) Zero(n *ad.Node, e int) bool { return s.all.of(n).zero.has(e) }

// Alias tells whether element e of n merely stands for the element at of node src.
func (s *Schedule) Alias(n *ad.Node, e int) (src *ad.Node, at int, ok bool) {
	if !s.all.reader(n).isAlias(e) {
		return nil, 0, false
	}
	s.Reads(n, e, func(arg *ad.Node, i int) bool {
		src, at, ok = arg, i, true
		return false
	})
	return src, at, ok
}

// ordering is the work of Order.
type ordering struct {
	parts  []part
	inLive []bool // by node ID: in a circle, or reading one
	live   *analysis
	need   []bits // by node ID: elements of live nodes outside the present region
}

// classify finds the nodes that lie in a circle or read one.
func (o *ordering) classify() {
	last := 0
	for _, p := range o.parts {
		for _, n := range p.nodes {
			last = max(last, n.ID)
		}
	}
	o.inLive = make([]bool, last+1)
	for _, p := range o.parts {
		live := p.circular
		for _, n := range p.nodes {
			for _, a := range readsNodes(n) {
				live = live || o.inLive[a.ID]
			}
		}
		for _, n := range p.nodes {
			o.inLive[n.ID] = live
		}
	}
}

// want marks an element of a live node as needed.
func (o *ordering) want(n *ad.Node, e int) {
	if o.need[n.ID] == nil {
		o.need[n.ID] = newBits(elements(n))
	}
	o.need[n.ID].set(e)
}

func (o *ordering) demand(t *ad.Node, need func(n *ad.Node) []bool) {
	if !o.inLive[t.ID] {
		return
	}
	var chosen []bool
	if need != nil {
		chosen = need(t)
	}
	for e := range elements(t) {
		if chosen == nil || chosen[e] {
			o.want(t, e)
		}
	}
}

// pass hands the need of a plain node on to what it reads.
func (o *ordering) pass(n *ad.Node) {
	need := o.need[n.ID]
	if need == nil {
		return
	}
	visit := func(arg *ad.Node, at, _ int) bool { o.want(arg, at); return true }
	for e := range elements(n) {
		if need.has(e) {
			o.live.reads(n, e, 0, visit)
		}
	}
}

// readsNodes are the nodes that a node reads.
func readsNodes(n *ad.Node) []*ad.Node {
	if n.Leaf != nil && n.Leaf.Body != nil {
		return []*ad.Node{n.Leaf.Body}
	}
	return n.Args
}
