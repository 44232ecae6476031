package derive

import (
	"errors"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// oracle lists dependences plainly: one element at a time, by positions on axes.
type oracle struct {
	circle map[*ad.Node]int // number of the circle of nodes, 0 if in none
	level  map[element]int
	nodes  map[int]*ad.Node
}

// env is a position on each axis, by ID; the Lane axis stays at 0.
type env map[int]int

func (v env) with(a *ad.Axis, p int) env {
	w := env{}
	for k, x := range v {
		w[k] = x
	}
	w[a.ID] = p
	return w
}

// all positions on axes, elsewhere as v.
func (v env) all(axes []*ad.Axis) []env {
	list := []env{v}
	for _, a := range axes {
		var more []env
		for _, w := range list {
			for p := range a.Size {
				more = append(more, w.with(a, p))
			}
		}
		list = more
	}
	return list
}

func (v env) element(n *ad.Node) element {
	e := 0
	for _, a := range n.Axes {
		if !a.Lane {
			e = e*a.Size + v[a.ID]
		}
	}
	return element{n.ID, e}
}

func at(n *ad.Node, e int) env {
	v := env{}
	axes := elementAxes(n.Axes)
	for k, p := range positions(e, axes) {
		v[axes[k].ID] = p
	}
	return v
}

func constant(n *ad.Node) bool {
	for _, a := range n.Args {
		if !constant(a) {
			return false
		}
	}
	return n.Op != ad.LeafOp
}

// number is the value of a constant.
func number(n *ad.Node, v env) float64 {
	switch n.Op {
	case ad.Const:
		return n.Table[v.element(n).e]
	case ad.Iota:
		return float64(v[n.Over[0].ID])
	}
	var x []float64
	for _, a := range n.Args {
		x = append(x, number(a, v))
	}
	return n.Op.Info().Value(x)
}

// truth is 0 or 1 if a condition is known, else -1.
func truth(n *ad.Node, v env) int {
	known := func(k int) int { return truth(n.Args[k], v) }
	switch {
	case constant(n) && number(n, v) != 0:
		return 1
	case constant(n):
		return 0
	case n.Op == ad.And && (known(0) == 0 || known(1) == 0):
		return 0
	case n.Op == ad.And && known(0) == 1 && known(1) == 1:
		return 1
	case n.Op == ad.Or && (known(0) == 1 || known(1) == 1):
		return 1
	case n.Op == ad.Or && known(0) == 0 && known(1) == 0:
		return 0
	case n.Op == ad.Not && known(0) >= 0:
		return 1 - known(0)
	}
	return -1
}

// zero tells whether an element is structurally zero.
func zero(n *ad.Node, v env) bool {
	arg := func(k int) bool { return zero(n.Args[k], v) }
	switch n.Op {
	case ad.LeafOp:
		if n.Leaf.Index != nil {
			e := 0
			for _, a := range n.Leaf.Axes {
				e = e*a.Size + v[a.ID]
			}
			return n.Leaf.Index[e] < 0
		}
		return false
	case ad.Mul:
		return arg(0) || arg(1)
	case ad.Neg, ad.Stop, ad.Div:
		return arg(0)
	case ad.Select:
		switch truth(n.Args[0], v) {
		case 1:
			return arg(1)
		case 0:
			return arg(2)
		}
		return arg(1) && arg(2)
	case ad.Gather:
		w := v
		for k, a := range n.Over {
			if !constant(n.Args[k+1]) {
				return false
			}
			p := int(number(n.Args[k+1], v))
			if p < 0 {
				return false
			}
			w = w.with(a, p)
		}
		return zero(n.Args[0], w)
	}
	return constant(n) && number(n, v) == 0
}

// reads lists what an element reads.
func (o *oracle) reads(n *ad.Node, v env) (list []element, alias bool) {
	add := func(n *ad.Node, v env) { o.nodes[n.ID] = n; list = append(list, v.element(n)) }
	switch {
	case n.Op == ad.LeafOp:
		if n.Leaf.Body != nil {
			add(n.Leaf.Body, v)
		}
		return list, true
	case n.Op == ad.Mul && zero(n, v):
	case n.Op == ad.And && truth(n, v) == 0 || n.Op == ad.Or && truth(n, v) == 1:
	case n.Op == ad.Select && truth(n.Args[0], v) >= 0:
		add(n.Args[2-truth(n.Args[0], v)], v)
		return list, true
	case n.Op == ad.Gather:
		return o.gather(n, v)
	case n.Op == ad.Scatter:
		return o.scatter(n, v), false
	case n.Op.Info().Class == ad.ReduceClass:
		for _, w := range v.all(n.Over) {
			if n.Op != ad.Sum {
				add(n.Args[0], w)
			} else if !zero(n.Args[0], w) {
				for _, f := range ad.Factors(n.Args[0]) {
					add(f, w)
				}
			}
		}
	default:
		for _, a := range n.Args {
			add(a, v)
		}
	}
	return list, n.Op == ad.Stop
}

func (o *oracle) gather(n *ad.Node, v env) (list []element, alias bool) {
	places := []env{v}
	alias = true
	for k, a := range n.Over {
		index := n.Args[k+1]
		var more []env
		for _, w := range places {
			if !constant(index) {
				for p := range a.Size {
					more = append(more, w.with(a, p))
				}
			} else if p := int(number(index, v)); p >= 0 {
				more = append(more, w.with(a, p))
			}
		}
		places = more
	}
	for k := range n.Over {
		if index := n.Args[k+1]; !constant(index) {
			alias = false
			if len(places) > 0 {
				o.nodes[index.ID] = index
				list = append(list, v.element(index))
			}
		}
	}
	for _, w := range places {
		o.nodes[n.Args[0].ID] = n.Args[0]
		list = append(list, w.element(n.Args[0]))
	}
	return list, alias
}

// scatter: a term is read unless a constant position sends it elsewhere.
func (o *oracle) scatter(n *ad.Node, v env) (list []element) {
	for _, w := range v.all(elementAxes(n.Along)) {
		arrives := true
		var read []*ad.Node
		for k, a := range n.Over {
			if index := n.Args[k+1]; !constant(index) {
				read = append(read, index)
			} else if int(number(index, w)) != v[a.ID] {
				arrives = false
			}
		}
		if arrives {
			for _, x := range append(read, n.Args[0]) {
				o.nodes[x.ID] = x
				list = append(list, w.element(x))
			}
		}
	}
	return list
}

// solve finds the levels of all needed elements by repetition; what is left has none.
func solve(targets []*ad.Node) (o *oracle, left map[element][]element) {
	o = &oracle{map[*ad.Node]int{}, map[element]int{}, map[int]*ad.Node{}}
	for k, p := range components(targets) {
		for _, n := range p.nodes {
			if p.circular {
				o.circle[n] = k + 1
			}
		}
	}
	left, alias := map[element][]element{}, map[element]bool{}
	var queue []element
	for _, t := range targets {
		o.nodes[t.ID] = t
		for e := range elements(t) {
			queue = append(queue, element{t.ID, e})
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if x := queue[0]; left[x] == nil {
			n := o.nodes[x.node]
			list, is := o.reads(n, at(n, x.e))
			left[x], alias[x] = append([]element{}, list...), is
			queue = append(queue, list...)
		}
	}
	for changed := true; changed; {
		changed = false
		for x, list := range left {
			level, known := 0, true
			for _, y := range list {
				l, ok := o.level[y]
				known = known && ok
				if c := o.circle[o.nodes[x.node]]; ok && c > 0 && c == o.circle[o.nodes[y.node]] {
					if alias[x] {
						level = l
					} else {
						level = max(level, l+1)
					}
				}
			}
			if known {
				o.level[x], changed = level, true
				delete(left, x)
			}
		}
	}
	return o, left
}

// girth is the length of the shortest circle in one circle of nodes, among elements without level.
func (o *oracle) girth(circle int, left map[element][]element) int {
	best := 0
	for start := range left {
		if o.circle[o.nodes[start.node]] != circle {
			continue
		}
		dist := map[element]int{start: 0}
		for queue := []element{start}; len(queue) > 0; queue = queue[1:] {
			for _, y := range left[queue[0]] {
				d := dist[queue[0]] + 1
				if y == start && (best == 0 || d < best) {
					best = d
				}
				if _, seen := dist[y]; !seen && left[y] != nil {
					dist[y] = d
					queue = append(queue, y)
				}
			}
		}
	}
	return best
}

func TestRandomGraphs(t *testing.T) {
	sound, circular := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := &generator{T: t, low: -1}
		targets := r.graph()
		s, err := Order(targets, nil)
		o, left := solve(targets)
		if len(left) == 0 {
			sound++
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			compare(t, s, o)
			return
		}
		circular++
		var c *Cycle
		if !errors.As(err, &c) {
			t.Fatalf("%d elements have no beginning, but the error is %v", len(left), err)
		}
		checkCycle(t, c, o, left)
	})
	if sound < 10 || circular < 5 {
		t.Errorf("only %d sound and %d circular graphs", sound, circular)
	}
}

// compare levels, of needed elements and of no others.
func compare(t *rapid.T, s *Schedule, o *oracle) {
	count := 0
	for _, r := range s.Regions {
		for _, n := range r.Nodes {
			for e, l := range r.Level[n] {
				want, ok := o.level[element{n.ID, e}]
				if ok {
					count++
				} else {
					want = notNeeded
				}
				if int(l) != want {
					t.Fatalf("%s %d, element %d: level %d, want %d", n.Op, n.ID, e, l, want)
				}
				if int(l) >= r.Levels {
					t.Fatalf("level %d of %d", l, r.Levels)
				}
			}
		}
	}
	for x := range o.level {
		if o.circle[o.nodes[x.node]] > 0 {
			count--
		}
	}
	if count != 0 {
		t.Fatalf("%d needed elements too few", -count)
	}
}

// checkCycle follows the steps of a circle, which must be the shortest one of its region.
func checkCycle(t *rapid.T, c *Cycle, o *oracle, left map[element][]element) {
	var path []element
	for _, s := range c.Steps {
		axes := elementAxes(s.Node.Axes)
		if s.Leaf != nil {
			axes = elementAxes(s.Leaf.Axes)
		}
		v := env{}
		for k, a := range axes {
			v[a.ID] = s.At[k]
		}
		path = append(path, v.element(s.Node))
	}
	for k := range len(path) - 1 {
		if !slices.Contains(left[path[k]], path[k+1]) {
			t.Fatalf("%v: step %d does not read the next", c, k)
		}
	}
	girth := o.girth(o.circle[c.Steps[0].Node], left)
	if n := len(path) - 1; path[0] != path[n] || n != girth {
		t.Fatalf("%v: %d steps, the shortest circle has %d", c, n, girth)
	}
}
