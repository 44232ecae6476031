package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/files"
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

// commands of the prompt.
var commands = []struct{ name, usage, text string }{
	{":help", ":help", "this list; help(x) tells of a value, gibbs explain CODE of a diagnostic"},
	{":type", ":type e", "the kind of value that an expression has"},
	{":show", ":show e", "how an expression was read"},
	{":graph", ":graph e", "how a value is computed: steps, shapes, arithmetic"},
	{":params", ":params p", "the parameters of a model, net or flow"},
	{":time", ":time e", "runs a statement and tells how long it took"},
	{":seed", ":seed n", "the seed of what is drawn from now on"},
	{":load", ":load f.gp", "runs a file in this session"},
	{":save", ":save f.gp", "writes what was entered as a program"},
	{":quit", ":quit", "the end; so is Ctrl-D"},
}

// command runs a line that begins with a colon.
func (s *session) command(line string) {
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if rest == "" {
		for _, c := range commands {
			if c.name == name && strings.Contains(c.usage, " ") {
				fmt.Fprintf(s.o.Err, "usage: %s: %s\n", c.usage, c.text)
				return
			}
		}
	}
	switch name {
	case ":help":
		for _, c := range commands {
			fmt.Fprintf(s.o.Out, "  %-12s %s\n", c.usage, c.text)
		}
	case ":type":
		s.working(func(ctx context.Context) {
			what, diags := s.prompt.Describe(ctx, rest)
			s.answer(what, diags)
		})
	case ":show":
		prog, diags := lang.ParseLine(lang.NewSource("prompt", rest))
		var parts []string
		for _, st := range prog.Stmts {
			parts = append(parts, lang.Print(st))
		}
		s.answer(strings.Join(parts, "\n"), diags)
	case ":graph":
		s.working(func(ctx context.Context) {
			text, diags := s.prompt.Graph(ctx, rest)
			s.answer(strings.TrimRight(text, "\n"), diags)
		})
	case ":params":
		s.parameters(rest)
	case ":time":
		begin := time.Now()
		s.enter(rest + "\n")
		fmt.Fprintf(s.o.Out, "%.3g s\n", time.Since(begin).Seconds())
	case ":seed":
		seed, err := strconv.ParseUint(rest, 10, 64)
		if err != nil {
			fmt.Fprintf(s.o.Err, "%s is no seed: a whole number from 0 on\n", rest)
			return
		}
		s.prompt.SetSeed(seed)
	case ":load":
		s.load(rest)
	case ":save":
		s.save(rest)
	case ":quit", ":q", ":exit":
		s.quit = true
	default:
		names := make([]string, len(commands))
		for i, c := range commands {
			names[i] = c.name
		}
		mend := ":help lists them"
		if near := lang.Suggest(name, names); near != "" {
			mend = "did you mean " + near + "?"
		}
		fmt.Fprintf(s.o.Err, "there is no command %s; %s\n", name, mend)
	}
}

// answer shows a text, or why there is none.
func (s *session) answer(text string, diags []*lang.Diagnostic) {
	lang.Render(s.o.Err, diags, s.o.Color)
	if text != "" {
		fmt.Fprintln(s.o.Out, text)
	}
}

func (s *session) parameters(name string) {
	list, ok := s.prompt.Parameters(name)
	if !ok {
		fmt.Fprintf(s.o.Err, "%s is no model, net or flow with parameters\n", name)
		return
	}
	for _, line := range list {
		fmt.Fprintln(s.o.Out, line)
	}
}

func (s *session) load(name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintf(s.o.Err, "%s cannot be read: %v\n", name, reason(err))
		return
	}
	s.working(func(ctx context.Context) {
		_, diags := s.prompt.File(ctx, lang.NewSource(name, string(text)))
		lang.Render(s.o.Err, diags, s.o.Color)
	})
}

func (s *session) save(name string) {
	if filepath.Ext(name) != ".gp" {
		name += ".gp"
	}
	err := files.WriteAtomic(name, func(w io.Writer) error {
		_, err := io.WriteString(w, s.prompt.Program())
		return err
	})
	if err != nil {
		fmt.Fprintf(s.o.Err, "%s cannot be written: %v\n", name, reason(err))
		return
	}
	fmt.Fprintf(s.o.Out, "wrote %s\n", name)
}

// reason is what went wrong with a file, without its name.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
