package ad

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// Building a network of many layers and its gradient.
func BenchmarkBuild(b *testing.B) {
	peak.Cost(b, func() {
		g := NewGraph()
		i, j, l := g.Axis("i", 16), g.Axis("j", 16), g.Axis("l", 100)
		l.Lane = true
		x := g.Input("x", Real, i, l)
		var params []*Node
		y := x
		for range 200 {
			w := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "w", Axes: []*Axis{j, i}, Len: 256})
			c := g.Leaf(&Leaf{Kind: ParamLeaf, Name: "b", Axes: []*Axis{j}, Len: 16})
			params = append(params, w, c)
			y = g.Rename(g.Apply(Tanh, g.add(c, g.Sum(g.mul(w, y), i))), j, i)
		}
		loss := g.Sum(g.square(y), i, l)
		if _, err := g.Grad(loss, params); err != nil {
			b.Fatal(err)
		}
	})
}
