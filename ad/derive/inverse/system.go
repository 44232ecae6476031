package inverse

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

// cell is a node between the unknowns and the outputs, or an output. Its elements are the variables of
// the system, and each is the left side of one equation: element = operation(what it reads). Only
// unknowns have none.
type cell struct {
	node   *ad.Node   // nil: an output
	out    int        // number of the output
	input  bool       // an unknown of the map
	axes   []*ad.Axis // elements are positions on these
	over   []*ad.Axis // Sum: the axes of its terms
	nodes  []*ad.Node // operands; the factors of a Sum; the one of a compound
	args   []*cell    // operands as cells; nil where they do not depend on the unknowns
	stride [][]int    // of each operand, along axes
	term   [][]int    // Sum: offset of each term in each operand
	opaque bool       // what it reads is a matter of positions that are not constant, or of all elements
	base   int32      // number of its first element among all variables
	size   int
}

// read is one occurrence of a variable in an equation.
type read struct {
	cell *cell
	at   int // element
	k    int // operand, -1 if it is not one alone
	term int // Sum: number of the term
}

// system is the set of equations of a map.
type system struct {
	g       *ad.Graph
	m       Map
	targets []*ad.Node
	sched   *derive.Schedule
	cells   []*cell
	of      map[*ad.Node]*cell
	ranges  *ranges

	owner   []*cell // by variable
	known   []bool
	used    []bool   // the equation of this variable has been used
	wanted  []bool   // an output depends on the variable
	by      []*group // what made a variable known
	unknown []int32  // unknown variables of each equation, the left side among them
	start   []int32  // the variables that equation r reads are reads[start[r]:start[r+1]]
	reads   []int32  // each once
	first   []int32  // the equations that read variable v are readers[first[v]:first[v+1]]
	readers []int32
	queue   []int32 // equations with one unknown
	groups  []*group
	group   map[groupKey]*group
	rules   map[ruleKey]*rule
	failed  map[*cell]*Refusal // why an operation could not be undone

	rank       []int32           // of variables, after those that their equations read
	fromParams map[*ad.Node]bool // memory of parametric
	judged     map[string]judgement
	hole       *ad.Node // an unknown, in judged equations
	copies     map[*ad.Axis]*ad.Axis
	misses     int // forms of equations that were judged in vain
}

// newSystem collects the cells of a map and what their elements read.
func newSystem(g *ad.Graph, m Map, targets []*ad.Node) (*system, error) {
	s := &system{
		g: g, m: m, of: map[*ad.Node]*cell{}, group: map[groupKey]*group{}, failed: map[*cell]*Refusal{},
		rules: map[ruleKey]*rule{}, fromParams: map[*ad.Node]bool{},
		judged: map[string]judgement{}, copies: map[*ad.Axis]*ad.Axis{},
	}
	s.hole = g.Input("·", ad.Real)
	s.ranges = newRanges(m.Interval)
	sched, err := derive.Order(m.Out, nil)
	if err != nil {
		return nil, err
	}
	s.sched = sched
	if targets == nil {
		for _, y := range m.Out {
			targets = append(targets, g.Input("y", ad.Real, ad.Union(y.Axes, s.common())...))
		}
	}
	s.targets = targets
	s.collect()
	for _, c := range s.cells {
		if err := s.prepare(c); err != nil {
			return nil, err
		}
	}
	s.index()
	return s, nil
}

// common are the axes of samples and mapped axes that the unknowns carry.
func (s *system) common() []*ad.Axis {
	var out []*ad.Axis
	for _, x := range s.m.In {
		out = ad.Union(out, ad.Without(x.Axes, s.elementAxes(x.Axes)))
	}
	return out
}

// separate tells whether the positions on an axis are problems of their own.
func (s *system) separate(a *ad.Axis) bool { return a.Lane || slices.Contains(s.m.Mapped, a) }

// elementAxes are the axes that elements of the system are positions on.
func (s *system) elementAxes(axes []*ad.Axis) []*ad.Axis {
	return slices.DeleteFunc(slices.Clone(axes), s.separate)
}

// operands are the nodes that a node reads.
func operands(n *ad.Node) []*ad.Node {
	if n.Leaf != nil && n.Leaf.Body != nil {
		return []*ad.Node{n.Leaf.Body}
	}
	if n.Op == ad.Sum {
		return factors(n.Args[0])
	}
	if f := compoundOf(n); f != nil {
		return []*ad.Node{f.x}
	}
	return n.Args
}

// factors takes a product apart; powers are one factor.
func factors(n *ad.Node) []*ad.Node {
	if _, k := asPower(n); k == 1 && n.Op == ad.Mul {
		return append(factors(n.Args[0]), factors(n.Args[1])...)
	}
	return []*ad.Node{n}
}

// collect makes the cells: the nodes that depend on an unknown, and the outputs.
func (s *system) collect() {
	seen := map[*ad.Node]bool{}
	live := map[*ad.Node]bool{}
	var nodes []*ad.Node
	for _, x := range s.m.In {
		seen[x], live[x] = true, true
		nodes = append(nodes, x)
	}
	stack := slices.Clone(s.m.Out)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !seen[n] {
			seen[n] = true
			nodes = append(nodes, n)
			stack = append(stack, operands(n)...)
		}
	}
	slices.SortFunc(nodes, func(a, b *ad.Node) int { return a.ID - b.ID })
	for changed := true; changed; {
		changed = false
		for _, n := range nodes {
			if !live[n] && slices.ContainsFunc(operands(n), func(a *ad.Node) bool { return live[a] }) {
				live[n], changed = true, true
			}
		}
	}
	for _, n := range nodes {
		if live[n] {
			c := &cell{node: n, axes: s.elementAxes(n.Axes), input: slices.Contains(s.m.In, n)}
			if !c.input {
				c.nodes = operands(n)
			}
			s.of[n] = c
			s.cells = append(s.cells, c)
		}
	}
	for k, y := range s.m.Out {
		s.cells = append(s.cells, &cell{out: k, axes: s.elementAxes(s.targets[k].Axes), nodes: []*ad.Node{y}})
	}
}

// prepare finds the operands of a cell, and whether it mixes what must stay separate.
func (s *system) prepare(c *cell) error {
	n := c.node
	if n != nil && !c.input && n.Op != ad.Iota && slices.ContainsFunc(ad.Union(n.Over, n.Along), s.separate) {
		return &Refusal{Kind: Mixes, Nodes: []*ad.Node{n}}
	}
	c.size = ad.Elements(c.axes)
	if n != nil && n.Op == ad.Sum {
		c.over = s.elementAxes(n.Over)
	}
	for _, a := range c.nodes {
		c.args = append(c.args, s.of[a])
		own := &ad.Node{Axes: s.elementAxes(a.Axes)}
		c.stride = append(c.stride, own.Strides(c.axes))
		if c.over != nil {
			along := own.Strides(c.over)
			offsets := make([]int, 0, ad.Elements(c.over))
			ad.Each(c.over, [][]int{along}, func(at []int) { offsets = append(offsets, at[0]) })
			c.term = append(c.term, offsets)
		}
	}
	if n == nil || c.input {
		return nil
	}
	switch n.Op.Info().Class {
	case ad.ReduceClass:
		c.opaque = n.Op != ad.Sum
	case ad.GatherClass:
		c.opaque = slices.ContainsFunc(n.Args[1:], func(i *ad.Node) bool { return s.varies(i) })
	case ad.ScatterClass, ad.LinearClass:
		c.opaque = true
	}
	return nil
}

// varies tells whether a node of positions is not the same in all separate problems.
func (s *system) varies(i *ad.Node) bool {
	return !i.Fixed() || len(s.elementAxes(i.Axes)) < len(i.Axes)
}

// whole is the number that the schedule gives to an element: mapped axes count there, and stand at 0.
func (s *system) whole(n *ad.Node, e int) int {
	mine := s.elementAxes(n.Axes)
	all := slices.DeleteFunc(slices.Clone(n.Axes), func(a *ad.Axis) bool { return a.Lane })
	if len(mine) == len(all) {
		return e
	}
	return offset(e, mine, (&ad.Node{Axes: all}).Strides(mine))
}

// zero tells whether an element is known to be zero in all separate problems.
func (s *system) zero(n *ad.Node, e int) bool {
	return len(n.Axes) == len(ad.Without(n.Axes, s.m.Mapped)) && s.sched.Zero(n, e)
}

// eachRead visits the occurrences of variables in the equation of element e.
func (s *system) eachRead(c *cell, e int, visit func(r read)) {
	at := func(k int) int { return offset(e, c.axes, c.stride[k]) }
	switch {
	case c.input:
	case c.node == nil:
		if c.args[0] != nil {
			visit(read{c.args[0], at(0), 0, 0})
		}
	case c.opaque:
		s.sched.Reads(c.node, s.whole(c.node, e), func(arg *ad.Node, i int) bool {
			if a := s.of[arg]; a != nil {
				visit(read{a, s.mine(arg, i), -1, 0})
			}
			return true
		})
	case c.node.Op == ad.Sum:
		s.eachTerm(c, e, visit)
	case c.node.Op == ad.Select || c.node.Op == ad.Gather || c.node.Op == ad.LeafOp:
		s.alias(c, e, visit)
	case c.node.Op == ad.Mul && len(c.nodes) == 2 && (s.zero(c.nodes[0], at(0)) || s.zero(c.nodes[1], at(1))):
	default:
		for k, a := range c.args {
			if a != nil {
				visit(read{a, at(k), k, 0})
			}
		}
	}
}

// mine is the element of the system that the schedule calls i.
func (s *system) mine(n *ad.Node, i int) int {
	all := slices.DeleteFunc(slices.Clone(n.Axes), func(a *ad.Axis) bool { return a.Lane })
	return offset(i, all, (&ad.Node{Axes: s.elementAxes(n.Axes)}).Strides(all))
}

// eachTerm visits what a sum reads: the factors of terms that are not known to be zero.
func (s *system) eachTerm(c *cell, e int, visit func(r read)) {
	base := make([]int, len(c.args))
	for k := range base {
		base[k] = offset(e, c.axes, c.stride[k])
	}
terms:
	for t := range ad.Elements(c.over) {
		for k, a := range c.nodes {
			if s.zero(a, base[k]+c.term[k][t]) {
				continue terms
			}
		}
		for k, a := range c.args {
			if a != nil {
				visit(read{a, base[k] + c.term[k][t], k, t})
			}
		}
	}
}

// alias visits the one element that a guard, a position or a Ref stands for, or all operands of a
// Select with a computed condition.
func (s *system) alias(c *cell, e int, visit func(r read)) {
	src, i, ok := s.sched.Alias(c.node, s.whole(c.node, e))
	switch {
	case ok && s.of[src] != nil:
		visit(read{s.of[src], s.mine(src, i), slices.Index(c.nodes, src), 0})
	case !ok && c.node.Op == ad.Select:
		for k, a := range c.args {
			if a != nil {
				visit(read{a, offset(e, c.axes, c.stride[k]), k, 0})
			}
		}
	}
}

// index numbers the variables and lists which equations read which.
func (s *system) index() {
	count := 0
	for _, c := range s.cells {
		c.base = int32(count)
		count += c.size
	}
	s.owner = make([]*cell, count)
	s.known, s.used, s.by = make([]bool, count), make([]bool, count), make([]*group, count)
	s.unknown, s.start, s.first = make([]int32, count), make([]int32, count+1), make([]int32, count+1)
	seen := make([]int32, count) // 1 + the last equation that read a variable
	for _, c := range s.cells {
		for e := range c.size {
			row := c.base + int32(e)
			s.owner[row] = c
			s.eachRead(c, e, func(r read) {
				if v := r.cell.base + int32(r.at); seen[v] != row+1 {
					seen[v] = row + 1
					s.reads = append(s.reads, v)
					s.first[v+1]++
				}
			})
			s.start[row+1] = int32(len(s.reads))
			s.unknown[row] = 1 + s.start[row+1] - s.start[row]
		}
	}
	for v := range count {
		s.first[v+1] += s.first[v]
	}
	s.want()
	next := slices.Clone(s.first)
	s.readers = make([]int32, len(s.reads))
	for row := range count {
		for _, v := range s.reads[s.start[row]:s.start[row+1]] {
			s.readers[next[v]] = int32(row)
			next[v]++
		}
	}
}

// want finds the variables that outputs depend on.
func (s *system) want() {
	s.wanted = make([]bool, len(s.owner))
	var stack []int32
	for v, c := range s.owner {
		if c.node == nil {
			s.wanted[v] = true
			stack = append(stack, int32(v))
		}
	}
	for len(stack) > 0 {
		row := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, v := range s.reads[s.start[row]:s.start[row+1]] {
			if !s.wanted[v] {
				s.wanted[v] = true
				stack = append(stack, v)
			}
		}
	}
}

// offset turns element e of axes into an offset by strides along them.
func offset(e int, axes []*ad.Axis, stride []int) int {
	out := 0
	for k := len(axes) - 1; k >= 0; k-- {
		size := axes[k].Size
		q := e / size
		out += (e - q*size) * stride[k]
		e = q
	}
	return out
}

// positions of element e on axes.
func positions(e int, axes []*ad.Axis) []int {
	at := make([]int, len(axes))
	for k := len(axes) - 1; k >= 0; k-- {
		at[k] = e % axes[k].Size
		e /= axes[k].Size
	}
	return at
}
