package interp

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// Prompt is a session that is fed statement by statement. A name may be defined again; what was computed from its old
// value keeps that value.
type Prompt struct {
	s       *Session
	entries []entry
	last    string // the last expression
}

// entry is what was entered and stands: the definition of names, or another statement.
type entry struct {
	names []string
	text  string
}

// NewPrompt begins an interactive session.
func NewPrompt(opts Options) *Prompt {
	s := NewSession(opts)
	s.main = s.newModule("prompt", lang.NewSource("prompt", ""))
	return &Prompt{s: s}
}

// Line runs what was typed: any number of statements, and expressions, whose values are printed and become ans. It returns
// the exit code that the same text would have in a file. A statement that fails leaves everything as it was.
func (p *Prompt) Line(ctx context.Context, text string) (code int, diags []*lang.Diagnostic) {
	prog, diags := lang.ParseLine(lang.NewSource("prompt", text))
	return p.program(ctx, prog, diags)
}

// File runs the statements of a file in this session.
func (p *Prompt) File(ctx context.Context, src *lang.Source) (code int, diags []*lang.Diagnostic) {
	prog, diags := lang.Parse(src)
	return p.program(ctx, prog, diags)
}

func (p *Prompt) program(ctx context.Context, prog *lang.Program, diags []*lang.Diagnostic) (int, []*lang.Diagnostic) {
	s := p.s
	s.opts.Context, s.code = ctx, ExitDone
	before := len(s.Diags)
	if hasErrors(diags) {
		return ExitWrong, diags
	}
	for _, group := range together(prog.Stmts) {
		names := map[string]*binding{}
		for _, st := range group {
			for _, name := range namesOf(st) {
				if old, ok := s.main.scope.names[name]; ok {
					names[name] = old
					delete(s.main.scope.names, name)
				}
			}
		}
		again := slices.Sorted(maps.Keys(names))
		if !p.run(group) {
			for _, st := range group {
				for _, name := range namesOf(st) {
					delete(s.main.scope.names, name)
				}
			}
			maps.Copy(s.main.scope.names, names)
			break
		}
		p.tellDependents(again)
		p.remember(group)
	}
	diags = append(diags, s.Diags[before:]...)
	s.Diags = s.Diags[:before]
	if s.code == ExitDone && hasErrors(diags) {
		s.code = ExitWrong
	}
	return s.code, diags
}

// together keeps the equations of one array in one group.
func together(stmts []lang.Stmt) [][]lang.Stmt {
	var out [][]lang.Stmt
	place := map[string]int{}
	for _, st := range stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "=" && len(eq.Left) == 1 {
			if _, ok := eq.Left[0].(*lang.Index); ok {
				name := leftName(eq.Left[0])
				if name != nil {
					if k, ok := place[name.Id]; ok {
						out[k] = append(out[k], st)
						continue
					}
					place[name.Id] = len(out)
				}
			}
		}
		out = append(out, []lang.Stmt{st})
	}
	return out
}

// run runs statements that belong together; false if they failed.
func (p *Prompt) run(group []lang.Stmt) bool {
	s := p.s
	stop := false
	if s.kept.result(s, group[0]) {
		return true
	}
	if eq, ok := group[0].(*lang.Equation); ok && eq.Op == "" {
		d, ok := s.catchStop(func() { p.value(eq) }, &stop)
		if d != nil {
			s.tell(d)
		}
		return ok && !stop
	}
	before := len(s.Diags)
	for _, name := range groupNames(group) {
		s.main.scope.looks[lang.Latin(name)] = ""
	}
	s.statements(s.main, group)
	s.main.scope.later = nil // nothing stands further down
	if !hasErrors(s.Diags[before:]) && s.code == ExitDone {
		p.checkDefinitions(group)
	}
	return !hasErrors(s.Diags[before:]) && s.code == ExitDone
}

// checkDefinitions looks into the bodies that were defined, at values of which only the types are known, as the check of a file
// does: what is wrong in them is told where they are written, not where they are used first.
func (p *Prompt) checkDefinitions(group []lang.Stmt) {
	s := p.s
	c := s.context(s.main)
	s.opts.Check = true
	defer func() { s.opts.Check = false }()
	for _, name := range groupNames(group) {
		b := s.main.scope.names[name]
		if b == nil || b.bad || b.thunk != nil {
			continue
		}
		stop := false
		d, _ := s.catchStop(func() {
			switch v := b.value.(type) {
			case *Instance:
				if _, is := group[0].(*lang.Decl); is {
					c.checkInstance(group[0], v)
				}
			case *Function:
				types := c.signature(v)
				if types == nil || v.Body == nil {
					return
				}
				in := c
				in.sampling = true
				args := make([]Value, len(types))
				for i, t := range types {
					args[i] = in.unknownOf(dataVar{name: "x", typ: t})
				}
				in.callValue(v.Body, v, args)
			}
		}, &stop)
		if d != nil {
			if d.Span.Source == nil {
				d.Span = group[0].Span()
			}
			s.tell(d)
		}
	}
	s.checkNames(s.main, group)
}

func groupNames(group []lang.Stmt) []string {
	var out []string
	for _, st := range group {
		out = append(out, namesOf(st)...)
	}
	return out
}

// value shows what an expression is, and keeps it as ans.
func (p *Prompt) value(eq *lang.Equation) {
	s := p.s
	s.interruptible()
	s.calls = 0
	c := s.context(s.main)
	if x, ok := c.helped(eq.Left[0]); ok {
		s.help(c, x)
		return
	}
	c.path = lang.Print(eq.Left[0])
	v := s.settle(c.eval(eq.Left[0]))
	s.main.scope.names["ans"] = &binding{value: v}
	fmt.Fprintln(s.opts.Out, c.display(eq.Left[0], v))
}

// tellDependents says which definitions keep what they read before. Functions read names when they are called.
func (p *Prompt) tellDependents(names []string) {
	var keep []string
	if p.s.kept != nil {
		return
	}
	for _, e := range p.entries {
		if len(e.names) == 0 || e.shares(names) {
			continue
		}
		if slices.ContainsFunc(names, func(n string) bool { return readsName(e.text, n) }) {
			keep = append(keep, e.names...)
		}
	}
	if len(keep) > 0 {
		fmt.Fprintf(p.s.opts.Log, "%s defined again; computed before from its old value: %s\n", strings.Join(names, ", "), strings.Join(keep, ", "))
	}
}

// readsName tells whether a definition mentions a name when it is entered.
func readsName(text, name string) bool {
	prog, _ := lang.ParseLine(lang.NewSource("", text))
	for _, st := range prog.Stmts {
		eq, ok := st.(*lang.Equation)
		if !ok || eq.X == nil {
			continue
		}
		if _, isFunction := eq.Left[0].(*lang.Call); !isFunction && mentions(eq.X, name) {
			return true
		}
	}
	return false
}

// remember keeps what was entered. A definition takes the place of the one before it.
func (p *Prompt) remember(group []lang.Stmt) {
	parts := make([]string, len(group))
	for i, st := range group {
		parts[i] = p.withoutAns(lang.Print(st))
	}
	text := strings.Join(parts, "\n")
	names := groupNames(group)
	if len(names) == 0 {
		if eq, ok := group[0].(*lang.Equation); ok && eq.Op == "" {
			if _, ok := p.s.context(p.s.main).helped(eq.Left[0]); !ok {
				p.last = text
				text = "print(" + text + ")"
			}
		}
		p.entries = append(p.entries, entry{nil, text})
		return
	}
	if k := slices.IndexFunc(p.entries, func(e entry) bool { return slices.Equal(e.names, names) }); k >= 0 {
		p.entries[k].text = text
		return
	}
	if slices.Contains(names, "ans") {
		p.last = ""
	}
	for i, e := range p.entries {
		if e.shares(names) {
			p.entries[i] = e.without(names)
		}
	}
	p.entries = slices.DeleteFunc(p.entries, func(e entry) bool { return e.text == "" })
	p.entries = append(p.entries, entry{names, text})
}

// without is a definition of several names of which some have another meaning now; empty if nothing of it is left.
func (e entry) without(names []string) entry {
	gone := func(n string) bool { return slices.Contains(names, n) }
	prog, _ := lang.ParseLine(lang.NewSource("", e.text))
	eq, ok := prog.Stmts[0].(*lang.Equation)
	if rest := slices.DeleteFunc(slices.Clone(e.names), gone); ok && len(rest) > 0 {
		text := e.text
		for _, x := range slices.Backward(eq.Left) {
			if name, ok := x.(*lang.Name); ok && gone(name.Id) {
				text = text[:x.Span().Start.Offset] + "_" + text[x.Span().End.Offset:]
			}
		}
		return entry{rest, text}
	}
	return entry{}
}

// shares tells whether an entry defines one of the names.
func (e entry) shares(names []string) bool {
	return slices.ContainsFunc(e.names, func(n string) bool { return slices.Contains(names, n) })
}

// withoutAns writes the expression that ans stands for in its place, unless it is a name of the program.
func (p *Prompt) withoutAns(text string) string {
	prog, _ := lang.ParseLine(lang.NewSource("", text))
	var at []lang.Span
	if p.last == "" {
		return text
	}
	for _, st := range prog.Stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op != "" && slices.ContainsFunc(eq.Left, func(x lang.Expr) bool { return mentions(x, "ans") }) {
			return text
		}
		lang.Walk(st, func(n lang.Node) bool {
			if name, ok := n.(*lang.Name); ok && name.Id == "ans" {
				at = append(at, name.Span())
			}
			return true
		})
	}
	for _, span := range slices.Backward(at) {
		text = text[:span.Start.Offset] + "(" + p.last + ")" + text[span.End.Offset:]
	}
	return text
}

// Program is a program of what was entered: each name with its last definition, behind what that reads.
func (p *Prompt) Program() string {
	reads := make([]map[string]bool, len(p.entries))
	for i, e := range p.entries {
		reads[i] = namesRead(e.text)
	}
	var b strings.Builder
	written := make([]bool, len(p.entries))
	ready := func(i int) bool {
		for j, e := range p.entries {
			if j != i && !written[j] && slices.ContainsFunc(e.names, func(n string) bool { return reads[i][n] }) {
				return false
			}
		}
		return true
	}
	for range p.entries {
		next := -1
		for i := range p.entries {
			if !written[i] && (next < 0 || !ready(next) && ready(i)) {
				next = i
			}
		}
		written[next] = true
		b.WriteString(p.entries[next].text + "\n")
	}
	return b.String()
}

// namesRead are all names that a text mentions.
func namesRead(text string) map[string]bool {
	out := map[string]bool{}
	prog, _ := lang.ParseLine(lang.NewSource("", text))
	for _, st := range prog.Stmts {
		lang.Walk(st, func(n lang.Node) bool {
			if name, ok := n.(*lang.Name); ok {
				out[name.Id] = true
			}
			return true
		})
	}
	return out
}

// Modules are the modules of the library, for completion.
func (p *Prompt) Modules() []string {
	if p.s.opts.Library == nil {
		return nil
	}
	return p.s.opts.Library.Modules()
}

// Names are the names that can stand at the beginning of an expression, for completion.
func (p *Prompt) Names() []string {
	out := p.s.context(p.s.main).known()
	return append(out, lang.Keywords()...)
}

// Members are the fields that the value of a name has.
func (p *Prompt) Members(name string) []string {
	b := p.s.main.scope.find(name)
	if b == nil || b.bad || b.thunk != nil {
		return nil
	}
	switch v := b.value.(type) {
	case *Module:
		return slices.Sorted(maps.Keys(v.scope.names))
	case *Record:
		return v.Names
	case *Object:
		return v.kind.names()
	case *Instance:
		return v.members()
	case *Estimate:
		return estimateFields
	}
	return nil
}

// Describe is the kind of value that an expression has.
func (p *Prompt) Describe(ctx context.Context, text string) (kindOf string, diags []*lang.Diagnostic) {
	prog, diags := lang.ParseLine(lang.NewSource("prompt", text))
	if hasErrors(diags) || len(prog.Stmts) != 1 {
		return "", diags
	}
	eq, ok := prog.Stmts[0].(*lang.Equation)
	if !ok || eq.Op != "" {
		return "a statement", nil
	}
	s := p.s
	s.opts.Context = ctx
	s.calls = 0
	stop := false
	d, _ := s.catchStop(func() { kindOf = kind(s.context(s.main).eval(eq.Left[0])) }, &stop)
	if d != nil {
		diags = append(diags, d)
	}
	return kindOf, diags
}

// Graph tells how the value of an expression is computed.
func (p *Prompt) Graph(ctx context.Context, text string) (plan string, diags []*lang.Diagnostic) {
	prog, diags := lang.ParseLine(lang.NewSource("prompt", text))
	if hasErrors(diags) || len(prog.Stmts) != 1 {
		return "", diags
	}
	s := p.s
	s.opts.Context = ctx
	s.calls = 0
	stop := false
	d, _ := s.catchStop(func() {
		eq, ok := prog.Stmts[0].(*lang.Equation)
		if !ok || eq.Op != "" {
			fail("G0401", prog.Stmts[0], "a plan is of an expression", why("a statement may compute many things"), help(":graph e"))
		}
		c := s.context(s.main)
		c.sampling = true
		a := c.array(eq.Left[0], c.eval(eq.Left[0]))
		var b strings.Builder
		s.compile(eq, []exec.Output{{Node: a.Node}}).Dump(&b)
		plan = b.String()
	}, &stop)
	if d != nil {
		diags = append(diags, d)
	}
	return plan, diags
}

// SetSeed sets the seed of what is drawn from now on.
func (p *Prompt) SetSeed(seed uint64) { p.s.opts.Seed = seed }

// Parameters lists the parameters of an instance with their shapes.
func (p *Prompt) Parameters(name string) ([]string, bool) {
	b := p.s.main.scope.find(name)
	if b == nil {
		return nil, false
	}
	inst, ok := b.value.(*Instance)
	if !ok {
		return nil, false
	}
	var out []string
	for _, q := range p.s.reach(inst) {
		shape := "a number"
		if len(q.dims) > 0 {
			shape = "over " + dimsText(q.dims)
		}
		out = append(out, fmt.Sprintf("%s %s, %s", q.Path, shape, plural(q.leaf.Len, "value")))
	}
	return out, true
}
