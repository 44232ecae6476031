package interp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/manual"
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
	if s.opts.Check {
		s.statements(s.main, prog.Stmts)
		s.checkNames(s.main, prog.Stmts)
	} else if !s.checkedRun(prog) {
		return s.code
	}
	if s.code == 0 && hasErrors(s.Diags) {
		return ExitWrong
	}
	return s.code
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
	if s.opts.Untrained && judges(st) {
		return
	}
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
		s.confirm()
		s.assert(c, st)
	case *lang.Command:
		s.confirm()
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

// judges tells whether a statement judges or shows what a training has reached.
func judges(st lang.Stmt) bool {
	switch st.(type) {
	case *lang.Assert, *lang.Command:
		return true
	}
	return false
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
	case *Complex:
		return &Complex{Re: s.force(v.Re), Im: s.force(v.Im)}
	case Tuple:
		for i := range v {
			v[i] = s.settle(v[i])
		}
	}
	return v
}

// helped is what the statement help(x) asks about.
func (c ctx) helped(e lang.Expr) (x lang.Expr, ok bool) {
	call, ok := e.(*lang.Call)
	if !ok || len(call.Args) != 1 || c.scope.find("help") != nil {
		return nil, false
	}
	n, ok := call.Fn.(*lang.Name)
	return call.Args[0].X, ok && n.Id == "help"
}

// bare is an expression as a statement: a call of a command.
func (s *Session) bare(c ctx, eq *lang.Equation) {
	if x, ok := c.helped(eq.Left[0]); ok {
		s.confirm()
		s.help(c, x)
		return
	}
	if call, ok := eq.Left[0].(*lang.Call); ok {
		if n, ok := call.Fn.(*lang.Name); ok {
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
	switch v := v.(type) {
	case *Builtin:
		text = v.Doc
	case *Object:
		text = v.manual()
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
		lines := append([]string{text, doc}, c.flowHelp(e, v)...)
		lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
		if program, ok := c.exampleOf(e, v); ok {
			lines = append(lines, "for example:", strings.TrimRight(program, "\n"))
		}
		fmt.Fprintln(s.opts.Out, strings.Join(lines, "\n"))
	}
}

// exampleOf is the example of a name of the language, or of a member of the library.
func (c ctx) exampleOf(e lang.Expr, v Value) (string, bool) {
	if b, ok := v.(*Builtin); ok {
		return manual.Example(b.Name)
	}
	if f, ok := e.(*lang.Field); ok {
		if m, ok := c.raw(f.X).(*Module); ok && c.s.library[m.src] {
			return manual.Example(m.key + "." + f.Name.Id)
		}
	}
	return "", false
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
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
