package interp

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Exit codes of a run.
const (
	ExitDone        = 0
	ExitFailed      = 1 // an assertion failed, or a run stopped on a value that is not finite
	ExitWrong       = 2 // the program is wrong
	ExitMachine     = 3 // a file or memory failed
	ExitInterrupted = 130
)

// Run runs a program and returns the exit code; what was found is in Diags.
func (s *Session) Run(src *lang.Source) int {
	prog, diags := lang.Parse(src)
	s.Diags = append(s.Diags, diags...)
	s.main, s.lost = s.newModule(src.Name, src), prog.Lost
	for _, d := range diags {
		if d.Severity == lang.Error {
			s.lost = append(s.lost, &lang.Lost{At: lang.At{Pos: d.Span}})
		}
	}
	if len(diags) > 0 && !s.opts.Check && hasErrors(diags) {
		// The rest is checked, not run, so that all mistakes are told at once.
		s.opts.Check = true
	}
	if !s.opts.Check {
		// Everything is checked before anything runs.
		check := NewSession(s.checkOptions())
		check.main = check.newModule(src.Name, src)
		check.statements(check.main, prog.Stmts)
		check.checkNames(check.main, prog.Stmts)
		if hasErrors(check.Diags) {
			s.Diags = append(s.Diags, check.Diags...)
			if check.code != 0 {
				return check.code
			}
			return ExitWrong
		}
	}
	s.statements(s.main, prog.Stmts)
	s.checkNames(s.main, prog.Stmts)
	if s.code == 0 && hasErrors(s.Diags) {
		return ExitWrong
	}
	return s.code
}

// checkOptions are those of a session that checks what this one will run.
func (s *Session) checkOptions() Options {
	o := s.opts
	o.Check, o.Out, o.Log = true, nil, nil
	return o
}

func hasErrors(diags []*lang.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == lang.Error {
			return true
		}
	}
	return false
}

// newModule makes the scope of a file.
func (s *Session) newModule(name string, src *lang.Source) *Module {
	m := &Module{Name: name, key: strings.TrimSuffix(filepath.Base(name), ".gp"), scope: newScope(nil), src: src}
	m.scope.looks = map[string]string{}
	return m
}

// context is the place of the statements of a module.
func (s *Session) context(m *Module) ctx {
	return ctx{s: s, scope: m.scope, module: m.key}
}

// statements runs the statements of a module from top to bottom. Equations of one array may stand
// anywhere in it.
func (s *Session) statements(m *Module, stmts []lang.Stmt) {
	arrays := map[string][]*lang.Equation{}
	for _, st := range stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "=" && len(eq.Left) == 1 {
			if ix, ok := eq.Left[0].(*lang.Index); ok {
				if n, ok := ix.X.(*lang.Name); ok {
					arrays[n.Id] = append(arrays[n.Id], eq)
				}
			}
		}
	}
	done := map[string]bool{}
	m.scope.later = map[string]lang.Node{}
	for i := len(stmts) - 1; i >= 0; i-- {
		for _, name := range namesOf(stmts[i]) {
			m.scope.later[name] = stmts[i]
		}
	}
	for _, st := range stmts {
		if s.incomplete(st) {
			s.poison(m, st)
			continue
		}
		stop := false
		d, ok := s.catchStop(func() { s.statement(s.context(m), st, arrays, done) }, &stop)
		if d != nil {
			if d.Span.Source == nil {
				d.Span = st.Span()
			}
			s.tell(d)
		}
		if stop {
			return
		}
		if !ok {
			s.poison(m, st)
			if !s.opts.Check {
				return
			}
		}
	}
}

// incomplete tells whether a part of what a statement says could not be read: it is not judged then.
func (s *Session) incomplete(st lang.Stmt) bool {
	at := st.Span()
	for _, l := range s.lost {
		in := l.Span()
		if in.Source == at.Source && at.Start.Offset <= in.Start.Offset && in.Start.Offset < at.End.Offset {
			return true
		}
		for _, name := range namesOf(st) {
			if in.Source == at.Source && slices.Contains(l.Names, name) {
				return true
			}
		}
	}
	return false
}

// unreadable tells whether the definition of a name could not be read.
func (s *Session) unreadable(name string) bool {
	return slices.ContainsFunc(s.lost, func(l *lang.Lost) bool { return slices.Contains(l.Names, name) })
}

// tell keeps a diagnostic. A mistake inside a function or a model that several statements meet is told once.
func (s *Session) tell(d *lang.Diagnostic) {
	for _, old := range s.Diags {
		if old.Span == d.Span && d.Span.Source != nil && old.Severity == d.Severity {
			return
		}
	}
	s.Diags = append(s.Diags, d)
}

// catchStop runs a statement; a stop ends the program.
func (s *Session) catchStop(f func(), stop *bool) (d *lang.Diagnostic, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			switch r := r.(type) {
			case stopped:
				s.code, d, *stop = r.code, r.diag, true
			case needElements:
				d = r.d
			default:
				if crash {
					panic(r)
				}
				s.code, *stop = ExitMachine, true
				d = diagnose("G0902", nil, fmt.Sprintf("an error of Gibbs itself: %v", r), why("no program should lead here"),
					help("send the program, so that it can be mended"))
			}
		}
	}()
	return catch(f)
}

// crash lets errors of Gibbs itself through, for tests.
var crash = false

// poison marks the names that a wrong statement would have defined.
func (s *Session) poison(m *Module, st lang.Stmt) {
	for _, name := range namesOf(st) {
		m.scope.names[name] = &binding{bad: true, place: st}
	}
}

// namesOf are the names that a statement defines.
func namesOf(st lang.Stmt) []string {
	switch st := st.(type) {
	case *lang.Equation:
		if st.Op == "" {
			return nil
		}
		return definedNames(st)
	case *lang.Decl:
		return []string{st.Name.Id}
	case *lang.Input:
		return []string{st.Name.Id}
	case *lang.Param:
		return []string{st.Name.Id}
	case *lang.Import:
		if st.As != nil {
			return []string{st.As.Id}
		}
		if len(st.Names) == 0 && !st.IsFile {
			return []string{st.Path}
		}
		out := make([]string, len(st.Names))
		for i, n := range st.Names {
			out[i] = n.Id
		}
		return out
	}
	return nil
}

// mutual are the arrays, not yet complete, that a definition reads and that read it in turn: recurrences
// such as those of positions and momenta.
func mutual(name string, arrays map[string][]*lang.Equation, done map[string]bool) []string {
	reach := func(from string) map[string]bool {
		seen := map[string]bool{}
		list := []string{from}
		for len(list) > 0 {
			eqs := arrays[list[0]]
			list = list[1:]
			for other := range arrays {
				if seen[other] || done[other] && other != name {
					continue
				}
				if slices.ContainsFunc(eqs, func(eq *lang.Equation) bool { return eq.X != nil && mentions(eq.X, other) }) {
					seen[other] = true
					list = append(list, other)
				}
			}
		}
		return seen
	}
	var out []string
	for other := range reach(name) {
		if other != name && reach(other)[name] {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// statement runs one statement of a file.
func (s *Session) statement(c ctx, st lang.Stmt, arrays map[string][]*lang.Equation, done map[string]bool) {
	s.interruptible()
	s.calls = 0
	switch st := st.(type) {
	case *lang.Import:
		s.importModule(c, st)
	case *lang.Input:
		s.input(c, st)
	case *lang.Param:
		fail("G0602", st, "a parameter belongs to the body of a net, a model or a flow", help("net f(x: real) { param a = 1; … }"))
	case *lang.Decl:
		c.onceAtTop(st.Name)
		v := c.declare(st)
		c.scope.names[st.Name.Id] = &binding{value: v, place: st.Name, doc: st.Doc}
	case *lang.Assert:
		s.assert(c, st)
	case *lang.Command:
		s.command(c, st)
	case *lang.If:
		s.conditional(c, st, arrays, done)
	case *lang.ActionStmt:
		c.path = lang.Print(st)
		c.action(st.Action)
	case *lang.Equation:
		s.equation(c, st, arrays, done)
	}
}

// interruptible ends a program that was interrupted.
func (s *Session) interruptible() {
	if s.opts.Context.Err() != nil {
		panic(stopped{code: ExitInterrupted})
	}
}

// conditional runs one branch of an if. A check looks at both where the condition is open.
func (s *Session) conditional(c ctx, st *lang.If, arrays map[string][]*lang.Equation, done map[string]bool) {
	test := c.truth(st.Cond)
	known := &Array{Node: test}
	if !isKnown(test) {
		known = s.force(known)
	}
	v, ok := known.Node.Scalar()
	run := func(list []lang.Stmt) {
		for _, x := range list {
			s.statement(c, x, arrays, done)
		}
	}
	if !ok {
		if s.opts.Check {
			run(st.Then)
			run(st.Else)
			return
		}
		fail("G0405", st.Cond, "the condition of an if is one truth value", help("all(… for i in I) or any(… for i in I) of many"))
	}
	if v != 0 {
		run(st.Then)
	} else {
		run(st.Else)
	}
}

// equation evaluates an equation of a file at its line.
func (s *Session) equation(c ctx, eq *lang.Equation, arrays map[string][]*lang.Equation, done map[string]bool) {
	if eq.Op == "" {
		s.bare(c, eq)
		return
	}
	if eq.Op == "~" {
		fail("G0601", eq, "a conditional (~) belongs to the body of a model", help("model p(…) { … }; a draw is sample(p)"))
	}
	for _, l := range eq.Left {
		if t, ok := l.(*lang.Tuple); ok {
			for _, x := range t.X {
				s.checkLeft(c, x)
			}
		}
	}
	if len(eq.Left) > 1 || isTuplePattern(eq.Left[0]) {
		c.path = strings.Join(definedNames(eq), ",")
		in := c.within(newScope(c.scope))
		in.bindSeveral(eq)
		for _, name := range definedNames(eq) {
			n := &lang.Name{At: eq.At, Id: name}
			v := s.settle(in.scope.names[name].get(n))
			c.scope.names[name] = &binding{value: v, place: eq, doc: eq.Doc}
		}
		return
	}
	name := leftName(eq.Left[0])
	if name == nil {
		fail("G0123", eq.Left[0], "the left side of an equation is a name, an element or a function", help("x = …, x[i] = … for i in I, or f(x) = …"))
	}
	if list := arrays[name.Id]; len(list) > 0 {
		if done[name.Id] {
			return
		}
		if list[len(list)-1] != eq {
			return // the last of its equations completes the array
		}
		done[name.Id] = true
		c.onceAtTop(name)
		in := c.within(newScope(c.scope))
		in.bindEquations(name.Id, list)
		for _, other := range mutual(name.Id, arrays, done) {
			in.bindEquations(other, arrays[other])
		}
		v := s.settle(in.scope.names[name.Id].get(name))
		c.scope.names[name.Id] = &binding{value: v, place: name, doc: list[0].Doc}
		return
	}
	s.checkLeft(c, eq.Left[0])
	c.onceAtTop(name)
	in := c.within(newScope(c.scope))
	in.bindEquations(name.Id, []*lang.Equation{eq})
	if f, ok := in.scope.names[name.Id].value.(*Function); ok {
		f.scope = c.scope
		c.scope.names[name.Id] = &binding{value: f, place: name, doc: eq.Doc}
		return
	}
	v := s.settle(in.scope.names[name.Id].get(name))
	c.scope.names[name.Id] = &binding{value: v, place: name, doc: eq.Doc}
}

func (s *Session) checkLeft(c ctx, l lang.Expr) {
	if leftName(l) == nil {
		fail("G0123", l, "the left side of an equation is a name, an element or a function", help("x = …, x[i] = … for i in I, or f(x) = …"))
	}
}

// onceAtTop reports a second definition of a name in a file.
func (c ctx) onceAtTop(n *lang.Name) {
	if old, ok := c.scope.names[n.Id]; ok && old.place != nil && !old.bad {
		fail("G0204", n, fmt.Sprintf("%s is defined twice", n.Id), at("again"), label(old.place, "first here"), why("a program is equations: each name has one meaning"),
			help("choose another name"))
	}
	c.lookAlike(n)
}

// settle evaluates what a file-level equation gives, with the parameters as they are.
func (s *Session) settle(v Value) Value {
	switch v := v.(type) {
	case *Array:
		return s.force(v)
	case Tuple:
		for i := range v {
			v[i] = s.settle(v[i])
		}
	}
	return v
}

// bare is an expression as a statement: a call of a command.
func (s *Session) bare(c ctx, eq *lang.Equation) {
	if call, ok := eq.Left[0].(*lang.Call); ok {
		if n, ok := call.Fn.(*lang.Name); ok {
			if n.Id == "help" && c.scope.find("help") == nil && len(call.Args) == 1 {
				s.help(c, call.Args[0].X)
				return
			}
			if _, isName := c.s.builtins[n.Id]; !isName && c.scope.find(n.Id) == nil {
				c.eval(call) // reports the unknown name
			}
		}
	}
	fail("G0504", eq, "this line has no effect", at("a value that nothing keeps"), why("a lost line must never pass silently"),
		help("give it a name, or print(%s)", shorten(lang.Print(eq.Left[0]), 40)))
}

// help prints what is known of a value: what it is, and its documentation.
func (s *Session) help(c ctx, e lang.Expr) {
	v := c.raw(e)
	text := c.show(v)
	if b, ok := v.(*Builtin); ok {
		text = b.Doc
	}
	doc := ""
	switch e := e.(type) {
	case *lang.Name:
		if b := c.scope.find(e.Id); b != nil {
			doc = b.doc
		}
	case *lang.Field:
		if m, ok := c.raw(e.X).(*Module); ok && m.scope.names[e.Name.Id] != nil {
			doc = m.scope.names[e.Name.Id].doc
		}
	}
	if !s.opts.Check {
		fmt.Fprintln(s.opts.Out, strings.TrimSpace(text+"\n"+doc))
	}
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// input binds an input to its flag or default.
func (s *Session) input(c ctx, st *lang.Input) {
	c.onceAtTop(st.Name)
	c.path = st.Name.Id
	v := s.settle(c.eval(st.X))
	if text, ok := s.opts.Inputs[st.Name.Id]; ok && c.scope == s.main.scope {
		v = c.readInput(st, text, v)
	}
	if st.Type != nil {
		v = c.annotate(st, &lang.Arg{At: st.At, X: st.Name, Type: st.Type}, v)
	}
	c.scope.names[st.Name.Id] = &binding{value: v, place: st.Name, doc: st.Text}
}

// readInput reads a flag of the script by the kind of its default.
func (c ctx) readInput(st *lang.Input, text string, def Value) Value {
	bad := func(what string) {
		fail("G0801", st, fmt.Sprintf("--%s=%s is not %s", st.Name.Id, text, what), at("its default is %s", c.show(def)),
			help("a value like its default: --%s=%s", st.Name.Id, c.show(def)))
	}
	switch d := def.(type) {
	case String:
		return String(text)
	case *Array:
		switch {
		case d.Node.Type == ad.Bool && len(d.Dims) == 0:
			v, err := strconv.ParseBool(text)
			if err != nil {
				bad("true or false")
			}
			return &Array{Node: c.g().Truth(v)}
		case len(d.Dims) == 0:
			v, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
			if err != nil || math.IsNaN(v) {
				bad("a number")
			}
			if d.Node.Type == ad.Int && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
				return c.integer(int(v))
			}
			if d.Node.Type == ad.Int {
				bad("a whole number")
			}
			return c.scalar(v)
		}
	}
	fail("G0801", st, fmt.Sprintf("the input %s cannot be given on the command line", st.Name.Id), at("%s", kind(def)),
		help("numbers, truth values and strings can: input n = 8"))
	return nil
}

// assert checks a condition.
func (s *Session) assert(c ctx, st *lang.Assert) {
	c.path = lang.Print(st)
	test := s.force(&Array{Node: c.truth(st.Cond)})
	text := ""
	if st.Text != nil {
		t, ok := c.eval(st.Text).(String)
		if !ok {
			fail("G0402", st.Text, "the message of an assertion is a string", help("assert x > 0, \"x is {x}\""))
		}
		text = string(t)
	}
	if s.opts.Check {
		return
	}
	if v, ok := test.Node.Scalar(); !ok || v == 0 {
		msg := "the assertion does not hold"
		if text != "" {
			msg += ": " + text
		}
		panic(stopped{code: ExitFailed, diag: diagnose("G0803", st, msg, at("false"), c.sides(st.Cond))})
	}
}

// sides shows the values of the comparison that failed.
func (c ctx) sides(e lang.Expr) option {
	var parts []string
	var look func(e lang.Expr)
	look = func(e lang.Expr) {
		switch e := e.(type) {
		case *lang.Paren:
			look(e.X)
		case *lang.Binary:
			if e.Op == "and" || e.Op == "or" {
				look(e.X)
				look(e.Y)
			}
		case *lang.Compare:
			for _, x := range e.X {
				d, ok := catch(func() {
					name, value := lang.Print(x), c.show(c.eval(x))
					if part := name + " = " + value; name != value && !isNumber(x) && !slices.Contains(parts, part) {
						parts = append(parts, part)
					}
				})
				if d != nil || !ok {
					return
				}
			}
		}
	}
	look(e)
	if len(parts) == 0 {
		return func(*lang.Diagnostic) {}
	}
	return here("%s", shorten(strings.Join(parts, ", "), 300))
}

// isNumber tells whether an expression is a number as it stands, perhaps with a sign.
func isNumber(e lang.Expr) bool {
	switch e := e.(type) {
	case *lang.Number:
		return true
	case *lang.Unary:
		return isNumber(e.X)
	case *lang.Paren:
		return isNumber(e.X)
	}
	return false
}

// importModule loads a module and binds its name.
func (s *Session) importModule(c ctx, st *lang.Import) {
	m := s.load(c, st)
	if len(st.Names) > 0 {
		for _, n := range st.Names {
			b, ok := m.scope.names[n.Id]
			if !ok {
				opts := []option{at("not in %s", m.Name)}
				if sug := lang.Suggest(n.Id, sortedNames(m.scope.names)); sug != "" {
					opts = append(opts, replace(n, sug))
				}
				fail("G0202", n, fmt.Sprintf("module %s has no name %s", m.Name, n.Id), opts...)
			}
			c.onceAtTop(n)
			c.scope.names[n.Id] = b
		}
		return
	}
	name := st.Path
	if st.IsFile {
		name = strings.TrimSuffix(filepath.Base(st.Path), ".gp")
	}
	if st.As != nil {
		name = st.As.Id
	}
	c.onceAtTop(&lang.Name{At: st.At, Id: name})
	c.scope.names[name] = &binding{value: m, place: st}
}

// load runs the definitions of a module once; its commands do not run.
func (s *Session) load(c ctx, st *lang.Import) *Module {
	key := st.Path
	var src *lang.Source
	var native map[string]Native
	if st.IsFile {
		path := s.besideMain(st.Path)
		key = path
		if m, ok := s.modules[key]; ok {
			return m
		}
		text, err := readSource(path)
		if err != nil {
			fail("G0804", st, fmt.Sprintf("the file %s cannot be read", st.Path), here("%s", fileError(err)), help("paths begin at the folder of the program"))
		}
		src = lang.NewSource(path, string(text))
	} else {
		if m, ok := s.modules[key]; ok {
			return m
		}
		if s.opts.Library != nil {
			src, _ = s.opts.Library.Source(st.Path)
			s.library[src] = true
			native = s.opts.Library.Native(st.Path)
		}
		if src == nil && native == nil {
			s.noModule(st)
		}
	}
	for _, l := range s.loading {
		if l == key {
			fail("G0805", st, fmt.Sprintf("%s imports itself", st.Path), here("%s", strings.Join(append(s.loading, key), " → ")),
				why("a module is read before the one that imports it"), help("put what both need in a third module"))
		}
	}
	s.loading = append(s.loading, key)
	defer func() { s.loading = s.loading[:len(s.loading)-1] }()
	m := s.newModule(strings.TrimSuffix(filepath.Base(st.Path), ".gp"), src)
	for name, f := range native {
		m.scope.names[name] = &binding{value: nativeBuiltin(m.Name, name, f), place: st, doc: f.Doc}
	}
	if src != nil {
		prog, diags := lang.Parse(src)
		if hasErrors(diags) {
			s.Diags = append(s.Diags, diags...)
			panic(poisoned{m.Name})
		}
		before := len(s.Diags)
		s.statements(m, definitions(prog.Stmts))
		if hasErrors(s.Diags[before:]) {
			panic(poisoned{m.Name})
		}
	}
	s.modules[key] = m
	return m
}

// readSource reads an ordinary file that is not longer than a source may be.
func readSource(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not an ordinary file")
	case info.Size() > lang.MaxSource:
		return nil, fmt.Errorf("it has %d bytes, and a source may have %d", info.Size(), lang.MaxSource)
	}
	return os.ReadFile(path)
}

func fileError(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// definitions leaves the commands of an imported file out.
func definitions(stmts []lang.Stmt) []lang.Stmt {
	var out []lang.Stmt
	for _, st := range stmts {
		switch st := st.(type) {
		case *lang.Import, *lang.Input, *lang.Decl:
			out = append(out, st)
		case *lang.Equation:
			if st.Op != "" && st.Act == nil {
				out = append(out, st)
			}
		}
	}
	return out
}

func (s *Session) noModule(st *lang.Import) {
	var known []string
	if s.opts.Library != nil {
		known = s.opts.Library.Modules()
	}
	opts := []option{at("not in the library")}
	if sug := lang.Suggest(st.Path, known); sug != "" {
		opts = append(opts, help("import %s", sug))
	} else {
		opts = append(opts, help(`a file is imported by its path: import "%s.gp"`, st.Path))
	}
	if len(known) > 0 {
		opts = append(opts, here("the library has %s", join(known, 20)))
	}
	fail("G0806", st, fmt.Sprintf("there is no module %s", st.Path), opts...)
}

// besideMain is a path of a file beside the program that names it.
func (s *Session) besideMain(path string) string {
	if filepath.IsAbs(path) || s.main == nil || s.main.src == nil {
		return path
	}
	return filepath.Join(filepath.Dir(s.main.src.Name), path)
}

// lookAlike warns of a name that looks like another one in scope.
func (c ctx) lookAlike(n *lang.Name) {
	latin := lang.Latin(n.Id)
	old := c.scope.looks[latin]
	if b := c.scope.names[old]; b != nil && lang.LookAlikes(old, n.Id) {
		c.warn("G0205", n, fmt.Sprintf("%s looks like the name %s, and is another", n.Id, old), label(b.place, "%s, of other letters", old),
			why("to the eye they are one name, to Gibbs they are two"), help("give one of them another name, or write %s of the same letters where that is meant", old))
		return
	}
	if c.scope.looks != nil {
		c.scope.looks[latin] = n.Id
	}
}

// warn adds a warning once for each place.
func (c ctx) warn(code string, n lang.Node, message string, opts ...option) {
	d := diagnose(code, n, message, opts...)
	d.Severity = lang.Warning
	for _, old := range c.s.Diags {
		if old.Code == code && old.Span == d.Span {
			return
		}
	}
	c.s.Diags = append(c.s.Diags, d)
}

// nativeBuiltin makes a native function of a module callable.
func nativeBuiltin(module, name string, f Native) *Builtin {
	return &Builtin{Name: module + "." + name, Doc: f.Doc, Call: func(c ctx, e *lang.Call) Value {
		args := make([]NativeArg, len(e.Args))
		for i, a := range e.Args {
			if a.Name != nil {
				fail("G0502", a, fmt.Sprintf("the arguments of %s.%s have no names", module, name), help("%s.%s%s", module, name, f.Doc))
			}
			args[i] = c.nativeArg(a.X, c.eval(a.X))
			if args[i].unknown {
				return c.scalar(math.NaN())
			}
		}
		v, err := f.Call(args)
		if err != nil {
			fail("G0502", e, fmt.Sprintf("%s.%s: %s", module, name, err.Error()),
				why("it has no value for these arguments"), help("%s.%s%s", module, name, f.Doc))
		}
		if len(v) == 1 {
			return c.scalar(v[0])
		}
		ax := c.s.axis(mustRange(1, len(v)), c.open)
		return &Array{Node: c.g().Table([]*ad.Axis{ax}, v, ad.Real), Dims: []Dim{{ax, mustRange(1, len(v))}}}
	}}
}

func (c ctx) nativeArg(n lang.Expr, v Value) NativeArg {
	switch v := v.(type) {
	case *sets.Set:
		return NativeArg{Set: v}
	case *Family:
		return NativeArg{Pairs: v.Pos, Values: []float64{}}
	}
	a := c.s.force(c.number(n, v))
	if len(ad.Without(a.Node.Axes, sorted(axesOf(a.Dims)))) > 0 {
		elementwiseOnly(n, "this differs from element to element, and the function is computed for one element at a time")
	}
	if !isKnown(a.Node) {
		return NativeArg{unknown: true}
	}
	axes := axesOf(a.Dims)
	out := NativeArg{}
	for _, ax := range axes {
		out.Shape = append(out.Shape, ax.Size)
	}
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { out.Values = append(out.Values, constAt(a.Node, at[0])) })
	return out
}
