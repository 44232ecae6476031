package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type exportCommand struct {
	File       string `arg:"" help:"The program; - is the standard input."`
	Name       string `arg:"" help:"What is exported: a function, net, model, flow, distribution or training of the program."`
	As         string `help:"The language; that of the ending of the file if not given: numpy, jax, …" placeholder:"FORM"`
	To         string `help:"The file; the standard output if not given." placeholder:"FILE"`
	Parameters string `help:"Where parameters stand: inline, beside, or the name of an .npz or .safetensors file." placeholder:"PLACE"`
	Train      bool   `help:"Export the training of NAME as a script. The program's trainings are not run."`
	Seed       uint64 `help:"Seed of every random stream (${default})." default:"0"`
	Threads    int    `help:"Workers; one per core if not given." placeholder:"N"`
	Out        string `help:"Folder for what is written; beside the program if not given." placeholder:"DIR"`

	inputs []given
}

// Run exports a definition of the program. Its trainings are run where the definition depends on parameters.
func (e *exportCommand) Run(sh *shell) error {
	src, failed := sh.read(e.File)
	if failed != nil {
		sh.machine(failed, false)
		return nil
	}
	inputs, err := readInputs(src, e.inputs)
	if err != nil {
		return err
	}
	if e.Out != "" {
		if err := os.MkdirAll(e.Out, 0o777); err != nil {
			sh.machine(fileFailure("write", e.Out, err), false)
			return nil
		}
	}
	to := e.To
	if to != "" && e.Out == "" {
		if to, err = filepath.Abs(to); err != nil {
			sh.machine(fileFailure("write", e.To, err), false)
			return nil
		}
	}
	ctx, stop := interruptible()
	defer stop()
	opts := interp.Options{Dir: e.Out, Seed: e.Seed, Threads: e.Threads, Inputs: inputs, Library: stdlib.Library, Context: ctx, Untrained: true}
	session := interp.NewSession(opts)
	code := session.Run(src)
	if code == interp.ExitDone && !e.Train && session.HasParameters(e.Name) {
		opts.Untrained = false
		session = interp.NewSession(opts)
		code = session.Run(src)
	}
	if code == interp.ExitDone {
		code = session.Export(sh.out, interp.Exporting{Name: e.Name, To: to, As: e.As, Parameters: e.Parameters, Train: e.Train})
	}
	sh.report(session.Diags, false)
	sh.exit(code)
	if code == interp.ExitDone && e.To != "" {
		fmt.Fprintf(sh.err, "%s is written\n", e.To)
	}
	return nil
}
