package spec

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// run runs a text in a folder of its own with few samples.
func run(t *testing.T, name, text string) (code int, diags []*lang.Diagnostic, printed string) {
	t.Helper()
	var out bytes.Buffer
	s := interp.NewSession(interp.Options{Out: &out, Quiet: true, Samples: 200, Dir: t.TempDir(), Library: stdlib.Library, Threads: 1})
	code = s.Run(lang.NewSource(name, text))
	return code, s.Diags, out.String()
}

// Every code that shows a wrong program earns it there, and is silent on the mended one.
func TestCodes(t *testing.T) {
	for _, c := range lang.Codes() {
		t.Run(c.ID, func(t *testing.T) {
			if c.Text == "" {
				t.Errorf("%s explains nothing", c.ID)
			}
			if c.Wrong == "" {
				return
			}
			_, diags, _ := run(t, "wrong.gp", c.Wrong+"\n")
			if !has(diags, c.ID) {
				t.Errorf("%s is not earned by\n%s\ngot %s", c.ID, c.Wrong, show(diags))
			}
			if strings.HasPrefix(c.ID, "G01") {
				if _, diags := lang.Parse(lang.NewSource("right.gp", c.Right)); len(diags) > 0 {
					t.Errorf("not right: %s\n%s", c.Right, show(diags))
				}
				return
			}
			code, diags, _ := run(t, "right.gp", c.Right+"\n")
			if code != interp.ExitDone || has(diags, c.ID) {
				t.Errorf("exit %d from\n%s\ngot %s", code, c.Right, show(diags))
			}
		})
	}
}

func has(diags []*lang.Diagnostic, code string) bool {
	for _, d := range diags {
		if d.Code == code {
			return true
		}
	}
	return false
}

func show(diags []*lang.Diagnostic) string {
	var b bytes.Buffer
	lang.Render(&b, diags, false)
	return b.String()
}

// codeInText finds the codes that the sources report.
var codeInText = regexp.MustCompile(`"(G[0-9]{4})"`)

// Every code that is reported is explained, and every code that is explained is reported.
func TestCodesAreAll(t *testing.T) {
	reported := map[string]bool{}
	for _, pattern := range []string{"../lang/*.go", "../interp/*.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasPrefix(filepath.Base(path), "codes") || strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range codeInText.FindAllStringSubmatch(string(text), -1) {
				reported[m[1]] = true
			}
		}
	}
	for code := range reported {
		if _, ok := lang.Explain(code); !ok {
			t.Errorf("%s is reported and not explained", code)
		}
	}
	for _, c := range lang.Codes() {
		if !reported[c.ID] {
			t.Errorf("%s is explained and never reported", c.ID)
		}
	}
}
