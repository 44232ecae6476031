package ad

import (
	"fmt"
	"math"
	"slices"
)

// arg is the value of n at the present positions, if it is known; else it is noted as missing.
func (r *Reference) arg(n *Node) (float64, bool) {
	e := r.offset(n.Axes)
	switch n.Op {
	case Const:
		return n.Table[e], true
	case Iota:
		return float64(e), true
	}
	if m := r.memo[n]; m != nil && m.state[e] == known {
		return m.value[e], true
	}
	r.missing = append(r.missing, element{n, e})
	return 0, false
}

// compute is the meaning of an operation at the present positions. What is missing is noted; the
// value then means nothing.
func (r *Reference) compute(x element) float64 {
	n := x.n
	switch n.Op {
	case Const, Iota:
		v, _ := r.arg(n)
		return v
	case LeafOp:
		return r.leaf(n)
	case Select:
		return r.choose(n)
	case Mul, Div, And, Or:
		return r.shortcut(n)
	case ArgMax:
		return r.argMax(n)
	}
	switch n.Op.Info().Class {
	case GatherClass:
		return r.gather(n)
	case ScatterClass:
		return r.scatter(n)
	case LinearClass:
		return r.matrix(n)
	case ReduceClass:
		acc := []float64{n.Op.Info().Start, 0}
		r.each(n.Over, func() {
			acc[1], _ = r.arg(n.Args[0])
			acc[0] = n.Op.Info().Value(acc)
		})
		return acc[0]
	}
	return r.elementwise(n)
}

func (r *Reference) elementwise(n *Node) float64 {
	v := make([]float64, len(n.Args))
	for k, a := range n.Args {
		v[k], _ = r.arg(a)
	}
	if len(r.missing) > 0 {
		return 0
	}
	return n.Op.Info().Value(v)
}

// leaf is the value of a leaf at the present positions.
func (r *Reference) leaf(n *Node) float64 {
	l := n.Leaf
	e := r.offset(l.Axes)
	if v, ok := r.bind.Inputs[l]; ok {
		return r.read(l, v, e)
	}
	switch l.Kind {
	case ParamLeaf:
		if l.Index != nil {
			if e = int(l.Index[e]); e < 0 {
				return 0
			}
		}
		return r.read(l, r.bind.Params[l], e)
	case UniformLeaf, NormalLeaf:
		if r.bind.Random != nil {
			return r.bind.Random(l, e)
		}
	case RefLeaf:
		if l.Body != nil {
			v, _ := r.arg(l.Body)
			return v
		}
	}
	r.bad = fmt.Errorf("%s has no value", l.Name)
	return 0
}

func (r *Reference) read(l *Leaf, store []float64, place int) float64 {
	if place >= len(store) {
		r.bad = fmt.Errorf("%s has %d values, number %d is needed", l.Name, len(store), place)
		return 0
	}
	return store[place]
}

func (r *Reference) choose(n *Node) float64 {
	cond, ok := r.static(n.Args[0])
	if !ok {
		if cond, ok = r.arg(n.Args[0]); !ok {
			return 0
		}
	}
	branch := n.Args[1]
	if cond == 0 {
		branch = n.Args[2]
	}
	v, _ := r.arg(branch)
	return v
}

// shortcut evaluates a product or quotient, which a structural zero settles, or a connective, which
// a constant side may settle.
func (r *Reference) shortcut(n *Node) float64 {
	if (n.Op == Mul || n.Op == Div) && r.zero(n) {
		return 0
	}
	for _, a := range n.Args {
		v, static := r.static(a)
		switch {
		case n.Op == And && static && v == 0:
			return 0
		case n.Op == Or && static && v != 0:
			return 1
		}
	}
	return r.elementwise(n)
}

// each sets the positions on axes to every combination in turn, the last axis fastest.
func (r *Reference) each(axes []*Axis, f func()) {
	if len(axes) == 0 {
		f()
		return
	}
	a := axes[0]
	for len(r.pos) <= a.ID {
		r.pos = append(r.pos, 0)
	}
	was := r.pos[a.ID]
	for p := range a.Size {
		r.pos[a.ID] = p
		r.each(axes[1:], f)
	}
	r.pos[a.ID] = was
}

func (r *Reference) argMax(n *Node) float64 {
	best, at, p := math.Inf(-1), -1, 0
	r.each(n.Over, func() {
		if v, _ := r.arg(n.Args[0]); p == 0 || v > best {
			best, at = v, p
		}
		p++
	})
	return float64(at)
}

// indices evaluates the index arguments of a Gather or Scatter.
func (r *Reference) indices(n *Node) ([]int, bool) {
	p := make([]int, len(n.Over))
	all := true
	for k := range p {
		v, ok := r.arg(n.Args[k+1])
		p[k], all = int(v), all && ok
	}
	return p, all
}

// at evaluates f with the axes moved to positions p.
func (r *Reference) at(axes []*Axis, p []int, f func()) {
	was := make([]int, len(axes))
	for k, a := range axes {
		for len(r.pos) <= a.ID {
			r.pos = append(r.pos, 0)
		}
		was[k], r.pos[a.ID] = r.pos[a.ID], p[k]
	}
	f()
	for k, a := range axes {
		r.pos[a.ID] = was[k]
	}
}

func (r *Reference) gather(n *Node) (v float64) {
	p, ok := r.indices(n)
	if !ok {
		return 0
	}
	for k, a := range n.Over {
		if p[k] < 0 || p[k] >= a.Size {
			r.bad = fmt.Errorf("position %d on axis %s of size %d is read", p[k], a.Name, a.Size)
			return 0
		}
	}
	r.at(n.Over, p, func() { v, _ = r.arg(n.Args[0]) })
	return v
}

// scatter adds up the terms whose indices are the present positions on the new axes.
func (r *Reference) scatter(n *Node) float64 {
	here := make([]int, len(n.Over))
	for k, a := range n.Over {
		here[k] = r.pos[a.ID]
	}
	sum := 0.0
	r.each(n.Along, func() {
		if p, ok := r.indices(n); ok && slices.Equal(p, here) {
			v, _ := r.arg(n.Args[0])
			sum += v
		}
	})
	return sum
}

// matrix is log|det| of a matrix, the sign of the determinant, or an element of its transposed inverse.
func (r *Reference) matrix(n *Node) float64 {
	size := n.Over[0].Size
	a, x, perm := make([]float64, 0, size*size), make([]float64, size), make([]int, size)
	i, j := r.position(n.Over[0]), r.position(n.Over[1])
	r.each(n.Over, func() {
		v, _ := r.arg(n.Args[0])
		a = append(a, v)
	})
	if len(r.missing) > 0 {
		return 0
	}
	if n.Op == DetAngle {
		return detAngle(a, size)
	}
	logdet, sign := decompose(a, size, perm)
	switch n.Op {
	case LogAbsDet:
		return logdet
	case DetSign:
		return sign
	}
	inverseColumn(a, size, perm, i, x)
	return x[j]
}

// position is the present position on an axis.
func (r *Reference) position(a *Axis) int {
	if a.ID < len(r.pos) {
		return r.pos[a.ID]
	}
	return 0
}

// static is the value of n at the present positions if it follows from constants alone.
func (r *Reference) static(n *Node) (v float64, ok bool) {
	switch n.Op {
	case Const, Iota:
		return r.arg(n)
	case LeafOp:
		return 0, false
	case And, Or:
		settles := truth(n.Op == Or)
		x, okx := r.static(n.Args[0])
		y, oky := r.static(n.Args[1])
		if okx && truth(x != 0) == settles || oky && truth(y != 0) == settles {
			return settles, true
		}
		return 1 - settles, okx && oky
	case Select:
		c, ok := r.static(n.Args[0])
		if !ok {
			return 0, false
		}
		if c != 0 {
			return r.static(n.Args[1])
		}
		return r.static(n.Args[2])
	case Gather:
		ok = r.staticGather(n, func(x *Node) bool { v, ok = r.static(x); return ok })
		return v, ok
	}
	if !n.fixed {
		return 0, false
	}
	if n.Op.Info().Class != ElementClass {
		return r.staticReduction(n)
	}
	x := make([]float64, len(n.Args))
	for k, a := range n.Args {
		if x[k], ok = r.static(a); !ok {
			return 0, false
		}
	}
	return n.Op.Info().Value(x), true
}

// staticReduction is the value of a fixed reduction; others are left to ordinary evaluation.
func (r *Reference) staticReduction(n *Node) (float64, bool) {
	if n.Op.Info().Class != ReduceClass || n.Op == ArgMax {
		return 0, false
	}
	acc, all := []float64{n.Op.Info().Start, 0}, true
	r.each(n.Over, func() {
		v, ok := r.static(n.Args[0])
		acc[1], all = v, all && ok
		acc[0] = n.Op.Info().Value(acc)
	})
	return acc[0], all
}

// staticGather applies f to what a Gather reads, if its indices follow from constants.
func (r *Reference) staticGather(n *Node, f func(x *Node) bool) (ok bool) {
	p := make([]int, len(n.Over))
	for k, a := range n.Over {
		v, ok := r.static(n.Args[k+1])
		if p[k] = int(v); !ok || p[k] < 0 || p[k] >= a.Size {
			return false
		}
	}
	r.at(n.Over, p, func() { ok = f(n.Args[0]) })
	return ok
}
