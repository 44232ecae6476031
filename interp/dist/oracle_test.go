package dist

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// oracle is the same distribution in another implementation.
type oracle interface {
	LogProb(x float64) float64
	CDF(x float64) float64
}

// pairs draws arguments and returns both implementations.
var pairs = map[string]func(pick func(name string, lo, hi float64) float64) (law, oracle){
	"normal": func(pick func(string, float64, float64) float64) (law, oracle) {
		m, s := pick("mean", -5, 5), pick("sd", 0.01, 10)
		return law{row: normal, args: map[string]float64{"mean": m, "sd": s}}, distuv.Normal{Mu: m, Sigma: s}
	},
	"uniform": func(pick func(string, float64, float64) float64) (law, oracle) {
		lo, w := pick("lo", -5, 5), pick("width", 0.01, 10)
		return law{row: uniform, args: map[string]float64{"lo": lo, "hi": lo + w}}, distuv.Uniform{Min: lo, Max: lo + w}
	},
	"exponential": func(pick func(string, float64, float64) float64) (law, oracle) {
		r := pick("rate", 0.01, 10)
		return law{row: exponential, args: map[string]float64{"rate": r}}, distuv.Exponential{Rate: r}
	},
	"laplace": func(pick func(string, float64, float64) float64) (law, oracle) {
		m, s := pick("loc", -5, 5), pick("scale", 0.01, 10)
		return law{row: laplace, args: map[string]float64{"loc": m, "scale": s}}, distuv.Laplace{Mu: m, Scale: s}
	},
	"gamma": func(pick func(string, float64, float64) float64) (law, oracle) {
		k, r := pick("shape", 0.2, 30), pick("rate", 0.1, 10)
		return law{row: gamma, args: map[string]float64{"shape": k, "rate": r}}, distuv.Gamma{Alpha: k, Beta: r}
	},
	"beta": func(pick func(string, float64, float64) float64) (law, oracle) {
		a, b := pick("a", 0.2, 30), pick("b", 0.2, 30)
		return law{row: beta, args: map[string]float64{"a": a, "b": b}}, distuv.Beta{Alpha: a, Beta: b}
	},
	"student": func(pick func(string, float64, float64) float64) (law, oracle) {
		nu, m, s := pick("dof", 0.5, 30), pick("loc", -5, 5), pick("scale", 0.1, 10)
		return law{row: student, args: map[string]float64{"dof": nu, "loc": m, "scale": s}}, distuv.StudentsT{Nu: nu, Mu: m, Sigma: s}
	},
}

func TestDensitiesAgreeWithGonum(t *testing.T) {
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				l, o := pair(func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) })
				x := l.draws(4, rapid.Uint64().Draw(t, "seed"))
				for i, got := range l.logDensity(x) {
					if want := o.LogProb(x[i]); math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) && !math.IsInf(want, 1) {
						t.Fatalf("log density of %s%v at %g: %.15g, gonum has %.15g", name, l.args, x[i], got, want)
					}
				}
			})
		})
	}
}

// TestDrawsAgreeWithGonum is a Kolmogorov-Smirnov test: √n times the largest distance of the
// distribution functions exceeds 2.74 with probability 6e-7.
func TestDrawsAgreeWithGonum(t *testing.T) {
	const n = 10000
	for name, pair := range pairs {
		for corner := range 4 {
			l, o := pair(func(name string, lo, hi float64) float64 {
				if corner == 3 {
					return lo + (hi-lo)*0.4
				}
				return lo + (hi-lo)*math.Pow(10, -2*float64(corner))
			})
			x := l.draws(n, uint64(corner+1))
			slices.Sort(x)
			d := 0.0
			for i, v := range x {
				f := o.CDF(v)
				d = math.Max(d, math.Max(f-float64(i)/n, float64(i+1)/n-f))
			}
			if d*math.Sqrt(n) > 2.74 {
				t.Errorf("draws of %s%v: √n D = %.2f", name, l.args, d*math.Sqrt(n))
			}
		}
	}
}
