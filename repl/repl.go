package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

// Options say where a session reads and writes.
type Options struct {
	In       io.Reader // lines, where there is no terminal
	Out, Err io.Writer
	Terminal bool   // edit lines on the terminal of the process
	Color    bool   // colours in diagnostics
	History  string // file that keeps what was entered; "" for none
	Interp   interp.Options
}

// session is a conversation.
type session struct {
	o      Options
	prompt *interp.Prompt
	lines  liner
	loaded string // the file loaded last
	quit   bool
}

// liner gives lines.
type liner interface {
	// Line reads a line; io.EOF at the end, errInterrupted if it was given up.
	Line(prompt string) (string, error)
	// Keep adds a statement to the history.
	Keep(text string)
	Close()
}

// errInterrupted says that a line was given up.
var errInterrupted = errors.New("interrupted")

// Prompts of the first line of a statement and of further ones.
const (
	first   = "gibbs> "
	further = "  ...> "
)

// Run talks until the input ends and returns the exit code of the command.
func Run(o Options) int {
	o.Interp.Out, o.Interp.Log, o.Interp.Color, o.Interp.Live = o.Out, o.Err, o.Color, o.Terminal
	s := &session{o: o, prompt: interp.NewPrompt(o.Interp)}
	lines, err := s.open()
	if err != nil {
		fmt.Fprintf(o.Err, "gibbs: %v\n", err)
		return interp.ExitMachine
	}
	s.lines = lines
	defer lines.Close()
	if o.Terminal {
		fmt.Fprintln(o.Out, "Gibbs. :help lists what the prompt knows; Ctrl-D ends it.")
	}
	s.loop()
	return interp.ExitDone
}

// loop reads statements until the end. An unfinished line is never lost: it goes to the history when it is given up.
func (s *session) loop() {
	text := ""
	for !s.quit {
		p := first
		if text != "" {
			p = further
		}
		line, err := s.lines.Line(p)
		switch {
		case err == errInterrupted:
			s.lines.Keep(strings.TrimSpace(text + line))
			text = ""
			continue
		case err != nil:
			if strings.TrimSpace(text) != "" {
				s.enter(text)
			}
			return
		}
		if text == "" && strings.HasPrefix(strings.TrimSpace(line), ":") {
			s.lines.Keep(strings.TrimSpace(line))
			s.command(strings.TrimSpace(line))
			continue
		}
		text += line + "\n"
		if strings.TrimSpace(line) != "" && lang.Incomplete(text) {
			continue
		}
		if strings.TrimSpace(text) != "" {
			s.enter(text)
		}
		text = ""
	}
}

// enter runs a statement. An interrupt stops it and keeps the session.
func (s *session) enter(text string) {
	s.lines.Keep(strings.TrimRight(text, "\n"))
	s.working(func(ctx context.Context) {
		code, diags := s.prompt.Line(ctx, text)
		lang.Render(s.o.Err, diags, s.o.Color)
		if code == interp.ExitInterrupted {
			fmt.Fprintln(s.o.Err, "interrupted; what was defined before is kept")
		}
	})
}

// working runs f with a context that an interrupt cancels.
func (s *session) working(f func(context.Context)) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	f(ctx)
}
