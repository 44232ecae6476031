package exec

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// Ids that stand for no element.
const (
	zero     int32 = -1 // a structural zero, or what is never read
	circular int32 = -2 // it stands for itself
	unknown  int32 = math.MinInt32
	visiting int32 = math.MinInt32 + 1
	weighing int32 = math.MinInt32 + 2 // whether it is a structural zero is being found out
)

// selection tells what a Gather by computed positions may read.
type selection struct {
	free   []int   // arguments with computed positions
	stride []int   // of args[0] along the axes that they replace
	size   []int   // of these axes
	fixed  []int32 // per element: where the constant positions lead; -1: nowhere
}

// lists are the terms of each element of a Scatter by constant positions.
type lists struct {
	start []int32
	term  []int32 // elements of args[0]
}

// views prepares the tables of operands of all values, and ids for all elements. It leaves the
// views of recurrences to be found element by element.
func (p *planner) views() error {
	if err := p.affordable(); err != nil {
		return err
	}
	total := 0.0
	for _, v := range p.order {
		if p.stopped() {
			return p.err
		}
		p.operandTables(v)
		p.fold(v)
		if !v.stored() && !v.stands() {
			v.base = int32(total)
			total += float64(v.size)
		}
		if total > maxNumbers {
			return p.tooMany(v)
		}
	}
	p.computed = int32(total)
	for _, v := range p.order {
		if v.stored() {
			v.base = int32(total)
			if total += float64(v.storage()); total > maxNumbers {
				return p.tooMany(v)
			}
		}
	}
	for _, v := range p.order {
		p.viewOf(v)
	}
	return nil
}

// affordable refuses a plan that would take too much memory, before it takes any.
func (p *planner) affordable() error {
	const state, read, stored = 20, 4, 12 // bytes: of an element, of one that it reads, of a number that is given
	if len(p.order) == 0 {
		return nil
	}
	bytes, largest := 0.0, p.order[0]
	size := func(v *value) float64 {
		if v.stored() {
			return stored * float64(v.storage())
		}
		return float64(state+read*len(v.operands())) * float64(v.size)
	}
	for _, v := range p.order {
		if v.size < 0 {
			return p.tooMany(v)
		}
		bytes += size(v)
		if size(v) > size(largest) {
			largest = v
		}
	}
	if bytes > maxPlan {
		return &TooLarge{"the plan of all elements, most of them of " + largest.name() + ",", bytes}
	}
	return nil
}

func (p *planner) tooMany(v *value) error { return tooLarge("all elements of "+v.name(), v.axes) }

func tooLarge(what string, axes []*ad.Axis) *TooLarge {
	bytes := 8.0
	for _, a := range axes {
		bytes *= float64(a.Size)
	}
	return &TooLarge{what, bytes}
}

// name describes a value in messages.
func (v *value) name() string {
	if v.leaf != nil {
		return v.leaf.Name
	}
	return v.info().Name
}

// storage is the number of values of a stored leaf or constant.
func (v *value) storage() int {
	if v.leaf != nil && v.leaf.Index != nil {
		return v.leaf.Len
	}
	return v.size
}

// operandTables fills offs, rel, choices and lists.
func (p *planner) operandTables(v *value) {
	reads := v.operands()
	v.offs = make([][]int32, len(reads))
	for k, a := range reads {
		stride := a.strides(v.axes)
		switch {
		case v.op == ad.Gather && k == 0:
			for i, axis := range v.axes {
				if slices.Contains(v.over, axis) {
					stride[i] = 0 // a position on this axis comes from an index
				}
			}
		case v.op == collect:
			stride = append(stridesOf(a.axes, v.axes[:len(v.axes)-1]), 0)
		case v.op == ad.Scatter:
			continue
		}
		linear := v.info().Class == ad.LinearClass
		if linear {
			for i, axis := range v.axes {
				if slices.Contains(v.over, axis) {
					stride[i] = 0 // an element reads the whole matrix
				}
			}
		}
		if !slices.Equal(a.axes, v.axes) || v.op == ad.Gather && k == 0 || linear {
			v.offs[k] = offsets(v.axes, stride)
		}
	}
	switch {
	case v.op == collect:
	case v.op == ad.Gather:
		p.gatherTables(v)
	case v.op == ad.Scatter:
		scatterTables(v)
	case v.info().Class == ad.ReduceClass || v.info().Class == ad.LinearClass:
		v.terms = ad.Elements(v.over)
		for _, a := range reads {
			v.rel = append(v.rel, offsets(v.over, a.strides(v.over)))
		}
	}
}

func (p *planner) gatherTables(v *value) {
	x := v.args[0]
	s := &selection{fixed: make([]int32, v.size)}
	copy(s.fixed, v.offs[0])
	stride := x.strides(v.over)
	for k, index := range v.args[1:] {
		if !index.constant() {
			s.free = append(s.free, k+1)
			s.stride = append(s.stride, stride[k])
			s.size = append(s.size, v.over[k].Size)
			continue
		}
		for e := range s.fixed {
			at := index.table[v.at(k+1, e)]
			if at < 0 || at >= float64(v.over[k].Size) {
				s.fixed[e] = -1
			} else if s.fixed[e] >= 0 {
				s.fixed[e] += int32(int(at) * stride[k])
			}
		}
	}
	v.choices = s
}

// at is the element of operand k that element e reads, or the first of those that it adds up.
func (v *value) at(k, e int) int {
	if t := v.offs[k]; t != nil {
		return int(t[e])
	}
	return e
}

// fold computes what follows from constants and was too large to be folded in the graph.
func (p *planner) fold(v *value) {
	if v.table != nil || v.lane != nil || v.reduces != nil || len(v.args) == 0 || v.cyclic || v.factors != nil {
		return
	}
	for _, a := range v.args {
		if !a.constant() {
			return
		}
	}
	switch {
	case v.op == ad.Gather:
		v.table = make([]float64, v.size)
		for e, from := range v.choices.fixed {
			if from >= 0 {
				v.table[e] = v.args[0].table[from]
			}
		}
	case v.info().Class == ad.ElementClass:
		v.table = make([]float64, v.size)
		x := make([]float64, len(v.args))
		for e := range v.table {
			for k, a := range v.args {
				x[k] = a.table[v.at(k, e)]
			}
			if v.op == ad.Mul && (x[0] == 0 || x[1] == 0) || v.op == ad.Div && x[0] == 0 {
				continue // a structural zero
			}
			v.table[e] = v.info().Value(x)
		}
	}
}

// viewOf finds which elements stand for others.
func (p *planner) viewOf(v *value) {
	switch {
	case v.table != nil && v.lane == nil:
		for e, x := range v.table {
			if x == 0 {
				v.see(e, zero)
			}
		}
	case v.stored() && v.leaf.Kind == ad.ParamLeaf:
		p.storeView(v, v.leaf.Index)
	case v.stored():
		p.storeView(v, nil)
	case v.cyclic:
		if v.stands() || v.annihilates() {
			v.view = slices.Repeat([]int32{unknown}, v.size)
		}
	case v.stands():
		v.view = make([]int32, v.size)
		for e := range v.view {
			w, at := v.source(e)
			if w == nil {
				v.view[e] = zero
			} else {
				v.view[e] = p.id(w, at)
			}
		}
	case v.annihilates():
		for e := range v.size {
			if p.vanishes(v, e) {
				v.see(e, zero)
			}
		}
	}
}

// see notes that element e is the element id.
func (v *value) see(e int, id int32) {
	if v.view == nil {
		v.view = make([]int32, v.size)
		for i := range v.view {
			v.view[i] = v.base + int32(i)
		}
	}
	v.view[e] = id
}

// storeView leads the elements of a leaf to its store, whose axes may be in another order.
func (p *planner) storeView(v *value, index []int32) {
	if index == nil && slices.Equal(v.leaf.Axes, v.axes) {
		return
	}
	v.view = offsets(v.axes, stridesOf(v.leaf.Axes, v.axes))
	for e, at := range v.view {
		if index != nil {
			at = index[at]
		}
		if at < 0 {
			v.view[e] = zero
		} else {
			v.view[e] = v.base + at
		}
	}
}

// annihilates tells whether an operation is zero where an argument is, or all arguments or terms are.
func (v *value) annihilates() bool {
	switch v.op {
	case ad.Add, ad.Sub, ad.Mul, ad.Neg, ad.Div, tanhGrad, sigmoidGrad:
		return true
	}
	return v.op == ad.Sum
}

// vanishes tells whether an element is a structural zero.
func (p *planner) vanishes(v *value, e int) bool {
	switch v.op {
	case ad.Add, ad.Sub:
		return p.id(v.args[0], v.at(0, e)) == zero && p.id(v.args[1], v.at(1, e)) == zero
	case ad.Mul:
		return p.id(v.args[0], v.at(0, e)) == zero || p.id(v.args[1], v.at(1, e)) == zero
	case ad.Sum:
		for r := range v.terms {
			if !p.termVanishes(v, e, r) {
				return false
			}
		}
		return true
	}
	return p.id(v.args[0], v.at(0, e)) == zero
}

// termVanishes tells whether a term of a sum, or one of its factors, is a structural zero.
func (p *planner) termVanishes(v *value, e, r int) bool {
	for k, a := range v.operands() {
		if p.id(a, v.at(k, e)+int(v.rel[k][r])) == zero {
			return true
		}
	}
	return false
}

// source is the element that element e of v stands for; nil if it is never read.
func (v *value) source(e int) (*value, int) {
	switch v.op {
	case ad.Select:
		k := 1
		if v.args[0].table[v.at(0, e)] == 0 {
			k = 2
		}
		return v.args[k], v.at(k, e)
	case ad.Gather:
		if at := v.choices.fixed[e]; at >= 0 {
			return v.args[0], int(at)
		}
		return nil, 0
	}
	return v.args[0], v.at(0, e)
}

// id is the stored or computed element that element e of v stands for, or one of those above.
func (p *planner) id(v *value, e int) int32 {
	if id := v.seen(e); id >= circular {
		return id
	}
	return p.resolve(v, e)
}

// seen is the id of element e as far as it is known.
func (v *value) seen(e int) int32 {
	if v.view == nil {
		return v.base + int32(e)
	}
	return v.view[e]
}

// resolve follows what stands for something else through a recurrence. A product that may depend on itself, through factors that
// another factor guards, is taken not to vanish because of these; what stands for it meanwhile is asked again later.
func (p *planner) resolve(v *value, e int) int32 {
	type place struct {
		v *value
		e int
	}
	var path []place
	id := zero
	open := false // it depends on what is being weighed
	for {
		if v.view == nil {
			id = v.base + int32(e)
			break
		}
		if v.view[e] >= circular {
			id = v.view[e]
			break
		}
		if v.view[e] == visiting || v.view[e] == weighing {
			id, open = circular, p.weighs > 0
			break
		}
		if !v.stands() {
			v.view[e] = weighing
			p.weighs++
			if !p.vanishes(v, e) {
				id = v.base + int32(e)
			}
			p.weighs--
			v.view[e] = id
			break
		}
		v.view[e] = visiting
		path = append(path, place{v, e})
		w, at := v.source(e)
		if w == nil {
			break
		}
		v, e = w, at
	}
	for _, x := range path {
		x.v.view[x.e] = id
		if open {
			x.v.view[x.e] = unknown
		}
	}
	return id
}
