package exec

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// contraction finds the factors of a sum of products, and leaves no more of them than steps can take:
// at most one without the lane and two with it; none and two if the lane is summed; three if there is no
// lane at all.
func (p *planner) contraction(v *value) {
	if q := p.openSum(v); q != nil {
		p.contract(v, q)
	}
}

// contract makes v the sum over the terms of q.
func (p *planner) contract(v *value, q *opened) {
	v.over = ad.Union(v.over, q.over)
	if q.lane != nil {
		v.reduces = q.lane
	}
	var plain, rows []*value
	for _, f := range q.factors {
		if f.lane == nil {
			plain = append(plain, f)
		} else {
			rows = append(rows, f)
		}
	}
	if len(rows) == 0 {
		for len(plain) > 3 {
			plain = p.merge(plain)
		}
		v.factors = plain
		return
	}
	for len(plain) > 1 {
		plain = p.merge(plain)
	}
	if v.reduces != nil && len(plain) > 0 && len(plain[0].axes) == 0 {
		k := smallest(rows)
		rows[k], plain = p.product(rows[k], plain[0]), nil
	}
	for len(rows) > 2 {
		rows = p.merge(rows)
	}
	if v.reduces == nil && len(plain) > 0 && len(rows) == 2 && rereads*unionSize(rows[0], rows[1]) <= v.work() {
		rows = p.merge(rows)
	}
	if v.reduces != nil && len(plain) > 0 {
		k := 0
		if len(rows) == 2 && unionSize(rows[1], plain[0]) < unionSize(rows[0], plain[0]) {
			k = 1
		}
		rows[k], plain = p.product(rows[k], plain[0]), nil
	}
	v.factors = append(plain, rows...)
	if len(v.factors) == 1 {
		v.args, v.factors = v.factors, nil
	}
}

// smallest is the number of the smallest value.
func smallest(list []*value) int {
	k := 0
	for i, v := range list {
		if unionSize(v) < unionSize(list[k]) {
			k = i
		}
	}
	return k
}

// scaled makes v, a number times a sum along the lane that nothing else reads, that sum with the number as one more
// factor, where the smallest factor is smaller than the sum.
func (p *planner) scaled(v *value) {
	for k, s := range v.args {
		c := v.args[1-k]
		if !c.constant() || len(c.axes) > 0 || s.op != ad.Sum || s.reduces == nil || len(s.factors) < 2 || p.readers[s.node] > 1 {
			continue
		}
		sum := *s
		sum.factors = nil
		q := p.openSum(&sum)
		if q == nil {
			continue
		}
		q.factors = append(slices.Clone(q.factors), c)
		if rows := slices.DeleteFunc(slices.Clone(q.factors), func(f *value) bool { return f.lane == nil }); unionSize(rows[smallest(rows)])*float64(s.reduces.Size) < unionSize(s) {
			v.op, v.args, v.over, v.reduces = ad.Sum, s.args, s.over, s.reduces
			p.contract(v, q)
		}
		return
	}
}

// rereads is how often a product of two rows must be read to be worth storing: then what remains is a
// product of numbers and rows.
const rereads = 3

// work is the number of terms of all elements of a reduction.
func (v *value) work() float64 {
	n := 1.0
	for _, a := range ad.Union(v.axes, v.over) {
		n *= float64(a.Size)
	}
	return n
}

// unionSize is the number of elements of a product.
func unionSize(x ...*value) float64 {
	var axes []*ad.Axis
	for _, v := range x {
		axes = ad.Union(axes, v.axes)
	}
	n := 1.0
	for _, a := range axes {
		n *= float64(a.Size)
	}
	return n
}

// merge multiplies the two factors after which the fewest elements are left, of equal ones those with the smallest
// product, then those whose product is there.
func (p *planner) merge(f []*value) []*value {
	bi, bj := 0, 1
	least, smallest := math.Inf(1), math.Inf(1)
	for i := range f {
		for j := i + 1; j < len(f); j++ {
			size := unionSize(f[i], f[j])
			left := size - unionSize(f[i]) - unionSize(f[j])
			if p.known(f[i], f[j]) == nil {
				size += 0.5
			}
			if left < least || left == least && size < smallest {
				bi, bj, least, smallest = i, j, left, size
			}
		}
	}
	f = slices.Clone(f)
	f[bi] = p.product(f[bi], f[bj])
	return slices.Delete(f, bj, bj+1)
}

// known is the product of two values, if there is one.
func (p *planner) known(x, y *value) *value {
	if v := p.made[[2]*value{x, y}]; v != nil {
		return v
	}
	return p.made[[2]*value{y, x}]
}

// product is a value that multiplies two others.
func (p *planner) product(x, y *value) *value {
	if v := p.known(x, y); v != nil {
		return v
	}
	v := &value{node: x.node, op: ad.Mul, args: []*value{x, y}, axes: ad.Union(x.axes, y.axes), lane: x.lane}
	if v.lane == nil {
		v.lane = y.lane
	}
	p.made[[2]*value{x, y}] = v
	p.add(v)
	return v
}

// shareProducts makes sums of products along the lane alone read the products, where others read them
// too.
func (p *planner) shareProducts() {
	p.arrange()
	reached := map[*value]bool{}
	for _, v := range p.order {
		reached[v] = true
	}
	changed := false
	for _, v := range p.order {
		if v.reduces == nil || len(v.factors) != 2 || len(v.over) > 0 {
			continue
		}
		if x := p.known(v.factors[0], v.factors[1]); x != nil && reached[x] {
			v.args, v.factors, changed = []*value{x}, nil, true
		}
	}
	if changed {
		p.arrange()
	}
}
