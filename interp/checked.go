package interp

import (
	"context"
	"sync/atomic"

	"github.com/gibbs-lang/gibbs/lang"
)

// checking is the check of a program that goes on while its run begins: everything is checked before anything is shown,
// written or trained, and what comes before that is prepared at the same time.
type checking struct {
	done     chan struct{}
	diags    []*lang.Diagnostic
	code     int
	panicked any
}

// checkedRun checks and runs a program; it tells whether the program is right. What a wrong one ran is forgotten.
func (s *Session) checkedRun(prog *lang.Program) bool {
	opts := s.opts
	opts.Check, opts.Out, opts.Log = true, nil, nil
	run := &cancelable{Context: opts.Context}
	s.opts.Context = run
	defer func() { s.opts.Context, s.check = opts.Context, nil }()
	s.check = &checking{done: make(chan struct{})}
	go s.check.run(opts, prog, run.cancel)
	before := len(s.Diags)
	s.statements(s.main, prog.Stmts)
	s.checkNames(s.main, prog.Stmts)
	if !s.check.wrong() {
		return true
	}
	s.Diags = append(s.Diags[:before], s.check.diags...)
	if s.code = s.check.code; s.code == 0 {
		s.code = ExitWrong
	}
	return false
}

// run checks the program, and ends its run if something is wrong.
func (k *checking) run(opts Options, prog *lang.Program, cancel func()) {
	defer close(k.done)
	defer func() {
		if k.panicked = recover(); k.panicked != nil || hasErrors(k.diags) {
			cancel()
		}
	}()
	s := NewSession(opts)
	s.main = s.newModule(prog.Source.Name, prog.Source)
	s.statements(s.main, prog.Stmts)
	s.checkNames(s.main, prog.Stmts)
	k.diags, k.code = s.Diags, s.code
}

// cancelable is a context that ends with another, or by itself.
type cancelable struct {
	context.Context
	ended atomic.Bool
}

func (c *cancelable) cancel() { c.ended.Store(true) }

// Err is Canceled once it has ended.
func (c *cancelable) Err() error {
	if c.ended.Load() {
		return context.Canceled
	}
	return c.Context.Err()
}

// wrong waits for the end of the check, and tells whether it has found a mistake, or was itself interrupted.
func (k *checking) wrong() bool {
	<-k.done
	if k.panicked != nil {
		panic(k.panicked)
	}
	return hasErrors(k.diags) || k.code != ExitDone
}

// confirm ends the run of a wrong program. It stands before all that is shown, written, or takes its time.
func (s *Session) confirm() {
	if s.check != nil && s.check.wrong() {
		panic(stopped{code: ExitWrong})
	}
}
