package derive

import (
	mathbits "math/bits"
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

// reach is the set of sites that an element reads, directly or not: few words for few sites.
type reach struct {
	words []word // by rising place
	bent  bool   // the element is not linear in one of the sites while the others are fixed
}

// word holds the sites 64 at to 64 at + 63.
type word struct {
	at   int32
	bits uint64
}

func (r *reach) reset() { r.words, r.bent = r.words[:0], false }

func (r *reach) set(site int) { r.add(&reach{words: []word{{int32(site >> 6), 1 << (site & 63)}}}) }

// add joins another set.
func (r *reach) add(other *reach) {
	r.bent = r.bent || other.bent
	i := 0
	if len(other.words) > 0 {
		i, _ = slices.BinarySearchFunc(r.words, other.words[0].at, byPlace)
	}
	for _, w := range other.words {
		for i < len(r.words) && r.words[i].at < w.at {
			i++
		}
		if i < len(r.words) && r.words[i].at == w.at {
			r.words[i].bits |= w.bits
		} else {
			r.words = slices.Insert(r.words, i, w)
		}
	}
}

// meets tells whether two sets have a site in common.
func (r *reach) meets(other *reach) bool {
	i := 0
	for _, w := range other.words {
		for i < len(r.words) && r.words[i].at < w.at {
			i++
		}
		if i < len(r.words) && r.words[i].at == w.at && r.words[i].bits&w.bits != 0 {
			return true
		}
	}
	return false
}

// each visits the sites in order.
func (r *reach) each(visit func(site int)) {
	for _, w := range r.words {
		for b := w.bits; b != 0; b &= b - 1 {
			visit(int(w.at)*64 + mathbits.TrailingZeros64(b))
		}
	}
}

func byPlace(w word, at int32) int { return int(w.at - at) }

// toucher finds which elements of x an element reads.
type toucher struct {
	*analysis
	x      *ad.Node
	size   int   // elements of x
	site   []int // strides of the number of a site along the axes of x
	sets   map[*ad.Node][]*reach
	words  int   // remembered
	result reach // of the element asked for
	factor reach // of the factors of one term
}

// maxWords bounds what a toucher remembers (64 MB).
const maxWords = 1 << 22

func newToucher(nodes int, contains map[*ad.Node]bool, x *ad.Node) *toucher {
	order := &ad.Node{Axes: elementAxes(x.Leaf.Axes)} // sites are numbered in the order of the leaf's axes
	return &toucher{
		analysis: newAnalysis(nodes, func(n *ad.Node) bool { return contains[n] }),
		x:        x, size: elements(x), site: order.Strides(elementAxes(x.Axes)), sets: map[*ad.Node][]*reach{},
	}
}

// touching is an element whose set is being collected.
type touching struct {
	node   *ad.Node
	e, ptr int
	set    *reach
}

// of is the set of element e of n, valid until the next call; nil if it takes too much to find out.
func (t *toucher) of(n *ad.Node, e int) *reach {
	t.result.reset()
	stack := []touching{{node: n, e: e, set: &t.result}}
	for {
		top := &stack[len(stack)-1]
		if arg, at := t.scan(top); arg != nil {
			set := &reach{}
			t.sets[arg][at] = set
			stack = append(stack, touching{node: arg, e: at, set: set})
			continue
		}
		if len(stack) == 1 {
			return &t.result
		}
		if t.words += len(top.set.words) + 1; t.words > maxWords {
			return nil
		}
		stack = stack[:len(stack)-1]
	}
}

// scan adds up the sets of what an element reads, until it meets one that is not known.
func (t *toucher) scan(top *touching) (child *ad.Node, at int) {
	if top.node == t.x {
		top.set.set(offset(top.e, elementAxes(t.x.Axes), t.site))
		return nil, 0
	}
	kind := t.kind(top.node)
	last := -1
	t.reads(top.node, top.e, top.ptr, func(arg *ad.Node, e, ptr int) bool {
		set := t.known(arg, e)
		if set == nil {
			child, at, top.ptr = arg, e, ptr
			return false
		}
		switch kind {
		case sumOfProducts:
			if ptr != last {
				t.factor.reset()
				last = ptr
			}
			top.set.bent = top.set.bent || t.factor.meets(set)
			t.factor.add(set)
		case productOfAll:
			top.set.bent = top.set.bent || top.set.meets(set)
		case bending:
			top.set.bent = top.set.bent || len(set.words) > 0
		}
		top.set.add(set)
		return true
	})
	return child, at
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
func (t *toucher) known(n *ad.Node, e int) *reach {
	s := t.sets[n]
	if s == nil {
		s = make([]*reach, elements(n))
		t.sets[n] = s
	}
	return s[e]
}
