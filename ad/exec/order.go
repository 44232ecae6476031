package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// arrange finds the order of evaluation: strongly connected components, what is read first (R. Tarjan,
// SIAM J. Comput. 1 (1972) 146), without recursion.
func (p *planner) arrange() {
	c := &components{planner: p, states: map[*value]*tarjan{}, place: map[*value]int{}}
	for i, v := range p.all {
		c.place[v] = i
	}
	p.order = p.order[:0]
	for _, w := range p.want {
		if c.states[w] == nil {
			c.enter(w)
		}
		for len(c.path) > 0 {
			c.visit()
		}
	}
}

// tarjan is the state of a value in the search.
type tarjan struct {
	index, low int
	next       int // operand to look at
	onStack    bool
}

// components is the search for strongly connected components.
type components struct {
	*planner
	states      map[*value]*tarjan
	place       map[*value]int
	stack, path []*value
	found       int
}

func (c *components) enter(v *value) {
	c.states[v] = &tarjan{index: len(c.states), low: len(c.states), onStack: true}
	c.stack, c.path = append(c.stack, v), append(c.path, v)
}

// visit looks at the next operand of the last value on the path, or leaves that value.
func (c *components) visit() {
	v := c.path[len(c.path)-1]
	s := c.states[v]
	if reads := v.operands(); s.next < len(reads) {
		a := reads[s.next]
		s.next++
		if sa := c.states[a]; sa == nil {
			c.enter(a)
		} else if sa.onStack {
			s.low = min(s.low, sa.index)
		}
		return
	}
	c.path = c.path[:len(c.path)-1]
	if len(c.path) > 0 {
		up := c.states[c.path[len(c.path)-1]]
		up.low = min(up.low, s.low)
	}
	if s.low == s.index {
		c.close(v)
	}
}

// close takes the component of v from the stack. Its members stand in the order in which they were made:
// arguments first, reads of Refs being cut.
func (c *components) close(v *value) {
	k := len(c.stack) - 1
	for c.stack[k] != v {
		k--
	}
	part := slices.Clone(c.stack[k:])
	c.stack = c.stack[:k]
	slices.SortFunc(part, func(a, b *value) int { return c.place[a] - c.place[b] })
	for _, m := range part {
		c.states[m].onStack = false
		m.region = c.found
		m.cyclic = len(part) > 1 || slices.Contains(m.operands(), m)
	}
	c.order = append(c.order, part...)
	c.found++
}

// eachRegion visits the strongly connected components in order, until planning fails or is canceled.
func (p *planner) eachRegion(visit func(part []*value)) {
	for i := 0; i < len(p.order) && !p.stopped(); {
		j := i + 1
		for j < len(p.order) && p.order[j].region == p.order[i].region {
			j++
		}
		visit(p.order[i:j])
		i = j
	}
}

// stopped tells whether planning has failed, or is to end.
func (p *planner) stopped() bool {
	if p.err == nil && p.opt.Cancel != nil && p.opt.Cancel() {
		p.err = Canceled{}
	}
	return p.err != nil
}

// advance puts reductions along the lane, what merely stands for other elements, and what is made of decomposed
// matrices, right after what they read, so that the rows they read are soon free.
func (p *planner) advance() {
	key := map[*value]int{}
	place := map[*value]int{}
	end := 0
	p.eachRegion(func(part []*value) {
		for i, v := range part {
			place[v], key[v] = end+i, end+len(part)-1
		}
		end += len(part)
		if v := part[0]; !v.cyclic && (v.reduces != nil || v.stands() || v.info().Class == ad.LinearClass) {
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
