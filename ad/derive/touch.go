package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// containing finds the nodes that read x.
func containing(f, x *ad.Node) map[*ad.Node]bool {
	contains := map[*ad.Node]bool{}
	for _, p := range components([]*ad.Node{f}) {
		found := false
		for _, n := range p.nodes {
			found = found || n == x || slices.ContainsFunc(readsNodes(n), func(a *ad.Node) bool { return contains[a] })
		}
		if found {
			for _, n := range p.nodes {
				contains[n] = true
			}
		}
	}
	return contains
}

// toucher finds which elements of x an element reads, directly or not, and whether it is at most
// linear in each of them.
type toucher struct {
	*analysis
	x     *ad.Node
	size  int   // elements of x
	site  []int // strides of the number of a site along the axes of x
	sets  map[*ad.Node][]bits
	words int // remembered

	factor bits // scratch
}

// maxWords bounds what a toucher remembers (64 MB).
const maxWords = 1 << 23

func newToucher(nodes int, contains map[*ad.Node]bool, x *ad.Node) *toucher {
	order := &ad.Node{Axes: elementAxes(x.Leaf.Axes)} // sites are numbered in the order of the leaf's axes
	t := &toucher{
		analysis: newAnalysis(nodes, func(n *ad.Node) bool { return contains[n] }),
		x:        x, size: elements(x), site: order.Strides(elementAxes(x.Axes)), sets: map[*ad.Node][]bits{},
	}
	t.factor = t.newSet()
	return t
}

// A set of sites has one word more than they need: not zero if the element is bent, that is, not
// linear in one of the sites when the others are fixed.
func (t *toucher) newSet() bits { return append(newBits(t.size), 0) }

func (t *toucher) sitesOf(set bits) bits { return set[:len(set)-1] }

func bent(set bits) bool { return set[len(set)-1] != 0 }

// touching is an element whose set is being collected.
type touching struct {
	node   *ad.Node
	e, ptr int
	set    bits
}

// of is the set of element e of n; false if it takes too much to find out.
func (t *toucher) of(n *ad.Node, e int) (bits, bool) {
	stack := []touching{{node: n, e: e, set: t.newSet()}}
	for {
		top := &stack[len(stack)-1]
		child := t.scan(top)
		switch {
		case child != nil:
			child.set = t.newSet()
			t.sets[child.node][child.e] = child.set
			if t.words += len(child.set); t.words > maxWords {
				return nil, false
			}
			stack = append(stack, *child)
		case len(stack) == 1:
			return top.set, true
		default:
			stack = stack[:len(stack)-1]
		}
	}
}

// scan adds up the sets of what an element reads, until it meets one that is not known.
func (t *toucher) scan(top *touching) (child *touching) {
	if top.node == t.x {
		top.set.set(offset(top.e, elementAxes(t.x.Axes), t.site))
		return nil
	}
	kind := t.kind(top.node)
	factor, last := t.factor, top.ptr // sets of the factors of the present term
	clear(factor)
	t.reads(top.node, top.e, top.ptr, func(arg *ad.Node, at, ptr int) bool {
		set := t.known(arg, at)
		if set == nil {
			top.ptr = ptr
			child = &touching{node: arg, e: at}
			return false
		}
		if ptr != last {
			clear(factor)
			last = ptr
		}
		other := factor
		if kind == productOfAll {
			other = top.set
		}
		meets := false
		for i, w := range t.sitesOf(set) {
			meets = meets || w != 0 && kind == bending || other[i]&w != 0 && kind != additive
		}
		for i, w := range set {
			factor[i] |= w
			top.set[i] |= w
		}
		if meets {
			top.set[len(set)-1] = 1
		}
		return true
	})
	return child
}

// How an operation combines what it reads.
const (
	additive      = iota
	sumOfProducts // of what is read with the same pointer
	productOfAll
	bending
)

func (t *toucher) kind(n *ad.Node) int {
	fixed := func(args []*ad.Node) int {
		if slices.ContainsFunc(args, t.live) {
			return bending
		}
		return additive
	}
	switch n.Op {
	case ad.LeafOp, ad.Add, ad.Sub, ad.Neg:
		return additive
	case ad.Sum:
		return sumOfProducts
	case ad.Mul, ad.Prod:
		return productOfAll
	case ad.Select:
		return fixed(n.Args[:1])
	case ad.Div, ad.Gather, ad.Scatter:
		return fixed(n.Args[1:])
	}
	return bending
}

// known is the set of an element, nil if it has not been looked at. What is being looked at counts
// as known: an element that reads itself has no value anyway.
func (t *toucher) known(n *ad.Node, e int) bits {
	s := t.sets[n]
	if s == nil {
		s = make([]bits, elements(n))
		t.sets[n] = s
	}
	return s[e]
}
