package export

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// domains are the numbers between which the arguments of an operation lie; -2 and 2 for others.
var domains = map[ad.Op][2]float64{
	ad.Sqrt: {0.1, 3}, ad.Log: {0.1, 3}, ad.Log1p: {-0.9, 3}, ad.Acosh: {1.1, 5}, ad.Asin: {-0.95, 0.95}, ad.Acos: {-0.95, 0.95},
	ad.Atanh: {-0.95, 0.95}, ad.Lgamma: {0.1, 5}, ad.Digamma: {0.1, 5}, ad.NormQuantile: {0.01, 0.99}, ad.Pow: {0.1, 3},
	ad.GammaP: {0.1, 5}, ad.BetaInc: {0.1, 0.95}, ad.Not: {0, 1},
}

// points are ten numbers of a domain, in an order of its own for each argument.
func points(op ad.Op, k int) []float64 {
	d, ok := domains[op]
	if !ok {
		d = [2]float64{-2, 2}
	}
	out := make([]float64, 10)
	for e := range out {
		out[e] = d[0] + (d[1]-d[0])*float64((e*(2*k+1)+k)%10)/9
	}
	return out
}

// walk is a law of one operation of x, y and z over an axis of ten.
func walk(t *testing.T, name string, op ad.Op, of func(g *ad.Graph, x []*ad.Node, a *ad.Axis) *ad.Node, arity int) law {
	g := ad.NewGraph()
	a := g.Axis("i", 10)
	l := law{Name: name, f: Function{Name: name}}
	var x []*ad.Node
	inputs := map[*ad.Leaf][]float64{}
	for k := range arity {
		n := g.Input("x", ad.Real, a)
		v := points(op, k)
		inputs[n.Leaf] = v
		x = append(x, n)
		l.f.Args = append(l.f.Args, Arg{Name: string(rune('x' + k)), Node: n})
		l.Args, l.Shapes = append(l.Args, v), append(l.Shapes, []int{10})
	}
	l.f.Results = []Result{{Node: of(g, x, a)}}
	var err error
	if l.Want, err = ad.NewReference(ad.Bindings{Inputs: inputs}).Array(l.f.Results[0].Node); err != nil {
		t.Fatal(err)
	}
	return l
}

// Every operation with a row evaluates to what Reference says at ten points, and so do functions of matrices.
func TestTable(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	var laws []law
	for op := range elementwise {
		laws = append(laws, walk(t, "e_"+op.String(), op, func(g *ad.Graph, x []*ad.Node, _ *ad.Axis) *ad.Node { return g.Apply(op, x...) }, op.Info().Arity))
	}
	for op := range reductions {
		laws = append(laws, walk(t, "r_"+op.String(), op, func(g *ad.Graph, x []*ad.Node, a *ad.Axis) *ad.Node { return g.Reduce(op, x[0], a) }, 1))
	}
	for _, op := range []ad.Op{ad.LogAbsDet, ad.DetSign, ad.InverseT} {
		laws = append(laws, walk(t, "m_"+op.String(), op, func(g *ad.Graph, x []*ad.Node, _ *ad.Axis) *ad.Node {
			i, j := g.Axis("r", 3), g.Axis("c", 3)
			at := g.Apply(ad.Add, g.Apply(ad.Mul, g.Iota(i), g.Integer(3)), g.Iota(j))
			m := g.Gather(x[0], []*ad.Axis{x[0].Axes[0]}, []*ad.Node{at})
			return g.Linear(op, g.Apply(ad.Sin, g.Apply(ad.Mul, m, m)), i, j)
		}, 1))
	}
	var fs []Function
	for _, l := range laws {
		fs = append(fs, l.f)
	}
	for name, target := range map[string]Target{"numpy": NumPy, "jax": JAX} {
		source, err := target.Write(&Module{Functions: fs})
		if err != nil {
			t.Fatal(err)
		}
		got := evaluate(t, python, source, laws)
		for k, l := range laws {
			t.Run(name+"/"+l.Name, func(t *testing.T) { compare(t, l, got[k]) })
		}
	}
}

// Names of a program become names of Python.
func TestNames(t *testing.T) {
	for name, want := range map[string]string{"x": "x", "x₁": "x1", "λ": "lam", "lambda": "lambda_", "ψ": "psi", "params": "params_", "p.half[1].W": "p_half_1__W", "q′": "q_prime", "1": "x1", "log p": "log_p"} {
		if got := Identifier(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// A parameter is read from the dictionary, packed or dense, and a position off its axis is NaN outside its guard only.
func TestParamsAndPositions(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	g := ad.NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 2)
	dense := g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: "net.W", Axes: []*ad.Axis{j, i}, Len: 6})
	packed := g.Leaf(&ad.Leaf{Kind: ad.ParamLeaf, Name: "net.L", Axes: []*ad.Axis{i}, Len: 2, Index: []int32{0, -1, 1}})
	y := g.Apply(ad.Mul, dense, packed)
	x := g.Input("x", ad.Real, i)
	p := g.Input("p", ad.Real)
	read := g.Gather(x, []*ad.Axis{i}, []*ad.Node{p})
	guarded := g.Select(g.Apply(ad.Lt, p, g.Const(3)), read, g.Const(-1))
	fs := []Function{{Name: "y", Results: []Result{{Node: y}}}, {Name: "read", Args: []Arg{{Name: "x", Node: x}, {Name: "p", Node: p}}, Results: []Result{{Node: read}}}, {Name: "guarded", Args: []Arg{{Name: "x", Node: x}, {Name: "p", Node: p}}, Results: []Result{{Node: guarded}}}}
	const check = `
import numpy as np, m
W, L = np.arange(6.0).reshape(2, 3), 0
assert np.array_equal(m.y({"net.W": W, "net.L": np.array([5.0, 1e9, 7.0])}), W.T*np.array([[5.0], [0.0], [7.0]]))
x = np.array([1.0, 2.0, 4.0])
for p, want in (2, 4.0), (0, 1.0):
    assert m.read(x, p) == want == m.guarded(x, p)
for p in 3, -1, np.nan, np.inf:
    assert np.isnan(m.read(x, p)), p
assert m.guarded(x, 3) == -1
if hasattr(m, "jax"):
    f = m.jax.jit(m.jax.vmap(m.guarded, (None, 0)))
    assert np.array_equal(f(x, np.array([2.0, 0.0, 3.0])), [4.0, 1.0, -1.0])
`
	for name, target := range map[string]Target{"numpy": NumPy, "jax": JAX} {
		source, err := target.Write(&Module{Functions: fs})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for file, text := range map[string]string{"m.py": source, "check.py": check} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(python, "check.py")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// Structural zeros are those of tables and of parameters that store no element, and what must be zero because of them.
func TestStructuralZeros(t *testing.T) {
	g := ad.NewGraph()
	i, j := g.Axis("i", 3), g.Axis("j", 2)
	x := g.Input("x", ad.Real, i)
	table := func(values ...float64) *ad.Node { return g.Table([]*ad.Axis{i}, values, ad.Real) }
	a, b := table(0, 1, 2), table(0, 0, 3)
	ax, bx := g.Apply(ad.Mul, a, x), g.Apply(ad.Mul, b, x)
	param := &ad.Leaf{Kind: ad.ParamLeaf, Name: "W", Axes: []*ad.Axis{i}, Type: ad.Real, Index: []int32{0, -1, 1}, Len: 2}
	w := g.Leaf(param)
	matrix := g.Apply(ad.Mul, g.Table([]*ad.Axis{i, j}, []float64{0, 0, 0, 1, 1, 1}, ad.Real), x)
	for name, c := range map[string]struct {
		n    *ad.Node
		want string
	}{
		"argument": {x, ""}, "table": {a, "100"}, "parameter": {w, "010"}, "product": {ax, "100"}, "other side": {g.Apply(ad.Mul, x, b), "110"},
		"product of both": {g.Apply(ad.Mul, ax, w), "110"}, "sum": {g.Apply(ad.Add, ax, bx), "100"}, "difference": {g.Apply(ad.Sub, bx, w), "010"},
		"sign": {g.Apply(ad.Neg, bx), "110"}, "quotient": {g.Apply(ad.Div, bx, x), "110"}, "divisor": {g.Apply(ad.Div, x, ax), ""}, "exponential": {g.Apply(ad.Exp, bx), ""},
		"choice":           {g.Select(g.Table([]*ad.Axis{i}, []float64{1, 0, 0}, ad.Bool), ax, bx), "110"},
		"sum over an axis": {g.Sum(matrix, j), "100"}, "moved": {g.Gather(bx, []*ad.Axis{i}, []*ad.Node{table(2, 1, 0)}), "011"},
	} {
		found := ""
		for _, zero := range (&writer{known: map[*ad.Node][]bool{}}).zeros(c.n) {
			found += map[bool]string{true: "1", false: "0"}[zero]
		}
		if found != c.want {
			t.Errorf("%s: zeros %q, want %q", name, found, c.want)
		}
	}
}
