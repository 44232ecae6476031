package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// States of an element that has no level.
const (
	notNeeded = -1
	open      = -2 // being looked at
	blocked   = -3 // reads itself, or something that does
)

// frame is an element that is being looked at: where its scan stands, and what it has seen.
type frame struct {
	node    *ad.Node
	e, ptr  int
	highest int32 // level among the elements seen, -1 if none
	blocked bool
}

// walker computes the levels of a region. An element scans what it reads; at an element without
// a level it stops, and goes on from there when that is known. Only levels are kept.
type walker struct {
	*ordering
	inside []bool    // by node ID
	level  [][]int32 // by node ID
	stack  []frame
	top    frame     // the element that is scanning
	child  frame     // what it waits for
	circle []element // the first circle that was met, the first element again at the end
	levels int32
}

// region computes the levels of all needed elements of a circular part.
func (o *ordering) region(p part) (*Region, error) {
	w := &walker{ordering: o, inside: make([]bool, len(o.inLive)), level: make([][]int32, len(o.inLive))}
	for _, n := range p.nodes {
		if laneOf(mixes(n)) != nil {
			return nil, &Mixed{n}
		}
		w.inside[n.ID] = true
	}
	for _, n := range p.nodes {
		need := o.need[n.ID]
		if need == nil {
			continue
		}
		for e := range elements(n) {
			if need.has(e) && w.levelOf(n, e) == notNeeded {
				w.walk(n, e)
			}
		}
	}
	if w.circle != nil {
		return nil, w.shortest(p)
	}
	r := &Region{Level: map[*ad.Node][]int32{}, Levels: int(w.levels), Inlined: map[*ad.Node]bool{}}
	for _, n := range p.nodes {
		if w.level[n.ID] == nil {
			r.Inlined[n] = true
			continue
		}
		r.Nodes = append(r.Nodes, n)
		r.Level[n] = w.level[n.ID]
	}
	return r, nil
}

func (w *walker) levelOf(n *ad.Node, e int) int32 {
	l := w.level[n.ID]
	if l == nil {
		return notNeeded
	}
	return l[e]
}

// enter begins to look at an element.
func (w *walker) enter(n *ad.Node, e int) {
	l := w.level[n.ID]
	if l == nil {
		l = make([]int32, elements(n))
		for i := range l {
			l[i] = notNeeded
		}
		w.level[n.ID] = l
	}
	l[e] = open
	w.stack = append(w.stack, frame{node: n, e: e, highest: -1})
}

// walk finds the level of an element and of all that it reads.
func (w *walker) walk(n *ad.Node, e int) {
	visit := w.see
	w.enter(n, e)
	for len(w.stack) > 0 {
		w.top = w.stack[len(w.stack)-1]
		w.child.node = nil
		w.live.reads(w.top.node, w.top.e, w.top.ptr, visit)
		w.stack[len(w.stack)-1] = w.top
		if w.child.node != nil {
			w.enter(w.child.node, w.child.e)
			continue
		}
		w.stack = w.stack[:len(w.stack)-1]
		w.finish()
	}
}

// finish sets the level of the element that has seen all it reads.
func (w *walker) finish() {
	f := &w.top
	l := f.highest + 1
	if f.highest >= 0 && w.live.reader(f.node).isAlias(f.e) {
		l = f.highest
	}
	if f.blocked {
		l = blocked
	}
	w.level[f.node.ID][f.e] = l
	w.levels = max(w.levels, l+1)
}

// see is told of an element that the present one reads.
func (w *walker) see(n *ad.Node, e, ptr int) bool {
	if !w.inside[n.ID] {
		w.want(n, e)
		return true
	}
	switch l := w.levelOf(n, e); l {
	case notNeeded:
		w.top.ptr = ptr
		w.child = frame{node: n, e: e}
		return false
	case open:
		w.top.blocked = true
		if w.circle == nil {
			w.circle = w.around(n, e)
		}
	case blocked:
		w.top.blocked = true
	default:
		w.top.highest = max(w.top.highest, l)
	}
	return true
}

// around is the circle from an open element to the present one, which reads it.
func (w *walker) around(n *ad.Node, e int) []element {
	var c []element
	for i := len(w.stack) - 1; ; i-- {
		f := w.stack[i]
		c = append(c, element{f.node.ID, f.e})
		if f.node == n && f.e == e {
			break
		}
	}
	slices.Reverse(c)
	return append(c, c[0])
}
