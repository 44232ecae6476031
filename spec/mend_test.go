package spec

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// unmended are the codes that no one but the writer of the program can mend, and the reason.
var unmended = map[string]string{
	"G0101": "the text could have been meant in too many ways",
	"G0102": "a sign of no meaning has no other sign in its place",
	"G0107": "which number was meant is not known",
	"G0130": "which operand was meant is not known",
	"G0803": "an assertion is the claim of the program itself; the values are shown",
}

// Every diagnostic has a place with a text, a cause and a mend. The cause of a mistake in the grammar is its
// headline; elsewhere a sentence says why it is one, or the sizes or values at hand are shown.
func TestEveryDiagnosticIsMendable(t *testing.T) {
	used := map[string]bool{}
	texts := programs(t, "wrong")
	for _, c := range lang.Codes() {
		if c.Wrong != "" {
			texts[c.ID+".gp"] = c.Wrong + "\n"
		}
	}
	for path, text := range texts {
		_, diags, _ := run(t, path, text)
		if len(diags) == 0 {
			t.Errorf("%s: no diagnostic", filepath.Base(path))
		}
		for _, d := range diags {
			used[d.Code] = true
			for _, lack := range lacks(d) {
				t.Errorf("%s: %s: %s: %s", filepath.Base(path), d.Code, d.Message, lack)
			}
		}
	}
	for code := range unmended {
		if !used[code] {
			t.Errorf("%s is excepted, and no program earns it", code)
		}
	}
}

// lacks tells what a diagnostic leaves out.
func lacks(d *lang.Diagnostic) []string {
	var list []string
	if d.Span.Source == nil || d.Span.Start.Line < 1 || d.Span.Start.Col < 1 {
		list = append(list, "no place")
	}
	if d.Message == "" {
		list = append(list, "no headline")
	}
	if d.Why == "" && d.Here == "" && !strings.HasPrefix(d.Code, "G01") {
		list = append(list, "no cause")
	}
	mends := slices.ContainsFunc(d.Helps, func(h lang.Help) bool { return h.Text != "" || h.Replace != "" })
	if _, excepted := unmended[d.Code]; !mends && !excepted {
		list = append(list, "no mend")
	}
	texts := []string{d.Message, d.At, d.Why, d.Here}
	for _, l := range d.Labels {
		texts = append(texts, l.Text)
	}
	for _, h := range d.Helps {
		texts = append(texts, h.Text)
	}
	for _, text := range texts {
		if strings.Contains(text, "%!") || strings.Contains(text, "<nil>") || strings.Contains(text, "\n") || text != strings.TrimSpace(text) {
			list = append(list, "not a sentence: "+text)
		}
	}
	return list
}
