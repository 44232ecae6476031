package derive

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sums over all sites of what each contributes by itself, Σ W[h,i] x[i] or Σ x[i], change by what one site
// contributes. So they are not added up again: under a change of one site they are the old sum and a difference, and
// in a sweep each update hands them on to the next.

// siteSums lists the nodes behind f that are such sums, in the order in which they were made. varies are nodes that
// read x or something else that is not the same for all sites.
func siteSums(f, x *ad.Node, varies map[*ad.Node]bool) []*ad.Node {
	reads := containing(f, x)
	sites := elementAxes(x.Axes)
	var own func(n *ad.Node) bool // reads x at its own site alone, and is finite where that is
	own = func(n *ad.Node) bool {
		switch {
		case n == x:
			return true
		case !reads[n]:
			return !varies[n] && (n.Op != ad.Const || !slices.ContainsFunc(n.Table, notFinite))
		}
		switch n.Op {
		case ad.Neg, ad.Add, ad.Sub, ad.Mul, ad.Select, ad.Eq, ad.Ne, ad.Lt, ad.Le, ad.And, ad.Or, ad.Not:
			return !slices.ContainsFunc(n.Args, func(a *ad.Node) bool { return !own(a) })
		}
		return false
	}
	var out []*ad.Node
	for n, ok := range reads {
		if ok && n.Op == ad.Sum && len(sites) > 0 && slices.Equal(n.Over, sites) && own(n.Args[0]) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *ad.Node) int { return a.ID - b.ID })
	return out
}

func notFinite(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

// Exchange is f with y for x.
func Exchange(g *ad.Graph, f, x, y *ad.Node) *ad.Node {
	return (&replacer{g: g, contains: containing(f, x), memo: map[*ad.Node]*ad.Node{x: y}}).replace(f)
}

// shareSums makes the sums with a new value at the site the old ones and a difference.
func (c *changer) shareSums(f *ad.Node, memo map[*ad.Node]*ad.Node) {
	for _, n := range siteSums(f, c.x, c.contains) {
		body := n.Args[0]
		after, before := Exchange(c.g, c.move.at(body, c.here), c.move.at(c.x, c.here), c.value), c.move.at(body, c.here)
		memo[n] = c.g.Apply(ad.Add, n, c.g.Apply(ad.Sub, after, before))
	}
}

// handOn makes sums recurrences over the updates: that of an update is that of the one before, and the difference
// that this one made.
func (s *sweeper) handOn(update *ad.Node) {
	g, k := s.g, s.g.Iota(s.along)
	last := g.Apply(ad.Sub, k, g.Integer(1))
	for _, n := range siteSums(update, s.x, s.contains) {
		sum := g.Ref("sum", n.Type, append([]*ad.Axis{s.along}, n.Axes...)...)
		body := n.Args[0]
		difference := g.Apply(ad.Sub, s.siteOf(Exchange(g, body, s.x, s.all)), s.siteOf(body))
		handed := g.Gather(g.Apply(ad.Add, sum, difference), []*ad.Axis{s.along}, []*ad.Node{last})
		g.Bind(sum, g.Select(g.Apply(ad.Eq, k, g.Integer(0)), n, handed))
		s.memo[n] = sum
	}
}
