package derive

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/gibbs-lang/gibbs/ad"
)

// checkSweep compares a sweep over all sites with updates that run one by one. The new value at a site is a
// function of x, of the change of f under a proposal, and of a random number of the site. It returns how many
// values change.
func checkSweep(t failer, g *ad.Graph, f, x *ad.Node, value func() float64) (moved int) {
	t.Helper()
	lane := laneOf(x.Axes)
	site := g.Input("site", ad.Int)
	u := g.Input("u", ad.Real, lane)
	proposal := g.Apply(ad.Neg, g.Gather(x, elementAxes(x.Leaf.Axes), placesOf(g, x, site)))
	d, err := OneSiteAt(g, f, x, site, proposal)
	if err != nil {
		t.Fatal(err)
	}
	old := g.Gather(x, elementAxes(x.Leaf.Axes), placesOf(g, x, site))
	update := g.Select(g.Apply(ad.Lt, u, g.Apply(ad.Sigmoid, d.Node)), proposal, old)
	all := Sweep(g, update, x, site, u)
	var draws *ad.Node // one for each site
	for _, n := range g.Nodes {
		if n.Op == ad.LeafOp && n.Leaf.Name == "u" && n != u {
			draws = n
		}
	}
	bind := ad.Bindings{Params: parameters(g.Nodes), Inputs: map[*ad.Leaf][]float64{}}
	eval := func(n *ad.Node) []float64 {
		v, err := ad.NewReference(bind).Array(n)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	sites, lanes := elements(x), lane.Size
	random := make([]float64, sites*lanes)
	r := rand.New(rand.NewPCG(8, 9))
	for i := range random {
		random[i] = r.Float64()
	}
	state := make([]float64, x.Size())
	for i := range state {
		state[i] = value()
	}
	bind.Inputs[x.Leaf] = state
	if draws != nil {
		bind.Inputs[draws.Leaf] = random
	}
	swept := eval(all)

	order := &ad.Node{Axes: x.Leaf.Axes}
	step, laneStep := order.Strides(elementAxes(x.Leaf.Axes)), order.Strides([]*ad.Axis{lane})[0]
	state = append([]float64{}, state...)
	bind.Inputs[x.Leaf] = state
	for k := range sites {
		bind.Inputs[site.Leaf], bind.Inputs[u.Leaf] = []float64{float64(k)}, random[k*lanes:(k+1)*lanes]
		now := eval(update)
		for l := range lanes {
			at := offset(k, elementAxes(x.Leaf.Axes), step) + l*laneStep
			if state[at] != now[l%len(now)] {
				moved++
			}
			state[at] = now[l%len(now)]
		}
	}
	strides := all.Strides(x.Leaf.Axes)
	e := 0
	ad.Each(x.Leaf.Axes, [][]int{strides}, func(at []int) {
		if swept[at[0]] != state[e] {
			t.Fatalf("element %d: %v, one by one %v", e, swept[at[0]], state[e])
		}
		e++
	})
	return moved
}

// placesOf are the positions of a site.
func placesOf(g *ad.Graph, x, site *ad.Node) []*ad.Node {
	axes := elementAxes(x.Leaf.Axes)
	at := make([]*ad.Node, len(axes))
	for k := len(axes) - 1; k >= 0; k-- {
		size := g.Integer(axes[k].Size)
		at[k] = g.Apply(ad.Mod, site, size)
		site = g.Apply(ad.Floor, g.Apply(ad.Div, site, size))
	}
	return at
}

// A sweep does what single updates do in order: on lattices with bonds, plaquettes, nets, and terms that
// cannot be taken apart.
func TestSweepLattice(t *testing.T) {
	for _, n := range []int{2, 3, 5} {
		g, s, right, down, a, b := torus(n)
		mul := func(x, y *ad.Node) *ad.Node { return g.Apply(ad.Mul, x, y) }
		bonds := g.Apply(ad.Add, mul(s, right), mul(s, down))
		for name, f := range map[string]*ad.Node{
			"Ising":  mul(g.Const(0.44), g.Sum(bonds, a, b)),
			"corner": g.Sum(mul(mul(s, right), down), a, b),
			"local":  g.Sum(g.Apply(ad.Tanh, g.Apply(ad.Add, s, g.Apply(ad.Add, right, down))), a, b),
			"whole":  g.Apply(ad.Log, g.Sum(g.Apply(ad.Exp, bonds), a, b)),
			"equal":  g.Sum(g.Select(g.Apply(ad.Eq, s, right), g.Const(0.3), g.Const(-0.2)), a, b),
			"square": mul(g.Const(0.1), mul(g.Sum(s, a, b), g.Sum(s, a, b))),
		} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				if moved := checkSweep(t, g, f, s, spin(rand.New(rand.NewPCG(3, uint64(n))))); moved == 0 {
					t.Error("nothing moved")
				}
			})
		}
	}
}

func TestSweepDense(t *testing.T) {
	g := ad.NewGraph()
	lane := g.Axis("chain", 3)
	lane.Lane = true
	i, j := g.Axis("i", 6), g.Axis("j", 6)
	s := g.Input("s", ad.Int, i, lane)
	coupling := g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: "J", Axes: []*ad.Axis{i, j}, Type: ad.Real, Len: 36})
	pairs := g.Apply(ad.Mul, coupling, g.Apply(ad.Mul, s, g.Gather(s, []*ad.Axis{i}, []*ad.Node{g.Iota(j)})))
	below := g.Select(g.Apply(ad.Lt, g.Iota(i), g.Iota(j)), pairs, g.Const(0))
	moved := checkSweep(t, g, g.Sum(below, i, j), s, spin(rand.New(rand.NewPCG(1, 1))))
	if moved < 3 {
		t.Errorf("%d of 18 spins moved", moved)
	}
	// A net of one hidden layer, a function of the magnetisation, and both in the presence of pairs.
	hidden := g.Apply(ad.Softplus, g.Sum(g.Apply(ad.Mul, coupling, s), i))
	m := g.Sum(s, i)
	f := g.Apply(ad.Add, g.Sum(hidden, j), g.Apply(ad.Cos, g.Apply(ad.Mul, m, m)))
	for _, f := range []*ad.Node{f, g.Apply(ad.Add, f, g.Sum(below, i, j))} {
		if moved := checkSweep(t, g, f, s, spin(rand.New(rand.NewPCG(2, 1)))); moved < 3 {
			t.Errorf("%d of 18 spins moved", moved)
		}
	}
}

// Random functions of real variables.
func TestSweepRandom(t *testing.T) {
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		r := &generator{T: t}
		r.begin()
		x := r.g.Input("x", ad.Real, append(r.axes[:1:1], r.lane)...)
		r.pool = append(r.pool, x, x, shift(r.g, x, r.axes[0], func(p int) int { return p - 1 }))
		r.coefficients()
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			r.pool = append(r.pool, r.step())
		}
		f := r.g.Const(0)
		for range 3 {
			n := r.node()
			f = r.g.Apply(ad.Add, f, r.g.Sum(n, elementAxes(n.Axes)...))
		}
		numbers := rand.New(rand.NewPCG(7, uint64(r.pick(100))))
		moved += checkSweep(t, r.g, f, x, numbers.NormFloat64)
	})
	if moved < 100 {
		t.Errorf("only %d values changed", moved)
	}
}
