package export

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

// A recurrence, or a draw whose elements read earlier ones, becomes a loop. Where one axis orders it, as time does, the loop
// goes along that axis and computes one position in each round (sweep). Any other order is met by computing all elements
// again and again from those of the round before, until the last one is right (rounds): each round gets right what reads
// elements that are.

// sweep is a loop along an axis.
type sweep struct {
	axis   *ad.Axis
	at     string              // the position
	back   bool                // from the last to the first
	stored []*ad.Node          // what later positions read
	arrays map[*ad.Node]string // where they are stored
}

// slice is an index that reads the present position of an array.
func (s *sweep) slice(axes []*ad.Axis, samples bool) string {
	at := make([]string, len(axes))
	for k, a := range axes {
		at[k] = ":"
		if a == s.axis {
			at[k] = s.at
		}
	}
	if samples {
		at = append([]string{"..."}, at...)
	}
	return "[" + strings.Join(at, ", ") + "]"
}

// present is an array of before the loop at the present position.
func (s *sweep) present(w *writer, n *ad.Node, x expr) expr {
	if !n.Has(s.axis) {
		return x
	}
	return name(x.in(atom) + s.slice(n.Axes, w.samples[n]))
}

// stored tells whether a node is read at other positions of the loop that is being written.
func (w *writer) stored(n *ad.Node) bool { return w.sweep != nil && w.sweep.arrays[n] != "" }

// gatherStored reads another position of what a loop has stored. Off the axis nobody asks.
func (w *writer) gatherStored(n *ad.Node) expr {
	s, x, i := w.sweep, n.Args[0], n.Args[1]
	before := *s
	before.at = fmt.Sprintf("%s - 1", s.at)
	for at, p := range i.Table {
		if p >= 0 && p < float64(s.axis.Size) && int(p) != at-1 {
			before.at = w.whole(i.Axes, clipped(i.Table, s.axis.Size)).text + "[" + s.at + "]"
			break
		}
	}
	return name(s.arrays[x] + before.slice(x.Axes, w.samples[x]))
}

// clipped are positions that lie on an axis: those that do not are 0.
func clipped(table []float64, size int) []float64 {
	out := slices.Clone(table)
	for e, p := range out {
		if !(p >= 0 && p < float64(size)) {
			out[e] = 0
		}
	}
	return out
}

// loop writes the definitions of a region.
func (w *writer) loop(r *derive.Region) {
	inside := map[*ad.Node]bool{}
	for n, other := range w.regions {
		if other == r {
			inside[n] = true
		}
	}
	nodes := slices.SortedFunc(maps.Keys(inside), func(a, b *ad.Node) int { return a.ID - b.ID })
	for _, n := range nodes {
		for _, a := range args(n) {
			if !inside[a] && a.Op != ad.Const && a.Op != ad.Iota {
				w.named(a)
			}
		}
	}
	if s := w.findSweep(nodes, inside); s != nil {
		w.sweepLoop(s, nodes)
	} else {
		w.roundLoop(r, nodes, inside)
	}
}

// named writes a node and gives it a name, so that a loop reads it.
func (w *writer) named(n *ad.Node) expr {
	x := w.node(n)
	if x.binds != literal && !identifier.MatchString(x.text) {
		x = w.assign(n, x)
		w.done[n] = x
	}
	if truthful(n.Op) {
		w.truths[n] = expr{x.text + " != 0", compared}
	}
	return x
}

// refs are the definitions among nodes.
func refs(nodes []*ad.Node) []*ad.Node {
	return slices.DeleteFunc(slices.Clone(nodes), func(n *ad.Node) bool { return n.Op != ad.LeafOp })
}

// begin makes arrays of zeros for what a loop fills in, and returns their names.
func (w *writer) begin(list, nodes []*ad.Node) []string {
	lead := w.lead(nodes)
	out := make([]string, len(list))
	for k, n := range list {
		dims := shape(n.Axes)
		if lead != "" && w.samples[n] {
			dims = lead + " + " + dims
		}
		out[k] = w.assign(n, name("np.zeros("+dims+")")).text
		w.done[n] = name(out[k])
	}
	return out
}

// lead is the shape of the samples in front of what a loop reads; "" if there are none.
func (w *writer) lead(nodes []*ad.Node) string {
	var parts []string
	seen := map[*ad.Node]bool{}
	for _, n := range nodes {
		for _, a := range args(n) {
			if w.samples[a] && w.done[a].text != "" && !seen[a] {
				seen[a] = true
				parts = append(parts, fmt.Sprintf("(%s, %d)", w.done[a].text, len(a.Axes)))
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	w.need("_lead")
	out := w.taken.unique("lead")
	w.line("%s = _lead(%s)", out, strings.Join(parts, ", "))
	return out
}

// body writes the inside of a loop over the names, and what makes it turn in the language.
func (w *writer) body(count int, at string, state []string, inside func()) {
	w.lang.loop(w, count, at, state, inside)
}

// roundLoop computes all elements as often as the longest chain of them is long.
func (w *writer) roundLoop(r *derive.Region, nodes []*ad.Node, inside map[*ad.Node]bool) {
	list := refs(nodes)
	state := w.begin(list, nodes)
	rounds := w.rounds(list, inside)
	kept, truths := maps.Clone(w.done), maps.Clone(w.truths)
	w.body(rounds, w.taken.unique("k"), state, func() {
		next := make([]string, len(list))
		for k, n := range list {
			next[k] = w.spread(w.node(n.Leaf.Body), n.Leaf.Body, n.Axes).text
			if w.samples[n] && !w.samples[n.Leaf.Body] {
				next[k] = "np.broadcast_to(" + next[k] + ", np.shape(" + state[k] + "))"
			}
		}
		w.line("%s = %s", strings.Join(state, ", "), strings.Join(next, ", "))
	})
	w.done, w.truths = kept, truths
}

// rounds is the number of rounds after which every element that is asked for is right.
func (w *writer) rounds(list []*ad.Node, inside map[*ad.Node]bool) int {
	type element struct {
		n *ad.Node
		e int
	}
	depth := map[element]int{}
	var of func(n *ad.Node, e int) int
	of = func(n *ad.Node, e int) int {
		at := element{n, e}
		if d, ok := depth[at]; ok {
			return d
		}
		most := 0
		w.schedule.Reads(n, e, func(arg *ad.Node, i int) bool {
			if inside[arg] {
				most = max(most, of(arg, i))
			}
			return true
		})
		if n.Op == ad.LeafOp {
			most++
		}
		depth[at] = most
		return most
	}
	total := 1
	for _, n := range list {
		for e, level := range w.regions[n].Level[n] {
			if level >= 0 {
				total = max(total, of(n, e))
			}
		}
	}
	return total
}

// findSweep finds an axis that all nodes of a region carry and along which they read earlier positions, or later ones,
// alone. It returns nil if there is none.
func (w *writer) findSweep(nodes []*ad.Node, inside map[*ad.Node]bool) *sweep {
	for _, a := range nodes[0].Axes {
		if a.Lane || slices.ContainsFunc(nodes, func(n *ad.Node) bool { return !n.Has(a) || n.Op == ad.Sum && slices.Contains(n.Over, a) }) {
			continue
		}
		for _, back := range []bool{false, true} {
			s := &sweep{axis: a, back: back}
			if !slices.ContainsFunc(nodes, func(n *ad.Node) bool { return !s.allows(n, inside) }) && s.ordered(nodes, inside) {
				return s
			}
		}
	}
	return nil
}

// allows tells whether a node can be computed in a loop along the axis, and notes what it reads of other positions.
func (s *sweep) allows(n *ad.Node, inside map[*ad.Node]bool) bool {
	if n.Op.Info().Class == ad.ScatterClass || n.Op.Info().Class == ad.LinearClass && slices.Contains(n.Over, s.axis) {
		return false
	}
	k := slices.Index(n.Over, s.axis)
	if n.Op != ad.Gather || k < 0 {
		return n.Op.Info().Class != ad.ReduceClass || !slices.Contains(n.Over, s.axis)
	}
	x, i := n.Args[0], n.Args[k+1]
	if !inside[x] || len(n.Over) > 1 || i.Op != ad.Const || !i.Has(s.axis) || len(i.Axes) != 1 {
		return false
	}
	for at, p := range i.Table {
		on := p >= 0 && int(p) < s.axis.Size
		if on && (int(p) >= at && !s.back || int(p) <= at && s.back) {
			return false
		}
	}
	if !slices.Contains(s.stored, x) {
		s.stored = append(s.stored, x)
	}
	return true
}

// ordered tells whether the nodes at one position have an order, when what is stored is read of other positions.
func (s *sweep) ordered(nodes []*ad.Node, inside map[*ad.Node]bool) bool {
	state := map[*ad.Node]int{}
	var visit func(n *ad.Node) bool
	visit = func(n *ad.Node) bool {
		if state[n] == 1 {
			return false
		}
		if state[n] == 2 {
			return true
		}
		state[n] = 1
		for k, a := range args(n) {
			if across := n.Op == ad.Gather && k == 0 && slices.Contains(n.Over, s.axis); inside[a] && !across && !visit(a) {
				return false
			}
		}
		state[n] = 2
		return true
	}
	return !slices.ContainsFunc(nodes, func(n *ad.Node) bool { return !visit(n) })
}

// sweepLoop computes one position after another.
func (w *writer) sweepLoop(s *sweep, nodes []*ad.Node) {
	list := slices.Clone(s.stored)
	for _, n := range refs(nodes) {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	state := w.begin(list, nodes)
	kept, truths := maps.Clone(w.done), maps.Clone(w.truths)
	s.at = w.taken.unique("k")
	s.arrays = map[*ad.Node]string{}
	for k, n := range list {
		s.arrays[n] = state[k]
	}
	count := s.axis.Size
	w.body(count, s.at, state, func() {
		w.sweep, w.done, w.truths = s, map[*ad.Node]expr{}, map[*ad.Node]expr{}
		if s.back {
			w.line("%s = %d - %s", s.at, count-1, s.at)
		}
		for n, x := range kept {
			if w.regions[n] == nil {
				w.done[n] = s.present(w, n, x)
			}
		}
		next := make([]string, len(list))
		for k, n := range list {
			x := n
			if n.Op == ad.LeafOp {
				x = n.Leaf.Body
			}
			next[k] = w.spread(w.node(x), x, w.axes(n)).text
			w.done[n] = name(next[k])
		}
		for k, n := range list {
			w.lang.store(w, state[k], s.slice(n.Axes, w.samples[n]), next[k])
		}
		w.sweep = nil
	})
	w.done, w.truths = kept, truths
}
