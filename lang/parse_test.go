package lang

import (
	"os"
	"path/filepath"
	"testing"
)

func TestShared(t *testing.T) {
	files, _ := filepath.Glob("../../shared/programs/*.gp")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p, ds := Parse(NewSource(filepath.Base(f), string(text)))
		for _, d := range ds {
			t.Errorf("%s:%d:%d %v | %s %+v", f, d.Span.Start.Line, d.Span.Start.Col, d, d.At, d.Helps)
		}
		t.Log(f, len(p.Stmts))
	}
}
