package exec

import (
	"container/list"

	"github.com/gibbs-lang/gibbs/ad"
)

// Cache keeps plans that are not in use, so that what was planned once costs no planning when it is evaluated again:
// the same graph, up to the names of its samples, inputs and random streams. A plan that is in use is in no cache. Those
// used last are kept, up to a number of bytes.
type Cache struct {
	limit, bytes float64
	plans        map[graphKey]*list.Element
	recent       *list.List // of *Plan, the last used in front
	params       map[*ad.Leaf]uint64
}

// NewCache makes a cache for so many bytes.
func NewCache(limit float64) *Cache {
	return &Cache{limit: limit, plans: map[graphKey]*list.Element{}, recent: list.New(), params: map[*ad.Leaf]uint64{}}
}

// Compile returns a plan that was kept, for these outputs from now on, or a new one. Errors are those of the function
// Compile.
func (c *Cache) Compile(outs []Output, opt Options) (*Plan, error) {
	opt = opt.complete()
	key, leaves := keyOf(outs, opt, c.params)
	if e := c.plans[key]; e != nil {
		p := c.take(e)
		p.rename(outs, leaves)
		return p, nil
	}
	p, err := makePlan(outs, opt)
	if err != nil {
		return nil, err
	}
	p.key, p.leaves = key, leaves
	return p, nil
}

// Keep takes a plan of this cache back, when its values are no longer read.
func (c *Cache) Keep(p *Plan) {
	if c.plans[p.key] != nil || p.bytes > c.limit {
		return
	}
	for _, m := range p.machines {
		m.env = nil
	}
	c.plans[p.key] = c.recent.PushFront(p)
	for c.bytes += p.bytes; c.bytes > c.limit; {
		c.take(c.recent.Back())
	}
}

func (c *Cache) take(e *list.Element) *Plan {
	p := c.recent.Remove(e).(*Plan)
	delete(c.plans, p.key)
	c.bytes -= p.bytes
	return p
}

// rename makes a plan one for other outputs, which are the same up to the names of leaves, given in the same order.
func (p *Plan) rename(outs []Output, leaves []*ad.Leaf) {
	to := map[*ad.Leaf]*ad.Leaf{}
	for i, l := range p.leaves {
		to[l] = leaves[i]
	}
	for _, v := range p.named {
		v.leaf = to[v.leaf]
	}
	for i := range p.binds {
		p.binds[i].leaf = to[p.binds[i].leaf]
	}
	p.outs, p.leaves, p.ran, p.timing = outs, leaves, false, nil
}

// Len is the number of plans that are kept.
func (c *Cache) Len() int { return c.recent.Len() }
