package inverse

import (
	"github.com/gibbs-lang/gibbs/ad"
)

// Kinds of groups, beside the number of the operand that is solved for.
const (
	forwards   = -1 // the left side of an equation in which all else is known
	linearly   = -2 // an unknown that an equation meets several times
	monotonely = -3
	together   = -4 // an unknown of a block
)

// groupKey says how variables become known: elements of a cell from equations of a cell.
type groupKey struct {
	cell, from *cell
	k          int
	block      *block // together
}

// group is a set of variables that become known in the same way: one expression over whole arrays.
type group struct {
	groupKey
	at    []int                     // elements of cell that are solved for
	rows  []int                     // for each, the element of from whose equation is used
	terms []int                     // for each, the term of a Sum
	deps  map[*cell]map[*group]bool // the groups of each cell that it reads
	rule  *rule
	paths *paths // linearly, monotonely

	runtime *ad.Node // a multiplier that may turn out to be zero when the program runs
	order   int      // in which the group was met first
}

// solve makes variables known, one equation with one unknown at a time, each equation once.
// A set of equations that determines the unknowns one by one does so in any order.
func (s *system) solve() error {
	for _, c := range s.cells {
		for e := range c.size {
			if row := c.base + int32(e); c.node == nil {
				s.learn(row)
			} else if s.unknown[row] == 1 && !c.input {
				s.queue = append(s.queue, row)
			}
		}
	}
	s.propagate()
	for s.several() || s.block() {
	}
	if err := s.verdict(); err != nil {
		return err
	}
	s.unfold()
	return nil
}

// learn notes that a variable is known.
func (s *system) learn(v int32) {
	s.known[v] = true
	s.less(v)
	for _, row := range s.readers[s.first[v]:s.first[v+1]] {
		s.less(row)
	}
}

func (s *system) less(row int32) {
	if s.unknown[row]--; s.unknown[row] == 1 && !s.owner[row].input {
		s.queue = append(s.queue, row)
	}
}

// propagate uses equations with one unknown until there are no more.
func (s *system) propagate() {
	for len(s.queue) > 0 {
		row := s.queue[0]
		s.queue = s.queue[1:]
		if s.used[row] || s.unknown[row] != 1 {
			continue
		}
		if !s.known[row] {
			s.assign(row, groupKey{cell: s.owner[row], from: s.owner[row], k: forwards}, read{s.owner[row], s.element(row), 0, 0}, nil)
			continue
		}
		met, times := s.lastUnknown(row)
		if r := s.undo(s.owner[row], met, times); r != nil {
			s.assign(row, groupKey{cell: met.cell, from: s.owner[row], k: met.k}, met, r)
		}
	}
}

// element is the element of its cell that a variable is.
func (s *system) element(v int32) int { return int(v - s.owner[v].base) }

// lastUnknown is the unknown that an equation reads, and how often it does.
func (s *system) lastUnknown(row int32) (met read, times int) {
	s.eachRead(s.owner[row], s.element(row), func(r read) {
		if !s.known[r.cell.base+int32(r.at)] {
			met = r
			times++
		}
	})
	return met, times
}

// assign uses an equation to solve for one variable.
func (s *system) assign(row int32, key groupKey, met read, r *rule) *group {
	gr := s.group[key]
	if gr == nil {
		gr = &group{groupKey: key, rule: r, order: len(s.groups)}
		if r != nil {
			gr.runtime = r.runtime
		}
		s.group[key] = gr
		s.groups = append(s.groups, gr)
	}
	v := met.cell.base + int32(met.at)
	gr.at, gr.rows, gr.terms = append(gr.at, met.at), append(gr.rows, s.element(row)), append(gr.terms, met.term)
	s.used[row], s.by[v] = true, gr
	s.learn(v)
	return gr
}

// undo finds how an equation is solved for the operand met, nil if no rule does.
func (s *system) undo(c *cell, met read, times int) *rule {
	switch {
	case times > 1:
		return nil
	case c.node == nil:
		return same
	case c.opaque:
		s.fail(c, &Refusal{Kind: NoRule, Nodes: []*ad.Node{c.node}})
		return nil
	}
	return s.ruleOf(c, met.k)
}

// fail remembers the first reason why an operation could not be undone.
func (s *system) fail(c *cell, r *Refusal) {
	if s.failed[c] != nil {
		return
	}
	if r.Kind == OutsideDomain {
		x := r.Nodes[1]
		for x.Op == ad.Gather {
			x = x.Args[0]
		}
		if of := s.of[x]; of != nil && of.input {
			r.Unknown, r.Within = x, &r.Domain
		}
	}
	s.failed[c] = r
}
