package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type runCommand struct {
	File    string `arg:"" help:"The program; - is the standard input."`
	Seed    uint64 `help:"Seed of every random stream (${default})." default:"0"`
	Threads int    `help:"Workers; one per core if not given." placeholder:"N"`
	Samples int    `help:"Samples of an expectation that names no number; 10,000 if not given." placeholder:"N"`
	Out     string `help:"Folder for what is written; beside the program if not given." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Print values, training and diagnostics as JSON, one object on a line."`
	Quiet   bool   `help:"Show no progress."`
	Dump    string `help:"Show the plan of every training step: --dump plan." enum:"plan," default:"" placeholder:"plan"`
	Resume  bool   `help:"Go on from the checkpoints of an earlier run."`

	inputs []given
}

// Validate refuses numbers that mean nothing.
func (r *runCommand) Validate() error {
	switch {
	case r.Threads < 0:
		return fmt.Errorf("--threads=%d: a positive number is needed", r.Threads)
	case r.Samples < 0:
		return fmt.Errorf("--samples=%d: a positive number is needed", r.Samples)
	}
	return nil
}

// Run runs the program.
func (r *runCommand) Run(sh *shell) error {
	src, failed := sh.read(r.File)
	if failed != nil {
		sh.machine(failed, r.JSON)
		return nil
	}
	inputs, err := readInputs(src, r.inputs)
	if err != nil {
		return err
	}
	if r.Out != "" {
		if err := os.MkdirAll(r.Out, 0o777); err != nil {
			sh.machine(fileFailure("write", r.Out, err), r.JSON)
			return nil
		}
	}
	if wrong := reservedInputs(src); len(wrong) > 0 {
		sh.report(wrong, r.JSON)
		sh.exit(interp.ExitWrong)
		return nil
	}
	ctx, stop := interruptible()
	defer stop()
	code, diags := execute(src, interp.Options{
		Out: sh.out, Log: sh.err, Dir: r.Out, Seed: r.Seed, Threads: r.Threads, Samples: r.Samples, JSON: r.JSON, Quiet: r.Quiet, Dump: r.Dump == "plan",
		Resume: r.Resume, Live: sh.live, Color: sh.color, Inputs: inputs, Library: stdlib.Library, Context: ctx,
	})
	sh.report(diags, r.JSON)
	sh.exit(code)
	return nil
}

// interruptible is a context that an interrupt cancels. A second interrupt ends the process.
func interruptible() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(interp.ExitInterrupted)
	}()
	return ctx, func() { signal.Stop(signals); cancel() }
}

// execute runs or checks a program. A panic is a mistake of Gibbs itself, told without a stack.
func execute(src *lang.Source, opts interp.Options) (code int, diags []*lang.Diagnostic) {
	session := interp.NewSession(opts)
	defer func() {
		if r := recover(); r != nil {
			code, diags = interp.ExitMachine, append(session.Diags, &lang.Diagnostic{
				Code: "G0902", Message: fmt.Sprintf("internal error in %s: %v", src.Name, r),
				Why:   "Gibbs itself is wrong here, not the program",
				Helps: []lang.Help{{Text: "please report it together with the program"}},
			})
		}
	}()
	code = session.Run(src)
	return code, session.Diags
}

type checkCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Programs; - or none is the standard input."`
	JSON  bool     `name:"json" help:"Diagnostics as JSON, one object on a line."`
}

// Run checks the programs.
func (c *checkCommand) Run(sh *shell) error {
	for _, path := range orInput(c.Files) {
		src, failed := sh.read(path)
		if failed != nil {
			sh.machine(failed, c.JSON)
			continue
		}
		code, diags := execute(src, interp.Options{Check: true, Library: stdlib.Library})
		if wrong := reservedInputs(src); len(wrong) > 0 {
			code, diags = max(code, interp.ExitWrong), append(wrong, diags...)
		}
		sh.report(diags, c.JSON)
		sh.exit(code)
	}
	return nil
}

// orInput is the list of files, or the standard input where there are none.
func orInput(files []string) []string {
	if len(files) == 0 {
		return []string{"-"}
	}
	return files
}
