package exec

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// flips is a Metropolis step of an Ising model: one site, many chains.
func flips(side, chains int) (*ad.Graph, []Output, *Env) {
	g := ad.NewGraph()
	n := side * side
	i, d := g.Axis("i", n), g.Axis("direction", 4)
	lane := g.Axis("chain", chains)
	lane.Lane = true
	s := g.Input("s", ad.Int, i, lane)
	site := g.Input("site", ad.Int, lane)
	var to []float64
	for e := range n {
		x, y := e%side, e/side
		to = append(to, float64(y*side+(x+1)%side), float64(y*side+(x+side-1)%side), float64((y+1)%side*side+x), float64((y+side-1)%side*side+x))
	}
	table := g.Table([]*ad.Axis{i, d}, to, ad.Int)
	neighbour := g.Gather(table, []*ad.Axis{i}, []*ad.Node{site})
	here := g.Gather(s, []*ad.Axis{i}, []*ad.Node{site})
	field := g.Sum(g.Gather(s, []*ad.Axis{i}, []*ad.Node{neighbour}), d)
	change := g.Apply(ad.Mul, g.Const(2*0.44), g.Apply(ad.Mul, here, field))
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{lane}, Stream: 1})
	accept := g.Apply(ad.Lt, g.Apply(ad.Log, u), g.Apply(ad.Neg, change))
	flip := g.Apply(ad.And, accept, g.Apply(ad.Eq, g.Iota(i), site))
	next := g.Select(flip, g.Apply(ad.Neg, s), s)
	v := make([]float64, s.Size())
	for e := range v {
		v[e] = 1
	}
	at := make([]float64, chains)
	for e := range at {
		at[e] = float64(e * 7 % n)
	}
	return g, []Output{{Node: accept}, {Node: next}}, &Env{Inputs: map[*ad.Leaf][]float64{s.Leaf: v, site.Leaf: at}}
}

func BenchmarkFlips(b *testing.B) {
	g, outs, env := flips(16, 64)
	p := compile(b, g, outs[:1], Options{Workers: 1})
	benchmarkPlan(b, p, env, 1)
}
