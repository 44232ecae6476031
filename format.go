package main

import (
	"fmt"
	"io"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

type fmtCommand struct {
	Files   []string `arg:"" optional:"" name:"file" help:"Programs, rewritten in place; - or none lays out the standard input."`
	Check   bool     `help:"Write nothing: show what would change, and exit with 1 if anything would."`
	Unicode bool     `xor:"style" help:"Write mathematical signs: ∈ ≤ → √x x²."`
	ASCII   bool     `name:"ascii" xor:"style" help:"Write the twins of mathematical signs: in <= -> sqrt(x) x^2."`
}

// Run lays the programs out.
func (c *fmtCommand) Run(sh *shell) error {
	style := lang.Keep
	switch {
	case c.Unicode:
		style = lang.Unicode
	case c.ASCII:
		style = lang.ASCII
	}
	for _, path := range orInput(c.Files) {
		c.layOut(sh, path, style)
	}
	return nil
}

// layOut lays one program out. A file is rewritten whole or not at all.
func (c *fmtCommand) layOut(sh *shell, path string, style lang.Style) {
	src, failed := sh.read(path)
	if failed != nil {
		sh.machine(failed, false)
		return
	}
	text, diags := lang.Format(src, style)
	if len(diags) > 0 {
		sh.report(diags, false)
		sh.exit(interp.ExitWrong)
		return
	}
	switch {
	case c.Check:
		if text != src.Text {
			sh.out.Write(diff.Diff(path, []byte(src.Text), path+" (laid out)", []byte(text)))
			sh.exit(interp.ExitFailed)
		}
	case path == "-":
		io.WriteString(sh.out, text)
	case text != src.Text:
		err := files.WriteAtomic(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			sh.machine(fileFailure("write", path, err), false)
			return
		}
		fmt.Fprintln(sh.out, path)
	}
}
