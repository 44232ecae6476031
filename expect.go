package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type testCommand struct {
	Paths []string `arg:"" name:"path" help:"Programs, and folders of programs."`
}

// Run runs the programs and compares what they print with their #> lines.
func (t *testCommand) Run(sh *shell) error {
	ctx, stop := interruptible()
	defer stop()
	passed, failed := 0, 0
	for _, path := range sh.programs(t.Paths) {
		begin := time.Now()
		ok := sh.testProgram(path, interp.Options{Library: stdlib.Library, Context: ctx, Quiet: true})
		if ctx.Err() != nil {
			sh.exit(interp.ExitInterrupted)
			return nil
		}
		word := "ok  "
		if ok {
			passed++
		} else {
			word = "FAIL"
			failed++
		}
		fmt.Fprintf(sh.out, "%s  %s  (%.2f s)\n", word, path, time.Since(begin).Seconds())
	}
	fmt.Fprintf(sh.out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		sh.exit(interp.ExitFailed)
	}
	return nil
}

// programs lists the programs of paths; a folder holds those below it.
func (sh *shell) programs(paths []string) []string {
	var list []string
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (path == root || isProgram(path)) {
				list = append(list, path)
			}
			return err
		})
		if err != nil {
			sh.machine(fileFailure("read", root, err), false)
		}
	}
	return list
}

// testProgram runs a program, its files going to a folder that is then removed. Without #> lines
// it is enough that it ends well.
func (sh *shell) testProgram(path string, opts interp.Options) bool {
	src, unread := sh.read(path)
	if unread != nil {
		sh.report([]*lang.Diagnostic{unread}, false)
		return false
	}
	dir, err := os.MkdirTemp("", "gibbs-test-")
	if err != nil {
		sh.machine(fileFailure("write", os.TempDir(), err), false)
		return false
	}
	defer os.RemoveAll(dir)
	var printed bytes.Buffer
	opts.Out, opts.Dir = &printed, dir
	code, diags := execute(src, opts)
	if code != interp.ExitDone {
		sh.report(diags, false)
		return false
	}
	want := expected(src)
	if want == "" || want == trimLines(printed.String()) {
		return true
	}
	sh.out.Write(diff.Diff("expected", []byte(want), "printed", []byte(trimLines(printed.String()))))
	return false
}

// expected is the output that the #> lines of a program promise.
func expected(src *lang.Source) string {
	prog, _ := lang.Parse(src)
	var b strings.Builder
	for _, c := range prog.Expected {
		b.WriteString(c.Text + "\n")
	}
	return trimLines(b.String())
}

// trimLines takes spaces from the ends of lines.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return strings.Join(lines, "\n")
}
