package ad

import (
	"fmt"
	"slices"
	"strings"
)

// Dump lists the nodes that ys are made of, one a line, arguments before what reads them:
//
//	%12[i,lane] = mul %3 %11
//	%13[lane] = sum %12 over i
//
// Definitions of Refs follow as h := %20.
func Dump(ys ...*Node) string {
	all := func(n *Node) []*Node {
		if n.Leaf != nil && n.Leaf.Body != nil {
			return []*Node{n.Leaf.Body}
		}
		return n.Args
	}
	nodes := reachable(ys, func(*Node) bool { return true }, all)
	slices.Reverse(nodes)
	var s strings.Builder
	for _, n := range nodes {
		fmt.Fprintf(&s, "%%%d%s = %s\n", n.ID, axisNames(n.Axes), n.line())
	}
	for _, n := range nodes {
		if n.Leaf != nil && n.Leaf.Body != nil {
			fmt.Fprintf(&s, "%s := %%%d\n", n.Leaf.Name, n.Leaf.Body.ID)
		}
	}
	return s.String()
}

func axisNames(axes []*Axis) string {
	names := make([]string, len(axes))
	for i, a := range axes {
		names[i] = a.Name
	}
	return "[" + strings.Join(names, ",") + "]"
}

// line is a node's operation and arguments.
func (n *Node) line() string {
	var s strings.Builder
	s.WriteString(n.Op.String())
	switch {
	case n.Leaf != nil:
		s.WriteString(" " + n.Leaf.Name)
	case n.Op == Const && len(n.Table) > 8:
		fmt.Fprintf(&s, " %d values", len(n.Table))
	case n.Op == Const:
		fmt.Fprintf(&s, " %v", n.Table)
	}
	for _, a := range n.Args {
		fmt.Fprintf(&s, " %%%d", a.ID)
	}
	if len(n.Over) > 0 {
		s.WriteString(" over " + axisNames(n.Over))
	}
	if len(n.Along) > 0 {
		s.WriteString(" along " + axisNames(n.Along))
	}
	return s.String()
}
