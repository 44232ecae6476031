package ad

import (
	"fmt"
	"slices"
	"strings"
)

// Bindings gives leaves their values.
type Bindings struct {
	Params map[*Leaf][]float64 // packed stores (Leaf.Index, Leaf.Len), or dense ones
	Inputs map[*Leaf][]float64 // any leaf: values row-major in Leaf.Axes; a Ref found here is not evaluated

	// Random gives random leaves their values; element is row-major in Leaf.Axes.
	Random func(l *Leaf, element int) float64
}

// MaxReference is the largest number of elements of a node that a Reference remembers.
const MaxReference = 1 << 26

// Reference evaluates nodes element by element, from the meaning of each operation and nothing
// else. An element is computed once, when it is first needed. A product with a structural zero
// is zero whatever the other factor is; a Select evaluates only the branch taken; a structural
// zero is a zero of a constant, an element that a parameter does not store, what is one of them
// by constant guards, constant indices and definitions, and products and sums of them.
type Reference struct {
	bind    Bindings
	memo    map[*Node]*memory
	zeros   map[element]zeroness // of sums and definitions
	loops   int                  // how often an assumption was used
	pos     []int                // position on each axis, by Axis.ID
	missing []element
	bad     error
}

// memory holds what is known of a node's elements.
type memory struct {
	value []float64
	state []state
}

type state uint8

const (
	unknown state = iota
	open          // begun; waits for others
	known
)

type element struct {
	n *Node
	e int // row-major in n.Axes
}

// NewReference returns an evaluator that remembers nothing yet.
func NewReference(bind Bindings) *Reference {
	return &Reference{bind: bind, memo: map[*Node]*memory{}, zeros: map[element]zeroness{}}
}

// Element is a node at a position on each of its axes, in the order of Node.Axes.
type Element struct {
	Node *Node
	At   []int
}

func (e Element) String() string {
	name := e.Node.Op.String()
	if e.Node.Leaf != nil {
		name = e.Node.Leaf.Name
	}
	return name + strings.ReplaceAll(fmt.Sprint(e.At), " ", ",")
}

// Circular is the error of an element that needs itself.
type Circular struct {
	Elements []Element // each needs the next, the last one the first
}

func (c *Circular) Error() string {
	var names []string
	for _, e := range c.Elements {
		if e.Node.Leaf != nil || len(c.Elements) < 8 {
			names = append(names, e.String())
		}
	}
	if len(names) > 20 {
		names = append(names[:20], "…")
	}
	return "circular definition: " + strings.Join(names, " needs ")
}

// Value is the value of one element of n; at holds a position on each axis, in the order of n.Axes.
// Errors: *Circular, a leaf without a value, an index outside its axis.
func (r *Reference) Value(n *Node, at ...int) (float64, error) {
	if len(at) != len(n.Axes) {
		return 0, fmt.Errorf("%d positions for %d axes", len(at), len(n.Axes))
	}
	e := 0
	for k, a := range n.Axes {
		if at[k] < 0 || at[k] >= a.Size {
			return 0, fmt.Errorf("position %d on axis %s of size %d", at[k], a.Name, a.Size)
		}
		e = e*a.Size + at[k]
	}
	return r.eval(element{n, e})
}

// Array is all of n, row-major in n.Axes.
func (r *Reference) Array(n *Node) ([]float64, error) {
	if Exceeds(n.Axes, MaxReference) {
		return nil, fmt.Errorf("a node with more than %d elements", MaxReference)
	}
	out := make([]float64, n.Size())
	for e := range out {
		v, err := r.eval(element{n, e})
		if err != nil {
			return nil, err
		}
		out[e] = v
	}
	return out, nil
}

// eval computes an element after all that it needs, on a stack of its own: recurrences are deep.
func (r *Reference) eval(want element) (float64, error) {
	stack := []element{want}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		m, err := r.memory(top.n)
		if err != nil {
			return 0, err
		}
		if m.state[top.e] == known {
			stack = stack[:len(stack)-1]
			continue
		}
		r.missing, r.bad = r.missing[:0], nil
		r.place(top.n.Axes, top.e)
		v := r.compute(top)
		switch {
		case r.bad != nil:
			r.close(stack)
			return 0, r.bad
		case len(r.missing) == 0:
			m.value[top.e], m.state[top.e] = v, known
			continue
		}
		m.state[top.e] = open
		for _, x := range r.missing {
			if r.memo[x.n] != nil && r.memo[x.n].state[x.e] == open {
				err := r.circle(stack, x)
				r.close(stack)
				return 0, err
			}
		}
		stack = append(stack, r.missing...)
	}
	return r.memo[want.n].value[want.e], nil
}

// close forgets what was begun, so that other elements can still be asked for.
func (r *Reference) close(stack []element) {
	for _, x := range stack {
		if m := r.memo[x.n]; m != nil && m.state[x.e] == open {
			m.state[x.e] = unknown
		}
	}
}

// circle lists the open elements from x to the top of the stack.
func (r *Reference) circle(stack []element, x element) *Circular {
	c := &Circular{}
	for _, y := range stack[slices.Index(stack, x):] {
		if r.memo[y.n] != nil && r.memo[y.n].state[y.e] == open {
			r.place(y.n.Axes, y.e)
			at := make([]int, len(y.n.Axes))
			for k, a := range y.n.Axes {
				at[k] = r.pos[a.ID]
			}
			c.Elements = append(c.Elements, Element{y.n, at})
		}
	}
	return c
}

func (r *Reference) memory(n *Node) (*memory, error) {
	m := r.memo[n]
	if m == nil {
		if Exceeds(n.Axes, MaxReference) {
			return nil, fmt.Errorf("a node with more than %d elements", MaxReference)
		}
		m = &memory{make([]float64, n.Size()), make([]state, n.Size())}
		r.memo[n] = m
	}
	return m, nil
}

// place sets the positions of element e of axes.
func (r *Reference) place(axes []*Axis, e int) {
	for k := len(axes) - 1; k >= 0; k-- {
		a := axes[k]
		for len(r.pos) <= a.ID {
			r.pos = append(r.pos, 0)
		}
		r.pos[a.ID] = e % a.Size
		e /= a.Size
	}
}

// offset is the place of the present positions in row-major storage over axes.
func (r *Reference) offset(axes []*Axis) int {
	e := 0
	for _, a := range axes {
		e = e*a.Size + r.pos[a.ID]
	}
	return e
}
