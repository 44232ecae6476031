package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sweep writes x after updates of all its sites, one after the other, as a recurrence. update is the new value at
// a site: a node that reads x, the number of the site, and random leaves draws. The update of site k, row-major in
// the axes of x without the Lane axis, reads the new values of the sites before k, the old ones of the
// others, and element k of the draws.
//
// Where what update k reads follows from k alone it is known to the planner; so updates that do not touch each other
// have no order, and a plan does them together.
func Sweep(g *ad.Graph, update, x, site *ad.Node, draws ...*ad.Node) *ad.Node {
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
	for _, what := range append([]*ad.Node{x, site}, draws...) {
		for n, reads := range containing(update, what) {
			s.contains[n] = s.contains[n] || reads
		}
	}
	sites := elementAxes(x.Leaf.Axes)
	s.all = g.Gather(s.next, []*ad.Axis{along}, []*ad.Node{siteNumber(g, sites, everywhere(g, sites))})
	s.handOn(update)
	g.Bind(s.next, s.replace(update))
	return s.all
}

// siteOf is n, a function of the site, at the site of each update.
func (s *sweeper) siteOf(n *ad.Node) *ad.Node {
	var at []place
	rest := s.g.Iota(s.along)
	axes := elementAxes(s.x.Leaf.Axes)
	for k := len(axes) - 1; k >= 0; k-- {
		size := s.g.Integer(axes[k].Size)
		at = append(at, place{axes[k], s.g.Apply(ad.Mod, rest, size)})
		rest = s.g.Apply(ad.Floor, s.g.Apply(ad.Div, rest, size))
	}
	return newMover(s.g).at(n, at)
}

// everywhere are the positions of all elements.
func everywhere(g *ad.Graph, axes []*ad.Axis) []*ad.Node {
	at := make([]*ad.Node, len(axes))
	for k, a := range axes {
		at[k] = g.Iota(a)
	}
	return at
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
	all      *ad.Node          // the same on the axes of x
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
		m = s.read(axes, everywhere(s.g, axes))
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
	at := everywhere(s.g, axes)
	for k, a := range over {
		if i := slices.Index(axes, a); !s.know.isConstant(index[k]) {
			return s.g.Gather(s.replace(s.x), over, index)
		} else {
			at[i] = index[k]
		}
	}
	return s.read(axes, at)
}

// read is x, at constant positions, as the update of each site finds it.
func (s *sweeper) read(axes []*ad.Axis, at []*ad.Node) *ad.Node {
	g := s.g
	inside := g.Truth(true)
	for _, p := range at {
		inside = g.Apply(ad.And, inside, g.Apply(ad.Le, g.Integer(0), p))
	}
	number := g.Select(inside, siteNumber(g, axes, at), g.Integer(-1))
	after := g.Gather(s.next, []*ad.Axis{s.along}, []*ad.Node{number})
	return g.Select(g.Apply(ad.Lt, number, g.Iota(s.along)), after, g.Gather(s.x, axes, at))
}
