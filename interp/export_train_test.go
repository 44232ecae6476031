package interp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// freeEnergy is that of the Ising model on the periodic 4 × 4 lattice at the critical temperature, by enumeration of all
// 65,536 configurations (ising.free_energy gives it by Kaufman's formula).
const freeEnergy = -35.22210261

// The training of the Ising example, as JAX repeats it on two devices, reaches Gibbs' free energy: a bound that lies above
// the exact value by no more than Gibbs' does at as many steps.
func TestExportedTraining(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy and jax")
	}
	text, err := os.ReadFile("../examples/ising.gp")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := interp.NewSession(interp.Options{Untrained: true, Library: stdlib.Library, Dir: dir, Inputs: map[string]string{"L": "4", "steps": "400"}})
	if code := s.Run(lang.NewSource("ising.gp", string(text))); code != interp.ExitDone {
		t.Fatal(s.Diags)
	}
	if code := s.Export(os.Stderr, interp.Exporting{Name: "p", To: "train.py", As: "jax", Train: true}); code != interp.ExitDone {
		t.Fatal(s.Diags)
	}
	cmd := exec.Command(python, filepath.Join(dir, "train.py"))
	cmd.Env = append(os.Environ(), "XLA_FLAGS=--xla_force_host_platform_device_count=2", "JAX_PLATFORMS=cpu")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := regexp.MustCompile(`(?s)^2 devices\n.* = (\S+) \+- (\S+)\n$`).FindSubmatch(out)
	if found == nil {
		t.Fatalf("it prints\n%s", out)
	}
	value, _ := strconv.ParseFloat(string(found[1]), 64)
	spread, _ := strconv.ParseFloat(string(found[2]), 64)
	if !(value > freeEnergy-4*spread && value < freeEnergy+0.05+4*spread && spread < 0.01) {
		t.Errorf("the script reaches %v ± %v, the free energy is %v", value, spread, freeEnergy)
	}
	t.Logf("the script reaches %v ± %v, the free energy is %v", value, spread, freeEnergy)
}
