package inverse

import "slices"

// Which groups need which, and in what order their elements are known.

// eachNeed visits the variables that must be known before member i of a group is. All of a block go together.
func (s *system) eachNeed(gr *group, i int, visit func(v int32)) {
	if gr.block != nil {
		s.eachOfBlock(gr.block, visit)
		return
	}
	row, v := gr.from.base+int32(gr.rows[i]), gr.cell.base+int32(gr.at[i])
	between := func(u int32) bool { return gr.paths != nil && gr.paths.between[place{gr.rows[i], u}] }
	if row != v {
		visit(row)
	}
	var look func(row int32)
	seen := map[int32]bool{}
	look = func(row int32) {
		for _, u := range s.reads[s.start[row]:s.start[row+1]] {
			switch {
			case u == v || seen[u]:
			case between(u):
				seen[u] = true
				look(u)
			default:
				visit(u)
			}
		}
	}
	look(row)
}

func (s *system) eachOfBlock(bl *block, visit func(v int32)) {
	unknown := map[int32]bool{}
	for _, cols := range bl.cols {
		for _, v := range cols {
			unknown[v] = true
		}
	}
	read := func(row int32) {
		for _, u := range s.reads[s.start[row]:s.start[row+1]] {
			if !unknown[u] && !bl.between[u] {
				visit(u)
			}
		}
	}
	for _, rows := range bl.rows {
		for _, row := range rows {
			visit(row)
			read(row)
		}
	}
	for v := range bl.between {
		read(v)
	}
}

// depend finds which groups of which cells each group reads.
func (s *system) depend() {
	for _, gr := range s.groups {
		gr.deps = map[*cell]map[*group]bool{}
		for i := range gr.at {
			s.eachNeed(gr, i, func(v int32) {
				c := s.owner[v]
				if gr.deps[c] == nil {
					gr.deps[c] = map[*group]bool{}
				}
				if s.by[v] != nil {
					gr.deps[c][s.by[v]] = true
				}
			})
			if gr.block != nil {
				break
			}
		}
	}
}

// maxParts is the number of parts that a group is cut into at most, so that it need not be a recurrence.
const maxParts = 3

// unfold cuts groups that need each other in a circle, but only in few turns, into one part for each
// turn: what is known of an array after the first half of it, and what after the second.
func (s *system) unfold() {
	s.depend()
	changed := false
	for _, circle := range s.circles() {
		if depth := s.depths(circle); depth != nil {
			for _, gr := range circle {
				changed = s.cut(gr, depth) || changed
			}
		}
	}
	if changed {
		s.depend()
	}
}

// depths numbers the variables of a circle of groups so that each comes after those that it needs; nil
// if groups would be cut into too many parts. The unknowns of linear systems are known together.
func (s *system) depths(circle []*group) map[int32]int {
	inside := map[*group]bool{}
	for _, gr := range circle {
		inside[gr] = true
	}
	depth := map[int32]int{}
	depthOf := map[*block]int{}
	member := map[int32]int{}
	for _, gr := range circle {
		for i, e := range gr.at {
			member[gr.cell.base+int32(e)] = i
		}
	}
	var of func(v int32) int
	of = func(v int32) int {
		if d, ok := depth[v]; ok {
			return d
		}
		gr := s.by[v]
		d, known := depthOf[gr.block]
		if gr.block == nil || !known {
			s.eachNeed(gr, member[v], func(u int32) {
				if inside[s.by[u]] {
					d = max(d, 1+of(u))
				}
			})
		}
		if gr.block != nil {
			depthOf[gr.block] = d
		}
		depth[v] = d
		return d
	}
	for _, gr := range circle {
		turns := map[int]bool{}
		for _, e := range gr.at {
			turns[of(gr.cell.base+int32(e))] = true
		}
		if len(turns) > maxParts {
			return nil
		}
	}
	return depth
}

// cut divides a group by the depths of its variables.
func (s *system) cut(gr *group, depth map[int32]int) bool {
	if gr.block != nil {
		return false
	}
	first := depth[gr.cell.base+int32(gr.at[0])]
	parts := map[int]*group{first: gr}
	at, rows, terms := gr.at, gr.rows, gr.terms
	gr.at, gr.rows, gr.terms = nil, nil, nil
	for i, e := range at {
		d := depth[gr.cell.base+int32(e)]
		part := parts[d]
		if part == nil {
			part = &group{groupKey: gr.groupKey, rule: gr.rule, paths: gr.paths, runtime: gr.runtime, order: len(s.groups)}
			parts[d] = part
			s.groups = append(s.groups, part)
		}
		part.at, part.rows, part.terms = append(part.at, e), append(part.rows, rows[i]), append(part.terms, terms[i])
		s.by[gr.cell.base+int32(e)] = part
	}
	return len(parts) > 1
}

// circles are the sets of groups that need each other (R. Tarjan, SIAM J. Comput. 1 (1972) 146).
func (s *system) circles() [][]*group {
	var out [][]*group
	var stack []*group
	index, low := map[*group]int{}, map[*group]int{}
	on := map[*group]bool{}
	var visit func(gr *group)
	visit = func(gr *group) {
		index[gr], low[gr] = len(index)+1, len(index)+1
		stack, on[gr] = append(stack, gr), true
		self := false
		for _, groups := range gr.deps {
			for d := range groups {
				self = self || d == gr
				if index[d] == 0 {
					visit(d)
					low[gr] = min(low[gr], low[d])
				} else if on[d] {
					low[gr] = min(low[gr], index[d])
				}
			}
		}
		if low[gr] != index[gr] {
			return
		}
		k := len(stack) - 1
		for stack[k] != gr {
			k--
		}
		part := append([]*group{}, stack[k:]...)
		for _, d := range part {
			on[d] = false
		}
		stack = stack[:k]
		if len(part) > 1 || self {
			out = append(out, part)
		}
	}
	for _, gr := range s.groups {
		if index[gr] == 0 {
			visit(gr)
		}
	}
	byOrder := func(a, b *group) int { return a.order - b.order }
	for _, part := range out {
		slices.SortFunc(part, byOrder)
	}
	slices.SortFunc(out, func(a, b []*group) int { return byOrder(a[0], b[0]) })
	return out
}
