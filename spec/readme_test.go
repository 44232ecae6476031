package spec

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// The programs of the README run and print what they promise; the first with less effort.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```gibbs\n")[1:]
	if len(blocks) < 4 {
		t.Fatalf("%d programs", len(blocks))
	}
	for i, block := range blocks {
		program, _, _ := strings.Cut(block, "```")
		src := lang.NewSource("readme.gp", program)
		prog, _ := lang.Parse(src)
		var out bytes.Buffer
		opts := interp.Options{Out: &out, Quiet: true, Dir: t.TempDir(), Library: stdlib.Library}
		if i == 0 {
			opts.Inputs = map[string]string{"L": "4", "steps": "600"}
		}
		s := interp.NewSession(opts)
		if code := s.Run(src); code != interp.ExitDone || len(s.Diags) > 0 {
			t.Errorf("exit %d from\n%s\n%s", code, program, show(s.Diags))
			continue
		}
		var want strings.Builder
		for _, c := range prog.Expected {
			want.WriteString(strings.TrimSpace(c.Text) + "\n")
		}
		if want.Len() == 0 {
			continue
		}
		if d := cmp.Diff(want.String(), out.String()); d != "" {
			t.Errorf("expected (-) and printed (+):\n%s", d)
		}
	}
}

// The diagnostic that the README shows is the one that is given.
func TestReadmeDiagnostic(t *testing.T) {
	_, diags, _ := run(t, "chain.gp", "N = 8\ns[i] = 1 for i in 1..N\nE = -sum(s[i]*s[i+1] for i in 1..N)\n")
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := show(diags); !strings.Contains(string(text), got) {
		t.Errorf("the README lacks\n%s", got)
	}
}
