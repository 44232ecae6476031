package main

import (
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/repl"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type replCommand struct {
	Seed    uint64 `help:"Seed of every random stream (${default})." default:"0"`
	Threads int    `help:"Workers; one per core if not given." placeholder:"N"`
	Samples int    `help:"Samples of an expectation that names no number; 10,000 if not given." placeholder:"N"`
}

// Run talks on the terminal, or reads lines from a pipe.
func (r *replCommand) Run(sh *shell) error {
	terminal := sh.live && sh.in == os.Stdin && term.IsTerminal(int(os.Stdin.Fd()))
	sh.exit(repl.Run(repl.Options{
		In: sh.in, Out: sh.out, Err: sh.err, Terminal: terminal, Color: sh.color, History: historyFile(),
		Interp: interp.Options{Seed: r.Seed, Threads: r.Threads, Samples: r.Samples, Library: stdlib.Library},
	}))
	return nil
}

// historyFile keeps what was entered; "" if there is no place for it.
func historyFile() string {
	dir, err := os.UserConfigDir()
	if err != nil || os.MkdirAll(filepath.Join(dir, "gibbs"), 0o700) != nil {
		return ""
	}
	return filepath.Join(dir, "gibbs", "history")
}
