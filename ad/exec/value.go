package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// value is a node as the planner sees it. Its elements are positions on axes other than the
// lane, row-major. Values that no node stands for help to compute one.
type value struct {
	// What it is.
	node    *ad.Node // for messages, where no node stands for it one that it helps to compute
	op      ad.Op
	leaf    *ad.Leaf
	args    []*value
	axes    []*ad.Axis
	lane    *ad.Axis   // nil: one number per element
	over    []*ad.Axis // as in ad.Node, without the lane
	along   []*ad.Axis // as in ad.Node, without the lane
	reduces *ad.Axis   // the lane that a reduction, a Scatter or a collect removes
	factors []*value   // of a contraction, which reads these and not args

	// Its place among the others.
	size   int
	table  []float64 // constants: their values
	region int       // number of its strongly connected component
	cyclic bool      // it is part of a recurrence

	// What its elements read.
	base    int32      // id of element 0
	view    []int32    // ids of the elements that elements stand for; nil: their own
	offs    [][]int32  // offs[k][e]: element of operand k that element e (or its first term) reads; nil: e itself
	rel     [][]int32  // reductions: rel[k][r]: from there to term r
	terms   int        // reductions: number of terms
	choices *selection // Gather by computed positions
	lists   *lists     // Scatter by constant positions
	shared  bool       // some elements are computed once for several

	// When and where they are computed.
	wanted  []int32 // elements that are needed, in the order in which they are computed
	stage   int     // numbers: after the loops of stage-1; rows: in the loop of stage
	again   bool    // a copy, which a later loop computes instead of keeping rows
	fixed   bool    // numbers that depend on parameters and constants alone
	last    int     // last loop that reads its rows
	end     int     // place in the order of the last value of the component with which it is computed
	until   int     // place in the order of the last reader; beyond the order: an output
	host    *value  // its rows become those of v
	guest   *value  // its rows become those of that
	delayed bool    // computed inside the recurrence that alone reads it
	inner   bool    // rows of a recurrence that nothing else reads
	inKept  bool    // its rows outlive the loop
	bias    *value  // what adds numbers to a contraction of numbers and rows, which begins with them
	onto    bool    // a contraction of numbers and rows that is added to the rows of its host
	product *value  // a product that a sum or difference computes on the way
	inlined bool    // it is such a product
	begun   bool    // a sum that is computed with its host
	first   slot    // the first of its rows
	dst     int32   // numbers: place of the first wanted element, which others follow
	reduced bool    // computed by a loop, as a reduction
	where   []slot  // of all elements, once asked for
}

// operands are the values that v reads.
func (v *value) operands() []*value {
	if v.factors != nil {
		return v.factors
	}
	return v.args
}

// loop is the loop that computes v: for numbers that a loop leaves behind, the one before their stage.
func (v *value) loop() int {
	if v.reduced {
		return v.stage - 1
	}
	return v.stage
}

func (v *value) has(a *ad.Axis) bool { return slices.Contains(v.axes, a) }

// constant tells whether the values are known to the planner.
func (v *value) constant() bool { return v.table != nil && v.lane == nil }

// strides of v's elements along axes, 0 where v lacks one.
func (v *value) strides(axes []*ad.Axis) []int { return stridesOf(v.axes, axes) }

func stridesOf(stored, axes []*ad.Axis) []int {
	return (&ad.Node{Axes: stored}).Strides(axes)
}

// offsets lists, for every position on axes, row-major, the sum of position times stride.
func offsets(axes []*ad.Axis, stride []int) []int32 {
	if ad.Elements(axes) == 0 {
		return []int32{}
	}
	out := make([]int32, 1, ad.Elements(axes))
	for k := range axes {
		size, n := axes[k].Size, len(out)
		// Each earlier offset is followed by those along this axis; from the back, in place.
		out = out[:n*size]
		for i := n - 1; i >= 0; i-- {
			from := out[i]
			for p := size - 1; p >= 0; p-- {
				out[i*size+p] = from + int32(p*stride[k])
			}
		}
	}
	return out
}

// elementsOf is the number of elements, or -1 beyond limit.
func elementsOf(axes []*ad.Axis, limit int) int {
	if ad.Exceeds(axes, limit) {
		return -1
	}
	return ad.Elements(axes)
}

// split takes the lane out of a list of axes.
func split(axes []*ad.Axis) (rest []*ad.Axis, lane *ad.Axis) {
	for _, a := range axes {
		if a.Lane {
			lane = a
		} else {
			rest = append(rest, a)
		}
	}
	return rest, lane
}

// stands tells whether each element of v is an element of something else.
func (v *value) stands() bool {
	switch v.op {
	case ad.LeafOp:
		return v.leaf.Kind == ad.RefLeaf
	case ad.Stop:
		return true
	case ad.Select:
		return v.args[0].constant()
	case ad.Gather:
		for _, i := range v.args[1:] {
			if !i.constant() {
				return false
			}
		}
		return true
	}
	return false
}

// stored tells whether the elements are bound or known, not computed: constants, parameters and inputs
// without a lane.
func (v *value) stored() bool {
	return v.lane == nil && (v.table != nil || v.op == ad.LeafOp && (v.leaf.Kind == ad.ParamLeaf || v.leaf.Kind == ad.InputLeaf))
}
