package ad

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
)

// Axis is a finite index set that nodes are functions of. Axes have identity: two axes of one
// size are different axes.
type Axis struct {
	ID   int
	Name string
	Size int
	Lane bool // samples or enumerated configurations: an axis that the plan may run along
}

// Type is the type of a node's values, which are stored as float64 whatever it is.
type Type uint8

// Types.
const (
	Real Type = iota
	Int
	Bool
)

// LeafKind tells the leaves apart.
type LeafKind uint8

// Kinds of leaves.
const (
	ParamLeaf   LeafKind = iota // learnable; stored packed (Index)
	InputLeaf                   // bound when the program runs: data, step, state of a chain
	UniformLeaf                 // random numbers, uniform on the open interval (0, 1)
	NormalLeaf                  // random numbers, standard normal
	RefLeaf                     // bound to its own definition (Bind): recurrences and draws
)

// Leaf is what a leaf node stands for. Leaves have identity.
type Leaf struct {
	Kind   LeafKind
	Name   string
	Axes   []*Axis // in the order of storage (row-major)
	Type   Type
	Index  []int32 // ParamLeaf: place of each element in the packed store, -1 where structurally zero; nil if dense
	Len    int     // ParamLeaf: length of the packed store
	Stream uint64  // random leaves: key of the stream, from the place in the program
	Body   *Node   // RefLeaf: the definition, once bound
	Attach any     // for the owner of the leaf (its definition in the source)
}

// Node is a function of the axes it carries. Nodes are immutable and hash-consed: equal
// expressions of one graph are one node. Arguments have smaller IDs; only a RefLeaf, through
// its Body, leads to larger ones.
type Node struct {
	ID    int
	Op    Op
	Args  []*Node
	Axes  []*Axis // in the order of their IDs
	Type  Type
	Over  []*Axis   // reductions: the axes reduced; Gather: the axes of Args[0] that Args[1:] replace; Scatter: the new axes that Args[1:] are positions on; Iota: its axis
	Along []*Axis   // Scatter: the axes summed over
	Table []float64 // Const: values, row-major in Axes
	Leaf  *Leaf
	fixed bool
}

// Fixed tells whether n follows from constants and positions alone. Such a node is a Const unless it
// is too large to be computed when the graph is built, or carries an axis of samples.
func (n *Node) Fixed() bool { return n.fixed }

// Graph owns axes and nodes.
type Graph struct {
	Axes  []*Axis
	Nodes []*Node
	cons  map[string]*Node // by nodeKey
	folds map[string]*Node // by nodeKey: the constants that folded nodes are
	seed  maphash.Seed
	key   []byte // scratch
	plain bool   // nodes stay as they are asked for: what simplification is compared with

	// Watch is called with the number of nodes now and then while it grows. It may panic to end the
	// making of a graph that grows too large.
	Watch func(nodes int)

	copies map[*Axis]*Axis // copyAxis
	deltas map[*Node]delta // the tables made by Delta and blockDelta
}

// watched is the number of new nodes between two calls of Watch.
const watched = 1 << 12

// NewGraph returns an empty graph.
func NewGraph() *Graph {
	return &Graph{
		cons: map[string]*Node{}, folds: map[string]*Node{}, seed: maphash.MakeSeed(),
		copies: map[*Axis]*Axis{}, deltas: map[*Node]delta{},
	}
}

// Axis makes a new axis.
func (g *Graph) Axis(name string, size int) *Axis {
	a := &Axis{ID: len(g.Axes), Name: name, Size: size}
	g.Axes = append(g.Axes, a)
	return a
}

// Elements is the product of the sizes of axes.
func Elements(axes []*Axis) int {
	n := 1
	for _, a := range axes {
		n *= a.Size
	}
	return n
}

// Size is the number of elements of a node.
func (n *Node) Size() int { return Elements(n.Axes) }

// Has tells whether a node depends on an axis.
func (n *Node) Has(a *Axis) bool { return slices.Contains(n.Axes, a) }

// IsConst tells whether n is a constant with the same value v at every element.
func (n *Node) IsConst(v float64) bool {
	return n.Op == Const && len(n.Axes) == 0 && n.Table[0] == v
}

// Scalar returns the value of a constant without axes.
func (n *Node) Scalar() (float64, bool) {
	if n.Op == Const && len(n.Axes) == 0 {
		return n.Table[0], true
	}
	return 0, false
}

// Union merges sorted lists of axes.
func Union(lists ...[]*Axis) []*Axis {
	var out []*Axis
	for _, l := range lists {
		for _, a := range l {
			if i, found := slices.BinarySearchFunc(out, a, byID); !found {
				out = slices.Insert(out, i, a)
			}
		}
	}
	return out
}

// Without removes axes from a sorted list.
func Without(axes, remove []*Axis) []*Axis {
	out := make([]*Axis, 0, len(axes))
	for _, a := range axes {
		if !slices.Contains(remove, a) {
			out = append(out, a)
		}
	}
	return out
}

func byID(a, b *Axis) int { return a.ID - b.ID }

// Strides returns, for each axis of over, the stride of node n's row-major storage along it (0
// where n lacks the axis).
func (n *Node) Strides(over []*Axis) []int {
	out := make([]int, len(over))
	stride := 1
	for i := len(n.Axes) - 1; i >= 0; i-- {
		if k := slices.Index(over, n.Axes[i]); k >= 0 {
			out[k] = stride
		}
		stride *= n.Axes[i].Size
	}
	return out
}

// intern returns the node equal to n, n itself if it is new.
func (g *Graph) intern(n *Node) *Node {
	k := g.nodeKey(n)
	if old, ok := g.cons[string(k)]; ok {
		return old
	}
	n.ID = len(g.Nodes)
	n.fixed = !slices.ContainsFunc(n.Args, func(a *Node) bool { return !a.fixed })
	g.Nodes = append(g.Nodes, n)
	g.cons[string(k)] = n
	if g.Watch != nil && n.ID%watched == 0 {
		g.Watch(len(g.Nodes))
	}
	return n
}

// nodeKey identifies what a node is, until the next key is made.
func (g *Graph) nodeKey(n *Node) []byte {
	k := g.key[:0]
	k = append(k, byte(n.Op), byte(n.Type), byte(len(n.Args)))
	for _, a := range n.Args {
		k = binary.LittleEndian.AppendUint32(k, uint32(a.ID))
	}
	k = axesKey(k, n.Over)
	k = axesKey(k, n.Along)
	if n.Op == Const {
		k = g.tableKey(k, n)
	}
	g.key = k
	return k
}

// axesKey writes a list of axes with its length, so that lists that follow one another stay apart.
func axesKey(k []byte, axes []*Axis) []byte {
	k = binary.LittleEndian.AppendUint16(k, uint16(len(axes)))
	for _, a := range axes {
		k = binary.LittleEndian.AppendUint32(k, uint32(a.ID))
	}
	return k
}

// tableKey identifies a constant by its axes and bits; long tables by two independent hashes.
func (g *Graph) tableKey(k []byte, n *Node) []byte {
	k = axesKey(k, n.Axes)
	if len(n.Table) <= 8 {
		for _, v := range n.Table {
			k = binary.LittleEndian.AppendUint64(k, math.Float64bits(v))
		}
		return k
	}
	var h maphash.Hash
	h.SetSeed(g.seed)
	fnv := uint64(14695981039346656037)
	var b [1024]byte
	for i, v := range n.Table {
		u := math.Float64bits(v)
		fnv = (fnv ^ u) * 1099511628211
		at := i * 8 % len(b)
		binary.LittleEndian.PutUint64(b[at:], u)
		if at+8 == len(b) || i == len(n.Table)-1 {
			h.Write(b[:at+8])
		}
	}
	k = binary.LittleEndian.AppendUint64(k, h.Sum64())
	return binary.LittleEndian.AppendUint64(k, fnv)
}

// Const is a number.
func (g *Graph) Const(v float64) *Node { return g.Table(nil, []float64{v}, Real) }

// Integer is a number of type Int.
func (g *Graph) Integer(v int) *Node { return g.Table(nil, []float64{float64(v)}, Int) }

// Truth is a constant of type Bool.
func (g *Graph) Truth(v bool) *Node {
	if v {
		return g.Table(nil, []float64{1}, Bool)
	}
	return g.Table(nil, []float64{0}, Bool)
}

// Table is a constant with the values given row-major in the order of axes. An axis along which
// nothing changes is dropped.
func (g *Graph) Table(axes []*Axis, values []float64, typ Type) *Node {
	if len(values) != Elements(axes) {
		panic(fmt.Sprintf("ad: table of %d values for %d elements", len(values), Elements(axes)))
	}
	axes, values = sortAxes(axes, values)
	for i := len(axes) - 1; i >= 0; i-- {
		if constantAlong(axes, values, i) {
			axes, values = dropAxis(axes, values, i)
		}
	}
	return g.intern(&Node{Op: Const, Axes: axes, Table: values, Type: typ})
}

// Leaf is a node for a leaf; equal leaves (by identity) give one node only if the caller keeps it.
func (g *Graph) Leaf(l *Leaf) *Node {
	axes := slices.Clone(l.Axes)
	slices.SortFunc(axes, byID)
	n := &Node{ID: len(g.Nodes), Op: LeafOp, Axes: axes, Type: l.Type, Leaf: l}
	g.Nodes = append(g.Nodes, n)
	return n
}

// Input makes a leaf that is bound when the program runs.
func (g *Graph) Input(name string, typ Type, axes ...*Axis) *Node {
	return g.Leaf(&Leaf{Kind: InputLeaf, Name: name, Axes: axes, Type: typ})
}

// Ref makes a leaf to be bound to its own definition.
func (g *Graph) Ref(name string, typ Type, axes ...*Axis) *Node {
	return g.Leaf(&Leaf{Kind: RefLeaf, Name: name, Axes: axes, Type: typ})
}

// Bind gives a Ref its definition, whose axes are among those of the Ref.
func (g *Graph) Bind(ref, body *Node) {
	for _, a := range body.Axes {
		if !ref.Has(a) {
			panic("ad: definition of " + ref.Leaf.Name + " has the further axis " + a.Name)
		}
	}
	ref.Leaf.Body = body
}

// Iota is the position on an axis, from 0.
func (g *Graph) Iota(a *Axis) *Node {
	return g.intern(&Node{Op: Iota, Axes: []*Axis{a}, Over: []*Axis{a}, Type: Int})
}

func sortAxes(axes []*Axis, values []float64) ([]*Axis, []float64) {
	if slices.IsSortedFunc(axes, byID) {
		return axes, values
	}
	sorted := slices.Clone(axes)
	slices.SortFunc(sorted, byID)
	from := (&Node{Axes: axes}).Strides(sorted)
	out := make([]float64, len(values))
	e := 0
	Each(sorted, [][]int{from}, func(at []int) { out[e] = values[at[0]]; e++ })
	return sorted, out
}

func constantAlong(axes []*Axis, values []float64, i int) bool {
	inner := Elements(axes[i+1:])
	n := axes[i].Size
	if n == 0 {
		return false
	}
	for base := 0; base < len(values); base += n * inner {
		for k := inner; k < n*inner; k++ {
			if math.Float64bits(values[base+k]) != math.Float64bits(values[base+k-inner]) {
				return false
			}
		}
	}
	return true
}

func dropAxis(axes []*Axis, values []float64, i int) ([]*Axis, []float64) {
	inner := Elements(axes[i+1:])
	n := axes[i].Size
	out := make([]float64, 0, len(values)/n)
	for base := 0; base < len(values); base += n * inner {
		out = append(out, values[base:base+inner]...)
	}
	return slices.Delete(slices.Clone(axes), i, i+1), out
}

// Each visits the elements of axes row-major; for every list of strides it keeps the offset.
func Each(axes []*Axis, strides [][]int, visit func(at []int)) {
	eachRow(axes, strides, func(at, step []int, n int) {
		visit(at)
		for range n - 1 {
			for s := range at {
				at[s] += step[s]
			}
			visit(at)
		}
		for s := range at {
			at[s] -= (n - 1) * step[s]
		}
	})
}

// eachRow visits the rows along the last axis: where each begins, the step to the next element, and
// their number.
func eachRow(axes []*Axis, strides [][]int, visit func(at, step []int, n int)) {
	for _, a := range axes {
		if a.Size == 0 {
			return
		}
	}
	at, step, n := make([]int, len(strides)), make([]int, len(strides)), 1
	if last := len(axes) - 1; last >= 0 {
		n = axes[last].Size
		for s := range strides {
			step[s] = strides[s][last]
		}
	}
	pos := make([]int, len(axes))
	for {
		visit(at, step, n)
		k := len(axes) - 2
		for ; k >= 0; k-- {
			pos[k]++
			for s := range strides {
				at[s] += strides[s][k]
			}
			if pos[k] < axes[k].Size {
				break
			}
			for s := range strides {
				at[s] -= pos[k] * strides[s][k]
			}
			pos[k] = 0
		}
		if k < 0 {
			return
		}
	}
}
