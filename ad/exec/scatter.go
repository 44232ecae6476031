package exec

import "github.com/gibbs-lang/gibbs/ad"

// scatterTables prepares a Scatter: its operands are read at the positions on the axes that stay (offs,
// one for each such position) and on those summed over (rel).
func scatterTables(v *value) {
	stay := ad.Without(v.axes, v.over)
	for k, a := range v.args {
		v.offs[k] = offsets(stay, a.strides(stay))
		v.rel = append(v.rel, offsets(v.along, a.strides(v.along)))
	}
	v.terms = ad.Elements(v.along)
	for _, i := range v.args[1:] {
		if !i.constant() {
			return
		}
	}
	v.lists = &lists{start: make([]int32, v.size+1)}
	v.eachTerm(func(to, _ int) { v.lists.start[to+1]++ })
	for e := range v.size {
		v.lists.start[e+1] += v.lists.start[e]
	}
	next := append([]int32(nil), v.lists.start...)
	v.lists.term = make([]int32, v.lists.start[v.size])
	v.eachTerm(func(to, x int) {
		v.lists.term[next[to]] = int32(x)
		next[to]++
	})
}

// eachTerm visits the terms of a Scatter by constant positions: the element to which one is added, and the
// element of args[0] that it is.
func (v *value) eachTerm(visit func(to, x int)) {
	stay := ad.Without(v.axes, v.over)
	stride := v.strides(v.over)
	for i, from := range offsets(stay, v.strides(stay)) {
	terms:
		for r := range v.terms {
			to := int(from)
			for k, axis := range v.over {
				at := v.args[k+1].table[v.offs[k+1][i]+v.rel[k+1][r]]
				if at < 0 || at >= float64(axis.Size) {
					continue terms
				}
				to += int(at) * stride[k]
			}
			visit(to, int(v.offs[0][i]+v.rel[0][r]))
		}
	}
}

// stayOf is the position, on the axes that stay, of element e of a Scatter.
func (v *value) stayOf(e int) int {
	at, stride := 0, 1
	for k := len(v.axes) - 1; k >= 0; k-- {
		size := v.axes[k].Size
		if !contains(v.over, v.axes[k]) {
			at += e % size * stride
			stride *= size
		}
		e /= size
	}
	return at
}

func contains(axes []*ad.Axis, a *ad.Axis) bool {
	for _, b := range axes {
		if a == b {
			return true
		}
	}
	return false
}

// scatterReads visits what an element of a Scatter may add up.
func (p *planner) scatterReads(v *value, e int, visit func(id int32)) {
	if l := v.lists; l != nil {
		for _, x := range l.term[l.start[e]:l.start[e+1]] {
			visit(p.id(v.args[0], int(x)))
		}
		return
	}
	at := v.stayOf(e)
	for k, a := range v.args {
		from := v.offs[k][at]
		for _, r := range v.rel[k] {
			visit(p.id(a, int(from+r)))
		}
	}
}
