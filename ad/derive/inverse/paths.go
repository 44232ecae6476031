package inverse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// paths are the ways from the equations of a group down to their unknowns, which they meet several times.
type paths struct {
	between map[place]bool // elements on the way, unknown themselves
	rising  map[int]bool   // by equation: the slope is positive
	slope   Interval       // of all equations together
}

// place is a variable as an equation sees it.
type place struct {
	row int // element of the cell of the equation
	v   int32
}

// maxBetween bounds the elements on the way from an equation to its unknown.
const maxBetween = 1 << 12

// maxMisses bounds how many forms of equations are judged in vain.
const maxMisses = 256

// several tries equations that hold several unknowns; all of them may depend on one.
func (s *system) several() bool {
	if s.rank == nil {
		s.sort()
	}
	progress := false
	for v, c := range s.owner {
		row := int32(v)
		if !c.input && s.known[row] && !s.used[row] && s.unknown[row] > 0 && s.throughOne(row) {
			progress = true
			s.propagate()
		}
	}
	return progress
}

// sort ranks variables so that each comes after those that its equation reads.
func (s *system) sort() {
	s.rank = make([]int32, len(s.owner))
	next := make([]int32, len(s.owner))
	count := int32(0)
	var stack []int32
	for v := range s.owner {
		if next[v] == 0 {
			stack = append(stack, int32(v))
		}
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			if i := s.start[top] + next[top]; i < s.start[top+1] {
				next[top]++
				if u := s.reads[i]; next[u] == 0 && s.rank[u] == 0 {
					stack = append(stack, u)
				}
				continue
			}
			stack = stack[:len(stack)-1]
			if s.rank[top] == 0 {
				count++
				s.rank[top] = count
			}
			next[top]++ // an element that reads nothing has been seen too
		}
	}
}

// throughOne looks for an element through which all unknowns of an equation enter, the nearest first,
// and solves for it. It goes from elements to what they depend on, those first that nothing else on
// the way depends on.
func (s *system) throughOne(row int32) bool {
	if s.misses > maxMisses {
		return false
	}
	var front []int32 // by rank
	inputs := 0       // among them; these depend on nothing, so that there is one at most
	between := map[int32]bool{}
	widen := func(v int32) {
		for _, u := range s.unknowns(v) {
			if i, met := slices.BinarySearchFunc(front, u, func(a, b int32) int { return int(s.rank[a] - s.rank[b]) }); !met {
				front = slices.Insert(front, i, u)
				if s.owner[u].input {
					inputs++
				}
			}
		}
	}
	for v := row; len(between) < maxBetween; {
		if widen(v); inputs > 1 {
			return false
		}
		if len(front) == 1 && s.solveFor(row, front[0], between) {
			return true
		}
		last := len(front) - 1
		if s.owner[front[last]].input {
			last--
		}
		if last < 0 || !s.simple(front[last]) {
			return false
		}
		v = front[last]
		front = slices.Delete(front, last, last+1)
		between[v] = true
	}
	return false
}

// simple tells whether it is known which elements an element reads, or it reads all of them.
func (s *system) simple(v int32) bool {
	c := s.owner[v]
	return !c.opaque || c.node.Op.Info().Class == ad.ReduceClass
}

// solveFor solves an equation for an element d, through which all its unknowns enter.
func (s *system) solveFor(row, d int32, between map[int32]bool) bool {
	c, p := s.owner[d], s.owner[row]
	e := s.element(row)
	pl := &puller{
		s: s, p: p, fixed: e, rows: map[int]bool{e: true}, value: func(c *cell) *ad.Node { return c.node },
		again: func(_ int, v int32) bool { return between[v] }, is: func(_ int, v int32) bool { return v == d },
		hole: func(o *cell) *ad.Node { return only(o == c, s.hole) },
	}
	body := pl.equation()
	if pl.err != nil {
		s.fail(p, pl.err)
		return false
	}
	j := s.judge(p.node, body, c.node)
	if j.refusal != nil {
		r := *j.refusal
		r.Elements = []Elements{s.elements(c, s.element(d))}
		s.fail(p, &r)
		return false
	}
	key := groupKey{cell: c, from: p, k: monotonely}
	if j.linear {
		key.k = linearly
	}
	gr := s.assign(row, key, read{c, s.element(d), key.k, 0}, nil)
	if gr.paths == nil {
		gr.paths = &paths{between: map[place]bool{}, rising: map[int]bool{}, slope: j.slope}
	}
	if j.runtime {
		gr.runtime = j.node
	}
	gr.paths.slope = gr.paths.slope.hull(j.slope)
	gr.paths.rising[e] = j.rising
	for u := range between {
		gr.paths.between[place{e, u}] = true
	}
	return true
}

// only is n if a condition holds, else nil.
func only(cond bool, n *ad.Node) *ad.Node {
	if cond {
		return n
	}
	return nil
}

// judgement tells whether an equation can be solved for one element.
type judgement struct {
	linear  bool
	rising  bool
	runtime bool     // the slope is made of parameters and may turn out to be zero
	node    *ad.Node // the slope
	slope   Interval
	refusal *Refusal
}

// judge finds the slope of an equation and its sign. Equations of one form are judged once.
func (s *system) judge(at, body, unknown *ad.Node) judgement {
	form := form(body, s.hole) + fmt.Sprint(unknown.ID)
	if j, ok := s.judged[form]; ok {
		return j
	}
	j := s.newJudgement(at, body, unknown)
	s.judged[form] = j
	if j.refusal != nil {
		s.misses++
	}
	return j
}

func (s *system) newJudgement(at, body, unknown *ad.Node) judgement {
	d, err := s.g.JVP([]*ad.Node{body}, []*ad.Node{s.hole}, []*ad.Node{s.g.Const(1)})
	if err != nil {
		return judgement{refusal: &Refusal{Kind: NoRule, Nodes: []*ad.Node{at}}}
	}
	pr := newProver(s, d[0], s.hole, s.ranges.of(unknown))
	j := judgement{node: d[0], slope: pr.rangeOf(d[0])}
	if r := pr.smooth(body); r != nil {
		for k, n := range r.Nodes {
			r.Nodes[k] = replace(s.g, n, s.hole, unknown)
		}
		j.refusal = r
		return j
	}
	j.linear = !pr.on(d[0])
	sign := j.slope.Sign()
	if j.linear {
		if sign == 0 && s.parametric(d[0]) && !d[0].Fixed() {
			j.runtime = true
			return j
		}
	} else {
		sign = pr.sign()
	}
	if sign == 0 {
		j.refusal = pr.refusal(at, unknown)
	}
	j.rising = sign > 0
	switch {
	case sign > 0 && j.slope.Lo < 0:
		j.slope.Lo, j.slope.LoOpen = 0, false
	case sign < 0 && j.slope.Hi > 0:
		j.slope.Hi, j.slope.HiOpen = 0, false
	}
	return j
}

// form writes an expression so that those are equal that differ only in positions of what does not
// contain the hole.
func form(n, hole *ad.Node) string {
	var out strings.Builder
	number := map[*ad.Node]int{}
	var write func(n *ad.Node) int
	write = func(n *ad.Node) int {
		if k, ok := number[n]; ok {
			return k
		}
		var line string
		switch {
		case n == hole:
			line = "hole"
		case n.Op == ad.Const && len(n.Table) == 1:
			line = fmt.Sprint(n.Table[0])
		case n.Op == ad.Gather:
			line = fmt.Sprint("at", write(n.Args[0]), n.Over)
		case n.Op == ad.LeafOp || n.Op == ad.Const || n.Op == ad.Iota:
			line = fmt.Sprint("node", n.ID)
		default:
			line = n.Op.String()
			for _, a := range n.Args {
				line += fmt.Sprint(" ", write(a))
			}
			for _, a := range n.Over {
				line += fmt.Sprint(" over ", a.ID)
			}
		}
		number[n] = len(number)
		out.WriteString(line + ";")
		return number[n]
	}
	write(n)
	return out.String()
}

// replace is n with one leaf replaced.
func replace(g *ad.Graph, n, leaf, by *ad.Node) *ad.Node {
	memo := map[*ad.Node]*ad.Node{leaf: by}
	var walk func(n *ad.Node) *ad.Node
	walk = func(n *ad.Node) *ad.Node {
		if m := memo[n]; m != nil {
			return m
		}
		args, changed := make([]*ad.Node, len(n.Args)), false
		for k, a := range n.Args {
			args[k] = walk(a)
			changed = changed || args[k] != a
		}
		m := n
		if changed {
			m = rebuilt(g, n, args)
		}
		memo[n] = m
		return m
	}
	return walk(n)
}

// rebuilt is the operation of n on other arguments.
func rebuilt(g *ad.Graph, n *ad.Node, args []*ad.Node) *ad.Node {
	switch n.Op.Info().Class {
	case ad.ElementClass:
		return g.Apply(n.Op, args...)
	case ad.ReduceClass:
		return g.Reduce(n.Op, args[0], n.Over...)
	case ad.GatherClass:
		return g.Gather(args[0], n.Over, args[1:])
	case ad.ScatterClass:
		return g.Scatter(args[0], n.Over, args[1:], n.Along)
	case ad.LinearClass:
		return g.Linear(n.Op, args[0], n.Over[0], n.Over[1])
	}
	return n
}
