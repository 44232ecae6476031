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
	Terms int      // the most elements of terms that are evaluated for a site
	All   int      // elements of terms of f that contain x at all
}

// OneSite writes the change of f under a change of one site of x as a graph. f has no axes but the
// Lane axis, x is a leaf over sites and perhaps the Lane axis. Delta.Site is a fresh Int leaf
// without axes, Delta.Value a fresh leaf of the type of x with the lane of x.
//
// The terms of f are found by walking down through +, -, fixed factors, fixed guards and sums; only
// those that contain the site are evaluated, through tables that list them for each site. What
// cannot be taken apart (the logarithm of a sum) is one term. The result is exact for any f.
func OneSite(g *ad.Graph, f, x *ad.Node) (*Delta, error) {
	if x.Op != ad.LeafOp {
		return nil, fmt.Errorf("the variable that changes is not a leaf but %s", x.Op)
	}
	var lane []*ad.Axis
	if a := laneOf(x.Axes); a != nil {
		lane = append(lane, a)
	}
	site := g.Input("site", ad.Int)
	value := g.Input("new "+x.Leaf.Name, x.Leaf.Type, lane...)
	return OneSiteAt(g, f, x, site, value)
}

// OneSiteAt is OneSite for a given site and new value, which carry no axes but the lane of x.
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
		n, evaluated, all := c.change(t)
		d.Node = g.Apply(ad.Add, d.Node, n)
		d.Terms += evaluated
		d.All += all
	}
	return d, nil
}

// changer writes the changes of terms.
type changer struct {
	g        *ad.Graph
	x, site  *ad.Node
	contains map[*ad.Node]bool
	changed  *replacer // x with the new value
	touch    *toucher
	sites    *ad.Axis // of the tables
	move     *mover
}

func newChanger(g *ad.Graph, f, x, site, value *ad.Node) *changer {
	c := &changer{g: g, x: x, site: site, contains: containing(f, x), move: &mover{g, map[string]*ad.Node{}}}
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
	}
	memo := map[*ad.Node]*ad.Node{x: g.Select(here, value, x)}
	c.changed = &replacer{g: g, contains: c.contains, memo: memo}
	return c
}

// maxTable bounds the tables of one term: entries.
const maxTable = 1 << 22

// change is the change of a term, the number of its elements that are evaluated, and of all.
func (c *changer) change(t term) (d *ad.Node, evaluated, all int) {
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
	lists, most, ok := c.lists(t)
	if !ok || 2*most >= all || most*c.touch.size > maxTable {
		return g.Sum(c.difference(t, t.guard, nil), axes...), all, all
	}
	if most == 0 {
		return g.Const(0), 0, all
	}
	places, valid, along := c.tables(axes, lists, most)
	return g.Sum(c.difference(t, g.Apply(ad.And, valid, c.move.at(t.guard, places)), places), along), most, all
}

// difference is coef * (body changed - body) where guard holds, at places.
func (c *changer) difference(t term, guard *ad.Node, places []place) *ad.Node {
	g := c.g
	after, before := c.move.at(c.changed.replace(t.body), places), c.move.at(t.body, places)
	d := g.Apply(ad.Mul, c.move.at(t.coef, places), g.Apply(ad.Sub, after, before))
	return g.Select(guard, d, g.Const(0))
}

// lists finds for each site the elements of a term that contain it, and the length of the longest list.
func (c *changer) lists(t term) (lists [][]int32, most int, ok bool) {
	lists = make([][]int32, c.touch.size)
	coef, guard := c.touch.knowledge.of(t.coef).zero, c.touch.knowledge.of(t.guard).zero
	steps := [][]int{strides(t.body, t.over), strides(t.coef, t.over), strides(t.guard, t.over)}
	e := 0
	ok = true
	ad.Each(t.over, steps, func(at []int) {
		if ok && !coef.has(at[1]) && !guard.has(at[2]) {
			var set bits
			if set, ok = c.touch.of(t.body, at[0]); ok {
				set.each(func(s int) {
					lists[s] = append(lists[s], int32(e))
					most = max(most, len(lists[s]))
				})
			}
		}
		e++
	})
	return lists, most, ok
}

// tables turns lists of elements into positions on axes: nodes over a fresh axis of terms,
// which read constant tables at the present site. Short lists are filled up with their first
// element, or element 0; valid tells which entries count.
func (c *changer) tables(axes []*ad.Axis, lists [][]int32, most int) (places []place, valid *ad.Node, along *ad.Axis) {
	g := c.g
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
			for k, p := range positions(e, axes) {
				at[k][s*most+m] = float64(p)
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
