package interp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/lang"
)

// planError reports why a graph cannot be evaluated.
func (s *Session) planError(n lang.Node, err error) {
	var cycle *derive.Cycle
	if errors.As(err, &cycle) {
		s.cycleError(n, cycle)
	}
	fail("G0901", n, err.Error())
}

// cycleError names the elements of a circle: s[3] would need s[5], through h[2].
func (s *Session) cycleError(n lang.Node, cycle *derive.Cycle) {
	var names []string
	var places []lang.Node
	for _, st := range cycle.Steps {
		name, place := s.elementName(st)
		if name == "" || len(names) > 0 && names[len(names)-1] == name {
			continue
		}
		names, places = append(names, name), append(places, place)
	}
	if len(names) == 0 {
		fail("G0510", n, "a definition needs itself", here("%s", cycle.Error()))
	}
	if len(names) > 1 && names[0] == names[len(names)-1] {
		names, places = names[:len(names)-1], places[:len(places)-1]
	}
	draw := s.isDraw(cycle)
	primary := n
	if places[0] != nil {
		primary = places[0]
	}
	circle := strings.Join(append(append([]string{}, names...), names[0]), " ← ")
	if draw {
		msg := fmt.Sprintf("%s would need %s, which is drawn later", names[0], names[min(1, len(names)-1)])
		if len(names) == 1 {
			msg = fmt.Sprintf("%s would need itself", names[0])
		} else if len(names) > 2 {
			last := names[len(names)-1]
			msg = fmt.Sprintf("%s would need %s, through %s", names[0], last, strings.Join(names[1:len(names)-1], ", "))
		}
		opts := []option{why("a model is drawn element by element, and no order of drawing exists here"), here("%s", circle),
			help("add a guard, such as if j < i, where a later element is read")}
		for i := 1; i < len(places) && i < 4; i++ {
			if places[i] != nil && places[i] != primary {
				opts = append(opts, label(places[i], "%s is defined here", names[i]))
			}
		}
		fail("G0510", primary, msg, opts...)
	}
	fail("G0510", primary, fmt.Sprintf("%s needs itself", names[0]), here("%s", circle),
		why("a recurrence begins somewhere: each element is computed from earlier ones"), help("give the first element an equation of its own"))
}

// isDraw tells whether a circle goes through the draw of a model.
func (s *Session) isDraw(cycle *derive.Cycle) bool {
	for _, st := range cycle.Steps {
		if st.Leaf != nil {
			if d, ok := st.Leaf.Attach.(*definition); ok && d.draw {
				return true
			}
		}
	}
	return false
}

// definition is what a reference of the graph stands for in the source.
type definition struct {
	name string
	dims []Dim
	node lang.Node
	draw bool
}

// elementName names an element on a circle as the program does.
func (s *Session) elementName(st derive.Step) (string, lang.Node) {
	var d *definition
	axes := st.Node.Axes
	if st.Leaf != nil {
		d, _ = st.Leaf.Attach.(*definition)
		axes = st.Leaf.Axes
	}
	if d == nil {
		d = s.defined[st.Node]
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

// describe names a node for a message.
func (s *Session) describe(n *ad.Node) string {
	if n.Leaf != nil {
		return n.Leaf.Name
	}
	if d := s.defined[n]; d != nil {
		return d.name
	}
	return n.Op.String()
}
