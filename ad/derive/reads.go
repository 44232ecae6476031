package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// reader knows how the elements of one node read others.
type reader struct {
	node    *ad.Node
	axes    []*ad.Axis // the elements are positions on these
	args    []operand
	terms   int     // reductions: number of terms
	live    bool    // an argument is live
	skip    bool    // reductions: terms with a known zero are not read
	product bool    // with a known zero among the arguments nothing is read
	alias   bool    // every element is the element it reads
	arrive  *places // Scatter: which terms arrive where
}

// operand is an argument as seen from the elements of a node.
type operand struct {
	node   *ad.Node
	live   bool
	know   fact
	stride []int   // along the reader's axes
	same   bool    // same axes: element e reads element e
	term   []int32 // reductions, Scatter: offset of each term
	along  []int   // Gather, the first argument: strides along Over
	fixed  []int32 // Gather, Scatter, further arguments: constant positions; nil if computed
}

func (o *operand) at(e int, axes []*ad.Axis) int {
	if o.same {
		return e
	}
	return offset(e, axes, o.stride)
}

// analysis answers what elements read, leaving out nodes that are not live.
type analysis struct {
	*knowledge
	live    func(n *ad.Node) bool
	readers []*reader // by node ID
}

func newAnalysis(nodes int, live func(n *ad.Node) bool) *analysis {
	return &analysis{newKnowledge(), live, make([]*reader, nodes)}
}

func (a *analysis) reader(n *ad.Node) *reader {
	if r := a.readers[n.ID]; r != nil {
		return r
	}
	r := a.build(n)
	a.readers[n.ID] = r
	return r
}

func (a *analysis) build(n *ad.Node) *reader {
	r := &reader{node: n, axes: elementAxes(n.Axes)}
	args := n.Args
	switch {
	case n.Op == ad.LeafOp:
		if n.Leaf.Body != nil {
			args, r.alias = []*ad.Node{n.Leaf.Body}, true
		}
	case n.Op == ad.Mul || n.Op == ad.And:
		r.product = true
	case n.Op == ad.Stop:
		r.alias = true
	case n.Op == ad.Sum:
		args, r.skip = ad.Factors(n.Args[0]), true
	}
	over := elementAxes(n.Over)
	for _, arg := range args {
		o := operand{node: arg, live: a.live(arg), know: a.of(arg), stride: strides(arg, r.axes)}
		r.live = r.live || o.live
		o.same = slices.Equal(elementAxes(arg.Axes), r.axes)
		switch n.Op.Info().Class {
		case ad.LinearClass:
			o.stride, o.same = dropped(o.stride, r.axes, n.Over), false
			fallthrough
		case ad.ReduceClass:
			r.terms = ad.Elements(over)
			o.terms(over)
		}
		r.args = append(r.args, o)
	}
	switch n.Op {
	case ad.Gather:
		a.positions(r, over)
	case ad.Scatter:
		a.scatter(r)
	}
	return r
}

// terms sets the offset of each term of a reduction.
func (o *operand) terms(over []*ad.Axis) {
	along := strides(o.node, over)
	o.term = make([]int32, ad.Elements(over))
	for t := range o.term {
		o.term[t] = int32(offset(t, over, along))
	}
}

// positions prepares a Gather. Positions on a Lane axis choose samples, not elements.
func (a *analysis) positions(r *reader, over []*ad.Axis) {
	r.alias = len(over) == len(r.node.Over)
	r.args[0].stride, r.args[0].same = dropped(r.args[0].stride, r.axes, r.node.Over), false
	r.args[0].along = strides(r.args[0].node, r.node.Over)
	for k, axis := range r.node.Over {
		if o := &r.args[k+1]; !axis.Lane && a.isConstant(o.node) {
			o.fixed = a.positionsOf(o.node)
		} else {
			r.alias = false
		}
	}
}

// see is told of an element that is read; ptr is where to go on. It returns false to stop.
type see func(arg *ad.Node, at, ptr int) bool

// reads visits the elements of live nodes that element e of n reads, from ptr on (0: all).
func (a *analysis) reads(n *ad.Node, e, ptr int, visit see) {
	r := a.reader(n)
	switch n.Op.Info().Class {
	case ad.ReduceClass, ad.LinearClass:
		r.reduction(e, ptr, visit)
	case ad.GatherClass:
		r.gather(e, ptr, visit)
	case ad.ScatterClass:
		r.scattered(e, ptr, visit)
	default:
		r.elementwise(e, ptr, visit)
	}
}

func (r *reader) elementwise(e, ptr int, visit see) {
	if r.product {
		for k := range r.args {
			if o := &r.args[k]; o.know.zero != nil && o.know.zero.has(o.at(e, r.axes)) {
				return
			}
		}
	}
	if r.node.Op == ad.Or {
		for k := range r.args {
			if o := &r.args[k]; o.know.one != nil && o.know.one.has(o.at(e, r.axes)) {
				return
			}
		}
	}
	first, last := 0, len(r.args)
	if k := r.branch(e); k > 0 {
		first, last = k, k+1
	}
	for k := max(first, ptr); k < last; k++ {
		if o := &r.args[k]; o.live && !visit(o.node, o.at(e, r.axes), k) {
			return
		}
	}
}

// branch of a Select that element e is, 0 if that is not known.
func (r *reader) branch(e int) int {
	if r.node.Op != ad.Select || r.args[0].know.zero == nil && r.args[0].know.one == nil {
		return 0
	}
	switch c := r.args[0].at(e, r.axes); {
	case r.args[0].know.one.has(c):
		return 1
	case r.args[0].know.zero.has(c):
		return 2
	}
	return 0
}

// isAlias tells whether element e is the one element it reads.
func (r *reader) isAlias(e int) bool { return r.alias || r.branch(e) > 0 }

func (r *reader) reduction(e, ptr int, visit see) {
	if !r.live {
		return
	}
	base := r.base(e, make([]int, 0, 8))
	for t := ptr; t < r.terms; t++ {
		if r.skips(base, t) {
			continue
		}
		for k := range r.args {
			if o := &r.args[k]; o.live && !visit(o.node, base[k]+int(o.term[t]), t) {
				return
			}
		}
	}
}

// base are the elements of the arguments that the first term of element e reads.
func (r *reader) base(e int, base []int) []int {
	for k := range r.args {
		base = append(base, offset(e, r.axes, r.args[k].stride))
	}
	return base
}

// skips tells whether term t is known to be zero in a sum.
func (r *reader) skips(base []int, t int) bool {
	if !r.skip {
		return false
	}
	for k := range r.args {
		if o := &r.args[k]; o.know.zero != nil && o.know.zero.has(base[k]+int(o.term[t])) {
			return true
		}
	}
	return false
}

// count is the number of terms of a reduction that are read.
func (r *reader) count(e int) int {
	if !slices.ContainsFunc(r.args, func(o operand) bool { return o.know.zero != nil }) {
		return r.terms
	}
	base, n := r.base(e, make([]int, 0, 8)), 0
	for t := range r.terms {
		if !r.skips(base, t) {
			n++
		}
	}
	return n
}

// gather reads the computed positions (ptr 0, 1, …), then all elements that they may select.
func (r *reader) gather(e, ptr int, visit see) {
	from := r.args[0].at(e, r.axes)
	free := make([]int, 0, 4) // axes with computed positions
	choices := 1
	for k, axis := range r.node.Over {
		o := &r.args[k+1]
		switch {
		case axis.Lane:
		case o.fixed == nil:
			free = append(free, k)
			choices *= axis.Size
		default:
			p := int(o.fixed[o.at(e, r.axes)])
			if p < 0 || p >= axis.Size {
				return
			}
			from += p * r.args[0].along[k]
		}
	}
	for k := max(1, ptr); k < len(r.args); k++ {
		if o := &r.args[k]; o.live && o.fixed == nil && !visit(o.node, o.at(e, r.axes), k) {
			return
		}
	}
	if !r.args[0].live {
		return
	}
	for c := max(0, ptr-len(r.args)); c < choices; c++ {
		at, rest := from, c
		for i := len(free) - 1; i >= 0; i-- {
			size := r.node.Over[free[i]].Size
			at += rest % size * r.args[0].along[free[i]]
			rest /= size
		}
		if !visit(r.args[0].node, at, c+len(r.args)) {
			return
		}
	}
}
