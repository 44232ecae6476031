package main

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/lang"
)

// given is a flag of run that is not its own, and so belongs to the program.
type given struct {
	name, value string
	bare        bool // given without a value, as inputs that are true or false may be
}

// runFlags are the flags of run, and whether each takes a value.
func runFlags() map[string]bool { return flagsOf(reflect.TypeFor[runCommand]()) }

func flagsOf(t reflect.Type) map[string]bool {
	flags := map[string]bool{"help": false}
	for i := range t.NumField() {
		f := t.Field(i)
		if _, ok := f.Tag.Lookup("help"); ok && f.Name != "File" && f.Name != "Name" {
			flags[strings.ToLower(f.Name)] = f.Type.Kind() != reflect.Bool
		}
	}
	return flags
}

// takeInputs takes the flags that belong to the program out of the arguments of run, verify and export. They may stand
// before and after the file; a value that begins with a minus sign is a value.
func takeInputs(args []string) (rest []string, inputs []given, err error) {
	own := runFlags()
	switch args[0] {
	case "run":
	case "verify":
		own = flagsOf(reflect.TypeFor[verifyCommand]())
	case "export":
		own = flagsOf(reflect.TypeFor[exportCommand]())
	default:
		return args, nil, nil
	}
	rest = args[:1:1]
	haveFile := false
	for i := 1; i < len(args); i++ {
		arg := args[i]
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		takesValue, mine := own[name]
		isFlag := strings.HasPrefix(arg, "--") && name != ""
		next := i+1 < len(args)
		switch {
		case !isFlag:
			haveFile = haveFile || !strings.HasPrefix(arg, "-") || arg == "-"
			rest = append(rest, arg)
		case mine:
			rest = append(rest, arg)
			if takesValue && !hasValue && next {
				i++
				rest = append(rest, args[i])
			}
		case hasValue:
			inputs = append(inputs, given{name: name, value: value})
		case next && !strings.HasPrefix(args[i+1], "--") && (haveFile || !isProgram(args[i+1])):
			i++
			inputs = append(inputs, given{name: name, value: args[i]})
		default:
			inputs = append(inputs, given{name: name, bare: true})
		}
	}
	return rest, inputs, nil
}

func isProgram(arg string) bool { return strings.HasSuffix(arg, ".gp") }

// programInputs are the inputs that a program declares.
func programInputs(src *lang.Source) []*lang.Input {
	prog, _ := lang.Parse(src)
	var list []*lang.Input
	for _, st := range prog.Stmts {
		if in, ok := st.(*lang.Input); ok {
			list = append(list, in)
		}
	}
	return list
}

// readInputs gives the values for the inputs of a program, by name.
func readInputs(src *lang.Source, flags []given) (map[string]string, error) {
	if len(flags) == 0 {
		return nil, nil
	}
	declared := programInputs(src)
	values := map[string]string{}
	for _, f := range flags {
		name := lang.Normalize(f.name)
		k := slices.IndexFunc(declared, func(in *lang.Input) bool { return in.Name.Id == name })
		if k < 0 {
			return nil, unknownInput(src, f.name, declared)
		}
		if _, isBool := declared[k].X.(*lang.Bool); f.bare && !isBool {
			return nil, fmt.Errorf("--%s needs a value, for instance --%s=%s", name, name, lang.Print(declared[k].X))
		}
		if f.bare {
			f.value = "true"
		}
		values[name] = f.value
	}
	return values, nil
}

// unknownInput answers a flag that neither run nor the program knows.
func unknownInput(src *lang.Source, name string, declared []*lang.Input) error {
	var known []string
	for _, in := range declared {
		known = append(known, in.Name.Id)
	}
	for flag := range runFlags() {
		known = append(known, flag)
	}
	slices.Sort(known)
	var b strings.Builder
	fmt.Fprintf(&b, "%s has no input %s", src.Name, name)
	if s := lang.Suggest(name, known); s != "" {
		fmt.Fprintf(&b, "; did you mean --%s?", s)
	}
	listInputs(&b, src, declared)
	return fmt.Errorf("%s", strings.TrimRight(b.String(), "\n"))
}

// listInputs lists inputs with their defaults and texts.
func listInputs(w io.Writer, src *lang.Source, declared []*lang.Input) {
	if len(declared) == 0 {
		fmt.Fprintf(w, "\n%s has no inputs\n", src.Name)
		return
	}
	fmt.Fprintf(w, "\nInputs of %s:\n", src.Name)
	width := 0
	flags := make([]string, len(declared))
	for i, in := range declared {
		flags[i] = fmt.Sprintf("--%s=%s", in.Name.Id, lang.Print(in.X))
		width = max(width, utf8.RuneCountInString(flags[i]))
	}
	for i, in := range declared {
		line := fmt.Sprintf("  %s%s    %s", flags[i], strings.Repeat(" ", width-utf8.RuneCountInString(flags[i])), in.Text)
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// helpInputs lists the inputs of the program that is named among the arguments of run.
func helpInputs(w io.Writer, args []string) error {
	for _, path := range args {
		if !isProgram(path) {
			continue
		}
		text, err := readFile(path)
		if err != nil {
			return err
		}
		src := lang.NewSource(path, text)
		listInputs(w, src, programInputs(src))
	}
	return nil
}

// reservedInputs are the inputs that bear the name of a flag of run.
func reservedInputs(src *lang.Source) []*lang.Diagnostic {
	var list []*lang.Diagnostic
	flags := runFlags()
	for _, in := range programInputs(src) {
		if _, taken := flags[in.Name.Id]; taken {
			list = append(list, &lang.Diagnostic{
				Code: "G0812", Span: in.Name.Span(), At: "a flag of gibbs run",
				Message: fmt.Sprintf("an input cannot be named %s", in.Name.Id),
				Why:     fmt.Sprintf("--%s means something to gibbs run already", in.Name.Id),
				Helps:   []lang.Help{{Text: "choose another name"}},
			})
		}
	}
	return list
}
