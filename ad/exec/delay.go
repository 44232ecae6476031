package exec

import (
	"math"
	"slices"
)

// delay finds rows that only one recurrence reads and that read nothing of it: random numbers, slopes of
// a backward recurrence. They are computed with it, at the first level that reads them, so that few of
// them live at a time.
func (p *planner) delay() {
	p.helpers = map[*value][]*value{}
	if p.apart {
		return
	}
	readers := map[*value][]*value{}
	for _, v := range p.order {
		for _, a := range v.operands() {
			readers[a] = append(readers[a], v)
		}
	}
	wanted := map[*value]bool{}
	for _, v := range p.want {
		wanted[v] = true
	}
	end := 0
	p.eachRegion(func(part []*value) {
		begin := end
		end += len(part)
		if !part[0].cyclic || part[0].lane == nil {
			return
		}
		inside := map[*value]bool{}
		for _, v := range part {
			inside[v] = true
		}
		open := exposed(part, readers, func(v *value) bool {
			return wanted[v] || slices.ContainsFunc(readers[v], func(r *value) bool { return !inside[r] })
		})
		outside := func(v *value) bool { return !inside[v] || open[v] }
		p.raise(part, func(v *value) bool { return wanted[v] || slices.ContainsFunc(readers[v], outside) })
		for _, v := range slices.Backward(p.order[:begin]) {
			if wanted[v] || slices.ContainsFunc(readers[v], outside) {
				continue
			}
			if v.stands() {
				inside[v] = true
			} else if v.helps(part[0]) {
				inside[v] = true
				p.helpers[part[0]] = append(p.helpers[part[0]], v)
			}
		}
		p.delayed(part)
	})
	p.lastUses() // what helpers read must last as long as they
}

// exposed are the values of a recurrence that stand for others and are read, through nothing but such values,
// from outside of it. What they stand for is read from outside as well.
func exposed(part []*value, readers map[*value][]*value, outside func(v *value) bool) map[*value]bool {
	open := map[*value]bool{}
	for changed := true; changed; {
		changed = false
		for _, v := range part {
			if !open[v] && v.stands() && (outside(v) || slices.ContainsFunc(readers[v], func(r *value) bool { return open[r] })) {
				open[v], changed = true, true
			}
		}
	}
	return open
}

// helps tells whether v can be computed inside a recurrence of which first is a value.
func (v *value) helps(first *value) bool {
	return v.lane == first.lane && v.stage == first.stage && !v.cyclic && !v.panelled() && !v.keeps() && len(v.wanted) > 0 &&
		(v.guest == nil || !v.guest.onto)
}

// delayed gives the elements of helpers the first level at which they are read.
func (p *planner) delayed(part []*value) {
	helpers := p.helpers[part[0]]
	if len(helpers) == 0 {
		return
	}
	base, size := extent(helpers)
	level := make([]int32, size) // by id, from base on. 0: of no helper; else 1 + the level
	for _, h := range helpers {
		h.delayed, h.end = true, part[0].end
		for _, e := range h.wanted {
			level[h.base+e-base] = math.MaxInt32
		}
	}
	read := func(v *value) {
		for _, e := range v.wanted {
			at := p.mark[v.base+e] + 1
			p.reads(v, int(e), func(id int32) {
				if k := int(id) - int(base); k >= 0 && k < size && at < level[k] {
					level[k] = at
				}
			})
		}
	}
	for _, v := range part {
		read(v)
	}
	for _, h := range helpers { // readers first
		for _, e := range h.wanted {
			p.mark[h.base+e] = level[h.base+e-base] - 1
		}
		read(h)
		slices.SortStableFunc(h.wanted, func(a, b int32) int { return int(p.mark[h.base+a] - p.mark[h.base+b]) })
	}
	slices.Reverse(helpers)
}
