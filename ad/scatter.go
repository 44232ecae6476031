package ad

import "slices"

// simplifyGather reads positions directly, and reads through constant indices once instead of
// twice; nil if neither applies.
func (g *Graph) simplifyGather(x *Node, over []*Axis, index []*Node) *Node {
	if x.Op == Iota {
		return index[0]
	}
	fixed := func(i *Node) bool { return i.Op == Const || i.Op == Iota }
	if x.Op != Gather || slices.ContainsFunc(index, func(i *Node) bool { return !fixed(i) }) ||
		slices.ContainsFunc(x.Args[1:], func(i *Node) bool { return !fixed(i) }) {
		return nil
	}
	source := x.Args[0]
	axes := slices.Clone(x.Over)
	var both []*Node
	for _, i := range x.Args[1:] {
		j := g.Gather(i, over, index)
		if !fixed(j) {
			return nil
		}
		both = append(both, j)
	}
	for k, a := range over {
		if source.Has(a) && !slices.Contains(x.Over, a) {
			axes, both = append(axes, a), append(both, index[k])
		}
	}
	return g.Gather(source, axes, both)
}

// simplifyScatter brings a Scatter to its normal form; nil if it has it already.
func (g *Graph) simplifyScatter(n *Node) *Node {
	x := n.Args[0]
	if x.IsConst(0) || x.Op == Const && Elements(x.Axes) == 0 {
		return g.Table(nil, []float64{0}, n.Type)
	}
	var plain, rest []*Axis // axes summed whatever the indices are, and the others
	for _, a := range n.Along {
		if slices.ContainsFunc(n.Args[1:], func(i *Node) bool { return i.Has(a) }) {
			rest = append(rest, a)
		} else {
			plain = append(plain, a)
		}
	}
	switch {
	case len(plain) > 0:
		return g.Scatter(g.Sum(x, plain...), n.Over, n.Args[1:], rest)
	case len(rest) == 0:
		return g.placed(n)
	case x.Op == Neg:
		return g.Apply(Neg, g.Scatter(x.Args[0], n.Over, n.Args[1:], n.Along))
	}
	if s := g.scatterFactors(n); s != nil {
		return s
	}
	return g.scatterInverse(n)
}

// placed is a Scatter that sums nothing: x stands where every new axis has its index.
func (g *Graph) placed(n *Node) *Node {
	x := n.Args[0]
	for k, a := range n.Over {
		x = g.Select(g.Apply(Eq, n.Args[k+1], g.Iota(a)), x, g.Table(nil, []float64{0}, n.Type))
	}
	return x
}

// scatterFactors takes factors without the summed axes out.
func (g *Graph) scatterFactors(n *Node) *Node {
	if n.Args[0].Op != Mul {
		return nil
	}
	var in, out []*Node
	for _, f := range Factors(n.Args[0]) {
		if slices.ContainsFunc(f.Axes, func(a *Axis) bool { return slices.Contains(n.Along, a) || slices.Contains(n.Over, a) }) {
			in = append(in, f)
		} else {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil
	}
	if len(in) == 0 {
		in = []*Node{g.Table(nil, []float64{1}, Int)}
	}
	return g.product(append(out, g.Scatter(g.product(in), n.Over, n.Args[1:], n.Along)))
}

// scatterInverse turns a Scatter by constant indices that meet each place at most once into a
// Gather by their inverse. Failing that, if they do so for each fixed position on one of the summed
// axes, it is the sum over that axis of such gathers (the neighbours of a site, one for each direction).
func (g *Graph) scatterInverse(n *Node) *Node {
	for _, i := range n.Args[1:] {
		if i.Op != Const && i.Op != Iota {
			return nil
		}
	}
	if s := g.inverted(n, nil); s != nil {
		return s
	}
	if len(n.Along) < 2 {
		return nil
	}
	for _, a := range n.Along {
		if !slices.Contains(n.Over, a) {
			if s := g.inverted(n, a); s != nil {
				return s
			}
		}
	}
	return nil
}

// inverted inverts the indices for fixed positions on the axis apart, if there is one, and on the
// axes of the indices that stay; nil if two elements meet.
func (g *Graph) inverted(n *Node, apart *Axis) *Node {
	along := n.Along
	if apart != nil {
		along = Without(along, []*Axis{apart})
	}
	var all []*Axis
	for _, i := range n.Args[1:] {
		all = Union(all, i.Axes)
	}
	for _, a := range along {
		if !slices.Contains(all, a) {
			return nil
		}
	}
	to := &Node{Axes: Union(Without(all, along), n.Over)} // the axes of the inverse
	if Exceeds(all, MaxFold) || Exceeds(to.Axes, MaxFold) {
		return nil
	}
	from := make([][]float64, len(along))
	for k := range from {
		from[k] = make([]float64, to.Size())
		for e := range from[k] {
			from[k][e] = -1
		}
	}
	strides := [][]int{to.Strides(all), nil}
	mask(all, strides[0], n.Over)
	for _, i := range n.Args[1:] {
		strides = append(strides, i.Strides(all))
	}
	source := &Node{Axes: along}
	strides[1] = source.Strides(all)
	at := to.Strides(n.Over)
	once := true
	Each(all, strides, func(off []int) {
		place := n.place(at, off)
		if place < 0 {
			return
		}
		e := off[0] + place
		if from[0][e] >= 0 {
			once = false
			return
		}
		for k, rest := len(along)-1, off[1]; k >= 0; k-- {
			from[k][e] = float64(rest % along[k].Size)
			rest /= along[k].Size
		}
	})
	if !once {
		return nil
	}
	index := make([]*Node, len(along))
	for k := range index {
		index[k] = g.Table(to.Axes, from[k], Int)
	}
	known := g.Apply(Le, g.Integer(0), index[0])
	x := n.Args[0]
	read := g.Select(known, g.Gather(x, along, index), g.Table(nil, []float64{0}, n.Type))
	if apart == nil {
		return read
	}
	return g.Sum(read, apart)
}
