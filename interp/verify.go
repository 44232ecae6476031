package interp

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/lang"
)

// The laws of the language, for what a program defines: what is derived from one definition agrees with what follows
// from it in another, slower way. verify_model.go has those of distributions, verify_flow.go of flows, verify_operator.go
// of Hamiltonians, verify_slopes.go of derivatives.

// Law is one law for one definition, with the figure that was found.
type Law struct {
	Object string // the definition
	Name   string // what must hold
	Figure float64
	Unit   string  // "σ": standard errors; "": a difference; decided: 0 or more
	Limit  float64 // the law holds if the figure is below
	Why    string  // what is at fault, or why the law was not judged
	Open   bool    // it was not judged
}

// decided is the unit of a law that holds or does not.
const decided = "statements"

// Holds tells whether the law was judged and found to hold.
func (l *Law) Holds() bool { return !l.Open && l.Figure < l.Limit }

// Fails tells whether the law was judged and found not to hold.
func (l *Law) Fails() bool { return !l.Open && !(l.Figure < l.Limit) }

// Verification is what was found of a program.
type Verification struct {
	Inputs []string // values of inputs that were made smaller, as name = value
	Laws   []Law
	Diags  []*lang.Diagnostic
	Code   int
}

// Verify judges the laws of all that a program defines. Nothing of it is run: trainings, commands and assertions are left
// out, with what depends on them. Whole inputs above four that have no value in o.Inputs are made smaller where that makes
// models small enough to be summed up; parameters are moved by a tenth from where they start.
func Verify(src *lang.Source, o Options) *Verification {
	v := &Verification{}
	checked, inputs := sized(src, o)
	if hasErrors(checked.Diags) || checked.code != ExitDone {
		v.Diags, v.Code = checked.Diags, max(checked.code, ExitWrong)
		return v
	}
	for name, value := range inputs {
		if _, given := o.Inputs[name]; !given {
			v.Inputs = append(v.Inputs, name+" = "+value)
		}
	}
	slices.Sort(v.Inputs)
	prog, _ := lang.Parse(src)
	v.Laws = append(v.Laws, layoutLaw(src))
	o.Inputs, o.Check, o.Out, o.Log = inputs, false, nil, nil
	s := NewSession(o)
	s.main = s.newModule(src.Name, src)
	s.definitions(s.main, prog.Stmts)
	j := s.convene()
	j.all(prog.Stmts, checked.main.scope)
	v.Laws = append(v.Laws, j.laws...)
	if v.Code = j.code; v.Code == ExitDone && slices.ContainsFunc(v.Laws, func(l Law) bool { return l.Fails() }) {
		v.Code = ExitFailed
	}
	return v
}

// mostStates is the largest number of joint values that laws sum over.
const mostStates = 1 << 12

// sized checks a program with its inputs made smaller, at the first size at which all discrete models can be summed up,
// else at the first that is right, else as it is.
func sized(src *lang.Source, o Options) (*Session, map[string]string) {
	o.Check, o.Out, o.Log = true, nil, nil
	prog, _ := lang.Parse(src)
	check := func(most int) (*Session, map[string]string) {
		in := o
		in.Inputs = map[string]string{}
		maps.Copy(in.Inputs, o.Inputs)
		for _, st := range prog.Stmts {
			d, ok := st.(*lang.Input)
			if !ok || most == 0 {
				continue
			}
			if n, ok := d.X.(*lang.Number); ok && n.Int && n.Value > 4 && o.Inputs[d.Name.Id] == "" {
				in.Inputs[d.Name.Id] = fmt.Sprint(most)
			}
		}
		s := NewSession(in)
		s.Run(src)
		return s, in.Inputs
	}
	var best *Session
	var bestInputs map[string]string
	for _, most := range []int{3, 4, 2, 0} {
		s, inputs := check(most)
		if s.opts.Context.Err() != nil || best == nil && most == 0 {
			return s, inputs
		}
		if hasErrors(s.Diags) || s.code != ExitDone {
			continue
		}
		if s.summable() {
			return s, inputs
		}
		if best == nil {
			best, bestInputs = s, inputs
		}
	}
	return best, bestInputs
}

// summable tells whether all discrete models of a program have few joint values.
func (s *Session) summable() bool {
	for _, b := range s.main.scope.names {
		inst, ok := b.value.(*Instance)
		if !ok || inst.tmpl.decl.Kind != "model" {
			continue
		}
		if _, count, discrete := (&source{inst: inst}).support(); discrete && count > mostStates {
			return false
		}
	}
	return true
}

// layoutLaw: laid out, a program is the same program.
func layoutLaw(src *lang.Source) Law {
	law := Law{Object: "the program", Name: "laid out, it reads the same", Unit: decided, Limit: 1}
	text, _ := lang.Format(src, lang.Keep)
	before, _ := lang.Parse(src)
	after, _ := lang.Parse(lang.NewSource(src.Name, text))
	law.Figure = math.Abs(float64(len(after.Stmts) - len(before.Stmts)))
	for i := range min(len(before.Stmts), len(after.Stmts)) {
		if lang.Print(before.Stmts[i]) != lang.Print(after.Stmts[i]) {
			law.Figure++
			law.Why = lang.Print(before.Stmts[i])
		}
	}
	return law
}

// definitions binds what statements define, each evaluated when it is first asked for. Names that only a run defines are
// known to be absent.
func (s *Session) definitions(m *Module, stmts []lang.Stmt) {
	arrays := map[string][]*lang.Equation{}
	for _, st := range stmts {
		if eq, ok := st.(*lang.Equation); ok && eq.Op == "=" && len(eq.Left) == 1 {
			if ix, ok := eq.Left[0].(*lang.Index); ok {
				if n := leftName(ix); n != nil {
					arrays[n.Id] = append(arrays[n.Id], eq)
				}
			}
		}
	}
	done := map[string]bool{}
	for _, st := range stmts {
		for _, name := range namesOf(st) {
			m.scope.names[name] = s.lazily(m, name, st, arrays, done)
		}
	}
}

// lazily is a name whose statement is run when its value is asked for.
func (s *Session) lazily(m *Module, name string, st lang.Stmt, arrays map[string][]*lang.Equation, done map[string]bool) *binding {
	switch d := st.(type) {
	case *lang.Equation:
		if d.Act != nil {
			return &binding{bad: true}
		}
		if list := arrays[name]; len(list) > 0 {
			st = list[len(list)-1]
		}
	case *lang.Import, *lang.Input, *lang.Decl:
	default:
		return &binding{bad: true}
	}
	return &binding{s: s, thunk: func() Value {
		delete(m.scope.names, name)
		s.statement(s.context(m), st, arrays, done)
		b := m.scope.names[name]
		if b == nil {
			panic(poisoned{name})
		}
		return b.get(&lang.Name{At: lang.At{Pos: st.Span()}, Id: name})
	}}
}

// court judges laws.
type court struct {
	s      *Session
	c      ctx
	object string
	laws   []Law
	code   int
	bound  map[*ad.Leaf][]float64 // inputs of the session, beside those of laws
}

// convene opens a court; adjourn forgets the inputs of its laws.
func (s *Session) convene() *court {
	return &court{s: s, c: s.context(s.main), code: ExitDone, bound: maps.Clone(s.bound)}
}

func (j *court) adjourn() { j.s.bound = j.bound }

// all judges what statements define, as far as a check has found that there are laws of it.
func (j *court) all(stmts []lang.Stmt, known *scope) {
	var names []string
	values := map[string]Value{}
	for _, st := range stmts {
		for _, name := range namesOf(st) {
			b := known.names[name]
			if _, own := st.(*lang.Import); own || b == nil || b.bad || values[name] != nil || !lawful(b.value) {
				continue
			}
			if v, ok := j.ask(name); ok {
				names, values[name] = append(names, name), v
			}
		}
	}
	j.s.move()
	for _, name := range names {
		if j.code == ExitDone {
			j.judge(name, values[name])
		}
	}
}

// ask is the value of a name; false if it depends on what was not run.
func (j *court) ask(name string) (v Value, ok bool) {
	b := j.s.main.scope.find(name)
	stop := false
	d, ok := j.s.catchStop(func() { v = b.get(&lang.Name{Id: name}) }, &stop)
	if stop {
		j.code = j.s.code
	}
	if d != nil {
		j.laws = append(j.laws, Law{Object: name, Name: "its value", Open: true, Why: d.Message})
	}
	return v, ok && !stop
}

// lawful tells whether there are laws of values of a kind.
func lawful(v Value) bool {
	switch v := v.(type) {
	case *Instance, *Flow, *Operator, *Continuum:
		return true
	case *Dist:
		return v.push != nil || v.inst != nil
	case *Function:
		return v.Body != nil
	}
	return false
}

// move moves all parameters by a tenth, so that no law is met where they start, as at zero.
func (s *Session) move() {
	for _, p := range s.params {
		v := s.store[p.leaf]
		for i, d := range normals(len(v), "moved", p.Path) {
			v[i] += d / 10
		}
	}
}

// judge judges the laws of one value.
func (j *court) judge(name string, v Value) {
	j.object = name
	switch v := v.(type) {
	case *Instance:
		switch v.tmpl.decl.Kind {
		case "model":
			j.distribution(&source{node: &lang.Name{Id: name}, inst: v})
		case "flow":
			j.flow(&Flow{[]Value{v}})
		default:
			j.function(v)
		}
	case *Dist:
		j.distribution(j.c.sourceOf(&lang.Name{Id: name}, v))
	case *Flow:
		j.flow(v)
	case *Operator:
		j.operator(v)
	case *Function:
		j.function(v)
	}
}

// unjudged is panicked with the reason why a law cannot be judged.
type unjudged string

// law judges one law. What refuses to be computed leaves it open.
func (j *court) law(name, unit string, limit float64, figure func() (float64, string)) {
	if j.code != ExitDone {
		return
	}
	law := Law{Object: j.object, Name: name, Unit: unit, Limit: limit}
	stop := false
	d, ok := j.s.catchStop(func() {
		defer func() {
			if r := recover(); r != nil {
				reason, is := r.(unjudged)
				if !is {
					panic(r)
				}
				law.Open, law.Why = true, string(reason)
			}
		}()
		law.Figure, law.Why = figure()
	}, &stop)
	if stop && j.s.code == ExitInterrupted {
		j.code = ExitInterrupted
		return
	}
	if d != nil || !ok {
		law.Open = true
		if d != nil {
			law.Why = d.Message
		}
	}
	j.laws = append(j.laws, law)
}

// eval evaluates an expression in which names stand for values, beside those of the program.
func (j *court) eval(names map[string]Value, text string) Value {
	prog, diags := lang.Parse(lang.NewSource("law", "value = "+text+"\n"))
	if len(diags) > 0 {
		panic("interp: a law that cannot be read: " + text)
	}
	in := j.c.within(newScope(j.s.main.scope))
	in.path = "law/" + j.object
	for name, v := range names {
		in.scope.set(name, v, nil)
	}
	return in.eval(prog.Stmts[0].(*lang.Equation).X)
}

// number evaluates an expression that is a number.
func (j *court) number(names map[string]Value, text string) float64 {
	return j.s.evaluate(nil, j.c.number(nil, j.eval(names, text)).Node)[0][0]
}

// normals are normal numbers that a name stands for.
func normals(n int, names ...string) []float64 {
	out := make([]float64, n)
	kernel.Normal(out, [2]uint64{0, stream(names...)}, 0, 0, 0, 0)
	return out
}

// farthest is the largest |a - b|/(1 + |b|); NaN counts as infinite.
func farthest(a, b []float64) float64 {
	worst := 0.0
	for i := range a {
		d := math.Abs(a[i]-b[i]) / (1 + math.Abs(b[i]))
		if a[i] == b[i] {
			d = 0
		}
		if math.IsNaN(d) {
			return math.Inf(1)
		}
		worst = math.Max(worst, d)
	}
	return worst
}

// bindInput makes an input with values for what is evaluated from now on, row-major in axes.
func (s *Session) bindInput(name string, typ ad.Type, axes []*ad.Axis, values []float64) *ad.Node {
	n := s.g.Input(name, typ, axes...)
	s.bound[n.Leaf] = values
	return n
}

// Report writes laws as a table.
func Report(laws []Law) string {
	var b strings.Builder
	object, name := 0, 0
	for _, l := range laws {
		object, name = max(object, utf8.RuneCountInString(l.Object)), max(name, utf8.RuneCountInString(l.Name))
	}
	for _, l := range laws {
		figure, verdict := fmt.Sprintf("%.1e", l.Figure), "ok"
		if l.Unit != "" {
			figure = fmt.Sprintf("%.1f %s", l.Figure, l.Unit)
		}
		limit := fmt.Sprintf("< %.0e", l.Limit)
		if l.Unit != "" {
			limit = fmt.Sprintf("< %g %s", l.Limit, l.Unit)
		}
		if l.Unit == decided {
			figure, limit = "", ""
		}
		switch {
		case l.Open:
			figure, limit, verdict = "", "", "open: "+l.Why
		case l.Fails():
			verdict = "FAILS"
			if l.Why != "" {
				verdict += ": " + l.Why
			}
		}
		line := fmt.Sprintf("%s  %s  %9s %-8s  %s", padded(l.Object, object), padded(l.Name, name), figure, limit, verdict)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func padded(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}
