package interp_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// quick are the examples that are traced in less than a second, without their trainings.
var quick = []string{"dot", "dots", "estimators", "export", "flows", "free_electrons", "heisenberg", "helium", "hubbard", "ising", "j1j2", "kl", "own_network", "phi4", "tfim"}

// largest is the length of a source up to which a function is evaluated element by element.
const largest = 20000

// formulaLaws are the laws of an example that a target writes, with their sources.
func formulaLaws(t *testing.T, path string, target export.Target) (laws []interp.ExportLaw, sources []string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, params, _ := interp.ExportLaws(lang.NewSource(path, string(text)), interp.Options{Inputs: small[filepath.Base(path)], Library: stdlib.Library, Dir: t.TempDir()})
	for _, l := range all {
		l.F.Name = "f"
		source, err := target.Write(&export.Module{Functions: []export.Function{l.F}, Params: read(l.F, params)})
		if err != nil {
			t.Logf("%s: %v", l.Name, err)
			continue
		}
		if len(source) > largest {
			continue
		}
		laws, sources = append(laws, l), append(sources, source)
	}
	return laws, sources
}

// read are the parameters that a function reads.
func read(f export.Function, params []export.Param) []export.Param {
	leaves := map[*ad.Leaf]bool{}
	seen := map[*ad.Node]bool{}
	var visit func(n *ad.Node)
	visit = func(n *ad.Node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		if n.Leaf != nil {
			leaves[n.Leaf] = true
			visit(n.Leaf.Body)
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	for _, r := range f.Results {
		visit(r.Node)
	}
	var out []export.Param
	for _, p := range params {
		if leaves[p.Leaf] {
			out = append(out, p)
		}
	}
	return out
}

// nested writes values as a list of lists.
func nested(values []float64, sizes []int) string {
	if len(sizes) == 0 {
		return strconv.FormatFloat(values[0], 'g', -1, 64)
	}
	parts := make([]string, sizes[0])
	step := len(values) / sizes[0]
	for k := range parts {
		parts[k] = nested(values[k*step:(k+1)*step], sizes[1:])
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// What the examples define is written as programs that stand alone, which have Gibbs' numbers at ten points.
func TestExamplesAsGibbs(t *testing.T) {
	count := 0
	for _, name := range quick {
		path := "../examples/" + name + ".gp"
		laws, sources := formulaLaws(t, path, export.Gibbs{})
		for k, l := range laws {
			if program, ok := atPoints(l, sources[k]); ok {
				count++
				s := interp.NewSession(interp.Options{})
				if code := s.Run(lang.NewSource(l.Name, program)); code != interp.ExitDone {
					var b strings.Builder
					lang.Render(&b, s.Diags, false)
					t.Errorf("%s, %s: %.3000s\n%.3000s", path, l.Name, b.String(), program)
				}
			}
		}
	}
	t.Logf("%d functions", count)
	if count < 60 {
		t.Errorf("%d functions, want 60", count)
	}
}

// atPoints is a program that compares a function f with its values; false if some of them are not finite.
func atPoints(l interp.ExportLaw, source string) (string, bool) {
	var b strings.Builder
	b.WriteString(source)
	const points = 10
	for p := range points {
		args := make([]string, len(l.Args))
		for k, a := range l.Args {
			n := len(a) / points
			args[k] = nested(a[p*n:(p+1)*n], l.Shapes[k][1:])
		}
		names := make([]string, len(l.Want))
		for r, want := range l.Want {
			names[r] = fmt.Sprintf("y%d_%d", p, r)
			n := len(want) / points
			for _, v := range want {
				if math.IsNaN(v) || math.IsInf(v, 0) || n == 0 {
					return "", false
				}
			}
		}
		left := names[0]
		if len(names) > 1 {
			left = "(" + strings.Join(names, ", ") + ")"
		}
		fmt.Fprintf(&b, "%s = f(%s)\n", left, strings.Join(args, ", "))
		for r, want := range l.Want {
			n := len(want) / points
			var sizes []int
			for _, a := range l.F.Results[r].Axes {
				sizes = append(sizes, a.Size)
			}
			difference := fmt.Sprintf("abs(%s - %s)/(1 + abs(%s))", names[r], nested(want[p*n:(p+1)*n], sizes), names[r])
			if len(sizes) > 0 {
				difference = "max(" + difference + ")"
			}
			b.WriteString("assert " + difference + " < 1e-10\n")
		}
	}
	return b.String(), true
}

// sympyLaws evaluates every law at its ten points.
const sympyLaws = `
import json, sys
import numpy, sympy
import importlib
out = []
for k, law in enumerate(json.load(open("laws.json"))):
    m = importlib.import_module("m%d" % k)
    points = []
    for p in range(law["Points"]):
        xs = [numpy.array(a, dtype=float).reshape(s)[p] for a, s in zip(law["Args"], law["Shapes"])]
        y = m.f(*xs)
        y = y if isinstance(y, tuple) else (y,)
        points.append([[float(sympy.N(v)) for v in (sympy.flatten(r) if hasattr(r, "shape") else [r])] for r in y])
    out.append(points)
json.dump(out, sys.stdout)
`

// What the examples define evaluates in SymPy to Gibbs' numbers: short functions at ten points, others at one.
func TestExamplesAsSymPy(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" || exec.Command(python, "-c", "import numpy, sympy").Run() != nil {
		t.Skip("GIBBS_PYTHON names no Python with numpy and sympy")
	}
	type plain struct {
		Args   [][]float64
		Shapes [][]int
		Points int
	}
	dir := t.TempDir()
	var laws []interp.ExportLaw
	var list []plain
	for _, name := range quick {
		path := "../examples/" + name + ".gp"
		found, sources := formulaLaws(t, path, export.SymPy{})
		for k, l := range found {
			if _, ok := atPoints(l, ""); !ok || len(sources[k]) > 9000 {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("m%d.py", len(laws))), []byte(sources[k]), 0o644); err != nil {
				t.Fatal(err)
			}
			points := 10
			if len(sources[k]) > 4000 {
				points = 1
			}
			laws, list = append(laws, l), append(list, plain{l.Args, l.Shapes, points})
		}
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"laws.json": string(data), "run.py": sympyLaws} {
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
	var got [][][][]float64
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for k, l := range laws {
		for p, results := range got[k] {
			for r, values := range results {
				n := len(l.Want[r]) / 10
				for e, v := range values {
					if want := l.Want[r][p*n+e]; !(math.Abs(v-want) <= 1e-10*(1+math.Abs(want))) {
						t.Errorf("%s: %v, want %v", l.Name, v, want)
					}
				}
			}
		}
	}
	t.Logf("%d functions", len(laws))
	if len(laws) < 60 {
		t.Errorf("%d functions, want 60", len(laws))
	}
}
