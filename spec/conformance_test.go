package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

// programs reads the conformance programs of a folder.
func programs(t *testing.T, folder string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("conformance", folder, "*.gp"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs in %s: %v", folder, err)
	}
	texts := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = string(text)
	}
	return texts
}

// A right program ends well, without a diagnostic, and prints its #> lines.
func TestRight(t *testing.T) {
	for path, text := range programs(t, "right") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".gp"), func(t *testing.T) {
			t.Parallel()
			prog, _ := lang.Parse(lang.NewSource(path, text))
			var want strings.Builder
			for _, c := range prog.Expected {
				want.WriteString(strings.TrimRight(c.Text, " ") + "\n")
			}
			code, diags, printed := run(t, path, text)
			if code != interp.ExitDone || len(diags) > 0 {
				t.Fatalf("exit %d\n%s", code, show(diags))
			}
			if d := cmp.Diff(want.String(), printed); want.Len() == 0 || d != "" {
				t.Errorf("expected (-) and printed (+):\n%s", d)
			}
		})
	}
}

// A wrong program gets the diagnostics of its #! comments, on their lines, and no others.
func TestWrong(t *testing.T) {
	texts := programs(t, "wrong")
	if len(texts) < 80 {
		t.Errorf("%d wrong programs", len(texts))
	}
	for path, text := range texts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".gp"), func(t *testing.T) {
			t.Parallel()
			_, diags, _ := run(t, path, text)
			got := make([]string, len(diags))
			for i, d := range diags {
				got[i] = fmt.Sprintf("line %d: %s: %s", lineIn(d, path), d.Code, d.Message)
			}
			want := promised(text)
			slices.Sort(got)
			switch {
			case len(want) > 0 && slices.EqualFunc(want, got, holds):
			case *update:
				rewrite(t, path, text, diags)
			default:
				t.Errorf("promised\n\t%s\ngot\n\t%s", strings.Join(want, "\n\t"), strings.Join(got, "\n\t"))
			}
		})
	}
}

// holds tells whether a promise (line, code, part of the message) is kept by a diagnostic.
func holds(promise, diagnostic string) bool {
	line, rest, _ := strings.Cut(promise, ": ")
	code, part, _ := strings.Cut(rest, ": ")
	return strings.HasPrefix(diagnostic, line+": "+code+": ") && strings.Contains(diagnostic, part)
}

// rewrite puts the diagnostics of a program into its #! comments.
func rewrite(t *testing.T, path, text string, diags []*lang.Diagnostic) {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i], _, _ = strings.Cut(lines[i], "  #! ")
	}
	for _, d := range diags {
		lines[lineIn(d, path)-1] += fmt.Sprintf("  #! %s: %s", d.Code, d.Message)
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o666); err != nil {
		t.Error(err)
	}
}

// lineIn is the line of a file that a diagnostic points to: its place, or a label if that is in a module.
func lineIn(d *lang.Diagnostic, path string) int {
	spans := []lang.Span{d.Span}
	for _, l := range d.Labels {
		spans = append(spans, l.Span)
	}
	for _, s := range spans {
		if s.Source != nil && s.Source.Name == path {
			return s.Start.Line
		}
	}
	return 1
}

// promised are the diagnostics of the #! comments: line, code, part of the message; sorted.
func promised(text string) []string {
	var list []string
	for i, line := range strings.Split(text, "\n") {
		parts := strings.Split(line, "#! ")
		for _, p := range parts[1:] {
			list = append(list, fmt.Sprintf("line %d: %s", i+1, strings.TrimSpace(p)))
		}
	}
	slices.Sort(list)
	return list
}

// unreachable are the codes that a single program without flags and other files does not earn.
var unreachable = []string{
	"G0122", // a source too long
	"G0411", // no function of the language lacks a derivative
	"G0617", // told only where nothing is trained
	"G0801", // a value on the command line
	"G0805", // modules in a circle
	"G0807", // parameters of another file
	"G0808", // a file written before
	"G0812", // names of flags
	"G0901", // the machine
	"G0902", // Gibbs itself
}

// Every code has a wrong program.
func TestEveryCodeHasAProgram(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range programs(t, "wrong") {
		for _, p := range promised(text) {
			_, rest, _ := strings.Cut(p, ": ")
			code, _, _ := strings.Cut(rest, ":")
			seen[code] = true
		}
	}
	for _, c := range lang.Codes() {
		if !seen[c.ID] && !slices.Contains(unreachable, c.ID) {
			t.Errorf("no program earns %s: %s", c.ID, c.Title)
		}
	}
}
