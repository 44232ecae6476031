package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// places lists, for a Scatter, the terms that constant positions send to each place.
type places struct {
	stride []int   // of the place, along the reader's axes
	start  []int32 // the terms of place p are term[start[p]:start[p+1]]
	term   []int32 // numbered row-major on the summed axes
}

// scatter prepares a Scatter: which terms arrive where, as far as constant positions tell.
func (a *analysis) scatter(r *reader) {
	n := r.node
	along := elementAxes(n.Along)
	for k := range r.args {
		o := &r.args[k]
		o.terms(along)
		o.stride, o.same = dropped(o.stride, r.axes, n.Over), false
		if k > 0 && a.isConstant(o.node) && !n.Over[k-1].Lane {
			o.fixed = a.positionsOf(o.node)
		}
	}
	var all, keys []*ad.Axis // the axes that decide, and those of the places
	for k := range n.Over {
		if o := &r.args[k+1]; o.fixed != nil {
			all = ad.Union(all, o.node.Axes)
			keys = ad.Union(keys, n.Over[k:k+1])
		}
	}
	keys = ad.Union(keys, ad.Without(all, along))
	all = ad.Union(all, along)
	place := &ad.Node{Axes: keys}
	r.arrive = &places{stride: place.Strides(r.axes), start: make([]int32, ad.Elements(keys)+1)}
	// Count, add up, fill: afterwards start has moved on by one place.
	a.eachArrival(r, all, place, func(p, _ int) { r.arrive.start[p+1]++ })
	for p := range ad.Elements(keys) {
		r.arrive.start[p+1] += r.arrive.start[p]
	}
	next := slices.Clone(r.arrive.start)
	r.arrive.term = make([]int32, next[len(next)-1])
	a.eachArrival(r, all, place, func(p, t int) {
		r.arrive.term[next[p]] = int32(t)
		next[p]++
	})
}

// eachArrival visits the places that terms are sent to.
func (a *analysis) eachArrival(r *reader, all []*ad.Axis, place *ad.Node, visit func(p, t int)) {
	n := r.node
	to := place.Strides(n.Over)
	steps := [][]int{dropped(place.Strides(all), all, n.Over), (&ad.Node{Axes: elementAxes(n.Along)}).Strides(all)}
	for _, o := range r.args[1:] {
		steps = append(steps, strides(o.node, all))
	}
	ad.Each(all, steps, func(at []int) {
		p := at[0]
		for k, axis := range n.Over {
			if fixed := r.args[k+1].fixed; fixed != nil {
				q := int(fixed[at[k+2]])
				if q < 0 || q >= axis.Size {
					return
				}
				p += q * to[k]
			}
		}
		visit(p, at[1])
	})
}

// dropped are strides along axes, with no step along those of drop.
func dropped(stride []int, axes, drop []*ad.Axis) []int {
	for k, a := range axes {
		if slices.Contains(drop, a) {
			stride[k] = 0
		}
	}
	return stride
}

// arriving are the terms that arrive at element e, or may arrive there.
func (r *reader) arriving(e int) []int32 {
	p := offset(e, r.axes, r.arrive.stride)
	return r.arrive.term[r.arrive.start[p]:r.arrive.start[p+1]]
}

// scattered reads the terms that arrive at element e, and their computed positions.
func (r *reader) scattered(e, ptr int, visit see) {
	list := r.arriving(e)
	for i := ptr; i < len(list); i++ {
		for k := range r.args {
			o := &r.args[k]
			if o.live && o.fixed == nil && !visit(o.node, offset(e, r.axes, o.stride)+int(o.term[list[i]]), i) {
				return
			}
		}
	}
}
