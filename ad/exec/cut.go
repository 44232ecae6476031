package exec

import "slices"

// The methods of this file tell which rows steps touch, and cut them (strip.go).

func touchRows(s slot, rows int, write bool, visit func(row slot, write bool)) {
	if isRow(s) {
		for r := range slot(rows) {
			visit(s+2*r, write)
		}
	}
}

func (s *rowOp) touch(visit func(row slot, write bool)) {
	for i := range s.spans {
		sp := &s.spans[i]
		for k := range s.f.arity {
			touchRows(sp.arg[k], int(sp.n), false, visit)
		}
		touchRows(sp.dst, int(sp.n), true, visit)
	}
}

func (s *rowOp) items() int { return len(s.els) }

func (s *rowOp) cut(from, to int) cuttable {
	q := &rowOp{origin: s.origin, f: s.f}
	if s.ends == nil {
		rows := 0
		for i := range s.spans {
			rows += int(s.spans[i].n)
			s.ends = append(s.ends, rows)
		}
	}
	first, _ := slices.BinarySearch(s.ends, from+1)
	for i := first; i < len(s.spans) && s.ends[i]-int(s.spans[i].n) < to; i++ {
		sp := s.spans[i]
		at := s.ends[i] - int(sp.n)
		lo, hi := max(from-at, 0), min(to-at, int(sp.n))
		sp.n = int32(hi - lo)
		sp.dst += slot(2 * lo)
		for k := range s.f.arity {
			if isRow(sp.arg[k]) {
				sp.arg[k] += slot(2 * lo)
			}
		}
		q.spans = append(q.spans, sp)
	}
	return q
}

func (s *panels) touch(visit func(row slot, write bool)) {
	for i := range s.list {
		q := &s.list[i]
		for _, r := range q.src {
			visit(slot(2*r)|slot(q.srcKept), false)
		}
		for _, r := range q.dst {
			visit(slot(2*r)|slot(q.dstKept), true)
		}
	}
}

func (s *panels) items() int { return len(s.list) }

func (s *panels) cut(from, to int) cuttable { return &panels{s.origin, s.list[from:to]} }

func (s *laneReduce) touch(visit func(row slot, write bool)) {
	for i := range s.outs {
		o := &s.outs[i]
		for _, r := range o.seg {
			touchRows(s.x[o.base+r], 1, false, visit)
		}
	}
}

func (s *laneReduce) items() int { return len(s.outs) }

func (s *laneReduce) cut(from, to int) cuttable {
	return &laneReduce{s.origin, s.op, s.x, s.outs[from:to]}
}

func (s *rowReduce) touch(visit func(row slot, write bool)) {
	for i := range s.outs {
		o := &s.outs[i]
		for _, r := range o.seg {
			touchRows(s.x[o.base+r], 1, false, visit)
		}
		visit(o.dst, true)
	}
}

func (s *rowReduce) items() int { return len(s.outs) }

func (s *rowReduce) cut(from, to int) cuttable {
	return &rowReduce{s.origin, s.op, s.x, s.outs[from:to], nil}
}

func (s *rowLeaf) touch(visit func(row slot, write bool)) {
	for _, d := range s.dst {
		visit(d, true)
	}
}

func (s *rowLeaf) items() int { return len(s.dst) }

func (s *rowLeaf) cut(from, to int) cuttable {
	return &rowLeaf{s.origin, s.dst[from:to], s.at[from:to], s.stride}
}

func (s *copyRow) touch(visit func(row slot, write bool)) {
	touchRows(s.src, 1, false, visit)
	visit(s.dst, true)
}

func (s *dots) touch(visit func(row slot, write bool)) {
	for i := range s.blocks {
		q := &s.blocks[i]
		for _, r := range q.a {
			visit(slot(2*r)|slot(q.aKept), false)
		}
		for _, r := range q.b {
			visit(slot(2*r)|slot(q.bKept), false)
		}
	}
}

func (s *rowProducts) touch(visit func(row slot, write bool)) {
	for i := range s.outs {
		o := &s.outs[i]
		for k := range s.n {
			for _, r := range s.rel[k] {
				touchRows(s.f[k][o.base[k]+r], 1, false, visit)
			}
		}
		visit(o.dst, true)
	}
}

func (s *rowProducts) items() int { return len(s.outs) }

func (s *rowProducts) cut(from, to int) cuttable {
	return &rowProducts{s.origin, s.f, s.rel, s.n, s.outs[from:to]}
}

func (s *stored) touch(visit func(row slot, write bool)) {
	for _, x := range s.src {
		touchRows(x, 1, false, visit)
	}
}
