package dist

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// number evaluates a node without axes, recurrences too.
func number(t interface{ Fatal(...any) }, n *ad.Node) float64 {
	v, err := ad.NewReference(ad.Bindings{}).Value(n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMultinormalAgreesWithLinearAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		some := rapid.SliceOfN(rapid.Float64Range(-2, 2), n*n+2*n, n*n+2*n).Draw(t, "numbers")
		root, mean, x := mat.NewDense(n, n, some[:n*n]), some[n*n:n*n+n], some[n*n+n:]
		cov := mat.NewSymDense(n, nil)
		cov.SymOuterK(1, root)
		for i := range n {
			cov.SetSym(i, i, cov.At(i, i)+0.5)
		}
		var factor mat.Cholesky
		factor.Factorize(cov)
		var d, solved mat.VecDense
		d.SubVec(mat.NewVecDense(n, x), mat.NewVecDense(n, mean))
		if err := factor.SolveVecTo(&solved, &d); err != nil {
			t.Fatal(err)
		}
		w := -0.5 * (mat.Dot(&d, &solved) + factor.LogDet() + float64(n)*math.Log(2*math.Pi))
		g := ad.NewGraph()
		r, c, m := g.Axis("r", n), g.Axis("c", n), g.Axis("m", n)
		full := make([]float64, 0, n*n)
		for i := range n {
			for j := range n {
				full = append(full, cov.At(i, j))
			}
		}
		table := g.Table([]*ad.Axis{r, c}, full, ad.Real)
		vector := func(v []float64) *ad.Node { return g.Table([]*ad.Axis{m}, v, ad.Real) }
		// The same matrix as one that the graph does not know to be constant.
		hidden := g.Ref("cov", ad.Real, r, c)
		g.Bind(hidden, table)
		for _, cov := range []*ad.Node{table, hidden} {
			a := Args{"mean": {Node: vector(mean), Axes: []*ad.Axis{m}}, "cov": {Node: cov, Axes: []*ad.Axis{r, c}}}
			if p := multinormal.Check(g, a, nil, nil); len(p) != 0 {
				t.Fatalf("problems %v", p)
			}
			got := number(t, multinormal.LogDensity(g, vector(x), a))
			if math.Abs(got-w) > 1e-9*math.Max(1, math.Abs(w)) {
				t.Fatalf("log density %.15g, linear algebra says %.15g", got, w)
			}
		}
	})
}

func TestMultinormalDrawsHaveTheCovariance(t *testing.T) {
	const n = 20000
	g := ad.NewGraph()
	r, c, m, s := g.Axis("r", 2), g.Axis("c", 2), g.Axis("m", 2), g.Axis("samples", n)
	cov := []float64{2, -0.9, -0.9, 1}
	a := Args{
		"mean": {Node: g.Table([]*ad.Axis{m}, []float64{1, -1}, ad.Real), Axes: []*ad.Axis{m}},
		"cov":  {Node: g.Table([]*ad.Axis{r, c}, cov, ad.Real), Axes: []*ad.Axis{r, c}},
	}
	x := multinormal.Draw(g, randoms(g, s, 5), a)
	d := g.Apply(ad.Sub, x, g.Gather(a["mean"].Node, []*ad.Axis{m}, []*ad.Node{g.Iota(m)}))
	second := g.Sum(g.Apply(ad.Mul, g.Rename(d, m, r), g.Rename(d, m, c)), s)
	for i, v := range second.Table {
		// The variance of a product of two normal variables is C_ii C_jj + C_ij².
		sigma := math.Sqrt((cov[i/2*3]*cov[i%2*3] + cov[i]*cov[i]) / n)
		if math.Abs(v/n-cov[i]) > 5*sigma {
			t.Errorf("covariance %d of draws is %g, want %g ± %g", i, v/n, cov[i], sigma)
		}
	}
	bad := Args{"mean": a["mean"], "cov": {Node: g.Table([]*ad.Axis{r, c}, []float64{1, 2, 2, 1}, ad.Real), Axes: []*ad.Axis{r, c}}}
	if p := multinormal.Check(g, bad, nil, nil); len(p) != 1 {
		t.Errorf("a matrix with a negative eigenvalue passes: %v", p)
	}
}

func TestDirichlet(t *testing.T) {
	const n = 20000
	alpha := []float64{0.3, 2, 5}
	g := ad.NewGraph()
	k, s := g.Axis("k", 3), g.Axis("samples", n)
	a := Args{"alpha": {Node: g.Table([]*ad.Axis{k}, alpha, ad.Real), Axes: []*ad.Axis{k}}}
	x := dirichlet.Draw(g, randoms(g, s, 11), a)
	mean, vari := dirichlet.Mean(g, a), dirichlet.Variance(g, a)
	total := g.Sum(x, k)
	for _, v := range values(total, s) {
		if math.Abs(v-1) > 1e-14 {
			t.Fatalf("coordinates add up to %g", v)
		}
	}
	for i := range alpha {
		xi := values(g.Gather(x, []*ad.Axis{k}, []*ad.Node{g.Integer(i)}), s)
		sum, square := 0.0, 0.0
		for _, v := range xi {
			sum, square = sum+v, square+(v-mean.Table[i])*(v-mean.Table[i])
		}
		if math.Abs(sum/n-mean.Table[i]) > 5*math.Sqrt(vari.Table[i]/n) {
			t.Errorf("mean of coordinate %d is %g, want %g", i, sum/n, mean.Table[i])
		}
		if math.Abs(square/n/vari.Table[i]-1) > 5*math.Sqrt(6.0/n) {
			t.Errorf("variance of coordinate %d is %g, want %g", i, square/n, vari.Table[i])
		}
	}
}

// TestDirichletOfTwoIsBeta: with two coordinates the first one has a beta distribution.
func TestDirichletOfTwoIsBeta(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		a, b, x := 0.2+3*r.Float64(), 0.2+9*r.Float64(), r.Float64()
		g := ad.NewGraph()
		k := g.Axis("k", 2)
		pair := func(v, w float64) *ad.Node { return g.Table([]*ad.Axis{k}, []float64{v, w}, ad.Real) }
		args := Args{"alpha": {Node: pair(a, b), Axes: []*ad.Axis{k}}}
		got := number(t, dirichlet.LogDensity(g, pair(x, 1-x), args))
		if want := (distuv.Beta{Alpha: a, Beta: b}).LogProb(x); math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) {
			t.Errorf("log density at %g: %g, want %g", x, got, want)
		}
	}
}
