// Command gibbs runs, checks and lays out programs of the Gibbs language.
//
// The commands are in run.go (run, check), prompt.go (repl), format.go (fmt), expect.go (test) and docs.go (doc,
// show, explain, version); inputs.go turns the inputs of a program into flags of run.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

type commandLine struct {
	Run        runCommand        `cmd:"" help:"Run a program. Its inputs are flags: gibbs run FILE --help lists them."`
	Check      checkCommand      `cmd:"" help:"Check programs: everything short of running them."`
	Verify     verifyCommand     `cmd:"" help:"Judge the laws of what a program defines: densities, samplers, inverses, gradients, energies."`
	Fmt        fmtCommand        `cmd:"" help:"Lay programs out in the canonical way."`
	Repl       replCommand       `cmd:"" help:"Talk with Gibbs; so does gibbs alone at a terminal."`
	Export     exportCommand     `cmd:"" help:"Write a definition of a program for another language: gibbs export FILE NAME --as numpy."`
	Test       testCommand       `cmd:"" help:"Run programs and compare what they print with their #> lines."`
	Doc        docCommand        `cmd:"" help:"Show the documentation of a name of the language or of the library."`
	Show       showCommand       `cmd:"" help:"Show the source of a definition of the library."`
	Explain    explainCommand    `cmd:"" help:"Explain the code of a diagnostic."`
	Cite       citeCommand       `cmd:"" help:"Write the references of the methods that a program uses, as BibTeX."`
	Completion completionCommand `cmd:"" help:"Write a script that completes command lines in bash, zsh or fish."`
	Version    versionCommand    `cmd:"" help:"Show the version."`
}

// shell is what a command works on, and the exit code it leaves.
type shell struct {
	in       io.Reader
	out, err io.Writer
	live     bool // err is a terminal
	color    bool // err shows colours
	code     int
}

func main() { os.Exit(gibbs(os.Args[1:])) }

// helpFor is the command line that gibbs help NAME stands for: the help of a command, or the documentation of a name.
func helpFor(args []string) []string {
	switch t := reflect.TypeFor[commandLine](); {
	case len(args) == 0:
		return []string{"--help"}
	case slices.ContainsFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return strings.ToLower(f.Name) == args[0] }):
		return append(args, "--help")
	}
	return append([]string{"doc"}, args...)
}

// gibbs runs one command line and returns its exit code.
func gibbs(args []string) int {
	sh := &shell{in: os.Stdin, out: os.Stdout, err: os.Stderr, live: term.IsTerminal(int(os.Stderr.Fd()))}
	sh.color = sh.live && os.Getenv("NO_COLOR") == ""
	var commands commandLine
	parser := kong.Must(&commands, kong.Name("gibbs"), kong.Help(help), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description("Gibbs is a small differentiable language for generative physics."))
	if len(args) == 0 {
		args = []string{"--help"}
		if term.IsTerminal(int(os.Stdin.Fd())) && sh.live {
			args = []string{"repl"}
		}
	}
	if args[0] == "help" {
		args = helpFor(args[1:])
	}
	if strings.HasSuffix(args[0], ".gp") {
		return sh.usage(fmt.Errorf("a program is run with gibbs run %s", args[0]))
	}
	args, inputs, err := takeInputs(args)
	if err != nil {
		return sh.usage(err)
	}
	commands.Run.inputs, commands.Verify.inputs, commands.Export.inputs = inputs, inputs, inputs
	ctx, err := parser.Parse(args)
	if err == nil {
		err = ctx.Run(sh)
	}
	if err != nil {
		return sh.usage(err)
	}
	return sh.code
}

// help prints the help of a command; for run with a file, the inputs of the program as well.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if node := ctx.Selected(); node != nil && node.Name == "run" {
		return helpInputs(ctx.Stdout, ctx.Args)
	}
	return nil
}

// usage reports a command line that says nothing.
func (sh *shell) usage(err error) int {
	fmt.Fprintf(sh.err, "gibbs: %v\n", err)
	return interp.ExitWrong
}

// exit keeps the gravest exit code.
func (sh *shell) exit(code int) { sh.code = max(sh.code, code) }

// report shows diagnostics, as JSON one on a line.
func (sh *shell) report(diags []*lang.Diagnostic, asJSON bool) {
	if !asJSON {
		lang.Render(sh.err, withHelp(diags), sh.color)
		return
	}
	lines := json.NewEncoder(sh.err)
	lines.SetEscapeHTML(false)
	for _, d := range diags {
		lines.Encode(d.JSON())
	}
}

// withHelp points to the explanation of the code where a diagnostic knows no mend of its own.
func withHelp(diags []*lang.Diagnostic) []*lang.Diagnostic {
	list := slices.Clone(diags)
	for i, d := range list {
		if c, ok := lang.Explain(d.Code); ok && c.Right != "" && len(d.Helps) == 0 && d.Code != "G0803" {
			mended := *d
			mended.Helps = []lang.Help{{Text: "gibbs explain " + d.Code + " shows such a mistake and its mend"}}
			list[i] = &mended
		}
	}
	return list
}

// machine reports a failure that is not the program's.
func (sh *shell) machine(d *lang.Diagnostic, asJSON bool) {
	sh.report([]*lang.Diagnostic{d}, asJSON)
	sh.exit(interp.ExitMachine)
}

// read reads a source; "-" is the standard input.
func (sh *shell) read(path string) (*lang.Source, *lang.Diagnostic) {
	if path == "-" {
		text, err := io.ReadAll(io.LimitReader(sh.in, lang.MaxSource+1))
		if err != nil {
			return nil, fileFailure("read", "the standard input", err)
		}
		return lang.NewSource("-", string(text)), nil
	}
	text, err := readFile(path)
	if err != nil {
		return nil, fileFailure("read", path, err)
	}
	return lang.NewSource(path, text), nil
}

func readFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, lang.MaxSource+1))
	return string(text), err
}

// fileFailure is the diagnostic of a file that cannot be read or written.
func fileFailure(what, path string, err error) *lang.Diagnostic {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &lang.Diagnostic{Code: "G0804", Message: fmt.Sprintf("%s cannot be %s", path, map[string]string{"read": "read", "write": "written"}[what]), Here: err.Error()}
}
