package exec

import (
	"fmt"
	"slices"
	"sort"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

// States of elements that have no level (yet).
const (
	unwanted int32 = -1
	begun    int32 = -2
	wished   int32 = -3 // wanted, and not yet looked at
)

// demand finds the elements that the outputs need, and in recurrences their levels: 1 + the highest
// level among the elements of the same recurrence that an element reads, 0 if it reads none. Readers
// come before what they read, so that all that is wanted of a value is known when its turn comes.
func (p *planner) demand() error {
	p.mark = slices.Repeat([]int32{unwanted}, int(p.computed))
	d := &demander{planner: p}
	for i, o := range p.outs {
		p.eachOutput(i, o, func(_ int, id int32) { d.want(id) })
	}
	var parts [][]*value
	p.eachRegion(func(part []*value) { parts = append(parts, part) })
	for i := len(parts) - 1; i >= 0 && !p.stopped(); i-- {
		switch v := parts[i][0]; {
		case v.cyclic:
			d.recurrence(parts[i])
		case v.stored() || v.stands():
		default:
			d.plain(v)
		}
	}
	if p.err != nil {
		return p.err
	}
	for _, v := range p.order {
		p.listWanted(v)
	}
	return nil
}

// eachOutput visits the elements of output i that are wanted: their places in the value that
// is returned (for one sample: the place for sample 0), and their ids.
func (p *planner) eachOutput(i int, o Output, visit func(place int, id int32)) {
	v := p.want[i]
	if o.Pack == nil && slices.Equal(o.Node.Axes, v.axes) {
		for e := range v.size {
			visit(e, p.id(v, e))
		}
		return
	}
	if o.Pack == nil {
		at := offsets(v.axes, stridesOf(o.Node.Axes, v.axes))
		for e := range v.size {
			visit(int(at[e]), p.id(v, e))
		}
		return
	}
	for e, at := range offsets(o.Pack.Axes, v.strides(o.Pack.Axes)) {
		place := e
		if o.Pack.Index != nil {
			place = int(o.Pack.Index[e])
		}
		if place >= 0 {
			visit(place, p.id(v, int(at)))
		}
	}
}

// listWanted lists the wanted elements of a value in the order in which they are computed.
func (p *planner) listWanted(v *value) {
	if v.stored() || v.stands() {
		return
	}
	level := p.mark[v.base : int(v.base)+v.size]
	n := 0
	for _, l := range level {
		if l >= 0 {
			n++
		}
	}
	v.wanted = make([]int32, 0, n)
	for e, l := range level {
		if l >= 0 {
			v.wanted = append(v.wanted, int32(e))
		}
	}
	if v.cyclic {
		slices.SortStableFunc(v.wanted, func(a, b int32) int { return int(level[a] - level[b]) })
	}
}

// level of a computed element, -1 for all others.
func (p *planner) level(id int32) int32 {
	if id < 0 || id >= p.computed {
		return -1
	}
	return p.mark[id]
}

// demander walks from wanted elements to what they read.
type demander struct {
	*planner
	part   []*value // of the present recurrence, those that are computed
	lo, hi int32    // their ids
	stack  []int32  // ids to look at; ^id: all that id reads is known
	high   int32    // the highest level that an element reads
}

// want marks an element outside the present recurrence.
func (d *demander) want(id int32) {
	switch {
	case id == circular:
		d.fail()
	case id >= 0 && id < d.computed && d.mark[id] == unwanted:
		d.mark[id] = wished
	}
}

// plain hands the wishes for the elements of v on to what they read.
func (d *demander) plain(v *value) {
	mark := d.mark[v.base : int(v.base)+v.size]
	if v.info().Class == ad.ElementClass {
		d.elementwise(v, mark)
		return
	}
	want := d.want
	for e, state := range mark {
		if state == wished {
			mark[e] = 0
			d.planner.reads(v, e, want)
		}
	}
}

// elementwise does so operand by operand: an element reads one of each.
func (d *demander) elementwise(v *value, mark []int32) {
	for k, a := range v.args {
		if a.view == nil && a.stored() {
			continue
		}
		for e, state := range mark {
			if state == wished {
				d.want(d.id(a, v.at(k, e)))
			}
		}
	}
	for e, state := range mark {
		if state == wished {
			mark[e] = 0
		}
	}
}

// recurrence walks from the wanted elements of a recurrence, depth first. An element stays open until
// all it reads has a level.
func (d *demander) recurrence(part []*value) {
	d.part = d.part[:0]
	for _, v := range part {
		if !v.stored() && !v.stands() && v.size > 0 {
			d.part = append(d.part, v)
		}
	}
	if len(d.part) == 0 {
		return
	}
	last := d.part[len(d.part)-1]
	d.lo, d.hi = d.part[0].base, last.base+int32(last.size)
	for id := d.lo; id < d.hi && d.err == nil; id++ {
		if id&0xfff == 0 && d.stopped() {
			return
		}
		if d.mark[id] == wished {
			d.stack = append(d.stack, id)
			d.walk()
		}
	}
}

// walk looks at what is on the stack.
func (d *demander) walk() {
	enter := d.enter
	for len(d.stack) > 0 && d.err == nil {
		id := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		switch {
		case id < 0:
			d.close(^id)
		case d.mark[id] == unwanted || d.mark[id] == wished:
			d.open(id, enter)
		}
	}
}

// open looks at an element. What it reads and has no level yet goes on the stack, the first on top.
func (d *demander) open(id int32, enter func(id int32)) {
	d.mark[id] = begun
	d.stack = append(d.stack, ^id)
	n := len(d.stack)
	v := d.owner(id)
	d.high = -1
	d.planner.reads(v, int(id-v.base), enter)
	if len(d.stack) == n {
		d.stack = d.stack[:n-1]
		d.mark[id] = d.high + 1
		return
	}
	slices.Reverse(d.stack[n:])
}

// enter looks at an element that an open one reads.
func (d *demander) enter(id int32) {
	if id < d.lo || id >= d.hi {
		d.want(id)
		return
	}
	switch level := d.mark[id]; level {
	case begun:
		d.fail()
	case unwanted, wished:
		d.stack = append(d.stack, id)
	default:
		d.high = max(d.high, level)
	}
}

// close gives an element its level: all it reads has one.
func (d *demander) close(id int32) {
	v := d.owner(id)
	d.high = -1
	d.planner.reads(v, int(id-v.base), func(x int32) {
		if x >= d.lo && x < d.hi {
			d.high = max(d.high, d.mark[x])
		}
	})
	d.mark[id] = d.high + 1
}

// owner is the value of the present recurrence that an id belongs to.
func (d *demander) owner(id int32) *value {
	k := sort.Search(len(d.part), func(i int) bool { return d.part[i].base > id })
	return d.part[k-1]
}

// reads visits the ids of the elements that an element reads.
func (p *planner) reads(v *value, e int, visit func(id int32)) {
	switch {
	case v.op == ad.Const || v.op == ad.Iota || v.op == ad.LeafOp:
	case v.op == collect:
		visit(p.id(v.args[0], v.at(0, e)))
	case v.op == ad.Gather:
		p.choicesOf(v, e, visit)
	case v.op == ad.Scatter:
		p.scatterReads(v, e, visit)
	case v.factors != nil:
		p.products(v, e, visit)
	case v.rel != nil:
		from := v.at(0, e)
		for _, r := range v.rel[0] {
			visit(p.id(v.args[0], from+int(r)))
		}
	default:
		for k, a := range v.args {
			visit(p.id(a, v.at(k, e)))
		}
	}
}

// choicesOf visits the computed positions of a Gather, and all that they may select.
func (p *planner) choicesOf(v *value, e int, visit func(id int32)) {
	from := int(v.choices.fixed[e])
	if from < 0 {
		return
	}
	for _, k := range v.choices.free {
		visit(p.id(v.args[k], v.at(k, e)))
	}
	v.choices.each(from, func(at int) { visit(p.id(v.args[0], at)) })
}

// each visits the elements that the free positions may select, the last of them fastest.
func (s *selection) each(from int, visit func(at int)) {
	n := 1
	for _, size := range s.size {
		n *= size
	}
	for c := range n {
		at, rest := from, c
		for i := len(s.free) - 1; i >= 0; i-- {
			at += rest % s.size[i] * s.stride[i]
			rest /= s.size[i]
		}
		visit(at)
	}
}

// products visits the ids of the factors of those terms of a contraction that are no structural zeros.
func (p *planner) products(v *value, e int, visit func(id int32)) {
	x, y := v.factors[0], v.factors[1]
	fromX, fromY := v.at(0, e), v.at(1, e)
	relY := v.rel[1]
	for r, dx := range v.rel[0] {
		i, j, c := fromX+int(dx), fromY+int(relY[r]), unknown
		a, b := x.seen(i), y.seen(j)
		if a < circular {
			a = p.resolve(x, i)
		}
		if a != zero && b < circular {
			b = p.resolve(y, j)
		}
		if len(v.factors) == 3 && a != zero && b != zero {
			c = p.id(v.factors[2], v.at(2, e)+int(v.rel[2][r]))
		}
		if a == zero || b == zero || c == zero {
			continue
		}
		visit(a)
		visit(b)
		if c != unknown {
			visit(c)
		}
	}
}

// fail explains a definition that needs itself.
func (p *planner) fail() {
	if p.err != nil {
		return
	}
	targets := make([]*ad.Node, len(p.outs))
	for i, o := range p.outs {
		targets[i] = o.Node
	}
	if _, p.err = derive.Order(targets, nil); p.err == nil {
		p.err = fmt.Errorf("a recurrence has no beginning")
	}
}
