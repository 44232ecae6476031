package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run writes a script that completes commands, flags, files and names: source <(gibbs completion bash), or
// gibbs completion fish | source.
func (c *completionCommand) Run(sh *shell, ctx *kong.Context) error {
	words := gatherWords(ctx.Model.Node)
	script := map[string]func(*completionWords) string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell]
	fmt.Fprint(sh.out, script(words))
	return nil
}

// completionWords are what a shell completes.
type completionWords struct {
	commands []commandWords
	names    []string // of gibbs doc and show
	codes    []string // of gibbs explain
}

// commandWords are a command, what it does, and its flags.
type commandWords struct {
	name, help string
	flags      []string
}

func gatherWords(root *kong.Node) *completionWords {
	w := &completionWords{names: documented()}
	for _, node := range root.Children {
		help, _, _ := strings.Cut(node.Help, ":")
		cmd := commandWords{name: node.Name, help: strings.TrimSuffix(help, ".")}
		for _, f := range node.Flags {
			cmd.flags = append(cmd.flags, "--"+f.Name)
		}
		cmd.flags = append(cmd.flags, "--help")
		slices.Sort(cmd.flags)
		cmd.flags = slices.Compact(cmd.flags)
		w.commands = append(w.commands, cmd)
	}
	for _, module := range stdlib.Library.Modules() {
		w.names = append(w.names, module)
		for _, d := range definitionsOf(module) {
			w.names = append(w.names, module+"."+d.name)
		}
	}
	for _, c := range lang.Codes() {
		w.codes = append(w.codes, c.ID)
	}
	return w
}

func (w *completionWords) commandNames() string {
	var out []string
	for _, c := range w.commands {
		out = append(out, c.name)
	}
	return strings.Join(out, " ")
}

func bashScript(w *completionWords) string {
	var flags strings.Builder
	for _, c := range w.commands {
		fmt.Fprintf(&flags, "    %s) flags='%s' ;;\n", c.name, strings.Join(c.flags, " "))
	}
	return strings.NewReplacer("@commands", w.commandNames(), "@flags", flags.String(), "@names", strings.Join(w.names, " "), "@codes", strings.Join(w.codes, " ")).Replace(
		`# Completion of gibbs for bash: source <(gibbs completion bash)
_gibbs() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} flags=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '@commands' -- "$word"))
    return
  fi
  case $command in
@flags  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  case $command in
    doc | show) COMPREPLY=($(compgen -W '@names' -- "$word")) ;;
    explain) COMPREPLY=($(compgen -W '@codes' -- "$word")) ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")) ;;
    *)
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -X '!*.gp' -- "$word") $(compgen -d -- "$word"))
      ;;
  esac
}
complete -F _gibbs gibbs
`)
}

func zshScript(w *completionWords) string {
	var commands, flags strings.Builder
	for _, c := range w.commands {
		fmt.Fprintf(&commands, "    '%s:%s'\n", c.name, strings.ReplaceAll(c.help, "'", "’"))
		fmt.Fprintf(&flags, "    %s) flags=(%s) ;;\n", c.name, strings.Join(c.flags, " "))
	}
	return strings.NewReplacer("@commands", commands.String(), "@flags", flags.String(), "@names", strings.Join(w.names, " "), "@codes", strings.Join(w.codes, " ")).Replace(
		`#compdef gibbs
# Completion of gibbs for zsh: source <(gibbs completion zsh)
_gibbs() {
  local -a commands flags
  commands=(
@commands  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  case $words[2] in
@flags  esac
  if [[ $words[CURRENT] == -* ]]; then
    compadd -- $flags
    return
  fi
  case $words[2] in
    doc | show) compadd -- @names ;;
    explain) compadd -- @codes ;;
    completion) compadd -- bash zsh fish ;;
    *) _files -g '*.gp' ;;
  esac
}
compdef _gibbs gibbs
`)
}

func fishScript(w *completionWords) string {
	var b strings.Builder
	b.WriteString("# Completion of gibbs for fish: gibbs completion fish | source\ncomplete -c gibbs -f\n")
	for _, c := range w.commands {
		fmt.Fprintf(&b, "complete -c gibbs -n __fish_use_subcommand -a %s -d '%s'\n", c.name, strings.ReplaceAll(c.help, "'", "’"))
		for _, f := range c.flags {
			fmt.Fprintf(&b, "complete -c gibbs -n '__fish_seen_subcommand_from %s' -l %s\n", c.name, strings.TrimPrefix(f, "--"))
		}
	}
	fmt.Fprintf(&b, "complete -c gibbs -n '__fish_seen_subcommand_from doc show' -a '%s'\n", strings.Join(w.names, " "))
	fmt.Fprintf(&b, "complete -c gibbs -n '__fish_seen_subcommand_from explain' -a '%s'\n", strings.Join(w.codes, " "))
	b.WriteString("complete -c gibbs -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n")
	b.WriteString("complete -c gibbs -n 'not __fish_seen_subcommand_from doc show explain completion' -a '(__fish_complete_suffix .gp)'\n")
	return b.String()
}

type citeCommand struct {
	File string `arg:"" help:"The program; - is the standard input."`
}

// Run writes the references of the methods that the program uses, as BibTeX.
func (c *citeCommand) Run(sh *shell) error {
	src, failed := sh.read(c.File)
	if failed != nil {
		sh.machine(failed, false)
		return nil
	}
	used, diags, code := interp.Methods(src, interp.Options{Library: stdlib.Library})
	sh.report(diags, false)
	sh.exit(code)
	if code != interp.ExitDone {
		return nil
	}
	for _, r := range references {
		if slices.ContainsFunc(r.of, func(m string) bool { return used[m] }) {
			fmt.Fprintf(sh.out, "%% %s\n%s\n\n", r.why, strings.TrimSpace(r.bibtex))
		}
	}
	return nil
}
