package export

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// sympyRunner evaluates functions at numbers, with sums written out and with sums that are written out later.
const sympyRunner = `
import json, sys
import numpy, sympy
import m
def number(x):
    return float(sympy.N(sympy.sympify(x).doit()))
out = []
for c in json.load(open("laws.json")):
    xs = [numpy.array(a, dtype=float).reshape(s) for a, s in zip(c["Args"], c["Shapes"])]
    both = []
    for sums in (False, True) if c["Sums"] else (False,):
        y = getattr(m, c["Name"])(*xs, sums=sums)
        both.append([number(v) for v in (sympy.flatten(y) if hasattr(y, "shape") else [y])])
    out.append(both)
json.dump(out, sys.stdout)
`

// sympyPython is a Python that has sympy.
func sympyPython(t *testing.T) string {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy and sympy")
	}
	if exec.Command(python, "-c", "import numpy, sympy").Run() != nil {
		t.Skip("GIBBS_PYTHON has no sympy")
	}
	return python
}

// Random graphs and every operation with a form evaluate in SymPy to what Reference says.
func TestSymPy(t *testing.T) {
	python := sympyPython(t)
	var laws []law
	for k := range 60 {
		laws = append(laws, randomLaw(t, k))
	}
	for _, op := range slices.Sorted(maps.Keys(sympyForms)) {
		if op == ad.Select || op.Info().Arity == 0 {
			continue
		}
		arity, of := op.Info().Arity, func(g *ad.Graph, x []*ad.Node, _ *ad.Axis) *ad.Node { return g.Apply(op, x...) }
		switch {
		case op == ad.Not:
			of = func(g *ad.Graph, x []*ad.Node, _ *ad.Axis) *ad.Node {
				return g.Apply(op, g.Apply(ad.Lt, x[0], g.Const(0.5)))
			}
		case slices.Contains([]ad.Op{ad.BesselJ, ad.BesselY, ad.BesselRatio, ad.SphericalJ, ad.Polygamma}, op):
			arity, of = 1, func(g *ad.Graph, x []*ad.Node, _ *ad.Axis) *ad.Node { // of the second order, at positive numbers
				return g.Apply(op, g.Integer(2), g.Apply(ad.Exp, x[0]))
			}
		}
		laws = append(laws, walk(t, "e_"+op.String(), op, of, arity))
	}
	var fs []Function
	type sent struct {
		law
		Sums bool
	}
	var list []sent
	for _, l := range laws {
		if _, err := (SymPy{}).Write(&Module{Functions: []Function{l.f}}); err != nil {
			t.Logf("%s: %v", l.Name, err)
			continue
		}
		fs, list = append(fs, l.f), append(list, sent{l, !recurs(l.f)})
	}
	if len(list) < 90 {
		t.Errorf("%d laws", len(list))
	}
	source, err := SymPy{}.Write(&Module{Functions: fs})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"m.py": source, "laws.json": string(data), "run.py": sympyRunner} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, "-W", "ignore", "run.py")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got [][][]float64
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for k, l := range list {
		for _, values := range got[k] {
			compare(t, l.law, values)
		}
	}
}

// recurs tells whether a function holds a recurrence.
func recurs(f Function) bool {
	var results []*ad.Node
	for _, r := range f.Results {
		results = append(results, r.Node)
	}
	return slices.ContainsFunc(order(results), func(n *ad.Node) bool { return n.Leaf != nil && n.Leaf.Body != nil && leadsTo(n.Leaf.Body, n) })
}
