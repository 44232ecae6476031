package export

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"pgregory.net/rapid"
)

// law is a function, what it is given, and what Reference says that it is.
type law struct {
	f      Function
	Name   string
	Args   [][]float64
	Shapes [][]int
	Want   []float64
}

// randomLaw makes a law of the last node of a random graph, whose leaves are all arguments.
func randomLaw(t *testing.T, k int) law {
	c := rapid.Custom(func(t *rapid.T) *adtest.Case {
		return adtest.Graph(t, adtest.Options{})
	}).Example(k)
	out := c.Outs[len(c.Outs)-1]
	l := law{Name: fmt.Sprintf("f%d", k), f: Function{Name: fmt.Sprintf("f%d", k), Results: []Result{{Node: out}}}}
	r := ad.NewReference(c.Bind)
	for i, n := range c.Leaves {
		dense := make([]float64, 0, n.Size())
		m := &ad.Node{Axes: n.Leaf.Axes}
		strides := n.Strides(n.Leaf.Axes)
		values, err := r.Array(n)
		if err != nil {
			t.Fatal(err)
		}
		ad.Each(m.Axes, [][]int{strides}, func(at []int) { dense = append(dense, values[at[0]]) })
		sizes := make([]int, len(m.Axes))
		for j, a := range m.Axes {
			sizes[j] = a.Size
		}
		l.f.Args = append(l.f.Args, Arg{Name: fmt.Sprintf("x%d", i), Node: n})
		l.Args, l.Shapes = append(l.Args, dense), append(l.Shapes, sizes)
	}
	var err error
	if l.Want, err = r.Array(out); err != nil {
		t.Fatal(err)
	}
	return l
}

const runner = `
import json, sys, numpy
import m
out = []
for c in json.load(open("laws.json")):
    xs = [numpy.array(a, dtype=float).reshape(s) for a, s in zip(c["Args"], c["Shapes"])]
    out.append(numpy.asarray(getattr(m, c["Name"])(*xs)).ravel().tolist())
json.dump(out, sys.stdout)
`

// Sixty random graphs evaluate in NumPy and in JAX to what Reference says.
func TestRandomGraphs(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	var laws []law
	var fs []Function
	for k := range 60 {
		l := randomLaw(t, k)
		laws, fs = append(laws, l), append(fs, l.f)
	}
	for name, target := range map[string]Target{"numpy": NumPy, "jax": JAX} {
		t.Run(name, func(t *testing.T) {
			source, err := target.Write(&Module{Functions: fs})
			if err != nil {
				t.Fatal(err)
			}
			got := evaluate(t, python, source, laws)
			for k, l := range laws {
				compare(t, l, got[k])
			}
		})
	}
}

func evaluate(t *testing.T, python, source string, laws []law) (got [][]float64) {
	dir := t.TempDir()
	data, err := json.Marshal(laws)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"m.py": source, "laws.json": string(data), "run.py": runner} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, "-W", "ignore", "run.py")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "XLA_FLAGS=--xla_backend_optimization_level=0") // compiles faster
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func compare(t *testing.T, l law, got []float64) {
	if len(got) != len(l.Want) {
		t.Errorf("%s has %d values, want %d\n%s", l.Name, len(got), len(l.Want), ad.Dump(l.f.Results[0].Node))
		return
	}
	for e, want := range l.Want {
		if d := math.Abs(got[e] - want); !(d <= 1e-10*max(1, math.Abs(want))) {
			t.Errorf("%s[%d] = %v, want %v\n%s", l.Name, e, got[e], want, ad.Dump(l.f.Results[0].Node))
			return
		}
	}
}

// What cannot be exported is refused: an operation without a row.
func TestRefused(t *testing.T) {
	g := ad.NewGraph()
	n := g.Apply(ad.BesselY, g.Integer(2), g.Input("x", ad.Real))
	if _, err := JAX.Write(&Module{Functions: []Function{{Name: "f", Args: []Arg{{Name: "x", Node: n.Args[1]}}, Results: []Result{{Node: n}}}}}); err == nil {
		t.Errorf("%s was exported", ad.Dump(n))
	}
}
