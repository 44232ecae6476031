package main

import (
	"errors"
	"fmt"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// derived shows what follows from a definition of a program, of which nothing is run.
func (s *showCommand) derived(sh *shell) error {
	if !s.Derived || s.File == "" {
		return errors.New("what is derived is shown of a program: gibbs show --derived p f.gp")
	}
	src, failure := sh.read(s.File)
	if failure != nil {
		sh.machine(failure, false)
		return nil
	}
	text, diags := interp.Derived(src, s.Name, s.LaTeX, interp.Options{Library: stdlib.Library})
	sh.report(diags, false)
	if text == "" {
		sh.exit(interp.ExitWrong)
		return nil
	}
	fmt.Fprintln(sh.out, text)
	return nil
}
