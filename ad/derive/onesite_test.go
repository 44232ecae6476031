package derive

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
	"pgregory.net/rapid"
)

// values of leaves: reproducible normal numbers for parameters.
func parameters(nodes []*ad.Node) map[*ad.Leaf][]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	stores := map[*ad.Leaf][]float64{}
	for _, n := range nodes {
		if n.Leaf != nil && n.Leaf.Kind == ad.ParamLeaf {
			store := make([]float64, n.Leaf.Len)
			for i := range store {
				store[i] = r.NormFloat64()
			}
			stores[n.Leaf] = store
		}
	}
	return stores
}

// failer is what testing and rapid have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

// oneSite is OneSiteAt for a fresh site and a fresh new value with the lane of x.
func oneSite(g *ad.Graph, f, x *ad.Node) (*Delta, error) {
	if x.Op != ad.LeafOp {
		return OneSiteAt(g, f, x, g.Const(0), g.Const(0))
	}
	var lane []*ad.Axis
	if a := laneOf(x.Axes); a != nil {
		lane = append(lane, a)
	}
	return OneSiteAt(g, f, x, g.Input("site", ad.Int), g.Input("new "+x.Leaf.Name, x.Leaf.Type, lane...))
}

// checkDelta compares the change under every change of one site with the difference of f.
// It returns how many changes could be compared.
func checkDelta(t failer, g *ad.Graph, f, x *ad.Node, value func() float64) (d *Delta, compared int) {
	t.Helper()
	d, err := oneSite(g, f, x)
	if err != nil {
		t.Fatal(err)
	}
	bind := ad.Bindings{Params: parameters(g.Nodes), Inputs: map[*ad.Leaf][]float64{}}
	eval := func(n *ad.Node) ([]float64, error) { return ad.NewReference(bind).Array(n) }
	old := make([]float64, x.Size())
	for i := range old {
		old[i] = value()
	}
	lanes := x.Size() / elements(x)
	order := &ad.Node{Axes: x.Leaf.Axes}
	step := order.Strides(elementAxes(x.Leaf.Axes))
	laneStep := 0
	if a := laneOf(x.Axes); a != nil {
		laneStep = order.Strides([]*ad.Axis{a})[0]
	}
	for site := range elements(x) {
		changed := append([]float64{}, old...)
		now := make([]float64, lanes)
		for l := range now {
			now[l] = value()
			changed[offset(site, elementAxes(x.Leaf.Axes), step)+l*laneStep] = now[l]
		}
		bind.Inputs[x.Leaf] = changed
		after, err := eval(f)
		if err != nil {
			continue
		}
		bind.Inputs[x.Leaf] = old
		before, err := eval(f)
		if err != nil {
			continue
		}
		bind.Inputs[d.Site.Leaf], bind.Inputs[d.Value.Leaf] = []float64{float64(site)}, now
		change, err := eval(d.Node)
		if err != nil {
			t.Fatalf("site %d: %v", site, err)
		}
		for l := range after {
			have, want := change[l%len(change)], after[l]-before[l]
			scale := 1 + math.Abs(after[l]) + math.Abs(before[l])
			if scale > 1e6 || math.IsNaN(want) { // differences of f would say nothing
				continue
			}
			if compared++; !(math.Abs(have-want) < 1e-9*scale) {
				t.Fatalf("site %d, sample %d: change %v, want %v", site, l, have, want)
			}
		}
	}
	return d, compared
}

func spin(r *rand.Rand) func() float64 {
	return func() float64 { return float64(2*r.IntN(2) - 1) }
}

// torus makes spins on an n×n torus with chains, and the two shifts.
func torus(n int) (g *ad.Graph, s, right, down *ad.Node, r, c *ad.Axis) {
	g = ad.NewGraph()
	lane := g.Axis("chain", 3)
	lane.Lane = true
	r, c = g.Axis("r", n), g.Axis("c", n)
	s = g.Input("s", ad.Int, c, lane, r) // stored in an order of its own
	next := func(p int) int { return (p + 1) % n }
	return g, s, shift(g, s, c, next), shift(g, s, r, next), r, c
}

func TestOneSiteLattice(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	mul := func(g *ad.Graph, x ...*ad.Node) *ad.Node {
		p := x[0]
		for _, y := range x[1:] {
			p = g.Apply(ad.Mul, p, y)
		}
		return p
	}
	for _, n := range []int{2, 5} { // on 2×2 every bond is double
		g, s, right, down, a, b := torus(n)
		bonds := g.Apply(ad.Add, mul(g, s, right), mul(g, s, down))
		ising := mul(g, g.Const(0.44), g.Sum(bonds, a, b))
		if d, _ := checkDelta(t, g, ising, s, spin(r)); n == 5 && d.Terms != 4 {
			t.Errorf("Ising: %d terms of %d for a site, want 4", d.Terms, d.All)
		}
		corner := g.Sum(mul(g, s, right, down), a, b)
		if d, _ := checkDelta(t, g, g.Apply(ad.Sub, ising, corner), s, spin(r)); n == 5 && d.Terms != 4+3 {
			t.Errorf("three-body: %d terms of %d for a site, want 7", d.Terms, d.All)
		}
		local := g.Sum(g.Apply(ad.Tanh, g.Apply(ad.Add, s, g.Apply(ad.Add, right, down))), a, b)
		if d, _ := checkDelta(t, g, local, s, spin(r)); n == 5 && d.Terms != 3 {
			t.Errorf("local: %d terms of %d for a site, want 3", d.Terms, d.All)
		}
		checkDelta(t, g, g.Apply(ad.Log, g.Sum(g.Apply(ad.Exp, bonds), a, b)), s, spin(r))
	}
}

func TestOneSiteDense(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	g := ad.NewGraph()
	i, j := g.Axis("i", 7), g.Axis("j", 7)
	s := g.Input("s", ad.Real, i)
	J := g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: "J", Axes: []*ad.Axis{i, j}, Len: 49})
	pairs := g.Select(mask(g, i, j, before), g.Apply(ad.Mul, J, g.Apply(ad.Mul, s, g.Rename(s, i, j))), g.Const(0))
	field := g.Apply(ad.Div, g.Sum(s, i), g.Const(3))
	f := g.Apply(ad.Add, g.Apply(ad.Neg, g.Sum(pairs, i, j)), field)
	if d, _ := checkDelta(t, g, f, s, r.NormFloat64); d.Terms != 6+1 {
		t.Errorf("%d terms of %d for a site, want 7", d.Terms, d.All)
	}
	// A recurrence along the sites: everything later contains the site.
	h := g.Ref("h", ad.Real, i)
	g.Bind(h, g.Apply(ad.Tanh, g.Apply(ad.Add, shift(g, h, i, func(p int) int { return p - 1 }), s)))
	checkDelta(t, g, g.Sum(h, i), s, r.NormFloat64)
	linear := g.Ref("m", ad.Real, i)
	g.Bind(linear, g.Apply(ad.Add, g.Apply(ad.Mul, g.Const(0.5), shift(g, linear, i, func(p int) int { return p - 1 })), s))
	checkDelta(t, g, g.Sum(g.Apply(ad.Mul, linear, linear), i), s, r.NormFloat64)
	checkDelta(t, g, g.Sum(linear, i), s, r.NormFloat64)
}

// TestOneSiteChains: every chain changes a site of its own.
func TestOneSiteChains(t *testing.T) {
	g, s, right, down, a, b := torus(4)
	f := g.Sum(g.Apply(ad.Mul, g.Apply(ad.Mul, s, right), down), a, b)
	lane := laneOf(s.Axes)
	site, value := g.Input("site", ad.Int, lane), g.Input("value", ad.Int, lane)
	d, err := OneSiteAt(g, f, s, site, value)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(10, 11))
	flip := spin(r)
	old := make([]float64, s.Size())
	for k := range old {
		old[k] = flip()
	}
	changed := append([]float64{}, old...)
	sites, values := []float64{0, 6, 15}, []float64{flip(), flip(), flip()}
	for l, k := range []int{0, 6, 15} { // stored as s[c, chain, r], sites being numbered by (c, r)
		changed[(k/4*3+l)*4+k%4] = values[l]
	}
	eval := func(n *ad.Node, x []float64) []float64 {
		v, err := ad.NewReference(ad.Bindings{Inputs: map[*ad.Leaf][]float64{s.Leaf: x, site.Leaf: sites, value.Leaf: values}}).Array(n)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before, after, change := eval(f, old), eval(f, changed), eval(d.Node, old)
	for l := range change {
		if change[l] != after[l]-before[l] {
			t.Errorf("chain %d: change %v, want %v", l, change[l], after[l]-before[l])
		}
	}
}

func TestOneSiteErrors(t *testing.T) {
	g, s, right, _, a, _ := torus(3)
	if _, err := oneSite(g, g.Sum(s, a), s); err == nil {
		t.Error("an energy for each column was accepted")
	}
	if _, err := oneSite(g, g.Const(1), right); err == nil {
		t.Error("a variable that is no leaf was accepted")
	}
	if _, err := OneSiteAt(g, g.Const(1), s, g.Iota(a), g.Const(1)); err == nil {
		t.Error("a site for each column was accepted")
	}
	if d, err := oneSite(g, g.Const(1), s); err != nil || !d.Node.IsConst(0) {
		t.Errorf("a constant changes by %v, %v", d, err)
	}
}

// TestOneSiteCost: a change costs what contains the site, not the whole energy.
func TestOneSiteCost(t *testing.T) {
	g, s, right, down, a, b := torus(16)
	ising := g.Sum(g.Apply(ad.Mul, s, g.Apply(ad.Add, right, down)), a, b)
	d, err := oneSite(g, ising, s)
	if err != nil {
		t.Fatal(err)
	}
	if whole := Cost([]*ad.Node{ising}).Sample; d.Terms > 4 || d.Work > 50 || whole < 500 {
		t.Errorf("Ising: %d terms, %v operations for a change, %v for the energy", d.Terms, d.Work, whole)
	}
	n := 64
	m := newModel("dense")
	g = m.g
	i, j := g.Axis("i", n), g.Axis("j", n)
	x := g.Input("x", ad.Int, i, m.lane)
	J := g.Select(mask(g, i, j, before), m.param("J", i, j), g.Const(0))
	dense := g.Sum(g.Apply(ad.Mul, g.Apply(ad.Mul, J, x), g.Rename(x, i, j)), i, j)
	if d, err = oneSite(g, dense, x); err != nil {
		t.Fatal(err)
	}
	// Spins before and after, for each a guard, once for all samples, and a multiply-add.
	if d.Terms != n-1 || d.Work > float64(4*n+8) {
		t.Errorf("dense: %d terms, %v operations for a change of one of %d spins", d.Terms, d.Work, n)
	}
	r := rand.New(rand.NewPCG(8, 9))
	checkDelta(t, g, dense, x, spin(r))
}

func TestOneSiteRandom(t *testing.T) {
	total := 0
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
		_, compared := checkDelta(t, r.g, f, x, func() float64 { return numbers.NormFloat64() })
		total += compared
	})
	if total < 300 {
		t.Errorf("only %d changes compared", total)
	}
}

func BenchmarkOneSite(b *testing.B) {
	for name, n := range map[string]int{"torus32x32": 32, "torus256x256": 256} {
		b.Run(name, func(b *testing.B) {
			peak.Cost(b, func() {
				g, s, right, down, r, c := torus(n)
				f := g.Sum(g.Apply(ad.Mul, s, g.Apply(ad.Add, right, down)), r, c)
				if d, err := oneSite(g, f, s); err != nil || d.Terms > 4 {
					b.Fatal(d, err)
				}
			})
		})
	}
	b.Run("dense1024", func(b *testing.B) {
		b.ReportAllocs()
		peak.Cost(b, func() {
			m := newModel("dense")
			i, j := m.g.Axis("i", 1024), m.g.Axis("j", 1024)
			x := m.g.Input("x", ad.Int, i, m.lane)
			f := m.g.Sum(m.g.Apply(ad.Mul, m.g.Apply(ad.Mul, m.param("J", i, j), x), m.g.Rename(x, i, j)), i, j)
			if _, err := oneSite(m.g, f, x); err != nil {
				b.Fatal(err)
			}
		})
	})
}
