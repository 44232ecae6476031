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
	opened   int32 = -2
)

// demand finds the elements that the outputs need, and in recurrences their levels: 1 + the highest
// level among the elements of the same recurrence that an element reads, 0 if it reads none.
func (p *planner) demand() error {
	p.mark = slices.Repeat([]int32{unwanted}, int(p.computed))
	d := &demander{planner: p}
	for i, o := range p.outs {
		p.eachOutput(i, o, func(_ int, id int32) {
			d.push(id)
			d.walk()
		})
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

// demander walks from wanted elements to what they read, depth first. An element of a recurrence stays
// open until all it reads has a level.
type demander struct {
	*planner
	stack  []int32 // ids to look at; ^id: all that id reads is known
	starts []*value
	lo, hi int32 // ids of the present recurrence
	high   int32
}

func (d *demander) push(id int32) {
	if id == circular {
		d.fail()
	}
	if id >= 0 && id < d.computed && d.mark[id] == unwanted {
		d.stack = append(d.stack, id)
	}
}

func (d *demander) walk() {
	for len(d.stack) > 0 && d.err == nil {
		id := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		if id < 0 {
			d.close(^id)
			continue
		}
		if d.mark[id] != unwanted {
			continue
		}
		v := d.owner(id)
		e := int(id - v.base)
		if !v.cyclic {
			d.mark[id] = 0
			d.planner.reads(v, e, d.push)
			continue
		}
		d.mark[id] = opened
		d.stack = append(d.stack, ^id)
		d.planner.reads(v, e, func(x int32) {
			d.push(x)
			if x >= 0 && x < d.computed && d.mark[x] == opened {
				d.fail()
			}
		})
	}
}

// close gives an element of a recurrence its level.
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

// owner is the value that an id belongs to. It notes the ids of its recurrence.
func (d *demander) owner(id int32) *value {
	if d.starts == nil {
		for _, v := range d.order {
			if !v.stored() && !v.stands() && v.size > 0 {
				d.starts = append(d.starts, v)
			}
		}
	}
	k := sort.Search(len(d.starts), func(i int) bool { return d.starts[i].base > id }) - 1
	v := d.starts[k]
	if v.cyclic && (id < d.lo || id >= d.hi) {
		first, last := k, k
		for first > 0 && d.starts[first-1].region == v.region {
			first--
		}
		for last < len(d.starts)-1 && d.starts[last+1].region == v.region {
			last++
		}
		d.lo, d.hi = d.starts[first].base, d.starts[last].base+int32(d.starts[last].size)
	}
	return v
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
		p.products(v, e, func(_ int, ids [3]int32) {
			for _, id := range ids[:len(v.factors)] {
				visit(id)
			}
		})
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

// products visits the terms of a contraction that are no structural zeros: their numbers, and the ids of
// their factors.
func (p *planner) products(v *value, e int, visit func(r int, ids [3]int32)) {
	var from [3]int
	for k := range v.factors {
		from[k] = v.at(k, e)
	}
terms:
	for r := range v.terms {
		var ids [3]int32
		for k, f := range v.factors {
			if ids[k] = p.id(f, from[k]+int(v.rel[k][r])); ids[k] == zero {
				continue terms
			}
		}
		visit(r, ids)
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
