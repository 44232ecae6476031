package inverse

import (
	"fmt"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// block is a set of linear systems of one form: as many equations as unknowns in each, affine in them.
type block struct {
	rows, cols [][]int32      // by system: the equations, and the unknowns
	between    map[int32]bool // unknown elements on the way, which are computed anew
	groups     []*group       // of the unknowns, one for each cell
}

// linearSystem is a connected set of equations while it is looked for.
type linearSystem struct {
	rows, cols []int32
	between    []int32
}

// block solves equations that hold several unknowns as linear systems. An unknown element that follows
// from others by a linear operation is replaced by these as long as there are too many unknowns.
func (s *system) block() bool {
	var parts []*linearSystem
	for v, c := range s.owner {
		row := int32(v)
		if !c.input && s.known[row] && !s.used[row] && s.unknown[row] > 0 && s.affine(row) {
			parts = append(parts, &linearSystem{rows: []int32{row}, cols: s.unknowns(row)})
		}
	}
	for {
		parts = connect(parts)
		if s.accept(parts) {
			return true
		}
		widened := false
		for _, p := range parts {
			widened = s.widen(p) || widened
		}
		if !widened {
			return false
		}
	}
}

// unknowns are the unknown variables that an equation reads.
func (s *system) unknowns(row int32) []int32 {
	var out []int32
	for _, v := range s.reads[s.start[row]:s.start[row+1]] {
		if !s.known[v] {
			out = append(out, v)
		}
	}
	return out
}

// affine tells whether an equation is affine in the unknowns that it reads.
func (s *system) affine(row int32) bool {
	c := s.owner[row]
	if c.opaque || compoundOf(c.node) != nil {
		return false
	}
	type where struct{ k, term int }
	var at []where
	s.eachRead(c, s.element(row), func(r read) {
		if !s.known[r.cell.base+int32(r.at)] {
			at = append(at, where{r.k, r.term})
		}
	})
	switch c.node.Op {
	case ad.Add, ad.Sub, ad.Neg, ad.Gather, ad.LeafOp:
		return true
	case ad.Mul:
		return len(at) < 2
	case ad.Div:
		return len(at) == 0 || len(at) == 1 && at[0].k == 0
	case ad.Select:
		return !slices.ContainsFunc(at, func(w where) bool { return w.k == 0 })
	case ad.Sum:
		for i := 1; i < len(at); i++ {
			if at[i].term == at[i-1].term {
				return false
			}
		}
		return true
	}
	return false
}

// connect joins systems that have an unknown in common.
func connect(parts []*linearSystem) []*linearSystem {
	of := map[int32]*linearSystem{}
	into := map[*linearSystem]*linearSystem{}
	find := func(p *linearSystem) *linearSystem {
		for into[p] != nil {
			p = into[p]
		}
		return p
	}
	for _, p := range parts {
		for _, v := range p.cols {
			p := find(p)
			q := of[v]
			if q == nil {
				of[v] = p
				continue
			}
			if q = find(q); q != p {
				if len(q.rows) > len(p.rows) {
					p, q = q, p
				}
				p.rows, p.between = append(p.rows, q.rows...), append(p.between, q.between...)
				p.cols = append(p.cols, q.cols...)
				into[q] = p
			}
		}
	}
	var out []*linearSystem
	for _, p := range parts {
		if into[p] == nil {
			slices.Sort(p.rows)
			slices.Sort(p.cols)
			p.cols = slices.Compact(p.cols)
			out = append(out, p)
		}
	}
	return out
}

// widen replaces unknowns that follow from others, those of the cell that is read last in the map.
func (s *system) widen(p *linearSystem) bool {
	last := int32(-1)
	for _, v := range p.cols {
		if !s.owner[v].input && s.affine(v) && (last < 0 || s.rank[v] > s.rank[last]) {
			last = v
		}
	}
	if len(p.cols) <= len(p.rows) || last < 0 {
		return false
	}
	var cols []int32
	for _, v := range p.cols {
		if s.owner[v] == s.owner[last] && s.affine(v) {
			p.between = append(p.between, v)
			cols = append(cols, s.unknowns(v)...)
		} else {
			cols = append(cols, v)
		}
	}
	slices.Sort(cols)
	p.cols = slices.DeleteFunc(slices.Compact(cols), func(v int32) bool { return slices.Contains(p.between, v) })
	return true
}

// accept solves the systems with as many equations as unknowns, those of one form together.
func (s *system) accept(parts []*linearSystem) bool {
	blocks := map[string]*block{}
	var order []*block
	for _, p := range parts {
		if len(p.rows) != len(p.cols) || len(p.rows) < 2 {
			continue // one equation with one unknown has been tried
		}
		form := ""
		for _, v := range append(slices.Clone(p.rows), p.cols...) {
			form += fmt.Sprint(s.owner[v].base, " ")
		}
		bl := blocks[form]
		if bl == nil {
			bl = &block{between: map[int32]bool{}}
			blocks[form] = bl
			order = append(order, bl)
		}
		bl.rows, bl.cols = append(bl.rows, p.rows), append(bl.cols, p.cols)
		for _, v := range p.between {
			bl.between[v] = true
		}
	}
	for _, bl := range order {
		s.take(bl)
	}
	s.propagate()
	return len(order) > 0
}

// take makes the unknowns of a block known.
func (s *system) take(bl *block) {
	for _, rows := range bl.rows {
		for _, row := range rows {
			s.used[row] = true
		}
	}
	from := s.owner[bl.rows[0][0]]
	for _, cols := range bl.cols {
		for _, v := range cols {
			c := s.owner[v]
			key := groupKey{c, from, together, bl}
			gr := s.group[key]
			if gr == nil {
				gr = &group{groupKey: key, order: len(s.groups)}
				s.group[key] = gr
				s.groups = append(s.groups, gr)
				bl.groups = append(bl.groups, gr)
			}
			gr.at = append(gr.at, s.element(v))
			s.by[v] = gr
		}
	}
	for _, cols := range bl.cols {
		for _, v := range cols {
			s.learn(v)
		}
	}
}
