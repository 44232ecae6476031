package dist

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"gonum.org/v1/gonum/integrate/quad"
)

// measured are functions whose means are differentiated: they tell shifts from changes of width and of tails.
var measured = []func(x float64) float64{
	func(x float64) float64 { return math.Sin(1.3*x + 0.2) },
	func(x float64) float64 { return math.Cos(0.7*x-0.4) + 0.3*math.Tanh(2*x) },
	func(x float64) float64 { return math.Exp(-x * x / 8) },
}

// periodic are functions on a circle.
var periodic = []func(x float64) float64{
	math.Sin, func(x float64) float64 { return math.Exp(math.Cos(x - 0.4)) }, func(x float64) float64 { return math.Sin(2*x + 1) },
}

// The two branches of a weak derivative differ by the derivative of the mean: against quadrature of the density, for every
// argument of every row that has one. 5σ; a factor that is wrong by a twentieth is noticed by one of the functions.
func TestWeakDerivatives(t *testing.T) {
	const n, h = 100000, 1e-5
	seen := map[string]bool{}
	for _, l := range continuous {
		for param := range weak[l.row.Name] {
			if l.lo == 0 && l.hi > 60 || math.Abs(l.hi-l.lo) < 0.5 {
				continue // the functions above are all but constant there
			}
			seen[l.row.Name+"."+param] = true
			g := ad.NewGraph()
			axis := g.Axis("samples", n)
			noise, args := randoms(g, axis, 7), l.at(g)
			x := l.row.Draw(g, noise, args)
			w, _ := l.row.Weak(g, param, x, noise, args)
			side := func(y *ad.Node) []float64 {
				if y == nil {
					y = x
				}
				return values(y, axis)
			}
			plus, minus, factor := side(w.Plus), side(w.Minus), values(w.Factor, axis)[0]
			power := 0.0
			functions := measured
			if l.row.Period > 0 {
				functions = periodic
			}
			for k, f := range functions {
				sum, square := 0.0, 0.0
				for i := range plus {
					d := factor * (f(plus[i]) - f(minus[i]))
					sum, square = sum+d, square+d*d
				}
				mean := sum / n
				err := math.Sqrt((square/n - mean*mean) / n)
				want := (l.moved(param, h).mean(f) - l.moved(param, -h).mean(f)) / (2 * h)
				if z := math.Abs(mean-want) / (err + 1e-9); !(z < 5) {
					t.Errorf("∂⟨f%d⟩/∂%s of %s%v = %.6f ± %.6f, by quadrature %.6f", k, param, l.row.Name, l.args, mean, err, want)
				}
				power = math.Max(power, math.Abs(want)/20/err)
			}
			if l.row != vonmises || l.args["kappa"] > 0 {
				if power < 5 {
					t.Errorf("%s of %s%v: an error of a twentieth is only %.1fσ", param, l.row.Name, l.args, power)
				}
			}
		}
	}
	for name, params := range weak {
		for param := range params {
			if !seen[name+"."+param] {
				t.Errorf("%s of %s is not tested", param, name)
			}
		}
	}
}

// moved is the same law with an argument changed.
func (l law) moved(param string, by float64) law {
	args := map[string]float64{}
	for k, v := range l.args {
		args[k] = v
	}
	args[param] += by
	l.args = args
	switch l.row {
	case uniform:
		l.lo, l.hi = args["lo"], args["hi"]
	case vonmises:
		l.lo, l.hi = args["mean"]-math.Pi, args["mean"]+math.Pi
	}
	return l
}

// mean is ⟨f⟩ by Gauss-Legendre quadrature in panels around the kink of the density.
func (l law) mean(f func(float64) float64) float64 {
	p := func(x float64) float64 { return math.Exp(l.logDensity([]float64{x})[0]) * f(x) }
	kink := l.kink
	if _, ok := l.args["loc"]; ok {
		kink = l.args["loc"]
	}
	total := 0.0
	for _, side := range [][2]float64{{l.lo, kink}, {kink, l.hi}} {
		const panels = 12
		step := (side[1] - side[0]) / panels
		for k := range panels {
			from := side[0] + float64(k)*step
			total += quad.Fixed(p, from, from+step, 30, quad.Legendre{}, 0)
		}
	}
	return total
}

// A Maxwell variable is chi with three degrees of freedom, and the coupled width of a normal distribution has the variance
// 4 s² + 4 (m-k)² for (x-k)²: half of the pathwise one at its centre.
func TestWeakCoupling(t *testing.T) {
	const n = 200000
	g := ad.NewGraph()
	axis := g.Axis("samples", n)
	noise, args := randoms(g, axis, 3), Args{"mean": {Node: g.Const(0.5)}, "sd": {Node: g.Const(0.8)}}
	x := normal.Draw(g, noise, args)
	w, _ := normal.Weak(g, "sd", x, noise, args)
	plus, minus := values(w.Plus, axis), values(x, axis)
	var sum, square, second, fourth float64
	for i := range plus {
		d := (plus[i]*plus[i] - minus[i]*minus[i]) / 0.8
		sum, square = sum+d, square+d*d
		y := (plus[i] - 0.5) / 0.8
		second, fourth = second+y*y, fourth+y*y*y*y
	}
	// ⟨y²⟩ = 3 and ⟨y⁴⟩ = 15; their variances are 6 and ⟨y⁸⟩ - 225 = 720.
	if z := (second/n - 3) / math.Sqrt(6.0/n); math.Abs(z) > 5 {
		t.Errorf("⟨y²⟩ = %v, %.1fσ from 3", second/n, z)
	}
	if z := (fourth/n - 15) / math.Sqrt(720.0/n); math.Abs(z) > 5 {
		t.Errorf("⟨y⁴⟩ = %v, %.1fσ from 15", fourth/n, z)
	}
	mean := sum / n
	if v, want := square/n-mean*mean, 4*0.8*0.8+4*0.25; math.Abs(v-want) > 0.02*want {
		t.Errorf("variance %v, exactly %v", v, want)
	}
}
