package exec

import (
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// planner turns a graph into a plan.
type planner struct {
	outs   []Output
	opt    Options
	apart  bool // no two values share rows
	of     map[*ad.Node]*value
	made   map[[2]*value]*value // products and collections that no node stands for
	shadow map[*ad.Axis]*ad.Axis
	all    []*value // arguments first, except for bodies of Refs
	order  []*value // those that are reached, in the order of evaluation
	want   []*value // the outputs

	computed int32   // ids below are of computed elements, the others of stored ones
	mark     []int32 // by id: level of a wanted element, else a state
	slots    []slot  // by id
	dying    map[*value][]*value
	err      error

	plan  *Plan
	loops map[loopKey]*loop
	doms  map[*ad.Axis]*domain
	flat  int // numbers placed so far
}

// lower makes the values of all nodes that the outputs reach.
func (p *planner) lower() error {
	var nodes []*ad.Node
	seen := map[*ad.Node]bool{}
	reach := func(n *ad.Node) {
		if !seen[n] {
			seen[n] = true
			nodes = append(nodes, n)
		}
	}
	for _, o := range p.outs {
		reach(o.Node)
	}
	for k := 0; k < len(nodes); k++ {
		for _, a := range nodes[k].Args {
			reach(a)
		}
		if l := nodes[k].Leaf; l != nil && l.Kind == ad.RefLeaf {
			if l.Body == nil {
				return fmt.Errorf("%s has no definition", l.Name)
			}
			reach(l.Body)
		}
	}
	slices.SortFunc(nodes, func(a, b *ad.Node) int { return a.ID - b.ID })
	for _, n := range nodes {
		if err := p.lowerNode(n); err != nil {
			return err
		}
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

func (p *planner) lowerNode(n *ad.Node) error {
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
		if _, lane := split(n.Over); lane != nil {
			return fmt.Errorf("scatter to the axis of samples %s", lane.Name)
		}
	case ad.GatherClass:
		p.gatherLane(v, n)
	}
	if n.Op == ad.Iota && v.lane == nil {
		v.table = make([]float64, n.Size())
		for i := range v.table {
			v.table[i] = float64(i)
		}
	}
	if n.Op == ad.Sum {
		p.contraction(v)
	}
	if n.Op == ad.Mul {
		p.made[[2]*value{v.args[0], v.args[1]}] = v
	}
	p.add(v)
	p.of[n] = v
	return nil
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

// collected holds all samples of x, on a last axis of its own.
func (p *planner) collected(x *value) *value {
	if c := p.made[[2]*value{x, nil}]; c != nil {
		return c
	}
	a := p.shadow[x.lane]
	if a == nil {
		a = &ad.Axis{ID: 1<<30 + len(p.shadow), Name: x.lane.Name, Size: x.lane.Size}
		p.shadow[x.lane] = a
	}
	c := &value{node: x.node, op: collect, args: []*value{x}, axes: append(slices.Clone(x.axes), a), reduces: x.lane}
	p.made[[2]*value{x, nil}] = c
	p.add(c)
	return c
}

// contraction finds the factors of a sum of products, and leaves no more of them than steps can take:
// at most one without the lane and two with it; none and two if the lane is summed; three if there is no
// lane at all.
func (p *planner) contraction(v *value) {
	var plain, rows []*value
	for _, n := range ad.Factors(v.node.Args[0]) {
		if f := p.of[n]; f.lane == nil {
			plain = append(plain, f)
		} else {
			rows = append(rows, f)
		}
	}
	if len(plain)+len(rows) < 2 {
		return
	}
	if len(rows) == 0 {
		for len(plain) > 3 {
			plain = p.merge(plain)
		}
		v.factors = plain
		return
	}
	for len(plain) > 1 {
		plain = p.merge(plain)
	}
	for len(rows) > 2 {
		rows = p.merge(rows)
	}
	if v.reduces == nil && len(plain) > 0 && len(rows) == 2 && rereads*unionSize(rows[0], rows[1]) <= v.work() {
		rows = p.merge(rows)
	}
	if v.reduces != nil && len(plain) > 0 {
		k := 0
		if len(rows) == 2 && unionSize(rows[1], plain[0]) < unionSize(rows[0], plain[0]) {
			k = 1
		}
		rows[k], plain = p.product(rows[k], plain[0]), nil
	}
	v.factors = append(plain, rows...)
	if len(v.factors) == 1 {
		v.args, v.factors = v.factors, nil
	}
}

// rereads is how often a product of two rows must be read to be worth storing: then what remains is a
// product of numbers and rows.
const rereads = 3

// work is the number of terms of all elements of a reduction.
func (v *value) work() float64 {
	n := 1.0
	for _, a := range ad.Union(v.axes, v.over) {
		n *= float64(a.Size)
	}
	return n
}

func unionSize(x, y *value) float64 {
	n := 1.0
	for _, a := range ad.Union(x.axes, y.axes) {
		n *= float64(a.Size)
	}
	return n
}

// merge multiplies the two factors with the smallest product, of equal ones those whose product is there.
func (p *planner) merge(f []*value) []*value {
	bi, bj, least := 0, 1, math.Inf(1)
	for i := range f {
		for j := i + 1; j < len(f); j++ {
			size := unionSize(f[i], f[j])
			if p.known(f[i], f[j]) == nil {
				size += 0.5
			}
			if size < least {
				bi, bj, least = i, j, size
			}
		}
	}
	f = slices.Clone(f)
	f[bi] = p.product(f[bi], f[bj])
	return slices.Delete(f, bj, bj+1)
}

// known is the product of two values, if there is one.
func (p *planner) known(x, y *value) *value {
	if v := p.made[[2]*value{x, y}]; v != nil {
		return v
	}
	return p.made[[2]*value{y, x}]
}

// product is a value that multiplies two others.
func (p *planner) product(x, y *value) *value {
	if v := p.known(x, y); v != nil {
		return v
	}
	v := &value{node: x.node, op: ad.Mul, args: []*value{x, y}, axes: ad.Union(x.axes, y.axes), lane: x.lane}
	if v.lane == nil {
		v.lane = y.lane
	}
	p.made[[2]*value{x, y}] = v
	p.add(v)
	return v
}

// shareProducts makes sums of products along the lane alone read the products, where others read them
// too.
func (p *planner) shareProducts() {
	p.arrange()
	reached := map[*value]bool{}
	for _, v := range p.order {
		reached[v] = true
	}
	changed := false
	for _, v := range p.order {
		if v.reduces == nil || len(v.factors) != 2 || len(v.over) > 0 {
			continue
		}
		if x := p.known(v.factors[0], v.factors[1]); x != nil && reached[x] {
			v.args, v.factors, changed = []*value{x}, nil, true
		}
	}
	if changed {
		p.arrange()
	}
}

// arrange finds the order of evaluation: strongly connected components, what is read first (R. Tarjan,
// SIAM J. Comput. 1 (1972) 146), without recursion. Members of a component stand in the order in
// which they were made, reads of Refs being cut.
func (p *planner) arrange() {
	type state struct{ index, low, next int }
	states := map[*value]*state{}
	onStack := map[*value]bool{}
	place := map[*value]int{}
	for i, v := range p.all {
		place[v] = i
	}
	var stack, path []*value
	enter := func(v *value) {
		states[v] = &state{len(states), len(states), 0}
		onStack[v] = true
		stack, path = append(stack, v), append(path, v)
	}
	components := 0
	p.order = p.order[:0]
	for _, w := range p.want {
		if states[w] == nil {
			enter(w)
		}
		for len(path) > 0 {
			v := path[len(path)-1]
			s := states[v]
			if reads := v.operands(); s.next < len(reads) {
				a := reads[s.next]
				s.next++
				if sa := states[a]; sa == nil {
					enter(a)
				} else if onStack[a] {
					s.low = min(s.low, sa.index)
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := states[path[len(path)-1]]
				up.low = min(up.low, s.low)
			}
			if s.low != s.index {
				continue
			}
			k := len(stack) - 1
			for stack[k] != v {
				k--
			}
			part := slices.Clone(stack[k:])
			stack = stack[:k]
			slices.SortFunc(part, func(a, b *value) int { return place[a] - place[b] })
			for _, m := range part {
				onStack[m] = false
				m.region = components
				m.cyclic = len(part) > 1 || slices.Contains(m.operands(), m)
			}
			p.order = append(p.order, part...)
			components++
		}
	}
}

// advance puts reductions along the lane, and what merely stands for other elements, right after what they read, so
// that the rows they read are soon free.
func (p *planner) advance() {
	key := map[*value]int{}
	place := map[*value]int{}
	end := 0
	p.eachRegion(func(part []*value) {
		for i, v := range part {
			place[v], key[v] = end+i, end+len(part)-1
		}
		end += len(part)
		if v := part[0]; !v.cyclic && (v.reduces != nil || v.stands()) {
			key[v] = 0
			for _, a := range v.operands() {
				key[v] = max(key[v], key[a])
			}
		}
	})
	slices.SortStableFunc(p.order, func(a, b *value) int {
		if key[a] != key[b] {
			return key[a] - key[b]
		}
		return place[a] - place[b]
	})
}
