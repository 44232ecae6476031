package scalar

import (
	"errors"
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
)

// Algebra is what elements are computed in.
type Algebra[T any] interface {
	Number(v float64) T
	Known(x T) (float64, bool) // the value, if it is a number
	Apply(op ad.Op, args []T) (T, error)
}

// ErrLarge is the error of a value that has too many parts to be written out.
var ErrLarge = errors.New("too large to be written out element by element")

// Walker computes elements of nodes; each is computed once.
type Walker[T any] struct {
	In    Algebra[T]
	Leaf  func(l *ad.Leaf, element int) (T, bool) // elements row-major in Leaf.Axes
	Most  int                                     // elements that are computed at most
	memo  map[element]T
	begun map[element]bool
}

type element struct {
	n *ad.Node
	e int
}

// At is the element of n at a position on each of its axes.
func (w *Walker[T]) At(n *ad.Node, at []int) (T, error) {
	e := 0
	for k, a := range n.Axes {
		e = e*a.Size + at[k]
	}
	if w.memo == nil {
		w.memo, w.begun = map[element]T{}, map[element]bool{}
	}
	key := element{n, e}
	if x, ok := w.memo[key]; ok {
		return x, nil
	}
	var none T
	if w.begun[key] {
		return none, errors.New("a definition that needs itself")
	}
	if len(w.memo) >= w.Most {
		return none, ErrLarge
	}
	w.begun[key] = true
	x, err := w.compute(n, at)
	if err != nil {
		return none, err
	}
	w.memo[key] = x
	return x, nil
}

// within are the positions on the axes of n, given by position on axes around.
func within(n *ad.Node, pos map[*ad.Axis]int) []int {
	at := make([]int, len(n.Axes))
	for k, a := range n.Axes {
		at[k] = pos[a]
	}
	return at
}

func (w *Walker[T]) compute(n *ad.Node, at []int) (T, error) {
	pos := map[*ad.Axis]int{}
	for k, a := range n.Axes {
		pos[a] = at[k]
	}
	switch n.Op {
	case ad.Const:
		e := 0
		for k, a := range n.Axes {
			e = e*a.Size + at[k]
		}
		return w.In.Number(n.Table[e]), nil
	case ad.Iota:
		return w.In.Number(float64(at[0])), nil
	case ad.LeafOp:
		return w.leaf(n, pos)
	case ad.Select:
		return w.choice(n, pos)
	case ad.Gather:
		return w.gather(n, pos)
	case ad.Scatter:
		return w.scatter(n, pos)
	}
	switch n.Op.Info().Class {
	case ad.ElementClass:
		args := make([]T, len(n.Args))
		for k, a := range n.Args {
			var err error
			if args[k], err = w.At(a, within(a, pos)); err != nil {
				return args[k], err
			}
		}
		return w.In.Apply(n.Op, args)
	case ad.ReduceClass:
		return w.reduce(n, pos)
	}
	var none T
	return none, fmt.Errorf("%s is not written out element by element", n.Op)
}

func (w *Walker[T]) leaf(n *ad.Node, pos map[*ad.Axis]int) (T, error) {
	if n.Leaf.Body != nil {
		return w.At(n.Leaf.Body, within(n.Leaf.Body, pos))
	}
	e := 0
	for _, a := range n.Leaf.Axes {
		e = e*a.Size + pos[a]
	}
	x, ok := w.Leaf(n.Leaf, e)
	if !ok {
		return x, fmt.Errorf("%s is no argument of the function", n.Leaf.Name)
	}
	return x, nil
}

// choice computes the branch that is taken, or both.
func (w *Walker[T]) choice(n *ad.Node, pos map[*ad.Axis]int) (T, error) {
	cond, err := w.At(n.Args[0], within(n.Args[0], pos))
	if err != nil {
		return cond, err
	}
	if v, ok := w.In.Known(cond); ok {
		branch := n.Args[2]
		if v != 0 {
			branch = n.Args[1]
		}
		return w.At(branch, within(branch, pos))
	}
	args := []T{cond, cond, cond}
	for k := 1; k < 3; k++ {
		if args[k], err = w.At(n.Args[k], within(n.Args[k], pos)); err != nil {
			return cond, err
		}
	}
	return w.In.Apply(ad.Select, args)
}

// index is a position that must be a number by now.
func (w *Walker[T]) index(n *ad.Node, pos map[*ad.Axis]int) (int, error) {
	x, err := w.At(n, within(n, pos))
	if err != nil {
		return 0, err
	}
	v, ok := w.In.Known(x)
	if !ok {
		return 0, errors.New("which element is read depends on the arguments")
	}
	return int(v), nil
}

func (w *Walker[T]) gather(n *ad.Node, pos map[*ad.Axis]int) (T, error) {
	x := n.Args[0]
	in := map[*ad.Axis]int{}
	for _, a := range x.Axes {
		in[a] = pos[a]
	}
	for k, a := range n.Over {
		at, err := w.index(n.Args[k+1], pos)
		if err != nil || at < 0 || at >= a.Size {
			return w.In.Number(0), errors.Join(err, errOutside(at, a, err))
		}
		in[a] = at
	}
	return w.At(x, within(x, in))
}

func errOutside(at int, a *ad.Axis, err error) error {
	if err != nil {
		return nil
	}
	return fmt.Errorf("position %d is not on the axis %s", at, a.Name)
}

// each visits all positions on axes.
func each(axes []*ad.Axis, pos map[*ad.Axis]int, visit func() error) error {
	if len(axes) == 0 {
		return visit()
	}
	for p := range axes[0].Size {
		pos[axes[0]] = p
		if err := each(axes[1:], pos, visit); err != nil {
			return err
		}
	}
	return nil
}

func (w *Walker[T]) scatter(n *ad.Node, pos map[*ad.Axis]int) (T, error) {
	total := w.In.Number(0)
	in := map[*ad.Axis]int{}
	for _, a := range ad.Without(n.Axes, n.Over) {
		in[a] = pos[a]
	}
	err := each(n.Along, in, func() error {
		for k, a := range n.Over {
			at, err := w.index(n.Args[k+1], in)
			if err != nil || at != pos[a] {
				return err
			}
		}
		x, err := w.At(n.Args[0], within(n.Args[0], in))
		if err == nil {
			total, err = w.In.Apply(ad.Add, []T{total, x})
		}
		return err
	})
	return total, err
}

// folds are the operations that reductions repeat.
var folds = map[ad.Op]ad.Op{ad.Sum: ad.Add, ad.Prod: ad.Mul, ad.MaxOver: ad.Max, ad.MinOver: ad.Min}

func (w *Walker[T]) reduce(n *ad.Node, pos map[*ad.Axis]int) (T, error) {
	op, ok := folds[n.Op]
	total := w.In.Number(n.Op.Info().Start)
	if !ok {
		return total, fmt.Errorf("%s is not written out element by element", n.Op)
	}
	in := map[*ad.Axis]int{}
	for a, p := range pos {
		in[a] = p
	}
	first := true
	err := each(n.Over, in, func() error {
		x, err := w.At(n.Args[0], within(n.Args[0], in))
		if err != nil {
			return err
		}
		if first {
			total, first = x, false
			return nil
		}
		total, err = w.In.Apply(op, []T{total, x})
		return err
	})
	return total, err
}
