package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/manual"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// Every name of the language and every member of the library is documented and has an example.
func TestNamesAreDocumented(t *testing.T) {
	need := func(name string) {
		if _, ok := manual.Example(name); !ok {
			t.Errorf("%s has no example", name)
		}
	}
	for _, name := range documented() {
		need(name)
	}
	for _, name := range interp.DocNames() {
		_, documented := interp.Doc(name)
		if _, word := words[name]; !documented && !word && name != "int" && name != "bool" && name != "string" {
			t.Errorf("%s is not documented", name)
		}
	}
	members := map[string]bool{}
	for _, module := range stdlib.Library.Modules() {
		need(module)
		for _, d := range definitionsOf(module) {
			if !strings.HasSuffix(d.name, "_") {
				members[module+"."+d.name] = true
			}
		}
	}
	for name := range members {
		need(name)
	}
	for name := range manual.All() {
		module, _, member := strings.Cut(name, ".")
		if member && !members[name] {
			t.Errorf("there is an example of %s, which module %s does not have", name, module)
		}
	}
}

// Every example runs and prints what it promises, and shows each of its names.
func TestExamplesOfTheManual(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile("spec/conformance/right/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	done := map[string]bool{}
	for name, text := range manual.All() {
		stem := name[strings.IndexByte(name, '.')+1:]
		if sign := map[string]string{"propto": "∝", "Δ": "laplacian", "hessian": "hessian"}[stem]; sign != "" {
			stem = sign
		}
		if !strings.Contains(text, stem) {
			t.Errorf("the example of %s does not show it:\n%s", name, text)
		}
		if done[text] {
			continue
		}
		done[text] = true
		dir := t.TempDir()
		for _, name := range []string{"h2.fcidump", "crystals.jsonl"} {
			if err := os.WriteFile(filepath.Join(dir, name), read(name), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		src := lang.NewSource("example.gp", text)
		var out bytes.Buffer
		code, diags := execute(src, interp.Options{Out: &out, Quiet: true, Dir: dir, Library: stdlib.Library})
		if code != interp.ExitDone || len(diags) > 0 {
			var told strings.Builder
			lang.Render(&told, diags, false)
			t.Errorf("%s: exit code %d\n%s", name, code, told.String())
		}
		if want := expected(src); want != trimLines(out.String()) {
			t.Errorf("%s prints\n%s\nwant\n%s", name, out.String(), want)
		}
	}
}

// Every code is explained, with a wrong and a right program where one program can show it; `go test ./spec` runs those.
func TestCodesAreDocumented(t *testing.T) {
	without := map[string]string{
		"G0122": "a source of many megabytes", "G0801": "a flag of the command line", "G0805": "two files", "G0807": "a file of parameters",
		"G0808": "two statements and a check", "G0812": "a flag of the command line", "G0901": "the machine", "G0902": "a mistake of Gibbs",
		"G0411": "no operation of the language lacks a derivative", "G0617": "a warning", "G1202": "the target of an export",
	}
	for _, c := range lang.Codes() {
		if len(c.Text) < 30 || c.Title == "" {
			t.Errorf("%s is not explained: %q", c.ID, c.Text)
		}
		if (c.Wrong == "" || c.Right == "") && without[c.ID] == "" {
			t.Errorf("%s has no example", c.ID)
		}
	}
}
