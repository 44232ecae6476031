package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// command is a line that begins with a colon. Its usage names what must follow, or may in brackets.
type command struct {
	name, usage, text string
	run               func(s *session, rest string)
}

// commands of the prompt. It is filled by init, as :help reads it.
var commands []command

func init() {
	commands = []command{
		{":help", ":help", "this list; help(x) tells of a value, gibbs explain CODE of a diagnostic", (*session).help},
		{":type", ":type e", "the kind of value that an expression has", asking((*interp.Prompt).Describe)},
		{":show", ":show e", "how an expression was read", (*session).show},
		{":graph", ":graph e", "how a value is computed: steps, shapes, arithmetic", asking((*interp.Prompt).Graph)},
		{":params", ":params p", "the parameters of a model, net or flow", (*session).parameters},
		{":derive", ":derive p", "what follows from a definition, as formulas: density, sampler, inverse, local energy, gradient", asking((*interp.Prompt).Derive)},
		{":latex", ":latex e", "an expression as LaTeX; a name with what it reads", asking((*interp.Prompt).LaTeX)},
		{":cost", ":cost p", "operations and memory of a draw, its density and its gradient", asking((*interp.Prompt).Cost)},
		{":estimator", ":estimator F", "how the gradient of an expectation is estimated, why, and its variance", asking((*interp.Prompt).Estimator)},
		{":verify", ":verify [p]", "judges the laws of a definition, or of all", (*session).verify},
		{":time", ":time e", "runs a statement and tells how long it took", (*session).time},
		{":seed", ":seed n", "the seed of what is drawn from now on", (*session).seed},
		{":load", ":load f.gp", "runs a file in this session", (*session).load},
		{":reload", ":reload", "runs the file loaded last again; parameters and trainings that are as before keep what they have", (*session).reload},
		{":save", ":save f.gp", "writes what was entered as a program", (*session).save},
		{":quit", ":quit", "the end; so is Ctrl-D", func(s *session, _ string) { s.quit = true }},
	}
}

// command runs a line that begins with a colon.
func (s *session) command(line string) {
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if name == ":q" || name == ":exit" {
		name = ":quit"
	}
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
		if c.name != name {
			continue
		}
		if _, needs, _ := strings.Cut(c.usage, " "); rest == "" && needs != "" && !strings.HasPrefix(needs, "[") {
			fmt.Fprintf(s.o.Err, "usage: %s: %s\n", c.usage, c.text)
			return
		}
		c.run(s, rest)
		return
	}
	mend := ":help lists them"
	if near := lang.Suggest(name, names); near != "" {
		mend = "did you mean " + near + "?"
	}
	fmt.Fprintf(s.o.Err, "there is no command %s; %s\n", name, mend)
}

// asking is a command that asks the prompt about an expression.
func asking(f func(*interp.Prompt, context.Context, string) (string, []*lang.Diagnostic)) func(*session, string) {
	return func(s *session, rest string) {
		s.working(func(ctx context.Context) {
			text, diags := f(s.prompt, ctx, rest)
			s.answer(strings.TrimRight(text, "\n"), diags)
		})
	}
}

// answer shows a text, or why there is none.
func (s *session) answer(text string, diags []*lang.Diagnostic) {
	lang.Render(s.o.Err, diags, s.o.Color)
	if text != "" {
		fmt.Fprintln(s.o.Out, text)
	}
}

func (s *session) help(string) {
	width := 0
	for _, c := range commands {
		width = max(width, len(c.usage))
	}
	for _, c := range commands {
		fmt.Fprintf(s.o.Out, "  %-*s  %s\n", width, c.usage, c.text)
	}
}

func (s *session) show(rest string) {
	prog, diags := lang.ParseLine(lang.NewSource("prompt", rest))
	var parts []string
	for _, st := range prog.Stmts {
		parts = append(parts, lang.Print(st))
	}
	s.answer(strings.Join(parts, "\n"), diags)
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

func (s *session) verify(name string) {
	s.working(func(ctx context.Context) {
		laws, diags := s.prompt.Verify(ctx, name)
		s.answer(strings.TrimRight(interp.Report(laws), "\n"), diags)
	})
}

func (s *session) time(rest string) {
	begin := time.Now()
	s.enter(rest + "\n")
	fmt.Fprintf(s.o.Out, "%.3g s\n", time.Since(begin).Seconds())
}

func (s *session) seed(rest string) {
	seed, err := strconv.ParseUint(rest, 10, 64)
	if err != nil {
		fmt.Fprintf(s.o.Err, "%s is no seed: a whole number from 0 on\n", rest)
		return
	}
	s.prompt.SetSeed(seed)
}

// source reads a file; nil, and told why, if it cannot be read.
func (s *session) source(name string) *lang.Source {
	text, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintf(s.o.Err, "%s cannot be read: %v\n", name, reason(err))
		return nil
	}
	return lang.NewSource(name, string(text))
}

func (s *session) load(name string) {
	src := s.source(name)
	if src == nil {
		return
	}
	s.loaded = name
	s.working(func(ctx context.Context) {
		_, diags := s.prompt.File(ctx, src)
		lang.Render(s.o.Err, diags, s.o.Color)
	})
}

func (s *session) reload(string) {
	if s.loaded == "" {
		fmt.Fprintln(s.o.Err, "no file was loaded: :load f.gp")
		return
	}
	src := s.source(s.loaded)
	if src == nil {
		return
	}
	s.working(func(ctx context.Context) {
		kept, _, diags := s.prompt.Reload(ctx, src)
		lang.Render(s.o.Err, diags, s.o.Color)
		if kept > 0 {
			fmt.Fprintf(s.o.Err, "kept: %d of the parameters\n", kept)
		}
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
