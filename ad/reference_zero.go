package ad

// zero tells whether n is a structural zero at the present positions.
func (r *Reference) zero(n *Node) bool {
	switch n.Op {
	case Const:
		return n.Table[r.offset(n.Axes)] == 0
	case LeafOp:
		return r.zeroLeaf(n)
	case Neg, Stop, Div:
		return r.zero(n.Args[0])
	case Add, Sub:
		return r.zero(n.Args[0]) && r.zero(n.Args[1])
	case Mul:
		return r.zero(n.Args[0]) || r.zero(n.Args[1])
	case Sum:
		return r.zeroOnce(n, func() bool {
			all := true
			r.each(n.Over, func() { all = all && r.zero(n.Args[0]) })
			return all
		})
	case Select:
		c, ok := r.static(n.Args[0])
		return ok && (c != 0 && r.zero(n.Args[1]) || c == 0 && r.zero(n.Args[2]))
	case Gather:
		return r.staticGather(n, r.zero)
	}
	return false
}

func (r *Reference) zeroLeaf(n *Node) bool {
	switch l := n.Leaf; l.Kind {
	case ParamLeaf:
		return l.Index != nil && l.Index[r.offset(l.Axes)] < 0
	case RefLeaf:
		_, bound := r.bind.Inputs[l]
		return !bound && l.Body != nil && r.zeroOnce(n, func() bool { return r.zero(l.Body) })
	}
	return false
}

// zeroOnce finds out whether an element is a structural zero, and remembers it. An element that would be one only
// because it is one itself is none; what was found under this assumption is not remembered.
func (r *Reference) zeroOnce(n *Node, find func() bool) bool {
	x := element{n, r.offset(n.Axes)}
	z, met := r.zeros[x]
	switch {
	case met && z == assumed:
		r.loops++
		return false
	case met:
		return z == certain
	}
	r.zeros[x] = assumed
	loops := r.loops
	switch yes := find(); {
	case yes:
		r.zeros[x] = certain
	case r.loops == loops:
		r.zeros[x] = refuted
	default:
		delete(r.zeros, x)
	}
	return r.zeros[x] == certain
}

// zeroness is what is known of an element's being a structural zero.
type zeroness uint8

const (
	assumed zeroness = iota // not to be one, while it is found out
	certain
	refuted
)
