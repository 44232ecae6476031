package interp

import (
	"context"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// kept is what a file that is read again finds from before: parameters by path, and the results of trainings by their text.
type kept struct {
	tensors  map[string]files.Tensor
	results  map[string]Value
	restored int
}

// Reload runs a file again in this session. Parameters whose path and shape stay keep their values, and trainings that are
// written as before keep their results and are not run again. It returns how many parameters were kept.
func (p *Prompt) Reload(run context.Context, src *lang.Source) (restored, code int, diags []*lang.Diagnostic) {
	s := p.s
	prog, diags := lang.Parse(src)
	if hasErrors(diags) {
		return 0, ExitWrong, diags
	}
	k := &kept{tensors: map[string]files.Tensor{}, results: map[string]Value{}}
	for _, st := range prog.Stmts {
		text, action := actionText(st)
		if !action || !p.entered(text) {
			continue
		}
		k.results[text] = nil
		for _, name := range namesOf(st) {
			if b := s.main.scope.names[name]; b != nil && !b.bad {
				k.results[text] = b.value
			}
		}
	}
	before := s.params
	s.params = nil
	for _, q := range before {
		if defines(prog, q.Path) {
			k.tensors[q.Path] = s.tensor(q)
		} else {
			s.params = append(s.params, q)
		}
	}
	for path := range s.paths {
		if defines(prog, path) {
			delete(s.paths, path)
		}
	}
	s.kept = k
	defer func() { s.kept = nil }()
	p.entries = p.without(prog)
	code, diags = p.program(run, prog, diags)
	for _, q := range before { // of definitions that stand, as the new ones are wrong
		if !slices.ContainsFunc(s.params, func(r *Param) bool { return r.Path == q.Path }) {
			s.params = append(s.params, q)
		}
	}
	return k.restored, code, diags
}

// without are the entries but for the commands of a program, which are run again.
func (p *Prompt) without(prog *lang.Program) []entry {
	again := map[string]bool{}
	for _, st := range prog.Stmts {
		again[lang.Print(st)] = true
	}
	return slices.DeleteFunc(slices.Clone(p.entries), func(e entry) bool { return len(e.names) == 0 && again[e.text] })
}

// actionText is the text of a training.
func actionText(st lang.Stmt) (string, bool) {
	switch st := st.(type) {
	case *lang.ActionStmt:
		return lang.Print(st), st.Action.Word != "gradient"
	case *lang.Equation:
		return lang.Print(st), st.Act != nil && st.Act.Word != "gradient"
	}
	return "", false
}

// entered tells whether a statement of this text stands.
func (p *Prompt) entered(text string) bool {
	for _, e := range p.entries {
		if e.text == text {
			return true
		}
	}
	return false
}

// defines tells whether the first name of a path is one of a program.
func defines(prog *lang.Program, path string) bool {
	first, _, _ := strings.Cut(path, ".")
	first, _, _ = strings.Cut(first, "[")
	first, _, _ = strings.Cut(first, "#")
	for _, st := range prog.Stmts {
		for _, name := range namesOf(st) {
			if name == first {
				return true
			}
		}
	}
	return false
}

// result binds what a training gave before, if it is written as it was.
func (k *kept) result(s *Session, st lang.Stmt) bool {
	if k == nil {
		return false
	}
	text, _ := actionText(st)
	v, ok := k.results[text]
	if ok {
		for _, name := range namesOf(st) {
			s.main.scope.set(name, v, st)
		}
	}
	return ok
}

// restore gives a new parameter the values that it had before.
func (s *Session) restore(q *Param) {
	if s.kept == nil {
		return
	}
	if t, ok := s.kept.tensors[q.Path]; ok && s.setKept(q, t) {
		s.kept.restored++
	}
}

func (s *Session) setKept(q *Param, t files.Tensor) bool {
	values, ok := t.Values.([]float64)
	if !ok || len(t.Shape) != len(q.dims) {
		return false
	}
	for i, d := range q.dims {
		if t.Shape[i] != d.Set.Size() {
			return false
		}
	}
	return s.setTensor(q, values) == nil
}
