package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/repl"
	"github.com/gibbs-lang/gibbs/stdlib"
)

var updateReadme = flag.Bool("update-readme", false, "write the answers of the prompt into README.md")

const (
	firstPrompt   = "gibbs> "
	furtherPrompt = "  ...> "
	sessionBegins = "<!-- session -->\n```text\n"
	sessionEnds   = "```\n<!-- end of session -->"
)

// figures of laws are rounding errors and chances, which differ from processor to processor.
var figures = regexp.MustCompile(`\d\.\de[-+]\d\d <| {0,3}\d+\.\d σ <`)

// The session in the README is one that took place.
func TestReadmeSession(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), sessionBegins)
	want, after, ok2 := strings.Cut(rest, sessionEnds)
	if !ok || !ok2 {
		t.Fatal("the README has no session")
	}
	got := converse(t, entered(want))
	if *updateReadme {
		if err := os.WriteFile("README.md", []byte(before+sessionBegins+got+sessionEnds+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	plain := func(s string) []byte { return figures.ReplaceAll([]byte(s), []byte("#")) }
	if g, w := plain(got), plain(want); !bytes.Equal(g, w) {
		t.Errorf("go test -run ReadmeSession -update-readme . writes it anew\n%s", diff.Diff("README", w, "prompt", g))
	}
}

// entered are the lines of a transcript that a person entered.
func entered(transcript string) []string {
	var out []string
	for _, line := range strings.Split(transcript, "\n") {
		for _, prompt := range []string{firstPrompt, furtherPrompt} {
			if text, ok := strings.CutPrefix(line+" ", prompt); ok {
				out = append(out, strings.TrimRight(text, " "))
			}
		}
	}
	return out
}

// converse enters lines at the prompt, and is what stands on the screen at the end.
func converse(t *testing.T, lines []string) string {
	t.Helper()
	p := &typist{lines: lines}
	repl.Run(repl.Options{In: p, Out: &p.screen, Err: &p.screen, Interp: interp.Options{Library: stdlib.Library, Dir: t.TempDir(), Quiet: true}})
	return p.screen.String()
}

// typist enters a line when it is read, which is when what was entered before is answered.
type typist struct {
	lines     []string
	statement string // begun
	screen    bytes.Buffer
}

func (p *typist) Read(buf []byte) (int, error) {
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	prompt := firstPrompt
	if p.statement != "" {
		prompt = furtherPrompt
	}
	p.screen.WriteString(strings.TrimRight(prompt+line, " ") + "\n")
	if p.statement += line + "\n"; strings.HasPrefix(p.statement, ":") || !lang.Incomplete(p.statement) {
		p.statement = ""
	}
	return copy(buf, line+"\n"), nil
}
