package crystal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// checked are lines of JSON for the checker.
type checked struct{ bytes.Buffer }

// add adds a record, with a name and further members.
func (c *checked) add(t *testing.T, r tokens.Record, more map[string]json.RawMessage) {
	t.Helper()
	var b bytes.Buffer
	members := map[string]json.RawMessage{"id": []byte(`"x"`)}
	if err := tokens.Write(&b, []tokens.Record{r}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &members); err != nil {
		t.Fatal(err)
	}
	maps.Copy(members, more)
	line, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	c.Write(append(line, '\n'))
}

// verdict is what a checker that shares no code with this package says of records.
func (c *checked) verdict(t *testing.T) string {
	t.Helper()
	const checker, table = data + "check_tokens.py", data + "../wyckoff/wyckoff.jsonl"
	if _, err := os.Stat(checker); err != nil {
		t.Skip("the checker is not here")
	}
	python := cmp.Or(os.Getenv("GIBBS_PYTHON"), "python3")
	if err := exec.Command(python, "-c", "import numpy").Run(); err != nil {
		t.Skip("the checker needs numpy: GIBBS_PYTHON names a Python that has it")
	}
	path := filepath.Join(t.TempDir(), "records.jsonl")
	if err := os.WriteFile(path, c.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, checker, table, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// Records that are written, of crystals drawn in all groups, are accepted by the checker.
func TestChecker(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 5))
	var good, bad checked
	for n := 1; n <= 230; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Assign(drawn(r, t, g).Cell(), g, 1e-3)
		if err != nil {
			t.Fatal(err)
		}
		record := s.Record()
		good.add(t, record, nil)
		if n == 225 {
			record.Atoms++
		}
		bad.add(t, record, nil)
	}
	if v := good.verdict(t); !strings.Contains(v, "records.jsonl 230 {} {}") {
		t.Errorf("refused: %s", v)
	}
	if v := bad.verdict(t); strings.Contains(v, "230 {} {}") {
		t.Error("a wrong number of atoms is accepted")
	}
}

// The records of published structures are accepted: those found in the standard cell, with that cell and the raw one beside
// them, and those found in the raw cell.
func TestCheckerOfPublished(t *testing.T) {
	var all checked
	n := 0
	for _, name := range []string{"dft", "prototypes"} {
		eachPublished(t, name, func(x *published) {
			s, err := Tokenize(x.Conv.cell(), 0.001, 0)
			if err != nil {
				t.Fatalf("%s: %v", x.ID, err)
			}
			raw, err := Tokenize(x.Prim.cell(), 0.01, 0)
			if err != nil {
				t.Fatalf("%s: %v", x.ID, err)
			}
			all.add(t, s.Record(), map[string]json.RawMessage{"id": x.raw["id"], "conv": x.raw["conv"], "prim": x.raw["prim"]})
			all.add(t, raw.Record(), map[string]json.RawMessage{"id": x.raw["id"]})
			n += 2
		})
	}
	if v := all.verdict(t); !strings.Contains(v, fmt.Sprintf("records.jsonl %d {} {}", n)) {
		t.Errorf("refused: %s", v)
	}
	t.Logf("%d records of published structures", n)
}
