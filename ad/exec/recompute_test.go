package exec

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// keptRows is how many rows of a plan outlive their loop.
func keptRows(p *Plan) int {
	n := 0
	for _, d := range p.domains {
		n += d.kept
	}
	return n
}

// Rows that may not be kept are computed again: the results are the same, and only the draws themselves are kept.
func TestRowsAreComputedAgain(t *testing.T) {
	m := newNetwork(4, 3, 40, false)
	outs := append(m.step(t), Output{Node: m.logp})
	env := &Env{Params: m.params, Seed: 3}
	free := compile(t, m.g, outs, Options{Workers: 1, Tile: 16})
	tight := compile(t, m.g, outs, Options{Workers: 1, Tile: 16, kept: 1})
	run(t, free, env)
	run(t, tight, env)
	for k := range outs {
		if !equal(tight.Value(k), free.Value(k), 1e-12) {
			t.Errorf("output %d: %v, not %v", k, tight.Value(k), free.Value(k))
		}
	}
	if kept, most := keptRows(tight), 16; kept > most || keptRows(free) <= most {
		t.Errorf("%d rows are kept, without a bound %d", kept, keptRows(free))
	}
	if tight.Flops() > 1.7*free.Flops() {
		t.Errorf("%v operations instead of %v: the draws were made again", tight.Flops(), free.Flops())
	}
}

// Random numbers that two loops read are drawn twice, and are the same.
func TestRandomNumbersOfTwoLoops(t *testing.T) {
	g := ad.NewGraph()
	i, lane := g.Axis("i", 3), g.Axis("sample", 50)
	lane.Lane = true
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{i, lane}, Stream: 5})
	e := g.Apply(ad.Exp, u)
	mean := g.Apply(ad.Div, g.Sum(e, lane), g.Integer(50))
	d := g.Apply(ad.Sub, e, mean)
	outs := []Output{{Node: g.Sum(g.Apply(ad.Mul, d, d), lane)}, {Node: g.Sum(d, lane)}}
	p := compile(t, g, outs, Options{Workers: 1, Tile: 8, kept: 1})
	run(t, p, &Env{Seed: 4})
	ref := ad.NewReference(ad.Bindings{Random: random(4, 0)})
	for k, o := range outs {
		want, err := ref.Array(o.Node)
		if err != nil {
			t.Fatal(err)
		}
		if !equal(p.Value(k), want, 1e-12) {
			t.Errorf("output %d is %v, want %v", k, p.Value(k), want)
		}
	}
	if keptRows(p) > 0 {
		t.Errorf("%d rows are kept", keptRows(p))
	}
}
