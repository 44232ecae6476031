package exec

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// graphKey identifies what outputs compute, up to the names of nodes, axes, inputs, random streams and
// definitions: graphs with the same key have the same plan. Parameters are themselves.
type graphKey [sha256.Size]byte

// keyMaker writes a graph down: nodes and axes by the order in which they are met.
type keyMaker struct {
	text   []byte
	looks  map[*ad.Node]uint64 // what a node looks like, whatever the order of the arguments where it does not matter
	number map[*ad.Node]uint64
	axes   map[*ad.Axis]uint64
	params map[*ad.Leaf]uint64 // of the cache: parameters have numbers of their own
	leaves []*ad.Leaf          // met so far
	refs   []*ad.Node
}

// keyOf is the key of an evaluation, and its leaves in the order in which they are met.
func keyOf(outs []Output, opt Options, params map[*ad.Leaf]uint64) (graphKey, []*ad.Leaf) {
	k := &keyMaker{looks: map[*ad.Node]uint64{}, number: map[*ad.Node]uint64{}, axes: map[*ad.Axis]uint64{}, params: params}
	for _, n := range reached(outs) {
		k.looks[n] = k.look(n)
	}
	k.put(uint64(opt.Workers), uint64(opt.Tile), uint64(len(outs)))
	for _, o := range outs {
		k.node(o.Node)
		k.put(k.number[o.Node])
		k.list(o.Node.Axes)
		if o.Pack == nil {
			k.put(0)
			continue
		}
		k.put(1)
		k.leaf(o.Pack)
	}
	for i := 0; i < len(k.refs); i++ {
		if body := k.refs[i].Leaf.Body; body != nil {
			k.node(body)
			k.put(k.number[body])
		}
	}
	return sha256.Sum256(k.text), k.leaves
}

func (k *keyMaker) put(v ...uint64) {
	for _, x := range v {
		k.text = binary.AppendUvarint(k.text, x)
	}
}

// list writes axes with their sizes.
func (k *keyMaker) list(axes []*ad.Axis) {
	k.put(uint64(len(axes)))
	for _, a := range axes {
		i, ok := k.axes[a]
		if !ok {
			i = uint64(len(k.axes))
			k.axes[a] = i
		}
		k.put(i, sizeOf(a))
	}
}

// sizeOf is the size of an axis and whether it is one of samples.
func sizeOf(a *ad.Axis) uint64 {
	size := uint64(a.Size) << 1
	if a.Lane {
		size |= 1
	}
	return size
}

// node writes a node after all it reads, without recursion.
func (k *keyMaker) node(n *ad.Node) {
	stack := []*ad.Node{n}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		if _, done := k.number[n]; done {
			stack = stack[:len(stack)-1]
			continue
		}
		args := k.arguments(n)
		before := len(stack)
		for i := len(args) - 1; i >= 0; i-- {
			if _, done := k.number[args[i]]; !done {
				stack = append(stack, args[i])
			}
		}
		if len(stack) > before {
			continue
		}
		stack = stack[:len(stack)-1]
		k.number[n] = uint64(len(k.number))
		k.put(uint64(n.Op), uint64(n.Type), uint64(len(args)))
		for _, a := range args {
			k.put(k.number[a])
		}
		k.list(n.Over)
		k.list(n.Along)
		switch {
		case n.Leaf != nil:
			k.leaf(n.Leaf)
			if n.Leaf.Kind == ad.RefLeaf {
				k.refs = append(k.refs, n)
			}
		case n.Op == ad.Const:
			k.list(n.Axes)
			k.table(n.Table)
		}
	}
}

// arguments are the arguments of a node, in an order that does not depend on which was made first.
func (k *keyMaker) arguments(n *ad.Node) []*ad.Node {
	if !n.Op.Info().Comm {
		return n.Args
	}
	args := slices.Clone(n.Args)
	slices.SortStableFunc(args, func(a, b *ad.Node) int { return cmp.Compare(k.looks[a], k.looks[b]) })
	return args
}

func (k *keyMaker) table(t []float64) {
	k.put(uint64(len(t)))
	for _, v := range t {
		k.text = binary.LittleEndian.AppendUint64(k.text, math.Float64bits(v))
	}
}

func (k *keyMaker) leaf(l *ad.Leaf) {
	i := slices.Index(k.leaves, l)
	if i < 0 {
		i = len(k.leaves)
		k.leaves = append(k.leaves, l)
	}
	k.put(uint64(i), uint64(l.Kind), uint64(l.Type), k.param(l))
	axes := l.Axes
	if l.Kind != ad.ParamLeaf && l.Kind != ad.InputLeaf { // nothing is stored: the place of the samples among the axes means nothing
		var lane *ad.Axis
		if axes, lane = split(l.Axes); lane != nil {
			axes = append(axes, lane)
		}
	}
	k.list(axes)
}

// param is the number of a parameter, 0 for other leaves.
func (k *keyMaker) param(l *ad.Leaf) uint64 {
	if l.Kind != ad.ParamLeaf {
		return 0
	}
	if k.params[l] == 0 {
		k.params[l] = uint64(len(k.params)) + 1
	}
	return k.params[l]
}

// look is a number that nodes share which are the same up to names, and few others do.
func (k *keyMaker) look(n *ad.Node) uint64 {
	h := mix(uint64(n.Op), uint64(n.Type))
	for _, a := range k.arguments(n) {
		h = mix(h, k.looks[a])
	}
	for _, a := range n.Over {
		h = mix(h, sizeOf(a))
	}
	if l := n.Leaf; l != nil {
		h = mix(h, uint64(l.Kind)<<32|k.param(l))
		for _, a := range l.Axes {
			h = mix(h, sizeOf(a))
		}
	}
	for i := 0; i < len(n.Table); i += 1 + len(n.Table)/16 {
		h = mix(h, math.Float64bits(n.Table[i]))
	}
	return mix(h, uint64(len(n.Table)))
}

// mix joins two words to one (the finaliser of splitmix64).
func mix(a, b uint64) uint64 {
	x := a*0x9E3779B97F4A7C15 + b
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
