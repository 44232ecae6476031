package interp

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// exportForm is a language after as: how files of it end, and how it is written.
type exportForm struct {
	suffix string
	write  func(c ctx, x *exported) string
}

// exportForms are the languages after as.
var exportForms = map[string]exportForm{
	"gp":    {".gp", gibbsForm},
	"latex": {".tex", latexForm},
	"sympy": graphForm(export.SymPy{}),
	"numpy": graphForm(export.NumPy),
	"jax":   graphForm(export.JAX),
}

// graphForm is a form that is written from the graph.
func graphForm(t export.Target) exportForm {
	return exportForm{t.Suffix(), func(c ctx, x *exported) string {
		text, err := t.Write(c.exportedModule(x))
		if err != nil {
			fail("G1202", x.at, fmt.Sprintf("this cannot be written as %s: %v", x.form, err), why("every operation must mean the same where it is read"), help("another language after as, or another function"))
		}
		return text
	}}
}

// exported is what a statement exports.
type exported struct {
	st     *lang.Command
	at     lang.Expr // what is exported, as it is written
	value  Value
	form   string // the language
	name   string // of the file; "" for the output
	beside string // name of a file for the parameters; "": in the source
	inline bool   // the statement says so
	train  bool   // as a training
	params []*Param
}

// exportOptions are the options of export.
var exportOptions = []string{"to", "as", "parameters", "train"}

// export is export(f, to = "f.py", as = numpy, parameters = beside).
func (s *Session) export(c ctx, st *lang.Command) {
	if len(st.Args) == 0 || st.Args[0].Name != nil || len(st.Args[0].Gens) > 0 {
		fail("G0502", st, "export takes a definition", help(`export(p, to = "p.py", as = numpy)`))
	}
	x := &exported{st: st, at: st.Args[0].X, form: "gp"}
	var form *lang.Arg
	for i, a := range st.Args[1:] {
		switch {
		case a.Name == nil && i == 0:
		case a.Name == nil:
			fail("G0502", a, "an option is written name = value", help(`export(p, to = "p.py", as = numpy)`))
		case a.Name.Id == "as":
			form = a
			x.form = wordOf(a.X)
		case a.Name.Id == "parameters":
			x.place(c, a)
		case a.Name.Id == "train":
			x.train = c.known1(a.X, &Array{Node: c.truth(a.X)}) != 0
		case a.Name.Id != "to":
			c.unknownOption(a.Name, exportOptions)
		}
	}
	x.name, _ = c.fileArg(st, "to", 1)
	if form == nil {
		x.form = formOf(x.name)
	}
	how, ok := exportForms[x.form]
	if !ok {
		known := slices.Sorted(maps.Keys(exportForms))
		opts := []option{here("as = %s", strings.Join(known, ", ")), help("as = numpy")}
		if near := lang.Suggest(x.form, known); near != "" {
			opts = append(opts, replace(form.X, near))
		}
		fail("G0810", form, fmt.Sprintf("%s is no language that is exported to", x.form), opts...)
	}
	x.value = c.raw(x.at)
	if x.train {
		x.value = c.trainingFor(x)
	}
	text := how.write(c, x)
	if s.opts.Check {
		return
	}
	if x.name == "" {
		fmt.Fprint(s.opts.Out, text)
		return
	}
	if x.beside != "" && len(x.params) > 0 {
		x.writeFile(s, filepath.Join(filepath.Dir(x.name), x.beside), func(w io.Writer) error { return s.writeParams(w, x) })
	}
	x.writeFile(s, x.name, writeText(text))
}

// wordOf is an option word; names of the program are words here as well.
func wordOf(e lang.Expr) string { return lang.Print(e) }

// formOf is the language that the end of a file's name says.
func formOf(name string) string {
	for word, form := range map[string]string{".py": "numpy", ".tex": "latex"} {
		if filepath.Ext(name) == word {
			return form
		}
	}
	return "gp"
}

// place reads parameters = inline, beside, or the name of a file.
func (x *exported) place(c ctx, a *lang.Arg) {
	switch word := wordOf(a.X); word {
	case "inline":
		x.inline = true
		return
	case "beside":
		x.beside = "beside"
		return
	}
	if name, ok := c.eval(a.X).(String); ok {
		if end := filepath.Ext(string(name)); end == ".npz" || end == ".safetensors" {
			x.beside = string(name)
			return
		}
		fail("G0809", a, "parameters are written as .npz or .safetensors", help(`parameters = "p.npz"`))
	}
	fail("G0703", a, "parameters stand in the source or in a file beside", help(`parameters = inline, parameters = beside, parameters = "p.npz"`))
}

// maxInline is the largest number of parameters that stand in the source where nothing else is said.
const maxInline = 2000

// settle decides where the parameters stand.
func (x *exported) settle(n int) {
	switch {
	case x.name == "":
		x.beside = ""
	case x.beside == "beside", x.beside == "" && !x.inline && n > maxInline:
		x.beside = strings.TrimSuffix(filepath.Base(x.name), filepath.Ext(x.name)) + ".npz"
	}
}

// writeFile writes a file whole or not at all.
func (x *exported) writeFile(s *Session, name string, write func(io.Writer) error) {
	s.written[s.outPath(name)] = true
	if err := files.WriteAtomic(s.outPath(name), write); err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", x.st, fmt.Sprintf("the file %s cannot be written", name), here("%s", fileError(err)),
			help("a folder that exists and can be written to"))})
	}
}

// writeParams writes the parameters of what is exported.
func (s *Session) writeParams(w io.Writer, x *exported) error {
	list := make([]files.Tensor, len(x.params))
	for i, p := range x.params {
		list[i] = s.tensor(p)
	}
	if filepath.Ext(x.beside) == ".safetensors" {
		return files.WriteTensors(w, list, map[string]string{"format": "gibbs-parameters-1"})
	}
	return files.WriteNPZ(w, list)
}

// exportedModule is what is exported as functions of the graph, with the parameters that these read.
func (c ctx) exportedModule(x *exported) *export.Module {
	m := &export.Module{Doc: x.title(c)}
	if t, ok := trainingOf(x.value); ok {
		m.Train = t.exported(x.at)
	} else {
		m.Functions = c.exportedFunctions(x)
	}
	leaves := map[*ad.Leaf]bool{}
	for _, f := range m.All() {
		for _, r := range f.Results {
			for _, n := range []*ad.Node{r.Node, r.Imag} {
				if n != nil {
					visit(n, func(n *ad.Node) { leaves[n.Leaf] = n.Leaf != nil && n.Leaf.Kind == ad.ParamLeaf })
				}
			}
		}
	}
	count := 0
	for _, p := range c.s.params {
		if leaves[p.leaf] {
			x.params = append(x.params, p)
			t := c.s.tensor(p)
			m.Params = append(m.Params, export.Param{Leaf: p.leaf, Values: t.Values.([]float64)})
			count += len(t.Values.([]float64))
		}
	}
	x.settle(count)
	m.Beside = x.beside
	return m
}

// Exporting says what gibbs export exports.
type Exporting struct {
	Name       string // a name of the program, or an expression
	To         string // the file; "" for the output
	As         string // the language; "" for that of the file
	Parameters string // inline, beside, or a file; ""
	Train      bool   // its training
}

// Export exports a value of a program that was run, and returns the exit code; what was found is in Diags.
func (s *Session) Export(out io.Writer, e Exporting) int {
	text := "export(" + e.Name
	if e.To != "" {
		text += fmt.Sprintf(", to = %q", e.To)
	}
	if e.As != "" {
		text += ", as = " + e.As
	}
	switch {
	case strings.Contains(e.Parameters, "."):
		text += fmt.Sprintf(", parameters = %q", e.Parameters)
	case e.Parameters != "":
		text += ", parameters = " + e.Parameters
	}
	if e.Train {
		text += ", train = true"
	}
	prog, diags := lang.Parse(lang.NewSource("gibbs export", text+")"))
	s.Diags = append(s.Diags, diags...)
	if len(prog.Stmts) != 1 || hasErrors(diags) {
		return ExitWrong
	}
	s.opts.Out = out
	stop := false
	d, ok := s.catchStop(func() { s.command(s.context(s.main), prog.Stmts[0].(*lang.Command)) }, &stop)
	if d != nil {
		s.tell(d)
	}
	switch {
	case stop:
		return s.code
	case !ok:
		return ExitWrong
	}
	return ExitDone
}

// HasParameters tells whether what a name of a program that was run stands for depends on parameters.
func (s *Session) HasParameters(name string) bool {
	prog, _ := lang.Parse(lang.NewSource("gibbs export", "print("+name+")"))
	found := false
	catch(func() {
		if st, ok := prog.Stmts[0].(*lang.Command); ok && len(st.Args) == 1 {
			found = len(s.reach(s.context(s.main).raw(st.Args[0].X))) > 0
		}
	})
	return found
}

// title is the docstring of the file.
func (x *exported) title(c ctx) string {
	name := lang.Print(x.at)
	if doc := c.docOf(x.at); doc != "" {
		return name + ": " + doc
	}
	return name + ", " + kind(x.value)
}

// docOf is the documentation of a name.
func (c ctx) docOf(e lang.Expr) string {
	if n, ok := e.(*lang.Name); ok {
		if b := c.scope.find(n.Id); b != nil {
			return b.doc
		}
	}
	return ""
}

// sourceText is a definition as Gibbs source.
func (c ctx) sourceText(n lang.Expr, v Value) string {
	switch v := v.(type) {
	case *Function:
		if v.Body != nil {
			return fmt.Sprintf("%s(%s) = %s\n", v.Name, paramList(v.Params), lang.Print(v.Body))
		}
	case *Template:
		return lang.Print(v.decl) + "\n"
	case *Instance:
		return lang.Print(v.tmpl.decl) + "\n"
	case *Array:
		return fmt.Sprintf("%s = %s\n", lang.Print(n), c.show(v))
	}
	fail("G0810", n, fmt.Sprintf("%s cannot be exported", kind(v)), help("a function, a net, a model or a flow"))
	return ""
}
