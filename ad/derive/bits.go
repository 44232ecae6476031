package derive

import "github.com/gibbs-lang/gibbs/ad"

// bits is a set of elements of one node; nil is the empty set.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (b bits) has(e int) bool { return b != nil && b[e>>6]>>(e&63)&1 != 0 }

func (b bits) set(e int) { b[e>>6] |= 1 << (e & 63) }

func (b bits) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

// orNil is b, or nil if b is empty.
func (b bits) orNil() bits {
	if b.empty() {
		return nil
	}
	return b
}

// elementAxes are the axes of a node that its elements are positions on: all but the Lane axis.
func elementAxes(axes []*ad.Axis) []*ad.Axis {
	for i, a := range axes {
		if a.Lane {
			return append(append([]*ad.Axis{}, axes[:i]...), elementAxes(axes[i+1:])...)
		}
	}
	return axes
}

// strides of the elements of a node along the axes of over (0 where it lacks the axis).
func strides(n *ad.Node, over []*ad.Axis) []int {
	return (&ad.Node{Axes: elementAxes(n.Axes)}).Strides(over)
}

// elements is the number of elements of a node.
func elements(n *ad.Node) int { return ad.Elements(elementAxes(n.Axes)) }

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
