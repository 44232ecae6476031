package lang

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sharedPrograms are the programs that the language was designed with, where they are.
func sharedPrograms(t *testing.T) map[string]string {
	t.Helper()
	files, _ := filepath.Glob("../../shared/programs/*.gp")
	programs := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		programs[filepath.Base(f)] = string(text)
	}
	return programs
}

// checkFormat checks that formatting keeps the meaning of a text and is done with in one go.
func checkFormat(t fataler, name, text string) {
	p, ds := Parse(NewSource(name, text))
	if len(ds) > 0 {
		t.Fatalf("%s: %v\n%s", name, rendered(ds...), text)
	}
	for _, style := range []Style{Keep, Unicode, ASCII} {
		once, ds := Format(NewSource(name, text), style)
		if len(ds) > 0 {
			t.Fatalf("%s: %s", name, rendered(ds...))
		}
		q, ds := Parse(NewSource(name, once))
		if len(ds) > 0 {
			t.Fatalf("%s, style %d, does not read again:\n%s\nfrom\n%s\n%s", name, style, once, text, rendered(ds...))
		}
		loose := exact
		if style != Keep {
			loose = twinly
		}
		if a, b := dumpProgram(p, loose), dumpProgram(q, loose); a != b {
			t.Fatalf("%s, style %d: the tree changed:\n%s\n%s\n%s\n%s", name, style, text, once, a, b)
		}
		if twice, _ := Format(NewSource(name, once), style); twice != once {
			t.Fatalf("%s, style %d, is not done in one go:\n%s\n%s", name, style, once, cmp.Diff(once, twice))
		}
	}
}

type fataler interface{ Fatalf(string, ...any) }

func TestSharedPrograms(t *testing.T) {
	for name, text := range sharedPrograms(t) {
		checkFormat(t, name, text)
	}
}
