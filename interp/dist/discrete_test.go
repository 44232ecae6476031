package dist

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// choices are discrete distributions at given arguments.
func choices(g *ad.Graph) map[string]Dist {
	k := g.Axis("k", 5)
	vec := func(v ...float64) Arg { return Arg{Node: g.Table([]*ad.Axis{k}, v, ad.Real), Axes: []*ad.Axis{k}} }
	num := func(v float64) Arg { return Arg{Node: g.Const(v)} }
	mask := Arg{Node: g.Table([]*ad.Axis{k}, []float64{0, 1, 1, 0, 1}, ad.Bool), Axes: []*ad.Axis{k}}
	return map[string]Dist{
		"spin logit":         {spin, Args{"logit": num(0.7)}},
		"spin field":         {spin, Args{"field": num(-1.3)}},
		"spin p":             {spin, Args{"p": num(0.85)}},
		"bit p":              {bernoulli, Args{"p": num(0.2)}},
		"bit logit":          {bernoulli, Args{"logit": num(2)}},
		"categories":         {categorical, Args{"p": vec(0.1, 0.4, 0, 0.3, 0.2)}},
		"logits":             {categorical, Args{"logits": vec(-1, 1, 800, 799, 801.5)}},
		"logits allowed":     {categorical, Args{"logits": vec(900, 1, 0.2, 10, 1.5), "support": mask}},
		"categories allowed": {categorical, Args{"p": vec(0.1, 0.4, 0, 0.3, 0.2), "support": mask}},
		"mixture": {mixture, Args{"weights": vec(0.1, 0.4, 0, 0.3, 0.2), "components": Arg{
			Of: &Dist{spin, Args{"logit": vec(-3, -1, 0, 1, 3)}}}}},
	}
}

// probabilities lists the probability of each value.
func probabilities(g *ad.Graph, d Dist) (x, p []float64) {
	x = d.Row.Values(d.Args)
	v := g.Axis("values", len(x))
	lp := values(d.Row.LogDensity(g, g.Table([]*ad.Axis{v}, x, ad.Int), d.Args), v)
	p = make([]float64, len(x))
	for i := range p {
		p[i] = math.Exp(lp[i])
	}
	return x, p
}

func TestProbabilitiesAddUpAndDrawsFollowThem(t *testing.T) {
	const n = 100000
	g := ad.NewGraph()
	for name, d := range choices(g) {
		x, p := probabilities(g, d)
		total := 0.0
		for _, q := range p {
			total += q
		}
		if math.Abs(total-1) > 1e-12 {
			t.Errorf("%s: probabilities add up to %.15f", name, total)
		}
		axis := g.Axis("samples", n)
		count := map[float64]float64{}
		for _, v := range values(d.Row.Draw(g, randoms(g, axis, 7), d.Args), axis) {
			count[v]++
		}
		for i, v := range x {
			if sigma := math.Sqrt(n * p[i] * (1 - p[i])); math.Abs(count[v]-n*p[i]) > 5*sigma+1e-9 {
				t.Errorf("%s: value %g drawn %g times of %d, with probability %g", name, v, count[v], n, p[i])
			}
			n0 := count[v]
			if p[i] == 0 && n0 > 0 {
				t.Errorf("%s: the impossible value %g was drawn", name, v)
			}
		}
	}
}

func TestExcludedCategoriesHaveProbabilityZero(t *testing.T) {
	g := ad.NewGraph()
	_, p := probabilities(g, choices(g)["logits allowed"])
	w := []float64{0, math.Exp(1), math.Exp(0.2), 0, math.Exp(1.5)}
	for i := range p {
		if want := w[i] / (w[1] + w[2] + w[4]); math.Abs(p[i]-want) > 1e-15 {
			t.Errorf("p(%d) = %g, want %g", i, p[i], want)
		}
	}
	k := g.Axis("k", 3)
	none := Args{"logits": Arg{Node: g.Iota(k), Axes: []*ad.Axis{k}}, "support": Arg{Node: g.Truth(false), Axes: []*ad.Axis{k}}}
	if lp := categorical.LogDensity(g, g.Integer(1), none); !math.IsInf(lp.Table[0], -1) {
		t.Errorf("without any allowed category log p = %g, want -Inf", lp.Table[0])
	}
	if problems := categorical.Check(g, none, nil, nil); len(problems) != 1 || problems[0].Text != "leaves no category" {
		t.Errorf("problems %v", problems)
	}
}

// TestSpinConventions: the three ways of giving a spin are one distribution.
func TestSpinConventions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.Float64Range(-15, 15).Draw(t, "h")
		g := ad.NewGraph()
		for _, s := range []float64{-1, 1} {
			at := func(name string, v float64) float64 {
				return spin.LogDensity(g, g.Integer(int(s)), Args{name: Arg{Node: g.Const(v)}}).Table[0]
			}
			want := h*s - math.Log(2*math.Cosh(h))
			for name, v := range map[string]float64{"logit": 2 * h, "field": h, "p": 1 / (1 + math.Exp(-2*h))} {
				tol := 1e-13 * math.Max(1, math.Abs(want))
				if name == "p" {
					tol = 1e-15 * math.Exp(2*math.Abs(h)) // a probability close to 1 has lost the digits of its complement
				}
				if got := at(name, v); math.Abs(got-want) > tol {
					t.Fatalf("spin(%s=%g) at %g: %g, want %g", name, v, s, got, want)
				}
			}
		}
	})
}

func TestLogProbabilityNeverUnderflows(t *testing.T) {
	g := ad.NewGraph()
	lp := spin.LogDensity(g, g.Integer(1), Args{"logit": Arg{Node: g.Const(-5000)}})
	if lp.Table[0] != -5000 {
		t.Errorf("log p = %g, want -5000", lp.Table[0])
	}
	in := g.Input("a", ad.Real)
	p := g.Apply(ad.Sigmoid, in)
	if spin.LogDensity(g, g.Integer(1), Args{"p": Arg{Node: p}}) != spin.LogDensity(g, g.Integer(1), Args{"logit": Arg{Node: in}}) {
		t.Error("a sigmoid as probability is not read as a logit")
	}
	for _, x := range []int{0, 1} {
		sure := bernoulli.LogDensity(g, g.Integer(x), Args{"p": Arg{Node: g.Const(1)}}).Table[0]
		if want := math.Log(float64(x)); sure != want {
			t.Errorf("p = 1 at %d: log p = %g, want %g", x, sure, want)
		}
	}
}

func TestMixtureOfNormals(t *testing.T) {
	g := ad.NewGraph()
	k := g.Axis("k", 2)
	vec := func(v ...float64) Arg { return Arg{Node: g.Table([]*ad.Axis{k}, v, ad.Real), Axes: []*ad.Axis{k}} }
	a := Args{"weights": vec(0.3, 0.7), "components": Arg{Of: &Dist{normal, Args{"mean": vec(-2, 1), "sd": vec(0.5, 1.5)}}}}
	n := func(x, m, s float64) float64 {
		return math.Exp(-(x-m)*(x-m)/(2*s*s)) / (s * math.Sqrt(2*math.Pi))
	}
	for _, x := range []float64{-3, -2, 0, 1.7} {
		want := math.Log(0.3*n(x, -2, 0.5) + 0.7*n(x, 1, 1.5))
		if got := mixture.LogDensity(g, g.Const(x), a).Table[0]; math.Abs(got-want) > 1e-14 {
			t.Errorf("log density at %g is %.15g, want %.15g", x, got, want)
		}
	}
	mean, vari := mixture.Mean(g, a).Table[0], mixture.Variance(g, a).Table[0]
	wantM := 0.3*-2 + 0.7*1
	wantV := 0.3*(0.25+4) + 0.7*(2.25+1) - wantM*wantM
	if math.Abs(mean-wantM) > 1e-15 || math.Abs(vari-wantV) > 1e-14 {
		t.Errorf("mean %g and variance %g, want %g and %g", mean, vari, wantM, wantV)
	}
	const draws = 200000
	axis := g.Axis("samples", draws)
	sum, square := 0.0, 0.0
	for _, v := range values(mixture.Draw(g, randoms(g, axis, 3), a), axis) {
		sum, square = sum+v, square+v*v
	}
	if m := sum / draws; math.Abs(m-wantM) > 5*math.Sqrt(wantV/draws) {
		t.Errorf("mean of draws %g, want %g", m, wantM)
	}
	if v := square/draws - wantM*wantM; math.Abs(v-wantV) > 0.06 {
		t.Errorf("variance of draws %g, want %g", v, wantV)
	}
}
