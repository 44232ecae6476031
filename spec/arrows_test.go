package spec

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gibbs-lang/gibbs"

// arrows says which rooms each room may import; a room is a folder with all below it, and may
// import what is below itself. What a folder of its own row may import is said there alone.
var arrows = map[string][]string{
	"lang":      nil,
	"ad":        nil,
	"ad/adtest": {"ad"},
	"ad/derive": {"ad"},
	"ad/kernel": nil,
	"ad/exec":   {"ad", "ad/derive", "ad/kernel"},
	"ad/export": {"ad", "ad/derive"},
	"interp":    {"lang", "ad", "ad/derive", "ad/exec", "ad/kernel", "ad/export"},
	"stdlib":    {"interp", "lang", "ad"},
	"repl":      {"interp", "lang"},
	"spec":      {"lang", "interp", "stdlib"},
	"examples":  {"lang", "interp", "stdlib"},
	"":          {"lang", "ad", "interp", "stdlib", "repl"},
}

// No arrow between rooms runs upwards.
func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		from := roomOf(words[0])
		allowed, known := arrows[from]
		if !known {
			t.Errorf("%s is no room of the house", words[0])
		}
		for _, imported := range words[1:] {
			if !strings.HasPrefix(imported, module) {
				continue
			}
			if to := roomOf(imported); to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s may not import %s", words[0], imported)
			}
		}
	}
}

// roomOf is the innermost room that a package is in; "?" for none.
func roomOf(path string) string {
	path = strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	for {
		if _, ok := arrows[path]; ok {
			return path
		}
		i := strings.LastIndex(path, "/")
		if i < 0 {
			return "?"
		}
		path = path[:i]
	}
}
