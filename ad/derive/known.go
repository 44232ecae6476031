package derive

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// fact is what is known of the elements of a node before anything is computed: structural zeros
// (zeros of constants, elements that a parameter does not store, and what is one of them by
// constant guards, constant positions, sign or as a product), and conditions that constants decide.
type fact struct {
	zero bits // elements that are 0
	one  bits // elements that are not 0, as far as conditions need to know
}

// knowledge collects facts of nodes, on demand.
type knowledge struct {
	facts    map[*ad.Node]fact
	constant map[*ad.Node]bool
	index    map[*ad.Node][]int32
	env      []int // position on each axis, by ID, while a constant is evaluated
}

func newKnowledge() *knowledge {
	return &knowledge{facts: map[*ad.Node]fact{}, constant: map[*ad.Node]bool{}, index: map[*ad.Node][]int32{}}
}

// of returns the facts of a node. Nothing is known of a Ref: facts do not follow recurrences.
func (k *knowledge) of(n *ad.Node) fact {
	f, ok := k.facts[n]
	if !ok {
		f = k.find(n)
		k.facts[n] = f
	}
	return f
}

func (k *knowledge) find(n *ad.Node) fact {
	if k.isConstant(n) {
		return k.evaluated(n)
	}
	switch n.Op {
	case ad.LeafOp:
		return k.leaf(n)
	case ad.Gather:
		return k.gathered(n)
	}
	if n.Op.Info().Class == ad.ElementClass {
		return k.elementwise(n)
	}
	return fact{}
}

// isConstant tells whether a node follows from constants and positions, the same for all samples.
func (k *knowledge) isConstant(n *ad.Node) bool {
	if c, ok := k.constant[n]; ok {
		return c
	}
	c := n.Op != ad.LeafOp && n.Op.Info().Class != ad.LinearClass && !slices.ContainsFunc(n.Axes, func(a *ad.Axis) bool { return a.Lane })
	for _, a := range n.Args {
		c = c && k.isConstant(a)
	}
	k.constant[n] = c
	return c
}

// evaluated finds the zeros of a constant by computing it.
func (k *knowledge) evaluated(n *ad.Node) fact {
	f := fact{zero: newBits(n.Size()), one: newBits(n.Size())}
	k.eachValue(n, func(e int, v float64) {
		if v == 0 {
			f.zero.set(e)
		} else {
			f.one.set(e)
		}
	})
	return fact{f.zero.orNil(), f.one.orNil()}
}

// positionsOf are the values of a constant node of positions.
func (k *knowledge) positionsOf(n *ad.Node) []int32 {
	if t, ok := k.index[n]; ok {
		return t
	}
	t := make([]int32, n.Size())
	k.eachValue(n, func(e int, v float64) { t[e] = int32(v) })
	k.index[n] = t
	return t
}

// eachValue visits the values of a constant, element by element.
func (k *knowledge) eachValue(n *ad.Node, visit func(e int, v float64)) {
	if n.Op == ad.Const {
		for e, v := range n.Table {
			visit(e, v)
		}
		return
	}
	for _, a := range n.Axes {
		k.place(a, 0)
	}
	for e := range n.Size() {
		visit(e, k.value(n))
		for i := len(n.Axes) - 1; i >= 0; i-- {
			p := &k.env[n.Axes[i].ID]
			if *p++; *p < n.Axes[i].Size {
				break
			}
			*p = 0
		}
	}
}

// place puts the position on an axis and returns the former one.
func (k *knowledge) place(a *ad.Axis, p int) (old int) {
	for len(k.env) <= a.ID {
		k.env = append(k.env, 0)
	}
	old, k.env[a.ID] = k.env[a.ID], p
	return old
}

// value of a constant at the present positions.
func (k *knowledge) value(n *ad.Node) float64 {
	switch row := n.Op.Info(); {
	case n.Op == ad.Const:
		e := 0
		for _, a := range n.Axes {
			e = e*a.Size + k.env[a.ID]
		}
		return n.Table[e]
	case n.Op == ad.Iota:
		return float64(k.env[n.Over[0].ID])
	case n.Op == ad.Select:
		if k.value(n.Args[0]) != 0 {
			return k.value(n.Args[1])
		}
		return k.value(n.Args[2])
	case row.Class == ad.ElementClass:
		var x [3]float64
		for i, a := range n.Args {
			x[i] = k.value(a)
		}
		return row.Value(x[:len(n.Args)])
	case n.Op == ad.Gather:
		return k.gatherValue(n)
	case n.Op == ad.ArgMax:
		best, at, p := 0.0, -1, 0
		k.eachTerm(n, func(v float64) {
			if at < 0 || v > best {
				best, at = v, p
			}
			p++
		})
		return float64(at)
	case row.Class == ad.ReduceClass:
		acc := row.Start
		k.eachTerm(n, func(v float64) { acc = row.Value([]float64{acc, v}) })
		return acc
	}
	panic("derive: " + n.Op.String() + " of constants has no value")
}

func (k *knowledge) gatherValue(n *ad.Node) float64 {
	at := make([]int, len(n.Over))
	for i, index := range n.Args[1:] {
		at[i] = int(k.value(index))
		if at[i] < 0 || at[i] >= n.Over[i].Size {
			return 0
		}
	}
	return k.with(n.Over, at, func() float64 { return k.value(n.Args[0]) })
}

// with evaluates f at other positions on some axes.
func (k *knowledge) with(axes []*ad.Axis, at []int, f func() float64) float64 {
	old := make([]int, len(axes))
	for i, a := range axes {
		old[i] = k.place(a, at[i])
	}
	v := f()
	for i, a := range axes {
		k.env[a.ID] = old[i]
	}
	return v
}

// eachTerm visits the terms of a reduction of constants.
func (k *knowledge) eachTerm(n *ad.Node, visit func(v float64)) {
	for t := range ad.Elements(n.Over) {
		visit(k.with(n.Over, positions(t, n.Over), func() float64 { return k.value(n.Args[0]) }))
	}
}

func (k *knowledge) leaf(n *ad.Node) fact {
	l := n.Leaf
	if l.Kind != ad.ParamLeaf || l.Index == nil {
		return fact{}
	}
	zero := newBits(n.Size())
	from := (&ad.Node{Axes: l.Axes}).Strides(n.Axes)
	e := 0
	ad.Each(n.Axes, [][]int{from}, func(at []int) {
		if l.Index[at[0]] < 0 {
			zero.set(e)
		}
		e++
	})
	return fact{zero: zero.orNil()}
}

// combine decides the facts of a node element by element; at holds the elements of the arguments.
func (k *knowledge) combine(n *ad.Node, zeros, ones bool, decide func(at []int) (zero, one bool)) fact {
	if !zeros && !ones {
		return fact{}
	}
	axes := elementAxes(n.Axes)
	f := fact{zero: newBits(elements(n)), one: newBits(elements(n))}
	step := make([][]int, len(n.Args))
	for i, a := range n.Args {
		step[i] = strides(a, axes)
	}
	if n.Op == ad.Gather {
		step[0] = dropped(step[0], axes, n.Over) // what a Gather replaces is the positions' affair
	}
	e := 0
	ad.Each(axes, step, func(at []int) {
		zero, one := decide(at)
		if zero {
			f.zero.set(e)
		}
		if one {
			f.one.set(e)
		}
		e++
	})
	return fact{f.zero.orNil(), f.one.orNil()}
}

func (k *knowledge) elementwise(n *ad.Node) fact {
	f := make([]fact, len(n.Args))
	anyZero, allZero, anyOne := false, true, false
	for i, a := range n.Args {
		f[i] = k.of(a)
		anyZero = anyZero || f[i].zero != nil
		allZero = allZero && f[i].zero != nil
		anyOne = anyOne || f[i].one != nil
	}
	switch n.Op {
	case ad.Mul:
		return k.combine(n, anyZero, false, func(at []int) (bool, bool) {
			return f[0].zero.has(at[0]) || f[1].zero.has(at[1]), false
		})
	case ad.And:
		return k.combine(n, anyZero, anyOne, func(at []int) (bool, bool) {
			return f[0].zero.has(at[0]) || f[1].zero.has(at[1]), f[0].one.has(at[0]) && f[1].one.has(at[1])
		})
	case ad.Or:
		return k.combine(n, allZero, anyOne, func(at []int) (bool, bool) {
			return f[0].zero.has(at[0]) && f[1].zero.has(at[1]), f[0].one.has(at[0]) || f[1].one.has(at[1])
		})
	case ad.Not:
		return k.combine(n, anyOne, anyZero, func(at []int) (bool, bool) {
			return f[0].one.has(at[0]), f[0].zero.has(at[0])
		})
	case ad.Neg, ad.Stop:
		return f[0]
	case ad.Div:
		return k.combine(n, f[0].zero != nil, false, func(at []int) (bool, bool) { return f[0].zero.has(at[0]), false })
	case ad.Select:
		return k.combine(n, anyZero, anyOne, func(at []int) (bool, bool) {
			yes, no := !f[0].zero.has(at[0]), !f[0].one.has(at[0]) // branches that may be taken
			return (!yes || f[1].zero.has(at[1])) && (!no || f[2].zero.has(at[2])),
				(!yes || f[1].one.has(at[1])) && (!no || f[2].one.has(at[2]))
		})
	}
	return fact{}
}

// gathered: facts move along constant positions.
func (k *knowledge) gathered(n *ad.Node) fact {
	f := k.of(n.Args[0])
	for _, index := range n.Args[1:] {
		if !k.isConstant(index) {
			return fact{}
		}
	}
	if slices.ContainsFunc(n.Over, func(a *ad.Axis) bool { return a.Lane }) {
		return fact{}
	}
	along := strides(n.Args[0], n.Over)
	return k.combine(n, f.zero != nil, f.one != nil, func(at []int) (bool, bool) {
		from := at[0]
		for i, a := range n.Over {
			p := int(k.positionsOf(n.Args[i+1])[at[i+1]])
			if p < 0 || p >= a.Size {
				return false, false
			}
			from += p * along[i]
		}
		return f.zero.has(from), f.one.has(from)
	})
}
