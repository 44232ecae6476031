package interp_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// freeEnergy is that of the Ising model on the periodic 4 × 4 lattice at the critical temperature, by enumeration of all
// 65,536 configurations (ising.free_energy gives it by Kaufman's formula).
const freeEnergy = -35.22210261

// trainedHere are the free energies that Gibbs' own training reaches from several seeds: mean and standard deviation.
func trainedHere(t *testing.T, text string, inputs map[string]string) (mean, sd float64) {
	t.Helper()
	const seeds = 6
	var reached []float64
	for seed := range seeds {
		var out strings.Builder
		s := interp.NewSession(interp.Options{Seed: uint64(seed + 1), Library: stdlib.Library, Dir: t.TempDir(), Inputs: inputs, Out: &out})
		if code := s.Run(lang.NewSource("ising.gp", text)); code != interp.ExitDone {
			t.Fatal(s.Diags)
		}
		found := regexp.MustCompile(`F/N = (-[0-9.]+)\(`).FindStringSubmatch(out.String())
		if found == nil {
			t.Fatalf("it prints\n%s", out.String())
		}
		perSite, _ := strconv.ParseFloat(found[1], 64)
		reached = append(reached, 16*perSite)
		mean += 16 * perSite / seeds
	}
	for _, v := range reached {
		sd += (v - mean) * (v - mean) / (seeds - 1)
	}
	return mean, math.Sqrt(sd)
}

// The training of the Ising example, as JAX repeats it on two devices, reaches a bound of the free energy that lies above
// the exact value, and among those that Gibbs' own training reaches at as many steps.
func TestExportedTraining(t *testing.T) {
	python := os.Getenv("GIBBS_PYTHON")
	if python == "" {
		t.Skip("GIBBS_PYTHON names no Python with numpy and jax")
	}
	text, err := os.ReadFile("../examples/ising.gp")
	if err != nil {
		t.Fatal(err)
	}
	dir, inputs := t.TempDir(), map[string]string{"L": "4", "steps": "400"}
	mean, sd := trainedHere(t, string(text), inputs)
	s := interp.NewSession(interp.Options{Untrained: true, Library: stdlib.Library, Dir: dir, Inputs: inputs})
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
	if far := 4 * math.Hypot(sd, spread); !(value > freeEnergy-4*spread && math.Abs(value-mean) < far && far < 0.03) {
		t.Errorf("the script reaches %v ± %v, Gibbs %v ± %v, the free energy is %v", value, spread, mean, sd, freeEnergy)
	}
	t.Logf("the script reaches %v ± %v, Gibbs %v ± %v, the free energy is %v", value, spread, mean, sd, freeEnergy)
}
