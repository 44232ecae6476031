package exec

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// What depends on the first element of a recurrence alone, and is read late, is computed late: rows for it are not
// filled from the beginning.
func TestElementsWaitForTheirTurn(t *testing.T) {
	const steps = 200
	g := ad.NewGraph()
	lane := g.Axis("sample", 24)
	lane.Lane = true
	k := g.Axis("k", steps)
	begin := g.Input("begin", ad.Real, lane)
	x := g.Ref("x", ad.Real, k, lane)
	u := g.Input("u", ad.Real, k, lane)
	at := func(p *ad.Node) *ad.Node { return g.Gather(x, []*ad.Axis{k}, []*ad.Node{p}) }
	kick := g.Apply(ad.Exp, g.Apply(ad.Tanh, g.Apply(ad.Mul, at(g.Const(0)), u)))
	before := at(g.Apply(ad.Sub, g.Iota(k), g.Const(1)))
	g.Bind(x, g.Select(g.Apply(ad.Eq, g.Iota(k), g.Const(0)), begin, g.Apply(ad.Mul, kick, g.Apply(ad.Sin, g.Apply(ad.Add, before, kick)))))

	inputs := map[*ad.Leaf][]float64{begin.Leaf: make([]float64, 24), u.Leaf: make([]float64, 24*steps)}
	for _, v := range inputs {
		for i := range v {
			v[i] = float64(i*i%19)/10 - 0.9
		}
	}
	against(t, g, []*ad.Node{x}, inputs)
	p, err := Compile(g, []Output{{Node: x}}, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	rows := p.phases[0].loops[0].rows
	if rows > steps+10 {
		t.Errorf("%d rows for a recurrence of %d", rows, steps)
	}
}
