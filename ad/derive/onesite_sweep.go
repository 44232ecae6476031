package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sweep writes the updates of all sites of x, one after the other, as one recurrence. An update is a set of nodes
// that read x, the number of a site, and random leaves; the first of them is the new value at the site. The
// results have the axis of updates more, on which the update of site k, row-major in the axes of x without the
// Lane axis, stands at k and reads the new values of sites before k and the old ones of the others. draws are
// the random leaves: they become leaves with one element for each site.
//
// What update k reads are constants where its positions follow from the site alone; so updates that do not
// touch each other have no order, and a plan does them together.
func Sweep(g *ad.Graph, update []*ad.Node, x, site *ad.Node, draws ...*ad.Node) ([]*ad.Node, *ad.Axis) {
	along := g.Axis("site", elements(x))
	axes := []*ad.Axis{along}
	if lane := laneOf(x.Axes); lane != nil {
		axes = append(axes, lane)
	}
	s := &sweeper{g: g, x: x, along: along, contains: map[*ad.Node]bool{}, memo: map[*ad.Node]*ad.Node{}, know: newKnowledge()}
	s.next = g.Ref("next "+x.Leaf.Name, x.Leaf.Type, axes...)
	s.memo[site] = g.Iota(along)
	for _, d := range draws {
		l := *d.Leaf
		l.Axes = append([]*ad.Axis{along}, l.Axes...)
		s.memo[d] = g.Leaf(&l)
	}
	for _, n := range update {
		for _, what := range append([]*ad.Node{x, site}, draws...) {
			for m, reads := range containing(n, what) {
				s.contains[m] = s.contains[m] || reads
			}
		}
	}
	out := make([]*ad.Node, len(update))
	for k, n := range update {
		out[k] = s.replace(n)
	}
	g.Bind(s.next, out[0])
	out[0] = s.next
	return out, along
}

// Final is x after a sweep: new values on the axis of updates, on the axes of x.
func Final(g *ad.Graph, next, x *ad.Node, along *ad.Axis) *ad.Node {
	axes := elementAxes(x.Leaf.Axes)
	places := make([]*ad.Node, len(axes))
	for k, a := range axes {
		places[k] = g.Iota(a)
	}
	return g.Gather(next, []*ad.Axis{along}, []*ad.Node{siteNumber(g, axes, places)})
}

// siteNumber is the number of the site at positions on axes, row-major.
func siteNumber(g *ad.Graph, axes []*ad.Axis, at []*ad.Node) *ad.Node {
	n := g.Integer(0)
	for k, a := range axes {
		n = g.Apply(ad.Add, g.Apply(ad.Mul, n, g.Integer(a.Size)), at[k])
	}
	return n
}

// sweeper rebuilds an update for all sites.
type sweeper struct {
	g        *ad.Graph
	x        *ad.Node
	along    *ad.Axis          // of updates
	next     *ad.Node          // new values, on that axis
	contains map[*ad.Node]bool // nodes that read what differs from update to update
	memo     map[*ad.Node]*ad.Node
	know     *knowledge
}

func (s *sweeper) replace(n *ad.Node) *ad.Node {
	if !s.contains[n] {
		return n
	}
	if m := s.memo[n]; m != nil {
		return m
	}
	var m *ad.Node
	switch {
	case n == s.x:
		axes := elementAxes(n.Leaf.Axes)
		places := make([]*ad.Node, len(axes))
		for k, a := range axes {
			places[k] = s.g.Iota(a)
		}
		m = s.read(axes, places)
	case n.Op == ad.LeafOp: // a recurrence of its own for each update
		m = s.g.Ref(n.Leaf.Name, n.Leaf.Type, append([]*ad.Axis{s.along}, n.Leaf.Axes...)...)
		m.Leaf.Attach = n.Leaf.Attach
		s.memo[n] = m
		s.g.Bind(m, s.replace(n.Leaf.Body))
	default:
		args := make([]*ad.Node, len(n.Args))
		for k, a := range n.Args {
			if k > 0 || n.Op != ad.Gather || a != s.x {
				args[k] = s.replace(a)
			}
		}
		if args[0] == nil {
			m = s.gather(n.Over, args[1:])
		} else {
			m = rebuild(s.g, n, args)
		}
	}
	s.memo[n] = m
	return m
}

// gather is x at positions. Where they are constants, so is whether a site has its new value.
func (s *sweeper) gather(over []*ad.Axis, index []*ad.Node) *ad.Node {
	axes := elementAxes(s.x.Leaf.Axes)
	places := make([]*ad.Node, len(axes))
	for k, a := range axes {
		i := slices.Index(over, a)
		if i < 0 {
			places[k] = s.g.Iota(a)
		} else if places[k] = index[i]; !s.know.isConstant(index[i]) {
			return s.g.Gather(s.replace(s.x), over, index)
		}
	}
	return s.read(axes, places)
}

// read is x, at constant positions, as the update of each site finds it.
func (s *sweeper) read(axes []*ad.Axis, places []*ad.Node) *ad.Node {
	g := s.g
	inside := g.Truth(true)
	for _, p := range places {
		inside = g.Apply(ad.And, inside, g.Apply(ad.Le, g.Integer(0), p))
	}
	number := g.Select(inside, siteNumber(g, axes, places), g.Integer(-1))
	after := g.Gather(s.next, []*ad.Axis{s.along}, []*ad.Node{number})
	return g.Select(g.Apply(ad.Lt, number, g.Iota(s.along)), after, g.Gather(s.x, axes, places))
}
