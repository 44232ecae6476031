package interp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// parametersOf are the parameters that an expression after over names.
func (c ctx) parametersOf(e lang.Expr) []*Param {
	v := c.eval(e)
	if a, ok := v.(*Array); ok && a.Node.Leaf != nil && a.Node.Leaf.Kind == ad.ParamLeaf {
		return []*Param{a.Node.Leaf.Attach.(*Param)}
	}
	if out := c.s.reach(v); len(out) > 0 {
		return out
	}
	if _, ok := v.(*Instance); ok {
		return nil
	}
	fail("G0706", e, fmt.Sprintf("%s is not a parameter", lang.Print(e)), at("%s", kind(v)),
		why("training changes parameters; inputs and constants keep their values"), help("over p, a model, net or flow, or one of its parameters p.W"))
	return nil
}

// reach are the parameters of a value and of all that it is made of.
func (s *Session) reach(v Value) []*Param {
	r := &reacher{seen: map[any]bool{}}
	r.look(v)
	return r.params
}

// reacher walks through instances, compositions and distributions, and what their equations name.
type reacher struct {
	seen   map[any]bool
	params []*Param
}

func (r *reacher) look(v Value) {
	switch v := v.(type) {
	case *Instance:
		r.instance(v)
	case *List:
		for _, x := range v.X {
			r.look(x)
		}
	case Tuple:
		for _, x := range v {
			r.look(x)
		}
	case *Flow:
		for _, x := range v.parts {
			r.look(x)
		}
	case *inverted:
		r.look(v.of)
	case *odeflow:
		r.look(v.of)
	case *bijection:
		r.look(v.of)
	case *Dist:
		if v.inst != nil {
			r.instance(v.inst)
		}
		if v.push != nil {
			r.look(v.push.flow)
			if v.push.base.inst != nil {
				r.instance(v.push.base.inst)
			}
			if v.push.base.dist != nil {
				r.look(v.push.base.dist)
			}
		}
	case *Function:
		if !r.seen[v] {
			r.seen[v] = true
			hidden := map[string]bool{}
			for _, p := range v.Params {
				hidden[paramName(p)] = true
			}
			r.named(v.Body, v.scope, hidden)
		}
	}
}

func (r *reacher) instance(inst *Instance) {
	if inst == nil || r.seen[inst] {
		return
	}
	r.seen[inst] = true
	r.params = append(r.params, inst.params...)
	for _, name := range sortedNames(inst.scope.names) {
		if b := inst.scope.names[name]; b.thunk == nil {
			r.look(b.value)
		}
	}
	hidden := map[string]bool{}
	for name := range inst.scope.names {
		hidden[name] = true
	}
	for _, eq := range inst.conds {
		r.named(eq, inst.tmpl.scope, hidden)
	}
	for _, st := range inst.dynamic {
		r.named(st, inst.tmpl.scope, hidden)
	}
	if inst.value != nil {
		r.named(inst.value, inst.tmpl.scope, hidden)
	}
	keys := slices.SortedFunc(maps.Keys(inst.inline), func(a, b inlineKey) int { return strings.Compare(inst.inline[a].path, inst.inline[b].path) })
	for _, k := range keys {
		r.instance(inst.inline[k])
	}
}

// named looks at what the names in a piece of a program stand for around it.
func (r *reacher) named(n lang.Node, around *scope, hidden map[string]bool) {
	walk(n, func(name *lang.Name) {
		if b := around.find(name.Id); b != nil && b.thunk == nil && !hidden[name.Id] {
			r.look(b.value)
		}
	})
}
