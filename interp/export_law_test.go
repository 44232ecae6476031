package interp_test

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

var exportAll = flag.Bool("export.all", false, "export every example, those that take JAX long to compile included")

// swift are the examples that are exported in any case.
var swift = []string{"estimators.gp", "export.gp", "flows.gp", "free_electrons.gp", "heisenberg.gp", "helium.gp", "ising.gp", "kl.gp", "own_network.gp", "tfim.gp"}

// small are the inputs that make examples small.
var small = map[string]map[string]string{
	"ising.gp": {"L": "4"}, "tfim.gp": {"N": "6"}, "heisenberg.gp": {"N": "6"},
}

// pythonLaws evaluates every law at its ten points at once, as samples.
const pythonLaws = `
import json, sys, numpy
import m
out = []
for law in json.load(open("laws.json")):
    xs = [numpy.array(a, dtype=float).reshape(s) for a, s in zip(law["Args"], law["Shapes"])]
    f = getattr(m, law["Name"])
    names = f.__code__.co_varnames[:f.__code__.co_argcount]
    if hasattr(m, "jax"):
        f = m.jax.jit(f)
    y = f(*([m.params] if names[:1] == ("params",) else []), *xs)
    y = y if isinstance(y, tuple) else (y,)
    flat = []
    for v in y:
        v = numpy.asarray(v).reshape(10, -1)
        v = numpy.nan_to_num(v, nan=3e307, posinf=2e307, neginf=-2e307) if not numpy.iscomplexobj(v) else v
        flat.append((numpy.concatenate([v.real, v.imag], axis=1) if numpy.iscomplexobj(v) else v).ravel().tolist())
    out.append(flat)
json.dump(out, sys.stdout)
`

// What the examples define evaluates in NumPy and in JAX to Gibbs' numbers at ten points, all at once as samples:
// energies, wave functions, log-densities, flows, their inverses and log-determinants, local energies and gradients.
func TestExportedExamples(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy, scipy and jax")
	}
	programs, err := filepath.Glob("../examples/*.gp")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, path := range programs {
		if !*exportAll && !slices.Contains(swift, filepath.Base(path)) {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) { count += examplesLaws(t, python, path) })
	}
	t.Logf("%d functions", count)
	if *exportAll && count < 100 || count < 60 {
		t.Errorf("%d functions are too few", count)
	}
}

func examplesLaws(t *testing.T, python, path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	laws, params, refused := interp.ExportLaws(lang.NewSource(path, string(text)), interp.Options{Inputs: small[filepath.Base(path)], Library: stdlib.Library, Dir: t.TempDir()})
	for name, why := range refused {
		t.Logf("%s: %s", name, why)
	}
	if len(laws) == 0 {
		return 0
	}
	m := &export.Module{Params: params}
	for k := range laws {
		laws[k].Name = "f_" + export.Identifier(laws[k].Name)
		laws[k].F.Name = laws[k].Name
		m.Functions = append(m.Functions, laws[k].F)
	}
	for name, target := range map[string]export.Target{"numpy": export.NumPy, "jax": export.JAX} {
		source, err := target.Write(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := runLaws(t, python, source, laws)
		for k, l := range laws {
			compareLaw(t, name, l, got[k])
		}
	}
	return len(laws)
}

func runLaws(t *testing.T, python, source string, laws []interp.ExportLaw) (got [][][]float64) {
	dir := t.TempDir()
	type plain struct {
		Name   string
		Args   [][]float64
		Shapes [][]int
	}
	list := make([]plain, len(laws))
	for k, l := range laws {
		list[k] = plain{l.Name, l.Args, l.Shapes}
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"m.py": source, "laws.json": string(data), "run.py": pythonLaws} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, "-W", "ignore", "run.py")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "XLA_FLAGS=--xla_backend_optimization_level=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%.300s", err, out)
	}
	return got
}

// compareLaw compares what a language says with what Gibbs says.
func compareLaw(t *testing.T, language string, l interp.ExportLaw, got [][]float64) {
	for r, want := range l.Want {
		if len(got[r]) != len(want) {
			t.Errorf("%s: %s has %d values, want %d", language, l.Name, len(got[r]), len(want))
			return
		}
		scale := 1.0
		for _, v := range want {
			if !math.IsInf(v, 0) && !math.IsNaN(v) {
				scale = max(scale, math.Abs(v))
			}
		}
		for e, v := range want {
			switch {
			case math.IsNaN(v):
				v = 3e307
			case math.IsInf(v, 0):
				v = math.Copysign(2e307, v)
			}
			if d := math.Abs(got[r][e] - v); !(d <= 1e-10*scale) {
				t.Errorf("%s: %s[%d] = %v, want %v", language, l.Name, e, got[r][e], v)
				break
			}
		}
	}
}
