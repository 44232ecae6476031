package main

import (
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/manual"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

type explainCommand struct {
	Code string `arg:"" optional:"" help:"A code such as G0301; all are listed if none is given."`
}

// Run explains a code.
func (e *explainCommand) Run(sh *shell) error {
	if e.Code == "" {
		for _, c := range lang.Codes() {
			fmt.Fprintf(sh.out, "%s  %s\n", c.ID, c.Title)
		}
		return nil
	}
	c, ok := lang.Explain(e.Code)
	if !ok {
		return fmt.Errorf("there is no code %s; gibbs explain lists them all", e.Code)
	}
	fmt.Fprintf(sh.out, "%s: %s\n\n%s\n", c.ID, c.Title, c.Text)
	if c.Wrong != "" {
		fmt.Fprintf(sh.out, "\nWrong:\n\n%s", indent(c.Wrong))
	}
	if c.Right != "" {
		fmt.Fprintf(sh.out, "\nRight:\n\n%s", indent(c.Right))
	}
	return nil
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}

type versionCommand struct{}

// Run shows the version.
func (versionCommand) Run(sh *shell) error {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = strings.Trim(info.Main.Version, "()")
	}
	fmt.Fprintf(sh.out, "gibbs %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

type showCommand struct {
	Name    string `arg:"" help:"A module of the library, or one of its definitions: van, van.made; of a program with --derived, an expression."`
	File    string `arg:"" optional:"" help:"With --derived: the program."`
	Derived bool   `help:"Show what follows from a definition of a program: density, sampler, inverse, local energy, gradient."`
	LaTeX   bool   `name:"latex" help:"Show it as LaTeX."`
}

// Run shows the source of a module or of one definition.
func (s *showCommand) Run(sh *shell) error {
	if s.Derived || s.File != "" {
		return s.derived(sh)
	}
	module, member, one := strings.Cut(s.Name, ".")
	if !slices.Contains(stdlib.Library.Modules(), module) {
		return noModule(module)
	}
	if src, ok := stdlib.Library.Source(module); ok && !one {
		fmt.Fprint(sh.out, src.Text)
		return nil
	} else if !one {
		fmt.Fprintf(sh.out, "%s is written in Go; gibbs doc %s shows its functions\n", module, module)
		return nil
	}
	for _, d := range definitionsOf(module) {
		if d.name == lang.Normalize(member) {
			fmt.Fprintln(sh.out, d.source)
			return nil
		}
	}
	return noMember(module, member)
}

type docCommand struct {
	Name string `arg:"" optional:"" help:"A name of the language, a module, or a member of one: softmax, van, van.made; all are listed if none is given."`
}

// Run shows what is documented of a name.
func (d *docCommand) Run(sh *shell) error {
	if d.Name == "" {
		fmt.Fprintf(sh.out, "modules: %s\n\nnames: %s\n", strings.Join(stdlib.Library.Modules(), " "), strings.Join(documented(), " "))
		return nil
	}
	defer sh.example(lang.Normalize(d.Name))
	if text, ok := interp.Doc(lang.Normalize(d.Name)); ok {
		fmt.Fprintln(sh.out, text)
		return nil
	}
	if text, ok := words[d.Name]; ok {
		fmt.Fprintln(sh.out, text)
		return nil
	}
	module, member, one := strings.Cut(d.Name, ".")
	if !slices.Contains(stdlib.Library.Modules(), module) {
		return noName(module)
	}
	if !one {
		docModule(sh, module)
		return nil
	}
	for _, def := range definitionsOf(module) {
		if def.name == lang.Normalize(member) {
			fmt.Fprintf(sh.out, "%s\n\n%s\n", def.head, def.doc)
			return nil
		}
	}
	return noMember(module, member)
}

// example shows the example of a name, if it has one.
func (sh *shell) example(name string) {
	if program, ok := manual.Example(name); ok {
		fmt.Fprintf(sh.out, "\nExample:\n\n%s", indent(program))
	}
}

// documented are the names of the language that have a documentation.
func documented() []string {
	list := slices.Collect(maps.Keys(words))
	for _, name := range interp.DocNames() {
		if _, ok := interp.Doc(name); ok {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// docModule shows a module: its documentation, then a line for each definition.
func docModule(sh *shell, module string) {
	fmt.Fprintf(sh.out, "import %s\n\n", module)
	if src, ok := stdlib.Library.Source(module); ok {
		prog, _ := lang.Parse(src)
		fmt.Fprintf(sh.out, "%s\n\n", prog.Doc)
	}
	for _, d := range definitionsOf(module) {
		if !strings.HasSuffix(d.name, "_") {
			fmt.Fprintf(sh.out, "%s\n%s", d.head, indent(d.doc))
		}
	}
}

// definition is a documented definition of a module.
type definition struct {
	name, head, doc, source string
}

// definitionsOf are the documented definitions of a module, in order, and then its functions in Go. Those whose names end in
// _ are there for the others.
func definitionsOf(module string) []definition {
	var list []definition
	var stmts []lang.Stmt
	if src, ok := stdlib.Library.Source(module); ok {
		prog, _ := lang.Parse(src)
		stmts = prog.Stmts
	}
	for _, st := range stmts {
		d := definition{source: sourceOf(st)}
		switch st := st.(type) {
		case *lang.Decl:
			d.name, d.doc = st.Name.Id, st.Doc
			d.head, _, _ = strings.Cut(d.source, " {")
		case *lang.Equation:
			call, ok := st.Left[0].(*lang.Call)
			if !ok || st.Doc == "" {
				continue
			}
			d.name, d.head, d.doc = lang.Print(call.Fn), lang.Print(call), st.Doc
		default:
			continue
		}
		list = append(list, d)
	}
	natives := stdlib.Library.Native(module)
	for _, name := range slices.Sorted(maps.Keys(natives)) {
		f := natives[name]
		head := name + "(" + f.Params + ")"
		list = append(list, definition{name, head, f.Doc, fmt.Sprintf("%s is written in Go\n\n%s", head, f.Doc)})
	}
	return list
}

func sourceOf(n lang.Node) string {
	s := n.Span()
	return s.Source.Text[s.Start.Offset:s.End.Offset]
}

func noModule(name string) error {
	return fmt.Errorf("the library has no module %s%s; it has %s", name, didYouMean(name, stdlib.Library.Modules()), strings.Join(stdlib.Library.Modules(), ", "))
}

func noMember(module, member string) error {
	var known []string
	for _, d := range definitionsOf(module) {
		if !strings.HasSuffix(d.name, "_") {
			known = append(known, d.name)
		}
	}
	return fmt.Errorf("module %s has no %s%s; it has %s", module, member, didYouMean(member, known), strings.Join(known, ", "))
}

func noName(name string) error {
	known := append(documented(), stdlib.Library.Modules()...)
	return fmt.Errorf("nothing is called %s%s; the modules of the library are %s", name, didYouMean(name, known), strings.Join(stdlib.Library.Modules(), ", "))
}

func didYouMean(name string, known []string) string {
	if s := lang.Suggest(name, known); s != "" {
		return fmt.Sprintf(" (did you mean %s?)", s)
	}
	return ""
}
