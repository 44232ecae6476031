package derive

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Delta is the change of an energy or log-density under a change of one site.
type Delta struct {
	Site  *ad.Node // number of the site, row-major in the axes of the leaf without the Lane axis
	Value *ad.Node // its new value
	Node  *ad.Node // f(x with the new value at the site) - f(x)
	Terms int      // the most elements of terms that contain one site
	All   int      // elements of all terms
	Work  float64  // operations for one sample
}

// OneSiteAt writes the change of f under a change of one site of x as a graph. f has no axes but the
// Lane axis, x is a leaf over sites and perhaps the Lane axis. site is a number and value the new
// value there; they carry no axes but the lane of x.
//
// The terms of f are found by walking down through +, -, fixed factors, fixed guards and sums; only
// those that contain the site are evaluated: by the slope at the site where they are linear in it,
// else through tables that list them for each site. What cannot be taken apart (the logarithm of a
// sum) is one term. The result is exact for any f.
func OneSiteAt(g *ad.Graph, f, x, site, value *ad.Node) (*Delta, error) {
	if x.Op != ad.LeafOp || elements(x) == 0 {
		return nil, fmt.Errorf("the variable that changes has no sites")
	}
	if axes := elementAxes(f.Axes); len(axes) > 0 {
		return nil, fmt.Errorf("an energy with the axis %s is not one number", axes[0].Name)
	}
	for _, a := range ad.Union(site.Axes, value.Axes) {
		if !a.Lane || !x.Has(a) {
			return nil, fmt.Errorf("the site or its value has the axis %s", a.Name)
		}
	}
	c := newChanger(g, f, x, site, value)
	s := &splitter{g: g, contains: c.contains}
	s.split(f, term{coef: g.Const(1), guard: g.Truth(true)})
	c.touch = newToucher(len(g.Nodes), c.contains, x)
	d := &Delta{Site: site, Value: value, Node: g.Const(0)}
	for _, t := range s.terms {
		n, most, all := c.change(t)
		d.Node = g.Apply(ad.Add, d.Node, n)
		d.Terms += most
		d.All += all
	}
	d.Work = work(d.Node)
	return d, nil
}

// changer writes the changes of terms.
type changer struct {
	g        *ad.Graph
	x        *ad.Node
	site     *ad.Node
	value    *ad.Node
	here     []place  // the position of the site on each axis
	at       *ad.Node // the position is that of the site
	contains map[*ad.Node]bool
	changed  *replacer // x with the new value
	touch    *toucher
	sites    *ad.Axis // of the tables
	move     *mover
}

func newChanger(g *ad.Graph, f, x, site, value *ad.Node) *changer {
	c := &changer{g: g, x: x, site: site, value: value, contains: containing(f, x), move: newMover(g)}
	axes := elementAxes(x.Leaf.Axes)
	here, rest := g.Truth(true), site
	for k := len(axes) - 1; k >= 0; k-- {
		p := rest
		if k > 0 {
			size := g.Integer(axes[k].Size)
			p = g.Apply(ad.Mod, rest, size)
			rest = g.Apply(ad.Floor, g.Apply(ad.Div, rest, size))
		}
		here = g.Apply(ad.And, here, g.Apply(ad.Eq, g.Iota(axes[k]), p))
		c.here = append(c.here, place{axes[k], p})
	}
	c.at = here
	memo := map[*ad.Node]*ad.Node{x: g.Select(here, value, x)}
	c.shareSums(f, memo)
	c.changed = &replacer{g: g, contains: c.contains, memo: memo}
	return c
}

// maxTable bounds the tables of one term: entries.
const maxTable = 1 << 22

// change is the change of a term, the most of its elements that contain one site, and all of them.
// Where the term is linear in each site, it is the step times the slope, if that is cheap; else the
// difference of the listed elements; or of all, if there are not many more.
func (c *changer) change(t term) (d *ad.Node, most, all int) {
	g := c.g
	present := ad.Union(t.body.Axes, t.coef.Axes, t.guard.Axes)
	var axes []*ad.Axis
	for _, a := range t.over {
		if slices.Contains(present, a) {
			axes = append(axes, a)
		} else { // the same for every position
			t.coef = g.Apply(ad.Mul, t.coef, g.Integer(a.Size))
		}
	}
	t.over = axes
	all = ad.Elements(axes)
	l := c.list(t)
	if l.failed {
		return g.Sum(c.difference(t, t.guard, nil), axes...), all, all
	}
	if l.most == 0 {
		return g.Const(0), 0, all
	}
	if l.linear {
		// A difference of listed terms takes eight operations or more for each.
		if s := c.slope(t); s != nil && work(s) <= 8*float64(l.most) {
			return s, l.most, all
		}
	}
	if 2*l.most >= all || l.most*c.touch.size > maxTable {
		return g.Sum(c.difference(t, t.guard, nil), axes...), l.most, all
	}
	places, valid, along := c.tables(axes, l)
	guard := g.Apply(ad.And, valid, c.move.at(t.guard, places))
	if l.linear {
		if r := c.rate(t.body); r != nil {
			slope := g.Apply(ad.Mul, c.move.at(t.coef, places), c.move.at(r.slope, places))
			return g.Apply(ad.Mul, c.step(), g.Sum(g.Select(guard, slope, g.Const(0)), along)), l.most, all
		}
	}
	return g.Sum(c.difference(t, guard, places), along), l.most, all
}

// work is the number of operations of a graph for one sample.
func work(n *ad.Node) float64 {
	w := Cost([]*ad.Node{n})
	return w.Sample + w.Once
}

// slope is (new value - x[site]) times the derivative of a term with respect to x[site]; nil if
// there is none.
func (c *changer) slope(t term) *ad.Node {
	g, x := c.g, c.x
	f := g.Sum(g.Select(t.guard, g.Apply(ad.Mul, t.coef, t.body), g.Const(0)), t.over...)
	twin := x
	if x.Type != ad.Real { // whole numbers have no derivatives
		twin = g.Input(x.Leaf.Name, ad.Real, x.Leaf.Axes...)
		f = Exchange(g, f, x, twin)
	}
	var lanes []*ad.Axis
	if a := laneOf(f.Axes); a != nil {
		lanes = append(lanes, a)
	}
	slopes, err := g.Grad(f, []*ad.Node{twin}, lanes...)
	if err != nil {
		return nil
	}
	slope := slopes[0]
	if twin != x {
		slope = Exchange(g, slope, twin, x)
	}
	return g.Apply(ad.Mul, c.step(), c.move.at(slope, c.here))
}

// step is the new value less the old one.
func (c *changer) step() *ad.Node { return c.g.Apply(ad.Sub, c.value, c.move.at(c.x, c.here)) }

// difference is coef * (body changed - body) where guard holds, at places.
func (c *changer) difference(t term, guard *ad.Node, places []place) *ad.Node {
	g := c.g
	after, before := c.move.at(c.changed.replace(t.body), places), c.move.at(t.body, places)
	d := g.Apply(ad.Mul, c.move.at(t.coef, places), g.Apply(ad.Sub, after, before))
	return g.Select(guard, d, g.Const(0))
}

// listing holds for each site the elements of a term that contain it.
type listing struct {
	of     [][]int32
	most   int  // length of the longest list
	linear bool // the term is linear in each site
	failed bool // it takes too much to find out
}

// list finds the elements of a term that contain a site.
func (c *changer) list(t term) *listing {
	l := &listing{of: make([][]int32, c.touch.size), linear: true}
	coef, guard := c.touch.knowledge.of(t.coef).zero, c.touch.knowledge.of(t.guard).zero
	steps := [][]int{strides(t.body, t.over), strides(t.coef, t.over), strides(t.guard, t.over)}
	e := 0
	ad.Each(t.over, steps, func(at []int) {
		if !l.failed && !coef.has(at[1]) && !guard.has(at[2]) {
			set := c.touch.of(t.body, at[0])
			if l.failed = set == nil; !l.failed {
				l.linear = l.linear && !set.bent
				set.each(func(s int) {
					l.of[s] = append(l.of[s], int32(e))
					l.most = max(l.most, len(l.of[s]))
				})
			}
		}
		e++
	})
	return l
}

// tables turns lists of elements into positions on axes: nodes over a fresh axis of terms,
// which read constant tables at the present site. Short lists are filled up with their first
// element, or element 0; valid tells which entries count.
func (c *changer) tables(axes []*ad.Axis, l *listing) (places []place, valid *ad.Node, along *ad.Axis) {
	g, lists, most := c.g, l.of, l.most
	if c.sites == nil {
		c.sites = g.Axis("site", len(lists))
	}
	along = g.Axis("term", most)
	counts := make([]float64, len(lists)*most)
	at := make([][]float64, len(axes))
	for k := range at {
		at[k] = make([]float64, len(counts))
	}
	for s, list := range lists {
		for m := range most {
			e := 0
			switch {
			case m < len(list):
				e = int(list[m])
				counts[s*most+m] = 1
			case len(list) > 0:
				e = int(list[0])
			}
			for k := len(axes) - 1; k >= 0; k-- {
				at[k][s*most+m] = float64(e % axes[k].Size)
				e /= axes[k].Size
			}
		}
	}
	read := func(table []float64, typ ad.Type) *ad.Node {
		n := g.Table([]*ad.Axis{c.sites, along}, table, typ)
		return g.Gather(n, []*ad.Axis{c.sites}, []*ad.Node{c.site})
	}
	for k, a := range axes {
		places = append(places, place{a, read(at[k], ad.Int)})
	}
	return places, read(counts, ad.Bool), along
}
