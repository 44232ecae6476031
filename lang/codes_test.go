package lang

import (
	"regexp"
	"strings"
	"testing"
)

// mended applies the replacements of a diagnostic that has one.
func mended(text string, d *Diagnostic) (string, bool) {
	for _, h := range d.Helps {
		if h.Span.Source != nil {
			return text[:h.Span.Start.Offset] + h.Replace + text[h.Span.End.Offset:], true
		}
	}
	return "", false
}

// TestSyntaxCodes: the wrong example of each code of this room earns it, once; the right
// one is well formed; where code to paste is offered, pasting it mends the example.
func TestSyntaxCodes(t *testing.T) {
	for _, c := range Codes() {
		if !strings.HasPrefix(c.ID, "G01") {
			continue
		}
		if c.Text == "" || (c.Wrong == "") != (c.ID == "G0122") {
			t.Errorf("%s says too little", c.ID)
		}
		if c.Wrong == "" {
			continue
		}
		_, ds := Parse(NewSource("wrong.gp", c.Wrong))
		if len(ds) != 1 || ds[0].Code != c.ID {
			t.Errorf("%s: %q gives\n%s", c.ID, c.Wrong, rendered(ds...))
			continue
		}
		if _, ds := Parse(NewSource("right.gp", c.Right)); len(ds) > 0 {
			t.Errorf("%s: %q gives\n%s", c.ID, c.Right, rendered(ds...))
		}
		checkMend(t, c.Wrong, ds[0])
	}
}

func checkMend(t *testing.T, text string, d *Diagnostic) {
	t.Helper()
	if after, ok := mended(text, d); ok {
		if _, ds := Parse(NewSource("mended.gp", after)); len(ds) > 0 {
			t.Errorf("%q, mended to %q, gives\n%s", text, after, rendered(ds...))
		}
	}
}

func TestCodesAreSorted(t *testing.T) {
	form := regexp.MustCompile(`^G\d{4}$`)
	for i, c := range Codes() {
		if !form.MatchString(c.ID) || i > 0 && Codes()[i-1].ID >= c.ID {
			t.Errorf("code %d is %q", i, c.ID)
		}
		if again, ok := Explain(strings.ToLower(c.ID)); !ok || again != c {
			t.Errorf("%s is not explained", c.ID)
		}
	}
	if _, ok := Explain("G9999"); ok {
		t.Error("a number that is not registered is explained")
	}
}

func TestACodeIsGivenOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("G0101 could be registered again")
		}
	}()
	RegisterCodes(Code{ID: "G0101", Title: "again"})
}
