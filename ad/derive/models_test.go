package derive

import (
	"github.com/gibbs-lang/gibbs/ad"
)

// model is a set of draws, spins ±1, with the log-density of all of them.
type model struct {
	name   string
	g      *ad.Graph
	lane   *ad.Axis
	draws  []*ad.Node // Refs
	logits []*ad.Node
	logP   *ad.Node
}

func newModel(name string) *model {
	g := ad.NewGraph()
	lane := g.Axis("sample", 3)
	lane.Lane = true
	return &model{name: name, g: g, lane: lane}
}

// draw declares a spin variable; stopped is what conditionals read.
func (m *model) draw(name string, axes ...*ad.Axis) (s, stopped *ad.Node) {
	s = m.g.Ref(name, ad.Int, append(axes, m.lane)...)
	m.draws = append(m.draws, s)
	return s, m.g.Apply(ad.Stop, s)
}

// close binds the draws to their conditionals and adds the log-densities up.
func (m *model) close(logits ...*ad.Node) *model {
	g := m.g
	m.logits = logits
	m.logP = g.Const(0)
	for k, s := range m.draws {
		u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: s.Leaf.Axes})
		up := g.Apply(ad.Lt, u, g.Apply(ad.Sigmoid, logits[k]))
		g.Bind(s, g.Select(up, g.Integer(1), g.Integer(-1)))
		var over []*ad.Axis
		for _, a := range s.Axes {
			if a != m.lane {
				over = append(over, a)
			}
		}
		term := g.Apply(ad.Neg, g.Apply(ad.Softplus, g.Apply(ad.Neg, g.Apply(ad.Mul, s, logits[k]))))
		m.logP = g.Apply(ad.Add, m.logP, g.Sum(term, over...))
	}
	return m
}

func (m *model) targets() []*ad.Node { return append([]*ad.Node{m.logP}, m.draws...) }

func (m *model) param(name string, axes ...*ad.Axis) *ad.Node {
	return m.g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes, Len: ad.Elements(axes)})
}

// mask is a constant condition over two axes.
func mask(g *ad.Graph, a, b *ad.Axis, holds func(p, q int) bool) *ad.Node {
	var t []float64
	for p := range a.Size {
		for q := range b.Size {
			v := 0.0
			if holds(p, q) {
				v = 1
			}
			t = append(t, v)
		}
	}
	return g.Table([]*ad.Axis{a, b}, t, ad.Bool)
}

// shift reads x at another place of the axis a; outside counts as 0.
func shift(g *ad.Graph, x *ad.Node, a *ad.Axis, to func(p int) int) *ad.Node {
	index, inside := make([]float64, a.Size), make([]float64, a.Size)
	for p := range a.Size {
		index[p] = -1
		if q := to(p); q >= 0 && q < a.Size {
			index[p], inside[p] = float64(q), 1
		}
	}
	along := []*ad.Axis{a}
	read := g.Gather(x, along, []*ad.Node{g.Table(along, index, ad.Int)})
	return g.Select(g.Table(along, inside, ad.Bool), read, g.Const(0))
}

func before(p, q int) bool { return p < q }
func upTo(p, q int) bool   { return p <= q }

// hidden: units h[c,k] that look back; sees(j,k) guards what unit k sees.
func hidden(n, c int, sees func(j, k int) bool) *model {
	m := newModel("hidden")
	g := m.g
	i, k, C, j := g.Axis("i", n), g.Axis("k", n), g.Axis("c", c), g.Axis("j", n)
	_, s := m.draw("s", i)
	zero := g.Const(0)
	W := g.Select(mask(g, j, k, sees), m.param("W", C, k, j), zero)
	U := g.Select(mask(g, k, i, upTo), m.param("U", i, C, k), zero)
	h := g.Ref("h", ad.Real, C, k, m.lane)
	g.Bind(h, g.Apply(ad.Tanh, g.Sum(g.Apply(ad.Mul, W, g.Rename(s, i, j)), j)))
	return m.close(g.Apply(ad.Add, m.param("b", i), g.Sum(g.Apply(ad.Mul, U, h), k, C)))
}

// guarded is hidden with guards around the products instead of the coefficients.
func guarded(n, c int) *model {
	m := newModel("guarded")
	g := m.g
	i, k, C, j := g.Axis("i", n), g.Axis("k", n), g.Axis("c", c), g.Axis("j", n)
	_, s := m.draw("s", i)
	zero := g.Const(0)
	z := g.Sum(g.Select(mask(g, j, k, before), g.Apply(ad.Mul, m.param("W", C, k, j), g.Rename(s, i, j)), zero), j)
	h := g.Ref("h", ad.Real, C, k, m.lane)
	g.Bind(h, g.Apply(ad.Tanh, z))
	Uh := g.Select(mask(g, k, i, upTo), g.Apply(ad.Mul, m.param("U", i, C, k), h), zero)
	return m.close(g.Apply(ad.Add, m.param("b", i), g.Sum(Uh, k, C)))
}

// attentive: softmax attention; masked tells whether the softmax itself is restricted to j < i.
func attentive(n, c int, masked bool) *model {
	m := newModel("attentive")
	g := m.g
	i, j, C := g.Axis("i", n), g.Axis("j", n), g.Axis("c", c)
	_, s := m.draw("s", i)
	sj := g.Rename(s, i, j)
	q, a, v := m.param("q", i, C), m.param("a", j, C), m.param("v", j, C)
	past := mask(g, j, i, before)
	zero := g.Const(0)
	score := g.Apply(ad.Mul, g.Sum(g.Apply(ad.Mul, q, a), C), sj)
	seen := past
	if !masked { // the usual slip: the mask comes after the normalisation
		seen = g.Truth(true)
	}
	top := g.Reduce(ad.MaxOver, g.Select(seen, score, g.Const(negInf)), j)
	exp := g.Apply(ad.Exp, g.Apply(ad.Sub, score, top))
	norm := g.Sum(g.Select(seen, exp, zero), j)
	w := g.Select(past, g.Apply(ad.Div, exp, norm), zero)
	vj := g.Apply(ad.Mul, g.Sum(v, C), sj)
	return m.close(g.Sum(g.Apply(ad.Mul, w, vj), j))
}

// recurrent: h[i,c] = tanh(sum(A[c,d] h[i-1,d]) + B[c] s[i]), read at i-lag.
func recurrent(n, c, lag int) *model {
	m := newModel("recurrent")
	g := m.g
	i, C, D := g.Axis("i", n), g.Axis("c", c), g.Axis("d", c)
	_, s := m.draw("s", i)
	A, B, R := m.param("A", C, D), m.param("B", C), m.param("D", C)
	h := g.Ref("h", ad.Real, i, C, m.lane)
	prev := shift(g, h, i, func(p int) int { return p - 1 })
	z := g.Apply(ad.Add, g.Sum(g.Apply(ad.Mul, A, g.Rename(prev, C, D)), D), g.Apply(ad.Mul, B, s))
	g.Bind(h, g.Apply(ad.Tanh, z))
	read := shift(g, h, i, func(p int) int { return p - lag })
	return m.close(g.Sum(g.Apply(ad.Mul, R, read), C))
}

// backward: every spin looks at the later ones only.
func backward(n int) *model {
	m := newModel("backward")
	g := m.g
	i, j := g.Axis("i", n), g.Axis("j", n)
	_, s := m.draw("s", i)
	J := g.Select(mask(g, i, j, before), m.param("J", i, j), g.Const(0))
	return m.close(g.Sum(g.Apply(ad.Mul, J, g.Rename(s, i, j)), j))
}

// paired: two variables per site on a square, x[r,c] from y up and left, y[r,c] from x[r,c].
func paired(n int) *model {
	m := newModel("paired")
	g := m.g
	r, c := g.Axis("r", n), g.Axis("c", n)
	_, x := m.draw("x", r, c)
	_, y := m.draw("y", r, c)
	prev := func(p int) int { return p - 1 }
	around := g.Apply(ad.Add, shift(g, y, r, prev), shift(g, y, c, prev))
	return m.close(g.Apply(ad.Mul, m.param("P", r, c), around), g.Apply(ad.Mul, m.param("Q", r, c), x))
}

// circular is a recurrence without a beginning: h[i] reads h[i-1], and the first the last.
func circular(n int) *model {
	m := newModel("circular")
	g := m.g
	i := g.Axis("i", n)
	m.draw("s", i)
	h := g.Ref("h", ad.Real, i)
	g.Bind(h, g.Apply(ad.Tanh, shift(g, h, i, func(p int) int { return (p + n - 1) % n })))
	return m.close(h)
}
