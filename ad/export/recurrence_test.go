package export

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// judge runs a check against a module m; it skips the test where there is no Python.
func judge(t *testing.T, source, check string) {
	t.Helper()
	interpreter := os.Getenv("GIBBS_PYTHON")
	if interpreter == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	dir := t.TempDir()
	for file, text := range map[string]string{"m.py": source, "check.py": check} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(interpreter, "-W", "error", "check.py")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, source)
	}
}

// recurrent tells whether a node rests on a recurrence.
func recurrent(n *ad.Node) bool {
	for _, m := range order([]*ad.Node{n}) {
		if m.Op == ad.LeafOp && m.Leaf.Kind == ad.RefLeaf {
			return true
		}
	}
	return false
}

// recurrences are random graphs that rest on recurrences: along one axis, forwards and backwards, over all earlier
// elements, in two directions, and of two definitions.
func recurrences(t *testing.T, count int) (laws []law) {
	for k := 1000; len(laws) < count; k++ {
		l := randomLaw(t, k)
		if recurrent(l.f.Results[0].Node) && len(l.Want) > 0 {
			laws = append(laws, l)
		}
	}
	return laws
}

// Recurrences become loops with the values of the reference, of each kind that there is.
func TestRecurrences(t *testing.T) {
	interpreter := os.Getenv("GIBBS_PYTHON")
	laws := recurrences(t, 60)
	var fs []Function
	for _, l := range laws {
		fs = append(fs, l.f)
	}
	source, err := NumPy.Write(&Module{Functions: fs})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(source, "    for k"); n < 40 {
		t.Errorf("%d loops for %d recurrences", n, len(laws))
	}
	if interpreter == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	for k, got := range evaluate(t, interpreter, source, laws) {
		compare(t, laws[k], got)
	}
	if source, err = JAX.Write(&Module{Functions: fs[:12]}); err != nil {
		t.Fatal(err)
	}
	for k, got := range evaluate(t, interpreter, source, laws[:12]) {
		compare(t, laws[k], got)
	}
}

// Samples in front of the arguments give, each, what they give alone.
func TestSamples(t *testing.T) {
	var fs []Function
	for k := range 80 {
		c := rapid.Custom(func(t *rapid.T) *adtest.Case {
			return adtest.Graph(t, adtest.Options{NoLane: true})
		}).Example(k)
		f := Function{Name: fmt.Sprintf("f%d", k), Results: []Result{{Node: c.Outs[len(c.Outs)-1]}}}
		for i, n := range c.Leaves {
			f.Args = append(f.Args, Arg{Name: fmt.Sprintf("x%d", i), Node: n, Doc: strings.Trim(shape(n.Leaf.Axes), "(),")})
		}
		fs = append(fs, f)
	}
	source, err := NumPy.Write(&Module{Functions: fs})
	if err != nil {
		t.Fatal(err)
	}
	var shapes strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&shapes, "%q: [", f.Name)
		for _, a := range f.Args {
			fmt.Fprintf(&shapes, "%s, ", shape(a.Node.Leaf.Axes))
		}
		shapes.WriteString("],\n")
	}
	judge(t, source, `
import warnings
import numpy as np, m
warnings.simplefilter("ignore")
shapes = {`+shapes.String()+`}
rng = np.random.default_rng(3)
for name, dims in shapes.items():
    f = getattr(m, name)
    xs = [0.7 * rng.standard_normal((2, 3) + tuple(d)) for d in dims]
    together = f(*xs)
    for a in range(2):
        for b in range(3):
            alone = f(*(x[a, b] for x in xs))
            assert np.shape(together[a, b]) == np.shape(alone), (name, np.shape(together), np.shape(alone))
            assert np.allclose(together[a, b], alone, rtol=1e-10, atol=1e-10, equal_nan=True), (name, together[a, b], alone)
`)
}

// JAX's own derivatives are finite and right where a guard keeps a logarithm, a quotient, a power or a position from what
// would be infinite, and where a zero of a table does.
func TestGuardedDerivatives(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 4)
	x := g.Input("x", ad.Real, i)
	zero := g.Const(0)
	mask := g.Table([]*ad.Axis{i}, []float64{0, 1, 1, 1}, ad.Real)
	positive := g.Apply(ad.Lt, zero, x)
	at := func(n *ad.Node) []Result { return []Result{{Node: g.Sum(n, i)}} }
	list := map[string]*ad.Node{
		"logarithm": g.Select(positive, g.Apply(ad.Log, x), zero),
		"quotient":  g.Select(g.Apply(ad.Eq, x, zero), g.Const(1), g.Apply(ad.Div, g.Apply(ad.Sin, x), x)),
		"root":      g.Select(positive, g.Apply(ad.Sqrt, x), zero),
		"power":     g.Select(positive, g.Apply(ad.Pow, x, g.Const(0.3)), zero),
		"nested":    g.Select(positive, g.Apply(ad.Mul, g.Apply(ad.Log, x), g.Apply(ad.Div, g.Const(1), x)), x),
		"masked":    g.Apply(ad.Mul, mask, g.Apply(ad.Log, x)),
	}
	var fs []Function
	for name, n := range list {
		fs = append(fs, Function{Name: name, Args: []Arg{{Name: "x", Node: x}}, Results: at(n)})
	}
	source, err := JAX.Write(&Module{Functions: fs})
	if err != nil {
		t.Fatal(err)
	}
	judge(t, source, `
import numpy as np, m
x = np.array([0.0, 0.5, 1.5, 2.0])
y = x[1:]
want = {
    "logarithm": 1/y, "quotient": (np.cos(y)*y - np.sin(y))/y**2, "root": 0.5/np.sqrt(y), "power": 0.3*y**-0.7,
    "nested": (1 - np.log(y))/y**2, "masked": 1/y,
}
for name, slope in want.items():
    first = 1.0 if name == "nested" else 0.0
    got = m.jax.grad(getattr(m, name))(x)
    assert np.allclose(got, np.concatenate([[first], slope]), rtol=1e-12), (name, got)
`)
}

// Draws have a shape of samples in front, differ from leaf to leaf and from sample to sample, and have the moments of their kind;
// what is drawn one after the other depends on what was drawn before.
func TestDraws(t *testing.T) {
	g := ad.NewGraph()
	i := g.Axis("i", 3)
	u := g.Leaf(&ad.Leaf{Kind: ad.UniformLeaf, Name: "u", Axes: []*ad.Axis{i}})
	z := g.Leaf(&ad.Leaf{Kind: ad.NormalLeaf, Name: "z", Axes: []*ad.Axis{i}})
	s := g.Ref("s", ad.Real, i)
	before := g.Gather(s, []*ad.Axis{i}, []*ad.Node{g.Apply(ad.Sub, g.Iota(i), g.Integer(1))})
	before = g.Select(g.Apply(ad.Eq, g.Iota(i), g.Integer(0)), g.Const(0), before)
	g.Bind(s, g.Apply(ad.Add, before, z)) // a random walk
	f := Function{Name: "draw", Samples: true, Results: []Result{{Node: u}, {Node: z}, {Node: s}}}
	for name, target := range map[string]Target{"numpy": NumPy, "jax": JAX} {
		source, err := target.Write(&Module{Functions: []Function{f}})
		if err != nil {
			t.Fatal(err)
		}
		key := map[string]string{"numpy": "np.random.default_rng(5)", "jax": "m.jax.random.key(5)"}[name]
		judge(t, source, `
import numpy as np, m
u, z, s = (np.asarray(x) for x in m.draw(`+key+`, (200, 200)))
assert u.shape == z.shape == s.shape == (200, 200, 3)
assert 0 < u.min() and u.max() < 1
n = 40000
for k in range(3):
    for x, mean, var in (u, 0.5, 1/12), (z, 0.0, 1.0), (s, 0.0, k + 1.0):
        x = x[..., k]
        assert abs(x.mean() - mean) < 5*(var/n)**0.5, (k, mean, x.mean())
        assert abs(x.var() - var) < 5*var*(2/n)**0.5, (k, var, x.var())
assert abs(np.mean(z[..., 0]*z[..., 1])) < 5/n**0.5 and abs(np.mean((u[..., 0] - 0.5)*z[..., 0])) < 5/n**0.5
assert np.allclose(s, np.cumsum(z, axis=-1))
`)
	}
}
