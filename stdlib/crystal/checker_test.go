package crystal

import (
	"cmp"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// Records that are written, of crystals drawn in all groups, are accepted by a
// checker that shares no code with this package.
func TestChecker(t *testing.T) {
	const checker, table = data + "check_tokens.py", data + "../wyckoff/wyckoff.jsonl"
	if _, err := os.Stat(checker); err != nil {
		t.Skip("the checker is not here")
	}
	python := cmp.Or(os.Getenv("GIBBS_PYTHON"), "python3")
	if err := exec.Command(python, "-c", "import numpy").Run(); err != nil {
		t.Skip("the checker needs numpy: GIBBS_PYTHON names a Python that has it")
	}
	r := rand.New(rand.NewPCG(19, 5))
	var records []tokens.Record
	for n := 1; n <= 230; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Assign(drawn(r, t, g).Cell(), g, 1e-3)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, s.Record())
	}
	verdict := func() string {
		path := filepath.Join(t.TempDir(), "records.jsonl")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := tokens.Write(f, records); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// The checker wants a name in each record.
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), `{"g"`, `{"id":"x","g"`)), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(python, checker, table, path).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	if v := verdict(); !strings.Contains(v, "records.jsonl 230 {} {}") {
		t.Errorf("refused: %s", v)
	}
	records[224].Atoms++
	if v := verdict(); strings.Contains(v, "230 {} {}") {
		t.Error("a wrong number of atoms is accepted")
	}
}
