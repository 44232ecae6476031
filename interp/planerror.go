package interp

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// planError reports why a graph cannot be evaluated.
func (s *Session) planError(n lang.Node, err error) {
	var cycle *derive.Cycle
	if errors.As(err, &cycle) {
		s.cycleError(n, cycle)
	}
	var large *exec.TooLarge
	if errors.As(err, &large) {
		fail("G0309", n, err.Error(), why("what is no sum of products is computed element by element"), help("take smaller sets, or parts of the sum"))
	}
	fail("G0901", n, err.Error())
}

// circleStep is an element on a circle, as the program names it.
type circleStep struct {
	name  string
	place lang.Node
	draw  bool
}

// circle names the elements of a cycle, a draw first if there is one.
func (s *Session) circle(cycle *derive.Cycle) []circleStep {
	var out []circleStep
	for _, st := range cycle.Steps {
		name, place := s.elementName(st)
		if name == "" || len(out) > 0 && out[len(out)-1].name == name {
			continue
		}
		out = append(out, circleStep{name, place, s.definitionOf(st).draw})
	}
	if n := len(out); n > 1 && out[0].name == out[n-1].name {
		out = out[:n-1]
	}
	if k := slices.IndexFunc(out, func(c circleStep) bool { return c.draw }); k > 0 {
		out = append(slices.Clone(out[k:]), out[:k]...)
	}
	return out
}

// cycleError names the elements of a circle: s[3] would need s[5], which is drawn later, through h[2].
func (s *Session) cycleError(n lang.Node, cycle *derive.Cycle) {
	steps := s.circle(cycle)
	if len(steps) == 0 {
		fail("G0510", n, "a definition needs itself", here("%s", cycle.Error()),
			why("a recurrence begins somewhere: each element is computed from earlier ones"), help("give the first element an equation of its own"))
	}
	names := make([]string, len(steps))
	for i, st := range steps {
		names[i] = st.name
	}
	primary := n
	if steps[0].place != nil {
		primary = steps[0].place
	}
	opts := []option{here("%s", strings.Join(append(names, names[0]), " ← "))}
	for i := 1; i < len(steps) && i < 4; i++ {
		if p := steps[i].place; p != nil && p != primary {
			opts = append(opts, label(p, "%s is defined here", steps[i].name))
		}
	}
	if !steps[0].draw {
		fail("G0510", primary, fmt.Sprintf("%s needs itself", names[0]), append(opts,
			why("a recurrence begins somewhere: each element is computed from earlier ones"), help("give the first element an equation of its own"))...)
	}
	next := 1
	for next < len(steps) && !steps[next].draw {
		next++
	}
	msg := fmt.Sprintf("%s would need itself", names[0])
	if next < len(steps) {
		msg = fmt.Sprintf("%s would need %s, which is drawn later", names[0], names[next])
	}
	if next > 1 {
		msg += ", through " + strings.Join(names[1:next], ", ")
	}
	fail("G0510", primary, msg, append(opts, why("a model is drawn element by element, and no order of drawing exists here"),
		help("add a guard, such as if j < i, where a later element is read"))...)
}

// definition is what a reference of the graph stands for in the source.
type definition struct {
	name string
	dims []Dim
	node lang.Node
	draw bool
}

// definitionOf is the definition that an element on a circle belongs to, nil if it has no name.
func (s *Session) definitionOf(st derive.Step) *definition {
	if st.Leaf != nil {
		if d, ok := st.Leaf.Attach.(*definition); ok {
			return d
		}
	}
	return s.defined[st.Node]
}

// elementName names an element on a circle as the program does.
func (s *Session) elementName(st derive.Step) (string, lang.Node) {
	d := s.definitionOf(st)
	axes := st.Node.Axes
	if st.Leaf != nil {
		axes = st.Leaf.Axes
	}
	if d == nil {
		return "", nil
	}
	var at []string
	for _, dim := range d.dims {
		k := 0
		text := "…"
		for _, ax := range axes {
			if ax.Lane {
				continue
			}
			if ax == dim.Axis && k < len(st.At) {
				text = dim.Set.Element(st.At[k])
			}
			k++
		}
		at = append(at, text)
	}
	if len(at) == 0 {
		return d.name, d.node
	}
	return d.name + "[" + strings.Join(at, ",") + "]", d.node
}
