package exec

import (
	"slices"
)

// blockDraws is how many elements of the smallest contraction of a recurrence share their early terms.
const blockDraws = 8

// emitRecurrence writes the steps of values that read each other in a circle: level by level. Levels
// are cut into blocks; at the start of a block its contractions add up all terms whose rows are known
// by then, as one product, and later what becomes known inside the block.
func (p *planner) emitRecurrence(part []*value) {
	levels := 0
	matrices := map[*value]*matrix{}
	for _, v := range part {
		if len(v.wanted) == 0 {
			continue
		}
		levels = max(levels, int(p.mark[v.base+v.wanted[len(v.wanted)-1]])+1)
		if v.lane != nil && len(v.factors) == 2 && v.factors[0].lane == nil {
			matrices[v] = p.matrix(v)
		}
	}
	next := make([]int, len(part))
	upTo := func(i, level int) []int32 {
		v := part[i]
		from := next[i]
		j := from
		for j < len(v.wanted) && int(p.mark[v.base+v.wanted[j]]) < level {
			j++
		}
		return v.wanted[from:j]
	}
	ends := p.blocks(part, matrices, levels)
	level := 0
	for _, end := range ends {
		start := int32(level)
		for i, v := range part {
			if t := matrices[v]; t != nil {
				if els := upTo(i, end); len(els) > 0 {
					p.emitPanels(p.loopOf(v.lane, v.stage), t, els, func(l int32) bool { return l < start }, true)
				}
			}
		}
		for ; level < end; level++ {
			for i, v := range part {
				els := upTo(i, level+1)
				next[i] += len(els)
				if len(els) == 0 {
					continue
				}
				if t := matrices[v]; t != nil {
					p.emitPanels(p.loopOf(v.lane, v.stage), t, els, func(l int32) bool { return l >= start }, false)
				} else {
					p.emitValue(v, els)
				}
			}
		}
	}
}

// blocks cuts levels: a block ends where the contraction with the fewest elements has computed another
// eight of them.
func (p *planner) blocks(part []*value, matrices map[*value]*matrix, levels int) []int {
	var fewest *value
	for _, v := range part {
		if matrices[v] != nil && (fewest == nil || len(v.wanted) < len(fewest.wanted)) {
			fewest = v
		}
	}
	var ends []int
	if fewest != nil {
		for i := blockDraws; i < len(fewest.wanted); i += blockDraws {
			ends = append(ends, int(p.mark[fewest.base+fewest.wanted[i]]))
		}
	}
	ends = append(ends, levels)
	slices.Sort(ends)
	ends = slices.Compact(ends)
	if ends[0] == 0 {
		ends = ends[1:]
	}
	return ends
}
