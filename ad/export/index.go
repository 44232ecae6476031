package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// place is a position on an axis as an index of whole numbers, and where it is on the axis; "" where it always is.
type place struct{ at, inside string }

// position writes positions on an axis, aligned with axes.
func (w *writer) position(n *ad.Node, a *ad.Axis, to []*ad.Axis) place {
	if n.Op == ad.Const && (w.sweep == nil || !n.Has(w.sweep.axis)) {
		return w.constantPlace(n, a, to)
	}
	x := w.aligned(w.node(n), n, to)
	if n.Op == ad.Iota && n.Axes[0].Size <= a.Size && (w.sweep == nil || n.Axes[0] != w.sweep.axis) {
		return place{at: w.aligned(name(fmt.Sprintf("np.arange(%d)", n.Axes[0].Size)), n, to).text}
	}
	w.need("_place")
	return place{fmt.Sprintf("_place(%s, %d)", x.text, a.Size), fmt.Sprintf("_inside(%s, %d)", x.text, a.Size)}
}

// constantPlace keeps positions that are known as a table; those off the axis read its first element.
func (w *writer) constantPlace(n *ad.Node, a *ad.Axis, to []*ad.Axis) place {
	at, off := slices.Clone(n.Table), false
	inside := make([]float64, len(at))
	for e, p := range at {
		if p >= 0 && p < float64(a.Size) {
			inside[e] = 1
		} else {
			at[e], off = 0, true
		}
	}
	var out place
	if len(n.Axes) == 0 {
		out.at = strconv.Itoa(int(at[0]))
	} else {
		out.at = w.aligned(w.whole(n.Axes, at), n, to).text
	}
	switch {
	case off && len(n.Axes) == 0:
		out.inside = "False"
	case off:
		out.inside = w.aligned(w.logical(n.Axes, inside), n, to).text
	}
	return out
}

// gather reads elements at positions.
func (w *writer) gather(n *ad.Node) expr {
	x, to := n.Args[0], w.axes(n)
	if w.stored(x) && slices.Contains(n.Over, w.sweep.axis) {
		return w.gatherStored(n)
	}
	from := w.axes(x)
	if y, ok := w.renamed(n); ok {
		return y
	}
	if y, ok := w.sliced(n); ok {
		return y
	}
	var inside []string
	at, sampled := make([]string, len(from)), false
	for k, a := range from {
		o := slices.Index(n.Over, a)
		if o < 0 {
			at[k] = w.aligned(name(fmt.Sprintf("np.arange(%d)", a.Size)), &ad.Node{Axes: []*ad.Axis{a}}, to).text
			continue
		}
		p := w.position(n.Args[o+1], a, to)
		at[k], sampled = p.at, sampled || w.samples[n.Args[o+1]]
		if p.inside != "" {
			inside = append(inside, p.inside)
		}
	}
	return w.chosen(n, w.read(x, at, sampled, to), inside)
}

// read indexes an array by arrays that are aligned with the axes of the result.
func (w *writer) read(x *ad.Node, at []string, sampled bool, to []*ad.Axis) string {
	from := w.node(x)
	text := strings.Join(at, ", ")
	switch {
	case len(at) == 0:
		return w.spread(from, x, to).text
	case !w.samples[x]:
		text = from.in(atom) + "[" + text + "]"
	case !sampled:
		text = from.in(atom) + "[..., " + text + "]"
	default:
		w.need("_read")
		return fmt.Sprintf("_read(%s, (%s,), %s)", from.text, text, shape(to))
	}
	return text
}

// chosen puts a value where positions lie off their axes: 0 where nobody asks, else no number.
func (w *writer) chosen(n *ad.Node, text string, inside []string) expr {
	if len(inside) == 0 {
		return name(text)
	}
	fill := "np.nan"
	if _, guarded := w.asked(n); guarded {
		fill = "0.0"
	}
	return name(fmt.Sprintf("np.where(%s, %s, %s)", strings.Join(inside, " & "), text, fill))
}

// sliced is a gather at one array of positions along one axis, or at single positions: the other axes stay.
func (w *writer) sliced(n *ad.Node) (expr, bool) {
	x := n.Args[0]
	at, axes := []string{}, []*ad.Axis{}
	if w.samples[x] {
		at = append(at, "...")
	}
	for _, a := range w.axes(x) {
		o := slices.Index(n.Over, a)
		if o < 0 {
			at, axes = append(at, ":"), append(axes, a)
			continue
		}
		i := n.Args[o+1]
		own := w.axes(i)
		if w.samples[i] || len(own) > 0 && (len(n.Over) > 1 || len(ad.Without(own, x.Axes)) < len(own)) {
			return expr{}, false
		}
		p := w.position(i, a, own)
		if p.inside != "" {
			return expr{}, false
		}
		at, axes = append(at, p.at), append(axes, own...)
	}
	text := w.node(x).in(atom) + "[" + strings.Join(at, ", ") + "]"
	return w.turned(name(text), w.samples[x], axes, w.axes(n)), true
}

// renamed is a gather that only moves axes.
func (w *writer) renamed(n *ad.Node) (expr, bool) {
	x := n.Args[0]
	from := slices.Clone(w.axes(x))
	for o, a := range n.Over {
		i := n.Args[o+1]
		if i.Op != ad.Iota || i.Axes[0].Size != a.Size || w.sweep != nil && i.Axes[0] == w.sweep.axis || slices.Contains(from, i.Axes[0]) {
			return expr{}, false
		}
		from[slices.Index(from, a)] = i.Axes[0]
	}
	if len(from) != len(w.axes(n)) {
		return expr{}, false
	}
	return w.turned(w.node(x), w.samples[x], from, w.axes(n)), true
}

// scatter adds up terms at positions of new axes.
func (w *writer) scatter(n *ad.Node) expr {
	w.need("_scatter")
	outer := ad.Without(w.axes(n), n.Over)
	all := slices.Concat(outer, n.Along)
	v := w.reordered(n.Args[0], all)
	var at, inside []string
	for k, a := range n.Over {
		i := n.Args[k+1]
		w.need("_place")
		x := w.reordered(i, all)
		at = append(at, fmt.Sprintf("_place(%s, %d)", x.text, a.Size))
		inside = append(inside, fmt.Sprintf("_inside(%s, %d)", x.text, a.Size))
	}
	out := fmt.Sprintf("_scatter(np.where(%s, %s, 0.0), %s, %s, %s, %s)",
		strings.Join(inside, " & "), v.text, tuple(at), shape(outer), shape(n.Along), shape(n.Over))
	return w.turned(name(out), w.samples[n], slices.Concat(outer, n.Over), w.axes(n))
}

// reordered brings an array to axes in any order, with ones where it lacks them.
func (w *writer) reordered(n *ad.Node, axes []*ad.Axis) expr {
	from := w.axes(n)
	kept := slices.DeleteFunc(slices.Clone(axes), func(a *ad.Axis) bool { return !slices.Contains(from, a) })
	x := w.turned(w.node(n), w.samples[n], from, kept)
	if len(kept) == len(axes) || len(kept) == 0 && !w.samples[n] {
		return x
	}
	return name(x.in(atom) + "[" + inserted(w.samples[n], kept, axes) + "]")
}

// reduce is a reduction of x along the axes of n.
func (w *writer) reduce(n, x *ad.Node) expr {
	all := ad.Union(w.axes(x), n.Over)
	arg := w.spread(w.node(x), x, all)
	over := make([]string, len(n.Over))
	for k, a := range n.Over {
		over[k] = strconv.Itoa(slices.Index(all, a) - len(all))
	}
	if len(over) == 0 {
		return arg
	}
	along := tuple(over)
	if len(over) == 1 {
		along = over[0]
	}
	out := name(fmt.Sprintf(reductions[n.Op], arg.text, along))
	if n.Op == ad.ArgMax {
		out.binds = times
	}
	return out
}

// sum is a sum; of a product it is a contraction.
func (w *writer) sum(n *ad.Node) expr {
	factors := w.factors(n.Args[0], nil)
	scale, arrays := 1.0, []*ad.Node{}
	over := slices.Clone(n.Over)
	for _, f := range factors {
		if v, ok := f.Scalar(); ok {
			scale *= v
		} else {
			arrays = append(arrays, f)
		}
	}
	var carried []*ad.Axis
	for _, f := range arrays {
		carried = ad.Union(carried, f.Axes)
	}
	for _, a := range ad.Without(over, carried) {
		scale *= float64(a.Size)
	}
	over = ad.Without(over, ad.Without(over, carried))
	if len(factors) == 1 || len(arrays) < 2 || math.IsInf(scale, 0) || len(carried) > 40 || w.absorbs(n.Args[0]) {
		return w.reduce(n, n.Args[0])
	}
	x := w.contraction(arrays, over)
	if scale != 1 {
		s := number(scale)
		return expr{s.in(times) + " * " + x.text, times}
	}
	return x
}

// factors takes a product apart that nothing else reads.
func (w *writer) factors(n *ad.Node, list []*ad.Node) []*ad.Node {
	if n.Op == ad.Mul && n.Args[0] != n.Args[1] && w.uses[n] == 1 && w.done[n].text == "" {
		return w.factors(n.Args[1], w.factors(n.Args[0], list))
	}
	return append(list, n)
}

// contraction is a sum of products by einsum.
func (w *writer) contraction(arrays []*ad.Node, over []*ad.Axis) expr {
	letters := map[*ad.Axis]string{}
	letter := func(axes []*ad.Axis) string {
		out := ""
		for _, a := range axes {
			if letters[a] == "" {
				k := len(letters)
				letters[a] = string("ijklmnopqrstuvwxyzabcdefghIJKLMNOPQRSTUVWXYZ"[k])
			}
			out += letters[a]
		}
		return out
	}
	var carried []*ad.Axis
	var terms, names []string
	sampled := false
	for _, f := range arrays {
		term := letter(w.axes(f))
		if w.samples[f] {
			term, sampled = "..."+term, true
		}
		terms = append(terms, term)
		names = append(names, w.node(f).text)
		carried = ad.Union(carried, w.axes(f))
	}
	result := letter(ad.Without(carried, over))
	if sampled {
		result = "..." + result
	}
	w.need("_sum")
	return name(fmt.Sprintf("_sum(%q, %s)", strings.Join(terms, ",")+"->"+result, strings.Join(names, ", ")))
}

// matrix is a function of the matrices along two axes, which linalg wants last.
func (w *writer) matrix(n *ad.Node) expr {
	x := n.Args[0]
	outer := ad.Without(ad.Union(w.axes(x)), n.Over)
	all := slices.Concat(outer, n.Over)
	m := w.reordered(x, all)
	if len(w.axes(x)) < len(all) {
		w.need("_spread")
		m = name(fmt.Sprintf("_spread(%s, %s)", m.text, shape(all)))
	}
	switch n.Op {
	case ad.LogAbsDet:
		return name("np.linalg.slogdet(" + m.text + ")[1]")
	case ad.DetSign:
		return name("np.linalg.slogdet(" + m.text + ")[0]")
	case ad.DetAngle:
		w.need("_det_angle")
		return name("_det_angle(" + m.text + ")")
	}
	inverse := name("np.swapaxes(np.linalg.inv(" + m.text + "), -1, -2)")
	return w.turned(inverse, w.samples[n], all, w.axes(n))
}

// leaf reads a parameter, a draw, or what a reference is bound to.
func (w *writer) leaf(n *ad.Node) expr {
	l := n.Leaf
	switch {
	case l.Body != nil:
		return w.spread(w.node(l.Body), l.Body, w.axes(n))
	case l.Kind == ad.UniformLeaf || l.Kind == ad.NormalLeaf:
		return w.draw(n)
	case w.f.Rows[l] > 0:
		return name(fmt.Sprintf("np.floor(%d.0 * %s)", w.f.Rows[l], w.draw(n).text))
	case l.Kind != ad.ParamLeaf:
		panic(&Unsupported{n, l.Name + " is no argument of what is exported"})
	}
	w.params = true
	x := name(fmt.Sprintf("params[%q]", l.Name))
	if l.Index != nil {
		mask := make([]float64, len(l.Index))
		for e, k := range l.Index {
			if k >= 0 {
				mask[e] = 1
			}
		}
		x = expr{w.table(l.Axes, mask).text + " * " + x.text, times}
	}
	return w.turned(x, false, l.Axes, n.Axes)
}

// draw makes random numbers, of every sample its own.
func (w *writer) draw(n *ad.Node) expr {
	fn := "_uniform"
	if n.Leaf.Kind == ad.NormalLeaf {
		fn = "_normal"
	}
	w.need(fn)
	dims := shape(n.Axes)
	if w.f.Samples {
		dims = "shape + " + dims
		if len(n.Axes) == 0 {
			dims = "shape"
		}
	}
	w.draws++
	return name(fmt.Sprintf("%s(key, %d, %s)", fn, w.draws, dims))
}
