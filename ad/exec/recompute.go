package exec

import "github.com/gibbs-lang/gibbs/ad"

// memory is what a first plan tells a second one, which computes rows again where the first would keep more of them for
// later loops than there may be.
type memory struct {
	loop   []int  // of each value, in the order in which values are made
	anchor []bool // values that are kept: without them a recurrence would run again
}

// keptBytes is the size of all rows that outlive their loop.
func (p *planner) keptBytes() float64 {
	bytes := 0.0
	for _, v := range p.order {
		if v.keeps() && !v.stands() {
			bytes += 8 * float64(len(v.wanted)) * float64(v.lane.Size)
		}
	}
	return bytes
}

// remember notes what a second plan must know.
func (p *planner) remember() *memory {
	m := &memory{}
	for _, v := range p.all {
		m.loop = append(m.loop, v.loop())
		m.anchor = append(m.anchor, false)
	}
	place := map[*value]int{}
	for i, v := range p.all {
		place[v] = i
	}
	for _, v := range p.all {
		if v.cyclic && v.op == ad.LeafOp && v.leaf.Kind == ad.RefLeaf {
			m.anchor[place[v.args[0]]] = true
		}
	}
	return m
}

// copyKey names the copy of a value that a loop computes again.
type copyKey struct {
	v    *value
	loop int
}

// copier makes copies of values.
type copier struct {
	*planner
	m     *memory
	place map[*value]int
	made  map[copyKey]*value
}

// copyRows makes what a later loop reads of an earlier one copies, which that loop computes: of everything with a lane
// except anchors, random numbers and inputs included.
func (p *planner) copyRows(m *memory) {
	c := &copier{p, m, map[*value]int{}, map[copyKey]*value{}}
	for i, v := range p.all {
		c.place[v] = i
	}
	for _, v := range p.all[:len(m.loop)] {
		loop := m.loop[c.place[v]]
		for k, a := range v.args {
			v.args[k] = c.copy(a, loop)
		}
		for k, a := range v.factors {
			v.factors[k] = c.copy(a, loop)
		}
	}
}

// copy is v as the loop computes it.
func (c *copier) copy(v *value, loop int) *value {
	i, known := c.place[v]
	if !known || v.lane == nil || c.m.anchor[i] || c.m.loop[i] >= loop {
		return v
	}
	key := copyKey{v, loop}
	if w := c.made[key]; w != nil {
		return w
	}
	w := *v
	c.made[key] = &w
	w.again = true
	w.args, w.factors = nil, nil
	for _, a := range v.args {
		w.args = append(w.args, c.copy(a, loop))
	}
	for _, a := range v.factors {
		w.factors = append(w.factors, c.copy(a, loop))
	}
	c.all = append(c.all, &w)
	return &w
}
