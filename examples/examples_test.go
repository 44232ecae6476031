package examples

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// reduced is the effort of an example in a test. At full effort its assertions are tighter.
var reduced = map[string]map[string]string{
	"ising.gp":          {"L": "8", "steps": "300"},
	"sk.gp":             {"steps": "150", "batch": "300", "draws": "5000"},
	"own_network.gp":    {"draws": "20000"},
	"kl.gp":             {"steps": "600", "batch": "1000"},
	"free_electrons.gp": {"steps": "300", "batch": "500"},
	"coulomb.gp":        {"steps": "300", "batch": "512", "draws": "4000"},
	"dw4.gp":            {"steps": "300", "batch": "8", "layers": "4", "width": "16"},
	"flows.gp":          {"steps": "200", "batch": "128"},
	"phi4.gp":           {"steps": "200", "batch": "256", "layers": "4", "width": "16", "draws": "5000"},
	"rings.gp":          {"steps": "400", "batch": "256", "grid": "9"},
	"tfim.gp":           {"steps": "300"},
	"heisenberg.gp":     {"steps": "300"},
	"crystal_train.gp":  {"steps": "60", "batch": "50", "draws": "20"},
	"j1j2.gp":           {"N": "6", "steps": "100"},
	"dots.gp":           {"steps": "60", "draws": "20000"},
	"hubbard.gp":        {},
	"molecule.gp":       {},
	"free_fermions.gp":  {"steps": "500"},
	"dot.gp":            {"steps": "60", "batch": "1000"},
	"helium.gp":         {"steps": "60", "batch": "1000"},
	"flow_matching.gp":  {"match": "800", "batch": "512", "draws": "2000"},

	"crystal_generate.gp": {"steps": "120", "batch": "50"},

	"gas_equivariant.gp": {"match": "1200", "batch": "256", "draws": "2000"},
}

func session(t testing.TB, name string, o interp.Options) (s *interp.Session, src *lang.Source) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	o.Library, o.Dir = stdlib.Library, t.TempDir()
	return interp.NewSession(o), lang.NewSource(path, string(text))
}

// Every example runs to its end, and its assertions hold.
func TestExamples(t *testing.T) {
	names, err := filepath.Glob("*.gp")
	if err != nil || len(names) < len(reduced) {
		t.Fatalf("examples: %v %v", names, err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "\nassert ") {
				t.Error("nothing is compared with a reference")
			}
			seeds := uint64(2)
			if name == "sk.gp" || name == "coulomb.gp" || strings.HasPrefix(name, "crystal_") {
				seeds = 1 // a sum over a million configurations, and many steps of training
			}
			for seed := range seeds {
				var out bytes.Buffer
				s, src := session(t, name, interp.Options{Inputs: reduced[name], Seed: seed, Out: &out})
				if code := s.Run(src); code != interp.ExitDone || len(s.Diags) > 0 {
					var b strings.Builder
					lang.Render(&b, s.Diags, false)
					t.Errorf("seed %d: exit code %d\n%s%s", seed, code, out.String(), b.String())
				}
				if out.Len() == 0 {
					t.Error("nothing is printed")
				}
			}
		})
	}
}

// Examples stand as the formatter writes them.
func TestExamplesAreFormatted(t *testing.T) {
	for name := range reduced {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, diags := lang.Format(lang.NewSource(name, string(text)), lang.Keep)
		if len(diags) > 0 || got != string(text) {
			t.Errorf("%s is not as gibbs fmt writes it", name)
		}
	}
}
