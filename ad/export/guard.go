package export

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// guard is a condition: a node is asked for only where it holds, or only where it does not.
type guard struct {
	cond  *ad.Node
	holds bool
}

// order lists what nodes are made of, arguments first. Definitions of references are cut where they lead back.
func order(results []*ad.Node) []*ad.Node {
	var out []*ad.Node
	seen := map[*ad.Node]bool{}
	var visit func(n *ad.Node)
	visit = func(n *ad.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range args(n) {
			visit(a)
		}
		out = append(out, n)
	}
	for _, n := range results {
		visit(n)
	}
	return out
}

// args are the nodes that a node reads.
func args(n *ad.Node) []*ad.Node {
	if n.Leaf != nil && n.Leaf.Body != nil {
		return []*ad.Node{n.Leaf.Body}
	}
	return n.Args
}

// findGuards finds under which conditions each node is asked for: those that all its readers agree on.
func findGuards(nodes, results []*ad.Node, circular func(*ad.Node) bool) map[*ad.Node][]guard {
	known := map[*ad.Node][]guard{}
	met := map[*ad.Node]bool{}
	agree := func(n *ad.Node, list []guard) {
		list = slices.DeleteFunc(list, func(g guard) bool { return len(ad.Without(g.cond.Axes, n.Axes)) > 0 })
		if !met[n] {
			met[n], known[n] = true, list
			return
		}
		known[n] = slices.DeleteFunc(known[n], func(g guard) bool { return !slices.Contains(list, g) })
	}
	for _, n := range results {
		agree(n, nil)
	}
	for _, n := range slices.Backward(nodes) {
		for k, a := range args(n) {
			if circular(n) && circular(a) && a.Op == ad.LeafOp || n.Op == ad.LeafOp && circular(n) {
				agree(a, nil) // read again and again, under conditions of each time
				continue
			}
			agree(a, passed(n, k, known[n]))
		}
	}
	return known
}

// passed are the conditions under which n asks for its argument k.
func passed(n *ad.Node, k int, own []guard) []guard {
	list := slices.Clone(own)
	switch {
	case n.Op == ad.Select && k == 1:
		list = append(list, guard{n.Args[0], true})
	case n.Op == ad.Select && k == 2:
		list = append(list, guard{n.Args[0], false})
	case n.Op == ad.Mul && hasZero(n.Args[1-k]):
		list = append(list, guard{n.Args[1-k], true})
	}
	if k == 0 && n.Op == ad.Gather || n.Op.Info().Class == ad.ScatterClass || n.Op.Info().Class == ad.LinearClass {
		list = slices.DeleteFunc(list, func(g guard) bool {
			return slices.ContainsFunc(g.cond.Axes, func(a *ad.Axis) bool { return slices.Contains(n.Over, a) || slices.Contains(n.Along, a) })
		})
	}
	return list
}

// hasZero tells whether a table has zeros, which make zeros of whatever they multiply.
func hasZero(n *ad.Node) bool { return n.Op == ad.Const && slices.Contains(n.Table, 0) }

// asked is where a node is asked for; false if it always is.
func (w *writer) asked(n *ad.Node) (string, bool) {
	var parts []string
	for _, g := range w.guards[n] {
		if w.open[g.cond] || w.sweep != nil && !w.ready(g.cond) {
			continue
		}
		x := w.aligned(w.truth(g.cond), g.cond, w.axes(n))
		switch {
		case len(w.guards[n]) == 1 && g.holds:
			parts = append(parts, x.text)
		case g.holds:
			parts = append(parts, x.in(added))
		default:
			parts = append(parts, "~"+x.in(signed))
		}
	}
	return strings.Join(parts, " & "), len(parts) > 0
}

// ready tells whether a condition can be written inside of a loop.
func (w *writer) ready(n *ad.Node) bool {
	return n.Op == ad.Const || w.truths[n].text != "" || w.done[n].text != "" || w.regions[n] != nil
}

// findWild finds what may be infinite, or no number, at ordinary arguments, or while a loop has not made it yet.
func (w *writer) findWild(nodes []*ad.Node) {
	for again := true; again; {
		again = false
		for _, n := range nodes {
			if !w.wild[n] && (w.unbounded(n) || slices.ContainsFunc(args(n), func(a *ad.Node) bool { return w.wild[a] })) {
				w.wild[n], again = true, true
			}
		}
	}
}

// unbounded tells whether an operation may make what is not finite of finite arguments.
func (w *writer) unbounded(n *ad.Node) bool {
	r, _ := w.row(n.Op)
	switch {
	case n.Op == ad.Const:
		return slices.ContainsFunc(n.Table, func(v float64) bool { return math.IsInf(v, 0) || math.IsNaN(v) })
	case n.Op == ad.Div && n.Args[1].Op == ad.Const:
		return slices.Contains(n.Args[1].Table, 0)
	case n.Op == ad.Pow && n.Args[1].Op == ad.Const:
		return slices.ContainsFunc(n.Args[1].Table, func(v float64) bool { return v < 0 || v != math.Trunc(v) })
	}
	return r.keep > 0
}

// absorbs tells whether a factor of a product has zeros where another may be infinite.
func (w *writer) absorbs(n *ad.Node) bool {
	if n.Op != ad.Mul {
		return false
	}
	for k, a := range n.Args {
		if w.wild[n.Args[1-k]] && w.zeros(a) != nil || w.absorbs(a) {
			return true
		}
	}
	return false
}

// unlessZero is a product, which is zero where one of its factors is zero whatever the other may be, or a quotient, which
// is where its numerator is.
func (w *writer) unlessZero(n *ad.Node, x expr) expr {
	for k, a := range n.Args {
		if n.Op == ad.Mul && !w.wild[n.Args[1-k]] || n.Op == ad.Div && k == 1 {
			continue
		}
		if table := w.zeros(a); table != nil {
			kept := make([]float64, len(table))
			for e, zero := range table {
				if !zero {
					kept[e] = 1
				}
			}
			mask := w.logical(a.Axes, kept)
			if w.sweep != nil && a.Has(w.sweep.axis) {
				mask.text += w.sweep.slice(a.Axes, false)
			}
			mask = w.aligned(mask, &ad.Node{Axes: a.Axes}, w.axes(n))
			x = name(fmt.Sprintf("np.where(%s, %s, 0.0)", mask.text, x.text))
		}
	}
	return x
}
