package main

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type verifyCommand struct {
	File    string `arg:"" help:"The program; - is the standard input."`
	Seed    uint64 `help:"Seed of every random stream (${default})." default:"0"`
	Threads int    `help:"Workers; one per core if not given." placeholder:"N"`

	inputs []given
}

// Run judges the laws of what the program defines.
func (v *verifyCommand) Run(sh *shell) error {
	src, failed := sh.read(v.File)
	if failed != nil {
		sh.machine(failed, false)
		return nil
	}
	inputs, err := readInputs(src, v.inputs)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	found := interp.Verify(src, interp.Options{Seed: v.Seed, Threads: v.Threads, Inputs: inputs, Library: stdlib.Library, Context: ctx})
	sh.report(found.Diags, false)
	sh.exit(found.Code)
	if len(found.Laws) == 0 {
		return nil
	}
	if len(found.Inputs) > 0 {
		fmt.Fprintf(sh.out, "at %s\n", strings.Join(found.Inputs, ", "))
	}
	fmt.Fprint(sh.out, interp.Report(found.Laws))
	holds, fails, open := 0, 0, 0
	for _, l := range found.Laws {
		switch {
		case l.Holds():
			holds++
		case l.Fails():
			fails++
		default:
			open++
		}
	}
	fmt.Fprintf(sh.out, "%d laws hold, %d fail, %d are open\n", holds, fails, open)
	return nil
}
